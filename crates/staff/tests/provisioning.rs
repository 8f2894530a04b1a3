//! Memberships, one-time codes, lists of people and leavers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

use database::{Database, Place};
use records::StandingClock;
use staff::{
    Applied, CodeUse, EndReason, NewAccount, NewPerson, Plan, SignIn, Staff, StaffError, Standing, Target,
    Verdict,
};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "a long enough password";

struct Desk {
    staff: Staff,
    clock: Arc<StandingClock>,
    _folder: tempfile::TempDir,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let database = Arc::new(Database::open(&Place::File(folder.path().join("t.db"))).unwrap());
    let clock = Arc::new(StandingClock::at("2026-03-02T09:00:00Z".parse().unwrap()));
    Desk { staff: Staff::new(database, clock.clone()).unwrap(), clock, _folder: folder }
}

impl Desk {
    fn add(&self, agency: &str, user_name: &str, display_name: &str, groups: &[&str]) -> i64 {
        let new = NewAccount { agency, user_name, display_name, password: PASSWORD, groups };
        self.staff.add(&new).unwrap()
    }

    fn target(&self, by: i64) -> Target<'static> {
        Target { group: "intake", agency: "benefits", by }
    }

    fn use_code(&self, user: &str, code: &str, password: &str) -> CodeUse {
        self.staff.use_code("benefits", user, code, password).unwrap()
    }
}

fn sentence(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Not(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn with_a_code_somebody_new_sets_a_password_once_and_within_three_days() {
    let desk = desk();
    let new = NewPerson { agency: "benefits", user_name: "Kim", display_name: "Kim Park", contact: "x 1" };
    let (kim, code) = desk.staff.make(&new, Some("intake"), None).unwrap();
    assert!(matches!(desk.staff.sign_in("benefits", "kim", "", HERE).unwrap(), SignIn::Refused));
    assert_eq!(format!("{code:?}"), "OneTimeCode(*)");
    let password = "marble tent river nine";
    assert_eq!(desk.use_code("kim", "2222-2222-2222-2222", password), CodeUse::Refused);
    let short = desk.use_code("kim", code.reveal(), "too short");
    let words = "the password must have 15 to 128 characters; this one has 9";
    assert_eq!(short, CodeUse::Unfit(words.to_owned()), "and the code is still good");
    assert!(matches!(desk.use_code("kim", code.reveal(), "aaaaaaaaaaaaaaaaaaaa"), CodeUse::Unfit(_)));
    let typed = code.reveal().to_lowercase().replace('-', "");
    desk.clock.pass_seconds(72 * 3600 - 1);
    assert_eq!(desk.use_code("KIM ", &typed, password), CodeUse::Done(kim));
    assert_eq!(desk.use_code("kim", &typed, password), CodeUse::Refused, "a code works once");
    assert!(matches!(desk.staff.sign_in("benefits", "kim", password, HERE).unwrap(), SignIn::Welcome(..)));
    let late = desk.staff.issue_code(kim, None).unwrap();
    desk.clock.pass_seconds(72 * 3600);
    assert_eq!(desk.use_code("kim", late.reveal(), password), CodeUse::Refused);
    let first = desk.staff.issue_code(kim, None).unwrap();
    let second = desk.staff.issue_code(kim, None).unwrap();
    desk.clock.pass_seconds(60);
    assert_eq!(desk.use_code("kim", first.reveal(), password), CodeUse::Refused, "a newer one makes it void");
    desk.staff.set_active(kim, false).unwrap();
    desk.staff.set_active(kim, true).unwrap();
    desk.clock.pass_seconds(60);
    assert_eq!(desk.use_code("kim", second.reveal(), password), CodeUse::Refused, "off makes it void");
}

#[test]
fn setting_a_password_ends_open_sessions_and_guessing_codes_slows_down() {
    let desk = desk();
    let ana = desk.add("benefits", "ana", "Ana Ruiz", &["intake"]);
    let SignIn::Welcome(token, _) = desk.staff.sign_in("benefits", "ana", PASSWORD, HERE).unwrap() else {
        panic!("not in")
    };
    let code = desk.staff.issue_code(ana, None).unwrap();
    for user in ["ana", "nobody"] {
        let guess = || desk.use_code(user, "2345-6789-ABCD-EFGH", "marble tent river nine");
        let answers = [guess(), guess(), guess(), guess()];
        assert_eq!(answers[3], CodeUse::Wait(1), "{user}");
        assert!(answers[..3].iter().all(|answer| *answer == CodeUse::Refused), "{user}");
    }
    desk.clock.pass_seconds(10);
    assert_eq!(desk.use_code("ana", code.reveal(), "marble tent river nine"), CodeUse::Done(ana));
    let standing = desk.staff.standing(&token, true, HERE).unwrap();
    assert!(matches!(standing, Standing::Ended(EndReason::Closed)), "{standing:?}");
    assert!(matches!(desk.staff.sign_in("benefits", "ana", PASSWORD, HERE).unwrap(), SignIn::Refused));
}

#[test]
fn two_who_change_memberships_at_once_lose_nothing_of_each_others() {
    let desk = desk();
    let ana = desk.add("benefits", "ana", "Ana Ruiz", &["old"]);
    std::thread::scope(|scope| {
        for group in ["a", "b", "c", "d", "e", "f"] {
            let staff = &desk.staff;
            scope.spawn(move || staff.add_member(ana, group, Some(9)).unwrap());
        }
        scope.spawn(|| desk.staff.remove_member(ana, "old").unwrap());
    });
    let groups = desk.staff.account(ana).unwrap().unwrap().groups;
    assert_eq!(groups, ["a", "b", "c", "d", "e", "f"]);
    assert!(!desk.staff.add_member(ana, "a", None).unwrap(), "she is in it already");
    assert!(!desk.staff.remove_member(ana, "old").unwrap(), "she is not in it any more");
}

const LIST: &str = "user_name,display_name,contact,agency
ana,,,
kim,Kim Park,x 1,
rick,,,
KIM,Kim Park,,
ben,Ben Carter,,children
wrong name,X Y,,
ghost,,,
denise,,,
,Nobody,,
sam,Samantha Reed,,
off,,,
gone,,,
digits,12345,,
";

fn people(desk: &Desk) -> i64 {
    desk.add("benefits", "ana", "Ana Ruiz", &["intake"]);
    desk.add("benefits", "rick", "Rick Sandoval", &[]);
    desk.add("benefits", "sam", "Sam Whitlock", &[]);
    desk.add("children", "ghost", "Ghost Elsewhere", &[]);
    let off = desk.add("benefits", "off", "Otto Off", &[]);
    desk.staff.set_active(off, false).unwrap();
    let gone = desk.add("benefits", "gone", "Greta Gone", &[]);
    desk.staff.set_gone(gone, true).unwrap();
    desk.add("benefits", "denise", "Denise Okafor", &[])
}

#[test]
fn every_line_of_a_list_gets_its_sentence() {
    let desk = desk();
    let denise = people(&desk);
    let plan = desk.staff.plan(&desk.target(denise), LIST).unwrap();
    assert_eq!(plan.lines[0].verdict, Verdict::There("Ana Ruiz".to_owned()));
    assert_eq!(plan.lines[1].verdict, Verdict::Make);
    assert!(matches!(&plan.lines[2].verdict, Verdict::Add(_, name) if name == "Rick Sandoval"));
    let expected = [
        "`kim` stands in line 3 already",
        "works for `children`; only people of the group's own agency can be added to it",
        "the user name `wrong name` must have 1 to 64 letters, digits, dots or hyphens",
        "there is no account `ghost` at the agency; to have one made, give the person's name in the column display_name",
        "this is yourself; another provisioner of the group must do it",
        "there is no user name in this line",
        "`sam` is Sam Whitlock, not Samantha Reed; check the user name",
        "the account of Otto Off is turned off",
        "Greta Gone is no longer in the agency's directory",
        "the name must have letters, and 100 characters at most",
    ];
    for (line, expected) in plan.lines[3..].iter().zip(expected) {
        assert_eq!(sentence(&line.verdict), expected);
    }
    assert_eq!((plan.lines.len(), plan.good()), (13, 2));
}

#[test]
fn a_list_is_applied_whole_and_only_as_it_was_looked_at() {
    let desk = desk();
    let denise = people(&desk);
    let target = desk.target(denise);
    let marks = |plan: &Plan| (plan.file.clone(), plan.group.clone());
    let apply = |text: &str, (file, group): &(String, String)| {
        desk.staff.apply(&target, text, (file, group)).unwrap()
    };
    let looked_at = marks(&desk.staff.plan(&target, LIST).unwrap());
    assert!(matches!(apply(&LIST.replace("Kim Park", "Kim Perk"), &looked_at), Applied::FileChanged));
    let sam = desk.staff.find("benefits", "sam").unwrap().unwrap();
    desk.staff.add_member(sam, "intake", None).unwrap();
    assert!(matches!(apply(LIST, &looked_at), Applied::GroupChanged));
    assert_eq!(desk.staff.find("benefits", "kim").unwrap(), None, "nothing was done");
    let looked_at = marks(&desk.staff.plan(&target, LIST).unwrap());
    let as_a_browser_sends_it = LIST.replace('\n', "\r\n");
    let Applied::Done(1, made) = apply(&as_a_browser_sends_it, &looked_at) else { panic!("not applied") };
    assert_eq!((made.len(), made[0].user_name.as_str()), (1, "kim"));
    let names: Vec<String> =
        desk.staff.members("intake").unwrap().into_iter().map(|member| member.name).collect();
    assert_eq!(names, ["Ana Ruiz", "Kim Park", "Rick Sandoval", "Sam Whitlock"]);
    assert!(matches!(apply(LIST, &looked_at), Applied::GroupChanged), "a second time it does nothing");
    let kim = &desk.staff.members("intake").unwrap()[1];
    assert_eq!((kim.given_by.as_deref(), kim.has_password), (Some("Denise Okafor"), false));
}

#[test]
fn leavers_are_out_at_once_and_whoever_is_back_is_in() {
    let desk = desk();
    for user in ["ana", "bo", "cy", "di"] {
        desk.add("benefits", user, user, &[]);
    }
    desk.add("housing", "ana", "Another Ana", &[]);
    let SignIn::Welcome(token, _) = desk.staff.sign_in("benefits", "di", PASSWORD, HERE).unwrap() else {
        panic!("not in")
    };
    let leavers = desk.staff.leavers("benefits", "name;user_name\nA;ANA\nB;bo\nC;cy\nX;new\n").unwrap();
    let counts = (leavers.listed, leavers.accounts, leavers.gone.len(), leavers.are_too_many());
    assert_eq!(counts, (4, 4, 1, false));
    desk.staff.set_gone(leavers.gone[0].0, true).unwrap();
    let standing = desk.staff.standing(&token, true, HERE).unwrap();
    assert!(matches!(standing, Standing::Ended(EndReason::Closed)));
    assert!(matches!(desk.staff.sign_in("benefits", "di", PASSWORD, HERE).unwrap(), SignIn::Refused));
    let back = desk.staff.leavers("benefits", "user_name\ndi\nana\nbo\n").unwrap();
    assert_eq!((back.accounts, back.gone.len(), back.back.len()), (3, 1, 1));
    assert!(!back.are_too_many(), "one of three is a third and not more");
    desk.staff.set_gone(back.back[0].0, false).unwrap();
    assert!(matches!(desk.staff.sign_in("benefits", "di", PASSWORD, HERE).unwrap(), SignIn::Welcome(..)));
    assert!(desk.staff.leavers("benefits", "user_name\nana\nbo\n").unwrap().are_too_many());
    let nobody = desk.staff.leavers("benefits", "user_name\n").err().unwrap();
    assert!(matches!(nobody, StaffError::Unfit(why) if why.contains("names nobody")));
}

//! Provisioners, liaisons, questions and agreements at the door: who may do what to whose access, and what is written down.

use crate::agency::Agency;
use crate::people::agencies;
use crate::reading::is_refused;
use crate::town::{Town, story};
use access::view::{Changed, Wish};
use access::{Question, Rules};
use audit::Kind;
use records::SourceId;
use staff::{CodeUse, Duty, DutyKind, Session};
use std::path::Path;
use usecases::Folder;

const INTAKE: &str = "benefits-intake";

fn told(name: &str, tell: impl Fn(&Town)) {
    let few = || -> Vec<Agency> { agencies() };
    story(name, few, |_, _| (), tell);
}

fn id(town: &Town, agency: &str, user: &str) -> i64 {
    town.door.staff().find(agency, user).unwrap().unwrap()
}

fn why<T: std::fmt::Debug>(changed: Changed<T>) -> String {
    match changed {
        Changed::Not(why) => why,
        other => panic!("{other:?}"),
    }
}

fn count(town: &Town, kind: Kind) -> i64 {
    town.door.audited(kind, None).unwrap()
}

#[test]
fn a_provisioner_changes_her_own_groups_only_and_never_herself() {
    told("groups_own", |town| {
        let (_, denise) = town.comes("denise");
        let (_, ana) = town.comes("ana");
        let fay = id(town, "finance", "fay");
        assert_eq!(town.door.own_groups(&denise).unwrap().len(), 1);
        assert!(town.door.own_groups(&ana).unwrap().is_empty());
        for (session, group) in [(&denise, "child-protection"), (&denise, "no-such-group"), (&ana, INTAKE)] {
            assert!(town.door.own_group(session, group).unwrap().is_none());
            assert!(matches!(town.door.add_member(session, group, "rick", "").unwrap(), Changed::Nowhere));
            assert!(matches!(
                town.door.remove_member(session, group, ana.account.id).unwrap(),
                Changed::Nowhere
            ));
            assert!(matches!(town.door.issue_code(session, group, fay).unwrap(), Changed::Nowhere));
            assert!(matches!(town.door.plan_list(session, group, "user_name\nx").unwrap(), Changed::Nowhere));
        }
        let denied = count(town, Kind::Denied);
        let herself = why(town.door.add_member(&denise, INTAKE, "denise", "").unwrap());
        assert!(herself.contains("nobody gives access to herself"), "{herself}");
        assert_eq!(count(town, Kind::Denied), denied + 1, "the attempt is kept");
        town.door.staff().add_member(denise.account.id, INTAKE, None).unwrap();
        let herself = why(town.door.remove_member(&denise, INTAKE, denise.account.id).unwrap());
        assert!(herself.contains("nobody gives access to herself or takes it from herself"), "{herself}");
        let elsewhere = why(town.door.add_member(&denise, INTAKE, "fay", "").unwrap());
        assert_eq!(
            elsewhere, "There is no account `fay` at benefits.",
            "of another agency: as if she did not exist"
        );
    });
}

#[test]
fn who_is_added_sees_on_her_next_request_and_who_is_removed_does_not() {
    told("groups_change", |town| {
        let (_, denise) = town.comes("denise");
        let (token, marcus) = town.comes("marcus");
        assert!(town.door.use_cases(&marcus).is_empty());
        let added = count(town, Kind::MemberAdded);
        let changed = town.door.add_member(&denise, INTAKE, "Marcus", "MARCUS").unwrap();
        assert!(matches!(changed, Changed::Done(name) if name == "marcus"));
        assert_eq!(count(town, Kind::MemberAdded), added + 1);
        let marcus = town.next_request(&token).unwrap();
        assert_eq!(town.door.use_cases(&marcus)[0].id, "UC-001");
        assert_eq!(
            why(town.door.add_member(&denise, INTAKE, "marcus", "").unwrap()),
            "marcus is in the group already."
        );
        let group = town.door.own_group(&denise, INTAKE).unwrap().unwrap();
        let row = group.members.iter().find(|member| member.account == marcus.account.id).unwrap();
        assert_eq!(row.given_by.as_deref(), Some("denise"));
        assert!(group.use_cases[0].in_force && !group.use_cases[0].ends_soon());
        assert!(matches!(
            town.door.remove_member(&denise, INTAKE, marcus.account.id).unwrap(),
            Changed::Done(_)
        ));
        assert!(town.door.use_cases(&town.next_request(&token).unwrap()).is_empty());
        let twice = why(town.door.remove_member(&denise, INTAKE, marcus.account.id).unwrap());
        assert_eq!(twice, "That person is not in the group any more; somebody else may have changed it.");
        assert_eq!(count(town, Kind::MemberRemoved), 1);
    });
}

#[test]
fn a_code_is_not_issued_for_who_can_do_more_than_the_group() {
    told("groups_codes", |town| {
        let (_, denise) = town.comes("denise");
        let staff = town.door.staff();
        let new = town.door.add_new_member(&denise, INTAKE, ("kim", "Kim Park", "x 1")).unwrap();
        let Changed::Done(code) = new else { panic!("{new:?}") };
        assert_eq!(count(town, Kind::AccountMade), 1);
        let kim = id(town, "benefits", "kim");
        let set = town.door.use_code("benefits", "kim", code.reveal(), "marble tent river nine").unwrap();
        assert_eq!((set, count(town, Kind::PasswordSet)), (CodeUse::Done(kim), 1));
        assert!(matches!(town.door.issue_code(&denise, INTAKE, kim).unwrap(), Changed::Done(_)));
        assert_eq!(count(town, Kind::CodeIssued), 1);
        staff.add_member(kim, "shelter-intake", None).unwrap();
        let refused = why(town.door.issue_code(&denise, INTAKE, kim).unwrap());
        assert!(refused.contains("belongs to a group that is not yours as well"), "{refused}");
        let profile = staff::Profile { privileged: true, ..Default::default() };
        staff.remove_member(kim, "shelter-intake").unwrap();
        staff.set_profile(kim, &profile).unwrap();
        assert!(why(town.door.issue_code(&denise, INTAKE, kim).unwrap()).contains("may see private records"));
        staff.give_duty(kim, &Duty::new(DutyKind::Steward, "benefits")).unwrap();
        assert!(why(town.door.issue_code(&denise, INTAKE, kim).unwrap()).contains("has duties besides"));
        assert!(
            why(town.door.turn_member(&denise, INTAKE, kim, false).unwrap()).contains("has duties besides")
        );
        let taken = why(town.door.add_new_member(&denise, INTAKE, ("ana", "Ana Other", "")).unwrap());
        assert!(taken.contains("there is one by the user name `ana` already"), "{taken}");
        let unfit = why(town.door.add_new_member(&denise, INTAKE, ("a b", "A", "")).unwrap());
        assert!(unfit.contains("must have 1 to 64 letters"), "{unfit}");
        assert_eq!(count(town, Kind::CodeIssued), 1);
    });
}

#[test]
fn an_account_that_a_provisioner_turns_off_is_out_at_once() {
    told("groups_off", |town| {
        let (_, denise) = town.comes("denise");
        let (token, ana) = town.comes("ana");
        assert!(matches!(
            town.door.turn_member(&denise, INTAKE, ana.account.id, false).unwrap(),
            Changed::Done(_)
        ));
        assert!(town.next_request(&token).is_none());
        let off = why(town.door.issue_code(&denise, INTAKE, ana.account.id).unwrap());
        assert!(off.contains("Turn it on first"), "{off}");
        town.door.staff().set_gone(ana.account.id, true).unwrap();
        let gone = why(town.door.turn_member(&denise, INTAKE, ana.account.id, true).unwrap());
        assert!(gone.contains("no longer in the agency's directory"), "{gone}");
        town.door.staff().set_gone(ana.account.id, false).unwrap();
        assert!(matches!(
            town.door.turn_member(&denise, INTAKE, ana.account.id, true).unwrap(),
            Changed::Done(_)
        ));
        assert_eq!((count(town, Kind::AccountOff), count(town, Kind::AccountOn)), (1, 1));
        town.comes("ana");
    });
}

#[test]
fn a_list_is_not_applied_when_it_or_the_group_changed_since() {
    told("groups_list", |town| {
        let (_, denise) = town.comes("denise");
        let (_, desmond) = town.comes("desmond");
        let list = "user_name,display_name\nkim,Kim Park\nmarcus,\n";
        let Changed::Done(plan) = town.door.plan_list(&denise, INTAKE, list).unwrap() else { panic!() };
        let marks = (plan.file.as_str(), plan.group.as_str());
        let other = list.replace("kim,", "kym,");
        assert!(
            why(town.door.apply_list(&denise, INTAKE, &other, marks).unwrap())
                .contains("not the one you looked")
        );
        let marcus = town.door.add_member(&desmond, INTAKE, "marcus", "").unwrap();
        assert!(matches!(marcus, Changed::Done(_)));
        assert!(
            why(town.door.apply_list(&denise, INTAKE, list, marks).unwrap())
                .contains("the group changed since")
        );
        assert_eq!(count(town, Kind::AccountMade), 0);
        let Changed::Done(plan) = town.door.plan_list(&denise, INTAKE, list).unwrap() else { panic!() };
        let marks = (plan.file.as_str(), plan.group.as_str());
        let Changed::Done((0, made)) = town.door.apply_list(&denise, INTAKE, list, marks).unwrap() else {
            panic!()
        };
        assert_eq!((made.len(), count(town, Kind::AccountMade), count(town, Kind::MemberAdded)), (1, 1, 2));
        let unread = why(town.door.plan_list(&denise, INTAKE, "kim,Kim\n").unwrap());
        assert!(unread.starts_with("Nothing was done: the first line must name the columns"), "{unread}");
    });
}

#[test]
fn a_question_reaches_the_liaison_and_a_wish_for_access_the_provisioners_and_nobody_else() {
    told("questions", |town| {
        let (token, ana) = town.comes("ana");
        let of = |user: &str| town.comes(user).1;
        let (marcus, denise, ruth, ben) = (of("marcus"), of("denise"), of("ruth"), of("ben"));
        let ask =
            |wish, about: &str, text: &str| town.door.inquire(&ana, (INTAKE, wish), about, text).unwrap();
        assert!(matches!(ask(Wish::Question, "UC-001", "Why no custody?"), Changed::Done(())));
        assert!(matches!(ask(Wish::Access, "custody", ""), Changed::Done(())));
        for unknown in ["UC-002", "UC-999", "no_such_thing", "<b>"] {
            assert!(matches!(ask(Wish::Question, unknown, "why?"), Changed::Nowhere), "{unknown}");
            assert_eq!(town.door.about(&ana, unknown), None);
        }
        let elsewhere = town.door.inquire(&ana, ("child-protection", Wish::Access), "", "").unwrap();
        assert!(matches!(elsewhere, Changed::Nowhere));
        assert_eq!(count(town, Kind::Question), 2);
        let sees = |session: &Session| -> Vec<Wish> {
            town.door.inquiries_for(session).unwrap().iter().map(|one| one.wish).collect()
        };
        assert_eq!(sees(&marcus), [Wish::Question]);
        assert_eq!(sees(&denise), [Wish::Access]);
        assert!(sees(&ruth).is_empty() && sees(&ben).is_empty() && sees(&ana).is_empty());
        let question = town.door.inquiries_for(&marcus).unwrap().remove(0);
        assert_eq!(question.about.as_deref(), Some("UC-001: Benefits intake and recertification"));
        for other in [&denise, &ruth, &ana] {
            let answered = town.door.answer_inquiry(other, &question.id, Some("because")).unwrap();
            assert!(matches!(answered, Changed::Nowhere));
        }
        let answer = |text| town.door.answer_inquiry(&marcus, &question.id, Some(text)).unwrap();
        assert_eq!(why(answer("  ")), "Write a sentence or two.");
        assert!(matches!(answer("Counsel left it out."), Changed::Done(())));
        assert!(why(answer("Twice.")).contains("Somebody else answered or closed"));
        assert_eq!((count(town, Kind::Answer), town.door.waiting_for(&marcus).unwrap()), (1, 0));
        let ana = town.next_request(&token).unwrap();
        assert_eq!(town.door.new_answers(&ana).unwrap(), 1);
        let own = town.door.own_inquiries(&ana).unwrap();
        let (words, by, _) = own.iter().find_map(|one| one.answer.clone()).unwrap();
        assert_eq!((words.as_str(), by.as_str()), ("Counsel left it out.", "marcus"));
        town.door.saw_answers(&ana).unwrap();
        assert_eq!(town.door.new_answers(&ana).unwrap(), 0);
        // Without a liaison, a question reaches the provisioners rather than nobody.
        let duty = Duty::new(DutyKind::Liaison, INTAKE);
        town.door.staff().take_duty(marcus.account.id, &duty).unwrap();
        assert_eq!(sees(&of("denise")), [Wish::Access, Wish::Question]);
    });
}

#[test]
fn a_new_version_of_the_policy_closes_everything_until_it_is_accepted() {
    told("agreement", |town| {
        let (token, ana) = town.works("ana", "UC-001", "application");
        let (_, denise) = town.comes("denise");
        let maria = town.person("benefits/M-1");
        assert!(!is_refused(&town.door.open(&ana, maria).unwrap()));
        let door = town.restarted(next_version());
        assert_eq!(door.to_accept(&ana).unwrap().version, 2);
        assert!(is_refused(&door.open(&ana, maria).unwrap()));
        let asked = Question { text: "Maria".to_owned(), ..Question::default() };
        let found = door.answer(&ana, &asked).unwrap();
        assert!(matches!(found, access::view::Opened::Open(view) if view.total == 0));
        let refused = why(door.add_member(&denise, INTAKE, "marcus", "").unwrap());
        assert!(refused.contains("accept the responsibility policy first"), "{refused}");
        assert!(!door.accept(&ana, 1).unwrap(), "the old one is not accepted any more");
        let agreed = count(town, Kind::Agreed);
        assert!(door.accept(&ana, 2).unwrap());
        assert_eq!(count(town, Kind::Agreed), agreed + 1);
        let ana = town.next_request(&token).unwrap();
        assert!(door.to_accept(&ana).is_none() && !is_refused(&door.open(&ana, maria).unwrap()));
        assert!(door.accept(&denise, 2).unwrap());
        let (_, denise) = town.comes("denise");
        let refused = why(door.add_member(&denise, INTAKE, "marcus", "").unwrap());
        assert!(refused.contains("accept the account management policy first"), "{refused}");
        assert!(door.accept_as_provisioner(&denise, 2).unwrap());
        let added = door.add_member(&denise, INTAKE, "marcus", "").unwrap();
        assert!(matches!(added, Changed::Done(_)));
    });
}

#[test]
fn what_somebody_is_told_of_her_own_access_is_what_the_sheet_opens() {
    told("own_access", |town| {
        let own = town.door.own_access(&town.ana()).unwrap();
        assert_eq!(own.use_cases[0].card.id, "UC-001");
        let opens: Vec<(Vec<&str>, bool)> = own.use_cases[0]
            .opens
            .iter()
            .map(|opened| {
                let agencies = opened.agencies.iter().map(|agency| agency.id.0.as_str()).collect();
                (agencies, opened.kinds.iter().any(|kind| kind == "tenancy, apartment and rent"))
            })
            .collect();
        assert_eq!(opens, [(vec!["benefits"], false), (vec!["finance", "housing", "shelter"], true)]);
        assert_eq!(own.accepted.len(), 2);
        let denise = town.door.own_access(&town.comes("denise").1).unwrap();
        assert_eq!(denise.duties, ["gives and takes access for HRA Job Center intake"]);
        assert!(denise.use_cases.is_empty());
    });
}

/// The example with both texts in their second version.
fn next_version() -> Rules {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/policies");
    let sources = ["benefits", "children", "housing", "finance", "shelter", "centers"].map(SourceId::new);
    let mut folder = Folder::read(&example, &sources).unwrap();
    for text in [&mut folder.agreements.user, &mut folder.agreements.provisioner] {
        text.as_mut().unwrap().version = 2;
    }
    Rules::new(folder, &[]).unwrap()
}

//! What the operator does from the console: every refusal is a sentence, and every act stands in the log.

use crate::ground::{grounds, sealer};
use access::view::Agency;
use access::{Added, Console, Rules};
use audit::{Audit, Kind};
use database::Database;
use records::{SourceId, StandingClock};
use staff::{NewPerson, SignIn, Staff};
use std::path::Path;
use std::sync::Arc;
use usecases::Folder;

fn told(name: &str, tell: impl Fn(&Console)) {
    for ground in grounds(&format!("console_{name}")) {
        let clock = Arc::new(StandingClock::at("2026-03-03T15:00:00Z".parse().unwrap()));
        let database = Arc::new(Database::open(&ground.place).unwrap());
        let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/policies");
        let sources = ["benefits", "children", "housing", "finance", "shelter", "centers"].map(SourceId::new);
        let agency = |id: &str| Agency { id: SourceId::new(id), name: id.to_owned(), short: id.to_owned() };
        tell(&Console {
            staff: Staff::new(database.clone(), clock.clone()).unwrap(),
            audit: Audit::new(database.clone(), sealer(ground.folder.path()), clock),
            rules: Rules::new(Folder::read(&policies, &sources).unwrap(), &[]).unwrap(),
            employers: ["benefits", "hospitals"].map(agency).to_vec(),
            sources: sources.to_vec(),
        });
    }
}

#[test]
fn an_account_is_made_once_and_what_was_not_changed_is_said() {
    told("accounts", |console| {
        let count = |kind| console.audit.count(kind, None).unwrap();
        let new =
            |user_name| NewPerson { agency: "benefits", user_name, display_name: "Kim Park", contact: "x 1" };
        let made = console.add(&new("kim"), &["benefits-intake"], None).unwrap();
        assert!(matches!(made, Added::Made(Some(_))));
        assert_eq!((count(Kind::AccountMade), count(Kind::MemberAdded)), (1, 1));
        let again = console.add(&new("Kim"), &["benefits-intake", "shelter-intake"], Some("x")).unwrap();
        let Added::Known { name, groups } = again else { panic!("{again:?}") };
        assert_eq!((name.as_str(), groups), ("Kim Park", vec!["shelter-intake".to_owned()]));
        assert_eq!((count(Kind::AccountMade), count(Kind::MemberAdded)), (1, 2));
        let refused = |done: Result<(), access::ConsoleError>| done.err().unwrap().to_string();
        let add = |new: &NewPerson<'_>, groups: &[&str], password| {
            refused(console.add(new, groups, password).map(drop))
        };
        let elsewhere = NewPerson { agency: "nowhere", ..new("bo") };
        assert_eq!(
            add(&elsewhere, &[], None),
            "there is no agency `nowhere`; the settings have: benefits, hospitals"
        );
        assert!(
            add(&new("bo"), &["intake"], None)
                .starts_with("there is no user group `intake`; the settings have: ")
        );
        assert!(
            add(&new("bo"), &[], Some("short")).contains("must have 15 to 128 characters; this one has 5")
        );
        assert!(add(&new("b o"), &[], None).contains("1 to 64 letters, digits, dots or hyphens"));
        assert_eq!(count(Kind::AccountMade), 1, "what is refused is not logged as done");
    });
}

#[test]
fn duties_are_given_and_taken_where_there_is_something_to_have_them_for() {
    told("duties", |console| {
        let new =
            NewPerson { agency: "benefits", user_name: "kim", display_name: "Kim Park", contact: "x 1" };
        console.add(&new, &[], None).unwrap();
        let count = |kind| console.audit.count(kind, None).unwrap();
        let refused = |done: Result<(), access::ConsoleError>| done.err().unwrap().to_string();
        let duty =
            |user: &str, duty: &str, scope: &str, give| console.duty("benefits", user, duty, scope, give);
        duty("kim", "provisioner", "benefits-intake", true).unwrap();
        duty("kim", "counsel", "", true).unwrap();
        let sentences = [
            (
                duty("bo", "liaison", "benefits-intake", true),
                "there is no account `bo` at `benefits`; `throughline staff add` makes one",
            ),
            (
                duty("kim", "boss", "", true),
                "there is no duty `boss`; the duties are: requester, reviewer, counsel, steward, provisioner, liaison, specialist, monitor, greeter, case_manager, centre_manager, area_administrator, state_reporter",
            ),
            (
                duty("kim", "steward", "benefit", true),
                "there is no source `benefit`; the settings have: benefits, children, housing, finance, shelter, centers",
            ),
            (
                duty("kim", "requester", "housing", true),
                "there is no agency `housing`; the settings have: benefits, hospitals",
            ),
            (
                duty("kim", "reviewer", "benefits", true),
                "this duty holds for the whole city, so leave `benefits` out",
            ),
            (
                duty("kim", "liaison", "benefits-intake", false),
                "kim does not have the duty `liaison` for `benefits-intake`, so nothing was taken",
            ),
        ];
        for (done, sentence) in sentences {
            assert_eq!(refused(done), sentence);
        }
        let all = console.staff.all_duties().unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(
            all[1].each_ref().map(String::as_str),
            ["benefits", "kim", "provisioner", "benefits-intake"]
        );
        duty("kim", "counsel", "", false).unwrap();
        assert_eq!((count(Kind::DutyGiven), count(Kind::DutyTaken)), (2, 1));
    });
}

#[test]
fn the_first_administrator_gets_a_code_and_leavers_are_marked() {
    told("leavers", |console| {
        let add = |user_name| {
            let new = NewPerson { agency: "benefits", user_name, display_name: "Made Up", contact: "" };
            console.add(&new, &[], Some("a long made-up password")).unwrap()
        };
        for user in ["ana", "bo", "cy"] {
            assert!(matches!(add(user), Added::Made(None)));
        }
        let code = console.code("benefits", "ana").unwrap();
        assert_eq!(code.reveal().len(), 19);
        let leavers = console.leavers("benefits", "user_name\nana\nbo\n").unwrap();
        assert!(!leavers.are_too_many());
        console.mark_leavers("benefits", &leavers).unwrap();
        let refused = console.code("benefits", "cy").err().unwrap().to_string();
        assert_eq!(refused, "the account `cy` at `benefits` is off, so a code would be of no use");
        let here = std::net::IpAddr::from([127, 0, 0, 1]);
        let sign_in = || console.staff.sign_in("benefits", "cy", "a long made-up password", here).unwrap();
        assert!(matches!(sign_in(), SignIn::Refused));
        let back = console.leavers("benefits", "user_name\nana\nbo\ncy\n").unwrap();
        console.mark_leavers("benefits", &back).unwrap();
        assert!(matches!(sign_in(), SignIn::Welcome(..)));
        let count = |kind| console.audit.count(kind, None).unwrap();
        assert_eq!((count(Kind::CodeIssued), count(Kind::AccountGone), count(Kind::AccountBack)), (1, 1, 1));
        let nowhere = console.leavers("housing", "user_name\nana\n").err().unwrap().to_string();
        assert!(nowhere.contains("there is no agency `housing`"), "{nowhere}");
    });
}

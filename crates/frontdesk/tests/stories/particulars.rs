use crate::reception::{at, why};
use crate::town::{Town, story};
use access::Session;
use frontdesk::{Corrected, FrontDeskError, Member, NewMember, NoSsn, Registered};
use privacy::Level;
use records::SourceId;
use serde_json::json;

/// What a form says that was opened just now, with changes.
fn typed(member: &Member, change: impl Fn(&mut NewMember)) -> NewMember {
    let mut typed = NewMember { ssn: String::new(), ..member.said.clone() };
    change(&mut typed);
    typed
}

/// Corrects through a form that was opened just now.
fn correct(
    town: &Town,
    session: &Session,
    member: &Member,
    change: impl Fn(&mut NewMember),
) -> Result<Corrected, FrontDeskError> {
    let counter = at(town, session, "north");
    let seen = counter.particulars(member.id)?.seen;
    counter.correct_member(member.id, typed(member, change), seen)
}

fn with_ssn(town: &Town, first: &str, ssn: &str) -> Member {
    let permit = town.front.operate(access::Serving::Greet, "a story").unwrap();
    let (first, last) = (first.to_owned(), "Marsh".to_owned());
    let said = NewMember { first, last, ssn: ssn.to_owned(), ..NewMember::default() };
    match town.front.desk().register(&permit, "north", said).unwrap() {
        Registered::New(member) => *member,
        Registered::SsnKnown(_) => panic!("the numbers of the story differ"),
    }
}

fn now(town: &Town, member: &Member) -> NewMember {
    town.front.desk().member(member.id).unwrap().unwrap().said
}

#[test]
fn what_is_corrected_leaves_a_trace_and_reaches_search_kiosk_and_case_file() {
    story("correct_data", |town| {
        let (ada, card) = town.customer("Ada", "Marsh", "1990-01-01");
        let mut device = town.device("north");
        let signed = town.sign_in(&mut device, card, &["resource-room"]);
        assert_eq!(town.asks(&device, "POST", "/kiosk/v1/events", "", &signed).0, 200);
        let before = town.front.roster("north").unwrap().version.clone();
        let (greta, casey, mina) = (town.comes("greta"), town.comes("casey"), town.comes("mina"));
        let done = correct(town, &greta, &ada, |said| {
            said.first = " Adela ".to_owned();
            said.lang = "en".to_owned();
            said.phone = "555-0143".to_owned();
        });
        assert_eq!(done.unwrap(), Corrected::Done { renamed: true });
        assert_eq!(
            correct(town, &greta, &town.front.desk().member(ada.id).unwrap().unwrap(), |_| {}).unwrap(),
            Corrected::Same
        );
        // Who, when and which fields; what stood there before, for who runs the site.
        let traces = |session: &Session| at(town, session, "north").member_sheet(ada.id).unwrap().traces;
        assert!(traces(&greta).is_none(), "who greets does not see it");
        let seen = traces(&casey).unwrap();
        assert_eq!(
            (seen.len(), seen[0].by.as_str(), seen[0].what.as_str()),
            (1, "greta", "first name, telephone, language")
        );
        assert!(seen[0].was.is_empty());
        let was = &traces(&mina).unwrap()[0].was;
        assert!(was.contains(&("first name".to_owned(), "Ada".to_owned())));
        let log = town.door.audited(audit::Kind::FrontDesk, None).unwrap();
        assert!(log > 0);
        // The kiosk greets her by her new name, on line and off.
        let found = town
            .looks_up(&device, &json!({ "sealed": town.sealed(&device, &format!("card:{}", card.digits())) }))
            .1;
        assert_eq!((found["first"].as_str(), found["lang"].as_str()), (Some("Adela"), Some("en")));
        assert_ne!(town.front.roster("north").unwrap().version, before);
        // The case file hears of it.
        let taken = town.door.casefile().take_in(&SourceId::new("centers"), &mut |_| {}).unwrap();
        assert_eq!((taken.changed, taken.new), (1, 0));
        let sheet = at(town, &greta, "north").member_sheet(ada.id).unwrap();
        assert_eq!(sheet.customer.name.unwrap(), "Adela Marsh");
    });
}

#[test]
fn the_search_at_registration_finds_her_by_what_was_corrected() {
    story("correct_find", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let greta = town.comes("greta");
        correct(town, &greta, &ada, |said| {
            said.last = "Lindqvist".to_owned();
            said.born = "1991-02-02".to_owned();
        })
        .unwrap();
        let likely = |last: &str, born: &str| {
            let said = NewMember {
                first: "Ada".to_owned(),
                last: last.to_owned(),
                born: born.to_owned(),
                ..NewMember::default()
            };
            at(town, &greta, "north").likely(&said).unwrap().list.len()
        };
        assert_eq!((likely("Lindqvist", "1991-02-02"), likely("Marsh", "1990-01-01")), (1, 0));
    });
}

#[test]
fn what_does_not_do_is_said_and_two_at_once_do_not_undo_each_other() {
    story("correct_faults", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (greta, casey) = (town.comes("greta"), town.comes("casey"));
        let faults = correct(town, &greta, &ada, |said| {
            said.first = " ".to_owned();
            said.born = "yesterday".to_owned();
        });
        let Corrected::Faults(faults) = faults.unwrap() else { panic!() };
        assert_eq!(faults.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["first", "born"]);
        let (one, other) = (at(town, &greta, "north"), at(town, &casey, "north"));
        let seen = other.particulars(ada.id).unwrap().seen;
        let phone = |phone: &str| typed(&ada, |said| said.phone = phone.to_owned());
        one.correct_member(ada.id, phone("555-0001"), one.particulars(ada.id).unwrap().seen).unwrap();
        assert!(why(other.correct_member(ada.id, phone("555-0002"), seen)).contains("meanwhile"));
        assert_eq!(now(town, &ada).phone, "555-0001");
    });
}

#[test]
fn a_number_that_was_left_out_is_kept_once_and_taken_out_by_the_manager_only() {
    story("correct_ssn", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let ben = with_ssn(town, "Ben", "219-09-1234");
        let (greta, mina) = (town.comes("greta"), town.comes("mina"));
        let give =
            |ssn: &'static str| correct(town, &greta, &ada, move |said| said.ssn = ssn.to_owned()).unwrap();
        let Corrected::Faults(faults) = give("219 09 1234") else { panic!("the number is Ben's") };
        assert!(
            faults[0].0 == "ssn"
                && faults[0].1.contains("another membership")
                && !faults[0].1.contains("Ben")
        );
        assert!(matches!(give("000-00-0000"), Corrected::Faults(_)));
        assert_eq!(give("219-09-5678"), Corrected::Done { renamed: false });
        assert_eq!(now(town, &ada).ssn, "219095678");
        // It is known now: neither asked again nor changed by a form.
        assert!(at(town, &greta, "north").particulars(ada.id).unwrap().has_ssn);
        assert_eq!(give("219-09-9999"), Corrected::Same);
        assert_eq!(now(town, &ada).ssn, "219095678");
        let member = town.front.desk().member(ada.id).unwrap().unwrap();
        assert!(matches!(
            at(town, &greta, "north").take_out_ssn(member.id, "x"),
            Err(FrontDeskError::NotPermitted(_))
        ));
        let manager = at(town, &mina, "north");
        assert!(why(manager.take_out_ssn(ada.id, " ")).contains("write why"));
        manager.take_out_ssn(ada.id, "her brother’s").unwrap();
        assert!(why(manager.take_out_ssn(ada.id, "again")).contains("no number"));
        assert_eq!((now(town, &ada).ssn.as_str(), now(town, &ada).no_ssn), ("", Some(NoSsn::Later)));
        let traces = manager.member_sheet(ada.id).unwrap().traces.unwrap();
        assert_eq!(
            (traces[0].why.as_str(), traces[0].was.len()),
            ("her brother’s", 0),
            "the number is kept nowhere"
        );
        assert!(traces[1].what.contains("Social Security number") && traces[1].was.is_empty());
        // The number can be somebody else's now.
        let said = NewMember { ssn: "219-09-5678".to_owned(), ..typed(&ben, |_| {}) };
        let permit = town.front.operate(access::Serving::Greet, "a story").unwrap();
        assert!(matches!(town.front.desk().register(&permit, "north", said).unwrap(), Registered::New(_)));
    });
}

#[test]
fn nobody_outside_the_care_team_corrects_who_is_private() {
    story("correct_private", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        for level in [Level::Private, Level::Sealed] {
            town.mark(&ada, level);
            for user in ["greta", "casey", "mina"] {
                let session = town.comes(user);
                let counter = at(town, &session, "north");
                let is_nobody =
                    |done: Result<(), FrontDeskError>| matches!(done, Err(FrontDeskError::NotFound));
                assert!(is_nobody(counter.particulars(ada.id).map(drop)), "{user} {level:?}");
                assert!(is_nobody(
                    counter
                        .correct_member(ada.id, typed(&ada, |said| said.first = "X".to_owned()), 0)
                        .map(drop)
                ));
                assert!(is_nobody(counter.about(ada.id).map(drop)));
                assert!(is_nobody(counter.say_about(ada.id, &|_| Vec::new())));
                if user == "mina" {
                    assert!(is_nobody(counter.take_out_ssn(ada.id, "x")));
                    assert!(is_nobody(counter.join(ada.id, ada.id + 1, "x")));
                    assert!(is_nobody(counter.pair(ada.id, "x").map(drop)));
                }
            }
        }
        assert_eq!(now(town, &ada).first, "Ada");
        // At a site where she has no duty there is nobody at all.
        let solveig = town.comes("solveig");
        assert!(matches!(town.front.counter(&solveig, "north"), Err(FrontDeskError::NotFound)));
    });
}

use crate::reception::{at, why};
use crate::town::{Device, Town, story};
use frontdesk::{CardEnd, CardNumber, FrontDeskError, Member, NewMember, Registered, Whom};
use privacy::Level;
use records::SourceId;
use serde_json::{Value, json};

struct Two {
    ada: (Member, CardNumber),
    again: (Member, CardNumber),
}

fn two(town: &Town) -> Two {
    let ada = town.customer("Ada", "Marsh", "1990-01-01");
    let again = town.customer("Adda", "Marsh", "1990-01-01");
    Two { ada, again }
}

fn looks_up(town: &Town, device: &Device, card: CardNumber) -> Value {
    town.looks_up(device, &json!({ "sealed": town.sealed(device, &format!("card:{}", card.digits())) })).1
}

/// A visit by card, and an hour passes.
fn comes(town: &Town, device: &mut Device, card: CardNumber, services: &[&str]) {
    let signed = town.sign_in(device, card, services);
    let (status, said) = town.asks(device, "POST", "/kiosk/v1/events", "", &signed);
    assert_eq!((status, said["results"][0]["result"].as_str()), (200, Some("applied")), "{said}");
    town.clock.pass_seconds(3600);
}

#[test]
fn two_memberships_of_one_person_are_one_until_they_are_taken_apart() {
    story("join", |town| {
        let Two { ada: (ada, card), again: (again, other_card) } = two(town);
        let mut device = town.device("north");
        comes(town, &mut device, card, &["resource-room"]);
        comes(town, &mut device, other_card, &["resume"]);
        let mina = town.comes("mina");
        let manager = at(town, &mina, "north");
        let visits = |id: i64| {
            let history = manager.member_sheet(id).unwrap().history.unwrap();
            history.visits.iter().map(|one| one.services[0].id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(
            (visits(ada.id), visits(again.id)),
            (vec!["resource-room".to_owned()], vec!["resume".to_owned()])
        );
        let pair = manager.pair(ada.id, &again.number.in_groups()).unwrap();
        assert_eq!((pair.stays.customer.member, pair.goes.customer.member), (ada.id, again.id));
        assert!(why(manager.join(ada.id, again.id, " ")).contains("write why"));
        manager.join(ada.id, again.id, "she showed both cards").unwrap();
        // Visits stand under the one who stays; the other page is hers.
        assert_eq!(visits(ada.id), ["resume", "resource-room"]);
        let sheet = manager.member_sheet(again.id).unwrap();
        assert_eq!((sheet.customer.member, sheet.customer.number), (ada.id, ada.number.in_groups()));
        assert_eq!((sheet.joined.len(), sheet.cards.len()), (1, 2));
        assert_eq!(sheet.joined[0].number, again.number.in_groups());
        // Cards and numbers of both work, and greet the one person.
        for card in [card, other_card] {
            let found = looks_up(town, &device, card);
            assert_eq!((found["result"].as_str(), found["first"].as_str()), (Some("known"), Some("Ada")));
        }
        for number in [ada.number, again.number] {
            assert_eq!(manager.named_by(&number.in_groups()).unwrap().id, ada.id);
        }
        comes(town, &mut device, other_card, &["job-search"]);
        assert_eq!(visits(ada.id).len(), 3);
        assert!(why(manager.pair(ada.id, &again.number.in_groups())).contains("joined to this one already"));
        let visit = manager.member_sheet(ada.id).unwrap().history.unwrap().visits[0].visit.clone();
        assert_eq!(manager.visit_sheet(&visit).unwrap().customer.unwrap().member, ada.id);
        // Apart again, each has what was hers: also what her card did meanwhile.
        assert!(matches!(manager.part(ada.id, ada.id, "x"), Err(FrontDeskError::NotFound)));
        manager.part(ada.id, again.id, "they are sisters").unwrap();
        assert_eq!(
            (visits(ada.id), visits(again.id)),
            (vec!["resource-room".to_owned()], vec!["job-search".to_owned(), "resume".to_owned()])
        );
        assert!(matches!(manager.part(ada.id, again.id, "x"), Err(FrontDeskError::NotFound)));
        assert_eq!(looks_up(town, &device, other_card)["first"], "Adda");
        let traces = manager.member_sheet(ada.id).unwrap().traces.unwrap();
        let whys: Vec<&str> = traces.iter().map(|one| one.why.as_str()).collect();
        assert_eq!(whys, ["they are sisters", "she showed both cards"]);
        assert_eq!(manager.member_sheet(again.id).unwrap().traces.unwrap().len(), 1);
    });
}

#[test]
fn the_case_file_has_one_person_while_they_are_joined() {
    story("join_case_file", |town| {
        let (ada, card) = town.customer("Adalinda", "Marshwood", "1990-01-01");
        let (again, other_card) = town.customer("Linda", "Marsh", "");
        let mut device = town.device("north");
        comes(town, &mut device, card, &["resource-room"]);
        comes(town, &mut device, other_card, &["resume"]);
        let mina = town.comes("mina");
        let manager = at(town, &mina, "north");
        let centers = SourceId::new("centers");
        let people = || {
            town.door.casefile().take_in(&centers, &mut |_| {}).unwrap();
            let person = |member: &Member| {
                town.door.person_behind(&mina, &centers, member.uii.text()).unwrap().unwrap()
            };
            let visits = |member: &Member| {
                let records = town.door.casefile().person_records(person(member)).unwrap().0;
                let own = records.iter().find(|one| one.record.key.0 == member.uii.text()).unwrap();
                own.record.entries.iter().filter(|entry| entry.row.starts_with("visit:")).count()
            };
            (person(&ada) == person(&again), visits(&ada), visits(&again))
        };
        assert_eq!(people(), (false, 1, 1));
        manager.join(ada.id, again.id, "her papers say so").unwrap();
        assert_eq!(people(), (true, 2, 0));
        manager.part(ada.id, again.id, "a mistake").unwrap();
        assert_eq!(people(), (false, 1, 1));
    });
}

#[test]
fn swipes_of_both_cards_within_minutes_are_one_visit_while_they_are_one_person() {
    story("join_fold", |town| {
        let Two { ada: (ada, card), again: (again, other_card) } = two(town);
        let mut device = town.device("north");
        for card in [card, other_card] {
            let signed = town.sign_in(&mut device, card, &["career-guidance"]);
            assert_eq!(town.asks(&device, "POST", "/kiosk/v1/events", "", &signed).0, 200);
            town.clock.pass_seconds(120);
        }
        let (mina, greta) = (town.comes("mina"), town.comes("greta"));
        let (manager, desk) = (at(town, &mina, "north"), at(town, &greta, "north"));
        let board = || {
            let board = desk.board().unwrap();
            (board.counts.visits, board.counts.people, board.here.len(), board.waiting.len())
        };
        assert_eq!(board(), (2, 2, 2, 2));
        manager.join(ada.id, again.id, "one person").unwrap();
        assert_eq!(board(), (1, 1, 1, 1));
        assert!(why(desk.sign_in(Whom::Member(again.id), &[])).contains("already"));
        // What staff confirm is confirmed for the one person.
        let sheet = manager.member_sheet(ada.id).unwrap();
        let visit = sheet.history.unwrap().visits[0].visit.clone();
        manager.confirm(ada.id, &visit, "career-guidance").unwrap();
        manager.part(ada.id, again.id, "two after all").unwrap();
        assert_eq!(board(), (2, 2, 2, 2));
    });
}

#[test]
fn a_new_card_ends_those_of_both_memberships() {
    story("join_cards", |town| {
        let Two { ada: (ada, card), again: (again, other_card) } = two(town);
        let (mina, device) = (town.comes("mina"), town.device("north"));
        let manager = at(town, &mina, "north");
        manager.join(ada.id, again.id, "one person").unwrap();
        assert!(why(manager.issue_card(ada.id, None)).contains("she has a card"));
        manager.issue_card(ada.id, Some(CardEnd::Lost)).unwrap();
        for card in [card, other_card] {
            assert_eq!(looks_up(town, &device, card)["result"], "replaced");
        }
        assert_eq!(
            manager.member_sheet(ada.id).unwrap().cards.iter().filter(|card| card.ended.is_none()).count(),
            1
        );
    });
}

#[test]
fn a_list_has_her_once_whichever_membership_was_put_on_it() {
    story("join_list", |town| {
        let Two { ada: (ada, _), again: (again, _) } = two(town);
        let (mina, casey) = (town.comes("mina"), town.comes("casey"));
        let (manager, counter) = (at(town, &mina, "north"), at(town, &casey, "north"));
        let new = frontdesk::NewActivity {
            kind: frontdesk::ActivityKind::Workshop,
            service: "workshop".to_owned(),
            title: "Writing".to_owned(),
            place: String::new(),
            day: counter.today(),
            starts: jiff::civil::time(12, 0, 0, 0),
            ends: jiff::civil::time(14, 0, 0, 0),
            capacity: 5,
        };
        let id = counter.make_activity(&new).unwrap();
        counter.add_to(id, &ada.number.in_groups(), false).unwrap();
        counter.add_to(id, &again.number.in_groups(), true).unwrap();
        manager.join(ada.id, again.id, "one person").unwrap();
        let roster = counter.roster(id).unwrap();
        assert_eq!((roster.line.listed, roster.attended.len(), roster.expected.len()), (1, 1, 0));
        assert_eq!(roster.attended[0].member, ada.id);
        town.clock.pass_seconds(60);
        assert_eq!(counter.close_activity(id).unwrap(), 1);
        assert_eq!(counter.close_activity(id).unwrap(), 0);
        counter.undo_line(id, ada.id).unwrap();
        assert!(counter.member_sheet(ada.id).unwrap().history.unwrap().services.is_empty());
    });
}

#[test]
fn nobody_is_joined_of_whom_the_manager_may_not_know_and_nobody_who_differs() {
    story("join_not", |town| {
        let Two { ada: (ada, _), again: (again, _) } = two(town);
        let (cleo, _) = town.customer("Cleo", "Pike", "1992-01-01");
        let (mina, casey) = (town.comes("mina"), town.comes("casey"));
        let manager = at(town, &mina, "north");
        assert!(matches!(at(town, &casey, "north").pair(ada.id, "x"), Err(FrontDeskError::NotPermitted(_))));
        assert!(matches!(
            at(town, &casey, "north").join(ada.id, again.id, "x"),
            Err(FrontDeskError::NotPermitted(_))
        ));
        let unknown = why(manager.pair(ada.id, "20000000084"));
        for level in [Level::Private, Level::Sealed] {
            town.mark(&cleo, level);
            let said = why(manager.pair(ada.id, &cleo.number.in_groups()));
            assert!(said.contains("nobody has this member number"), "{said}");
            assert!(matches!(manager.join(ada.id, cleo.id, "x"), Err(FrontDeskError::NotFound)));
        }
        assert!(unknown.contains("number"), "{unknown}");
        assert!(why(manager.join(ada.id, ada.id, "x")).contains("same membership"));
        // Who has others joined to her stays.
        manager.join(ada.id, again.id, "one person").unwrap();
        let (dora, _) = town.customer("Dora", "Marsh", "1990-01-01");
        assert!(why(manager.join(dora.id, ada.id, "x")).contains("open its page"));
        manager.join(ada.id, dora.id, "the third").unwrap();
        assert_eq!(manager.member_sheet(ada.id).unwrap().joined.len(), 2);
        // Different Social Security numbers are two people.
        let permit = town.front.operate(access::Serving::Greet, "a story").unwrap();
        let with = |ssn: &str| {
            let (first, last) = ("Eve".to_owned(), "Stone".to_owned());
            let said = NewMember { first, last, ssn: ssn.to_owned(), ..NewMember::default() };
            match town.front.desk().register(&permit, "north", said).unwrap() {
                Registered::New(member) => member.id,
                Registered::SsnKnown(_) => panic!(),
            }
        };
        let (one, other) = (with("219-09-1234"), with("219-09-5678"));
        assert!(why(manager.join(one, other, "x")).contains("different Social Security numbers"));
    });
}

#[test]
fn who_is_joined_is_as_private_as_the_most_private_of_her_records() {
    story("join_private", |town| {
        let Two { ada: (ada, card), again: (again, other_card) } = two(town);
        let (mina, device) = (town.comes("mina"), town.device("north"));
        at(town, &mina, "north").join(ada.id, again.id, "one person").unwrap();
        town.door.casefile().take_in(&SourceId::new("centers"), &mut |_| {}).unwrap();
        // The state marks the record of the membership that was joined.
        town.mark(&again, Level::Private);
        let greta = town.comes("greta");
        for id in [ada.id, again.id] {
            let sheet = at(town, &greta, "north").member_sheet(id).unwrap();
            assert!(sheet.customer.private && sheet.customer.name.is_none() && sheet.said.is_none());
            assert!(sheet.joined.is_empty() && sheet.person.is_none());
        }
        for card in [card, other_card] {
            let found = looks_up(town, &device, card);
            assert_eq!((found["private"].as_bool(), found["first"].as_str()), (Some(true), None));
        }
        assert!(town.front.roster("north").unwrap().entries.is_empty());
    });
}

#[test]
fn who_forgot_her_card_is_found_by_the_words_of_either_membership() {
    story("join_forgot", |town| {
        let Two { ada: (ada, _), again: (again, _) } = two(town);
        let device = town.device("north");
        let forgot = || {
            let asked = json!({ "forgot": { "last": "marsh", "born": "1990-01-01", "phone": "0142" } });
            town.looks_up(&device, &asked).1["result"].as_str().unwrap().to_owned()
        };
        assert_eq!(forgot(), "staff", "two people fit");
        let mina = town.comes("mina");
        at(town, &mina, "north").join(ada.id, again.id, "one person").unwrap();
        assert_eq!(forgot(), "known");
    });
}

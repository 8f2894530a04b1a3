use crate::reception::{at, why};
use crate::town::{KEY, Town, story};
use access::Serving;
use frontdesk::*;
use privacy::Level;
use records::Clock;
use serde_json::{Value, json};

/// What a partner is told after a change: kinds, with the customer's identifier.
fn told(town: &Town, partner: &str, after: i64) -> (Vec<(String, String)>, i64) {
    let partner = town.front.partner(partner).unwrap();
    let outgoing = town.front.messages_for(partner, after, 200).unwrap();
    let one = |message: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&message["type"]), text(&message["data"]["customer"]["uii"]))
    };
    (outgoing.messages.iter().map(one).collect(), outgoing.next)
}

/// The result of one message, and its reason.
fn says(town: &Town, partner: &str, message: &Value) -> (Heard, String) {
    let partner = town.front.partner(partner).unwrap();
    let mut heard = town.front.hear(partner, std::slice::from_ref(message)).unwrap();
    let heard = heard.pop().unwrap().1;
    let why = match &heard {
        Heard::Held(why) | Heard::Refused(why) => why.clone(),
        Heard::Applied(_) | Heard::Duplicate(_) => String::new(),
    };
    (heard, why)
}

fn customer(id: &str, customer: Value) -> Value {
    json!({ "id": id, "type": "customer.changed", "data": { "customer": customer } })
}

fn delivered(id: &str, customer: Value, service: &str, day: &str) -> Value {
    let service = json!({ "service": service, "site": "north", "day": day });
    json!({ "id": id, "type": "service.delivered", "data": { "customer": customer, "service": service } })
}

#[test]
fn what_happens_is_told_in_its_order_as_it_stands_and_each_thing_once() {
    story("told", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let uii = ada.uii.text();
        let (first, next) = told(town, "caseload", 0);
        assert!(first.iter().all(|one| *one == ("customer.changed".to_owned(), uii.to_owned())), "{first:?}");
        let casey = town.comes("casey");
        let desk = at(town, &casey, "north");
        let visit = desk.sign_in(Whom::Member(ada.id), &["career-guidance".to_owned()]).unwrap();
        desk.confirm(ada.id, &visit, "career-guidance").unwrap();
        desk.sign_out(&visit).unwrap();
        let (kinds, last) = told(town, "caseload", next);
        let kinds: Vec<&str> = kinds.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["service.delivered", "visit.changed"], "the visit changed twice and is told once");
        let partner = town.front.partner("caseload").unwrap();
        let message = town.front.messages_for(partner, next, 200).unwrap().messages.pop().unwrap();
        let told_visit = &message["data"]["visit"];
        assert_eq!((&told_visit["state"], &told_visit["visit"]), (&json!("ended"), &json!(visit)));
        assert_eq!(
            told_visit["services"][0],
            json!({ "service": "career-guidance", "chosen": true, "used": null })
        );
        let mina = town.comes("mina");
        at(town, &mina, "north").undo_delivery(ada.id, 1).unwrap();
        let manager = at(town, &mina, "north");
        manager.correct(&visit, &Correction::Void, "a mistake").unwrap();
        let (kinds, end) = told(town, "caseload", last);
        assert_eq!(
            kinds.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(),
            ["service.undone", "visit.changed"]
        );
        assert_eq!(told(town, "caseload", end), (Vec::new(), end));
        assert_eq!(
            town.door.audited(audit::Kind::Exchange, None).unwrap(),
            4,
            "each time before it was told"
        );
    });
}

#[test]
fn who_is_private_is_told_to_a_system_that_knows_her_and_who_is_sealed_to_none() {
    story("told_private", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (ben, _) = town.customer("Ben", "Ost", "1991-01-01");
        town.mark(&ada, Level::Private);
        town.mark(&ben, Level::Sealed);
        assert_eq!(told(town, "caseload", 0).0, []);
        let (told, _) = told(town, "state", 0);
        assert!(!told.is_empty() && told.iter().all(|(_, uii)| uii == ada.uii.text()));
        let who = json!({ "uii": ada.uii.text() });
        let nobody = json!({ "uii": "ZZZZZZZZZZZZ" });
        let service = |id: &str, who: &Value| delivered(id, who.clone(), "career-guidance", "2026-06-01");
        let hers = says(town, "caseload", &service("a", &who));
        assert_eq!(hers, says(town, "caseload", &service("b", &nobody)), "she is nobody to it");
        assert!(matches!(says(town, "state", &service("c", &who)).0, Heard::Applied(_)));
        let sealed = json!({ "uii": ben.uii.text() });
        assert!(matches!(says(town, "state", &service("d", &sealed)).0, Heard::Refused(_)));
    });
}

#[test]
fn what_others_delivered_is_taken_once_counts_and_can_be_taken_back() {
    story("heard", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let who = json!({ "member_number": ada.number.in_groups() });
        let message = delivered("m-1", who.clone(), "career-guidance", "2026-05-29");
        let names = Some((ada.uii.text().to_owned(), ada.number.digits()));
        assert_eq!(says(town, "caseload", &message).0, Heard::Applied(names.clone()));
        assert_eq!(says(town, "caseload", &message).0, Heard::Duplicate(names.clone()), "said again");
        let same = delivered("m-2", who.clone(), "career-guidance", "2026-05-29");
        assert_eq!(says(town, "caseload", &same).0, Heard::Duplicate(names), "it stands for that day");
        let other = delivered("m-1", who.clone(), "career-guidance", "2026-05-28");
        assert!(says(town, "caseload", &other).1.contains("something else"));
        for (id, message, words) in [
            ("x1", delivered("x1", who.clone(), "career-guidance", "2026-06-02"), "to come"),
            ("x2", delivered("x2", who.clone(), "resource-room", "2026-05-29"), "nothing that staff"),
            ("x3", delivered("x3", who.clone(), "nonsense", "2026-05-29"), "nothing that staff"),
            ("x4", delivered("x4", json!({}), "career-guidance", "2026-05-29"), "no customer"),
            (
                "x5",
                json!({ "id": "x5", "type": "service.undone", "data": { "delivered": "m-9" } }),
                "no message",
            ),
            ("x6", json!({ "type": "x" }), "id"),
        ] {
            let (heard, why) = says(town, "caseload", &message);
            assert!(matches!(heard, Heard::Refused(_)) && why.contains(words), "{id}: {why}");
        }
        let (heard, why) = says(town, "listener", &message);
        assert!(matches!(heard, Heard::Refused(_)) && why.contains("settings"), "{why}");
        let casey = town.comes("casey");
        let lines = || at(town, &casey, "north").member_sheet(ada.id).unwrap().history.unwrap().services;
        assert_eq!(lines().iter().map(|line| line.by.as_str()).collect::<Vec<_>>(), ["System caseload"]);
        // What it said itself is not told back to it, and to others it is.
        assert!(told(town, "caseload", 0).0.iter().all(|(kind, _)| kind != "service.delivered"));
        assert!(told(town, "state", 0).0.iter().any(|(kind, _)| kind == "service.delivered"));
        let undo = json!({ "id": "m-3", "type": "service.undone", "data": { "delivered": "m-1" } });
        assert_eq!(says(town, "caseload", &undo).0, Heard::Applied(None));
        assert_eq!(says(town, "caseload", &undo).0, Heard::Duplicate(None));
        assert_eq!(lines(), []);
        // Another system takes back nothing of it.
        assert!(matches!(says(town, "state", &undo).0, Heard::Refused(_)));
    });
}

#[test]
fn somebody_new_is_registered_and_changed_under_the_names_of_the_other_system() {
    story("registers", |town| {
        let new = json!({
            "external_id": "C-77", "first_name": "Nia", "last_name": "Okafor", "birth_date": "1991-04-02",
            "ssn": "531-22-4417", "site": "north",
        });
        let Heard::Applied(Some((uii, number))) = says(town, "caseload", &customer("c-1", new.clone())).0
        else {
            panic!("she is registered")
        };
        let mut again = new.clone();
        again["phone"] = json!("555-0111");
        again["birth_date"] = json!("1991-04-03");
        let heard = says(town, "caseload", &customer("c-2", again)).0;
        assert_eq!(heard, Heard::Applied(Some((uii.clone(), number.clone()))));
        let nia = town.front.desk().member_by_key(&uii).unwrap().unwrap();
        assert_eq!((nia.said.phone.as_str(), nia.said.born.as_str()), ("555-0111", "1991-04-03"));
        assert_eq!(nia.said.ssn, "531224417");
        let who = json!({ "external_id": "C-77" });
        let message = delivered("s-1", who.clone(), "career-guidance", "2026-06-01");
        assert!(matches!(says(town, "caseload", &message).0, Heard::Applied(_)));
        assert!(
            matches!(says(town, "state", &message).0, Heard::Refused(_)),
            "the name is the other system's"
        );
        for (id, mut faulty, words) in [
            ("f1", json!({ "first_name": "A", "last_name": "B", "site": "nowhere" }), "site"),
            ("f2", json!({ "first_name": "A", "site": "north" }), "last"),
            (
                "f3",
                json!({ "first_name": "A", "last_name": "B", "birth_date": "1991-13-01", "site": "north" }),
                "born",
            ),
            ("f4", json!({ "first_name": "A", "last_name": "B", "ssn": "1", "site": "north" }), "ssn"),
            ("f5", json!({ "uii": "ZZZZZZZZZZZZ", "first_name": "A" }), "no customer"),
        ] {
            faulty["external_id"] = json!(id);
            let (heard, why) = says(town, "caseload", &customer(id, faulty));
            assert!(matches!(heard, Heard::Refused(_)) && why.contains(words), "{id}: {why}");
        }
        // A refused message can be mended under its own id.
        let mended = json!({ "external_id": "f1", "first_name": "A", "last_name": "B", "site": "north" });
        assert!(matches!(says(town, "caseload", &customer("f1", mended)).0, Heard::Applied(_)));
    });
}

#[test]
fn who_may_be_here_already_waits_for_somebody_who_runs_the_site() {
    story("held", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let like = |external: &str| {
            json!({ "external_id": external, "first_name": "Adah", "last_name": "MARSH", "birth_date": "1990-01-01",
                    "phone": "555-0100", "site": "north" })
        };
        let message = customer("h-1", like("C-1"));
        let (heard, _) = says(town, "caseload", &message);
        assert!(matches!(heard, Heard::Held(_)));
        assert_eq!(says(town, "caseload", &message).0, heard, "said again, it waits still");
        says(town, "caseload", &customer("h-2", like("C-2")));
        says(town, "caseload", &customer("h-3", like("C-3")));
        let (greta, mina) = (town.comes("greta"), town.comes("mina"));
        let greeter = at(town, &greta, "north");
        assert!(matches!(greeter.held_messages(), Err(FrontDeskError::NotPermitted(_))));
        assert!(!greeter.may(Serving::Manage).unwrap());
        let manager = at(town, &mina, "north");
        let held = manager.held_messages().unwrap();
        assert_eq!((held.len(), held[0].like[0].0.member), (3, ada.id));
        let settle = |id: &str, how: Settling| manager.settle_message("caseload", id, &how);
        assert!(why(settle("h-1", Settling::Is("204 8173 6532".to_owned()))).contains("member number"));
        settle("h-1", Settling::Is(ada.number.in_groups())).unwrap();
        assert!(why(settle("h-1", Settling::New)).contains("meanwhile"));
        settle("h-2", Settling::New).unwrap();
        settle("h-3", Settling::Refuse).unwrap();
        assert_eq!(manager.held_messages_count().unwrap(), 0);
        let hers = town.front.desk().member(ada.id).unwrap().unwrap();
        assert_eq!((hers.said.first.as_str(), hers.said.phone.as_str()), ("Adah", "555-0100"));
        assert!(matches!(says(town, "caseload", &message).0, Heard::Duplicate(Some(_))));
        let by_name = delivered("s-9", json!({ "external_id": "C-2" }), "career-guidance", "2026-06-01");
        let Heard::Applied(Some((uii, _))) = says(town, "caseload", &by_name).0 else {
            panic!("she is known")
        };
        assert_ne!(uii, ada.uii.text());
        assert!(matches!(says(town, "caseload", &customer("h-3", like("C-3"))).0, Heard::Refused(_)));
    });
}

#[test]
fn a_message_about_somebody_like_a_private_customer_is_not_for_everybody() {
    story("held_private", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let like =
            json!({ "first_name": "Ada", "last_name": "Marsh", "birth_date": "1990-01-01", "site": "north" });
        assert!(matches!(says(town, "caseload", &customer("p-1", like)).0, Heard::Held(_)));
        town.mark(&ada, Level::Private);
        let mina = town.comes("mina");
        let manager = at(town, &mina, "north");
        assert_eq!(manager.held_messages().unwrap(), []);
        assert!(matches!(
            manager.settle_message("caseload", "p-1", &Settling::New),
            Err(FrontDeskError::NotFound)
        ));
    });
}

#[test]
fn who_does_not_sign_learns_nothing_and_who_does_is_answered_in_json() {
    story("line", |town| {
        town.customer("Ada", "Marsh", "1990-01-01");
        let key = PartnerKey::of(KEY).unwrap();
        let ask = |method: &str, partner: &str, query: &str, body: &str, signed: &Signed| {
            let address =
                format!("/exchange/{partner}/messages{}{query}", if query.is_empty() { "" } else { "?" });
            let body = body.as_bytes();
            let request = ExchangeRequest { method, partner, address: &address, query, signed, body };
            let answer = town.front.exchange(&request).unwrap();
            (answer.status, serde_json::from_str::<Value>(&answer.json).unwrap())
        };
        let now = town.clock.now();
        let get = |query: &str| {
            let content = format!("GET /exchange/caseload/messages?{query}");
            ask("GET", "caseload", query, "", &key.sign("r-1", now, content.as_bytes()))
        };
        let (status, page) = get("after=0&most=1");
        assert_eq!(
            (status, page["messages"].as_array().unwrap().len(), &page["more"]),
            (200, 1, &json!(true))
        );
        assert_eq!(get("after=x").0, 400);
        let other = key.sign("r-1", now, b"GET /exchange/caseload/messages?after=5");
        let unsigned = ask("GET", "caseload", "after=0", "", &other);
        assert_eq!(unsigned.0, 401);
        assert_eq!(ask("GET", "nobody", "after=0", "", &other), unsigned, "there is no telling");
        let post = |body: &str| ask("POST", "caseload", "", body, &key.sign("r-2", now, body.as_bytes()));
        assert_eq!(post("{").0, 400);
        assert_eq!(post("{}").0, 400);
        let many = json!({ "messages": vec![json!({}); 201] }).to_string();
        assert!(post(&many).1["error"].as_str().unwrap().contains("at most 200"));
        let (status, said) = post(&json!({ "messages": [{ "id": "a" }] }).to_string());
        assert_eq!((status, &said["results"][0]["result"]), (200, &json!("refused")));
    });
}

#[test]
fn a_partner_that_fails_is_told_again_from_where_it_was() {
    story("state", |town| {
        town.customer("Ada", "Marsh", "1990-01-01");
        town.front.was_not_told("caseload", "nothing answers at its address").unwrap();
        town.front.was_not_told("caseload", "nothing answers at its address").unwrap();
        let state = town.front.partner_state("caseload").unwrap();
        assert_eq!((state.sent, state.failed, state.succeeded_at), (0, 2, None));
        assert!(state.waiting > 0);
        town.front.was_told("caseload", state.waiting).unwrap();
        town.front.was_told("caseload", 1).unwrap();
        let state = town.front.partner_state("caseload").unwrap();
        assert_eq!((state.failed, state.waiting, state.why), (0, 0, None), "never backwards");
    });
}

#[test]
fn two_memberships_of_one_customer_are_told_as_one() {
    story("exchange_joined", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (again, _) = town.customer("Ada", "Marsh", "1990-01-10");
        let mina = town.comes("mina");
        let manager = at(town, &mina, "north");
        manager.sign_in(Whom::Member(again.id), &[]).unwrap();
        let (_, before) = told(town, "caseload", 0);
        manager.join(ada.id, again.id, "the same person").unwrap();
        let partner = town.front.partner("caseload").unwrap();
        let messages = town.front.messages_for(partner, before, 200).unwrap().messages;
        let hers = |message: &&Value| message["data"]["customer"]["uii"] == json!(ada.uii.text());
        assert_eq!(messages.iter().filter(hers).count(), messages.len(), "{messages:?}");
        assert!(messages.iter().any(|one| one["data"]["customer"]["also"] == json!([again.uii.text()])));
        let by_other = delivered("j-1", json!({ "uii": again.uii.text() }), "career-guidance", "2026-06-01");
        let names = (ada.uii.text().to_owned(), ada.number.digits());
        assert_eq!(says(town, "caseload", &by_other).0, Heard::Applied(Some(names)));
        town.mark(&again, Level::Private);
        assert_eq!(told(town, "caseload", before).0, [], "as private as the most private of her records");
    });
}

#[test]
fn a_message_is_decided_once_by_whoever_is_first() {
    story("held_race", |town| {
        town.customer("Ada", "Marsh", "1990-01-01");
        let like = json!({ "first_name": "Adah", "last_name": "Marsh", "birth_date": "1990-01-01", "site": "north" });
        says(town, "caseload", &customer("r-1", like));
        let mina = town.comes("mina");
        let decided: Vec<bool> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..6)
                .map(|_| {
                    scope.spawn(|| {
                        at(town, &mina, "north").settle_message("caseload", "r-1", &Settling::New).is_ok()
                    })
                })
                .collect();
            tries.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(decided.iter().filter(|done| **done).count(), 1);
        let (messages, _) = told(town, "state", 0);
        let people: std::collections::BTreeSet<_> = messages.into_iter().map(|(_, uii)| uii).collect();
        assert_eq!(people.len(), 2, "Ada, and one who is new");
    });
}

#[test]
fn the_other_systems_own_name_stands_for_one_customer() {
    story("external", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let new = |id: &str, first: &str, external: &str| {
            customer(
                id,
                json!({ "external_id": external, "first_name": first, "last_name": first, "site": "north" }),
            )
        };
        let Heard::Applied(Some(one)) = says(town, "caseload", &new("e-1", "Nia", "C-1")).0 else { panic!() };
        for (id, external) in [("e-2", ""), ("e-3", "  ")] {
            let Heard::Applied(Some(other)) = says(town, "caseload", &new(id, id, external)).0 else {
                panic!()
            };
            assert_ne!(other, one, "an empty name names nobody");
        }
        let (_, why) = says(
            town,
            "caseload",
            &delivered("e-4", json!({ "external_id": "" }), "career-guidance", "2026-06-01"),
        );
        assert!(why.contains("no customer"), "{why}");
        let (_, why) = says(town, "caseload", &new("e-5", "Zoe", &"x".repeat(65)));
        assert!(why.contains("longer than 64"), "{why}");
        let taken = json!({ "external_id": "C-1", "uii": ada.uii.text() });
        let (_, why) = says(town, "caseload", &customer("e-6", taken.clone()));
        assert!(why.contains("another customer"), "{why}");
        let (_, why) = says(town, "caseload", &delivered("e-7", taken, "career-guidance", "2026-06-01"));
        assert!(why.contains("another customer"), "{why}");
    });
}

#[test]
fn nobody_learns_of_a_sealed_customer_by_her_social_security_number() {
    story("sealed_ssn", |town| {
        let ssn = "531-22-4417";
        let new = |id: &str, first: &str, ssn: &str| {
            customer(id, json!({ "first_name": first, "last_name": first, "ssn": ssn, "site": "north" }))
        };
        let Heard::Applied(Some((uii, _))) = says(town, "caseload", &new("n-1", "Nia", ssn)).0 else {
            panic!()
        };
        assert!(matches!(says(town, "caseload", &new("n-2", "Zoe", ssn)).0, Heard::Held(_)), "she is open");
        let nia = town.front.desk().member_by_key(&uii).unwrap().unwrap();
        town.door.casefile().take_in(&records::SourceId::new("centers"), &mut |_| {}).unwrap();
        town.mark(&nia, Level::Sealed);
        let known = says(town, "caseload", &new("n-3", "Amy", ssn)).0;
        let free = says(town, "caseload", &new("n-4", "Ivy", "531-22-4418")).0;
        let (Heard::Applied(Some((amy, _))), Heard::Applied(Some((ivy, _)))) = (known, free) else {
            panic!("both are registered")
        };
        let update =
            |id: &str, uii: &str| customer(id, json!({ "uii": uii, "ssn": ssn, "phone": "555-0101" }));
        assert!(matches!(says(town, "caseload", &update("n-5", &amy)).0, Heard::Applied(_)));
        assert!(matches!(says(town, "caseload", &update("n-6", &ivy)).0, Heard::Applied(_)));
        // At the desk nobody learns of her either.
        let greta = town.comes("greta");
        let desk = at(town, &greta, "north");
        let said = NewMember {
            first: "Una".to_owned(),
            last: "Una".to_owned(),
            ssn: ssn.to_owned(),
            ..NewMember::default()
        };
        assert!(matches!(desk.register(said.clone(), false, "").unwrap(), Registration::Done(_)));
        town.mark(&nia, Level::Private);
        let again = NewMember { first: "Ola".to_owned(), last: "Ola".to_owned(), ..said };
        let Registration::SsnKnown(Some(caller)) = desk.register(again, false, "").unwrap() else {
            panic!("who is private is known by her number")
        };
        assert_eq!((caller.name, caller.private), (None, true));
    });
}

use crate::reception::at;
use crate::town::{KEY, Town, story};
use frontdesk::*;
use privacy::Level;
use records::Clock;
use serde_json::{Value, json};

/// What a partner is told after a change: kinds, with the customer's identifier.
pub fn told(town: &Town, partner: &str, after: i64) -> (Vec<(String, String)>, i64) {
    let partner = town.front.partner(partner).unwrap();
    let outgoing = town.front.messages_for(partner, after, 200).unwrap();
    let one = |message: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&message["type"]), text(&message["data"]["customer"]["uii"]))
    };
    (outgoing.messages.iter().map(one).collect(), outgoing.next)
}

/// The result of one message, and its reason.
pub fn says(town: &Town, partner: &str, message: &Value) -> (Heard, String) {
    let partner = town.front.partner(partner).unwrap();
    let mut heard = town.front.hear(partner, std::slice::from_ref(message)).unwrap();
    let heard = heard.pop().unwrap().1;
    let why = match &heard {
        Heard::Held(why) | Heard::Refused(why) => why.clone(),
        Heard::Applied(_) | Heard::Duplicate(_) => String::new(),
    };
    (heard, why)
}

pub fn customer(id: &str, customer: Value) -> Value {
    json!({ "id": id, "type": "customer.changed", "data": { "customer": customer } })
}

pub fn delivered(id: &str, customer: Value, service: &str, day: &str) -> Value {
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

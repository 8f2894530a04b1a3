use crate::exchange::{customer, delivered, says, told};
use crate::reception::{at, why};
use crate::town::story;
use access::Serving;
use frontdesk::*;
use privacy::Level;
use serde_json::json;

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

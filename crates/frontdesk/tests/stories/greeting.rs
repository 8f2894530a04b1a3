use crate::town::story;
use privacy::Level;
use serde_json::json;

#[test]
fn a_customer_is_greeted_by_first_name_and_initial() {
    story("known", |town| {
        let (member, card) = town.customer("Marisol", "Guerra", "1984-03-12");
        let device = town.device("north");
        for plain in [format!("card:{}", card.digits()), format!("member:{}", member.number.digits())] {
            let (status, said) = town.looks_up(&device, &json!({ "sealed": town.sealed(&device, &plain) }));
            assert_eq!((status, said["result"].as_str()), (200, Some("known")));
            assert_eq!((said["first"].as_str(), said["initial"].as_str()), (Some("Marisol"), Some("G")));
            assert_eq!(said["lang"], "es");
            assert!(!said.to_string().contains("Guerra"));
        }
        assert_eq!(town.door.audited(audit::Kind::Kiosk, None).unwrap(), 2);
    });
}

#[test]
fn nobody_private_is_greeted_by_name_nor_asked_about_former_visits() {
    story("private", |town| {
        let (member, card) = town.customer("Marisol", "Guerra", "1984-03-12");
        let device = town.device("north");
        let asked = || json!({ "sealed": town.sealed(&device, &format!("card:{}", card.digits())) });
        for level in [Level::Private, Level::Sealed] {
            town.mark(&member, level);
            let (_, said) = town.looks_up(&device, &asked());
            assert_eq!((said["result"].as_str(), said["private"].as_bool()), (Some("known"), Some(true)));
            for absent in ["first", "initial", "last", "today"] {
                assert!(said.get(absent).is_none(), "{absent}");
            }
            assert!(!said.to_string().contains("Marisol"));
            // Who knows her birth date and her phone does not learn that she is a customer.
            let number = member.number.digits()[7..].to_owned();
            for (by, end) in [("phone", "0142"), ("member", &number)] {
                let forgot = json!({ "forgot": { "last": "Guerra", "born": "1984-03-12", by: end } });
                assert_eq!(town.looks_up(&device, &forgot).1, json!({ "result": "staff" }));
            }
        }
    });
}

#[test]
fn without_a_card_everything_that_is_said_must_lead_to_one_person() {
    story("forgot", |town| {
        let (member, _) = town.customer("Marisol", "Guerra", "1984-03-12");
        let device = town.device("north");
        let ask = |last: &str, born: &str, phone: &str, number: &str| {
            let forgot = json!({ "last": last, "born": born, "phone": phone, "member": number });
            town.looks_up(&device, &json!({ "forgot": forgot })).1["result"].as_str().unwrap().to_owned()
        };
        let number = member.number.digits();
        assert_eq!(ask(" GUERRA ", "1984-03-12", "0142", ""), "known");
        assert_eq!(ask("guerra", "1984-03-12", "", &number[7..]), "known");
        for (last, born, phone, number) in [
            ("Guerra", "1984-03-13", "0142", ""),
            ("Guerra", "1984-03-12", "9999", ""),
            ("Guerra", "1984-03-12", "", ""),
            ("Guerra", "1984-03-12", "142", ""),
            ("", "1984-03-12", "0142", ""),
            ("Guerra", "", "0142", ""),
        ] {
            assert_eq!(ask(last, born, phone, number), "staff", "{last} {born} {phone} {number}");
        }
        town.customer("Rosa", "Guerra", "1984-03-12");
        assert_eq!(ask("Guerra", "1984-03-12", "0142", ""), "staff", "two people fit");
    });
}

#[test]
fn unknown_replaced_and_barred_look_as_the_protocol_says() {
    story("others", |town| {
        let (member, old) = town.customer("Ada", "Marsh", "1990-01-01");
        let permit = town.front.operate(access::Serving::Greet, "a story").unwrap();
        let desk = town.front.desk();
        desk.issue_card(&permit, member.id, "north", Some(frontdesk::CardEnd::Lost)).unwrap();
        let device = town.device("north");
        let ask = |plain: &str| {
            town.looks_up(&device, &json!({ "sealed": town.sealed(&device, plain) })).1["result"].clone()
        };
        assert_eq!(ask(&format!("card:{}", old.digits())), "replaced");
        let stranger = frontdesk::CardNumber::fresh(&frontdesk::system_chance).unwrap();
        assert_eq!(ask(&format!("card:{}", stranger.digits())), "unknown");
        assert_eq!(ask("card:123"), "staff");
        assert_eq!(ask("nonsense"), "staff");
        let number = format!("member:{}", member.number.digits());
        assert_eq!(ask(&number), "known");
        town.database.write(|t| t.run("UPDATE member SET barred = 1", &[])).unwrap();
        assert_eq!(ask(&number), "staff");
    });
}

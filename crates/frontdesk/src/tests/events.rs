use super::story;
use super::town::visit;
use crate::*;
use serde_json::json;

#[test]
fn an_event_is_taken_once_and_another_by_its_name_is_held() {
    story("once", |town| {
        let member = town.member("Ada", "Marsh");
        let card = town.card(member.id);
        let mut device = town.device("north");
        let who = town.seal(&device, &format!("card:{}", card.digits()));
        let visit = visit();
        let event = device.event(
            town,
            "sign_in",
            json!({ "visit": visit, "who": who, "services": ["resource-room"] }),
        );
        let taken = town.send(&device, &[event.clone(), event.clone()]);
        assert_eq!(taken.verdicts, [Verdict::Applied, Verdict::Duplicate]);
        assert_eq!((taken.next, taken.resend_from), (2, None));
        let mut edited = event.clone();
        edited["services"] = json!(["resource-room", "counselor"]);
        let taken = town.send(&device, &[edited.clone()]);
        assert!(matches!(&taken.verdicts[0], Verdict::Held(why) if why.contains("other content")));
        assert_eq!(town.send(&device, &[edited]).verdicts, [Verdict::Duplicate], "held once");
        let other = town.device("south");
        assert!(
            matches!(&town.send(&other, &[event]).verdicts[0], Verdict::Held(_)),
            "another device's event"
        );
        let visits = town.visits(member.id);
        assert_eq!(visits.len(), 1);
        assert_eq!(visits[0].services.len(), 1);
    });
}

#[test]
fn what_cannot_be_read_is_kept_and_its_number_counts() {
    story("unread", |town| {
        let mut device = town.device("north");
        let mut dance = device.event(town, "dance", json!({}));
        let help = device.event(town, "help", json!({}));
        let taken = town.send(&device, &[dance.clone(), help.clone(), json!("nonsense")]);
        assert!(matches!(&taken.verdicts[0], Verdict::Rejected(why) if why.contains("newer kiosk")));
        assert_eq!(taken.verdicts[1], Verdict::Applied);
        assert!(matches!(&taken.verdicts[2], Verdict::Rejected(_)));
        assert_eq!(taken.next, 3);
        dance["id"] = json!("other");
        dance["seq"] = help["seq"].clone();
        let again = device.event(town, "help", json!({ "seq": 2 }));
        assert!(
            matches!(&town.send(&device, &[again]).verdicts[0], Verdict::Held(why) if why.contains("same number"))
        );
        let later = device.event(town, "help", json!({ "seq": 9 }));
        let taken = town.send(&device, &[later]);
        assert_eq!((taken.next, taken.resend_from), (3, Some(3)));
    });
}

#[test]
fn a_number_sealed_on_another_device_signs_nobody_in_by_it() {
    story("another", |town| {
        let member = town.member("Ada", "Marsh");
        let card = town.card(member.id);
        let (mut device, other) = (town.device("north"), town.device("north"));
        let stolen = town.seal(&other, &format!("card:{}", card.digits()));
        let event = device.event(town, "sign_in", json!({ "visit": visit(), "who": stolen }));
        assert!(
            matches!(&town.send(&device, &[event]).verdicts[0], Verdict::Held(why) if why.contains("sealed"))
        );
        assert_eq!(town.visits(member.id), []);
    });
}

#[test]
fn a_card_that_is_bound_later_brings_its_visits_along() {
    story("bound", |town| {
        let mut device = town.device("north");
        let stock = CardNumber::fresh(&system_chance).unwrap();
        let who = town.seal(&device, &format!("card:{}", stock.digits()));
        let event =
            device.event(town, "sign_in", json!({ "visit": visit(), "who": who, "services": ["resume"] }));
        assert_eq!(town.send(&device, &[event]).verdicts, [Verdict::Applied]);
        let member = town.member("Ada", "Marsh");
        town.desk.put_card(stock, member.id, "north", None, None).unwrap();
        assert_eq!(town.visits(member.id).len(), 1);
        let other = town.member("Ben", "Ost");
        assert!(
            town.desk
                .put_card(stock, other.id, "north", None, None)
                .unwrap_err()
                .to_string()
                .contains("stock")
        );
    });
}

#[test]
fn a_service_that_ended_before_is_counted_and_looked_at() {
    story("retired", |town| {
        let member = town.member("Ada", "Marsh");
        let card = town.card(member.id);
        let mut device = town.device("north");
        let visit = visit();
        let who = town.seal(&device, &format!("card:{}", card.digits()));
        let sign_in = device.event(town, "sign_in", json!({ "visit": visit, "who": who }));
        let services = json!({ "visit": visit, "services": ["fax", "resume"] });
        let chosen = device.event(town, "add_services", services);
        let taken = town.send(&device, &[sign_in, chosen.clone()]);
        assert_eq!(taken.verdicts[0], Verdict::Applied);
        assert!(matches!(&taken.verdicts[1], Verdict::Held(why) if why.contains("did not offer")));
        assert_eq!(town.visits(member.id)[0].services.len(), 2, "it stands with the visit");
        assert_eq!(town.send(&device, &[chosen]).verdicts, [Verdict::Duplicate]);
        // Chosen while it was offered, and sent later, it is nobody's to look at.
        let mut early = device.event(town, "add_services", json!({ "visit": visit, "services": ["fax"] }));
        early["wall"] = json!("2026-05-31T16:00:00Z");
        early["mono"] = json!(1);
        early["boot"] = json!("before");
        assert_eq!(town.send(&device, &[early]).verdicts, [Verdict::Applied]);
        let unknown = device.event(town, "add_services", json!({ "visit": visit, "services": ["dancing"] }));
        assert!(matches!(&town.send(&device, &[unknown]).verdicts[0], Verdict::Held(_)));
    });
}

#[test]
fn a_replaced_card_still_counts_for_what_happened_before_the_kiosk_could_know() {
    story("replaced", |town| {
        let member = town.member("Ada", "Marsh");
        let old = town.card(member.id);
        town.card(member.id);
        let mut device = town.device("north");
        let sign_in = |device: &mut super::town::Device| {
            let who = town.seal(device, &format!("card:{}", old.digits()));
            device.event(town, "sign_in", json!({ "visit": visit(), "who": who }))
        };
        let event = sign_in(&mut device);
        assert_eq!(town.send(&device, &[event]).verdicts, [Verdict::Applied]);
        assert_eq!(town.visits(member.id).len(), 1);
        town.clock.pass_seconds(31 * 24 * 3600);
        let event = sign_in(&mut device);
        assert!(
            matches!(&town.send(&device, &[event]).verdicts[0], Verdict::Held(why) if why.contains("ended"))
        );
        assert_eq!(town.visits(member.id).len(), 1);
    });
}

#[test]
fn not_me_takes_the_visit_back_whatever_comes_first() {
    story("not_me", |town| {
        let member = town.member("Ada", "Marsh");
        let card = town.card(member.id);
        let mut device = town.device("north");
        let visit = visit();
        let who = town.seal(&device, &format!("card:{}", card.digits()));
        let sign_in =
            device.event(town, "sign_in", json!({ "visit": visit, "who": who, "services": ["counselor"] }));
        let void = device.event(town, "void", json!({ "visit": visit }));
        town.send(&device, &[void, sign_in]);
        assert_eq!(town.visits(member.id), []);
        let waiting = town.desk.database.read(|t| t.rows("SELECT visit FROM queue_item", &[])).unwrap();
        assert!(waiting.is_empty());
    });
}

/// Every order of three.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

#[test]
fn a_correction_wins_whatever_comes_later_and_in_any_order() {
    story("corrected", |town| {
        for (order, before) in ORDERS.iter().flat_map(|order| (0..=3).map(move |before| (order, before))) {
            town.clock.pass_seconds(86_400);
            let member = town.member("Ada", "Marsh");
            let card = town.card(member.id);
            let mut device = town.device("north");
            let (first, second) = (visit(), visit());
            let services = json!(["resource-room", "counselor"]);
            let swipe = |device: &mut super::town::Device, visit: &serde_json::Value| {
                let who = town.seal(device, &format!("card:{}", card.digits()));
                device.event(town, "sign_in", json!({ "visit": visit, "who": who, "services": services }))
            };
            let sign_in = swipe(&mut device, &first);
            town.send(&device, &[sign_in]);
            town.clock.pass_seconds(60);
            let late = [
                device.event(town, "add_services", json!({ "visit": first, "services": services })),
                device.event(town, "last_visit", json!({ "visit": first, "services": services })),
                // A second swipe is part of the same visit.
                swipe(&mut device, &second),
            ];
            let out = device.event(town, "sign_out", json!({ "visit": first }));
            let id: uuid::Uuid = first.as_str().unwrap().parse().unwrap();
            let ended = town.now() - 30_000;
            for (at, event) in order.iter().enumerate() {
                if at == before {
                    correct(town, id, ended);
                }
                town.send(&device, std::slice::from_ref(&late[*event]));
            }
            if before == 3 {
                correct(town, id, ended);
            }
            town.send(&device, &[out]);
            let visits = town.visits(member.id);
            assert_eq!(visits.len(), 1);
            let services: Vec<&str> = visits[0].services.iter().map(|one| one.service.as_str()).collect();
            assert_eq!((services, visits[0].ended), (vec!["counselor"], Some(ended)), "{order:?} {before}");
        }
    });
}

/// Staff take a service out, and say when the visit ended.
fn correct(town: &super::Town, visit: uuid::Uuid, ended: i64) {
    let done = town.desk.database.write(|t| -> Result<bool, database::DatabaseError> {
        tables::corrections::set_end(t, visit, ended, 1)?;
        tables::corrections::remove_service(t, visit, "resource-room", 1)
    });
    assert!(done.unwrap());
}

#[test]
fn a_service_that_was_taken_out_calls_nobody_and_can_be_put_back() {
    story("put_back", |town| {
        let member = town.member("Ada", "Marsh");
        let card = town.card(member.id);
        let mut device = town.device("north");
        let visit = visit();
        let who = town.seal(&device, &format!("card:{}", card.digits()));
        let event =
            device.event(town, "sign_in", json!({ "visit": visit, "who": who, "services": ["counselor"] }));
        town.send(&device, &[event]);
        let id: uuid::Uuid = visit.as_str().unwrap().parse().unwrap();
        let waiting = || {
            let rows = town.desk.database.read(|t| t.rows("SELECT visit FROM queue_item", &[])).unwrap();
            (town.visits(member.id)[0].services.len(), rows.len())
        };
        let done = town.desk.database.write(|t| -> Result<(), database::DatabaseError> {
            tables::corrections::remove_service(t, id, "counselor", 1)?;
            tables::corrections::stop_waiting(t, id)
        });
        done.unwrap();
        let late = device.event(town, "add_services", json!({ "visit": visit, "services": ["counselor"] }));
        town.send(&device, &[late]);
        assert_eq!(waiting(), (0, 0));
        town.desk.database.write(|t| tables::corrections::add_service(t, id, "counselor")).unwrap();
        assert_eq!(waiting().0, 1);
    });
}

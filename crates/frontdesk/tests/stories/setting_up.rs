use crate::handing_in::exported;
use crate::town::{Town, story};
use access::{DutyKind, Post};
use frontdesk::{Settled, SiteSettings};
use serde_json::json;

fn words<T: std::fmt::Debug>(settled: Settled<T>) -> String {
    settled.unwrap().unwrap_err().words
}

#[test]
fn an_administrator_sees_and_changes_her_own_area_only() {
    story("areas", |town| {
        let (adam, wendy, greta) = (town.comes("adam"), town.comes("wendy"), town.comes("greta"));
        let front = &town.front;
        let own = |session| {
            front.areas_to_set_up(session).unwrap().into_iter().map(|area| area.id).collect::<Vec<_>>()
        };
        assert_eq!(
            (own(&adam), own(&wendy), own(&greta)),
            (vec!["east".to_owned()], vec!["west".to_owned()], vec![])
        );
        assert!(front.area(&adam, "east").unwrap().is_some());
        for (session, area) in [(&wendy, "east"), (&greta, "east"), (&adam, "nowhere")] {
            assert!(front.area(session, area).unwrap().is_none());
            let site = ("new-one", "New one", "America/New_York");
            assert!(front.save_site(session, area, site, SiteSettings::default()).unwrap().is_none());
            assert!(front.new_kiosk(session, area, "north").unwrap().is_none());
            assert!(front.end_site(session, area, "north").unwrap().is_none());
        }
        assert!(front.new_kiosk(&adam, "east", "south").unwrap().is_none(), "another area's site");
        assert!(front.desk().site("new-one").unwrap().is_none());
    });
}

#[test]
fn a_site_that_does_not_do_is_refused_in_a_sentence() {
    story("sites", |town| {
        let adam = town.comes("adam");
        let save = |id: &str, name: &str, zone: &str, settings| {
            town.front.save_site(&adam, "east", (id, name, zone), settings).unwrap()
        };
        let usual = SiteSettings::default;
        assert!(words(save("Hill", "Hill", "America/New_York", usual())).contains("small letters"));
        assert!(words(save("hill", " ", "America/New_York", usual())).contains("name"));
        assert!(words(save("hill", "Hill", "America/Nowhere", usual())).contains("time zone"));
        assert!(words(save("reports", "Hill", "America/New_York", usual())).contains("choose another"));
        assert!(words(save("west", "Hill", "America/New_York", usual())).contains("an area has this id"));
        let late = SiteSettings { closes: Some(24 * 60), ..usual() };
        assert!(words(save("hill", "Hill", "America/New_York", late)).contains("closes"));
        let odd = SiteSettings { services: vec!["dancing".to_owned()], ..usual() };
        assert!(words(save("hill", "Hill", "America/New_York", odd)).contains("dancing"));
        assert!(words(save("south", "Stolen", "America/New_York", usual())).contains("stays in its area"));
        assert_eq!(save("hill", "Hill", "America/New_York", usual()), Some(Ok(())));
    });
}

#[test]
fn nobody_gives_herself_a_post_and_a_post_holds_at_its_place() {
    story("posts", |town| {
        let adam = town.comes("adam");
        let post = |user: &str, kind, place: &str, given| {
            let post = Post { agency: "centers", user_name: user, kind, given };
            town.front.post(&adam, "east", place, &post).unwrap()
        };
        assert!(words(post("adam", DutyKind::Greeter, "north", true)).contains("herself"));
        assert!(words(post("adam", DutyKind::AreaAdministrator, "east", false)).contains("herself"));
        assert!(words(post("ghost", DutyKind::Greeter, "north", true)).contains("Nobody signs in"));
        assert!(words(post("wendy", DutyKind::Counsel, "north", true)).contains("post at a front desk"));
        assert!(words(post("wendy", DutyKind::AreaAdministrator, "north", true)).contains("whole area"));
        assert!(post("wendy", DutyKind::Greeter, "south", true).is_none(), "another area's site");
        assert!(!serves(town, "wendy", "north"));
        assert_eq!(post("wendy", DutyKind::Greeter, "north", true), Some(Ok(())));
        assert!(serves(town, "wendy", "north") && !serves(town, "wendy", "south"));
        assert_eq!(post("wendy", DutyKind::Greeter, "north", false), Some(Ok(())));
        assert!(!serves(town, "wendy", "north"));
    });
}

fn serves(town: &Town, user: &str, place: &str) -> bool {
    town.door.may_serve(&town.comes(user), access::Serving::Greet, &[place]).unwrap().is_ok()
}

#[test]
fn a_site_that_is_closed_for_good_closes_its_visits_and_kiosks() {
    story("closing", |town| {
        let (_, card) = town.customer("Ada", "Marsh", "1990-01-01");
        let mut device = town.device("north");
        let batch = town.sign_in(&mut device, card, &["resource-room"]);
        assert_eq!(town.asks(&device, "POST", "/kiosk/v1/events", "", &batch).0, 200);
        let late = town.sign_in(&mut device, card, &["resource-room", "career-guidance"]);
        let adam = town.comes("adam");
        assert_eq!(town.front.end_site(&adam, "east", "north").unwrap(), Some(Ok(())));
        assert_eq!(town.asks(&device, "GET", "/kiosk/v1/config", "", "").0, 401);
        assert!(words(town.front.new_kiosk(&adam, "east", "north").unwrap()).contains("closed"));
        assert!(words(town.front.end_site(&adam, "east", "north").unwrap()).contains("already"));
        let open = "SELECT id FROM visit WHERE ended IS NULL AND closed IS NULL";
        assert!(town.database.read(|t| t.rows(open, &[])).unwrap().is_empty());
        // What the kiosk could not send before is counted, and nobody waits for who came.
        let file = json!([exported(&device, &late)]).to_string();
        let handed_in = town.front.hand_in(&adam, "east", "north", file.as_bytes()).unwrap();
        assert_eq!(handed_in.unwrap().unwrap().applied, 1);
        let all = town.database.read(|t| t.rows("SELECT id FROM visit", &[])).unwrap();
        assert_eq!(all.len(), 2);
        assert!(town.database.read(|t| t.rows(open, &[])).unwrap().is_empty());
    });
}

//! Figures that were worked out by hand, from what kiosks and staff said.

use super::story;
use super::town::{Device, Town, visit};
use crate::counts::{Counted, Personal, Span};
use crate::*;
use access::Level;
use counting::reports::{often, staffing, unduplicated};
use counting::{Asked as Question, Day};
use serde_json::{Value, json};

const MONTH: Reporting = Reporting::Month { year: 2026, month: 6 };

fn areas() -> Vec<Area> {
    vec![Area { id: "east".to_owned(), name: "The East".to_owned() }]
}

fn counted(town: &Town, sites: Option<&[&str]>) -> Counted {
    let open = |keys: &[&str]| Ok(vec![Level::Open; keys.len()]);
    let days = MONTH.days();
    let sites = sites.map(|sites| sites.iter().map(|site| (*site).to_owned()).collect());
    let span = Span { sites, from: days.from.plus(-91), until: days.until };
    town.desk.counted(&areas(), span, Personal { births: true, said: true }, &open).unwrap()
}

fn asked<'a>(town: &'a Town, counted: &'a Counted, policy: &'a Policy) -> Question<'a> {
    let as_of = MONTH.days().until;
    Question {
        ledger: &counted.ledger,
        catalogue: town.desk.catalogue(),
        policy,
        reporting: MONTH,
        sites: None,
        as_of,
    }
}

/// Volume by site, unduplicated and staffing as CSV.
fn all(town: &Town, sites: Option<&[&str]>) -> [String; 3] {
    let (counted, policy) = (counted(town, sites), Policy::default());
    let asked = asked(town, &counted, &policy);
    let volume = counting::reports::volume::report(&asked, &[By::Site, By::Service], "en");
    [volume.csv(), unduplicated::report(&asked).csv(), staffing::report(&asked).csv()]
}

/// What staff delivered to a member, on a visit when it is named.
fn delivered(town: &Town, member: i64, visit: Option<&Value>, undone: bool) {
    let id = visit.map(|visit| visit.as_str().unwrap().parse::<uuid::Uuid>().unwrap().as_bytes().to_vec());
    let undone = undone.then(|| town.now());
    let (now, today) = (town.now(), town.now() / 86_400_000);
    let sql = "INSERT INTO staff_service (member, service, site, day, at, account, visit, undone_at, paper)
               VALUES ($1, 'counselor', 'north', $2, $3, 7, $4, $5, 0)";
    let args = [member.into(), today.into(), now.into(), id.into(), undone.into()];
    town.desk.database.write(|t| t.run(sql, &args)).unwrap();
}

/// Somebody's sign-in with services.
fn sign_in(town: &Town, device: &mut Device, card: CardNumber, services: &[&str]) -> (Value, Value) {
    let (visit, who) = (visit(), town.seal(device, &format!("card:{}", card.digits())));
    let event = device.event(town, "sign_in", json!({ "visit": visit, "who": who, "services": services }));
    (visit, event)
}

#[test]
fn each_report_says_what_kiosks_and_staff_said() {
    story("counts", |town| {
        let [ada, ben, cara] = ["Ada", "Ben", "Cara"].map(|name| town.member(name, "Marsh"));
        let cards = [&ada, &ben, &cara].map(|member| town.card(member.id));
        let mut north = town.device("north");
        let mut south = town.device("south");
        let (of_ada, first) = sign_in(town, &mut north, cards[0], &["resource-room", "counselor"]);
        town.send(&north, &[first]);
        // A second swipe is the same visit, and so is what is chosen on it.
        town.clock.pass_seconds(120);
        let (_, again) = sign_in(town, &mut north, cards[0], &["resource-room"]);
        let (_, of_ben) = sign_in(town, &mut north, cards[1], &["resource-room"]);
        // Cara says at the end that she used nothing.
        let (of_cara, third) = sign_in(town, &mut south, cards[2], &["resource-room"]);
        let none = south.event(town, "verify", json!({ "visit": of_cara, "services": [] }));
        let someone =
            json!({ "visit": visit(), "who": { "anonymous": true }, "services": ["resource-room"] });
        let someone = north.event(town, "sign_in", someone);
        let vendor = json!({ "visit": visit(), "who": { "visitor": "vendor" }, "services": [] });
        let vendor = north.event(town, "sign_in", vendor);
        let (mistake, fourth) = sign_in(town, &mut north, cards[2], &["resource-room"]);
        let void = north.event(town, "void", json!({ "visit": mistake }));
        town.send(&north, &[again, of_ben, someone, vendor, fourth, void]);
        town.send(&south, &[third, none]);
        // Half an hour after her first swipe Ada says what she used, and leaves.
        town.clock.pass_seconds(28 * 60);
        let used = north.event(town, "verify", json!({ "visit": of_ada, "services": ["resource-room"] }));
        let out = north.event(town, "sign_out", json!({ "visit": of_ada }));
        town.send(&north, &[used, out]);
        delivered(town, ada.id, Some(&of_ada), false);
        delivered(town, ben.id, None, true);

        let (counted, policy) = (counted(town, None), Policy::default());
        let asked = asked(town, &counted, &policy);
        let volume = counting::reports::volume::report(&asked, &[By::Site], "en");
        let cell = |row: &str, column: &str| volume.cell(row, column).unwrap().text();
        for (column, all, north, south) in [
            ("Visits", "4", "3", "1"),
            ("By somebody known", "3", "2", "1"),
            ("Anonymous", "1", "1", "0"),
            ("Distinct persons", "3", "2", "1"),
            ("First visits ever", "3", "2", "1"),
            // Ada's is one, and what staff delivered is not chosen besides.
            ("Services chosen", "4", "3", "1"),
            ("Of them verified", "1", "1", "0"),
            ("Services by staff", "1", "1", "0"),
            ("Visits with a known stay", "1", "1", "0"),
            ("Median stay, minutes", "30", "30", ""),
        ] {
            let found = ["All", "Centre north", "Centre south"].map(|row| cell(row, column));
            assert_eq!(found, [all, north, south], "{column}");
        }
        let once = unduplicated::report(&asked);
        for (column, wanted) in [("Persons", 3), ("Participants", 1), ("Reportable individuals", 2)] {
            assert_eq!(once.rows[0].cells[place(&once, column)].count(), Some(wanted), "{column}");
        }
        let demand = staffing::report(&asked);
        assert_eq!(demand.rows[0].cells[place(&demand, "Asked for staff, nine of ten days")].text(), "1");
        // Nobody has verified Ben's and the anonymous one's; Cara said that she used nothing.
        assert_eq!((volume.surety.chosen, volume.surety.unverified), (3, 2));
    });
}

fn place(table: &Table, column: &str) -> usize {
    table.columns.iter().position(|known| known.words == column).unwrap()
}

#[test]
fn a_report_does_not_depend_on_the_order_in_which_events_come() {
    story("order", |town| {
        let mut told: Vec<[String; 3]> = Vec::new();
        for round in 0..4usize {
            town.desk
                .database
                .write(|t| -> Result<(), DeskError> {
                    for table in ["visit", "visit_service", "kiosk_event", "queue_item", "staff_service"] {
                        t.run(&format!("DELETE FROM {table}"), &[])?;
                    }
                    Ok(())
                })
                .unwrap();
            let noon: jiff::Timestamp = super::town::NOON.parse().unwrap();
            town.clock.pass_seconds(noon.as_second() - town.now() / 1000);
            let members: Vec<_> =
                (0..6).map(|at| town.member(&format!("First{at}{round}"), "Made")).collect();
            let cards: Vec<CardNumber> = members.iter().map(|member| town.card(member.id)).collect();
            let mut devices = [town.device("north"), town.device("south")];
            let mut events: Vec<(usize, Value)> = Vec::new();
            for at in 0..40usize {
                town.clock.pass_seconds(61);
                let device = at % 2;
                let services: &[&str] =
                    if at % 3 == 0 { &["counselor", "resource-room"] } else { &["resource-room"] };
                let (visit, event) = sign_in(town, &mut devices[device], cards[at % 6], services);
                events.push((device, event));
                if at % 4 != 0 {
                    let used = json!({ "visit": visit, "services": ["resource-room"] });
                    events.push((device, devices[device].event(town, "verify", used)));
                    events.push((device, devices[device].event(town, "sign_out", json!({ "visit": visit }))));
                }
                if at == 13 {
                    events.push((device, devices[device].event(town, "void", json!({ "visit": visit }))));
                }
                if at % 5 == 0 {
                    delivered(town, members[at % 6].id, Some(&visit), false);
                }
            }
            town.clock.pass_seconds(3_600);
            match round {
                0 => {}
                1 => events.reverse(),
                other => counting::made_up::Chance::of(other as u64).shuffle(&mut events),
            }
            for (device, event) in &events {
                town.send(&devices[*device], std::slice::from_ref(event));
            }
            told.push(all(town, None));
        }
        assert!(told.iter().all(|one| *one == told[0]), "{told:#?}");
        assert!(told[0][0].contains("Centre north,See a counselor"), "{}", told[0][0]);
    });
}

#[test]
fn a_place_alone_says_the_same_as_within_the_state() {
    story("places", |town| {
        let member = town.member("Ada", "Marsh");
        let card = town.card(member.id);
        for (site, hours) in [("south", 0), ("north", 30), ("north", 60)] {
            town.clock.pass_seconds(hours * 3_600);
            let mut device = town.device(site);
            let (_, event) = sign_in(town, &mut device, card, &["resource-room"]);
            town.send(&device, &[event]);
        }
        let (alone, whole) = (all(town, Some(&["north"])), all(town, None));
        let line = |csv: &str| csv.lines().find(|line| line.starts_with("Centre north")).unwrap().to_owned();
        assert_eq!(line(&alone[0]), line(&whole[0]));
        assert!(line(&alone[0]).contains(",2,2,0,1,0,2,"), "not her first visit: {}", line(&alone[0]));
    });
}

#[test]
fn what_a_correction_took_out_of_a_visit_is_in_no_count() {
    story("taken_out", |town| {
        let member = town.member("Ada", "Marsh");
        let card = town.card(member.id);
        let mut device = town.device("north");
        let (visit, event) = sign_in(town, &mut device, card, &["resource-room", "counselor"]);
        town.clock.pass_seconds(60);
        let (_, again) = sign_in(town, &mut device, card, &["resource-room"]);
        let (_, alone) = sign_in(town, &mut device, card, &["resource-room"]);
        town.send(&device, &[event]);
        let id: uuid::Uuid = visit.as_str().unwrap().parse().unwrap();
        let remove = |t: &mut database::Transaction<'_>| {
            tables::corrections::remove_service(t, id, "resource-room", 1)
        };
        let chosen = || all(town, None)[0].contains("Use a computer");
        assert!(chosen());
        assert!(town.desk.database.write(remove).unwrap());
        assert!(!chosen());
        town.send(&device, &[again, alone]);
        assert!(!chosen(), "of a visit with several parts, too");
    });
}

#[test]
fn what_members_said_for_reports_is_counted_as_it_was_at_entry() {
    story("said", |town| {
        let [ada, double, ben] = ["Ada", "Adda", "Ben"].map(|name| town.member(name, "Marsh"));
        let mut device = town.device("north");
        for member in [&ada, &double, &ben] {
            let card = town.card(member.id);
            let (_, event) = sign_in(town, &mut device, card, &["resource-room"]);
            town.send(&device, &[event]);
            delivered(town, member.id, None, false);
        }
        let sql = "UPDATE member SET merged_into = $1 WHERE id = $2";
        town.desk.database.write(|t| t.run(sql, &[ada.id.into(), double.id.into()])).unwrap();
        let say = |member: i64, day: i8, answers: &[(&str, &str)]| {
            let about = answers.iter().fold(About::default(), |about, (one, answer)| about.with(one, answer));
            let day = counting::Day::of(jiff::civil::date(2026, 6, day));
            town.desk.keep_about(None, &[(member, i64::from(day.0), about)]).unwrap();
        };
        say(double.id, 1, &[("employment", "unemployed")]);
        say(ada.id, 20, &[("employment", "employed"), ("sex", "female"), ("race", "asian")]);
        let (counted, policy) = (counted(town, None), Policy::default());
        let asked = asked(town, &counted, &policy);
        let table = counting::reports::performance::report(&asked, None);
        let total = |item: &str| {
            let row = table.rows.iter().find(|row| row.cells[0].text() == item).unwrap();
            row.cells[5].count().unwrap()
        };
        assert_eq!((total("A2"), total("B1b"), total("B1"), total("B2c")), (2, 1, 1, 1));
        // Unemployed when she was first served, whatever she is now, and whoever of the two said it.
        assert_eq!(total("B3d"), 1);
    });
}

#[test]
fn who_was_joined_into_one_person_counts_once() {
    story("joined", |town| {
        let [ada, double] = ["Ada", "Adda"].map(|name| town.member(name, "Marsh"));
        for member in [&ada, &double] {
            let card = town.card(member.id);
            let mut device = town.device("north");
            let (_, event) = sign_in(town, &mut device, card, &[]);
            town.send(&device, &[event]);
        }
        let persons = || counted(town, Some(&["north"])).ledger.people().count();
        assert_eq!(persons(), 2);
        let sql = "UPDATE member SET merged_into = $1 WHERE id = $2";
        town.desk.database.write(|t| t.run(sql, &[ada.id.into(), double.id.into()])).unwrap();
        assert_eq!(persons(), 1);
        let told = counted(town, None);
        let only = told.ledger.people().next().unwrap();
        assert_eq!((only.1.id.0, told.ledger.visits_of(only.0).count()), (ada.id, 2));
    });
}

#[test]
fn a_sealed_person_is_counted_and_on_no_list_and_a_private_one_stands_there_by_number() {
    story("listed", |town| {
        let members = ["Ada", "Ben", "Cara"].map(|name| town.member(name, "Marsh"));
        let cards = members.each_ref().map(|member| town.card(member.id));
        let mut device = town.device("north");
        for _ in 0..3 {
            for card in cards {
                let (_, event) = sign_in(town, &mut device, card, &["resource-room"]);
                town.send(&device, &[event]);
            }
            town.clock.pass_seconds(86_400);
        }
        let keys = members.each_ref().map(|member| member.uii.text().to_owned());
        let levels = |asked: &[&str]| {
            let level = |key: &&str| match keys.iter().position(|known| known == key) {
                Some(1) => Level::Private,
                Some(2) => Level::Sealed,
                _ => Level::Open,
            };
            Ok(asked.iter().map(level).collect())
        };
        let span = Span { sites: None, from: Day(0), until: MONTH.days().until };
        let (counted, policy) =
            (town.desk.counted(&areas(), span, Personal::default(), &levels).unwrap(), Policy::default());
        let asked = asked(town, &counted, &policy);
        assert_eq!(unduplicated::report(&asked).rows[0].cells[2].count(), Some(3));
        let list = often::report(&asked, Often { days: 2, without: 10 });
        let about: Vec<i64> = list.rows.iter().map(|row| row.about.unwrap().0).collect();
        assert_eq!(about.len(), 2);
        assert!(about.contains(&members[0].id) && !about.contains(&members[2].id));
        let private = list.rows.iter().find(|row| row.about.unwrap().0 == members[1].id).unwrap();
        assert_eq!(private.cells[2], ReportCell::Nothing);
        assert!(list.csv().contains("1 of them have a private record"), "the sealed one is not hinted at");
    });
}

#[test]
fn a_drop_is_claimed_once_and_can_be_taken_over_when_it_was_given_up() {
    story("drops", |town| {
        let claim = || town.desk.claim_drop("volume", "2026-05").unwrap();
        let Claimed::Write(first) = claim() else { panic!("nobody had it") };
        assert_eq!(claim(), Claimed::Nothing);
        town.clock.pass_seconds(31 * 60);
        let Claimed::Write(second) = claim() else { panic!("it was given up") };
        assert_eq!((first.number(), second.number()), (1, 2));
        assert!(!town.desk.drop_written(&first).unwrap(), "the first came too late");
        assert!(town.desk.drop_written(&second).unwrap());
        assert_eq!(claim(), Claimed::Rename(second.clone()), "it is whole; only the name is missing");
        assert!(town.desk.drop_done(&second).unwrap());
        assert_eq!(claim(), Claimed::Nothing);
        assert_eq!(town.desk.dropped("volume").unwrap(), ["2026-05"]);
    });
}

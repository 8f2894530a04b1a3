//! What must be true of every report, on made-up years.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod center;

use center::{Center, WP, example, on};
use counting::made_up::{Chance, Size, state_year};
use counting::reports::{individual, performance, unduplicated, volume, wagner_peyser};
use counting::{
    Act, Asked, Catalogue, Cell, Day, Delivery, Dossier, Element, Filling, Kind, KioskDelivery, Ledger,
    Policy, RecordKind, Reporting, Table,
};

const REPORTING: Reporting = Reporting::ProgrammeYear { year: 2025 };

fn year_of(seed: u64, catalogue: &Catalogue) -> Ledger {
    let size =
        Size { sites: 9, people: 400, visits: 2_500, services: 3, from: REPORTING.days().from, days: 365 };
    state_year(seed, &size, catalogue).unwrap()
}

fn asked<'a>(ledger: &'a Ledger, catalogue: &'a Catalogue, policy: &'a Policy) -> Asked<'a> {
    Asked {
        ledger,
        catalogue,
        policy,
        reporting: REPORTING,
        sites: None,
        as_of: REPORTING.days().until.plus(91),
    }
}

fn count(table: &Table, row: usize, column: &str) -> u64 {
    let column = table.columns.iter().position(|at| at.words == column).unwrap();
    table.rows[row].cells[column].count().unwrap()
}

/// Rows and columns add up where they say so, and a part is never more than the whole where they do not.
fn adds_up(table: &Table) {
    for (column, is) in table.columns.iter().enumerate() {
        let Kind::Count { adds, part_of } = is.kind else { continue };
        for (at, row) in table.rows.iter().enumerate() {
            let Some(whole) = row.cells[column].count() else { continue };
            let parts: Vec<u64> = table
                .rows
                .iter()
                .filter(|part| part.part_of == Some(at))
                .filter_map(|part| part.cells[column].count())
                .collect();
            if adds && !parts.is_empty() {
                assert_eq!(parts.iter().sum::<u64>(), whole, "{} row {at} {}", table.title, is.words);
            }
            assert!(parts.iter().all(|part| *part <= whole));
            assert!(
                parts.is_empty() || parts.iter().sum::<u64>() >= whole,
                "nobody is lost: {} {at} {}",
                table.title,
                is.words
            );
            if let Some(of) = part_of {
                let sum: u64 = (0..table.columns.len())
                    .filter(|other| matches!(table.columns[*other].kind, Kind::Count { part_of: Some(whole), .. } if whole == of))
                    .filter_map(|other| row.cells[other].count())
                    .sum();
                assert_eq!(Some(sum), row.cells[of].count(), "{} row {at}", table.title);
            }
        }
    }
}

#[test]
fn what_says_that_it_adds_up_does() {
    let catalogue = Catalogue::read(&example("catalogue.toml")).unwrap();
    let policy = Policy::default();
    for seed in 0..4 {
        let ledger = year_of(seed, &catalogue);
        let asked = asked(&ledger, &catalogue, &policy);
        use volume::By::{Area, Hour, Service, Site, Weekday};
        let tables = [
            unduplicated::report(&asked),
            performance::report(&asked, None),
            performance::report(&asked, Some(WP)),
            wagner_peyser::report(&asked, WP),
            volume::report(&asked, &[Site], "en"),
            volume::report(&asked, &[Area, Weekday, Hour], "en"),
            volume::report(&asked, &[Service], "en"),
        ];
        for table in &tables {
            adds_up(table);
            let outside = table.for_outside(10).unwrap();
            assert!(
                outside
                    .rows
                    .iter()
                    .flat_map(|row| &row.cells)
                    .all(|cell| cell.count().is_none_or(|count| count == 0 || count >= 10))
            );
        }
        let [once, performance, ..] = &tables;
        assert!(count(once, 0, "Persons") <= count(once, 0, "Visits"), "unduplicated is at most duplicated");
        let total =
            |words: &str| performance.cell(words, "Total current period").and_then(Cell::count).unwrap();
        assert_eq!(
            total("Male") + total("Female") + total("Sex not stated"),
            total("Total participants served")
        );
        assert!(
            count(once, 0, "Participants") <= total("Total participants served"),
            "some were not seen, and had not left"
        );
    }
}

#[test]
fn nobody_is_reportable_individual_and_participant_on_one_day() {
    let catalogue = Catalogue::read(&example("catalogue.toml")).unwrap();
    let policy = Policy::default();
    let ledger = year_of(7, &catalogue);
    let asked = asked(&ledger, &catalogue, &policy);
    for (who, _) in ledger.people() {
        let dossier = Dossier::of(&asked, who);
        for record in &dossier.records {
            let RecordKind::Individual(alone) = record.kind else { continue };
            for other in &dossier.records {
                if let RecordKind::Participation(period) = other.kind {
                    assert!(alone.until < period.window.from || period.window.until < alone.from);
                }
            }
            assert!(record.elements().all(|element| !element.needs_staff()), "{record:?}");
        }
    }
}

#[test]
fn without_staff_no_element_of_staff_is_ever_set() {
    let catalogue = Catalogue::read(&example("catalogue.toml")).unwrap();
    let policy = Policy { unverified_self_service_counts: true, ..Policy::default() };
    let mut chance = Chance::of(11);
    let mut center = Center::new();
    let people: Vec<_> = (0..50).map(|_| center.somebody(counting::Traits::default())).collect();
    for _ in 0..2_000 {
        let who = people[chance.below(50) as usize];
        let visit = center.came(
            Some(who),
            center::NORTH,
            &format!("{:02}-{:02}", 1 + chance.below(12), 1 + chance.below(28)),
        );
        // Whatever a kiosk may claim about any service.
        let claims = [KioskDelivery::SelfService, KioskDelivery::InformationOnly, KioskDelivery::Requested];
        let service = counting::ServiceNumber(u16::try_from(chance.below(26)).unwrap());
        let delivery =
            Delivery::Kiosk { what: claims[chance.below(3) as usize], verified: chance.percent(50) };
        center.filling.act(visit, Act { service, programme: WP, delivery }).unwrap();
    }
    let center = center.ready();
    let asked = asked(&center.ledger, &catalogue, &policy);
    for (who, _) in center.ledger.people() {
        let dossier = Dossier::of(&counting::Asked { as_of: on("12-31"), ..asked }, who);
        for record in &dossier.records {
            assert!(matches!(record.kind, RecordKind::Individual(_)));
            assert!(record.elements().all(|element| !element.needs_staff()), "{record:?}");
        }
    }
}

#[test]
fn the_order_in_which_rows_arrive_says_nothing() {
    let catalogue = Catalogue::read(&example("catalogue.toml")).unwrap();
    let policy = Policy::default();
    let first = year_of(3, &catalogue);
    let mut chance = Chance::of(12);
    let second = rearranged(&first, &mut chance);
    let (one, two) = (asked(&first, &catalogue, &policy), asked(&second, &catalogue, &policy));
    let by = [volume::By::Site, volume::By::Weekday];
    assert_eq!(unduplicated::report(&one), unduplicated::report(&two));
    assert_eq!(performance::report(&one, None), performance::report(&two, None));
    assert_eq!(volume::report(&one, &by, "en"), volume::report(&two, &by, "en"));
    let staff = |_| String::new();
    for (who, _) in first.people() {
        let of = |asked| individual::report(asked, who, individual::Reader::Herself, "en", &staff).rows.len();
        assert_eq!(of(&one), of(&two));
    }
}

/// The same rows, handed in in another order: offline kiosks report days later.
fn rearranged(ledger: &Ledger, chance: &mut Chance) -> Ledger {
    let mut filling = Filling::default();
    for (_, site) in ledger.sites() {
        filling.site(site.clone()).unwrap();
    }
    for (who, person) in ledger.people() {
        filling.person(*person).unwrap();
        for plan in ledger.plans(who) {
            filling.plan(who, plan).unwrap();
        }
    }
    let all = counting::Stretch { from: Day(0), until: Day(100_000) };
    let mut visits: Vec<_> = ledger.visits(all).collect();
    chance.shuffle(&mut visits);
    let mut acts = Vec::new();
    for (old, visit) in visits {
        let new = filling.visit(visit).unwrap();
        acts.extend(ledger.acts(old).map(|act| (new, act)));
    }
    chance.shuffle(&mut acts);
    for (visit, act) in acts {
        filling.act(visit, act).unwrap();
    }
    filling.done()
}

#[test]
fn the_example_catalogue_knows_both_editions_of_the_referral_rule() {
    let catalogue = Catalogue::read(&example("catalogue.toml")).unwrap();
    assert!(
        catalogue.services().len() >= 20
            && catalogue.programmes().iter().all(|programme| programme.common_exit)
    );
    for service in catalogue.services() {
        for language in ["en", "es", "zh", "vi", "ru"] {
            assert!(
                service.words.0.contains_key(language) && service.place.0.contains_key(language),
                "{}",
                service.id
            );
        }
    }
    let referral = catalogue.service("referral-programmes").unwrap();
    let on = |year, month, day| {
        catalogue.rule(referral, WP, Day::of(jiff::civil::date(year, month, day))).unwrap()
    };
    assert!(!on(2024, 6, 10).participation && on(2024, 6, 11).participation);
    assert!(
        !on(2024, 6, 10).elements.contains(&Element(1003))
            && on(2024, 6, 11).elements.contains(&Element(1003))
    );
}

#[test]
fn an_old_referral_makes_nobody_a_participant_and_a_new_one_does() {
    use jiff::civil::date;
    for (day, participant) in [(date(2024, 6, 10), false), (date(2024, 6, 11), true)] {
        let mut center = Center::new();
        let who = center.somebody(counting::Traits::default());
        let plain = counting::Visit {
            who: Some(who),
            site: center::NORTH,
            day: Day::of(day),
            hour: 9,
            stay_minutes: None,
            wait_minutes: None,
            marks: counting::Marks::default(),
        };
        let visit = center.visit(plain);
        center.served(visit, "referral-programmes", WP);
        let center = center.ready();
        let dossier = Dossier::of(&center.asked(REPORTING), who);
        assert_eq!(dossier.records.len(), 1);
        assert_eq!(matches!(dossier.records[0].kind, RecordKind::Participation(_)), participant);
        assert!(dossier.records[0].latest(Element(1113)).is_some());
    }
}

#[test]
fn the_state_decides_what_unverified_self_service_counts() {
    let mut center = Center::new();
    let who = center.somebody(counting::Traits::default());
    let visit = center.came(Some(who), center::NORTH, "03-02");
    center.chose(visit, "job-search", false);
    let visit = center.came(Some(who), center::NORTH, "03-04");
    center.chose(visit, "labor-market", true);
    let mut center = center.ready();
    let latest = |center: &center::Ready, element| {
        Dossier::of(&center.asked(center::year()), who)
            .records
            .first()
            .and_then(|record| record.latest(Element(element)))
    };
    assert_eq!(latest(&center, 1007), Some(on("03-04")));
    assert_eq!((latest(&center, 1101), latest(&center, 1103)), (None, Some(on("03-04"))));
    center.policy.unverified_self_service_counts = true;
    assert_eq!(latest(&center, 1101), Some(on("03-02")));
    center.policy = Policy { sign_in_is_contact: false, ..Policy::default() };
    assert_eq!((latest(&center, 1007), latest(&center, 1002)), (None, Some(on("03-04"))));
}

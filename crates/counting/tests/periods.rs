//! The published algorithm: its nine cases, its edges, and what must be true of any history.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use counting::made_up::Chance;
use counting::{
    CONTACT_GAP_DAYS, Day, EXIT_AFTER_DAYS, Event, Periods, Plan, ProgrammeNumber, Programmes, WINDOW_DAYS,
    What, periods,
};
use jiff::civil::date;

const WP: ProgrammeNumber = ProgrammeNumber(0);
const ADULT: ProgrammeNumber = ProgrammeNumber(1);
const TOGETHER: Programmes = Programmes(0b11);
const LATER: Day = Day(30_000);

/// A day of 2026, as `03-01`.
fn on(text: &str) -> Day {
    Day::of(date(2026, text[..2].parse().unwrap(), text[3..].parse().unwrap()))
}

fn s(text: &str) -> Event {
    Event { day: on(text), what: What::Contact }
}

fn p(text: &str) -> Event {
    Event { day: on(text), what: What::Participation(WP) }
}

/// As `RI 01-05..02-10` and `PART 03-01..05-30`, in order of days.
fn told(events: &[Event]) -> Vec<String> {
    words(&periods(events, &[], TOGETHER, LATER))
}

fn words(found: &Periods) -> Vec<String> {
    let short = |day: Day| day.date().strftime("%m-%d").to_string();
    let mut all: Vec<(Day, String)> = Vec::new();
    for period in &found.participations {
        let end = period.exit.map_or("open".to_owned(), short);
        all.push((period.entry, format!("PART {}..{end}", short(period.entry))));
    }
    for period in &found.individuals {
        all.push((period.from, format!("RI {}..{}", short(period.from), short(period.until))));
    }
    all.sort();
    all.into_iter().map(|(_, words)| words).collect()
}

#[test]
fn the_nine_cases() {
    let cases: [(&str, &[Event], &[&str]); 9] = [
        ("A", &[s("01-05")], &["RI 01-05..01-05"]),
        ("B", &[s("01-05"), p("03-01")], &["PART 03-01..03-01"]),
        ("C", &[s("01-05"), s("02-10"), s("04-20"), p("07-15")], &["RI 01-05..02-10", "PART 07-15..07-15"]),
        ("D", &[p("03-01"), s("05-15")], &["PART 03-01..03-01"]),
        ("E", &[p("03-01"), s("06-15")], &["PART 03-01..03-01", "RI 06-15..06-15"]),
        ("F", &[p("03-01"), p("05-30")], &["PART 03-01..05-30"]),
        ("G", &[p("03-01"), p("05-31")], &["PART 03-01..03-01", "PART 05-31..05-31"]),
        ("H", &[s("01-05"), s("04-05")], &["RI 01-05..04-05"]),
        ("I", &[s("01-05"), s("04-06")], &["RI 01-05..01-05", "RI 04-06..04-06"]),
    ];
    for (name, events, expected) in cases {
        assert_eq!(told(events), expected, "case {name}");
    }
}

#[test]
fn day_90_belongs_to_the_participation_and_day_91_to_a_reportable_individual() {
    assert_eq!((EXIT_AFTER_DAYS, WINDOW_DAYS, CONTACT_GAP_DAYS), (90, 90, 90));
    let around = |before: i32| {
        let event = Event { day: on("07-15").plus(before), what: What::Contact };
        periods(&[p("07-15"), event], &[], TOGETHER, LATER).individuals.len()
    };
    assert_eq!([-91, -90, 90, 91].map(around), [1, 0, 0, 1]);
}

#[test]
fn an_exit_is_known_only_when_ninety_days_have_passed_and_then_backwards() {
    let history = [p("03-01")];
    let known = |day: Day| periods(&history, &[], TOGETHER, day).participations[0].exit;
    assert_eq!(known(on("05-30")), None, "a service on day 90 would still extend it");
    assert_eq!(known(on("05-31")), Some(on("03-01")));
}

#[test]
fn what_is_not_known_yet_changes_nothing() {
    let found = periods(&[p("03-01"), s("02-01"), p("04-01")], &[], TOGETHER, on("03-15"));
    assert_eq!(words(&found), ["PART 03-01..open"]);
    assert_eq!(found.participations[0].last_service, on("03-01"));
}

#[test]
fn a_planned_service_stops_the_exit_until_its_day_has_passed() {
    let plan = Plan { recorded: on("05-01"), planned: on("07-15"), programme: WP };
    let known = |events: &[Event], day: &str| words(&periods(events, &[plan], TOGETHER, on(day)));
    assert_eq!(known(&[p("03-01")], "06-30"), ["PART 03-01..open"]);
    assert_eq!(known(&[p("03-01")], "07-15"), ["PART 03-01..open"]);
    assert_eq!(
        known(&[p("03-01")], "07-16"),
        ["PART 03-01..03-01"],
        "it did not take place: the exit is the last service"
    );
    assert_eq!(known(&[p("03-01"), p("07-15")], "07-20"), ["PART 03-01..open"], "it did");
    assert_eq!(known(&[p("03-01"), p("07-16")], "12-31"), ["PART 03-01..03-01", "PART 07-16..07-16"]);
    let late = Plan { recorded: on("05-31"), ..plan };
    let found = periods(&[p("03-01")], &[late], TOGETHER, on("06-30"));
    assert_eq!(words(&found), ["PART 03-01..03-01"], "written down when the exit stood already");
    let foreign = Plan { programme: ADULT, ..plan };
    let found = periods(&[p("03-01")], &[foreign], Programmes(0b01), on("06-30"));
    assert_eq!(words(&found), ["PART 03-01..03-01"], "planned in a programme that ends apart");
}

#[test]
fn programmes_of_the_common_exit_extend_each_other_and_others_do_not() {
    let adult = Event { day: on("05-15"), what: What::Participation(ADULT) };
    let history = [p("03-01"), adult, p("08-10")];
    let common = periods(&history, &[], TOGETHER, LATER);
    assert_eq!(words(&common), ["PART 03-01..08-10"]);
    assert_eq!(common.participations[0].programmes, TOGETHER);
    let apart = periods(&history, &[], Programmes(0), LATER);
    assert_eq!(words(&apart), ["PART 03-01..03-01", "PART 05-15..05-15", "PART 08-10..08-10"]);
}

#[test]
fn supportive_follow_up_self_service_and_information_extend_nothing() {
    let other = |text: &str| Event { day: on(text), what: What::Other };
    assert_eq!(told(&[other("01-05")]), Vec::<String>::new());
    let history = [p("03-01"), other("04-15"), s("05-01"), other("05-30"), p("05-31")];
    assert_eq!(told(&history), ["PART 03-01..03-01", "PART 05-31..05-31"]);
}

/// Some history of two years.
fn history(chance: &mut Chance) -> (Vec<Event>, Vec<Plan>) {
    let day = |chance: &mut Chance| Day(20_500 + i32::try_from(chance.below(730)).unwrap());
    let programme = |chance: &mut Chance| ProgrammeNumber(u8::try_from(chance.below(3)).unwrap());
    let events = (0..chance.below(14))
        .map(|_| {
            let what = match chance.below(6) {
                0 | 1 => What::Participation(programme(chance)),
                2 => What::Other,
                _ => What::Contact,
            };
            Event { day: day(chance), what }
        })
        .collect();
    let plans = (0..chance.below(3))
        .map(|_| {
            let recorded = day(chance);
            let planned = recorded.plus(i32::try_from(chance.below(200)).unwrap());
            Plan { recorded, planned, programme: programme(chance) }
        })
        .collect();
    (events, plans)
}

#[test]
fn the_order_of_events_says_nothing_and_repeating_them_neither() {
    let mut chance = Chance::of(1);
    for _ in 0..3_000 {
        let (mut events, mut plans) = history(&mut chance);
        let as_of = Day(20_500 + i32::try_from(chance.below(900)).unwrap());
        let before = periods(&events, &plans, TOGETHER, as_of);
        chance.shuffle(&mut events);
        chance.shuffle(&mut plans);
        assert_eq!(periods(&events, &plans, TOGETHER, as_of), before);
        events.extend(events.clone());
        assert_eq!(periods(&events, &plans, TOGETHER, as_of), before);
    }
}

#[test]
fn self_service_never_moves_an_entry_or_an_exit() {
    let mut chance = Chance::of(2);
    for _ in 0..3_000 {
        let (mut events, plans) = history(&mut chance);
        let before = periods(&events, &plans, TOGETHER, LATER).participations;
        let what = if chance.percent(50) { What::Contact } else { What::Other };
        events.push(Event { day: Day(20_400 + i32::try_from(chance.below(1_000)).unwrap()), what });
        assert_eq!(periods(&events, &plans, TOGETHER, LATER).participations, before);
    }
}

#[test]
fn every_event_belongs_to_one_record_and_records_keep_their_distance() {
    let mut chance = Chance::of(3);
    for _ in 0..3_000 {
        let (events, _) = history(&mut chance);
        let found = periods(&events, &[], Programmes(0b111), LATER);
        for pair in found.participations.windows(2) {
            assert!(pair[1].entry.since(pair[0].exit.unwrap()) > EXIT_AFTER_DAYS);
        }
        for pair in found.individuals.windows(2) {
            assert!(pair[1].from.since(pair[0].until) > CONTACT_GAP_DAYS);
        }
        for event in &events {
            let served = found.participations.iter().filter(|period| period.window.has(event.day)).count();
            let alone = found
                .individuals
                .iter()
                .filter(|one| one.from <= event.day && event.day <= one.until)
                .count();
            match event.what {
                What::Participation(_) => assert!(served >= 1 && alone == 0, "{event:?} {found:?}"),
                What::Contact => assert!((served >= 1) != (alone == 1), "{event:?} {found:?}"),
                What::Other => {}
            }
        }
    }
}

#[test]
fn more_services_never_make_an_exit_earlier() {
    let mut chance = Chance::of(4);
    for _ in 0..3_000 {
        let (mut events, plans) = history(&mut chance);
        let last = |events: &[Event]| {
            let found = periods(events, &plans, Programmes(0b111), LATER);
            found.participations.last().and_then(|period| period.exit)
        };
        let before = last(&events);
        let what = What::Participation(ProgrammeNumber(0));
        events.push(Event { day: Day(20_500 + i32::try_from(chance.below(730)).unwrap()), what });
        assert!(last(&events) >= before);
    }
}

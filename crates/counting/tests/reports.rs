//! Each report on a fixture of its own, cell by cell.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod center;

use center::{ADULT, Center, EAST, NORTH, Ready, SOUTH, WP, march, on, person, plain, row, year};
use counting::reports::{individual, often, performance, unduplicated, wagner_peyser};
use counting::{
    Barrier, Barriers, Cell, Education, Employment, Marks, Race, Races, Reporting, Traits, Visit, spreadsheet,
};
use records::Sex;

#[test]
fn one_persons_activity_shows_who_recorded_it_and_of_a_private_record_days_only() {
    let mut center = Center::new();
    let ana = center.somebody(Traits::default());
    let zoe = center.add(counting::Person { private: true, ..person(80, Traits::default()) });
    for who in [ana, zoe] {
        let visit = center.came(Some(who), SOUTH, "03-02");
        center.chose(visit, "job-search", true);
        center.served(visit, "resume", WP);
        center.came(Some(who), NORTH, "03-05");
    }
    let center = center.ready();
    let staff = |number: counting::StaffNumber| format!("staff {}", number.0);
    let of = |who, reader| individual::report(&center.asked(march()), who, reader, "en", &staff);
    let table = of(ana, individual::Reader::Staff);
    let cells: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.cells.iter().map(Cell::text).collect()).collect();
    assert_eq!(
        cells[0],
        ["2026-03-02", "South", "Look for jobs by myself", "self-service", "at a kiosk", "yes"]
    );
    assert_eq!(cells[1], ["2026-03-02", "South", "Help with my résumé", "by staff", "staff 7", "yes"]);
    assert_eq!(cells[2], ["2026-03-05", "North", "", "signed in", "", ""]);
    let private = of(zoe, individual::Reader::Staff);
    assert_eq!(private.rows.iter().map(|row| row.cells.len()).collect::<Vec<_>>(), [1, 1]);
    assert!(!private.csv().contains("résumé") && !private.csv().contains("South"), "{}", private.csv());
    assert_eq!(of(zoe, individual::Reader::Herself).rows.len(), 3);
    assert!(table.for_outside(10).is_err(), "a list of one person's days does not leave");
}

#[test]
fn unduplicated_counts_a_person_once_in_each_row_and_once_in_the_total() {
    let mut center = Center::new();
    let [ana, bo, cy] = [0, 1, 2].map(|_| center.somebody(Traits::default()));
    center.came(Some(ana), NORTH, "03-02");
    center.came(Some(ana), NORTH, "03-09");
    center.came(Some(ana), EAST, "03-10");
    center.came(Some(ana), SOUTH, "03-11");
    center.comes_for(bo, "03-02", "resume");
    center.came(Some(bo), EAST, "03-20");
    let phone =
        Visit { who: Some(cy), marks: Marks { remote: true, ..Marks::default() }, ..plain(on("03-05")) };
    let phone = center.visit(phone);
    center.served(phone, "follow-up", WP);
    center.visit(plain(on("03-30")));
    center.came(Some(cy), SOUTH, "05-01");
    let center = center.ready();
    let table = unduplicated::report(&center.asked(march()));
    let cells = |at: usize| table.rows[at].cells.iter().map(Cell::text).collect::<Vec<_>>();
    // Persons, participants, individuals, neither, participations, periods as individual, visits, by whom known, anonymous.
    assert_eq!(cells(0), ["All", "", "3", "1", "1", "1", "1", "1", "7", "6", "1"]);
    assert_eq!(cells(1), ["Coast", "All", "3", "1", "1", "1", "1", "1", "5", "4", "1"]);
    assert_eq!(cells(2), ["Hills", "All", "2", "1", "1", "0", "1", "1", "2", "2", "0"]);
    assert_eq!(cells(3), ["Coast", "North", "3", "1", "1", "1", "1", "1", "4", "3", "1"]);
    assert_eq!(cells(4), ["Hills", "East", "2", "1", "1", "0", "1", "1", "2", "2", "0"]);
    assert_eq!(cells(5), ["Coast", "South", "1", "0", "1", "0", "0", "1", "1", "1", "0"]);
    assert!(table.notes[0].contains("Totals are not sums of sites"));
    let quarter = unduplicated::report(&center.asked(Reporting::Quarter { year: 2026, quarter: 2 }));
    assert_eq!(quarter.rows[0].cells[2], Cell::Count(1), "Cy alone");
}

/// One participant for each characteristic.
fn everybody() -> (Ready, usize) {
    let mut center = Center::new();
    let base = Traits::default;
    let race = |race| Traits { races: Some(Races::default().and(race)), ..base() };
    let level = |education| Traits { education: Some(education), ..base() };
    let barrier = |barrier| Traits { barriers: Some(Barriers::default().and(barrier)), ..base() };
    let mut all = vec![
        Traits { sex: Some(Sex::Male), ..base() },
        Traits { sex: Some(Sex::Female), ..base() },
        Traits { sex: Some(Sex::Other), ..base() },
        Traits { hispanic: Some(true), ..base() },
        Traits { veteran: Some(true), ..base() },
        Traits { disability: Some(true), ..base() },
        Traits { farmworker: Some(true), ..base() },
        Traits { employment: Some(Employment::Unemployed), ..base() },
        Traits { employment: Some(Employment::Employed), veteran: Some(false), ..base() },
        Traits { races: Some(Races::default().and(Race::White).and(Race::Asian)), ..base() },
    ];
    all.extend(
        [Race::AmericanIndian, Race::Asian, Race::Black, Race::PacificIslander, Race::White].map(race),
    );
    use Education::{Advanced, Associate, Bachelor, Certificate, Less, Secondary, SomePostsecondary};
    all.extend([Less, Secondary, SomePostsecondary, Certificate, Associate, Bachelor, Advanced].map(level));
    use Barrier::{
        DisplacedHomemaker, EnglishLearner, ExOffender, ExhaustingTanf, FosterCare, Homeless,
        LongTermUnemployed, LowIncome, SingleParent,
    };
    let barriers = [
        DisplacedHomemaker,
        EnglishLearner,
        ExhaustingTanf,
        ExOffender,
        Homeless,
        LongTermUnemployed,
        LowIncome,
        SingleParent,
        FosterCare,
    ];
    all.extend(barriers.map(barrier));
    let count = all.len();
    for traits in all {
        let who = center.somebody(traits);
        center.comes_for(who, "03-02", "resume");
    }
    (center.ready(), count)
}

#[test]
fn each_row_of_the_performance_table_counts_who_said_so() {
    let (center, count) = everybody();
    let table = performance::report(&center.asked(march()), Some(WP));
    let whole = count.to_string();
    assert_eq!(row(&table, "Total participants served")[2..], [&whole, "0", "0", &whole, "0"]);
    assert_eq!(row(&table, "Sex not stated")[5], (count - 2).to_string());
    assert_eq!(row(&table, "Incumbent workers")[2..], ["", "", "", "", ""]);
    assert_eq!(row(&table, "Asian")[5], "2", "one with two races");
    assert_eq!(row(&table, "White")[5], "2");
    let ones = [
        "Male",
        "Female",
        "Hispanic/Latino",
        "American Indian or Alaska Native",
        "Black or African American",
        "Native Hawaiian or other Pacific Islander",
        "More than one race",
        "Eligible veterans",
        "Individuals with a disability",
        "Unemployed individuals",
        "Secondary school graduate or equivalent",
        "One or more years of postsecondary education",
        "Postsecondary certificate (non-degree)",
        "Associate's degree",
        "Bachelor's degree or equivalent",
        "Degree beyond a bachelor's",
        "Displaced homemakers",
        "English learners, low literacy, cultural barriers",
        "Exhausting TANF within two years",
        "Formerly incarcerated",
        "Homeless",
        "Long-term unemployed",
        "Low income",
        "Migrant and seasonal farmworkers",
        "Single parents",
        "Foster care",
    ];
    for words in ones {
        assert_eq!(row(&table, words)[2..], ["1", "0", "0", "1", "0"], "{words}");
    }
    assert_eq!(table.rows.len(), ones.len() + 7, "every row has a fixture");
}

#[test]
fn the_highest_level_decides_the_column_and_an_exit_its_time() {
    let mut center = Center::new();
    let [basic, plan, trained, alone, again] = [0; 5].map(|_| center.somebody(Traits::default()));
    center.comes_for(basic, "01-12", "resume");
    center.comes_for(plan, "01-12", "resume");
    center.comes_for(plan, "03-12", "employment-plan");
    let visit = center.came(Some(trained), NORTH, "02-12");
    center.served(visit, "workshop", ADULT);
    center.served(visit, "occupational-training", ADULT);
    let visit = center.came(Some(alone), NORTH, "03-12");
    center.chose(visit, "job-search", true);
    center.comes_for(again, "01-12", "resume");
    center.comes_for(again, "06-12", "workshop");
    let center = center.ready();
    let first = Reporting::Quarter { year: 2026, quarter: 1 };
    let table = performance::report(&center.asked(first), None);
    assert_eq!(row(&table, "Total participants served")[2..], ["2", "1", "1", "4", "0"]);
    assert_eq!(row(&table, "Total exiters")[2..], ["2", "1", "1", "4", "0"]);
    assert_eq!(row(&table, "Total reportable individuals")[2..], ["", "", "", "1", "0"]);
    let adult = performance::report(&center.asked(first), Some(ADULT));
    assert_eq!(row(&adult, "Total participants served")[2..], ["0", "0", "1", "1", "0"]);
    let january = performance::report(&center.asked(Reporting::Month { year: 2026, month: 1 }), None);
    assert_eq!(
        row(&january, "Total participants served")[2..],
        ["3", "0", "0", "3", "0"],
        "the plan came later"
    );
    assert_eq!(row(&january, "Total exiters")[5], "2");
    let second = performance::report(&center.asked(Reporting::Quarter { year: 2026, quarter: 2 }), None);
    assert_eq!(row(&second, "Total participants served")[2..], ["0", "1", "0", "1", "4"]);
    let whole = performance::report(&center.asked(year()), None);
    assert_eq!(
        row(&whole, "Total participants served")[2..],
        ["1", "2", "1", "4", "0"],
        "two periods, one person"
    );
    let early = counting::Asked { as_of: on("03-31"), ..center.asked(first) };
    assert_eq!(row(&performance::report(&early, None), "Total exiters")[5], "0", "not known yet");
}

#[test]
fn wagner_peyser_services_by_group() {
    let mut center = Center::new();
    let veteran = center.somebody(Traits { veteran: Some(true), ..Traits::default() });
    let out = center.somebody(Traits { employment: Some(Employment::Unemployed), ..Traits::default() });
    let farm = center.somebody(Traits { farmworker: Some(true), ..Traits::default() });
    let left = center.add(counting::Person { other_exit: Some(2), ..person(70, Traits::default()) });
    for service in ["career-guidance", "resume", "job-referral"] {
        center.comes_for(veteran, "03-02", service);
    }
    center.comes_for(left, "03-03", "unemployment-claim");
    center.comes_for(out, "03-04", "employment-plan");
    center.comes_for(out, "03-05", "referral-programmes");
    let info = center.came(Some(out), NORTH, "03-06");
    center.chose(info, "labor-market", true);
    let alone = center.came(Some(farm), NORTH, "03-07");
    for service in ["job-search", "training-providers", "labor-market"] {
        center.chose(alone, service, true);
    }
    let center = center.ready();
    let table = wagner_peyser::report(&center.asked(march()), WP);
    let expected: [(&str, [&str; 4]); 15] = [
        ("Participants", ["3", "1", "1", "0"]),
        ("Participants with basic career services", ["3", "1", "1", "0"]),
        ("Career guidance (1102)", ["1", "0", "1", "0"]),
        ("Workforce information (1103)", ["1", "1", "0", "0"]),
        ("Staff-assisted job search (1104)", ["1", "0", "1", "0"]),
        ("Referred to employment (1105)", ["1", "0", "1", "0"]),
        ("Referred to federal training (1107)", ["0", "0", "0", "0"]),
        ("Unemployment claim assistance (1112)", ["1", "0", "0", "0"]),
        ("Referred to other programs (1113)", ["1", "1", "0", "0"]),
        ("Individualized career services (1201)", ["1", "1", "0", "0"]),
        ("Reportable individuals", ["1", "0", "0", "1"]),
        ("Self-service job search (1101)", ["1", "0", "0", "1"]),
        ("Self-service information (1100)", ["1", "0", "0", "1"]),
        ("Self-service labor market information (1103)", ["1", "0", "0", "1"]),
        ("Exiters", ["2", "1", "1", "0"]),
    ];
    for (words, cells) in expected {
        assert_eq!(row(&table, words)[1..], cells, "{words}");
    }
    assert_eq!(table.rows.len(), expected.len());
}

#[test]
fn who_comes_often_and_is_not_helped_stands_on_a_list_that_says_its_rule() {
    let mut center = Center::new();
    let [often, helped, seldom] = [0; 3].map(|_| center.somebody(Traits::default()));
    let private = center.add(counting::Person { private: true, ..person(60, Traits::default()) });
    for day in ["03-02", "03-03", "03-04"] {
        for who in [often, helped, private] {
            center.came(Some(who), NORTH, day);
        }
    }
    center.came(Some(often), NORTH, "03-04");
    center.comes_for(often, "01-02", "resume");
    center.comes_for(helped, "03-04", "resume");
    center.came(Some(seldom), NORTH, "03-05");
    let center = center.ready();
    let rule = often::Often { days: 3, without: 60 };
    let asked = counting::Asked { as_of: on("03-31"), ..center.asked(march()) };
    let table = often::report(&asked, rule);
    let mut cells: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.cells[1..].iter().map(Cell::text).collect()).collect();
    cells.sort();
    assert_eq!(cells, [["3", "", ""], ["3", "2026-03-04", "2026-01-02"]]);
    assert!(
        table.notes[0].contains("on 3 days or more") && table.notes[1].starts_with("1 of them"),
        "{:?}",
        table.notes
    );
}

#[test]
fn tables_become_a_real_spreadsheet() {
    let (center, _) = everybody();
    let tables =
        [performance::report(&center.asked(march()), None), unduplicated::report(&center.asked(march()))];
    let (mut one, mut two) = (Vec::new(), Vec::new());
    spreadsheet(&tables, &mut one).unwrap();
    spreadsheet(&tables, &mut two).unwrap();
    assert!(one.starts_with(b"PK"), "a zip file");
    assert_eq!(one, two, "no clock is in it");
}

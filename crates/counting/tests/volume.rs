//! Volume and staffing on fixtures of their own, cell by cell.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod center;

use center::{Center, EAST, NORTH, Ready, WP, march, on, person, plain, row};
use counting::reports::volume::By;
use counting::reports::{staffing, volume};
use counting::{Cell, Chart, Marks, Shape, Traits, Visit};

fn busy_month() -> Ready {
    let mut center = Center::new();
    let ana = center.somebody(Traits::default());
    let bo = center.add(counting::Person { first_visit: Some(on("01-07")), ..person(90, Traits::default()) });
    let visit = |who, site, day: &str, hour, stay, wait, marks| Visit {
        who,
        site,
        day: on(day),
        hour,
        stay_minutes: stay,
        wait_minutes: wait,
        marks,
    };
    let offline = Marks { offline: true, ..Marks::default() };
    let paper = Marks { on_paper: true, uncertain_time: true, ..Marks::default() };
    let one = center.visit(visit(Some(ana), NORTH, "03-02", 9, Some(30), Some(4), Marks::default()));
    center.chose(one, "resource-room", true);
    center.chose(one, "resume", false);
    let two = center.visit(visit(Some(ana), NORTH, "03-02", 14, Some(45), None, offline));
    center.served(two, "resume", WP);
    let three = center.visit(visit(Some(bo), EAST, "03-03", 9, None, None, paper));
    center.chose(three, "resource-room", false);
    center.visit(visit(None, NORTH, "03-03", 9, None, None, Marks::default()));
    let phone = Marks { remote: true, ..Marks::default() };
    let four = center.visit(visit(Some(bo), NORTH, "03-04", 9, None, None, phone));
    center.served(four, "career-guidance", WP);
    center.came(Some(bo), EAST, "04-01");
    center.ready()
}

#[test]
fn volume_by_site() {
    let month = busy_month();
    let table = volume::report(&month.asked(march()), &[By::Site], "en");
    let headings: Vec<&str> = table.columns.iter().map(|column| column.words.as_str()).collect();
    assert_eq!(
        headings[1..9],
        [
            "Visits",
            "By somebody known",
            "Anonymous",
            "Distinct persons",
            "First visits ever",
            "Services chosen",
            "Of them verified",
            "Services by staff"
        ]
    );
    assert_eq!(
        row(&table, "All")[1..],
        [
            "4", "3", "1", "2", "1", "3", "1", "1", "2", "37.5", "50.0 %", "1", "4", "1", "25.0 %", "1",
            "25.0 %"
        ]
    );
    assert_eq!(
        row(&table, "North")[1..],
        [
            "3", "2", "1", "1", "1", "2", "1", "1", "2", "37.5", "66.7 %", "1", "4", "1", "33.3 %", "0",
            "0.0 %"
        ]
    );
    assert_eq!(
        row(&table, "East")[1..],
        ["1", "1", "0", "1", "0", "1", "0", "0", "0", "", "0.0 %", "0", "", "0", "0.0 %", "1", "100.0 %"]
    );
    assert_eq!(table.rows.len(), 3, "a service by telephone is no visit");
    let notes = table.all_notes().join("\n");
    assert!(
        notes.contains("of 4 visits, 1 (25.0 %) were anonymous, 1 (25.0 %) entered from paper"),
        "{notes}"
    );
    assert!(notes.contains("Of 2 services that customers chose by themselves, 1 (50.0 %)"), "{notes}");
}

#[test]
fn volume_by_day_and_hour_and_by_service() {
    let month = busy_month();
    let table = volume::report(&month.asked(march()), &[By::Site, By::Day, By::Hour], "en");
    let keys: Vec<String> = table.rows[1..]
        .iter()
        .map(|row| row.cells[..3].iter().map(Cell::text).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        keys,
        [
            "North 2026-03-02 09:00",
            "North 2026-03-02 14:00",
            "North 2026-03-03 09:00",
            "East 2026-03-03 09:00"
        ]
    );
    let table = volume::report(&month.asked(march()), &[By::Service], "es");
    assert_eq!(row(&table, "Usar una computadora")[1..9], ["2", "2", "0", "2", "1", "2", "1", "0"]);
    assert_eq!(row(&table, "Ayuda con mi currículum")[1..9], ["2", "2", "0", "1", "1", "1", "0", "1"]);
    assert_eq!(row(&table, "No service")[1..9], ["1", "0", "1", "0", "0", "0", "0", "0"]);
    assert_eq!(row(&table, "All")[1], "4", "a visit with two services is one visit");
    let only = [EAST].into();
    let table =
        volume::report(&counting::Asked { sites: Some(&only), ..month.asked(march()) }, &[By::Weekday], "en");
    assert_eq!(row(&table, "Tuesday")[1..3], ["1", "1"]);
    assert_eq!(table.rows.len(), 2);
}

#[test]
fn a_chart_shows_the_rows_of_its_table_and_nothing_hidden() {
    let month = busy_month();
    let table = volume::report(&month.asked(march()), &[By::Site], "en");
    let chart = Chart::of(&table, "volume", Shape::Bars, &[1, 4]);
    assert_eq!(chart.labels, ["North", "East"]);
    assert_eq!(chart.series[0].values, [Some(3.0), Some(1.0)]);
    let outside = Chart::of(&table.for_outside(10).unwrap(), "volume", Shape::Bars, &[1, 4]);
    assert_eq!(outside.series[0].values, [None, None]);
}

#[test]
fn staffing_takes_the_minutes_of_nine_of_ten_days() {
    let mut center = Center::new();
    for (day, people) in [("03-02", 2), ("03-09", 4), ("03-16", 0), ("03-23", 6)] {
        for _ in 0..people {
            let who = center.somebody(Traits::default());
            let visit = center.came(Some(who), NORTH, day);
            center.chose(visit, "resume", false);
            center.chose(visit, "resource-room", false);
        }
        // Somebody at another hour, so that the day counts as looked at.
        let late = Visit { hour: 15, ..plain(on(day)) };
        center.visit(late);
    }
    let center = center.ready();
    let table = staffing::report(&center.asked(march()));
    // Arrivals 0, 2, 4, 6; six résumés of 30 minutes at most: 180 minutes at 48 minutes an hour.
    assert_eq!(row(&table, "09:00"), ["Monday", "09:00", "4", "3", "6", "3", "6", "180", "4"]);
    assert_eq!(row(&table, "15:00"), ["Monday", "15:00", "4", "1", "1", "0", "0", "0", "0"]);
    let svg = staffing::chart(&table, "staffing").svg();
    assert!(svg.contains("Arrivals by hour") && svg.contains("09:00"), "{svg}");
}

//! Hidden cells cannot be computed: every table of whole numbers that agrees with what is shown is tried.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod center;

use center::{Center, EAST, NORTH, SOUTH, on};
use counting::made_up::Chance;
use counting::reports::{unduplicated, volume};
use counting::{Cell, Column, Day, Kind, Reporting, Row, Surety, Table, Traits};
use std::collections::BTreeSet;

/// A table of parts with totals: rows add up to the first row, columns to the first column.
fn table(parts: &[Vec<u64>]) -> Table {
    let whole = |row: &[u64]| row.iter().sum::<u64>();
    let width = parts[0].len();
    let mut columns = vec![Column::words("Site"), Column::adding("All")];
    columns.extend((0..width).map(|at| Column::adding(&format!("Kind {at}")).part_of(1)));
    let line = |name: &str, cells: &[u64], part_of| {
        let mut all = vec![Cell::words(name), Cell::Count(whole(cells))];
        all.extend(cells.iter().map(|count| Cell::Count(*count)));
        Row { part_of, ..Row::of(all) }
    };
    let totals: Vec<u64> = (0..width).map(|at| parts.iter().map(|row| row[at]).sum()).collect();
    let mut rows = vec![line("All", &totals, None)];
    rows.extend(parts.iter().enumerate().map(|(at, row)| line(&format!("Site {at}"), row, Some(0))));
    Table {
        title: "Small".to_owned(),
        period: String::new(),
        columns,
        rows,
        notes: Vec::new(),
        surety: Surety::default(),
        as_of: Day(20_000),
    }
}

/// The values that each part can have, for a reader who knows every sum, and that nothing hidden is 0.
fn possible(shown: &Table, rows: usize, width: usize) -> Vec<Vec<BTreeSet<u64>>> {
    let cell = |row: usize, column: usize| shown.rows[row].cells[column + 1].count();
    let mut found = vec![vec![BTreeSet::new(); width]; rows];
    let mut values = vec![vec![0u64; width]; rows];
    try_all(&cell, rows, width, 0, &mut values, &mut found);
    found
}

/// Hidden parts are tried from 1 to this; the tables of the test have no larger parts.
const MOST: u64 = 9;

fn try_all(
    cell: &dyn Fn(usize, usize) -> Option<u64>,
    rows: usize,
    width: usize,
    at: usize,
    values: &mut Vec<Vec<u64>>,
    found: &mut Vec<Vec<BTreeSet<u64>>>,
) {
    let (row, column) = (at / width, at % width);
    if column == 0 && row > 0 {
        let sum: u64 = values[row - 1].iter().sum();
        if !agrees(cell(row, 0), sum) {
            return;
        }
    }
    if at == rows * width {
        let columns = (0..width).map(|column| values.iter().map(|row| row[column]).sum::<u64>());
        let totals: Vec<u64> = columns.collect();
        let right = totals.iter().enumerate().all(|(column, sum)| agrees(cell(0, column + 1), *sum));
        if right && agrees(cell(0, 0), totals.iter().sum()) {
            for (row, cells) in values.iter().enumerate() {
                for (column, value) in cells.iter().enumerate() {
                    found[row][column].insert(*value);
                }
            }
        }
        return;
    }
    let tries = cell(row + 1, column + 1).map_or(1..=MOST + 2, |value| value..=value);
    for value in tries {
        values[row][column] = value;
        try_all(cell, rows, width, at + 1, values, found);
    }
}

/// What is shown is right; what is hidden is not 0.
fn agrees(shown: Option<u64>, sum: u64) -> bool {
    shown.map_or(sum >= 1, |shown| shown == sum)
}

#[test]
fn a_hidden_number_cannot_be_computed_from_what_is_shown() {
    let mut chance = Chance::of(5);
    let mut hidden_tables = 0;
    for round in 0..250 {
        let (rows, width) = [(2, 2), (2, 3), (3, 2), (1, 2), (2, 1)][round % 5];
        let below = 4;
        let parts: Vec<Vec<u64>> = (0..rows)
            .map(|_| (0..width).map(|_| u64::from(chance.below(u32::try_from(MOST).unwrap() + 1))).collect())
            .collect();
        let whole = table(&parts);
        let shown = whole.for_outside(below).unwrap();
        let found = possible(&shown, rows, width);
        for (row, cells) in parts.iter().enumerate() {
            for (column, value) in cells.iter().enumerate() {
                assert!(
                    found[row][column].contains(value),
                    "the truth is always possible: {parts:?} {}",
                    shown.csv()
                );
                if (1..below).contains(value) {
                    hidden_tables += 1;
                    assert_eq!(shown.rows[row + 1].cells[column + 2], Cell::Hidden);
                    assert!(found[row][column].len() > 1, "{value} is computed: {parts:?}\n{}", shown.csv());
                }
            }
        }
    }
    assert!(hidden_tables > 200);
}

#[test]
fn a_hidden_number_cannot_be_computed_over_areas_either() {
    let mut chance = Chance::of(6);
    let mut tried = 0;
    for _ in 0..300 {
        // All, two areas, and two sites in each: rows 0, 1, 2, and 3 to 6.
        let sites: Vec<u64> = (0..4).map(|_| u64::from(chance.below(9))).collect();
        let all = |sites: &[u64]| {
            let areas = [sites[0] + sites[1], sites[2] + sites[3]];
            [vec![areas[0] + areas[1], areas[0], areas[1]], sites.to_vec()].concat()
        };
        let parts = [None, Some(0), Some(0), Some(1), Some(1), Some(2), Some(2)];
        let mut whole = table(&[vec![1]]);
        whole.columns.truncate(2);
        let rows = all(&sites).into_iter().zip(parts);
        whole.rows = rows
            .map(|(count, part_of)| Row { part_of, ..Row::of(vec![Cell::words(""), Cell::Count(count)]) })
            .collect();
        let shown = whole.for_outside(4).unwrap();
        let mut found = vec![BTreeSet::new(); 7];
        for code in 0..11u64.pow(4) {
            let guess: Vec<u64> = (0..4).map(|at| code / 11u64.pow(at) % 11).collect();
            let guess = all(&guess);
            let agrees =
                guess.iter().zip(&shown.rows).all(|(count, row)| agrees(row.cells[1].count(), *count));
            if agrees {
                found.iter_mut().zip(guess).for_each(|(found, count)| found.extend([count]));
            }
        }
        for (count, found) in all(&sites).into_iter().zip(&found) {
            assert!(found.contains(&count));
            if (1..4).contains(&count) {
                tried += 1;
                assert!(found.len() > 1, "{count} of {sites:?} is computed\n{}", shown.csv());
            }
        }
    }
    assert!(tried > 100);
}

#[test]
fn an_area_with_one_site_hides_what_its_site_hides() {
    let part = |words: &str| Column::once(words).part_of(1);
    let line = |part_of| {
        let counts = [43, 3, 40, 0].map(Cell::Count);
        let cells = std::iter::once(Cell::words("Here")).chain(counts);
        Row { part_of, ..Row::of(cells.collect()) }
    };
    let mut twice = table(&[vec![1]]);
    twice.columns = vec![Column::words("Site"), Column::once("Persons"), part("A"), part("B"), part("C")];
    twice.rows = vec![line(None), line(Some(0)), line(Some(1))];
    let shown = twice.for_outside(10).unwrap();
    let cells: Vec<Vec<String>> =
        shown.rows.iter().map(|row| row.cells[1..].iter().map(Cell::text).collect()).collect();
    assert!(cells.iter().all(|row| *row == cells[0]), "{cells:?}");
    assert_eq!(cells[0][1], "*");
    assert!(cells[0][0] == "*" || cells[0][2] == "*");
}

#[test]
fn no_more_is_hidden_than_needed() {
    let shown = table(&[vec![3, 40, 50], vec![60, 70, 80], vec![90, 100, 110]]).for_outside(10).unwrap();
    let hidden = shown.rows.iter().flat_map(|row| &row.cells).filter(|cell| **cell == Cell::Hidden).count();
    assert_eq!(hidden, 4, "{}", shown.csv());
    let nothing = table(&[vec![30, 0], vec![60, 70]]);
    let shown = nothing.for_outside(10).unwrap();
    assert_eq!(shown.rows, nothing.rows, "zero is shown");
    assert!(
        shown
            .all_notes()
            .iter()
            .any(|note| note.starts_with("* stands for a number that is hidden: one from 1 to 9"))
    );
}

#[test]
fn a_small_total_is_hidden_with_its_parts() {
    let shown = table(&[vec![1, 2], vec![0, 3]]).for_outside(10).unwrap();
    let shown: Vec<Vec<String>> =
        shown.rows.iter().map(|row| row.cells[1..].iter().map(Cell::text).collect()).collect();
    assert_eq!(shown, [["*", "*", "*"], ["*", "*", "*"], ["*", "0", "*"]]);
}

#[test]
fn shares_and_medians_of_hidden_counts_are_hidden_and_so_are_telling_shares() {
    let mut small = table(&[vec![3, 40], vec![60, 70]]);
    small.columns.push(Column::derived("Share", 2));
    for (row, share) in small.rows.iter_mut().zip([500, 667, 50]) {
        row.cells.push(Cell::PerMille(share));
    }
    let shown = small.for_outside(10).unwrap();
    let shares: Vec<String> = shown.rows.iter().map(|row| row.cells[4].text()).collect();
    assert_eq!(shown.rows[1].cells[2], Cell::Hidden);
    assert_eq!(shares[1], "*", "its count is hidden");
    assert_eq!(shares[2], "*", "5 % of 60 are 3");
    assert_eq!(shares[0], "50.0 %");
}

#[test]
fn real_reports_can_leave_and_tables_made_for_inside_cannot() {
    let mut center = Center::new();
    for at in 0..60 {
        let who = center.somebody(Traits::default());
        center.came(Some(who), if at < 3 { EAST } else { NORTH }, "03-02");
    }
    center.came(None, SOUTH, "03-02");
    let center = center.ready();
    let asked = center.asked(Reporting::Days { from: on("03-01"), until: on("03-31") });
    let table = unduplicated::report(&asked);
    let shown = table.for_outside(10).unwrap();
    assert_eq!(shown.cell("East", "Persons"), Some(&Cell::Hidden));
    assert_eq!(shown.cell("All", "Persons"), Some(&Cell::Count(60)));
    assert_eq!(shown.cell("Coast", "Visits"), Some(&Cell::Hidden), "or East's 3 could be computed");
    assert!(shown.all_notes().iter().any(|note| note.contains("of all visits, none or few were anonymous")));
    let volume = volume::report(&asked, &[volume::By::Site], "en").for_outside(10).unwrap();
    assert_eq!(volume.cell("East", "Visits"), Some(&Cell::Hidden));
    let staffing = counting::reports::staffing::report(&asked);
    assert!(staffing.for_outside(10).unwrap_err().contains("inside the agency only"));
    assert!(volume.columns.iter().any(|column| matches!(column.kind, Kind::Derived { .. })));
}

#[test]
fn what_tells_a_hidden_number_nearly_as_well_is_hidden_with_it() {
    let mut table = table(&[vec![22, 5], vec![60, 70]]);
    table.columns.push(Column::once("Periods of kind 1").beside(3));
    for (row, periods) in table.rows.iter_mut().zip([77, 15, 72]) {
        row.cells.push(Cell::Count(periods));
    }
    let shown = table.for_outside(10).unwrap();
    for row in &shown.rows {
        assert_eq!(row.cells[3] == Cell::Hidden, row.cells[4] == Cell::Hidden, "{row:?}");
    }
    assert_eq!(shown.rows[1].cells[4], Cell::Hidden);
}

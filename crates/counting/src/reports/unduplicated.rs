//! R3: unduplicated aggregate, by site, area and state.

use super::ONCE;
use crate::{Asked, Cell, Column, Dossier, PersonNumber, RecordKind, Row, SiteNumber, Table};
use std::collections::BTreeMap;

/// What one row counts.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Tally {
    persons: u64,
    participants: u64,
    individuals: u64,
    participations: u64,
    individual_periods: u64,
    visits: u64,
    anonymous: u64,
}

/// Which rows there are: the state, its areas, its sites.
struct Places {
    /// The row of each site's area.
    area_of: Vec<usize>,
    areas: Vec<String>,
}

/// The report.
pub fn report(asked: &Asked) -> Table {
    let places = Places::of(asked);
    let mut tallies = vec![Tally::default(); 1 + places.areas.len() + places.area_of.len()];
    for (who, _) in asked.ledger.people() {
        person(asked, who, &places, &mut tallies);
    }
    for (_, visit) in asked.visits().filter(|(_, visit)| !visit.marks.remote) {
        for row in places.rows(visit.site) {
            tallies[row].visits += 1;
            tallies[row].anonymous += u64::from(visit.who.is_none());
        }
    }
    Table {
        title: "Unduplicated persons and periods".to_owned(),
        period: asked.reporting.to_string(),
        columns: columns(),
        rows: rows(asked, &places, &tallies),
        notes: vec![
            ONCE.to_owned(),
            "A person stands in a row when she was seen there in this time. A participant is somebody with a period of \
             participation in this time; a reportable individual is everybody else who made contact."
                .to_owned(),
            "Neither yet is who was seen in this time and had no service so far that makes her a participant or a reportable individual; a \
             later service can."
                .to_owned(),
            "Periods are those that the visits and services of the row belong to. Anonymous visits are nobody's, and stand in \
             the last columns only."
                .to_owned(),
        ],
        surety: asked.surety(),
        as_of: asked.as_of,
    }
}

/// Counts one person once in each row in which she was seen.
fn person(asked: &Asked, who: PersonNumber, places: &Places, tallies: &mut [Tally]) {
    let days = asked.days();
    let seen: Vec<_> = asked
        .ledger
        .visits_of(who)
        .map(|(_, visit)| visit)
        .filter(|visit| days.has(visit.day) && visit.day <= asked.as_of && asked.covers(visit.site))
        .collect();
    if seen.is_empty() {
        return;
    }
    let dossier = Dossier::of(asked, who);
    let participant = dossier.participations(days).next().is_some();
    let individual = !participant && dossier.individuals(days).next().is_some();
    // In which rows, and for each the records that what happened there belongs to.
    let mut rows: BTreeMap<usize, u64> = BTreeMap::new();
    for visit in &seen {
        let record = dossier.on(visit.day).map_or(0, |at| 1u64 << at.min(63));
        for row in places.rows(visit.site) {
            *rows.entry(row).or_default() |= record;
        }
    }
    for (row, records) in rows {
        let tally = &mut tallies[row];
        tally.persons += 1;
        tally.participants += u64::from(participant);
        tally.individuals += u64::from(individual);
        for (at, record) in dossier.records.iter().enumerate().take(64) {
            let here = u64::from(records & 1 << at != 0);
            match record.kind {
                RecordKind::Participation(_) => tally.participations += here,
                RecordKind::Individual(_) => tally.individual_periods += here,
            }
        }
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::words("Area"),
        Column::words("Site"),
        Column::once("Persons"),
        Column::once("Participants").part_of(2),
        Column::once("Reportable individuals").part_of(2),
        Column::once("Neither yet").part_of(2),
        Column::once("Periods of participation").beside(3),
        Column::once("Periods as reportable individual").beside(4),
        Column::adding("Visits"),
        Column::adding("Visits by somebody known").part_of(8),
        Column::adding("Anonymous visits").part_of(8),
    ]
}

fn rows(asked: &Asked, places: &Places, tallies: &[Tally]) -> Vec<Row> {
    let mut rows = vec![row("All", "", &tallies[0], None, true)];
    for (at, area) in places.areas.iter().enumerate() {
        rows.push(row(area, "All", &tallies[1 + at], Some(0), true));
    }
    for (number, site) in asked.ledger.sites() {
        let [_, area, own] = places.rows(number);
        rows.push(row(&site.area, &site.name, &tallies[own], Some(area), false));
    }
    // Sites that were not asked for have no row; they stand last, so that no row's place changes but theirs.
    let keep: Vec<bool> = std::iter::repeat_n(true, 1 + places.areas.len())
        .chain(asked.ledger.sites().map(|(number, _)| asked.covers(number)))
        .collect();
    let mut keep = keep.into_iter();
    rows.retain(|_| keep.next().unwrap_or(true));
    rows
}

fn row(area: &str, site: &str, tally: &Tally, part_of: Option<usize>, total: bool) -> Row {
    let neither = tally.persons - tally.participants - tally.individuals;
    let counts = [
        tally.persons,
        tally.participants,
        tally.individuals,
        neither,
        tally.participations,
        tally.individual_periods,
        tally.visits,
        tally.visits - tally.anonymous,
        tally.anonymous,
    ];
    let mut cells = vec![Cell::words(area), Cell::words(site)];
    cells.extend(counts.map(Cell::Count));
    Row { cells, part_of, total, about: None }
}

impl Places {
    fn of(asked: &Asked) -> Places {
        let shown = asked.ledger.sites().filter(|(number, _)| asked.covers(*number));
        let mut areas: Vec<String> = shown.map(|(_, site)| site.area.clone()).collect();
        areas.sort();
        areas.dedup();
        let area_of =
            asked.ledger.sites().map(|(_, site)| 1 + areas.binary_search(&site.area).unwrap_or(0)).collect();
        Places { area_of, areas }
    }

    /// The rows of the state, of the site's area, and of the site.
    fn rows(&self, site: SiteNumber) -> [usize; 3] {
        let at = usize::from(site.0);
        [0, self.area_of.get(at).copied().unwrap_or(0), 1 + self.areas.len() + at]
    }
}

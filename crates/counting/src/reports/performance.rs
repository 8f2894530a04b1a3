//! R4: a table in the shape of the federal program performance report (ETA-9173), sections A to C. Cells are typed: a
//! row is one of a closed list, a column the highest level of service.

use super::{ONCE, Trait};
use crate::{
    Asked, Barrier, Cell, Column, Day, Dossier, Education, Level, ProgrammeNumber, Race, Row, Stretch, Table,
    Traits,
};

/// What a row counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Counts {
    /// Exits in this time.
    Exiters,
    /// Participants with an open period in this time.
    Served,
    /// Reportable individuals who were no participants.
    Individuals,
    /// Participants served, of whom this is true.
    With(Trait),
    /// Nothing that this system keeps.
    Unknown,
}

/// A row: its number, its words, what it counts, and whether it is one of the parts that make up the participants.
type Line = (&'static str, &'static str, Counts, bool);

const LINES: &[Line] = &[
    ("A1", "Total exiters", Counts::Exiters, false),
    ("A2", "Total participants served", Counts::Served, false),
    ("A3", "Total reportable individuals", Counts::Individuals, false),
    ("B1a", "Male", Counts::With(Trait::Male), true),
    ("B1b", "Female", Counts::With(Trait::Female), true),
    ("B1", "Sex not stated", Counts::With(Trait::SexNotStated), true),
    ("B2a", "Hispanic/Latino", Counts::With(Trait::Hispanic), false),
    ("B2b", "American Indian or Alaska Native", Counts::With(Trait::Race(Race::AmericanIndian)), false),
    ("B2c", "Asian", Counts::With(Trait::Race(Race::Asian)), false),
    ("B2d", "Black or African American", Counts::With(Trait::Race(Race::Black)), false),
    (
        "B2e",
        "Native Hawaiian or other Pacific Islander",
        Counts::With(Trait::Race(Race::PacificIslander)),
        false,
    ),
    ("B2f", "White", Counts::With(Trait::Race(Race::White)), false),
    ("B2g", "More than one race", Counts::With(Trait::SeveralRaces), false),
    ("B3a", "Eligible veterans", Counts::With(Trait::Veteran), false),
    ("B3b", "Individuals with a disability", Counts::With(Trait::Disability), false),
    ("B3c", "Incumbent workers", Counts::Unknown, false),
    ("B3d", "Unemployed individuals", Counts::With(Trait::Unemployed), false),
    ("B4a", "Secondary school graduate or equivalent", education(Education::Secondary), false),
    ("B4b", "One or more years of postsecondary education", education(Education::SomePostsecondary), false),
    ("B4c", "Postsecondary certificate (non-degree)", education(Education::Certificate), false),
    ("B4d", "Associate's degree", education(Education::Associate), false),
    ("B4e", "Bachelor's degree or equivalent", education(Education::Bachelor), false),
    ("B4f", "Degree beyond a bachelor's", education(Education::Advanced), false),
    ("C", "Displaced homemakers", barrier(Barrier::DisplacedHomemaker), false),
    ("C", "English learners, low literacy, cultural barriers", barrier(Barrier::EnglishLearner), false),
    ("C", "Exhausting TANF within two years", barrier(Barrier::ExhaustingTanf), false),
    ("C", "Formerly incarcerated", barrier(Barrier::ExOffender), false),
    ("C", "Homeless", barrier(Barrier::Homeless), false),
    ("C", "Long-term unemployed", barrier(Barrier::LongTermUnemployed), false),
    ("C", "Low income", barrier(Barrier::LowIncome), false),
    ("C", "Migrant and seasonal farmworkers", Counts::With(Trait::Farmworker), false),
    ("C", "Single parents", barrier(Barrier::SingleParent), false),
    ("C", "Foster care", barrier(Barrier::FosterCare), false),
];

const fn education(level: Education) -> Counts {
    Counts::With(Trait::Education(level))
}

const fn barrier(barrier: Barrier) -> Counts {
    Counts::With(Trait::Barrier(barrier))
}

/// Basic, individualised, training, total.
type Numbers = [u64; 4];

/// The report, for one programme or for all that this system keeps; always of the whole state.
pub fn report(asked: &Asked, programme: Option<ProgrammeNumber>) -> Table {
    let asked = &Asked { sites: None, ..*asked };
    let before = asked.about(asked.reporting.before());
    let mut current = vec![Numbers::default(); LINES.len()];
    let mut previous = current.clone();
    for (who, _) in asked.ledger.people() {
        let dossier = Dossier::of(asked, who);
        let at = |entry| asked.ledger.traits_on(who, entry);
        count(&dossier, &at, asked.days(), programme, &mut current);
        count(&dossier, &at, before.days(), programme, &mut previous);
    }
    let served = LINES.iter().position(|line| line.2 == Counts::Served);
    let rows = LINES.iter().zip(current.iter().zip(&previous)).map(|(line, (now, then))| {
        let mut cells = vec![Cell::words(line.0), Cell::words(line.1)];
        cells.extend(numbers(line.2, now, then));
        let total = line.2 == Counts::Served;
        Row { cells, part_of: served.filter(|_| line.3), total, about: None }
    });
    let name = programme.and_then(|number| asked.catalogue.programmes().get(usize::from(number.0)));
    let name = name.map_or("all programs", |programme| programme.words.get("en"));
    Table {
        title: format!("Program performance (ETA-9173 shape), {name}"),
        period: asked.reporting.to_string(),
        columns: columns(),
        rows: rows.collect(),
        notes: notes(before.reporting.to_string()),
        surety: asked.surety(),
        as_of: asked.as_of,
    }
}

/// Counts one person in every row in which she belongs, once: by what she was when her last period of the time began.
fn count(
    dossier: &Dossier,
    at: &dyn Fn(Day) -> Traits,
    days: Stretch,
    only: Option<ProgrammeNumber>,
    lines: &mut [Numbers],
) {
    let ours = |programmes: crate::Programmes| only.is_none_or(|programme| programmes.has(programme));
    let mut served: Option<Level> = None;
    let mut left: Option<Level> = None;
    let mut traits = Traits::default();
    for (record, period) in dossier.participations(days).filter(|(_, period)| ours(period.programmes)) {
        let level = record.level(days.until);
        traits = at(record.entry());
        served = served.max(level);
        if period.exits_in(days) {
            left = left.max(level);
        }
    }
    let individual =
        dossier.participations(days).next().is_none() && dossier.individuals(days).next().is_some();
    for (line, numbers) in LINES.iter().zip(lines) {
        let level = match line.2 {
            Counts::Exiters => left,
            Counts::Served => served,
            Counts::With(asked) => served.filter(|_| asked.holds(&traits)),
            Counts::Individuals => {
                numbers[3] += u64::from(individual);
                None
            }
            Counts::Unknown => None,
        };
        if let Some(level) = level {
            numbers[level as usize] += 1;
            numbers[3] += 1;
        }
    }
}

fn numbers(counts: Counts, now: &Numbers, then: &Numbers) -> [Cell; 5] {
    let [basic, individualised, training, total] = now.map(Cell::Count);
    match counts {
        Counts::Unknown => [const { Cell::Nothing }; 5],
        Counts::Individuals => [Cell::Nothing, Cell::Nothing, Cell::Nothing, total, Cell::Count(then[3])],
        _ => [basic, individualised, training, total, Cell::Count(then[3])],
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::words("Item"),
        Column::words("Performance item"),
        Column::adding("Basic career services (other than self-service)").part_of(5),
        Column::adding("Individualized career services").part_of(5),
        Column::adding("Training services").part_of(5),
        Column::adding("Total current period"),
        Column::adding("Total previous period"),
    ]
}

fn notes(before: String) -> Vec<String> {
    vec![
        ONCE.to_owned(),
        format!("The previous period is: {before}."),
        "Columns: the highest level that a participant had reached by the end of the time; training before individualized before basic."
            .to_owned(),
        "An exit is known 90 days after the last service, so exits of the last 90 days are still missing.".to_owned(),
        "Rows of sections B and C count what was said, by the entry where it can change; who did not say it is in none of them. Incumbent workers, employment, earnings, \
         credentials and skill gains are not kept here."
            .to_owned(),
    ]
}

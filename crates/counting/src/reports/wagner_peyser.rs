//! R6: the Wagner-Peyser service page: who was served with what, for everybody and for three groups.

use super::{ONCE, Trait};
use crate::{Asked, Cell, Column, Dossier, Element, Person, ProgrammeNumber, Row, Stretch, Table};

/// What a row counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Counts {
    /// Participants with an open period.
    Participants,
    /// Participants with any basic service.
    Basic,
    /// Participants with this element.
    ParticipantsWith(Element),
    /// Reportable individuals.
    Individuals,
    /// Reportable individuals with this element in this time.
    IndividualsWith(Element),
    /// Exits in this time that count.
    Exiters,
}

const LINES: &[(&str, Counts)] = &[
    ("Participants", Counts::Participants),
    ("Participants with basic career services", Counts::Basic),
    ("Career guidance (1102)", Counts::ParticipantsWith(Element(1102))),
    ("Workforce information (1103)", Counts::ParticipantsWith(Element(1103))),
    ("Staff-assisted job search (1104)", Counts::ParticipantsWith(Element(1104))),
    ("Referred to employment (1105)", Counts::ParticipantsWith(Element(1105))),
    ("Referred to federal training (1107)", Counts::ParticipantsWith(Element(1107))),
    ("Unemployment claim assistance (1112)", Counts::ParticipantsWith(Element(1112))),
    ("Referred to other programs (1113)", Counts::ParticipantsWith(Element(1113))),
    ("Individualized career services (1201)", Counts::ParticipantsWith(Element(1201))),
    ("Reportable individuals", Counts::Individuals),
    ("Self-service job search (1101)", Counts::IndividualsWith(Element(1101))),
    ("Self-service information (1100)", Counts::IndividualsWith(Element(1100))),
    ("Self-service labor market information (1103)", Counts::IndividualsWith(Element(1103))),
    ("Exiters", Counts::Exiters),
];

const GROUPS: [(&str, Trait); 4] = [
    ("Everybody", Trait::Anybody),
    ("Unemployed", Trait::Unemployed),
    ("Eligible veterans", Trait::Veteran),
    ("Migrant and seasonal farmworkers", Trait::Farmworker),
];

/// The report, for the programme that is Wagner-Peyser in the catalogue; always of the whole state.
pub fn report(asked: &Asked, programme: ProgrammeNumber) -> Table {
    let asked = &Asked { sites: None, ..*asked };
    let mut numbers = vec![[0u64; GROUPS.len()]; LINES.len()];
    for (who, person) in asked.ledger.people() {
        let dossier = Dossier::of(asked, who);
        // As she was when her last period of the time began.
        let participations = dossier.participations(asked.days()).map(|(record, _)| record.entry());
        let individuals = dossier.individuals(asked.days()).map(|(record, _)| record.entry());
        let entry = participations.max().or(individuals.max()).unwrap_or(asked.days().until);
        let traits = asked.ledger.traits_on(who, entry);
        for ((_, counts), numbers) in LINES.iter().zip(&mut numbers) {
            if counts.has(&dossier, person, programme, asked.days()) {
                for ((_, group), number) in GROUPS.iter().zip(numbers) {
                    *number += u64::from(group.holds(&traits));
                }
            }
        }
    }
    let rows = LINES.iter().zip(numbers).map(|((words, _), numbers)| {
        let cells = std::iter::once(Cell::words(words)).chain(numbers.map(Cell::Count));
        Row::of(cells.collect())
    });
    let mut columns = vec![Column::words("Service")];
    columns.extend(GROUPS.map(|(words, _)| Column::once(words)));
    Table {
        title: "Wagner-Peyser services".to_owned(),
        period: asked.reporting.to_string(),
        columns,
        rows: rows.collect(),
        notes: vec![
            ONCE.to_owned(),
            "A participant's services are those of her whole period, up to the end of this time; a reportable individual's are those \
             of this time."
                .to_owned(),
            "Exiters leave out exits for reasons that do not count (element 923).".to_owned(),
        ],
        surety: asked.surety(),
        as_of: asked.as_of,
    }
}

impl Counts {
    fn has(self, dossier: &Dossier, person: &Person, programme: ProgrammeNumber, days: Stretch) -> bool {
        let mut participations =
            dossier.participations(days).filter(|(_, period)| period.programmes.has(programme));
        let by_end =
            |record: &crate::Record, element| record.first(element).is_some_and(|day| day <= days.until);
        match self {
            Counts::Participants => participations.next().is_some(),
            Counts::Basic => participations
                .any(|(record, _)| by_end(record, Element(1000)) || by_end(record, Element(1001))),
            Counts::ParticipantsWith(element) => participations.any(|(record, _)| by_end(record, element)),
            Counts::Exiters => {
                person.other_exit.is_none() && participations.any(|(_, period)| period.exits_in(days))
            }
            Counts::Individuals | Counts::IndividualsWith(_)
                if dossier.participations(days).next().is_some() =>
            {
                false
            }
            Counts::Individuals => dossier.individuals(days).next().is_some(),
            Counts::IndividualsWith(element) => dossier.individuals(days).any(|(record, _)| {
                by_end(record, element) && record.latest(element).is_some_and(|day| day >= days.from)
            }),
        }
    }
}

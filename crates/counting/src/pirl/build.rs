//! Writes the file: one line for each period of participation and each period as a reportable individual.

use super::{Fill, Schema};
use crate::{
    Asked, Dossier, Education, Employment, Person, PersonNumber, Programmes, Record, RecordKind, Said, Traits,
};
use records::Sex;
use std::io::{self, Write};

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Built {
    /// Different people.
    pub persons: u64,
    /// Periods of participation.
    pub participations: u64,
    /// Periods as a reportable individual.
    pub individuals: u64,
}

/// Writes the file without a header, in order of the people's numbers for counts, so that the same facts give the same file.
///
/// # Errors
/// When `out` cannot be written to.
pub fn build(asked: &Asked, schema: &Schema, out: &mut impl Write) -> io::Result<Built> {
    let mut people: Vec<(&Person, PersonNumber)> =
        asked.ledger.people().map(|(number, person)| (person, number)).collect();
    people.sort_unstable_by_key(|(person, _)| person.uii);
    let days = asked.days();
    let mut built = Built::default();
    let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(out);
    for (person, number) in people {
        let dossier = Dossier::of(asked, number);
        let open = dossier.participations(days).map(|(record, _)| record);
        let records = open.chain(dossier.individuals(days).map(|(record, _)| record));
        let mut any = false;
        for record in records {
            any = true;
            match record.kind {
                RecordKind::Participation(_) => built.participations += 1,
                RecordKind::Individual(_) => built.individuals += 1,
            }
            let line = built.participations + built.individuals;
            let line = Line { number: line, asked, who: number, person, record };
            csv.write_record(schema.elements.iter().map(|element| line.value(element.fill)))?;
        }
        built.persons += u64::from(any);
    }
    csv.flush()?;
    Ok(built)
}

/// One line of the file.
struct Line<'a> {
    number: u64,
    asked: &'a Asked<'a>,
    who: PersonNumber,
    person: &'a Person,
    record: &'a Record,
}

impl Line<'_> {
    fn value(&self, fill: Fill) -> String {
        let traits = self.traits();
        let day = |day: Option<crate::Day>| day.map_or_else(String::new, crate::Day::digits);
        match fill {
            Fill::Line => format!("{:09}", self.number),
            Fill::Uii => self.person.uii.as_str().to_owned(),
            Fill::Born => day(traits.born),
            Fill::Sex => match traits.sex {
                Some(Sex::Male) => "1".to_owned(),
                Some(Sex::Female) => "2".to_owned(),
                _ => "9".to_owned(),
            },
            Fill::Disability => or_nine(traits.disability),
            Fill::Hispanic => or_nine(traits.hispanic),
            Fill::Race(race) => or_nine(traits.races.map(|races| races.has(race))),
            Fill::Barrier(barrier) => or_nine(traits.barriers.map(|barriers| barriers.has(barrier))),
            Fill::Veteran => or_blank(traits.veteran),
            Fill::Farmworker => or_blank(traits.farmworker),
            Fill::Employment => traits.employment.map_or_else(String::new, employment),
            Fill::Education => traits.education.map_or_else(String::new, education),
            Fill::Entry => day(self.participation().map(|period| period.entry)),
            Fill::Exit => day(self.participation().and_then(|period| period.exit)),
            Fill::OtherExit => match self.participation().and_then(|period| period.exit) {
                Some(_) => format!("{:02}", self.person.other_exit.unwrap_or(0)),
                None => String::new(),
            },
            Fill::Programme(programme) => self.programme(Programmes::one(programme)),
            Fill::First(element) => day(self.record.first(element)),
            Fill::Latest(element) => day(self.record.latest(element)),
            Fill::Flag(element) => if self.record.first(element).is_some() { "1" } else { "0" }.to_owned(),
            Fill::Blank => String::new(),
        }
    }

    /// What may be said about her, as it was at the entry: nothing of a private person, unless the state decided so.
    fn traits(&self) -> Traits {
        let hidden = self.person.private && !self.asked.policy.private_characteristics_in_file;
        if hidden {
            return Traits::default();
        }
        self.asked.ledger.traits_on(self.who, self.record.entry())
    }

    fn participation(&self) -> Option<crate::Participation> {
        match self.record.kind {
            RecordKind::Participation(period) => Some(period),
            RecordKind::Individual(_) => None,
        }
    }

    /// A reportable individual is one of the first programme, which the kiosks work for.
    fn programme(&self, programme: Programmes) -> String {
        let is = match self.participation() {
            Some(period) if period.programmes.0 & programme.0 != 0 => "1",
            None if programme.0 == 1 => "2",
            _ => "0",
        };
        is.to_owned()
    }
}

fn or_nine(said: Said) -> String {
    match said {
        Some(true) => "1".to_owned(),
        Some(false) => "0".to_owned(),
        None => "9".to_owned(),
    }
}

fn or_blank(said: Said) -> String {
    said.map_or_else(String::new, |said| if said { "1" } else { "0" }.to_owned())
}

fn employment(employment: Employment) -> String {
    let code = match employment {
        Employment::Unemployed => "0",
        Employment::Employed => "1",
        Employment::Noticed => "2",
        Employment::NotInLaborForce => "3",
    };
    code.to_owned()
}

fn education(education: Education) -> String {
    let code = match education {
        Education::Less => "0",
        Education::Secondary => "1",
        Education::SomePostsecondary => "4",
        Education::Certificate => "5",
        Education::Associate => "6",
        Education::Bachelor => "7",
        Education::Advanced => "8",
    };
    code.to_owned()
}

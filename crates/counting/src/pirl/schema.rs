//! The columns of the file, as data.

use crate::{Catalogue, Element, Faults, ProgrammeNumber};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// The columns of the file, in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Schema {
    /// Which edition it is, and whether it is the whole of it.
    pub edition: String,
    /// The columns.
    pub elements: Vec<SchemaElement>,
}

/// One column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchemaElement {
    /// Its number, or `OBS`.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ElementType,
    /// At most so many characters; exactly so many for `exact`.
    pub length: usize,
    /// The values it may have; any when empty.
    pub values: Vec<String>,
    /// Must not be blank for a reportable individual.
    pub required_individual: bool,
    /// Must not be blank for a participant.
    pub required_participant: bool,
    /// Where its value comes from.
    pub fill: Fill,
}

/// The type of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub enum ElementType {
    /// Letters and digits, exactly so many.
    #[serde(rename = "AN")]
    Alphanumeric,
    /// Digits.
    #[serde(rename = "IN")]
    Digits,
    /// A date as 20260301.
    #[serde(rename = "DT")]
    Date,
}

/// Where a column's value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fill {
    /// The number of the line.
    Line,
    /// The person's number for counts.
    Uii,
    /// Birth date.
    Born,
    /// Sex: 1, 2, 9.
    Sex,
    /// Disability: 1, 0, 9.
    Disability,
    /// Hispanic or Latino: 1, 0, 9.
    Hispanic,
    /// A race: 1, 0, 9.
    Race(crate::Race),
    /// Veteran: 1, 0; blank when not said. Kinds of eligibility (2 and 3) are not kept.
    Veteran,
    /// Employment at entry: 0 to 3; blank when not said.
    Employment,
    /// Highest education: 0 to 8.
    Education,
    /// Farmworker: 1, 0; blank when not said.
    Farmworker,
    /// A barrier: 1, 0, 9.
    Barrier(crate::Barrier),
    /// Entry of a participation.
    Entry,
    /// Exit of a participation.
    Exit,
    /// Why an exit does not count: 00 to 07, blank without an exit.
    OtherExit,
    /// 1 for participants of the programme, 2 for reportable individuals, 0 otherwise.
    Programme(ProgrammeNumber),
    /// The first day on which the element was set.
    First(Element),
    /// The latest day on which the element was set.
    Latest(Element),
    /// 1 when the element was set, 0 otherwise.
    Flag(Element),
    /// Always blank: kept elsewhere, or not yet.
    Blank,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    edition: String,
    element: Vec<Spanned<ElementText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ElementText {
    number: String,
    name: String,
    #[serde(rename = "type")]
    kind: ElementType,
    length: usize,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    required_individual: bool,
    #[serde(default)]
    required_participant: bool,
    fill: String,
    programme: Option<String>,
}

impl Schema {
    /// Reads the text of a schema, for the programmes of a catalogue.
    ///
    /// # Errors
    /// With one sentence for each fault, with its line.
    pub fn read(text: &str, catalogue: &Catalogue) -> Result<Schema, Faults> {
        let lines: Vec<usize> =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let line_of = |at: usize| lines.partition_point(|start| *start <= at);
        let read: Text = toml::from_str(text).map_err(|cause| {
            let line = cause.span().map_or(1, |span| line_of(span.start));
            Faults(vec![format!("line {line}: {}", cause.message())])
        })?;
        let (mut faults, mut elements, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for placed in read.element {
            let line = line_of(placed.span().start);
            let element = placed.into_inner();
            if !seen.insert(element.number.clone()) {
                faults.push(format!("line {line}: element {} stands here twice", element.number));
            }
            match fill(&element, catalogue) {
                Ok(fill) => elements.push(element.filled(fill)),
                Err(fault) => faults.push(format!("line {line}: element {}: {fault}", element.number)),
            }
        }
        if faults.is_empty() { Ok(Schema { edition: read.edition, elements }) } else { Err(Faults(faults)) }
    }

    /// The place of a column.
    pub fn place(&self, number: &str) -> Option<usize> {
        self.elements.iter().position(|element| element.number == number)
    }
}

impl ElementText {
    fn filled(self, fill: Fill) -> SchemaElement {
        SchemaElement {
            number: self.number,
            name: self.name,
            kind: self.kind,
            length: self.length,
            values: self.values,
            required_individual: self.required_individual,
            required_participant: self.required_participant,
            fill,
        }
    }
}

fn fill(element: &ElementText, catalogue: &Catalogue) -> Result<Fill, String> {
    use crate::{Barrier, Race};
    let own = || element.number.parse().map(Element).map_err(|_| "its number is no number".to_owned());
    Ok(match element.fill.as_str() {
        "line" => Fill::Line,
        "uii" => Fill::Uii,
        "born" => Fill::Born,
        "sex" => Fill::Sex,
        "disability" => Fill::Disability,
        "hispanic" => Fill::Hispanic,
        "american-indian" => Fill::Race(Race::AmericanIndian),
        "asian" => Fill::Race(Race::Asian),
        "black" => Fill::Race(Race::Black),
        "pacific-islander" => Fill::Race(Race::PacificIslander),
        "white" => Fill::Race(Race::White),
        "veteran" => Fill::Veteran,
        "employment" => Fill::Employment,
        "education" => Fill::Education,
        "farmworker" => Fill::Farmworker,
        "homeless" => Fill::Barrier(Barrier::Homeless),
        "ex-offender" => Fill::Barrier(Barrier::ExOffender),
        "low-income" => Fill::Barrier(Barrier::LowIncome),
        "english-learner" => Fill::Barrier(Barrier::EnglishLearner),
        "single-parent" => Fill::Barrier(Barrier::SingleParent),
        "displaced-homemaker" => Fill::Barrier(Barrier::DisplacedHomemaker),
        "long-term-unemployed" => Fill::Barrier(Barrier::LongTermUnemployed),
        "entry" => Fill::Entry,
        "exit" => Fill::Exit,
        "other-exit" => Fill::OtherExit,
        "first" => Fill::First(own()?),
        "latest" => Fill::Latest(own()?),
        "flag" => Fill::Flag(own()?),
        "blank" => Fill::Blank,
        "programme" => {
            let id = element.programme.as_deref().unwrap_or_default();
            let known = catalogue.programme(id);
            Fill::Programme(known.ok_or(format!("there is no programme `{id}` in the catalogue"))?)
        }
        other => return Err(format!("there is no fill `{other}`; docs/counting.md lists them")),
    })
}

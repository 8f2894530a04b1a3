//! Three made-up people whom the agencies know in part.

use crate::agency::{Agency, Manner, noon};
use records::catalog::{
    child_welfare, contact, demographics, documents, enrolment, household, income, relatives,
};
use records::{Entry, PartialDate, RecordKey, SectionKind, SourceId, SourceRecord, Value};

/// Maria is known to everybody, her neighbour to the benefits office, and Zebulon to the children's agency only.
pub fn agencies() -> Vec<Agency> {
    let maria = |source: &str| person(source, "M-1", "Maria", "Quillfeather", "1956-04-09");
    let benefits = vec![
        maria("benefits")
            .with_home("12 Heron Street")
            .with_income("Harbor Bakery")
            .with_document("D-1", "Pay slip")
            .with_program_closed_in_2025(),
        person("benefits", "N-1", "Norbert", "Ashgrove", "1948-11-30")
            .with_home("14 Heron Street")
            .with_document("D-2", "Lease"),
    ];
    let children = vec![
        maria("children").with_home("5 Sparrow Mews").with_case("CW-77"),
        person("children", "Z-1", "Zebulon", "Grackle", "1990-02-02")
            .with_home("5 Sparrow Mews")
            .with_case("CW-78"),
    ];
    let source = |name: &str, people: Vec<Person>| {
        let records: Vec<SourceRecord> = people.into_iter().map(|person| person.0).collect();
        let changes = records.iter().cloned().map(records::Change::Whole).collect();
        let agency =
            Agency::new(name).keeps("D-1", b"slip").keeps("D-2", b"lease").delivers("2026-02-01", changes);
        agency.answers(Manner::Answers, records);
        agency
    };
    vec![
        source("benefits", benefits),
        source("children", children),
        source("finance", vec![maria("finance").with_income("Tax office")]).files_only(),
        source("housing", vec![maria("housing").with_home("12 Heron Street")]),
        source("shelter", vec![]).files_only(),
    ]
}

pub struct Person(pub SourceRecord);

pub fn person(source: &str, key: &str, given: &str, family: &str, born: &str) -> Person {
    let about = Entry::new(SectionKind::Demographics)
        .with(demographics::GIVEN_NAME, text(given))
        .with(demographics::FAMILY_NAME, text(family))
        .with(demographics::SEX, text(if given == "Maria" { "F" } else { "M" }))
        .with(demographics::BIRTH_DATE, Value::Date(PartialDate::day(born.parse().unwrap())));
    Person(SourceRecord {
        source: SourceId::new(source),
        key: RecordKey(key.to_owned()),
        as_of: noon("2026-02-01"),
        entries: vec![about],
    })
}

impl Person {
    fn with(mut self, entry: Entry) -> Person {
        self.0.entries.push(entry);
        self
    }

    pub fn with_home(self, street: &str) -> Person {
        let key = Value::Key(format!("household at {street}"));
        self.with(Entry::new(SectionKind::Contact).with(contact::STREET, text(street)))
            .with(Entry::new(SectionKind::Household).with(household::HOUSEHOLD_KEY, key))
    }

    pub fn with_income(self, payer: &str) -> Person {
        let entry = Entry::new(SectionKind::Income).with(income::INCOME_TYPE, text("Wages"));
        self.with(entry.with(income::PAYER, text(payer)))
    }

    fn with_program_closed_in_2025(self) -> Person {
        let entry = Entry::new(SectionKind::Enrolment).with(enrolment::PROGRAM, text("Cash Assistance"));
        self.with(entry.with(enrolment::CLOSED, Value::Date(PartialDate::year(2025))))
    }

    fn with_case(self, number: &str) -> Person {
        let entry = Entry::new(SectionKind::ChildWelfare).with(child_welfare::CW_CASE, text(number));
        self.with(entry.with(child_welfare::CW_STATUS, text("Under investigation")))
    }

    pub fn with_document(self, key: &str, title: &str) -> Person {
        let entry = Entry::new(SectionKind::Documents).with(documents::DOCUMENT_TITLE, text(title));
        self.with(entry.with(documents::DOCUMENT_KEY, Value::Key(key.to_owned())))
    }

    pub fn with_relative(self, key: &str, name: &str, relation: &str) -> Person {
        let entry = Entry::new(SectionKind::Relatives)
            .with(relatives::RELATIVE_KEY, Value::Key(key.to_owned()))
            .with(relatives::RELATIVE_NAME, text(name))
            .with(relatives::RELATION, text(relation));
        self.with(entry)
    }
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

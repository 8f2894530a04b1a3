//! What agencies say about the people of the town. All of them are made up.

use crate::agency::noon;
use records::catalog::{contact, demographics, household, income, relatives};
use records::{
    Change, Entry, Field, PartialDate, RecordKey, SectionKind, SourceId, SourceRecord, Ssn, Value,
};

/// A record in the making.
#[derive(Clone)]
pub struct Said(pub SourceRecord);

/// What a source says under a key, as of noon of a day.
pub fn said(source: &str, key: &str, day: &str) -> Said {
    let key = RecordKey(key.to_owned());
    Said(SourceRecord { source: SourceId::new(source), key, as_of: noon(day), entries: Vec::new() })
}

/// The person of the town with a number: everything that tells her apart from the others, in new words each time.
pub fn townsperson(source: &str, key: &str, day: &str, number: usize) -> Said {
    const GIVEN: [&str; 12] = [
        "Odalys", "Bram", "Thandiwe", "Casimir", "Yuki", "Ignatius", "Marisol", "Fergus", "Nadia", "Leopold",
        "Saoirse", "Quentin",
    ];
    const FAMILY: [&str; 14] = [
        "Vandermolen",
        "Achterberg",
        "Okonkwo",
        "Szczepanik",
        "Tanizaki",
        "Fairweather",
        "Quintanilla",
        "Macgillivray",
        "Petrosyan",
        "Lindqvist",
        "Huang",
        "Delacroix",
        "Abernathy",
        "Kowalczyk",
    ];
    let (given, family) = (GIVEN[number % 12], FAMILY[(number * 5 + number / 12) % 14]);
    let born = format!("{}-{:02}-{:02}", 1930 + (number * 7) % 90, 1 + number % 12, 1 + (number * 11) % 28);
    said(source, key, day)
        .name(given, family)
        .born(&born)
        .ssn(&format!("{:03}{:02}{:04}", 201 + number, 11 + number % 80, 1017 + number * 13))
        .lives(&format!("{} Larkspur Street", 100 + number * 3))
        .phone(&format!("292555{:04}", 1000 + number * 7))
}

impl Said {
    pub fn name(self, given: &str, family: &str) -> Said {
        let names = [(demographics::GIVEN_NAME, given), (demographics::FAMILY_NAME, family)];
        self.about(names.map(|(field, name)| (field, text(name))).to_vec())
    }

    pub fn born(self, day: &str) -> Said {
        self.about(vec![(demographics::BIRTH_DATE, date(day))])
    }

    pub fn ssn(self, digits: &str) -> Said {
        self.about(vec![(demographics::SSN, Value::Ssn(Ssn::read(digits).unwrap()))])
    }

    pub fn lives(self, street: &str) -> Said {
        let home = [(contact::STREET, text(street)), (contact::ZIP, text("10499"))];
        self.entry(SectionKind::Contact, "", home.to_vec())
    }

    pub fn phone(self, number: &str) -> Said {
        self.entry(SectionKind::Contact, "", vec![(contact::PHONE, text(number))])
    }

    pub fn household(self, key: &str, relation: &str) -> Said {
        let values = [
            (household::HOUSEHOLD_KEY, Value::Key(key.to_owned())),
            (household::RELATION_TO_HEAD, text(relation)),
        ];
        self.entry(SectionKind::Household, "", values.to_vec())
    }

    pub fn relative(self, key: &str, relation: &str) -> Said {
        let values =
            [(relatives::RELATIVE_KEY, Value::Key(key.to_owned())), (relatives::RELATION, text(relation))];
        self.entry(SectionKind::Relatives, "", values.to_vec())
    }

    /// An income under the agency's own key for the row.
    pub fn income(self, row: &str, payer: &str) -> Said {
        self.entry(SectionKind::Income, row, vec![(income::PAYER, text(payer))])
    }

    pub fn whole(self) -> Change {
        Change::Whole(self.0)
    }

    pub fn amended(self) -> Change {
        Change::Amended(self.0)
    }

    pub fn entry(mut self, kind: SectionKind, row: &str, values: Vec<(Field, Value)>) -> Said {
        let mut entry = Entry { row: row.to_owned(), ..Entry::new(kind) };
        for (field, value) in values {
            entry.put(field, value);
        }
        self.0.entries.push(entry);
        self
    }

    /// Into the one entry about the person.
    fn about(mut self, values: Vec<(Field, Value)>) -> Said {
        if !self.0.entries.iter().any(|entry| entry.kind == SectionKind::Demographics) {
            self = self.entry(SectionKind::Demographics, "", Vec::new());
        }
        let about = self.0.entries.iter_mut().find(|entry| entry.kind == SectionKind::Demographics).unwrap();
        for (field, value) in values {
            about.put(field, value);
        }
        self
    }
}

pub fn withdrawn(key: &str) -> Change {
    Change::Withdrawn(RecordKey(key.to_owned()))
}

/// The payers that a record names, in its order.
pub fn payers(record: &SourceRecord) -> Vec<String> {
    record.section(SectionKind::Income).filter_map(|entry| entry.text(income::PAYER)).collect()
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn date(day: &str) -> Value {
    Value::Date(PartialDate::day(day.parse().unwrap()))
}

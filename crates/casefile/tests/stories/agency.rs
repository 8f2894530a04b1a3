//! An agency system in memory: it delivers what it was told to, answers as it was told to, and fails when it was told to.

use jiff::Timestamp;
use records::{
    Answer, Change, Delivery, Document, Keeping, Place, RecordKey, Rejection, Request, SectionKind, Source,
    SourceError, SourceId, SourceProfile, SourceRecord,
};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

pub struct Agency {
    pub profile: SourceProfile,
    script: Mutex<Script>,
    released: Condvar,
}

#[derive(Default)]
struct Script {
    deliveries: Vec<Delivery>,
    /// Asking for this delivery fails.
    fails_at: Option<usize>,
    /// Says for ever that more is waiting.
    is_stuck: bool,
    manner: Manner,
    answers: Vec<SourceRecord>,
    documents: Vec<(String, Document)>,
    asked: usize,
}

/// How the system answers when it is asked about one person.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// At once.
    #[default]
    Answers,
    /// It says itself that it is late.
    Late,
    /// It never comes back, until it is released.
    Hangs,
    /// It refuses.
    Down,
}

impl Agency {
    pub fn new(name: &str) -> Agency {
        let profile = SourceProfile {
            id: SourceId::new(name),
            agency: format!("The {name} office"),
            short: name.to_uppercase(),
            live: true,
            keeping: Keeping::Kept,
            every_seconds: 60,
            stale_after_seconds: 3600,
            sections: SectionKind::ALL.to_vec(),
            links_need_two: false,
        };
        Agency { profile, script: Mutex::default(), released: Condvar::new() }
    }

    pub fn files_only(mut self) -> Agency {
        self.profile.live = false;
        self
    }

    pub fn keeping(mut self, keeping: Keeping) -> Agency {
        self.profile.keeping = keeping;
        self
    }

    /// One more delivery, as of noon of a day, named by its place in the row: `delivery-1`.
    pub fn delivers(self, day: &str, changes: Vec<Change>) -> Agency {
        self.add(day, changes, Vec::new());
        self
    }

    pub fn add(&self, day: &str, changes: Vec<Change>, rejections: Vec<Rejection>) {
        let mut script = self.script.lock().unwrap();
        let name = format!("delivery-{}", script.deliveries.len() + 1);
        script.deliveries.push(Delivery {
            name,
            cursor: None,
            more: false,
            as_of: Some(noon(day)),
            rows: (changes.len() + rejections.len()) as u64,
            changes,
            rejections,
        });
    }

    /// Puts other contents under the name of a delivery, as after its mapping was mended.
    pub fn mend(&self, name: &str, changes: Vec<Change>, rejections: Vec<Rejection>) {
        let mut script = self.script.lock().unwrap();
        let delivery = script.deliveries.iter_mut().find(|delivery| delivery.name == name).unwrap();
        delivery.rows = (changes.len() + rejections.len()) as u64;
        (delivery.changes, delivery.rejections) = (changes, rejections);
    }

    /// The delivery with this number, counted from 1, cannot be had.
    pub fn fails_at(&self, delivery: Option<usize>) {
        self.script.lock().unwrap().fails_at = delivery;
    }

    pub fn is_stuck(&self, stuck: bool) {
        self.script.lock().unwrap().is_stuck = stuck;
    }

    pub fn answers(&self, manner: Manner, records: Vec<SourceRecord>) {
        let mut script = self.script.lock().unwrap();
        (script.manner, script.answers) = (manner, records);
        self.released.notify_all();
    }

    /// Keeps a document by its own key.
    pub fn keeps(self, key: &str, bytes: &[u8]) -> Agency {
        let document = Document { media_type: "image/png".to_owned(), bytes: bytes.to_vec() };
        self.script.lock().unwrap().documents.push((key.to_owned(), document));
        self
    }

    /// How often it was asked about somebody.
    pub fn asked(&self) -> usize {
        self.script.lock().unwrap().asked
    }

    fn down(&self) -> SourceError {
        SourceError::Down(self.profile.agency.clone(), "no route".to_owned())
    }
}

impl Source for Agency {
    fn profile(&self) -> &SourceProfile {
        &self.profile
    }

    fn deliver(&self, request: &Request) -> Result<Delivery, SourceError> {
        let script = self.script.lock().unwrap();
        let at = match request {
            Request::After(cursor) => cursor.as_ref().map_or(0, |cursor| cursor.parse().unwrap()),
            Request::Again(name) => {
                let found = script.deliveries.iter().position(|delivery| delivery.name == *name);
                found.ok_or_else(|| self.down())?
            }
        };
        if script.fails_at == Some(at + 1) {
            return Err(self.down());
        }
        let next = at + 1;
        Ok(match script.deliveries.get(at) {
            Some(delivery) if script.is_stuck => {
                Delivery { cursor: Some(at.to_string()), more: true, ..delivery.clone() }
            }
            Some(delivery) => {
                let more = next < script.deliveries.len();
                Delivery { cursor: Some(next.to_string()), more, ..delivery.clone() }
            }
            None => Delivery {
                name: "nothing".to_owned(),
                cursor: Some(at.to_string()),
                more: false,
                as_of: None,
                rows: 0,
                changes: Vec::new(),
                rejections: Vec::new(),
            },
        })
    }

    fn answer(&self, key: &RecordKey, within: Duration) -> Result<Answer, SourceError> {
        let mut script = self.script.lock().unwrap();
        script.asked += 1;
        while script.manner == Manner::Hangs {
            script = self.released.wait(script).unwrap();
        }
        match script.manner {
            Manner::Late => Err(SourceError::Late(self.profile.agency.clone(), within.as_millis())),
            Manner::Down => Err(self.down()),
            _ => Ok(script
                .answers
                .iter()
                .find(|record| record.key == *key)
                .map_or(Answer::NoRecord, |record| Answer::Record(record.clone()))),
        }
    }

    fn document(&self, wanted: &str, _: Duration) -> Result<Document, SourceError> {
        let script = self.script.lock().unwrap();
        let found = script.documents.iter().find(|(key, _)| key == wanted);
        found
            .map(|(_, document)| document.clone())
            .ok_or_else(|| SourceError::NoDocument(self.profile.agency.clone()))
    }
}

/// A row that could not be taken.
pub fn rejected(line: u64, row: &str) -> Rejection {
    let place = Place { within: "people.csv".to_owned(), line, column: "born".to_owned() };
    Rejection { place, reason: "this is no date; write it as 2026-01-31".to_owned(), row: row.to_owned() }
}

pub fn noon(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

//! An agency system that lives in memory and behaves as it is told.

use records::{
    Answer, Change, Delivery, Document, Keeping, RecordKey, Request, SectionKind, Source, SourceError,
    SourceId, SourceProfile, SourceRecord,
};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

/// How a system behaves when it is asked about one person.
#[derive(Clone)]
pub enum Manner {
    /// It answers.
    Live,
    /// It is too late, without taking anybody's time.
    Late,
    /// It cannot be reached.
    Down,
    /// It delivers files only.
    Files,
    /// It answers when everybody who shares the gate is asked at the same time.
    Together(Arc<Barrier>),
    /// It answers that it knows nobody.
    Forgetful,
}

/// The system.
pub struct Agency {
    profile: SourceProfile,
    records: Vec<SourceRecord>,
    documents: BTreeMap<String, Document>,
    manner: Mutex<Manner>,
    asked: AtomicUsize,
}

impl Agency {
    pub fn new(id: &str, name: &str, short: &str, manner: Manner, records: Vec<SourceRecord>) -> Agency {
        let profile = SourceProfile {
            id: SourceId::new(id),
            agency: name.to_owned(),
            short: short.to_owned(),
            live: !matches!(manner, Manner::Files),
            keeping: Keeping::Kept,
            every_seconds: 60,
            stale_after_seconds: 86_400,
            sections: SectionKind::ALL.to_vec(),
            links_need_two: id == "children",
        };
        let (manner, asked) = (Mutex::new(manner), AtomicUsize::new(0));
        Agency { profile, records, documents: BTreeMap::new(), manner, asked }
    }

    pub fn with_document(mut self, key: &str, media_type: &str, bytes: &[u8]) -> Agency {
        let document = Document { media_type: media_type.to_owned(), bytes: bytes.to_vec() };
        self.documents.insert(key.to_owned(), document);
        self
    }

    pub fn set(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// How often it was asked about somebody.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Source for Agency {
    fn profile(&self) -> &SourceProfile {
        &self.profile
    }

    fn deliver(&self, request: &Request) -> Result<Delivery, SourceError> {
        let first = matches!(request, Request::After(None));
        let records = if first { self.records.clone() } else { Vec::new() };
        Ok(Delivery {
            name: "first".to_owned(),
            cursor: Some("1".to_owned()),
            more: false,
            as_of: records.iter().map(|record| record.as_of).max(),
            rows: records.len() as u64,
            changes: records.into_iter().map(Change::Whole).collect(),
            rejections: Vec::new(),
        })
    }

    fn answer(&self, key: &RecordKey, within: Duration) -> Result<Answer, SourceError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let name = || self.profile.agency.clone();
        let manner = self.manner.lock().unwrap().clone();
        match manner {
            Manner::Late => return Err(SourceError::Late(name(), within.as_millis())),
            Manner::Down => return Err(SourceError::Down(name(), "it is off".to_owned())),
            Manner::Files => return Err(SourceError::NotLive(name())),
            Manner::Forgetful => return Ok(Answer::NoRecord),
            Manner::Together(gate) => drop(gate.wait()),
            Manner::Live => {}
        }
        let found = self.records.iter().find(|record| record.key == *key);
        Ok(found.map_or(Answer::NoRecord, |record| Answer::Record(record.clone())))
    }

    fn document(&self, document: &str, _: Duration) -> Result<Document, SourceError> {
        let found = self.documents.get(document).cloned();
        found.ok_or_else(|| SourceError::NoDocument(self.profile.agency.clone()))
    }
}

//! Showing one document of the file.

use super::open::records_from;
use super::{Door, DoorError};
use crate::view::{DocumentView, Opened, Shown};
use audit::{Entry, Kind};
use casefile::{Heard, PersonRecords};
use records::catalog::documents;
use records::{Document, FieldClass, PersonId, SectionKind, SourceId, SourceRecord};
use staff::Session;

impl Door {
    /// What a document is, for its page.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn document(
        &self,
        session: &Session,
        person: PersonId,
        source: &SourceId,
        place: &str,
    ) -> Result<Opened<DocumentView>, DoorError> {
        let Some((cuts, around)) = self.deciding(session)?.visible(person)? else {
            return self.refuse(session, person, source);
        };
        let (cut, own) = (cuts.of(around.person), &around.people[&around.person]);
        let grants = cut.grants;
        if !grants.opens(source, SectionKind::Documents, FieldClass::DocumentImage) {
            return self.refuse(session, person, source);
        }
        let Some(entry) = self.entry_at(around.person, own, source, place)? else {
            return self.refuse(session, person, source);
        };
        let text = |field| cut.shown(source, &entry, field);
        let view = DocumentView {
            bar: self.bar(&cut, around.person, own),
            agency: cut.agency(source),
            place: place.to_owned(),
            title: text(documents::DOCUMENT_TITLE).unwrap_or_else(|| Shown::words("Document")),
            category: text(documents::DOCUMENT_CATEGORY),
            date: text(documents::DOCUMENT_DATE),
            media_type: entry.text(documents::DOCUMENT_MEDIA).unwrap_or_default(),
        };
        let noted = Entry {
            source: source.0.clone(),
            allowed: grants.mask(source, SectionKind::Documents) & !FieldClass::DocumentImage.bit(),
            policies: grants.policies(),
            words: place.to_owned(),
            ..Entry::about(Kind::Document, around.person)
        };
        self.note(session, noted)?;
        Ok(Opened::Open(Box::new(view)))
    }

    /// The document itself. `Ok(None)` inside an open answer means that the agency did not deliver it now.
    ///
    /// # Errors
    /// As for [`Door::document`].
    pub fn document_image(
        &self,
        session: &Session,
        person: PersonId,
        source: &SourceId,
        place: &str,
    ) -> Result<Opened<Option<Document>>, DoorError> {
        let Some((cuts, around)) = self.deciding(session)?.visible(person)? else {
            return self.refuse(session, person, source);
        };
        let (cut, own) = (cuts.of(around.person), &around.people[&around.person]);
        let grants = cut.grants;
        if !grants.opens(source, SectionKind::Documents, FieldClass::DocumentImage) {
            return self.refuse(session, person, source);
        }
        let entry = self.entry_at(around.person, own, source, place)?;
        let Some(key) = entry.and_then(|entry| entry.text(documents::DOCUMENT_KEY)) else {
            return self.refuse(session, person, source);
        };
        let noted = Entry {
            source: source.0.clone(),
            allowed: FieldClass::DocumentImage.bit(),
            policies: grants.policies(),
            words: place.to_owned(),
            ..Entry::about(Kind::Document, around.person)
        };
        self.note(session, noted)?;
        let fetched = self.parts.casefile.document(source, &key, self.parts.deadline * 2);
        Ok(Opened::Open(Box::new(fetched.ok())))
    }

    /// The document's entry: among what is stored, or else in what the agency says now.
    fn entry_at(
        &self,
        person: PersonId,
        own: &PersonRecords,
        source: &SourceId,
        place: &str,
    ) -> Result<Option<records::Entry>, DoorError> {
        let fits = |record: &SourceRecord| {
            let mut entries = record.section(SectionKind::Documents);
            let key = |entry: &records::Entry| entry.text(documents::DOCUMENT_KEY);
            entries
                .find(|entry| key(entry).is_some_and(|key| self.place(source, person, &key) == place))
                .cloned()
        };
        let stored = records_from(own, source);
        if let Some(found) = stored.iter().find_map(|record| fits(record)) {
            return Ok(Some(found));
        }
        let keys: Vec<_> = stored.iter().map(|record| record.key.clone()).collect();
        if keys.is_empty() {
            return Ok(None);
        }
        Ok(match self.parts.casefile.ask(source, &keys, self.parts.deadline)? {
            Heard::Records(records, _) => records.iter().find_map(fits),
            _ => None,
        })
    }
}

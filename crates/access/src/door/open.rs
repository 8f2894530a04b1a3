//! Opening a file and its folders.

use super::decisions::Decisions;
use super::{Door, DoorError};
use crate::cut::{Cut, Cuts, Links};
use crate::view::{FileView, FolderView, IdentityBar, Opened, SourceState};
use audit::{Entry, Kind};
use casefile::{Heard, PersonRecords};
use database::Token;
use records::catalog::relatives::RELATIVE_KEY;
use records::{Keeping, PersonId, SectionKind, Source, SourceId, SourceRecord};
use staff::Session;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Door {
    /// Opens a person's file: the first screen, with the folders as they are known without asking any system.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn open(&self, session: &Session, person: PersonId) -> Result<Opened<FileView>, DoorError> {
        self.open_as(session, person, Kind::View)
    }

    /// The same, for printing: the log says that it was printed.
    ///
    /// # Errors
    /// As for [`Door::open`].
    pub fn print(&self, session: &Session, person: PersonId) -> Result<Opened<FileView>, DoorError> {
        self.open_as(session, person, Kind::Print)
    }

    /// One agency's folder, asked from the agency at this moment where it can be.
    ///
    /// # Errors
    /// As for [`Door::open`]. A system that fails is a state of the folder, not an error.
    pub fn folder(
        &self,
        session: &Session,
        person: PersonId,
        source: &SourceId,
    ) -> Result<Opened<FolderView>, DoorError> {
        let decisions = self.deciding(session)?;
        let Some((cuts, around)) = decisions.visible(person)? else {
            return self.refuse(session, person, source);
        };
        let (cut, known) = (cuts.of(around.person), &around.people[&around.person]);
        let grants = cut.grants;
        let Some(agency) = self.source(source).filter(|_| grants.opens_folder(source)) else {
            return self.refuse(session, person, source);
        };
        let folder = self.asked_folder(&decisions, &cuts, around.person, known, agency)?;
        let entry = Entry {
            source: source.0.clone(),
            allowed: grants.all_bits(),
            policies: grants.policies(),
            ..Entry::about(Kind::Folder, around.person)
        };
        self.note(session, entry)?;
        Ok(Opened::Open(Box::new(folder)))
    }

    /// Who a person is, for the head of pages inside the file.
    ///
    /// # Errors
    /// As for [`Door::open`].
    pub(super) fn bar(&self, cut: &Cut<'_>, person: PersonId, own: &PersonRecords) -> IdentityBar {
        cut.bar(person, own, &cut.contacts(own))
    }

    pub(super) fn source(&self, id: &SourceId) -> Option<&Arc<dyn Source>> {
        self.parts.casefile.sources().iter().find(|source| source.profile().id == *id)
    }

    /// The address of a document inside a file: says nothing about its key at the agency.
    pub(super) fn place(&self, source: &SourceId, person: PersonId, key: &str) -> String {
        let named = format!("{}\u{0}{}\u{0}{key}", source.0, person.0);
        let token: Token = self.parts.sealer.token("document place", named.as_bytes());
        token[..12].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Absent, secret and not permitted look the same, and the log keeps the attempt.
    pub(super) fn refuse<T>(
        &self,
        session: &Session,
        person: PersonId,
        source: &SourceId,
    ) -> Result<Opened<T>, DoorError> {
        self.note(session, Entry { source: source.0.clone(), ..Entry::about(Kind::Denied, person) })?;
        Ok(Opened::NotFound)
    }

    fn open_as(
        &self,
        session: &Session,
        person: PersonId,
        kind: Kind,
    ) -> Result<Opened<FileView>, DoorError> {
        let decisions = self.deciding(session)?;
        let Some((cuts, around)) = decisions.visible(person)? else {
            return self.refuse(session, person, &SourceId::new(""));
        };
        let folders = self.known_folders(&decisions, &cuts, around.person, &around.people[&around.person])?;
        let mut file = cuts.file(&around, folders);
        file.bar.ssn_on_request = decisions.ssn_on_request(around.person)?;
        let grants = cuts.of(around.person).grants;
        file.links = self.stewards_all(session, grants, &around.people[&around.person]);
        let allowed = grants.all_bits();
        let members = file.household.iter().filter_map(|member| member.person);
        let words = members.map(|person| person.0.to_string()).collect::<Vec<_>>().join(" ");
        let entry =
            Entry { allowed, policies: grants.policies(), words, ..Entry::about(kind, around.person) };
        self.note(session, entry)?;
        Ok(Opened::Open(Box::new(file)))
    }

    /// Every folder the use case opens, from what is stored.
    fn known_folders(
        &self,
        decisions: &Decisions<'_>,
        cuts: &Cuts<'_>,
        person: PersonId,
        own: &PersonRecords,
    ) -> Result<Vec<FolderView>, DoorError> {
        let cut = cuts.of(person);
        let standings = self.parts.casefile.availability()?;
        let mut folders = Vec::new();
        for standing in standings.iter().filter(|standing| cut.grants.opens_folder(&standing.profile.id)) {
            let id = &standing.profile.id;
            let stored = records_from(own, id);
            let name = &standing.profile.short;
            let (state, sentence) = if !standing.available {
                (SourceState::Down, format!("{name} cannot be reached now; this is what it said before"))
            } else if stored.is_empty() {
                (SourceState::NoRecord, format!("{name} has no record of this person"))
            } else if standing.profile.live {
                (SourceState::AsOf, format!("{name} has not been asked yet; this is what it said before"))
            } else {
                (SourceState::Fresh, format!("{name} delivers files; this is its newest"))
            };
            let live = standing.profile.live && !stored.is_empty();
            let rows = decisions.rows(id, relatives_in(&stored))?;
            let place = |key: &str| self.place(id, person, key);
            let links = Links { place: &place, rows: &rows, hushed: &cuts.hushed, headed: &cuts.headed };
            folders.push(FolderView { live, ..cut.folder(id, &stored, state, sentence, &links) });
        }
        Ok(folders)
    }

    /// One folder, asked from the agency where it answers live.
    fn asked_folder(
        &self,
        decisions: &Decisions<'_>,
        cuts: &Cuts<'_>,
        person: PersonId,
        own: &PersonRecords,
        source: &Arc<dyn Source>,
    ) -> Result<FolderView, DoorError> {
        let cut = cuts.of(person);
        let profile = source.profile();
        let stored = records_from(own, &profile.id);
        let name = &profile.short;
        let show = |records: &[&SourceRecord], state, sentence| {
            let rows = decisions.rows(&profile.id, relatives_in(records))?;
            let place = |key: &str| self.place(&profile.id, person, key);
            let links = Links { place: &place, rows: &rows, hushed: &cuts.hushed, headed: &cuts.headed };
            Ok::<_, DoorError>(cut.folder(&profile.id, records, state, sentence, &links))
        };
        let keys: Vec<_> = stored.iter().map(|record| record.key.clone()).collect();
        if keys.is_empty() {
            let known = self.known_folders(decisions, cuts, person, own)?;
            let sentence = format!("{name} has no record of this person");
            let asked = known.into_iter().find(|folder| folder.agency.id == profile.id);
            return asked.map_or_else(|| show(&[], SourceState::NoRecord, sentence), Ok);
        }
        let kept = match profile.keeping {
            Keeping::ThisViewOnly => "it lets nothing be kept, so its folder is empty now",
            Keeping::Kept | Keeping::Days(_) => "this is what it said before",
        };
        match self.parts.casefile.ask(&profile.id, &keys, self.parts.deadline)? {
            Heard::Records(answered, _) => {
                let records: Vec<&SourceRecord> = answered.iter().collect();
                show(&records, SourceState::Fresh, format!("{name} answered just now"))
            }
            Heard::NoRecord => {
                show(&[], SourceState::NoRecord, format!("{name} answered that it no longer has a record"))
            }
            Heard::Slow => show(&stored, SourceState::Slow, format!("{name} did not answer in time; {kept}")),
            Heard::Down => show(&stored, SourceState::Down, format!("{name} cannot be reached now; {kept}")),
            Heard::NotLive => {
                let known = self.known_folders(decisions, cuts, person, own)?;
                let sentence = format!("{name} delivers files; this is its newest");
                let mine = known.into_iter().find(|folder| folder.agency.id == profile.id);
                mine.map_or_else(|| show(&stored, SourceState::Fresh, sentence), Ok)
            }
        }
    }
}

/// A person's records from one source.
pub(super) fn records_from<'a>(own: &'a PersonRecords, source: &SourceId) -> Vec<&'a SourceRecord> {
    own.0.iter().map(|stored| &stored.record).filter(|record| record.source == *source).collect()
}

/// Keys of the records that these name as relatives.
fn relatives_in(records: &[&SourceRecord]) -> BTreeSet<String> {
    let entries = records.iter().flat_map(|record| record.section(SectionKind::Relatives));
    entries.filter_map(|entry| entry.text(RELATIVE_KEY)).collect()
}

//! Need to know: how private somebody is, and whether the asker belongs to the care team. The one place from which search,
//! files, households and counts take it.

use super::{Door, DoorError};
use crate::cut::Known;
use crate::rules::Situation;
use privacy::{Level, Mark, Marks, Subject};
use records::{PersonId, SourceId};
use staff::{Account, DutyKind, Session};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

/// Everybody who is private or sealed at this moment, as one account stands to them.
pub(super) struct NeedToKnow {
    account: Account,
    /// Accounts whose direct supervisor she is.
    reports: Vec<i64>,
    marks: Arc<Marks>,
    people: Arc<MarkedPeople>,
    /// Sealed people, with what others' records could name them by.
    pub(super) sealed: Arc<Vec<(PersonId, Known)>>,
}

pub(super) type MarkedPeople = HashMap<PersonId, Vec<Subject>>;
pub(super) type FoundMarked = (Arc<MarkedPeople>, Arc<Vec<(PersonId, Known)>>);

/// Marked records by the person whom they belong to, as long as neither marks nor links change.
#[derive(Default)]
pub(super) struct Marked {
    at: (i64, casefile::Generation),
    people: Arc<MarkedPeople>,
    sealed: Arc<Vec<(PersonId, Known)>>,
}

impl NeedToKnow {
    /// How a person stands to the asker: as private as the most private of the marks, and the asker must be let in by each of
    /// them. Who cares for somebody at one agency is no reason for another agency's mark to fall.
    pub(super) fn situation(&self, person: PersonId) -> Situation {
        self.by(&self.marks_of(person).collect::<Vec<_>>())
    }

    /// How a record stands to the asker by its own mark alone, for one that is not here: not known yet, or withdrawn.
    pub(super) fn situation_of_record(&self, subject: &Subject) -> Situation {
        self.by(&self.marks.of(subject).map(|mark| (subject, mark)).into_iter().collect::<Vec<_>>())
    }

    /// Nothing at all is marked of the person; quickly told, because a search asks it of many.
    pub(super) fn is_open(&self, person: PersonId) -> bool {
        !self.people.contains_key(&person)
    }

    fn by(&self, marks: &[(&Subject, &Mark)]) -> Situation {
        let level = marks.iter().map(|(_, mark)| mark.level()).max().unwrap_or_default();
        let of = |wanted| marks.iter().filter(move |(_, mark)| mark.level() == wanted);
        let privileged = self.account.privileged;
        let cares = privileged && of(Level::Private).all(|(subject, mark)| self.cares(subject, mark));
        let named = privileged && of(Level::Sealed).all(|(_, mark)| mark.named.contains(&self.account.id));
        match level {
            Level::Open => Situation::OPEN,
            Level::Private => Situation { level, cares, named: false },
            Level::Sealed => Situation { level, cares: false, named: named && cares },
        }
    }

    /// Every situation besides the open one in which somebody could be found. Of sealed people who do not name her there is
    /// nothing to find, so nothing is asked about them.
    pub(super) fn special(&self) -> Vec<Situation> {
        let private = |cares| Situation { level: Level::Private, cares, named: false };
        let sealed = Situation { level: Level::Sealed, cares: false, named: true };
        match (self.people.is_empty(), self.account.privileged) {
            (true, _) => Vec::new(),
            (false, false) => vec![private(false)],
            (false, true) => vec![private(false), private(true), sealed],
        }
    }

    /// No record at all is marked, known or not.
    pub(super) fn is_empty(&self) -> bool {
        self.marks.closed().next().is_none()
    }

    /// The sources whose marks make a person private, each once.
    pub(super) fn marked_by(&self, person: PersonId) -> Vec<SourceId> {
        let mut sources: Vec<SourceId> =
            self.marks_of(person).map(|(subject, _)| subject.source.clone()).collect();
        sources.sort();
        sources.dedup();
        sources
    }

    fn marks_of(&self, person: PersonId) -> impl Iterator<Item = (&Subject, &Mark)> {
        let subjects = self.people.get(&person).map(Vec::as_slice).unwrap_or_default();
        subjects.iter().filter_map(|subject| Some((subject, self.marks.of(subject)?)))
    }

    /// Assigned counselor, direct supervisor, the agency's data specialist, monitors (the state's memorandum on private cases).
    fn cares(&self, subject: &Subject, mark: &Mark) -> bool {
        let source = &subject.source.0;
        mark.assigned.contains(&self.account.id)
            || self.account.has(DutyKind::Specialist, source)
            || self.account.has(DutyKind::Monitor, source)
            || mark.assigned.iter().any(|assigned| self.reports.contains(assigned))
    }
}

impl Door {
    /// Who is private now, and how that stands to the asker.
    pub(super) fn need_to_know(&self, session: &Session) -> Result<NeedToKnow, DoorError> {
        let marks = self.parts.privacy.marks()?;
        let (people, sealed) = self.marked_people(&marks)?;
        let account = session.account.clone();
        let asks = account.privileged && marks.closed().next().is_some();
        let reports = if asks { self.parts.staff.reports_of(account.id)? } else { Vec::new() };
        Ok(NeedToKnow { account, reports, marks, people, sealed })
    }

    /// Private and sealed people with their marked records. A mark on a record that is not known yet, or was withdrawn since,
    /// still stands for whomever the record belongs to.
    pub(super) fn marked_people(&self, marks: &Marks) -> Result<FoundMarked, DoorError> {
        let subjects: Vec<&Subject> = marks.closed().map(|(subject, _)| subject).collect();
        if subjects.is_empty() {
            return Ok((Arc::default(), Arc::default()));
        }
        let at = (marks.generation(), self.parts.casefile.generation()?);
        let mut known = self.marked.lock().unwrap_or_else(PoisonError::into_inner);
        if known.at != at {
            let tokens: Vec<_> = subjects.iter().map(|subject| (&subject.source, &subject.token)).collect();
            let people = self.parts.casefile.people_of(&tokens)?;
            let mut by_person = MarkedPeople::new();
            for (subject, person) in subjects.iter().zip(people) {
                if let Some(person) = person {
                    by_person.entry(person).or_default().push((*subject).clone());
                }
            }
            let mut sealed = Vec::new();
            for (person, subjects) in &by_person {
                let levels = subjects.iter().filter_map(|subject| marks.of(subject)).map(Mark::level);
                if levels.max() == Some(Level::Sealed) {
                    sealed.push((*person, Known::of(&self.parts.casefile.person_records(*person)?)));
                }
            }
            *known = Marked { at, people: Arc::new(by_person), sealed: Arc::new(sealed) };
        }
        Ok((known.people.clone(), known.sealed.clone()))
    }
}

//! Need to know: how private somebody is, and whether the asker belongs to the care team. The one place from which search,
//! files, households and counts take it.

use super::{Door, DoorError};
use crate::cut::Cuts;
use crate::rules::{Grants, Situation};
use casefile::Around;
use privacy::{Level, Mark, Marks, Subject};
use records::PersonId;
use staff::{DutyKind, Session};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Everybody who is private or sealed at this moment, for one request.
pub(super) struct NeedToKnow {
    situations: HashMap<PersonId, Situation>,
}

/// Marked records by the person whom they belong to, as long as neither marks nor links change.
#[derive(Default)]
pub(super) struct Marked {
    at: (i64, casefile::Generation),
    people: Arc<HashMap<PersonId, Vec<Subject>>>,
}

impl NeedToKnow {
    /// How a person stands to the asker.
    pub(super) fn situation(&self, person: PersonId) -> Situation {
        self.situations.get(&person).copied().unwrap_or(Situation::OPEN)
    }

    /// Every situation that somebody is in, besides the open one.
    pub(super) fn special(&self) -> BTreeSet<Situation> {
        self.situations.values().copied().collect()
    }
}

impl Door {
    /// Who is private now, and how that stands to the asker.
    pub(super) fn need_to_know(&self, session: &Session) -> Result<NeedToKnow, DoorError> {
        let marks = self.parts.privacy.marks()?;
        let people = self.marked_people(&marks)?;
        let mut situations = HashMap::with_capacity(people.len());
        for (person, subjects) in people.iter() {
            let marks: Vec<(&Subject, &Mark)> =
                subjects.iter().filter_map(|subject| Some((subject, marks.of(subject)?))).collect();
            situations.insert(*person, self.situation(session, &marks)?);
        }
        Ok(NeedToKnow { situations })
    }

    /// The cuts for everybody around a person, each by her or his own situation.
    pub(super) fn cuts<'a>(
        &'a self,
        session: &Session,
        need: &NeedToKnow,
        around: &Around,
        decided: &mut BTreeMap<Situation, Arc<Grants>>,
    ) -> Result<Cuts<'a>, DoorError> {
        let mut grants = BTreeMap::new();
        for person in around.people.keys() {
            let situation = need.situation(*person);
            let known = match decided.get(&situation) {
                Some(known) => known.clone(),
                None => {
                    let fresh = Arc::new(self.decided(session, situation, false, "")?);
                    decided.insert(situation, fresh.clone());
                    fresh
                }
            };
            grants.insert(*person, known);
        }
        Ok(Cuts::new(grants, self.today(), &self.agencies))
    }

    /// A person is as private as the most private of the marks, and the asker must be let in by each of them: who cares for
    /// somebody at one agency is no reason for another agency's mark to fall.
    fn situation(&self, session: &Session, marks: &[(&Subject, &Mark)]) -> Result<Situation, DoorError> {
        let account = &session.account;
        let level = marks.iter().map(|(_, mark)| mark.level()).max().unwrap_or_default();
        let (mut cares, mut named) = (account.privileged, account.privileged);
        for (subject, mark) in marks {
            let source = &subject.source.0;
            match mark.level() {
                Level::Open => {}
                Level::Private if cares => {
                    cares = mark.assigned.contains(&account.id)
                        || account.has(DutyKind::Specialist, source)
                        || account.has(DutyKind::Monitor, source)
                        || self.parts.staff.supervises(account.id, &mark.assigned)?;
                }
                Level::Private => {}
                Level::Sealed => named &= mark.named.contains(&account.id),
            }
        }
        Ok(match level {
            Level::Open => Situation::OPEN,
            Level::Private => Situation { level, cares, named: false },
            Level::Sealed => Situation { level, cares: false, named: named && cares },
        })
    }

    /// Private and sealed people with their marked records. A mark on a record that is not known yet, or was withdrawn since,
    /// still stands for whomever the record belongs to.
    fn marked_people(&self, marks: &Marks) -> Result<Arc<HashMap<PersonId, Vec<Subject>>>, DoorError> {
        let subjects: Vec<&Subject> = marks.closed().map(|(subject, _)| subject).collect();
        if subjects.is_empty() {
            return Ok(Arc::default());
        }
        let at = (marks.generation(), self.parts.casefile.generation()?);
        let mut known = self.marked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.at != at {
            let tokens: Vec<_> = subjects.iter().map(|subject| (&subject.source, &subject.token)).collect();
            let people = self.parts.casefile.people_of(&tokens)?;
            let mut by_person: HashMap<PersonId, Vec<Subject>> = HashMap::new();
            for (subject, person) in subjects.iter().zip(people) {
                if let Some(person) = person {
                    by_person.entry(person).or_default().push((*subject).clone());
                }
            }
            *known = Marked { at, people: Arc::new(by_person) };
        }
        Ok(known.people.clone())
    }
}

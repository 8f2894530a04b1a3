//! The decisions of one request: each situation that occurs on the page is decided once, and nothing is kept for the next one.

use super::need::NeedToKnow;
use super::{Door, DoorError};
use crate::cut::{Cuts, Hushed, Known, Rows};
use crate::rules::{Asked, Grants, Situation};
use crate::view::{Contact, PrivateNote};
use casefile::{Around, KinTie};
use privacy::{Level, Subject};
use records::catalog::relatives::RELATIVE_KEY;
use records::{FieldClass, PersonId, SectionKind, SourceId};
use staff::{Duty, DutyKind, Session};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) struct Decisions<'a> {
    door: &'a Door,
    session: &'a Session,
    pub(super) need: NeedToKnow,
    made: RefCell<BTreeMap<Situation, Arc<Grants>>>,
}

impl Door {
    pub(super) fn deciding<'a>(&'a self, session: &'a Session) -> Result<Decisions<'a>, DoorError> {
        let need = self.need_to_know(session)?;
        Ok(Decisions { door: self, session, need, made: RefCell::default() })
    }
}

impl<'a> Decisions<'a> {
    /// What is granted of one person.
    pub(super) fn about(&self, person: PersonId) -> Result<Arc<Grants>, DoorError> {
        self.about_situation(self.need.situation(person))
    }

    fn about_situation(&self, situation: Situation) -> Result<Arc<Grants>, DoorError> {
        if let Some(made) = self.made.borrow().get(&situation) {
            return Ok(made.clone());
        }
        let fresh = Arc::new(self.door.decided(self.session, situation, false, "")?);
        self.made.borrow_mut().insert(situation, fresh.clone());
        Ok(fresh)
    }

    /// What people in a situation may be searched by; it says as well what may be seen of them.
    pub(super) fn searching(&self, situation: Situation) -> Result<Arc<Grants>, DoorError> {
        let fresh = Arc::new(self.door.decided(self.session, situation, true, "")?);
        self.made.borrow_mut().insert(situation, fresh.clone());
        Ok(fresh)
    }

    /// The person with everybody around, each with a cut of her or his own, when this session may know of the person at all.
    /// Somebody of whom nothing is granted is looked for in the same way as somebody who does not exist, so that the answer
    /// takes as long.
    pub(super) fn visible(&self, person: PersonId) -> Result<Option<(Cuts<'a>, Around)>, DoorError> {
        const NOBODY: PersonId = PersonId(0);
        let file = &self.door.parts.casefile;
        let person = file.led_to(person)?;
        let hidden = self.about(person)?.is_empty();
        let Some(mut around) = file.around(if hidden { NOBODY } else { person })? else { return Ok(None) };
        self.forget_unnamed(&mut around)?;
        let mut grants = BTreeMap::new();
        for person in around.people.keys() {
            grants.insert(*person, self.about(*person)?);
        }
        let private = self.note_on(around.person)?.map(|note| (around.person, note)).into_iter().collect();
        let hushed = self.hushed(&around);
        let mut cuts = Cuts::new(grants, private, hushed, self.door.today(), &self.door.agencies);
        cuts.headed = cuts.headed(&around);
        let named = cuts.of(around.person).name(&around.people[&around.person]).is_some();
        Ok(named.then_some((cuts, around)))
    }

    /// The whole Social Security number would be shown for a reason.
    pub(super) fn ssn_on_request(&self, person: PersonId) -> Result<bool, DoorError> {
        let current = self.door.current()?;
        let rules = &current.rules;
        let opens = |sheet: &usecases::Sheet| sheet.opens_class(FieldClass::SsnFull);
        if !rules.sheet(&self.session.use_case).is_some_and(opens) {
            return Ok(false);
        }
        let asked = self.door.asked(self.session, &self.session.account, "asked in general", &current.hidden);
        let confirmed = Asked { confirmed_seconds: 0, ..asked };
        let situation = self.need.situation(person);
        for agency in &self.door.agencies {
            let place = (&agency.id, SectionKind::Demographics, FieldClass::SsnFull);
            if rules.why(&confirmed, situation, place).map_err(DoorError::Rules)?.0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the reader must know about a mark.
    fn note_on(&self, person: PersonId) -> Result<Option<PrivateNote>, DoorError> {
        let situation = self.need.situation(person);
        let (mark, words) = match situation.level {
            Level::Open => return Ok(None),
            Level::Sealed => (
                "Sealed",
                "For everybody who is not named, this person does not exist. Tell nobody.".to_owned(),
            ),
            Level::Private if situation.cares => {
                ("Private", "Only the care team sees the whole. Pass nothing on.".to_owned())
            }
            Level::Private => {
                let mut who = Vec::new();
                for source in self.need.marked_by(person) {
                    who.extend(self.door.parts.staff.having(&Duty::new(DutyKind::Specialist, &source.0))?);
                }
                who.dedup();
                let names: Vec<String> = who.iter().map(Contact::in_words).collect();
                let ask = match names.is_empty() {
                    true => "Its data specialist assigns who sees more.".to_owned(),
                    false => format!("Who sees more is assigned by {}.", names.join("; ")),
                };
                ("Private", format!("You see basics only: name, birth date, numbers, programs. {ask}"))
            }
        };
        Ok(Some(PrivateNote { mark, words }))
    }

    /// Takes out relatives who must not be named and lead to nobody: a record that is marked before it comes, or withdrawn
    /// since, has no person by whom the tie could be judged.
    fn forget_unnamed(&self, around: &mut Around) -> Result<(), DoorError> {
        let key_of = |tie: &KinTie, around: &Around| {
            let records = around.people.get(&tie.from)?;
            let stored = records.0.iter().find(|stored| stored.id == tie.record)?;
            stored.record.entries.get(tie.entry)?.text(RELATIVE_KEY)
        };
        let mut asked: BTreeMap<SourceId, BTreeSet<String>> = BTreeMap::new();
        for tie in around.kin.iter().filter(|tie| tie.to.is_none()) {
            asked.entry(tie.source.clone()).or_default().extend(key_of(tie, around));
        }
        let mut unnamed = BTreeSet::new();
        for (source, keys) in asked {
            let found = self.rows(&source, keys)?.unnamed;
            unnamed.extend(found.into_iter().map(|key| (source.clone(), key)));
        }
        let named = |tie: &KinTie| {
            let key = key_of(tie, around).filter(|_| tie.to.is_none());
            !key.is_some_and(|key| unnamed.contains(&(tie.source.clone(), key)))
        };
        let kept: Vec<KinTie> = around.kin.iter().filter(|tie| named(tie)).cloned().collect();
        around.kin = kept;
        Ok(())
    }

    /// Whom these rows of one source name by record key, parted by whether they may be named as somebody's relatives. A mark
    /// on a record that never came counts as well.
    pub(super) fn rows(&self, source: &SourceId, keys: BTreeSet<String>) -> Result<Rows, DoorError> {
        let mut rows = Rows::default();
        if self.need.is_empty() || keys.is_empty() {
            return Ok(rows);
        }
        let parts = &self.door.parts;
        let tokens: Vec<_> = keys.iter().map(|key| parts.sealer.record_token(&source.0, key)).collect();
        let asked: Vec<_> = tokens.iter().map(|token| (source, token)).collect();
        let people = parts.casefile.people_of(&asked)?;
        for ((key, token), person) in keys.into_iter().zip(&tokens).zip(people) {
            let situation = match person {
                Some(person) => self.need.situation(person),
                None => self.need.situation_of_record(&Subject { source: source.clone(), token: *token }),
            };
            let grants = self.about_situation(situation)?;
            if !grants.opens(source, SectionKind::Relatives, FieldClass::Relatives) {
                rows.unnamed.insert(key);
            } else if person.is_some() {
                rows.named.insert(key);
            }
        }
        Ok(rows)
    }

    /// Everybody who must not be named in this file: sealed people wherever they are, and private people who are tied to
    /// somebody in it.
    fn hushed(&self, around: &Around) -> Hushed {
        let hides = |person: &PersonId| {
            let situation = self.need.situation(*person);
            situation.level > Level::Open && !situation.cares && !situation.named
        };
        let tied = around.people.iter().filter(|(person, _)| **person != around.person && hides(person));
        let sealed = self.need.sealed.iter().filter(|(person, _)| hides(person) && *person != around.person);
        let known = tied.map(|(_, records)| Known::of(records)).chain(sealed.map(|(_, known)| known.clone()));
        Hushed::new(known.collect())
    }
}

//! Whom a session may find, by what, and how a person found is shown.

use super::decisions::Decisions;
use super::{Door, DoorError};
use crate::rules::{Grants, Situation};
use crate::view::{Agency, Band, Hit, Line, Mate, Reason, Shown};
use identity::{Asker, NameWord, Permitted, Query, is_meant};
use records::{FieldClass, PersonId, SectionKind, SourceId};
use std::sync::Arc;

/// What one session may search by, for people of each situation in which she may find somebody. An address must not find
/// somebody whose address is hidden, and who is sealed changes no count and no order.
pub(super) struct Searching<'a> {
    pub(super) decisions: &'a Decisions<'a>,
    pub(super) open: Arc<Grants>,
    situations: Vec<Situation>,
    permitted: Vec<Permitted>,
}

/// From this probability on a hit counts as likely the person meant.
const LIKELY: f64 = 0.5;

impl<'a> Searching<'a> {
    pub(super) fn new(door: &Door, decisions: &'a Decisions<'a>) -> Result<Searching<'a>, DoorError> {
        let open = decisions.searching(Situation::OPEN)?;
        let (mut situations, mut permitted) = (vec![Situation::OPEN], vec![door.permitted(&open)]);
        for situation in decisions.need.special() {
            let may = door.permitted(&*decisions.searching(situation)?);
            if may.all() != 0 {
                situations.push(situation);
                permitted.push(may);
            }
        }
        Ok(Searching { decisions, open, situations, permitted })
    }

    /// What may be searched by of people who are not private.
    pub(super) fn permitted(&self) -> &Permitted {
        &self.permitted[0]
    }

    /// A person may be searched for by what a source says in a class.
    pub(super) fn may(&self, person: PersonId, source: &SourceId, class: FieldClass) -> bool {
        let permitted = self.standing(person).and_then(|kind| self.permitted.get(kind));
        permitted.is_some_and(|permitted| permitted.of(source) & class.bit() != 0)
    }

    /// Asks the engine as this session.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&Asker<'_>) -> T) -> T {
        question(&Asker { permitted: &self.permitted, standing: &|person| self.standing(person) })
    }

    /// The place of a person's situation; none for somebody of whom she may not know.
    fn standing(&self, person: PersonId) -> Option<usize> {
        if self.decisions.need.is_open(person) {
            return Some(0);
        }
        let situation = self.decisions.need.situation(person);
        self.situations.iter().position(|known| *known == situation)
    }
}

impl Door {
    /// Only sources whose names are open can name anybody. Case numbers are searched by where their section is open.
    fn permitted(&self, grants: &Grants) -> Permitted {
        let cases = [
            (SectionKind::Enrolment, FieldClass::RecordNumber),
            (SectionKind::Benefits, FieldClass::RecordNumber),
            (SectionKind::ChildWelfare, FieldClass::ChildWelfare),
        ];
        let mut permitted = Permitted::nothing();
        for id in self.agencies.iter().map(|agency| &agency.id) {
            if grants.opens(id, SectionKind::Demographics, FieldClass::Name) {
                permitted = permitted.and(id.clone(), grants.find_mask(id));
                for (section, _) in cases.iter().filter(|(section, class)| grants.opens(id, *section, *class))
                {
                    permitted = permitted.and_cases(id.clone(), *section);
                }
            }
        }
        permitted
    }

    /// A person found, cut; none when not even the name may be seen. `query` marks who of the household is meant.
    pub(super) fn hit(
        &self,
        decisions: &Decisions<'_>,
        hit: &identity::Hit,
        query: &Query,
    ) -> Result<Option<Hit>, DoorError> {
        let Some((cuts, around)) = decisions.visible(hit.person)? else { return Ok(None) };
        let (cut, own) = (cuts.of(around.person), &around.people[&around.person]);
        let contacts = cut.contacts(own);
        let bar = cut.bar(around.person, own, &contacts);
        let (household, _) = cuts.household(&around);
        let others = household.into_iter().filter(|member| !member.is_subject);
        let with_age = |name: &Shown, age: Option<Shown>| match age {
            Some(age) => Shown::words(format!("{name}, {age}")),
            None => name.clone(),
        };
        let birth = match (bar.birth, bar.age) {
            (Some(birth), Some(age)) => Some(Shown::words(format!("{birth} ({age})"))),
            (birth, _) => birth,
        };
        let known = |agency: &&Agency| own.0.iter().any(|stored| stored.record.source == agency.id);
        let Some(name) = bar.name else { return Ok(None) };
        let own_name = name.clone();
        let mate =
            |name: Shown, age| Mate { matches: matches(query, &own_name, &name), who: with_age(&name, age) };
        Ok(Some(Hit {
            person: around.person,
            name,
            private: bar.private.map(|note| note.mark),
            other_names: bar.other_names,
            birth,
            ssn: bar.ssn,
            address: bar.address.or_else(|| former_address(&contacts)),
            band: if hit.probability >= LIKELY { Band::Likely } else { Band::Possible },
            reasons: reasons(hit),
            agencies: self
                .agencies
                .iter()
                .filter(known)
                .filter(|agency| cut.grants.opens_folder(&agency.id))
                .cloned()
                .collect(),
            household: others.filter_map(|member| Some(mate(member.name?, member.age))).collect(),
        }))
    }
}

/// Somebody of the household is meant: by all the words that are not the hit's own, such as the first name of a child beside
/// the mother's, or by the whole name of the relative. A surname alone marks nobody.
fn matches(query: &Query, own: &Shown, name: &Shown) -> bool {
    let others = query.names.iter().filter(|word| !is_meant(&word.text, own.text()));
    let relative = query.relative.iter().flat_map(|relative| &relative.of.names);
    let meant = |words: Vec<&NameWord>| {
        let whole: Vec<&NameWord> = words.into_iter().filter(|word| word.text.len() > 1).collect();
        !whole.is_empty() && whole.iter().all(|word| is_meant(&word.text, name.text()))
    };
    meant(others.collect()) || meant(relative.collect())
}

/// Where the person lived last, said as such.
fn former_address(contacts: &[Line]) -> Option<Shown> {
    let last = contacts.iter().find(|line| line.label == "Address")?;
    Some(Shown::words(format!("formerly {}", last.value)))
}

/// The three strongest agreements and everything that speaks against.
fn reasons(hit: &identity::Hit) -> Vec<Reason> {
    let reason =
        |reason: &identity::Reason| Reason { words: reason.words.to_owned(), agrees: reason.bits > 0.0 };
    let mut all: Vec<Reason> = hit.reasons.iter().filter(|one| one.bits > 0.0).take(3).map(reason).collect();
    all.extend(hit.reasons.iter().filter(|one| one.bits < 0.0).map(reason));
    all.dedup();
    all
}

//! Who lives with the person, who says so, and as of when.

use super::Cuts;
use crate::view::{Agency, HouseholdMember, Said, Shown};
use crate::words;
use casefile::{Around, HouseholdTie};
use records::catalog::household::{HOUSEHOLD_KEY, MEMBER_SINCE, MEMBER_UNTIL, RELATION_TO_HEAD};
use records::{Entry, FieldClass, PersonId, SectionKind, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// What one agency says of one member of one household.
struct Word<'a> {
    tie: &'a HouseholdTie,
    entry: &'a Entry,
    as_of: jiff::Timestamp,
    current: bool,
}

/// Households in which a head may be known of. Where none may, what the members are to the head is not said: that everybody is
/// somebody's child would tell of the one who is hidden, and a head who was never there looks the same.
#[derive(Default)]
pub(crate) struct Headed(BTreeSet<(SourceId, String)>);

impl Headed {
    /// What an entry says of a relation to the head may be said.
    pub(crate) fn tells(&self, source: &SourceId, entry: &Entry) -> bool {
        entry.text(HOUSEHOLD_KEY).is_some_and(|key| self.0.contains(&(source.clone(), key)))
    }
}

/// The words of an agency for whoever heads a household: `Head`, `Head of household`, `Reference person`.
fn is_head(relation: &Shown) -> bool {
    let first = relation.text().split_whitespace().next().unwrap_or_default();
    ["head", "householder", "reference", "self"].iter().any(|word| first.eq_ignore_ascii_case(word))
}

impl Cuts<'_> {
    /// The households of a person in which the head may be known of.
    pub(crate) fn headed(&self, around: &Around) -> Headed {
        let heads = self.open_words(around).into_iter().filter(|word| {
            let relation = self.of(word.tie.person).shown(&word.tie.source, word.entry, RELATION_TO_HEAD);
            relation.as_ref().is_some_and(is_head)
        });
        Headed(heads.map(|word| (word.tie.source.clone(), word.tie.household.clone())).collect())
    }

    /// The present household and the members of former ones.
    pub(crate) fn household(&self, around: &Around) -> (Vec<HouseholdMember>, Vec<HouseholdMember>) {
        let words = self.open_words(around);
        let here_now: BTreeSet<(&SourceId, &str)> = words
            .iter()
            .filter(|word| word.tie.person == around.person && word.current)
            .map(|word| (&word.tie.source, word.tie.household.as_str()))
            .collect();
        let mut now: BTreeMap<PersonId, Vec<&Word<'_>>> = BTreeMap::new();
        let mut before: BTreeMap<PersonId, Vec<&Word<'_>>> = BTreeMap::new();
        for word in &words {
            let together =
                word.current && here_now.contains(&(&word.tie.source, word.tie.household.as_str()));
            let side = if together { &mut now } else { &mut before };
            side.entry(word.tie.person).or_default().push(word);
        }
        before.retain(|person, _| !now.contains_key(person) && *person != around.person);
        let knowing: BTreeSet<&SourceId> = here_now.iter().map(|(source, _)| *source).collect();
        let present = self.members(around, &now, &knowing);
        let former = self.members(around, &before, &BTreeSet::new());
        (present, former)
    }

    /// What may be known of who lives where. Of households that the person's own record does not openly name, nothing: that
    /// somebody else is said to live with a person is a fact about both.
    fn open_words<'a>(&self, around: &'a Around) -> Vec<Word<'a>> {
        let open = |tie: &&HouseholdTie| {
            self.of(tie.person).grants.opens(&tie.source, SectionKind::Household, FieldClass::Household)
        };
        let own: BTreeSet<(&SourceId, &str)> = around
            .households
            .iter()
            .filter(|tie| tie.person == around.person)
            .filter(open)
            .map(|tie| (&tie.source, tie.household.as_str()))
            .collect();
        let shared = |tie: &&HouseholdTie| own.contains(&(&tie.source, tie.household.as_str()));
        let mut words = Vec::new();
        for tie in around.households.iter().filter(shared).filter(open) {
            let records = around.people.get(&tie.person).map(|known| known.0.as_slice()).unwrap_or_default();
            let Some(stored) = records.iter().find(|stored| stored.id == tie.record) else { continue };
            let said = stored.record.section(SectionKind::Household);
            let cut = self.of(tie.person);
            for entry in said.filter(|entry| entry.text(HOUSEHOLD_KEY).as_deref() == Some(&tie.household)) {
                let as_of = entry.as_of.unwrap_or(stored.record.as_of);
                words.push(Word { tie, entry, as_of, current: cut.is_current(&tie.source, entry) });
            }
        }
        words
    }

    fn members(
        &self,
        around: &Around,
        said: &BTreeMap<PersonId, Vec<&Word<'_>>>,
        knowing: &BTreeSet<&SourceId>,
    ) -> Vec<HouseholdMember> {
        let member = |(person, words): (&PersonId, &Vec<&Word<'_>>)| {
            let (records, cut) = (&around.people[person], self.of(*person));
            let name = cut.name(records);
            let birth = cut.birth(records);
            let says: BTreeSet<&SourceId> = words.iter().map(|word| &word.tie.source).collect();
            let silent = knowing.iter().filter(|source| !says.contains(**source));
            HouseholdMember {
                person: name.is_some().then_some(*person),
                age: cut.age(records),
                is_subject: *person == around.person,
                is_child: birth.is_some_and(|birth| birth.age_on(self.today) < 18),
                said: self.said(words),
                not_said: silent.map(|source| cut.agency(source)).collect::<Vec<Agency>>(),
                name,
            }
        };
        let mut members: Vec<(Option<jiff::civil::Date>, HouseholdMember)> = said
            .iter()
            .map(|one| {
                let born =
                    self.of(*one.0).birth(&around.people[one.0]).and_then(|birth| birth.date.earliest());
                (born, member(one))
            })
            .collect();
        // The person first, then from the oldest to the youngest; unknown ages last.
        members.sort_by_key(|(born, member)| (!member.is_subject, born.is_none(), *born));
        members.into_iter().map(|(_, member)| member).collect()
    }

    fn said(&self, words: &[&Word<'_>]) -> Vec<Said> {
        let mut said: Vec<Said> = words
            .iter()
            .map(|word| {
                let (cut, source) = (self.of(word.tie.person), &word.tie.source);
                Said {
                    agency: cut.agency(source),
                    relation: cut
                        .shown(source, word.entry, RELATION_TO_HEAD)
                        .filter(|_| self.headed.tells(source, word.entry)),
                    since: cut.date(source, word.entry, MEMBER_SINCE).map(words::partial_date),
                    until: cut.date(source, word.entry, MEMBER_UNTIL).map(words::partial_date),
                    as_of: word.as_of,
                }
            })
            .collect();
        said.sort_by(|a, b| a.agency.short.cmp(&b.agency.short).then(b.as_of.cmp(&a.as_of)));
        said.dedup_by(|a, b| a.agency == b.agency && a.relation == b.relation && a.since == b.since);
        said
    }
}

//! Finding somebody by a relative. Every step goes over what the pages of the people on the way show: nobody is found by a
//! tie that their files would not show, and nobody hidden is a bridge.

use super::search::{Answered, ON_A_PAGE};
use super::searching::Searching;
use super::{Door, DoorError};
use crate::cut::NAMES_AS;
use crate::view::{HouseholdMember, Shown};
use crate::words;
use identity::{Hit, Kin, Query, Relative};
use jiff::Timestamp;
use records::{FieldClass, PersonId, Sex, SourceId};
use std::collections::BTreeMap;

/// People of the name who are looked at.
const NAMED: usize = 12;
/// People of the name that is looked for, when nobody is tied to those.
const SOUGHT: usize = 30;
/// From how many of them a further step is taken: from a parent to the parent's parents.
const FARTHER: usize = 5;
/// The reason of a hit whose sex the word for the relative says.
const SAME_SEX: &str = "same sex";
/// A tie may lead to people so much less fit than the best, in bits.
const BEHIND: f64 = 14.0;

/// What a file says of somebody tied to its person.
#[derive(Clone)]
struct Tie {
    to: PersonId,
    /// What that one is to the person of the file.
    kin: Kin,
    sex: Option<Sex>,
    agency: String,
    as_of: Timestamp,
}

/// Somebody who is tied to one of those named.
struct Tied {
    named: usize,
    words: String,
}

impl Door {
    /// Those whom the question means by somebody else, and by what is told of themselves.
    pub(super) fn by_relative(
        &self,
        searching: &Searching<'_>,
        query: &Query,
        relative: &Relative,
    ) -> Result<Answered, DoorError> {
        let may = |class: FieldClass| searching.permitted().anywhere(class);
        if !may(FieldClass::Relatives) && !may(FieldClass::Household) {
            // As if it had not been asked.
            let own = Query { relative: None, ..query.clone() };
            return if own.is_empty() { Ok(Answered::default()) } else { self.by_words(searching, &own) };
        }
        let of = &relative.of;
        let mut named = searching.ask(|asker| self.parts.casefile.search(of, asker, NAMED)).hits;
        // A namesake of half the name is somebody else.
        named.retain(|hit| hit.named);
        let own = Query { relative: None, sex: query.sex.or(relative.sex), ..query.clone() };
        let weighed = |tied: &BTreeMap<PersonId, Tied>| {
            let people: Vec<PersonId> = tied.keys().copied().collect();
            let mut hits = searching.ask(|asker| self.parts.casefile.weigh(&own, asker, &people));
            hits.retain(|hit| hit.named);
            hits
        };
        let mut tied = self.tied(searching, relative, &named)?;
        let mut hits = weighed(&tied);
        if hits.is_empty() && !own.names.is_empty() {
            // More people bear the name of the one named than were looked at: from the other end.
            tied = self.tied_back(searching, relative, &own, &mut named)?;
            hits = weighed(&tied);
        }
        let through: Vec<PersonId> = named.iter().map(|hit| hit.person).collect();
        if hits.is_empty() {
            return self.without_tie(searching, query, relative, through);
        }
        for hit in &mut hits {
            let by = &named[tied[&hit.person].named];
            hit.probability = by.probability * hit.bits.min(0.0).exp2();
            hit.bits += by.bits;
            // That a mother is a woman was not asked.
            hit.reasons.retain(|reason| query.sex.is_some() || reason.bits < 0.0 || reason.words != SAME_SEX);
        }
        hits.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(a.person.cmp(&b.person)));
        let enough = hits.first().map_or(0.0, |hit| hit.bits) - BEHIND;
        hits.retain(|hit| hit.bits >= enough);
        let total = hits.len();
        hits.truncate(ON_A_PAGE);
        let ties = tied.into_iter().map(|(person, tied)| (person, tied.words)).collect();
        Ok(Answered { hits, total, ties, note: None, through })
    }

    /// Nobody is tied so, as far as she may see: those who were named, or those who fit by themselves.
    fn without_tie(
        &self,
        searching: &Searching<'_>,
        query: &Query,
        relative: &Relative,
        through: Vec<PersonId>,
    ) -> Result<Answered, DoorError> {
        let own = Query { relative: None, ..query.clone() };
        let asks_more = !own.is_empty();
        let instead = if asks_more { &own } else { &relative.of };
        let mut answered = self.by_words(searching, instead)?;
        answered.through = through;
        let tie = match relative.kin {
            Kin::Household => "as living with the person named".to_owned(),
            kin => format!("as {} of the person named", kin.words(relative.sex)),
        };
        let shown = if asks_more { "those who fit without it" } else { "those who may be the person named" };
        answered.note =
            Some(format!("No record that you may search by tells of anybody {tie}. Below are {shown}."));
        Ok(answered)
    }

    /// Everybody tied to one of those named in the way that is asked for, each by the likeliest of them.
    fn tied(
        &self,
        searching: &Searching<'_>,
        relative: &Relative,
        named: &[Hit],
    ) -> Result<BTreeMap<PersonId, Tied>, DoorError> {
        let mut known: BTreeMap<PersonId, (Option<Shown>, Vec<Tie>)> = BTreeMap::new();
        let mut found: BTreeMap<PersonId, Tied> = BTreeMap::new();
        for (place, hit) in named.iter().enumerate() {
            let (name, ties) = self.ties_of(searching, hit.person, &mut known)?;
            let Some(name) = name else { continue };
            for tie in ties.iter().filter(|tie| is_asked(relative, tie)) {
                let kin = tie.kin.words(tie.sex.or(relative.sex));
                let tied = match tie.kin {
                    Kin::Household => format!("{kin} {name}"),
                    _ => format!("{kin} of {name}"),
                };
                let words = format!("{tied}, says {}, as of {}", tie.agency, self.day(tie.as_of));
                found.entry(tie.to).or_insert(Tied { named: place, words });
            }
            if place >= FARTHER {
                continue;
            }
            for (first, second) in steps(relative.kin) {
                for bridge in ties.iter().filter(|tie| tie.kin == *first) {
                    let (between, farther) = self.ties_of(searching, bridge.to, &mut known)?;
                    let Some(between) = between else { continue };
                    let farther = farther.iter().filter(|tie| tie.kin == *second && tie.to != hit.person);
                    for tie in farther.filter(|tie| fits_sex(relative, tie)) {
                        let (one, two) = (tie.kin.words(tie.sex), bridge.kin.words(bridge.sex));
                        let words = format!(
                            "{one} of {between}, {two} of {name}; say {} and {}, as of {}",
                            tie.agency,
                            bridge.agency,
                            self.day(tie.as_of.min(bridge.as_of))
                        );
                        found.entry(tie.to).or_insert(Tied { named: place, words });
                    }
                }
            }
        }
        Ok(found)
    }

    /// Those who have the name that is looked for and whose own files show a tie to somebody who is the one named; who that is
    /// comes to `named`.
    fn tied_back(
        &self,
        searching: &Searching<'_>,
        relative: &Relative,
        own: &Query,
        named: &mut Vec<Hit>,
    ) -> Result<BTreeMap<PersonId, Tied>, DoorError> {
        let mut known: BTreeMap<PersonId, (Option<Shown>, Vec<Tie>)> = BTreeMap::new();
        let mut found: BTreeMap<PersonId, Tied> = BTreeMap::new();
        let sought = searching.ask(|asker| self.parts.casefile.search(own, asker, SOUGHT)).hits;
        for hit in sought.iter().filter(|hit| hit.named) {
            let (_, ties) = self.ties_of(searching, hit.person, &mut known)?;
            let turned = Relative { kin: relative.kin.turned(), sex: None, of: Query::default() };
            let ties: Vec<&Tie> = ties.iter().filter(|tie| is_asked(&turned, tie)).collect();
            let people: Vec<PersonId> = ties.iter().map(|tie| tie.to).collect();
            let mut meant = searching.ask(|asker| self.parts.casefile.weigh(&relative.of, asker, &people));
            meant.retain(|other| other.named && other.bits > 0.0);
            let Some(other) = meant.into_iter().next() else { continue };
            let Some(tie) = ties.iter().find(|tie| tie.to == other.person) else { continue };
            let (Some(name), _) = self.ties_of(searching, other.person, &mut known)? else { continue };
            let kin = tie.kin.turned().words(relative.sex);
            let kin =
                if tie.kin == Kin::Household { format!("{kin} {name}") } else { format!("{kin} of {name}") };
            let words = format!("{kin}, says {}, as of {}", tie.agency, self.day(tie.as_of));
            found.insert(hit.person, Tied { named: named.len(), words });
            named.push(other);
        }
        Ok(found)
    }

    /// Everybody whom a person's file shows as tied to her, with her name; nothing of somebody who may not be seen.
    fn ties_of(
        &self,
        searching: &Searching<'_>,
        person: PersonId,
        known: &mut BTreeMap<PersonId, (Option<Shown>, Vec<Tie>)>,
    ) -> Result<(Option<Shown>, Vec<Tie>), DoorError> {
        if let Some(ties) = known.get(&person) {
            return Ok(ties.clone());
        }
        let mut ties = Vec::new();
        let mut name = None;
        if let Some((cuts, around)) = searching.decisions.visible(person)? {
            name = cuts.of(around.person).name(&around.people[&around.person]);
            let may = |to: PersonId, source: &SourceId, class: FieldClass| {
                searching.may(person, source, class) && searching.may(to, source, class)
            };
            for relative in cuts.relatives(&around, &[]) {
                let by = |to: &PersonId| may(*to, &relative.agency.id, FieldClass::Relatives);
                let Some(to) = relative.person.filter(by) else { continue };
                let said = relative.relation.as_ref().map(Shown::text).unwrap_or_default();
                let (word, turned) = said.strip_prefix(NAMES_AS).map_or((said, false), |word| (word, true));
                let (kin, sex) = Kin::read(word).unwrap_or((Kin::Family, None));
                // The sex in the word is that of the one who is called so.
                let (kin, sex) = if turned { (kin.turned(), None) } else { (kin, sex) };
                ties.push(Tie { to, kin, sex, agency: relative.agency.short, as_of: relative.as_of });
            }
            let (household, _) = cuts.household(&around);
            ties.extend(at_home(&household, &|to, source| may(to, source, FieldClass::Household)));
        }
        ties.retain(|tie| tie.to != person);
        known.insert(person, (name.clone(), ties.clone()));
        Ok((name, ties))
    }

    fn day(&self, at: Timestamp) -> String {
        words::civil_date(at.to_zoned(self.parts.zone.clone()).date())
    }
}

/// What the members of a household are to its person, by what each is to its head.
fn at_home(household: &[HouseholdMember], may: &dyn Fn(PersonId, &SourceId) -> bool) -> Vec<Tie> {
    let subject = household.iter().find(|member| member.is_subject);
    let mut ties = Vec::new();
    for member in household.iter().filter(|member| !member.is_subject) {
        let Some(to) = member.person else { continue };
        for said in member.said.iter().filter(|said| may(to, &said.agency.id)) {
            let agency = said.agency.short.clone();
            let tie = |kin| Tie { to, kin, sex: None, agency: agency.clone(), as_of: said.as_of };
            ties.push(tie(Kin::Household));
            let own = subject.and_then(|one| one.said.iter().find(|own| own.agency == said.agency));
            let role = |relation: &Option<Shown>| relation.as_ref().and_then(|word| Role::read(word.text()));
            let roles = own.and_then(|own| Some((role(&own.relation)?, role(&said.relation)?)));
            ties.extend(roles.and_then(|(own, others)| others.to(own)).map(tie));
        }
    }
    ties
}

/// What somebody is to the head of a household.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Head,
    Kin(Kin),
}

impl Role {
    fn read(word: &str) -> Option<Role> {
        if word.eq_ignore_ascii_case("head") {
            return Some(Role::Head);
        }
        Kin::read(word).map(|(kin, _)| Role::Kin(kin))
    }

    /// What this one is to the other, where both roles tell.
    fn to(self, other: Role) -> Option<Kin> {
        match (other, self) {
            (Role::Head, Role::Kin(kin)) => Some(kin),
            (Role::Kin(kin), Role::Head) => Some(kin.turned()),
            (Role::Kin(Kin::Child), Role::Kin(Kin::Partner)) => Some(Kin::Parent),
            (Role::Kin(Kin::Partner), Role::Kin(Kin::Child)) => Some(Kin::Child),
            (Role::Kin(Kin::Child), Role::Kin(Kin::Child)) => Some(Kin::Sibling),
            (Role::Kin(Kin::Child), Role::Kin(Kin::Parent)) => Some(Kin::Grandparent),
            (Role::Kin(Kin::Parent), Role::Kin(Kin::Child)) => Some(Kin::Grandchild),
            (Role::Kin(Kin::Child), Role::Kin(Kin::Sibling)) => Some(Kin::UncleOrAunt),
            (Role::Kin(Kin::Sibling), Role::Kin(Kin::Child)) => Some(Kin::NephewOrNiece),
            (Role::Kin(Kin::Grandchild), Role::Kin(Kin::Partner)) => Some(Kin::Grandparent),
            (Role::Kin(Kin::Partner), Role::Kin(Kin::Grandchild)) => Some(Kin::Grandchild),
            _ => None,
        }
    }
}

fn is_asked(relative: &Relative, tie: &Tie) -> bool {
    let any = relative.kin == Kin::Family && tie.kin != Kin::Household;
    (any || tie.kin == relative.kin) && fits_sex(relative, tie)
}

/// No word says that it is somebody of the other sex.
fn fits_sex(relative: &Relative, tie: &Tie) -> bool {
    relative.sex.is_none() || tie.sex.is_none() || relative.sex == tie.sex
}

/// Two ties that make one: from the person named to somebody between, and on.
fn steps(kin: Kin) -> &'static [(Kin, Kin)] {
    match kin {
        Kin::Grandparent => &[(Kin::Parent, Kin::Parent)],
        Kin::Grandchild => &[(Kin::Child, Kin::Child)],
        Kin::Sibling => &[(Kin::Parent, Kin::Child)],
        Kin::UncleOrAunt => &[(Kin::Parent, Kin::Sibling)],
        Kin::NephewOrNiece => &[(Kin::Sibling, Kin::Child)],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_in_a_household_tell_what_two_are_to_each_other() {
        let role = |word: &str| Role::read(word).unwrap();
        for (other, one, kin) in [
            ("Child", "Head", Some(Kin::Parent)),
            ("Head", "Child", Some(Kin::Child)),
            ("Child", "Spouse", Some(Kin::Parent)),
            ("Head", "Partner", Some(Kin::Partner)),
            ("Child", "Child", Some(Kin::Sibling)),
            ("Grandchild", "Head", Some(Kin::Grandparent)),
            ("Grandchild", "Child", None),
        ] {
            assert_eq!(role(one).to(role(other)), kin, "{one} of {other}");
            let back = role(other).to(role(one));
            assert_eq!(back, kin.map(Kin::turned).filter(|_| back.is_some()), "{other} of {one}");
        }
        assert!(Role::read("Not related").is_none());
    }
}

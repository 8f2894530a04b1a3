//! The only place that asks the policy engine what may be seen.
//!
//! The engine passes over a policy that errs, and a missing entity turns a guard off without a word. So every request
//! and entity is checked against the schema, any error denies everything, and a self-test with known answers runs
//! before a set of rules is used.

use super::request::Situation;
use super::{Asked, Rules};
use cedar_policy::{Authorizer, Decision, EntityUid, PolicySet};
use records::{Field, FieldClass, SectionKind, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// What one session may see of people in one situation, and search them by, decided class by class. Only the decider makes one.
#[derive(Clone, Debug, Default)]
pub struct Grants {
    see: BTreeMap<(SourceId, SectionKind), u64>,
    find: BTreeMap<SourceId, u64>,
    policies: BTreeSet<String>,
}

/// The classes that a question can have parts of.
pub const SEARCHED: [FieldClass; 10] = [
    FieldClass::Name,
    FieldClass::BirthDate,
    FieldClass::PersonDetail,
    FieldClass::SsnLastFour,
    FieldClass::SsnFull,
    FieldClass::Address,
    FieldClass::Phone,
    FieldClass::RecordNumber,
    FieldClass::Household,
    FieldClass::Relatives,
];

/// The classes that a question can have parts of.
pub fn searchable() -> impl Iterator<Item = FieldClass> {
    SEARCHED.into_iter()
}

impl Grants {
    /// The field may be shown when it comes from this source.
    pub fn shows(&self, source: &SourceId, field: Field) -> bool {
        self.mask(source, field.kind()) & field.class().bit() != 0
    }

    /// The class is open in a kind of section of this source.
    pub fn opens(&self, source: &SourceId, kind: SectionKind, class: FieldClass) -> bool {
        self.mask(source, kind) & class.bit() != 0
    }

    /// Bits of the classes that are open in a kind of section of this source.
    pub fn mask(&self, source: &SourceId, kind: SectionKind) -> u64 {
        self.see.get(&(source.clone(), kind)).copied().unwrap_or(0)
    }

    /// The source's folder holds anything for this session.
    pub fn opens_folder(&self, source: &SourceId) -> bool {
        self.see.iter().any(|((have, _), mask)| have == source && *mask != 0)
    }

    /// Nothing at all may be seen.
    pub fn is_empty(&self) -> bool {
        self.see.is_empty()
    }

    /// Bits of the classes that the source may be searched by.
    pub fn find_mask(&self, source: &SourceId) -> u64 {
        self.find.get(source).copied().unwrap_or(0)
    }

    /// Bits of every class that is open anywhere; for the audit log.
    pub fn all_bits(&self) -> u64 {
        self.see.values().fold(0, |bits, mask| bits | mask)
    }

    /// The policies that decided; for the audit log.
    pub fn policies(&self) -> String {
        self.policies.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl Rules {
    /// Decides everything that a session may see of people in a situation, and search by when it is `searching`. An error
    /// of the engine grants nothing at all.
    ///
    /// # Errors
    /// With the engine's words when it erred; the caller shows nothing and raises an alarm.
    pub(crate) fn decide(
        &self,
        asked: &Asked<'_>,
        situation: Situation,
        sources: &[(SourceId, Vec<SectionKind>)],
        searching: bool,
    ) -> Result<Grants, String> {
        let Some(slice) = self.slices.get(asked.use_case) else { return Ok(Grants::default()) };
        let mut grants = Grants::default();
        let authorizer = Authorizer::new();
        let context = self.context(asked)?;
        let entities = self.entities(asked, situation, sources)?;
        let mut decide = |action: &EntityUid, resource: &EntityUid| {
            if !slice.opens(action)? {
                return Ok(false);
            }
            let request = self.request(asked, action, resource, &context)?;
            allowed(&authorizer.is_authorized(&request, slice.of(action)?, &entities), &mut grants.policies)
        };
        let words = &self.vocabulary;
        for (source, kinds) in sources {
            let system = words.system(source);
            for class in SEARCHED.iter().filter(|_| searching) {
                if decide(&words.find[class], &system)? {
                    *grants.find.entry(source.clone()).or_default() |= class.bit();
                }
            }
            for kind in kinds {
                let section = words.section(source, *kind);
                for class in classes_of(*kind) {
                    if decide(&words.see[&class], &section)? {
                        *grants.see.entry((source.clone(), *kind)).or_default() |= class.bit();
                    }
                }
            }
        }
        Ok(grants)
    }

    /// The policies that decide one class of one section: permits when it is shown, guards when one hides it, none when no
    /// use case opens it.
    ///
    /// # Errors
    /// As for [`Rules::decide`].
    pub(crate) fn why(
        &self,
        asked: &Asked<'_>,
        situation: Situation,
        place: super::Place<'_>,
    ) -> Result<(bool, Vec<String>), String> {
        match self.slices.get(asked.use_case) {
            Some(slice) => {
                let set = slice.of(&self.vocabulary.see[&place.2])?;
                self.why_in(set, asked, situation, place)
            }
            None => Ok((false, Vec::new())),
        }
    }

    pub(super) fn why_in(
        &self,
        set: &PolicySet,
        asked: &Asked<'_>,
        situation: Situation,
        place: super::Place<'_>,
    ) -> Result<(bool, Vec<String>), String> {
        let (source, kind, class) = place;
        let entities = self.entities(asked, situation, &[(source.clone(), vec![kind])])?;
        let section = self.vocabulary.section(source, kind);
        let action = &self.vocabulary.see[&class];
        let request = self.request(asked, action, &section, &self.context(asked)?)?;
        let answer = Authorizer::new().is_authorized(&request, set, &entities);
        let mut permits = BTreeSet::new();
        let shown = allowed(&answer, &mut permits)?;
        let guards = answer.diagnostics().reason().map(ToString::to_string).collect();
        Ok((shown, if shown { permits.into_iter().collect() } else { guards }))
    }
}

/// The classes that a section kind has fields of; the last four of an SSN are a cut of the whole.
pub fn classes_of(kind: SectionKind) -> BTreeSet<FieldClass> {
    let mut classes: BTreeSet<FieldClass> = kind.fields().map(Field::class).collect();
    if classes.contains(&FieldClass::SsnFull) {
        classes.insert(FieldClass::SsnLastFour);
    }
    classes
}

fn allowed(response: &cedar_policy::Response, policies: &mut BTreeSet<String>) -> Result<bool, String> {
    if let Some(fault) = response.diagnostics().errors().next() {
        return Err(format!("the policy engine erred: {fault}"));
    }
    if response.decision() == Decision::Deny {
        return Ok(false);
    }
    let reasons: Vec<String> = response.diagnostics().reason().map(ToString::to_string).collect();
    if reasons.is_empty() {
        return Err("the policy engine allowed something without a reason".to_owned());
    }
    policies.extend(reasons);
    Ok(true)
}

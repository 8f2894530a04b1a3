//! The only place that asks the policy engine.
//!
//! The engine passes over a policy that errs, and a missing entity turns a guard off without a word. So every request
//! and entity is checked against the schema, any error denies everything, and a self-test with known answers runs
//! before a set of rules is used.

use super::Rules;
use super::schema::{find, see};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request,
    RestrictedExpression,
};
use jiff::Timestamp;
use records::{Field, FieldClass, SectionKind, SourceId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::str::FromStr;

/// What one session may see and search by, decided field class by field class. Only the decider makes one.
#[derive(Clone, Debug, Default)]
pub struct Grants {
    see: BTreeMap<(SourceId, SectionKind), u64>,
    find: BTreeMap<SourceId, u64>,
    policies: BTreeSet<String>,
}

/// Who asks, and under which statement.
pub(crate) struct Asked<'a> {
    pub(crate) account: i64,
    pub(crate) agency: &'a str,
    pub(crate) groups: &'a [String],
    pub(crate) use_case: &'a str,
    pub(crate) purpose: &'a str,
    pub(crate) now: Timestamp,
}

/// The classes that a question can have parts of.
const SEARCHED: [FieldClass; 9] = [
    FieldClass::Name,
    FieldClass::BirthDate,
    FieldClass::PersonDetail,
    FieldClass::SsnLastFour,
    FieldClass::SsnFull,
    FieldClass::Address,
    FieldClass::Phone,
    FieldClass::RecordNumber,
    FieldClass::Household,
];

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
    /// Decides everything that a session may see of these sources, and search by when it is `searching`. An error of the
    /// engine grants nothing at all.
    ///
    /// # Errors
    /// With the engine's words when it erred; the caller shows nothing and raises an alarm.
    pub(crate) fn decide(
        &self,
        asked: &Asked<'_>,
        sources: &[(SourceId, Vec<SectionKind>)],
        searching: bool,
    ) -> Result<Grants, String> {
        let Some(slice) = self.slices.get(asked.use_case) else { return Ok(Grants::default()) };
        let mut grants = Grants::default();
        let authorizer = Authorizer::new();
        let context = self.context(asked)?;
        let entities = self.entities(asked, sources)?;
        let mut decide = |action: &str, resource: &EntityUid| {
            let request = self.request(asked, action, resource, context.clone())?;
            allowed(&authorizer.is_authorized(&request, slice, &entities), &mut grants.policies)
        };
        for (source, kinds) in sources {
            let system = system(source)?;
            for class in SEARCHED.iter().filter(|_| searching) {
                if decide(&find(*class), &system)? {
                    *grants.find.entry(source.clone()).or_default() |= class.bit();
                }
            }
            for kind in kinds {
                let section = section(source, *kind)?;
                for class in classes_of(*kind) {
                    if decide(&see(class), &section)? {
                        *grants.see.entry((source.clone(), *kind)).or_default() |= class.bit();
                    }
                }
            }
        }
        Ok(grants)
    }

    fn request(
        &self,
        asked: &Asked<'_>,
        action: &str,
        resource: &EntityUid,
        context: Context,
    ) -> Result<Request, String> {
        let principal = uid("User", &asked.account.to_string())?;
        Request::new(principal, uid("Action", action)?, resource.clone(), context, Some(&self.schema))
            .map_err(said)
    }

    fn context(&self, asked: &Asked<'_>) -> Result<Context, String> {
        let now = RestrictedExpression::new_datetime(asked.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        let pairs = [
            ("useCase".to_owned(), RestrictedExpression::new_string(asked.use_case.to_owned())),
            ("purpose".to_owned(), RestrictedExpression::new_string(asked.purpose.to_owned())),
            ("now".to_owned(), now),
        ];
        Context::from_pairs(pairs).map_err(said)
    }

    /// The asker, all her groups and every resource: a slice that misses one of them would decide wrongly in silence.
    fn entities(
        &self,
        asked: &Asked<'_>,
        sources: &[(SourceId, Vec<SectionKind>)],
    ) -> Result<Entities, String> {
        let text = |value: &str| RestrictedExpression::new_string(value.to_owned());
        let groups =
            asked.groups.iter().map(|group| uid("UserGroup", group)).collect::<Result<HashSet<_>, _>>()?;
        let person = HashMap::from([
            ("agency".to_owned(), text(asked.agency)),
            ("active".to_owned(), RestrictedExpression::new_bool(true)),
        ]);
        let mut all: Vec<Entity> =
            groups.iter().map(|group| Entity::new_no_attrs(group.clone(), HashSet::new())).collect();
        all.push(Entity::new(uid("User", &asked.account.to_string())?, person, groups).map_err(said)?);
        for (source, kinds) in sources {
            let of = || ("source".to_owned(), text(&source.0));
            all.push(Entity::new(system(source)?, HashMap::from([of()]), HashSet::new()).map_err(said)?);
            for kind in kinds {
                let facts = HashMap::from([of(), ("kind".to_owned(), text(kind.name()))]);
                all.push(Entity::new(section(source, *kind)?, facts, HashSet::new()).map_err(said)?);
            }
        }
        Entities::from_entities(all, Some(&self.schema)).map_err(said)
    }
}

fn system(source: &SourceId) -> Result<EntityUid, String> {
    uid("System", &source.0)
}

fn section(source: &SourceId, kind: SectionKind) -> Result<EntityUid, String> {
    uid("Section", &format!("{}/{}", source.0, kind.name()))
}

/// The classes that a section kind has fields of; the last four of an SSN are a cut of the whole.
fn classes_of(kind: SectionKind) -> BTreeSet<FieldClass> {
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

fn uid(kind: &str, id: &str) -> Result<EntityUid, String> {
    let name = EntityTypeName::from_str(&format!("Throughline::{kind}")).map_err(said)?;
    Ok(EntityUid::from_type_name_and_id(name, EntityId::new(id)))
}

fn said(cause: impl std::fmt::Display) -> String {
    format!("the policy engine refused its input: {cause}")
}

/// Known answers, asked before a set of rules is used: every sheet opens something for its own group, and nothing for a
/// stranger, for another purpose, without a purpose, or after its last day.
pub(super) fn self_test(rules: &Rules) -> Result<(), String> {
    for sheet in rules.sheets.values() {
        let sources: Vec<(SourceId, Vec<SectionKind>)> = sheet
            .opens
            .iter()
            .flat_map(|opens| opens.sources.iter())
            .map(|source| SourceId::new(source))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|source| (source, SectionKind::ALL.to_vec()))
            .collect();
        let noon = |day: jiff::civil::Date| {
            day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).map(|at| at.timestamp()).map_err(said)
        };
        let stranger = ["nobody's group".to_owned()];
        let (group, purpose) = (sheet.groups.clone(), sheet.purpose[0].id.as_str());
        let base = Asked {
            account: 0,
            agency: "",
            groups: &group,
            use_case: &sheet.id,
            purpose,
            now: noon(sheet.valid_from)?,
        };
        let day_after = sheet.valid_until.tomorrow().map_err(said)?;
        let cases = [
            (Asked { ..base }, true),
            (Asked { groups: &stranger, ..base }, false),
            (Asked { purpose: "not a purpose", ..base }, false),
            (Asked { purpose: "", ..base }, false),
            (Asked { now: noon(day_after)?, ..base }, false),
        ];
        for (asked, expected) in cases {
            if (rules.decide(&asked, &sources, false)?.all_bits() != 0) != expected {
                return Err(format!(
                    "the self-test of use case `{}` failed: the rules are not used",
                    sheet.id
                ));
            }
        }
    }
    Ok(())
}

//! The rules of one use case, parted by action: a question goes to those policies only whose scope names its action.
//!
//! The engine looks at a policy's principal and action before its condition, so a policy that does not name the action can
//! neither be satisfied nor err. Leaving it out changes no answer, which a test compares, and saves half of a page's time.

use super::request::said;
use cedar_policy::{ActionConstraint, Effect, Entities, EntityUid, Policy, PolicyId, PolicySet, Schema};
use std::collections::{BTreeMap, HashMap};

/// Guards and permits of one use case. Actions that the same policies name share one set.
#[derive(Clone)]
pub(super) struct Slice {
    sets: Vec<PolicySet>,
    by_action: HashMap<EntityUid, usize>,
}

impl Slice {
    pub(super) fn new(all: &PolicySet, schema: &Schema) -> Result<Slice, String> {
        let hierarchy = schema.action_entities().map_err(said)?;
        let mut known: BTreeMap<Vec<PolicyId>, usize> = BTreeMap::new();
        let mut slice = Slice { sets: Vec::new(), by_action: HashMap::new() };
        for action in schema.actions() {
            let mut named: Vec<&Policy> =
                all.policies().filter(|policy| names(policy, action, &hierarchy)).collect();
            named.sort_by_key(|policy| policy.id());
            let ids = named.iter().map(|policy| policy.id().clone()).collect();
            let at = match known.get(&ids) {
                Some(at) => *at,
                None => {
                    let set = PolicySet::from_policies(named.into_iter().cloned()).map_err(said)?;
                    slice.sets.push(set);
                    known.insert(ids, slice.sets.len() - 1);
                    slice.sets.len() - 1
                }
            };
            slice.by_action.insert(action.clone(), at);
        }
        Ok(slice)
    }

    /// The policies that can say anything about an action.
    pub(super) fn of(&self, action: &EntityUid) -> Result<&PolicySet, String> {
        let set = self.by_action.get(action).and_then(|at| self.sets.get(*at));
        set.ok_or_else(|| format!("the policy schema has no action {action}"))
    }

    /// Any policy permits the action. Where none does the answer is no, whatever else is true, and need not be asked for.
    pub(super) fn opens(&self, action: &EntityUid) -> Result<bool, String> {
        Ok(self.of(action)?.policies().any(|policy| policy.effect() == Effect::Permit))
    }

    /// Every policy that can say anything about any action, by id.
    pub(super) fn policies(&self) -> BTreeMap<&PolicyId, &Policy> {
        self.sets.iter().flat_map(PolicySet::policies).map(|policy| (policy.id(), policy)).collect()
    }
}

#[cfg(test)]
impl Slice {
    /// A further policy for every action, as a test needs it.
    pub(super) fn add_to_all(&mut self, policy: &Policy) {
        for set in &mut self.sets {
            set.add(policy.clone()).unwrap();
        }
    }
}

fn names(policy: &Policy, action: &EntityUid, hierarchy: &Entities) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(only) => only == *action,
        ActionConstraint::In(some) => {
            some.iter().any(|one| one == action || hierarchy.is_ancestor_of(one, action))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::request::{Asked, Situation};
    use super::super::tests::{asked, example};
    use super::super::{policy, schema};
    use cedar_policy::Authorizer;
    use privacy::Level;
    use records::{FieldClass, SectionKind, SourceId};

    #[test]
    fn a_part_of_the_policies_answers_as_the_whole_does() {
        let rules = example();
        let (schema, guards) = (schema::schema().unwrap(), policy::guards(&rules.networks).unwrap());
        let sources = ["benefits", "children"].map(|name| (SourceId::new(name), SectionKind::ALL.to_vec()));
        let sealed = Situation { level: Level::Sealed, cares: false, named: false };
        for id in ["UC-001", "UC-003"] {
            let sheet = rules.sheet(id).unwrap();
            let whole = policy::use_case(sheet, &guards, &schema).unwrap();
            let base = asked(&sheet.groups, id, &sheet.purpose[0].id, "2026-06-01T12:00:00Z");
            for (asked, situation) in [(base, Situation::OPEN), (Asked { agreed: -1, ..base }, sealed)] {
                let context = rules.context(&asked).unwrap();
                let entities = rules.entities(&asked, situation, &sources).unwrap();
                let words = &rules.vocabulary;
                for class in FieldClass::ALL {
                    let places = [
                        (&words.see[class], words.section(&sources[0].0, SectionKind::Income)),
                        (&words.find[class], words.system(&sources[1].0)),
                    ];
                    for (action, resource) in places {
                        let request = rules.request(&asked, action, &resource, &context).unwrap();
                        let answer = |set| Authorizer::new().is_authorized(&request, set, &entities);
                        let part = rules.slices[id].of(action).unwrap();
                        assert!(part.policies().count() < whole.policies().count());
                        let (part, whole) = (answer(part), answer(&whole));
                        assert_eq!(part.decision(), whole.decision(), "{action}");
                        let reasons = |answer: &cedar_policy::Response| {
                            answer.diagnostics().reason().cloned().collect::<std::collections::BTreeSet<_>>()
                        };
                        assert_eq!(reasons(&part), reasons(&whole), "{action}");
                    }
                }
            }
        }
    }
}

//! The rules as text in Cedar's own language, for readers that share no code with this program.

use super::Rules;
use super::schema;
use cedar_policy::{Effect, Policy};
use std::collections::BTreeMap;

/// Everything that decides, written down. Each policy has its id as the annotation `id`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The schema of requests and entities.
    pub schema: String,
    /// What no sheet can open.
    pub guards: String,
    /// What duties permit.
    pub duties: String,
    /// The permits of each use case, by its id.
    pub use_cases: BTreeMap<String, String>,
}

impl Rules {
    /// The policies that decide, as text.
    pub fn written(&self) -> Written {
        let duties = || {
            let mut all: Vec<&Policy> = self.duties.policies().collect();
            all.sort_by_key(|policy| policy.id());
            all.into_iter()
        };
        let permits = |(id, slice): (&String, &super::slice::Slice)| {
            let permits = slice.policies().into_values().filter(|policy| policy.effect() == Effect::Permit);
            (id.clone(), text(permits))
        };
        Written {
            schema: schema::text(),
            guards: text(duties().filter(|policy| policy.effect() == Effect::Forbid)),
            duties: text(duties().filter(|policy| policy.effect() == Effect::Permit)),
            use_cases: self.slices.iter().map(permits).collect(),
        }
    }
}

/// Policies without slots always have a text.
fn text<'a>(policies: impl Iterator<Item = &'a Policy>) -> String {
    policies.filter_map(Policy::to_cedar).map(|policy| policy + "\n\n").collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use cedar_policy::{Policy, PolicySet, Schema};

    #[test]
    fn what_is_written_reads_as_the_very_policies_that_decide() {
        let rules = example();
        let written = rules.written();
        let (schema, _) = Schema::from_cedarschema_str(&written.schema).unwrap();
        assert_eq!(schema.actions().count(), rules.schema.actions().count());
        for (id, text) in &written.use_cases {
            let read: PolicySet = text.parse().unwrap();
            let decides = rules.slices[id].policies();
            for policy in read.policies() {
                let name = policy.annotation("id").unwrap();
                let twin = decides.iter().find(|(id, _)| AsRef::<str>::as_ref(**id) == name).unwrap().1;
                let again = Policy::from_json(None, policy.to_json().unwrap()).unwrap();
                assert_eq!(again.to_cedar(), twin.to_cedar(), "{name}");
            }
            let permits = decides.values().filter(|one| one.effect() == cedar_policy::Effect::Permit);
            assert_eq!(read.policies().count(), permits.count(), "{id}");
        }
        let guards: PolicySet = written.guards.parse().unwrap();
        assert!(guards.policies().any(|guard| guard.annotation("id") == Some("guard.network")));
        assert_eq!(guards.policies().count(), rules.guards.policies().count());
    }
}

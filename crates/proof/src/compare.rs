//! What a new folder of use cases grants beside an old one.

use crate::example::in_short;
use crate::{Fault, Prover, joined, read};
use cedar_policy::PolicySet;
use cedar_policy_symcc::CompiledPolicySet;
use std::collections::BTreeSet;

/// How what a use case grants changed, action by action.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The use case.
    pub use_case: String,
    /// Actions that grant more than before, each with an example in words.
    pub more: Vec<(String, String)>,
    /// Actions that grant less than before, each with an example in words.
    pub less: Vec<(String, String)>,
}

impl Change {
    /// It grants what it granted before.
    pub fn is_none(&self) -> bool {
        self.more.is_empty() && self.less.is_empty()
    }
}

impl Prover {
    /// Compares every use case with what it, or one by its id, granted in `old`. Which is no theorem: that something
    /// changes is for people to approve.
    ///
    /// # Errors
    /// When the old rules cannot be read or the solver gives no answer.
    pub fn compare(&mut self, old: &access::Written) -> Result<Vec<Change>, Fault> {
        let nothing = PolicySet::new();
        let ids: BTreeSet<String> = self.use_cases.keys().chain(old.use_cases.keys()).cloned().collect();
        let mut changes = Vec::new();
        for id in ids {
            let before = old.use_cases.get(&id).map_or(Ok(nothing.clone()), |text| read(text))?;
            let now = self.use_cases.get(&id).cloned().unwrap_or_default();
            // Under the guards, so that the examples are of what is really granted.
            let (before, now) = (joined(&self.guards, &before), joined(&self.guards, &now));
            let (before, now) = (before.map_err(Fault)?, now.map_err(Fault)?);
            let (before, now) = (self.compiled(&before).map_err(Fault)?, self.compiled(&now).map_err(Fault)?);
            let more = self.beyond(&now, &before)?;
            let less = self.beyond(&before, &now)?;
            changes.push(Change { use_case: id, more, less });
        }
        Ok(changes)
    }

    /// By action, an example of what the one grants and the other does not.
    fn beyond(
        &mut self,
        one: &[CompiledPolicySet],
        other: &[CompiledPolicySet],
    ) -> Result<Vec<(String, String)>, Fault> {
        let mut found = Vec::new();
        for (request, (one, other)) in self.requests.iter().zip(one.iter().zip(other)) {
            let answer = self.solver.allowed_by_the_first_alone(one, other);
            if let Some(example) = answer.map_err(Fault)? {
                found.push((request.action().id().unescaped().to_owned(), in_short(&example)));
            }
        }
        Ok(found)
    }
}

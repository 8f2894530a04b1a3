//! Proves, for every question that the schema allows, that the guards keep what they promise and that each use case
//! grants what its sheet says and no more.
//!
//! It reads the rules as they are written down ([`access::Written`]) and the sheets, translates both for the solver cvc5,
//! and never decides anything itself. A solver that says "unknown" or takes too long has proved nothing. Begin with [`Prover`];
//! `guards.rs` has the theorems.

mod compare;
mod example;
mod guards;
mod sheets;
mod solver;

pub use compare::Change;

use access::Written;
use cedar_policy::{Policy, PolicyId, PolicySet, RequestEnv, Schema};
use cedar_policy_symcc::CompiledPolicySet;
use ipnet::IpNet;
use solver::{Solver, compiled};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use thiserror::Error;

/// What became of one theorem.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What is claimed, in a sentence.
    pub theorem: String,
    /// Why it is not proved; none when it is.
    pub failure: Option<String>,
    /// How long it took.
    pub took: Duration,
}

/// Why nothing could be proved at all.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Fault(String);

impl Fault {
    fn of(cause: impl std::fmt::Display) -> Fault {
        Fault(cause.to_string())
    }
}

/// The rules, ready for the solver.
pub struct Prover {
    schema: Schema,
    /// Every kind of request there can be: one for each action.
    requests: Vec<RequestEnv>,
    guards: PolicySet,
    duties: PolicySet,
    use_cases: BTreeMap<String, PolicySet>,
    /// The guards with each use case, as the solver knows them: asked in every theorem.
    slices: Vec<(String, Vec<CompiledPolicySet>)>,
    networks: Vec<IpNet>,
    solver: Solver,
}

impl Prover {
    /// Reads the rules as they are written down. `program` is cvc5 or what speaks like it.
    ///
    /// # Errors
    /// When the rules cannot be read or the solver does not start.
    pub fn new(written: &Written, networks: &[IpNet], program: &Path) -> Result<Prover, Fault> {
        let (schema, _) = Schema::from_cedarschema_str(&written.schema).map_err(Fault::of)?;
        let use_cases = written.use_cases.iter().map(|(id, text)| Ok((id.clone(), read(text)?)));
        let mut requests: Vec<RequestEnv> = schema.request_envs().collect();
        requests.sort_by_key(|request| request.action().to_string());
        let mut prover = Prover {
            requests,
            schema,
            guards: read(&written.guards)?,
            duties: read(&written.duties)?,
            use_cases: use_cases.collect::<Result<_, Fault>>()?,
            slices: Vec::new(),
            networks: networks.to_vec(),
            solver: Solver::start(program)?,
        };
        for (id, permits) in &prover.use_cases {
            let slice =
                joined(&prover.guards, permits).and_then(|set| prover.compiled(&set)).map_err(Fault)?;
            prover.slices.push((id.clone(), slice));
        }
        Ok(prover)
    }

    /// How many kinds of request each theorem holds for at most.
    pub fn actions(&self) -> usize {
        self.requests.len()
    }

    /// A set of policies as the solver knows it, once for each kind of request.
    fn compiled(&self, set: &PolicySet) -> Result<Vec<CompiledPolicySet>, String> {
        self.requests.iter().map(|request| compiled(set, request, &self.schema)).collect()
    }

    /// Runs one theorem and tells what became of it.
    fn theorem(
        &mut self,
        theorem: impl Into<String>,
        tell: &mut dyn FnMut(Verdict),
        proof: impl FnOnce(&mut Prover) -> Result<(), String>,
    ) {
        let start = Instant::now();
        let failure = proof(self).err();
        tell(Verdict { theorem: theorem.into(), failure, took: start.elapsed() });
    }
}

/// Policies as text, each under the id in its annotation.
fn read(text: &str) -> Result<PolicySet, Fault> {
    let parsed: PolicySet = text.parse().map_err(Fault::of)?;
    let named = parsed.policies().map(|policy| match policy.annotation("id") {
        Some(id) => policy.new_id(PolicyId::new(id)),
        None => policy.clone(),
    });
    PolicySet::from_policies(named).map_err(Fault::of)
}

/// Both together.
fn joined(one: &PolicySet, other: &PolicySet) -> Result<PolicySet, String> {
    let policies: Vec<Policy> = one.policies().chain(other.policies()).cloned().collect();
    PolicySet::from_policies(policies).map_err(|cause| cause.to_string())
}

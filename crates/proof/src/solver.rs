//! The conversation with the solver. Every answer that is not a clear yes or no is an error.

use crate::Fault;
use cedar_policy::{Policy, PolicySet, RequestEnv, Schema};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, Env};
use std::path::Path;
use tokio::process::Command;
use tokio::runtime::Runtime;

/// How long the solver may think about one question.
const LIMIT: &str = "--tlimit-per=60000";

/// cvc5, running.
pub(crate) struct Solver {
    compiler: CedarSymCompiler<LocalSolver>,
    // Dropped after the process that lives on it.
    runtime: Runtime,
}

/// A request that contradicts a theorem, with the entities it is about.
pub(crate) type Counterexample = Box<Env>;

type Answer = Result<Option<Counterexample>, String>;

impl Solver {
    pub(crate) fn start(program: &Path) -> Result<Solver, Fault> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Fault::of)?;
        let process = runtime.block_on(async {
            LocalSolver::from_command(Command::new(program).args(["--lang=smt", LIMIT]).kill_on_drop(true))
        });
        let process = process.map_err(|cause| {
            Fault(format!(
                "the solver `{}` does not start ({cause}); name cvc5 with the environment variable CVC5",
                program.display()
            ))
        })?;
        Ok(Solver { compiler: CedarSymCompiler::new(process).map_err(Fault::of)?, runtime })
    }

    /// A request on which the policy errs.
    pub(crate) fn errs(&mut self, policy: &Policy, request: &RequestEnv, schema: &Schema) -> Answer {
        let policy = CompiledPolicy::compile(policy, request, schema).map_err(said)?;
        let answer = self.compiler.check_never_errors_with_counterexample_opt(&policy);
        told(self.runtime.block_on(answer))
    }

    /// A request that both sets allow.
    pub(crate) fn allowed_by_both(&mut self, one: &CompiledPolicySet, other: &CompiledPolicySet) -> Answer {
        let answer = self.compiler.check_disjoint_with_counterexample_opt(one, other);
        told(self.runtime.block_on(answer))
    }

    /// A request that the first set allows and the second does not.
    pub(crate) fn allowed_by_the_first_alone(
        &mut self,
        first: &CompiledPolicySet,
        second: &CompiledPolicySet,
    ) -> Answer {
        let answer = self.compiler.check_implies_with_counterexample_opt(first, second);
        told(self.runtime.block_on(answer))
    }

    /// A request that the set allows.
    pub(crate) fn allowed(&mut self, set: &CompiledPolicySet) -> Answer {
        let answer = self.compiler.check_always_denies_with_counterexample_opt(set);
        told(self.runtime.block_on(answer))
    }
}

/// A set of policies as the solver knows it, for one kind of request.
pub(crate) fn compiled(
    set: &PolicySet,
    request: &RequestEnv,
    schema: &Schema,
) -> Result<CompiledPolicySet, String> {
    CompiledPolicySet::compile(set, request, schema).map_err(said)
}

fn told(answer: Result<Option<Env>, cedar_policy_symcc::err::Error>) -> Answer {
    answer.map(|found| found.map(Box::new)).map_err(said)
}

fn said(cause: cedar_policy_symcc::err::Error) -> String {
    format!("the solver gave no answer: {cause}")
}

//! What the guards promise, whatever any sheet permits: beside the guards stands a policy that permits everything.

use crate::example::in_words;
use crate::solver::Solver;
use crate::{Prover, Verdict, joined, read};
use cedar_policy::PolicySet;
use cedar_policy_symcc::CompiledPolicySet;

/// Everything is permitted: more than any sheet can say.
const EVERYTHING: &str = "permit (principal, action, resource);";

/// A promise: requests that must be denied, as a policy that permits just those, and the guard that sees to it.
struct Promise {
    words: &'static str,
    denied: &'static str,
    guard: &'static str,
}

const PROMISES: [Promise; 16] = [
    Promise {
        words: "who has not accepted the newest responsibility policy may do nothing and is shown nothing",
        denied: "permit (principal, action, resource) when { principal.agreed < context.agreementRequired };",
        guard: "guard.account",
    },
    Promise {
        words: "an account that is off may do nothing and is shown nothing",
        denied: "permit (principal, action, resource) when { !principal.active };",
        guard: "guard.account",
    },
    Promise {
        words: "without a use case or a purpose nothing is shown or found",
        denied: r#"permit (principal, action in Throughline::Action::"data", resource)
            when { context.useCase == "" || context.purpose == "" };"#,
        guard: "guard.purpose-stated",
    },
    Promise {
        words: "beyond basics a private person is shown and found only for the care team with leave for private records",
        denied: r#"permit (principal, action in Throughline::Action::"beyond_basics", resource)
            when { resource.subject.privacy == "private" }
            when { !principal.privileged || !resource.subject.careTeam.contains(principal) };"#,
        guard: "guard.private",
    },
    Promise {
        words: "beyond basics nobody but an open person is shown or found for who is on no list or has no leave",
        denied: r#"permit (principal, action in Throughline::Action::"beyond_basics", resource)
            when { resource.subject.privacy != "open" }
            when { !principal.privileged ||
                   !(resource.subject.careTeam.contains(principal) || resource.subject.named.contains(principal)) };"#,
        guard: "guard.private",
    },
    Promise {
        words: "a sealed person is shown and found only for those who are named and have leave, not even by basics",
        denied: r#"permit (principal, action in Throughline::Action::"data", resource)
            when { resource.subject.privacy == "sealed" }
            unless { principal.privileged && resource.subject.named.contains(principal) };"#,
        guard: "guard.sealed",
    },
    Promise {
        words: "a level of privacy that the program does not know is treated as sealed",
        denied: r#"permit (principal, action in Throughline::Action::"data", resource)
            when { !["open", "private", "sealed"].contains(resource.subject.privacy) }
            unless { principal.privileged && resource.subject.named.contains(principal) };"#,
        guard: "guard.sealed",
    },
    Promise {
        words: "of a folder that is taken out of use nothing is shown or found",
        denied: r#"permit (principal, action in Throughline::Action::"data", resource) when { resource.hidden };"#,
        guard: "guard.hidden-folder",
    },
    Promise {
        words: "the whole Social Security number is not shown without a reason",
        denied: r#"permit (principal, action == Throughline::Action::"see_ssn_full", resource)
            when { context.reason == "" };"#,
        guard: "guard.ssn-step-up",
    },
    Promise {
        words: "the whole Social Security number is not shown when the password was typed more than 300 seconds ago",
        denied: r#"permit (principal, action == Throughline::Action::"see_ssn_full", resource)
            when { context.confirmedSeconds > 300 };"#,
        guard: "guard.ssn-step-up",
    },
    Promise {
        words: "nobody approves a use case that she wrote",
        denied: r#"permit (principal, action == Throughline::Action::"approve_use_case", resource)
            when { resource.author == principal };"#,
        guard: "guard.two-persons",
    },
    Promise {
        words: "nobody approves a use case twice, for two offices",
        denied: r#"permit (principal, action == Throughline::Action::"approve_use_case", resource)
            when { resource.approved.contains(principal) };"#,
        guard: "guard.two-persons",
    },
    Promise {
        words: "nobody gives herself access or takes it from herself",
        denied: r#"permit (principal, action == Throughline::Action::"change_membership", resource)
            when { resource.member == principal };"#,
        guard: "guard.no-self-grant",
    },
    Promise {
        words: "nobody lets herself into the care of a private record, or out of it",
        denied: r#"permit (principal, action == Throughline::Action::"guard_private", resource)
            when { resource.member.contains(principal) };"#,
        guard: "guard.no-self-care",
    },
    Promise {
        words: "nobody gives herself a post at a front desk or takes it from herself",
        denied: r#"permit (principal, action == Throughline::Action::"serve_front_desk", resource)
            when { resource.member.contains(principal) };"#,
        guard: "guard.no-self-post",
    },
    Promise {
        words: "where a decision about links takes two persons, nobody is both of them",
        denied: r#"permit (principal, action == Throughline::Action::"review_links", resource)
            when { resource.first.contains(principal) };"#,
        guard: "guard.no-self-confirm",
    },
];

/// Requests that no duty may permit.
const WITHOUT_DUTY: [(&str, &str); 5] = [
    (
        "no duty shows or finds anybody",
        r#"permit (principal, action in Throughline::Action::"data", resource);"#,
    ),
    (
        "nobody approves a use case without the duty of this step",
        r#"permit (principal, action == Throughline::Action::"approve_use_case", resource)
            unless { resource.approvers.contains(principal) };"#,
    ),
    (
        "nobody changes who belongs to a group but its provisioners who accepted the account management policy",
        r#"permit (principal, action == Throughline::Action::"change_membership", resource)
            unless { resource.provisioners.contains(principal) && resource.provisionerAgreed };"#,
    ),
    (
        "nobody does anything at a front desk without a duty for it at the place",
        r#"permit (principal, action == Throughline::Action::"serve_front_desk", resource)
            unless { resource.holders.contains(principal) };"#,
    ),
    (
        "nobody decides about links without a duty for it at one of the sources",
        r#"permit (principal, action == Throughline::Action::"review_links", resource)
            unless { resource.holders.contains(principal) };"#,
    ),
];

impl Prover {
    /// Proves what the guards promise, whatever the sheets say. Each verdict is told as soon as it is there.
    pub fn prove_guards(&mut self, tell: &mut dyn FnMut(Verdict)) {
        self.theorem("no guard and no duty ever errs", tell, |prover| {
            prover.never_errs(&joined(&prover.guards, &prover.duties)?)
        });
        for Promise { words, denied, guard } in PROMISES {
            self.theorem(words, tell, |prover| prover.keeps(denied, guard));
        }
        if !self.networks.is_empty() {
            let words = "from outside the city's networks nothing can be done and nothing is shown";
            self.theorem(words, tell, |prover| prover.keeps(&outside(&prover.networks), "guard.network"));
        }
        for (words, denied) in WITHOUT_DUTY {
            self.theorem(words, tell, |prover| {
                let duties = prover.compiled(&joined(&prover.guards, &prover.duties)?)?;
                let denied = prover.compiled(&promised(denied)?)?;
                denies(&mut prover.solver, &duties, &denied)
            });
        }
    }

    /// No policy of the set errs on any request.
    pub(crate) fn never_errs(&mut self, set: &PolicySet) -> Result<(), String> {
        for policy in set.policies() {
            for request in &self.requests {
                if let Some(found) = self.solver.errs(policy, request, &self.schema)? {
                    return Err(format!("{} errs: {}", policy.id(), in_words(&found)));
                }
            }
        }
        Ok(())
    }

    /// The promise is kept whatever sheets permit; and it is this guard that keeps it: without the guard the solver finds a
    /// request that breaks it, so the theorem is not empty and the solver does answer both ways.
    fn keeps(&mut self, denied: &str, guard: &str) -> Result<(), String> {
        let denied = promised(denied)?;
        let everything = promised(EVERYTHING)?;
        let denied = self.compiled(&denied)?;
        let whole = self.compiled(&joined(&self.guards, &everything)?)?;
        denies(&mut self.solver, &whole, &denied)?;
        for (id, slice) in &self.slices {
            denies(&mut self.solver, slice, &denied).map_err(|cause| format!("use case {id}: {cause}"))?;
        }
        let others = self.guards.policies().filter(|one| AsRef::<str>::as_ref(one.id()) != guard).cloned();
        let others = PolicySet::from_policies(others).map_err(|cause| cause.to_string())?;
        let others = self.compiled(&joined(&others, &everything)?)?;
        match denies(&mut self.solver, &others, &denied) {
            Err(_) => Ok(()),
            Ok(()) => {
                Err(format!("it holds without {guard} too, so the theorem does not say what it should"))
            }
        }
    }
}

/// The policies allow none of these requests.
fn denies(
    solver: &mut Solver,
    policies: &[CompiledPolicySet],
    denied: &[CompiledPolicySet],
) -> Result<(), String> {
    for (policies, denied) in policies.iter().zip(denied) {
        if let Some(found) = solver.allowed_by_both(policies, denied)? {
            return Err(format!("this is allowed: {}", in_words(&found)));
        }
    }
    Ok(())
}

fn promised(text: &str) -> Result<PolicySet, String> {
    read(text).map_err(|cause| cause.to_string())
}

fn outside(networks: &[ipnet::IpNet]) -> String {
    let inside: Vec<String> =
        networks.iter().map(|network| format!("context.address.isInRange(ip(\"{network}\"))")).collect();
    format!("permit (principal, action, resource) unless {{ {} }};", inside.join(" || "))
}

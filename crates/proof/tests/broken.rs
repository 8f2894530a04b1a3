//! Rules that are broken on purpose: the prover must say so. They need cvc5, which `tests/policies` provides.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use access::{Rules, Written};
use proof::{Prover, Verdict};
use records::SourceId;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use usecases::{Folder, Sheet};

/// The rules of one use case of the example, with its sheet.
fn rent_freeze() -> (Written, Sheet) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/policies");
    let sources = ["benefits", "children", "housing", "finance", "shelter", "centers"].map(SourceId::new);
    let mut folder = Folder::read(&folder, &sources).unwrap();
    folder.sheets.retain(|id, _| id == "UC-006");
    let sheet = folder.sheets["UC-006"].clone();
    (Rules::new(folder, &["10.0.0.0/8".parse().unwrap()]).unwrap().written(), sheet)
}

fn solver() -> PathBuf {
    std::env::var_os("CVC5").map(PathBuf::from).unwrap()
}

/// What is not proved of these rules, with the reasons.
fn failures(
    written: &Written,
    prove: impl FnOnce(&mut Prover, &mut dyn FnMut(Verdict)),
) -> Vec<(String, String)> {
    let mut failures = Vec::new();
    let mut prover = Prover::new(written, &["10.0.0.0/8".parse().unwrap()], &solver()).unwrap();
    prove(&mut prover, &mut |verdict| failures.extend(verdict.failure.map(|why| (verdict.theorem, why))));
    failures
}

#[test]
#[ignore = "needs cvc5; tests/policies runs it"]
fn sound_rules_are_proved_with_the_guard_of_the_network() {
    let (written, sheet) = rent_freeze();
    let failures = failures(&written, |prover, tell| {
        prover.prove_guards(tell);
        prover.prove_sheet(&sheet, tell);
    });
    assert_eq!(failures, Vec::new());
}

#[test]
#[ignore = "needs cvc5; tests/policies runs it"]
fn a_guard_that_asks_for_too_little_is_found() {
    let (mut written, _) = rent_freeze();
    written.use_cases.clear();
    written.guards = written.guards.replacen("principal.privileged &&", "", 1);
    let failures = failures(&written, |prover, tell| prover.prove_guards(tell));
    let (_, why) =
        failures.iter().find(|(theorem, _)| theorem.contains("leave for private records")).unwrap();
    assert!(why.contains("without leave for private records") && why.contains("`private`"), "{why}");
}

#[test]
#[ignore = "needs cvc5; tests/policies runs it"]
fn a_class_too_many_and_one_too_few_are_found() {
    let (written, sheet) = rent_freeze();
    let changed = |from: &str, to: &str| {
        let mut written = written.clone();
        let text = written.use_cases.get_mut("UC-006").unwrap();
        assert!(text.contains(from));
        *text = text.replace(from, to);
        failures(&written, |prover, tell| prover.prove_sheet(&sheet, tell))
    };
    let more = changed(
        "Throughline::Action::\"see_tenancy\"",
        "Throughline::Action::\"see_tenancy\", Throughline::Action::\"see_custody\"",
    );
    assert!(
        more[0].1.contains("granted beyond the sheet") && more[0].1.contains("sees time in custody"),
        "{more:?}"
    );
    let less = changed("Throughline::Action::\"see_tenancy\"", "Throughline::Action::\"see_name\"");
    assert!(
        less[0].1.contains("in the sheet but not granted") && less[0].1.contains("`housing`"),
        "{less:?}"
    );
    let longer = changed("2028-01-01", "2028-01-02");
    assert!(longer[0].1.contains("at 2028-01-01T"), "{longer:?}");
}

#[test]
#[ignore = "needs cvc5; tests/policies runs it"]
fn a_guard_that_can_err_is_found() {
    let (mut written, _) = rent_freeze();
    written.use_cases.clear();
    written.guards =
        written.guards.replace("context.confirmedSeconds <= 300", "context.confirmedSeconds + 1 <= 301");
    let failures = failures(&written, |prover, tell| prover.prove_guards(tell));
    assert!(
        failures[0].0.contains("ever errs") && failures[0].1.contains("guard.ssn-step-up errs"),
        "{failures:?}"
    );
}

#[test]
#[ignore = "needs cvc5; tests/policies runs it"]
fn what_is_granted_beside_a_former_folder_is_said_with_an_example() {
    let (new, _) = rent_freeze();
    let mut old = new.clone();
    let text = old.use_cases.get_mut("UC-006").unwrap();
    *text = text.replace("Throughline::Action::\"see_income\"", "Throughline::Action::\"see_visits\"");
    let mut prover = Prover::new(&new, &[], &solver()).unwrap();
    let changes = prover.compare(&old).unwrap();
    let (action, example) = &changes[0].more[0];
    assert_eq!(action, "see_income");
    assert!(
        example.contains("the user group `rent-freeze-examiners`") && example.contains("`eligibility`"),
        "{example}"
    );
    assert_eq!(changes[0].less[0].0, "see_visits");
    assert!(prover.compare(&new).unwrap()[0].is_none());
}

#[test]
fn a_solver_that_does_not_know_has_proved_nothing() {
    let (written, sheet) = rent_freeze();
    let folder = tempfile::tempdir().unwrap();
    let unsure = folder.path().join("unsure");
    let script = "#!/bin/sh\nwhile read -r line; do [ \"$line\" = '(check-sat)' ] && echo unknown; done\n";
    std::fs::write(&unsure, script).unwrap();
    std::fs::set_permissions(&unsure, std::fs::Permissions::from_mode(0o700)).unwrap();
    let mut failures = Vec::new();
    let mut prover = Prover::new(&written, &[], &unsure).unwrap();
    prover.prove_sheet(&sheet, &mut |verdict| {
        failures.extend(verdict.failure.map(|why| (verdict.theorem, why)));
    });
    assert!(failures.iter().any(|(_, why)| why.contains("unknown")), "{failures:?}");
    assert!(
        Prover::new(&written, &[], Path::new("/nowhere/cvc5"))
            .is_err_and(|fault| fault.to_string().contains("CVC5"))
    );
}

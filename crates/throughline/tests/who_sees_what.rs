//! The table that lawyers read is the one that the rules make now, and nothing is missing from it.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use records::SectionKind;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const SETTINGS: &str = "examples/new_york/throughline.toml";
const TABLE: &str = "examples/new_york/policies/who_sees_what.txt";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_committed_table_is_what_the_rules_say_now() {
    let made = Command::new(env!("CARGO_BIN_EXE_throughline"))
        .args(["policy", "table", "--settings", SETTINGS])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let committed = std::fs::read_to_string(root().join(TABLE)).unwrap();
    let made = String::from_utf8(made.stdout).unwrap();
    let first = made.lines().zip(committed.lines()).position(|(made, committed)| made != committed);
    assert!(
        made == committed,
        "the rules show something else than {TABLE} says (line {:?}). If that is meant, renew it and read the difference:\n  \
         target/debug/throughline policy table --settings {SETTINGS} > {TABLE}",
        first.map(|at| at + 1)
    );
}

#[test]
fn every_class_of_every_section_of_every_source_and_every_user_group_is_in_the_table() {
    let table = std::fs::read_to_string(root().join(TABLE)).unwrap();
    let told = lines_of(&table);
    let mappings = root().join("examples/new_york/sources");
    let variables = |_: &str| None;
    let surroundings = sources::Surroundings { variables: &variables, ..sources::Surroundings::none() };
    for file in std::fs::read_dir(mappings).unwrap().map(|file| file.unwrap().path()) {
        let source = sources::profile(&file, &surroundings).unwrap();
        for kind in &source.sections {
            for words in words_of(*kind) {
                let line = (source.id.0.clone(), kind.title().to_owned(), words.to_owned());
                assert!(told.contains(&line), "the table has no line for {line:?}");
            }
        }
    }
    let groups = std::fs::read_to_string(root().join("examples/new_york/policies/groups.toml")).unwrap();
    for name in groups.lines().filter_map(|line| line.strip_prefix("name = ")) {
        let name = name.trim_matches('"');
        assert!(table.contains(&format!("=== {name} (")), "the table does not name the user group {name}");
    }
}

/// From the catalogue alone, not from what access thinks of it.
fn words_of(kind: SectionKind) -> BTreeSet<&'static str> {
    kind.fields().map(|field| field.class().words()).collect()
}

/// Source, section and class of every line: what stands at the margin is a source, two deep a section, four deep a class.
fn lines_of(table: &str) -> BTreeSet<(String, String, String)> {
    let (mut source, mut section, mut lines) = (String::new(), String::new(), BTreeSet::new());
    for line in table.lines() {
        let words = line.trim_start();
        match line.len() - words.len() {
            0 if line.ends_with(')') && !line.starts_with('=') => {
                source = line.rsplit('(').next().unwrap().trim_end_matches(')').to_owned();
            }
            2 => section = words.to_owned(),
            4 => {
                let class = words.split("  ").next().unwrap();
                lines.insert((source.clone(), section.clone(), class.to_owned()));
            }
            _ => {}
        }
    }
    lines
}

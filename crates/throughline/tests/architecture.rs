//! The map is true: the table in ARCHITECTURE.md says what the manifests say.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

type Rooms = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_table_in_architecture_md_says_what_the_manifests_say() {
    let (told, built) = (table(), manifests());
    assert_eq!(told.keys().collect::<Vec<_>>(), built.keys().collect::<Vec<_>>(), "the rooms");
    for (room, uses) in &built {
        let all: BTreeSet<String> = built.keys().cloned().collect();
        let allowed = if told[room].contains("all") { all } else { told[room].clone() };
        let beyond: Vec<_> = uses.difference(&allowed).collect();
        assert!(beyond.is_empty(), "{room} uses {beyond:?}, which the table does not allow");
        let unused: Vec<_> =
            told[room].iter().filter(|used| *used != "all" && !uses.contains(*used)).collect();
        assert!(unused.is_empty(), "the table lets {room} use {unused:?}, which it does not");
    }
}

#[test]
fn no_room_is_called_by_a_name_that_says_nothing() {
    let banned = ["utils", "util", "helpers", "helper", "common", "core", "misc", "manager"];
    for file in sources(&root().join("crates")) {
        let stem = file.file_stem().unwrap().to_string_lossy().to_string();
        assert!(!banned.contains(&stem.as_str()), "{} needs a name that says what it does", file.display());
    }
}

#[test]
fn no_file_has_grown_to_do_two_jobs() {
    for file in sources(&root().join("crates")) {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 400, "{} has {lines} lines; part it", file.display());
    }
}

#[test]
fn every_dependency_has_its_line_of_reason() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, dependencies) = manifest.split_once("[workspace.dependencies]").unwrap();
    let (dependencies, _) = dependencies.split_once("\n[").unwrap();
    let mut before = "";
    for line in dependencies.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with('#') && line.contains('=') && !line.contains("path =") {
            assert!(before.starts_with('#'), "`{line}` has no reason above it");
        }
        before = line;
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn table() -> Rooms {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with("| Room ")).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let uses = cells[2].split(',').map(|room| room.trim().to_owned());
            (cells[0].to_owned(), uses.filter(|room| !room.is_empty()).collect())
        })
        .collect()
}

fn manifests() -> Rooms {
    let folders = std::fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let names: BTreeSet<String> =
        folders.map(|path| path.file_name().unwrap().to_string_lossy().to_string()).collect();
    let uses = |room: &String| {
        let manifest = std::fs::read_to_string(root().join("crates").join(room).join("Cargo.toml")).unwrap();
        let (_, dependencies) = manifest.split_once("\n[dependencies]").unwrap();
        let dependencies = dependencies.split("\n[").next().unwrap();
        let named = dependencies.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        named.filter(|name| names.contains(*name)).map(str::to_owned).collect()
    };
    names.iter().map(|room| (room.clone(), uses(room))).collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
            found.push(entry);
        }
    }
    found
}

//! The mappings that are shipped, and the example of the reference, can be read.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod fixture;

use fixture::Folder;
use sources::Surroundings;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn mappings(town: &str) -> Vec<PathBuf> {
    let folder = root().join("examples").join(town).join("sources");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
    files.sort();
    files
}

/// Variables as the program would give them, with a token file in `folder`.
fn variables(folder: &Folder) -> impl Fn(&str) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let token = folder.write("token", "secret\n");
    std::fs::set_permissions(&token, std::fs::Permissions::from_mode(0o600)).unwrap();
    let (token, folder) = (token.display().to_string(), folder.path().display().to_string());
    move |name: &str| {
        Some(match name {
            name if name.ends_with("_URL") => "http://127.0.0.1:9".to_owned(),
            name if name.ends_with("_TOKEN_FILE") => token.clone(),
            _ => folder.clone(),
        })
    }
}

#[test]
fn the_shipped_mappings_are_read() {
    let folder = Folder::new();
    let variables = variables(&folder);
    let surroundings = Surroundings { variables: &variables, ..Surroundings::none() };
    let mut names = Vec::new();
    for file in mappings("new_york").into_iter().chain(mappings("anytown")) {
        let source = sources::open(&file, &surroundings).unwrap();
        let profile = source.profile();
        assert_eq!(
            file.file_stem().unwrap().to_str().unwrap(),
            profile.id.0,
            "a mapping is called like its source"
        );
        names.push(format!("{}{}", profile.id, if profile.live { " live" } else { "" }));
    }
    let expected = [
        "benefits live",
        "children live",
        "finance",
        "housing live",
        "shelter",
        "census",
        "social_security",
        "tax_returns",
        "wages",
        "wic",
    ];
    assert_eq!(names, expected);
}

#[test]
fn the_example_of_the_reference_is_read() {
    let text = std::fs::read_to_string(root().join("docs/mappings.md")).unwrap();
    let (_, after) = text.split_once("```toml\n").unwrap();
    let (example, _) = after.split_once("```").unwrap();
    let folder = Folder::new();
    let variables = variables(&folder);
    let surroundings = Surroundings { variables: &variables, ..Surroundings::none() };
    let file = folder.write("example.toml", example);
    let source = sources::open(&file, &surroundings).unwrap();
    assert!(source.profile().sections.len() >= 4);
}

//! Reads the folder of policies: user groups, agreements, and one file for each use case.

use crate::sheet::{at_line, faults_of};
use crate::{Agreements, Faults, Sheet, UserGroup};
use records::SourceId;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files of the folder that are no sheets.
const NOT_SHEETS: [&str; 2] = ["groups.toml", "agreements.toml"];

/// Everything that a folder of policies says, checked.
#[derive(Clone, Default, Debug)]
pub struct Folder {
    /// User groups.
    pub groups: Vec<UserGroup>,
    /// Use cases by id.
    pub sheets: BTreeMap<String, Sheet>,
    /// Texts to accept.
    pub agreements: Agreements,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    group: Vec<UserGroup>,
}

impl Folder {
    /// Reads `groups.toml`, `agreements.toml` and every other sheet of a folder. Any fault refuses the whole folder, so that
    /// a bad sheet never replaces a good one.
    ///
    /// # Errors
    /// With one sentence for each fault.
    pub fn read(folder: &Path, sources: &[SourceId]) -> Result<Folder, Faults> {
        let groups = match read_file::<Groups>(&folder.join("groups.toml")) {
            Ok(groups) => groups.group,
            Err(fault) => return Err(Faults(vec![fault])),
        };
        let mut faults = Vec::new();
        let agreements = folder.join("agreements.toml");
        let agreements = match agreements.exists().then(|| read_file::<Agreements>(&agreements)) {
            None => Agreements::default(),
            Some(Ok(agreements)) => agreements,
            Some(Err(fault)) => {
                faults.push(fault);
                Agreements::default()
            }
        };
        faults.extend(agreements.faults());
        let mut sheets: BTreeMap<String, Sheet> = BTreeMap::new();
        for path in sheet_files(folder).map_err(|fault| Faults(vec![fault]))? {
            let shown = path.display();
            let read = text_of(&path)
                .and_then(|text| Sheet::read(&text).map_err(|fault| format!("{shown}, {fault}")));
            match read {
                Ok(sheet) => {
                    let own = faults_of(&sheet, &groups, sources);
                    faults.extend(own.into_iter().map(|fault| format!("{shown}: {fault}")));
                    if sheets.contains_key(&sheet.id) {
                        faults.push(format!(
                            "{shown}: the id `{}` stands on another sheet too; give each its own",
                            sheet.id
                        ));
                    }
                    sheets.insert(sheet.id.clone(), sheet);
                }
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(Folder { groups, sheets, agreements }) } else { Err(Faults(faults)) }
    }
}

fn sheet_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let list = std::fs::read_dir(folder).map_err(|cause| {
        format!("the folder of use cases `{}` cannot be read ({cause})", folder.display())
    })?;
    let is_sheet = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        path.extension().is_some_and(|ending| ending == "toml") && !NOT_SHEETS.contains(&name)
    };
    let mut files: Vec<_> =
        list.filter_map(|file| file.ok().map(|file| file.path())).filter(is_sheet).collect();
    files.sort();
    Ok(files)
}

fn read_file<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = text_of(path)?;
    toml::from_str(&text).map_err(|cause| format!("{}, {}", path.display(), at_line(&text, &cause)))
}

fn text_of(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|cause| format!("`{}` cannot be read ({cause})", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faulty_folder_is_refused_whole_with_a_sentence_for_each_fault() {
        let folder = tempfile::tempdir().unwrap();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/policies");
        std::fs::copy(example.join("groups.toml"), folder.path().join("groups.toml")).unwrap();
        let good = std::fs::read_to_string(example.join("uc-006-rent-freeze.toml")).unwrap();
        let bad = good
            .replace("\"rent-freeze-examiners\"", "\"rent-freeze\"")
            .replace("\"tenancy\"", "\"tenancies\"")
            .replace("2027-12-31", "2025-12-31")
            .replace("\"housing\"", "\"house\"");
        std::fs::write(folder.path().join("a.toml"), &bad).unwrap();
        std::fs::write(folder.path().join("b.toml"), good.replace("version = 1", "versions = 1")).unwrap();
        let sources = ["housing", "finance"].map(SourceId::new);
        let faults = Folder::read(folder.path(), &sources).err().unwrap().0;
        let expected = [
            "the user group `rent-freeze` does not exist",
            "it ends on 2025-12-31, before it begins on 2026-01-01",
            "the field class `tenancies`, which does not exist",
            "there is no source `house`; the settings have: housing, finance",
            "b.toml, line 2: unknown field `versions`",
        ];
        for sentence in expected {
            assert!(faults.iter().any(|fault| fault.contains(sentence)), "{sentence}: {faults:?}");
        }
    }
}

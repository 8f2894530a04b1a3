//! The reviewed use cases, turned into policies that decide every field.
//!
//! A sheet (TOML, one per use case) is what counsel reads and approves; the policy is built from it as data, never by
//! joining text. The guards stand beside the sheets, are part of the program and cannot be edited.

mod decide;
mod policy;
mod schema;
mod sheet;

pub use decide::Grants;
pub use sheet::{Sheet, UserGroup};

pub(crate) use decide::Asked;

use crate::view::UseCaseCard;
use cedar_policy::{PolicySet, Schema};
use jiff::Timestamp;
use records::SourceId;
use std::collections::BTreeMap;
use std::path::Path;
use thiserror::Error;

/// All use cases in force, each with the policies that can permit anything under it.
pub struct Rules {
    schema: Schema,
    /// Guards and the policies of one use case: the slice that a session needs.
    slices: BTreeMap<String, PolicySet>,
    sheets: BTreeMap<String, Sheet>,
    groups: Vec<UserGroup>,
}

/// Why a set of sheets cannot be used. One sentence for each fault, with file and place.
#[derive(Debug, Error)]
#[error("{}", .0.join("\n"))]
pub struct RulesError(pub Vec<String>);

impl Rules {
    /// Reads `groups.toml` and every other sheet of a folder. Any fault refuses the whole folder, so that a bad sheet never
    /// replaces a good one.
    ///
    /// # Errors
    /// With one sentence for each fault.
    pub fn read(folder: &Path, sources: &[SourceId]) -> Result<Rules, RulesError> {
        let (groups, sheets) = sheet::read_folder(folder, sources)?;
        let schema = schema::schema().map_err(|cause| RulesError(vec![cause]))?;
        let mut slices = BTreeMap::new();
        for (id, sheet) in &sheets {
            let slice = policy::slice(sheet, &schema)
                .map_err(|cause| RulesError(vec![format!("use case `{id}`: {cause}")]))?;
            slices.insert(id.clone(), slice);
        }
        let rules = Rules { schema, slices, sheets, groups };
        decide::self_test(&rules).map_err(|cause| RulesError(vec![cause]))?;
        Ok(rules)
    }

    /// The use cases that one of these groups may choose at `now`.
    pub fn open_to(&self, groups: &[String], now: Timestamp) -> Vec<&Sheet> {
        self.sheets.values().filter(|sheet| sheet.in_force(now) && sheet.is_for(groups)).collect()
    }

    /// A use case by its id.
    pub fn sheet(&self, id: &str) -> Option<&Sheet> {
        self.sheets.get(id)
    }

    /// A user group by its settings name.
    pub fn group(&self, id: &str) -> Option<&UserGroup> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// All user groups.
    pub fn groups(&self) -> &[UserGroup] {
        &self.groups
    }
}

impl Sheet {
    /// The use case as a page shows it.
    pub fn card(&self) -> UseCaseCard {
        UseCaseCard {
            id: self.id.clone(),
            title: self.title.clone(),
            who: self.text.who.clone(),
            what: self.text.what.clone(),
            how: self.text.how.clone(),
            purposes: self
                .purpose
                .iter()
                .map(|purpose| (purpose.id.clone(), purpose.words.clone()))
                .collect(),
            valid_until: crate::words::civil_date(self.valid_until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::{FieldClass, SectionKind, catalog::income};

    fn example() -> Rules {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/policies");
        let sources = ["benefits", "children", "housing", "finance", "shelter"].map(SourceId::new);
        Rules::read(&folder, &sources).unwrap()
    }

    fn asked<'a>(groups: &'a [String], use_case: &'a str, purpose: &'a str, now: &str) -> Asked<'a> {
        Asked { account: 1, agency: "benefits", groups, use_case, purpose, now: now.parse().unwrap() }
    }

    fn everything() -> Vec<(SourceId, Vec<SectionKind>)> {
        ["benefits", "children"].map(|name| (SourceId::new(name), SectionKind::ALL.to_vec())).to_vec()
    }

    #[test]
    fn a_use_case_opens_what_its_sheet_says_and_no_more() {
        let rules = example();
        let groups = ["benefits-intake".to_owned()];
        let in_force = asked(&groups, "UC-001", "application", "2026-06-01T12:00:00Z");
        let grants = rules.decide(&in_force, &everything(), true).unwrap();
        let (benefits, children) = (SourceId::new("benefits"), SourceId::new("children"));
        assert!(grants.shows(&benefits, income::INCOME_AMOUNT));
        assert!(!grants.opens(&benefits, SectionKind::Custody, FieldClass::Custody));
        assert!(!grants.opens_folder(&children));
        assert_eq!(grants.find_mask(&children), 0);
        assert_ne!(grants.find_mask(&benefits) & FieldClass::Name.bit(), 0);
        assert_eq!(grants.find_mask(&benefits) & FieldClass::Income.bit(), 0);
        assert!(grants.policies().contains("UC-001.v1/opens-1/benefits-intake"));
    }

    #[test]
    fn a_stranger_a_wrong_purpose_and_a_late_day_open_nothing() {
        let rules = example();
        let (own, other) = (["benefits-intake".to_owned()], ["shelter-intake".to_owned()]);
        let cases = [
            asked(&other, "UC-001", "application", "2026-06-01T12:00:00Z"),
            asked(&own, "UC-001", "curiosity", "2026-06-01T12:00:00Z"),
            asked(&own, "UC-001", "", "2026-06-01T12:00:00Z"),
            asked(&own, "UC-001", "application", "2028-01-01T00:00:00Z"),
            asked(&own, "UC-001", "application", "2025-12-31T23:59:59Z"),
            asked(&own, "UC-999", "application", "2026-06-01T12:00:00Z"),
        ];
        for case in cases {
            assert_eq!(rules.decide(&case, &everything(), true).unwrap().all_bits(), 0);
        }
    }

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
        let faults = Rules::read(folder.path(), &sources).err().unwrap().0;
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

//! Use-case sheets, as they are written down and checked.

use crate::UserGroup;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use records::{FieldClass, SectionKind, SourceId};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// One reviewed use case: WHO needs it, WHAT data, HOW they are used.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Its id, such as `UC-014`.
    pub id: String,
    /// Its version, counted from 1.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// User groups that may choose it.
    pub groups: Vec<String>,
    /// First day on which it may be used.
    #[serde(deserialize_with = "day")]
    pub valid_from: Date,
    /// Last day on which it may be used.
    #[serde(deserialize_with = "day")]
    pub valid_until: Date,
    /// The text that counsel approved.
    pub text: Text,
    /// The permitted uses, one of which is stated at each sign-in.
    pub purpose: Vec<Purpose>,
    /// Counsel's approval. A sheet without it is refused; of a version kept in the database it stands beside the text.
    #[serde(default)]
    pub counsel: Counsel,
    /// Field classes that its users may search by.
    pub search_by: Vec<String>,
    /// What it opens.
    pub opens: Vec<Opens>,
    /// SHA-256 of the file, by which the policy names the text it was made from.
    #[serde(skip)]
    pub digest: String,
}

/// The reviewed words.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Who needs it.
    pub who: String,
    /// What data.
    pub what: String,
    /// How they are used.
    pub how: String,
}

/// A permitted use.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Short name in the audit log.
    pub id: String,
    /// The words a user chooses by.
    pub words: String,
}

/// Who approved the text, when, and where that is filed.
#[derive(Clone, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counsel {
    /// Who approved it.
    pub approved_by: String,
    /// On which day.
    #[serde(deserialize_with = "day")]
    pub approved_on: Date,
    /// Where the approval is filed.
    pub reference: String,
}

/// Field classes of some systems, perhaps only in some sections.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opens {
    /// Systems, by settings name.
    pub sources: Vec<String>,
    /// Field classes.
    pub classes: Vec<String>,
    /// Section kinds; all when left out.
    #[serde(default)]
    pub sections: Vec<String>,
}

impl Sheet {
    /// Reads the text of a sheet, without asking whether it may be used.
    ///
    /// # Errors
    /// With the line and what is wrong there.
    pub fn read(text: &str) -> Result<Sheet, String> {
        let mut sheet: Sheet = toml::from_str(text).map_err(|cause| at_line(text, &cause))?;
        sheet.digest = digest(text);
        Ok(sheet)
    }

    /// Everything that keeps the sheet from being used, one sentence each.
    pub fn faults(&self, groups: &[UserGroup], sources: &[SourceId]) -> Vec<String> {
        faults_of(self, groups, sources)
    }

    /// The sources that it opens anything of, in alphabetical order.
    pub fn sources(&self) -> BTreeSet<SourceId> {
        self.opens.iter().flat_map(|opens| &opens.sources).map(|source| SourceId::new(source)).collect()
    }

    /// The sheet may be used on that instant's day (UTC).
    pub fn in_force(&self, now: Timestamp) -> bool {
        let today = now.to_zoned(TimeZone::UTC).date();
        self.valid_from <= today && today <= self.valid_until
    }

    /// It opens a class of some source.
    pub fn opens_class(&self, class: FieldClass) -> bool {
        self.opens.iter().any(|opens| opens.classes().any(|have| have == class))
    }

    /// One of these groups is named in it.
    pub fn is_for(&self, groups: &[String]) -> bool {
        self.groups.iter().any(|group| groups.contains(group))
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn at_line(text: &str, cause: &toml::de::Error) -> String {
    let line = cause.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    format!("line {line}: {}", cause.message())
}

pub(crate) fn faults_of(sheet: &Sheet, groups: &[UserGroup], sources: &[SourceId]) -> Vec<String> {
    let mut faults = Vec::new();
    for group in sheet.groups.iter().filter(|named| !groups.iter().any(|group| group.id == **named)) {
        faults.push(format!("the user group `{group}` does not exist; groups.toml lists those that do"));
    }
    if sheet.groups.is_empty() || sheet.purpose.is_empty() || sheet.opens.is_empty() {
        faults.push("a use case needs at least one group, one purpose and one `opens`".to_owned());
    }
    if !is_settings_name(&sheet.id) {
        faults.push(format!("the id `{}` may have letters, digits, hyphens and underscores only", sheet.id));
    }
    if sheet.version < 1 {
        faults.push("versions are counted from 1".to_owned());
    }
    faults.extend(purpose_faults(&sheet.purpose));
    if sheet.valid_until < sheet.valid_from {
        faults.push(format!("it ends on {}, before it begins on {}", sheet.valid_until, sheet.valid_from));
    }
    if sheet.counsel.reference.trim().is_empty() || sheet.counsel.approved_by.trim().is_empty() {
        faults.push(
            "counsel's approval has no name or no reference; nothing is granted before it has".to_owned(),
        );
    }
    let words = [&sheet.text.who, &sheet.text.what, &sheet.text.how];
    if words.iter().any(|text| text.trim().is_empty()) {
        faults.push("`who`, `what` and `how` must each say something".to_owned());
    }
    faults.extend(sheet.search_by.iter().filter_map(|class| class_fault("search_by", class)));
    for opens in &sheet.opens {
        faults.extend(opens.classes.iter().filter_map(|class| class_fault("classes", class)));
        for source in opens.sources.iter().filter(|named| !sources.iter().any(|source| source.0 == **named)) {
            let known = sources.iter().map(|source| source.0.as_str()).collect::<Vec<_>>().join(", ");
            faults.push(format!("there is no source `{source}`; the settings have: {known}"));
        }
        for section in opens.sections.iter().filter(|named| SectionKind::named(named).is_none()) {
            let known = SectionKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
            faults.push(format!("there is no section `{section}`; the sections are: {known}"));
        }
    }
    faults
}

fn purpose_faults(purposes: &[Purpose]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, purpose) in purposes.iter().enumerate() {
        if !is_settings_name(&purpose.id) {
            faults.push(format!(
                "the purpose id `{}` may have letters, digits, hyphens and underscores only",
                purpose.id
            ));
        }
        if purposes[..at].iter().any(|other| other.id == purpose.id) {
            faults.push(format!("the purpose id `{}` is given twice; give each its own", purpose.id));
        }
        if purpose.words.trim().is_empty() {
            faults.push(format!("the purpose `{}` has no words to choose it by", purpose.id));
        }
    }
    faults
}

/// 1 to 64 letters, digits, hyphens and underscores.
pub(crate) fn is_settings_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (1..=64).contains(&name.len()) && name.chars().all(fits)
}

fn class_fault(place: &str, class: &str) -> Option<String> {
    if FieldClass::named(class).is_some() {
        return None;
    }
    let known = FieldClass::ALL.iter().map(|class| class.name()).collect::<Vec<_>>().join(", ");
    Some(format!("`{place}` names the field class `{class}`, which does not exist; the classes are: {known}"))
}

impl Opens {
    /// The classes it opens, each because the sheet names it.
    pub fn classes(&self) -> impl Iterator<Item = FieldClass> {
        self.classes.iter().filter_map(|name| FieldClass::named(name))
    }
}

/// A TOML date without a time, such as 2026-01-01.
fn day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(from)?;
    let date = written.date.filter(|_| written.time.is_none());
    let read = date.and_then(|date| {
        Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
    });
    read.ok_or_else(|| serde::de::Error::custom("a day is written as 2026-01-31, without a time"))
}

//! A request as it is being written: whatever is there so far, and the sheet's text that is made of it.

use crate::sheet::{at_line, is_settings_name};
use crate::{Purpose, Sheet, UserGroup};
use jiff::civil::Date;
use records::{FieldClass, SectionKind, SourceId};
use serde::Deserialize;
use std::fmt::Write;

/// More purposes than this are no purpose.
pub const MOST_PURPOSES: usize = 6;
/// The longest of the reviewed texts, in characters.
const LONGEST_TEXT: usize = 4000;

/// A request in the words of its form. Anything may still be missing.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// Who needs it.
    pub who: String,
    /// What data.
    pub what: String,
    /// How they are used.
    pub how: String,
    /// Permitted uses.
    pub purposes: Vec<Purpose>,
    /// User groups that exist.
    pub groups: Vec<String>,
    /// The name of a user group that is to come into force with it; empty when none.
    pub new_group: String,
    /// What it is to open.
    pub opens: Vec<Part>,
    /// Field classes that may be searched by.
    pub search_by: Vec<String>,
    /// First day, as typed.
    pub valid_from: String,
    /// Last day, as typed.
    pub valid_until: String,
}

/// One part of what is to be opened: all classes of all its sources, in all its sections.
#[derive(Clone, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Systems, by settings name.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Field classes.
    #[serde(default)]
    pub classes: Vec<String>,
    /// Section kinds; all when empty.
    #[serde(default)]
    pub sections: Vec<String>,
}

/// What can be chosen from.
#[derive(Clone, Default, Debug)]
pub struct Choices {
    /// User groups.
    pub groups: Vec<UserGroup>,
    /// Systems with the sections that they fill.
    pub sources: Vec<(SourceId, Vec<SectionKind>)>,
}

/// What is to be mended at one field of the form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mend {
    /// The field's id.
    pub field: String,
    /// What to do, as a sentence.
    pub words: String,
}

impl Part {
    /// Nothing is chosen in it.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.classes.is_empty() && self.sections.is_empty()
    }
}

impl Draft {
    /// What a text says so far, be it a draft's or a whole sheet's. Counsel's approval of an earlier version is left out.
    ///
    /// # Errors
    /// With line and fault, when the text is no draft.
    pub fn read(text: &str) -> Result<Draft, String> {
        let read: Lenient = toml::from_str(text).map_err(|cause| at_line(text, &cause))?;
        let day = |day: Option<toml::value::Datetime>| day.map_or_else(String::new, |day| day.to_string());
        let texts = read.text.unwrap_or_default();
        Ok(Draft {
            title: read.title,
            who: texts.who,
            what: texts.what,
            how: texts.how,
            purposes: read.purpose,
            groups: read.groups,
            new_group: String::new(),
            opens: read.opens,
            search_by: read.search_by,
            valid_from: day(read.valid_from),
            valid_until: day(read.valid_until),
        })
    }

    /// The text that is stored, and reviewed once it is submitted. Days that are no days are left out.
    pub fn text(&self, id: &str, version: i64) -> String {
        let mut groups: Vec<&str> = self.groups.iter().map(String::as_str).collect();
        let new = self.new_group_id();
        groups.extend(Some(new.as_str()).filter(|id| !id.is_empty() && !self.groups.iter().any(|g| g == id)));
        let mut text = String::new();
        let mut line = |words: String| {
            text.push_str(&words);
            text.push('\n');
        };
        line(format!("id = {}\nversion = {version}\ntitle = {}", quoted(id), quoted(&self.title)));
        line(format!("groups = {}", list(groups)));
        for (name, day) in [("valid_from", &self.valid_from), ("valid_until", &self.valid_until)] {
            if let Some(day) = read_day(day) {
                line(format!("{name} = {day}"));
            }
        }
        line(format!("search_by = {}", list(&self.search_by)));
        line(format!("\n[text]\nwho = {}\nwhat = {}", quoted(&self.who), quoted(&self.what)));
        line(format!("how = {}", quoted(&self.how)));
        for purpose in &self.purposes {
            line(format!("\n[[purpose]]\nid = {}\nwords = {}", quoted(&purpose.id), quoted(&purpose.words)));
        }
        for part in self.opens.iter().filter(|part| !part.is_empty()) {
            line(format!(
                "\n[[opens]]\nsources = {}\nclasses = {}",
                list(&part.sources),
                list(&part.classes)
            ));
            if !part.sections.is_empty() {
                line(format!("sections = {}", list(&part.sections)));
            }
        }
        text
    }

    /// The settings name of the new user group, made from its name; empty when there is none.
    pub fn new_group_id(&self) -> String {
        let mut id = String::new();
        for c in self.new_group.to_lowercase().chars() {
            match c {
                c if c.is_ascii_alphanumeric() => id.push(c),
                _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
                _ => {}
            }
        }
        id.trim_end_matches('-').chars().take(60).collect()
    }

    /// What keeps even a draft from being saved: days that are no days.
    pub fn unreadable(&self) -> Vec<Mend> {
        let days = [("valid_from", &self.valid_from), ("valid_until", &self.valid_until)];
        let bad = days.into_iter().filter(|(_, day)| !day.trim().is_empty() && read_day(day).is_none());
        let words = "This is no day. Write it as month/day/year, such as 12/31/2027.";
        let mut all: Vec<Mend> = bad.map(|(field, _)| mend(field, words)).collect();
        if self.title.trim().is_empty() {
            all.push(mend("title", "Give it a title, by which people will know it."));
        }
        all
    }

    /// Everything that keeps it from being submitted, field by field.
    pub fn faults(&self, choices: &Choices, today: Date) -> Vec<Mend> {
        let mut all = self.unreadable();
        let texts = [
            ("who", &self.who, "Say who needs it: which unit, doing which work."),
            ("what", &self.what, "Say what data are needed."),
            ("how", &self.how, "Say how the data are used, and for what they are not."),
        ];
        for (field, text, words) in texts {
            if text.trim().is_empty() {
                all.push(mend(field, words));
            } else if text.chars().count() > LONGEST_TEXT {
                all.push(mend(
                    field,
                    &format!("This is longer than {LONGEST_TEXT} characters; say it shorter."),
                ));
            }
        }
        all.extend(self.purpose_faults());
        all.extend(self.group_faults(choices));
        all.extend(self.opens_faults(choices));
        all.extend(self.day_faults(today));
        all
    }

    fn purpose_faults(&self) -> Vec<Mend> {
        let mut all = Vec::new();
        if self.purposes.is_empty() {
            all.push(mend("purpose-1-id", "State at least one purpose."));
        }
        if self.purposes.len() > MOST_PURPOSES {
            all.push(mend("purpose-1-id", &format!("State at most {MOST_PURPOSES} purposes.")));
        }
        for (at, purpose) in self.purposes.iter().enumerate() {
            let field = format!("purpose-{}-id", at + 1);
            if !is_settings_name(&purpose.id) {
                let words =
                    "Give the purpose a short name of letters, digits and hyphens, such as kin-search.";
                all.push(mend(&field, words));
            } else if self.purposes[..at].iter().any(|other| other.id == purpose.id) {
                let words = format!("The short name `{}` is given twice; give each its own.", purpose.id);
                all.push(mend(&field, &words));
            }
            if purpose.words.trim().is_empty() {
                let words = "Say in words what the user is here to do.";
                all.push(mend(&format!("purpose-{}-words", at + 1), words));
            }
        }
        all
    }

    fn group_faults(&self, choices: &Choices) -> Vec<Mend> {
        let mut all = Vec::new();
        if self.groups.is_empty() && self.new_group.trim().is_empty() {
            all.push(mend("groups", "Choose a user group, or describe a new one."));
        }
        for group in self.groups.iter().filter(|id| !choices.groups.iter().any(|known| known.id == **id)) {
            all.push(mend("groups", &format!("There is no user group `{group}` that you can ask for.")));
        }
        let new = self.new_group_id();
        if !self.new_group.trim().is_empty() && !is_settings_name(&new) {
            all.push(mend("new_group", "Give the new group a name with letters in it."));
        }
        if choices.groups.iter().any(|known| known.id == new) {
            all.push(mend("new_group", "There is a group of this name already; choose it from the list."));
        }
        all
    }

    fn opens_faults(&self, choices: &Choices) -> Vec<Mend> {
        let mut all = Vec::new();
        if self.opens.iter().all(Part::is_empty) {
            all.push(mend("opens-1-sources", "Choose at least one agency and what is needed of it."));
        }
        for (at, part) in self.opens.iter().enumerate().filter(|(_, part)| !part.is_empty()) {
            let field = |name: &str| format!("opens-{}-{name}", at + 1);
            if part.sources.is_empty() {
                all.push(mend(&field("sources"), "Choose the agencies of which this is needed."));
            }
            if part.classes.is_empty() {
                all.push(mend(&field("classes"), "Choose what is needed of these agencies."));
            }
            for class in part.classes.iter().filter(|name| FieldClass::named(name).is_none()) {
                all.push(mend(&field("classes"), &format!("There is no kind of data `{class}`.")));
            }
            for source in &part.sources {
                let known = choices.sources.iter().find(|(id, _)| id.0 == *source);
                let Some((_, filled)) = known else {
                    all.push(mend(&field("sources"), &format!("There is no source `{source}`.")));
                    continue;
                };
                for name in &part.sections {
                    let kind = SectionKind::named(name).filter(|kind| filled.contains(kind));
                    if kind.is_none() && part.sources.len() == 1 {
                        let title = SectionKind::named(name).map(SectionKind::title).unwrap_or_default();
                        let words = format!("This agency has nothing under “{title}”; leave it out.");
                        all.push(mend(&field("sections"), &words));
                    }
                }
            }
        }
        if let Some(class) = self.search_by.iter().find(|name| FieldClass::named(name).is_none()) {
            all.push(mend("search_by", &format!("There is no kind of data `{class}`.")));
        }
        all
    }

    fn day_faults(&self, today: Date) -> Vec<Mend> {
        let mut all = Vec::new();
        if self.valid_from.trim().is_empty() {
            all.push(mend("valid_from", "Say on which day it begins."));
        }
        let until = read_day(&self.valid_until);
        if self.valid_until.trim().is_empty() {
            all.push(mend("valid_until", "Say on which day it ends; a use case can be renewed."));
        } else if until.is_some_and(|until| until < today) {
            all.push(mend("valid_until", "This day has passed; choose a later one."));
        } else if until.is_some_and(|until| read_day(&self.valid_from).is_some_and(|from| until < from)) {
            all.push(mend("valid_until", "It would end before it begins; choose a later day."));
        }
        all
    }
}

impl Sheet {
    /// The sheet in the order and form of a stored text, without counsel's approval: two sheets say the same when these are
    /// the same.
    pub fn plain_text(&self) -> String {
        let part = |opens: &crate::Opens| Part {
            sources: opens.sources.clone(),
            classes: opens.classes.clone(),
            sections: opens.sections.clone(),
        };
        let draft = Draft {
            title: self.title.clone(),
            who: self.text.who.clone(),
            what: self.text.what.clone(),
            how: self.text.how.clone(),
            purposes: self.purpose.clone(),
            groups: self.groups.clone(),
            new_group: String::new(),
            opens: self.opens.iter().map(part).collect(),
            search_by: self.search_by.clone(),
            valid_from: self.valid_from.to_string(),
            valid_until: self.valid_until.to_string(),
        };
        draft.text(&self.id, i64::from(self.version))
    }
}

/// A day as people write it: 12/31/2027, or 2027-12-31.
pub fn read_day(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    if let Ok(day) = typed.parse::<Date>() {
        return Some(day).filter(|_| typed.len() == 10);
    }
    let parts: Vec<i16> = typed.split('/').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [month, day, year] = parts[..] else { return None };
    Date::new(Some(year).filter(|year| *year > 1999)?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn mend(field: &str, words: &str) -> Mend {
    Mend { field: field.to_owned(), words: words.to_owned() }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Writing to a String cannot fail.
            c if c.is_control() => drop(write!(out, "\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn list<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let all: Vec<String> = names.into_iter().map(|name| quoted(name.as_ref())).collect();
    format!("[{}]", all.join(", "))
}

#[derive(Deserialize)]
struct Lenient {
    #[serde(default)]
    title: String,
    #[serde(default)]
    groups: Vec<String>,
    valid_from: Option<toml::value::Datetime>,
    valid_until: Option<toml::value::Datetime>,
    text: Option<LenientText>,
    #[serde(default)]
    purpose: Vec<Purpose>,
    #[serde(default)]
    search_by: Vec<String>,
    #[serde(default)]
    opens: Vec<Part>,
}

#[derive(Default, Deserialize)]
struct LenientText {
    #[serde(default)]
    who: String,
    #[serde(default)]
    what: String,
    #[serde(default)]
    how: String,
}

//! What one version says that another does not, in words.

use crate::Sheet;
use crate::opened::{Place, by_class, sections_with};
use jiff::civil::Date;
use records::{FieldClass, SectionKind, SourceId};
use std::collections::BTreeSet;

/// One difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// Something is opened that was not; a reviewer reads these first.
    Wider(String),
    /// Something is no longer opened.
    Narrower(String),
    /// Something else is different.
    Other(String),
    /// A reviewed text reads differently: what it is called, before, after.
    Text(String, String, String),
}

/// How things are named in the words.
pub struct Names<'a> {
    /// A source by its settings name.
    pub source: &'a dyn Fn(&SourceId) -> String,
    /// A user group by its settings name.
    pub group: &'a dyn Fn(&str) -> String,
    /// A day.
    pub day: &'a dyn Fn(Date) -> String,
}

/// A class, in some sections or, when none is named, in all that have it.
type Content = (FieldClass, Vec<SectionKind>);

/// What `new` says that `old` does not, and the other way round; the widest first.
pub fn diff(old: &Sheet, new: &Sheet, names: &Names<'_>) -> Vec<Change> {
    let was = match old.id == new.id {
        true => format!("version {}", old.version),
        false => format!("{} version {}", old.id, old.version),
    };
    let (had, has) = (old.opened(), new.opened());
    let mut all = Vec::new();
    for words in gained(&had, &has, names) {
        all.push(Change::Wider(format!("opens {words}, which {was} did not")));
    }
    let (could, can) = (old.searched(), new.searched());
    for (class, sources) in by(can.difference(&could), names) {
        all.push(Change::Wider(format!("lets people be searched by {class} at {sources}")));
    }
    for group in new.groups.iter().filter(|group| !old.groups.contains(group)) {
        all.push(Change::Wider(format!("user group added: {}", (names.group)(group))));
    }
    for purpose in &new.purpose {
        match old.purpose.iter().find(|before| before.id == purpose.id) {
            None => all.push(Change::Wider(format!("purpose added: “{}” ({})", purpose.words, purpose.id))),
            Some(before) if before.words != purpose.words => {
                all.push(text(&format!("Purpose {}", purpose.id), &before.words, &purpose.words));
            }
            Some(_) => {}
        }
    }
    for words in gained(&has, &had, names) {
        all.push(Change::Narrower(format!("no longer opens {words}")));
    }
    for (class, sources) in by(could.difference(&can), names) {
        all.push(Change::Narrower(format!("no longer lets people be searched by {class} at {sources}")));
    }
    for group in old.groups.iter().filter(|group| !new.groups.contains(group)) {
        all.push(Change::Narrower(format!("user group removed: {}", (names.group)(group))));
    }
    for gone in old.purpose.iter().filter(|before| !new.purpose.iter().any(|after| after.id == before.id)) {
        all.push(Change::Narrower(format!("purpose removed: “{}” ({})", gone.words, gone.id)));
    }
    all.extend(days_and_texts(old, new, names));
    all
}

fn days_and_texts(old: &Sheet, new: &Sheet, names: &Names<'_>) -> Vec<Change> {
    let day = |date| (names.day)(date);
    let mut all = Vec::new();
    if old.valid_from != new.valid_from {
        let words = format!("begins on {} instead of {}", day(new.valid_from), day(old.valid_from));
        all.push(Change::Other(words));
    }
    if old.valid_until != new.valid_until {
        let words = format!("ends on {} instead of {}", day(new.valid_until), day(old.valid_until));
        all.push(if new.valid_until > old.valid_until {
            Change::Wider(words)
        } else {
            Change::Narrower(words)
        });
    }
    let texts = [
        ("Title", &old.title, &new.title),
        ("Who", &old.text.who, &new.text.who),
        ("What", &old.text.what, &new.text.what),
        ("How", &old.text.how, &new.text.how),
    ];
    all.extend(
        texts
            .iter()
            .filter(|(_, before, after)| before != after)
            .map(|(name, old, new)| text(name, old, new)),
    );
    all
}

fn text(name: &str, before: &str, after: &str) -> Change {
    Change::Text(name.to_owned(), before.to_owned(), after.to_owned())
}

/// What `has` has and `had` has not, class by class; with the sections where not all of a class is meant.
fn gained(had: &BTreeSet<Place>, has: &BTreeSet<Place>, names: &Names<'_>) -> Vec<String> {
    let new = by_class(has.difference(had).cloned());
    let mut lines: Vec<(Content, Vec<SourceId>)> = Vec::new();
    for ((source, class), sections) in new {
        let whole = sections == sections_with(class);
        let kinds = if whole { Vec::new() } else { sections.into_iter().collect() };
        match lines.iter_mut().find(|((known, at), _)| *known == class && *at == kinds) {
            Some((_, sources)) => sources.push(source),
            None => lines.push(((class, kinds), vec![source])),
        }
    }
    let words = |((class, kinds), sources): (Content, Vec<SourceId>)| {
        let of = and(&sources.iter().map(|source| (names.source)(source)).collect::<Vec<_>>());
        let titles: Vec<String> = kinds.iter().map(|kind| format!("“{}”", kind.title())).collect();
        match titles.is_empty() {
            true => format!("{} of {of}", class.words()),
            false => format!("{} of {of} under {}", class.words(), and(&titles)),
        }
    };
    lines.into_iter().map(words).collect()
}

fn by<'a>(
    pairs: impl Iterator<Item = &'a (SourceId, FieldClass)>,
    names: &Names<'_>,
) -> Vec<(&'static str, String)> {
    let mut lines: Vec<(FieldClass, Vec<String>)> = Vec::new();
    for (source, class) in pairs {
        let name = (names.source)(source);
        match lines.iter_mut().find(|(known, _)| known == class) {
            Some((_, sources)) => sources.push(name),
            None => lines.push((*class, vec![name])),
        }
    }
    lines.into_iter().map(|(class, sources)| (class.words(), and(&sources))).collect()
}

/// `a, b and c`.
pub fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

impl Change {
    /// The difference in one line.
    pub fn words(&self) -> String {
        match self {
            Change::Wider(words) | Change::Narrower(words) | Change::Other(words) => words.clone(),
            Change::Text(name, before, after) => format!("{name}: “{after}” instead of “{before}”"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../../examples/new_york/policies/uc-001-benefits-intake.toml");

    #[test]
    fn a_version_that_opens_more_asks_for_less_and_ends_later_says_so() {
        let old = Sheet::read(TEXT).unwrap();
        let text = TEXT
            .replace("\"tenancy\", \"shelter_stay\", ", "\"tenancy\", ")
            .replace("[\"benefits-intake\"]", "[\"benefits-intake\", \"appeals\"]")
            .replace("2027-12-31", "2028-12-31")
            .replace("sources = [\"benefits\"]", "sources = [\"benefits\", \"children\"]")
            .replace("version = 1", "version = 2");
        let new = Sheet::read(&text).unwrap();
        let upper = |source: &SourceId| source.0.to_uppercase();
        let group = |group: &str| group.to_owned();
        let day = |day: Date| day.to_string();
        let names = Names { source: &upper, group: &group, day: &day };
        let words: Vec<String> = diff(&old, &new, &names).iter().map(Change::words).collect();
        for expected in [
            "opens income and its sources of CHILDREN, which version 1 did not",
            "user group added: appeals",
            "no longer opens stays in shelters of FINANCE, HOUSING and SHELTER",
            "ends on 2028-12-31 instead of 2027-12-31",
        ] {
            assert!(words.iter().any(|line| line == expected), "{expected}: {words:#?}");
        }
        assert!(diff(&old, &old, &names).is_empty());
    }
}

//! What one version says that another does not, in words.

use crate::Sheet;
use crate::opened::{Place, by_class, sections_with};
use jiff::civil::Date;
use records::{FieldClass, SectionKind, SourceId};
use std::collections::{BTreeMap, BTreeSet};

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
/// Sections, when not all are meant, of some sources.
type Where = (Vec<SectionKind>, Vec<SourceId>);

/// What `new` says that `old` does not, and the other way round; the widest first.
pub fn diff(old: &Sheet, new: &Sheet, names: &Names<'_>) -> Vec<Change> {
    let was = match old.id == new.id {
        true => format!("version {}", old.version),
        false => format!("{} version {}", old.id, old.version),
    };
    let (had, has) = (old.opened(), new.opened());
    let mut all = Vec::new();
    for (of, classes) in gained(&had, &has, names) {
        all.push(Change::Wider(match &classes[..] {
            [one] => format!("opens {} of {of}, which {was} did not", one.words()),
            many => format!("opens of {of} what {was} did not: {}", listed(many)),
        }));
    }
    let (could, can) = (old.searched(), new.searched());
    for words in by(can.difference(&could), names) {
        all.push(Change::Wider(format!("lets people be searched {words}")));
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
    for (of, classes) in gained(&has, &had, names) {
        all.push(Change::Narrower(match &classes[..] {
            [one] => format!("no longer opens {} of {of}", one.words()),
            many => format!("no longer opens of {of}: {}", listed(many)),
        }));
    }
    for words in by(could.difference(&can), names) {
        all.push(Change::Narrower(format!("no longer lets people be searched {words}")));
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

/// What `has` has and `had` has not; with the sections where not all of a class is meant.
fn gained(had: &BTreeSet<Place>, has: &BTreeSet<Place>, names: &Names<'_>) -> Vec<(String, Vec<FieldClass>)> {
    let new = by_class(has.difference(had).cloned());
    let mut lines: Vec<(Content, Vec<SourceId>)> = Vec::new();
    for ((source, class), sections) in new {
        let whole = sections == sections_with(class);
        let kinds = if whole { Vec::new() } else { sections.into_iter().collect() };
        match lines.iter_mut().find(|(known, _)| *known == (class, kinds.clone())) {
            Some((_, sources)) => sources.push(source),
            None => lines.push(((class, kinds), vec![source])),
        }
    }
    let mut together: Vec<(Where, Vec<FieldClass>)> = Vec::new();
    for ((class, kinds), sources) in lines {
        match together.iter_mut().find(|(known, _)| *known == (kinds.clone(), sources.clone())) {
            Some((_, classes)) => classes.push(class),
            None => together.push(((kinds, sources), vec![class])),
        }
    }
    let words = together.into_iter().map(|((kinds, sources), classes)| {
        let titles: Vec<String> = kinds.iter().map(|kind| format!("“{}”", kind.title())).collect();
        let under = if titles.is_empty() { String::new() } else { format!(" under {}", and(&titles)) };
        (format!("{}{under}", named(&sources, names)), classes)
    });
    words.collect()
}

fn by<'a>(pairs: impl Iterator<Item = &'a (SourceId, FieldClass)>, names: &Names<'_>) -> Vec<String> {
    let mut lines: BTreeMap<FieldClass, Vec<SourceId>> = BTreeMap::new();
    for (source, class) in pairs {
        lines.entry(*class).or_default().push(source.clone());
    }
    let mut together: BTreeMap<Vec<SourceId>, Vec<FieldClass>> = BTreeMap::new();
    for (class, sources) in lines {
        together.entry(sources).or_default().push(class);
    }
    let words = together
        .iter()
        .map(|(sources, classes)| format!("at {} by {}", named(sources, names), listed(classes)));
    words.collect()
}

fn named(sources: &[SourceId], names: &Names<'_>) -> String {
    and(&sources.iter().map(|source| (names.source)(source)).collect::<Vec<_>>())
}

/// The words of some classes have commas of their own.
fn listed(classes: &[FieldClass]) -> String {
    classes.iter().map(|class| class.words()).collect::<Vec<_>>().join("; ")
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
            "; income and its sources; which documents there are; the documents themselves",
            "user group added: appeals",
            "no longer opens stays in shelters of FINANCE, HOUSING and SHELTER",
            "ends on 2028-12-31 instead of 2027-12-31",
        ] {
            assert!(words.iter().any(|line| line.ends_with(expected)), "{expected}: {words:#?}");
        }
        assert!(diff(&old, &old, &names).is_empty());
    }
}

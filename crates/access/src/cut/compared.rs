//! Records side by side, each cut by what is granted of the person whose it is, and what speaks for and against a pair.

use super::Cut;
use crate::view::{Bar, Comparison, LinkCell, LinkField, Shown};
use crate::words;
use casefile::{Argument, Compared, Stored};
use records::catalog::{contact, demographics};
use records::{FieldClass, SectionKind};
use std::collections::{BTreeMap, BTreeSet};

/// A record with the cut of its person.
pub(crate) type Beside<'a> = (&'a Cut<'a>, &'a Stored);

/// What is compared: its label, where it stands, the permission, and how a record says it.
type Field = (&'static str, SectionKind, FieldClass, fn(&Cut<'_>, &Stored) -> Vec<Shown>);

const FIELDS: [Field; 12] = [
    ("Name", SectionKind::Demographics, FieldClass::Name, |cut, stored| names(cut, stored, true)),
    ("Other names", SectionKind::Demographics, FieldClass::Name, |cut, stored| names(cut, stored, false)),
    ("Birth date", SectionKind::Demographics, FieldClass::BirthDate, birth),
    ("Social Security number", SectionKind::Demographics, FieldClass::SsnLastFour, |cut, stored| {
        cut.particulars(stored).ssn.iter().map(words::masked_ssn).collect()
    }),
    ("Numbers", SectionKind::Demographics, FieldClass::RecordNumber, numbers),
    ("Sex", SectionKind::Demographics, FieldClass::PersonDetail, |cut, stored| {
        said(cut, stored, demographics::SEX)
    }),
    ("Place of birth", SectionKind::Demographics, FieldClass::PersonDetail, |cut, stored| {
        said(cut, stored, demographics::BIRTH_PLACE)
    }),
    ("Language", SectionKind::Demographics, FieldClass::PersonDetail, |cut, stored| {
        said(cut, stored, demographics::LANGUAGE)
    }),
    ("Date of death", SectionKind::Demographics, FieldClass::PersonDetail, |cut, stored| {
        said(cut, stored, demographics::DEATH_DATE)
    }),
    ("Address", SectionKind::Contact, FieldClass::Address, addresses),
    ("Phone", SectionKind::Contact, FieldClass::Phone, |cut, stored| said(cut, stored, contact::PHONE)),
    ("E-mail", SectionKind::Contact, FieldClass::Phone, |cut, stored| said(cut, stored, contact::EMAIL)),
];

/// Every class that the matcher compares. Of whole Social Security numbers the last four are compared for whom they are open to.
const COMPARED: [FieldClass; 8] = [
    FieldClass::Name,
    FieldClass::BirthDate,
    FieldClass::SsnLastFour,
    FieldClass::RecordNumber,
    FieldClass::PersonDetail,
    FieldClass::Address,
    FieldClass::Phone,
    FieldClass::Household,
];

/// Something of what is compared is closed in one of the records.
pub(crate) fn is_closed<'a>(mut records: impl Iterator<Item = Beside<'a>>) -> bool {
    records.any(|record| COMPARED.into_iter().any(|class| !is_open(record, class)))
}

/// Every field that at least one of the records says openly, or that is closed in any; `side` says on which side each stands,
/// or that it is compared with none.
pub(crate) fn side_by_side(records: &[Beside<'_>], side: &[Option<usize>]) -> Vec<LinkField> {
    let mut rows = Vec::new();
    for (label, kind, class, say) in FIELDS {
        let cell = |(cut, stored): &Beside<'_>| {
            if !cut.grants.opens(&stored.record.source, kind, class) {
                return LinkCell::NotShown;
            }
            match say(cut, stored) {
                said if said.is_empty() => LinkCell::Silent,
                said => LinkCell::Says(said),
            }
        };
        let cells: Vec<LinkCell> = records.iter().map(cell).collect();
        if cells.iter().any(|cell| *cell != LinkCell::Silent) {
            let compared = match compared(&cells, side) {
                // Each agency has a scheme of its own, so that other numbers say nothing.
                "differs" if class == FieldClass::RecordNumber => "none in common",
                compared => compared,
            };
            rows.push(LinkField { label, compared, cells });
        }
    }
    rows
}

/// What is open of a comparison of two records. When something is `closed` in their case, nothing is said that counts all of it.
pub(crate) fn comparison(
    weighed: &Compared,
    [one, two]: [Beside<'_>; 2],
    marks: [String; 2],
    closed: bool,
) -> Comparison {
    let opens = |class: FieldClass| is_open(one, class) && is_open(two, class);
    let (mut bars, mut whole) = (Vec::new(), true);
    for argument in &weighed.arguments {
        let part = open_part(argument, &opens);
        whole &= part.as_ref().is_some_and(|(_, in_full)| *in_full);
        bars.extend(part.map(|(bar, _)| bar));
    }
    bars.sort_by(|one, two| two.bits.abs().total_cmp(&one.bits.abs()));
    let household = Some(weighed.household).filter(|bits| whole && !closed && *bits < -0.05);
    let known = |class: &str| FieldClass::named(class).is_some_and(&opens);
    let settles = weighed.would_settle.as_ref().filter(|(_, class)| !closed && known(class));
    Comparison {
        marks,
        likely: if closed { "" } else { likely(weighed.probability) },
        bars,
        prior: weighed.prior,
        household,
        would_settle: settles.map(|(words, _)| words.clone()),
        remark: weighed.remark.clone().filter(|_| opens(FieldClass::Name)),
    }
}

/// How sure it is, in words.
pub(crate) fn likely(probability: f64) -> &'static str {
    match probability {
        sure if sure >= 0.9 => "very likely one person",
        sure if sure >= 0.6 => "more likely one person than two",
        sure if sure >= 0.4 => "as likely one person as two",
        sure if sure >= 0.1 => "more likely two people than one",
        _ => "very likely two people",
    }
}

/// The class is open in a record, wherever it stands there.
pub(crate) fn is_open((cut, stored): Beside<'_>, class: FieldClass) -> bool {
    let kind = match class {
        FieldClass::Address | FieldClass::Phone => SectionKind::Contact,
        FieldClass::Household => SectionKind::Household,
        _ => SectionKind::Demographics,
    };
    cut.grants.opens(&stored.record.source, kind, class)
}

/// The bar, or the part of it that is open, and whether it is the whole.
fn open_part(argument: &Argument, opens: &impl Fn(FieldClass) -> bool) -> Option<(Bar, bool)> {
    let bar = |argument: &Argument| Bar { words: argument.words.clone(), bits: argument.bits };
    if argument.is_open(opens) {
        return Some((bar(argument), true));
    }
    let part = argument.in_part.as_deref().filter(|part| part.is_open(opens));
    part.map(|part| (bar(part), false))
}

/// Whether the sides say the same, in words; what one side says is what any of its records does. Records without sides are
/// compared each with each. A side that is hidden cannot be compared, whatever it says.
fn compared(cells: &[LinkCell], side: &[Option<usize>]) -> &'static str {
    let plain = |shown: &Shown| -> String {
        shown.text().chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (mut said, mut hidden): (BTreeMap<usize, BTreeSet<String>>, BTreeSet<usize>) = Default::default();
    for (cell, side) in cells.iter().zip(side) {
        let Some(side) = side else { continue };
        match cell {
            LinkCell::Says(values) => said.entry(*side).or_default().extend(values.iter().map(plain)),
            LinkCell::NotShown => drop(hidden.insert(*side)),
            LinkCell::Silent => {}
        }
    }
    let sides: BTreeSet<usize> = side.iter().flatten().copied().collect();
    let unknown = hidden.iter().any(|side| !said.contains_key(side));
    let mut said = said.values();
    let first = said.next();
    let others: Vec<&BTreeSet<String>> = said.collect();
    let Some(first) = first.filter(|_| !others.is_empty()) else {
        return match (sides.len(), first) {
            (0 | 1, _) => "",
            _ if unknown => "cannot be compared",
            (_, None) => "",
            (2, Some(_)) => "said on one side only",
            (_, Some(_)) => "said once",
        };
    };
    if others.iter().all(|other| *other == first) {
        "same"
    } else if others.iter().all(|other| !other.is_disjoint(first)) {
        "partly the same"
    } else {
        "differs"
    }
}

fn names(cut: &Cut<'_>, stored: &Stored, first: bool) -> Vec<Shown> {
    let names = cut.particulars(stored).names.into_iter().map(|name| Shown::words(name.full()));
    if first { names.take(1).collect() } else { names.skip(1).collect() }
}

fn birth(cut: &Cut<'_>, stored: &Stored) -> Vec<Shown> {
    let words = |birth: records::BirthDate| match birth.estimated {
        true => Shown::words(format!("{} (estimated)", words::partial_date(birth.date))),
        false => words::partial_date(birth.date),
    };
    cut.particulars(stored).birth.into_iter().map(words).collect()
}

fn numbers(cut: &Cut<'_>, stored: &Stored) -> Vec<Shown> {
    let source = &stored.record.source;
    let number = |entry| {
        let number = cut.shown(source, entry, demographics::IDENTIFIER)?;
        let scheme = cut.shown(source, entry, demographics::IDENTIFIER_SCHEME);
        Some(scheme.map_or(number.clone(), |scheme| Shown::words(format!("{number} ({scheme})"))))
    };
    stored.record.section(SectionKind::Demographics).filter_map(number).collect()
}

fn addresses(cut: &Cut<'_>, stored: &Stored) -> Vec<Shown> {
    let open = |entry: &&records::Entry| {
        cut.grants.shows(&stored.record.source, contact::STREET) && !entry.address().is_empty()
    };
    let lines = stored.record.section(SectionKind::Contact).filter(open);
    distinct(lines.map(|entry| Shown::words(entry.address().line())))
}

fn said(cut: &Cut<'_>, stored: &Stored, field: records::Field) -> Vec<Shown> {
    let source = &stored.record.source;
    distinct(stored.record.section(field.kind()).filter_map(|entry| cut.shown(source, entry, field)))
}

fn distinct(values: impl Iterator<Item = Shown>) -> Vec<Shown> {
    let mut seen = BTreeSet::new();
    values.filter(|value| seen.insert(value.text().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_compared_and_not_the_records_of_one() {
        let says = |words: &[&str]| LinkCell::Says(words.iter().map(|word| Shown::words(*word)).collect());
        let (one, other) = (says(&["Ana Ruiz"]), says(&["ANA RUIZ", "Ana Vega"]));
        let (a, b) = (Some(0), Some(1));
        assert_eq!(compared(&[one.clone(), says(&["Ana ruiz"])], &[a, b]), "same");
        assert_eq!(compared(&[one.clone(), other.clone()], &[a, b]), "partly the same");
        assert_eq!(compared(&[one.clone(), says(&["Eva"]), other], &[a, b, b]), "partly the same");
        assert_eq!(compared(&[one.clone(), says(&["Eva"])], &[a, b]), "differs");
        assert_eq!(compared(&[one.clone(), LinkCell::Silent], &[a, b]), "said on one side only");
        assert_eq!(compared(&[one.clone(), says(&["Eva"])], &[a, a]), "");
        // A record of neither side says nothing about the two.
        assert_eq!(
            compared(&[one.clone(), LinkCell::Silent, one.clone()], &[a, b, None]),
            "said on one side only"
        );
        assert_eq!(compared(&[one.clone(), says(&["Eva"]), one], &[a, b, None]), "differs");
    }

    #[test]
    fn a_hidden_side_cannot_be_compared_whatever_the_other_says() {
        let one = LinkCell::Says(vec![Shown::words("Ana Ruiz")]);
        let (a, b) = (Some(0), Some(1));
        for other in [one.clone(), LinkCell::Silent, LinkCell::NotShown] {
            assert_eq!(compared(&[other.clone(), LinkCell::NotShown], &[a, b]), "cannot be compared");
            let with_silent = [other, LinkCell::NotShown, LinkCell::Silent];
            assert_eq!(compared(&with_silent, &[a, b, b]), "cannot be compared");
        }
        assert_eq!(compared(&[one.clone(), LinkCell::NotShown, one], &[a, b, b]), "same");
        assert_eq!(compared(&[LinkCell::NotShown, LinkCell::NotShown], &[a, a]), "");
    }
}

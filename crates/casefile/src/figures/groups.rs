//! Whether the matcher misses more links of some people than of others.

use crate::{CaseFile, Check, CheckAnswer};
use identity::{Estimate, GroupCount, RecordId, Sampled, Stratum};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One group of people.
#[derive(Clone, PartialEq, Debug)]
pub struct GroupFigure {
    /// By what people are grouped, in plain words.
    pub by: String,
    /// The group, in plain words; an agency by its settings name.
    pub group: String,
    /// Its records.
    pub records: u64,
    /// Share of pairs of one person that are not linked, as the matcher's own probabilities have it.
    pub expected: Estimate,
    /// The same as answers have it, where there are enough.
    pub checked: Option<Estimate>,
    /// Answers about pairs that are not linked.
    pub checks: u64,
}

/// Two groups of which one is served worse.
#[derive(Clone, PartialEq, Debug)]
pub struct Gap {
    /// By what people are grouped.
    pub by: String,
    /// More links are missed here.
    pub worse: GroupFigure,
    /// Fewer here.
    pub better: GroupFigure,
    /// By how much, as a share.
    pub by_much: Estimate,
    /// Stewards' answers say so; otherwise the matcher's own probabilities alone.
    pub checked: bool,
}

/// Groups of fewer records are joined.
const SMALL: u64 = 100;

/// With fewer answers nothing is said of a group.
const ENOUGH: u64 = 30;

const OTHERS: &str = "others";

const NOT_LINKED: [Stratum; 3] = [Stratum::Asked, Stratum::Close, Stratum::Far];

impl CaseFile {
    pub(super) fn group_figures(
        &self,
        groups: &[GroupCount],
        checks: &[Check],
        model: i64,
        today: Date,
    ) -> Vec<GroupFigure> {
        let groups = joined(groups);
        let shown: BTreeSet<(&str, &str)> =
            groups.iter().map(|one| (one.by.as_str(), one.group.as_str())).collect();
        let mut answers: BTreeMap<(String, String), [(u64, u64); 3]> = BTreeMap::new();
        let engine = self.engine();
        for check in checks.iter().filter(|check| check.model == model) {
            let same = match check.answer {
                Some((CheckAnswer::Same, ..)) => true,
                Some((CheckAnswer::Other, ..)) => false,
                _ => continue,
            };
            let Some(place) = NOT_LINKED.iter().position(|one| *one == check.stratum) else { continue };
            let mut of: BTreeSet<(String, String)> = BTreeSet::new();
            for record in check.records {
                for (by, group) in engine.groups_by_name(RecordId(record), today) {
                    let known = shown.contains(&(by, group.as_str()));
                    of.insert((by.to_owned(), if known { group } else { OTHERS.to_owned() }));
                }
            }
            for group in of {
                let count = &mut answers.entry(group).or_default()[place];
                if same { count.0 += 1 } else { count.1 += 1 }
            }
        }
        let figure = |one: &GroupCount| {
            let found = answers.get(&(one.by.clone(), one.group.clone())).copied().unwrap_or_default();
            of_group(one, found)
        };
        groups.iter().map(figure).collect()
    }
}

/// Small groups become one; what is small even then is left out.
fn joined(groups: &[GroupCount]) -> Vec<GroupCount> {
    let mut kept: Vec<GroupCount> = Vec::new();
    let mut others: BTreeMap<&str, GroupCount> = BTreeMap::new();
    for one in groups {
        if one.records >= SMALL {
            kept.push(one.clone());
            continue;
        }
        let sum = others.entry(&one.by).or_insert_with(|| GroupCount {
            by: one.by.clone(),
            group: OTHERS.to_owned(),
            ..GroupCount::default()
        });
        sum.records += one.records;
        sum.linked += one.linked;
        sum.right += one.right;
        sum.variance += one.variance;
        for place in 0..NOT_LINKED.len() {
            sum.not[place] += one.not[place];
            sum.missed[place] += one.missed[place];
        }
    }
    for sum in others.into_values().filter(|sum| sum.records >= SMALL) {
        let after = kept.iter().rposition(|one| one.by == sum.by).map_or(kept.len(), |at| at + 1);
        kept.insert(after, sum);
    }
    kept
}

fn of_group(one: &GroupCount, found: [(u64, u64); 3]) -> GroupFigure {
    let checks = found.iter().map(|(same, other)| same + other).sum();
    // Of a group's links only so much is asked as its missed ones stand beside: the matcher's word for them will do.
    let wrong = (one.linked as f64 - one.right).round().max(0.0) as u64;
    let known = (one.linked.saturating_sub(wrong), wrong);
    let linked = Sampled { size: one.linked, expected: one.right, known, ..Sampled::default() };
    let mut strata = vec![(Stratum::Certain, linked)];
    for (place, stratum) in NOT_LINKED.into_iter().enumerate() {
        let (size, expected) = (one.not[place], one.missed[place]);
        strata.push((stratum, Sampled { size, expected, drawn: found[place], ..Sampled::default() }));
    }
    let missed: f64 = one.missed.iter().sum();
    let away = 1.96 * one.variance.sqrt();
    let missed = Estimate { value: missed, low: (missed - away).max(0.0), high: missed + away };
    GroupFigure {
        by: one.by.clone(),
        group: one.group.clone(),
        records: one.records,
        expected: missed.through(|missed| missed / (missed + one.right).max(1.0)),
        checked: (checks >= ENOUGH).then(|| identity::missed(&strata, 0)),
        checks,
    }
}

/// The two groups of one kind that differ most; by answers where both have enough.
pub(super) fn largest(groups: &[GroupFigure]) -> Option<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    let kinds: BTreeSet<&str> = groups.iter().map(|one| one.by.as_str()).collect();
    for by in kinds {
        let here = || groups.iter().filter(|one| one.by == by);
        let all_checked = here().count() > 1 && here().all(|one| one.checked.is_some());
        let figure = |one: &GroupFigure| one.checked.filter(|_| all_checked).unwrap_or(one.expected);
        let order = |one: &&GroupFigure, two: &&GroupFigure| figure(one).value.total_cmp(&figure(two).value);
        let (Some(worse), Some(better)) = (here().max_by(order), here().min_by(order)) else { continue };
        if worse.group != better.group {
            gaps.push(Gap {
                by: by.to_owned(),
                by_much: figure(worse).less(figure(better)),
                worse: worse.clone(),
                better: better.clone(),
                checked: all_checked,
            });
        }
    }
    gaps.into_iter().max_by(|one, two| one.by_much.value.total_cmp(&two.by_much.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(by: &str, group: &str, records: u64, linked: u64, asked: u64) -> GroupCount {
        GroupCount {
            by: by.to_owned(),
            group: group.to_owned(),
            records,
            linked,
            right: linked as f64,
            not: [asked, 0, 0],
            missed: [asked as f64 / 2.0, 0.0, 0.0],
            variance: asked as f64 / 4.0,
        }
    }

    #[test]
    fn small_groups_are_joined_and_the_largest_gap_is_named() {
        let all = [
            group("sex", "female", 500, 450, 100),
            group("sex", "male", 500, 480, 40),
            group("age", "0 to 17", 60, 50, 2),
            group("age", "18 to 29", 50, 40, 2),
            group("age", "30 to 44", 900, 800, 10),
            group("agency", "tiny", 3, 2, 2),
        ];
        let joined = joined(&all);
        assert_eq!(
            joined.iter().map(|one| (one.group.as_str(), one.records)).collect::<Vec<_>>(),
            [("female", 500), ("male", 500), ("30 to 44", 900), ("others", 110)]
        );
        let figures: Vec<GroupFigure> = joined.iter().map(|one| of_group(one, [(0, 0); 3])).collect();
        assert!((figures[0].expected.value - 50.0 / 500.0).abs() < 1e-9 && figures[0].checked.is_none());
        let gap = largest(&figures).unwrap();
        assert_eq!(
            (gap.worse.group.as_str(), gap.better.group.as_str(), gap.checked),
            ("female", "male", false)
        );
        assert!((gap.by_much.value - 0.06).abs() < 1e-9 && gap.by_much.low > 0.03 && gap.by_much.high < 0.09);
        // By hand: 30 of 40 checked were of one person, so 75 of 100 are missed beside 450.
        let checked = of_group(&joined[0], [(30, 10), (0, 0), (0, 0)]);
        assert!((checked.checked.unwrap().value - 75.0 / 525.0).abs() < 1e-9);
        assert!(checked.checked.unwrap().high < 0.2, "{:?}", checked.checked);
        assert_eq!(checked.checks, 40);
    }
}

//! How the records of one person agree, field by field, and whether that has moved since the weights were learned.

use crate::weigh::compare::Pattern;
use crate::weigh::levels::{Field, LEVELS, table};
use serde::{Deserialize, Serialize};

/// How linked pairs of records agree.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Profile {
    /// For each field how many pairs are at each level; at 0 those of which one side says nothing.
    levels: Vec<Vec<u64>>,
}

/// How far a field has moved.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Moved {
    /// Too few pairs to say.
    TooFew,
    /// As it was.
    Steady,
    /// It has moved.
    Moved,
    /// So far that somebody should look why.
    Look,
}

/// One field then and now.
#[derive(Clone, PartialEq, Debug)]
pub struct Drift {
    /// The field in plain words.
    pub field: &'static str,
    /// Share of pairs of which one side or both say nothing, then and now.
    pub missing: [f64; 2],
    /// Share of pairs whose values are equal, among those of which both sides say something.
    pub equal: [f64; 2],
    /// The population stability index, chance taken off.
    pub index: f64,
    /// In a word.
    pub moved: Moved,
    /// The level that moved most in plain words, with its share then and now among those that say something; none when
    /// nothing did.
    pub most: Option<(&'static str, f64, f64)>,
}

/// Fewer pairs say nothing.
const FEW: u64 = 200;

impl Profile {
    pub(crate) fn new() -> Profile {
        Profile { levels: Field::ALL.iter().map(|_| vec![0; LEVELS]).collect() }
    }

    pub(crate) fn add(&mut self, pattern: &Pattern) {
        for (field, levels) in Field::ALL.into_iter().zip(&mut self.levels) {
            if let Some(count) = levels.get_mut(usize::from(pattern.at(field))) {
                *count += 1;
            }
        }
    }

    /// Pairs that were counted.
    pub fn pairs(&self) -> u64 {
        self.levels.first().map_or(0, |levels| levels.iter().sum())
    }

    /// It has the fields and levels that this program compares.
    pub fn fits(&self) -> bool {
        self.levels.len() == Field::ALL.len() && self.levels.iter().all(|levels| levels.len() == LEVELS)
    }

    /// What moved until another time, what moved most first; fields that nobody fills are left out.
    pub fn until(&self, now: &Profile) -> Vec<Drift> {
        let fields = Field::ALL.into_iter().zip(self.levels.iter().zip(&now.levels));
        let mut found: Vec<Drift> = fields
            .filter(|(field, _)| *field != Field::Swap)
            .filter(|(_, (then, now))| {
                [then, now].iter().any(|levels| levels.iter().skip(1).sum::<u64>() > 0)
            })
            .map(|(field, (then, now))| drift(field, then, now))
            .collect();
        found.sort_by(|one, two| two.moved.cmp(&one.moved).then(two.index.total_cmp(&one.index)));
        found
    }
}

fn drift(field: Field, then: &[u64], now: &[u64]) -> Drift {
    let (before, after): (u64, u64) = (then.iter().sum(), now.iter().sum());
    let (index, chance) = index(then, now);
    let index = (index - chance).max(0.0);
    let stated = |levels: &[u64], level: usize| {
        let all = levels.iter().skip(1).sum::<u64>();
        share(levels.get(level).copied().unwrap_or(0), all)
    };
    let moved_by = |level: &usize| (stated(now, *level) - stated(then, *level)).abs();
    let most = (1..then.len()).rev().max_by(|one, two| moved_by(one).total_cmp(&moved_by(two)));
    Drift {
        field: name(field),
        missing: [
            share(then.first().copied().unwrap_or(0), before),
            share(now.first().copied().unwrap_or(0), after),
        ],
        equal: [stated(then, 1), stated(now, 1)],
        index,
        moved: match index {
            _ if before < FEW || after < FEW => Moved::TooFew,
            0.25.. => Moved::Look,
            0.1.. => Moved::Moved,
            _ => Moved::Steady,
        },
        most: most.filter(|level| moved_by(level) >= 0.005).and_then(|level| {
            Some((table(field).get(level - 1)?.words, stated(then, level), stated(now, level)))
        }),
    }
}

/// The population stability index, and how large it is by chance alone where nothing has moved.
fn index(then: &[u64], now: &[u64]) -> (f64, f64) {
    let (before, after): (u64, u64) = (then.iter().sum(), now.iter().sum());
    let levels: Vec<(u64, u64)> =
        then.iter().copied().zip(now.iter().copied()).filter(|(one, two)| one + two > 0).collect();
    let smoothed = |count: u64, all: u64| (count as f64 + 0.5) / (all as f64 + 0.5 * levels.len() as f64);
    let term = |(one, two): &(u64, u64)| {
        let (p, q) = (smoothed(*one, before), smoothed(*two, after));
        (q - p) * (q / p).ln()
    };
    let freedom = levels.len().saturating_sub(1) as f64;
    let chance = freedom * (1.0 / (before as f64).max(1.0) + 1.0 / (after as f64).max(1.0));
    (levels.iter().map(term).sum(), chance)
}

fn share(part: u64, whole: u64) -> f64 {
    part as f64 / (whole as f64).max(1.0)
}

fn name(field: Field) -> &'static str {
    match field {
        Field::Given => "Given name",
        Field::Family => "Surname",
        Field::Swap => "Order of names",
        Field::Middle => "Middle name",
        Field::Suffix => "Generation (Jr, Sr)",
        Field::Birth => "Birth date",
        Field::Sex => "Sex",
        Field::Ssn => "Social Security number",
        Field::Home => "Address",
        Field::Area => "ZIP code and city",
        Field::Phone => "Phone",
        Field::Email => "E-mail",
        Field::Number => "Record numbers",
        Field::Household => "Household",
        Field::BirthPlace => "Birthplace",
        Field::Text => "Further columns",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(field: Field, counts: &[(usize, u64)]) -> Profile {
        let mut profile = Profile::new();
        for (level, count) in counts {
            profile.levels[field as usize][*level] = *count;
        }
        profile
    }

    #[test]
    fn what_is_as_it_was_is_steady_and_what_is_not_is_named() {
        let then = of(Field::Phone, &[(0, 500), (1, 300), (3, 200)]);
        assert_eq!(then.until(&then)[0].moved, Moved::Steady);
        // By hand: (0.6 - 0.5) ln 1.2 + (0.1 - 0.3) ln (1/3) + (0.3 - 0.2) ln 1.5 = 0.278.
        let now = of(Field::Phone, &[(0, 600), (1, 100), (3, 300)]);
        let told = &then.until(&now)[0];
        assert_eq!((told.field, told.moved), ("Phone", Moved::Look));
        assert!((told.index - (0.278 - 0.004)).abs() < 0.003, "{}", told.index);
        assert_eq!((told.missing, told.equal), ([0.5, 0.6], [0.6, 0.25]));
        assert_eq!(told.most.map(|most| most.0), Some("same phone number"));
        let few = of(Field::Phone, &[(0, 60), (1, 10), (3, 30)]);
        assert_eq!(then.until(&few)[0].moved, Moved::TooFew);
        assert!(then.fits() && !Profile::default().fits());
    }

    #[test]
    fn chance_alone_is_no_drift() {
        let then = of(Field::Sex, &[(0, 10), (1, 280), (2, 10)]);
        let now = of(Field::Sex, &[(0, 14), (1, 272), (2, 14)]);
        assert_eq!(then.until(&now)[0].moved, Moved::Steady);
    }
}

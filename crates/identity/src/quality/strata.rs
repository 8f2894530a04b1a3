//! Pairs of records by how they stand to the matcher: strata, of each of which some are drawn for people to check.

use crate::quality::intervals::{Estimate, Part};
use serde::{Deserialize, Serialize};

/// How a pair of records stands to the matcher.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Stratum {
    /// Linked, though the two records alone would hardly say so: others between them do.
    Carried,
    /// Linked, likely.
    Likely,
    /// Linked, sure.
    Sure,
    /// Linked, beyond doubt.
    Certain,
    /// Left to people.
    Asked,
    /// Just dropped.
    Close,
    /// Dropped, though something agrees.
    Far,
}

/// What is known of a stratum.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Sampled {
    /// Pairs about which nobody has decided.
    pub size: u64,
    /// How many of them are of one person, as the matcher expects.
    pub expected: f64,
    /// Pairs drawn from it and answered, by who was sure: of one person, not of one person.
    pub drawn: (u64, u64),
    /// The same, of those that stand in it still, whenever they were drawn.
    pub known: (u64, u64),
}

/// Bits from which on pairs are looked at that are not linked.
pub(crate) const LEAST: f64 = -10.0;

impl Stratum {
    /// Every one, linked ones first.
    pub const ALL: [Stratum; 7] = [
        Stratum::Carried,
        Stratum::Likely,
        Stratum::Sure,
        Stratum::Certain,
        Stratum::Asked,
        Stratum::Close,
        Stratum::Far,
    ];

    /// Where a pair of so many bits stands; nowhere when it is not linked and next to nothing speaks for it.
    pub fn of(linked: bool, bits: f64) -> Option<Stratum> {
        Some(match (linked, bits) {
            (true, ..2.0) => Stratum::Carried,
            (true, ..8.0) => Stratum::Likely,
            (true, ..16.0) => Stratum::Sure,
            (true, _) => Stratum::Certain,
            (false, -2.0..) => Stratum::Asked,
            (false, -6.0..) => Stratum::Close,
            (false, LEAST..) => Stratum::Far,
            (false, _) => return None,
        })
    }

    /// The word in a table.
    pub fn name(self) -> &'static str {
        match self {
            Stratum::Carried => "linked through others",
            Stratum::Likely => "linked, likely",
            Stratum::Sure => "linked, sure",
            Stratum::Certain => "linked, beyond doubt",
            Stratum::Asked => "left to people",
            Stratum::Close => "just not linked",
            Stratum::Far => "not linked",
        }
    }

    /// The one with this word.
    pub fn named(name: &str) -> Option<Stratum> {
        Stratum::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Its pairs are linked.
    pub fn is_linked(self) -> bool {
        matches!(self, Stratum::Carried | Stratum::Likely | Stratum::Sure | Stratum::Certain)
    }

    /// Pairs of one draw of sixty: more where more is uncertain, and where most pairs are.
    pub fn in_a_draw(self) -> usize {
        match self {
            Stratum::Carried => 4,
            Stratum::Likely => 6,
            Stratum::Sure | Stratum::Far => 8,
            Stratum::Certain => 16,
            Stratum::Asked | Stratum::Close => 9,
        }
    }
}

impl Sampled {
    /// As one part of a whole in which pairs of one person are counted, or those that are not.
    fn part(&self, same: bool) -> Part {
        let count = |(same_ones, others): (u64, u64)| if same { same_ones } else { others } as f64;
        let known = (self.known.0 + self.known.1) as f64;
        let share = self.expected / (self.size as f64).max(1.0);
        Part {
            known: count(self.known),
            rest: (self.size as f64 - known).max(0.0),
            drawn: (self.drawn.0 + self.drawn.1) as f64,
            found: count(self.drawn),
            expected: if same { share } else { 1.0 - share },
        }
    }
}

/// The share of linked pairs that are wrong. Pairs that people linked are taken as right.
pub fn wrong(strata: &[(Stratum, Sampled)], decided_links: u64) -> Estimate {
    let linked = strata.iter().filter(|(stratum, _)| stratum.is_linked());
    let all = linked.clone().map(|(_, sampled)| sampled.size).sum::<u64>() + decided_links;
    let parts: Vec<Part> = linked.map(|(_, sampled)| sampled.part(false)).collect();
    Estimate::of_parts(&parts).times(1.0 / (all as f64).max(1.0))
}

/// The share of pairs of one person that are not linked, among those of which something agrees.
pub fn missed(strata: &[(Stratum, Sampled)], decided_links: u64) -> Estimate {
    let linked = strata.iter().filter(|(stratum, _)| stratum.is_linked());
    let all = linked.map(|(_, sampled)| sampled.size).sum::<u64>() + decided_links;
    let wrong = wrong(strata, decided_links);
    let not = strata.iter().filter(|(stratum, _)| !stratum.is_linked());
    let parts: Vec<Part> = not.map(|(_, sampled)| sampled.part(true)).collect();
    let missed = Estimate::of_parts(&parts);
    // How many linked pairs are right is an estimate too: the ends are taken with the ends.
    let share = |missed: f64, wrong: f64| missed / (missed + all as f64 * (1.0 - wrong)).max(1.0);
    Estimate {
        value: share(missed.value, wrong.value),
        low: share(missed.low, wrong.low),
        high: share(missed.high, wrong.high),
    }
}

/// The same two shares as the matcher's own probabilities have them, before anybody has looked: wrong, missed.
pub fn expected(strata: &[(Stratum, Sampled)], decided_links: u64) -> (f64, f64) {
    let sum = |linked: bool| {
        let those = strata.iter().filter(move |(stratum, _)| stratum.is_linked() == linked);
        those.fold((0.0, 0.0), |(all, same), (_, one)| (all + one.size as f64, same + one.expected))
    };
    let ((linked, right), (_, missed)) = (sum(true), sum(false));
    let decided = decided_links as f64;
    ((linked - right) / (linked + decided).max(1.0), missed / (missed + right + decided).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_stands_in_one_stratum_and_sixty_are_drawn() {
        assert_eq!(Stratum::of(true, 30.0), Some(Stratum::Certain));
        assert_eq!(Stratum::of(true, -30.0), Some(Stratum::Carried));
        assert_eq!(Stratum::of(false, -2.0), Some(Stratum::Asked));
        assert_eq!(Stratum::of(false, -2.1), Some(Stratum::Close));
        assert_eq!(Stratum::of(false, -10.5), None);
        assert_eq!(Stratum::ALL.iter().map(|one| one.in_a_draw()).sum::<usize>(), 60);
        assert!(Stratum::ALL.iter().all(|one| Stratum::named(one.name()) == Some(*one)));
    }

    #[test]
    fn shares_are_those_counted_by_hand() {
        // 990 sure links of which 1 in 100 drawn was wrong, 10 that people made; 50 left to people, 10 drawn, 4 of one person.
        let sure = Sampled { size: 990, expected: 985.0, drawn: (99, 1), known: (99, 1) };
        let asked = Sampled { size: 50, expected: 25.0, drawn: (4, 6), known: (4, 6) };
        let strata = [(Stratum::Sure, sure), (Stratum::Asked, asked)];
        let share = wrong(&strata, 10);
        assert!((share.value - (1.0 + 890.0 * 0.01) / 1000.0).abs() < 1e-9, "{share:?}");
        assert!(share.low >= 0.001 && share.high < 0.06);
        let not = missed(&strata, 10);
        let (missing, right) = (4.0 + 40.0 * 0.4, 1000.0 - 9.9);
        assert!((not.value - missing / (missing + right)).abs() < 1e-9, "{not:?}");
        assert!(not.low > 0.004 && not.high < 0.04);
        let own = expected(&strata, 10);
        assert!((own.0 - 0.005).abs() < 1e-9 && (own.1 - 25.0 / 1020.0).abs() < 1e-9);
    }

    #[test]
    fn pairs_that_were_linked_since_leave_nothing_to_miss() {
        // All twelve left to people were drawn; the six of one person are linked by now, the others known to be two.
        let asked = Sampled { size: 6, expected: 3.0, drawn: (6, 6), known: (0, 6) };
        let sure = Sampled { size: 500, expected: 499.0, drawn: (40, 0), known: (40, 0) };
        let not = missed(&[(Stratum::Sure, sure), (Stratum::Asked, asked)], 6);
        assert_eq!((not.value, not.low, not.high), (0.0, 0.0, 0.0));
    }
}

//! How well clusters agree with the true people. Counts only.

/// Pairs of records: linked, truly of one person, both.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Score {
    linked: u64,
    truly: u64,
    both: u64,
    pub(crate) people: usize,
    pub(crate) true_people: usize,
    /// People whose records are of more than one true person.
    pub(crate) mixed: usize,
    /// Links that join two true people, of `links` in all: a person of n records is held by n - 1 links.
    wrong: u64,
    links: u64,
}

impl Score {
    /// Judges records given as (person by links, true person); their order does not matter.
    pub(crate) fn of(records: &mut [(u64, u64)]) -> Score {
        let mut score = Score::default();
        records.sort_unstable_by_key(|(_, truly)| *truly);
        for one in records.chunk_by(|a, b| a.1 == b.1) {
            score.true_people += 1;
            score.truly += among(one.len());
        }
        records.sort_unstable();
        for person in records.chunk_by(|a, b| a.0 == b.0) {
            score.people += 1;
            score.linked += among(person.len());
            let parts = person.chunk_by(|a, b| a.1 == b.1);
            score.both += parts.clone().map(|part| among(part.len())).sum::<u64>();
            let mixes = parts.count() as u64 - 1;
            score.mixed += usize::from(mixes > 0);
            score.wrong += mixes;
            score.links += person.len() as u64 - 1;
        }
        score
    }

    pub(crate) fn precision(&self) -> f64 {
        share(self.both, self.linked)
    }

    pub(crate) fn recall(&self) -> f64 {
        share(self.both, self.truly)
    }

    pub(crate) fn f1(&self) -> f64 {
        share(2 * self.both, self.linked + self.truly)
    }

    /// Wrong links among ten thousand made.
    pub(crate) fn wrong_in_10000(&self) -> f64 {
        if self.links == 0 { 0.0 } else { 10_000.0 * share(self.wrong, self.links) }
    }
}

/// Pairs among so many records.
fn among(records: usize) -> u64 {
    let records = records as u64;
    records * records.saturating_sub(1) / 2
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_by_hand() {
        // Person 1 holds two records of 7 and one of 8; person 2 holds the other of 8.
        let score = Score::of(&mut [(1, 7), (2, 8), (1, 7), (1, 8)]);
        let expected =
            Score { linked: 3, truly: 2, both: 1, people: 2, true_people: 2, mixed: 1, wrong: 1, links: 2 };
        assert_eq!(score, expected);
        assert!((score.f1() - 0.4).abs() < 1e-9);
        assert!((score.wrong_in_10000() - 5_000.0).abs() < 1e-9);
        assert_eq!(Score::of(&mut []).wrong_in_10000(), 0.0);
    }
}

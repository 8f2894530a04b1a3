//! Puts the people who may be meant in order: at a glance where they are many, then closely, then over all their records.

use crate::search::find::{BEHIND, LEAST};
use crate::search::score::Score;
use crate::search::seek::{Glanced, Look};
use crate::weigh::bits::BIT;
use crate::weigh::bits::Bits;
use crate::words::likeness::Memo;
use records::PersonId;
use rustc_hash::{FxHashMap, FxHashSet};

/// People with their best record, in the order of the answer.
pub(crate) struct Ranked {
    /// Weighed over all their records.
    pub(crate) scored: Vec<(Score, PersonId, u32)>,
    /// Weighed by one record.
    pub(crate) behind: Vec<(Bits, PersonId)>,
    /// From this evidence on somebody fits.
    pub(crate) enough: Bits,
}

/// So many are weighed over all their records where only who fits matters.
const FEW: usize = 50;

/// A person may gain so much from other records than the one that was found first.
const GAIN: Bits = 4 * BIT;

impl Look<'_> {
    /// The `closer` likeliest are weighed over all their records; the others by the one that was found.
    pub(crate) fn rank(&self, closer: usize) -> Ranked {
        let mut memo = Memo::short();
        let close = self.seek_close();
        let mut ranked = self.best_records(&close, &mut memo, LEAST - GAIN);
        let mut looked_at = self.people_of(&close);
        let top = ranked.iter().map(|(bits, _, _)| *bits).max().unwrap_or(Bits::MIN / 2);
        let mut wide = self.seek_wide(LEAST.max(top - BEHIND - GAIN), close.len());
        // Of long lists the best are looked at closely; a person may stand in them with several records.
        let best = Glanced::best(&mut wide, closer + closer / 2);
        let mut best: Vec<u32> =
            best.iter().map(|one| one.at).filter(|at| close.binary_search(at).is_err()).collect();
        best.sort_unstable();
        best.dedup();
        if !best.is_empty() {
            looked_at.extend(self.people_of(&best));
            let more = self.best_records(&best, &mut memo, LEAST - GAIN);
            join(&mut ranked, more);
        }
        let order = |one: &(Bits, PersonId, u32)| (std::cmp::Reverse(one.0), one.1);
        if ranked.len() > closer {
            ranked.select_nth_unstable_by_key(closer, order);
        }
        let mut behind: Vec<(Bits, PersonId)> =
            ranked.iter().skip(closer).map(|(bits, person, _)| (*bits, *person)).collect();
        ranked.truncate(closer);
        let mut scored: Vec<(Score, PersonId, u32)> = ranked
            .iter()
            .map(|(_, person, at)| (self.whole_person(*person, &mut memo), *person, *at))
            .collect();
        scored.sort_by_key(|(score, person, _)| (std::cmp::Reverse(score.bits()), *person));
        let enough = LEAST.max(scored.first().map_or(0, |(score, _, _)| score.bits()) - BEHIND);
        behind.retain(|(bits, _)| *bits >= enough);
        // Whoever was looked at closely counts by that alone, and not by a glance that promised more.
        let fitting = wide.iter().filter(|one| one.bits >= enough).count();
        looked_at.reserve(fitting);
        for one in wide.iter().filter(|one| one.bits >= enough) {
            if looked_at.insert(one.person) {
                behind.push((one.bits, one.person));
            }
        }
        Ranked { scored, behind, enough }
    }

    fn people_of(&self, records: &[u32]) -> FxHashSet<PersonId> {
        records.iter().filter_map(|at| self.engine.glances[*at as usize].person()).collect()
    }

    /// Everybody who fits, in no order.
    pub(crate) fn fitting(&self) -> Vec<PersonId> {
        let Ranked { scored, behind, enough } = self.rank(FEW);
        let scored =
            scored.iter().filter(|(score, _, _)| score.bits() >= enough).map(|(_, person, _)| *person);
        scored.chain(behind.iter().map(|(_, person)| *person)).collect()
    }

    /// The best of those who fit, with how well.
    pub(crate) fn best(&self, most: usize) -> Vec<(Bits, PersonId)> {
        let Ranked { scored, behind, enough } = self.rank(FEW);
        let mut all: Vec<(Bits, PersonId)> =
            scored.iter().map(|(score, person, _)| (score.bits(), *person)).collect();
        all.retain(|(bits, _)| *bits >= enough);
        all.extend(behind);
        all.sort_unstable_by_key(|(bits, person)| (std::cmp::Reverse(*bits), *person));
        all.truncate(most);
        all
    }

    /// Each person's best record among these, when it says enough.
    pub(crate) fn best_records(
        &self,
        close: &[u32],
        memo: &mut Memo,
        least: Bits,
    ) -> Vec<(Bits, PersonId, u32)> {
        let mut best: FxHashMap<PersonId, (Bits, u32)> = FxHashMap::default();
        for at in close {
            let mask = self.mask(*at);
            let Some(person) = self.engine.glances[*at as usize].person().filter(|_| mask != 0) else {
                continue;
            };
            let bits = self.score(*at, mask, memo).bits();
            let rank = (bits, std::cmp::Reverse(self.engine.store.ids[*at as usize]));
            let held = best.entry(person).or_insert((bits, *at));
            if rank > (held.0, std::cmp::Reverse(self.engine.store.ids[held.1 as usize])) {
                *held = (bits, *at);
            }
        }
        best.into_iter()
            .filter(|(_, (bits, _))| *bits >= least)
            .map(|(person, (bits, at))| (bits, person, at))
            .collect()
    }

    /// The best of each part of the question over all records of a person.
    pub(crate) fn whole_person(&self, person: PersonId, memo: &mut Memo) -> Score {
        let mut whole = Score::default();
        for at in self.engine.people.get(&person).into_iter().flatten() {
            let mask = self.mask(*at);
            if mask != 0 {
                whole.join(&self.score(*at, mask, memo));
            }
        }
        whole
    }

    fn score(&self, at: u32, mask: u64, memo: &mut Memo) -> Score {
        let case = self.plan.numbers.cases.get(&at).filter(|(_, bit)| mask & bit != 0);
        let case = case.map_or(0, |(level, _)| *level);
        self.plan.score(&self.lens, &self.engine.store.features[at as usize], case, memo).within(mask)
    }
}

/// Each person once, with the better record.
fn join(all: &mut Vec<(Bits, PersonId, u32)>, more: Vec<(Bits, PersonId, u32)>) {
    all.extend(more);
    all.sort_unstable_by_key(|(bits, person, at)| (*person, std::cmp::Reverse(*bits), *at));
    all.dedup_by_key(|(_, person, _)| *person);
}

impl Glanced {
    /// Puts the best in front, whatever order they came in, and says how many of them were taken.
    fn best(all: &mut [Glanced], most: usize) -> &[Glanced] {
        if all.len() <= most {
            return all;
        }
        all.select_nth_unstable_by_key(most, |one| (std::cmp::Reverse(one.bits), one.person, one.at));
        &all[..most]
    }
}

//! Lists of numbers under keys, for searching and for records that come one by one. Hundreds of keys are asked for that mostly
//! have no list, so that a miss must cost little: a table leads from the first bits of a key to the few places where it can
//! stand.

use crate::radix::{self, sort_by_key};
use rustc_hash::FxHashMap;

/// Key to numbers, such as those of records. Removing is the reader's business: it passes over what is gone.
#[derive(Clone, Default)]
pub(crate) struct Lists {
    /// Turned key in the high half, number in the low one; sorted.
    settled: Vec<u64>,
    /// Where the keys with each beginning start; one more at the end.
    starts: Vec<u32>,
    shift: u32,
    recent: FxHashMap<u32, Vec<u32>>,
    waiting: usize,
}

/// Entries for each beginning of a key, about.
const TOGETHER: usize = 8;

impl Lists {
    /// From entries made by [`entry`], those with one key in the order of their numbers.
    pub(crate) fn settled(entries: Vec<u64>) -> Lists {
        let mut entries = sort_by_key(entries);
        entries.dedup();
        entries.shrink_to_fit();
        let bits = (entries.len() / TOGETHER).max(1).ilog2() + 1;
        let shift = 32 - bits;
        let mut starts = vec![0u32; (1 << bits) + 1];
        for held in &entries {
            starts[(turned_of(*held) >> shift) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Lists { settled: entries, starts, shift, ..Lists::default() }
    }

    pub(crate) fn add(&mut self, key: u32, number: u32) {
        let list = self.recent.entry(key).or_default();
        if list.last() != Some(&number) {
            list.push(number);
            self.waiting += 1;
        }
        if self.waiting > 50_000 + self.settled.len() / 2 {
            self.settle();
        }
    }

    /// Puts what came lately in its place among the rest.
    pub(crate) fn settle(&mut self) {
        let mut all = std::mem::take(&mut self.settled);
        for (key, numbers) in self.recent.drain() {
            all.extend(numbers.into_iter().map(|number| entry(key, number)));
        }
        *self = Lists::settled(all);
    }

    /// How many numbers stand under the key.
    pub(crate) fn count(&self, key: u32) -> usize {
        self.run(key).len() + self.lately(key).len()
    }

    /// The numbers under the key.
    pub(crate) fn get(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        self.run(key).iter().map(|held| *held as u32).chain(self.lately(key).iter().copied())
    }

    /// The same, `many` at a time: what waits for the memory can wait for all of them together.
    pub(crate) fn get_by(&self, key: u32, many: usize, mut work: impl FnMut(&[u32])) {
        let mut some = Vec::with_capacity(many);
        for part in self.run(key).chunks(many) {
            some.clear();
            some.extend(part.iter().map(|held| *held as u32));
            work(&some);
        }
        self.lately(key).chunks(many).for_each(work);
    }

    /// Where the list of a key begins, or one before it.
    pub(crate) fn beginning(&self, key: u32) -> usize {
        self.starts.get((turned(key) >> self.shift) as usize).copied().unwrap_or(0) as usize
    }

    /// One look there before the list is read.
    pub(crate) fn glimpse(&self, beginning: usize) -> u64 {
        self.settled.get(beginning).copied().unwrap_or(0)
    }

    fn lately(&self, key: u32) -> &[u32] {
        if self.recent.is_empty() { &[] } else { self.recent.get(&key).map_or(&[], Vec::as_slice) }
    }

    fn run(&self, key: u32) -> &[u64] {
        let turned = turned(key);
        let begin = self.beginning(key);
        let end = self.starts.get((turned >> self.shift) as usize + 1).copied().unwrap_or(0) as usize;
        let near = &self.settled[begin..end];
        if near.len() <= 2 * TOGETHER {
            let from = near.iter().take_while(|held| turned_of(**held) < turned).count();
            let length = near[from..].iter().take_while(|held| turned_of(**held) == turned).count();
            return &near[from..from + length];
        }
        let rest = &near[near.partition_point(|held| turned_of(*held) < turned)..];
        &rest[..rest.partition_point(|held| turned_of(*held) == turned)]
    }
}

/// A key with its number, as lists hold them.
pub(crate) fn entry(key: u32, number: u32) -> u64 {
    radix::entry(turned(key), number)
}

/// Spreads keys that are small numbers; no two keys become one.
fn turned(key: u32) -> u32 {
    key.wrapping_mul(0x9e37_79b1)
}

fn turned_of(entry: u64) -> u32 {
    (entry >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_own_records_settled_or_not() {
        let records = |key: u32| (0..key % 40).map(move |n| key * 100 + n);
        let all: Vec<u64> =
            (0..3_000u32).flat_map(|key| records(key).map(move |at| entry(key, at))).collect();
        let mut lists = Lists::settled(all);
        lists.add(7, 1);
        lists.add(7, 1);
        lists.add(5_000, 9);
        for key in 0..3_000 {
            let mut expected: Vec<u32> = records(key).collect();
            expected.extend((key == 7).then_some(1));
            assert_eq!(lists.get(key).collect::<Vec<_>>(), expected);
            assert_eq!(lists.count(key), expected.len());
            let mut together = Vec::new();
            lists.get_by(key, 7, |some| together.extend_from_slice(some));
            assert_eq!(together, expected);
        }
        assert_eq!(lists.get(5_000).collect::<Vec<_>>(), [9]);
        assert_eq!((lists.count(4_000), Lists::default().count(3)), (0, 0));
    }

    #[test]
    fn what_came_lately_is_settled_when_it_is_much() {
        let mut lists = Lists::default();
        (0..60_000u32).for_each(|at| lists.add(at % 10, at));
        assert_eq!((lists.count(3), lists.get(3).next()), (6_000, Some(3)));
    }
}

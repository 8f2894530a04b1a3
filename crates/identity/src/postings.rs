//! Lists of numbers under keys: one sorted array, and what has come since.

use rustc_hash::FxHashMap;

/// Key to numbers. Removing is the reader's business: it passes over what is gone.
#[derive(Clone, Default)]
pub(crate) struct Postings {
    /// Key in the high half, number in the low one; sorted.
    settled: Vec<u64>,
    recent: FxHashMap<u32, Vec<u32>>,
    waiting: usize,
}

impl Postings {
    /// From sorted entries.
    pub(crate) fn settled(entries: Vec<u64>) -> Postings {
        Postings { settled: entries, ..Postings::default() }
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

    /// Moves what has come since into the sorted array.
    pub(crate) fn settle(&mut self) {
        for (key, numbers) in self.recent.drain() {
            self.settled.extend(numbers.into_iter().map(|number| entry(key, number)));
        }
        self.settled.sort_unstable();
        self.waiting = 0;
    }

    /// How many numbers stand under the key.
    pub(crate) fn count(&self, key: u32) -> usize {
        self.run(key).len() + self.recent.get(&key).map_or(0, Vec::len)
    }

    /// The numbers under the key.
    pub(crate) fn get(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        let recent = self.recent.get(&key).into_iter().flatten().copied();
        self.run(key).iter().map(|entry| *entry as u32).chain(recent)
    }

    fn run(&self, key: u32) -> &[u64] {
        let from = self.settled.partition_point(|held| *held < entry(key, 0));
        let rest = &self.settled[from..];
        let length = rest.iter().take(32).take_while(|held| (**held >> 32) as u32 == key).count();
        if length < 32 {
            return &rest[..length];
        }
        &rest[..rest.partition_point(|held| (*held >> 32) as u32 == key)]
    }
}

pub(crate) fn entry(key: u32, number: u32) -> u64 {
    u64::from(key) << 32 | u64::from(number)
}

//! Blocking of all records at once: keys, blocks, and the pairs worth keeping.

use crate::bits::Bits;
use crate::judge::{REVIEW, judge, may_link_alone};
use crate::keys::{DEPTH, FAMILIES, Keys, crowded_key, keys_of};
use crate::likeness::Memo;
use crate::model::Model;
use crate::parallel::in_chunks;
use crate::store::Store;

/// Two records that may be one person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Edge {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) weight: Bits,
    /// The pair alone may be linked without a person.
    pub(crate) alone: bool,
}

/// Every record's keys.
pub(crate) struct Blocks {
    /// The first key of each family.
    main: Vec<Keys>,
    /// Further keys (of further names and addresses): family, key, record.
    further: Vec<(u8, u32, u32)>,
    /// Keys left out because their blocks stay too large.
    pub(crate) skipped: u64,
}

/// Records of one block that are compared with one another.
pub(crate) const CAP: usize = 60;

const CHUNK: usize = 4096;

impl Blocks {
    /// Makes all keys under the model, without learning.
    pub(crate) fn build(store: &Store, model: &Model, threads: usize) -> Blocks {
        let mut blocks =
            Blocks { main: vec![[0; FAMILIES]; store.features.len()], further: Vec::new(), skipped: 0 };
        blocks.rekey(store, model, threads, &store.living().collect::<Vec<_>>());
        blocks
    }

    /// Makes all keys and enters the crowded ones into the model, refining them as far as it goes.
    pub(crate) fn learn(store: &Store, model: &mut Model, threads: usize) -> Blocks {
        model.crowded.clear();
        let mut blocks = Blocks::build(store, model, threads);
        for _ in 0..DEPTH {
            let crowded = blocks.crowded(threads);
            if crowded.is_empty() {
                break;
            }
            let mut touched: Vec<u32> = Vec::new();
            for (key, records) in crowded {
                model.crowded.insert(key);
                touched.extend(records);
            }
            touched.sort_unstable();
            touched.dedup();
            blocks.rekey(store, model, threads, &touched);
        }
        blocks
    }

    fn rekey(&mut self, store: &Store, model: &Model, threads: usize, records: &[u32]) {
        let lens = store.lens(model);
        let made = in_chunks(
            threads,
            records.len().div_ceil(CHUNK),
            || (),
            |(), chunk| {
                let mut further = Vec::new();
                let mut skipped = 0;
                let part = &records[chunk * CHUNK..records.len().min((chunk + 1) * CHUNK)];
                let main: Vec<Keys> = part
                    .iter()
                    .map(|&at| {
                        let mut keys = [0; FAMILIES];
                        skipped += u64::from(keys_of(&lens, &store.features[at as usize], |family, key| {
                            if keys[family] == 0 {
                                keys[family] = key;
                            } else if keys[family] != key {
                                further.push((family as u8, key, at));
                            }
                        }));
                        keys
                    })
                    .collect();
                (main, further, skipped)
            },
        );
        self.further.retain(|(_, _, at)| records.binary_search(at).is_err());
        self.skipped = 0;
        for (chunk, (main, further, skipped)) in made.into_iter().enumerate() {
            for (at, keys) in records[chunk * CHUNK..].iter().zip(main) {
                self.main[*at as usize] = keys;
            }
            self.further.extend(further);
            self.skipped += skipped;
        }
        self.further.sort_unstable();
        self.further.dedup();
    }

    /// One family's keys with their records, sorted; key in the high half.
    pub(crate) fn family(&self, family: usize) -> Vec<u64> {
        let packed = |key: u32, at: u32| u64::from(key) << 32 | u64::from(at);
        let mut entries: Vec<u64> = (0u32..)
            .zip(&self.main)
            .filter(|(_, keys)| keys[family] != 0)
            .map(|(at, keys)| packed(keys[family], at))
            .collect();
        let from = self.further.partition_point(|(held, _, _)| usize::from(*held) < family);
        let to = self.further.partition_point(|(held, _, _)| usize::from(*held) <= family);
        entries.extend(self.further[from..to].iter().map(|(_, key, at)| packed(*key, *at)));
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    /// Keys over the cap and the records that have them.
    fn crowded(&self, threads: usize) -> Vec<(u64, Vec<u32>)> {
        let found = in_chunks(
            threads,
            FAMILIES,
            || (),
            |(), family| {
                let entries = self.family(family);
                let large = runs(&entries).filter(|run| run.len() > CAP);
                large
                    .map(|run| {
                        let key = crowded_key(family, (run[0] >> 32) as u32);
                        (key, run.iter().map(|entry| *entry as u32).collect())
                    })
                    .collect::<Vec<_>>()
            },
        );
        found.into_iter().flatten().collect()
    }

    /// Compares all pairs that share a block and keeps those with a chance.
    pub(crate) fn edges(&self, store: &Store, model: &Model, threads: usize) -> (Vec<Edge>, u64) {
        let (mut edges, mut compared) = (Vec::new(), 0);
        for family in 0..FAMILIES {
            let entries = self.family(family);
            let parts = split(&entries, 1 << 14);
            let found = in_chunks(threads, parts.len(), Memo::new, |memo, part| {
                self.compare_part(store, model, family, parts[part], memo)
            });
            for (part, count) in found {
                edges.extend(part);
                compared += count;
            }
        }
        edges.sort_unstable();
        edges.dedup();
        (edges, compared)
    }

    fn compare_part(
        &self,
        store: &Store,
        model: &Model,
        family: usize,
        part: &[u64],
        memo: &mut Memo,
    ) -> (Vec<Edge>, u64) {
        let lens = store.lens(model);
        let (mut edges, mut compared) = (Vec::new(), 0);
        for run in runs(part).filter(|run| run.len() > 1) {
            for (place, one) in run.iter().enumerate() {
                for two in &run[..place] {
                    let (a, b) = (*two as u32, *one as u32);
                    if self.met_before(family, a, b) {
                        continue;
                    }
                    compared += 1;
                    let pattern =
                        lens.compare(&store.features[a as usize], &store.features[b as usize], memo);
                    let weight = judge(model, &pattern).weight;
                    if weight >= REVIEW {
                        edges.push(Edge { a, b, weight, alone: may_link_alone(&pattern) });
                    }
                }
            }
        }
        (edges, compared)
    }

    /// The pair shares a key of an earlier family, where it has been compared.
    fn met_before(&self, family: usize, a: u32, b: u32) -> bool {
        let (one, two) = (&self.main[a as usize], &self.main[b as usize]);
        (0..family).any(|earlier| one[earlier] != 0 && one[earlier] == two[earlier])
    }

    /// Pairs of a few blocks of every family with the families that they share, for training. Which blocks is decided by
    /// their keys, so neither order nor number of threads matters.
    pub(crate) fn sample(&self, wanted: usize) -> Vec<(u32, u32, u32)> {
        let mut pairs = Vec::new();
        for family in 0..FAMILIES {
            let entries = self.family(family);
            let total: usize = runs(&entries).map(|run| run.len() * (run.len() - 1) / 2).sum();
            let keep = wanted / FAMILIES;
            let limit = if total <= keep {
                u32::MAX
            } else {
                (u64::from(u32::MAX) * keep as u64 / total as u64) as u32
            };
            for run in runs(&entries).filter(|run| ((run[0] >> 32) as u32) <= limit) {
                for (place, one) in run.iter().enumerate() {
                    for two in &run[..place] {
                        let (a, b) = (*two as u32, *one as u32);
                        pairs.push((a, b, self.shared(a, b)));
                    }
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    fn shared(&self, a: u32, b: u32) -> u32 {
        let (one, two) = (&self.main[a as usize], &self.main[b as usize]);
        (0..FAMILIES).filter(|f| one[*f] != 0 && one[*f] == two[*f]).fold(0, |mask, f| mask | 1 << f)
    }
}

/// Entries with the same key.
pub(crate) fn runs(entries: &[u64]) -> impl Iterator<Item = &[u64]> {
    entries.chunk_by(|one, two| one >> 32 == two >> 32)
}

/// Cuts between blocks into parts of about `size` entries.
fn split(entries: &[u64], size: usize) -> Vec<&[u64]> {
    let mut parts = Vec::new();
    let mut rest = entries;
    while rest.len() > size {
        let key = rest[size] >> 32;
        let cut = size + rest[size..].partition_point(|entry| entry >> 32 == key);
        let (part, after) = rest.split_at(cut);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

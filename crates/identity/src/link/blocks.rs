//! Blocking of all records at once: keys, blocks, and the pairs worth keeping.

use crate::bring::bring;
use crate::link::keys::{DEPTH, FAMILIES, Keys, crowded_key, keys_of};
use crate::parallel::in_chunks;
use crate::radix::{entry, sort_by_key};
use crate::store::Store;
use crate::weigh::bits::Bits;
use crate::weigh::judge::{REVIEW, judge, may_link_alone};
use crate::weigh::model::Model;
use crate::words::likeness::Memo;
use std::ops::Range;

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
    /// Keys whose blocks stay too large, however refined; their records are compared with the first ones only.
    pub(crate) crowded: u64,
    /// Pairs of less weight are forgotten.
    pub(crate) least: Bits,
}

/// Pairs for training.
pub(crate) struct Sample {
    /// Two records, and a bit for each family whose key they share.
    pub(crate) pairs: Vec<(u32, u32, u32)>,
    /// How likely a block of each family was to be taken, 0 to 1.
    chances: Vec<f64>,
}

impl Sample {
    /// How many such pairs there are for one in the sample: those who share many keys were likelier to be taken.
    pub(crate) fn stands_for(&self, shared: u32) -> f64 {
        let missed = |(_, chance): (usize, &f64)| 1.0 - chance;
        let all = self.chances.iter().enumerate().filter(|(family, _)| shared & 1 << family != 0);
        1.0 / (1.0 - all.map(missed).product::<f64>()).max(1e-6)
    }
}

/// The highest key that is taken, so that about `keep` pairs are.
fn sample_limit(entries: &[u64], keep: usize) -> u32 {
    let total: usize =
        runs(entries).filter(|run| run.len() <= CAP).map(|run| run.len() * (run.len() - 1) / 2).sum();
    if total <= keep { u32::MAX } else { (u64::from(u32::MAX) * keep as u64 / total as u64) as u32 }
}

/// Keys of one family whose blocks are over the cap, and the records in them, sorted.
#[derive(Default)]
struct Crowd {
    keys: Vec<u32>,
    records: Vec<u32>,
}

/// Records of one block that are compared with one another.
pub(crate) const CAP: usize = 60;

const CHUNK: usize = 4096;

/// Families whose keys are gathered in one walk over the records.
const TOGETHER: usize = 4;

/// Blocks whose records are fetched before they are compared.
const AHEAD: usize = 16;

impl Blocks {
    /// Makes all keys under the model, without learning.
    pub(crate) fn build(store: &Store, model: &Model, threads: usize) -> Blocks {
        let main = vec![[0; FAMILIES]; store.features.len()];
        let mut blocks = Blocks { main, further: Vec::new(), crowded: 0, least: REVIEW };
        blocks.rekey(store, model, threads, &store.living().collect::<Vec<_>>());
        blocks
    }

    /// Makes all keys and enters the crowded ones into the model, refining them as far as it goes.
    pub(crate) fn learn(store: &Store, model: &mut Model, threads: usize) -> Blocks {
        model.crowded.clear();
        let mut blocks = Blocks::build(store, model, threads);
        // Only refined keys can be crowded anew: each round looks at the records of the last one's crowds.
        let mut among: Option<Vec<Vec<u32>>> = None;
        for _ in 0..DEPTH {
            let crowds = blocks.crowds(among.as_deref(), threads);
            if crowds.iter().all(|crowd| crowd.keys.is_empty()) {
                break;
            }
            let mut touched: Vec<u32> = Vec::new();
            for (family, crowd) in crowds.iter().enumerate() {
                model.crowded.extend(crowd.keys.iter().map(|key| crowded_key(family, *key)));
                touched.extend(&crowd.records);
            }
            touched.sort_unstable();
            touched.dedup();
            blocks.rekey(store, model, threads, &touched);
            among = Some(crowds.into_iter().map(|crowd| crowd.records).collect());
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
                let mut many = 0;
                let part = &records[chunk * CHUNK..records.len().min((chunk + 1) * CHUNK)];
                let main: Vec<Keys> = part
                    .iter()
                    .map(|&at| {
                        let mut keys = [0; FAMILIES];
                        keys_of(&lens, &store.features[at as usize], |family, key, crowded| {
                            many += u64::from(crowded);
                            // Who shares a crowded key was not compared because of that.
                            if keys[family] == 0 && !crowded {
                                keys[family] = key;
                            } else if keys[family] != key {
                                further.push((family as u8, key, at));
                            }
                        });
                        keys
                    })
                    .collect();
                (main, further, many)
            },
        );
        self.further.retain(|(_, _, at)| records.binary_search(at).is_err());
        self.crowded = 0;
        for (chunk, (main, further, many)) in made.into_iter().enumerate() {
            for (at, keys) in records[chunk * CHUNK..].iter().zip(main) {
                self.main[*at as usize] = keys;
            }
            self.further.extend(further);
            self.crowded += many;
        }
        self.further.sort_unstable();
        self.further.dedup();
    }

    /// Keys and records of some families, each sorted by key; key in the high half. One walk over the records serves them
    /// all.
    pub(crate) fn families(&self, families: Range<usize>) -> Vec<Vec<u64>> {
        self.entries(families, 0..self.main.len() as u32)
    }

    /// The same of some records.
    fn entries(&self, families: Range<usize>, records: impl ExactSizeIterator<Item = u32>) -> Vec<Vec<u64>> {
        let first = families.start;
        let mut lists: Vec<Vec<u64>> = families.clone().map(|_| Vec::with_capacity(records.len())).collect();
        let chosen = records.len() < self.main.len();
        let mut among = Vec::new();
        for at in records {
            for (list, key) in lists.iter_mut().zip(&self.main[at as usize][families.clone()]) {
                if *key != 0 {
                    list.push(entry(*key, at));
                }
            }
            if chosen {
                among.push(at);
            }
        }
        let from = self.further.partition_point(|(held, _, _)| usize::from(*held) < families.start);
        let to = self.further.partition_point(|(held, _, _)| usize::from(*held) < families.end);
        for (family, key, at) in &self.further[from..to] {
            if !chosen || among.binary_search(at).is_ok() {
                lists[usize::from(*family) - first].push(entry(*key, *at));
            }
        }
        lists.into_iter().map(sort_by_key).collect()
    }

    /// Does something with every family's sorted keys, several families at a time.
    pub(crate) fn each_family<R: Send>(
        &self,
        threads: usize,
        work: impl Fn(usize, Vec<u64>) -> R + Sync,
    ) -> Vec<R> {
        let groups = groups();
        let done = in_chunks(
            threads,
            groups.len(),
            || (),
            |(), at| {
                let lists = self.families(groups[at].clone());
                groups[at].clone().zip(lists).map(|(family, list)| work(family, list)).collect::<Vec<R>>()
            },
        );
        done.into_iter().flatten().collect()
    }

    /// The crowds of every family, among these records of each or among all.
    fn crowds(&self, among: Option<&[Vec<u32>]>, threads: usize) -> Vec<Crowd> {
        match among {
            None => self.each_family(threads, |_, entries| Crowd::of(&entries)),
            Some(among) => in_chunks(
                threads,
                FAMILIES,
                || (),
                |(), family| {
                    let lists = self.entries(family..family + 1, among[family].iter().copied());
                    lists.first().map(|entries| Crowd::of(entries)).unwrap_or_default()
                },
            ),
        }
    }

    /// Compares all pairs that share a block and keeps those with a chance.
    pub(crate) fn edges(&self, store: &Store, model: &Model, threads: usize) -> (Vec<Edge>, u64) {
        let (mut edges, mut compared) = (Vec::new(), 0);
        for some in groups().chunks(threads.max(1)) {
            let lists = in_chunks(threads, some.len(), || (), |(), at| self.families(some[at].clone()));
            let parts: Vec<(usize, &[u64])> = some
                .iter()
                .cloned()
                .flatten()
                .zip(lists.iter().flatten())
                .flat_map(|(family, list)| split(list, 1 << 14).into_iter().map(move |part| (family, part)))
                .collect();
            let found = in_chunks(threads, parts.len(), Memo::new, |memo, at| {
                let (family, part) = parts[at];
                self.compare_part(store, model, family, part, memo)
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
        let blocks: Vec<&[u64]> = runs(part).filter(|run| run.len() > 1).collect();
        let mut first: Vec<u64> = Vec::new();
        for run in blocks.chunks(AHEAD).flat_map(|ahead| self.fetched(store, ahead)) {
            let crowded = run.len() > CAP && is_crowded(model, family, run);
            if crowded {
                first = first_of(store, run);
            }
            for (place, one) in run.iter().enumerate() {
                for two in if crowded { &first } else { &run[..place] } {
                    if crowded && two == one {
                        continue;
                    }
                    let (a, b) = in_order(*two as u32, *one as u32);
                    if self.met_before(family, a, b) {
                        continue;
                    }
                    compared += 1;
                    let (one, two) = (&store.features[a as usize], &store.features[b as usize]);
                    let Some(pattern) = lens.compare_above(self.least, one, two, memo) else { continue };
                    let weight = judge(model, &pattern).weight;
                    if weight >= self.least {
                        edges.push(Edge { a, b, weight, alone: may_link_alone(model, &pattern) });
                    }
                }
            }
        }
        (edges, compared)
    }

    /// The same blocks, after one look at each of their records.
    fn fetched<'r>(&self, store: &Store, blocks: &'r [&'r [u64]]) -> &'r [&'r [u64]] {
        let look = |entry: &u64| {
            let at = *entry as u32 as usize;
            store.features[at].glimpse() ^ u64::from(self.main[at][0] ^ self.main[at][FAMILIES - 1])
        };
        bring(blocks.iter().copied().flatten().map(look));
        blocks
    }

    /// The pair shares a key of an earlier family, where it has been compared.
    fn met_before(&self, family: usize, a: u32, b: u32) -> bool {
        let (one, two) = (&self.main[a as usize], &self.main[b as usize]);
        (0..family).any(|earlier| one[earlier] != 0 && one[earlier] == two[earlier])
    }

    /// Pairs of a few blocks of every family with the families that they share, for training. Which blocks is decided by
    /// their keys, so neither order nor number of threads matters.
    pub(crate) fn sample(&self, wanted: usize, threads: usize) -> Sample {
        let keep = wanted / FAMILIES;
        let found = self.each_family(threads, |_, entries| {
            let limit = sample_limit(&entries, keep);
            (limit, self.sample_below(&entries, limit))
        });
        let chances = found.iter().map(|(limit, _)| f64::from(*limit) / f64::from(u32::MAX)).collect();
        let mut pairs: Vec<(u32, u32, u32)> = found.into_iter().flat_map(|(_, pairs)| pairs).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Sample { pairs, chances }
    }

    fn sample_below(&self, entries: &[u64], limit: u32) -> Vec<(u32, u32, u32)> {
        let mut pairs = Vec::new();
        let below = runs(entries).take_while(|run| ((run[0] >> 32) as u32) <= limit);
        for run in below.filter(|run| run.len() <= CAP) {
            for (place, one) in run.iter().enumerate() {
                for two in &run[..place] {
                    let (a, b) = in_order(*two as u32, *one as u32);
                    pairs.push((a, b, self.shared(a, b)));
                }
            }
        }
        pairs
    }

    fn shared(&self, a: u32, b: u32) -> u32 {
        let (one, two) = (&self.main[a as usize], &self.main[b as usize]);
        (0..FAMILIES).filter(|f| one[*f] != 0 && one[*f] == two[*f]).fold(0, |mask, f| mask | 1 << f)
    }
}

impl Crowd {
    fn of(entries: &[u64]) -> Crowd {
        let mut crowd = Crowd::default();
        for run in runs(entries).filter(|run| run.len() > CAP) {
            crowd.keys.push((run[0] >> 32) as u32);
            crowd.records.extend(run.iter().map(|entry| *entry as u32));
        }
        crowd.records.sort_unstable();
        crowd.records.dedup();
        crowd
    }
}

/// With so many records of a crowded block each record of it is compared.
pub(crate) const CENTRES: usize = 4;

/// The records of a crowded block with which the others are compared: the first in an order that is the same in every run.
pub(crate) fn first_of(store: &Store, run: &[u64]) -> Vec<u64> {
    let mut first = run.to_vec();
    if first.len() > CENTRES {
        first.select_nth_unstable_by_key(CENTRES, |entry| store.ids[*entry as u32 as usize]);
        first.truncate(CENTRES);
    }
    first
}

fn is_crowded(model: &Model, family: usize, run: &[u64]) -> bool {
    run.first().is_some_and(|entry| model.crowded.contains(&crowded_key(family, (entry >> 32) as u32)))
}

/// All families, some at a time.
fn groups() -> Vec<Range<usize>> {
    (0..FAMILIES).step_by(TOGETHER).map(|first| first..FAMILIES.min(first + TOGETHER)).collect()
}

fn in_order(one: u32, two: u32) -> (u32, u32) {
    (one.min(two), one.max(two))
}

/// Entries with the same key.
fn runs(entries: &[u64]) -> impl Iterator<Item = &[u64]> {
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

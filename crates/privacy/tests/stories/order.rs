//! However thousands of transactions are shuffled, doubled, replayed and sent from two sides at once, the end is the same as that
//! of a naive reading; and at no moment does a record stand less private than the newest word received.

use crate::room::{Room, at, benefits, says, story};
use privacy::{Level, Line};
use std::collections::BTreeMap;

const KEYS: u64 = 25;

#[derive(Clone)]
struct Told {
    id: u64,
    key: u64,
    level: Level,
    second: i64,
    sequence: Option<i64>,
}

/// A small generator of chance, so that a failure can be repeated.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            let other = usize::try_from(self.below(at as u64 + 1)).unwrap();
            all.swap(at, other);
        }
    }
}

fn told(chance: &mut Chance, count: u64) -> Vec<Told> {
    let levels = [Level::Open, Level::Private, Level::Sealed];
    let one = |id| Told {
        id,
        key: chance.below(KEYS),
        level: levels[usize::try_from(chance.below(3)).unwrap()],
        // Few instants, so that many fall together; some keys never have a sequence.
        second: i64::try_from(chance.below(40)).unwrap(),
        sequence: (chance.below(4) > 0).then(|| i64::try_from(chance.below(3)).unwrap()),
    };
    (0..count).map(one).collect()
}

fn line(told: &Told) -> Line {
    let key = format!("K-{}", told.key);
    says(&format!("T-{}", told.id), &key, told.level, at(2, told.second), told.sequence)
}

/// What a careful clerk would say of a record after reading every slip.
fn naive(slips: &[&Told]) -> Level {
    let newest = slips.iter().map(|slip| slip.second).max().unwrap();
    let mut last: Vec<&Told> = slips.iter().copied().filter(|slip| slip.second == newest).collect();
    if last.iter().all(|slip| slip.sequence.is_some()) {
        let highest = last.iter().map(|slip| slip.sequence).max().unwrap();
        last.retain(|slip| slip.sequence == highest);
    }
    last.iter().map(|slip| slip.level).max().unwrap()
}

fn check<'a>(room: &Room, received: impl Iterator<Item = &'a Told>) {
    let mut slips: BTreeMap<u64, Vec<&Told>> = BTreeMap::new();
    for one in received {
        slips.entry(one.key).or_default().push(one);
    }
    let marks = room.another().marks().unwrap();
    for (key, slips) in slips {
        let subject = room.subject(&format!("K-{key}"));
        let stands = marks.of(&subject).map_or(Level::Open, privacy::Mark::level);
        assert_eq!(stands, naive(&slips), "K-{key} after {} transactions", slips.len());
    }
}

#[test]
fn at_every_moment_the_newest_word_received_stands() {
    story("moments", |room| {
        for seed in 0..3 {
            let mut chance = Chance(seed + 7);
            let mut all = told(&mut chance, 300);
            all.iter_mut().for_each(|one| one.id += seed * 1000);
            // Each round has records of its own.
            all.iter_mut().for_each(|one| one.key += seed * KEYS);
            let mut arriving: Vec<Told> = all.iter().chain(&all[..100]).cloned().collect();
            chance.shuffle(&mut arriving);
            for end in (20..=arriving.len()).step_by(20) {
                let lines: Vec<Line> = arriving[end - 20..end].iter().map(line).collect();
                room.take(&lines);
                check(room, arriving[..end].iter());
            }
        }
    });
}

#[test]
fn two_sides_that_replay_everything_at_once_end_where_one_careful_clerk_does() {
    story("two_sides", |room| {
        let all = told(&mut Chance(2026), 2400);
        std::thread::scope(|scope| {
            for side in 0..2 {
                let (all, privacy) = (&all, room.another());
                scope.spawn(move || {
                    for replay in 0..2 {
                        let mut mine = all.clone();
                        Chance(side * 31 + replay + 1).shuffle(&mut mine);
                        for part in mine.chunks(150) {
                            let lines: Vec<Line> = part.iter().map(line).collect();
                            privacy.take(&benefits(), &lines).unwrap();
                        }
                    }
                });
            }
        });
        check(room, all.iter());
        let faults = room.privacy.fault_count(&benefits()).unwrap();
        assert_eq!(faults, 0, "nothing that was said twice is refused");
    });
}

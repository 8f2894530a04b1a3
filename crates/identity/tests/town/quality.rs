//! Match quality in a town whose truth is known: what is drawn and answered rightly finds the true shares.

use crate::people::town;
use identity::{Constraints, Engine, Estimate, Model, RecordId, Sampled, Stratum, Survey};
use jiff::civil::{Date, date};
use records::PersonId;
use std::collections::{BTreeMap, HashMap, HashSet};

const TODAY: Date = date(2026, 3, 3);

/// A town that is linked, and who each record truly is.
fn linked(people: usize, seed: u64) -> (Engine, HashMap<RecordId, usize>) {
    let mut engine = Engine::new(Model::shipped());
    let mut truth = HashMap::new();
    for (id, (person, record)) in (1i64..).zip(town(people, seed)) {
        engine.upsert(RecordId(id), &record);
        truth.insert(RecordId(id), person);
    }
    for (person, cluster) in (1i64..).zip(engine.resolve_all(&Constraints::none())) {
        for record in cluster.records {
            engine.assign(record, PersonId(person));
        }
    }
    (engine, truth)
}

fn survey(engine: &Engine, hidden: &HashSet<PersonId>) -> Survey {
    engine.survey(&Constraints::none(), hidden, TODAY)
}

#[test]
fn every_linked_pair_is_counted_once_and_hidden_people_are_not_there() {
    let (engine, truth) = linked(300, 11);
    let all = survey(&engine, &HashSet::new());
    assert_eq!(all.records as usize, truth.len());
    let mut of: BTreeMap<PersonId, usize> = BTreeMap::new();
    for record in truth.keys() {
        *of.entry(engine.person_of(*record).unwrap()).or_default() += 1;
    }
    let expected: usize = of.values().map(|count| count * (count - 1) / 2).sum();
    let count = |survey: &Survey| survey.pairs.iter().filter(|pair| pair.stratum.is_linked()).count();
    assert_eq!((count(&all), all.people as usize), (expected, of.len()));
    assert_eq!(all.profile.pairs() as usize, expected);
    let pairs: HashSet<(RecordId, RecordId)> = all.pairs.iter().map(|pair| (pair.one, pair.two)).collect();
    assert_eq!(pairs.len(), all.pairs.len(), "no pair twice");
    for pair in all.pairs.iter().take(200) {
        assert_eq!(engine.stratum_of(pair.one, pair.two), Some(pair.stratum));
        assert_eq!(engine.stratum_of(pair.two, pair.one), Some(pair.stratum));
    }
    let (largest, records) = of.iter().max_by_key(|(_, count)| **count).unwrap();
    let hidden = HashSet::from([*largest]);
    let without = survey(&engine, &hidden);
    assert_eq!((without.records + *records as u64, without.people + 1), (all.records, all.people));
    let hers = |pair: &identity::Pair| {
        [pair.one, pair.two].iter().any(|one| engine.person_of(*one) == Some(*largest))
    };
    assert!(all.pairs.iter().any(hers) && !without.pairs.iter().any(hers));
    let sex = |survey: &Survey| {
        survey.groups.iter().filter(|one| one.by == "sex").map(|one| one.records).sum::<u64>()
    };
    assert_eq!((sex(&all), sex(&without)), (all.records, without.records));
}

#[test]
fn what_people_decided_is_no_part_of_what_is_sampled() {
    let (engine, _) = linked(200, 12);
    let all = survey(&engine, &HashSet::new());
    let one = all.pairs.iter().find(|pair| pair.stratum.is_linked()).unwrap();
    let mut decided = Constraints::none();
    decided.keep_together(one.one, one.two);
    let then = engine.survey(&decided, &HashSet::new(), TODAY);
    assert_eq!((then.decided_links, then.pairs.len()), (1, all.pairs.len() - 1));
}

#[test]
fn checks_of_a_sample_find_the_true_shares() {
    let (mut held, mut tries) = (0, 0);
    for seed in 0..4 {
        let (engine, truth) = linked(500, 20 + seed);
        let all = survey(&engine, &HashSet::new());
        let same = |pair: &identity::Pair| truth[&pair.one] == truth[&pair.two];
        let count = |linked: bool, wanted: bool| {
            let those =
                all.pairs.iter().filter(|pair| pair.stratum.is_linked() == linked && same(pair) == wanted);
            those.count() as f64
        };
        let (right, wrong, missed) = (count(true, true), count(true, false), count(false, true));
        for draw in 0..25 {
            let strata = sampled(&all, draw, &same);
            let found = [identity::wrong(&strata, 0), identity::missed(&strata, 0)];
            for (estimate, truth) in
                found.into_iter().zip([wrong / (right + wrong), missed / (missed + right)])
            {
                tries += 1;
                held += u32::from(holds(&estimate, truth));
            }
        }
    }
    println!("{held} of {tries} intervals hold the truth");
    assert!(held * 100 >= tries * 94, "{held} of {tries}");
}

fn holds(estimate: &Estimate, truth: f64) -> bool {
    estimate.low <= truth + 1e-9 && truth <= estimate.high + 1e-9
}

/// Three draws, all answered rightly.
fn sampled(all: &Survey, draw: u64, same: &dyn Fn(&identity::Pair) -> bool) -> Vec<(Stratum, Sampled)> {
    let order = |pair: &identity::Pair| {
        let mixed =
            (pair.one.0 as u64) << 32 ^ pair.two.0 as u64 ^ (draw + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb)
    };
    let one = |stratum: Stratum| {
        let mut pairs: Vec<_> = all.pairs.iter().filter(|pair| pair.stratum == stratum).collect();
        let (size, expected) = (pairs.len() as u64, pairs.iter().map(|pair| pair.probability).sum());
        pairs.sort_by_key(|pair| order(pair));
        let drawn = pairs.into_iter().take(3 * stratum.in_a_draw());
        let counted =
            drawn.fold((0, 0), |(yes, no), pair| if same(pair) { (yes + 1, no) } else { (yes, no + 1) });
        (stratum, Sampled { size, expected, drawn: counted, known: counted })
    };
    Stratum::ALL.map(one).to_vec()
}

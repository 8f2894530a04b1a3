//! What must hold for any data.

use crate::people::{Chance, Knows, person, town};
use identity::{Cluster, Constraints, Engine, Model, RecordId};
use records::Particulars;

fn engine_of(records: &[(i64, Particulars)]) -> Engine {
    let mut engine = Engine::new(Model::shipped());
    for (id, record) in records {
        engine.upsert(RecordId(*id), record);
    }
    engine
}

fn records(count: usize, seed: u64) -> Vec<(i64, Particulars)> {
    (0i64..).zip(town(count, seed)).map(|(id, (_, record))| (id, record)).collect()
}

fn shuffled(mut records: Vec<(i64, Particulars)>, seed: u64) -> Vec<(i64, Particulars)> {
    let mut chance = Chance(seed);
    for place in (1..records.len()).rev() {
        records.swap(place, chance.below(place + 1));
    }
    records
}

fn sorted(clusters: Vec<Cluster>) -> Vec<Vec<i64>> {
    clusters.into_iter().map(|cluster| cluster.records.into_iter().map(|id| id.0).collect()).collect()
}

#[test]
fn neither_order_nor_threads_matter() {
    let all = records(400, 1);
    let expected = sorted(engine_of(&all).resolve_all(&Constraints::none()));
    for (seed, threads) in [(1, 1), (2, 2), (3, 8)] {
        let mut engine = engine_of(&shuffled(all.clone(), seed));
        engine.set_threads(threads);
        assert_eq!(sorted(engine.resolve_all(&Constraints::none())), expected, "{threads} threads");
    }
}

#[test]
fn kept_weights_give_the_same_answer_again() {
    let all = records(300, 3);
    let mut engine = engine_of(&all);
    let trained = sorted(engine.resolve_all(&Constraints::none()));
    let weights = engine.weights();
    let mut later = engine_of(&shuffled(all, 4));
    assert_eq!(sorted(later.resolution_by(&weights, &Constraints::none()).clusters), trained);
    assert_eq!(sorted(later.resolve_by(&weights, &Constraints::none()).clusters), trained);
    assert_eq!(later.weights(), weights);
}

#[test]
fn the_town_is_linked_as_it_is() {
    let town = town(400, 5);
    let all: Vec<(i64, Particulars)> =
        (0i64..).zip(&town).map(|(id, (_, record))| (id, record.clone())).collect();
    let clusters = engine_of(&all).resolve_all(&Constraints::none());
    let mixed = clusters
        .iter()
        .filter(|c| c.records.iter().any(|id| town[id.0 as usize].0 != town[c.records[0].0 as usize].0));
    assert_eq!(mixed.count(), 0);
    assert!((400..=420).contains(&clusters.len()), "{} clusters", clusters.len());
}

#[test]
fn unrelated_records_leave_clusters_alone() {
    let all = records(300, 1);
    let mut engine = engine_of(&all);
    let before = sorted(engine.resolve_all(&Constraints::none()));
    for number in 0..200 {
        let stranger = person(&format!("Zyx{number} Qwv{number}ova"))
            .born("1907-03-03")
            .at(&format!("{number} Far Way"));
        engine.upsert(RecordId(10_000 + number), &stranger);
    }
    let after = sorted(engine.resolution(&Constraints::none()).clusters);
    assert_eq!(after.into_iter().filter(|cluster| cluster[0] < 10_000).collect::<Vec<_>>(), before);
}

#[test]
fn one_by_one_is_the_same_as_all_at_once() {
    let all = records(250, 9);
    let mut engine = engine_of(&all);
    engine.resolve_all(&Constraints::none());
    let late = records(60, 77);
    for (id, record) in &late {
        engine.upsert(RecordId(id + 5000), record);
    }
    let whole = engine.resolution(&Constraints::none());
    for id in all.iter().map(|(id, _)| *id).chain(late.iter().map(|(id, _)| id + 5000)) {
        let own = engine.resolve(RecordId(id), &Constraints::none());
        for cluster in &own.clusters {
            assert!(whole.clusters.contains(cluster), "record {id}");
        }
        for pair in &own.review {
            assert!(whole.review.contains(pair), "record {id}");
        }
    }
}

#[test]
fn hundreds_of_records_of_one_person_are_one_however_they_come() {
    let visit = |day: i64| {
        let visit = person("Rosa Maria Reyes").born("1970-01-19").ssn("512701234");
        if day % 3 == 0 { visit.at("12 Main St") } else { visit.phone("212-555-0134") }
    };
    let mut all = records(150, 5);
    all.extend((0..350).map(|day| (9_000 + day, visit(day))));
    let mut engine = engine_of(&all);
    let whole = engine.resolve_all(&Constraints::none());
    let hers = |clusters: &[Cluster]| {
        let of = |id: i64| clusters.iter().find(|cluster| cluster.records.contains(&RecordId(id))).cloned();
        of(9_000).unwrap()
    };
    assert_eq!(hers(&whole).records.len(), 350);
    let mut decided = Constraints::none();
    decided.keep_together(RecordId(9_000), RecordId(all[0].0));
    decided.keep_apart(RecordId(9_001), RecordId(9_002));
    for (constraints, linked) in [(Constraints::none(), false), (decided, true)] {
        let whole = engine.resolution(&constraints);
        for id in [9_000, 9_001, 9_002, 9_349] {
            for cluster in engine.resolve(RecordId(id), &constraints).clusters {
                assert!(whole.clusters.contains(&cluster), "record {id}");
            }
        }
        let hers = hers(&whole.clusters);
        let has = |id: i64| hers.records.contains(&RecordId(id));
        assert_eq!(has(all[0].0), linked);
        assert_eq!(has(9_001) && has(9_002), !linked);
    }
    engine.upsert(RecordId(9_400), &visit(1));
    assert_eq!(hers(&engine.resolve(RecordId(9_400), &Constraints::none()).clusters).records.len(), 351);
}

#[test]
fn adding_and_removing_returns_the_old_state() {
    let mut engine = engine_of(&records(200, 3));
    engine.resolve_all(&Constraints::none());
    let before = engine.resolution(&Constraints::none());
    for (id, record) in records(50, 4) {
        engine.upsert(RecordId(id + 5000), &record);
    }
    for id in 0..200 {
        engine.remove(RecordId(id + 5000));
    }
    assert_eq!(engine.resolution(&Constraints::none()), before);
    let (_, record) = records(200, 3).swap_remove(10);
    engine.upsert(RecordId(10), &person("Somebody Else"));
    engine.upsert(RecordId(10), &record);
    assert_eq!(engine.resolution(&Constraints::none()), before);
}

#[test]
fn decisions_of_people_are_obeyed() {
    let mut engine = engine_of(&records(200, 3));
    let clusters = engine.resolve_all(&Constraints::none());
    let pair = clusters.iter().find(|cluster| cluster.records.len() > 1).unwrap().records.clone();
    let mut decided = Constraints::none();
    decided.keep_apart(pair[0], pair[1]);
    let strangers = (clusters[0].records[0], clusters[5].records[0]);
    decided.keep_together(strangers.0, strangers.1);
    for resolution in [engine.resolution(&decided), engine.resolve_several(&[pair[0], strangers.0], &decided)]
    {
        let of = |id| resolution.clusters.iter().position(|cluster| cluster.records.contains(&id));
        assert_ne!(of(pair[0]), of(pair[1]));
        assert_eq!(of(strangers.0), of(strangers.1));
        assert!(
            !resolution.review.iter().any(|c| (c.one, c.two) == (pair[0].min(pair[1]), pair[0].max(pair[1])))
        );
    }
}

#[test]
fn more_agreement_never_lowers_a_score() {
    let mut engine = engine_of(&records(200, 3));
    engine.resolve_all(&Constraints::none());
    let full =
        person("Amara Q Okafor").born("1984-05-23").ssn("512701234").at("12 Main St").phone("212-555-0134");
    let without: [fn(&mut Particulars); 5] = [
        |p| p.birth = None,
        |p| p.ssn = None,
        |p| p.addresses.clear(),
        |p| p.phones.clear(),
        |p| p.names[0].middle.clear(),
    ];
    engine.upsert(RecordId(9000), &full);
    for kept in 0..32u32 {
        let mut less = full.clone();
        (0..5).filter(|at| kept & (1 << at) == 0).for_each(|at| without[at](&mut less));
        engine.upsert(RecordId(9001), &less);
        let score = engine.explain(RecordId(9000), RecordId(9001)).unwrap().total;
        for more in (0..5).filter(|at| kept & (1 << at) == 0) {
            let mut richer = full.clone();
            (0..5).filter(|at| kept & (1 << at) == 0 && *at != more).for_each(|at| without[at](&mut richer));
            engine.upsert(RecordId(9001), &richer);
            assert!(
                engine.explain(RecordId(9000), RecordId(9001)).unwrap().total >= score,
                "{kept:b} {more}"
            );
        }
    }
}

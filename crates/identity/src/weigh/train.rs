//! Learning from the records themselves: how common values are, which keys are crowded, and by expectation-maximisation
//! how records of one person differ here.

use crate::link::blocks::{Blocks, Sample};
use crate::link::keys::FAMILIES;
use crate::parallel::in_chunks;
use crate::store::Store;
use crate::weigh::bits::{probability, surprise};
use crate::weigh::compare::Pattern;
use crate::weigh::compare_places::home_value;
use crate::weigh::judge::judge;
use crate::weigh::levels::{Field, LEVELS, groups, table};
use crate::weigh::model::{CROWD, HOUSEHOLD_PARTNERS, Model, ValueOf, crowd_key};
use crate::weigh::weights::Weights;
use crate::words::birth::Birth;
use crate::words::likeness::Memo;
use rustc_hash::{FxHashMap, FxHashSet};

/// Pairs looked at for training.
const PAIRS: usize = 160_000;

/// Imagined pairs of one person that hold the shipped chances.
const IMAGINED_PAIRS: f64 = 300.0;

/// Imagined pairs that hold the shipped number of relatives.
const IMAGINED_RELATIVES: f64 = 150.0;

const ROUNDS: usize = 8;

/// The key family in which relatives meet: surname and home.
const SURNAME_AND_HOME: usize = 13;

/// How much oftener pairs of one person share surname and home than relatives of one household do, by the shipped chances.
const AS_OFTEN: f64 = 1.1;

/// A model of these records, with their blocks: counts and weights of their own.
pub(crate) fn train(store: &Store, threads: usize) -> (Model, Blocks) {
    let (mut model, blocks) = count(store, Model::shipped(), threads);
    let sample = blocks.sample(PAIRS, threads);
    if !sample.pairs.is_empty() {
        learn(store, &mut model, &sample, threads);
    }
    (model, blocks)
}

/// A model of these records with given weights: only how common values are is theirs.
pub(crate) fn with_weights(store: &Store, weights: &Weights, threads: usize) -> (Model, Blocks) {
    let (mut model, blocks) = count(store, Model::shipped(), threads);
    weights.put(&mut model);
    (model, blocks)
}

/// Counts names, crowded values and crowded keys.
fn count(store: &Store, mut model: Model, threads: usize) -> (Model, Blocks) {
    let records = store.count() as u64;
    let (mut given, mut family) = (vec![0; store.words.len()], vec![0; store.words.len()]);
    for at in store.living() {
        let features = &store.features[at as usize];
        given[features.name.given.at()] += 1;
        family[features.name.family.at()] += 1;
        if features.name.family2.is_known() {
            family[features.name.family2.at()] += 1;
        }
    }
    let crowds = in_chunks(threads, COUNTED.len(), || (), |(), at| crowds_of(store, COUNTED[at]));
    model.crowds.extend(crowds.into_iter().flatten());
    model.defaults = default_births(store);
    model.shared = shared_numbers(store);
    model.set_priors(records, 1.0);
    model.set_names(&store.words, &given, &family);
    let blocks = Blocks::learn(store, &mut model, threads);
    (model, blocks)
}

/// What is counted value by value.
const COUNTED: [ValueOf; 10] = [
    ValueOf::Birth,
    ValueOf::Home,
    ValueOf::Street,
    ValueOf::Zip,
    ValueOf::City,
    ValueOf::Phone,
    ValueOf::Email,
    ValueOf::Household,
    ValueOf::BirthPlace,
    ValueOf::Text,
];

/// Values with many bearers, and how many.
fn crowds_of(store: &Store, role: ValueOf) -> Vec<(u64, u32)> {
    let mut values: Vec<u64> = match role {
        ValueOf::Text => store.living().flat_map(|at| texts(store, at)).collect(),
        _ => store.living().map(|at| value(store, at, role)).filter(|value| *value != 0).collect(),
    };
    values.sort_unstable();
    let runs = values.chunk_by(|one, two| one == two).filter(|run| run.len() >= CROWD as usize);
    runs.map(|run| (crowd_key(role, run[0]), run.len() as u32)).collect()
}

/// Values of the further text columns of a record.
fn texts(store: &Store, at: u32) -> impl Iterator<Item = u64> + '_ {
    let features = &store.features[at as usize];
    let more = (features.more as usize).checked_sub(1).and_then(|at| store.more.get(at));
    let further = more.map(|more| more.numbers.iter()).into_iter().flatten();
    std::iter::once(&features.number)
        .chain(further)
        .filter(|number| number.is_text())
        .map(|number| number.value())
}

fn value(store: &Store, at: u32, role: ValueOf) -> u64 {
    let features = &store.features[at as usize];
    let hash = |token| u64::from(store.words.entry(token).hash);
    match role {
        ValueOf::Birth => features.birth.bits().into(),
        ValueOf::Home if !features.place.street.is_known() => 0,
        ValueOf::Home => home_value(&store.words, features.place),
        ValueOf::Street => hash(features.place.street),
        ValueOf::Zip => hash(features.place.zip),
        ValueOf::City => hash(features.place.city),
        ValueOf::Phone => features.phone,
        ValueOf::Email => features.email.into(),
        ValueOf::Household => features.household.into(),
        ValueOf::BirthPlace => hash(features.birth_place),
        ValueOf::Text => 0,
    }
}

/// The first of January, with so many bearers at least and so many times as many as dates have on average, is written where
/// no birth date is known; any other date only with a hundredth of all.
const DEFAULT_BEARERS: usize = 20;
const DEFAULT_TIMES: usize = 8;

/// Birth dates that systems write when they have none. Where the first of January is such a date in several years, somebody
/// asked for the year: that still holds.
fn default_births(store: &Store) -> FxHashMap<u32, Birth> {
    let births = store.living().map(|at| store.features[at as usize].birth);
    let mut births: Vec<Birth> = births.filter(|birth| birth.is_exact()).collect();
    births.sort_unstable();
    let kinds = births.chunk_by(|one, two| one == two).count().max(1);
    let usual = births.len() / kinds;
    let new_year = |birth: &Birth| (birth.month(), birth.day()) == (1, 1);
    let too_common = |run: &&[Birth]| {
        run.len() >= DEFAULT_BEARERS
            && run.len() > DEFAULT_TIMES * usual.max(1)
            && (new_year(&run[0]) || run.len() * 100 >= births.len())
    };
    let found: Vec<Birth> =
        births.chunk_by(|one, two| one == two).filter(too_common).map(|run| run[0]).collect();
    let years_told = found.iter().filter(|birth| new_year(birth)).count() >= 3;
    found
        .into_iter()
        .map(|birth| {
            let year = if years_told && new_year(&birth) { birth.year() } else { 0 };
            (birth.bits(), Birth::new(year, 0, 0))
        })
        .collect()
}

/// SSNs under three or more given names that are not alike.
fn shared_numbers(store: &Store) -> FxHashSet<u32> {
    let mut held: Vec<(u32, u32)> = store
        .living()
        .map(|at| &store.features[at as usize])
        .filter(|features| features.ssn.is_whole() && features.name.given.is_known())
        .map(|features| (features.ssn.bits(), store.words.entry(features.name.given).hash))
        .collect();
    held.sort_unstable();
    held.dedup();
    held.chunk_by(|one, two| one.0 == two.0).filter(|run| run.len() >= 4).map(|run| run[0].0).collect()
}

/// Expectation-maximisation with strangers' and household members' chances fixed. A field learns only from pairs that were
/// brought together by a key without that field, so that blocking does not flatter it.
fn learn(store: &Store, model: &mut Model, sample: &Sample, threads: usize) {
    const PART: usize = 8192;
    let pairs = &sample.pairs;
    let parts = pairs.len().div_ceil(PART);
    let part_of = |chunk: usize| chunk * PART..pairs.len().min((chunk + 1) * PART);
    let lens = store.lens(model);
    let patterns = in_chunks(threads, parts, Memo::new, |memo, chunk| {
        let compare = |(a, b, _): &(u32, u32, u32)| {
            lens.compare(&store.features[*a as usize], &store.features[*b as usize], memo)
        };
        pairs[part_of(chunk)].iter().map(compare).collect::<Vec<Pattern>>()
    });
    for _ in 0..ROUNDS {
        let known = &*model;
        let sums = in_chunks(
            threads,
            parts,
            || (),
            |(), chunk| {
                let mut sums = Sums::new();
                for (pattern, (_, _, shared)) in patterns[chunk].iter().zip(&pairs[part_of(chunk)]) {
                    let judged = judge(known, pattern);
                    let sure = probability(judged.weight);
                    sums.add(pattern, (sure * 1024.0).round() as u64, *shared);
                    if shared & 1 << SURNAME_AND_HOME != 0 {
                        let all = sample.stands_for(*shared) * 1024.0;
                        let related = (1.0 - sure) * probability(judged.relatives);
                        sums.related += (related * all).round() as u64;
                        sums.same_there += (sure * all).round() as u64;
                    }
                }
                sums
            },
        );
        let mut total = Sums::new();
        for part in &sums {
            total.join(part);
        }
        total.apply(model);
    }
}

/// Weighted counts in 1/1024 pair.
struct Sums {
    level: [[u64; LEVELS]; Field::ALL.len()],
    same: u64,
    /// Relatives, and pairs of one person, among those who share surname and home.
    related: u64,
    same_there: u64,
}

impl Sums {
    fn new() -> Sums {
        Sums { level: [[0; LEVELS]; Field::ALL.len()], same: 0, related: 0, same_there: 0 }
    }

    fn add(&mut self, pattern: &Pattern, sure: u64, shared: u32) {
        self.same += sure;
        for field in Field::ALL {
            let level = usize::from(pattern.at(field));
            if level != 0 && shared & !with_field(field) != 0 {
                self.level[field as usize][level] += sure;
            }
        }
    }

    fn join(&mut self, other: &Sums) {
        for (mine, theirs) in self.level.iter_mut().flatten().zip(other.level.iter().flatten()) {
            *mine += theirs;
        }
        self.same += other.same;
        self.related += other.related;
        self.same_there += other.same_there;
    }

    fn apply(&self, model: &mut Model) {
        let there = (self.related as f64 / 1024.0, self.same_there as f64 / 1024.0);
        let (same, related) = (self.same as f64 / 1024.0, there.0);
        // The usual number of relatives is believed until thousands of pairs show that a file has none.
        let doubt = IMAGINED_RELATIVES / (IMAGINED_RELATIVES + same);
        model.set_relatives(AS_OFTEN * related / there.1.max(1.0) + HOUSEHOLD_PARTNERS * doubt * doubt);
        for field in Field::ALL {
            let (at, shipped) = (field as usize, table(field));
            for group in groups(field) {
                let seen: f64 =
                    group.iter().map(|level| self.level[at][usize::from(*level)] as f64 / 1024.0).sum();
                let whole: f64 = group.iter().map(|level| shipped[usize::from(*level) - 1].same).sum();
                for level in *group {
                    let level = usize::from(*level);
                    let counted = self.level[at][level] as f64 / 1024.0;
                    let share = counted + IMAGINED_PAIRS * shipped[level - 1].same / whole;
                    model.same[at][level] = surprise(share / (seen + IMAGINED_PAIRS));
                }
            }
        }
    }
}

/// Key families that contain a field.
fn with_field(field: Field) -> u32 {
    let families: &[usize] = match field {
        Field::Given => &[1, 3, 4, 7, 8, 9, 10, 11, 12, 14, 17, 18, 19, 20, 21, 23, 27],
        Field::Family => &[2, 5, 6, 7, 8, 9, 10, 11, 13, 14, 18, 19, 20, 23, 26, 27],
        Field::Swap => &[1, 2, 3, 4, 5, 8, 9, 12, 13, 17, 26, 27],
        Field::Middle => &[18],
        Field::Birth => &[4, 5, 6, 7, 8, 9, 10, 17, 20, 22, 24, 25],
        Field::Ssn => &[0, 1, 2, 3],
        Field::Home => &[12, 13, 22, 25],
        Field::Area => &[11, 17, 24, 27],
        Field::Phone => &[14],
        Field::Email => &[15],
        Field::Number => &[16, 26],
        Field::Household => &[21],
        Field::Suffix | Field::Sex | Field::BirthPlace | Field::Text => &[],
    };
    debug_assert!(families.iter().all(|family| *family < FAMILIES));
    families.iter().fold(0, |mask, family| mask | 1 << family)
}

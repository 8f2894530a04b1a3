//! `score`: how well the links agree with a key of true persons. Prints counts only.

use super::WithSettings;
use crate::{Problem, house};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

pub(super) fn score(key: &Path, with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let truth = read_key(key)?;
    let door = house::open(&settings, &variables)?;
    let mut pairs: Vec<(i64, &str)> = Vec::new();
    let mut without_key = 0u64;
    let each = door.casefile().each_link(&mut |source, record, person| match truth
        .get(&(source.0.clone(), record.0.clone()))
    {
        Some(truly) => pairs.push((person.0, truly)),
        None => without_key += 1,
    });
    each.map_err(Problem::from)?;
    let score = Score::of(&pairs);
    println!(
        "{{\"records\": {}, \"without_key\": {without_key}, \"people\": {}, \"true_people\": {}, \"precision\": {:.4}, \"recall\": {:.4}, \"f1\": {:.4}, \"mixed\": {}}}",
        pairs.len(),
        score.people,
        score.true_people,
        score.precision(),
        score.recall(),
        score.f1(),
        score.mixed
    );
    Ok(())
}

/// Pairs of records: linked, truly of one person, both.
#[derive(Debug, Default, PartialEq)]
struct Score {
    linked: u64,
    truly: u64,
    both: u64,
    people: usize,
    true_people: usize,
    /// People whose records are of more than one true person.
    mixed: usize,
}

impl Score {
    fn of(pairs: &[(i64, &str)]) -> Score {
        let mut linked: BTreeMap<i64, u64> = BTreeMap::new();
        let mut truly: BTreeMap<&str, u64> = BTreeMap::new();
        let mut both: BTreeMap<(i64, &str), u64> = BTreeMap::new();
        let mut mixes: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
        for (person, true_person) in pairs {
            *linked.entry(*person).or_default() += 1;
            *truly.entry(true_person).or_default() += 1;
            *both.entry((*person, true_person)).or_default() += 1;
            mixes.entry(*person).or_default().insert(true_person);
        }
        Score {
            linked: linked.values().map(|n| among(*n)).sum(),
            truly: truly.values().map(|n| among(*n)).sum(),
            both: both.values().map(|n| among(*n)).sum(),
            people: linked.len(),
            true_people: truly.len(),
            mixed: mixes.values().filter(|mix| mix.len() > 1).count(),
        }
    }

    fn precision(&self) -> f64 {
        share(self.both, self.linked)
    }

    fn recall(&self) -> f64 {
        share(self.both, self.truly)
    }

    fn f1(&self) -> f64 {
        share(2 * self.both, self.linked + self.truly)
    }
}

/// Pairs among so many records.
fn among(records: u64) -> u64 {
    records * records.saturating_sub(1) / 2
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn read_key(path: &Path) -> Result<HashMap<(String, String), String>, Problem> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Problem(format!("the key file `{shown}` cannot be read ({cause})")))?;
    let mut truth = HashMap::new();
    for (at, line) in text.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [source, record, person] = cells[..] else {
            return Err(Problem(format!(
                "{shown}, line {}: a key has three columns: source, record key, true person",
                at + 1
            )));
        };
        truth.insert((source.to_owned(), record.to_owned()), person.to_owned());
    }
    Ok(truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_by_hand() {
        // Person 1 holds two records of a and one of b; person 2 holds the other of b.
        let score = Score::of(&[(1, "a"), (1, "a"), (1, "b"), (2, "b")]);
        assert_eq!(score, Score { linked: 3, truly: 2, both: 1, people: 2, true_people: 2, mixed: 1 });
        assert!((score.f1() - 0.4).abs() < 1e-9);
    }
}

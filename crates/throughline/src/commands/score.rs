//! `score`: how well the links agree with a key of true persons. Prints counts only.

use super::WithSettings;
use crate::scoring::Score;
use crate::{Problem, house};
use std::collections::HashMap;
use std::path::Path;

pub(super) fn score(key: &Path, with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let truth = read_key(key)?;
    let door = house::open(&settings, &variables)?;
    let mut records: Vec<(u64, u64)> = Vec::new();
    let mut without_key = 0u64;
    let each = door.casefile().each_link(&mut |source, record, person| match truth
        .get(&(source.0.clone(), record.0.clone()))
    {
        Some(truly) => records.push((person.0.unsigned_abs(), *truly)),
        None => without_key += 1,
    });
    each.map_err(Problem::from)?;
    let score = Score::of(&mut records);
    println!(
        "{{\"records\": {}, \"without_key\": {without_key}, \"people\": {}, \"true_people\": {}, \"precision\": {:.4}, \"recall\": {:.4}, \"f1\": {:.4}, \"mixed\": {}}}",
        records.len(),
        score.people,
        score.true_people,
        score.precision(),
        score.recall(),
        score.f1(),
        score.mixed
    );
    Ok(())
}

/// The true person of each record, as a number of its own.
pub(crate) fn read_key(path: &Path) -> Result<HashMap<(String, String), u64>, Problem> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Problem(format!("the key file `{shown}` cannot be read ({cause})")))?;
    let mut people: HashMap<&str, u64> = HashMap::new();
    let mut truth = HashMap::new();
    for (at, line) in text.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [source, record, person] = cells[..] else {
            return Err(Problem(format!(
                "{shown}, line {}: a key has three columns: source, record key, true person",
                at + 1
            )));
        };
        let next = people.len() as u64;
        truth.insert((source.to_owned(), record.to_owned()), *people.entry(person).or_insert(next));
    }
    Ok(truth)
}

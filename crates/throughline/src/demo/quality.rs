//! Pairs that stewards of the made-up city have checked, so that match quality has something to show. They answer by the city's
//! own key of true persons, and cannot say a few times.

use crate::Problem;
use crate::commands::read_key;
use access::Door;
use casefile::CheckAnswer;
use records::PersonId;
use std::collections::HashMap;
use std::path::Path;

/// Draws that are made; each is of at most sixty pairs.
const DRAWS: usize = 3;

/// The last pairs are left for whoever tries it.
const LEFT: usize = 20;

/// Of so many pairs one cannot be told.
const UNSURE: usize = 25;

/// Once for each city.
pub(super) fn make(door: &Door, truth: &Path) -> Result<(), Problem> {
    door.keep_quality_current().map_err(Problem::from)?;
    let file = door.casefile();
    if !file.checks().map_err(Problem::from)?.is_empty() {
        return Ok(());
    }
    for _ in 0..DRAWS {
        door.draw_checks_by_job().map_err(Problem::from)?;
    }
    let truth = read_key(truth)?;
    let stewards = [("benefits", "sten"), ("children", "sue")];
    let mut accounts = Vec::new();
    for (agency, user) in stewards {
        accounts.extend(door.staff().find(agency, user).map_err(Problem::from)?);
    }
    let checks = file.checks().map_err(Problem::from)?;
    let answered = checks.len().saturating_sub(LEFT);
    let mut known: HashMap<i64, Option<u64>> = HashMap::new();
    for (at, check) in checks.iter().take(answered).enumerate() {
        for (record, person) in check.records.into_iter().zip(check.people) {
            known.insert(record, true_person(door, &truth, record, person)?);
        }
        let [one, two] = check.records.map(|record| known.get(&record).copied().flatten());
        let answer = match (one, two) {
            _ if at % UNSURE == UNSURE - 1 => CheckAnswer::Unsure,
            (Some(one), Some(two)) if one == two => CheckAnswer::Same,
            (Some(_), Some(_)) => CheckAnswer::Other,
            _ => CheckAnswer::Unsure,
        };
        if let Some(account) = accounts.get(at % accounts.len().max(1)) {
            file.answer_check(check.id, answer, *account).map_err(Problem::from)?;
        }
    }
    Ok(())
}

fn true_person(
    door: &Door,
    truth: &HashMap<(String, String), u64>,
    record: i64,
    person: PersonId,
) -> Result<Option<u64>, Problem> {
    let own = door.casefile().person_records(person).map_err(Problem::from)?.0;
    let found = own.iter().find(|stored| stored.id == record).map(|stored| &stored.record);
    Ok(found.and_then(|found| truth.get(&(found.source.0.clone(), found.key.0.clone())).copied()))
}

//! Pairs of records drawn for stewards to check: a sample of all that the matcher links, leaves to people or drops. An answer
//! moves no link; by the answers it is known how often the matcher is wrong.

use crate::links::in_ppm;
use crate::stored::instant;
use crate::tables::quality::{self, CheckRow, Drawn};
use crate::{CaseFile, CaseFileError};
use identity::{Pair, RecordId, Stratum, Survey};
use jiff::Timestamp;
use jiff::civil::Date;
use records::PersonId;
use std::collections::{BTreeMap, HashSet};

/// What a steward can say of a pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CheckAnswer {
    /// They are of one person.
    Same,
    /// They are not.
    Other,
    /// It cannot be said.
    Unsure,
}

/// A pair to check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its number.
    pub id: i64,
    /// The two records.
    pub records: [i64; 2],
    /// Whose they are now.
    pub people: [PersonId; 2],
    /// How it stood to the matcher when it was drawn.
    pub stratum: Stratum,
    /// How likely the matcher held it to be one person then, 0 to 1.
    pub probability: f64,
    /// What was said, by whom, and when; none yet.
    pub answer: Option<(CheckAnswer, i64, Timestamp)>,
    /// The weights in force when it was drawn.
    pub(crate) model: i64,
}

/// So many may wait for an answer before others are drawn.
const WAITING: usize = 240;

impl CheckAnswer {
    /// The word in the table.
    pub fn name(self) -> &'static str {
        match self {
            CheckAnswer::Same => "same",
            CheckAnswer::Other => "other",
            CheckAnswer::Unsure => "unsure",
        }
    }

    /// The answer with this word.
    pub fn named(name: &str) -> Option<CheckAnswer> {
        [CheckAnswer::Same, CheckAnswer::Other, CheckAnswer::Unsure]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

impl Check {
    fn of(row: &CheckRow) -> Option<Check> {
        let answered = row.answered.0.zip(row.answered.1);
        Some(Check {
            id: row.id,
            records: [row.pair.0, row.pair.1],
            people: [PersonId(row.people.0), PersonId(row.people.1)],
            stratum: Stratum::named(&row.stratum)?,
            probability: row.ppm as f64 / 1_000_000.0,
            answer: CheckAnswer::named(&row.answer)
                .zip(answered)
                .map(|(answer, (account, at))| (answer, account, instant(at))),
            model: row.model,
        })
    }

    /// The matcher has linked them by now.
    pub fn is_linked(&self) -> bool {
        self.people[0] == self.people[1]
    }
}

impl CaseFile {
    /// Draws pairs to check, some of each stratum, as if by chance; never a pair of `hidden` people, none twice, and none about
    /// which people have decided. Counts everything anew on the way. Gives how many were drawn; none while many wait.
    ///
    /// # Errors
    /// When the database fails; then nothing was drawn.
    pub fn draw_checks(&self, hidden: &HashSet<PersonId>, today: Date) -> Result<usize, CaseFileError> {
        if self.checks()?.iter().filter(|check| check.answer.is_none()).count() >= WAITING {
            return Ok(0);
        }
        let survey = self.count_pairs(hidden, today)?;
        let now = self.now();
        self.database.write(|t| {
            let Some(model) = quality::in_force(t)? else { return Ok(0) };
            let draw = quality::newest_draw(t)? + 1;
            let known: HashSet<(i64, i64)> = quality::drawn_pairs(t)?.into_iter().collect();
            let chosen = chosen(&survey, draw, &known);
            for (pair, size) in &chosen {
                let (stratum, pair, ppm) =
                    (pair.stratum.name(), (pair.one.0, pair.two.0), in_ppm(pair.probability));
                let size = *size as i64;
                quality::add_check(t, &Drawn { draw, model: model.id, at: now, stratum, size, pair, ppm })?;
            }
            Ok(chosen.len())
        })
    }

    /// Every pair that was drawn and whose records are there still, in the order of the draw, which tells nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub fn checks(&self) -> Result<Vec<Check>, CaseFileError> {
        let rows = self.database.read(|t| quality::checks(t, None))?;
        Ok(rows.iter().filter_map(Check::of).collect())
    }

    /// One pair to check.
    ///
    /// # Errors
    /// When the database fails.
    pub fn check(&self, id: i64) -> Result<Option<Check>, CaseFileError> {
        if id < 1 {
            return Ok(None);
        }
        let rows = self.database.read(|t| quality::checks(t, Some(id)))?;
        Ok(rows.first().and_then(Check::of))
    }

    /// Keeps what a steward says of a pair. `false` when somebody has said it already.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answer_check(&self, id: i64, answer: CheckAnswer, account: i64) -> Result<bool, CaseFileError> {
        let now = self.now();
        Ok(self.database.write(|t| quality::answer(t, id, answer.name(), account, now))?)
    }

    /// Whose a record is now; nobody's when it is not here.
    pub fn person_of_row(&self, record: i64) -> Option<PersonId> {
        self.engine().person_of(RecordId(record))
    }

    /// Where the pair of a check stands now.
    pub(crate) fn stratum_now(&self, check: &Check) -> Option<Stratum> {
        self.engine().stratum_of(RecordId(check.records[0]), RecordId(check.records[1]))
    }
}

/// Pairs of each stratum with its size, mixed so that their order tells nothing.
fn chosen(survey: &Survey, draw: i64, known: &HashSet<(i64, i64)>) -> Vec<(Pair, usize)> {
    let mut strata: BTreeMap<Stratum, Vec<(u64, &Pair)>> = BTreeMap::new();
    for pair in &survey.pairs {
        let order = mixed(draw, pair.one.0, pair.two.0);
        strata.entry(pair.stratum).or_default().push((order, pair));
    }
    let mut chosen: Vec<(u64, Pair, usize)> = Vec::new();
    for (stratum, mut pairs) in strata {
        let size = pairs.len();
        pairs.retain(|(_, pair)| !known.contains(&(pair.one.0, pair.two.0)));
        pairs.sort_unstable_by_key(|(order, pair)| (*order, pair.one, pair.two));
        let some = pairs.into_iter().take(stratum.in_a_draw());
        chosen.extend(some.map(|(order, pair)| (mixed(-draw, order as i64, 0), *pair, size)));
    }
    chosen.sort_by_key(|(order, pair, _)| (*order, pair.one, pair.two));
    chosen.into_iter().map(|(_, pair, size)| (pair, size)).collect()
}

/// A number that looks like chance and is the same each time.
pub(crate) fn mixed(draw: i64, one: i64, two: i64) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for part in [draw, one, two] {
        state = (state ^ part as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
        state = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ state >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^= state >> 31;
    }
    state
}

//! Reports that are put into a folder by themselves, each once: also when two programs are at it, or one is stopped half-way.
//!
//! Whoever writes claims the report first, writes it under a name of its own, says here that it is whole, and only then renames it.
//! After a stop the name tells what is left to do: is the own file still there, it was not renamed.

use crate::{Desk, DeskError, tables};

/// A report that this program may write now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    series: String,
    period: String,
    number: i64,
}

/// What is to be done about a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Claimed {
    /// To write it.
    Write(Claim),
    /// It is whole, and perhaps not renamed yet.
    Rename(Claim),
    /// Nothing: it stands there, or somebody else writes it.
    Nothing,
}

/// Milliseconds after which a claim that was not followed by anything is somebody else's to take.
const GIVEN_UP: i64 = 30 * 60_000;

impl Desk {
    /// Takes a report on. `series` says which report, `period` of which time.
    ///
    /// # Errors
    /// When the database fails.
    pub fn claim_drop(&self, series: &str, period: &str) -> Result<Claimed, DeskError> {
        let now = self.now();
        let claim = |number| Claim { series: series.to_owned(), period: period.to_owned(), number };
        self.database.write(|t| {
            let number = match tables::drops::find(t, series, period)? {
                None => 1,
                Some(row) if row.state == "written" => return Ok(Claimed::Rename(claim(row.claim))),
                Some(row) if row.state == "begun" && now - row.claimed_at >= GIVEN_UP => row.claim + 1,
                Some(_) => return Ok(Claimed::Nothing),
            };
            let mine = tables::drops::claim(t, (series, period), number, now)?;
            Ok(if mine { Claimed::Write(claim(number)) } else { Claimed::Nothing })
        })
    }

    /// The report is whole under the claim's own name. `false` when the claim was given to somebody else meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub fn drop_written(&self, claim: &Claim) -> Result<bool, DeskError> {
        self.step_drop(claim, ("begun", "written"))
    }

    /// The report has its name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn drop_done(&self, claim: &Claim) -> Result<bool, DeskError> {
        self.step_drop(claim, ("written", "done"))
    }

    /// The periods of which a series has, or is about to have, a report.
    ///
    /// # Errors
    /// When the database fails.
    pub fn dropped(&self, series: &str) -> Result<Vec<String>, DeskError> {
        Ok(self.database.read(|t| tables::drops::periods(t, series))?)
    }

    fn step_drop(&self, claim: &Claim, step: (&str, &str)) -> Result<bool, DeskError> {
        let key = (claim.series.as_str(), claim.period.as_str());
        Ok(self.database.write(|t| tables::drops::step(t, key, claim.number, step))?)
    }
}

impl Claim {
    /// The number of the try, for a file name that no other try has.
    pub fn number(&self) -> i64 {
        self.number
    }
}

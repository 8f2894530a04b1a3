//! Match quality in figures: what the walk over all pairs counted, and what stewards' answers and decisions make of it.

mod counted;
mod groups;

pub use counted::Counted;
pub use groups::{Gap, GroupFigure};

use crate::models::profile;
use crate::tables::{decisions, quality};
use crate::{CaseFile, CaseFileError, Check, CheckAnswer};
use identity::{Drift, Estimate, Sampled, Stratum};
use jiff::Timestamp;
use jiff::civil::Date;
use records::PersonId;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Everything that the quality page says in numbers.
#[derive(Clone, Debug)]
pub struct Figures {
    /// As of when pairs were counted.
    pub at: Timestamp,
    /// The weights under which they were.
    pub model: i64,
    /// These are in force by now, so that counting anew says more.
    pub in_force: i64,
    /// Records, and the people whose they are.
    pub records: u64,
    /// People.
    pub people: u64,
    /// Share of linked pairs that are wrong.
    pub wrong: Estimate,
    /// Wrong ones among the checked.
    pub wrong_seen: u64,
    /// Share of pairs of one person that are not linked.
    pub missed: Estimate,
    /// Missed ones among the checked.
    pub missed_seen: u64,
    /// The two shares as the matcher's own probabilities have them: wrong, missed.
    pub expected: (f64, f64),
    /// Pairs of records that stewards decided: linked, kept apart.
    pub decided: (u64, u64),
    /// Each stratum.
    pub strata: Vec<StratumFigure>,
    /// Pairs drawn, answered for sure, answered that it cannot be said; those drawn under other weights too.
    pub checks: CheckCounts,
    /// What waits for stewards.
    pub load: Load,
    /// Since when drift is counted; none when these weights were never counted under.
    pub since: Option<Timestamp>,
    /// What has moved, most first.
    pub drift: Vec<Drift>,
    /// Groups of people, by what they are grouped.
    pub groups: Vec<GroupFigure>,
    /// The largest gap between two groups.
    pub gap: Option<Gap>,
}

/// One stratum.
#[derive(Clone, Copy, Debug)]
pub struct StratumFigure {
    /// Which.
    pub stratum: Stratum,
    /// Pairs about which nobody has decided.
    pub pairs: u64,
    /// Share of them that is of one person, as the matcher expects.
    pub expected: f64,
    /// Drawn under the weights in force and answered: of one person, not.
    pub drawn: (u64, u64),
    /// The share that is of one person, as the answers have it.
    pub same: Option<Estimate>,
}

/// How many pairs were drawn and answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CheckCounts {
    /// Drawn.
    pub drawn: u64,
    /// Answered: one person, or not.
    pub answered: u64,
    /// Answered that it cannot be said.
    pub unsure: u64,
    /// Answered, but drawn under other weights: they count for their own pair only.
    pub former: u64,
}

/// What waits for stewards.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Load {
    /// Records in a case that is asked: two for each case, its likeliest pair.
    pub records: u64,
    /// Pairs of people that are asked about.
    pub cases: u64,
    /// Less likely ones, which are there for who has the time.
    pub later: u64,
    /// Decisions of the last thirty days.
    pub decided: u64,
    /// Days that half of the cases have waited at least.
    pub median_days: Option<i64>,
}

const DAY: i64 = 86_400_000;

impl CaseFile {
    /// All figures, with `hidden` people left out; none before pairs were counted for the first time.
    ///
    /// # Errors
    /// When the database fails.
    pub fn figures(&self, hidden: &HashSet<PersonId>, today: Date) -> Result<Option<Figures>, CaseFileError> {
        let (count, in_force, standing) = self.database.read(|t| {
            Ok::<_, CaseFileError>((
                quality::newest_count(t)?,
                quality::in_force(t)?,
                decisions::standing(t)?,
            ))
        })?;
        let (Some((at, model, body)), Some(in_force)) = (count, in_force) else { return Ok(None) };
        let Ok(counted) = serde_json::from_str::<Counted>(&body) else { return Ok(None) };
        let visible = |check: &Check| check.people.iter().all(|person| !hidden.contains(person));
        let checks: Vec<Check> = self.checks()?.into_iter().filter(visible).collect();
        let decided: HashSet<(i64, i64)> = standing.iter().map(|pair| (pair.low, pair.high)).collect();
        let sampled = self.sampled(&counted, &checks, &decided, model);
        let links = counted.decided_links;
        let seen = |linked: bool, wrong: fn(&Sampled) -> u64| {
            sampled.iter().filter(|(one, _)| one.is_linked() == linked).map(|(_, one)| wrong(one)).sum()
        };
        let groups = self.group_figures(&counted.groups, &checks, model, today);
        Ok(Some(Figures {
            at: crate::stored::instant(at),
            model,
            in_force: in_force.id,
            records: counted.records,
            people: counted.people,
            wrong: identity::wrong(&sampled, links),
            wrong_seen: seen(true, |one| one.drawn.1.max(one.known.1)),
            missed: identity::missed(&sampled, links),
            missed_seen: seen(false, |one| one.drawn.0.max(one.known.0)),
            expected: identity::expected(&sampled, links),
            decided: (links, counted.decided_apart),
            strata: sampled.iter().map(StratumFigure::of).collect(),
            checks: CheckCounts::of(&checks, model),
            load: self.load(hidden)?,
            since: in_force.in_force_at.map(crate::stored::instant),
            drift: profile(&in_force).map(|then| then.until(&counted.profile)).unwrap_or_default(),
            gap: groups::largest(&groups),
            groups,
        }))
    }

    /// The count is missing, older than a day, of other weights than those in force, or with other people left out than `hidden`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn count_is_due(&self, hidden: &HashSet<PersonId>) -> Result<bool, CaseFileError> {
        let (count, in_force) = self
            .database
            .read(|t| Ok::<_, CaseFileError>((quality::newest_count(t)?, quality::in_force(t)?)))?;
        Ok(match (count, in_force) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some((at, model, body)), Some(now)) => {
                let counted = serde_json::from_str::<Counted>(&body).ok();
                let other = counted.is_none_or(|counted| counted.without != counted::name_of(hidden));
                other || model != now.id || self.now() - at >= DAY
            }
        })
    }

    /// What is known of each stratum by answers.
    fn sampled(
        &self,
        counted: &Counted,
        checks: &[Check],
        decided: &HashSet<(i64, i64)>,
        model: i64,
    ) -> Vec<(Stratum, Sampled)> {
        let mut strata: BTreeMap<Stratum, Sampled> = Stratum::ALL.map(|one| (one, Sampled::default())).into();
        for (stratum, size, expected) in &counted.strata {
            if let Some(sampled) = strata.get_mut(stratum) {
                (sampled.size, sampled.expected) = (*size, *expected);
            }
        }
        let mut add = |stratum: Stratum, same: bool, drawn: bool| {
            let Some(sampled) = strata.get_mut(&stratum) else { return };
            let place = if drawn { &mut sampled.drawn } else { &mut sampled.known };
            if same { place.0 += 1 } else { place.1 += 1 }
        };
        for check in checks {
            let same = match check.answer {
                Some((CheckAnswer::Same, ..)) => true,
                Some((CheckAnswer::Other, ..)) => false,
                _ => continue,
            };
            if check.model == model {
                add(check.stratum, same, true);
            }
            let is_decided = decided.contains(&(check.records[0], check.records[1]));
            if let Some(now) = self.stratum_now(check).filter(|_| !is_decided) {
                add(now, same, false);
            }
        }
        strata.into_iter().collect()
    }

    fn load(&self, hidden: &HashSet<PersonId>) -> Result<Load, CaseFileError> {
        let now = self.now();
        let queue = self.review_queue()?;
        let open = queue.iter().filter(|case| case.people.iter().all(|person| !hidden.contains(person)));
        let (cases, later): (Vec<_>, Vec<_>) = open.partition(|case| case.is_asked());
        let since = self.database.read(|t| quality::decided_since(t, now - 30 * DAY))?;
        let records: BTreeSet<i64> =
            cases.iter().flat_map(|case| [case.likeliest.0, case.likeliest.1]).collect();
        let (mut decided, mut left_out) = (BTreeSet::new(), BTreeSet::new());
        for (decision, one, two) in since {
            let open = !hidden.contains(&PersonId(one)) && !hidden.contains(&PersonId(two));
            if open {
                decided.insert(decision)
            } else {
                left_out.insert(decision)
            };
        }
        let mut days: Vec<i64> =
            cases.iter().map(|case| (now - case.found_at.as_millisecond()).max(0) / DAY).collect();
        days.sort_unstable();
        Ok(Load {
            records: records.len() as u64,
            cases: cases.len() as u64,
            later: later.len() as u64,
            decided: decided.difference(&left_out).count() as u64,
            median_days: days.get(days.len() / 2).copied(),
        })
    }
}

impl StratumFigure {
    fn of((stratum, sampled): &(Stratum, Sampled)) -> StratumFigure {
        let answered = sampled.drawn.0 + sampled.drawn.1;
        let (low, high) = identity::exact(sampled.drawn.0 as f64, answered as f64);
        let value = sampled.drawn.0 as f64 / (answered as f64).max(1.0);
        StratumFigure {
            stratum: *stratum,
            pairs: sampled.size,
            expected: sampled.expected / (sampled.size as f64).max(1.0),
            drawn: sampled.drawn,
            same: (answered > 0).then_some(Estimate { value, low, high }),
        }
    }
}

impl CheckCounts {
    fn of(checks: &[Check], model: i64) -> CheckCounts {
        let mut counts = CheckCounts { drawn: checks.len() as u64, ..CheckCounts::default() };
        for check in checks {
            match check.answer {
                None => {}
                Some((CheckAnswer::Unsure, ..)) => counts.unsure += 1,
                Some(_) if check.model == model => counts.answered += 1,
                Some(_) => counts.former += 1,
            }
        }
        counts
    }
}

//! The state system's word about private records, as it comes in: logged, taken, compared with what was delivered.

use super::{Door, DoorError};
use audit::{Entry, Kind};
use privacy::{Answered, FilePart, FullList, Line, Outcome, Subject, TAKEN_ID};
use records::{PersonId, SourceId};
use std::collections::BTreeSet;

/// The answer to a signed request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StatusAnswer {
    /// It is not signed, not in time, or of a source that signs nothing. The three cannot be told apart.
    Unsigned,
    /// It is signed, and cannot be read; JSON that says why.
    Unfit(String),
    /// What became of each transaction, as JSON.
    Taken(String),
}

/// What a file brought.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct StatusTaken {
    /// Transactions that were new.
    pub accepted: u64,
    /// Taken before.
    pub duplicate: u64,
    /// New, and older than what is known.
    pub late: u64,
    /// In quarantine.
    pub refused: u64,
    /// Keys of a full list.
    pub listed: u64,
    /// Records that the list made private.
    pub raised: u64,
}

/// Lines of one transaction of the database.
const AT_ONCE: usize = 200;

impl Door {
    /// Takes what a state system sent, when it is signed with the source's key.
    ///
    /// # Errors
    /// When the log or the database fails; the same request can be sent again.
    pub fn take_status(
        &self,
        source: &SourceId,
        body: &[u8],
        signature: &str,
    ) -> Result<StatusAnswer, DoorError> {
        if !self.parts.privacy.is_signed(source, body, signature, self.now()) {
            return Ok(StatusAnswer::Unsigned);
        }
        let part = FilePart { source, now: self.now(), name: "request" };
        Ok(match part.json(body) {
            Ok(lines) => StatusAnswer::Taken(in_json(&self.take_lines(source, &lines)?)),
            Err(cause) => StatusAnswer::Unfit(serde_json::json!({ "error": cause.to_string() }).to_string()),
        })
    }

    /// Takes a file: `*.full.csv`, `*.csv` or `*.jsonl`. The inner error is a sentence for whoever made the file.
    ///
    /// # Errors
    /// When the log or the database fails; the same file can be handed in again.
    pub fn take_status_file(
        &self,
        source: &SourceId,
        name: &str,
        bytes: &[u8],
    ) -> Result<Result<StatusTaken, String>, DoorError> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Ok(Err("the file is not written in UTF-8; write it again".to_owned()));
        };
        let part = FilePart { source, now: self.now(), name };
        if name.ends_with(".full.csv") {
            return match part.full_list(text, &self.parts.zone) {
                Ok(list) => Ok(Ok(self.take_list(source, &list)?)),
                Err(cause) => Ok(Err(cause.to_string())),
            };
        }
        let lines = if name.ends_with(".jsonl") { Ok(part.json_lines(text)) } else { part.csv(text) };
        match lines {
            Ok(lines) => Ok(Ok(summed(&self.take_lines(source, &lines)?))),
            Err(cause) => Ok(Err(cause.to_string())),
        }
    }

    /// Looks at every marked record of a source anew: has it been delivered, does anything still disagree.
    ///
    /// # Errors
    /// When the database fails.
    pub fn settle_discrepancies(&self, source: &SourceId) -> Result<(u64, u64), DoorError> {
        let mut sum = (0, 0);
        for part in self.parts.privacy.watched(source)?.chunks(AT_ONCE) {
            let (opened, closed) = self.settle(part)?;
            sum = (sum.0 + opened, sum.1 + closed);
        }
        Ok(sum)
    }

    /// The same for a few records.
    pub(super) fn settle(&self, subjects: &[Subject]) -> Result<(u64, u64), DoorError> {
        let delivered = self.people_of(subjects)?.into_iter().map(|person| person.is_some());
        let each: Vec<(Subject, bool)> = subjects.iter().cloned().zip(delivered).collect();
        Ok(self.parts.privacy.settle(&each)?)
    }

    /// Whose the records are, as far as they were delivered.
    pub(super) fn people_of(&self, subjects: &[Subject]) -> Result<Vec<Option<PersonId>>, DoorError> {
        let tokens: Vec<_> = subjects.iter().map(|subject| (&subject.source, &subject.token)).collect();
        Ok(self.parts.casefile.people_of(&tokens)?)
    }

    fn take_lines(&self, source: &SourceId, lines: &[Line]) -> Result<Vec<Answered>, DoorError> {
        let mut all = Vec::with_capacity(lines.len());
        for part in lines.chunks(AT_ONCE) {
            let foreseen = self.parts.privacy.foresee(source, part)?;
            let subjects = self.subjects(source, part);
            let people = self.people_of(&subjects.iter().map(|(_, one)| one.clone()).collect::<Vec<_>>())?;
            let told = subjects
                .iter()
                .zip(people)
                .filter_map(|((at, _), person)| entry(source, &part[*at], &foreseen[*at], person));
            self.parts.audit.append_all(&told.collect::<Vec<_>>())?;
            let answered = self.parts.privacy.take(source, part)?;
            // Somebody else took the id between the two.
            let raced = foreseen.iter().zip(&answered).zip(part).filter(|((foreseen, answered), _)| {
                **foreseen == Outcome::Accepted && matches!(answered.outcome, Outcome::Refused(_))
            });
            let raced =
                raced.filter_map(|((_, answered), line)| entry(source, line, &answered.outcome, None));
            self.parts.audit.append_all(&raced.collect::<Vec<_>>())?;
            let touched: BTreeSet<Subject> = subjects.into_iter().map(|(_, subject)| subject).collect();
            self.settle(&touched.into_iter().collect::<Vec<_>>())?;
            all.extend(answered);
        }
        Ok(all)
    }

    fn take_list(&self, source: &SourceId, list: &FullList) -> Result<StatusTaken, DoorError> {
        let mut taken = StatusTaken { refused: list.faulty.len() as u64, ..StatusTaken::default() };
        for part in list.keys.chunks(AT_ONCE) {
            let keys = self.parts.privacy.would_raise(source, part, list.as_of)?;
            let subjects: Vec<_> = keys.iter().map(|key| self.parts.privacy.subject(source, key)).collect();
            let people = self.people_of(&subjects)?;
            let entries = keys.iter().zip(people).map(|(key, person)| Entry {
                source: source.0.clone(),
                subject: person,
                words: format!("full list as of {}: {key} private", list.as_of),
                ..Entry::new(Kind::Status)
            });
            self.parts.audit.append_all(&entries.collect::<Vec<_>>())?;
            let (done, _) = self.parts.privacy.raise(source, part, list.as_of)?;
            taken.listed += done.keys;
            taken.raised += done.raised;
        }
        self.parts.privacy.close_list(source, list)?;
        self.settle_discrepancies(source)?;
        Ok(taken)
    }

    /// The records of which these lines speak, each with the place of its line.
    fn subjects(&self, source: &SourceId, lines: &[Line]) -> Vec<(usize, Subject)> {
        let told = lines.iter().enumerate().filter_map(|(at, line)| Some((at, line.read.as_ref().ok()?)));
        told.map(|(at, told)| (at, self.parts.privacy.subject(source, &told.key))).collect()
    }
}

/// What the log says of a line that will be taken, or whose id stands for something else.
fn entry(source: &SourceId, line: &Line, outcome: &Outcome, person: Option<PersonId>) -> Option<Entry> {
    let told = line.read.as_ref().ok()?;
    let kind = match outcome {
        Outcome::Accepted | Outcome::Late => Kind::Status,
        Outcome::Refused(why) if why == TAKEN_ID => Kind::StatusAlarm,
        Outcome::Refused(_) | Outcome::Duplicate => return None,
    };
    let sequence = told.sequence.map_or(String::new(), |sequence| format!(" sequence {sequence}"));
    let words = format!("{} {} {} {}{sequence}", told.id, told.key, told.level.name(), told.at);
    Some(Entry { source: source.0.clone(), subject: person, words, ..Entry::new(kind) })
}

fn summed(answered: &[Answered]) -> StatusTaken {
    let mut taken = StatusTaken::default();
    for one in answered {
        *match one.outcome {
            Outcome::Accepted => &mut taken.accepted,
            Outcome::Duplicate => &mut taken.duplicate,
            Outcome::Late => &mut taken.late,
            Outcome::Refused(_) => &mut taken.refused,
        } += 1;
    }
    taken
}

fn in_json(answered: &[Answered]) -> String {
    let one = |answered: &Answered| match &answered.outcome {
        Outcome::Refused(why) => {
            serde_json::json!({ "id": answered.id, "result": "refused", "at": answered.place, "why": why })
        }
        other => serde_json::json!({ "id": answered.id, "result": other.word() }),
    };
    serde_json::Value::Array(answered.iter().map(one).collect()).to_string()
}

impl StatusTaken {
    /// The counts as people read them.
    pub fn in_words(&self) -> String {
        if self.listed > 0 {
            return format!(
                "a full list of {} keys; {} made private; {} lines in quarantine",
                self.listed, self.raised, self.refused
            );
        }
        format!(
            "{} accepted, {} duplicate, {} late; {} in quarantine",
            self.accepted, self.duplicate, self.late, self.refused
        )
    }
}

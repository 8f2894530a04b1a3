//! Versions of use cases in the database: written, handed in, approved, sent back, ended.

use crate::tables::{HiddenRow, StepRow};
use crate::turn::{Doing, moved};
use crate::{Before, Draft, State, Step, StepKind, UserGroup, Version, digest, tables};
use database::{Cell, Database, DatabaseError, Sealer, Transaction};
use jiff::Timestamp;
use jiff::civil::Date;
use records::{Clock, SourceId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use thiserror::Error;

/// The versions and their histories.
pub struct Store {
    database: Arc<Database>,
    sealer: Sealer,
    clock: Arc<dyn Clock>,
}

/// Why something about a use case could not be done.
#[derive(Debug, Error)]
pub enum UseCaseError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// It cannot be done now, in a sentence for the person who asked.
    #[error("{0}")]
    Unfit(String),
}

/// What the database says about what is in force.
#[derive(Clone, Default, Debug)]
pub struct Kept {
    /// Rises with every change.
    pub generation: i64,
    /// Versions that were approved by all, also those that were ended since.
    pub approved: Vec<Version>,
    /// Up to which version a use case was ended at once.
    pub ends: BTreeMap<String, i64>,
    /// Sources whose folder a steward took out of use.
    pub hidden: BTreeSet<SourceId>,
}

/// A steward's newest word on whether a folder is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hiding {
    /// The source.
    pub source: SourceId,
    /// Its folder is out of use.
    pub hidden: bool,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who.
    pub account: i64,
    /// Why.
    pub reason: String,
}

type Done<T> = Result<T, UseCaseError>;

impl Store {
    /// Use cases kept in `database`.
    pub fn new(database: Arc<Database>, sealer: Sealer, clock: Arc<dyn Clock>) -> Store {
        Store { database, sealer, clock }
    }

    /// A number that rises with every change of what is in force. Cheap: it is asked for on every request.
    ///
    /// # Errors
    /// When the database fails; then nothing may be shown.
    pub fn generation(&self) -> Done<i64> {
        Ok(self.database.read(tables::generation)?)
    }

    /// What is in force, on one unchanging state of the data.
    ///
    /// # Errors
    /// When the database fails.
    pub fn kept(&self) -> Done<Kept> {
        Ok(self.database.read(|t| {
            // What was ended stays among them for its user group, which people may still belong to.
            let decided = |one: &Version| matches!(one.state, State::Approved | State::Ended);
            let approved = tables::versions(t)?.into_iter().filter(decided);
            Ok::<_, DatabaseError>(Kept {
                generation: tables::generation(t)?,
                approved: approved.collect(),
                ends: tables::ends(t)?.into_iter().collect(),
                hidden: tables::hidden(t)?,
            })
        })?)
    }

    /// Every version, by use case and number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn versions(&self) -> Done<Vec<Version>> {
        Ok(self.database.read(tables::versions)?)
    }

    /// One version.
    ///
    /// # Errors
    /// When the database fails.
    pub fn version(&self, use_case: &str, version: i64) -> Done<Option<Version>> {
        Ok(self.database.read(|t| tables::version(t, use_case, version))?)
    }

    /// What was done with a use case, in order.
    ///
    /// # Errors
    /// When the database fails, or a comment was sealed with another key.
    pub fn history(&self, use_case: &str) -> Done<Vec<Step>> {
        let rows = self.database.read(|t| tables::steps(t, use_case))?;
        rows.into_iter().map(|row| self.opened(row)).collect()
    }

    /// Begins a version as a draft. `false` when another one has this number already.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin(
        &self,
        use_case: &str,
        version: i64,
        agency: &str,
        author: i64,
        draft: &Draft,
    ) -> Done<bool> {
        let text = draft.text(use_case, version);
        let new = Version {
            use_case: use_case.to_owned(),
            version,
            state: State::Draft,
            round: 0,
            agency: agency.to_owned(),
            author,
            digest: digest(&text),
            text,
            group: group_of(draft, agency),
            counsel: None,
        };
        let step = self.sealed(&new, StepKind::Saved, author, "", "")?;
        let begun = self.database.write(|t| {
            tables::add_version(t, &new, step.at)?;
            tables::add_step(t, &step)
        });
        match begun {
            Err(DatabaseError::Duplicate) => Ok(false),
            other => Ok(other.map(|()| true)?),
        }
    }

    /// Changes the text of a draft.
    ///
    /// # Errors
    /// When it is no draft any more or somebody else changed it meanwhile, or the database fails.
    pub fn save(&self, before: &Before, account: i64, draft: &Draft) -> Done<Version> {
        self.change(before, |t, version| {
            if version.state != State::Draft {
                return Err(unfit("it was handed in meanwhile, so its text stands still now"));
            }
            version.text = draft.text(&version.use_case, version.version);
            version.digest = digest(&version.text);
            version.group = group_of(draft, &version.agency);
            let step = self.sealed(version, StepKind::Saved, account, "", "")?;
            Ok(tables::add_step(t, &step)?)
        })
    }

    /// Takes a step with a version, whose text must be the one that lay before the person.
    ///
    /// # Errors
    /// When the step is not its turn, or the database fails.
    pub fn step(&self, before: &Before, account: i64, doing: &Doing, comment: &str) -> Done<Version> {
        self.change(before, |t, version| {
            let history = tables::steps(t, &version.use_case)?;
            let agreed: BTreeSet<String> = history
                .iter()
                .filter(|step| step.version == version.version && step.round == version.round)
                .filter(|step| step.kind == StepKind::Agreed)
                .map(|step| step.office.clone())
                .collect();
            let (kind, office) = moved(version, doing, &agreed)?;
            let step = self.sealed(version, kind, account, &office, comment)?;
            tables::add_step(t, &step)?;
            if version.state == State::Approved {
                tables::changed(t, step.at)?;
            }
            Ok(())
        })
    }

    /// Ends a use case at once, whatever origin it has: up to `version` nothing of it is granted any more.
    ///
    /// # Errors
    /// When the database fails.
    pub fn end(&self, use_case: &str, version: i64, account: i64, reason: &str) -> Done<()> {
        Ok(self.database.write(|t| {
            for mut one in tables::versions(t)? {
                if one.use_case == use_case && one.version <= version && one.state == State::Approved {
                    one.state = State::Ended;
                    tables::set_version(t, &one)?;
                }
            }
            let (cell, comment) = self.seal("use_case_step", "comment", reason)?;
            let at = self.now();
            let step = StepRow {
                use_case: use_case.to_owned(),
                version,
                round: 0,
                at,
                account,
                kind: StepKind::Ended,
                office: String::new(),
                digest: String::new(),
                cell,
                comment,
            };
            tables::add_step(t, &step)?;
            tables::changed(t, at)
        })?)
    }

    /// Takes the folder of a source out of use, or shows it again; in force on the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn hide(&self, source: &SourceId, hidden: bool, account: i64, reason: &str) -> Done<()> {
        let (cell, reason) = self.seal("hidden_folder", "reason", reason)?;
        let at = self.now();
        let row = HiddenRow { source: source.0.clone(), hidden, at, account, cell, reason };
        Ok(self.database.write(|t| {
            tables::add_hidden(t, &row)?;
            tables::changed(t, at)
        })?)
    }

    /// The newest word on each source whose folder was ever hidden.
    ///
    /// # Errors
    /// When the database fails, or a reason was sealed with another key.
    pub fn hidings(&self) -> Done<Vec<Hiding>> {
        let rows = self.database.read(tables::hidden_words)?;
        let open = |row: HiddenRow| {
            let reason = self.unsealed("hidden_folder", "reason", &row.cell, row.reason.as_deref())?;
            let (source, hidden) = (SourceId(row.source), row.hidden);
            Ok(Hiding { source, hidden, at: row.at, account: row.account, reason })
        };
        rows.into_iter().map(open).collect()
    }

    fn change(
        &self,
        before: &Before,
        work: impl FnOnce(&mut Transaction<'_>, &mut Version) -> Done<()>,
    ) -> Done<Version> {
        self.database.write(|t| {
            let gone = || unfit("there is no such version");
            if !tables::lock(t, &before.use_case, before.version, self.now())? {
                return Err(gone());
            }
            let mut version = tables::version(t, &before.use_case, before.version)?.ok_or_else(gone)?;
            if version.digest != before.digest {
                return Err(unfit("its text was changed since you opened the page; read it again first"));
            }
            work(t, &mut version)?;
            tables::set_version(t, &version)?;
            Ok(version)
        })
    }

    fn sealed(
        &self,
        version: &Version,
        kind: StepKind,
        account: i64,
        office: &str,
        comment: &str,
    ) -> Done<StepRow> {
        let (cell, comment) = self.seal("use_case_step", "comment", comment)?;
        Ok(StepRow {
            use_case: version.use_case.clone(),
            version: version.version,
            round: version.round,
            at: self.now(),
            account,
            kind,
            office: office.to_owned(),
            digest: version.digest.clone(),
            cell,
            comment,
        })
    }

    /// A free text with the name of its cell; nothing of an empty one.
    fn seal(
        &self,
        table: &'static str,
        column: &'static str,
        text: &str,
    ) -> Result<(Vec<u8>, Option<Vec<u8>>), DatabaseError> {
        let mut row = [0u8; 16];
        getrandom::fill(&mut row).map_err(|_| DatabaseError::Corrupt("no randomness to seal with"))?;
        let text = text.trim();
        let cell = Cell { table, column, row: &row };
        let sealed = (!text.is_empty()).then(|| self.sealer.seal(cell, text.as_bytes())).transpose()?;
        Ok((row.to_vec(), sealed))
    }

    fn unsealed(
        &self,
        table: &'static str,
        column: &'static str,
        row: &[u8],
        sealed: Option<&[u8]>,
    ) -> Done<String> {
        let Some(sealed) = sealed else { return Ok(String::new()) };
        let open = self.sealer.open(Cell { table, column, row }, sealed)?;
        Ok(String::from_utf8_lossy(&open).into_owned())
    }

    fn opened(&self, row: StepRow) -> Done<Step> {
        let comment = self.unsealed("use_case_step", "comment", &row.cell, row.comment.as_deref())?;
        let StepRow { version, round, at, account, kind, office, digest, .. } = row;
        Ok(Step { version, round, at, account, kind, office, digest, comment })
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// The day by which sheets begin and end.
    pub fn today(&self) -> Date {
        day_of(self.clock.now())
    }
}

/// The day by which sheets begin and end (UTC, as the policies compare it).
pub fn day_of(now: Timestamp) -> Date {
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn group_of(draft: &Draft, agency: &str) -> Option<UserGroup> {
    let group = UserGroup {
        id: draft.new_group_id(),
        agency: agency.to_owned(),
        name: draft.new_group.trim().to_owned(),
    };
    Some(group).filter(|group| !group.id.is_empty())
}

pub(crate) fn unfit(words: &str) -> UseCaseError {
    UseCaseError::Unfit(words.to_owned())
}

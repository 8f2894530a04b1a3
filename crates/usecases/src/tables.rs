//! The SQL of this room, in one text for both databases.

use crate::{Counsel, State, StepKind, UserGroup, Version};
use database::{Arg, DatabaseError, Row, Transaction};
use records::SourceId;
use std::collections::BTreeSet;

type Done<T> = Result<T, DatabaseError>;

pub(crate) struct StepRow {
    pub(crate) use_case: String,
    pub(crate) version: i64,
    pub(crate) round: i64,
    pub(crate) at: i64,
    pub(crate) account: i64,
    pub(crate) kind: StepKind,
    pub(crate) office: String,
    pub(crate) digest: String,
    /// What the sealed comment is bound to.
    pub(crate) cell: Vec<u8>,
    pub(crate) comment: Option<Vec<u8>>,
}

pub(crate) struct HiddenRow {
    pub(crate) source: String,
    pub(crate) hidden: bool,
    pub(crate) at: i64,
    pub(crate) account: i64,
    pub(crate) cell: Vec<u8>,
    pub(crate) reason: Option<Vec<u8>>,
}

pub(crate) fn generation(t: &mut Transaction<'_>) -> Done<i64> {
    t.row("SELECT coalesce(max(id), 0) FROM use_case_change", &[])?.map_or(Ok(0), |row| row.int(0))
}

/// Every change of what is in force is followed by this in the same transaction.
pub(crate) fn changed(t: &mut Transaction<'_>, now: i64) -> Done<()> {
    t.run("INSERT INTO use_case_change (at) VALUES ($1)", &[now.into()]).map(drop)
}

const COLUMNS: &str =
    "SELECT use_case, version, state, round, agency, author, body, digest, group_id, group_name,
                              reference, approved_by, approved_on FROM use_case_version";

pub(crate) fn versions(t: &mut Transaction<'_>) -> Done<Vec<Version>> {
    let rows = t.rows(&format!("{COLUMNS} ORDER BY use_case, version"), &[])?;
    rows.iter().map(version_of).collect()
}

pub(crate) fn version(t: &mut Transaction<'_>, use_case: &str, version: i64) -> Done<Option<Version>> {
    let sql = format!("{COLUMNS} WHERE use_case = $1 AND version = $2");
    t.row(&sql, &[use_case.into(), version.into()])?.map(|row| version_of(&row)).transpose()
}

fn version_of(row: &Row) -> Done<Version> {
    let state = State::named(&row.text(2)?).ok_or(DatabaseError::Corrupt("a use case has no known state"))?;
    let (id, agency) = (row.text(8)?, row.text(4)?);
    let counsel = Counsel {
        reference: row.text(10)?,
        approved_by: row.text(11)?,
        approved_on: row.text(12)?.parse().unwrap_or_default(),
    };
    let group = UserGroup { id, agency: agency.clone(), name: row.text(9)? };
    Ok(Version {
        use_case: row.text(0)?,
        version: row.int(1)?,
        state,
        round: row.int(3)?,
        agency,
        author: row.int(5)?,
        text: row.text(6)?,
        digest: row.text(7)?,
        group: Some(group).filter(|group| !group.id.is_empty()),
        counsel: Some(counsel).filter(|counsel| !counsel.reference.is_empty()),
    })
}

pub(crate) fn add_version(t: &mut Transaction<'_>, version: &Version, now: i64) -> Done<()> {
    let sql = "INSERT INTO use_case_version (use_case, version, state, round, agency, author, body, digest, group_id,
                                             group_name, reference, approved_by, approved_on, changed_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '', $11)";
    let (group_id, group_name) = group_args(version);
    let args = [
        version.use_case.as_str().into(),
        version.version.into(),
        version.state.name().into(),
        version.round.into(),
        version.agency.as_str().into(),
        version.author.into(),
        version.text.as_str().into(),
        version.digest.as_str().into(),
        group_id,
        group_name,
        now.into(),
    ];
    t.run(sql, &args).map(drop)
}

/// Holds the row for this transaction, so that two people who act at once act one after the other.
pub(crate) fn lock(t: &mut Transaction<'_>, use_case: &str, version: i64, now: i64) -> Done<bool> {
    let sql = "UPDATE use_case_version SET changed_at = $3 WHERE use_case = $1 AND version = $2";
    Ok(t.run(sql, &[use_case.into(), version.into(), now.into()])? == 1)
}

pub(crate) fn set_version(t: &mut Transaction<'_>, version: &Version) -> Done<()> {
    let sql = "UPDATE use_case_version SET state = $3, round = $4, body = $5, digest = $6, group_id = $7,
                      group_name = $8, reference = $9, approved_by = $10, approved_on = $11
               WHERE use_case = $1 AND version = $2";
    let counsel = version.counsel.clone();
    let on = counsel.as_ref().map_or_else(String::new, |counsel| counsel.approved_on.to_string());
    let counsel = counsel.unwrap_or_default();
    let (group_id, group_name) = group_args(version);
    let args = [
        version.use_case.as_str().into(),
        version.version.into(),
        version.state.name().into(),
        version.round.into(),
        version.text.as_str().into(),
        version.digest.as_str().into(),
        group_id,
        group_name,
        counsel.reference.into(),
        counsel.approved_by.into(),
        on.into(),
    ];
    t.run(sql, &args).map(drop)
}

fn group_args(version: &Version) -> (Arg, Arg) {
    let group = version.group.as_ref();
    let part = |of: fn(&UserGroup) -> &str| group.map_or("", of).into();
    (part(|group| &group.id), part(|group| &group.name))
}

pub(crate) fn add_step(t: &mut Transaction<'_>, step: &StepRow) -> Done<()> {
    let sql = "INSERT INTO use_case_step (use_case, version, round, at, account_id, step, office, digest, cell, comment)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let args = [
        step.use_case.as_str().into(),
        step.version.into(),
        step.round.into(),
        step.at.into(),
        step.account.into(),
        step.kind.name().into(),
        step.office.as_str().into(),
        step.digest.as_str().into(),
        step.cell.clone().into(),
        step.comment.clone().into(),
    ];
    t.run(sql, &args).map(drop)
}

/// The steps of a use case in the order in which they were taken.
pub(crate) fn steps(t: &mut Transaction<'_>, use_case: &str) -> Done<Vec<StepRow>> {
    let sql = "SELECT version, round, at, account_id, step, office, digest, cell, comment FROM use_case_step
               WHERE use_case = $1 ORDER BY id";
    let read = |row: &Row| {
        let kind =
            StepKind::named(&row.text(4)?).ok_or(DatabaseError::Corrupt("a step has no known kind"))?;
        Ok(StepRow {
            use_case: use_case.to_owned(),
            version: row.int(0)?,
            round: row.int(1)?,
            at: row.int(2)?,
            account: row.int(3)?,
            kind,
            office: row.text(5)?,
            digest: row.text(6)?,
            cell: row.bytes(7)?.to_vec(),
            // An absent comment is no bytes.
            comment: row.bytes(8).ok().map(<[u8]>::to_vec),
        })
    };
    t.rows(sql, &[use_case.into()])?.iter().map(read).collect()
}

/// For each use case that was ended at once, the highest version that it held for.
pub(crate) fn ends(t: &mut Transaction<'_>) -> Done<Vec<(String, i64)>> {
    let sql = "SELECT use_case, max(version) FROM use_case_step WHERE step = $1 GROUP BY use_case";
    let rows = t.rows(sql, &[StepKind::Ended.name().into()])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}

pub(crate) fn add_hidden(t: &mut Transaction<'_>, row: &HiddenRow) -> Done<()> {
    let sql = "INSERT INTO hidden_folder (source, hidden, at, account_id, cell, reason) VALUES ($1, $2, $3, $4, $5, $6)";
    let args = [
        row.source.as_str().into(),
        row.hidden.into(),
        row.at.into(),
        row.account.into(),
        row.cell.clone().into(),
        row.reason.clone().into(),
    ];
    t.run(sql, &args).map(drop)
}

/// The newest word on each source.
pub(crate) fn hidden_words(t: &mut Transaction<'_>) -> Done<Vec<HiddenRow>> {
    let sql = "SELECT source, hidden, at, account_id, cell, reason FROM hidden_folder
               WHERE id IN (SELECT max(id) FROM hidden_folder GROUP BY source) ORDER BY source";
    let read = |row: &Row| {
        Ok(HiddenRow {
            source: row.text(0)?,
            hidden: row.int(1)? != 0,
            at: row.int(2)?,
            account: row.int(3)?,
            cell: row.bytes(4)?.to_vec(),
            reason: row.bytes(5).ok().map(<[u8]>::to_vec),
        })
    };
    t.rows(sql, &[])?.iter().map(read).collect()
}

pub(crate) fn hidden(t: &mut Transaction<'_>) -> Done<BTreeSet<SourceId>> {
    let all = hidden_words(t)?.into_iter();
    Ok(all.filter(|row| row.hidden).map(|row| SourceId(row.source)).collect())
}

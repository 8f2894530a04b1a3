//! The SQL of this room, in one text for both databases.

mod discrepancies;
mod records;
mod status;

pub(crate) use discrepancies::{
    DiscrepancyRow, about, discrepancy, end, holding, open, settled, step, waiting,
};
pub(crate) use records::{
    CareRow, EventRow, RecordRow, SetRow, Whose, add_event, care, closed, events, name, record, record_of,
    sets, watched,
};
pub(crate) use status::{
    FaultRow, TransactionRow, add_fault, add_transaction, close_list, fault_count, faults, first_heard,
    level_by, list, listed, newest_list, newest_said, settle_fault, told, transaction,
};

use crate::{Level, Mark, Marks, Origin, Part, Subject};
use ::records::SourceId;
use database::{Arg, DatabaseError, Row, Token, Transaction};
use std::collections::BTreeMap;

type Done<T> = Result<T, DatabaseError>;

pub(crate) struct MarkRow<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) origin: Origin,
    pub(crate) level: Level,
    pub(crate) at: i64,
    pub(crate) by: Option<i64>,
}

/// Waits for its turn. Every transaction that writes here begins with this: the numbers of changes then rise in the order in which
/// they are committed, and two that speak of one record see each other.
pub(crate) fn turn(t: &mut Transaction<'_>) -> Done<()> {
    let sql = "INSERT INTO privacy_turn (name, taken) VALUES ('marks', 1)
               ON CONFLICT (name) DO UPDATE SET taken = privacy_turn.taken + 1";
    t.run(sql, &[]).map(drop)
}

pub(crate) fn generation(t: &mut Transaction<'_>) -> Done<i64> {
    t.row("SELECT coalesce(max(id), 0) FROM privacy_change", &[])?.map_or(Ok(0), |row| row.int(0))
}

/// Every change of a mark or a care team is followed by this in the same transaction.
pub(crate) fn changed(t: &mut Transaction<'_>, now: i64) -> Done<()> {
    t.run("INSERT INTO privacy_change (at) VALUES ($1)", &[now.into()]).map(drop)
}

pub(crate) fn marks(t: &mut Transaction<'_>) -> Done<Marks> {
    let generation = generation(t)?;
    let mut marks: BTreeMap<Subject, Mark> = BTreeMap::new();
    for row in t.rows("SELECT source, subject, origin, level FROM privacy_mark", &[])? {
        let mark = marks.entry(subject(&row)?).or_default();
        mark.levels.insert(Origin::read(&row.text(2)?), Level::read(row.int(3)?));
    }
    let sql = "SELECT source, subject, part, account_id FROM care_member ORDER BY account_id";
    for row in t.rows(sql, &[])? {
        let mark = marks.entry(subject(&row)?).or_default();
        match row.text(2)?.as_str() {
            "assigned" => mark.assigned.push(row.int(3)?),
            "named" => mark.named.push(row.int(3)?),
            // A part of a later version lets nobody in.
            _ => {}
        }
    }
    Ok(Marks::new(generation, marks))
}

fn subject(row: &Row) -> Done<Subject> {
    Ok(Subject { source: SourceId(row.text(0)?), token: token(row, 1)? })
}

fn token(row: &Row, column: usize) -> Done<Token> {
    row.bytes(column)?.try_into().map_err(|_| DatabaseError::Corrupt("a mark has no proper token"))
}

fn whom(subject: &Subject) -> [Arg; 2] {
    [subject.source.0.as_str().into(), subject.token.as_slice().into()]
}

pub(crate) fn set_mark(t: &mut Transaction<'_>, mark: &MarkRow<'_>, reason: Option<Vec<u8>>) -> Done<()> {
    let sql = "INSERT INTO privacy_mark (source, subject, origin, level, at, set_by, reason)
               VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (source, subject, origin)
               DO UPDATE SET level = $4, at = $5, set_by = $6, reason = $7";
    let args: [Arg; 7] = [
        mark.subject.source.0.as_str().into(),
        mark.subject.token.as_slice().into(),
        mark.origin.name().into(),
        mark.level.number().into(),
        mark.at.into(),
        mark.by.into(),
        reason.into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn add_care(
    t: &mut Transaction<'_>,
    subject: &Subject,
    account: i64,
    part: Part,
    now: i64,
    by: i64,
) -> Done<()> {
    let sql = "INSERT INTO care_member (source, subject, account_id, part, since, given_by)
               VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (source, subject, account_id, part) DO NOTHING";
    let args: [Arg; 6] = [
        subject.source.0.as_str().into(),
        subject.token.as_slice().into(),
        account.into(),
        part.name().into(),
        now.into(),
        by.into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn remove_care(t: &mut Transaction<'_>, subject: &Subject, account: i64, part: Part) -> Done<()> {
    let sql = "DELETE FROM care_member WHERE source = $1 AND subject = $2 AND account_id = $3 AND part = $4";
    let args: [Arg; 4] = [
        subject.source.0.as_str().into(),
        subject.token.as_slice().into(),
        account.into(),
        part.name().into(),
    ];
    t.run(sql, &args).map(drop)
}

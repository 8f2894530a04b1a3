//! Status transactions, full lists and faulty lines.

use super::Done;
use crate::status::Said;
use crate::{Fault, Level, Origin, Subject};
use ::records::SourceId;
use database::{Arg, DatabaseError, Row, Token, Transaction};
use jiff::Timestamp;

pub(crate) struct TransactionRow {
    pub(crate) token: Token,
    pub(crate) level: Level,
    pub(crate) said_at: i64,
    pub(crate) sequence: Option<i64>,
}

pub(crate) struct ToldRow {
    pub(crate) id: Token,
    pub(crate) level: Level,
    pub(crate) said_at: i64,
    pub(crate) received_at: i64,
    pub(crate) body: Vec<u8>,
}

pub(crate) struct FaultRow<'a> {
    pub(crate) item: &'a Token,
    pub(crate) place: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) at: i64,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn transaction(
    t: &mut Transaction<'_>,
    source: &SourceId,
    id: &Token,
) -> Done<Option<TransactionRow>> {
    let sql = "SELECT subject, level, said_at, sequence FROM status_transaction
               WHERE source = $1 AND transaction_id = $2";
    let read = |row: Row| {
        Ok(TransactionRow {
            token: super::token(&row, 0)?,
            level: Level::read(row.int(1)?),
            said_at: row.int(2)?,
            sequence: row.maybe_int(3)?,
        })
    };
    t.row(sql, &[source.0.as_str().into(), id.as_slice().into()])?.map(read).transpose()
}

pub(crate) fn add_transaction(
    t: &mut Transaction<'_>,
    source: &SourceId,
    id: &Token,
    row: &TransactionRow,
    now: i64,
    body: &[u8],
) -> Done<()> {
    let sql = "INSERT INTO status_transaction
                 (source, transaction_id, subject, level, said_at, sequence, received_at, body)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let args: [Arg; 8] = [
        source.0.as_str().into(),
        id.as_slice().into(),
        row.token.as_slice().into(),
        row.level.number().into(),
        row.said_at.into(),
        row.sequence.into(),
        now.into(),
        body.into(),
    ];
    t.run(sql, &args).map(drop)
}

/// What the transactions of a record's newest instant say.
pub(crate) fn newest_said(t: &mut Transaction<'_>, subject: &Subject) -> Done<Option<Said>> {
    let sql = "SELECT said_at, level, sequence FROM status_transaction
               WHERE source = $1 AND subject = $2 AND said_at =
                 (SELECT max(said_at) FROM status_transaction WHERE source = $1 AND subject = $2)";
    let mut said: Option<Said> = None;
    for row in t.rows(sql, &super::whom(subject))? {
        let one = (Level::read(row.int(1)?), row.maybe_int(2)?);
        said.get_or_insert(Said { at: row.int(0)?, each: Vec::new() }).each.push(one);
    }
    Ok(said)
}

/// When the first transaction about a record came.
pub(crate) fn first_heard(t: &mut Transaction<'_>, subject: &Subject) -> Done<Option<i64>> {
    let sql = "SELECT min(received_at) FROM status_transaction WHERE source = $1 AND subject = $2";
    t.row(sql, &super::whom(subject))?.map_or(Ok(None), |row| row.maybe_int(0))
}

/// Every transaction about a record, the newest by the state system's clock first.
pub(crate) fn told(t: &mut Transaction<'_>, subject: &Subject) -> Done<Vec<ToldRow>> {
    let sql = "SELECT transaction_id, level, said_at, received_at, body FROM status_transaction
               WHERE source = $1 AND subject = $2 ORDER BY said_at DESC, sequence DESC";
    let read = |row: &Row| {
        Ok(ToldRow {
            id: super::token(row, 0)?,
            level: Level::read(row.int(1)?),
            said_at: row.int(2)?,
            received_at: row.int(3)?,
            body: row.bytes(4)?.to_vec(),
        })
    };
    t.rows(sql, &super::whom(subject))?.iter().map(read).collect()
}

/// The level that one origin set.
pub(crate) fn level_by(t: &mut Transaction<'_>, subject: &Subject, origin: Origin) -> Done<Option<Level>> {
    let sql = "SELECT level FROM privacy_mark WHERE source = $1 AND subject = $2 AND origin = $3";
    let [source, token] = super::whom(subject);
    t.row(sql, &[source, token, origin.name().into()])?.map(|row| Ok(Level::read(row.int(0)?))).transpose()
}

/// The newest list that names a record.
pub(crate) fn listed(t: &mut Transaction<'_>, subject: &Subject) -> Done<Option<i64>> {
    let sql = "SELECT as_of FROM status_listed WHERE source = $1 AND subject = $2";
    t.row(sql, &super::whom(subject))?.map(|row| row.int(0)).transpose()
}

pub(crate) fn list(t: &mut Transaction<'_>, subject: &Subject, as_of: i64) -> Done<()> {
    let sql = "INSERT INTO status_listed (source, subject, as_of) VALUES ($1, $2, $3)
               ON CONFLICT (source, subject) DO UPDATE SET as_of = $3 WHERE status_listed.as_of < $3";
    let [source, token] = super::whom(subject);
    t.run(sql, &[source, token, as_of.into()]).map(drop)
}

pub(crate) fn close_list(
    t: &mut Transaction<'_>,
    source: &SourceId,
    as_of: i64,
    now: i64,
    records: i64,
    whole: bool,
) -> Done<()> {
    let sql =
        "INSERT INTO status_list (source, as_of, received_at, records, whole) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (source, as_of) DO UPDATE SET received_at = $3, records = $4, whole = $5";
    let args = [source.0.as_str().into(), as_of.into(), now.into(), records.into(), whole.into()];
    t.run(sql, &args).map(drop)
}

/// The moment of the newest list that was taken whole.
pub(crate) fn newest_list(t: &mut Transaction<'_>, source: &SourceId) -> Done<Option<i64>> {
    let sql = "SELECT max(as_of) FROM status_list WHERE source = $1 AND whole = 1";
    t.row(sql, &[source.0.as_str().into()])?.map_or(Ok(None), |row| row.maybe_int(0))
}

pub(crate) fn add_fault(t: &mut Transaction<'_>, source: &SourceId, row: &FaultRow<'_>) -> Done<()> {
    let sql = "INSERT INTO status_fault (item, source, place, reason, received_at, body)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (item) DO NOTHING";
    let args: [Arg; 6] = [
        row.item.as_slice().into(),
        source.0.as_str().into(),
        row.place.into(),
        row.reason.into(),
        row.at.into(),
        row.body.clone().into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn faults(t: &mut Transaction<'_>, source: &SourceId, most: i64) -> Done<Vec<Fault>> {
    let sql = "SELECT item, place, reason, received_at FROM status_fault
               WHERE source = $1 AND settled_at IS NULL ORDER BY received_at DESC, place LIMIT $2";
    let read = |row: &Row| {
        let at = Timestamp::from_millisecond(row.int(3)?);
        let at = at.map_err(|_| DatabaseError::Corrupt("a faulty line has no proper time"))?;
        Ok(Fault { item: super::token(row, 0)?, place: row.text(1)?, reason: row.text(2)?, at })
    };
    t.rows(sql, &[source.0.as_str().into(), most.into()])?.iter().map(read).collect()
}

pub(crate) fn fault_count(t: &mut Transaction<'_>, source: &SourceId) -> Done<i64> {
    let sql = "SELECT count(*) FROM status_fault WHERE source = $1 AND settled_at IS NULL";
    t.row(sql, &[source.0.as_str().into()])?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) fn settle_fault(
    t: &mut Transaction<'_>,
    source: &SourceId,
    item: &Token,
    now: i64,
    by: i64,
) -> Done<bool> {
    let sql = "UPDATE status_fault SET settled_at = $3, settled_by = $4
               WHERE item = $1 AND source = $2 AND settled_at IS NULL";
    let args = [item.as_slice().into(), source.0.as_str().into(), now.into(), by.into()];
    Ok(t.run(sql, &args)? > 0)
}

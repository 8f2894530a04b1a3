//! Who of staff changed what is kept of a customer.

use super::Done;
use database::{Arg, Row, Transaction};

/// A change.
pub(crate) struct TraceRow {
    pub(crate) member: i64,
    pub(crate) at: i64,
    pub(crate) account: Option<i64>,
    pub(crate) what: String,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn add(t: &mut Transaction<'_>, new: &TraceRow) -> Done<()> {
    let sql = "INSERT INTO member_trace (member, at, account, what, body) VALUES ($1, $2, $3, $4, $5)";
    let args: [Arg; 5] = [
        new.member.into(),
        new.at.into(),
        new.account.into(),
        new.what.as_str().into(),
        new.body.clone().into(),
    ];
    t.run(sql, &args).map(drop)
}

/// The number of the latest change of this membership; 0 when there was none.
pub(crate) fn latest(t: &mut Transaction<'_>, member: i64) -> Done<i64> {
    let sql = "SELECT coalesce(max(id), 0) FROM member_trace WHERE member = $1";
    t.row(sql, &[member.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// The changes of a member and of what was joined to her, the latest first.
pub(crate) fn of(t: &mut Transaction<'_>, member: i64, most: i64) -> Done<Vec<TraceRow>> {
    let sql = "SELECT member, at, account, what, body FROM member_trace
               WHERE member IN (SELECT id FROM member WHERE id = $1 OR merged_into = $1) ORDER BY id DESC LIMIT $2";
    let one = |row: &Row| -> Done<TraceRow> {
        Ok(TraceRow {
            member: row.int(0)?,
            at: row.int(1)?,
            account: row.maybe_int(2)?,
            what: row.text(3)?,
            body: row.bytes(4)?.to_vec(),
        })
    };
    t.rows(sql, &[member.into(), most.into()])?.iter().map(one).collect()
}

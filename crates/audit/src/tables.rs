//! The SQL of this room, in one text for both databases.

use crate::Entry;
use database::{DatabaseError, Transaction};

pub(crate) struct EventRow {
    pub(crate) event: [u8; 16],
    pub(crate) at: i64,
    pub(crate) subject: Option<Vec<u8>>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) entry: Entry,
}

pub(crate) fn add(t: &mut Transaction<'_>, row: &EventRow) -> Result<i64, DatabaseError> {
    let sql =
        "INSERT INTO audit_event (event, at, kind, account_id, session, use_case, purpose, subject, source,
                                        allowed, results, policies, body)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING seq";
    let entry = &row.entry;
    let args = [
        row.event.as_slice().into(),
        row.at.into(),
        entry.kind.word().into(),
        entry.account.into(),
        entry.session.clone().into(),
        entry.use_case.as_str().into(),
        entry.purpose.as_str().into(),
        row.subject.clone().into(),
        entry.source.as_str().into(),
        entry.allowed.cast_signed().into(),
        entry.results.cast_signed().into(),
        entry.policies.as_str().into(),
        row.body.clone().into(),
    ];
    t.row(sql, &args)?.ok_or(DatabaseError::Corrupt("an audit entry got no number"))?.int(0)
}

pub(crate) fn count(
    t: &mut Transaction<'_>,
    kind: &str,
    subject: Option<&[u8]>,
) -> Result<i64, DatabaseError> {
    let row = match subject {
        Some(subject) => t.row(
            "SELECT count(*) FROM audit_event WHERE kind = $1 AND subject = $2",
            &[kind.into(), subject.into()],
        )?,
        None => t.row("SELECT count(*) FROM audit_event WHERE kind = $1", &[kind.into()])?,
    };
    row.map_or(Ok(0), |row| row.int(0))
}

pub(crate) fn count_by(
    t: &mut Transaction<'_>,
    kind: &str,
    account: i64,
    since: i64,
) -> Result<i64, DatabaseError> {
    let sql = "SELECT count(*) FROM audit_event WHERE kind = $1 AND account_id = $2 AND at >= $3";
    let row = t.row(sql, &[kind.into(), account.into(), since.into()])?;
    row.map_or(Ok(0), |row| row.int(0))
}

pub(crate) struct LookUpRow {
    pub(crate) account: i64,
    pub(crate) purpose: String,
    pub(crate) kind: String,
    pub(crate) subject: Option<Vec<u8>>,
    pub(crate) times: i64,
}

/// Look-ups under a use case since an instant: one row for each account, purpose, kind and person.
pub(crate) fn look_ups(
    t: &mut Transaction<'_>,
    use_case: &str,
    since: i64,
) -> Result<Vec<LookUpRow>, DatabaseError> {
    let sql = "SELECT account_id, purpose, kind, subject, count(*) FROM audit_event
               WHERE use_case = $1 AND at >= $2 AND account_id IS NOT NULL AND kind IN ('view', 'folder', 'search')
               GROUP BY account_id, purpose, kind, subject";
    let rows = t.rows(sql, &[use_case.into(), since.into()])?;
    let read = |row: &database::Row| {
        Ok(LookUpRow {
            account: row.int(0)?,
            purpose: row.text(1)?,
            kind: row.text(2)?,
            // A search is about nobody in particular.
            subject: row.bytes(3).ok().map(<[u8]>::to_vec),
            times: row.int(4)?,
        })
    };
    rows.iter().map(read).collect()
}

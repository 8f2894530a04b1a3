//! The SQL of this room, in one text for both databases.

pub(crate) mod inquiry;

use database::{DatabaseError, Transaction};

pub(crate) struct QuestionRow {
    pub(crate) session: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn keep_question(
    t: &mut Transaction<'_>,
    id: &str,
    session: &[u8],
    now: i64,
    body: &[u8],
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO question (id, session, asked_at, body) VALUES ($1, $2, $3, $4)";
    t.run(sql, &[id.into(), session.into(), now.into(), body.into()]).map(drop)
}

pub(crate) fn question(t: &mut Transaction<'_>, id: &str) -> Result<Option<QuestionRow>, DatabaseError> {
    let row = t.row("SELECT session, body FROM question WHERE id = $1", &[id.into()])?;
    row.map(|row| Ok(QuestionRow { session: row.bytes(0)?.to_vec(), body: row.bytes(1)?.to_vec() }))
        .transpose()
}

/// Questions are forgotten with the longest possible session.
pub(crate) fn forget_questions(t: &mut Transaction<'_>, before: i64) -> Result<(), DatabaseError> {
    t.run("DELETE FROM question WHERE asked_at < $1", &[before.into()]).map(drop)
}

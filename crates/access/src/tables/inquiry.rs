//! The SQL of questions to provisioners and liaisons.

use database::{DatabaseError, Transaction};

type Done<T> = Result<T, DatabaseError>;

pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) account: i64,
    pub(crate) user_group: String,
    pub(crate) wish: String,
    pub(crate) about: String,
    pub(crate) asked_at: i64,
    pub(crate) body: Vec<u8>,
    pub(crate) answered_at: Option<i64>,
    pub(crate) answered_by: Option<i64>,
    pub(crate) answer: Option<Vec<u8>>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) seen_at: Option<i64>,
}

impl Row {
    pub(crate) fn is_open(&self) -> bool {
        self.answered_at.is_none() && self.closed_at.is_none()
    }
}

pub(crate) fn add(
    t: &mut Transaction<'_>,
    (id, account, at): (&str, i64, i64),
    (group, wish, about): (&str, &str, &str),
    body: &[u8],
) -> Done<()> {
    let sql = "INSERT INTO inquiry (id, account_id, user_group, wish, about, asked_at, body)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let args = [id.into(), account.into(), group.into(), wish.into(), about.into(), at.into(), body.into()];
    t.run(sql, &args).map(drop)
}

pub(crate) fn of_account(t: &mut Transaction<'_>, account: i64) -> Done<Vec<Row>> {
    let sql =
        "SELECT id, account_id, user_group, wish, about, asked_at, body, answered_at, answered_by, answer,
                      closed_at, seen_at
               FROM inquiry WHERE account_id = $1 ORDER BY asked_at DESC, id";
    t.rows(sql, &[account.into()])?.iter().map(read).collect()
}

pub(crate) fn of_group(t: &mut Transaction<'_>, group: &str) -> Done<Vec<Row>> {
    let sql =
        "SELECT id, account_id, user_group, wish, about, asked_at, body, answered_at, answered_by, answer,
                      closed_at, seen_at
               FROM inquiry WHERE user_group = $1 ORDER BY asked_at DESC, id";
    t.rows(sql, &[group.into()])?.iter().map(read).collect()
}

/// `false` when it was answered or closed before.
pub(crate) fn answer(t: &mut Transaction<'_>, id: &str, (by, at): (i64, i64), answer: &[u8]) -> Done<bool> {
    let sql = "UPDATE inquiry SET answered_at = $2, answered_by = $3, answer = $4
               WHERE id = $1 AND answered_at IS NULL AND closed_at IS NULL";
    Ok(t.run(sql, &[id.into(), at.into(), by.into(), answer.into()])? == 1)
}

/// `false` when it was closed before.
pub(crate) fn close(t: &mut Transaction<'_>, id: &str, at: i64) -> Done<bool> {
    let sql = "UPDATE inquiry SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL";
    Ok(t.run(sql, &[id.into(), at.into()])? == 1)
}

pub(crate) fn count_unseen(t: &mut Transaction<'_>, account: i64) -> Done<i64> {
    let sql =
        "SELECT count(*) FROM inquiry WHERE account_id = $1 AND answered_at IS NOT NULL AND seen_at IS NULL";
    t.row(sql, &[account.into()])?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) fn set_seen(t: &mut Transaction<'_>, account: i64, at: i64) -> Done<()> {
    let sql = "UPDATE inquiry SET seen_at = $2 WHERE account_id = $1 AND answered_at IS NOT NULL AND seen_at IS NULL";
    t.run(sql, &[account.into(), at.into()]).map(drop)
}

fn read(row: &database::Row) -> Done<Row> {
    let answered_at = row.maybe_int(7)?;
    Ok(Row {
        id: row.text(0)?,
        account: row.int(1)?,
        user_group: row.text(2)?,
        wish: row.text(3)?,
        about: row.text(4)?,
        asked_at: row.int(5)?,
        body: row.bytes(6)?.to_vec(),
        answered_at,
        answered_by: row.maybe_int(8)?,
        answer: answered_at.map(|_| row.bytes(9).map(<[u8]>::to_vec)).transpose()?,
        closed_at: row.maybe_int(10)?,
        seen_at: row.maybe_int(11)?,
    })
}

//! Cards.

use super::Done;
use crate::Card;
use crate::cards::Behind;
use database::{Arg, DatabaseError, Token, Transaction};

pub(crate) fn add(
    t: &mut Transaction<'_>,
    (token, body): (&Token, Vec<u8>),
    member: i64,
    site: &str,
    (now, by, reason): (i64, Option<i64>, &str),
) -> Done<()> {
    let sql = "INSERT INTO card (number, body, member, site, issued_at, issued_by, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let args: [Arg; 7] = [
        token.as_slice().into(),
        body.into(),
        member.into(),
        site.into(),
        now.into(),
        by.into(),
        reason.into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn end(t: &mut Transaction<'_>, card: i64, now: i64, by: Option<i64>, why: &str) -> Done<()> {
    let sql =
        "UPDATE card SET ended_at = $2, ended_by = $3, ended_reason = $4 WHERE id = $1 AND ended_at IS NULL";
    t.run(sql, &[card.into(), now.into(), by.into(), why.into()]).map(drop)
}

pub(crate) fn end_all(
    t: &mut Transaction<'_>,
    member: i64,
    now: i64,
    by: Option<i64>,
    why: &str,
) -> Done<()> {
    let sql = "UPDATE card SET ended_at = $2, ended_by = $3, ended_reason = $4 WHERE ended_at IS NULL
               AND member IN (SELECT id FROM member WHERE id = $1 OR merged_into = $1)";
    t.run(sql, &[member.into(), now.into(), by.into(), why.into()]).map(drop)
}

pub(crate) fn behind(t: &mut Transaction<'_>, token: &Token) -> Done<Behind> {
    let row = t.row("SELECT member, ended_at FROM card WHERE number = $1", &[token.as_slice().into()])?;
    let Some(row) = row else { return Ok(Behind::Nobody) };
    Ok(match row.maybe_int(1)? {
        None => Behind::Member(row.int(0)?),
        Some(ended) => Behind::Ended(row.int(0)?, ended),
    })
}

pub(crate) fn of(t: &mut Transaction<'_>, member: i64) -> Done<Vec<Card>> {
    let sql = "SELECT id, member, issued_at, reason, ended_at, ended_reason FROM card
               WHERE member IN (SELECT id FROM member WHERE id = $1 OR merged_into = $1) ORDER BY id DESC";
    let card = |row: &database::Row| -> Done<Card> {
        let ended = row.maybe_int(4)?.zip(row.maybe_text(5)?);
        Ok(Card { id: row.int(0)?, member: row.int(1)?, issued_at: row.int(2)?, reason: row.text(3)?, ended })
    };
    t.rows(sql, &[member.into()])?.iter().map(card).collect()
}

pub(crate) fn body(t: &mut Transaction<'_>, card: i64) -> Done<Option<(Token, Vec<u8>)>> {
    let row = t.row("SELECT number, body FROM card WHERE id = $1", &[card.into()])?;
    row.map(|row| {
        let token = row.bytes(0)?.try_into().map_err(|_| DatabaseError::Corrupt("a card has no number"))?;
        Ok((token, row.bytes(1)?.to_vec()))
    })
    .transpose()
}

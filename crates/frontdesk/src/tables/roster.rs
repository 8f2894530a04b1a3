//! Who came to a site lately, and what their cards open.

use super::Done;
use crate::members::MemberRow;
use database::{DatabaseError, Token, Transaction};
use std::collections::HashMap;

/// A card whose owner came lately.
pub(crate) struct Lately {
    pub(crate) id: i64,
    pub(crate) member: i64,
    pub(crate) token: Token,
    pub(crate) body: Vec<u8>,
}

const CAME: &str = "SELECT coalesce(p.merged_into, p.id) AS member, max(v.began) AS latest FROM visit v JOIN member p ON p.id = v.member
    WHERE v.site = $1 AND v.day >= $2 AND v.voided = 0 GROUP BY coalesce(p.merged_into, p.id) ORDER BY latest DESC, member LIMIT $3";

pub(crate) fn lately(t: &mut Transaction<'_>, site: &str, since: i64, most: i64) -> Done<Vec<Lately>> {
    let sql = format!(
        "SELECT c.id, came.member, c.number, c.body FROM ({CAME}) AS came CROSS JOIN member own CROSS JOIN card c
         WHERE (own.id = came.member OR own.merged_into = came.member) AND c.member = own.id AND c.ended_at IS NULL
         ORDER BY c.id"
    );
    let card = |row: &database::Row| -> Done<Lately> {
        let token = row.bytes(2)?.try_into().map_err(|_| DatabaseError::Corrupt("a card has no number"))?;
        Ok(Lately { id: row.int(0)?, member: row.int(1)?, token, body: row.bytes(3)?.to_vec() })
    };
    t.rows(&sql, &[site.into(), since.into(), most.into()])?.iter().map(card).collect()
}

pub(crate) fn members(t: &mut Transaction<'_>, site: &str, since: i64, most: i64) -> Done<Vec<MemberRow>> {
    let sql = format!(
        "SELECT m.id, m.number, m.uii, m.ssn, m.body, m.site, m.registered_at, m.registered_by, m.barred, m.said
         FROM member m JOIN ({CAME}) came ON came.member = m.id WHERE m.barred = 0 ORDER BY m.id"
    );
    t.rows(&sql, &[site.into(), since.into(), most.into()])?.iter().map(super::members::read).collect()
}

/// What was derived for a site, by card.
pub(crate) fn derived(t: &mut Transaction<'_>, site: &str) -> Done<HashMap<i64, Vec<u8>>> {
    let rows = t.rows("SELECT card, opener FROM desk_roster WHERE site = $1", &[site.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.bytes(1)?.to_vec()))).collect()
}

pub(crate) fn add(
    t: &mut Transaction<'_>,
    site: &str,
    card: i64,
    token: &Token,
    opener: Vec<u8>,
) -> Done<()> {
    let sql = "INSERT INTO desk_roster (site, card, token, opener) VALUES ($1, $2, $3, $4) ON CONFLICT (site, card) DO NOTHING";
    t.run(sql, &[site.into(), card.into(), token.as_slice().into(), opener.into()]).map(drop)
}

//! Kiosks and the codes that enrol them.

use super::Done;
use crate::{Health, Kiosk};
use database::{Arg, Row, Transaction};

pub(crate) fn add_code(
    t: &mut Transaction<'_>,
    code: &[u8],
    site: &str,
    now: i64,
    by: Option<i64>,
) -> Done<()> {
    let sql = "INSERT INTO kiosk_code (code, site, made_at, made_by) VALUES ($1, $2, $3, $4)";
    t.run(sql, &[code.into(), site.into(), now.into(), by.into()]).map(drop)
}

/// The site and the maker of a code that was good, and is used now.
pub(crate) fn use_code(
    t: &mut Transaction<'_>,
    code: &[u8],
    now: i64,
    oldest: i64,
) -> Done<Option<(String, Option<i64>)>> {
    let sql = "UPDATE kiosk_code SET used_at = $2 WHERE code = $1 AND used_at IS NULL AND made_at >= $3";
    if t.run(sql, &[code.into(), now.into(), oldest.into()])? == 0 {
        return Ok(None);
    }
    let row = t.row("SELECT site, made_by FROM kiosk_code WHERE code = $1", &[code.into()])?;
    row.map(|row| Ok((row.text(0)?, row.maybe_int(1)?))).transpose()
}

pub(crate) fn add(
    t: &mut Transaction<'_>,
    (id, site, name): (&str, &str, &str),
    key: &[u8],
    now: i64,
    by: Option<i64>,
) -> Done<()> {
    let sql =
        "INSERT INTO kiosk (id, site, name, public_key, enrolled_at, enrolled_by, next_seq, seen_at, health)
               VALUES ($1, $2, $3, $4, $5, $6, 1, $5, '{}')";
    let args: [Arg; 6] = [id.into(), site.into(), name.into(), key.into(), now.into(), by.into()];
    t.run(sql, &args).map(drop)
}

/// Site, public key and whether it was revoked.
pub(crate) fn key(t: &mut Transaction<'_>, id: &str) -> Done<Option<(String, Vec<u8>, bool)>> {
    let row = t.row("SELECT site, public_key, revoked_at FROM kiosk WHERE id = $1", &[id.into()])?;
    row.map(|row| Ok((row.text(0)?, row.bytes(1)?.to_vec(), row.maybe_int(2)?.is_some()))).transpose()
}

pub(crate) fn heard(t: &mut Transaction<'_>, id: &str, now: i64, health: &str) -> Done<()> {
    let sql = "UPDATE kiosk SET seen_at = $2, health = $3 WHERE id = $1";
    t.run(sql, &[id.into(), now.into(), health.into()]).map(drop)
}

pub(crate) fn revoke(t: &mut Transaction<'_>, id: &str, now: i64, by: Option<i64>) -> Done<()> {
    let sql = "UPDATE kiosk SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL";
    t.run(sql, &[id.into(), now.into(), by.into()]).map(drop)
}

pub(crate) fn of(t: &mut Transaction<'_>, site: &str) -> Done<Vec<Kiosk>> {
    let sql = "SELECT id, site, name, enrolled_at, revoked_at, seen_at, health FROM kiosk WHERE site = $1 ORDER BY name, id";
    t.rows(sql, &[site.into()])?.iter().map(kiosk).collect()
}

/// The number of the event that is expected next.
pub(crate) fn next_seq(t: &mut Transaction<'_>, id: &str) -> Done<i64> {
    t.row("SELECT next_seq FROM kiosk WHERE id = $1", &[id.into()])?.map_or(Ok(1), |row| row.int(0))
}

/// `seen` is when the device itself was heard of, if it was.
pub(crate) fn set_next_seq(t: &mut Transaction<'_>, id: &str, next: i64, seen: Option<i64>) -> Done<()> {
    let sql = "UPDATE kiosk SET next_seq = $2, seen_at = coalesce($3, seen_at) WHERE id = $1";
    t.run(sql, &[id.into(), next.into(), seen.into()]).map(drop)
}

fn kiosk(row: &Row) -> Done<Kiosk> {
    let health: Health = serde_json::from_str(&row.text(6)?).unwrap_or_default();
    Ok(Kiosk {
        id: row.text(0)?,
        site: row.text(1)?,
        name: row.text(2)?,
        enrolled_at: row.int(3)?,
        revoked_at: row.maybe_int(4)?,
        seen_at: row.int(5)?,
        health,
    })
}

//! Memberships of one person: which was joined to which. What happened stays where it was written.

use super::Done;
use database::{Row, Transaction};
use std::collections::HashMap;

/// Who stays: to whom this membership was joined, or the same.
pub(crate) fn stays(t: &mut Transaction<'_>, member: i64) -> Done<i64> {
    let row = t.row("SELECT coalesce(merged_into, id) FROM member WHERE id = $1", &[member.into()])?;
    row.map_or(Ok(member), |row| row.int(0))
}

/// The keys of the memberships that were joined to this one.
pub(crate) fn keys(t: &mut Transaction<'_>, member: i64) -> Done<Vec<String>> {
    let rows = t.rows("SELECT uii FROM member WHERE merged_into = $1 ORDER BY id", &[member.into()])?;
    rows.iter().map(|row| row.text(0)).collect()
}

/// The same of everybody: keys by the one who stays.
pub(crate) fn all_keys(t: &mut Transaction<'_>) -> Done<HashMap<i64, Vec<String>>> {
    let mut known: HashMap<i64, Vec<String>> = HashMap::new();
    let sql = "SELECT merged_into, uii FROM member WHERE merged_into IS NOT NULL ORDER BY id";
    for row in t.rows(sql, &[])? {
        known.entry(row.int(0)?).or_default().push(row.text(1)?);
    }
    Ok(known)
}

/// Joins one membership to another; `false` when it was joined before.
pub(crate) fn join(t: &mut Transaction<'_>, goes: i64, stays: i64) -> Done<bool> {
    let sql = "UPDATE member SET merged_into = $2 WHERE id = $1 AND merged_into IS NULL";
    Ok(t.run(sql, &[goes.into(), stays.into()])? > 0)
}

/// Takes them apart again; `false` when they are not joined.
pub(crate) fn part(t: &mut Transaction<'_>, goes: i64, stays: i64) -> Done<bool> {
    let sql = "UPDATE member SET merged_into = NULL WHERE id = $1 AND merged_into = $2";
    Ok(t.run(sql, &[goes.into(), stays.into()])? > 0)
}

/// Where and when visits by this very membership began.
pub(crate) fn beginnings(t: &mut Transaction<'_>, member: i64) -> Done<Vec<(String, i64)>> {
    let sql = "SELECT site, began FROM visit WHERE member = $1 AND began IS NOT NULL ORDER BY began, id";
    let one = |row: &Row| Ok((row.text(0)?, row.int(1)?));
    t.rows(sql, &[member.into()])?.iter().map(one).collect()
}

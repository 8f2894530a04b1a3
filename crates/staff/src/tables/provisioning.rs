//! The SQL of memberships, one-time codes and leavers.

use super::Done;
use crate::{Acceptance, Member};
use database::{Row, Transaction};

/// Adds one membership and touches no other; `false` when it is there already.
pub(crate) fn add_member(
    t: &mut Transaction<'_>,
    account: i64,
    group: &str,
    by: Option<i64>,
    now: i64,
) -> Done<bool> {
    let sql = "INSERT INTO membership (account_id, user_group, since, granted_by) VALUES ($1, $2, $3, $4)
               ON CONFLICT (account_id, user_group) DO NOTHING";
    Ok(t.run(sql, &[account.into(), group.into(), now.into(), by.into()])? == 1)
}

/// Removes one membership and touches no other; `false` when it is not there.
pub(crate) fn remove_member(t: &mut Transaction<'_>, account: i64, group: &str) -> Done<bool> {
    let sql = "DELETE FROM membership WHERE account_id = $1 AND user_group = $2";
    Ok(t.run(sql, &[account.into(), group.into()])? == 1)
}

pub(crate) fn members(t: &mut Transaction<'_>, group: &str) -> Done<Vec<Member>> {
    let sql =
        "SELECT a.id, a.user_name, a.display_name, a.contact, a.active, a.gone_at, a.last_sign_in, m.since,
                      g.display_name, a.password_hash, c.expires_at
               FROM membership m JOIN account a ON a.id = m.account_id
               LEFT JOIN account g ON g.id = m.granted_by
               LEFT JOIN sign_in_code c ON c.account_id = a.id
               WHERE m.user_group = $1 ORDER BY a.display_name, a.id";
    let read = |row: &Row| {
        Ok(Member {
            account: row.int(0)?,
            user_name: row.text(1)?,
            name: row.text(2)?,
            contact: row.text(3)?,
            active: row.int(4)? == 1,
            gone: row.maybe_int(5)?.is_some(),
            last_sign_in: row.maybe_int(6)?,
            since: row.int(7)?,
            given_by: row.maybe_text(8)?,
            has_password: !row.text(9)?.is_empty(),
            code_until: row.maybe_int(10)?,
        })
    };
    t.rows(sql, &[group.into()])?.iter().map(read).collect()
}

pub(crate) fn set_contact(t: &mut Transaction<'_>, account: i64, contact: &str) -> Done<()> {
    t.run("UPDATE account SET contact = $2 WHERE id = $1", &[account.into(), contact.into()]).map(drop)
}

pub(crate) fn set_password(t: &mut Transaction<'_>, account: i64, hash: &str) -> Done<()> {
    t.run("UPDATE account SET password_hash = $2 WHERE id = $1", &[account.into(), hash.into()]).map(drop)
}

/// Keeps a code for an account in place of a former one.
pub(crate) fn keep_code(
    t: &mut Transaction<'_>,
    account: i64,
    hash: &[u8],
    by: Option<i64>,
    (now, until): (i64, i64),
) -> Done<()> {
    t.run("DELETE FROM sign_in_code WHERE account_id = $1", &[account.into()])?;
    let sql = "INSERT INTO sign_in_code (account_id, code_hash, issued_by, issued_at, expires_at)
               VALUES ($1, $2, $3, $4, $5)";
    t.run(sql, &[account.into(), hash.into(), by.into(), now.into(), until.into()]).map(drop)
}

pub(crate) fn code_fits(t: &mut Transaction<'_>, account: i64, hash: &[u8], now: i64) -> Done<bool> {
    let sql =
        "SELECT account_id FROM sign_in_code WHERE account_id = $1 AND code_hash = $2 AND expires_at > $3";
    Ok(t.row(sql, &[account.into(), hash.into(), now.into()])?.is_some())
}

/// Takes a code out; `false` when it is not there any more or too old.
pub(crate) fn use_up_code(t: &mut Transaction<'_>, account: i64, hash: &[u8], now: i64) -> Done<bool> {
    let sql = "DELETE FROM sign_in_code WHERE account_id = $1 AND code_hash = $2 AND expires_at > $3";
    Ok(t.run(sql, &[account.into(), hash.into(), now.into()])? == 1)
}

/// A code that was issued to somebody whose account is turned off is void.
pub(crate) fn forget_code(t: &mut Transaction<'_>, account: i64) -> Done<()> {
    t.run("DELETE FROM sign_in_code WHERE account_id = $1", &[account.into()]).map(drop)
}

/// Every account of an agency: number, user name, on or off, and whether the agency's directory no longer lists it.
pub(crate) fn accounts_of(t: &mut Transaction<'_>, agency: &str) -> Done<Vec<(i64, String, bool, bool)>> {
    let sql = "SELECT id, user_name, active, gone_at FROM account WHERE agency = $1 ORDER BY id";
    let read = |row: &Row| Ok((row.int(0)?, row.text(1)?, row.int(2)? == 1, row.maybe_int(3)?.is_some()));
    t.rows(sql, &[agency.into()])?.iter().map(read).collect()
}

pub(crate) fn set_gone(t: &mut Transaction<'_>, account: i64, at: Option<i64>) -> Done<()> {
    t.run("UPDATE account SET gone_at = $2 WHERE id = $1", &[account.into(), at.into()]).map(drop)
}

pub(crate) fn acceptances(t: &mut Transaction<'_>, account: i64) -> Done<Vec<Acceptance>> {
    let sql = "SELECT kind, version, at FROM agreement WHERE account_id = $1 ORDER BY kind, version DESC";
    let rows = t.rows(sql, &[account.into()])?;
    let read = |row: &Row| Ok(Acceptance { kind: row.text(0)?, version: row.int(1)?, at: row.int(2)? });
    let mut all: Vec<Acceptance> = rows.iter().map(read).collect::<Done<_>>()?;
    all.dedup_by(|later, first| later.kind == first.kind);
    Ok(all)
}

/// Everybody's duties, or one person's: agency, user name, duty, scope.
pub(crate) fn duties(t: &mut Transaction<'_>) -> Done<Vec<[String; 4]>> {
    let sql =
        "SELECT a.agency, a.user_name, d.duty, d.scope FROM duty d JOIN account a ON a.id = d.account_id
               ORDER BY d.duty, d.scope, a.agency, a.user_name";
    let read = |row: &Row| Ok([row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?]);
    t.rows(sql, &[])?.iter().map(read).collect()
}

pub(crate) fn name_of(t: &mut Transaction<'_>, account: i64) -> Done<Option<String>> {
    t.row("SELECT display_name FROM account WHERE id = $1", &[account.into()])?
        .map(|row| row.text(0))
        .transpose()
}

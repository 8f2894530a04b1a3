//! The SQL of this room, in one text for both databases.

pub(crate) mod provisioning;

use crate::{Account, AgreementKind, Colleague, Contact, Duty, DutyKind, Employee, Profile};
use database::{DatabaseError, Row, Transaction};

pub(crate) struct AccountRow {
    pub(crate) id: i64,
    pub(crate) password_hash: String,
    pub(crate) active: bool,
    pub(crate) failures: i64,
    pub(crate) locked_until: i64,
}

pub(crate) struct SessionRow {
    pub(crate) account_id: i64,
    pub(crate) use_case: String,
    pub(crate) purpose: String,
    pub(crate) began_at: i64,
    pub(crate) last_act_at: i64,
    pub(crate) end_reason: Option<String>,
    pub(crate) confirmed_at: i64,
}

type Done<T> = Result<T, DatabaseError>;

pub(crate) fn account_by_name(
    t: &mut Transaction<'_>,
    agency: &str,
    user_name: &str,
) -> Done<Option<AccountRow>> {
    let sql = "SELECT id, password_hash, active, failures, locked_until, gone_at FROM account WHERE agency = $1 AND user_name = $2";
    let read = |row: Row| {
        Ok(AccountRow {
            id: row.int(0)?,
            password_hash: row.text(1)?,
            active: row.int(2)? == 1 && row.maybe_int(5)?.is_none(),
            failures: row.int(3)?,
            locked_until: row.int(4)?,
        })
    };
    t.row(sql, &[agency.into(), user_name.into()])?.map(read).transpose()
}

pub(crate) fn account(t: &mut Transaction<'_>, id: i64) -> Done<Option<Account>> {
    Ok(employee(t, id)?.filter(Employee::may_sign_in).map(|found| found.account))
}

pub(crate) fn employee(t: &mut Transaction<'_>, id: i64) -> Done<Option<Employee>> {
    let sql =
        "SELECT agency, user_name, display_name, privileged, supervisor_id, active, gone_at FROM account
               WHERE id = $1";
    let Some(row) = t.row(sql, &[id.into()])? else { return Ok(None) };
    let groups =
        t.rows("SELECT user_group FROM membership WHERE account_id = $1 ORDER BY user_group", &[id.into()])?;
    let groups = groups.iter().map(|group| group.text(0)).collect::<Done<Vec<_>>>()?;
    let duties =
        t.rows("SELECT duty, scope FROM duty WHERE account_id = $1 ORDER BY duty, scope", &[id.into()])?;
    let mut known = Vec::with_capacity(duties.len());
    for duty in &duties {
        // A duty of a later version is passed over: it grants nothing here.
        let kind = DutyKind::named(&duty.text(0)?);
        known.extend(
            kind.map(|kind| Ok::<_, DatabaseError>(Duty { kind, scope: duty.text(1)? })).transpose()?,
        );
    }
    let account = Account {
        id,
        agency: row.text(0)?,
        user_name: row.text(1)?,
        display_name: row.text(2)?,
        groups,
        duties: known,
        privileged: row.int(3)? == 1,
        supervisor: row.maybe_int(4)?,
        agreed: accepted(t, id, AgreementKind::User.name())?,
    };
    Ok(Some(Employee { account, active: row.int(5)? == 1, gone: row.maybe_int(6)?.is_some() }))
}

pub(crate) fn add_account(
    t: &mut Transaction<'_>,
    agency: &str,
    user_name: &str,
    display_name: &str,
    hash: &str,
    now: i64,
) -> Done<i64> {
    let sql = "INSERT INTO account (agency, user_name, display_name, password_hash, active, failures, locked_until, created_at)
               VALUES ($1, $2, $3, $4, 1, 0, 0, $5) RETURNING id";
    let args = [agency.into(), user_name.into(), display_name.into(), hash.into(), now.into()];
    t.row(sql, &args)?.ok_or(DatabaseError::Corrupt("an account got no number"))?.int(0)
}

pub(crate) fn set_groups(t: &mut Transaction<'_>, account: i64, groups: &[&str], now: i64) -> Done<()> {
    t.run("DELETE FROM membership WHERE account_id = $1", &[account.into()])?;
    for group in groups {
        let sql = "INSERT INTO membership (account_id, user_group, since) VALUES ($1, $2, $3)";
        t.run(sql, &[account.into(), (*group).into(), now.into()])?;
    }
    Ok(())
}

pub(crate) fn set_active(t: &mut Transaction<'_>, account: i64, active: bool) -> Done<()> {
    t.run("UPDATE account SET active = $2 WHERE id = $1", &[account.into(), active.into()]).map(drop)
}

pub(crate) fn count_accounts(t: &mut Transaction<'_>) -> Done<i64> {
    t.row("SELECT count(*) FROM account", &[])?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) fn note_failure(
    t: &mut Transaction<'_>,
    account: i64,
    failures: i64,
    locked_until: i64,
) -> Done<()> {
    let sql = "UPDATE account SET failures = $2, locked_until = $3 WHERE id = $1";
    t.run(sql, &[account.into(), failures.into(), locked_until.into()]).map(drop)
}

pub(crate) fn open_session(t: &mut Transaction<'_>, hash: &[u8], account: i64, now: i64) -> Done<()> {
    let sql =
        "INSERT INTO session (token_hash, account_id, use_case, purpose, began_at, last_act_at, confirmed_at)
               VALUES ($1, $2, '', '', $3, $3, $3)";
    t.run(sql, &[hash.into(), account.into(), now.into()]).map(drop)
}

pub(crate) fn session(t: &mut Transaction<'_>, hash: &[u8]) -> Done<Option<SessionRow>> {
    let sql = "SELECT account_id, use_case, purpose, began_at, last_act_at, end_reason, confirmed_at FROM session WHERE token_hash = $1";
    let read = |row: Row| {
        Ok(SessionRow {
            account_id: row.int(0)?,
            use_case: row.text(1)?,
            purpose: row.text(2)?,
            began_at: row.int(3)?,
            last_act_at: row.int(4)?,
            end_reason: row.maybe_text(5)?,
            confirmed_at: row.int(6)?,
        })
    };
    t.row(sql, &[hash.into()])?.map(read).transpose()
}

pub(crate) fn touch_session(t: &mut Transaction<'_>, hash: &[u8], now: i64) -> Done<()> {
    t.run("UPDATE session SET last_act_at = $2 WHERE token_hash = $1", &[hash.into(), now.into()]).map(drop)
}

pub(crate) fn set_purpose(t: &mut Transaction<'_>, hash: &[u8], use_case: &str, purpose: &str) -> Done<()> {
    let sql = "UPDATE session SET use_case = $2, purpose = $3 WHERE token_hash = $1";
    t.run(sql, &[hash.into(), use_case.into(), purpose.into()]).map(drop)
}

pub(crate) fn end_session(t: &mut Transaction<'_>, hash: &[u8], now: i64, reason: &str) -> Done<()> {
    let sql =
        "UPDATE session SET ended_at = $2, end_reason = $3 WHERE token_hash = $1 AND end_reason IS NULL";
    t.run(sql, &[hash.into(), now.into(), reason.into()]).map(drop)
}

pub(crate) fn end_sessions_of(t: &mut Transaction<'_>, account: i64, now: i64, reason: &str) -> Done<()> {
    let sql =
        "UPDATE session SET ended_at = $2, end_reason = $3 WHERE account_id = $1 AND end_reason IS NULL";
    t.run(sql, &[account.into(), now.into(), reason.into()]).map(drop)
}

pub(crate) fn last_purpose(t: &mut Transaction<'_>, account: i64) -> Done<Option<(String, String)>> {
    let sql = "SELECT use_case, purpose FROM session WHERE account_id = $1 AND use_case <> '' ORDER BY began_at DESC LIMIT 1";
    t.row(sql, &[account.into()])?.map(|row| Ok((row.text(0)?, row.text(1)?))).transpose()
}

pub(crate) fn set_profile(t: &mut Transaction<'_>, account: i64, profile: &Profile<'_>) -> Done<()> {
    let sql = "UPDATE account SET contact = $2, privileged = $3, supervisor_id = $4 WHERE id = $1";
    let args = [account.into(), profile.contact.into(), profile.privileged.into(), profile.supervisor.into()];
    t.run(sql, &args).map(drop)
}

pub(crate) fn give_duty(t: &mut Transaction<'_>, account: i64, duty: &Duty, now: i64) -> Done<()> {
    let sql = "INSERT INTO duty (account_id, duty, scope, since) VALUES ($1, $2, $3, $4)
               ON CONFLICT (account_id, duty, scope) DO NOTHING";
    t.run(sql, &[account.into(), duty.kind.name().into(), duty.scope.as_str().into(), now.into()]).map(drop)
}

pub(crate) fn take_duty(t: &mut Transaction<'_>, account: i64, duty: &Duty) -> Done<()> {
    let sql = "DELETE FROM duty WHERE account_id = $1 AND duty = $2 AND scope = $3";
    t.run(sql, &[account.into(), duty.kind.name().into(), duty.scope.as_str().into()]).map(drop)
}

pub(crate) fn having(t: &mut Transaction<'_>, duty: &Duty) -> Done<Vec<Contact>> {
    let sql = "SELECT a.id, a.display_name, a.contact FROM duty d JOIN account a ON a.id = d.account_id
               WHERE d.duty = $1 AND d.scope = $2 AND a.active = 1 AND a.gone_at IS NULL ORDER BY a.display_name, a.id";
    let rows = t.rows(sql, &[duty.kind.name().into(), duty.scope.as_str().into()])?;
    let read = |row: &Row| Ok(Contact { account: row.int(0)?, name: row.text(1)?, contact: row.text(2)? });
    rows.iter().map(read).collect()
}

pub(crate) fn accept(t: &mut Transaction<'_>, account: i64, kind: &str, version: i64, now: i64) -> Done<()> {
    let sql = "INSERT INTO agreement (account_id, kind, version, at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (account_id, kind, version) DO NOTHING";
    t.run(sql, &[account.into(), kind.into(), version.into(), now.into()]).map(drop)
}

pub(crate) fn accepted(t: &mut Transaction<'_>, account: i64, kind: &str) -> Done<i64> {
    let sql = "SELECT coalesce(max(version), 0) FROM agreement WHERE account_id = $1 AND kind = $2";
    t.row(sql, &[account.into(), kind.into()])?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) fn confirm_session(t: &mut Transaction<'_>, hash: &[u8], now: i64) -> Done<()> {
    t.run("UPDATE session SET confirmed_at = $2 WHERE token_hash = $1", &[hash.into(), now.into()]).map(drop)
}

pub(crate) fn note_sign_in(t: &mut Transaction<'_>, account: i64, now: i64) -> Done<()> {
    t.run("UPDATE account SET last_sign_in = $2 WHERE id = $1", &[account.into(), now.into()]).map(drop)
}

pub(crate) fn reports_of(t: &mut Transaction<'_>, supervisor: i64) -> Done<Vec<i64>> {
    let rows = t.rows("SELECT id FROM account WHERE supervisor_id = $1", &[supervisor.into()])?;
    rows.iter().map(|row| row.int(0)).collect()
}

const COLLEAGUE: &str =
    "SELECT id, agency, user_name, display_name, contact, privileged, supervisor_id, active FROM account";

pub(crate) fn colleague(t: &mut Transaction<'_>, account: i64) -> Done<Option<Colleague>> {
    let row = t.row(&format!("{COLLEAGUE} WHERE id = $1"), &[account.into()])?;
    row.map(|row| read_colleague(&row)).transpose()
}

pub(crate) fn privileged_at(t: &mut Transaction<'_>, agency: &str) -> Done<Vec<Colleague>> {
    let sql =
        format!("{COLLEAGUE} WHERE agency = $1 AND privileged = 1 AND active = 1 ORDER BY display_name, id");
    t.rows(&sql, &[agency.into()])?.iter().map(read_colleague).collect()
}

pub(crate) fn set_privileged(
    t: &mut Transaction<'_>,
    account: i64,
    privileged: bool,
    supervisor: Option<i64>,
) -> Done<()> {
    let sql = "UPDATE account SET privileged = $2, supervisor_id = $3 WHERE id = $1";
    t.run(sql, &[account.into(), privileged.into(), supervisor.into()]).map(drop)
}

fn read_colleague(row: &Row) -> Done<Colleague> {
    Ok(Colleague {
        account: row.int(0)?,
        agency: row.text(1)?,
        user_name: row.text(2)?,
        name: row.text(3)?,
        contact: row.text(4)?,
        privileged: row.int(5)? == 1,
        supervisor: row.maybe_int(6)?,
        active: row.int(7)? == 1,
    })
}

//! What staff delivered.

use super::visits::name;
use super::{Done, maybe_bytes};
use database::{Arg, DatabaseError, Row, Transaction};
use uuid::Uuid;

/// Something that staff say they delivered.
pub(crate) struct NewService<'a> {
    pub(crate) member: i64,
    pub(crate) service: &'a str,
    pub(crate) site: &'a str,
    pub(crate) day: i64,
    pub(crate) at: i64,
    pub(crate) by: By<'a>,
    pub(crate) visit: Option<Uuid>,
    pub(crate) activity: Option<i64>,
}

/// Who answers for it.
#[derive(Clone, Copy)]
pub(crate) enum By<'a> {
    /// Somebody of staff, by the number of her account.
    Staff(i64),
    /// Another system, for its own staff, and the programme that pays where it said so.
    Partner { id: &'a str, programme: Option<&'a str> },
}

/// The same, as it stands.
pub(crate) struct ServiceRow {
    pub(crate) id: i64,
    pub(crate) service: String,
    pub(crate) site: String,
    pub(crate) day: i64,
    /// `None` when another system said so.
    pub(crate) account: Option<i64>,
    pub(crate) partner: Option<String>,
    pub(crate) visit: Option<Uuid>,
    pub(crate) activity: Option<i64>,
    pub(crate) undone: bool,
}

pub(crate) fn add(t: &mut Transaction<'_>, new: &NewService<'_>) -> Done<i64> {
    let sql = "INSERT INTO staff_service (member, service, site, day, at, account, partner, programme, visit, activity, paper)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) RETURNING id";
    let (account, partner, programme) = match new.by {
        By::Staff(account) => (Some(account), None, None),
        By::Partner { id, programme } => (None, Some(id.to_owned()), programme.map(str::to_owned)),
    };
    let args: [Arg; 10] = [
        new.member.into(),
        new.service.into(),
        new.site.into(),
        new.day.into(),
        new.at.into(),
        account.into(),
        partner.into(),
        programme.into(),
        new.visit.map(|visit| visit.as_bytes().to_vec()).into(),
        new.activity.into(),
    ];
    t.row(sql, &args)?.ok_or(DatabaseError::Corrupt("a new service has no number"))?.int(0)
}

/// The services of a member, newest first, with those that were undone.
pub(crate) fn of_member(t: &mut Transaction<'_>, member: i64, most: i64) -> Done<Vec<ServiceRow>> {
    let sql = "SELECT id, service, site, day, account, visit, activity, undone_at, partner FROM staff_service
               WHERE member IN (SELECT id FROM member WHERE id = $1 OR merged_into = $1) ORDER BY day DESC, id DESC LIMIT $2";
    let one = |row: &Row| -> Done<ServiceRow> {
        Ok(ServiceRow {
            id: row.int(0)?,
            service: row.text(1)?,
            site: row.text(2)?,
            day: row.int(3)?,
            account: row.maybe_int(4)?,
            partner: row.maybe_text(8)?,
            visit: maybe_bytes(row, 5).and_then(|bytes| Uuid::from_slice(&bytes).ok()),
            activity: row.maybe_int(6)?,
            undone: row.maybe_int(7)?.is_some(),
        })
    };
    t.rows(sql, &[member.into(), most.into()])?.iter().map(one).collect()
}

/// This service of this visit was confirmed, and it stands.
pub(crate) fn stands(t: &mut Transaction<'_>, visit: Uuid, service: &str) -> Done<bool> {
    let sql = "SELECT 1 FROM staff_service WHERE visit = $1 AND service = $2 AND undone_at IS NULL";
    Ok(t.row(sql, &[name(visit), service.into()])?.is_some())
}

/// Anything of this visit was confirmed, and it stands.
pub(crate) fn stands_in_visit(t: &mut Transaction<'_>, visit: Uuid) -> Done<bool> {
    let sql = "SELECT 1 FROM staff_service WHERE visit = $1 AND undone_at IS NULL";
    Ok(t.row(sql, &[name(visit)])?.is_some())
}

/// This service stands for the member on this day, whoever delivered it and on which occasion.
pub(crate) fn stands_on(
    t: &mut Transaction<'_>,
    member: i64,
    service: &str,
    site: &str,
    day: i64,
) -> Done<bool> {
    let sql = "SELECT 1 FROM staff_service
               WHERE member IN (SELECT id FROM member WHERE id = $1 OR merged_into = $1)
               AND service = $2 AND site = $3 AND day = $4 AND undone_at IS NULL";
    Ok(t.row(sql, &[member.into(), service.into(), site.into(), day.into()])?.is_some())
}

/// The member attended, and the service of the activity stands for her.
pub(crate) fn stands_for_activity(t: &mut Transaction<'_>, activity: i64, member: i64) -> Done<bool> {
    let sql = "SELECT 1 FROM staff_service WHERE activity = $1 AND undone_at IS NULL
               AND member IN (SELECT id FROM member WHERE id = $2 OR merged_into = $2)";
    Ok(t.row(sql, &[activity.into(), member.into()])?.is_some())
}

/// Takes back one service of a member at a site; `false` when there is none that stands.
pub(crate) fn undo(
    t: &mut Transaction<'_>,
    (service, member, site): (i64, i64, &str),
    (now, by): (i64, Option<i64>),
) -> Done<bool> {
    let sql = "UPDATE staff_service SET undone_at = $4, undone_by = $5
               WHERE id = $1 AND member IN (SELECT id FROM member WHERE id = $2 OR merged_into = $2)
               AND site = $3 AND undone_at IS NULL";
    let args: [Arg; 5] = [service.into(), member.into(), site.into(), now.into(), by.into()];
    Ok(t.run(sql, &args)? > 0)
}

/// Takes back what an activity gave a member; the numbers of the rows.
pub(crate) fn undo_activity(
    t: &mut Transaction<'_>,
    activity: i64,
    member: i64,
    (now, by): (i64, Option<i64>),
) -> Done<Vec<i64>> {
    let sql = "UPDATE staff_service SET undone_at = $3, undone_by = $4
               WHERE activity = $1 AND member IN (SELECT id FROM member WHERE id = $2 OR merged_into = $2)
               AND undone_at IS NULL RETURNING id";
    let args: [Arg; 4] = [activity.into(), member.into(), now.into(), by.into()];
    t.rows(sql, &args)?.iter().map(|row| row.int(0)).collect()
}

//! One visit, to look at and to correct.

use super::visits::name;
use super::{Done, maybe_bytes};
use database::{Row, Transaction};
use uuid::Uuid;

/// A visit with everything that a correction touches.
pub(crate) struct VisitRow {
    pub(crate) site: String,
    pub(crate) began: i64,
    pub(crate) day: i64,
    pub(crate) ended: Option<i64>,
    pub(crate) closed: bool,
    pub(crate) member: Option<i64>,
    pub(crate) who: String,
    pub(crate) entry: String,
    pub(crate) voided: bool,
    pub(crate) uncertain: bool,
    pub(crate) paper: bool,
    pub(crate) folded_into: Option<Uuid>,
}

/// What staff did to a visit.
pub(crate) struct NoteRow {
    pub(crate) at: i64,
    pub(crate) account: Option<i64>,
    pub(crate) what: String,
    pub(crate) body: Option<Vec<u8>>,
}

/// A visit that began.
pub(crate) fn visit(t: &mut Transaction<'_>, visit: Uuid) -> Done<Option<VisitRow>> {
    let sql = "SELECT v.site, v.began, v.day, v.ended, v.closed, coalesce(m.merged_into, v.member), v.who, v.entry, v.voided,
               v.uncertain, v.paper, v.folded_into
               FROM visit v LEFT JOIN member m ON m.id = v.member WHERE v.id = $1 AND v.began IS NOT NULL";
    let read = |row: &Row| -> Done<VisitRow> {
        Ok(VisitRow {
            site: row.text(0)?,
            began: row.int(1)?,
            day: row.int(2)?,
            ended: row.maybe_int(3)?,
            closed: row.maybe_text(4)?.is_some(),
            member: row.maybe_int(5)?,
            who: row.text(6)?,
            entry: row.maybe_text(7)?.unwrap_or_default(),
            voided: row.int(8)? != 0,
            uncertain: row.int(9)? != 0,
            paper: row.int(10)? != 0,
            folded_into: maybe_bytes(row, 11).and_then(|bytes| Uuid::from_slice(&bytes).ok()),
        })
    };
    t.row(sql, &[name(visit)])?.as_ref().map(read).transpose()
}

pub(crate) fn notes(t: &mut Transaction<'_>, visit: Uuid) -> Done<Vec<NoteRow>> {
    let sql = "SELECT at, account, what, body FROM visit_note WHERE visit = $1 ORDER BY id DESC";
    let one = |row: &Row| -> Done<NoteRow> {
        Ok(NoteRow {
            at: row.int(0)?,
            account: row.maybe_int(1)?,
            what: row.text(2)?,
            body: maybe_bytes(row, 3),
        })
    };
    t.rows(sql, &[name(visit)])?.iter().map(one).collect()
}

/// Takes a service out of a visit and of what was folded into it, for whatever a kiosk says later.
pub(crate) fn remove_service(t: &mut Transaction<'_>, visit: Uuid, service: &str, now: i64) -> Done<bool> {
    let sql = "UPDATE visit_service SET removed_at = $3 WHERE service = $2 AND removed_at IS NULL
               AND (visit = $1 OR visit IN (SELECT id FROM visit WHERE folded_into = $1))";
    Ok(t.run(sql, &[name(visit), service.into(), now.into()])? > 0)
}

/// Puts a service into a visit, also one that was taken out before.
pub(crate) fn add_service(t: &mut Transaction<'_>, visit: Uuid, service: &str) -> Done<()> {
    let sql = "UPDATE visit_service SET removed_at = NULL WHERE service = $2
               AND (visit = $1 OR visit IN (SELECT id FROM visit WHERE folded_into = $1))";
    t.run(sql, &[name(visit), service.into()])?;
    super::visits::choose(t, visit, service)
}

/// Nobody waits any more with a visit from which the last service by staff was taken out.
pub(crate) fn stop_waiting(t: &mut Transaction<'_>, visit: Uuid) -> Done<()> {
    let sql = "DELETE FROM queue_item WHERE state = 'waiting'
               AND (visit = $1 OR visit IN (SELECT id FROM visit WHERE folded_into = $1))";
    t.run(sql, &[name(visit)]).map(drop)
}

/// Sets the end, whatever stood there and whatever a kiosk says later.
pub(crate) fn set_end(t: &mut Transaction<'_>, visit: Uuid, ended: i64, now: i64) -> Done<()> {
    let sql = "UPDATE visit SET ended = $2, end_set_at = $3 WHERE id = $1";
    t.run(sql, &[name(visit), ended.into(), now.into()]).map(drop)
}

/// Takes a visit back, with what was folded into it.
pub(crate) fn void_whole(t: &mut Transaction<'_>, visit: Uuid) -> Done<()> {
    let sql =
        "DELETE FROM queue_item WHERE visit = $1 OR visit IN (SELECT id FROM visit WHERE folded_into = $1)";
    t.run(sql, &[name(visit)])?;
    t.run("UPDATE visit SET voided = 1 WHERE id = $1 OR folded_into = $1", &[name(visit)]).map(drop)
}

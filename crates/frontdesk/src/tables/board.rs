//! What a site's desk sees of its day: who is here, who waits, what has to be looked at.

use super::{Done, uuid};
use crate::closing::Due;
use database::{Arg, Row, Transaction};
use std::collections::HashMap;
use uuid::Uuid;

/// A visit of the day, as the desk lists it.
pub(crate) struct BoardRow {
    pub(crate) id: Uuid,
    pub(crate) member: Option<i64>,
    pub(crate) who: String,
    pub(crate) began: i64,
    pub(crate) over: bool,
}

/// Somebody who asked for staff.
pub(crate) struct QueueRow {
    pub(crate) visit: Uuid,
    pub(crate) number: i64,
    pub(crate) state: String,
    pub(crate) since: i64,
    pub(crate) member: Option<i64>,
    pub(crate) who: String,
}

const COUNTS: &str = "began IS NOT NULL AND voided = 0 AND folded_into IS NULL";

pub(crate) fn of_day(t: &mut Transaction<'_>, site: &str, day: i64) -> Done<Vec<BoardRow>> {
    let sql = format!(
        "SELECT v.id, coalesce(m.merged_into, v.member), v.who, v.began, v.ended, v.closed
         FROM visit v LEFT JOIN member m ON m.id = v.member WHERE v.site = $1 AND v.day = $2 AND {COUNTS} ORDER BY v.began, v.id"
    );
    let one = |row: &Row| -> Done<BoardRow> {
        let over = row.maybe_int(4)?.is_some() || row.maybe_text(5)?.is_some();
        Ok(BoardRow {
            id: uuid(row, 0)?,
            member: row.maybe_int(1)?,
            who: row.text(2)?,
            began: row.int(3)?,
            over,
        })
    };
    t.rows(&sql, &[site.into(), day.into()])?.iter().map(one).collect()
}

/// The services of a day's visits, each under the visit that it counts for.
pub(crate) fn services_of_day(
    t: &mut Transaction<'_>,
    site: &str,
    day: i64,
) -> Done<HashMap<Uuid, Vec<String>>> {
    let sql =
        "SELECT coalesce(v.folded_into, v.id), s.service FROM visit_service s JOIN visit v ON v.id = s.visit
               WHERE v.site = $1 AND v.day = $2 AND v.voided = 0
               GROUP BY coalesce(v.folded_into, v.id), s.service HAVING count(s.removed_at) = 0 ORDER BY s.service";
    let mut known: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in t.rows(sql, &[site.into(), day.into()])? {
        let (visit, service) = (uuid(&row, 0)?, row.text(1)?);
        let services = known.entry(visit).or_default();
        if !services.contains(&service) {
            services.push(service);
        }
    }
    Ok(known)
}

/// Who still waits or was called, in the order in which they came. A visit that is folded into one that waits stands for it.
pub(crate) fn queue(t: &mut Transaction<'_>, site: &str, day: i64) -> Done<Vec<QueueRow>> {
    let sql = "SELECT q.visit, q.number, q.state, q.since, coalesce(m.merged_into, v.member), v.who
               FROM queue_item q JOIN visit v ON v.id = q.visit LEFT JOIN member m ON m.id = v.member
               WHERE q.site = $1 AND q.day = $2 AND q.state IN ('waiting', 'called') AND v.began IS NOT NULL AND v.voided = 0
               AND v.ended IS NULL AND v.closed IS NULL
               AND NOT EXISTS (SELECT 1 FROM queue_item head WHERE head.visit = v.folded_into) ORDER BY q.number";
    let one = |row: &Row| -> Done<QueueRow> {
        Ok(QueueRow {
            visit: uuid(row, 0)?,
            number: row.int(1)?,
            state: row.text(2)?,
            since: row.int(3)?,
            member: row.maybe_int(4)?,
            who: row.text(5)?,
        })
    };
    t.rows(sql, &[site.into(), day.into()])?.iter().map(one).collect()
}

/// Puts somebody who waits into another state; `false` when a colleague was faster.
pub(crate) fn step(
    t: &mut Transaction<'_>,
    visit: Uuid,
    site: &str,
    to: &str,
    (now, by): (i64, Option<i64>),
) -> Done<bool> {
    let (visit, site) = (super::visits::name(visit), site.into());
    let changed = match to {
        "called" => {
            let sql = "UPDATE queue_item SET state = 'called', called_at = $3, called_by = $4
                       WHERE visit = $1 AND site = $2 AND state = 'waiting'";
            t.run(sql, &[visit, site, now.into(), by.into()])?
        }
        "waiting" => {
            let sql = "UPDATE queue_item SET state = 'waiting', called_at = NULL, called_by = NULL
                       WHERE visit = $1 AND site = $2 AND state = 'called'";
            t.run(sql, &[visit, site])?
        }
        _ => {
            let sql = "UPDATE queue_item SET state = $3, ended_at = $4, called_by = coalesce(called_by, $5)
                       WHERE visit = $1 AND site = $2 AND state IN ('waiting', 'called')";
            t.run(sql, &[visit, site, to.into(), now.into(), by.into()])?
        }
    };
    Ok(changed > 0)
}

/// Visits of former days at a site that nobody ended.
pub(crate) fn left_open(t: &mut Transaction<'_>, site: &str, before: i64) -> Done<i64> {
    let sql = format!(
        "SELECT count(*) FROM visit WHERE site = $1 AND closed IS NULL AND ended IS NULL AND day + 0 < $2 AND {COUNTS}"
    );
    t.row(&sql, &[site.into(), before.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// Closes every visit up to a day that has no end; how many. How long they stayed is not guessed.
pub(crate) fn close(t: &mut Transaction<'_>, site: &str, until: i64, now: i64) -> Done<u64> {
    let sql = "UPDATE queue_item SET state = 'left', ended_at = $3
               WHERE site = $1 AND day <= $2 AND state IN ('waiting', 'called')";
    t.run(sql, &[site.into(), until.into(), now.into()])?;
    let sql = format!(
        "UPDATE visit SET closed = 'auto' WHERE site = $1 AND closed IS NULL AND ended IS NULL AND day <= $2 AND {COUNTS}"
    );
    t.run(&sql, &[site.into(), until.into()])
}

/// What is open at a site and due to be closed. `+ 0` keeps SQLite from reading all former days: what is open is little.
const DUE: &str =
    "site = $1 AND closed IS NULL AND ended IS NULL AND (day + 0 < $2 OR (day + 0 = $2 AND began <= $3))";

/// Anything is open that is due to be closed.
pub(crate) fn is_due(t: &mut Transaction<'_>, site: &str, due: Due) -> Done<bool> {
    let sql = format!("SELECT 1 FROM visit WHERE {DUE} AND {COUNTS} LIMIT 1");
    Ok(t.row(&sql, &[site.into(), due.day.into(), due.until.into()])?.is_some())
}

/// Takes the closing of a site on; `false` when another program did since `before`.
pub(crate) fn take_closing(t: &mut Transaction<'_>, site: &str, now: i64, before: i64) -> Done<bool> {
    let sql = "INSERT INTO desk_closing (site, taken_at) VALUES ($1, $2)
               ON CONFLICT (site) DO UPDATE SET taken_at = $2 WHERE desk_closing.taken_at <= $3";
    Ok(t.run(sql, &[site.into(), now.into(), before.into()])? > 0)
}

/// Closes what is due; how many visits. How long they stayed is not guessed.
pub(crate) fn close_until(t: &mut Transaction<'_>, site: &str, due: Due, now: i64) -> Done<u64> {
    let args: [Arg; 4] = [site.into(), due.day.into(), due.until.into(), now.into()];
    let sql = "UPDATE queue_item SET state = 'left', ended_at = $4
               WHERE site = $1 AND (day < $2 OR (day = $2 AND since <= $3)) AND state IN ('waiting', 'called')";
    t.run(sql, &args)?;
    t.run(&format!("UPDATE visit SET closed = 'auto' WHERE {DUE} AND {COUNTS}"), &args[..3])
}

/// Closes one visit without an end.
pub(crate) fn close_one(t: &mut Transaction<'_>, visit: Uuid) -> Done<()> {
    let sql = "UPDATE visit SET closed = 'auto' WHERE id = $1 AND closed IS NULL AND ended IS NULL";
    t.run(sql, &[super::visits::name(visit)]).map(drop)
}

/// The open visit of a member at a site on a day, and when it began.
pub(crate) fn open_visit(
    t: &mut Transaction<'_>,
    member: i64,
    site: &str,
    day: i64,
) -> Done<Option<(Uuid, i64)>> {
    let sql = format!(
        "SELECT id, began FROM visit WHERE member IN (SELECT id FROM member WHERE id = $1 OR merged_into = $1)
         AND site = $2 AND day = $3 AND ended IS NULL AND closed IS NULL AND {COUNTS} ORDER BY began DESC LIMIT 1"
    );
    let row = t.row(&sql, &[member.into(), site.into(), day.into()])?;
    row.map(|row| Ok((uuid(&row, 0)?, row.int(1)?))).transpose()
}

/// Members with open visits here and at another site on the same day: member, the other site, since when there.
pub(crate) fn at_two_sites(t: &mut Transaction<'_>, site: &str, day: i64) -> Done<Vec<(i64, String, i64)>> {
    let sql = "SELECT coalesce(own.merged_into, own.id), b.site, b.began FROM visit a JOIN member own ON own.id = a.member
               JOIN member same ON same.id = own.id OR same.id = own.merged_into OR same.merged_into = own.id
               OR same.merged_into = own.merged_into JOIN visit b ON b.member = same.id
               WHERE a.site = $1 AND a.day = $2 AND b.site <> a.site AND b.day BETWEEN $2 - 1 AND $2 + 1
               AND a.began IS NOT NULL AND a.voided = 0 AND a.folded_into IS NULL AND a.ended IS NULL AND a.closed IS NULL
               AND b.began IS NOT NULL AND b.voided = 0 AND b.folded_into IS NULL AND b.ended IS NULL AND b.closed IS NULL
               ORDER BY b.began";
    let one = |row: &Row| Ok((row.int(0)?, row.text(1)?, row.int(2)?));
    t.rows(sql, &[site.into(), day.into()])?.iter().map(one).collect()
}

/// An event that somebody has to look at.
pub(crate) struct HeldRow {
    pub(crate) id: Uuid,
    pub(crate) kiosk: String,
    pub(crate) kind: String,
    pub(crate) at: i64,
    pub(crate) why: String,
    pub(crate) visit: Option<Uuid>,
}

pub(crate) fn held(t: &mut Transaction<'_>, site: &str, most: i64) -> Done<Vec<HeldRow>> {
    let sql =
        "SELECT e.id, k.name, e.kind, e.at, e.held, e.visit FROM kiosk_event e JOIN kiosk k ON k.id = e.kiosk
               WHERE k.site = $1 AND e.held IS NOT NULL AND e.kind <> 'unreadable' AND e.settled_at IS NULL
               ORDER BY e.at, e.id LIMIT $2";
    let one = |row: &Row| -> Done<HeldRow> {
        let visit = row.bytes(5).ok().and_then(|bytes| Uuid::from_slice(bytes).ok());
        let (id, kiosk, kind) = (uuid(row, 0)?, row.text(1)?, row.text(2)?);
        Ok(HeldRow { id, kiosk, kind, at: row.int(3)?, why: row.text(4)?, visit })
    };
    t.rows(sql, &[site.into(), most.into()])?.iter().map(one).collect()
}

/// What kiosks of a site sent and nobody can read: the kiosk, what staff call it, how often, and when last.
pub(crate) fn unreadable(t: &mut Transaction<'_>, site: &str) -> Done<Vec<(String, String, i64, i64)>> {
    let sql = "SELECT k.id, k.name, count(*), max(e.at) FROM kiosk_event e JOIN kiosk k ON k.id = e.kiosk
               WHERE k.site = $1 AND e.kind = 'unreadable' AND e.settled_at IS NULL GROUP BY k.id, k.name ORDER BY k.name, k.id";
    let one = |row: &Row| Ok((row.text(0)?, row.text(1)?, row.int(2)?, row.int(3)?));
    t.rows(sql, &[site.into()])?.iter().map(one).collect()
}

/// Settles all of it that one kiosk sent; `false` when there is none.
pub(crate) fn settle_unreadable(
    t: &mut Transaction<'_>,
    kiosk: &str,
    site: &str,
    (now, by): (i64, Option<i64>),
) -> Done<bool> {
    let sql = "UPDATE kiosk_event SET settled_at = $3, settled_by = $4
               WHERE kiosk = $1 AND kind = 'unreadable' AND settled_at IS NULL
               AND kiosk IN (SELECT id FROM kiosk WHERE site = $2)";
    let args: [Arg; 4] = [kiosk.into(), site.into(), now.into(), by.into()];
    Ok(t.run(sql, &args)? > 0)
}

pub(crate) fn settle(
    t: &mut Transaction<'_>,
    event: Uuid,
    site: &str,
    (now, by): (i64, Option<i64>),
) -> Done<bool> {
    let sql = "UPDATE kiosk_event SET settled_at = $3, settled_by = $4
               WHERE id = $1 AND settled_at IS NULL AND (held IS NOT NULL OR kind IN ('help', 'unknown_card'))
               AND kiosk IN (SELECT id FROM kiosk WHERE site = $2)";
    let args: [Arg; 4] = [super::visits::name(event), site.into(), now.into(), by.into()];
    Ok(t.run(sql, &args)? > 0)
}

/// People registered at a site since a moment, and services that staff delivered there on a day.
pub(crate) fn counts(t: &mut Transaction<'_>, site: &str, day: i64, since: i64) -> Done<(i64, i64)> {
    let sql = "SELECT count(*) FROM member WHERE site = $1 AND registered_at >= $2 AND merged_into IS NULL";
    let registered = t.row(sql, &[site.into(), since.into()])?.map_or(Ok(0), |row| row.int(0))?;
    let sql = "SELECT count(*) FROM staff_service WHERE site = $1 AND day = $2 AND undone_at IS NULL";
    let delivered = t.row(sql, &[site.into(), day.into()])?.map_or(Ok(0), |row| row.int(0))?;
    Ok((registered, delivered))
}

/// A note on what somebody of staff did to a visit; its words are sealed.
pub(crate) fn note(
    t: &mut Transaction<'_>,
    visit: Uuid,
    what: &str,
    body: Option<Vec<u8>>,
    (now, by): (i64, Option<i64>),
) -> Done<()> {
    let sql = "INSERT INTO visit_note (visit, at, account, what, body) VALUES ($1, $2, $3, $4, $5)";
    let args: [Arg; 5] = [super::visits::name(visit), now.into(), by.into(), what.into(), body.into()];
    t.run(sql, &args).map(drop)
}

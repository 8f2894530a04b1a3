//! Visits, their services, and who waits for staff.

use super::{Done, uuid};
use crate::visits::By;
use crate::{Expected, Moment, Visit, VisitService};
use database::{Arg, Token, Transaction};
use uuid::Uuid;

/// What a sign-in says.
pub(crate) struct Beginning<'a> {
    pub(crate) visit: Uuid,
    pub(crate) site: &'a str,
    pub(crate) kiosk: Option<&'a str>,
    pub(crate) moment: Moment,
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) who: By,
    pub(crate) entry: &'a str,
    pub(crate) lang: &'a str,
    pub(crate) offline: bool,
    pub(crate) paper: bool,
}

pub(super) fn name(visit: Uuid) -> Arg {
    visit.as_bytes().as_slice().into()
}

/// A place for what is said of a visit, also before its sign-in came.
pub(crate) fn ensure(t: &mut Transaction<'_>, visit: Uuid, site: &str) -> Done<()> {
    let sql = "INSERT INTO visit (id, site, verified, found_work, voided, uncertain, offline, paper)
               VALUES ($1, $2, 0, 0, 0, 0, 0, 0) ON CONFLICT (id) DO NOTHING";
    t.run(sql, &[name(visit), site.into()]).map(drop)
}

/// `false` when the visit began already.
pub(crate) fn begin(t: &mut Transaction<'_>, new: &Beginning<'_>) -> Done<bool> {
    let sql = "UPDATE visit SET site = $2, kiosk = $3, began = $4, day = $5, hour = $6, who = $7, member = $8, number = $9,
               entry = $10, lang = $11, uncertain = $12, offline = $13, paper = $14 WHERE id = $1 AND began IS NULL";
    let (member, number) = match new.who {
        By::Member(member) => (Some(member), None),
        By::Unresolved(number) => (None, number.map(|token| token.to_vec())),
        By::Anonymous | By::Visitor => (None, None),
    };
    let args: [Arg; 14] = [
        name(new.visit),
        new.site.into(),
        new.kiosk.map(str::to_owned).into(),
        new.moment.at.into(),
        new.day.into(),
        new.hour.into(),
        new.who.word().into(),
        member.into(),
        number.into(),
        new.entry.into(),
        new.lang.into(),
        i64::from(new.moment.uncertain).into(),
        i64::from(new.offline).into(),
        i64::from(new.paper).into(),
    ];
    Ok(t.run(sql, &args)? > 0)
}

pub(crate) fn choose(t: &mut Transaction<'_>, visit: Uuid, service: &str) -> Done<()> {
    let sql = "INSERT INTO visit_service (visit, service, chosen, used) VALUES ($1, $2, 1, 0)
               ON CONFLICT (visit, service) DO UPDATE SET chosen = 1";
    t.run(sql, &[name(visit), service.into()]).map(drop)
}

/// A correction took this service out of the visit, or of the one that it is part of: whatever is said of it later, it is out.
pub(crate) fn is_removed(t: &mut Transaction<'_>, visit: Uuid, service: &str) -> Done<bool> {
    let sql = "SELECT 1 FROM visit_service s JOIN visit v ON v.id = $1 WHERE s.service = $2 AND s.removed_at IS NOT NULL
               AND (s.visit = v.id OR s.visit = v.folded_into
                    OR s.visit IN (SELECT id FROM visit WHERE folded_into = v.id OR folded_into = v.folded_into)) LIMIT 1";
    Ok(t.row(sql, &[name(visit), service.into()])?.is_some())
}

/// What was really used. Said twice, both count.
pub(crate) fn verify(
    t: &mut Transaction<'_>,
    visit: Uuid,
    services: &[String],
    found_work: bool,
) -> Done<()> {
    let sql = "INSERT INTO visit_service (visit, service, chosen, used) VALUES ($1, $2, 0, 1)
               ON CONFLICT (visit, service) DO UPDATE SET used = 1";
    for service in services {
        t.run(sql, &[name(visit), service.as_str().into()])?;
    }
    t.run("UPDATE visit SET verified = 1 WHERE id = $1", &[name(visit)])?;
    if found_work {
        t.run("UPDATE visit SET found_work = 1 WHERE id = $1", &[name(visit)])?;
    }
    Ok(())
}

/// The latest end counts, unless staff corrected it.
pub(crate) fn end(t: &mut Transaction<'_>, visit: Uuid, at: i64) -> Done<()> {
    let sql =
        "UPDATE visit SET ended = $2 WHERE id = $1 AND end_set_at IS NULL AND (ended IS NULL OR ended < $2)";
    t.run(sql, &[name(visit), at.into()]).map(drop)
}

/// Closes what is open at a site. When the visits ended is not known, and is not guessed.
pub(crate) fn close_all(t: &mut Transaction<'_>, site: &str) -> Done<u64> {
    let sql = "UPDATE visit SET closed = 'auto' WHERE site = $1 AND ended IS NULL AND closed IS NULL";
    t.run(sql, &[site.into()])
}

pub(crate) fn void(t: &mut Transaction<'_>, visit: Uuid) -> Done<()> {
    t.run("UPDATE visit SET voided = 1 WHERE id = $1", &[name(visit)])?;
    t.run("DELETE FROM queue_item WHERE visit = $1", &[name(visit)]).map(drop)
}

pub(crate) fn has_activity(t: &mut Transaction<'_>, activity: i64) -> Done<bool> {
    Ok(t.row("SELECT 1 FROM activity WHERE id = $1", &[activity.into()])?.is_some())
}

/// Somebody came to a workshop or appointment.
pub(crate) fn attend(t: &mut Transaction<'_>, visit: Uuid, activity: i64) -> Done<()> {
    let sql = "INSERT INTO visit_session (visit, activity) VALUES ($1, $2) ON CONFLICT (visit, activity) DO NOTHING";
    t.run(sql, &[name(visit), activity.into()]).map(drop)
}

/// The member attended what her visit checked in to; the check-in may have come before the sign-in.
pub(crate) fn attended(t: &mut Transaction<'_>, visit: Uuid, member: i64, at: i64) -> Done<()> {
    let sql = "INSERT INTO activity_member (activity, member, state, changed_at)
               SELECT activity, $2, 'attended', $3 FROM visit_session WHERE visit = $1
               ON CONFLICT (activity, member) DO UPDATE SET state = 'attended', changed_at = $3
               WHERE activity_member.state <> 'attended'";
    t.run(sql, &[name(visit), member.into(), at.into()]).map(drop)
}

/// Puts a visit into the queue, once, unless it was void before.
pub(crate) fn queue(t: &mut Transaction<'_>, visit: Uuid, site: &str, day: i64, at: i64) -> Done<()> {
    if t.row("SELECT 1 FROM visit WHERE id = $1 AND voided = 1", &[name(visit)])?.is_some() {
        return Ok(());
    }
    let sql = "SELECT coalesce(max(number), 0) FROM queue_item WHERE site = $1 AND day = $2";
    let last = t.row(sql, &[site.into(), day.into()])?.map_or(Ok(0), |row| row.int(0))?;
    let sql = "INSERT INTO queue_item (visit, site, day, number, state, since) VALUES ($1, $2, $3, $4, 'waiting', $5)
               ON CONFLICT (visit) DO NOTHING";
    t.run(sql, &[name(visit), site.into(), day.into(), (last + 1).into(), at.into()]).map(drop)
}

/// The member of a visit that began, its site and its beginning.
pub(crate) fn whose(t: &mut Transaction<'_>, visit: Uuid) -> Done<Option<(i64, String, i64)>> {
    let sql =
        "SELECT member, site, began FROM visit WHERE id = $1 AND member IS NOT NULL AND began IS NOT NULL";
    t.row(sql, &[name(visit)])?.map(|row| Ok((row.int(0)?, row.text(1)?, row.int(2)?))).transpose()
}

/// What a member is expected at, at a site on a day, and did not come to yet.
pub(crate) fn expected(t: &mut Transaction<'_>, member: i64, site: &str, day: i64) -> Done<Vec<Expected>> {
    let own = "SELECT 1 FROM activity_member WHERE activity = a.id
               AND member IN (SELECT id FROM member WHERE id = $1 OR merged_into = $1)";
    let sql = format!(
        "SELECT a.id, a.kind, a.starts, a.title FROM activity a WHERE a.site = $2 AND a.day = $3 AND a.closed_at IS NULL
         AND EXISTS ({own} AND state = 'expected') AND NOT EXISTS ({own} AND state = 'attended') ORDER BY a.starts, a.id"
    );
    let one = |row: &database::Row| {
        Ok(Expected { activity: row.int(0)?, kind: row.text(1)?, starts: row.int(2)?, title: row.text(3)? })
    };
    t.rows(&sql, &[member.into(), site.into(), day.into()])?.iter().map(one).collect()
}

/// A workshop of a day.
pub(crate) struct SessionRow {
    pub(crate) activity: i64,
    pub(crate) title: String,
    pub(crate) place: String,
    pub(crate) starts: i64,
    pub(crate) ends: i64,
    pub(crate) places_left: i64,
}

/// The workshops of a site on a day that are not over.
pub(crate) fn sessions(t: &mut Transaction<'_>, site: &str, day: i64) -> Done<Vec<SessionRow>> {
    let sql = "SELECT a.id, a.title, a.place, a.starts, a.ends, a.capacity - (SELECT count(*) FROM activity_member m WHERE m.activity = a.id)
               FROM activity a WHERE a.site = $1 AND a.day = $2 AND a.kind = 'workshop' AND a.closed_at IS NULL ORDER BY a.starts, a.id";
    let one = |row: &database::Row| -> Done<SessionRow> {
        Ok(SessionRow {
            activity: row.int(0)?,
            title: row.text(1)?,
            place: row.text(2)?,
            starts: row.int(3)?,
            ends: row.int(4)?,
            places_left: row.int(5)?.max(0),
        })
    };
    t.rows(sql, &[site.into(), day.into()])?.iter().map(one).collect()
}

/// Visits by this number become the member's; which, where they were, and when they began.
pub(crate) fn resolve(
    t: &mut Transaction<'_>,
    number: &Token,
    member: i64,
    oldest: i64,
) -> Done<Vec<(Uuid, String, i64)>> {
    let args: [Arg; 2] = [number.as_slice().into(), oldest.into()];
    let sql = "SELECT id, site, began FROM visit WHERE number = $1 AND member IS NULL AND began >= $2";
    let one = |row: &database::Row| Ok((uuid(row, 0)?, row.text(1)?, row.int(2)?));
    let visits = t.rows(sql, &args)?.iter().map(one).collect::<Done<_>>()?;
    let sql =
        "UPDATE visit SET member = $3, who = 'member' WHERE number = $1 AND member IS NULL AND began >= $2";
    t.run(sql, &[number.as_slice().into(), oldest.into(), member.into()])?;
    Ok(visits)
}

/// Visits of a member at a site that began between these moments, in the order of their beginnings.
pub(crate) fn foldable(
    t: &mut Transaction<'_>,
    member: i64,
    site: &str,
    (from, to): (i64, i64),
) -> Done<Vec<(Uuid, i64, Option<Uuid>)>> {
    // In this order: by her memberships, and never through everything that happened at the site.
    let sql = "SELECT v.id, v.began, v.folded_into FROM member p CROSS JOIN visit v
               WHERE (p.id = $1 OR p.merged_into = $1) AND v.member = p.id
               AND v.site = $2 AND v.voided = 0 AND v.began BETWEEN $3 AND $4 ORDER BY v.began, v.id";
    let visit = |row: &database::Row| {
        let into = row.bytes(2).ok().and_then(|bytes| Uuid::from_slice(bytes).ok());
        Ok((uuid(row, 0)?, row.int(1)?, into))
    };
    t.rows(sql, &[member.into(), site.into(), from.into(), to.into()])?.iter().map(visit).collect()
}

pub(crate) fn set_folded(t: &mut Transaction<'_>, visit: Uuid, into: Option<Uuid>) -> Done<()> {
    let into = into.map(|into| into.as_bytes().to_vec());
    t.run("UPDATE visit SET folded_into = $2 WHERE id = $1", &[name(visit), into.into()]).map(drop)
}

/// The visits that count of a member and of what was joined to her, newest first.
pub(crate) fn of_member(t: &mut Transaction<'_>, member: i64, most: i64) -> Done<Vec<Visit>> {
    let sql = "SELECT id, site, began, day, ended, member, who, verified, uncertain, closed FROM visit
               WHERE member IN (SELECT id FROM member WHERE id = $1 OR merged_into = $1)
               AND began IS NOT NULL AND voided = 0 AND folded_into IS NULL ORDER BY began DESC, id LIMIT $2";
    read(t, sql, &[member.into(), most.into()])
}

fn read(t: &mut Transaction<'_>, sql: &str, args: &[Arg]) -> Done<Vec<Visit>> {
    let mut visits = Vec::new();
    for row in t.rows(sql, args)? {
        let id = uuid(&row, 0)?;
        visits.push(Visit {
            id,
            site: row.text(1)?,
            began: row.int(2)?,
            day: row.int(3)?,
            ended: row.maybe_int(4)?,
            member: row.maybe_int(5)?,
            who: row.text(6)?,
            verified: row.int(7)? != 0,
            uncertain: row.int(8)? != 0,
            closed: row.maybe_text(9)?.is_some(),
            services: services(t, id)?,
        });
    }
    Ok(visits)
}

/// Of a visit and of those that were folded into it, without what a correction took out of any of them.
pub(crate) fn services(t: &mut Transaction<'_>, visit: Uuid) -> Done<Vec<VisitService>> {
    let sql = "SELECT service, max(chosen), max(used) FROM visit_service
               WHERE visit = $1 OR visit IN (SELECT id FROM visit WHERE folded_into = $1)
               GROUP BY service HAVING count(removed_at) = 0 ORDER BY service";
    let one = |row: &database::Row| {
        Ok(VisitService { service: row.text(0)?, chosen: row.int(1)? != 0, used: row.int(2)? != 0 })
    };
    t.rows(sql, &[name(visit)])?.iter().map(one).collect()
}

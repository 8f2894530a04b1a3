//! Group activities and who came.

use super::Done;
use crate::{Activity, ActivityKind};
use database::{Arg, DatabaseError, Row, Transaction};

const SELECT: &str =
    "SELECT id, service, kind, title, place, day, starts, ends, capacity, closed_at FROM activity";

pub(crate) fn add(t: &mut Transaction<'_>, new: &Activity, site: &str, now: i64, by: i64) -> Done<i64> {
    let sql = "INSERT INTO activity (site, service, kind, title, place, day, starts, ends, capacity, made_at, made_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
    let args: [Arg; 11] = [
        site.into(),
        new.service.as_str().into(),
        new.kind.word().into(),
        new.title.as_str().into(),
        new.place.as_str().into(),
        new.day.into(),
        new.starts.into(),
        new.ends.into(),
        new.capacity.into(),
        now.into(),
        by.into(),
    ];
    t.row(sql, &args)?.ok_or(DatabaseError::Corrupt("a new activity has no number"))?.int(0)
}

pub(crate) fn activity(t: &mut Transaction<'_>, id: i64, site: &str) -> Done<Option<Activity>> {
    let sql = format!("{SELECT} WHERE id = $1 AND site = $2");
    t.row(&sql, &[id.into(), site.into()])?.as_ref().map(read).transpose()
}

/// The activities of a site from a day on, and those before it that are open; in their order.
pub(crate) fn current(t: &mut Transaction<'_>, site: &str, from: i64) -> Done<Vec<Activity>> {
    let sql =
        format!("{SELECT} WHERE site = $1 AND (day >= $2 OR closed_at IS NULL) ORDER BY day, starts, id");
    t.rows(&sql, &[site.into(), from.into()])?.iter().map(read).collect()
}

pub(crate) fn change(t: &mut Transaction<'_>, to: &Activity) -> Done<()> {
    let sql =
        "UPDATE activity SET title = $2, place = $3, starts = $4, ends = $5, capacity = $6 WHERE id = $1";
    let args: [Arg; 6] = [
        to.id.into(),
        to.title.as_str().into(),
        to.place.as_str().into(),
        to.starts.into(),
        to.ends.into(),
        to.capacity.into(),
    ];
    t.run(sql, &args).map(drop)
}

/// Its number is not given again.
pub(crate) fn cancel(t: &mut Transaction<'_>, activity: i64) -> Done<()> {
    t.run("DELETE FROM activity_member WHERE activity = $1", &[activity.into()])?;
    t.run("DELETE FROM activity WHERE id = $1", &[activity.into()]).map(drop)
}

/// The list of an activity, each person once: who, whether she came, when that was last changed.
const LISTED: &str = "SELECT coalesce(p.merged_into, p.id) AS who, CAST(max(CASE WHEN m.state = 'attended' THEN 1 ELSE 0 END) AS BIGINT) AS came,
    max(m.changed_at) AS latest FROM activity_member m JOIN member p ON p.id = m.member WHERE m.activity = $1
    GROUP BY coalesce(p.merged_into, p.id)";

/// How many are listed and came.
pub(crate) fn sizes(t: &mut Transaction<'_>, activity: i64) -> Done<(i64, i64)> {
    let sql = format!("SELECT count(*), CAST(coalesce(sum(came), 0) AS BIGINT) FROM ({LISTED}) AS listed");
    t.row(&sql, &[activity.into()])?.map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.int(1)?)))
}

/// Who is expected or came: member, attended, was expected, when it was last changed.
pub(crate) fn roster(t: &mut Transaction<'_>, activity: i64) -> Done<Vec<(i64, bool, i64)>> {
    let sql = format!("{LISTED} ORDER BY latest DESC, who");
    let one = |row: &Row| -> Done<(i64, bool, i64)> { Ok((row.int(0)?, row.int(1)? != 0, row.int(2)?)) };
    t.rows(&sql, &[activity.into()])?.iter().map(one).collect()
}

pub(crate) fn state(t: &mut Transaction<'_>, activity: i64, member: i64) -> Done<Option<String>> {
    // Of two memberships of hers, the one with which she came.
    let sql = "SELECT state FROM activity_member WHERE activity = $1
               AND member IN (SELECT id FROM member WHERE id = $2 OR merged_into = $2) ORDER BY state LIMIT 1";
    t.row(sql, &[activity.into(), member.into()])?.map(|row| row.text(0)).transpose()
}

pub(crate) fn expect(
    t: &mut Transaction<'_>,
    activity: i64,
    member: i64,
    (now, by): (i64, Option<i64>),
) -> Done<()> {
    let sql = "INSERT INTO activity_member (activity, member, state, changed_at, changed_by, expected_at)
               VALUES ($1, $2, 'expected', $3, $4, $3) ON CONFLICT (activity, member) DO NOTHING";
    t.run(sql, &[activity.into(), member.into(), now.into(), by.into()]).map(drop)
}

pub(crate) fn attend(
    t: &mut Transaction<'_>,
    activity: i64,
    member: i64,
    (now, by): (i64, Option<i64>),
) -> Done<()> {
    let sql = "INSERT INTO activity_member (activity, member, state, changed_at, changed_by)
               VALUES ($1, $2, 'attended', $3, $4)
               ON CONFLICT (activity, member) DO UPDATE SET state = 'attended', changed_at = $3, changed_by = $4";
    t.run(sql, &[activity.into(), member.into(), now.into(), by.into()]).map(drop)
}

/// Takes a line back: who was expected is expected again, everybody else is off the list.
pub(crate) fn undo(
    t: &mut Transaction<'_>,
    activity: i64,
    member: i64,
    (now, by): (i64, Option<i64>),
) -> Done<bool> {
    let sql = "UPDATE activity_member SET state = 'expected', changed_at = $3, changed_by = $4
               WHERE activity = $1 AND member IN (SELECT id FROM member WHERE id = $2 OR merged_into = $2)
               AND state = 'attended' AND expected_at IS NOT NULL";
    if t.run(sql, &[activity.into(), member.into(), now.into(), by.into()])? > 0 {
        return Ok(true);
    }
    let sql = "DELETE FROM activity_member WHERE activity = $1
               AND member IN (SELECT id FROM member WHERE id = $2 OR merged_into = $2)";
    Ok(t.run(sql, &[activity.into(), member.into()])? > 0)
}

/// `false` when it was closed before.
pub(crate) fn close(t: &mut Transaction<'_>, activity: i64, now: i64) -> Done<bool> {
    let sql = "UPDATE activity SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL";
    Ok(t.run(sql, &[activity.into(), now.into()])? > 0)
}

/// A member who came, and her good card when she has one.
pub(crate) struct CardRow {
    pub(crate) member: i64,
    pub(crate) card: Option<i64>,
    /// When it was made.
    pub(crate) made: i64,
}

/// Who came, with the good card of each.
pub(crate) fn cards(t: &mut Transaction<'_>, activity: i64) -> Done<Vec<CardRow>> {
    let sql = format!(
        "SELECT l.who, c.id, c.issued_at FROM ({LISTED}) AS l LEFT JOIN card c ON c.ended_at IS NULL
         AND c.member IN (SELECT g.id FROM member g WHERE g.id = l.who OR g.merged_into = l.who)
         WHERE l.came = 1 ORDER BY l.latest, l.who, c.id DESC"
    );
    let one = |row: &Row| -> Done<CardRow> {
        Ok(CardRow { member: row.int(0)?, card: row.maybe_int(1)?, made: row.maybe_int(2)?.unwrap_or(0) })
    };
    let mut cards = t.rows(&sql, &[activity.into()])?.iter().map(one).collect::<Done<Vec<CardRow>>>()?;
    // The cards of both of her memberships may be good; the newer one is enough.
    cards.dedup_by_key(|card| card.member);
    Ok(cards)
}

fn read(row: &Row) -> Done<Activity> {
    Ok(Activity {
        id: row.int(0)?,
        service: row.text(1)?,
        kind: ActivityKind::named(&row.text(2)?).ok_or(DatabaseError::Corrupt("an activity has no kind"))?,
        title: row.text(3)?,
        place: row.text(4)?,
        day: row.int(5)?,
        starts: row.int(6)?,
        ends: row.int(7)?,
        capacity: row.int(8)?,
        closed_at: row.maybe_int(9)?,
    })
}

//! What the counts read: long answers, row by row. With sites, by their days; without, everything.

use super::{Done, maybe_bytes};
use crate::DeskError;
use database::{Arg, Row, Transaction};

/// A visit's name, as it is stored.
pub(crate) type Id = [u8; 16];

/// The days and sites that are read.
pub(crate) struct Days<'a> {
    pub(crate) sites: Option<&'a [String]>,
    pub(crate) from: i64,
    pub(crate) until: i64,
}

/// A member, as counts know her.
pub(crate) struct MemberLine {
    pub(crate) id: i64,
    pub(crate) uii: String,
    pub(crate) merged_into: Option<i64>,
    /// The day of her first visit.
    pub(crate) first: Option<i64>,
}

/// A visit that counts.
pub(crate) struct VisitLine {
    pub(crate) id: Id,
    pub(crate) site: String,
    pub(crate) began: i64,
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) ended: Option<i64>,
    /// Staff corrected the end.
    pub(crate) end_set: bool,
    pub(crate) is_member: bool,
    pub(crate) member: Option<i64>,
    pub(crate) verified: bool,
    pub(crate) uncertain: bool,
    pub(crate) offline: bool,
    pub(crate) paper: bool,
}

/// A visit that is part of another.
pub(crate) struct FoldedLine {
    pub(crate) id: Id,
    pub(crate) into: Id,
    pub(crate) ended: Option<i64>,
    pub(crate) verified: bool,
}

/// What staff delivered.
pub(crate) struct StaffLine {
    pub(crate) member: i64,
    pub(crate) service: String,
    pub(crate) site: String,
    pub(crate) day: i64,
    pub(crate) at: i64,
    /// `None` when another system said so.
    pub(crate) account: Option<i64>,
    pub(crate) visit: Option<Id>,
    pub(crate) programme: Option<String>,
}

/// What is planned for a member.
pub(crate) struct PlanLine {
    pub(crate) member: i64,
    pub(crate) service: String,
    pub(crate) site: String,
    pub(crate) day: i64,
    pub(crate) recorded_at: i64,
}

type Take<'a, T> = &'a mut dyn FnMut(T) -> Result<(), DeskError>;

impl Days<'_> {
    /// Carries a query out, once for each site when there are some. `{}` in it becomes the condition on `place`'s columns.
    fn each(
        &self,
        t: &mut Transaction<'_>,
        sql: &str,
        place: &str,
        slack: i64,
        take: &mut dyn FnMut(&Row) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let days = [Arg::from(self.from - slack), Arg::from(self.until + slack)];
        match self.sites {
            None => {
                let sql = sql.replace("{}", &format!("{place}day BETWEEN $1 AND $2"));
                t.each(&sql, &days, &mut *take)
            }
            Some(sites) => {
                let sql = sql.replace("{}", &format!("{place}site = $3 AND {place}day BETWEEN $1 AND $2"));
                for site in sites {
                    let args = [days[0].clone(), days[1].clone(), site.as_str().into()];
                    t.each(&sql, &args, &mut *take)?;
                }
                Ok(())
            }
        }
    }
}

/// Tells whether anything changed: different after everything that counts.
pub(crate) fn newest(t: &mut Transaction<'_>) -> Done<[i64; 4]> {
    let sql = "SELECT coalesce((SELECT max(id) FROM member_change), 0), coalesce((SELECT max(id) FROM staff_service), 0),
               coalesce((SELECT max(id) FROM visit_note), 0), CAST(coalesce((SELECT sum(next_seq) FROM kiosk), 0) AS BIGINT)";
    let row = t.row(sql, &[])?.ok_or(database::DatabaseError::Corrupt("nothing was answered"))?;
    Ok([row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?])
}

const MEMBER: &str = "SELECT id, uii, merged_into, (SELECT v.day FROM visit v WHERE v.member = member.id AND v.began IS NOT NULL
    AND v.voided = 0 AND v.folded_into IS NULL ORDER BY v.began LIMIT 1) FROM member";

/// Members who came, or whom staff served, in these days; all of them without sites.
pub(crate) fn members(
    t: &mut Transaction<'_>,
    days: &Days<'_>,
    take: Take<'_, MemberLine>,
) -> Result<(), DeskError> {
    if days.sites.is_none() {
        return t.each(MEMBER, &[], |row| take(member(row)?));
    }
    let sql = format!(
        "{MEMBER} WHERE id IN (SELECT member FROM visit WHERE {{}} AND member IS NOT NULL
         UNION SELECT member FROM staff_service WHERE {{}})"
    );
    days.each(t, &sql, "", 0, &mut |row| take(member(row)?))
}

pub(crate) fn one_member(t: &mut Transaction<'_>, id: i64) -> Done<Option<MemberLine>> {
    t.row(&format!("{MEMBER} WHERE id = $1"), &[id.into()])?.as_ref().map(member).transpose()
}

fn member(row: &Row) -> Done<MemberLine> {
    Ok(MemberLine {
        id: row.int(0)?,
        uii: row.text(1)?,
        merged_into: row.maybe_int(2)?,
        first: row.maybe_int(3)?,
    })
}

/// What members said at registration, still sealed: uii and body.
pub(crate) fn bodies(
    t: &mut Transaction<'_>,
    mut take: impl FnMut(&str, &[u8]) -> Result<(), DeskError>,
) -> Result<(), DeskError> {
    t.each("SELECT uii, body FROM member", &[], |row| take(&row.text(0)?, row.bytes(1)?))
}

/// What members said for reports, still sealed, in the order of its days: member, day, body.
pub(crate) fn said(
    t: &mut Transaction<'_>,
    mut take: impl FnMut(i64, i64, &[u8]) -> Result<(), DeskError>,
) -> Result<(), DeskError> {
    let sql = "SELECT member, day, body FROM member_about ORDER BY day, id";
    t.each(sql, &[], |row| take(row.int(0)?, row.int(1)?, row.bytes(2)?))
}

/// Members who were joined to somebody.
pub(crate) fn joined(t: &mut Transaction<'_>, take: Take<'_, MemberLine>) -> Result<(), DeskError> {
    t.each(&format!("{MEMBER} WHERE merged_into IS NOT NULL"), &[], |row| take(member(row)?))
}

pub(crate) fn folded(
    t: &mut Transaction<'_>,
    days: &Days<'_>,
    take: Take<'_, FoldedLine>,
) -> Result<(), DeskError> {
    let sql = "SELECT id, folded_into, ended, verified FROM visit WHERE folded_into IS NOT NULL AND voided = 0 AND {}";
    days.each(t, sql, "", 1, &mut |row| {
        let (Some(id), Some(into)) = (id(row, 0), id(row, 1)) else { return Ok(()) };
        take(FoldedLine { id, into, ended: row.maybe_int(2)?, verified: row.int(3)? != 0 })
    })
}

/// How long visits waited for staff, in milliseconds.
pub(crate) fn waits(
    t: &mut Transaction<'_>,
    days: &Days<'_>,
    take: Take<'_, (Id, i64)>,
) -> Result<(), DeskError> {
    let sql = "SELECT visit, since, called_at FROM queue_item WHERE called_at IS NOT NULL AND {}";
    days.each(t, sql, "", 1, &mut |row| {
        let Some(id) = id(row, 0) else { return Ok(()) };
        take((id, row.int(2)? - row.int(1)?))
    })
}

pub(crate) fn visits(
    t: &mut Transaction<'_>,
    days: &Days<'_>,
    take: Take<'_, VisitLine>,
) -> Result<(), DeskError> {
    let sql = "SELECT id, site, began, day, hour, ended, who, member, verified, uncertain, offline, paper, end_set_at FROM visit
               WHERE began IS NOT NULL AND voided = 0 AND folded_into IS NULL AND who <> 'visitor' AND {}";
    days.each(t, sql, "", 0, &mut |row| {
        let Some(id) = id(row, 0) else { return Ok(()) };
        let flag = |column: usize| row.int(column).map(|value| value != 0);
        take(VisitLine {
            id,
            site: row.text(1)?,
            began: row.int(2)?,
            day: row.int(3)?,
            hour: row.int(4)?,
            ended: row.maybe_int(5)?,
            is_member: row.text(6)? == "member",
            member: row.maybe_int(7)?,
            verified: flag(8)?,
            uncertain: flag(9)?,
            offline: flag(10)?,
            paper: flag(11)?,
            end_set: row.maybe_int(12)?.is_some(),
        })
    })
}

/// How many visits there are in all.
pub(crate) fn visit_count(t: &mut Transaction<'_>) -> Done<i64> {
    t.row("SELECT count(*) FROM visit", &[])?.map_or(Ok(0), |row| row.int(0))
}

/// What is said of a service of a visit.
#[derive(Clone, Copy, Default)]
pub(crate) struct ServiceSaid {
    pub(crate) chosen: bool,
    pub(crate) used: bool,
    /// A correction took it out.
    pub(crate) removed: bool,
}

/// Takes visit, service, and what is said of it.
type TakeService<'a> = &'a mut dyn FnMut(Id, &str, ServiceSaid) -> Result<(), DeskError>;

/// Services with their visits. Of few visits, each is looked up; of most, all are read.
pub(crate) fn services(
    t: &mut Transaction<'_>,
    days: &Days<'_>,
    most: bool,
    take: TakeService<'_>,
) -> Result<(), DeskError> {
    let mut hand_over = |row: &Row| {
        let Some(id) = id(row, 0) else { return Ok(()) };
        let said = ServiceSaid {
            chosen: row.int(2)? != 0,
            used: row.int(3)? != 0,
            removed: row.maybe_int(4)?.is_some(),
        };
        take(id, &row.text(1)?, said)
    };
    if most && days.sites.is_none() {
        return t.each("SELECT visit, service, chosen, used, removed_at FROM visit_service", &[], hand_over);
    }
    let sql = "SELECT s.visit, s.service, s.chosen, s.used, s.removed_at FROM visit v CROSS JOIN visit_service s WHERE s.visit = v.id AND {}";
    days.each(t, sql, "v.", 1, &mut hand_over)
}

/// What staff delivered and did not take back; without sites, from the very beginning, for periods rest on it.
pub(crate) fn staff(
    t: &mut Transaction<'_>,
    days: &Days<'_>,
    take: Take<'_, StaffLine>,
) -> Result<(), DeskError> {
    let ever = Days { from: 0, ..*days };
    let days = if days.sites.is_none() { &ever } else { days };
    let sql = "SELECT member, service, site, day, at, account, visit, programme FROM staff_service
               WHERE undone_at IS NULL AND {} ORDER BY id";
    days.each(t, sql, "", 0, &mut |row| {
        take(StaffLine {
            member: row.int(0)?,
            service: row.text(1)?,
            site: row.text(2)?,
            day: row.int(3)?,
            at: row.int(4)?,
            account: row.maybe_int(5)?,
            visit: id(row, 6),
            programme: row.maybe_text(7)?,
        })
    })
}

pub(crate) fn plans(t: &mut Transaction<'_>, take: Take<'_, PlanLine>) -> Result<(), DeskError> {
    let sql = "SELECT m.member, a.service, a.site, a.day, m.changed_at FROM activity_member m JOIN activity a ON a.id = m.activity
               WHERE m.state = 'expected'";
    t.each(sql, &[], |row| {
        take(PlanLine {
            member: row.int(0)?,
            service: row.text(1)?,
            site: row.text(2)?,
            day: row.int(3)?,
            recorded_at: row.int(4)?,
        })
    })
}

fn id(row: &Row, column: usize) -> Option<Id> {
    maybe_bytes(row, column)?.try_into().ok()
}

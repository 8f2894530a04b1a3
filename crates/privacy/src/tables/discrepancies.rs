//! What disagrees between the state system and this house.

use super::Done;
use crate::{DiscrepancyKind, Step, Subject};
use ::records::SourceId;
use database::{Arg, Row, Transaction};

pub(crate) struct DiscrepancyRow {
    pub(crate) number: i64,
    pub(crate) subject: Subject,
    pub(crate) kind: DiscrepancyKind,
    pub(crate) step: Step,
    pub(crate) since: i64,
    pub(crate) as_of: i64,
    pub(crate) ended_at: Option<i64>,
    pub(crate) changed_at: i64,
    pub(crate) changed_by: Option<i64>,
    pub(crate) note: Option<Vec<u8>>,
}

const COLUMNS: &str =
    "source, subject, id, kind, state, since, as_of, ended_at, changed_at, changed_by, note FROM discrepancy";

/// Those about a record that still hold, whatever somebody said of them.
pub(crate) fn holding(t: &mut Transaction<'_>, subject: &Subject) -> Done<Vec<DiscrepancyRow>> {
    let sql = format!("SELECT {COLUMNS} WHERE source = $1 AND subject = $2 AND ended_at IS NULL ORDER BY id");
    read_all(&t.rows(&sql, &super::whom(subject))?)
}

pub(crate) fn about(t: &mut Transaction<'_>, subject: &Subject) -> Done<Vec<DiscrepancyRow>> {
    let sql = format!("SELECT {COLUMNS} WHERE source = $1 AND subject = $2 ORDER BY id DESC");
    read_all(&t.rows(&sql, &super::whom(subject))?)
}

/// Those of a source that wait for somebody, the oldest first.
pub(crate) fn waiting(t: &mut Transaction<'_>, source: &SourceId) -> Done<Vec<DiscrepancyRow>> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE source = $1 AND ended_at IS NULL AND state <> 'resolved' ORDER BY since, id"
    );
    read_all(&t.rows(&sql, &[source.0.as_str().into()])?)
}

/// Those that were settled last.
pub(crate) fn settled(t: &mut Transaction<'_>, source: &SourceId, most: i64) -> Done<Vec<DiscrepancyRow>> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE source = $1 AND (ended_at IS NOT NULL OR state = 'resolved')
         ORDER BY changed_at DESC, id DESC LIMIT $2"
    );
    let args = [source.0.as_str().into(), most.into()];
    read_all(&t.rows(&sql, &args)?)
}

pub(crate) fn discrepancy(t: &mut Transaction<'_>, number: i64) -> Done<Option<DiscrepancyRow>> {
    let sql = format!("SELECT {COLUMNS} WHERE id = $1");
    Ok(t.row(&sql, &[number.into()])?.map(|row| read(&row)).transpose()?.flatten())
}

pub(crate) fn open(
    t: &mut Transaction<'_>,
    subject: &Subject,
    kind: DiscrepancyKind,
    as_of: i64,
    now: i64,
) -> Done<()> {
    let sql = "INSERT INTO discrepancy (source, subject, kind, state, since, as_of, changed_at)
               VALUES ($1, $2, $3, 'open', $4, $5, $4)";
    let [source, token] = super::whom(subject);
    t.run(sql, &[source, token, kind.name().into(), now.into(), as_of.into()]).map(drop)
}

/// It no longer holds.
pub(crate) fn end(t: &mut Transaction<'_>, number: i64, now: i64) -> Done<()> {
    let sql = "UPDATE discrepancy SET ended_at = $2, changed_at = $2 WHERE id = $1";
    t.run(sql, &[number.into(), now.into()]).map(drop)
}

/// What somebody did about it; `as_of` is the list that she knew of.
pub(crate) fn step(t: &mut Transaction<'_>, row: &DiscrepancyRow) -> Done<()> {
    let sql = "UPDATE discrepancy SET state = $2, as_of = $3, changed_at = $4, changed_by = $5, note = $6
               WHERE id = $1";
    let args: [Arg; 6] = [
        row.number.into(),
        row.step.name().into(),
        row.as_of.into(),
        row.changed_at.into(),
        row.changed_by.into(),
        row.note.clone().into(),
    ];
    t.run(sql, &args).map(drop)
}

fn read_all(rows: &[Row]) -> Done<Vec<DiscrepancyRow>> {
    rows.iter().filter_map(|row| read(row).transpose()).collect()
}

/// A kind or step of a later version is passed over: this version cannot say what to do about it.
fn read(row: &Row) -> Done<Option<DiscrepancyRow>> {
    let (Some(kind), Some(step)) = (DiscrepancyKind::named(&row.text(3)?), Step::named(&row.text(4)?)) else {
        return Ok(None);
    };
    Ok(Some(DiscrepancyRow {
        number: row.int(2)?,
        subject: super::subject(row)?,
        kind,
        step,
        since: row.int(5)?,
        as_of: row.int(6)?,
        ended_at: row.maybe_int(7)?,
        changed_at: row.int(8)?,
        changed_by: row.maybe_int(9)?,
        note: row.bytes(10).ok().map(<[u8]>::to_vec),
    }))
}

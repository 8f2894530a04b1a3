//! SQL of links: whose each record is, how that came about, and what is left to stewards.

use super::pairs;
use database::{Arg, DatabaseError, Row, Transaction};
use std::collections::BTreeMap;

type Done<T> = Result<T, DatabaseError>;

/// Two records that the matcher leaves to a steward.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ReviewRow {
    pub(crate) low: i64,
    pub(crate) high: i64,
    pub(crate) ppm: i64,
    pub(crate) found_at: i64,
}

/// A pair that waits for a steward, with the people whose it is now.
pub(crate) struct WaitingRow {
    pub(crate) pair: ReviewRow,
    pub(crate) people: (i64, i64),
}

/// A record came to a person.
pub(crate) struct MoveRow {
    pub(crate) at: i64,
    pub(crate) source: String,
    pub(crate) record: i64,
    pub(crate) before: Option<i64>,
    pub(crate) after: i64,
    pub(crate) by: String,
    pub(crate) ppm: i64,
}

/// A record moves to another person.
pub(crate) struct Moving<'a> {
    pub(crate) record: i64,
    pub(crate) before: i64,
    pub(crate) after: i64,
    pub(crate) at: i64,
    pub(crate) by: &'a str,
    pub(crate) ppm: i64,
}

pub(crate) fn move_record(t: &mut Transaction<'_>, moving: &Moving<'_>) -> Done<()> {
    let update = "UPDATE source_record SET person_id = $2 WHERE id = $1";
    t.run(update, &[moving.record.into(), moving.after.into()])?;
    let sql =
        "INSERT INTO link_decision (at, record_id, person_before, person_after, decided_by, probability_ppm)
               VALUES ($1, $2, $3, $4, $5, $6)";
    let args: [Arg; 6] = [
        moving.at.into(),
        moving.record.into(),
        moving.before.into(),
        moving.after.into(),
        moving.by.into(),
        moving.ppm.into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn people_of_records(t: &mut Transaction<'_>) -> Done<BTreeMap<i64, i64>> {
    let rows = t.rows("SELECT id, person_id FROM source_record WHERE withdrawn = 0", &[])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.int(1)?))).collect()
}

/// The person from whom a record came to the one who has it now; none when it began there.
pub(crate) fn came_from(t: &mut Transaction<'_>, record: i64, person: i64) -> Done<Option<i64>> {
    let sql = "SELECT person_before FROM link_decision WHERE record_id = $1 AND person_after = $2
               ORDER BY id DESC LIMIT 1";
    t.row(sql, &[record.into(), person.into()])?.map_or(Ok(None), |row| row.maybe_int(0))
}

/// The person from whom somebody's decision took a record.
pub(crate) fn moved_from(t: &mut Transaction<'_>, record: i64, by: &str) -> Done<Option<i64>> {
    let sql = "SELECT person_before FROM link_decision WHERE record_id = $1 AND decided_by = $2
               ORDER BY id DESC LIMIT 1";
    t.row(sql, &[record.into(), by.into()])?.map_or(Ok(None), |row| row.maybe_int(0))
}

/// Records that came to a person or left it, and those that it has, the newest move first.
pub(crate) fn moves_about(t: &mut Transaction<'_>, person: i64, most: i64) -> Done<Vec<MoveRow>> {
    let sql =
        "SELECT l.at, s.source, l.record_id, l.person_before, l.person_after, l.decided_by, l.probability_ppm
               FROM link_decision l JOIN source_record s ON s.id = l.record_id
               WHERE l.person_before = $1 OR l.person_after = $1
                  OR l.record_id IN (SELECT id FROM source_record WHERE person_id = $1)
               ORDER BY l.id DESC LIMIT $2";
    let read = |row: &Row| {
        Ok(MoveRow {
            at: row.int(0)?,
            source: row.text(1)?,
            record: row.int(2)?,
            before: row.maybe_int(3)?,
            after: row.int(4)?,
            by: row.text(5)?,
            ppm: row.int(6)?,
        })
    };
    t.rows(sql, &[person.into(), most.into()])?.iter().map(read).collect()
}

/// Every pair that waits.
pub(crate) fn all_in_review(t: &mut Transaction<'_>) -> Done<Vec<ReviewRow>> {
    let sql = "SELECT record_low, record_high, probability_ppm, found_at FROM match_review";
    t.rows(sql, &[])?.iter().map(review).collect()
}

/// The pairs that wait and touch a record.
pub(crate) fn in_review_with(t: &mut Transaction<'_>, record: i64) -> Done<Vec<ReviewRow>> {
    let sql = "SELECT record_low, record_high, probability_ppm, found_at FROM match_review
               WHERE record_low = $1 OR record_high = $1";
    t.rows(sql, &[record.into()])?.iter().map(review).collect()
}

pub(crate) fn leave_to_review(t: &mut Transaction<'_>, row: &ReviewRow) -> Done<()> {
    let sql = "INSERT INTO match_review (record_low, record_high, probability_ppm, found_at)
               VALUES ($1, $2, $3, $4)
               ON CONFLICT (record_low, record_high) DO UPDATE SET probability_ppm = $3";
    let args = [row.low.into(), row.high.into(), row.ppm.into(), row.found_at.into()];
    t.run(sql, &args).map(drop)
}

pub(crate) fn take_from_review(t: &mut Transaction<'_>, low: i64, high: i64) -> Done<()> {
    let sql = "DELETE FROM match_review WHERE record_low = $1 AND record_high = $2";
    t.run(sql, &[low.into(), high.into()]).map(drop)
}

/// What waits, with the two people of each pair.
pub(crate) fn waiting(t: &mut Transaction<'_>) -> Done<Vec<WaitingRow>> {
    let sql = "SELECT r.record_low, r.record_high, r.probability_ppm, r.found_at, l.person_id, h.person_id
               FROM match_review r JOIN source_record l ON l.id = r.record_low JOIN source_record h ON h.id = r.record_high
               WHERE l.withdrawn = 0 AND h.withdrawn = 0 AND l.person_id <> h.person_id";
    let read = |row: &Row| Ok(WaitingRow { pair: review(row)?, people: (row.int(4)?, row.int(5)?) });
    t.rows(sql, &[])?.iter().map(read).collect()
}

/// How many records each person who waits has from each source.
pub(crate) fn sources_of_waiting(t: &mut Transaction<'_>) -> Done<Vec<(i64, String, i64)>> {
    let sql = "SELECT person_id, source, count(*) FROM source_record
               WHERE withdrawn = 0 AND person_id IN (
                 SELECT s.person_id FROM source_record s JOIN match_review r ON r.record_low = s.id
                 UNION SELECT s.person_id FROM source_record s JOIN match_review r ON r.record_high = s.id)
               GROUP BY person_id, source ORDER BY person_id, source";
    let read = |row: &Row| Ok((row.int(0)?, row.text(1)?, row.int(2)?));
    t.rows(sql, &[])?.iter().map(read).collect()
}

/// The records that a person has, each with its version.
pub(crate) fn versions_of(t: &mut Transaction<'_>, person: i64) -> Done<Vec<(i64, i64)>> {
    let sql = "SELECT id, version FROM source_record WHERE person_id = $1 AND withdrawn = 0 ORDER BY id";
    pairs(&t.rows(sql, &[person.into()])?)
}

/// A record's source, person, version, and whether it was withdrawn.
pub(crate) fn standing_of(t: &mut Transaction<'_>, record: i64) -> Done<Option<(String, i64, i64, bool)>> {
    let sql = "SELECT source, person_id, version, withdrawn FROM source_record WHERE id = $1";
    let read = |row: Row| Ok((row.text(0)?, row.int(1)?, row.int(2)?, row.int(3)? == 1));
    t.row(sql, &[record.into()])?.map(read).transpose()
}

fn review(row: &Row) -> Done<ReviewRow> {
    Ok(ReviewRow { low: row.int(0)?, high: row.int(1)?, ppm: row.int(2)?, found_at: row.int(3)? })
}

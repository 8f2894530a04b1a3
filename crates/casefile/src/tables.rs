//! The SQL of this room, in one text for both databases.

pub(crate) mod by_token;
pub(crate) mod decisions;
pub(crate) mod links;
pub(crate) mod quality;

use crate::stored::Sealed;
use database::{Arg, DatabaseError, Row, Transaction};

type Done<T> = Result<T, DatabaseError>;

const COLUMNS: &str = "id, source, record_key, person_id, as_of, received_at, version, digest, withdrawn, body FROM source_record";

pub(crate) struct FeedRow {
    pub(crate) position: Option<String>,
    pub(crate) as_of: Option<i64>,
    pub(crate) last_success: Option<i64>,
    pub(crate) last_failure: Option<i64>,
    pub(crate) failure: String,
    pub(crate) records: i64,
}

pub(crate) struct QuarantineRow {
    pub(crate) item: Vec<u8>,
    pub(crate) delivery: String,
    pub(crate) place: String,
    pub(crate) reason: String,
    pub(crate) received_at: i64,
    pub(crate) body: Vec<u8>,
}

/// A record as it goes into its row.
pub(crate) struct Fresh<'a> {
    pub(crate) source: &'a str,
    pub(crate) key_token: &'a [u8],
    pub(crate) as_of: i64,
    pub(crate) received_at: i64,
    pub(crate) digest: &'a [u8],
    pub(crate) body: &'a [u8],
}

/// What one delivery brought. `returned` are those of the changed that had been withdrawn before.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) rows: i64,
    pub(crate) new: i64,
    pub(crate) changed: i64,
    pub(crate) unchanged: i64,
    pub(crate) withdrawn: i64,
    pub(crate) returned: i64,
    pub(crate) rejected: i64,
}

pub(crate) fn record_by_key(t: &mut Transaction<'_>, source: &str, key_token: &[u8]) -> Done<Option<Sealed>> {
    let sql = format!("SELECT {COLUMNS} WHERE source = $1 AND record_key = $2");
    t.row(&sql, &[source.into(), key_token.into()])?.map(|row| sealed(&row)).transpose()
}

pub(crate) fn records_of_person(t: &mut Transaction<'_>, person: i64) -> Done<Vec<Sealed>> {
    let sql = format!("SELECT {COLUMNS} WHERE person_id = $1 AND withdrawn = 0 ORDER BY as_of DESC, id");
    t.rows(&sql, &[person.into()])?.iter().map(sealed).collect()
}

pub(crate) fn records_after(t: &mut Transaction<'_>, id: i64, limit: i64) -> Done<Vec<Sealed>> {
    let sql = format!("SELECT {COLUMNS} WHERE id > $1 AND withdrawn = 0 ORDER BY id LIMIT $2");
    t.rows(&sql, &[id.into(), limit.into()])?.iter().map(sealed).collect()
}

pub(crate) fn add_record(t: &mut Transaction<'_>, fresh: &Fresh<'_>, person: i64) -> Done<i64> {
    let sql = "INSERT INTO source_record (source, record_key, person_id, as_of, received_at, version, digest, withdrawn, body)
               VALUES ($1, $2, $3, $4, $5, 1, $6, 0, $7) RETURNING id";
    let args = [
        fresh.source.into(),
        fresh.key_token.into(),
        person.into(),
        fresh.as_of.into(),
        fresh.received_at.into(),
        fresh.digest.into(),
        fresh.body.into(),
    ];
    number(t, sql, &args)
}

pub(crate) fn replace_record(t: &mut Transaction<'_>, old: &Sealed, fresh: &Fresh<'_>) -> Done<()> {
    let keep = "INSERT INTO source_record_version (record_id, version, as_of, received_at, body) VALUES ($1, $2, $3, $4, $5)";
    let args = [
        old.id.into(),
        old.version.into(),
        old.as_of.into(),
        old.received_at.into(),
        old.body.as_slice().into(),
    ];
    t.run(keep, &args)?;
    let sql = "UPDATE source_record SET as_of = $2, received_at = $3, version = version + 1, digest = $4, body = $5,
                                        withdrawn = 0 WHERE id = $1";
    let args =
        [old.id.into(), fresh.as_of.into(), fresh.received_at.into(), fresh.digest.into(), fresh.body.into()];
    t.run(sql, &args).map(drop)
}

pub(crate) fn confirm_record(t: &mut Transaction<'_>, id: i64, as_of: i64, now: i64) -> Done<()> {
    let sql = "UPDATE source_record SET as_of = $2, received_at = $3 WHERE id = $1 AND as_of <= $2";
    t.run(sql, &[id.into(), as_of.into(), now.into()]).map(drop)
}

pub(crate) fn heard_before(t: &mut Transaction<'_>, source: &str, before: i64) -> Done<Vec<(i64, Vec<u8>)>> {
    let sql =
        "SELECT id, record_key FROM source_record WHERE source = $1 AND received_at < $2 AND withdrawn = 0";
    let rows = t.rows(sql, &[source.into(), before.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.bytes(1)?.to_vec()))).collect()
}

pub(crate) fn forget(t: &mut Transaction<'_>, record: i64, nothing: &[u8]) -> Done<()> {
    t.run(
        "UPDATE source_record SET withdrawn = 1, body = $2 WHERE id = $1",
        &[record.into(), nothing.into()],
    )?;
    t.run("DELETE FROM source_record_version WHERE record_id = $1", &[record.into()])?;
    t.run("DELETE FROM household_member WHERE record_id = $1", &[record.into()])?;
    t.run("DELETE FROM relative_named WHERE record_id = $1", &[record.into()]).map(drop)
}

/// The agency no longer speaks of the person, as of `as_of`. What it said after that stands.
pub(crate) fn withdraw(
    t: &mut Transaction<'_>,
    source: &str,
    key_token: &[u8],
    as_of: i64,
    now: i64,
) -> Done<Option<i64>> {
    let sql = "UPDATE source_record SET withdrawn = 1, as_of = $3, received_at = $4
               WHERE source = $1 AND record_key = $2 AND withdrawn = 0 AND as_of <= $3 RETURNING id";
    t.row(sql, &[source.into(), key_token.into(), as_of.into(), now.into()])?
        .map(|row| row.int(0))
        .transpose()
}

pub(crate) fn add_person(t: &mut Transaction<'_>, now: i64) -> Done<i64> {
    number(t, "INSERT INTO person (created_at) VALUES ($1) RETURNING id", &[now.into()])
}

pub(crate) fn lead_person(t: &mut Transaction<'_>, from: i64, to: i64) -> Done<()> {
    t.run("UPDATE person SET leads_to = $2 WHERE id = $1", &[from.into(), to.into()]).map(drop)
}

/// A person who has records leads nowhere else.
pub(crate) fn stands_for_itself(t: &mut Transaction<'_>, person: i64) -> Done<()> {
    t.run("UPDATE person SET leads_to = NULL WHERE id = $1 AND leads_to IS NOT NULL", &[person.into()])
        .map(drop)
}

pub(crate) fn person_of_record(t: &mut Transaction<'_>, record: i64) -> Done<Option<i64>> {
    let row =
        t.row("SELECT person_id FROM source_record WHERE id = $1 AND withdrawn = 0", &[record.into()])?;
    row.map(|row| row.int(0)).transpose()
}

pub(crate) fn leads_to(t: &mut Transaction<'_>, person: i64) -> Done<Option<i64>> {
    let row = t.row("SELECT leads_to FROM person WHERE id = $1", &[person.into()])?;
    row.map_or(Ok(None), |row| row.maybe_int(0))
}

pub(crate) fn has_records(t: &mut Transaction<'_>, person: i64) -> Done<bool> {
    let sql = "SELECT 1 FROM source_record WHERE person_id = $1 AND withdrawn = 0 LIMIT 1";
    Ok(t.row(sql, &[person.into()])?.is_some())
}

/// Notes that records of a source wait for the matcher.
pub(crate) fn await_linking(t: &mut Transaction<'_>, source: &str) -> Done<()> {
    let sql = "INSERT INTO unlinked (source) VALUES ($1) ON CONFLICT (source) DO NOTHING";
    t.run(sql, &[source.into()]).map(drop)
}

/// The matcher has judged every record.
pub(crate) fn all_linked(t: &mut Transaction<'_>) -> Done<()> {
    t.run("DELETE FROM unlinked", &[]).map(drop)
}

pub(crate) fn awaits_linking(t: &mut Transaction<'_>) -> Done<bool> {
    Ok(t.row("SELECT source FROM unlinked LIMIT 1", &[])?.is_some())
}

pub(crate) fn set_ties(
    t: &mut Transaction<'_>,
    record: i64,
    is_new: bool,
    households: &[Vec<u8>],
    relatives: &[Vec<u8>],
) -> Done<()> {
    if !is_new {
        t.run("DELETE FROM household_member WHERE record_id = $1", &[record.into()])?;
        t.run("DELETE FROM relative_named WHERE record_id = $1", &[record.into()])?;
    }
    for household in households {
        let sql = "INSERT INTO household_member (household, record_id) VALUES ($1, $2)";
        t.run(sql, &[household.as_slice().into(), record.into()])?;
    }
    for relative in relatives {
        let sql = "INSERT INTO relative_named (relative, record_id) VALUES ($1, $2)";
        t.run(sql, &[relative.as_slice().into(), record.into()])?;
    }
    Ok(())
}

pub(crate) fn household_people(t: &mut Transaction<'_>, household: &[u8]) -> Done<Vec<(i64, i64)>> {
    let sql = "SELECT s.id, s.person_id FROM household_member h JOIN source_record s ON s.id = h.record_id
               WHERE h.household = $1 AND s.withdrawn = 0 ORDER BY s.id";
    pairs(&t.rows(sql, &[household.into()])?)
}

pub(crate) fn people_naming(t: &mut Transaction<'_>, key_token: &[u8]) -> Done<Vec<(i64, i64)>> {
    let sql = "SELECT s.id, s.person_id FROM relative_named r JOIN source_record s ON s.id = r.record_id
               WHERE r.relative = $1 AND s.withdrawn = 0 ORDER BY s.id";
    pairs(&t.rows(sql, &[key_token.into()])?)
}

pub(crate) fn person_of_key(t: &mut Transaction<'_>, source: &str, key_token: &[u8]) -> Done<Option<i64>> {
    let sql = "SELECT person_id FROM source_record WHERE source = $1 AND record_key = $2 AND withdrawn = 0";
    t.row(sql, &[source.into(), key_token.into()])?.map(|row| row.int(0)).transpose()
}

pub(crate) fn feed(t: &mut Transaction<'_>, source: &str) -> Done<Option<FeedRow>> {
    let sql =
        "SELECT position, as_of, last_success, last_failure, failure, records FROM feed WHERE source = $1";
    let read = |row: Row| {
        Ok(FeedRow {
            position: row.maybe_text(0)?,
            as_of: row.maybe_int(1)?,
            last_success: row.maybe_int(2)?,
            last_failure: row.maybe_int(3)?,
            failure: row.text(4)?,
            records: row.int(5)?,
        })
    };
    t.row(sql, &[source.into()])?.map(read).transpose()
}

pub(crate) fn feed_succeeded(
    t: &mut Transaction<'_>,
    source: &str,
    position: Option<&str>,
    as_of: Option<i64>,
    now: i64,
    added: i64,
) -> Done<()> {
    ensure_feed(t, source)?;
    let sql =
        "UPDATE feed SET position = COALESCE($2, position), as_of = COALESCE($3, as_of), last_success = $4,
                               records = records + $5 WHERE source = $1";
    t.run(sql, &[source.into(), position.into(), as_of.into(), now.into(), added.into()]).map(drop)
}

pub(crate) fn feed_failed(t: &mut Transaction<'_>, source: &str, now: i64, failure: &str) -> Done<()> {
    ensure_feed(t, source)?;
    let sql = "UPDATE feed SET last_failure = $2, failure = $3 WHERE source = $1";
    t.run(sql, &[source.into(), now.into(), failure.into()]).map(drop)
}

pub(crate) fn note_delivery(
    t: &mut Transaction<'_>,
    source: &str,
    name: &str,
    now: i64,
    counts: &Counts,
) -> Done<()> {
    t.run("DELETE FROM delivery WHERE source = $1 AND name = $2", &[source.into(), name.into()])?;
    let sql = "INSERT INTO delivery (source, name, received_at, rows_read, new, changed, unchanged, withdrawn, rejected)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let args = [
        source.into(),
        name.into(),
        now.into(),
        counts.rows.into(),
        counts.new.into(),
        counts.changed.into(),
        counts.unchanged.into(),
        counts.withdrawn.into(),
        counts.rejected.into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn replace_quarantine(
    t: &mut Transaction<'_>,
    source: &str,
    delivery: &str,
    rows: &[QuarantineRow],
) -> Done<()> {
    t.run("DELETE FROM quarantine WHERE source = $1 AND delivery = $2", &[source.into(), delivery.into()])?;
    for row in rows {
        let sql = "INSERT INTO quarantine (item, source, delivery, place, reason, received_at, body)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let args = [
            row.item.as_slice().into(),
            source.into(),
            delivery.into(),
            row.place.as_str().into(),
            row.reason.as_str().into(),
            row.received_at.into(),
            row.body.as_slice().into(),
        ];
        t.run(sql, &args)?;
    }
    Ok(())
}

pub(crate) fn quarantine(t: &mut Transaction<'_>, source: &str) -> Done<Vec<QuarantineRow>> {
    let sql = "SELECT item, delivery, place, reason, received_at, body FROM quarantine WHERE source = $1
               ORDER BY received_at, delivery, place";
    let read = |row: &Row| {
        Ok(QuarantineRow {
            item: row.bytes(0)?.to_vec(),
            delivery: row.text(1)?,
            place: row.text(2)?,
            reason: row.text(3)?,
            received_at: row.int(4)?,
            body: row.bytes(5)?.to_vec(),
        })
    };
    t.rows(sql, &[source.into()])?.iter().map(read).collect()
}

fn ensure_feed(t: &mut Transaction<'_>, source: &str) -> Done<()> {
    let sql =
        "INSERT INTO feed (source, failure, records) VALUES ($1, '', 0) ON CONFLICT (source) DO NOTHING";
    t.run(sql, &[source.into()]).map(drop)
}

fn number(t: &mut Transaction<'_>, sql: &str, args: &[Arg]) -> Done<i64> {
    t.row(sql, args)?.ok_or(DatabaseError::Corrupt("a new row got no number"))?.int(0)
}

fn pairs(rows: &[Row]) -> Done<Vec<(i64, i64)>> {
    rows.iter().map(|row| Ok((row.int(0)?, row.int(1)?))).collect()
}

fn sealed(row: &Row) -> Done<Sealed> {
    Ok(Sealed {
        id: row.int(0)?,
        source: row.text(1)?,
        key_token: row.bytes(2)?.to_vec(),
        person: row.int(3)?,
        as_of: row.int(4)?,
        received_at: row.int(5)?,
        version: row.int(6)?,
        digest: row.bytes(7)?.to_vec(),
        withdrawn: row.int(8)? == 1,
        body: row.bytes(9)?.to_vec(),
    })
}

//! SQL of match quality: the matcher's weights, pairs drawn for checking, and the newest count.

use super::number;
use database::{Arg, DatabaseError, Row, Transaction};

type Done<T> = Result<T, DatabaseError>;

/// Weights as they stand in their row.
#[derive(Clone)]
pub(crate) struct ModelRow {
    pub(crate) id: i64,
    pub(crate) made_at: i64,
    pub(crate) state: String,
    pub(crate) weights: String,
    pub(crate) records: i64,
    pub(crate) sources: i64,
    pub(crate) base: Option<i64>,
    pub(crate) proposed_by: Option<i64>,
    pub(crate) decided: (Option<i64>, Option<i64>),
    pub(crate) in_force_at: Option<i64>,
    pub(crate) moved: Option<i64>,
    pub(crate) trial: String,
    pub(crate) profile: String,
    pub(crate) body: Vec<u8>,
}

/// A pair to check, with the people whose its records are now.
#[derive(Clone)]
pub(crate) struct CheckRow {
    pub(crate) id: i64,
    pub(crate) model: i64,
    pub(crate) stratum: String,
    pub(crate) pair: (i64, i64),
    pub(crate) ppm: i64,
    pub(crate) answer: String,
    pub(crate) answered: (Option<i64>, Option<i64>),
    pub(crate) people: (i64, i64),
}

/// A pair as it is drawn.
pub(crate) struct Drawn<'a> {
    pub(crate) draw: i64,
    pub(crate) model: i64,
    pub(crate) at: i64,
    pub(crate) stratum: &'a str,
    pub(crate) size: i64,
    pub(crate) pair: (i64, i64),
    pub(crate) ppm: i64,
}

const MODEL: &str =
    "id, made_at, state, weights, records, sources, base, proposed_by, decided_by, decided_at,
                     in_force_at, moved, trial, profile, body FROM match_model";

pub(crate) fn add_model(t: &mut Transaction<'_>, row: &ModelRow) -> Done<i64> {
    let sql = "INSERT INTO match_model (made_at, state, weights, records, sources, base, proposed_by, in_force_at, trial,
                                        profile, body)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
    let args: [Arg; 11] = [
        row.made_at.into(),
        row.state.as_str().into(),
        row.weights.as_str().into(),
        row.records.into(),
        row.sources.into(),
        row.base.into(),
        row.proposed_by.into(),
        row.in_force_at.into(),
        row.trial.as_str().into(),
        row.profile.as_str().into(),
        row.body.as_slice().into(),
    ];
    number(t, sql, &args)
}

/// Changes all of a row that changes after it was made.
pub(crate) fn set_model(t: &mut Transaction<'_>, row: &ModelRow) -> Done<()> {
    let sql =
        "UPDATE match_model SET state = $2, decided_by = $3, decided_at = $4, in_force_at = $5, moved = $6,
                      profile = $7, body = $8 WHERE id = $1";
    let args: [Arg; 8] = [
        row.id.into(),
        row.state.as_str().into(),
        row.decided.0.into(),
        row.decided.1.into(),
        row.in_force_at.into(),
        row.moved.into(),
        row.profile.as_str().into(),
        row.body.as_slice().into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn model(t: &mut Transaction<'_>, id: i64) -> Done<Option<ModelRow>> {
    let sql = format!("SELECT {MODEL} WHERE id = $1");
    t.row(&sql, &[id.into()])?.map(|row| read_model(&row)).transpose()
}

/// The newest first.
pub(crate) fn models(t: &mut Transaction<'_>, most: i64) -> Done<Vec<ModelRow>> {
    let sql = format!("SELECT {MODEL} ORDER BY id DESC LIMIT $1");
    t.rows(&sql, &[most.into()])?.iter().map(read_model).collect()
}

/// The weights in force.
pub(crate) fn in_force(t: &mut Transaction<'_>) -> Done<Option<ModelRow>> {
    let sql = format!(
        "SELECT {MODEL} WHERE state IN ('learned', 'approved') ORDER BY coalesce(in_force_at, made_at) DESC, id DESC LIMIT 1"
    );
    t.row(&sql, &[])?.map(|row| read_model(&row)).transpose()
}

pub(crate) fn proposed(t: &mut Transaction<'_>) -> Done<Option<i64>> {
    let sql = "SELECT id FROM match_model WHERE state = 'proposed' ORDER BY id LIMIT 1";
    t.row(sql, &[])?.map(|row| row.int(0)).transpose()
}

/// A steward has approved weights, now or ever.
pub(crate) fn was_approved(t: &mut Transaction<'_>) -> Done<bool> {
    let sql = "SELECT 1 FROM match_model WHERE decided_by IS NOT NULL AND in_force_at IS NOT NULL LIMIT 1";
    Ok(t.row(sql, &[])?.is_some())
}

pub(crate) fn retire(t: &mut Transaction<'_>) -> Done<()> {
    t.run("UPDATE match_model SET state = 'retired' WHERE state IN ('learned', 'approved')", &[]).map(drop)
}

/// Sources that have records.
pub(crate) fn sources(t: &mut Transaction<'_>) -> Done<i64> {
    let sql = "SELECT count(DISTINCT source) FROM source_record WHERE withdrawn = 0";
    t.row(sql, &[])?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) fn newest_draw(t: &mut Transaction<'_>) -> Done<i64> {
    t.row("SELECT coalesce(max(draw), 0) FROM match_check", &[])?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) fn drawn_pairs(t: &mut Transaction<'_>) -> Done<Vec<(i64, i64)>> {
    super::pairs(&t.rows("SELECT record_low, record_high FROM match_check", &[])?)
}

pub(crate) fn add_check(t: &mut Transaction<'_>, one: &Drawn<'_>) -> Done<()> {
    let sql =
        "INSERT INTO match_check (draw, model, drawn_at, stratum, stratum_size, record_low, record_high,
                                        probability_ppm, answer)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')";
    let args: [Arg; 8] = [
        one.draw.into(),
        one.model.into(),
        one.at.into(),
        one.stratum.into(),
        one.size.into(),
        one.pair.0.into(),
        one.pair.1.into(),
        one.ppm.into(),
    ];
    t.run(sql, &args).map(drop)
}

/// Checks whose records are there still; one by its number, or all.
pub(crate) fn checks(t: &mut Transaction<'_>, only: Option<i64>) -> Done<Vec<CheckRow>> {
    let sql = "SELECT c.id, c.model, c.stratum, c.record_low, c.record_high, c.probability_ppm, c.answer, c.account,
                      c.answered_at, l.person_id, h.person_id
               FROM match_check c JOIN source_record l ON l.id = c.record_low JOIN source_record h ON h.id = c.record_high
               WHERE l.withdrawn = 0 AND h.withdrawn = 0 AND (c.id = $1 OR $1 = 0) ORDER BY c.id";
    let read = |row: &Row| {
        Ok(CheckRow {
            id: row.int(0)?,
            model: row.int(1)?,
            stratum: row.text(2)?,
            pair: (row.int(3)?, row.int(4)?),
            ppm: row.int(5)?,
            answer: row.text(6)?,
            answered: (row.maybe_int(7)?, row.maybe_int(8)?),
            people: (row.int(9)?, row.int(10)?),
        })
    };
    t.rows(sql, &[only.unwrap_or(0).into()])?.iter().map(read).collect()
}

/// `false` when somebody has answered it already.
pub(crate) fn answer(t: &mut Transaction<'_>, id: i64, answer: &str, account: i64, at: i64) -> Done<bool> {
    let sql =
        "UPDATE match_check SET answer = $2, account = $3, answered_at = $4 WHERE id = $1 AND answer = ''";
    Ok(t.run(sql, &[id.into(), answer.into(), account.into(), at.into()])? > 0)
}

pub(crate) fn keep_count(t: &mut Transaction<'_>, at: i64, model: i64, body: &str) -> Done<()> {
    t.run("DELETE FROM match_count", &[])?;
    let sql = "INSERT INTO match_count (at, model, body) VALUES ($1, $2, $3)";
    t.run(sql, &[at.into(), model.into(), body.into()]).map(drop)
}

/// When, under which weights, and what was counted.
pub(crate) fn newest_count(t: &mut Transaction<'_>) -> Done<Option<(i64, i64, String)>> {
    let sql = "SELECT at, model, body FROM match_count ORDER BY id DESC LIMIT 1";
    t.row(sql, &[])?.map(|row| Ok((row.int(0)?, row.int(1)?, row.text(2)?))).transpose()
}

/// Decisions since a moment with the people whose each pair is now.
pub(crate) fn decided_since(t: &mut Transaction<'_>, at: i64) -> Done<Vec<(i64, i64, i64)>> {
    let sql = "SELECT DISTINCT d.id, l.person_id, h.person_id
               FROM match_decision d JOIN match_decision_pair p ON p.decision = d.id
               JOIN source_record l ON l.id = p.record_low JOIN source_record h ON h.id = p.record_high
               WHERE d.at >= $1";
    let read = |row: &Row| Ok((row.int(0)?, row.int(1)?, row.int(2)?));
    t.rows(sql, &[at.into()])?.iter().map(read).collect()
}

fn read_model(row: &Row) -> Done<ModelRow> {
    Ok(ModelRow {
        id: row.int(0)?,
        made_at: row.int(1)?,
        state: row.text(2)?,
        weights: row.text(3)?,
        records: row.int(4)?,
        sources: row.int(5)?,
        base: row.maybe_int(6)?,
        proposed_by: row.maybe_int(7)?,
        decided: (row.maybe_int(8)?, row.maybe_int(9)?),
        in_force_at: row.maybe_int(10)?,
        moved: row.maybe_int(11)?,
        trial: row.text(12)?,
        profile: row.text(13)?,
        body: row.bytes(14)?.to_vec(),
    })
}

//! SQL of what stewards decided about pairs of records.

use super::{number, pairs};
use database::{Arg, DatabaseError, Row, Transaction};

type Done<T> = Result<T, DatabaseError>;

/// A decision as it stands in its row.
pub(crate) struct DecisionRow {
    pub(crate) id: i64,
    pub(crate) at: i64,
    pub(crate) account: i64,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) needs_two: bool,
    pub(crate) second: (Option<i64>, Option<i64>),
    pub(crate) undone: (Option<i64>, Option<i64>),
    pub(crate) undone_second: Option<i64>,
    pub(crate) body: Vec<u8>,
}

/// A pair of a decision, each record with the version that was looked at.
#[derive(Clone, Copy)]
pub(crate) struct DecidedPair {
    pub(crate) low: (i64, i64),
    pub(crate) high: (i64, i64),
    pub(crate) ppm: i64,
}

/// A pair of a decision that is in force.
pub(crate) struct Standing {
    pub(crate) decision: i64,
    pub(crate) kind: String,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

const COLUMNS: &str =
    "d.id, d.at, d.account, d.kind, d.state, d.needs_two, d.second_account, d.second_at, d.undone_by,
                       d.undone_at, d.undone_second, d.body FROM match_decision d";

/// A decision whose undoing waits for a second person is in force still.
const IN_FORCE: &str = "d.state IN ('stands', 'undoing')";

pub(crate) fn add(
    t: &mut Transaction<'_>,
    at: i64,
    account: i64,
    kind: &str,
    state: &str,
    needs_two: bool,
) -> Done<i64> {
    let sql = "INSERT INTO match_decision (at, account, kind, state, needs_two, body)
               VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    let none: &[u8] = &[];
    let args: [Arg; 6] =
        [at.into(), account.into(), kind.into(), state.into(), i64::from(needs_two).into(), none.into()];
    number(t, sql, &args)
}

pub(crate) fn set_body(t: &mut Transaction<'_>, id: i64, body: &[u8]) -> Done<()> {
    t.run("UPDATE match_decision SET body = $2 WHERE id = $1", &[id.into(), body.into()]).map(drop)
}

pub(crate) fn add_pair(t: &mut Transaction<'_>, decision: i64, pair: &DecidedPair) -> Done<()> {
    let sql = "INSERT INTO match_decision_pair (decision, record_low, record_high, version_low, version_high, probability_ppm)
               VALUES ($1, $2, $3, $4, $5, $6)";
    let args = [
        decision.into(),
        pair.low.0.into(),
        pair.high.0.into(),
        pair.low.1.into(),
        pair.high.1.into(),
        pair.ppm.into(),
    ];
    t.run(sql, &args).map(drop)
}

/// Changes the state and the people who stand beside it.
pub(crate) fn set_state(t: &mut Transaction<'_>, row: &DecisionRow) -> Done<()> {
    let sql = "UPDATE match_decision SET state = $2, second_account = $3, second_at = $4, undone_by = $5, undone_at = $6,
                      undone_second = $7, body = $8 WHERE id = $1";
    let args: [Arg; 8] = [
        row.id.into(),
        row.state.as_str().into(),
        row.second.0.into(),
        row.second.1.into(),
        row.undone.0.into(),
        row.undone.1.into(),
        row.undone_second.into(),
        row.body.as_slice().into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn decision(t: &mut Transaction<'_>, id: i64) -> Done<Option<DecisionRow>> {
    let sql = format!("SELECT {COLUMNS} WHERE d.id = $1");
    t.row(&sql, &[id.into()])?.map(|row| read(&row)).transpose()
}

pub(crate) fn pairs_of(t: &mut Transaction<'_>, decision: i64) -> Done<Vec<(i64, i64)>> {
    let sql = "SELECT record_low, record_high FROM match_decision_pair WHERE decision = $1
               ORDER BY record_low, record_high";
    pairs(&t.rows(sql, &[decision.into()])?)
}

/// Pairs held together or apart by decisions in force, those of the newest last.
pub(crate) fn standing(t: &mut Transaction<'_>) -> Done<Vec<Standing>> {
    let sql = format!(
        "SELECT d.id, d.kind, p.record_low, p.record_high
         FROM match_decision d JOIN match_decision_pair p ON p.decision = d.id
         WHERE {IN_FORCE} AND d.kind IN ('link', 'apart')
         ORDER BY coalesce(d.second_at, d.at), d.id, p.record_low, p.record_high"
    );
    let read = |row: &Row| {
        Ok(Standing { decision: row.int(0)?, kind: row.text(1)?, low: row.int(2)?, high: row.int(3)? })
    };
    t.rows(&sql, &[])?.iter().map(read).collect()
}

/// People whom a decision in force keeps apart, as their records are linked now.
pub(crate) fn people_apart(t: &mut Transaction<'_>) -> Done<Vec<(i64, i64)>> {
    let sql = format!(
        "SELECT DISTINCT l.person_id, h.person_id
         FROM match_decision d JOIN match_decision_pair p ON p.decision = d.id
         JOIN source_record l ON l.id = p.record_low JOIN source_record h ON h.id = p.record_high
         WHERE {IN_FORCE} AND d.kind = 'apart' AND l.withdrawn = 0 AND h.withdrawn = 0"
    );
    pairs(&t.rows(&sql, &[])?)
}

/// Pairs about which a steward could not say, with how likely they were; for as long as no record of theirs changes.
pub(crate) fn put_off(t: &mut Transaction<'_>) -> Done<Vec<(i64, i64, i64)>> {
    let sql = format!(
        "SELECT p.record_low, p.record_high, p.probability_ppm
         FROM match_decision d JOIN match_decision_pair p ON p.decision = d.id
         WHERE {IN_FORCE} AND d.kind = 'undecided' AND NOT EXISTS (
           SELECT 1 FROM match_decision_pair q
           JOIN source_record l ON l.id = q.record_low JOIN source_record h ON h.id = q.record_high
           WHERE q.decision = d.id AND (l.version <> q.version_low OR h.version <> q.version_high
                                        OR l.withdrawn = 1 OR h.withdrawn = 1))"
    );
    let read = |row: &Row| Ok((row.int(0)?, row.int(1)?, row.int(2)?));
    t.rows(&sql, &[])?.iter().map(read).collect()
}

/// Decisions that speak of a record, with their states, the oldest first.
pub(crate) fn about(t: &mut Transaction<'_>, record: i64) -> Done<Vec<(i64, String)>> {
    let sql = "SELECT id, state FROM match_decision WHERE id IN (
                 SELECT decision FROM match_decision_pair WHERE record_low = $1
                 UNION SELECT decision FROM match_decision_pair WHERE record_high = $1) ORDER BY id";
    t.rows(sql, &[record.into()])?.iter().map(|row| Ok((row.int(0)?, row.text(1)?))).collect()
}

/// Decisions, or their undoing, that wait for a second person.
pub(crate) fn awaiting(t: &mut Transaction<'_>) -> Done<Vec<i64>> {
    let sql = "SELECT id FROM match_decision WHERE state IN ('awaits', 'undoing') ORDER BY id";
    t.rows(sql, &[])?.iter().map(|row| row.int(0)).collect()
}

fn read(row: &Row) -> Done<DecisionRow> {
    Ok(DecisionRow {
        id: row.int(0)?,
        at: row.int(1)?,
        account: row.int(2)?,
        kind: row.text(3)?,
        state: row.text(4)?,
        needs_two: row.int(5)? == 1,
        second: (row.maybe_int(6)?, row.maybe_int(7)?),
        undone: (row.maybe_int(8)?, row.maybe_int(9)?),
        undone_second: row.maybe_int(10)?,
        body: row.bytes(11)?.to_vec(),
    })
}

//! Reports that are put into a folder: which were, and who is at it.

use super::Done;
use database::{Arg, Transaction};

/// Where a report stands.
pub(crate) struct DropRow {
    pub(crate) state: String,
    pub(crate) claim: i64,
    pub(crate) claimed_at: i64,
}

pub(crate) fn find(t: &mut Transaction<'_>, series: &str, period: &str) -> Done<Option<DropRow>> {
    let sql = "SELECT state, claim, claimed_at FROM report_drop WHERE series = $1 AND period = $2";
    let row = t.row(sql, &[series.into(), period.into()])?;
    row.map(|row| Ok(DropRow { state: row.text(0)?, claim: row.int(1)?, claimed_at: row.int(2)? }))
        .transpose()
}

/// Takes it on; `false` when somebody else did in the same moment.
pub(crate) fn claim(
    t: &mut Transaction<'_>,
    (series, period): (&str, &str),
    claim: i64,
    now: i64,
) -> Done<bool> {
    let sql =
        "INSERT INTO report_drop (series, period, state, claim, claimed_at) VALUES ($1, $2, 'begun', $3, $4)
               ON CONFLICT (series, period) DO UPDATE SET claim = $3, claimed_at = $4
               WHERE report_drop.state = 'begun' AND report_drop.claim < $3";
    let args: [Arg; 4] = [series.into(), period.into(), claim.into(), now.into()];
    Ok(t.run(sql, &args)? > 0)
}

/// A step further; `false` when it is not this claim's any more.
pub(crate) fn step(
    t: &mut Transaction<'_>,
    (series, period): (&str, &str),
    claim: i64,
    (from, to): (&str, &str),
) -> Done<bool> {
    let sql =
        "UPDATE report_drop SET state = $5 WHERE series = $1 AND period = $2 AND claim = $3 AND state = $4";
    let args: [Arg; 5] = [series.into(), period.into(), claim.into(), from.into(), to.into()];
    Ok(t.run(sql, &args)? > 0)
}

/// The periods of a series that are begun or done.
pub(crate) fn periods(t: &mut Transaction<'_>, series: &str) -> Done<Vec<String>> {
    let sql = "SELECT period FROM report_drop WHERE series = $1 ORDER BY period";
    t.rows(sql, &[series.into()])?.iter().map(|row| row.text(0)).collect()
}

//! SQL for what other rooms ask about records by their tokens.

use database::{DatabaseError, Row, Transaction};

type Done<T> = Result<T, DatabaseError>;

/// People of records of one source by their tokens, with whether the record was withdrawn. At most [`AT_ONCE`] tokens.
pub(crate) fn people_of_keys(
    t: &mut Transaction<'_>,
    source: &str,
    tokens: &[&[u8]],
) -> Done<Vec<(Vec<u8>, i64, bool)>> {
    let places: Vec<String> = (0..AT_ONCE).map(|at| format!("${}", at + 2)).collect();
    let sql = format!(
        "SELECT record_key, person_id, withdrawn FROM source_record WHERE source = $1 AND record_key IN ({})",
        places.join(", ")
    );
    // Always as many places, so that the statement stays prepared; the last token fills those that are left.
    let last = tokens.last().copied().unwrap_or_default();
    let mut args = vec![source.into()];
    args.extend((0..AT_ONCE).map(|at| tokens.get(at).copied().unwrap_or(last).into()));
    let read = |row: &Row| Ok((row.bytes(0)?.to_vec(), row.int(1)?, row.int(2)? == 1));
    t.rows(&sql, &args)?.iter().map(read).collect()
}

/// Tokens in one question of [`people_of_keys`].
pub(crate) const AT_ONCE: usize = 200;

/// The newest record and the newest link decision.
pub(crate) fn generation(t: &mut Transaction<'_>) -> Done<(i64, i64)> {
    let sql = "SELECT (SELECT coalesce(max(id), 0) FROM source_record),
                      (SELECT coalesce(max(id), 0) FROM link_decision)";
    t.row(sql, &[])?.map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.int(1)?)))
}

//! Brings a database to this program's version, one numbered step after the other, each whole or not at all.

use crate::{DatabaseError, Transaction};
use sha2::{Digest, Sha256};

/// The steps, in order. One number and one name for both databases; a released step is never edited.
const STEPS: &[(&str, &str)] = &[
    ("0001_begin", include_str!("../../../migrations/0001_begin.sql")),
    ("0002_unlinked", include_str!("../../../migrations/0002_unlinked.sql")),
    ("0003_duties", include_str!("../../../migrations/0003_duties.sql")),
    ("0004_privacy", include_str!("../../../migrations/0004_privacy.sql")),
    ("0005_review", include_str!("../../../migrations/0005_review.sql")),
    ("0006_provisioning", include_str!("../../../migrations/0006_provisioning.sql")),
    ("0007_status", include_str!("../../../migrations/0007_status.sql")),
    ("0008_frontdesk", include_str!("../../../migrations/0008_frontdesk.sql")),
    ("0009_link_review", include_str!("../../../migrations/0009_link_review.sql")),
    ("0010_match_quality", include_str!("../../../migrations/0010_match_quality.sql")),
];

const LEDGER: &str =
    "CREATE TABLE IF NOT EXISTS migration (\n  name TEXT NOT NULL PRIMARY KEY,\n  digest TEXT NOT NULL\n);";

pub(crate) fn apply(transaction: &mut Transaction<'_>) -> Result<(), DatabaseError> {
    let dialect = transaction.dialect();
    transaction.script(&dialect.migration(LEDGER))?;
    let done = transaction.rows("SELECT name, digest FROM migration ORDER BY name", &[])?;
    if done.len() > STEPS.len() {
        return Err(DatabaseError::Migration(
            "the database was made by a newer version of this program; use that version, or restore a backup"
                .to_owned(),
        ));
    }
    for (at, (name, sql)) in STEPS.iter().enumerate() {
        let digest: String =
            Sha256::digest(sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        match done.get(at) {
            Some(row) if row.text(0)? == *name && row.text(1)? == digest => {}
            Some(_) => {
                return Err(DatabaseError::Migration(format!(
                    "the database was not made by migration `{name}` as this program knows it; use the version that made it, or begin with an empty database"
                )));
            }
            None => {
                transaction.script(&dialect.migration(sql))?;
                let args = [(*name).into(), digest.into()];
                transaction.run("INSERT INTO migration (name, digest) VALUES ($1, $2)", &args)?;
            }
        }
    }
    Ok(())
}

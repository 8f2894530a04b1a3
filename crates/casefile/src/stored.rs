//! How a source record is sealed into its row, and opened again.

use crate::{CaseFile, CaseFileError};
use database::{Cell, Sealer, Token};
use jiff::Timestamp;
use records::{Entry, PersonId, RecordKey, SectionKind, SourceId, SourceRecord};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A record as it is kept, with what we decided about it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its row.
    pub id: i64,
    /// Whose it is.
    pub person: PersonId,
    /// What the agency said.
    pub record: SourceRecord,
    /// When it came.
    pub received_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Body {
    key: String,
    entries: Vec<Entry>,
}

/// A row of the table, still sealed.
pub(crate) struct Sealed {
    pub(crate) id: i64,
    pub(crate) source: String,
    pub(crate) key_token: Vec<u8>,
    pub(crate) person: i64,
    pub(crate) as_of: i64,
    pub(crate) received_at: i64,
    pub(crate) version: i64,
    pub(crate) digest: Vec<u8>,
    pub(crate) withdrawn: bool,
    pub(crate) body: Vec<u8>,
}

impl CaseFile {
    pub(crate) fn unseal(&self, row: &Sealed) -> Result<Stored, CaseFileError> {
        let plain = self.sealer.open(body_cell(&row.key_token), &row.body)?;
        let body: Body = serde_json::from_slice(&plain).map_err(unreadable)?;
        Ok(Stored {
            id: row.id,
            person: PersonId(row.person),
            record: SourceRecord {
                source: SourceId(row.source.clone()),
                key: RecordKey(body.key),
                as_of: instant(row.as_of),
                entries: body.entries,
            },
            received_at: instant(row.received_at),
        })
    }
}

/// The token by which a record's row is found.
pub(crate) fn key_token(sealer: &Sealer, source: &SourceId, key: &str) -> Token {
    sealer.record_token(&source.0, key)
}

/// The token that the members of one household share.
pub(crate) fn household_token(sealer: &Sealer, source: &SourceId, household: &str) -> Token {
    sealer.token("household key", joined(source, household).as_bytes())
}

/// The sealed body and the digest by which an unchanged record is known.
pub(crate) fn seal(sealer: &Sealer, record: &SourceRecord) -> Result<(Vec<u8>, Vec<u8>), CaseFileError> {
    let body = Body { key: record.key.0.clone(), entries: record.entries.clone() };
    let plain = serde_json::to_vec(&body).map_err(unreadable)?;
    // A bare hash of so small a content could be guessed; the token is keyed.
    let digest = sealer.token("record digest", &Sha256::digest(&plain));
    let token = key_token(sealer, &record.source, &record.key.0);
    Ok((sealer.seal(body_cell(&token), &plain)?, digest.to_vec()))
}

/// The sealed body of a record of which nothing may be kept any more.
pub(crate) fn seal_nothing(sealer: &Sealer, key_token: &[u8]) -> Result<Vec<u8>, CaseFileError> {
    let plain = serde_json::to_vec(&Body { key: String::new(), entries: Vec::new() }).map_err(unreadable)?;
    Ok(sealer.seal(body_cell(key_token), &plain)?)
}

/// Only what finds and links a person, for agencies that do not let the rest be kept.
pub(crate) fn only_particulars(record: &mut SourceRecord) {
    let finds = [SectionKind::Demographics, SectionKind::Contact, SectionKind::Household];
    record.entries.retain(|entry| finds.contains(&entry.kind));
}

pub(crate) fn instant(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn body_cell(key_token: &[u8]) -> Cell<'_> {
    Cell { table: "source_record", column: "body", row: key_token }
}

fn joined(source: &SourceId, key: &str) -> String {
    format!("{}\u{0}{key}", source.0)
}

/// The cause may quote the record, so only its kind and place are passed on.
fn unreadable(cause: serde_json::Error) -> CaseFileError {
    CaseFileError::Unreadable(format!("{:?} error at byte {}", cause.classify(), cause.column()))
}

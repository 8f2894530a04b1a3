//! What kiosks said.

use super::Done;
use crate::Moment;
use database::{Arg, Transaction};
use uuid::Uuid;

pub(crate) struct EventRow<'a> {
    pub(crate) id: Uuid,
    pub(crate) kiosk: &'a str,
    pub(crate) seq: i64,
    pub(crate) kind: &'a str,
    pub(crate) visit: Option<Uuid>,
    pub(crate) moment: Moment,
    pub(crate) received_at: i64,
    pub(crate) digest: &'a [u8; 32],
    pub(crate) held: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

pub(crate) fn add(t: &mut Transaction<'_>, event: &EventRow<'_>) -> Done<()> {
    let sql = "INSERT INTO kiosk_event (id, kiosk, seq, kind, visit, at, uncertain, received_at, digest, held, body)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let args: [Arg; 11] = [
        event.id.as_bytes().as_slice().into(),
        event.kiosk.into(),
        event.seq.into(),
        event.kind.into(),
        event.visit.map(|visit| visit.as_bytes().to_vec()).into(),
        event.moment.at.into(),
        i64::from(event.moment.uncertain).into(),
        event.received_at.into(),
        event.digest.as_slice().into(),
        event.held.map(str::to_owned).into(),
        event.body.into(),
    ];
    t.run(sql, &args).map(drop)
}

/// The device and the content under this id.
pub(crate) fn known(t: &mut Transaction<'_>, id: Uuid) -> Done<Option<(String, Vec<u8>)>> {
    let row =
        t.row("SELECT kiosk, digest FROM kiosk_event WHERE id = $1", &[id.as_bytes().as_slice().into()])?;
    row.map(|row| Ok((row.text(0)?, row.bytes(1)?.to_vec()))).transpose()
}

/// The device sent an event by this number already.
pub(crate) fn counted(t: &mut Transaction<'_>, kiosk: &str, seq: i64) -> Done<bool> {
    let sql = "SELECT 1 FROM kiosk_event WHERE kiosk = $1 AND seq = $2";
    Ok(t.row(sql, &[kiosk.into(), seq.into()])?.is_some())
}

/// The first number that is missing, and whether later ones are here.
pub(crate) fn next_of(t: &mut Transaction<'_>, kiosk: &str) -> Done<(i64, bool)> {
    let mut next = super::kiosks::next_seq(t, kiosk)?;
    let sql = "SELECT DISTINCT seq FROM kiosk_event WHERE kiosk = $1 AND seq >= $2 ORDER BY seq";
    for row in t.rows(sql, &[kiosk.into(), next.into()])? {
        if row.int(0)? != next {
            return Ok((next, true));
        }
        next += 1;
    }
    Ok((next, false))
}

//! What customers asked for at kiosks, and nobody saw to yet.

use super::{Done, uuid};
use database::{Row, Transaction};
use uuid::Uuid;

/// Somebody asked for help, or showed a card that is nobody's.
pub(crate) struct CallRow {
    pub(crate) id: Uuid,
    pub(crate) kiosk: String,
    pub(crate) kind: String,
    pub(crate) at: i64,
}

/// What was asked at a site's kiosks since a moment and is not settled, the latest first. Only a kiosk's last events are looked at:
/// no day has more of them.
pub(crate) fn since(t: &mut Transaction<'_>, site: &str, since: i64, most: i64) -> Done<Vec<CallRow>> {
    let sql = "SELECT e.id, k.name, e.kind, e.at FROM kiosk k JOIN kiosk_event e ON e.kiosk = k.id AND e.seq >= k.next_seq - 5000
               WHERE k.site = $1 AND e.kind IN ('help', 'unknown_card') AND e.at >= $2 AND e.held IS NULL AND e.settled_at IS NULL
               ORDER BY e.at DESC, e.id LIMIT $3";
    let one = |row: &Row| -> Done<CallRow> {
        Ok(CallRow { id: uuid(row, 0)?, kiosk: row.text(1)?, kind: row.text(2)?, at: row.int(3)? })
    };
    t.rows(sql, &[site.into(), since.into(), most.into()])?.iter().map(one).collect()
}

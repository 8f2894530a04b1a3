//! Other systems: how far they were told, and what they said.

use super::{Done, maybe_bytes, uuid};
use crate::VisitService;
use crate::exchange::PartnerState;
use database::{Arg, Row, Token, Transaction};
use uuid::Uuid;

/// A visit, as another system is told of it.
pub(crate) struct VisitTold {
    pub(crate) id: Uuid,
    pub(crate) site: String,
    pub(crate) began: i64,
    pub(crate) day: i64,
    pub(crate) ended: Option<i64>,
    pub(crate) closed: bool,
    pub(crate) member: i64,
    pub(crate) verified: bool,
    pub(crate) uncertain: bool,
    pub(crate) paper: bool,
    pub(crate) voided: bool,
    pub(crate) folded_into: Option<Uuid>,
    pub(crate) services: Vec<VisitService>,
}

/// A delivered service, as another system is told of it.
pub(crate) struct ServiceTold {
    pub(crate) id: i64,
    pub(crate) service: String,
    pub(crate) site: String,
    pub(crate) day: i64,
    pub(crate) at: i64,
    pub(crate) visit: Option<Uuid>,
    pub(crate) programme: Option<String>,
    pub(crate) partner: Option<String>,
    pub(crate) undone: bool,
}

/// What a partner said, as it is kept.
pub(crate) struct MessageRow {
    pub(crate) partner: String,
    pub(crate) id: String,
    pub(crate) digest: Vec<u8>,
    pub(crate) kind: String,
    pub(crate) site: String,
    pub(crate) received_at: i64,
    pub(crate) state: String,
    pub(crate) why: Option<String>,
    pub(crate) member: Option<i64>,
    pub(crate) service: Option<i64>,
    pub(crate) body: Vec<u8>,
}

fn visit_id(row: &Row, column: usize) -> Option<Uuid> {
    maybe_bytes(row, column).and_then(|bytes| Uuid::from_slice(&bytes).ok())
}

/// A visit that began and is a member's, however it stands.
pub(crate) fn visit(t: &mut Transaction<'_>, id: Uuid) -> Done<Option<VisitTold>> {
    let sql = "SELECT id, site, began, day, ended, closed, member, verified, uncertain, paper, voided, folded_into FROM visit
               WHERE id = $1 AND began IS NOT NULL AND member IS NOT NULL";
    let Some(row) = t.row(sql, &[id.as_bytes().as_slice().into()])? else { return Ok(None) };
    Ok(Some(VisitTold {
        id: uuid(&row, 0)?,
        site: row.text(1)?,
        began: row.int(2)?,
        day: row.int(3)?,
        ended: row.maybe_int(4)?,
        closed: row.maybe_text(5)?.is_some(),
        member: row.int(6)?,
        verified: row.int(7)? != 0,
        uncertain: row.int(8)? != 0,
        paper: row.int(9)? != 0,
        voided: row.int(10)? != 0,
        folded_into: visit_id(&row, 11),
        services: super::visits::services(t, id)?,
    }))
}

pub(crate) fn service(t: &mut Transaction<'_>, id: i64) -> Done<Option<ServiceTold>> {
    let sql = "SELECT id, service, site, day, at, visit, programme, partner, undone_at FROM staff_service WHERE id = $1";
    let one = |row: Row| {
        Ok(ServiceTold {
            id: row.int(0)?,
            service: row.text(1)?,
            site: row.text(2)?,
            day: row.int(3)?,
            at: row.int(4)?,
            visit: visit_id(&row, 5),
            programme: row.maybe_text(6)?,
            partner: row.maybe_text(7)?,
            undone: row.maybe_int(8)?.is_some(),
        })
    };
    t.row(sql, &[id.into()])?.map(one).transpose()
}

pub(crate) fn state(t: &mut Transaction<'_>, partner: &str) -> Done<PartnerState> {
    let sql = "SELECT sent, succeeded_at, tried_at, failed, why FROM exchange_partner WHERE partner = $1";
    let mut state = match t.row(sql, &[partner.into()])? {
        None => PartnerState::default(),
        Some(row) => PartnerState {
            sent: row.int(0)?,
            waiting: 0,
            succeeded_at: row.maybe_int(1)?,
            tried_at: row.int(2)?,
            failed: row.int(3)?,
            why: row.maybe_text(4)?,
        },
    };
    let sql = "SELECT count(*) FROM member_change WHERE id > $1";
    state.waiting = t.row(sql, &[state.sent.into()])?.map_or(Ok(0), |row| row.int(0))?;
    Ok(state)
}

/// Never backwards: another program may have been further.
pub(crate) fn told(t: &mut Transaction<'_>, partner: &str, up_to: i64, now: i64) -> Done<()> {
    let sql = "INSERT INTO exchange_partner (partner, sent, succeeded_at, tried_at, failed) VALUES ($1, $2, $3, $3, 0)
               ON CONFLICT (partner) DO UPDATE SET succeeded_at = $3, tried_at = $3, failed = 0, why = NULL,
               sent = CASE WHEN exchange_partner.sent < $2 THEN $2 ELSE exchange_partner.sent END";
    t.run(sql, &[partner.into(), up_to.into(), now.into()]).map(drop)
}

pub(crate) fn not_told(t: &mut Transaction<'_>, partner: &str, why: &str, now: i64) -> Done<()> {
    let sql =
        "INSERT INTO exchange_partner (partner, sent, tried_at, failed, why) VALUES ($1, 0, $2, 1, $3)
               ON CONFLICT (partner) DO UPDATE SET tried_at = $2, failed = exchange_partner.failed + 1, why = $3";
    t.run(sql, &[partner.into(), now.into(), why.into()]).map(drop)
}

/// The member whom a partner calls by a name of its own.
pub(crate) fn by_external(t: &mut Transaction<'_>, partner: &str, external: &Token) -> Done<Option<i64>> {
    let sql = "SELECT member FROM exchange_key WHERE partner = $1 AND external = $2";
    t.row(sql, &[partner.into(), external.as_slice().into()])?.map(|row| row.int(0)).transpose()
}

pub(crate) fn call(t: &mut Transaction<'_>, partner: &str, external: &Token, member: i64) -> Done<()> {
    let sql = "INSERT INTO exchange_key (partner, external, member) VALUES ($1, $2, $3)
               ON CONFLICT (partner, external) DO UPDATE SET member = $3";
    t.run(sql, &[partner.into(), external.as_slice().into(), member.into()]).map(drop)
}

const MESSAGE: &str = "partner, id, digest, kind, site, received_at, state, why, member, service, body";

fn message_of(row: &Row) -> Done<MessageRow> {
    Ok(MessageRow {
        partner: row.text(0)?,
        id: row.text(1)?,
        digest: row.bytes(2)?.to_vec(),
        kind: row.text(3)?,
        site: row.text(4)?,
        received_at: row.int(5)?,
        state: row.text(6)?,
        why: row.maybe_text(7)?,
        member: row.maybe_int(8)?,
        service: row.maybe_int(9)?,
        body: row.bytes(10)?.to_vec(),
    })
}

pub(crate) fn message(t: &mut Transaction<'_>, partner: &str, id: &str) -> Done<Option<MessageRow>> {
    let sql = format!("SELECT {MESSAGE} FROM exchange_message WHERE partner = $1 AND id = $2");
    t.row(&sql, &[partner.into(), id.into()])?.as_ref().map(message_of).transpose()
}

pub(crate) fn keep(t: &mut Transaction<'_>, new: &MessageRow) -> Done<()> {
    let sql = format!(
        "INSERT INTO exchange_message ({MESSAGE}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let args: [Arg; 11] = [
        new.partner.as_str().into(),
        new.id.as_str().into(),
        new.digest.as_slice().into(),
        new.kind.as_str().into(),
        new.site.as_str().into(),
        new.received_at.into(),
        new.state.as_str().into(),
        new.why.clone().into(),
        new.member.into(),
        new.service.into(),
        new.body.as_slice().into(),
    ];
    t.run(&sql, &args).map(drop)
}

/// What waits for somebody at a site, oldest first.
pub(crate) fn held(t: &mut Transaction<'_>, site: &str, most: i64) -> Done<Vec<MessageRow>> {
    let sql = format!(
        "SELECT {MESSAGE} FROM exchange_message WHERE site = $1 AND state = 'held' ORDER BY received_at, partner, id LIMIT $2"
    );
    t.rows(&sql, &[site.into(), most.into()])?.iter().map(message_of).collect()
}

/// What somebody at a desk decided; `false` when somebody else was faster.
pub(crate) fn settle(
    t: &mut Transaction<'_>,
    (partner, id): (&str, &str),
    (state, member): (&str, Option<i64>),
    (now, by): (i64, Option<i64>),
) -> Done<bool> {
    let sql = "UPDATE exchange_message SET state = $3, member = $4, settled_at = $5, settled_by = $6
               WHERE partner = $1 AND id = $2 AND state = 'held'";
    let args: [Arg; 6] = [partner.into(), id.into(), state.into(), member.into(), now.into(), by.into()];
    Ok(t.run(sql, &args)? > 0)
}

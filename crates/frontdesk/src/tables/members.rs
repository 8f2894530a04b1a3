//! Members.

use super::{Done, maybe_bytes};
use crate::members::MemberRow;
use database::{Arg, DatabaseError, Row, Token, Transaction};
use uuid::Uuid;

/// Waits for its turn, so that numbers of changes rise in the order in which they are committed.
pub(crate) fn turn(t: &mut Transaction<'_>) -> Done<()> {
    let sql = "INSERT INTO member_turn (name, taken) VALUES ('members', 1)
               ON CONFLICT (name) DO UPDATE SET taken = member_turn.taken + 1";
    t.run(sql, &[]).map(drop)
}

/// What of a member changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Touched {
    /// What is known of her.
    Herself,
    /// One of her visits.
    Visit(Uuid),
    /// Something that staff delivered, by the number of its row.
    Service(i64),
}

/// One change of a member.
pub(crate) struct ChangeRow {
    pub(crate) id: i64,
    pub(crate) member: i64,
    pub(crate) what: Touched,
}

/// Every change of a member, or of what she did, is followed by this, for the case file and other systems.
pub(crate) fn changed(t: &mut Transaction<'_>, member: i64, what: Touched, now: i64) -> Done<()> {
    let (visit, service) = match what {
        Touched::Herself => (None, None),
        Touched::Visit(visit) => (Some(visit.as_bytes().to_vec()), None),
        Touched::Service(service) => (None, Some(service)),
    };
    let args: [Arg; 4] = [member.into(), now.into(), visit.into(), service.into()];
    t.run("INSERT INTO member_change (member, at, visit, service) VALUES ($1, $2, $3, $4)", &args).map(drop)
}

/// What changed after a number, in the order in which it did.
pub(crate) fn what_changed(t: &mut Transaction<'_>, after: i64, most: i64) -> Done<Vec<ChangeRow>> {
    let sql = "SELECT id, member, visit, service FROM member_change WHERE id > $1 ORDER BY id LIMIT $2";
    let one = |row: &Row| {
        let visit = maybe_bytes(row, 2).and_then(|bytes| Uuid::from_slice(&bytes).ok());
        let what = match (visit, row.maybe_int(3)?) {
            (Some(visit), _) => Touched::Visit(visit),
            (None, Some(service)) => Touched::Service(service),
            (None, None) => Touched::Herself,
        };
        Ok(ChangeRow { id: row.int(0)?, member: row.int(1)?, what })
    };
    t.rows(sql, &[after.into(), most.into()])?.iter().map(one).collect()
}

/// Changes after a number, in their order: change and member.
pub(crate) fn changes(t: &mut Transaction<'_>, after: i64, most: i64) -> Done<Vec<(i64, i64)>> {
    let sql = "SELECT id, member FROM member_change WHERE id > $1 ORDER BY id LIMIT $2";
    let rows = t.rows(sql, &[after.into(), most.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.int(1)?))).collect()
}

pub(crate) fn add(t: &mut Transaction<'_>, new: &MemberRow) -> Done<i64> {
    let sql = "INSERT INTO member (number, uii, ssn, body, site, registered_at, registered_by, barred, said)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
    let args: [Arg; 9] = [
        new.number.as_slice().into(),
        new.uii.as_str().into(),
        new.ssn.map(|token| token.to_vec()).into(),
        new.body.clone().into(),
        new.site.as_str().into(),
        new.registered_at.into(),
        new.registered_by.into(),
        i64::from(new.barred).into(),
        new.said.as_slice().into(),
    ];
    t.row(sql, &args)?.ok_or(DatabaseError::Corrupt("a new member has no number"))?.int(0)
}

const SELECT: &str =
    "SELECT id, number, uii, ssn, body, site, registered_at, registered_by, barred, said FROM member";

/// A member; of who was joined to another, the one who stays.
pub(crate) fn member(t: &mut Transaction<'_>, id: i64) -> Done<Option<MemberRow>> {
    let sql = format!("{SELECT} WHERE id = coalesce((SELECT merged_into FROM member WHERE id = $1), $1)");
    t.row(&sql, &[id.into()])?.as_ref().map(read).transpose()
}

/// The memberships that were joined to this one.
pub(crate) fn joined(t: &mut Transaction<'_>, id: i64) -> Done<Vec<MemberRow>> {
    t.rows(&format!("{SELECT} WHERE merged_into = $1 ORDER BY id"), &[id.into()])?.iter().map(read).collect()
}

/// What a member says of herself now.
pub(crate) fn set_said(
    t: &mut Transaction<'_>,
    member: i64,
    body: Vec<u8>,
    (said, ssn): (&Token, Option<&Token>),
) -> Done<()> {
    let sql = "UPDATE member SET body = $2, said = $3, ssn = $4 WHERE id = $1";
    let args: [Arg; 4] =
        [member.into(), body.into(), said.as_slice().into(), ssn.map(|token| token.to_vec()).into()];
    t.run(sql, &args).map(drop)
}

pub(crate) fn by_number(t: &mut Transaction<'_>, number: &Token) -> Done<Option<i64>> {
    one(t, "SELECT id FROM member WHERE number = $1", number.as_slice().into())
}

pub(crate) fn by_ssn(t: &mut Transaction<'_>, ssn: &Token) -> Done<Option<i64>> {
    one(t, "SELECT id FROM member WHERE ssn = $1", ssn.as_slice().into())
}

pub(crate) fn by_uii(t: &mut Transaction<'_>, uii: &str) -> Done<Option<i64>> {
    one(t, "SELECT id FROM member WHERE uii = $1", uii.into())
}

/// Everybody of this last name and birth date; at most a handful.
pub(crate) fn by_said(t: &mut Transaction<'_>, said: &Token) -> Done<Vec<MemberRow>> {
    let sql = format!("{SELECT} WHERE said = $1 ORDER BY id LIMIT 20");
    t.rows(&sql, &[said.as_slice().into()])?.iter().map(read).collect()
}

fn one(t: &mut Transaction<'_>, sql: &str, arg: Arg) -> Done<Option<i64>> {
    t.row(sql, &[arg])?.map(|row| row.int(0)).transpose()
}

pub(crate) fn read(row: &Row) -> Done<MemberRow> {
    let token = |column| -> Option<Token> { maybe_bytes(row, column)?.try_into().ok() };
    Ok(MemberRow {
        id: row.int(0)?,
        number: token(1).ok_or(DatabaseError::Corrupt("a member has no number"))?,
        uii: row.text(2)?,
        ssn: token(3),
        body: row.bytes(4)?.to_vec(),
        site: row.text(5)?,
        registered_at: row.int(6)?,
        registered_by: row.maybe_int(7)?,
        barred: row.int(8)? != 0,
        said: token(9).ok_or(DatabaseError::Corrupt("a member lacks a token"))?,
    })
}

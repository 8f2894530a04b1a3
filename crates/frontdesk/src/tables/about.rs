//! What customers chose to say for reports.

use super::Done;
use database::{Arg, Row, Transaction};

/// When somebody was asked, who of staff asked, and what she said.
pub(crate) struct AboutRow {
    /// The membership under which it was said.
    pub(crate) member: i64,
    /// The day on which it was said.
    pub(crate) day: i64,
    pub(crate) at: i64,
    pub(crate) account: Option<i64>,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn add(t: &mut Transaction<'_>, new: &AboutRow) -> Done<()> {
    let sql = "INSERT INTO member_about (member, day, at, account, body) VALUES ($1, $2, $3, $4, $5)";
    let args: [Arg; 5] =
        [new.member.into(), new.day.into(), new.at.into(), new.account.into(), new.body.clone().into()];
    t.run(sql, &args).map(drop)
}

/// What a member said last, or somebody who was joined to her.
pub(crate) fn latest(t: &mut Transaction<'_>, member: i64) -> Done<Option<AboutRow>> {
    let sql = "SELECT member, day, at, account, body FROM member_about
               WHERE member IN (SELECT id FROM member WHERE id = $1 OR merged_into = $1) ORDER BY day DESC, id DESC LIMIT 1";
    let one = |row: Row| -> Done<AboutRow> {
        Ok(AboutRow {
            member: row.int(0)?,
            day: row.int(1)?,
            at: row.int(2)?,
            account: row.maybe_int(3)?,
            body: row.bytes(4)?.to_vec(),
        })
    };
    t.row(sql, &[member.into()])?.map(one).transpose()
}

//! Records that a desk can name, and what people did about them.

use super::Done;
use crate::{Level, Origin, Part, Subject};
use ::records::SourceId;
use database::{Arg, Row, Token, Transaction};

/// One record, or all of a source.
#[derive(Clone, Copy)]
pub(crate) enum Whose<'a> {
    One(&'a Subject),
    All(&'a SourceId),
}

impl Whose<'_> {
    fn narrowed(self) -> (&'static str, Vec<Arg>) {
        match self {
            Whose::One(subject) => (" AND subject = $2", super::whom(subject).to_vec()),
            Whose::All(source) => ("", vec![source.0.as_str().into()]),
        }
    }
}

pub(crate) struct RecordRow {
    pub(crate) number: i64,
    pub(crate) subject: Subject,
    pub(crate) label: Option<Vec<u8>>,
}

pub(crate) struct SetRow {
    pub(crate) origin: Origin,
    pub(crate) level: Level,
    pub(crate) at: i64,
    pub(crate) by: Option<i64>,
    pub(crate) reason: Option<Vec<u8>>,
}

pub(crate) struct CareRow {
    pub(crate) account: i64,
    pub(crate) part: Part,
    pub(crate) since: i64,
}

pub(crate) struct EventRow {
    pub(crate) event: Vec<u8>,
    pub(crate) at: i64,
    pub(crate) what: String,
    pub(crate) by: Option<i64>,
    pub(crate) about: Option<i64>,
    pub(crate) body: Option<Vec<u8>>,
}

/// Keeps the sealed key of a record beside its token, and gives the record its number.
pub(crate) fn name(t: &mut Transaction<'_>, subject: &Subject, label: Option<Vec<u8>>) -> Done<i64> {
    let sql = "INSERT INTO private_record (source, subject, label) VALUES ($1, $2, $3)
               ON CONFLICT (source, subject) DO UPDATE SET label = coalesce(private_record.label, $3)
               RETURNING id";
    let [source, token] = super::whom(subject);
    let missing = database::DatabaseError::Corrupt("a record got no number");
    t.row(sql, &[source, token, label.into()])?.ok_or(missing)?.int(0)
}

pub(crate) fn record(t: &mut Transaction<'_>, number: i64) -> Done<Option<RecordRow>> {
    let sql = "SELECT source, subject, label, id FROM private_record WHERE id = $1";
    t.row(sql, &[number.into()])?.map(|row| read_record(&row)).transpose()
}

pub(crate) fn record_of(t: &mut Transaction<'_>, subject: &Subject) -> Done<Option<RecordRow>> {
    let sql = "SELECT source, subject, label, id FROM private_record WHERE source = $1 AND subject = $2";
    t.row(sql, &super::whom(subject))?.map(|row| read_record(&row)).transpose()
}

/// Records of a source that somebody or something has a mark on, or that disagree.
pub(crate) fn watched(t: &mut Transaction<'_>, source: &SourceId) -> Done<Vec<Subject>> {
    let sql = "SELECT source, subject FROM privacy_mark WHERE source = $1 AND level > 0
               UNION SELECT source, subject FROM discrepancy WHERE source = $1 AND ended_at IS NULL";
    t.rows(sql, &[source.0.as_str().into()])?.iter().map(super::subject).collect()
}

/// Every record of a source that is private or sealed.
pub(crate) fn closed(t: &mut Transaction<'_>, source: &SourceId) -> Done<Vec<RecordRow>> {
    let sql = "SELECT r.source, r.subject, r.label, r.id FROM private_record r
               WHERE r.source = $1 AND EXISTS (SELECT 1 FROM privacy_mark m
                 WHERE m.source = r.source AND m.subject = r.subject AND m.level > 0)";
    t.rows(sql, &[source.0.as_str().into()])?.iter().map(read_record).collect()
}

/// Marks on one record, or on all of a source.
pub(crate) fn sets(t: &mut Transaction<'_>, whose: Whose<'_>) -> Done<Vec<(Token, SetRow)>> {
    let (beyond, args) = whose.narrowed();
    let sql = format!(
        "SELECT subject, origin, level, at, set_by, reason FROM privacy_mark WHERE source = $1{beyond} ORDER BY origin DESC"
    );
    let read = |row: &Row| {
        let set = SetRow {
            origin: Origin::read(&row.text(1)?),
            level: Level::read(row.int(2)?),
            at: row.int(3)?,
            by: row.maybe_int(4)?,
            reason: row.bytes(5).ok().map(<[u8]>::to_vec),
        };
        Ok((super::token(row, 0)?, set))
    };
    t.rows(&sql, &args)?.iter().map(read).collect()
}

/// Who cares for one record by name, or for all of a source.
pub(crate) fn care(t: &mut Transaction<'_>, whose: Whose<'_>) -> Done<Vec<(Token, CareRow)>> {
    let (beyond, args) = whose.narrowed();
    let sql = format!(
        "SELECT subject, account_id, part, since FROM care_member
         WHERE source = $1{beyond} AND part IN ('assigned', 'named') ORDER BY since, account_id"
    );
    let read = |row: &Row| {
        let part = if row.text(2)? == Part::Named.name() { Part::Named } else { Part::Assigned };
        Ok((super::token(row, 0)?, CareRow { account: row.int(1)?, part, since: row.int(3)? }))
    };
    t.rows(&sql, &args)?.iter().map(read).collect()
}

pub(crate) fn add_event(t: &mut Transaction<'_>, subject: &Subject, row: &EventRow) -> Done<()> {
    let sql = "INSERT INTO privacy_event (event, source, subject, at, what, by_account, about_account, body)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let [source, token] = super::whom(subject);
    let args: [Arg; 8] = [
        row.event.clone().into(),
        source,
        token,
        row.at.into(),
        row.what.as_str().into(),
        row.by.into(),
        row.about.into(),
        row.body.clone().into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn events(t: &mut Transaction<'_>, subject: &Subject) -> Done<Vec<EventRow>> {
    let sql = "SELECT event, at, what, by_account, about_account, body FROM privacy_event
               WHERE source = $1 AND subject = $2 ORDER BY at DESC";
    let read = |row: &Row| {
        Ok(EventRow {
            event: row.bytes(0)?.to_vec(),
            at: row.int(1)?,
            what: row.text(2)?,
            by: row.maybe_int(3)?,
            about: row.maybe_int(4)?,
            body: row.bytes(5).ok().map(<[u8]>::to_vec),
        })
    };
    t.rows(sql, &super::whom(subject))?.iter().map(read).collect()
}

fn read_record(row: &Row) -> Done<RecordRow> {
    let label = row.bytes(2).ok().map(<[u8]>::to_vec);
    Ok(RecordRow { number: row.int(3)?, subject: super::subject(row)?, label })
}

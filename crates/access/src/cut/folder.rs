//! One agency's folder: its open sections as tables.

use super::{Cut, Headed, Hushed, begin_of, end_of};
use crate::view::{FolderView, RowView, SectionView, Shown, ShownKind, SourceState};
use jiff::Timestamp;
use records::catalog::documents;
use records::catalog::household::RELATION_TO_HEAD;
use records::catalog::relatives::RELATIVE_KEY;
use records::{Entry, Field, FieldClass, SectionKind, SourceId, SourceRecord, Value, ValueKind};
use std::collections::BTreeSet;

/// What rows of a folder lead to.
pub(crate) struct Links<'a> {
    /// The place of a document, by its key.
    pub(crate) place: &'a dyn Fn(&str) -> String,
    /// What is known of the records that rows name as relatives.
    pub(crate) rows: &'a Rows,
    /// People who must not be named, with or without a key.
    pub(crate) hushed: &'a Hushed,
    /// Households whose head may be known of.
    pub(crate) headed: &'a Headed,
}

/// Records that rows of one source name as relatives, by key.
#[derive(Default)]
pub(crate) struct Rows {
    /// Of people who must not be named.
    pub(crate) unnamed: BTreeSet<String>,
    /// Of people who may be named, whatever they are called.
    pub(crate) named: BTreeSet<String>,
}

impl Links<'_> {
    fn hides(&self, entry: &Entry) -> bool {
        match entry.text(RELATIVE_KEY) {
            Some(key) if self.rows.unnamed.contains(&key) => true,
            Some(key) if self.rows.named.contains(&key) => false,
            _ => self.hushed.is_named_in(entry),
        }
    }
}

impl Cut<'_> {
    /// The folder of one agency from these of its records.
    pub(crate) fn folder(
        &self,
        source: &SourceId,
        records: &[&SourceRecord],
        state: SourceState,
        sentence: String,
        links: &Links<'_>,
    ) -> FolderView {
        let sections = self.sections(source, records, links);
        let as_of = records.iter().map(|record| record.as_of).max();
        FolderView {
            agency: self.agency(source),
            state,
            sentence,
            as_of,
            live: false,
            sections,
            closed: Vec::new(),
        }
    }

    fn sections(&self, source: &SourceId, records: &[&SourceRecord], links: &Links<'_>) -> Vec<SectionView> {
        let mut sections = Vec::new();
        for kind in SectionKind::ALL {
            let said = |record: &SourceRecord, entry: &Entry| entry.as_of.unwrap_or(record.as_of);
            let mut entries: Vec<(&Entry, Timestamp)> = Vec::new();
            for record in records {
                let named = record.section(*kind).filter(|entry| !links.hides(entry));
                entries.extend(named.map(|entry| (entry, said(record, entry))));
            }
            if *kind == SectionKind::Contact {
                // Addresses and phones have no column in common.
                let (places, phones): (Vec<_>, Vec<_>) =
                    entries.into_iter().partition(|(entry, _)| !entry.address().is_empty());
                for (title, entries) in [("Addresses", places), ("Phones and e-mail", phones)] {
                    let section = self.section(source, *kind, &entries, links);
                    sections
                        .extend(section.map(|section| SectionView { title: title.to_owned(), ..section }));
                }
            } else {
                sections.extend(self.section(source, *kind, &entries, links));
            }
        }
        sections
    }

    fn section(
        &self,
        source: &SourceId,
        kind: SectionKind,
        entries: &[(&Entry, Timestamp)],
        links: &Links<'_>,
    ) -> Option<SectionView> {
        let fields: Vec<Field> = kind.fields().filter(|field| has_words(*field)).collect();
        let mut rows: Vec<(RowView, Option<jiff::civil::Date>)> = Vec::new();
        for (entry, as_of) in entries.iter().copied() {
            let cells: Vec<Option<Shown>> =
                fields.iter().map(|field| self.cell(source, entry, *field, links)).collect();
            if cells.iter().any(Option::is_some) {
                let begun = begin_of(kind)
                    .and_then(|field| self.date(source, entry, field))
                    .and_then(|d| d.earliest());
                rows.push((RowView { cells, as_of, current: self.is_current(source, entry) }, begun));
            }
        }
        if rows.is_empty() {
            return None;
        }
        rows.sort_by_key(|(row, begun)| (!row.current, std::cmp::Reverse(*begun)));
        let mut rows: Vec<RowView> = rows.into_iter().map(|(row, _)| row).collect();
        rows.dedup();
        let filled: Vec<bool> =
            (0..fields.len()).map(|at| rows.iter().any(|row| row.cells[at].is_some())).collect();
        let mut columns = Vec::new();
        for (field, _) in fields.iter().zip(&filled).filter(|(_, filled)| **filled) {
            columns.push(field.spec().label.to_owned());
        }
        for row in &mut rows {
            let mut keep = filled.iter();
            row.cells.retain(|_| keep.next().copied().unwrap_or(false));
        }
        Some(SectionView { kind, title: kind.title().to_owned(), columns, rows })
    }

    fn cell(&self, source: &SourceId, entry: &Entry, field: Field, links: &Links<'_>) -> Option<Shown> {
        if field == documents::DOCUMENT_KEY {
            let open = self.grants.opens(source, SectionKind::Documents, FieldClass::DocumentImage);
            let key = entry.text(field).filter(|_| open)?;
            return Some(Shown::new("View document", ShownKind::Document((links.place)(&key))));
        }
        if field == RELATION_TO_HEAD && !links.headed.tells(source, entry) {
            return None;
        }
        let shown = self.shown(source, entry, field)?;
        let is_status = matches!(field.spec().label, "Status");
        Some(if is_status { Shown::new(shown.text(), ShownKind::Status) } else { shown })
    }
}

impl PartialEq for RowView {
    /// Two rows that read the same are one row; when they were said does not matter.
    fn eq(&self, other: &RowView) -> bool {
        self.cells == other.cells && self.current == other.current
    }
}

/// Keys of other records mean nothing to a reader; households and documents are the exceptions.
fn has_words(field: Field) -> bool {
    field.spec().value != ValueKind::Key
        || field == documents::DOCUMENT_KEY
        || field == records::catalog::household::HOUSEHOLD_KEY
}

/// The begin and end of an entry, in words, as far as they are open.
pub(crate) fn span_of(cut: &Cut<'_>, source: &SourceId, entry: &Entry) -> Option<Shown> {
    let date = |field: Option<Field>| field.and_then(|field| cut.date(source, entry, field));
    crate::words::span(date(begin_of(entry.kind)), date(end_of(entry.kind)))
}

/// The words of a text field when it is open, for joining with others.
pub(crate) fn open_text(cut: &Cut<'_>, source: &SourceId, entry: &Entry, field: Field) -> Option<String> {
    let open = cut.grants.shows(source, field);
    entry
        .get(field)
        .filter(|_| open)
        .and_then(Value::as_text)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

//! Programs, incomes and contacts of all systems side by side.

use super::Cut;
use super::folder::{open_text, span_of};
use crate::view::{IncomeLine, Line, ProgramLine, Shown, ShownKind};
use casefile::PersonRecords;
use records::catalog::{benefits, contact, enrolment, income};
use records::{Entry, Field, SectionKind, SourceId};

impl Cut<'_> {
    pub(crate) fn programs(&self, whose: Option<&Shown>, records: &PersonRecords) -> Vec<ProgramLine> {
        let line = |source: &SourceId, entry: &Entry, as_of| {
            let program = self.shown(source, entry, enrolment::PROGRAM)?;
            let parts = [enrolment::WORKER, enrolment::OFFICE, enrolment::OFFICE_PHONE];
            let worker: Vec<String> =
                parts.iter().filter_map(|field| open_text(self, source, entry, *field)).collect();
            let status = open_text(self, source, entry, enrolment::CASE_STATUS);
            let shut = status.as_ref().is_some_and(|status| ends_a_case(status));
            Some(ProgramLine {
                whose: whose.cloned(),
                program,
                open: self.is_current(source, entry) && !shut,
                status: status.map(|status| Shown::new(status, ShownKind::Status)),
                case_number: self.shown(source, entry, enrolment::CASE_NUMBER),
                worker: (!worker.is_empty()).then(|| Shown::words(worker.join(", "))),
                agency: self.agency(source),
                as_of,
            })
        };
        let mut lines = self.each(records, SectionKind::Enrolment, line);
        lines.sort_by_key(|line| !line.open);
        lines
    }

    pub(crate) fn incomes(&self, whose: Option<&Shown>, records: &PersonRecords) -> Vec<IncomeLine> {
        let of = |kind, fields: [Field; 3]| {
            let line = move |source: &SourceId, entry: &Entry, as_of| {
                let [what, amount, period] = fields;
                let payer = open_text(self, source, entry, income::PAYER);
                let what = self.shown(source, entry, what)?;
                let what = payer.map_or(what.clone(), |payer| Shown::words(format!("{what}, {payer}")));
                Some(IncomeLine {
                    whose: whose.cloned(),
                    what,
                    case_number: self.shown(source, entry, benefits::BENEFIT_CASE),
                    amount: self.shown(source, entry, amount),
                    period: self.shown(source, entry, period),
                    span: span_of(self, source, entry),
                    current: self.is_current(source, entry),
                    agency: self.agency(source),
                    as_of,
                })
            };
            self.each(records, kind, line)
        };
        let earned = [income::INCOME_TYPE, income::INCOME_AMOUNT, income::INCOME_PERIOD];
        let received = [benefits::BENEFIT, benefits::BENEFIT_AMOUNT, benefits::BENEFIT_PERIOD];
        let mut lines = of(SectionKind::Income, earned);
        lines.extend(of(SectionKind::Benefits, received));
        lines.sort_by_key(|line| !line.current);
        lines
    }

    /// Addresses, phones and e-mail; what several agencies say alike is one line.
    pub(crate) fn contacts(&self, records: &PersonRecords) -> Vec<Line> {
        let mut lines: Vec<(Line, Dates)> = Vec::new();
        let kinds = [("Address", contact::STREET), ("Phone", contact::PHONE), ("E-mail", contact::EMAIL)];
        for (label, field) in kinds {
            let found = self.each(records, SectionKind::Contact, |source, entry, as_of| {
                let shown = self.shown(source, entry, field)?;
                let value =
                    if field == contact::STREET { Shown::words(entry.address().line()) } else { shown };
                let span = if field == contact::STREET { span_of(self, source, entry) } else { None };
                let agencies = vec![self.agency(source)];
                let current = self.is_current(source, entry);
                let begun = self.date(source, entry, contact::SINCE).is_some();
                let dates = Dates { running: current && begun, ended: !current };
                Some((Line { label: label.to_owned(), value, span, current, agencies, as_of }, dates))
            });
            for (line, dates) in found {
                let same = |(have, _): &&mut (Line, Dates)| {
                    have.label == line.label && plain(have.value.text()) == plain(line.value.text())
                };
                match lines.iter_mut().find(same) {
                    Some(have) => merge(have, line, dates),
                    None => lines.push((line, dates)),
                }
            }
        }
        let mut lines: Vec<Line> = lines.into_iter().map(|(line, _)| line).collect();
        lines.sort_by_key(|line| (!line.current, std::cmp::Reverse(line.as_of)));
        lines
    }

    fn each<T>(
        &self,
        records: &PersonRecords,
        kind: SectionKind,
        line: impl Fn(&SourceId, &Entry, jiff::Timestamp) -> Option<T>,
    ) -> Vec<T> {
        let mut lines = Vec::new();
        for stored in &records.0 {
            let entries = stored.record.section(kind);
            let said = |entry: &Entry| entry.as_of.unwrap_or(stored.record.as_of);
            lines.extend(entries.filter_map(|entry| line(&stored.record.source, entry, said(entry))));
        }
        lines
    }
}

/// What an agency says of every member of a case is one line, with all of them named: a benefit is paid once.
pub(crate) fn one_line_a_case(incomes: &mut Vec<IncomeLine>, programs: &mut Vec<ProgramLine>) {
    let mut kept: Vec<IncomeLine> = Vec::new();
    for line in incomes.drain(..) {
        let same = |have: &&mut IncomeLine| {
            line.case_number.is_some()
                && (&have.case_number, &have.what, &have.amount)
                    == (&line.case_number, &line.what, &line.amount)
                && (&have.span, &have.agency, &have.period) == (&line.span, &line.agency, &line.period)
        };
        match kept.iter_mut().find(same) {
            Some(have) => have.whose = Some(both(have.whose.as_ref(), line.whose.as_ref())),
            None => kept.push(line),
        }
    }
    *incomes = kept;
    let mut kept: Vec<ProgramLine> = Vec::new();
    for line in programs.drain(..) {
        let same = |have: &&mut ProgramLine| {
            line.case_number.is_some()
                && (&have.case_number, &have.program, &have.status)
                    == (&line.case_number, &line.program, &line.status)
                && (&have.agency, &have.worker, have.open) == (&line.agency, &line.worker, line.open)
        };
        match kept.iter_mut().find(same) {
            Some(have) => have.whose = Some(both(have.whose.as_ref(), line.whose.as_ref())),
            None => kept.push(line),
        }
    }
    *programs = kept;
}

fn both(one: Option<&Shown>, other: Option<&Shown>) -> Shown {
    let words = |whose: Option<&Shown>| whose.map_or("This person".to_owned(), |name| name.text().to_owned());
    Shown::words(format!("{}; {}", words(one), words(other)))
}

/// What dates say of an address or phone: an agency that gives no dates does not outweigh one that knows of the end.
#[derive(Clone, Copy)]
struct Dates {
    running: bool,
    ended: bool,
}

fn merge((have, known): &mut (Line, Dates), line: Line, dates: Dates) {
    *known = Dates { running: known.running || dates.running, ended: known.ended || dates.ended };
    have.current = known.running || !known.ended;
    have.as_of = have.as_of.max(line.as_of);
    if have.span.is_none() {
        have.span = line.span;
    }
    for agency in line.agencies {
        if !have.agencies.contains(&agency) {
            have.agencies.push(agency);
        }
    }
}

/// Status words that mean that nothing is paid or done any more, whatever the dates say.
fn ends_a_case(status: &str) -> bool {
    let status = status.to_lowercase();
    ["closed", "denied", "ended", "withdrawn", "rejected", "terminated"]
        .iter()
        .any(|word| status.contains(word))
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

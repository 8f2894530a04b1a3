//! What is asked of a report, as it was typed, and the times that can be chosen.

use crate::pages::FieldError;
use crate::refusal::Refusal;
use frontdesk::{By, Day, Often, ReportAsked, ReportKind, ReportPlace, Reporting, by_word};
use jiff::civil::Date;

/// What was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Typed {
    /// The place's word.
    pub place: String,
    /// The time's word, or `days`.
    pub period: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// What volume is broken down by.
    pub by: String,
    /// And by what else.
    pub and: String,
    /// The programme of the performance table.
    pub programme: String,
    /// On so many days, to stand on the list.
    pub days: String,
    /// Without service for so many days.
    pub without: String,
    /// For use outside the agency.
    pub outside: bool,
}

/// Of these a range of days can be asked for.
pub(super) fn takes_days(kind: ReportKind) -> bool {
    matches!(kind, ReportKind::Volume | ReportKind::Staffing)
}

impl Typed {
    pub(super) fn of(kind: ReportKind, today: Date, field: impl Fn(&str) -> String) -> Typed {
        let or = |name: &str, usual: &str| {
            let typed = field(name);
            if typed.is_empty() { usual.to_owned() } else { typed }
        };
        let yesterday = today.yesterday().unwrap_or(today);
        Typed {
            place: field("place"),
            period: or("period", &usual(kind, yesterday).word()),
            from: field("from"),
            until: field("until"),
            by: or("by", "day"),
            and: field("and"),
            programme: field("programme"),
            days: or("days", &Often::default().days.to_string()),
            without: or("without", &Often::default().without.to_string()),
            outside: kind.can_leave() && !field("outside").is_empty(),
        }
    }

    /// What is asked for, or what to mend. A place or time that no page of ours offers does not exist.
    pub(super) fn read(&self, kind: ReportKind) -> Result<Result<ReportAsked, Vec<FieldError>>, Refusal> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, words: &str| {
            errors.push(FieldError { field: field.to_owned(), words: words.to_owned() });
        };
        let place = ReportPlace::read(&self.place).ok_or(Refusal::NotFound)?;
        let reporting = match self.period.as_str() {
            "days" if takes_days(kind) => {
                let read = Reporting::read(&format!("{}..{}", self.from, self.until));
                if read.is_none() {
                    wrong("from", "Write the first and the last day, at most two years apart");
                }
                read.unwrap_or(Reporting::Days { from: Day(0), until: Day(0) })
            }
            word => Reporting::read(word).ok_or(Refusal::NotFound)?,
        };
        let mut number = |field: &str, text: &str, least: i32, most: i32| {
            let read = text.parse::<i32>().ok().filter(|read| (least..=most).contains(read));
            if read.is_none() {
                wrong(field, &format!("Write a number from {least} to {most}"));
            }
            read.unwrap_or(least)
        };
        let (days, without) = (number("days", &self.days, 2, 200), number("without", &self.without, 7, 730));
        let often = Often { days: u32::try_from(days).unwrap_or(2), without };
        let mut by: Vec<By> = [&self.by, &self.and].into_iter().filter_map(|word| by_word(word)).collect();
        by.dedup();
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        Ok(Ok(ReportAsked {
            kind,
            place,
            reporting,
            by: if by.is_empty() { vec![By::Day] } else { by },
            programme: Some(self.programme.clone()).filter(|id| !id.is_empty()),
            often,
            outside: self.outside,
        }))
    }
}

/// The time that a report is asked for most.
fn usual(kind: ReportKind, day: Date) -> Reporting {
    match kind {
        ReportKind::Volume | ReportKind::Staffing | ReportKind::Often => month(day),
        ReportKind::Federal => four(quarter(day)),
        _ => quarter(day),
    }
}

/// Times that can be chosen, the newest first, under their headings.
pub(in crate::pages) fn periods(today: Date) -> Vec<(&'static str, Vec<Reporting>)> {
    let back = |first: Reporting, most: usize| -> Vec<Reporting> {
        std::iter::successors(Some(first), |last| Some(last.before())).take(most).collect()
    };
    let quarters = back(quarter(today), 9);
    let year = if today.month() >= 7 { today.year() } else { today.year() - 1 };
    vec![
        ("Months", back(month(today), 25)),
        ("Rolling four quarters", quarters.iter().copied().map(four).collect()),
        ("Quarters", quarters),
        ("Program years", back(Reporting::ProgrammeYear { year }, 4)),
    ]
}

/// The words of a time under its heading, without its days.
pub(in crate::pages) fn short(reporting: &Reporting) -> String {
    let words = reporting.to_string();
    let short = words.split_once(" (").map_or(words.as_str(), |(short, _)| short);
    short.strip_prefix("Four quarters ").unwrap_or(short).to_owned()
}

fn month(day: Date) -> Reporting {
    Reporting::Month { year: day.year(), month: day.month() }
}

fn quarter(day: Date) -> Reporting {
    Reporting::Quarter { year: day.year(), quarter: (day.month() + 2) / 3 }
}

fn four(last: Reporting) -> Reporting {
    match last {
        Reporting::Quarter { year, quarter } => Reporting::FourQuarters { year, quarter },
        other => other,
    }
}

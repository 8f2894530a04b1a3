//! One report: what is asked for, its table and charts, and its files.

mod asking;

pub(super) use asking::{periods, short};

use super::report_list::front_desk;
use super::{FieldError, Frame};
use crate::answer::{Answer, body, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use asking::Typed;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use frontdesk::{BY_WORDS, PlaceChoice, Report, ReportCell, ReportKind, ReportRow, Reported, Reporting};
use std::sync::Arc;

/// One report.
#[derive(Template)]
#[template(path = "report.html")]
pub struct CountsPage {
    /// Around the page.
    pub frame: Frame,
    /// Which.
    pub kind: ReportKind,
    /// Her places of which it is made.
    pub places: Vec<PlaceChoice>,
    /// Times that can be chosen, under their headings.
    pub periods: Vec<(&'static str, Vec<Reporting>)>,
    /// Programmes of the performance table: id and name.
    pub programmes: Vec<(String, String)>,
    /// What was typed.
    pub typed: Typed,
    /// The report, when one was asked for.
    pub report: Option<Box<Report>>,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// A longer table is read in its file.
const MOST_ROWS: usize = 500;

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(report): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let mut shown = CountsPage::of(visitor, &report, |name| asked.query(name).to_owned())?;
        if asked.query("place").is_empty() {
            return page(&shown);
        }
        match made(visitor, shown.kind, &shown.typed, "shown")? {
            Ok(report) => shown.report = Some(report),
            Err(errors) => {
                shown.errors = errors;
                return page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
            }
        }
        page(&shown)
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn download(
    State(portal): State<Arc<Portal>>,
    Path(report): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    let download = move |visitor: &Visitor<'_>, _: &Asked| {
        let mut shown = CountsPage::of(visitor, &report, |name| form.text(name))?;
        shown.errors = match made(visitor, shown.kind, &shown.typed, "as a file")? {
            Err(errors) => errors,
            Ok(report) => match file(&report, &form.text("format")) {
                Ok(answer) => return answer,
                Err(words) => vec![FieldError { field: "place".to_owned(), words }],
            },
        };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
    };
    portal.visit(asked, Need::SignIn, download).await
}

/// The report, or what to mend. What is not hers does not exist.
fn made(
    visitor: &Visitor<'_>,
    kind: ReportKind,
    typed: &Typed,
    how: &str,
) -> Result<Result<Box<Report>, Vec<FieldError>>, Refusal> {
    let asked = match typed.read(kind)? {
        Ok(asked) => asked,
        Err(errors) => return Ok(Err(errors)),
    };
    match front_desk(visitor)?.report(&visitor.session, &asked, how)? {
        Reported::Made(report) => Ok(Ok(report)),
        Reported::NotHers => Err(Refusal::NotFound),
        Reported::Refused(words) => Ok(Err(vec![FieldError { field: "place".to_owned(), words }])),
    }
}

fn file(report: &Report, format: &str) -> Result<Answer, String> {
    let name = report.asked.file_name();
    match format {
        "xlsx" => {
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            Ok(Ok(attachment(kind, &format!("{name}.xlsx"), report.xlsx()?)))
        }
        _ => Ok(Ok(attachment("text/csv; charset=utf-8", &format!("{name}.csv"), report.csv().into_bytes()))),
    }
}

/// A file to be saved. Its name is made of our own words and checked ids.
pub(super) fn attachment(kind: &'static str, name: &str, content: Vec<u8>) -> Response {
    let mut answer = body(StatusCode::OK, kind, content);
    let value = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let value = value.unwrap_or(HeaderValue::from_static("attachment"));
    answer.headers_mut().insert(CONTENT_DISPOSITION, value);
    answer
}

impl CountsPage {
    fn of(
        visitor: &Visitor<'_>,
        report: &str,
        field: impl Fn(&str) -> String,
    ) -> Result<CountsPage, Refusal> {
        let kind = ReportKind::read(report).filter(|kind| *kind != ReportKind::Federal);
        let kind = kind.ok_or(Refusal::NotFound)?;
        let desk = front_desk(visitor)?;
        let mut places = desk.report_places(&visitor.session)?;
        places.retain(|choice| kind.is_of(&choice.place));
        if places.is_empty() {
            return Err(Refusal::NotFound);
        }
        let today = visitor.door().now().to_zoned(visitor.door().zone().clone()).date();
        let programmes = desk.desk().catalogue().programmes().iter();
        let programmes = programmes.map(|one| (one.id.clone(), one.words.get("en").to_owned())).collect();
        Ok(CountsPage {
            frame: visitor.frame(),
            kind,
            places,
            periods: periods(today),
            programmes,
            typed: Typed::of(kind, today, field),
            report: None,
            errors: Vec::new(),
        })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn by_words() -> [&'static str; 6] {
        BY_WORDS
    }

    fn takes_days(&self) -> bool {
        asking::takes_days(self.kind)
    }

    fn short(reporting: &Reporting) -> String {
        asking::short(reporting)
    }

    /// The rows that stand on the page, each with its place.
    fn rows(report: &Report) -> Vec<(usize, &ReportRow)> {
        report.table.rows.iter().enumerate().take(MOST_ROWS).collect()
    }

    fn left(report: &Report) -> usize {
        report.table.rows.len().saturating_sub(MOST_ROWS)
    }

    /// The name beside a row of a list of people.
    fn name(report: &Report, row: &usize) -> Option<String> {
        report.names.get(*row).cloned().flatten()
    }

    fn is_list(report: &Report) -> bool {
        !report.names.is_empty()
    }

    /// Numbers stand on the right.
    fn is_number(report: &Report, column: &usize) -> bool {
        let first = report
            .table
            .rows
            .iter()
            .map(|row| row.cells.get(*column))
            .find(|cell| !matches!(cell, None | Some(ReportCell::Nothing)));
        !matches!(first, None | Some(Some(ReportCell::Words(_) | ReportCell::On(_))))
    }

    fn is_hidden(cell: &ReportCell) -> bool {
        *cell == ReportCell::Hidden
    }
}

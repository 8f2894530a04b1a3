use super::{Place, counter, frame, said, sentence};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Choice, Counter, PaperLine, system_chance};
use jiff::civil::Date;
use std::sync::Arc;

/// What was written on a day sheet, entered line by line.
#[derive(Template)]
#[template(path = "front_desk/paper_entry.html")]
pub struct PaperEntryPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// The services with their numbers.
    pub services: Vec<(usize, Choice)>,
    /// The name of this sheet, so that it is entered once.
    pub sheet: String,
    /// Its day, as it was typed.
    pub day: String,
    /// Its lines.
    pub lines: Vec<PaperLine>,
    /// How many lines were just entered.
    pub done: Option<usize>,
    /// How many lines of that sheet stood already.
    pub before: usize,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// Lines of a sheet.
const LINES: usize = 18;

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let counter = counter(visitor, &site)?;
        // No sheet has more lines, whatever an address says.
        let of_sheet = |name: &str| asked.query(name).parse().ok().filter(|lines| *lines <= LINES);
        let (done, before) = (of_sheet("done"), of_sheet("before").unwrap_or(0));
        page(&PaperEntryPage { done, before, ..PaperEntryPage::of(visitor, &counter)? })
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn enter(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| entered(visitor, &site, &form)).await
}

fn entered(visitor: &Visitor<'_>, site: &str, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let (sheet, day) = (form.text("sheet"), form.text("day"));
    let lines: Vec<PaperLine> = (0..LINES).map(|at| line(form, at)).collect();
    let on = day.parse::<Date>().ok();
    let errors = match on {
        None => one("day", "Write the day as year-month-day, such as 2026-03-12."),
        Some(_) if lines.iter().all(PaperLine::is_empty) => one("who-0", "Nothing was typed."),
        Some(on) => match said(counter.enter_paper(&sheet, on, &lines))? {
            Ok(Ok(new)) => {
                let typed = lines.iter().filter(|line| !line.is_empty()).count();
                let before = typed.saturating_sub(new);
                return Ok(go(&format!("/desk/{site}/paper/enter?done={new}&before={before}")));
            }
            Ok(Err(wrong)) => wrong
                .into_iter()
                .map(|(at, words)| FieldError {
                    field: format!("who-{at}"),
                    words: format!("Line {}: {}", at + 1, sentence(&words)),
                })
                .collect(),
            Err(words) => one("day", &words),
        },
    };
    let services = on.map_or_else(Vec::new, |on| counter.numbered(on));
    let again = PaperEntryPage { sheet, day, lines, errors, ..PaperEntryPage::of(visitor, &counter)? };
    let services = if services.is_empty() { again.services.clone() } else { services };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &PaperEntryPage { services, ..again })
}

fn one(field: &str, words: &str) -> Vec<FieldError> {
    vec![FieldError { field: field.to_owned(), words: words.to_owned() }]
}

fn line(form: &Form, at: usize) -> PaperLine {
    PaperLine {
        who: form.text(&format!("who-{at}")),
        came: form.text(&format!("came-{at}")),
        left: form.text(&format!("left-{at}")),
        services: form.text(&format!("services-{at}")),
    }
}

impl PaperEntryPage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>) -> Result<PaperEntryPage, Refusal> {
        let random =
            system_chance().ok_or_else(|| Refusal::Fault("the system has no randomness".to_owned()))?;
        Ok(PaperEntryPage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "/paper")?,
            services: counter.numbered(counter.today()),
            sheet: random.iter().map(|byte| format!("{byte:02x}")).collect(),
            day: counter.today().to_string(),
            lines: vec![PaperLine::default(); LINES],
            done: None,
            before: 0,
            errors: Vec::new(),
        })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    /// The same for a line.
    fn wrong(&self, at: &usize) -> Option<&str> {
        self.error(&format!("who-{at}"))
    }
}

use super::{Place, counter, frame, said};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Correction, Counter, VisitSheet};
use jiff::civil::Time;
use std::sync::Arc;

/// One visit, for who runs the site: to look at, and to correct with a reason.
#[derive(Template)]
#[template(path = "front_desk/visit.html")]
pub struct VisitPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// The visit.
    pub sheet: VisitSheet,
    /// Something was just done.
    pub done: bool,
    /// What was typed, kept for mending: end and reason.
    pub typed: (String, String),
    /// What to mend.
    pub errors: Vec<FieldError>,
}

type Address = (String, String);

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((site, visit)): Path<Address>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let counter = counter(visitor, &site)?;
        let shown = VisitPage::of(visitor, &counter, &visit)?;
        page(&VisitPage { done: !asked.query("done").is_empty(), ..shown })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// One form for each correction.
pub(crate) async fn correct(
    State(portal): State<Arc<Portal>>,
    Path((site, visit)): Path<Address>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| corrected(visitor, &site, &visit, &form)).await
}

fn corrected(visitor: &Visitor<'_>, site: &str, visit: &str, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let (end, why) = (form.text("end"), form.text("why"));
    let correction = match form.text("act").as_str() {
        "add" => Some(Correction::Add(form.text("add"))),
        "remove" => Some(Correction::Remove(form.text("remove"))),
        "end" => end.parse::<Time>().ok().map(Correction::End),
        "void" => Some(Correction::Void),
        _ => return Err(Refusal::Unfit),
    };
    let (field, words) = match correction {
        None => ("end", "Write when it ended, such as 15:30.".to_owned()),
        Some(correction) => match said(counter.correct(visit, &correction, &why))? {
            Ok(()) => return Ok(go(&format!("/desk/{site}/visits/{visit}?done=1"))),
            Err(words) if why.is_empty() => ("why", words),
            Err(words) => ("", words),
        },
    };
    let errors = vec![FieldError { field: field.to_owned(), words }];
    let again = VisitPage { errors, typed: (end, why), ..VisitPage::of(visitor, &counter, visit)? };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

impl VisitPage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>, visit: &str) -> Result<VisitPage, Refusal> {
        Ok(VisitPage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "visit")?,
            sheet: counter.visit_sheet(visit)?,
            done: false,
            typed: (String::new(), String::new()),
            errors: Vec::new(),
        })
    }

    fn address(&self) -> String {
        format!("{}/visits/{}", self.place.address(), self.sheet.visit)
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }
}

use super::private_list::{opened, settled};
use super::private_record::number;
use super::{FieldError, Frame};
use crate::answer::{Answer, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::DiscrepancyList;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// What disagrees with the state system, each with a ticket, and lines that could not be read.
#[derive(Template)]
#[template(path = "discrepancies.html")]
pub struct Discrepancies {
    /// Around the page.
    pub frame: Frame,
    /// What waits.
    pub list: DiscrepancyList,
    /// Something was just done.
    pub done: bool,
    /// Which one could not be settled, what was typed, and what to mend.
    pub error: Option<(i64, String, FieldError)>,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let show = |visitor: &Visitor<'_>, asked: &Asked| {
        let done = !asked.query("done").is_empty();
        page(&Discrepancies { done, ..Discrepancies::of(visitor)? })
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn act(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| done(visitor, &form)).await
}

fn done(visitor: &Visitor<'_>, form: &Form) -> Answer {
    let (door, session) = (visitor.door(), &visitor.session);
    let (step, note) = (form.text("step"), form.text("note"));
    let (about, answer) = if step == "line" {
        (0, door.settle_fault(session, &form.text("source"), &form.text("item"))?)
    } else {
        let about = number(&form.text("number"))?;
        (about, door.discrepancy_step(session, about, &step, &note)?)
    };
    settled(answer, "/private/discrepancies", |error| {
        let again = Discrepancies { error: Some((about, note, error)), ..Discrepancies::of(visitor)? };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
    })
}

impl Discrepancies {
    fn of(visitor: &Visitor<'_>) -> Result<Discrepancies, Refusal> {
        let list = *opened(visitor.door().discrepancy_list(&visitor.session)?)?;
        Ok(Discrepancies { frame: visitor.frame(), list, done: false, error: None })
    }

    /// What to mend about one of them, and what was typed.
    fn error_at(&self, number: &i64) -> Option<(&str, &str)> {
        let (_, typed, error) = self.error.as_ref().filter(|(about, _, _)| about == number)?;
        Some((typed, &error.words))
    }
}

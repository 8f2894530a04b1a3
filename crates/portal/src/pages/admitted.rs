use super::private_list::{opened, settled};
use super::{FieldError, Frame};
use crate::answer::{Answer, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::AdmittedView;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// Who of an agency may see private records at all, and who supervises whom.
#[derive(Template)]
#[template(path = "admitted.html")]
pub struct AdmittedPage {
    /// Around the page.
    pub frame: Frame,
    /// Who.
    pub view: AdmittedView,
    /// Something was just done.
    pub done: bool,
    /// User name and supervisor that were typed, kept for mending.
    pub typed: (String, String),
    /// What to mend.
    pub errors: Vec<FieldError>,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let show = |visitor: &Visitor<'_>, asked: &Asked| {
        let done = !asked.query("done").is_empty();
        page(&AdmittedPage { done, ..AdmittedPage::of(visitor)? })
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn act(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| done(visitor, &form)).await
}

fn done(visitor: &Visitor<'_>, form: &Form) -> Answer {
    let (user, supervisor) = (form.text("user"), form.text("supervisor"));
    let admitted = form.text("act") != "remove";
    let answer = visitor.door().admit(&visitor.session, &user, admitted, &supervisor)?;
    settled(answer, "/private/people", |error| {
        let again =
            AdmittedPage { typed: (user, supervisor), errors: vec![error], ..AdmittedPage::of(visitor)? };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
    })
}

impl AdmittedPage {
    fn of(visitor: &Visitor<'_>) -> Result<AdmittedPage, Refusal> {
        let view = *opened(visitor.door().admitted(&visitor.session)?)?;
        let typed = (String::new(), String::new());
        Ok(AdmittedPage { frame: visitor.frame(), view, done: false, typed, errors: Vec::new() })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }
}

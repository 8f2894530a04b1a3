use super::{FieldError, Frame, source};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::Acted;
use access::view::{UseCaseDesk, UseCaseLine};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// Use cases from request to end: what is hers to do, what is on its way, in force, over.
#[derive(Template)]
#[template(path = "use_cases.html")]
pub struct UseCases {
    /// Around the page.
    pub frame: Frame,
    /// The lists.
    pub desk: UseCaseDesk,
    /// What to mend, at a folder's reason.
    pub errors: Vec<FieldError>,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    portal.visit(asked, Need::SignIn, |visitor, _| page(&UseCases::of(visitor, Vec::new())?)).await
}

/// Hides an agency's folder, or shows it again.
pub(crate) async fn hide(
    State(portal): State<Arc<Portal>>,
    Path(source): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| hide_or_show(visitor, &source, &form)).await
}

fn hide_or_show(visitor: &Visitor<'_>, name: &str, form: &Form) -> Answer {
    let source = source(name).ok_or(Refusal::NotFound)?;
    let (hidden, reason) = (form.text("act") == "hide", form.long("reason"));
    match visitor.door().hide_folder(&visitor.session, &source, hidden, &reason)? {
        Acted::Done => Ok(go("/use-cases")),
        Acted::NotFound => Err(Refusal::NotFound),
        Acted::Refused(mends) => {
            let error =
                |mend: access::Mend| FieldError { field: format!("reason-{source}"), words: mend.words };
            let again = UseCases::of(visitor, mends.into_iter().map(error).collect())?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

impl UseCases {
    fn of(visitor: &Visitor<'_>, errors: Vec<FieldError>) -> Result<UseCases, Refusal> {
        let desk = visitor.door().use_case_desk(&visitor.session)?.ok_or(Refusal::NotFound)?;
        Ok(UseCases { frame: visitor.frame(), desk, errors })
    }

    /// Use cases that end soon.
    fn ending(&self) -> Vec<&UseCaseLine> {
        let all = self.desk.mine.iter().chain(&self.desk.in_force);
        all.filter(|line| !line.reminder.is_empty()).collect()
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }
}

use super::private_list::opened;
use super::private_record::number;
use super::{FieldError, Frame};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{CheckView, Ruled};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// Two records side by side: the same person or not? What the matcher thinks is told afterwards.
#[derive(Template)]
#[template(path = "quality_check.html")]
pub struct QualityCheck {
    /// Around the page.
    pub frame: Frame,
    /// The records.
    pub view: CheckView,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(check): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| page(&QualityCheck::of(visitor, number(&check)?)?);
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn answer(
    State(portal): State<Arc<Portal>>,
    Path(check): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| answered(visitor, number(&check)?, &form)).await
}

fn answered(visitor: &Visitor<'_>, number: i64, form: &Form) -> Answer {
    match visitor.door().answer_check(&visitor.session, number, &form.text("answer"))? {
        Ruled::Done(number) => Ok(go(&format!("/quality/checks/{number}"))),
        Ruled::NotFound => Err(Refusal::NotFound),
        Ruled::Refused { field, words, .. } => {
            let errors = vec![FieldError { field: field.to_owned(), words }];
            page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &QualityCheck { errors, ..QualityCheck::of(visitor, number)? },
            )
        }
    }
}

impl QualityCheck {
    fn of(visitor: &Visitor<'_>, number: i64) -> Result<QualityCheck, Refusal> {
        let view = *opened(visitor.door().check(&visitor.session, number)?)?;
        Ok(QualityCheck { frame: visitor.frame(), view, errors: Vec::new() })
    }
}

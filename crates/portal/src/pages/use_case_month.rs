use super::{Frame, use_case};
use crate::answer::page;
use crate::asked::Asked;
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::MonthView;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;

/// What last month's look-ups would have shown under a version.
#[derive(Template)]
#[template(path = "use_case_month.html")]
pub struct UseCaseMonth {
    /// Around the page.
    pub frame: Frame,
    /// The use case.
    pub id: String,
    /// The version.
    pub number: i64,
    /// What would have been different.
    pub month: MonthView,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(address): Path<(String, String)>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let (id, number) = use_case(&address.0, &address.1).ok_or(Refusal::NotFound)?;
        let month = visitor.door().last_month(&visitor.session, &id, number)?.ok_or(Refusal::NotFound)?;
        page(&UseCaseMonth { frame: visitor.frame(), id, number, month })
    };
    portal.visit(asked, Need::SignIn, show).await
}

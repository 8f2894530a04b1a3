use super::{Place, counter, frame, number};
use crate::answer::page;
use crate::asked::Asked;
use crate::pages::Frame;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use frontdesk::{Caller, History};
use std::sync::Arc;

/// Everything that one member did, for her to take along.
#[derive(Template)]
#[template(path = "front_desk/report.html")]
pub struct ReportPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// Who.
    pub customer: Caller,
    /// What she did.
    pub history: History,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        let (customer, history) = counter.activity_report(number(&member)?)?;
        let place = Place::of(visitor, &counter, "report")?;
        page(&ReportPage { frame: frame(visitor, &counter), place, customer, history })
    };
    portal.visit(asked, Need::SignIn, show).await
}

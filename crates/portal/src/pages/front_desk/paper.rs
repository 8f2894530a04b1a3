use super::{Place, counter, frame};
use crate::answer::page;
use crate::asked::Asked;
use crate::pages::Frame;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use frontdesk::Choice;
use std::ops::Range;
use std::sync::Arc;

/// The day sheet, for when nothing else works: blank lines, and the services by number.
#[derive(Template)]
#[template(path = "front_desk/paper.html")]
pub struct PaperPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// The services with their numbers.
    pub services: Vec<(usize, Choice)>,
}

/// Lines of a sheet.
const LINES: Range<usize> = 0..18;

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        let services = counter.numbered(counter.today());
        let place = Place::of(visitor, &counter, "/paper")?;
        page(&PaperPage { frame: frame(visitor, &counter), place, services })
    };
    portal.visit(asked, Need::SignIn, show).await
}

impl PaperPage {
    fn lines(&self) -> Range<usize> {
        LINES
    }
}

use super::link_case::settled;
use super::private_list::opened;
use super::{FieldError, Frame, person};
use crate::answer::{Answer, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::LinksOfPerson;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use records::PersonId;
use std::sync::Arc;

/// How a person came to have her records, and taking out what does not belong.
#[derive(Template)]
#[template(path = "links_of.html")]
pub struct LinksOf {
    /// Around the page.
    pub frame: Frame,
    /// The person.
    pub view: LinksOfPerson,
    /// Two people whom a case was about are this one by now.
    pub linked: bool,
    /// The records that were chosen and the reason that was typed, kept for mending.
    pub typed: (Vec<i64>, String),
    /// What to mend.
    pub errors: Vec<FieldError>,
    /// A decision that an error speaks of.
    pub decision: Option<i64>,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(number): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let shown = LinksOf::of(visitor, person(&number).ok_or(Refusal::NotFound)?)?;
        page(&LinksOf { linked: !asked.query("linked").is_empty(), ..shown })
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn take_apart(
    State(portal): State<Arc<Portal>>,
    Path(number): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    let take = move |visitor: &Visitor<'_>, _: &Asked| {
        taken(visitor, person(&number).ok_or(Refusal::NotFound)?, &form)
    };
    portal.visit(asked, Need::SignIn, take).await
}

fn taken(visitor: &Visitor<'_>, number: PersonId, form: &Form) -> Answer {
    let chosen: Vec<i64> = form.all("record").iter().filter_map(|text| person(text)).map(|id| id.0).collect();
    let reason = form.lines("reason");
    let stamp = form.text("stamp");
    let ruled = visitor.door().take_apart(&visitor.session, number, &chosen, &reason, &stamp)?;
    settled(ruled, |error, decision| {
        let typed = (chosen, reason);
        let again = LinksOf { typed, errors: vec![error], decision, ..LinksOf::of(visitor, number)? };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
    })
}

impl LinksOf {
    fn of(visitor: &Visitor<'_>, number: PersonId) -> Result<LinksOf, Refusal> {
        let view = *opened(visitor.door().links_of(&visitor.session, number)?)?;
        let typed = (Vec::new(), String::new());
        Ok(LinksOf { frame: visitor.frame(), view, linked: false, typed, errors: Vec::new(), decision: None })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn is_chosen(&self, record: &i64) -> bool {
        self.typed.0.contains(record)
    }

    fn may_part(&self) -> bool {
        self.view.sides.columns.len() > 1
    }
}

use super::link_case::settled;
use super::private_list::opened;
use super::private_record::number;
use super::{FieldError, Frame};
use crate::answer::{Answer, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::DecisionView;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// A decision about links: who made it and why, and what can be done about it.
#[derive(Template)]
#[template(path = "link_decision.html")]
pub struct LinkDecision {
    /// Around the page.
    pub frame: Frame,
    /// The decision.
    pub view: DecisionView,
    /// Something was just done.
    pub done: bool,
    /// The reason that was typed, kept for mending.
    pub typed: String,
    /// What to mend.
    pub errors: Vec<FieldError>,
    /// Another decision that an error speaks of.
    pub decision: Option<i64>,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(decision): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let shown = LinkDecision::of(visitor, number(&decision)?)?;
        page(&LinkDecision { done: !asked.query("done").is_empty(), ..shown })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// One form for each step: `confirm`, `refuse`, `undo`.
pub(crate) async fn act(
    State(portal): State<Arc<Portal>>,
    Path(decision): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    let act = move |visitor: &Visitor<'_>, _: &Asked| acted(visitor, number(&decision)?, &form);
    portal.visit(asked, Need::SignIn, act).await
}

fn acted(visitor: &Visitor<'_>, number: i64, form: &Form) -> Answer {
    let (typed, step) = (form.lines("reason"), form.text("step"));
    let ruled = visitor.door().link_step(&visitor.session, number, &step, &typed, &form.text("stamp"))?;
    settled(ruled, |error, decision| {
        let again =
            LinkDecision { typed, errors: vec![error], decision, ..LinkDecision::of(visitor, number)? };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
    })
}

impl LinkDecision {
    fn of(visitor: &Visitor<'_>, number: i64) -> Result<LinkDecision, Refusal> {
        let view = *opened(visitor.door().link_decision(&visitor.session, number)?)?;
        let frame = visitor.frame();
        Ok(LinkDecision {
            frame,
            view,
            done: false,
            typed: String::new(),
            errors: Vec::new(),
            decision: None,
        })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    /// What was just done, in words.
    fn outcome(&self) -> &'static str {
        match self.view.line.state {
            "in force" => "Done. It is in force from now on.",
            "undone" => "Done. The decision is undone; the others stand.",
            "not confirmed" => "Done. The decision does not take effect.",
            _ => "Kept. Nothing is changed before another steward has confirmed it.",
        }
    }

    fn decided(&self) -> &'static str {
        match self.view.line.what {
            "linked" => "are of one person",
            "kept apart" => "are not of one person",
            _ => "cannot be told apart or linked by what is known",
        }
    }
}

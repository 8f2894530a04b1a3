use super::{Frame, safe_next};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::visitor::{Need, Portal, Visitor};
use access::view::Agreement;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// The responsibility policy, before anything else is shown; again at each new version.
#[derive(Template)]
#[template(path = "agreement.html")]
pub struct AgreementPage {
    /// Around the page.
    pub frame: Frame,
    /// What is to be accepted.
    pub text: Agreement,
    /// The version that she accepted before; 0 when none.
    pub before: i64,
    /// Where she was going.
    pub next: String,
    /// The text changed while she read it.
    pub changed: bool,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let text = |visitor: &Visitor<'_>, asked: &Asked| shown(visitor, asked.query("next"), false);
    portal.visit(asked, Need::Present, text).await
}

pub(crate) async fn accept(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    let accept = move |visitor: &Visitor<'_>, _: &Asked| {
        let next = form.text("next");
        let version = form.text("version").parse().unwrap_or(0);
        if visitor.door().accept(&visitor.session, version)? {
            Ok(go(safe_next(&next)))
        } else {
            shown(visitor, &next, true)
        }
    };
    portal.visit(asked, Need::Present, accept).await
}

fn shown(visitor: &Visitor<'_>, next: &str, changed: bool) -> Answer {
    let next = safe_next(next);
    let Some(text) = visitor.door().to_accept(&visitor.session) else { return Ok(go(next)) };
    // The search box and the duties wait until the text is accepted.
    let mut frame = visitor.frame();
    frame.purpose = None;
    if let Some(user) = &mut frame.user {
        user.desks.clear();
    }
    let before = visitor.session.account.agreed;
    let shown = AgreementPage { frame, text, before, next: next.to_owned(), changed };
    if changed { page_with(StatusCode::CONFLICT, &shown) } else { page(&shown) }
}

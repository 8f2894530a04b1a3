use super::Frame;
use crate::answer::{go, page, without_session};
use crate::asked::Asked;
use crate::visitor::Portal;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use std::sync::Arc;

/// After logging off, or after twenty minutes in which nothing happened.
#[derive(Template)]
#[template(path = "signed_out.html")]
pub struct SignedOut {
    /// Nobody is signed in any more.
    pub frame: Frame,
    /// Why.
    pub why: Why,
}

/// Why somebody is signed out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// She logged off.
    LoggedOff,
    /// Nothing had happened for so many minutes.
    Idle(i64),
    /// So many hours are the longest.
    Longest(i64),
    /// The account was turned off.
    Closed,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let why = match asked.query("why") {
        "idle" => Why::Idle(staff::IDLE_MINUTES),
        "longest" => Why::Longest(staff::LONGEST_HOURS),
        "closed" => Why::Closed,
        _ => Why::LoggedOff,
    };
    portal.show(asked, move |portal, _, _| page(&SignedOut { frame: portal.stranger(), why })).await
}

pub(crate) async fn log_off(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let end = |portal: &Portal, _: Option<&crate::visitor::Visitor<'_>>, asked: &Asked| {
        if let Some(token) = &asked.token {
            portal.door.log_off(token, asked.from)?;
        }
        let mut answer = without_session(go("/signed-out"), portal.settings.secure_cookies);
        let forget = HeaderValue::from_static("\"cache\"");
        answer.headers_mut().insert(HeaderName::from_static("clear-site-data"), forget);
        Ok(answer)
    };
    // Asked passively, so that an idle session is ended and not woken.
    portal.show(Asked { passive: true, ..asked }, end).await
}

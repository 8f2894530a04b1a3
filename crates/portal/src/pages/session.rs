//! The times of a session for the script; no page.

use crate::answer;
use crate::asked::Asked;
use crate::visitor::{Need, Portal};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// GET says how long there is; with `x-throughline: passive` it is no act. POST is "Stay signed in".
pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let asked = Asked { part: true, ..asked };
    let times = |visitor: &crate::visitor::Visitor<'_>, _: &Asked| {
        let times = visitor.ends(&visitor.frame().times);
        let (now, ends, clock) = (times.now, times.ends, times.clock);
        // Times have no character that JSON would have to escape.
        let json = format!("{{\"now\":\"{now}\",\"ends\":\"{ends}\",\"clock\":\"{clock}\"}}");
        Ok(answer::body(StatusCode::OK, "application/json", json))
    };
    portal.visit(asked, Need::Present, times).await
}

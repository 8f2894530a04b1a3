//! Where state systems send status transactions: signed, without a session, answered in JSON. Not a page.

use crate::answer::body;
use crate::asked::Asked;
use crate::pages;
use crate::refusal::Refusal;
use crate::visitor::Portal;
use access::StatusAnswer;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;

/// The longest request taken, in bytes.
const LONGEST: usize = 1024 * 1024;
/// How long it may take to arrive.
const SECONDS: u64 = 30;
const JSON: &str = "application/json";

/// Takes a request. Who is not known by a signature learns nothing, not even whether there is such a source.
pub(crate) async fn take(
    State(portal): State<Arc<Portal>>,
    Path(source): Path<String>,
    asked: Asked,
    request: Request,
) -> Response {
    let signature = request.headers().get("x-throughline-signature").and_then(|text| text.to_str().ok());
    let signature = signature.unwrap_or_default().to_owned();
    let whole = tokio::time::timeout(Duration::from_secs(SECONDS), to_bytes(request.into_body(), LONGEST));
    let Ok(Ok(bytes)) = whole.await else {
        return body(StatusCode::PAYLOAD_TOO_LARGE, JSON, "{\"error\":\"at most 1 MiB, within 30 seconds\"}");
    };
    // A session in the request counts for nothing here.
    let asked = Asked { token: None, ..asked };
    let answer = move |portal: &Portal, _: Option<&crate::visitor::Visitor<'_>>, _: &Asked| {
        let source = pages::source(&source).unwrap_or_else(|| records::SourceId::new(""));
        Ok(match portal.door.take_status(&source, &bytes, &signature) {
            Ok(StatusAnswer::Taken(json)) => body(StatusCode::OK, JSON, json),
            Ok(StatusAnswer::Unfit(json)) => body(StatusCode::BAD_REQUEST, JSON, json),
            Ok(StatusAnswer::Unsigned) => body(StatusCode::UNAUTHORIZED, JSON, "{}"),
            Err(cause) => return Err(Refusal::Fault(cause.to_string())),
        })
    };
    portal.show(asked, answer).await
}

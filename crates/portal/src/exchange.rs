//! What other systems ask the front desk and say to it: signed, without a session, in JSON. The front desk answers; this only
//! carries it.

use crate::answer::body;
use crate::asked::Asked;
use crate::visitor::Portal;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{ExchangeRequest, OPEN_API, Signed};
use std::sync::Arc;
use std::time::Duration;

/// The longest request taken, in bytes.
const LONGEST: usize = 1024 * 1024;
/// How long it may take to arrive.
const SECONDS: u64 = 30;
const JSON: &str = "application/json";

/// The interface as an OpenAPI document.
pub(crate) async fn described(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    if portal.front_desk.is_none() || !portal.door.is_inside(asked.from) {
        return body(StatusCode::NOT_FOUND, JSON, "{\"error\":\"there is no front desk here\"}");
    }
    body(StatusCode::OK, JSON, OPEN_API)
}

/// Carries a request to the front desk. Where there is none, there is nothing at this address.
pub(crate) async fn carry(
    State(portal): State<Arc<Portal>>,
    Path(partner): Path<String>,
    asked: Asked,
    request: Request,
) -> Response {
    let (head, content) = request.into_parts();
    let whole = tokio::time::timeout(Duration::from_secs(SECONDS), to_bytes(content, LONGEST));
    let Ok(Ok(bytes)) = whole.await else {
        return body(StatusCode::PAYLOAD_TOO_LARGE, JSON, "{\"error\":\"at most 1 MiB, within 30 seconds\"}");
    };
    let work = move |portal: &Portal| {
        let Some(desk) = portal.front_desk.as_ref().filter(|_| portal.door.is_inside(asked.from)) else {
            return body(StatusCode::NOT_FOUND, JSON, "{\"error\":\"there is no front desk here\"}");
        };
        let header = |name: &str| {
            let value = head.headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let signed = Signed {
            id: header("webhook-id"),
            timestamp: header("webhook-timestamp"),
            signature: header("webhook-signature"),
        };
        let request = ExchangeRequest {
            method: head.method.as_str(),
            partner: &partner,
            address: head.uri.path_and_query().map_or("", |address| address.as_str()),
            query: head.uri.query().unwrap_or_default(),
            signed: &signed,
            body: &bytes,
        };
        match desk.exchange(&request) {
            Ok(said) => {
                let status = StatusCode::from_u16(said.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                body(status, JSON, said.json)
            }
            Err(cause) => {
                eprintln!("exchange: {cause}");
                body(StatusCode::SERVICE_UNAVAILABLE, JSON, "{\"error\":\"not now; ask again\"}")
            }
        }
    };
    portal.work(work).await
}

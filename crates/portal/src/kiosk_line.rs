//! What kiosks ask and say: signed by the device, without a session, in JSON. The front desk answers; this only carries it.

use crate::answer::body;
use crate::asked::Asked;
use crate::visitor::Portal;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use frontdesk::{KioskRequest, LONGEST_BODY};
use std::sync::Arc;
use std::time::Duration;

/// How long a body may take to arrive.
const SECONDS: u64 = 30;
const JSON: &str = "application/json";

/// Carries a request to the front desk. Where there is none, there is nothing at this address.
pub(crate) async fn carry(State(portal): State<Arc<Portal>>, asked: Asked, request: Request) -> Response {
    let (head, content) = request.into_parts();
    let whole = tokio::time::timeout(Duration::from_secs(SECONDS), to_bytes(content, LONGEST_BODY));
    let Ok(Ok(bytes)) = whole.await else {
        return body(
            StatusCode::PAYLOAD_TOO_LARGE,
            JSON,
            "{\"error\":\"at most 256 KiB, within 30 seconds\"}",
        );
    };
    let work = move |portal: &Portal| {
        let Some(desk) = portal.front_desk.as_ref().filter(|_| portal.door.is_inside(asked.from)) else {
            return body(StatusCode::NOT_FOUND, JSON, "{\"error\":\"there is no front desk here\"}");
        };
        let header =
            |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let request = KioskRequest {
            method: head.method.as_str(),
            path: head.uri.path(),
            query: head.uri.query().unwrap_or_default(),
            device: header("x-kiosk-device"),
            time: header("x-kiosk-time"),
            signature: header("x-kiosk-signature"),
            body: &bytes,
        };
        match desk.answer(&request) {
            Ok(said) => {
                let status = StatusCode::from_u16(said.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let mut answer = body(status, JSON, said.json);
                if let Some(seconds) = said.retry_after {
                    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
                }
                answer
            }
            Err(cause) => {
                eprintln!("kiosk: {cause}");
                body(StatusCode::SERVICE_UNAVAILABLE, JSON, "{\"error\":\"not now; ask again\"}")
            }
        }
    };
    portal.work(work).await
}

//! What is true of every request and every answer: forms come from our own pages, and browsers are told to be strict.

use crate::asked::token;
use crate::refusal::Refusal;
use crate::visitor::Portal;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// What a page may load: our own style sheet, script, font and icons, and nothing inline.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/// Two years, as browsers' preload lists ask.
const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";
const NOTHING_ALLOWED: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Stands before and behind every route.
pub(crate) async fn guard(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    let refusal = match *request.method() {
        Method::GET | Method::HEAD => None,
        Method::POST if is_ours(&portal, &request) => None,
        Method::POST => Some(Refusal::Foreign),
        _ => Some(Refusal::WrongMethod),
    };
    let mut answer = match refusal {
        Some(refusal) => refusal.answer(&portal, portal.stranger(), false),
        None => next.run(request).await,
    };
    strict(answer.headers_mut(), portal.settings.secure_cookies);
    answer
}

/// Whether a form came from one of our own pages. A browser that holds a session always says where a form comes from;
/// a request with a session that does not say it is refused.
fn is_ours(portal: &Portal, request: &Request) -> bool {
    let headers = request.headers();
    let site = headers.get("sec-fetch-site");
    let origin = headers.get(ORIGIN);
    if site.is_none() && origin.is_none() {
        return token(headers, portal.settings.secure_cookies).is_none();
    }
    let same_site = site.is_none_or(|site| site == "same-origin");
    same_site && origin.is_none_or(|origin| fits(origin, portal.settings.origin.as_deref(), headers))
}

fn fits(origin: &HeaderValue, expected: Option<&str>, headers: &HeaderMap) -> bool {
    let Ok(origin) = origin.to_str() else { return false };
    match expected {
        Some(expected) => origin.eq_ignore_ascii_case(expected.trim_end_matches('/')),
        None => {
            let host = headers.get(HOST).and_then(|host| host.to_str().ok());
            origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host)
        }
    }
}

fn strict(headers: &mut HeaderMap, secure: bool) {
    let mut unless_set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    unless_set(CONTENT_SECURITY_POLICY, POLICY);
    unless_set(CACHE_CONTROL, "no-store");
    unless_set(REFERRER_POLICY, "same-origin");
    unless_set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(X_FRAME_OPTIONS, "DENY");
    unless_set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    unless_set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    unless_set(HeaderName::from_static("permissions-policy"), NOTHING_ALLOWED);
    if secure {
        unless_set(STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
}

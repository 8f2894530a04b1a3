//! The kiosk's page and its files: static, the same for everybody. No cookie is set or read here; what the kiosk says
//! to the server is signed by the device (docs/kiosk_protocol.md).

use crate::answer;
use crate::assets::{self, Asset};
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

/// What the kiosk's page may load: its own files, its manifest and its worker. It sends no forms, and no text of it can become markup.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; \
    object-src 'none'; require-trusted-types-for 'script'; trusted-types kiosk";

/// Said where the kiosk would be, when the program was built without it.
const MISSING: &str = "The kiosk is not part of this program, because Node.js was missing when it was built: \
    run `npm ci --ignore-scripts && npm run build` in web/ and build again.";

/// The page itself, or one sentence when it is not there.
pub(crate) async fn page(headers: HeaderMap) -> Response {
    match assets::kiosk("") {
        Some(page) => checked(page, &headers),
        None => answer::body(StatusCode::OK, "text/plain; charset=utf-8", MISSING),
    }
}

/// The address without its stroke.
pub(crate) async fn beside() -> Response {
    answer::go("/kiosk/")
}

/// The service worker. Browsers ask for it again and again, so that a newer program is noticed.
pub(crate) async fn worker(headers: HeaderMap) -> Response {
    let mut answer = named("sw.js", &headers);
    let scope = HeaderValue::from_static("/kiosk/");
    answer.headers_mut().insert(HeaderName::from_static("service-worker-allowed"), scope);
    answer
}

/// What makes the page an app.
pub(crate) async fn manifest(headers: HeaderMap) -> Response {
    named("manifest.webmanifest", &headers)
}

/// A file whose name carries a hash of its content: it never changes.
pub(crate) async fn asset(Path(file): Path<String>) -> Response {
    let Some(asset) = assets::kiosk(&format!("assets/{file}")) else { return missing() };
    let mut answer = whole(asset);
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    answer.headers_mut().insert(CACHE_CONTROL, for_ever);
    answer
}

fn named(name: &str, headers: &HeaderMap) -> Response {
    assets::kiosk(name).map_or_else(missing, |asset| checked(asset, headers))
}

/// May be kept, but is asked for again each time.
fn checked(asset: Asset, headers: &HeaderMap) -> Response {
    let same = headers.get(IF_NONE_MATCH).is_some_and(|held| held == asset.etag);
    let mut answer =
        if same { answer::body(StatusCode::NOT_MODIFIED, asset.content_type, "") } else { whole(asset) };
    answer.headers_mut().insert(ETAG, HeaderValue::from_static(asset.etag));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer
}

fn whole(asset: Asset) -> Response {
    let mut answer = answer::body(StatusCode::OK, asset.content_type, asset.bytes);
    answer.headers_mut().insert(ETAG, HeaderValue::from_static(asset.etag));
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    answer
}

fn missing() -> Response {
    answer::body(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "not found")
}

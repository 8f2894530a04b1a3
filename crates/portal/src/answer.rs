//! Answers in the forms the portal has: a page, a step to another page, a few plain words.

use crate::asked::cookie_name;
use crate::refusal::Refusal;
use askama::Template;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use staff::SessionToken;

/// What a page's code gives back.
pub(crate) type Answer = Result<Response, Refusal>;

/// A whole page, or a part of one.
pub(crate) fn page(page: &impl Template) -> Answer {
    Ok(html(StatusCode::OK, page.render()?))
}

/// A page that says that something was not done.
pub(crate) fn page_with(status: StatusCode, page: &impl Template) -> Answer {
    Ok(html(status, page.render()?))
}

pub(crate) fn html(status: StatusCode, text: String) -> Response {
    body(status, "text/html; charset=utf-8", text)
}

/// Any other content.
pub(crate) fn body(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

/// On to another page, with GET.
pub(crate) fn go(to: &str) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SEE_OTHER;
    // Addresses are our own words, numbers and checked names.
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    answer.headers_mut().insert(LOCATION, to);
    answer
}

/// The same answer with a cookie that holds the session, until the browser is closed.
pub(crate) fn with_session(answer: Response, token: &SessionToken, secure: bool) -> Response {
    set_cookie(answer, &format!("{}={}", cookie_name(secure), token.reveal()), secure)
}

/// The same answer with the session taken out of the browser.
pub(crate) fn without_session(answer: Response, secure: bool) -> Response {
    set_cookie(answer, &format!("{}=; Max-Age=0", cookie_name(secure)), secure)
}

fn set_cookie(mut answer: Response, pair: &str, secure: bool) -> Response {
    let only = if secure { "; Secure" } else { "" };
    if let Ok(cookie) = HeaderValue::from_str(&format!("{pair}; Path=/; HttpOnly; SameSite=Lax{only}")) {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    answer
}

//! What a request says: who sends it, how, and what was typed.

use crate::refusal::Refusal;
use crate::visitor::Portal;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;
use staff::SessionToken;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

/// The longest form taken, in bytes. A field that is far too long still arrives, so that its page can say so beside what was
/// typed.
const LONGEST_FORM: usize = 512 * 1024;
/// The longest single field kept, in characters: a name, a street, a sentence.
const LONGEST_FIELD: usize = 400;
/// The longest text of several lines kept, in characters.
const LONGEST_TEXT: usize = 4_000;
/// The most fields taken of one form: a request for a use case has many boxes to tick.
const MOST_FIELDS: usize = 600;
/// How long a form may take to arrive.
const FORM_SECONDS: u64 = 30;

/// Who sends a request, and how.
pub(crate) struct Asked {
    /// What the browser holds as its session.
    pub token: Option<SessionToken>,
    /// From where: the caller's address, or what a trusted proxy says it is.
    pub from: IpAddr,
    /// The script asks by itself: not an act of the user.
    pub passive: bool,
    /// Only the part marked `data-part` is wanted.
    pub part: bool,
    /// The address, without what follows `?`.
    pub path: String,
    /// What follows `?`.
    pub query: Vec<(String, String)>,
}

/// The other end of the connection.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub IpAddr);

/// A form as it was typed, made safe: control characters are spaces, and nothing is endless.
pub(crate) struct Form(Vec<(String, String)>);

impl Asked {
    /// The value of `name` after `?`; empty when it is not there.
    pub fn query(&self, name: &str) -> &str {
        self.query.iter().find(|(have, _)| have == name).map_or("", |(_, value)| value)
    }
}

impl Form {
    /// A field, made safe; empty when it was not sent.
    pub fn text(&self, name: &str) -> String {
        let clean = |c: char| if c.is_control() { ' ' } else { c };
        let text: String = self.raw(name).chars().take(LONGEST_FIELD).map(clean).collect();
        text.trim().to_owned()
    }

    /// A text of several lines, made safe; empty when it was not sent.
    pub fn long(&self, name: &str) -> String {
        let plain = self.raw(name).replace("\r\n", "\n");
        let clean = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
        let text: String = plain.chars().take(LONGEST_TEXT + 1).map(clean).collect();
        text.trim().to_owned()
    }

    /// Everything that was ticked under one name, made safe.
    pub fn all(&self, name: &str) -> Vec<String> {
        let ticked = self.0.iter().filter(|(have, _)| have == name);
        let clean = |value: &str| value.chars().take(LONGEST_FIELD).filter(|c| !c.is_control()).collect();
        ticked.map(|(_, value)| clean(value)).collect()
    }

    /// A text of several lines, with other control characters made spaces; what is too long is for the page to refuse.
    pub fn lines(&self, name: &str) -> String {
        let clean = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
        self.raw(name).replace("\r\n", "\n").chars().map(clean).collect::<String>().trim().to_owned()
    }

    /// A form that was read already.
    pub fn of(fields: Vec<(String, String)>) -> Form {
        Form(fields)
    }

    /// A field exactly as it came, for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(have, _)| have == name).map_or("", |(_, value)| value)
    }
}

/// The name of the session cookie. The prefix makes a browser refuse it from a page that is not ours.
pub(crate) fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-throughline" } else { "throughline" }
}

/// The session cookie of a request, when it has the form of one.
pub(crate) fn token(headers: &HeaderMap, secure: bool) -> Option<SessionToken> {
    let wanted = cookie_name(secure);
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(name, _)| *name == wanted).map(|(_, value)| value);
    let fits = |value: &&str| value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    ours.find(fits).map(SessionToken::from_cookie)
}

/// Where a request comes from. What a header says counts only behind a proxy of the settings, and then the last address that
/// is no such proxy's: what stands before it may be made up.
fn came_from(headers: &HeaderMap, extensions: &Extensions, proxies: &[IpNet]) -> IpAddr {
    let peer = extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0);
    let trusted = |address: IpAddr| proxies.iter().any(|proxy| proxy.contains(&address.to_canonical()));
    if !trusted(peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let read = hops.iter().rev().map(|hop| hop.parse::<IpAddr>());
    let mut last = peer;
    for hop in read {
        // A hop that is no address was made up, and so may be everything before it.
        let Ok(hop) = hop else { return last };
        last = hop;
        if !trusted(hop) {
            break;
        }
    }
    last
}

impl FromRequestParts<Arc<Portal>> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, portal: &Arc<Portal>) -> Result<Asked, Infallible> {
        let way = parts.headers.get("x-throughline").map(axum::http::HeaderValue::as_bytes);
        Ok(Asked {
            token: token(&parts.headers, portal.settings.secure_cookies),
            from: came_from(&parts.headers, &parts.extensions, &portal.settings.proxies),
            passive: way == Some(b"passive"),
            part: way == Some(b"part"),
            path: parts.uri.path().to_owned(),
            query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        })
    }
}

impl FromRequest<Arc<Portal>> for Form {
    type Rejection = axum::response::Response;

    async fn from_request(request: Request, portal: &Arc<Portal>) -> Result<Form, Self::Rejection> {
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let is_form = kind.is_empty() || kind.starts_with("application/x-www-form-urlencoded");
        let refuse = |refusal: Refusal| refusal.answer(portal, portal.stranger(), false);
        if !is_form {
            return Err(refuse(Refusal::Unfit));
        }
        let body: Body = request.into_body();
        let whole = tokio::time::timeout(Duration::from_secs(FORM_SECONDS), to_bytes(body, LONGEST_FORM));
        match whole.await {
            Ok(Ok(bytes)) => Ok(Form(pairs(&bytes))),
            Ok(Err(_)) => Err(refuse(Refusal::TooLong(LONGEST_FORM))),
            Err(_) => Err(refuse(Refusal::Unfit)),
        }
    }
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text)
        .take(MOST_FIELDS)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_header_counts_only_behind_a_proxy_of_the_settings() {
        let proxies = ["10.0.0.0/8".parse().unwrap()];
        let asked = |peer: &str, header: &str| {
            let mut request =
                axum::http::Request::builder().header("x-forwarded-for", header).body(()).unwrap();
            request.extensions_mut().insert(Peer(peer.parse().unwrap()));
            came_from(request.headers(), request.extensions(), &proxies).to_string()
        };
        assert_eq!(asked("203.0.113.9", "10.1.1.1"), "203.0.113.9");
        assert_eq!(asked("10.0.0.1", "198.51.100.7"), "198.51.100.7");
        assert_eq!(asked("10.0.0.1", "192.168.1.1, 198.51.100.7, 10.0.0.2"), "198.51.100.7");
        assert_eq!(asked("10.0.0.1", "192.168.1.1, nonsense"), "10.0.0.1");
        assert_eq!(asked("10.0.0.1", ""), "10.0.0.1");
    }

    #[test]
    fn what_was_typed_is_cut_and_cleaned_but_a_password_is_left_alone() {
        let form = Form(pairs(b"a=%00x%ff%0ay&b=%20p%09&c=").into_iter().collect());
        assert_eq!(form.text("a"), "x\u{fffd} y");
        assert_eq!(form.raw("b"), " p\t");
        assert_eq!(form.text("missing"), "");
        let long = Form(vec![("q".to_owned(), "é".repeat(5000))]);
        assert_eq!(long.text("q").chars().count(), LONGEST_FIELD);
    }
}

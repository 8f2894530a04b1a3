//! Forms with a file, as browsers send them (RFC 7578). Only what the portal's own forms hold is read: text.

use crate::asked::Form;
use crate::refusal::Refusal;
use crate::visitor::Portal;
use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;

/// How long it may take to arrive.
const SECONDS: u64 = 60;

/// A form with a file, of at most so many KiB: a list of several hundred people.
pub(crate) struct Upload<const KIB: usize = 256>(pub Form);

impl<const KIB: usize> FromRequest<Arc<Portal>> for Upload<KIB> {
    type Rejection = Response;

    async fn from_request(request: Request, portal: &Arc<Portal>) -> Result<Upload<KIB>, Response> {
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let refuse = || Refusal::Unfit.answer(portal, portal.stranger(), false);
        let Some(boundary) = boundary(kind) else { return Err(refuse()) };
        let whole =
            tokio::time::timeout(Duration::from_secs(SECONDS), to_bytes(request.into_body(), KIB * 1024));
        match whole.await {
            Ok(Ok(bytes)) => Ok(Upload(Form::of(parts(&bytes, &boundary)))),
            _ => Err(refuse()),
        }
    }
}

/// What stands between the parts of a form.
fn boundary(kind: &str) -> Option<String> {
    let rest = kind.strip_prefix("multipart/form-data")?;
    let (_, after) = rest.split_once("boundary=")?;
    let name = after.split(';').next()?.trim().trim_matches('"');
    (!name.is_empty() && name.len() <= 70).then(|| format!("--{name}"))
}

fn parts(body: &[u8], boundary: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut rest = body;
    while let Some(at) = find(rest, boundary.as_bytes()) {
        let after = &rest[at + boundary.len()..];
        let end = find(after, boundary.as_bytes()).unwrap_or(after.len());
        fields.extend(field(&after[..end]));
        rest = after;
        if fields.len() >= 20 {
            break;
        }
    }
    fields
}

/// One part: its head, an empty line, its content and a line end that belongs to the boundary.
fn field(part: &[u8]) -> Option<(String, String)> {
    let part = part.strip_prefix(b"\r\n")?;
    let at = find(part, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&part[..at]);
    let content = part[at + 4..].strip_suffix(b"\r\n").unwrap_or(&part[at + 4..]);
    let disposition =
        head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let name = disposition.split(';').find_map(|piece| piece.trim().strip_prefix("name="))?;
    Some((name.trim_matches('"').to_owned(), String::from_utf8_lossy(content).into_owned()))
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_with_a_file_is_read_and_anything_else_is_empty() {
        let boundary = boundary("multipart/form-data; boundary=\"x-y\"; charset=utf-8").unwrap();
        let body = b"--x-y\r\nContent-Disposition: form-data; name=\"pasted\"\r\n\r\na,b\r\nc\r\n\
            --x-y\r\ncontent-disposition: form-data; name=\"file\"; filename=\"l.csv\"\r\nContent-Type: text/csv\r\n\r\n\xff\r\n--x-y--\r\n";
        let read = parts(body, &boundary);
        assert_eq!(read[0], ("pasted".to_owned(), "a,b\r\nc".to_owned()));
        assert_eq!(read[1], ("file".to_owned(), "\u{fffd}".to_owned()));
        assert_eq!(read.len(), 2);
        for odd in [&b""[..], b"--x-y", b"--x-y\r\n", b"--x-y--x-y--x-y", b"--x-y\r\n\r\n\r\n--x-y"] {
            assert!(parts(odd, &boundary).is_empty(), "{odd:?}");
        }
        assert_eq!(super::boundary("application/x-www-form-urlencoded"), None);
    }
}

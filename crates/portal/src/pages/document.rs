use super::case_file::opened;
use super::{Frame, person, source, token};
use crate::answer::{Answer, body, page};
use crate::asked::Asked;
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{DocumentView, IdentityBar};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, HeaderName, X_FRAME_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use records::{Document, PersonId, SourceId};
use std::sync::Arc;

/// What a document is, with its image on the page.
#[derive(Template)]
#[template(path = "document.html")]
pub struct DocumentPage {
    /// Around the page.
    pub frame: Frame,
    /// The document.
    pub document: DocumentView,
}

/// The forms in which a document can be shown, with their first bytes and the word that an agency may use for them.
const FORMS: [(&str, &[u8], &str); 3] = [
    ("image/png", b"\x89PNG\r\n\x1a\n", "png"),
    ("image/jpeg", b"\xff\xd8\xff", "jpeg"),
    ("application/pdf", b"%PDF-", "pdf"),
];

/// A picture can do nothing.
const PICTURE_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";
/// Browsers show a PDF with a viewer of their own, which a sandbox would turn off. The file itself may load nothing.
const PDF_POLICY: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; \
    frame-ancestors 'self'";
/// The page of a PDF may hold it in a frame.
const FRAME_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

type Address = (String, String, String);

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(address): Path<Address>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let (person, source, place) = read(&address)?;
        let document = opened(visitor.door().document(&visitor.session, person, &source, place)?)?;
        let shown = DocumentPage { frame: visitor.frame(), document };
        let in_frame = shown.is_pdf();
        let mut answer = page(&shown)?;
        if in_frame {
            let policy = HeaderValue::from_static(FRAME_POLICY);
            answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        }
        Ok(answer)
    };
    portal.visit(asked, Need::Purpose, show).await
}

/// The document's own bytes, for the page above.
pub(crate) async fn image(
    State(portal): State<Arc<Portal>>,
    Path(address): Path<Address>,
    asked: Asked,
) -> Response {
    let fetch = move |visitor: &Visitor<'_>, _: &Asked| {
        let (person, source, place) = read(&address)?;
        let fetched = visitor.door().document_image(&visitor.session, person, &source, place)?;
        bytes(opened(fetched)?)
    };
    portal.visit(asked, Need::Purpose, fetch).await
}

fn read(address: &Address) -> Result<(PersonId, SourceId, &str), Refusal> {
    let (number, name, place) = address;
    let found = person(number).zip(source(name)).zip(token(place));
    found.map(|((person, source), place)| (person, source, place)).ok_or(Refusal::NotFound)
}

fn bytes(document: Option<Document>) -> Answer {
    let Some(document) = document else {
        return Err(Refusal::NotShown(
            "The agency did not deliver it now. It keeps its documents itself; try again in a few minutes."
                .to_owned(),
        ));
    };
    let form = FORMS.iter().find(|(_, begin, _)| document.bytes.starts_with(begin));
    // What an agency calls a picture must be one: a page in disguise is never sent to a browser.
    let Some((kind, _, _)) = form.filter(|(kind, _, word)| agrees(&document.media_type, kind, word)) else {
        return Err(Refusal::NotShown(
            "It is neither a picture (PNG, JPEG) nor a PDF, so it is not sent to your browser. Ask the agency for a copy."
                .to_owned(),
        ));
    };
    let mut answer = body(StatusCode::OK, kind, document.bytes);
    let policy = if *kind == "application/pdf" { PDF_POLICY } else { PICTURE_POLICY };
    let headers = answer.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    Ok(answer)
}

fn agrees(media_type: &str, kind: &str, word: &str) -> bool {
    let said = media_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    said == *kind || said == *word || (word == "jpeg" && (said == "jpg" || said == "image/jpg"))
}

impl DocumentPage {
    fn bar(&self) -> &IdentityBar {
        &self.document.bar
    }

    fn is_paper(&self) -> bool {
        false
    }

    /// What the agency does not call by any name may still be a picture; the bytes decide.
    fn can_show(&self) -> bool {
        let said = &self.document.media_type;
        said.is_empty() || FORMS.iter().any(|(kind, _, word)| agrees(said, kind, word))
    }

    fn is_pdf(&self) -> bool {
        self.document.media_type.to_lowercase().contains("pdf")
    }

    fn image(&self) -> String {
        let DocumentView { bar, agency, place, .. } = &self.document;
        format!("/people/{}/documents/{}/{place}/image", bar.person.0, agency.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: &str, begin: &[u8]) -> Answer {
        bytes(Some(Document { media_type: kind.to_owned(), bytes: begin.to_vec() }))
    }

    #[test]
    fn only_pictures_and_pdfs_that_are_what_they_say_are_sent() {
        let good = [
            ("image/png", &b"\x89PNG\r\n\x1a\n."[..]),
            ("image/jpeg", b"\xff\xd8\xff."),
            ("application/pdf", b"%PDF-1.7"),
        ];
        for (kind, begin) in good {
            let sent = answer(kind, begin).ok().unwrap();
            assert_eq!(sent.headers()["content-type"], kind);
        }
        for (kind, begin) in [
            ("text/html", &b"<html>"[..]),
            ("image/png", b"<html>"),
            ("text/html", b"%PDF-1.7"),
            ("image/svg+xml", b"<svg>"),
        ] {
            assert!(matches!(answer(kind, begin), Err(Refusal::NotShown(_))), "{kind}");
        }
        assert!(matches!(bytes(None), Err(Refusal::NotShown(_))));
    }
}

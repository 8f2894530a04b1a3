use super::{Frame, search};
use crate::answer::{go, page};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Agency, Band, Hit, Narrowed, Opened, SearchView};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;

/// People found, in two groups: likely and possible.
#[derive(Template)]
#[template(path = "results.html")]
pub struct Results {
    /// Around the page.
    pub frame: Frame,
    /// Leads back to the search with what was asked still in it.
    pub change: String,
    /// Where an answer that narrows is sent to.
    pub narrow: String,
    /// To whom the answer is narrowed already.
    pub narrowed: Vec<Narrowed>,
    /// Who was found.
    pub found: SearchView,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(question): Path<String>,
    asked: Asked,
) -> Response {
    let answer = move |visitor: &Visitor<'_>, _: &Asked| {
        let kept = search::kept(visitor, &question)?;
        let Opened::Open(found) = visitor.door().answer(&visitor.session, &kept)? else {
            return Err(Refusal::NotFound);
        };
        page(&Results {
            frame: visitor.frame(),
            change: format!("/search/{question}/change"),
            narrow: format!("/search/{question}/narrow"),
            narrowed: visitor.door().narrowings(&kept),
            found: *found,
        })
    };
    portal.visit(asked, Need::Purpose, answer).await
}

/// Keeps the question with one more answer, or without one, and goes to what it leaves.
pub(crate) async fn narrow(
    State(portal): State<Arc<Portal>>,
    Path(question): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    let keep = move |visitor: &Visitor<'_>, _: &Asked| {
        let kept = search::kept(visitor, &question)?;
        let value = if form.text("widen").is_empty() { form.text("value") } else { String::new() };
        let narrowed = kept.narrowed(&form.text("by"), &value).ok_or(Refusal::NotFound)?;
        let name = visitor.door().ask(&visitor.session, &narrowed)?;
        Ok(go(&format!("/search/{name}")))
    };
    portal.visit(Asked { path: "/".to_owned(), ..asked }, Need::Purpose, keep).await
}

impl Results {
    fn people(&self) -> String {
        match self.found.total {
            0 if self.found.too_little => "Too little to search by".into(),
            0 => "Nobody found".into(),
            1 => "1 person".into(),
            many => format!("{many} people"),
        }
    }

    fn likely(&self) -> Vec<&Hit> {
        self.found.hits.iter().filter(|hit| hit.band == Band::Likely).collect()
    }

    fn possible(&self) -> Vec<&Hit> {
        self.found.hits.iter().filter(|hit| hit.band == Band::Possible).collect()
    }

    fn silent(&self) -> Vec<&Agency> {
        self.found.systems.iter().filter(|(_, available)| !available).map(|(agency, _)| agency).collect()
    }

    fn answered(&self) -> usize {
        self.found.systems.len() - self.silent().len()
    }

    fn more(&self) -> bool {
        self.found.total > self.found.hits.len() as u64
    }
}

use super::{Frame, search};
use crate::answer::page;
use crate::asked::Asked;
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Agency, Band, Hit, Opened, SearchView};
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
        let change = format!("/search/{question}/change");
        page(&Results { frame: visitor.frame(), change, found: *found })
    };
    portal.visit(asked, Need::Purpose, answer).await
}

impl Results {
    fn people(&self) -> String {
        match self.found.total {
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

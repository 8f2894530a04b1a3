use super::case_file::opened;
use super::{Frame, person, source};
use crate::answer::page;
use crate::asked::Asked;
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{IdentityBar, WhyView};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;

/// Why one folder shows what it shows, and why not more.
#[derive(Template)]
#[template(path = "why.html")]
pub struct Why {
    /// Around the page.
    pub frame: Frame,
    /// The rules that decide, in words.
    pub why: WhyView,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((number, name)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    let explain = move |visitor: &Visitor<'_>, _: &Asked| {
        let (person, source) = person(&number).zip(source(&name)).ok_or(Refusal::NotFound)?;
        let why = opened(visitor.door().why(&visitor.session, person, &source)?)?;
        page(&Why { frame: visitor.frame(), why })
    };
    portal.visit(asked, Need::Purpose, explain).await
}

impl Why {
    fn bar(&self) -> &IdentityBar {
        &self.why.bar
    }

    fn is_paper(&self) -> bool {
        false
    }
}

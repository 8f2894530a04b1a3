use super::desk;
use crate::answer::{go, page};
use crate::asked::Asked;
use crate::pages::Frame;
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use frontdesk::Site;
use std::sync::Arc;

/// Her sites, for who has several.
#[derive(Template)]
#[template(path = "front_desk/choose.html")]
pub struct ChooseSite {
    /// Around the page.
    pub frame: Frame,
    /// The sites.
    pub sites: Vec<Site>,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let choose = |visitor: &Visitor<'_>, _: &Asked| {
        let sites = desk(visitor)?.counters(&visitor.session)?;
        match sites.as_slice() {
            [] => Err(Refusal::NotFound),
            [only] => Ok(go(&format!("/desk/{}", only.id))),
            _ => page(&ChooseSite { frame: visitor.frame(), sites }),
        }
    };
    portal.visit(asked, Need::SignIn, choose).await
}

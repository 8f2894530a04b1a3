use super::Frame;
use crate::answer::page;
use crate::asked::Asked;
use crate::visitor::{Portal, Visitor};
use access::view::SystemLine;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

/// The state of each source and its last update: a page of its own, and the body of the pop-up.
#[derive(Template)]
#[template(path = "availability.html")]
pub struct Availability {
    /// Around the page.
    pub frame: Frame,
    /// The systems behind the portal.
    pub systems: Vec<SystemLine>,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let list = |portal: &Portal, visitor: Option<&Visitor<'_>>, _: &Asked| {
        let frame = visitor.map_or_else(|| portal.stranger(), Visitor::frame);
        page(&Availability { frame, systems: portal.door.availability()? })
    };
    portal.show(asked, list).await
}

impl Availability {
    fn asked(&self) -> String {
        format!("As of {}.", self.frame.made())
    }
}

use super::private_list::opened;
use super::{Frame, source};
use crate::answer::page;
use crate::asked::Asked;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{LinkPerson, LinkQueue};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

/// Pairs of people who may be one, for the stewards of their agencies.
#[derive(Template)]
#[template(path = "links.html")]
pub struct Links {
    /// Around the page.
    pub frame: Frame,
    /// What waits.
    pub queue: LinkQueue,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let list = |visitor: &Visitor<'_>, asked: &Asked| {
        let number = asked.query("page").parse().unwrap_or(1);
        let only = source(asked.query("source"));
        let later = asked.query("later") == "yes";
        let queue = *opened(visitor.door().link_queue(&visitor.session, only.as_ref(), later, number)?)?;
        page(&Links { frame: visitor.frame(), queue })
    };
    portal.visit(asked, Need::SignIn, list).await
}

/// Somebody's name, or that none is stated.
pub(crate) fn name(person: &LinkPerson) -> &str {
    person.name.as_ref().map_or("name not stated", |name| name.text())
}

/// Agencies in a line.
pub(crate) fn agencies(person: &LinkPerson) -> String {
    person.agencies.iter().map(|agency| agency.short.as_str()).collect::<Vec<_>>().join(", ")
}

impl Links {
    /// The address of another page of the same list.
    fn address(&self, page: usize) -> String {
        self.list(self.queue.later, page)
    }

    /// The address of the other list: of less likely cases, or of those that are asked.
    fn other_list(&self) -> String {
        self.list(!self.queue.later, 1)
    }

    fn list(&self, later: bool, page: usize) -> String {
        let source =
            self.queue.only.as_ref().map_or(String::new(), |agency| format!("source={}&", agency.id));
        let later = if later { "later=yes&" } else { "" };
        format!("/links?{source}{later}page={page}")
    }

    fn is_only(&self, id: &records::SourceId) -> bool {
        self.queue.only.as_ref().is_some_and(|only| only.id == *id)
    }
}

use super::Frame;
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Agreement, GroupView};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use staff::{DutyKind, Member};
use std::sync::Arc;

/// A provisioner's own groups; before anything else, the policy that provisioners accept.
#[derive(Template)]
#[template(path = "groups.html")]
pub struct Groups {
    /// Around the page.
    pub frame: Frame,
    /// What she has to accept first, and the version that she accepted before.
    pub agreement: Option<(Agreement, i64)>,
    /// The text changed while she read it.
    pub changed: bool,
    /// Her groups.
    pub groups: Vec<GroupView>,
}

/// What may be the matter with a membership, in the order of the page.
pub(crate) const MATTERS: [(&str, &str); 4] = [
    ("never", "never signed in"),
    ("idle", "not signed in for 90 days"),
    ("gone", "gone from the agency’s directory"),
    ("off", "account turned off"),
];

const NINETY_DAYS: i64 = 90 * 24 * 3_600_000;

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    portal.visit(asked, Need::SignIn, |visitor, _| shown(visitor, false)).await
}

pub(crate) async fn accept(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    let accept = move |visitor: &Visitor<'_>, _: &Asked| {
        must_provide(visitor)?;
        let version = form.text("version").parse().unwrap_or(0);
        if visitor.door().accept_as_provisioner(&visitor.session, version)? {
            Ok(go("/groups"))
        } else {
            shown(visitor, true)
        }
    };
    portal.visit(Asked { path: "/groups".to_owned(), ..asked }, Need::SignIn, accept).await
}

/// For everybody else there is no such page.
pub(crate) fn must_provide(visitor: &Visitor<'_>) -> Result<(), Refusal> {
    let duties = &visitor.session.account.duties;
    let provides = duties.iter().any(|duty| duty.kind == DutyKind::Provisioner);
    if provides { Ok(()) } else { Err(Refusal::NotFound) }
}

fn shown(visitor: &Visitor<'_>, changed: bool) -> Answer {
    must_provide(visitor)?;
    let agreement = visitor.door().to_accept_as_provisioner(&visitor.session)?;
    let groups = match &agreement {
        Some(_) => Vec::new(),
        None => visitor.door().own_groups(&visitor.session)?,
    };
    let changed = changed && agreement.is_some();
    let shown = Groups { frame: visitor.frame(), agreement, changed, groups };
    if changed { page_with(StatusCode::CONFLICT, &shown) } else { page(&shown) }
}

/// What is the matter with a membership, by the names in addresses.
pub(crate) fn matters(member: &Member, now: i64) -> Vec<&'static str> {
    let idle = member.last_sign_in.is_some_and(|at| now - at > NINETY_DAYS);
    let all = [member.last_sign_in.is_none(), idle, member.gone, !member.active];
    MATTERS.iter().zip(all).filter(|(_, is_so)| *is_so).map(|((name, _), _)| *name).collect()
}

/// How many members each thing is the matter with, for those that it is with any.
pub(crate) fn counts(group: &GroupView, now: i64) -> Vec<(&'static str, &'static str, usize)> {
    let all: Vec<&str> = group.members.iter().flat_map(|member| matters(member, now)).collect();
    let count = |name: &str| all.iter().filter(|have| **have == name).count();
    let counted = MATTERS.iter().map(|(name, words)| (*name, *words, count(name)));
    counted.filter(|(_, _, count)| *count > 0).collect()
}

impl Groups {
    fn counts(&self, group: &GroupView) -> Vec<(&'static str, &'static str, usize)> {
        counts(group, self.frame.times.now().as_millisecond())
    }
}

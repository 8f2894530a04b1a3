use super::Frame;
use crate::answer::page;
use crate::asked::Asked;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Agency, Unit, UseCaseCard};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

/// Help about this user: her provisioner, her liaison, her use cases; not general text.
#[derive(Template)]
#[template(path = "help.html")]
pub struct Help {
    /// Around the page.
    pub frame: Frame,
    /// Her groups, with whom to ask.
    pub groups: Vec<Unit>,
    /// Her use cases in force.
    pub use_cases: Vec<UseCaseCard>,
    /// The one she works under now; empty when none.
    pub in_force: String,
    /// What to do about a forgotten password at her agency.
    pub password: String,
    /// Whom to call when nothing else helps; may be empty.
    pub help_desk: String,
}

/// Help for somebody who cannot sign in.
#[derive(Template)]
#[template(path = "cannot_sign_in.html")]
pub struct CannotSignIn {
    /// Around the page.
    pub frame: Frame,
    /// What to do about a forgotten password, agency by agency.
    pub passwords: Vec<(Agency, String)>,
    /// Whom to call when nothing else helps; may be empty.
    pub help_desk: String,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let help = |visitor: &Visitor<'_>, _: &Asked| {
        page(&Help {
            frame: visitor.frame(),
            groups: visitor.door().units(&visitor.session)?,
            use_cases: visitor.door().use_cases(&visitor.session),
            in_force: visitor.session.use_case.clone(),
            password: password_help(visitor.portal, &visitor.session.account.agency),
            help_desk: visitor.portal.settings.help_desk.clone(),
        })
    };
    portal.visit(asked, Need::SignIn, help).await
}

pub(crate) async fn cannot_sign_in(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let help = |portal: &Portal, visitor: Option<&Visitor<'_>>, _: &Asked| {
        let employers = portal.door.employers().iter();
        page(&CannotSignIn {
            frame: visitor.map_or_else(|| portal.stranger(), Visitor::frame),
            passwords: employers.map(|one| (one.clone(), password_help(portal, &one.id.0))).collect(),
            help_desk: portal.settings.help_desk.clone(),
        })
    };
    portal.show(asked, help).await
}

fn password_help(portal: &Portal, agency: &str) -> String {
    let own = portal.settings.passwords.iter().find(|help| help.agency == agency);
    own.map_or_else(
        || "Ask the person who gives access in your unit; she or he can have a new password set.".to_owned(),
        |help| help.words.clone(),
    )
}

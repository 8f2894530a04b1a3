use super::{AskForm, Frame};
use crate::answer::page;
use crate::asked::Asked;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Agency, Inquiry, OwnAccess};
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
    /// Her groups with whom to ask, her use cases with what they open, her duties, what she accepted.
    pub own: OwnAccess,
    /// The one she works under now; empty when none.
    pub in_force: String,
    /// What to do about a forgotten password at her agency.
    pub password: String,
    /// Whom to call when nothing else helps; may be empty.
    pub help_desk: String,
    /// The form for a question.
    pub form: AskForm,
    /// What she asked before, newest first.
    pub inquiries: Vec<Inquiry>,
    /// A question was sent just now.
    pub sent: bool,
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
    let help = |visitor: &Visitor<'_>, asked: &Asked| {
        let (door, session) = (visitor.door(), &visitor.session);
        let inquiries = door.own_inquiries(session)?;
        if inquiries.iter().any(|one| one.is_new) {
            door.saw_answers(session)?;
        }
        page(&Help {
            frame: visitor.frame(),
            own: door.own_access(session)?,
            in_force: session.use_case.clone(),
            password: password_help(visitor.portal, &session.account.agency),
            help_desk: visitor.portal.settings.help_desk.clone(),
            form: AskForm::about(visitor, "")?,
            inquiries,
            sent: asked.query("sent") == "yes",
        })
    };
    portal.visit(asked, Need::Present, help).await
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
        || "Ask the person who gives access in your unit for a one-time code; with it you set a new password.".to_owned(),
        |help| help.words.clone(),
    )
}

impl Help {
    fn when(&self, at: &jiff::Timestamp) -> crate::When {
        self.frame.times.as_of(at)
    }
}

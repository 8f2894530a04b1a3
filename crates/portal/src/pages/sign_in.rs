use super::Frame;
use crate::DemoHint;
use crate::answer::{Answer, go, page, page_with, with_session};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Portal, Visitor};
use access::view::{Agency, SystemLine};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// Sign-in with user name, password and agency, and the state of every system beside it.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// Nobody is signed in yet.
    pub frame: Frame,
    /// The agencies one can belong to.
    pub agencies: Vec<Agency>,
    /// Settings name of the agency that was chosen before.
    pub chosen: String,
    /// What was typed before.
    pub user_name: String,
    /// Why the last try failed; the same sentence whatever was wrong.
    pub problem: Option<String>,
    /// The systems behind the portal.
    pub systems: Vec<SystemLine>,
    /// A sentence under the form.
    pub notice: String,
    /// A password was set just now.
    pub password_set: bool,
    /// Accounts of a demonstration.
    pub hints: Vec<DemoHint>,
}

const REFUSED: &str = "Agency, user name and password do not go together. Check them and try again.";
const NOTICE: &str =
    "Only for the work you were given access for. Every look-up is recorded with your name and your purpose.";

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let form = |portal: &Portal, visitor: Option<&Visitor<'_>>, asked: &Asked| match visitor {
        Some(_) => Ok(go("/")),
        None => {
            let password_set = asked.query("done") == "password";
            page(&SignIn { password_set, ..SignIn::empty(portal)? })
        }
    };
    portal.show(asked, form).await
}

pub(crate) async fn sign_in(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    portal.show(asked, move |portal, visitor, asked| welcome(portal, visitor, asked, &form)).await
}

fn welcome(portal: &Portal, before: Option<&Visitor<'_>>, asked: &Asked, form: &Form) -> Answer {
    let (agency, user_name) = (form.text("agency"), form.text("user"));
    let tried = portal.door.sign_in(&agency, &user_name, form.raw("password"), asked.from)?;
    let (status, problem) = match tried {
        staff::SignIn::Welcome(token, session) => {
            if let Some(before) = before {
                portal.door.log_off(&before.token, asked.from)?;
            }
            let visitor = Visitor { portal, token, session: *session };
            visitor.state_the_only_purpose()?;
            return Ok(with_session(go("/"), &visitor.token, portal.settings.secure_cookies));
        }
        staff::SignIn::Refused => (StatusCode::FORBIDDEN, REFUSED.to_owned()),
        staff::SignIn::Wait(seconds) => (
            StatusCode::TOO_MANY_REQUESTS,
            format!("There were too many tries. Wait {}, then try again.", in_words(seconds)),
        ),
    };
    let again = SignIn { chosen: agency, user_name, problem: Some(problem), ..SignIn::empty(portal)? };
    page_with(status, &again)
}

impl Visitor<'_> {
    /// Somebody with one use case and one purpose need not be asked for it.
    fn state_the_only_purpose(&self) -> Result<(), Refusal> {
        if let [card] = &self.door().use_cases(&self.session)[..]
            && let [(purpose, _)] = &card.purposes[..]
        {
            self.door().state_purpose(&self.session, &card.id, purpose)?;
        }
        Ok(())
    }
}

impl SignIn {
    fn empty(portal: &Portal) -> Result<SignIn, Refusal> {
        let settings = &portal.settings;
        let notice = if settings.notice.is_empty() { NOTICE } else { &settings.notice };
        Ok(SignIn {
            frame: portal.stranger(),
            agencies: portal.door.employers().to_vec(),
            chosen: String::new(),
            user_name: String::new(),
            problem: None,
            systems: portal.door.availability()?,
            notice: notice.to_owned(),
            password_set: false,
            hints: settings.demo_hints.clone(),
        })
    }

    /// Those who look people up, who come first.
    fn at_work(&self) -> Vec<&DemoHint> {
        self.hints.iter().filter(|hint| hint.part.is_empty()).collect()
    }

    /// The others by what they do, in the order in which they come.
    fn with_duties(&self) -> Vec<(&str, Vec<&DemoHint>)> {
        let mut parts: Vec<(&str, Vec<&DemoHint>)> = Vec::new();
        for hint in self.hints.iter().filter(|hint| !hint.part.is_empty()) {
            match parts.iter_mut().find(|(part, _)| *part == hint.part) {
                Some((_, hints)) => hints.push(hint),
                None => parts.push((&hint.part, vec![hint])),
            }
        }
        parts
    }

    /// The password, when it is the same for all of them.
    fn one_password(&self) -> Option<&str> {
        let first = self.hints.first()?;
        self.hints.iter().all(|hint| hint.password == first.password).then_some(&first.password)
    }
}

pub(crate) fn in_words(seconds: i64) -> String {
    match seconds {
        ..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    }
}

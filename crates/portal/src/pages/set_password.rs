use super::{FieldError, Frame};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::visitor::{Portal, Visitor};
use access::view::Agency;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use staff::CodeUse;
use std::sync::Arc;

/// Setting a password with a one-time code, for somebody new or who forgot hers. Nobody else ever learns it.
#[derive(Template)]
#[template(path = "set_password.html")]
pub struct SetPassword {
    /// Nobody is signed in.
    pub frame: Frame,
    /// The agencies one can belong to.
    pub agencies: Vec<Agency>,
    /// Settings name of the agency that was chosen before.
    pub chosen: String,
    /// What was typed before.
    pub user_name: String,
    /// What to mend.
    pub problem: Option<FieldError>,
}

const REFUSED: &str = "Agency, user name and code do not go together, or the code was used or is older than three days. Check them, or ask for a new code.";
const DIFFERENT: &str = "The two passwords differ. Type the same one twice.";

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    portal.show(asked, |portal, _, _| page(&SetPassword::empty(portal))).await
}

pub(crate) async fn set(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    let set = move |portal: &Portal, _: Option<&Visitor<'_>>, _: &Asked| tried(portal, &form);
    portal.show(asked, set).await
}

fn tried(portal: &Portal, form: &Form) -> Answer {
    let (agency, user_name, code) = (form.text("agency"), form.text("user"), form.text("code"));
    let again = |status, field: &str, words: String| {
        let problem = Some(FieldError { field: field.to_owned(), words });
        let (chosen, user_name) = (agency.clone(), user_name.clone());
        page_with(status, &SetPassword { chosen, user_name, problem, ..SetPassword::empty(portal) })
    };
    let password = form.raw("password");
    if password != form.raw("again") {
        return again(StatusCode::UNPROCESSABLE_ENTITY, "again", DIFFERENT.to_owned());
    }
    match portal.door.use_code(&agency, &user_name, &code, password)? {
        CodeUse::Done(_) => Ok(go("/sign-in?done=password")),
        CodeUse::Refused => again(StatusCode::FORBIDDEN, "code", REFUSED.to_owned()),
        CodeUse::Unfit(why) => {
            let words = format!("The password was not set: {why}.");
            again(StatusCode::UNPROCESSABLE_ENTITY, "password", words)
        }
        CodeUse::Wait(seconds) => {
            let words = format!(
                "There were too many tries. Wait {}, then try again.",
                super::sign_in::in_words(seconds)
            );
            again(StatusCode::TOO_MANY_REQUESTS, "code", words)
        }
    }
}

impl SetPassword {
    fn empty(portal: &Portal) -> SetPassword {
        SetPassword {
            frame: portal.stranger(),
            agencies: portal.door.employers().to_vec(),
            chosen: String::new(),
            user_name: String::new(),
            problem: None,
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.problem.as_ref().filter(|problem| problem.field == field).map(|problem| problem.words.as_str())
    }
}

use super::Frame;
use crate::view::SourceLine;
use askama::Template;

/// Sign-in with user name, password and agency, and the state of every system beside it.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// Nobody is signed in yet.
    pub frame: Frame,
    /// The agencies one can belong to.
    pub agencies: Vec<Choice>,
    /// What was typed before.
    pub user_name: String,
    /// Why the last try failed; the same sentence whatever was wrong.
    pub problem: Option<String>,
    /// The systems behind the portal.
    pub sources: Vec<SourceLine>,
}

/// One of several to choose from.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

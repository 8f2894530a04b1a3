use super::Frame;
use askama::Template;

/// Help about this user: her provisioner, her liaison, her folders; not general text.
#[derive(Template)]
#[template(path = "help.html")]
pub struct Help {
    /// Around the page.
    pub frame: Frame,
    /// Whom she can ask, and for what.
    pub contacts: Vec<Contact>,
    /// Her groups, in words.
    pub groups: Vec<String>,
    /// Her use cases, in words.
    pub use_cases: Vec<String>,
    /// What to do about a forgotten password at her agency.
    pub password: String,
    /// Folders she does not have and may know of, each with the reason.
    pub missing: Vec<(String, String)>,
    /// What she may do with documents.
    pub documents: String,
}

/// Whom she can ask.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Provisioner, liaison, help desk.
    pub role: String,
    /// For what.
    pub purpose: String,
    /// Who it is.
    pub name: String,
    /// Telephone or address.
    pub reach: String,
}

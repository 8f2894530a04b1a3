use super::Frame;
use crate::view::{Body, Disagreement, Extent, Folder, Glance, Person, Section, Table};
use askama::Template;

/// One person's case file: the whole at a glance, the household, then a folder for each agency.
#[derive(Template)]
#[template(path = "case_file.html")]
pub struct CaseFile {
    /// Around the page.
    pub frame: Frame,
    /// Who it is about.
    pub person: Person,
    /// How much of it may be shown.
    pub extent: Extent,
    /// At most five facts.
    pub glance: Vec<Glance>,
    /// Where agencies disagree.
    pub disagreements: Vec<Disagreement>,
    /// Who lives there.
    pub household: Option<Table>,
    /// Family that does not live there.
    pub relatives: Option<Table>,
    /// What all systems together say: income, enrolment.
    pub overview: Vec<Section>,
    /// One folder per agency that may be shown.
    pub folders: Vec<Folder>,
    /// The same page with every folder in it, for paper and for browsers without a script.
    pub whole_page: String,
    /// Where the privacy mark and missing folders are explained.
    pub why: String,
}

//! What a search shows.

use super::{Agency, Shown};
use records::PersonId;

/// The answer to a question. Nobody in it, and no count, comes from a person or a record that may not be seen.
#[derive(Clone, Debug)]
pub struct SearchView {
    /// The question as it was understood, in words, such as `first name Maria`, `about 70 years old`.
    pub understood: Vec<Shown>,
    /// Words of the question that this use case does not let her search by, each with what to do.
    pub not_used: Vec<String>,
    /// How many people fit at all.
    pub total: u64,
    /// The best of them.
    pub hits: Vec<Hit>,
    /// Systems that the use case covers, and whether each is available now.
    pub systems: Vec<(Agency, bool)>,
    /// The question that would narrow it most, when there are many: "Ask for the birth year."
    pub narrow: Option<String>,
}

/// One person who fits.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The person, for the page's address.
    pub person: PersonId,
    /// Name as the newest source says it.
    pub name: Shown,
    /// Other names that are permitted.
    pub other_names: Vec<Shown>,
    /// Birth date with age.
    pub birth: Option<Shown>,
    /// Last four digits of the SSN, masked before them.
    pub ssn: Option<Shown>,
    /// The newest address.
    pub address: Option<Shown>,
    /// The record is private or sealed; in one word.
    pub private: Option<&'static str>,
    /// How well it fits.
    pub band: Band,
    /// Why it fits, and what speaks against it.
    pub reasons: Vec<Reason>,
    /// Agencies that know the person and whose folders are open to her.
    pub agencies: Vec<Agency>,
    /// Who lives in the same household, so that the right family is seen at once.
    pub household: Vec<Shown>,
}

/// How well a hit fits the question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Band {
    /// Everything that was asked agrees or nearly so.
    Likely,
    /// Some of it agrees.
    Possible,
}

/// One reason, in words that repeat no hidden value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// Such as "last name nearly the same".
    pub words: String,
    /// It speaks for the person; otherwise against.
    pub agrees: bool,
}

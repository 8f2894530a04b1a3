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
    /// Words and numbers of the question that mean nothing that can be searched by.
    pub unused: Vec<Shown>,
    /// What was typed and cannot be, in sentences.
    pub remarks: Vec<Shown>,
    /// Nothing of the question that may be used leads to anybody: nobody was looked for.
    pub too_little: bool,
    /// How many people fit at all.
    pub total: u64,
    /// The best of them.
    pub hits: Vec<Hit>,
    /// Systems that the use case covers, and whether each is available now.
    pub systems: Vec<(Agency, bool)>,
    /// The question that would narrow it most, when there are many.
    pub narrow: Option<Narrowing>,
    /// What was done beside the question as it stands: "Nobody is named as mother of ...".
    pub note: Option<Shown>,
}

/// A question to ask back.
#[derive(Clone, Debug)]
pub struct Narrowing {
    /// Such as "About how old is the person?".
    pub words: String,
    /// Its answers with what each leaves; may be empty.
    pub choices: Vec<Choice>,
    /// What to ask when the answer is not known.
    pub otherwise: Option<Box<Narrowing>>,
}

/// An answer that can be chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What it narrows by.
    pub by: &'static str,
    /// What the form sends.
    pub value: String,
    /// What the button says.
    pub words: String,
    /// How many people it leaves, of those that she may see.
    pub count: u64,
}

/// Something that an answer is narrowed to.
#[derive(Clone, Debug)]
pub struct Narrowed {
    /// What it narrows by.
    pub by: &'static str,
    /// What the form sends.
    pub value: String,
    /// In words.
    pub words: Shown,
}

/// Somebody of a hit's household.
#[derive(Clone, Debug)]
pub struct Mate {
    /// Name and age.
    pub who: Shown,
    /// Words of the question mean her or him.
    pub matches: bool,
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
    pub household: Vec<Mate>,
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

//! Why something is shown or hidden, and the one value that needs a reason.

use super::{Agency, IdentityBar, Shown};

/// Why the folder of one agency shows what it shows.
#[derive(Clone, Debug)]
pub struct WhyView {
    /// Whose file it is.
    pub bar: IdentityBar,
    /// Whose folder.
    pub agency: Agency,
    /// What is shown, and by which use case.
    pub shown: Vec<WhyLine>,
    /// What is hidden, and by which rule.
    pub hidden: Vec<WhyLine>,
}

/// One kind of content.
#[derive(Clone, Debug)]
pub struct WhyLine {
    /// The section's title.
    pub section: String,
    /// What it covers, in plain words.
    pub class: String,
    /// Why it is shown or hidden, in a sentence without its full stop.
    pub because: String,
}

/// Whole Social Security numbers.
#[derive(Clone, Debug)]
pub struct SsnView {
    /// Whose they are.
    pub bar: IdentityBar,
    /// The numbers; more than one when agencies disagree, none before a reason is given.
    pub numbers: Vec<ShownSsn>,
}

/// One number.
#[derive(Clone, Debug)]
pub struct ShownSsn {
    /// All that is known of it.
    pub number: Shown,
    /// Who says so.
    pub agencies: Vec<Agency>,
}

/// A person's record is private or sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrivateNote {
    /// One word for it: "Private" or "Sealed".
    pub mark: &'static str,
    /// What that means for the reader.
    pub words: String,
}

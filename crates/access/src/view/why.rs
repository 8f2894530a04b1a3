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
    pub shown: Vec<WhyGroup>,
    /// What is hidden, and by which rule.
    pub hidden: Vec<WhyGroup>,
}

/// Everything that is shown or hidden for one reason.
#[derive(Clone, Debug)]
pub struct WhyGroup {
    /// The reason, in a sentence without its full stop.
    pub because: String,
    /// The titles of sections, each with what it covers in plain words.
    pub what: Vec<(String, Vec<String>)>,
}

impl WhyGroup {
    /// Adds a kind of content to the group of its reason.
    pub(crate) fn add(groups: &mut Vec<WhyGroup>, because: String, section: &str, class: &str) {
        let at = groups.iter().position(|group| group.because == because).unwrap_or(groups.len());
        if at == groups.len() {
            groups.push(WhyGroup { because, what: Vec::new() });
        }
        let what = &mut groups[at].what;
        match what.iter_mut().find(|(title, _)| title == section) {
            Some((_, classes)) => classes.push(class.to_owned()),
            None => what.push((section.to_owned(), vec![class.to_owned()])),
        }
    }
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

use super::Frame;
use crate::view::{Agency, Hit};
use askama::Template;

/// People found, in two groups: likely and possible.
#[derive(Template)]
#[template(path = "results.html")]
pub struct Results {
    /// Around the page.
    pub frame: Frame,
    /// What was asked, in words.
    pub asked: String,
    /// Leads back to the search with what was asked still in it.
    pub change: String,
    /// Who is likely meant.
    pub likely: Vec<Hit>,
    /// Who may be meant.
    pub possible: Vec<Hit>,
    /// How many were found in all, on all pages.
    pub total: usize,
    /// How many systems were asked.
    pub systems: usize,
    /// Those that did not answer.
    pub silent: Vec<SilentSource>,
    /// The next page.
    pub next: Option<String>,
    /// The page before.
    pub previous: Option<String>,
}

/// A source that did not answer the search.
#[derive(Clone, Debug)]
pub struct SilentSource {
    /// Whose it is.
    pub agency: Agency,
    /// What that means for this search, as a sentence.
    pub words: String,
}

impl Results {
    /// How many systems answered.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.systems.saturating_sub(self.silent.len())
    }

    /// The total with its noun.
    #[must_use]
    pub fn people(&self) -> String {
        match self.total {
            0 => "Nobody found".into(),
            1 => "1 person".into(),
            many => format!("{many} people"),
        }
    }
}

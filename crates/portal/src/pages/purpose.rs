use super::Frame;
use askama::Template;

/// Asks what she is here to do, when she may do more than one thing.
#[derive(Template)]
#[template(path = "purpose.html")]
pub struct ChoosePurpose {
    /// Around the page.
    pub frame: Frame,
    /// What she chose last time: one key and she is in.
    pub last: Option<LastPurpose>,
    /// The use cases of her groups.
    pub use_cases: Vec<UseCase>,
    /// What to mend, when the form came back empty.
    pub problem: Option<String>,
}

/// What she chose last time.
#[derive(Clone, Debug)]
pub struct LastPurpose {
    /// What the form sends.
    pub value: String,
    /// The permitted use, in plain words.
    pub words: String,
}

/// A legally reviewed use case: who needs it, what data, how it is used.
#[derive(Clone, Debug)]
pub struct UseCase {
    /// Number and title.
    pub title: String,
    /// Who needs it.
    pub who: String,
    /// What data.
    pub what: String,
    /// How it is used.
    pub how: String,
    /// The uses it permits, one of which she states.
    pub uses: Vec<PermittedUse>,
}

/// A use that is permitted.
#[derive(Clone, Debug)]
pub struct PermittedUse {
    /// What the form sends.
    pub value: String,
    /// In plain words.
    pub words: String,
}

use super::Frame;
use askama::Template;

/// Something did not work. The page says what to do; the cause stays inside, under the reference number.
#[derive(Template)]
#[template(path = "trouble.html")]
pub struct Trouble {
    /// Around the page.
    pub frame: Frame,
    /// What happened.
    pub kind: TroubleKind,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum TroubleKind {
    /// There is no such page, person or document, or this user may not know of it: one answer for all of these.
    NotFound,
    /// The portal is closed for a while.
    Maintenance {
        /// When it opens again: `6:30 AM`.
        opens: String,
    },
    /// A request that did not come from one of our own pages.
    Foreign,
    /// A fault of ours.
    Fault {
        /// What to name when asking for help.
        reference: String,
    },
}

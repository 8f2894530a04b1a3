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
    /// A request from a network that nobody works from.
    Outside,
    /// A request that did not come from one of our own pages.
    Foreign,
    /// A request that cannot be read.
    Unfit,
    /// A form that is too long.
    TooLong {
        /// How long it may be, in thousands of bytes.
        thousands: usize,
    },
    /// A document that cannot be shown.
    NotShown {
        /// Why, and what to do, in a sentence or two.
        words: String,
    },
    /// Something that she may do, but not now or not from here.
    NotNow {
        /// Why, in a sentence.
        words: String,
    },
    /// The search is being rebuilt.
    NotReady,
    /// A fault of ours.
    Fault {
        /// What to name when asking for help.
        reference: String,
    },
}

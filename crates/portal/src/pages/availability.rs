use super::Frame;
use crate::view::SourceLine;
use askama::Template;

/// The state of each source and its last update: a page of its own, and the body of the pop-up.
#[derive(Template)]
#[template(path = "availability.html")]
pub struct Availability {
    /// Around the page.
    pub frame: Frame,
    /// The systems behind the portal.
    pub sources: Vec<SourceLine>,
    /// When this was asked: `Oct 2, 2026, 2:14 PM`.
    pub asked: String,
    /// When the portal itself is closed, such as "every day from 6:00 to 6:30 AM".
    pub closed: String,
}

use super::Frame;
use askama::Template;

/// After logging off, or after twenty minutes in which nothing happened.
#[derive(Template)]
#[template(path = "signed_out.html")]
pub struct SignedOut {
    /// Nobody is signed in any more.
    pub frame: Frame,
    /// Whether it was the time-out, and for how many minutes nothing had happened.
    pub idle_minutes: Option<u32>,
}

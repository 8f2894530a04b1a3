//! What a city sets about its portal.

use ipnet::IpNet;
use std::net::SocketAddr;

/// What a city sets about its portal.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens. The program opens the socket; this is for its own words about it.
    pub listen: SocketAddr,
    /// What stands at the logo and in every title.
    pub title: String,
    /// The address that browsers know the portal by, such as `https://throughline.example`. Without it a form is
    /// compared with the `Host` of its own request.
    pub origin: Option<String>,
    /// Whether the portal is reached over HTTPS only. Anything but a demonstration on this machine must be.
    pub secure_cookies: bool,
    /// Proxies that stand before the portal: only their word counts about where a request comes from.
    pub proxies: Vec<IpNet>,
    /// A sentence under the sign-in form; empty for the usual one.
    pub notice: String,
    /// What to do about a forgotten password, for each agency that has its own way.
    pub passwords: Vec<PasswordHelp>,
    /// Whom to call when nothing else helps, such as `Help desk, 555-0100`; may be empty.
    pub help_desk: String,
    /// Accounts of a demonstration, shown on the sign-in page. Empty everywhere else.
    pub demo_hints: Vec<DemoHint>,
}

/// What to do about a forgotten password at one agency.
#[derive(Clone, Debug)]
pub struct PasswordHelp {
    /// Settings name of the agency.
    pub agency: String,
    /// One or two sentences.
    pub words: String,
}

/// An account of a demonstration, with its password.
#[derive(Clone, Debug)]
pub struct DemoHint {
    /// Settings name of the agency.
    pub agency: String,
    /// User name.
    pub user_name: String,
    /// Password.
    pub password: String,
    /// Who it is and what she can do.
    pub words: String,
    /// What she does besides looking people up, as a heading; empty for those who only look people up.
    pub part: String,
}

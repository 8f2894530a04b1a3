use crate::{Times, assets};
use staff::{Duty, DutyKind};

/// What stands around every page: who is signed in, for what purpose, and until when.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The portal's name, at the logo and in the title.
    pub title: String,
    /// How the page tells the time.
    pub times: Times,
    /// Who is signed in; nobody on the sign-in page.
    pub user: Option<SignedIn>,
    /// The purpose in force.
    pub purpose: Option<PurposeInForce>,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Her name.
    pub name: String,
    /// Her agency's short name.
    pub agency: String,
    /// When the session ends.
    pub session: Session,
    /// Pages for her duties; empty for most people.
    pub desks: Vec<Desk>,
    /// Answers to her questions that she has not seen.
    pub answers: usize,
    /// Questions that wait for her answer.
    pub waiting: usize,
}

/// A page where a duty is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Desk {
    /// Its address.
    pub address: &'static str,
    /// What stands in the head of every page.
    pub label: &'static str,
}

/// Where each duty is done, in the order of the page head.
const DESKS: [(Desk, &[DutyKind]); 9] = [
    (
        Desk { address: "/use-cases", label: "Use cases" },
        &[DutyKind::Requester, DutyKind::Reviewer, DutyKind::Counsel, DutyKind::Steward],
    ),
    (Desk { address: "/groups", label: "Groups" }, &[DutyKind::Provisioner]),
    (Desk { address: "/questions", label: "Questions" }, &[DutyKind::Provisioner, DutyKind::Liaison]),
    (
        Desk { address: "/private", label: "Private records" },
        &[DutyKind::Specialist, DutyKind::Steward, DutyKind::Monitor],
    ),
    (Desk { address: "/links", label: "Links" }, &[DutyKind::Steward]),
    (Desk { address: "/quality", label: "Match quality" }, &[DutyKind::Steward]),
    (
        Desk { address: "/desk", label: "Front desk" },
        &[DutyKind::Greeter, DutyKind::CaseManager, DutyKind::CentreManager],
    ),
    (
        Desk { address: "/desk/reports", label: "Reports" },
        &[DutyKind::CentreManager, DutyKind::StateReporter],
    ),
    (Desk { address: "/desk/setup", label: "Set up" }, &[DutyKind::AreaAdministrator]),
];

impl Desk {
    /// Where somebody with these duties does them.
    pub(crate) fn of(duties: &[Duty]) -> Vec<Desk> {
        let holds = |kinds: &[DutyKind]| duties.iter().any(|duty| kinds.contains(&duty.kind));
        DESKS.iter().filter(|(_, kinds)| holds(kinds)).map(|(desk, _)| *desk).collect()
    }
}

/// The server's two times, from which the page counts.
#[derive(Clone, Debug)]
pub struct Session {
    /// The server's clock, RFC 3339.
    pub now: String,
    /// When the session ends if nothing happens, RFC 3339.
    pub ends: String,
    /// The same as a person reads it: `2:34 PM`.
    pub clock: String,
}

/// The purpose in force.
#[derive(Clone, Debug)]
pub struct PurposeInForce {
    /// The permitted use, in plain words.
    pub permitted_use: String,
    /// Number and title of the use case.
    pub use_case: String,
    /// Whether she has another one to change to.
    pub can_change: bool,
}

impl Frame {
    /// Address of the style sheet.
    #[must_use]
    pub fn style(&self) -> &'static str {
        assets::STYLE
    }

    /// Address of the script, when the program has one.
    #[must_use]
    pub fn script(&self) -> Option<&'static str> {
        assets::SCRIPT
    }

    /// When the page was made, in words.
    #[must_use]
    pub fn made(&self) -> String {
        self.times.moment(&self.times.now()).words
    }
}

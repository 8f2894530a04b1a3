//! Why a page is not shown, and what is shown in its place. The cause stays inside, under a reference number.

use crate::answer::{go, html, without_session};
use crate::pages::front_desk::sentence;
use crate::pages::{Frame, Trouble, TroubleKind};
use crate::visitor::Portal;
use access::DoorError;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{DeskError, FrontDeskError};
use staff::EndReason;

/// Why a page is not shown.
pub(crate) enum Refusal {
    /// There is no such thing, or she may not know of it.
    NotFound,
    /// Nobody is signed in.
    Nobody,
    /// The session is over.
    Ended(EndReason),
    /// The responsibility policy is not accepted yet; where she was going.
    NotAgreed(String),
    /// No purpose is stated yet; where she was going.
    NoPurpose(String),
    /// The request comes from a network that nobody works from.
    Outside,
    /// A form that did not come from our own pages.
    Foreign,
    /// A form that cannot be read.
    Unfit,
    /// A form that is too long; the most bytes that are taken.
    TooLong(usize),
    /// A method that no page takes.
    WrongMethod,
    /// The document cannot be shown, in a sentence.
    NotShown(String),
    /// She may go in, but not now or not from here, in a sentence.
    NotNow(String),
    /// The search is being rebuilt.
    NotReady,
    /// A fault of ours, with its cause for the log.
    Fault(String),
}

impl Refusal {
    /// The page for it. `part` says that a script asked, which follows no redirect.
    pub fn answer(self, portal: &Portal, frame: Frame, part: bool) -> Response {
        let secure = portal.settings.secure_cookies;
        let (status, kind) = match self {
            Refusal::Nobody | Refusal::Ended(_) if part => {
                return html(StatusCode::UNAUTHORIZED, String::new());
            }
            Refusal::Nobody => return go("/sign-in"),
            Refusal::Ended(reason) => return without_session(go(gone(reason)), secure),
            Refusal::NotAgreed(_) if part => return html(StatusCode::UNAUTHORIZED, String::new()),
            Refusal::NotAgreed(next) => return go(&by_way_of("/agreement", &next)),
            Refusal::NoPurpose(next) => return go(&by_way_of("/purpose", &next)),
            Refusal::NotFound => (StatusCode::NOT_FOUND, TroubleKind::NotFound),
            Refusal::Outside => (StatusCode::FORBIDDEN, TroubleKind::Outside),
            Refusal::Foreign => (StatusCode::FORBIDDEN, TroubleKind::Foreign),
            Refusal::Unfit => (StatusCode::BAD_REQUEST, TroubleKind::Unfit),
            Refusal::TooLong(most) => {
                (StatusCode::PAYLOAD_TOO_LARGE, TroubleKind::TooLong { thousands: most / 1000 })
            }
            Refusal::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, TroubleKind::Unfit),
            Refusal::NotShown(words) => (StatusCode::OK, TroubleKind::NotShown { words }),
            Refusal::NotNow(words) => (StatusCode::FORBIDDEN, TroubleKind::NotNow { words }),
            Refusal::NotReady => (StatusCode::SERVICE_UNAVAILABLE, TroubleKind::NotReady),
            Refusal::Fault(cause) => {
                let reference = reference();
                eprintln!("portal: fault {reference}: {cause}");
                (StatusCode::INTERNAL_SERVER_ERROR, TroubleKind::Fault { reference })
            }
        };
        let page = Trouble { frame, kind };
        html(status, page.render().unwrap_or_else(|_| "Something went wrong on our side.".to_owned()))
    }
}

/// A page that comes first, and where she was going. A page that only takes a form cannot be returned to by an address.
fn by_way_of(page: &str, next: &str) -> String {
    match crate::pages::safe_next(next.strip_suffix("/print").unwrap_or(next)) {
        "/" => page.to_owned(),
        next => format!("{page}?next={next}"),
    }
}

/// Where a browser goes whose session is over.
fn gone(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Idle => "/signed-out?why=idle",
        EndReason::Longest => "/signed-out?why=longest",
        EndReason::Closed => "/signed-out?why=closed",
        EndReason::LoggedOff => "/signed-out",
    }
}

/// Six letters and digits that are not mistaken for each other on the telephone.
fn reference() -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut random = [0u8; 6];
    // Without randomness the number is the same each time; the cause is logged either way.
    let _ = getrandom::fill(&mut random);
    let mut text: String = random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    text.insert(3, '-');
    text
}

impl From<DoorError> for Refusal {
    fn from(error: DoorError) -> Refusal {
        match error {
            DoorError::NotReady => Refusal::NotReady,
            other => Refusal::Fault(other.to_string()),
        }
    }
}

impl From<FrontDeskError> for Refusal {
    fn from(error: FrontDeskError) -> Refusal {
        match error {
            FrontDeskError::NotFound => Refusal::NotFound,
            FrontDeskError::NotPermitted(words) => Refusal::NotNow(sentence(&words)),
            FrontDeskError::Desk(DeskError::Unfit(words)) => Refusal::NotNow(sentence(&words)),
            FrontDeskError::Door(cause) => cause.into(),
            FrontDeskError::Desk(cause) => Refusal::Fault(cause.to_string()),
        }
    }
}

impl From<askama::Error> for Refusal {
    fn from(error: askama::Error) -> Refusal {
        Refusal::Fault(error.to_string())
    }
}

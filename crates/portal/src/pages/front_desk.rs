//! The pages of front-desk staff. Each works at one site; a site that is not hers does not exist for the visitor.

pub(crate) mod about;
pub(crate) mod activities;
pub(crate) mod activity;
pub(crate) mod choose;
pub(crate) mod edit;
pub(crate) mod incoming;
pub(crate) mod member;
pub(crate) mod paper;
pub(crate) mod paper_entry;
pub(crate) mod register;
pub(crate) mod report;
pub(crate) mod today;
pub(crate) mod twice;
pub(crate) mod visit;

pub use about::AboutPage;
pub use activities::ActivitiesPage;
pub use activity::ActivityPage;
pub use choose::ChooseSite;
pub use edit::EditPage;
pub use incoming::IncomingPage;
pub use member::MemberPage;
pub use paper::PaperPage;
pub use paper_entry::PaperEntryPage;
pub use register::RegisterPage;
pub use report::ReportPage;
pub use today::TodayPage;
pub use twice::TwicePage;
pub use visit::VisitPage;

use super::Frame;
use crate::answer::{Answer, body};
use crate::refusal::Refusal;
use crate::times::Times;
use crate::visitor::Visitor;
use access::Serving;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderValue, StatusCode};
use frontdesk::{Choice, Counter, DeskError, FrontDesk, FrontDeskError, NewMember, NoSsn};
use jiff::Timestamp;
use jiff::civil::Date;

/// Where a page works, and what its visitor may do there.
#[derive(Clone, Debug)]
pub struct Place {
    /// The site's id, for addresses.
    pub site: String,
    /// Its name.
    pub name: String,
    /// It is closed for good.
    pub ended: bool,
    /// She has others.
    pub several: bool,
    /// She sees what customers did, and confirms services.
    pub counsels: bool,
    /// She runs the site.
    pub manages: bool,
    /// The page's own entry among the site's pages.
    pub tab: &'static str,
}

/// The pages of a site: address behind the site's own, and name.
const TABS: [(&str, &str); 4] =
    [("", "Today"), ("/register", "Register"), ("/activities", "Activities"), ("/paper", "Paper")];

impl Place {
    pub(crate) fn of(
        visitor: &Visitor<'_>,
        counter: &Counter<'_>,
        tab: &'static str,
    ) -> Result<Place, Refusal> {
        let site = counter.site();
        Ok(Place {
            site: site.id.clone(),
            name: site.name.clone(),
            ended: site.ended_at.is_some(),
            several: desk(visitor)?.counters(&visitor.session)?.len() > 1,
            counsels: counter.may(Serving::Counsel)?,
            manages: counter.may(Serving::Manage)?,
            tab,
        })
    }

    fn address(&self) -> String {
        format!("/desk/{}", self.site)
    }

    fn tabs(&self) -> &'static [(&'static str, &'static str)] {
        &TABS
    }
}

/// The front desk; where there is none, there are no such pages.
pub(crate) fn desk<'a>(visitor: &'a Visitor<'_>) -> Result<&'a FrontDesk, Refusal> {
    visitor.portal.front_desk.as_deref().ok_or(Refusal::NotFound)
}

/// A site's desk, when it is hers.
pub(crate) fn counter<'a>(visitor: &'a Visitor<'_>, site: &str) -> Result<Counter<'a>, Refusal> {
    super::source(site).ok_or(Refusal::NotFound)?;
    Ok(desk(visitor)?.counter(&visitor.session, site)?)
}

/// The frame of a page that tells the time as the site's clocks do.
pub(crate) fn frame(visitor: &Visitor<'_>, counter: &Counter<'_>) -> Frame {
    let frame = visitor.frame();
    Frame { times: Times::new(counter.zone().clone(), frame.times.now()), ..frame }
}

/// What was done, or the sentence that says why not; other failures end the page.
pub(crate) fn said<T>(done: Result<T, FrontDeskError>) -> Result<Result<T, String>, Refusal> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(FrontDeskError::Desk(DeskError::Unfit(words))) => Ok(Err(sentence(&words))),
        Err(cause) => Err(cause.into()),
    }
}

/// A refusal's words as a sentence of a page.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if words.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// A row's number in an address.
pub(crate) fn number(text: &str) -> Result<i64, Refusal> {
    super::person(text).map(|number| number.0).ok_or(Refusal::NotFound)
}

/// A file that the browser saves. Its name says nothing of anybody, and no cache keeps it.
pub(crate) fn attachment(pdf: Vec<u8>, name: &'static str) -> Answer {
    let mut answer = body(StatusCode::OK, "application/pdf", pdf);
    let as_file = HeaderValue::from_static(name);
    answer.headers_mut().insert(CONTENT_DISPOSITION, as_file);
    Ok(answer)
}

/// A moment as rooms keep it; templates hand over references of any depth.
pub(crate) trait Milliseconds {
    /// Since 1970.
    fn milliseconds(&self) -> i64;
}

impl Milliseconds for i64 {
    fn milliseconds(&self) -> i64 {
        *self
    }
}

impl<T: Milliseconds + ?Sized> Milliseconds for &T {
    fn milliseconds(&self) -> i64 {
        (**self).milliseconds()
    }
}

/// `9:05 AM`, in the frame's zone.
pub(crate) fn clock(frame: &Frame, at: impl Milliseconds) -> String {
    Timestamp::from_millisecond(at.milliseconds()).map_or_else(|_| String::new(), |at| frame.times.clock(&at))
}

/// `Mar 3, 2026, 9:05 AM`, in the frame's zone.
pub(crate) fn moment(frame: &Frame, at: impl Milliseconds) -> String {
    let at = Timestamp::from_millisecond(at.milliseconds());
    at.map_or_else(|_| String::new(), |at| frame.times.moment(&at).words)
}

/// `Tue, Mar 3, 2026`.
pub(crate) fn on(day: &Date) -> String {
    day.strftime("%a, %b %-d, %Y").to_string()
}

/// The same of a day in days since 1970.
pub(crate) fn day_words(day: i64) -> String {
    let at = Timestamp::from_second(day.saturating_mul(86_400)).unwrap_or(Timestamp::UNIX_EPOCH);
    on(&at.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// Why there is no Social Security number, by the word of the form.
pub(crate) fn no_ssn(word: &str) -> Option<NoSsn> {
    match word {
        "declined" => Some(NoSsn::Declined),
        "none" => Some(NoSsn::None),
        "later" => Some(NoSsn::Later),
        _ => None,
    }
}

/// The word of the form for why there is none.
pub(crate) fn no_ssn_word(said: &NewMember) -> &'static str {
    match said.no_ssn {
        Some(NoSsn::Declined) => "declined",
        Some(NoSsn::None) => "none",
        Some(NoSsn::Later) => "later",
        None => "",
    }
}

/// Those of `ticked` that can be chosen.
pub(crate) fn ticked(choices: &[Choice], ticked: &[String]) -> Vec<String> {
    choices.iter().filter(|(id, _)| ticked.contains(id)).map(|(id, _)| id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_refusal_stand_as_a_sentence() {
        assert_eq!(sentence("nobody has this member number"), "Nobody has this member number.");
        assert_eq!(sentence(""), ".");
    }
}

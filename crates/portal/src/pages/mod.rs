//! One page, one `.rs` and one `.html` of the same name: what it shows, and how it is asked for.

pub(crate) mod admitted;
pub(crate) mod agreement;
pub(crate) mod ask;
pub(crate) mod availability;
pub(crate) mod care_team;
pub(crate) mod case_file;
pub(crate) mod discrepancies;
pub(crate) mod document;
pub(crate) mod folder;
mod frame;
pub(crate) mod front_desk;
pub(crate) mod group;
pub(crate) mod group_list;
pub(crate) mod groups;
pub(crate) mod help;
pub(crate) mod link_case;
pub(crate) mod link_decision;
pub(crate) mod links;
pub(crate) mod links_of;
mod lists;
pub(crate) mod match_model;
pub(crate) mod private_list;
pub(crate) mod private_record;
pub(crate) mod purpose;
pub(crate) mod quality;
pub(crate) mod quality_check;
pub(crate) mod questions;
pub(crate) mod report;
pub(crate) mod report_file;
pub(crate) mod report_list;
pub(crate) mod results;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod set_password;
pub(crate) mod set_up;
pub(crate) mod set_up_site;
pub(crate) mod sign_in;
pub(crate) mod signed_out;
mod trouble;
pub(crate) mod use_case;
pub(crate) mod use_case_form;
pub(crate) mod use_case_month;
pub(crate) mod use_case_try;
pub(crate) mod use_cases;
pub(crate) mod whole_ssn;
pub(crate) mod why;

pub use admitted::AdmittedPage;
pub use agreement::AgreementPage;
pub use ask::{Ask, AskForm};
pub use availability::Availability;
pub use care_team::CareTeam;
pub use case_file::CaseFile;
pub use discrepancies::Discrepancies;
pub use document::DocumentPage;
pub use folder::{FolderPage, FolderPart};
pub use frame::{Desk, Frame, PurposeInForce, Session, SignedIn};
pub use front_desk::{
    AboutPage, ActivitiesPage, ActivityPage, ChooseSite, EditPage, IncomingPage, MemberPage, PaperEntryPage,
    PaperPage, RegisterPage, ReportPage, TodayPage, TwicePage, VisitPage,
};
pub use group::{Codes, GroupPage};
pub use group_list::GroupList;
pub use groups::Groups;
pub use help::{CannotSignIn, Help};
pub use link_case::{Drawn, LinkCase};
pub use link_decision::LinkDecision;
pub use links::Links;
pub use links_of::LinksOf;
pub use match_model::MatchModel;
pub use private_list::PrivateRecords;
pub use private_record::PrivateRecord;
pub use purpose::ChoosePurpose;
pub use quality::{Quality, Span};
pub use quality_check::QualityCheck;
pub use questions::Questions;
pub use report::CountsPage;
pub use report_file::FederalFilePage;
pub use report_list::ReportList;
pub use results::Results;
pub use search::{FieldError, Search};
pub use set_password::SetPassword;
pub use set_up::{SetUp, SetUpAreas};
pub use set_up_site::{SetUpSite, TypedSite};
pub use sign_in::SignIn;
pub use signed_out::{SignedOut, Why};
pub use trouble::{Trouble, TroubleKind};
pub use use_case::UseCase;
pub use use_case_form::UseCaseForm;
pub use use_case_month::UseCaseMonth;
pub use use_case_try::UseCaseTry;
pub use use_cases::UseCases;
pub use whole_ssn::WholeSsn;
pub use why::Why as WhyPage;

pub(crate) use purpose::safe_next;

use access::view::Shown;
use records::{PersonId, SourceId};

/// A person's number in an address.
pub(crate) fn person(text: &str) -> Option<PersonId> {
    let plain = !text.is_empty() && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain).map(PersonId)
}

/// A system's settings name in an address.
pub(crate) fn source(text: &str) -> Option<SourceId> {
    let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_' || c == b'-';
    (!text.is_empty() && text.len() <= 64 && text.bytes().all(fits)).then(|| SourceId::new(text))
}

/// A use case and its version in an address.
pub(crate) fn use_case(id: &str, version: &str) -> Option<(String, i64)> {
    let fits = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    let plain = !id.is_empty() && id.len() <= 64 && id.bytes().all(fits);
    let version: i64 = version.parse().ok().filter(|version| (1..10_000).contains(version))?;
    plain.then(|| (id.to_owned(), version))
}

/// A random name in an address.
pub(crate) fn token(text: &str) -> Option<&str> {
    let fits = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
    (!text.is_empty() && text.len() <= 64 && text.bytes().all(fits)).then_some(text)
}

/// The four digits of a masked number, for reading aloud.
pub(crate) fn last_four(shown: &Shown) -> &str {
    let text = shown.text();
    let at = text.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    &text[at..]
}

/// A user group's settings name in an address.
pub(crate) fn group_name(text: &str) -> Option<&str> {
    source(text).map(|_| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_and_names_stand_in_addresses() {
        assert_eq!(person("12"), Some(PersonId(12)));
        for odd in ["", "-1", "+1", "1e3", "9999999999999999999999", "１２", "12 "] {
            assert_eq!(person(odd), None, "{odd}");
        }
        assert!(source("benefits").is_some());
        assert!(source("../x").is_none());
        assert!(token("00ff").is_some());
        assert!(token("00FF").is_none());
    }
}

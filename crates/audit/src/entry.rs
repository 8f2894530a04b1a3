//! What an entry says.

use records::PersonId;
use serde::Serialize;

/// One thing that happened. The vocabulary follows IHE's basic audit profiles: who, for which purpose, about whom, what.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What happened.
    pub kind: Kind,
    /// The account that acted; none before sign-in.
    pub account: Option<i64>,
    /// The session's name.
    pub session: Option<Vec<u8>>,
    /// Use case in force.
    pub use_case: String,
    /// Permitted use that was stated.
    pub purpose: String,
    /// Whom it was about.
    pub subject: Option<PersonId>,
    /// Which agency's folder, by settings name; empty when none or all.
    pub source: String,
    /// Bits of the field classes that were opened.
    pub allowed: u64,
    /// How many people a search named.
    pub results: u64,
    /// Ids of the policies that decided.
    pub policies: String,
    /// What was typed, a document's name, a reason; stored sealed.
    pub words: String,
}

/// The kinds of entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Kind {
    /// Somebody signed in.
    SignIn,
    /// A sign-in was refused.
    SignInRefused,
    /// Somebody logged off or was logged off.
    LogOff,
    /// A use case and purpose were stated.
    Purpose,
    /// A search was answered.
    Search,
    /// A case file was opened.
    View,
    /// An agency folder was opened.
    Folder,
    /// A document was shown.
    Document,
    /// A print view was opened.
    Print,
    /// Somebody asked why a folder shows what it shows.
    Why,
    /// A whole Social Security number was shown.
    WholeSsn,
    /// A responsibility policy was accepted.
    Agreed,
    /// Somebody who runs the program tried out what a worker would be shown.
    Tried,
    /// Somebody was added to a user group.
    MemberAdded,
    /// Somebody was removed from a user group.
    MemberRemoved,
    /// An account was made.
    AccountMade,
    /// An account was turned off.
    AccountOff,
    /// An account was turned on.
    AccountOn,
    /// An agency's directory no longer lists an account's owner.
    AccountGone,
    /// An agency's directory lists an account's owner again.
    AccountBack,
    /// A one-time code was issued.
    CodeIssued,
    /// Somebody set a password with a one-time code, or tried to.
    PasswordSet,
    /// A duty was given.
    DutyGiven,
    /// A duty was taken away.
    DutyTaken,
    /// A user asked her provisioners or liaisons.
    Question,
    /// A provisioner or liaison answered or closed a question.
    Answer,
    /// Something was asked for and denied.
    Denied,
    /// A use case was written, handed in, approved, sent back or ended.
    UseCase,
    /// A steward hid an agency's folder or showed it again.
    FolderShown,
    /// Somebody asked what a use case would show.
    DryRun,
    /// The state system changed a record's status.
    Status,
    /// A status transaction took an id that stands for something else.
    StatusAlarm,
    /// Somebody marked a record, or took her own mark away.
    Mark,
    /// Somebody said who cares for a record.
    Care,
    /// Somebody said who may see private records at all.
    Privilege,
    /// Somebody took a step about something that disagrees, or looked after a faulty line.
    Discrepancy,
    /// Private records were listed or looked at where they are guarded.
    PrivateList,
    /// A steward looked at links: the queue, a case, a decision, or how a person came to have her records.
    LinkReview,
    /// A steward decided about links, or confirmed, refused or undid a decision.
    LinkDecision,
    /// A steward looked at match quality, had pairs counted, or drew pairs to check.
    Quality,
    /// A steward said what she thinks of a pair that was drawn to be checked.
    LinkCheck,
    /// A steward proposed, approved or refused weights of the matcher.
    MatchModel,
    /// Somebody did something at a job center's front desk.
    FrontDesk,
    /// A kiosk greeted somebody, or was asked about somebody.
    Kiosk,
    /// Another system was told of customers, or said something of them.
    Exchange,
}

/// Proof that an entry is on disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The entry's number.
    pub seq: i64,
}

impl Entry {
    /// An entry of a kind, with nothing else said.
    pub fn new(kind: Kind) -> Entry {
        Entry {
            kind,
            account: None,
            session: None,
            use_case: String::new(),
            purpose: String::new(),
            subject: None,
            source: String::new(),
            allowed: 0,
            results: 0,
            policies: String::new(),
            words: String::new(),
        }
    }

    /// An entry about one person.
    pub fn about(kind: Kind, person: PersonId) -> Entry {
        Entry { subject: Some(person), ..Entry::new(kind) }
    }

    pub(crate) fn body(&self) -> Option<&str> {
        (!self.words.is_empty()).then_some(&self.words)
    }
}

impl Kind {
    /// The word in the log.
    pub fn word(self) -> &'static str {
        match self {
            Kind::SignIn => "sign-in",
            Kind::SignInRefused => "sign-in refused",
            Kind::LogOff => "log-off",
            Kind::Purpose => "purpose",
            Kind::Search => "search",
            Kind::View => "view",
            Kind::Folder => "folder",
            Kind::Document => "document",
            Kind::Print => "print",
            Kind::Why => "why",
            Kind::WholeSsn => "whole ssn",
            Kind::Agreed => "agreed",
            Kind::Tried => "tried",
            Kind::MemberAdded => "member added",
            Kind::MemberRemoved => "member removed",
            Kind::AccountMade => "account made",
            Kind::AccountOff => "account off",
            Kind::AccountOn => "account on",
            Kind::AccountGone => "account gone",
            Kind::AccountBack => "account back",
            Kind::CodeIssued => "code issued",
            Kind::PasswordSet => "password set",
            Kind::DutyGiven => "duty given",
            Kind::DutyTaken => "duty taken",
            Kind::Question => "question",
            Kind::Answer => "answer",
            Kind::Denied => "denied",
            Kind::UseCase => "use case",
            Kind::FolderShown => "folder shown",
            Kind::DryRun => "dry run",
            Kind::Status => "status transaction",
            Kind::StatusAlarm => "status alarm",
            Kind::Mark => "mark",
            Kind::Care => "care",
            Kind::Privilege => "privilege",
            Kind::Discrepancy => "discrepancy",
            Kind::PrivateList => "private list",
            Kind::LinkReview => "link review",
            Kind::LinkDecision => "link decision",
            Kind::Quality => "match quality",
            Kind::LinkCheck => "link check",
            Kind::MatchModel => "match model",
            Kind::FrontDesk => "front desk",
            Kind::Kiosk => "kiosk",
            Kind::Exchange => "exchange",
        }
    }
}

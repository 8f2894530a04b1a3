//! What people may do besides looking things up, each duty within its scope. No duty opens a client's data by itself;
//! specialists and monitors belong to the care team of private records, which a use case must open to them too.

use crate::{Staff, StaffError, tables};

/// A duty and where it holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Duty {
    /// What.
    pub kind: DutyKind,
    /// An agency, a source or a user group by settings name; empty for the whole city.
    pub scope: String,
}

/// Declares the duties: name in commands and storage, what the scope names, words for people.
macro_rules! duties {
    ($($(#[$doc:meta])* $kind:ident $name:literal $scope:ident $words:literal;)+) => {
        /// The kinds of duty.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum DutyKind { $($(#[$doc])* $kind,)+ }

        impl DutyKind {
            /// Every kind.
            pub const ALL: &[DutyKind] = &[$(DutyKind::$kind,)+];

            /// The name in commands and storage.
            pub fn name(self) -> &'static str {
                match self { $(DutyKind::$kind => $name,)+ }
            }

            /// What its scope names.
            pub fn scope(self) -> Scope {
                match self { $(DutyKind::$kind => Scope::$scope,)+ }
            }

            /// What somebody with it does, in plain words.
            pub fn words(self) -> &'static str {
                match self { $(DutyKind::$kind => $words,)+ }
            }
        }
    };
}

/// What the scope of a duty names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Nothing: the duty holds for the whole city.
    City,
    /// An agency whose staff sign in.
    Agency,
    /// A source of records.
    Source,
    /// A user group.
    Group,
    /// A job center's site or area.
    Place,
}

duties! {
    /// Key contact of an agency: writes down user groups and use cases.
    Requester "requester" Agency "writes requests for use cases";
    /// Judges whether a request fits the city's policy.
    Reviewer "reviewer" City "reviews requests for use cases";
    /// Judges whether a request is lawful, and approves it with a reference.
    Counsel "counsel" City "approves use cases for the law department";
    /// Agrees, for the agency that owns the data, to what a use case opens of them.
    Steward "steward" Source "agrees to what is opened of an agency's data";
    /// Adds and removes people of a user group.
    Provisioner "provisioner" Group "gives and takes access";
    /// Answers the questions of a user group.
    Liaison "liaison" Group "answers questions";
    /// Assigns private cases of a source and clears up what disagrees about them.
    Specialist "specialist" Source "assigns private records";
    /// Watches over the private records of a source.
    Monitor "monitor" Source "monitors private records";
    /// Greets customers at a site's front desk: registers, makes cards, signs in, runs group activities.
    Greeter "greeter" Place "greets customers at a front desk";
    /// Delivers services to customers and confirms which they received.
    CaseManager "case_manager" Place "delivers services to customers";
    /// Runs a site or an area: its reports, corrections and close of day.
    CentreManager "centre_manager" Place "runs a job center";
    /// Sets up an area: its sites, kiosks, services and staff.
    AreaAdministrator "area_administrator" Place "sets up the job centers of an area";
    /// Makes the state's reports for funders.
    StateReporter "state_reporter" City "makes the state's reports for funders";
}

/// Whom to turn to: name and how to reach them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Contact {
    /// The account.
    pub account: i64,
    /// The name shown in the page head.
    pub name: String,
    /// Telephone or desk, as the person set it; may be empty.
    pub contact: String,
}

impl Contact {
    /// Name and how to reach them: `Denise Okafor, extension 4410`.
    pub fn in_words(&self) -> String {
        if self.contact.is_empty() { self.name.clone() } else { format!("{}, {}", self.name, self.contact) }
    }
}

impl DutyKind {
    /// The kind with this name.
    pub fn named(name: &str) -> Option<DutyKind> {
        DutyKind::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl Duty {
    /// A duty within a scope.
    pub fn new(kind: DutyKind, scope: &str) -> Duty {
        Duty { kind, scope: scope.to_owned() }
    }
}

impl Staff {
    /// Gives somebody a duty; nothing changes when she has it already.
    ///
    /// # Errors
    /// When the database fails.
    pub fn give_duty(&self, account: i64, duty: &Duty) -> Result<(), StaffError> {
        let now = self.now();
        Ok(self.database.write(|t| tables::give_duty(t, account, duty, now))?)
    }

    /// Takes a duty away; in force on the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn take_duty(&self, account: i64, duty: &Duty) -> Result<(), StaffError> {
        Ok(self.database.write(|t| tables::take_duty(t, account, duty))?)
    }

    /// Everybody active who has a duty, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn having(&self, duty: &Duty) -> Result<Vec<Contact>, StaffError> {
        Ok(self.database.read(|t| tables::having(t, duty))?)
    }

    /// Every duty that anybody has: agency, user name, duty, scope.
    ///
    /// # Errors
    /// When the database fails.
    pub fn all_duties(&self) -> Result<Vec<[String; 4]>, StaffError> {
        Ok(self.database.read(tables::provisioning::duties)?)
    }
}

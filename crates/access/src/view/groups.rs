//! What provisioners see of their groups, and what everybody sees of her own access. Says nothing about any client.

use super::{Agency, Unit, UseCaseCard};
use jiff::Timestamp;
use staff::Member;

/// A user group, as its provisioners see it.
#[derive(Clone, Debug)]
pub struct GroupView {
    /// Its settings name.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The agency to which it belongs; only its people can be added.
    pub agency: Agency,
    /// Everybody in it, by name.
    pub members: Vec<Member>,
    /// The use cases that name it: those in force first.
    pub use_cases: Vec<GroupUseCase>,
}

/// A use case that names a group.
#[derive(Clone, Debug)]
pub struct GroupUseCase {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// It is in force today.
    pub in_force: bool,
    /// It begins later: its first day in words.
    pub begins: Option<String>,
    /// Its last day in words.
    pub until: String,
    /// Days until it ends; below zero when it has ended.
    pub days_left: i64,
}

/// How a change went that somebody asked for.
#[derive(Debug)]
pub enum Changed<T> {
    /// It is done.
    Done(T),
    /// It is not done, and why, in a sentence.
    Not(String),
    /// There is no such thing for her.
    Nowhere,
}

/// What somebody is told about her own access.
#[derive(Clone, Debug)]
pub struct OwnAccess {
    /// Her groups, with whom to ask.
    pub units: Vec<Unit>,
    /// Her use cases in force.
    pub use_cases: Vec<OwnUseCase>,
    /// Her duties, in words.
    pub duties: Vec<String>,
    /// The texts that she accepted: title, version, when.
    pub accepted: Vec<(String, i64, Timestamp)>,
}

/// A use case in force for her, with what it opens.
#[derive(Clone, Debug)]
pub struct OwnUseCase {
    /// The reviewed words.
    pub card: UseCaseCard,
    /// What it opens, agency by agency.
    pub opens: Vec<OpenedBy>,
    /// Days until it ends.
    pub days_left: i64,
}

/// What a use case opens of agencies of which it opens the same.
#[derive(Clone, Debug)]
pub struct OpenedBy {
    /// The agencies.
    pub agencies: Vec<Agency>,
    /// Kinds of content, in words.
    pub kinds: Vec<String>,
}

impl GroupUseCase {
    /// It is in force, and not for much longer.
    pub fn ends_soon(&self) -> bool {
        self.in_force && self.days_left <= SOON
    }
}

impl OwnUseCase {
    /// It is not in force for much longer.
    pub fn ends_soon(&self) -> bool {
        self.days_left <= SOON
    }
}

/// Within so many days the end of a use case is spoken of: a review takes weeks.
const SOON: i64 = 60;

impl<T> Changed<T> {
    /// The sentence, when it was not done.
    pub fn why_not(&self) -> Option<&str> {
        match self {
            Changed::Not(why) => Some(why),
            Changed::Done(_) | Changed::Nowhere => None,
        }
    }
}

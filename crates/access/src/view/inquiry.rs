//! What a user asks of her provisioners or liaisons.

use jiff::Timestamp;

/// What she wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Access: for the provisioners of her group.
    Access,
    /// An answer: for its liaisons.
    Question,
}

/// Something that was asked, with its answer.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Its random name.
    pub id: String,
    /// What is wanted.
    pub wish: Wish,
    /// The group's name.
    pub group: String,
    /// What it is about, in words: a use case, an agency, a kind of content.
    pub about: Option<String>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Who asked, with how to reach her.
    pub asker: String,
    /// What was typed; may be empty for access.
    pub text: String,
    /// The answer: words, who gave it, when.
    pub answer: Option<(String, String, Timestamp)>,
    /// It was closed.
    pub closed: bool,
    /// The answer was not seen by the asker yet.
    pub is_new: bool,
}

impl Wish {
    /// The name in forms and storage.
    pub fn name(self) -> &'static str {
        match self {
            Wish::Access => "access",
            Wish::Question => "question",
        }
    }

    /// In words, as a heading.
    pub fn words(self) -> &'static str {
        match self {
            Wish::Access => "Asks for access",
            Wish::Question => "Question",
        }
    }

    /// The wish with this name.
    pub fn named(name: &str) -> Option<Wish> {
        [Wish::Access, Wish::Question].into_iter().find(|wish| wish.name() == name)
    }
}

impl Inquiry {
    /// It waits for somebody.
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && !self.closed
    }
}

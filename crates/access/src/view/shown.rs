//! A value in words, cut free for one view.

use std::fmt;

/// A value that the use case in force opens, in words. Only this room makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    text: String,
    kind: ShownKind,
}

/// How a page sets a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShownKind {
    /// Words.
    Words,
    /// Money: to the right, with figures of equal width.
    Money,
    /// A date.
    Date,
    /// A count.
    Number,
    /// A document that can be viewed: its place in the file, for the page's address.
    Document(String),
    /// A state such as open or closed.
    Status,
    /// An SSN of which only the last four characters are digits; read aloud as "ends in".
    LastFour,
}

impl Shown {
    pub(crate) fn new(text: impl Into<String>, kind: ShownKind) -> Shown {
        Shown { text: text.into(), kind }
    }

    pub(crate) fn words(text: impl Into<String>) -> Shown {
        Shown::new(text, ShownKind::Words)
    }

    /// How it is set.
    pub fn kind(&self) -> &ShownKind {
        &self.kind
    }

    /// The words.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(***)")
    }
}

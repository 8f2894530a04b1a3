//! Names as agencies write them; taking them apart is the matcher's work.

use std::fmt;

/// One name of a person, in the parts the agency keeps. Empty parts are unknown. Does not print.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Name {
    /// Given (first) name or names.
    pub given: String,
    /// Middle name or initial.
    pub middle: String,
    /// Family name or names, with particles.
    pub family: String,
    /// Generational suffix: Jr, Sr, III.
    pub suffix: String,
    /// What the agency says the name is.
    pub name_use: NameUse,
}

/// What a name is to its bearer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum NameUse {
    /// The name in use now.
    #[default]
    Current,
    /// Any other: a former or maiden name, an alias, a nickname.
    Other,
}

impl Name {
    /// Given, middle and family name with one space between, suffix last.
    pub fn full(&self) -> String {
        let parts = [&self.given, &self.middle, &self.family, &self.suffix];
        parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// No part is known.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.middle.is_empty() && self.family.is_empty()
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(***)")
    }
}

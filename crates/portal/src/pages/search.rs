use super::Frame;
use askama::Template;

/// One box for whatever is known; more fields for those who want them.
#[derive(Template)]
#[template(path = "search.html")]
pub struct Search {
    /// Around the page.
    pub frame: Frame,
    /// What was asked before, kept for mending.
    pub terms: Terms,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// The one box.
    pub text: String,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Birth date, as typed.
    pub born: String,
    /// Age, about.
    pub age: String,
    /// Social security number, whole or the last four.
    pub ssn: String,
    /// Any case, client or member number.
    pub number: String,
    /// Address, now or before.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Someone who lives or lived with this person.
    pub relative: String,
}

/// A field that could not be understood.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's id on the page.
    pub field: String,
    /// What to do, as a sentence.
    pub words: String,
}

impl Terms {
    /// Whether anything was typed beside the one box.
    #[must_use]
    pub fn has_more(&self) -> bool {
        [
            &self.first,
            &self.last,
            &self.born,
            &self.age,
            &self.ssn,
            &self.number,
            &self.address,
            &self.phone,
            &self.relative,
        ]
        .iter()
        .any(|field| !field.is_empty())
    }
}

impl Search {
    /// Whether the other fields are open: something stands in them, or must be mended there.
    #[must_use]
    pub fn shows_more(&self) -> bool {
        self.terms.has_more() || self.errors.iter().any(|error| error.field != "q")
    }

    /// The message for `field`, if there is one.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }
}

//! The shapes that pages show: people found, one person's file, an agency's folder.
//!
//! Everything here is ready to be read by a person: dates and amounts are words, a social security number is masked.
//! A page adds nothing and looks nothing up.

/// A day or moment as a person reads it, and as a machine does.
#[derive(Clone, Debug)]
pub struct When {
    /// `Mar 3, 2026` or `2:14 PM`.
    pub words: String,
    /// RFC 3339 date or time.
    pub iso: String,
}

/// Who said something, and when it was true.
#[derive(Clone, Debug)]
pub struct Said {
    /// Short name of the agency.
    pub by: String,
    /// When the source says that the value was true; a source may not know.
    pub as_of: Option<When>,
}

/// Short and full name of an agency.
#[derive(Clone, Debug)]
pub struct Agency {
    /// `BEN`.
    pub short: String,
    /// `Benefits Office`.
    pub name: String,
}

/// What a source had to say for itself. Never is "did not answer" shown as "no record".
#[derive(Clone, Debug)]
pub enum SourceState {
    /// It answered just now.
    Fresh(When),
    /// It delivers from time to time, and this is its newest delivery.
    AsOf(When),
    /// It has not answered yet; what was known before may be shown.
    Slow(Option<When>),
    /// It cannot be reached; what was known before may be shown.
    Down {
        /// Since when it has not answered.
        since: When,
        /// As of when the shown values are, if any are shown.
        known: Option<When>,
    },
    /// The use case in force does not include it, where that may be said at all.
    NotPermitted {
        /// The rule and who can grant it, in one sentence.
        why: String,
    },
    /// It answered, and knows no such person.
    NoRecord(When),
}

/// One agency's sections on the page.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The fragment on the page, such as `ben`.
    pub id: String,
    /// Whose folder it is.
    pub agency: Agency,
    /// What the source had to say for itself.
    pub state: SourceState,
    /// What it knows.
    pub sections: Vec<Section>,
    /// Where the folder is fetched from when it is not in the page yet.
    pub load_from: Option<String>,
    /// The page with every folder in it, for browsers without a script, and for "try again".
    pub whole_page: String,
}

/// One kind of content.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it holds.
    pub body: Body,
}

/// What a section holds.
#[derive(Clone, Debug)]
pub enum Body {
    /// Labels and values.
    Facts(Vec<Fact>),
    /// Rows under columns.
    Rows(Table),
    /// Documents that can be opened.
    Documents(Vec<DocumentLine>),
}

/// A label and its value.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: String,
    /// Who says so; absent where the folder already says it.
    pub said: Option<Said>,
}

/// Rows under columns; the first cell of a row names the row.
#[derive(Clone, Debug)]
pub struct Table {
    /// What the table holds, its source and its "as of".
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its heading, short.
    pub label: String,
    /// Whether it holds numbers, which stand to the right.
    pub number: bool,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// Whether agencies disagree about it.
    pub differs: bool,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Small print under it.
    pub note: Option<String>,
    /// Where it leads, such as the file of a member of the household.
    pub link: Option<String>,
}

/// Agencies disagree: each value with who says so.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// What they disagree about.
    pub what: String,
    /// What each says.
    pub values: Vec<(String, Said)>,
}

/// A document in a list.
#[derive(Clone, Debug)]
pub struct DocumentLine {
    /// What it is.
    pub title: String,
    /// Its category.
    pub category: String,
    /// Its date.
    pub dated: When,
    /// How many pages.
    pub pages: String,
    /// Where it is shown.
    pub link: String,
}

/// Who the page is about; stands on every page about a person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The case file's address, opaque.
    pub link: String,
    /// Full name.
    pub name: String,
    /// Birth date, as far as it may be shown.
    pub born: Option<String>,
    /// Age in words.
    pub age: Option<String>,
    /// The last four of the social security number; a page shows no more of it.
    pub ssn_last4: Option<String>,
    /// The household in a few words.
    pub household: Option<String>,
    /// A privacy mark in words.
    pub mark: Option<String>,
}

/// One of the at most five facts at the top of a case file.
#[derive(Clone, Debug)]
pub struct Glance {
    /// What it is.
    pub label: String,
    /// The fact.
    pub value: String,
    /// Who says so, or what to know about it.
    pub note: String,
}

/// How much of the file may be shown.
#[derive(Clone, Debug)]
pub enum Extent {
    /// Everything the use case allows.
    Full,
    /// A private record: basics only. Holds one sentence on whom to ask.
    BasicsOnly(String),
}

/// A person found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The case file's address, opaque.
    pub link: String,
    /// Full name.
    pub name: String,
    /// Birth date and age, as far as they may be shown.
    pub born: String,
    /// Why this person was found, as a sentence.
    pub why: String,
    /// Who lives there.
    pub household: Vec<Housemate>,
    /// Short names of the agencies that know this person, as far as this user may know that.
    pub agencies: Vec<String>,
    /// The newest "as of" among them.
    pub as_of: Option<When>,
    /// A privacy mark in words.
    pub mark: Option<String>,
}

/// Someone who lives with a person found.
#[derive(Clone, Debug)]
pub struct Housemate {
    /// Name and relation.
    pub words: String,
    /// Whether the search asked for this one too.
    pub matched: bool,
}

/// One line of the system availability list.
#[derive(Clone, Debug)]
pub struct SourceLine {
    /// Which source.
    pub agency: Agency,
    /// Its state.
    pub state: SourceState,
    /// Its last update.
    pub updated: Option<When>,
    /// What the user should know, such as planned work.
    pub note: String,
}

impl SourceState {
    /// The last word of the style class `tl-state--…`.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match self {
            Self::Fresh(_) => "fresh",
            Self::AsOf(_) => "as-of",
            Self::Slow(_) => "slow",
            Self::Down { .. } => "down",
            Self::NotPermitted { .. } => "refused",
            Self::NoRecord(_) => "none",
        }
    }

    /// A word or two, for lists.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Self::Fresh(_) => "Live".into(),
            Self::AsOf(when) => format!("As of {}", when.words),
            Self::Slow(_) => "Slow".into(),
            Self::Down { .. } => "Down".into(),
            Self::NotPermitted { .. } => "Not included".into(),
            Self::NoRecord(_) => "No record".into(),
        }
    }

    /// A line for the head of a folder.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Self::Fresh(when) => format!("Live, asked at {}", when.words),
            Self::AsOf(when) => format!("As of {}", when.words),
            Self::Slow(_) => "No answer yet".into(),
            Self::Down { since, .. } => format!("Not answering since {}", since.words),
            Self::NotPermitted { .. } => "Not included in your use case".into(),
            Self::NoRecord(when) => format!("No record, asked at {}", when.words),
        }
    }

    /// What the reader must know before she relies on the folder; empty when all is well.
    #[must_use]
    pub fn caution(&self, agency: &str) -> String {
        match self {
            Self::Fresh(_) | Self::AsOf(_) => String::new(),
            Self::Slow(Some(known)) => {
                format!("{agency} has not answered yet. This is what it said as of {}.", known.words)
            }
            Self::Slow(None) => {
                format!("{agency} has not answered yet. It may well have a record of this person.")
            }
            Self::Down { known: Some(known), .. } => {
                format!("{agency} cannot be reached. This is what it said as of {}.", known.words)
            }
            Self::Down { known: None, .. } => {
                format!("{agency} cannot be reached. It may well have a record of this person.")
            }
            Self::NotPermitted { why } => why.clone(),
            Self::NoRecord(_) => format!("{agency} answered and has no record of this person."),
        }
    }

    /// Whether it helps to ask again.
    #[must_use]
    pub fn can_ask_again(&self) -> bool {
        matches!(self, Self::Slow(_) | Self::Down { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_did_not_answer_is_never_shown_as_one_without_a_record() {
        let noon = When { words: "12:00 PM".into(), iso: "12:00".into() };
        for state in [SourceState::Slow(None), SourceState::Down { since: noon, known: None }] {
            assert!(state.caution("BEN").contains("may well have a record"));
            assert_ne!(state.class(), "none");
            assert!(state.can_ask_again());
        }
    }
}

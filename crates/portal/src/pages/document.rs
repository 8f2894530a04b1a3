use super::Frame;
use crate::view::{Agency, Person, When};
use askama::Template;

/// One document, page by page, as images that carry the reader's name.
#[derive(Template)]
#[template(path = "document.html")]
pub struct Document {
    /// Around the page.
    pub frame: Frame,
    /// Whose file it is in.
    pub person: Person,
    /// What it is.
    pub title: String,
    /// Its category.
    pub category: String,
    /// Its date.
    pub dated: When,
    /// Which agency holds it.
    pub agency: Agency,
    /// The page shown, from one.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// Address of the page's image.
    pub image: String,
    /// Text of the page, when the document has it.
    pub text: Option<String>,
    /// How large it is shown.
    pub zoom: Zoom,
    /// The same page at each size.
    pub zooms: Vec<(Zoom, String)>,
    /// The page before.
    pub previous: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// Where the original may be saved, if policy allows.
    pub save: Option<String>,
    /// Back to the folder it came from.
    pub back: String,
    /// The page with every page of the document, for paper.
    pub whole_page: String,
}

/// How large a page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoom {
    /// As wide as there is room.
    Fit,
    /// One image point for one point on the screen.
    Actual,
    /// Half as large again as there is room.
    Large,
}

impl Zoom {
    /// The last word of the style class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Actual => "actual",
            Self::Large => "large",
        }
    }

    /// What the link says.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Fit => "Fit the window",
            Self::Actual => "Actual size",
            Self::Large => "Larger",
        }
    }
}

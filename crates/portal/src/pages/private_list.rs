use super::{FieldError, Frame};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Guarded, PrivateLevel, PrivateList, PrivateRow, Settled};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::borrow::Borrow;
use std::sync::Arc;

/// Private and sealed records of the sources that she guards.
#[derive(Template)]
#[template(path = "private_list.html")]
pub struct PrivateRecords {
    /// Around the page.
    pub frame: Frame,
    /// The records.
    pub list: PrivateList,
    /// The source and key that were looked for, kept for mending.
    pub asked: (String, String),
    /// What to mend.
    pub errors: Vec<FieldError>,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let list = |visitor: &Visitor<'_>, asked: &Asked| {
        let number = asked.query("page").parse().unwrap_or(1);
        page(&PrivateRecords::of(visitor, number)?)
    };
    portal.visit(asked, Need::SignIn, list).await
}

/// Finds a record by its exact key; the address of its page is a number.
pub(crate) async fn find(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| found(visitor, &form)).await
}

fn found(visitor: &Visitor<'_>, form: &Form) -> Answer {
    let (source, key) = (form.text("source"), form.text("key"));
    match *opened(visitor.door().find_record(&visitor.session, &source, &key)?)? {
        Ok(number) => Ok(go(&format!("/private/records/{number}"))),
        Err(words) => {
            let errors = vec![FieldError { field: "key".to_owned(), words }];
            let again = PrivateRecords { asked: (source, key), errors, ..PrivateRecords::of(visitor, 1)? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// What may be seen, or why not.
pub(crate) fn opened<T>(guarded: Guarded<T>) -> Result<Box<T>, Refusal> {
    match guarded {
        Guarded::Open(seen) => Ok(seen),
        Guarded::NotFound => Err(Refusal::NotFound),
        Guarded::Shut(words) => Err(Refusal::NotNow(words)),
    }
}

/// On after something was done, or the same page again with what to mend.
pub(crate) fn settled(settled: Settled, next: &str, again: impl FnOnce(FieldError) -> Answer) -> Answer {
    match settled {
        Settled::Done => Ok(go(&format!("{next}?done=1"))),
        Settled::NotFound => Err(Refusal::NotFound),
        Settled::Refused { field, words } => again(FieldError { field: field.to_owned(), words }),
    }
}

/// How many, in words: `1 record`, `2 records`.
pub(crate) fn count(number: impl Borrow<usize>, one: &str, many: &str) -> String {
    let number = *number.borrow();
    format!("{number} {}", if number == 1 { one } else { many })
}

impl PrivateRecords {
    fn of(visitor: &Visitor<'_>, page: usize) -> Result<PrivateRecords, Refusal> {
        let list = *opened(visitor.door().private_list(&visitor.session, page)?)?;
        let only = list.sources.first().map_or(String::new(), |source| source.agency.id.0.clone());
        Ok(PrivateRecords { frame: visitor.frame(), list, asked: (only, String::new()), errors: Vec::new() })
    }

    fn waiting(&self) -> usize {
        self.list.sources.iter().map(|source| source.waiting).sum()
    }

    fn faults(&self) -> usize {
        self.list.sources.iter().map(|source| usize::try_from(source.faults).unwrap_or(0)).sum()
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn who(row: &PrivateRow) -> &'static str {
        match row.level {
            PrivateLevel::Sealed => "Nobody is named yet",
            _ => "Not assigned yet",
        }
    }

    fn assigns(&self) -> bool {
        self.list.sources.iter().any(|source| source.rights.assigns)
    }

    fn admits(&self) -> bool {
        self.list.sources.iter().any(|source| source.rights.admits)
    }
}

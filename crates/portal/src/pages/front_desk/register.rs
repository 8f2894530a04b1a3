use super::{Place, counter, frame, no_ssn, no_ssn_word, said, sentence};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Caller, Counter, Matches, NewMember, Registration};
use std::sync::Arc;

/// Registers a customer, after looking who is here already.
#[derive(Template)]
#[template(path = "front_desk/register.html")]
pub struct RegisterPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// What was typed, kept for mending and for registering after a look.
    pub said: NewMember,
    /// What is read to her before she is asked for her Social Security number.
    pub ssn_notice: String,
    /// She received the orientation.
    pub oriented: bool,
    /// Orientations can be given here.
    pub gives_orientation: bool,
    /// Who may be the one before the desk.
    pub matches: Matches,
    /// Her Social Security number is a member's already.
    pub ssn_known: bool,
    /// That member, when the visitor may see her.
    pub known: Option<Caller>,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// The languages of the kiosk, as their speakers call them.
pub(crate) const LANGUAGES: [(&str, &str); 5] =
    [("en", "English"), ("es", "Español"), ("zh", "中文"), ("vi", "Tiếng Việt"), ("ru", "Русский")];

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        page(&RegisterPage::of(visitor, &counter, NewMember::default(), false)?)
    };
    portal.visit(asked, Need::Purpose, show).await
}

/// Looks first; only *None of these* registers when somebody like her is here.
pub(crate) async fn register(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::Purpose, move |visitor, _| registered(visitor, &site, &form)).await
}

fn registered(visitor: &Visitor<'_>, site: &str, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let typed = read(form);
    let oriented = form.text("oriented") == "yes";
    let again = RegisterPage::of(visitor, &counter, typed.clone(), oriented)?;
    let faults = counter.faults(&typed);
    if !faults.is_empty() {
        let error =
            |(field, words): (&str, &str)| FieldError { field: field.to_owned(), words: sentence(words) };
        let errors = faults.into_iter().map(error).collect();
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &RegisterPage { errors, ..again });
    }
    match said(counter.register(typed, oriented, &form.text("seen")))? {
        Ok(Registration::Done(member)) => Ok(go(&format!("/desk/{site}/members/{member}?done=registered"))),
        Ok(Registration::Like(matches)) => page(&RegisterPage { matches, ..again }),
        Ok(Registration::SsnKnown(known)) => {
            page_with(StatusCode::CONFLICT, &RegisterPage { ssn_known: true, known, ..again })
        }
        Err(words) => {
            let errors = vec![FieldError { field: String::new(), words }];
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &RegisterPage { errors, ..again })
        }
    }
}

fn read(form: &Form) -> NewMember {
    NewMember {
        first: form.text("first"),
        last: form.text("last"),
        born: form.text("born"),
        phone: form.text("phone"),
        lang: form.text("lang"),
        ssn: form.text("ssn"),
        no_ssn: no_ssn(&form.text("no_ssn")),
    }
}

impl RegisterPage {
    fn of(
        visitor: &Visitor<'_>,
        counter: &Counter<'_>,
        said: NewMember,
        oriented: bool,
    ) -> Result<RegisterPage, Refusal> {
        Ok(RegisterPage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "/register")?,
            said,
            ssn_notice: counter.ssn_notice().to_owned(),
            oriented,
            gives_orientation: counter.gives_orientation(),
            matches: Matches::default(),
            ssn_known: false,
            known: None,
            errors: Vec::new(),
        })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn languages(&self) -> &'static [(&'static str, &'static str)] {
        &LANGUAGES
    }

    fn no_ssn(&self) -> &'static str {
        no_ssn_word(&self.said)
    }
}

use super::register::LANGUAGES;
use super::{Place, counter, frame, no_ssn, no_ssn_word, number, said, sentence};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Corrected, Counter, NewMember, Particulars};
use std::sync::Arc;

/// Corrects what a customer says of herself.
#[derive(Template)]
#[template(path = "front_desk/edit.html")]
pub struct EditPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// What can be corrected, with what was typed.
    pub known: Particulars,
    /// What is read to her before she is asked for her Social Security number.
    pub ssn_notice: String,
    /// Why a number is taken out, kept for mending.
    pub why: String,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

type Address = (String, String);

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<Address>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        page(&EditPage::of(visitor, &counter, number(&member)?)?)
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// Saves the form, or takes a Social Security number out.
pub(crate) async fn save(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<Address>,
    asked: Asked,
    form: Form,
) -> Response {
    let save = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        let member = number(&member)?;
        match form.text("act").as_str() {
            "save" => saved(visitor, &counter, member, &form),
            "take-out" => taken_out(visitor, &counter, member, &form),
            _ => Err(Refusal::Unfit),
        }
    };
    portal.visit(asked, Need::SignIn, save).await
}

fn saved(visitor: &Visitor<'_>, counter: &Counter<'_>, member: i64, form: &Form) -> Answer {
    let typed = read(form);
    let seen = form.text("seen").parse().map_err(|_| Refusal::Unfit)?;
    let here = format!("/desk/{}/members/{member}", counter.site().id);
    let errors = match said(counter.correct_member(member, typed.clone(), seen))? {
        Ok(Corrected::Done { renamed: true }) => return Ok(go(&format!("{here}?done=renamed"))),
        Ok(Corrected::Done { renamed: false }) => return Ok(go(&format!("{here}?done=corrected"))),
        Ok(Corrected::Same) => return Ok(go(&format!("{here}?done=same"))),
        Ok(Corrected::Faults(faults)) => faults
            .into_iter()
            .map(|(field, words)| FieldError { field: field.to_owned(), words: sentence(words) })
            .collect(),
        Err(words) => {
            // What somebody else corrected meanwhile is to be looked at: what was typed is gone.
            let errors = vec![FieldError { field: String::new(), words }];
            let again = EditPage { errors, ..EditPage::of(visitor, counter, member)? };
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &again);
        }
    };
    let mut again = EditPage { errors, ..EditPage::of(visitor, counter, member)? };
    again.known.said = typed;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

fn taken_out(visitor: &Visitor<'_>, counter: &Counter<'_>, member: i64, form: &Form) -> Answer {
    let why = form.text("why");
    match said(counter.take_out_ssn(member, &why))? {
        Ok(()) => Ok(go(&format!("/desk/{}/members/{member}?done=taken-out", counter.site().id))),
        Err(words) => {
            let errors = vec![FieldError { field: "why".to_owned(), words }];
            let again = EditPage { errors, why, ..EditPage::of(visitor, counter, member)? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
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

impl EditPage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>, member: i64) -> Result<EditPage, Refusal> {
        Ok(EditPage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "member")?,
            known: counter.particulars(member)?,
            ssn_notice: counter.ssn_notice().to_owned(),
            why: String::new(),
            errors: Vec::new(),
        })
    }

    fn member(&self) -> String {
        format!("{}/members/{}", self.place.address(), self.known.customer.member)
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn languages(&self) -> &'static [(&'static str, &'static str)] {
        &LANGUAGES
    }

    fn no_ssn(&self) -> &'static str {
        no_ssn_word(&self.known.said)
    }
}

use super::{Frame, token};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::Question;
use access::view::Narrowed;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// One box for whatever is known; more fields for those who want them.
#[derive(Template)]
#[template(path = "search.html")]
pub struct Search {
    /// Around the page.
    pub frame: Frame,
    /// What was asked before, kept for mending.
    pub asked: Question,
    /// To whom the answer was narrowed; each can be kept or dropped.
    pub narrowed: Vec<Narrowed>,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// A field that could not be understood.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's id on the page.
    pub field: String,
    /// What to do, as a sentence.
    pub words: String,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let empty = |visitor: &Visitor<'_>, _: &Asked| {
        let asked = Question::default();
        page(&Search { frame: visitor.frame(), asked, narrowed: Vec::new(), errors: Vec::new() })
    };
    portal.visit(Asked { path: "/".to_owned(), ..asked }, Need::Purpose, empty).await
}

/// Keeps the question and goes to its answer, whose address says nothing of what was asked.
pub(crate) async fn ask(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    let keep = move |visitor: &Visitor<'_>, _: &Asked| keep(visitor, read(&form));
    portal.visit(Asked { path: "/".to_owned(), ..asked }, Need::Purpose, keep).await
}

/// The question once more, to mend it or to add to it.
pub(crate) async fn change(
    State(portal): State<Arc<Portal>>,
    Path(question): Path<String>,
    asked: Asked,
) -> Response {
    let again = move |visitor: &Visitor<'_>, _: &Asked| {
        let asked = kept(visitor, &question)?;
        let narrowed = visitor.door().narrowings(&asked);
        page(&Search { frame: visitor.frame(), asked, narrowed, errors: Vec::new() })
    };
    portal.visit(asked, Need::Purpose, again).await
}

/// The question that this session keeps under a name.
pub(crate) fn kept(visitor: &Visitor<'_>, question: &str) -> Result<Question, Refusal> {
    let name = token(question).ok_or(Refusal::NotFound)?;
    visitor.door().question(&visitor.session, name)?.ok_or(Refusal::NotFound)
}

fn keep(visitor: &Visitor<'_>, question: Question) -> Answer {
    if question.is_empty() {
        let words = "Type something that you know of the person: a name, an age, a number, an address.";
        let errors = vec![FieldError { field: "q".to_owned(), words: words.to_owned() }];
        let narrowed = visitor.door().narrowings(&question);
        let again = Search { frame: visitor.frame(), asked: question, narrowed, errors };
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &again);
    }
    let name = visitor.door().ask(&visitor.session, &question)?;
    Ok(go(&format!("/search/{name}")))
}

fn read(form: &Form) -> Question {
    let mut question = Question {
        text: form.text("q"),
        first: form.text("first"),
        last: form.text("last"),
        birth: form.text("birth"),
        age: form.text("age"),
        sex: form.text("sex"),
        ssn: form.text("ssn"),
        phone: form.text("phone"),
        address: form.text("address"),
        number: form.text("number"),
        ages: form.text("only_ages"),
        of_sex: form.text("only_sex"),
        zip: form.text("only_zip"),
        known_to: form.text("only_known_to"),
    };
    question.keep_what_can_be();
    question
}

impl Search {
    /// Whether the other fields are open: something stands in them, or must be mended there.
    fn shows_more(&self) -> bool {
        let asked = &self.asked;
        let more = [
            &asked.first,
            &asked.last,
            &asked.birth,
            &asked.age,
            &asked.sex,
            &asked.ssn,
            &asked.number,
            &asked.address,
            &asked.phone,
        ];
        more.iter().any(|field| !field.is_empty()) || self.errors.iter().any(|error| error.field != "q")
    }

    /// The message for `field`, if there is one.
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }
}

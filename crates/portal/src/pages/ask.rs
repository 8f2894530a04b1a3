use super::{FieldError, Frame};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Changed, Unit, Wish};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// Asks the provisioners for access, or the liaisons a question; other pages link to it with what it is about.
#[derive(Template)]
#[template(path = "ask.html")]
pub struct Ask {
    /// Around the page.
    pub frame: Frame,
    /// The form.
    pub form: AskForm,
    /// Whom to call when nothing else helps; may be empty.
    pub help_desk: String,
}

/// The form, here and on the help page.
#[derive(Clone, Debug, Default)]
pub struct AskForm {
    /// Her groups, with who answers.
    pub units: Vec<Unit>,
    /// The group that stands chosen.
    pub group: String,
    /// What it is about, as it stands in an address; may be empty.
    pub about: String,
    /// The same in words.
    pub about_words: Option<String>,
    /// What was typed.
    pub text: String,
    /// Why it was not sent.
    pub problem: Option<FieldError>,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let form = |visitor: &Visitor<'_>, asked: &Asked| {
        page(&Ask {
            frame: visitor.frame(),
            form: AskForm::about(visitor, asked.query("about"))?,
            help_desk: visitor.portal.settings.help_desk.clone(),
        })
    };
    portal.visit(asked, Need::Present, form).await
}

pub(crate) async fn send(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    portal.visit(asked, Need::Present, move |visitor, _| sent(visitor, &form)).await
}

fn sent(visitor: &Visitor<'_>, form: &Form) -> Answer {
    let empty = AskForm::about(visitor, &form.text("about"))?;
    let (text, group) = (form.lines("text"), form.text("group"));
    let wish = Wish::named(&form.text("wish")).ok_or(Refusal::Unfit)?;
    let group = if group.is_empty() { empty.group.clone() } else { group };
    match visitor.door().inquire(&visitor.session, (&group, wish), &empty.about, &text)? {
        Changed::Done(()) => Ok(go("/help?sent=yes#questions")),
        Changed::Not(words) => {
            let problem = Some(FieldError { field: "text".to_owned(), words });
            page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &Ask {
                    frame: visitor.frame(),
                    form: AskForm { text, group, problem, ..empty },
                    help_desk: visitor.portal.settings.help_desk.clone(),
                },
            )
        }
        Changed::Nowhere => Err(Refusal::NotFound),
    }
}

impl AskForm {
    /// An empty form about something. What she may not know of does not exist.
    pub(crate) fn about(visitor: &Visitor<'_>, about: &str) -> Result<AskForm, Refusal> {
        let about_words = visitor.door().about(&visitor.session, about);
        if about_words.is_none() && !about.is_empty() {
            return Err(Refusal::NotFound);
        }
        let units = visitor.door().units(&visitor.session)?;
        let group = units.first().map(|unit| unit.group.clone()).unwrap_or_default();
        Ok(AskForm { units, group, about: about.to_owned(), about_words, ..AskForm::default() })
    }
}

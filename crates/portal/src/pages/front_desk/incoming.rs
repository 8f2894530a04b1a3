use super::{Place, counter, frame, said};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::Serving;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Counter, HeldMessage, Settling};
use std::sync::Arc;

/// What other systems said of customers and somebody has to decide.
#[derive(Template)]
#[template(path = "front_desk/incoming.html")]
pub struct IncomingPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// The messages, oldest first.
    pub held: Vec<HeldMessage>,
    /// Something was just decided.
    pub done: bool,
    /// What was typed for a message: its key and the number.
    pub typed: (String, String),
    /// What to mend.
    pub errors: Vec<FieldError>,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let counter = counter(visitor, &site)?;
        let shown = IncomingPage::of(visitor, &counter)?;
        page(&IncomingPage { done: !asked.query("done").is_empty(), ..shown })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// One form for each message.
pub(crate) async fn settle(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| settled(visitor, &site, &form)).await
}

fn settled(visitor: &Visitor<'_>, site: &str, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let (partner, id, number) = (form.text("partner"), form.text("message"), form.text("number"));
    let how = match form.text("act").as_str() {
        "is" => Settling::Is(number.clone()),
        "new" => Settling::New,
        "refuse" => Settling::Refuse,
        _ => return Err(Refusal::Unfit),
    };
    match said(counter.settle_message(&partner, &id, &how))? {
        Ok(()) => Ok(go(&format!("/desk/{site}/incoming?done=1"))),
        Err(words) => {
            let errors = vec![FieldError { field: String::new(), words }];
            let typed = (format!("{partner} {id}"), number);
            let again = IncomingPage { errors, typed, ..IncomingPage::of(visitor, &counter)? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

impl IncomingPage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>) -> Result<IncomingPage, Refusal> {
        // For who does not run the site there is no such page.
        if !counter.may(Serving::Manage)? {
            return Err(Refusal::NotFound);
        }
        Ok(IncomingPage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "incoming")?,
            held: counter.held_messages()?,
            done: false,
            typed: (String::new(), String::new()),
            errors: Vec::new(),
        })
    }

    fn typed_for(&self, one: &HeldMessage) -> &str {
        if self.typed.0 == format!("{} {}", one.partner, one.id) { &self.typed.1 } else { "" }
    }
}

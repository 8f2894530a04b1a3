use super::{Place, counter, frame, number};
use crate::answer::{go, page};
use crate::asked::{Asked, Form};
use crate::pages::Frame;
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use frontdesk::{AS_BEFORE, AboutSheet, Counter, QUESTIONS, Question};
use std::sync::Arc;

/// What a customer may say of herself for reports. She need not.
#[derive(Template)]
#[template(path = "front_desk/about.html")]
pub struct AboutPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// Who, when she was asked, and what she said when the visitor may read it.
    pub sheet: AboutSheet,
}

type Address = (String, String);

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<Address>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        page(&AboutPage::of(visitor, &counter, number(&member)?)?)
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn save(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<Address>,
    asked: Asked,
    form: Form,
) -> Response {
    let save = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        let member = number(&member)?;
        if form.text("act") != "save" {
            return Err(Refusal::Unfit);
        }
        counter.say_about(member, &|question| form.all(question))?;
        Ok(go(&format!("/desk/{site}/members/{member}?done=about")))
    };
    portal.visit(asked, Need::SignIn, save).await
}

impl AboutPage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>, member: i64) -> Result<AboutPage, Refusal> {
        let place = Place::of(visitor, counter, "member")?;
        Ok(AboutPage { frame: frame(visitor, counter), place, sheet: counter.about(member)? })
    }

    fn member(&self) -> String {
        format!("{}/members/{}", self.place.address(), self.sheet.customer.member)
    }

    fn questions(&self) -> &'static [Question] {
        QUESTIONS
    }

    /// She was asked before, and the visitor may not read what she said.
    fn unread(&self) -> bool {
        self.sheet.asked.is_some() && self.sheet.answers.is_none()
    }

    fn as_before(&self) -> &'static str {
        AS_BEFORE
    }

    fn says(&self, question: &str, answer: &str) -> bool {
        let said = self.sheet.answers.as_ref().map(|about| about.answers(question)).unwrap_or_default();
        said.iter().any(|one| one == answer)
    }
}

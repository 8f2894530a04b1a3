use super::{FieldError, Frame, token};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Changed, Inquiry};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use staff::DutyKind;
use std::sync::Arc;

/// What users ask: for the provisioners and liaisons of their groups.
#[derive(Template)]
#[template(path = "questions.html")]
pub struct Questions {
    /// Around the page.
    pub frame: Frame,
    /// Open ones first.
    pub inquiries: Vec<Inquiry>,
    /// What was not done, by the question it belongs to, and what was typed.
    pub problem: Option<(FieldError, String)>,
    /// What was done just now; empty when nothing was.
    pub done: &'static str,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let show = |visitor: &Visitor<'_>, asked: &Asked| {
        let done = match asked.query("done") {
            "answered" => "Your answer was sent.",
            "closed" => "The question was closed.",
            _ => "",
        };
        page(&Questions { done, ..Questions::of(visitor)? })
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn answer(
    State(portal): State<Arc<Portal>>,
    Path(question): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    let answer = move |visitor: &Visitor<'_>, _: &Asked| answered(visitor, &question, &form);
    portal.visit(Asked { path: "/questions".to_owned(), ..asked }, Need::SignIn, answer).await
}

fn answered(visitor: &Visitor<'_>, question: &str, form: &Form) -> Answer {
    let shown = Questions::of(visitor)?;
    let id = token(question).ok_or(Refusal::NotFound)?;
    let text = form.lines("text");
    let (text, done) = match form.text("do").as_str() {
        "answer" => (Some(text), "answered"),
        "close" => (None, "closed"),
        _ => return Err(Refusal::Unfit),
    };
    match visitor.door().answer_inquiry(&visitor.session, id, text.as_deref())? {
        Changed::Done(()) => Ok(go(&format!("/questions?done={done}"))),
        Changed::Not(words) => {
            let problem = FieldError { field: id.to_owned(), words };
            let problem = Some((problem, text.unwrap_or_default()));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &Questions { problem, ..shown })
        }
        Changed::Nowhere => Err(Refusal::NotFound),
    }
}

impl Questions {
    /// For everybody who answers none there is no such page.
    fn of(visitor: &Visitor<'_>) -> Result<Questions, Refusal> {
        let answers = [DutyKind::Provisioner, DutyKind::Liaison];
        if !visitor.session.account.duties.iter().any(|duty| answers.contains(&duty.kind)) {
            return Err(Refusal::NotFound);
        }
        let inquiries = visitor.door().inquiries_for(&visitor.session)?;
        Ok(Questions { frame: visitor.frame(), inquiries, problem: None, done: "" })
    }

    fn open(&self) -> Vec<&Inquiry> {
        self.inquiries.iter().filter(|one| one.is_open()).collect()
    }

    fn past(&self) -> Vec<&Inquiry> {
        self.inquiries.iter().filter(|one| !one.is_open()).collect()
    }

    fn problem_of(&self, id: &str) -> Option<&(FieldError, String)> {
        self.problem.as_ref().filter(|(problem, _)| problem.field == id)
    }
}

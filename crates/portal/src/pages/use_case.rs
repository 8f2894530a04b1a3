use super::{FieldError, Frame, source, use_case};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Change, MyStep, Stage, VersionView};
use access::{Acted, Before, Decision};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// One version as counsel reads it: its text, what it opens, what is different, what was done, what is to be done.
#[derive(Template)]
#[template(path = "use_case.html")]
pub struct UseCase {
    /// Around the page.
    pub frame: Frame,
    /// The version.
    pub version: VersionView,
    /// What to mend.
    pub errors: Vec<FieldError>,
    /// The comment that was typed.
    pub comment: String,
    /// The reference that was typed.
    pub reference: String,
}

pub(crate) type Address = (String, String);

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(address): Path<Address>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| page(&UseCase::of(visitor, &address)?);
    portal.visit(asked, Need::SignIn, show).await
}

/// Takes a step with the version that lay before the reader.
pub(crate) async fn decide(
    State(portal): State<Arc<Portal>>,
    Path(address): Path<Address>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| step(visitor, &address, &form)).await
}

fn step(visitor: &Visitor<'_>, address: &Address, form: &Form) -> Answer {
    let (id, number) = use_case(&address.0, &address.1).ok_or(Refusal::NotFound)?;
    let before = Before { use_case: id.clone(), version: number, digest: form.text("digest") };
    let (comment, reference) = (form.long("comment"), form.text("reference"));
    let decision = match form.text("act").as_str() {
        "submit" => Decision::Submit,
        "review" => Decision::Review,
        "approve" => Decision::Approve(reference.clone()),
        "send-back" => Decision::SendBack,
        "end" => Decision::End,
        other => {
            let name = other.strip_prefix("agree-").and_then(source);
            Decision::Agree(name.ok_or(Refusal::Unfit)?)
        }
    };
    match visitor.door().decide_on(&visitor.session, &before, &decision, &comment)? {
        Acted::Done => Ok(go(&format!("/use-cases/{id}/{number}"))),
        Acted::NotFound => Err(Refusal::NotFound),
        Acted::Refused(mends) => {
            let mut again = UseCase::of(visitor, address)?;
            let on_page = ["comment", "reference"];
            let place =
                |field: String| if on_page.contains(&field.as_str()) { field } else { "steps".to_owned() };
            again.errors = mends
                .into_iter()
                .map(|mend| FieldError { field: place(mend.field), words: mend.words })
                .collect();
            (again.comment, again.reference) = (comment, reference);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

impl UseCase {
    fn of(visitor: &Visitor<'_>, address: &Address) -> Result<UseCase, Refusal> {
        let (id, number) = use_case(&address.0, &address.1).ok_or(Refusal::NotFound)?;
        let version = visitor.door().use_case_version(&visitor.session, &id, number)?;
        let version = version.ok_or(Refusal::NotFound)?;
        let (comment, reference) = (String::new(), String::new());
        Ok(UseCase { frame: visitor.frame(), version, errors: Vec::new(), comment, reference })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn may(&self, step: MyStep) -> bool {
        self.version.steps.contains(&step)
    }

    /// Steps beside which something is written.
    fn has_form(&self) -> bool {
        self.version.steps.iter().any(|step| !matches!(step, MyStep::Edit | MyStep::NewVersion))
    }

    /// A new text says only yes or no to others; one of hers has no comment to make on itself.
    fn takes_comment(&self) -> bool {
        self.version
            .steps
            .iter()
            .any(|step| !matches!(step, MyStep::Edit | MyStep::NewVersion | MyStep::Submit))
    }

    /// A draft that is no sheet yet has nothing to try out.
    fn can_be_tried(&self) -> bool {
        !self.version.opens.is_empty() && self.version.line.state != Stage::Over
    }
}

use super::case_file::opened;
use super::{Frame, person};
use crate::answer::{Answer, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{IdentityBar, SsnView};
use access::{SSNS_A_DAY, SsnAsked};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::REFRESH;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use std::sync::Arc;

/// The whole Social Security number: asked for with the password and a reason, shown for half a minute.
#[derive(Clone, Template)]
#[template(path = "whole_ssn.html")]
pub struct WholeSsn {
    /// Around the page.
    pub frame: Frame,
    /// Whose it is, and the number once it may be shown.
    pub view: SsnView,
    /// The reason as it was typed.
    pub reason: String,
    /// What was wrong with the reason.
    pub reason_problem: Option<&'static str>,
    /// What was wrong with the password, or why nothing is shown.
    pub problem: Option<String>,
}

/// How long a number stays on the screen.
const SHOWN_SECONDS: u32 = 30;

pub(crate) async fn ask(
    State(portal): State<Arc<Portal>>,
    Path(number): Path<String>,
    asked: Asked,
) -> Response {
    let form = move |visitor: &Visitor<'_>, _: &Asked| page(&WholeSsn::empty(visitor, &number)?);
    portal.visit(asked, Need::Purpose, form).await
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(number): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::Purpose, move |visitor, _| shown(visitor, &number, &form)).await
}

fn shown(visitor: &Visitor<'_>, number: &str, form: &Form) -> Answer {
    let person = person(number).ok_or(Refusal::NotFound)?;
    let reason = form.text("reason");
    let tried = visitor.door().show_ssn(&visitor.session, person, form.raw("password"), &reason)?;
    let again = WholeSsn { reason: reason.clone(), ..WholeSsn::empty(visitor, number)? };
    let refused = |problem: String| {
        let page = WholeSsn { problem: Some(problem), ..again.clone() };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    match opened(tried)? {
        SsnAsked::Shown(view) => {
            let mut answer = page(&WholeSsn { view: *view, ..again })?;
            let back = format!("{SHOWN_SECONDS};url=/people/{}", person.0);
            answer.headers_mut().extend(HeaderValue::from_str(&back).ok().map(|back| (REFRESH, back)));
            Ok(answer)
        }
        SsnAsked::NoReason => {
            let problem = Some("Say in a few words what the whole number is needed for.");
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &WholeSsn { reason_problem: problem, ..again })
        }
        SsnAsked::WrongPassword => refused("That is not your password. Nothing was shown.".to_owned()),
        SsnAsked::Wait(seconds) => {
            refused(format!("There were too many tries. Wait {seconds} seconds, then try again."))
        }
        SsnAsked::Enough => refused(format!(
            "You have been shown {SSNS_A_DAY} whole numbers within a day, which is as many as anybody may see. Ask your supervisor."
        )),
    }
}

impl WholeSsn {
    fn empty(visitor: &Visitor<'_>, number: &str) -> Result<WholeSsn, Refusal> {
        let person = person(number).ok_or(Refusal::NotFound)?;
        let view = opened(visitor.door().may_ask_ssn(&visitor.session, person)?)?;
        Ok(WholeSsn {
            frame: visitor.frame(),
            view,
            reason: String::new(),
            reason_problem: None,
            problem: None,
        })
    }

    fn bar(&self) -> &IdentityBar {
        &self.view.bar
    }

    fn is_paper(&self) -> bool {
        false
    }
}

use super::group::{Codes, GroupPage, to_groups};
use super::{FieldError, Frame};
use crate::answer::{Answer, go, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::upload::Upload;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Changed, GroupView};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use staff::{Plan, Planned, Verdict};
use std::sync::Arc;

/// What a list of people would do to a group, line by line, before anything is done.
#[derive(Template)]
#[template(path = "group_list.html")]
pub struct GroupList {
    /// Around the page.
    pub frame: Frame,
    /// The group.
    pub group: GroupView,
    /// What would happen.
    pub plan: Plan,
    /// The list as it was sent, to be sent again.
    pub text: String,
    /// Why it was not done the first time.
    pub problem: Option<String>,
}

pub(crate) async fn look(
    State(portal): State<Arc<Portal>>,
    Path(group): Path<String>,
    asked: Asked,
    Upload(form): Upload,
) -> Response {
    let look = move |visitor: &Visitor<'_>, _: &Asked| planned(visitor, &group, &sent(&form), None);
    portal.visit(to_groups(asked), Need::SignIn, look).await
}

pub(crate) async fn apply(
    State(portal): State<Arc<Portal>>,
    Path(group): Path<String>,
    asked: Asked,
    Upload(form): Upload,
) -> Response {
    portal.visit(to_groups(asked), Need::SignIn, move |visitor, _| applied(visitor, &group, &form)).await
}

/// The file, or what was pasted when there is none.
fn sent(form: &Form) -> String {
    let file = form.raw("file");
    if file.trim().is_empty() { form.raw("list").to_owned() } else { file.to_owned() }
}

fn planned(visitor: &Visitor<'_>, group: &str, text: &str, problem: Option<String>) -> Answer {
    let shown = match GroupPage::of(visitor, group)? {
        Ok(shown) => shown,
        Err(first) => return Ok(first),
    };
    match visitor.door().plan_list(&visitor.session, group, text)? {
        Changed::Done(plan) => {
            let GroupPage { frame, group, .. } = shown;
            let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
            page_with(status, &GroupList { frame, group, plan, text: text.to_owned(), problem })
        }
        Changed::Not(words) => {
            let problem = Some(FieldError { field: "list".to_owned(), words });
            page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &GroupPage { problem, list: text.to_owned(), ..shown },
            )
        }
        Changed::Nowhere => Err(Refusal::NotFound),
    }
}

fn applied(visitor: &Visitor<'_>, group: &str, form: &Form) -> Answer {
    let shown = match GroupPage::of(visitor, group)? {
        Ok(shown) => shown,
        Err(first) => return Ok(first),
    };
    let text = sent(form);
    let looked_at = (form.raw("file_mark"), form.raw("group_mark"));
    match visitor.door().apply_list(&visitor.session, group, &text, looked_at)? {
        Changed::Done((added, made)) if made.is_empty() => {
            Ok(go(&format!("/groups/{}?done=list-{added}", shown.group.id)))
        }
        Changed::Done((added, made)) => {
            let done = format!(
                "{} people were added; for {} of them an account was made.",
                added + made.len(),
                made.len()
            );
            let codes =
                made.into_iter().map(|one| (one.user_name, one.display_name, one.code.reveal().to_owned()));
            Codes::shown(visitor, group, codes.collect(), &done)
        }
        Changed::Not(why) => planned(visitor, group, &text, Some(why)),
        Changed::Nowhere => Err(Refusal::NotFound),
    }
}

impl GroupList {
    fn counts(&self) -> [(usize, &'static str); 4] {
        let count = |wanted: fn(&Verdict) -> bool| {
            self.plan.lines.iter().filter(|line| wanted(&line.verdict)).count()
        };
        [
            (count(|one| matches!(one, Verdict::Add(..))), "to be added"),
            (count(|one| matches!(one, Verdict::Make)), "to be added with a new account"),
            (count(|one| matches!(one, Verdict::There(_))), "in the group already"),
            (count(|one| matches!(one, Verdict::Not(_))), "passed over"),
        ]
    }

    fn name<'a>(&self, planned: &'a Planned) -> &'a str {
        match &planned.verdict {
            Verdict::Add(_, name) | Verdict::There(name) => name,
            _ => &planned.line.display_name,
        }
    }

    fn words(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Add(..) => "will be added".to_owned(),
            Verdict::Make => "will be added; an account will be made".to_owned(),
            Verdict::There(_) => "is in the group already".to_owned(),
            Verdict::Not(why) => format!("passed over: {why}"),
        }
    }
}

use super::Frame;
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Unit, UseCaseCard};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// Asks what she is here to do, when she may do more than one thing.
#[derive(Template)]
#[template(path = "purpose.html")]
pub struct ChoosePurpose {
    /// Around the page.
    pub frame: Frame,
    /// The use cases of her groups.
    pub use_cases: Vec<UseCaseCard>,
    /// What stands chosen: her last choice, as the form sends it.
    pub chosen: String,
    /// Where she was going.
    pub next: String,
    /// What to mend, when the form came back empty.
    pub problem: Option<String>,
    /// Her user groups, for somebody who has no use case at all.
    pub groups: Vec<Unit>,
}

const NONE_CHOSEN: &str = "Choose what you are here to do.";
const NOT_OPEN: &str =
    "That purpose is not open to you now. Choose another one, or ask who gives access in your unit.";

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let choose = |visitor: &Visitor<'_>, asked: &Asked| {
        let shown = ChoosePurpose::for_visitor(visitor, asked.query("next"), None)?;
        let desks = shown.frame.user.as_ref().map_or(&[][..], |user| &user.desks);
        match desks.first() {
            // Somebody who looks nobody up begins where her duties are.
            Some(desk) if shown.use_cases.is_empty() => Ok(go(desk.address)),
            _ => page(&shown),
        }
    };
    portal.visit(asked, Need::SignIn, choose).await
}

pub(crate) async fn choose(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| state(visitor, &form)).await
}

fn state(visitor: &Visitor<'_>, form: &Form) -> Answer {
    let (chosen, next) = (form.text("purpose"), form.text("next"));
    let problem = match chosen.split_once(':') {
        None => NONE_CHOSEN,
        Some((use_case, purpose)) => {
            if visitor.door().state_purpose(&visitor.session, use_case, purpose)? {
                return Ok(go(safe_next(&next)));
            }
            NOT_OPEN
        }
    };
    let again = ChoosePurpose::for_visitor(visitor, &next, Some(problem))?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// Where she was going, when it is one of our own addresses; otherwise the search.
pub(crate) fn safe_next(next: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte);
    let ours = next.starts_with('/') && !next.starts_with("//") && next.len() <= 200;
    if ours && next.bytes().all(plain) { next } else { "/" }
}

impl ChoosePurpose {
    fn for_visitor(
        visitor: &Visitor<'_>,
        next: &str,
        problem: Option<&str>,
    ) -> Result<ChoosePurpose, Refusal> {
        let session = &visitor.session;
        let use_cases = visitor.door().use_cases(session);
        let last = match session.use_case.is_empty() {
            true => visitor.door().last_purpose(session)?,
            false => Some((session.use_case.clone(), session.purpose.clone())),
        };
        let only = match &use_cases[..] {
            [card] if card.purposes.len() == 1 => Some((card.id.clone(), card.purposes[0].0.clone())),
            _ => None,
        };
        let chosen =
            last.or(only).map_or(String::new(), |(use_case, purpose)| format!("{use_case}:{purpose}"));
        Ok(ChoosePurpose {
            frame: visitor.frame(),
            use_cases,
            chosen,
            next: safe_next(next).to_owned(),
            problem: problem.map(str::to_owned),
            groups: visitor.door().units(session)?,
        })
    }

    /// One of those on the page stands chosen, and has the focus.
    fn has_chosen(&self) -> bool {
        let stands =
            |card: &UseCaseCard| card.purposes.iter().any(|(purpose, _)| self.is_chosen(card, purpose));
        self.problem.is_none() && self.use_cases.iter().any(stands)
    }

    fn is_chosen(&self, card: &UseCaseCard, purpose: &str) -> bool {
        self.chosen.split_once(':') == Some((card.id.as_str(), purpose))
    }
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn only_our_own_addresses_are_gone_back_to() {
        assert_eq!(safe_next("/people/12"), "/people/12");
        for odd in ["", "//evil", "https://evil", "/\\evil", "/a?b", "/a%2f", "people", "/\r\nx"] {
            assert_eq!(safe_next(odd), "/", "{odd:?}");
        }
    }
}

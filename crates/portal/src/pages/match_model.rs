use super::private_list::opened;
use super::private_record::number;
use super::{FieldError, Frame};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{ModelView, Ruled, WeightChange};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// Weights of the matcher: what they would change, and the second person's word.
#[derive(Template)]
#[template(path = "match_model.html")]
pub struct MatchModel {
    /// Around the page.
    pub frame: Frame,
    /// The weights.
    pub view: ModelView,
    /// Something was just done.
    pub done: bool,
    /// The reason that was typed, kept for mending.
    pub typed: String,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(model): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let done = !asked.query("done").is_empty();
        page(&MatchModel { done, ..MatchModel::of(visitor, number(&model)?)? })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// One form for each step: `approve`, `refuse`, `again`.
pub(crate) async fn act(
    State(portal): State<Arc<Portal>>,
    Path(model): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| acted(visitor, number(&model)?, &form)).await
}

fn acted(visitor: &Visitor<'_>, number: i64, form: &Form) -> Answer {
    let (typed, step) = (form.lines("reason"), form.text("step"));
    let (door, session) = (visitor.door(), &visitor.session);
    let ruled = match step.as_str() {
        "again" => door.propose_model(session, Some(number), &typed)?,
        step => door.model_step(session, number, step, &typed)?,
    };
    learned(ruled, |error| {
        let again = MatchModel { typed, errors: vec![error], ..MatchModel::of(visitor, number)? };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
    })
}

/// On to the weights, or the same page again with what to mend.
pub(crate) fn learned(ruled: Ruled, again: impl FnOnce(FieldError) -> Answer) -> Answer {
    match ruled {
        Ruled::Done(number) => Ok(go(&format!("/quality/models/{number}?done=1"))),
        Ruled::NotFound => Err(Refusal::NotFound),
        Ruled::Refused { field, words, .. } => again(FieldError { field: field.to_owned(), words }),
    }
}

impl MatchModel {
    fn of(visitor: &Visitor<'_>, number: i64) -> Result<MatchModel, Refusal> {
        let view = *opened(visitor.door().match_model(&visitor.session, number)?)?;
        Ok(MatchModel { frame: visitor.frame(), view, done: false, typed: String::new(), errors: Vec::new() })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    /// What was just done, in words.
    fn outcome(&self) -> String {
        match (self.view.line.in_force, self.view.line.waits) {
            (true, _) => format!(
                "Done. These weights are in force, and all records were linked anew: {} came to another person.",
                super::private_list::count(self.moved(), "record", "records")
            ),
            (_, true) => "Proposed. Nothing is changed before another steward has approved it.".to_owned(),
            _ => "Done. Nothing was changed.".to_owned(),
        }
    }

    /// With what people said the weights agree less than those in force.
    fn worse(&self) -> Vec<String> {
        let trial = self.view.trial.as_ref();
        let of = trial.map(|trial| [("checked", trial.checks.agree), ("decided", trial.decisions.agree)]);
        of.into_iter().flatten().filter_map(|(what, agree)| worse(what, agree)).collect()
    }

    /// Somebody who is neither private nor sealed would be linked or parted.
    fn changes_links(&self) -> bool {
        self.view.trial.as_ref().is_some_and(|trial| trial.made + trial.undone > 0)
    }

    fn moved(&self) -> usize {
        self.view.moved.and_then(|moved| usize::try_from(moved).ok()).unwrap_or_default()
    }

    fn more(change: &WeightChange) -> String {
        let side = if change.bits >= 0.0 { "more" } else { "less" };
        format!("{:.1} bits {side} for one person", change.bits.abs())
    }
}

fn worse(what: &str, [before, after]: [u64; 2]) -> Option<String> {
    (after < before).then(|| format!("Worse on what people {what}: {before} before, {after} after"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_agreements_are_a_warning() {
        assert_eq!(
            worse("checked", [81, 78]).as_deref(),
            Some("Worse on what people checked: 81 before, 78 after")
        );
        assert_eq!((worse("decided", [3, 3]), worse("decided", [3, 4])), (None, None));
    }
}

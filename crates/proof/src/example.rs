//! A counterexample in words.

use cedar_policy::{Entities, EntityUid, EvalResult, Request};
use cedar_policy_symcc::Env;
use jiff::Timestamp;
use records::{FieldClass, SectionKind};

/// Who could do what, under which circumstances: the solver's request as a sentence.
pub(crate) fn in_words(example: &Env) -> String {
    let (request, entities) = (&example.request, &example.entities);
    let who = request.principal().map_or_else(String::new, |who| of_whom(who, entities));
    let what = request.action().map_or_else(String::new, |action| doing(action.id().unescaped()));
    let place = request.resource().map_or_else(String::new, |resource| at(resource, entities));
    format!("{who} {what}{place}{}", circumstances(request))
}

/// The same in short, for a request that is really granted: then account, network and person are in order anyway.
pub(crate) fn in_short(example: &Env) -> String {
    let (request, entities) = (&example.request, &example.entities);
    let groups = request.principal().map_or_else(String::new, |who| groups_of(who, entities));
    let what = request.action().map_or_else(String::new, |action| doing(action.id().unescaped()));
    let place = request.resource().map_or_else(String::new, |resource| at(resource, entities));
    let fact = |name: &str| fact(request, name);
    let now = instant(&fact("now"));
    let day = now.get(..10).unwrap_or(&now);
    format!("a worker of {groups} {what}{place} for the purpose `{}` on {day}", fact("purpose"))
}

fn of_whom(who: &EntityUid, entities: &Entities) -> String {
    let groups = groups_of(who, entities);
    let fact = |name: &str| attribute(who, name, entities);
    let is = |name: &str, yes: &'static str, no: &'static str| {
        if matches!(fact(name), Some(EvalResult::Bool(true))) { yes } else { no }
    };
    format!(
        "a worker of {groups} ({}, {})",
        is("active", "account on", "account off"),
        is("privileged", "with leave for private records", "without leave for private records"),
    )
}

fn groups_of(who: &EntityUid, entities: &Entities) -> String {
    let groups =
        entities.ancestors(who).into_iter().flatten().map(|group| format!("`{}`", group.id().unescaped()));
    let groups: Vec<String> = groups.collect();
    if groups.is_empty() {
        "no user group".to_owned()
    } else {
        format!("the user group {}", groups.join(", "))
    }
}

fn doing(action: &str) -> String {
    let class =
        |name: &str| FieldClass::named(name).map_or(name.to_owned(), |class| class.words().to_owned());
    match (action.strip_prefix("see_"), action.strip_prefix("find_")) {
        (Some(name), _) => format!("sees {}", class(name)),
        (_, Some(name)) => format!("searches by {}", class(name)),
        _ => format!("does `{action}`"),
    }
}

fn at(resource: &EntityUid, entities: &Entities) -> String {
    let text = |name: &str| match attribute(resource, name, entities) {
        Some(EvalResult::String(text)) => Some(text),
        _ => None,
    };
    let mut words = String::new();
    if let Some(kind) = text("kind") {
        let title = SectionKind::named(&kind).map(|kind| format!("the section {}", kind.title()));
        words += &format!(" in {}", title.unwrap_or("any section".to_owned()));
    }
    if let Some(source) = text("source") {
        words += &format!(" of the source `{source}`");
    }
    if let Some(EvalResult::EntityUid(subject)) = attribute(resource, "subject", entities)
        && let Some(EvalResult::String(level)) = attribute(&subject, "privacy", entities)
    {
        let level = if level.is_empty() { "unknown" } else { &level };
        words += &format!(" of a person whose privacy is `{level}`");
    }
    words
}

fn circumstances(request: &Request) -> String {
    let text = |name: &str| fact(request, name);
    format!(
        ", under the use case `{}` for the purpose `{}`, at {}, from {}, {} seconds after typing the password, with the reason `{}`",
        text("useCase"),
        text("purpose"),
        instant(&text("now")),
        text("address"),
        text("confirmedSeconds"),
        text("reason"),
    )
}

/// What the request's context says, as text.
fn fact(request: &Request, name: &str) -> String {
    match request.context().and_then(|context| context.get(name)) {
        Some(EvalResult::String(text)) => text,
        Some(EvalResult::Long(number)) => number.to_string(),
        Some(EvalResult::ExtensionValue(value)) => value,
        _ => String::new(),
    }
}

/// The engine writes an instant as milliseconds since 1970 beside that day.
fn instant(value: &str) -> String {
    let milliseconds =
        value.split('"').filter_map(|part| part.strip_suffix("ms")).find_map(|ms| ms.parse().ok());
    let at = milliseconds.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    at.map_or_else(|| value.to_owned(), |at| at.to_string())
}

fn attribute(of: &EntityUid, name: &str, entities: &Entities) -> Option<EvalResult> {
    entities.get(of)?.attr(name)?.ok()
}

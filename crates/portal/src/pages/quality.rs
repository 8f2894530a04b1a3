use super::match_model::learned;
use super::private_list::opened;
use super::{FieldError, Frame};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Estimate, Figures, Gap, GroupFigure, Moved, QualityView, Ruled, StratumFigure};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::borrow::Borrow;
use std::fmt::Display;
use std::sync::Arc;

/// How well records are linked, in figures, for stewards.
#[derive(Template)]
#[template(path = "quality.html")]
pub struct Quality {
    /// Around the page.
    pub frame: Frame,
    /// The figures, the checks and the weights.
    pub view: QualityView,
    /// What was just done.
    pub done: &'static str,
    /// The reason that was typed, kept for mending.
    pub typed: String,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// An interval as it is drawn on a line of 200.
pub struct Span {
    /// Where it begins.
    pub from: i64,
    /// How long it is.
    pub long: i64,
    /// Where the value is.
    pub at: i64,
    /// What the whole line stands for, in words.
    pub scale: String,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let show = |visitor: &Visitor<'_>, asked: &Asked| {
        let done = match asked.query("done") {
            "count" => "All pairs of records were counted anew.",
            "draw" => "Pairs were drawn. Whoever may see the records of a pair can answer it.",
            _ => "",
        };
        page(&Quality { done, ..Quality::of(visitor)? })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// One form for each step: `count`, `draw`, `learn`.
pub(crate) async fn act(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| acted(visitor, &form)).await
}

fn acted(visitor: &Visitor<'_>, form: &Form) -> Answer {
    let typed = form.lines("reason");
    let (door, session) = (visitor.door(), &visitor.session);
    let (ruled, next) = match form.text("step").as_str() {
        "count" => (door.count_quality(session)?, "/quality?done=count"),
        "draw" => (door.draw_checks(session)?, "/quality?done=draw"),
        "learn" => {
            let ruled = door.propose_model(session, None, &typed)?;
            return learned(ruled, |error| {
                let again = Quality { typed, errors: vec![error], ..Quality::of(visitor)? };
                page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
            });
        }
        _ => return Err(Refusal::NotFound),
    };
    match ruled {
        Ruled::Done(_) => Ok(go(next)),
        Ruled::NotFound => Err(Refusal::NotFound),
        Ruled::Refused { field, words, .. } => {
            let errors = vec![FieldError { field: field.to_owned(), words }];
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &Quality { errors, ..Quality::of(visitor)? })
        }
    }
}

impl Quality {
    fn of(visitor: &Visitor<'_>) -> Result<Quality, Refusal> {
        let view = *opened(visitor.door().quality(&visitor.session)?)?;
        Ok(Quality { frame: visitor.frame(), view, done: "", typed: String::new(), errors: Vec::new() })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    /// A proposal waits, so that no other can be made.
    fn waits(&self) -> Option<i64> {
        self.view.models.iter().find(|one| one.waits).map(|one| one.number)
    }

    fn waiting(&self) -> String {
        match self.view.waiting {
            many if many >= access::MOST_CHECKS => format!("{many} or more"),
            few => few.to_string(),
        }
    }
}

/// A share as templates hand it over, whatever it is borrowed from.
pub(crate) trait Share {
    /// The number.
    fn share(&self) -> f64;
}

impl Share for f64 {
    fn share(&self) -> f64 {
        *self
    }
}

impl<T: Share> Share for &T {
    fn share(&self) -> f64 {
        (*self).share()
    }
}

/// A share as so many in ten thousand.
pub(crate) fn in_10000(share: impl Share) -> String {
    let many = share.share() * 10_000.0;
    if many > 0.0 && many < 0.05 {
        return "less than 0.1".to_owned();
    }
    if many < 10.0 { format!("{many:.1}") } else { grouped(many.round() as u64) }
}

/// A share in percent.
pub(crate) fn percent(share: impl Share) -> String {
    let many = share.share() * 100.0;
    if many > 0.0 && many < 0.05 {
        return "less than 0.1 %".to_owned();
    }
    if many.abs() < 10.0 { format!("{many:.1} %") } else { format!("{many:.0} %") }
}

/// A number with commas.
pub(crate) fn grouped(number: impl Display) -> String {
    let plain = number.to_string();
    let mut text = String::new();
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The interval on a line from nothing to the next round number above its end.
pub(crate) fn span(estimate: &Estimate, unit: fn(f64) -> String) -> Span {
    let most = round_up(estimate.high.max(1e-6)).min(1.0);
    let place = |share: f64| ((share.max(0.0) / most).min(1.0) * 200.0).round() as i64;
    let (from, to) = (place(estimate.low), place(estimate.high));
    Span { from, long: (to - from).max(2), at: place(estimate.value), scale: unit(most) }
}

fn round_up(value: f64) -> f64 {
    let ten = 10f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * ten).find(|step| *step >= value).unwrap_or(value)
}

pub(crate) fn wrong_span(figures: &Figures) -> Span {
    span(&figures.wrong, |share| format!("{} in 10,000", in_10000(share)))
}

pub(crate) fn missed_span(figures: &Figures) -> Span {
    span(&figures.missed, percent)
}

/// Checks that say something of linked pairs, or of those that are not linked.
pub(crate) fn checked(figures: &Figures, linked: bool) -> u64 {
    let strata = figures.strata.iter().filter(|one| one.stratum.is_linked() == linked);
    strata.map(|one| one.drawn.0 + one.drawn.1).sum()
}

/// The figure of wrong links in words.
pub(crate) fn wrong(figures: &Figures) -> String {
    let (looked, high) = (checked(figures, true), in_10000(figures.wrong.high));
    match (looked, figures.wrong_seen) {
        (0, _) => "not known: no pair drawn under these weights has been answered".to_owned(),
        (_, 0) => format!("at most {high} in 10,000; none was found among {looked} checked"),
        _ => format!(
            "{} in 10,000; with 95 % between {} and {high}",
            in_10000(figures.wrong.value),
            in_10000(figures.wrong.low)
        ),
    }
}

/// The figure of missed links in words.
pub(crate) fn missed(figures: &Figures) -> String {
    let (looked, high) = (checked(figures, false), percent(figures.missed.high));
    match (looked, figures.missed_seen) {
        (0, _) => "not known: no pair drawn under these weights has been answered".to_owned(),
        (_, 0) => format!("at most {high}; none was found among {looked} checked"),
        _ => format!(
            "{}; with 95 % between {} and {high}",
            percent(figures.missed.value),
            percent(figures.missed.low)
        ),
    }
}

/// What to do about an interval.
pub(crate) fn advice(figures: &Figures, linked: bool) -> &'static str {
    let estimate = if linked { &figures.wrong } else { &figures.missed };
    match checked(figures, linked) {
        0 => "Draw pairs to check, and answer them.",
        _ if estimate.high > 4.0 * estimate.value.max(0.002) => {
            "The interval is wide: more answered checks make it narrower."
        }
        _ if linked => "Look at the kinds of pair below in which wrong ones were found.",
        _ => "Decide the cases under Links; if links are missed beside them, have weights learned anew.",
    }
}

pub(crate) fn moved(moved: impl Borrow<Moved>) -> &'static str {
    match moved.borrow() {
        Moved::TooFew => "too few pairs",
        Moved::Steady => "steady",
        Moved::Moved => "has moved",
        Moved::Look => "look here",
    }
}

pub(crate) fn drift(figures: &Figures) -> String {
    let those = |wanted: Moved| figures.drift.iter().filter(move |one| one.moved == wanted);
    let names = |wanted: Moved| those(wanted).map(|one| one.field).collect::<Vec<_>>().join(", ");
    match (those(Moved::Look).count(), those(Moved::Moved).count()) {
        (0, 0) if figures.drift.is_empty() => "not counted yet".to_owned(),
        (0, 0) => "steady".to_owned(),
        (0, _) => format!("has moved: {}", names(Moved::Moved)),
        _ => format!("look here: {}", names(Moved::Look)),
    }
}

/// The largest gap in a sentence.
pub(crate) fn gap(gap: &Gap) -> String {
    let share = |one: &GroupFigure| {
        let estimate = one.checked.filter(|_| gap.checked).unwrap_or(one.expected);
        percent(estimate.value)
    };
    format!(
        "By {}, links are missed most often where it is “{}” ({}) and least often where it is “{}” ({}): {} points apart, with 95 % between {} and {}.",
        gap.by,
        gap.worse.group,
        share(&gap.worse),
        gap.better.group,
        share(&gap.better),
        points(gap.by_much.value),
        points(gap.by_much.low),
        points(gap.by_much.high)
    )
}

fn points(share: f64) -> String {
    let points = (share * 1000.0).round() / 10.0;
    format!("{}", if points == 0.0 { 0.0 } else { points })
}

pub(crate) fn load(figures: &Figures) -> String {
    let load = &figures.load;
    let days = match load.median_days {
        None => String::new(),
        Some(0) if load.cases == 1 => "; since today".to_owned(),
        Some(1) if load.cases == 1 => "; for a day or longer".to_owned(),
        Some(days) if load.cases == 1 => format!("; for {days} days or longer"),
        Some(0) => "; half of them since today".to_owned(),
        Some(1) => "; half of them for a day or longer".to_owned(),
        Some(days) => format!("; half of them for {days} days or longer"),
    };
    format!(
        "{} {}{days}; {} decided in the last 30 days",
        grouped(load.cases),
        if load.cases == 1 { "case waits" } else { "cases wait" },
        grouped(load.decided)
    )
}

pub(crate) fn load_share(figures: &Figures) -> String {
    percent(figures.load.records as f64 / (figures.records as f64).max(1.0))
}

/// The share of a stratum that is of one person by the answers, in words.
pub(crate) fn same(one: &StratumFigure) -> String {
    one.same.map_or("not checked".to_owned(), |same| {
        format!("{} ({} to {})", percent(same.value), percent(same.low), percent(same.high))
    })
}

pub(crate) fn between(estimate: &Estimate) -> String {
    format!("{} ({} to {})", percent(estimate.value), percent(estimate.low), percent(estimate.high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_as_people_read_them() {
        assert_eq!(
            (in_10000(0.00042), in_10000(0.0), in_10000(0.25)),
            ("4.2".into(), "0.0".into(), "2,500".into())
        );
        assert_eq!(in_10000(0.000_001), "less than 0.1");
        assert_eq!(
            (percent(0.034), percent(0.34), percent(0.0001)),
            ("3.4 %".into(), "34 %".into(), "less than 0.1 %".into())
        );
        assert_eq!((grouped(1_234_567), points(0.0123)), ("1,234,567".into(), "1.2".into()));
    }

    #[test]
    fn an_interval_is_drawn_on_a_line_that_ends_at_a_round_number() {
        let drawn = span(&Estimate { value: 0.02, low: 0.01, high: 0.04 }, percent);
        assert_eq!((drawn.from, drawn.long, drawn.at, drawn.scale.as_str()), (40, 120, 80, "5.0 %"));
        let none = span(&Estimate::default(), percent);
        assert_eq!((none.from, none.long, none.at), (0, 2, 0));
        assert_eq!(span(&Estimate { value: 0.5, low: 0.0, high: 1.0 }, percent).scale, "100 %");
    }
}

use super::private_list::opened;
use super::{FieldError, Frame, person};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::LinkCaseAnswer;
use access::view::{Bar, Comparison, LinkCaseView, LinkPerson, Ruled, Sides};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use records::PersonId;
use std::borrow::Borrow;
use std::sync::Arc;

/// Two people side by side: link them, keep them apart, or say that it cannot be said.
#[derive(Template)]
#[template(path = "link_case.html")]
pub struct LinkCase {
    /// Around the page.
    pub frame: Frame,
    /// The people and their records.
    pub view: LinkCaseView,
    /// The reason that was typed, kept for mending.
    pub typed: String,
    /// What to mend.
    pub errors: Vec<FieldError>,
    /// The decision that an error speaks of.
    pub decision: Option<i64>,
}

/// A bar as it is drawn: the middle is at 100 of 200.
pub struct Drawn {
    /// Where it begins.
    pub from: i64,
    /// How long it is.
    pub long: i64,
    /// It speaks for one person.
    pub speaks_for: bool,
    /// How much, in words.
    pub words: String,
}

/// Bits at which a bar is as long as can be.
const LONGEST: f64 = 16.0;

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(case): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| match LinkCase::of(visitor, &case)? {
        Ok(shown) => page(&shown),
        Err(one) => Ok(one_by_now(one)),
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn decide(
    State(portal): State<Arc<Portal>>,
    Path(case): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| decided(visitor, &case, &form)).await
}

fn decided(visitor: &Visitor<'_>, case: &str, form: &Form) -> Answer {
    let typed = form.lines("reason");
    let (verdict, stamp) = (form.text("verdict"), form.text("stamp"));
    let ruled = visitor.door().rule_on_link(&visitor.session, people(case)?, &verdict, &typed, &stamp)?;
    settled(ruled, |error, decision| match LinkCase::of(visitor, case)? {
        Ok(shown) => {
            let again = LinkCase { typed, errors: vec![error], decision, ..shown };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(one) => Ok(one_by_now(one)),
    })
}

/// On to the decision, or the same page again with what to mend.
pub(crate) fn settled(ruled: Ruled, again: impl FnOnce(FieldError, Option<i64>) -> Answer) -> Answer {
    match ruled {
        Ruled::Done(number) => Ok(go(&format!("/links/decisions/{number}?done=1"))),
        Ruled::NotFound => Err(Refusal::NotFound),
        Ruled::Refused { field, words, decision } => {
            again(FieldError { field: field.to_owned(), words }, decision)
        }
    }
}

fn one_by_now(one: PersonId) -> Response {
    go(&format!("/people/{}/links?linked=1", one.0))
}

/// The two people of a case in an address.
fn people(case: &str) -> Result<[PersonId; 2], Refusal> {
    let two = case.split_once('-').and_then(|(one, two)| Some([person(one)?, person(two)?]));
    two.filter(|[one, two]| one != two).ok_or(Refusal::NotFound)
}

/// The column is the first of another side.
pub(crate) fn begins(sides: &Sides, at: impl Borrow<usize>) -> bool {
    let letter = |at: usize| sides.columns.get(at).and_then(|column| column.mark.chars().next());
    let at = *at.borrow();
    at > 0 && letter(at).is_some_and(char::is_alphabetic) && letter(at) != letter(at - 1)
}

/// A bar as it is drawn.
pub(crate) fn drawn(bar: &Bar) -> Drawn {
    let long = ((bar.bits.abs() / LONGEST).min(1.0) * 100.0).round().max(1.0) as i64;
    let speaks_for = bar.bits >= 0.0;
    let from = if speaks_for { 100 } else { 100 - long };
    Drawn { from, long, speaks_for, words: bits(bar.bits) }
}

/// Bits in words: `7.6 bits for`.
pub(crate) fn bits(bits: f64) -> String {
    format!("{:.1} bits {}", bits.abs(), if bits >= 0.0 { "for" } else { "against" })
}

/// What counts against a pair because a household agrees like this too, in words.
pub(crate) fn household(one: &Comparison) -> String {
    bits(one.household.unwrap_or_default())
}

/// How rare it is that two records are of one person, in words.
pub(crate) fn prior(bits_of: impl Borrow<f64>) -> String {
    let against = -*bits_of.borrow();
    if against < 1.0 {
        return "it is as likely as not".to_owned();
    }
    let one_in = against.exp2();
    let digits = 10f64.powf(one_in.log10().floor() - 1.0).max(1.0);
    let rounded = (one_in / digits).round() * digits;
    format!("of about {} pairs of records one is of one person ({})", grouped(rounded as i64), bits(-against))
}

fn grouped(number: i64) -> String {
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

impl LinkCase {
    /// The page, or the one person whom the two have become.
    fn of(visitor: &Visitor<'_>, case: &str) -> Result<Result<LinkCase, PersonId>, Refusal> {
        match *opened(visitor.door().link_case(&visitor.session, people(case)?)?)? {
            LinkCaseAnswer::One(person) => Ok(Err(person)),
            LinkCaseAnswer::Two(view) => Ok(Ok(LinkCase {
                frame: visitor.frame(),
                view: *view,
                typed: String::new(),
                errors: Vec::new(),
                decision: None,
            })),
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn likely(&self) -> &'static str {
        self.view.comparisons.first().map_or("not compared", |one| one.likely)
    }

    /// Why one alone does not decide here.
    fn why_two(&self) -> Option<String> {
        let concerned = Some(&self.view.needs_two).filter(|words| !words.is_empty());
        let concerned = concerned.map(|words| format!("{words} is concerned"));
        let unasked = (!self.view.proposed).then(|| "the matcher does not leave it to people".to_owned());
        let why: Vec<String> = concerned.into_iter().chain(unasked).collect();
        (!why.is_empty()).then(|| why.join(", and because "))
    }

    fn records(person: &LinkPerson) -> String {
        super::private_list::count(person.records, "record", "records")
    }

    fn all(&self) -> usize {
        self.view.people.iter().map(|one| one.records).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_the_prior_are_told_in_words() {
        assert_eq!(bits(7.56), "7.6 bits for");
        assert_eq!(bits(-2.0), "2.0 bits against");
        let bar = drawn(&Bar { words: String::new(), bits: -8.0 });
        assert_eq!((bar.from, bar.long, bar.speaks_for), (50, 50, false));
        assert_eq!(drawn(&Bar { words: String::new(), bits: 40.0 }).long, 100);
        assert_eq!(prior(-13.6), "of about 12,000 pairs of records one is of one person (13.6 bits against)");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn only_two_different_numbers_are_a_case() {
        assert!(people("12-34").is_ok());
        for odd in ["12", "12-12", "12-", "a-b", "1-2-3", "-1-2"] {
            assert!(people(odd).is_err(), "{odd}");
        }
    }
}

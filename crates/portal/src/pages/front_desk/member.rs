use super::register::LANGUAGES;
use super::{Place, attachment, counter, frame, number, said, ticked};
use crate::answer::{Answer, body, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Card, CardEnd, CardPaper, Choice, Counter, MemberSheet, Printable, printable};
use std::sync::Arc;

/// One member: number, cards, visits, services.
#[derive(Template)]
#[template(path = "front_desk/member.html")]
pub struct MemberPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// The member.
    pub sheet: MemberSheet,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// What staff can say they delivered.
    pub deliverable: Vec<Choice>,
    /// What was just done.
    pub done: &'static str,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let counter = counter(visitor, &site)?;
        let shown = MemberPage::of(visitor, &counter, number(&member)?)?;
        page(&MemberPage { done: done_words(asked.query("done")), ..shown })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// One form for each act.
pub(crate) async fn act(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<(String, String)>,
    asked: Asked,
    form: Form,
) -> Response {
    let act = move |visitor: &Visitor<'_>, _: &Asked| acted(visitor, &site, number(&member)?, &form);
    portal.visit(asked, Need::SignIn, act).await
}

/// A card for the printer.
pub(crate) async fn card(
    State(portal): State<Arc<Portal>>,
    Path((site, member, card)): Path<(String, String, String)>,
    asked: Asked,
    form: Form,
) -> Response {
    let print = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        if form.text("paper") == "phone" {
            let svg = counter.card_for_phone(number(&member)?, number(&card)?)?;
            return Ok(body(StatusCode::OK, "image/svg+xml", svg.into_bytes()));
        }
        let paper = if form.text("paper") == "letter" { CardPaper::Letter } else { CardPaper::Card };
        let pdf = counter.print_card(number(&member)?, number(&card)?, paper)?;
        attachment(pdf, "attachment; filename=\"card.pdf\"")
    };
    portal.visit(asked, Need::SignIn, print).await
}

fn acted(visitor: &Visitor<'_>, site: &str, member: i64, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let act = form.text("act");
    let why = CardEnd::named(&form.text("why"));
    let row = |name: &str| number(&form.text(name));
    let (field, done) = match act.as_str() {
        "issue" => ("why", counter.issue_card(member, why)),
        "bind" => ("first", counter.bind_card(member, (form.raw("first"), form.raw("second")), why)),
        "end" => ("", counter.end_card(member, row("card")?, why.ok_or(Refusal::Unfit)?)),
        "confirm" => ("", counter.confirm(member, &form.text("visit"), &form.text("service"))),
        "deliver" => ("service", counter.deliver(member, &form.text("service"))),
        "undo" => ("", counter.undo_delivery(member, row("row")?)),
        "sign-in" => {
            let chosen = ticked(&counter.choices(), &form.all("chosen"));
            ("", counter.sign_in_from_page(member, &chosen).map(drop))
        }
        "sign-out" => ("", counter.sign_out(&form.text("visit"))),
        _ => return Err(Refusal::Unfit),
    };
    match said(done)? {
        Ok(()) => Ok(go(&format!("/desk/{site}/members/{member}?done={act}"))),
        Err(words) => {
            let errors = vec![FieldError { field: field.to_owned(), words }];
            let again = MemberPage { errors, ..MemberPage::of(visitor, &counter, member)? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// She was registered just now.
const REGISTERED: &str = "registered";
/// Her name was corrected just now.
const RENAMED: &str = "renamed";

fn done_words(act: &str) -> &'static str {
    match act {
        REGISTERED => "Registered. Make her a card, or bind one of the stock.",
        "issue" => "A card was made. Print it now.",
        "bind" => "The card is bound.",
        "end" => "The card is ended and opens nothing any more.",
        "confirm" => "Confirmed: staff delivered it.",
        "deliver" => "Recorded: staff delivered it.",
        "undo" => "Taken back.",
        RENAMED => {
            "Her name was corrected. A card that she has still bears the former one: make her a new card."
        }
        "corrected" => "Corrected. Who did it, and when, stands below.",
        "about" => "Kept for reports.",
        "same" => "Nothing was different; nothing was changed.",
        "taken-out" => "The Social Security number was taken out.",
        "sign-in" => "Signed in.",
        "sign-out" => "Signed out.",
        _ => "",
    }
}

impl MemberPage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>, member: i64) -> Result<MemberPage, Refusal> {
        Ok(MemberPage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "member")?,
            sheet: counter.member_sheet(member)?,
            choices: counter.choices(),
            deliverable: counter.deliverable(),
            done: "",
            errors: Vec::new(),
        })
    }

    fn address(&self) -> String {
        format!("{}/members/{}", self.place.address(), self.sheet.customer.member)
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    /// Her name was corrected just now, and her card bears the former one.
    fn renamed(&self) -> bool {
        self.done == done_words(RENAMED)
    }

    /// She was registered just now.
    fn registered(&self) -> bool {
        self.done == done_words(REGISTERED)
    }

    fn good_card(&self) -> Option<&Card> {
        self.sheet.cards.iter().find(|card| card.ended.is_none())
    }

    /// What the card's letters do to her name, when they cannot show all of it.
    fn name_on_card(&self) -> &'static str {
        match self.sheet.customer.name.as_deref().map(printable) {
            None => "The card bears no name, because she is private to you.",
            Some(Printable::Whole(_)) => "",
            Some(Printable::WithoutMarks(_)) => {
                "The printed name leaves out marks that the card’s letters do not have."
            }
            Some(Printable::Not) => {
                "The card’s letters cannot show this name: a line is left to write it by hand."
            }
        }
    }

    fn language(&self, id: &str) -> &'static str {
        LANGUAGES.iter().find(|(known, _)| *known == id).map_or("", |(_, words)| words)
    }
}

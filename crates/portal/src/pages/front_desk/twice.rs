use super::{Place, counter, frame, number, said};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::Serving;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Counter, MemberSheet, Pair};
use std::sync::Arc;

/// The same customer twice: two memberships beside each other, to be joined or taken apart.
#[derive(Template)]
#[template(path = "front_desk/twice.html")]
pub struct TwicePage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// The member whose page it is.
    pub sheet: MemberSheet,
    /// The two, once the other one was named.
    pub pair: Option<Pair>,
    /// Why, kept for mending.
    pub why: String,
    /// What was just done.
    pub done: &'static str,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

type Address = (String, String);

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<Address>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let counter = counter(visitor, &site)?;
        let done = match asked.query("done") {
            "join" => "Joined. What either of them did stands under this membership now.",
            "part" => "Taken apart. Each has again what was hers.",
            _ => "",
        };
        page(&TwicePage { done, ..TwicePage::of(visitor, &counter, number(&member)?)? })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// Looks, joins, takes apart.
pub(crate) async fn act(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<Address>,
    asked: Asked,
    form: Form,
) -> Response {
    let act = move |visitor: &Visitor<'_>, _: &Asked| acted(visitor, &site, number(&member)?, &form);
    portal.visit(asked, Need::SignIn, act).await
}

fn acted(visitor: &Visitor<'_>, site: &str, member: i64, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let (act, why) = (form.text("act"), form.text("why"));
    let other = || number(&form.text("member"));
    let (field, words) = match act.as_str() {
        "look" => match said(counter.pair(member, form.raw("who")))? {
            Ok(pair) => {
                let shown = TwicePage::of(visitor, &counter, member)?;
                return page(&TwicePage { pair: Some(pair), ..shown });
            }
            Err(words) => ("who", words),
        },
        "join" => match said(counter.join(member, other()?, &why))? {
            Ok(()) => return Ok(go(&format!("/desk/{site}/members/{member}/twice?done=join"))),
            Err(words) => ("why", words),
        },
        "part" => match said(counter.part(member, other()?, &why))? {
            Ok(()) => return Ok(go(&format!("/desk/{site}/members/{member}/twice?done=part"))),
            Err(words) => ("why", words),
        },
        _ => return Err(Refusal::Unfit),
    };
    // The two stay beside each other while a reason is missing.
    let pair = match act.as_str() {
        "join" => said(counter.pair(member, form.raw("number")))?.ok(),
        _ => None,
    };
    let errors = vec![FieldError { field: field.to_owned(), words }];
    let again = TwicePage { errors, pair, why, ..TwicePage::of(visitor, &counter, member)? };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

impl TwicePage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>, member: i64) -> Result<TwicePage, Refusal> {
        if !counter.may(Serving::Manage)? {
            return Err(Refusal::NotNow("This is for the manager of the site or area.".to_owned()));
        }
        let sheet = counter.member_sheet(member)?;
        if sheet.said.is_none() {
            return Err(Refusal::NotFound);
        }
        Ok(TwicePage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "member")?,
            sheet,
            pair: None,
            why: String::new(),
            done: "",
            errors: Vec::new(),
        })
    }

    fn member(&self) -> String {
        format!("{}/members/{}", self.place.address(), self.sheet.customer.member)
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }
}

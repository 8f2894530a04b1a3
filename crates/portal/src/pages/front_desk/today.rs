use super::{Place, counter, frame, number, said, ticked};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::private_list::count;
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::Serving;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Board, Caller, Choice, Counter, Faulty, Here, QueueStep, Waiting, Whom};
use std::sync::Arc;

/// A site's day: who is here, who waits, how it goes, what somebody has to look at.
#[derive(Template)]
#[template(path = "front_desk/today.html")]
pub struct TodayPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// The day.
    pub board: Board,
    /// Messages of other systems that wait for a decision, for who runs the site.
    pub incoming: usize,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// What was ticked, kept for mending.
    pub chosen: Vec<String>,
    /// The site is closed for today.
    pub after_hours: bool,
    /// What was just done.
    pub done: &'static str,
    /// Who was just served, and is still here; only for who can confirm what was delivered to her.
    pub served: Option<Caller>,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let counter = counter(visitor, &site)?;
        let today = TodayPage::of(visitor, &counter)?;
        let done = done_words(asked.query("done"));
        let served = number(asked.query("member")).ok().filter(|_| asked.query("done") == "served");
        page(&TodayPage { done, served: served.and_then(|member| today.confirmable(member)), ..today })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// One form for each act.
pub(crate) async fn act(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| acted(visitor, &site, &form)).await
}

fn acted(visitor: &Visitor<'_>, site: &str, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let (act, visit) = (form.text("act"), form.text("visit"));
    let chosen = ticked(&counter.choices(), &form.all("service"));
    let here = format!("/desk/{site}");
    let done = match act.as_str() {
        "open" => match said(counter.named_by(form.raw("who")))? {
            Ok(member) => return Ok(go(&format!("{here}/members/{}", member.id))),
            Err(words) => Err(words),
        },
        "sign-in" => said(
            counter
                .named_by(form.raw("who"))
                .and_then(|member| counter.sign_in(Whom::Member(member.id), &chosen))
                .map(drop),
        )?,
        "anonymous" => said(counter.sign_in(Whom::Anonymous, &chosen).map(drop))?,
        "visitor" => said(counter.sign_in(Whom::Visitor, &[]).map(drop))?,
        "sign-out" => said(counter.sign_out(&visit))?,
        "close-day" => match said(counter.close_day())? {
            Ok(0) => Err("There was no visit to close.".to_owned()),
            other => other.map(drop),
        },
        "settle" => said(counter.settle(&form.text("event")))?,
        "settle-kiosk" => said(counter.settle_unreadable(&form.text("kiosk")))?,
        step => said(counter.queue_step(&visit, queue_step(step).ok_or(Refusal::Unfit)?))?,
    };
    match done {
        Ok(()) => match number(&form.text("member")) {
            Ok(member) if act == "served" => Ok(go(&format!("{here}?done={act}&member={member}"))),
            _ => Ok(go(&format!("{here}?done={act}"))),
        },
        Err(words) => {
            let field = if matches!(act.as_str(), "open" | "sign-in") { "who" } else { "" };
            let errors = vec![FieldError { field: field.to_owned(), words }];
            let again = TodayPage { chosen, errors, ..TodayPage::of(visitor, &counter)? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

fn queue_step(word: &str) -> Option<QueueStep> {
    match word {
        "call" => Some(QueueStep::Call),
        "put-back" => Some(QueueStep::PutBack),
        "served" => Some(QueueStep::Served),
        "left" => Some(QueueStep::Left),
        _ => None,
    }
}

fn done_words(act: &str) -> &'static str {
    match act {
        "sign-in" | "anonymous" | "visitor" => "Signed in.",
        "sign-out" => "Signed out.",
        "close-day" => "The visits are closed. How long those customers stayed stays unknown.",
        "settle" | "settle-kiosk" => "Settled.",
        "call" => "Called.",
        "put-back" => "Waits again.",
        "served" => "Served. Nothing is recorded yet.",
        "left" => "Taken off the list: went away.",
        _ => "",
    }
}

impl TodayPage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>) -> Result<TodayPage, Refusal> {
        Ok(TodayPage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "")?,
            board: counter.board()?,
            incoming: if counter.may(Serving::Manage)? { counter.held_messages_count()? } else { 0 },
            choices: counter.choices(),
            chosen: Vec::new(),
            after_hours: counter.is_after_hours(),
            done: "",
            served: None,
            errors: Vec::new(),
        })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn is_served(&self) -> bool {
        self.done == done_words("served")
    }

    /// A customer who is here, when the visitor can confirm what was delivered to her.
    fn confirmable(&self, member: i64) -> Option<Caller> {
        let here = self.board.here.iter().filter_map(|one| one.who.customer.as_ref());
        let mut known = here.filter(|customer| customer.has_page && customer.name.is_some());
        known.find(|customer| customer.member == member && self.place.counsels).cloned()
    }

    fn minutes(&self, waiting: &Waiting) -> String {
        let minutes = (self.frame.times.now().as_millisecond() - waiting.since).max(0) / 60_000;
        count(usize::try_from(minutes).unwrap_or(0), "minute", "minutes")
    }

    /// She may correct the visit: not of somebody of whom she may not know.
    fn corrects(&self, here: &Here) -> bool {
        self.place.manages && here.who.customer.as_ref().is_none_or(|customer| customer.has_page)
    }

    fn times(&self, faulty: &Faulty) -> String {
        count(usize::try_from(faulty.count).unwrap_or(0), "time", "times")
    }

    fn exceptions(&self) -> usize {
        self.board.held.len() + self.board.faulty.len() + self.board.twice.len()
    }
}

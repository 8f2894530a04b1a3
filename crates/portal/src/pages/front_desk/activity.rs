use super::{Place, attachment, counter, day_words, frame, no_ssn, no_ssn_word, number, said, sentence};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{ActivityChange, ActivityRoster, Added, Caller, Counter, Matches, NewMember, Registration};
use std::sync::Arc;

/// The list of a group activity: swipe in a row, tick who was expected, walk-ins, cards, closing.
#[derive(Template)]
#[template(path = "front_desk/activity.html")]
pub struct ActivityPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// The activity and its people.
    pub roster: ActivityRoster,
    /// The site's time zone.
    pub zone: jiff::tz::TimeZone,
    /// What was just done: words, and whom it was about.
    pub done: Option<(&'static str, Option<Caller>)>,
    /// A walk-in who may be here already: what was typed, and who may be meant.
    pub walk_in: NewMember,
    /// Who may be meant.
    pub matches: Matches,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

type Address = (String, String);

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((site, activity)): Path<Address>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let counter = counter(visitor, &site)?;
        let shown = ActivityPage::of(visitor, &counter, number(&activity)?)?;
        let member = number(asked.query("member")).ok();
        let about = shown.people().find(|caller| Some(caller.member) == member).cloned();
        let done = done_words(asked.query("done")).map(|words| (words, about));
        page(&ActivityPage { done, ..shown })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// One form for each act.
pub(crate) async fn act(
    State(portal): State<Arc<Portal>>,
    Path((site, activity)): Path<Address>,
    asked: Asked,
    form: Form,
) -> Response {
    let act = move |visitor: &Visitor<'_>, _: &Asked| acted(visitor, &site, number(&activity)?, &form);
    portal.visit(asked, Need::SignIn, act).await
}

/// Registers somebody who came along, after looking who is here already, and puts her on the list.
pub(crate) async fn walk_in(
    State(portal): State<Arc<Portal>>,
    Path((site, activity)): Path<Address>,
    asked: Asked,
    form: Form,
) -> Response {
    let asked = Asked { path: format!("/desk/{site}/activities/{activity}"), ..asked };
    let act = move |visitor: &Visitor<'_>, _: &Asked| walked_in(visitor, &site, number(&activity)?, &form);
    portal.visit(asked, Need::Purpose, act).await
}

/// Cards for everybody who came and has none, as one file.
pub(crate) async fn cards(
    State(portal): State<Arc<Portal>>,
    Path((site, activity)): Path<Address>,
    asked: Asked,
) -> Response {
    let print = move |visitor: &Visitor<'_>, _: &Asked| {
        let (counter, id) = (counter(visitor, &site)?, number(&activity)?);
        match said(counter.activity_cards(id))? {
            Ok(pdf) => attachment(pdf, "attachment; filename=\"cards.pdf\""),
            Err(words) => ActivityPage::of(visitor, &counter, id)?.with("", words),
        }
    };
    portal.visit(asked, Need::SignIn, print).await
}

fn acted(visitor: &Visitor<'_>, site: &str, id: i64, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let here = format!("/desk/{site}/activities/{id}");
    let went = |added: Added, word: &str| match added {
        Added::Now(caller) => Ok(go(&format!("{here}?done={word}&member={}", caller.member))),
        Added::Already(caller) => Ok(go(&format!("{here}?done=already&member={}", caller.member))),
    };
    let member = || number(&form.text("member"));
    let (field, words) = match form.text("act").as_str() {
        "add" => match said(counter.add_to(id, form.raw("who"), true))? {
            Ok(added) => return went(added, "added"),
            Err(words) => ("who", words),
        },
        "expect" => match said(counter.add_to(id, form.raw("who"), false))? {
            Ok(added) => return went(added, "expected"),
            Err(words) => ("who", words),
        },
        "add-member" => match said(counter.add_member_to(id, member()?, true))? {
            Ok(added) => return went(added, "added"),
            Err(words) => ("", words),
        },
        "tick" => match tick(&counter, id, &form.all("came"))? {
            Ok(()) => return Ok(go(&format!("{here}?done=ticked"))),
            Err(words) => ("", words),
        },
        "undo" => match said(counter.undo_line(id, member()?))? {
            Ok(()) => return Ok(go(&format!("{here}?done=undone"))),
            Err(words) => ("", words),
        },
        "change" => match changed(&counter, id, form)? {
            Ok(()) => return Ok(go(&format!("{here}?done=changed"))),
            Err(words) => ("title", words),
        },
        "cancel" => match said(counter.cancel_activity(id))? {
            Ok(()) => return Ok(go(&format!("/desk/{site}/activities"))),
            Err(words) => ("", words),
        },
        "close" => match said(counter.close_activity(id))? {
            Ok(0) => return Ok(go(&format!("{here}?done=closed-again"))),
            Ok(_) => return Ok(go(&format!("{here}?done=closed"))),
            Err(words) => ("", words),
        },
        _ => return Err(Refusal::Unfit),
    };
    ActivityPage::of(visitor, &counter, id)?.with(field, words)
}

fn changed(counter: &Counter<'_>, id: i64, form: &Form) -> Result<Result<(), String>, Refusal> {
    let (starts, ends) = (form.text("starts").parse().ok(), form.text("ends").parse().ok());
    let Some(((starts, ends), capacity)) = starts.zip(ends).zip(form.text("capacity").parse().ok()) else {
        return Ok(Err("Write the times such as 14:30, and the places as a number.".to_owned()));
    };
    let (title, place) = (form.text("title"), form.text("room"));
    said(counter.change_activity(id, &ActivityChange { title, place, starts, ends, capacity }))
}

fn tick(counter: &Counter<'_>, id: i64, came: &[String]) -> Result<Result<(), String>, Refusal> {
    if came.is_empty() {
        return Ok(Err("Tick who came.".to_owned()));
    }
    for member in came {
        if let Err(words) = said(counter.add_member_to(id, number(member)?, true))? {
            return Ok(Err(words));
        }
    }
    Ok(Ok(()))
}

fn walked_in(visitor: &Visitor<'_>, site: &str, id: i64, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let shown = ActivityPage::of(visitor, &counter, id)?;
    let walk_in = NewMember {
        first: form.text("first"),
        last: form.text("last"),
        lang: "en".to_owned(),
        no_ssn: no_ssn(&form.text("no_ssn")),
        ..NewMember::default()
    };
    let shown = ActivityPage { walk_in: walk_in.clone(), ..shown };
    if shown.is_closed() || shown.is_full() {
        return shown.with("first", "Nobody can be added any more, so nobody was registered.".to_owned());
    }
    if let Some((field, words)) = counter.faults(&walk_in).first() {
        return shown.with(field, sentence(words));
    }
    match said(counter.register(walk_in, false, &form.text("seen")))? {
        Ok(Registration::Done(member)) => match said(counter.add_member_to(id, member, true))? {
            Ok(_) => Ok(go(&format!("/desk/{site}/activities/{id}?done=walked-in&member={member}"))),
            Err(words) => shown.with("first", format!("She is registered, but not on the list: {words}")),
        },
        Ok(Registration::Like(matches)) => page(&ActivityPage { matches, ..shown }),
        Ok(Registration::SsnKnown(_)) => Err(Refusal::Unfit),
        Err(words) => shown.with("first", words),
    }
}

fn done_words(act: &str) -> Option<&'static str> {
    match act {
        "added" => Some("Came"),
        "expected" => Some("Expected"),
        "already" => Some("Was on the list already"),
        "walked-in" => Some("Registered, and came"),
        "ticked" => Some("Ticked"),
        "changed" => Some("Changed"),
        "undone" => Some("Taken off the list"),
        "closed" => Some("Closed. The service is recorded for everybody who came"),
        "closed-again" => Some("Closed. There was nothing more to record"),
        _ => None,
    }
}

impl ActivityPage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>, id: i64) -> Result<ActivityPage, Refusal> {
        Ok(ActivityPage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "/activities")?,
            roster: counter.roster(id)?,
            zone: counter.zone().clone(),
            done: None,
            walk_in: NewMember::default(),
            matches: Matches::default(),
            errors: Vec::new(),
        })
    }

    fn with(self, field: &str, words: String) -> Answer {
        let errors = vec![FieldError { field: field.to_owned(), words }];
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &ActivityPage { errors, ..self })
    }

    fn address(&self) -> String {
        format!("{}/activities/{}", self.place.address(), self.roster.line.activity.id)
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn people(&self) -> impl Iterator<Item = &Caller> {
        self.roster.attended.iter().chain(&self.roster.expected)
    }

    fn is_closed(&self) -> bool {
        self.roster.line.activity.closed_at.is_some()
    }

    fn is_full(&self) -> bool {
        self.roster.line.listed >= self.roster.line.activity.capacity
    }

    /// `14:30`, for the form.
    fn hour(&self, at: impl super::Milliseconds) -> String {
        let at = jiff::Timestamp::from_millisecond(at.milliseconds()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        at.to_zoned(self.zone.clone()).strftime("%H:%M").to_string()
    }

    fn day(&self) -> String {
        day_words(self.roster.line.activity.day)
    }

    fn no_ssn(&self) -> &'static str {
        no_ssn_word(&self.walk_in)
    }
}

use super::{Place, counter, frame, said};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::pages::{FieldError, Frame};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{ActivityKind, ActivityLine, Choice, Counter, NewActivity};
use jiff::civil::{Date, Time};
use std::sync::Arc;

/// Group activities that are open or coming, and a form for one more.
#[derive(Template)]
#[template(path = "front_desk/activities.html")]
pub struct ActivitiesPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// The activities, by day.
    pub lines: Vec<ActivityLine>,
    /// The services that one can deliver.
    pub services: Vec<Choice>,
    /// What was typed, kept for mending.
    pub typed: Typed,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// What was typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// Its kind.
    pub kind: String,
    /// Its service.
    pub service: String,
    /// Its title.
    pub title: String,
    /// The room.
    pub room: String,
    /// The day.
    pub day: String,
    /// When it begins.
    pub starts: String,
    /// When it ends.
    pub ends: String,
    /// How many can come.
    pub capacity: String,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        let day = counter.today().to_string();
        page(&ActivitiesPage::of(visitor, &counter, Typed::new(day))?)
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn make(
    State(portal): State<Arc<Portal>>,
    Path(site): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| made(visitor, &site, &form)).await
}

fn made(visitor: &Visitor<'_>, site: &str, form: &Form) -> Answer {
    let counter = counter(visitor, site)?;
    let typed = Typed::read(form);
    let errors = match typed.activity() {
        Ok(new) => match said(counter.make_activity(&new))? {
            Ok(id) => return Ok(go(&format!("/desk/{site}/activities/{id}"))),
            Err(words) => vec![FieldError { field: String::new(), words }],
        },
        Err(errors) => errors,
    };
    let again = ActivitiesPage { errors, ..ActivitiesPage::of(visitor, &counter, typed)? };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

impl Typed {
    fn new(day: String) -> Typed {
        let empty = String::new;
        let capacity = "20".to_owned();
        let (starts, ends) = ("10:00".to_owned(), "11:00".to_owned());
        Typed { kind: empty(), service: empty(), title: empty(), room: empty(), day, starts, ends, capacity }
    }

    fn read(form: &Form) -> Typed {
        Typed {
            kind: form.text("kind"),
            service: form.text("service"),
            title: form.text("title"),
            room: form.text("room"),
            day: form.text("day"),
            starts: form.text("starts"),
            ends: form.text("ends"),
            capacity: form.text("capacity"),
        }
    }

    fn activity(&self) -> Result<NewActivity, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, words: &str| {
            errors.push(FieldError { field: field.to_owned(), words: words.to_owned() });
        };
        let kind = ActivityKind::named(&self.kind);
        if kind.is_none() {
            wrong("kind", "Choose what kind of activity it is.");
        }
        if self.title.is_empty() {
            wrong("title", "Write what it is called.");
        }
        let day = self.day.parse::<Date>().ok();
        if day.is_none() {
            wrong("day", "Write the day as year-month-day, such as 2026-03-12.");
        }
        let (starts, ends) = (self.starts.parse::<Time>().ok(), self.ends.parse::<Time>().ok());
        if starts.is_none() {
            wrong("starts", "Write when it begins, such as 10:00 or 14:30.");
        }
        if ends.is_none() {
            wrong("ends", "Write when it ends, such as 11:00 or 15:30.");
        }
        let capacity = self.capacity.parse::<i64>().ok();
        if capacity.is_none() {
            wrong("capacity", "Write how many can come, as a number.");
        }
        let read = kind.zip(day).zip(starts.zip(ends)).zip(capacity);
        let Some((((kind, day), (starts, ends)), capacity)) = read else { return Err(errors) };
        if !errors.is_empty() {
            return Err(errors);
        }
        let (service, title, place) = (self.service.clone(), self.title.clone(), self.room.clone());
        Ok(NewActivity { kind, service, title, place, day, starts, ends, capacity })
    }
}

impl ActivitiesPage {
    fn of(visitor: &Visitor<'_>, counter: &Counter<'_>, typed: Typed) -> Result<ActivitiesPage, Refusal> {
        Ok(ActivitiesPage {
            frame: frame(visitor, counter),
            place: Place::of(visitor, counter, "/activities")?,
            lines: counter.activities()?,
            services: counter.activity_services(),
            typed,
            errors: Vec::new(),
        })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn day(&self, line: &ActivityLine) -> String {
        super::day_words(line.activity.day)
    }
}

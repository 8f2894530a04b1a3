use super::private_list::{opened, settled};
use super::{FieldError, Frame};
use crate::answer::{Answer, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Agency, PrivateLevel, PrivateRecordView};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// One record: its marks, its care team, what disagrees, what happened.
#[derive(Template)]
#[template(path = "private_record.html")]
pub struct PrivateRecord {
    /// Around the page.
    pub frame: Frame,
    /// The record.
    pub view: PrivateRecordView,
    /// The agencies whose staff can be assigned.
    pub employers: Vec<Agency>,
    /// Something was just done.
    pub done: bool,
    /// What was typed, kept for mending.
    pub typed: Typed,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// What was typed.
#[derive(Clone, Default)]
pub struct Typed {
    /// The chosen level.
    pub level: String,
    /// Why.
    pub reason: String,
    /// The agency of whom to assign.
    pub agency: String,
    /// Her user name.
    pub user: String,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(record): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let shown = PrivateRecord::of(visitor, number(&record)?)?;
        page(&PrivateRecord { done: !asked.query("done").is_empty(), ..shown })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// One form for each act: `mark`, `let-care`, `end-care`.
pub(crate) async fn act(
    State(portal): State<Arc<Portal>>,
    Path(record): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    let act = move |visitor: &Visitor<'_>, _: &Asked| done(visitor, number(&record)?, &form);
    portal.visit(asked, Need::SignIn, act).await
}

/// A record's number in an address.
pub(crate) fn number(text: &str) -> Result<i64, Refusal> {
    super::person(text).map(|number| number.0).ok_or(Refusal::NotFound)
}

fn done(visitor: &Visitor<'_>, number: i64, form: &Form) -> Answer {
    let (door, session) = (visitor.door(), &visitor.session);
    let typed = Typed {
        level: form.text("level"),
        reason: form.text("reason"),
        agency: form.text("agency"),
        user: form.text("user"),
    };
    let answer = match form.text("act").as_str() {
        "mark" => door.mark_private(session, number, &typed.level, &typed.reason)?,
        "let-care" => door.let_care(session, number, &typed.agency, &typed.user)?,
        "end-care" => {
            let account = super::person(&form.text("account")).map_or(0, |account| account.0);
            door.end_care(session, number, account, form.text("part") == "named")?
        }
        _ => return Err(Refusal::Unfit),
    };
    settled(answer, &format!("/private/records/{number}"), |error| {
        let again = PrivateRecord { typed, errors: vec![error], ..PrivateRecord::of(visitor, number)? };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
    })
}

impl PrivateRecord {
    fn of(visitor: &Visitor<'_>, number: i64) -> Result<PrivateRecord, Refusal> {
        let view = *opened(visitor.door().private_record(&visitor.session, number)?)?;
        let agency = view.row.agency.id.0.clone();
        Ok(PrivateRecord {
            frame: visitor.frame(),
            view,
            employers: visitor.door().employers().to_vec(),
            done: false,
            typed: Typed { agency, ..Typed::default() },
            errors: Vec::new(),
        })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn is_open(&self) -> bool {
        self.view.row.level == PrivateLevel::Open
    }

    fn is_sealed(&self) -> bool {
        self.view.row.level == PrivateLevel::Sealed
    }

    /// The levels that she may set by hand now: name, and what it does.
    fn levels(&self) -> Vec<(&'static str, &'static str)> {
        let (rights, now) = (self.view.rights, self.view.staff_level);
        let all = [
            (
                rights.assigns && (now == PrivateLevel::Open || rights.seals),
                PrivateLevel::Private,
                "Private: detail for the care team only",
            ),
            (rights.seals, PrivateLevel::Sealed, "Sealed: found only by people who are named"),
            (
                rights.seals && now > PrivateLevel::Open,
                PrivateLevel::Open,
                "No mark by staff: what the state system says counts alone",
            ),
        ];
        let fits = all.into_iter().filter(|(may, level, _)| *may && *level != now);
        fits.map(|(_, level, words)| (level.word(), words)).collect()
    }

    fn may_let_care(&self) -> bool {
        let rights = self.view.rights;
        !self.is_open() && if self.is_sealed() { rights.seals } else { rights.assigns }
    }

    fn may_end(&self, direct: &str) -> bool {
        if direct == "named" { self.view.rights.seals } else { self.view.rights.assigns }
    }
}

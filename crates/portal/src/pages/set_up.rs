use super::private_list::count;
use super::{FieldError, Frame, source};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::times::When;
use crate::upload::Upload;
use crate::visitor::{Need, Portal, Visitor};
use access::{DutyKind, Post};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Area, AreaView, DeskRefusal, FrontDesk, HandedIn, Kiosk, Partner, Way};
use jiff::Timestamp;
use std::sync::Arc;

/// The areas that somebody sets up, when there are several.
#[derive(Template)]
#[template(path = "set_up_areas.html")]
pub struct SetUpAreas {
    /// Around the page.
    pub frame: Frame,
    /// Hers.
    pub areas: Vec<Area>,
}

/// An area: its sites with their kiosks, and who works there.
#[derive(Template)]
#[template(path = "set_up.html")]
pub struct SetUp {
    /// Around the page.
    pub frame: Frame,
    /// The area.
    pub view: AreaView,
    /// What was just done, in a sentence; empty when nothing was.
    pub done: String,
    /// A code for a kiosk, shown this once, and the name of its site.
    pub code: Option<(String, String)>,
    /// The site that was to be closed, when its name was not typed as it is.
    pub doubted: String,
    /// What was typed about a post: agency, user name, kind, place.
    pub typed: [String; 4],
    /// The agencies whose staff sign in: settings name and short name.
    pub employers: Vec<(String, String)>,
    /// Other systems, and how it goes with telling them.
    pub partners: Vec<PartnerLine>,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// Another system that messages are exchanged with.
#[derive(Clone, Debug)]
pub struct PartnerLine {
    /// As people call it.
    pub name: String,
    /// How it hears.
    pub way: &'static str,
    /// How it goes, in words.
    pub words: String,
    /// Somebody should look after it.
    pub failing: bool,
}

/// A kiosk that was silent for so many minutes has a mark on the board.
const SILENT_MINUTES: i64 = 10;
/// A clock that is further out has one as well; the kiosk works all the same.
const CLOCK_MINUTES: i64 = 5;

pub(crate) async fn choose(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let choose = |visitor: &Visitor<'_>, _: &Asked| {
        let areas = desk(visitor)?.areas_to_set_up(&visitor.session)?;
        match areas.as_slice() {
            [] => Err(Refusal::NotFound),
            [only] => Ok(go(&format!("/desk/setup/{}", only.id))),
            _ => page(&SetUpAreas { frame: visitor.frame(), areas }),
        }
    };
    portal.visit(asked, Need::SignIn, choose).await
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(area): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let done = match asked.query("done") {
            "" => "",
            "closed" => {
                "The site is closed for good. Its kiosks were told to wipe themselves; its counts stay."
            }
            "revoked" => "The kiosk was taken out of use and is told to wipe itself.",
            _ => "Done. It is in force from now on.",
        };
        page(&SetUp { done: done.to_owned(), ..SetUp::of(visitor, &area)? })
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn act(
    State(portal): State<Arc<Portal>>,
    Path(area): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| acted(visitor, &area, &form)).await
}

fn acted(visitor: &Visitor<'_>, area: &str, form: &Form) -> Answer {
    let (front, session, site) = (desk(visitor)?, &visitor.session, form.text("site"));
    match form.text("act").as_str() {
        "code" => {
            let code = front.new_kiosk(session, area, &site)?;
            let shown = SetUp::of(visitor, area)?;
            match code.ok_or(Refusal::NotFound)? {
                Ok(code) => {
                    page(&SetUp { code: Some((shown.site_name(&site), code.reveal().to_owned())), ..shown })
                }
                Err(refusal) => page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown.with(refusal)),
            }
        }
        "revoke" => {
            let revoked = front.revoke(session, area, &site, &form.text("kiosk"))?;
            on(visitor, area, "revoked", revoked.ok_or(Refusal::NotFound)?)
        }
        "close" => {
            let shown = SetUp::of(visitor, area)?;
            if !shown.is_meant(&site, &form.text("sure"))? {
                return page_with(StatusCode::UNPROCESSABLE_ENTITY, &SetUp { doubted: site, ..shown });
            }
            on(visitor, area, "closed", front.end_site(session, area, &site)?.ok_or(Refusal::NotFound)?)
        }
        "post" | "unpost" => {
            let [agency, user, kind, place] = ["agency", "user", "kind", "place"].map(|name| form.text(name));
            let post = DutyKind::named(&kind).map(|kind| Post {
                agency: &agency,
                user_name: &user,
                kind,
                given: form.text("act") == "post",
            });
            let settled = match post {
                Some(post) => front.post(session, area, &place, &post)?.ok_or(Refusal::NotFound)?,
                None => Err(DeskRefusal { field: "kind", words: "Choose a post.".to_owned() }),
            };
            match settled {
                Ok(()) => Ok(go(&format!("/desk/setup/{area}?done=1"))),
                Err(refusal) => {
                    let again = SetUp { typed: [agency, user, kind, place], ..SetUp::of(visitor, area)? };
                    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again.with(refusal))
                }
            }
        }
        _ => Err(Refusal::Unfit),
    }
}

/// Takes a file that a kiosk saved.
pub(crate) async fn hand_in(
    State(portal): State<Arc<Portal>>,
    Path((area, site)): Path<(String, String)>,
    asked: Asked,
    Upload(form): Upload<8192>,
) -> Response {
    let take = move |visitor: &Visitor<'_>, _: &Asked| {
        let taken = desk(visitor)?.hand_in(&visitor.session, &area, &site, form.raw("file").as_bytes())?;
        let shown = SetUp::of(visitor, &area)?;
        match taken.ok_or(Refusal::NotFound)? {
            Ok(sums) => page(&SetUp { done: in_words(&sums), ..shown }),
            Err(refusal) => page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown.with(refusal)),
        }
    };
    portal.visit(asked, Need::SignIn, take).await
}

fn in_words(sums: &HandedIn) -> String {
    let HandedIn { applied, duplicate, held, rejected } = sums;
    let new = if *applied == 1 { "1 event is new".to_owned() } else { format!("{applied} events are new") };
    format!(
        "The file was taken: {new}, {duplicate} had come before, {held} wait for somebody to look at them, {rejected} cannot be used and are kept."
    )
}

fn on(visitor: &Visitor<'_>, area: &str, done: &str, settled: Result<(), DeskRefusal>) -> Answer {
    match settled {
        Ok(()) => Ok(go(&format!("/desk/setup/{area}?done={done}"))),
        Err(refusal) => page_with(StatusCode::UNPROCESSABLE_ENTITY, &SetUp::of(visitor, area)?.with(refusal)),
    }
}

/// The front desk; where there is none, its pages do not exist.
pub(crate) fn desk<'a>(visitor: &Visitor<'a>) -> Result<&'a FrontDesk, Refusal> {
    visitor.portal.front_desk.as_deref().ok_or(Refusal::NotFound)
}

impl SetUp {
    fn of(visitor: &Visitor<'_>, area: &str) -> Result<SetUp, Refusal> {
        let known = source(area).map(|_| area).ok_or(Refusal::NotFound)?;
        let view = desk(visitor)?.area(&visitor.session, known)?.ok_or(Refusal::NotFound)?;
        let employers = visitor.door().employers().iter();
        let (front, frame) = (desk(visitor)?, visitor.frame());
        let partners = front.partners().iter().map(|one| SetUp::partner_line(front, one, &frame));
        let partners = partners.collect::<Result<_, _>>()?;
        Ok(SetUp {
            frame,
            view,
            done: String::new(),
            code: None,
            doubted: String::new(),
            typed: [visitor.session.account.agency.clone(), String::new(), String::new(), String::new()],
            employers: employers.map(|one| (one.id.0.clone(), one.short.clone())).collect(),
            partners,
            errors: Vec::new(),
        })
    }

    fn with(mut self, refusal: DeskRefusal) -> SetUp {
        let mut words = refusal.words;
        if let Some(first) = words.get(..1).map(str::to_uppercase) {
            words.replace_range(..1, &first);
        }
        self.errors = vec![FieldError { field: refusal.field.to_owned(), words }];
        self
    }

    /// The name of a site was typed, so that no slip of the hand closes it.
    fn is_meant(&self, site: &str, typed: &str) -> Result<bool, Refusal> {
        let known = self.view.sites.iter().find(|(known, _)| known.id == site).ok_or(Refusal::NotFound)?;
        Ok(known.0.name.trim().to_lowercase() == typed.trim().to_lowercase())
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn site_name(&self, id: &str) -> String {
        let found = self.view.sites.iter().find(|(site, _)| site.id == id);
        found.map_or_else(String::new, |(site, _)| site.name.clone())
    }

    fn place_name(&self, id: &str) -> String {
        if id == self.view.area.id { "the whole area".to_owned() } else { self.site_name(id) }
    }

    fn was(&self, at: usize, value: &str) -> bool {
        self.typed.get(at).is_some_and(|typed| typed == value)
    }

    fn active(kiosks: &[Kiosk]) -> usize {
        kiosks.iter().filter(|kiosk| kiosk.revoked_at.is_none()).count()
    }

    fn posts() -> [(&'static str, &'static str); 4] {
        [
            ("greeter", "Front desk: greets, registers, makes cards"),
            ("case_manager", "Case manager: delivers services"),
            ("centre_manager", "Manager: reports, corrections, close of day"),
            ("area_administrator", "Administrator of the whole area"),
        ]
    }

    fn partner_line(front: &FrontDesk, partner: &Partner, frame: &Frame) -> Result<PartnerLine, Refusal> {
        let state = front.partner_state(&partner.id)?;
        let at = |at: i64| {
            let moment = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
            frame.times.moment(&moment).words
        };
        let waiting = count(usize::try_from(state.waiting).unwrap_or(0), "change waits", "changes wait");
        let words = match (partner.way, state.failed, state.succeeded_at) {
            (Way::Asks, ..) => "it is answered when it asks".to_owned(),
            (_, 0, None) => format!("nothing told yet, {waiting}"),
            (_, 0, Some(last)) if state.waiting == 0 => format!("everything told, last {}", at(last)),
            (_, 0, Some(last)) => format!("{waiting}, last told {}", at(last)),
            (_, tries, _) => {
                let why = state.why.as_deref().unwrap_or_default();
                format!(
                    "{waiting}; {} without success, last {}: {why}",
                    count(usize::try_from(tries).unwrap_or(0), "try", "tries"),
                    at(state.tried_at)
                )
            }
        };
        Ok(PartnerLine {
            name: partner.name.clone(),
            way: partner.way.words(),
            words,
            failing: state.failed > 0,
        })
    }

    fn heard(&self, kiosk: &Kiosk) -> When {
        self.frame.times.moment(&Timestamp::from_millisecond(kiosk.seen_at).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// What somebody should look after at a kiosk, in words; empty when all is well.
    fn troubles(&self, kiosk: &Kiosk) -> Vec<String> {
        let mut troubles = Vec::new();
        let health = &kiosk.health;
        if self.view.now - kiosk.seen_at > SILENT_MINUTES * 60_000 {
            troubles.push("silent".to_owned());
        }
        if health.pending > 0 {
            troubles.push(format!("{} not sent, for {} min", health.pending, health.oldest_minutes));
        }
        if health.quarantine > 0 {
            troubles.push(format!("{} cannot be used", health.quarantine));
        }
        if health.clock_ms.saturating_abs() > CLOCK_MINUTES * 60_000 {
            troubles.push("its clock is wrong".to_owned());
        }
        if health.reader_errors > 0 {
            troubles.push(format!("{} bad reads", health.reader_errors));
        }
        if health.words_missing > 0 {
            let missing = usize::try_from(health.words_missing).unwrap_or(usize::MAX);
            troubles.push(count(missing, "text missing in a language", "texts missing in a language"));
        }
        if !health.version.is_empty() && !health.persisted {
            troubles.push("its store may be cleared".to_owned());
        }
        troubles
    }
}

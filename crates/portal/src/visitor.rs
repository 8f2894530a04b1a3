//! How a request gets in: its session is checked, and its page is made on a thread that may wait.

use crate::Settings;
use crate::answer::Answer;
use crate::asked::Asked;
use crate::pages::{Desk, Frame, PurposeInForce, SignedIn};
use crate::refusal::Refusal;
use crate::times::Times;
use access::Door;
use axum::response::Response;
use frontdesk::FrontDesk;
use jiff::Timestamp;
use staff::{Session, SessionToken, Standing};
use std::sync::Arc;

/// The one portal of this program.
pub(crate) struct Portal {
    /// The only way to a person's data.
    pub door: Arc<Door>,
    /// Customers, cards and kiosks, where there are job centers.
    pub front_desk: Option<Arc<FrontDesk>>,
    /// What the city set.
    pub settings: Settings,
}

/// The rooms that the portal shows.
pub struct House {
    /// The only way to a person's data.
    pub door: Arc<Door>,
    /// Customers, cards and kiosks, where there are job centers.
    pub front_desk: Option<Arc<FrontDesk>>,
}

impl From<Arc<Door>> for House {
    fn from(door: Arc<Door>) -> House {
        House { door, front_desk: None }
    }
}

/// Somebody who is signed in.
pub(crate) struct Visitor<'a> {
    /// The portal she visits.
    pub portal: &'a Portal,
    /// What her browser holds.
    pub token: SessionToken,
    /// Who she is, and for which purpose she is here.
    pub session: Session,
}

/// What a page needs of its visitor.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// To be there: for help, and for the text that has to be accepted before anything else.
    Present,
    /// To be signed in, and to have accepted the responsibility policy.
    SignIn,
    /// To have stated a purpose as well.
    Purpose,
}

impl Portal {
    /// Makes a page for somebody who is signed in, on a thread that may wait for the database and for agencies.
    pub async fn visit<F>(self: Arc<Self>, asked: Asked, need: Need, page: F) -> Response
    where
        F: FnOnce(&Visitor<'_>, &Asked) -> Answer + Send + 'static,
    {
        let work = move |portal: &Portal| {
            if !portal.door.is_inside(asked.from) {
                return Refusal::Outside.answer(portal, portal.stranger(), asked.part);
            }
            let visitor = match portal.enter(&asked) {
                Ok(visitor) => visitor,
                Err(refusal) => {
                    return refusal.answer(portal, portal.stranger(), asked.part || asked.passive);
                }
            };
            let agreed = need == Need::Present || portal.door.to_accept(&visitor.session).is_none();
            let answer = if !agreed {
                Err(Refusal::NotAgreed(asked.path.clone()))
            } else if need == Need::Purpose && visitor.session.use_case.is_empty() {
                Err(Refusal::NoPurpose(asked.path.clone()))
            } else {
                page(&visitor, &asked)
            };
            answer.unwrap_or_else(|refusal| refusal.answer(portal, visitor.frame(), asked.part))
        };
        self.work(work).await
    }

    /// Makes a page for anybody.
    pub async fn show<F>(self: Arc<Self>, asked: Asked, page: F) -> Response
    where
        F: FnOnce(&Portal, Option<&Visitor<'_>>, &Asked) -> Answer + Send + 'static,
    {
        let work = move |portal: &Portal| {
            if !portal.door.is_inside(asked.from) {
                return Refusal::Outside.answer(portal, portal.stranger(), asked.part);
            }
            let visitor = portal.enter(&asked).ok();
            let frame = || visitor.as_ref().map_or_else(|| portal.stranger(), Visitor::frame);
            page(portal, visitor.as_ref(), &asked)
                .unwrap_or_else(|refusal| refusal.answer(portal, frame(), asked.part))
        };
        self.work(work).await
    }

    /// The frame of a page for nobody in particular.
    pub fn stranger(&self) -> Frame {
        Frame { title: self.settings.title.clone(), times: self.times(), user: None, purpose: None }
    }

    fn times(&self) -> Times {
        Times::new(self.door.zone().clone(), self.door.now())
    }

    /// Works for nobody in particular, on a thread that may wait.
    pub async fn work(self: Arc<Self>, work: impl FnOnce(&Portal) -> Response + Send + 'static) -> Response {
        let portal = self.clone();
        match tokio::task::spawn_blocking(move || work(&portal)).await {
            Ok(answer) => answer,
            Err(_) => {
                let cause = "a page stopped half-way; the lines above say where".to_owned();
                Refusal::Fault(cause).answer(&self, self.stranger(), false)
            }
        }
    }

    fn enter(&self, asked: &Asked) -> Result<Visitor<'_>, Refusal> {
        let token = asked.token.clone().ok_or(Refusal::Nobody)?;
        match self.door.standing(&token, !asked.passive, asked.from)? {
            Standing::Open(session) => Ok(Visitor { portal: self, token, session: *session }),
            Standing::Ended(reason) => Err(Refusal::Ended(reason)),
            Standing::Unknown => Err(Refusal::Nobody),
        }
    }
}

impl Visitor<'_> {
    /// The only way to a person's data.
    pub fn door(&self) -> &Door {
        &self.portal.door
    }

    /// What stands around every page she sees.
    pub fn frame(&self) -> Frame {
        let times = self.portal.times();
        let cards = self.door().use_cases(&self.session);
        let account = &self.session.account;
        let employer = self.door().employers().iter().find(|agency| agency.id.0 == account.agency);
        let user = SignedIn {
            name: account.display_name.clone(),
            agency: employer.map_or_else(|| account.agency.clone(), |agency| agency.short.clone()),
            session: self.ends(&times),
            desks: Desk::of(&account.duties),
            // A mark in the head that cannot be counted is left out; the page itself is whole without it.
            answers: self.door().new_answers(&self.session).unwrap_or(0),
            waiting: self.door().waiting_for(&self.session).unwrap_or(0),
        };
        let in_force = cards.iter().find(|card| card.id == self.session.use_case);
        let purpose = in_force.and_then(|card| {
            let (_, words) = card.purposes.iter().find(|(id, _)| *id == self.session.purpose)?;
            Some(PurposeInForce {
                permitted_use: words.clone(),
                use_case: format!("{}: {}", card.id, card.title),
                can_change: cards.iter().map(|card| card.purposes.len()).sum::<usize>() > 1,
            })
        });
        Frame { title: self.portal.settings.title.clone(), times, user: Some(user), purpose }
    }

    /// The two times from which the page counts.
    pub fn ends(&self, times: &Times) -> crate::pages::Session {
        let ends = Timestamp::from_millisecond(self.session.ends_at).unwrap_or(times.now());
        crate::pages::Session {
            now: times.now().to_string(),
            ends: ends.to_string(),
            clock: times.clock(&ends),
        }
    }
}

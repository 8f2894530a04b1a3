//! What staff do at the desk for who is there: sign in and out, call who waits, close the day, look after what kiosks could not take.

use crate::clock::day_and_hour;
use crate::counter::{fresh_visit, visit_named};
use crate::tables::members::Touched;
use crate::visits::{By, choose, fold};
use crate::{Counter, DeskError, FrontDeskError, Moment, tables, unfit};
use access::Serving;
use uuid::Uuid;

/// Whom staff sign in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whom {
    /// A member, by the number of her row.
    Member(i64),
    /// Somebody who does not wish to be named.
    Anonymous,
    /// No customer.
    Visitor,
}

/// A step with who waits for staff.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum QueueStep {
    /// Asked to come.
    Call,
    /// Called by mistake, or did not hear it.
    PutBack,
    /// Somebody spoke with her. What was delivered is confirmed on her page.
    Served,
    /// Went away.
    Left,
}

/// What staff enter of a visit, at the desk or from paper.
pub(crate) struct Entered<'a> {
    pub(crate) visit: Uuid,
    pub(crate) whom: Whom,
    pub(crate) began: i64,
    pub(crate) ended: Option<i64>,
    pub(crate) services: &'a [String],
    pub(crate) paper: bool,
}

impl Counter<'_> {
    /// Signs somebody in, as a kiosk does. The visit's name comes back.
    ///
    /// # Errors
    /// With a sentence when she is signed in already or the site is closed for good; [`FrontDeskError::NotFound`] when there is no
    /// such member.
    pub fn sign_in(&self, whom: Whom, services: &[String]) -> Result<String, FrontDeskError> {
        self.still_open()?;
        let words = match whom {
            Whom::Member(member) => format!("signs in {member}"),
            Whom::Anonymous => "signs in somebody without a name".to_owned(),
            Whom::Visitor => "signs in a visitor".to_owned(),
        };
        let permit = self.leave(Serving::Greet, &words)?;
        let choices = self.choices();
        if let Some(other) = services.iter().find(|service| !choices.iter().any(|(id, _)| id == *service)) {
            return Err(unfit(&format!("`{}` cannot be chosen here today", self.words(other))).into());
        }
        let (now, visit) = (self.front.desk.now(), fresh_visit()?);
        self.front.desk.database.write(|t| {
            let mut whom = whom;
            if let Whom::Member(member) = &mut whom {
                tables::members::turn(t)?;
                // Who was joined to another is that other.
                *member = tables::joining::stays(t, *member)?;
                if tables::members::member(t, *member)?.is_none() {
                    return Err(FrontDeskError::NotFound);
                }
                if tables::board::open_visit(t, *member, &self.site.id, self.day())?.is_some() {
                    return Err(unfit("she is signed in here already").into());
                }
            }
            let entered = Entered { visit, whom, began: now, ended: None, services, paper: false };
            self.enter(t, &entered)?;
            Ok(tables::board::note(t, visit, "signed in by staff", None, (now, permit.account()))?)
        })?;
        Ok(visit.to_string())
    }

    /// Signs in the member whose page is open. Who has no page is not there, whether she is sealed or nobody.
    ///
    /// # Errors
    /// As for [`Counter::sign_in`].
    pub fn sign_in_from_page(&self, member: i64, services: &[String]) -> Result<String, FrontDeskError> {
        let (member, ..) = self.shown(member)?;
        self.sign_in(Whom::Member(member.id), services)
    }

    /// Ends a visit of this site: she said at the desk that she leaves.
    ///
    /// # Errors
    /// When there is no such visit here, or it is over.
    pub fn sign_out(&self, visit: &str) -> Result<(), FrontDeskError> {
        let visit = visit_named(visit)?;
        let permit = self.leave(Serving::Greet, &format!("signs out visit {visit}"))?;
        let now = self.front.desk.now();
        self.front.desk.database.write(|t| {
            let Some(row) = tables::corrections::visit(t, visit)?.filter(|row| row.site == self.site.id)
            else {
                return Err(FrontDeskError::NotFound);
            };
            if row.voided || row.ended.is_some() {
                return Err(unfit("this visit is over already").into());
            }
            tables::visits::end(t, visit, now)?;
            tables::board::note(t, visit, "signed out by staff", None, (now, permit.account()))?;
            self.heard(t, row.member, Touched::Visit(visit), now).map_err(FrontDeskError::from)
        })
    }

    /// A step with somebody who waits.
    ///
    /// # Errors
    /// With a sentence when a colleague was faster.
    pub fn queue_step(&self, visit: &str, step: QueueStep) -> Result<(), FrontDeskError> {
        let visit = visit_named(visit)?;
        let to = match step {
            QueueStep::Call => "called",
            QueueStep::PutBack => "waiting",
            QueueStep::Served => "served",
            QueueStep::Left => "left",
        };
        let permit = self.leave(Serving::Greet, &format!("queue {visit} {to}"))?;
        let now = self.front.desk.now();
        let done = self
            .front
            .desk
            .database
            .write(|t| tables::board::step(t, visit, &self.site.id, to, (now, permit.account())));
        match done.map_err(DeskError::from)? {
            true => Ok(()),
            false => Err(unfit("a colleague was faster, or nobody waits by this number any more").into()),
        }
    }

    /// Closes the visits that nobody ended: of former days, and of today once the site is closed. How many were closed.
    ///
    /// # Errors
    /// When the log or the desk fails, or she does not run the site.
    pub fn close_day(&self) -> Result<u64, FrontDeskError> {
        self.leave(Serving::Manage, "closes the day")?;
        let now = self.front.desk.now();
        let until = if self.is_after_hours() { self.day() } else { self.day() - 1 };
        let closed = self.front.desk.database.write(|t| tables::board::close(t, &self.site.id, until, now));
        Ok(closed.map_err(DeskError::from)?)
    }

    /// The site's closing time is over for today, or it is closed for good.
    pub fn is_after_hours(&self) -> bool {
        let at =
            jiff::Timestamp::from_millisecond(self.front.desk.now()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let there = at.to_zoned(self.zone.clone());
        let minutes = i64::from(there.hour()) * 60 + i64::from(there.minute());
        self.site.ended_at.is_some() || self.site.settings.closes.is_some_and(|closes| minutes >= closes)
    }

    /// Somebody looked after an event that was held, or after a call from a kiosk.
    ///
    /// # Errors
    /// When there is no such event at this site, or it is settled.
    pub fn settle(&self, event: &str) -> Result<(), FrontDeskError> {
        let event = visit_named(event)?;
        let permit = self.leave(Serving::Greet, &format!("settles event {event}"))?;
        let now = self.front.desk.now();
        let done = self
            .front
            .desk
            .database
            .write(|t| tables::board::settle(t, event, &self.site.id, (now, permit.account())));
        if done.map_err(DeskError::from)? { Ok(()) } else { Err(FrontDeskError::NotFound) }
    }

    /// Somebody looked after a kiosk that sent what nobody can read.
    ///
    /// # Errors
    /// When there is no such kiosk at this site, or all is settled.
    pub fn settle_unreadable(&self, kiosk: &str) -> Result<(), FrontDeskError> {
        let permit = self.leave(Serving::Greet, &format!("settles what kiosk {kiosk} sent"))?;
        let by = (self.front.desk.now(), permit.account());
        let database = &self.front.desk.database;
        let done = database.write(|t| tables::board::settle_unreadable(t, kiosk, &self.site.id, by));
        if done.map_err(DeskError::from)? { Ok(()) } else { Err(FrontDeskError::NotFound) }
    }

    /// Writes a visit down as a kiosk's sign-in would be. `false` when it stands already.
    pub(crate) fn enter(
        &self,
        t: &mut database::Transaction<'_>,
        entered: &Entered<'_>,
    ) -> Result<bool, DeskError> {
        let (visit, site, began) = (entered.visit, self.site.id.as_str(), entered.began);
        let (day, hour) = day_and_hour(began, &self.zone);
        let who = match entered.whom {
            Whom::Member(member) => By::Member(member),
            Whom::Anonymous => By::Anonymous,
            Whom::Visitor => By::Visitor,
        };
        tables::visits::ensure(t, visit, site)?;
        let beginning = tables::visits::Beginning {
            visit,
            site,
            kiosk: None,
            moment: Moment { at: began, uncertain: entered.paper },
            day,
            hour,
            who,
            entry: if entered.paper { "paper" } else { "staff" },
            lang: "",
            offline: false,
            paper: entered.paper,
        };
        if !tables::visits::begin(t, &beginning)? {
            return Ok(false);
        }
        if entered.paper {
            // Nobody waits any more for what was ticked on paper.
            for service in entered.services {
                tables::visits::choose(t, visit, service)?;
            }
        } else {
            choose(t, &self.front.desk, visit, entered.services, (site, day, began))?;
        }
        match entered.ended {
            Some(ended) => tables::visits::end(t, visit, ended)?,
            // Whoever stands on paper is not waited for; when she left is not guessed.
            None if entered.paper => tables::board::close_one(t, visit)?,
            None => {}
        }
        if let Whom::Member(member) = entered.whom {
            for visit in fold(t, member, site, began)?.into_iter().chain([visit]) {
                self.heard(t, Some(member), Touched::Visit(visit), self.front.desk.now())?;
            }
        }
        Ok(true)
    }

    /// The case file hears of a member again.
    pub(crate) fn heard(
        &self,
        t: &mut database::Transaction<'_>,
        member: Option<i64>,
        what: Touched,
        now: i64,
    ) -> Result<(), DeskError> {
        if let Some(member) = member {
            tables::members::turn(t)?;
            tables::members::changed(t, member, what, now)?;
        }
        Ok(())
    }
}

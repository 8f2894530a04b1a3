//! What staff delivered: said by somebody who answers for it, and by nothing else. Only this makes a participant.

use crate::counter::{day, visit_named};
use crate::tables::members::Touched;
use crate::tables::services::{By, NewService};
use crate::{Counter, DeskError, FrontDeskError, Member, tables, unfit};
use access::{Level, Permit, Serving};
use database::Transaction;

/// The catalogue's id of the orientation that is given at registration, where there is one.
pub(crate) const ORIENTATION: &str = "orientation";

impl Counter<'_> {
    /// Confirms a service that the customer chose on a visit here.
    ///
    /// # Errors
    /// With a sentence when it was not chosen, is not of the kind that staff deliver, had ended, or is confirmed already.
    pub fn confirm(&self, member: i64, visit: &str, service: &str) -> Result<(), FrontDeskError> {
        let (id, desk) = (visit_named(visit)?, &self.front.desk);
        let permit = self.leave(Serving::Counsel, &format!("confirms {service} for {member} on {id}"))?;
        let by = By::Staff(by(&permit)?);
        let member = self.open_to_her(member)?;
        let at = desk.now();
        desk.database.write(|t| {
            let row = tables::corrections::visit(t, id)?;
            let fits = |row: &tables::corrections::VisitRow| {
                row.site == self.site.id && row.member == Some(member.id) && !row.voided
            };
            let row = row.filter(fits).ok_or(FrontDeskError::NotFound)?;
            if !tables::visits::services(t, id)?.iter().any(|one| one.service == service) {
                return Err(unfit("she did not choose this service on that visit").into());
            }
            self.is_deliverable(service, row.day)?;
            tables::members::turn(t)?;
            if tables::services::stands(t, id, service)? {
                return Err(unfit("this is confirmed already").into());
            }
            let (member, site, day) = (member.id, self.site.id.as_str(), row.day);
            let new = NewService { member, service, site, day, at, by, visit: Some(id), activity: None };
            let service = tables::services::add(t, &new)?;
            Ok(tables::members::changed(t, member, Touched::Service(service), at)?)
        })
    }

    /// Records a service that was delivered today without being asked for at a kiosk.
    ///
    /// # Errors
    /// With a sentence when staff deliver no such service here today, or it is recorded already.
    pub fn deliver(&self, member: i64, service: &str) -> Result<(), FrontDeskError> {
        let permit = self.leave(Serving::Counsel, &format!("records {service} for {member}"))?;
        let member = self.open_to_her(member)?;
        self.front.desk.database.write(|t| self.record(t, &permit, member.id, service).map_err(Into::into))
    }

    /// Takes back what was said to have been delivered here.
    ///
    /// # Errors
    /// When there is no such service that stands.
    pub fn undo_delivery(&self, member: i64, service: i64) -> Result<(), FrontDeskError> {
        let permit = self.leave(Serving::Counsel, &format!("takes back service {service} of {member}"))?;
        let member = self.open_to_her(member)?;
        let now = self.front.desk.now();
        self.front.desk.database.write(|t| {
            let whose = (service, member.id, self.site.id.as_str());
            if !tables::services::undo(t, whose, (now, permit.account()))? {
                return Err(FrontDeskError::NotFound);
            }
            Ok(self.heard(t, Some(member.id), Touched::Service(service), now)?)
        })
    }

    /// A member whose services the asker may know. What a private person was given is nothing to those outside of her care team,
    /// and a refusal would tell it.
    fn open_to_her(&self, member: i64) -> Result<Member, FrontDeskError> {
        let (member, _, level) = self.shown(member)?;
        if level == Level::Open { Ok(member) } else { Err(FrontDeskError::NotFound) }
    }

    /// Writes down that staff delivered a service today.
    pub(crate) fn record(
        &self,
        t: &mut Transaction<'_>,
        permit: &Permit,
        member: i64,
        service: &str,
    ) -> Result<(), DeskError> {
        let (today, at, by) = (self.day(), self.front.desk.now(), By::Staff(by(permit)?));
        self.still_open()?;
        self.is_deliverable(service, today)?;
        tables::members::turn(t)?;
        let site = self.site.id.as_str();
        if tables::services::stands_on(t, member, service, site, today)? {
            return Err(unfit("this is recorded for today already"));
        }
        let new = NewService { member, service, site, day: today, at, by, visit: None, activity: None };
        let service = tables::services::add(t, &new)?;
        Ok(tables::members::changed(t, member, Touched::Service(service), at)?)
    }

    /// Orientations can be given here today.
    pub fn gives_orientation(&self) -> bool {
        self.is_deliverable(ORIENTATION, self.day()).is_ok()
    }

    fn is_deliverable(&self, service: &str, on: i64) -> Result<(), DeskError> {
        let desk = &self.front.desk;
        if !desk.is_by_staff(service) {
            return Err(unfit("this is nothing that staff deliver"));
        }
        if !desk.catalogue().offered(&self.site.id, day(on)).any(|offered| offered.id == service) {
            return Err(unfit(
                "this service was not offered here on that day; the catalogue had ended it, or not begun it",
            ));
        }
        Ok(())
    }
}

/// The member of staff who answers for it.
pub(crate) fn by(permit: &Permit) -> Result<i64, DeskError> {
    permit.account().ok_or_else(|| unfit("somebody of staff has to answer for what was delivered"))
}

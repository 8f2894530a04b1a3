//! Corrections of a visit by who runs the site: each with a reason, and nothing without a trace.

use crate::counter::{Caller, date, visit_named};
use crate::tables::corrections::{NoteRow, VisitRow};
use crate::tables::members::Touched;
use crate::visits::VisitService;
use crate::{Counter, DeskError, FrontDeskError, tables, unfit};
use access::{Level, Serving};
use database::{Cell, Transaction};
use jiff::civil::{Date, Time};
use uuid::Uuid;

/// A visit, to look at and to correct.
#[derive(Clone, Debug)]
pub struct VisitSheet {
    /// The visit, for addresses.
    pub visit: String,
    /// The customer, when there is one.
    pub customer: Option<Caller>,
    /// What stands in place of her otherwise.
    pub who: String,
    /// The day at the site.
    pub day: Date,
    /// When it began, in milliseconds.
    pub began: i64,
    /// When it ended.
    pub ended: Option<i64>,
    /// The day was closed without an end.
    pub closed: bool,
    /// It was taken back.
    pub voided: bool,
    /// It was entered from paper.
    pub paper: bool,
    /// The hour is a guess.
    pub uncertain: bool,
    /// How the customer signed in.
    pub entry: String,
    /// Its services: id, words, and whether the customer said that it was used.
    pub services: Vec<(String, String, bool)>,
    /// What was offered on that day and is not in it yet.
    pub more: Vec<crate::Choice>,
    /// What staff did to it.
    pub notes: Vec<VisitNote>,
}

/// What staff did to a visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VisitNote {
    /// When, in milliseconds.
    pub at: i64,
    /// Who.
    pub by: String,
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
}

/// A correction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Correction {
    /// A service that was chosen and not recorded.
    Add(String),
    /// A service that was recorded and not chosen.
    Remove(String),
    /// When it ended, at the site.
    End(Time),
    /// It never was.
    Void,
}

impl Counter<'_> {
    /// A visit of this site, with what was done to it.
    ///
    /// # Errors
    /// When there is no such visit here for her, or she does not run the site.
    pub fn visit_sheet(&self, visit: &str) -> Result<VisitSheet, FrontDeskError> {
        let id = visit_named(visit)?;
        self.leave(Serving::Manage, &format!("looks at visit {id}"))?;
        let database = &self.front.desk.database;
        let (row, services, notes) = database.read(|t| -> Result<_, FrontDeskError> {
            let row = self.own_visit(t, id)?;
            Ok((row, tables::visits::services(t, id)?, tables::corrections::notes(t, id)?))
        })?;
        let (customer, level) = match row.member {
            Some(member) => self.shown(member).map(|(_, customer, level)| (Some(customer), level))?,
            None => (None, Level::Open),
        };
        let services: Vec<VisitService> = if level == Level::Open { services } else { Vec::new() };
        let has = |id: &String| services.iter().any(|one| one.service == *id);
        let more = self.offered(row.day, |_| level == Level::Open).into_iter().filter(|(id, _)| !has(id));
        Ok(VisitSheet {
            visit: id.to_string(),
            customer,
            who: row.who,
            day: date(row.day),
            began: row.began,
            ended: row.ended,
            closed: row.closed,
            voided: row.voided,
            paper: row.paper,
            uncertain: row.uncertain,
            entry: row.entry,
            more: more.collect(),
            services: services
                .iter()
                .map(|one| (one.service.clone(), self.words(&one.service), one.used))
                .collect(),
            notes: notes.into_iter().map(|note| self.note_in_words(id, note)).collect::<Result<_, _>>()?,
        })
    }

    /// Corrects a visit of this site.
    ///
    /// # Errors
    /// With a sentence when there is no reason, or the correction does not fit.
    pub fn correct(&self, visit: &str, correction: &Correction, why: &str) -> Result<(), FrontDeskError> {
        let id = visit_named(visit)?;
        let what = self.in_words(correction);
        let permit = self.leave(Serving::Manage, &format!("corrects visit {id}: {what}: {why}"))?;
        if why.trim().is_empty() {
            return Err(unfit("write why; whoever looks at the numbers later must understand it").into());
        }
        let body = self.front.desk.sealer.seal(cell(&id), why.trim().as_bytes())?;
        let now = self.front.desk.now();
        if let Some(member) = self.front.desk.database.read(|t| self.own_visit(t, id))?.member {
            self.shown(member)?;
        }
        self.front.desk.database.write(|t| {
            let row = self.own_visit(t, id)?;
            if row.voided {
                return Err(unfit("this visit was taken back; sign her in again instead").into());
            }
            self.apply(t, id, &row, correction)?;
            tables::board::note(t, id, &what, Some(body), (now, permit.account()))?;
            Ok(self.heard(t, row.member, Touched::Visit(id), now)?)
        })
    }

    fn apply(
        &self,
        t: &mut Transaction<'_>,
        id: Uuid,
        row: &VisitRow,
        correction: &Correction,
    ) -> Result<(), DeskError> {
        match correction {
            Correction::Add(service) => {
                if !self.offered(row.day, |_| true).iter().any(|(known, _)| known == service) {
                    return Err(unfit("this service could not be chosen here on that day"));
                }
                Ok(tables::corrections::add_service(t, id, service)?)
            }
            Correction::Remove(service) => {
                if tables::services::stands(t, id, service)? {
                    return Err(unfit(
                        "staff said that they delivered this service; undo that on her page first",
                    ));
                }
                if !tables::corrections::remove_service(t, id, service, self.front.desk.now())? {
                    return Err(unfit("this service is not in the visit"));
                }
                let left = tables::visits::services(t, id)?;
                if !left.iter().any(|one| self.front.desk.is_by_staff(&one.service)) {
                    tables::corrections::stop_waiting(t, id)?;
                }
                Ok(())
            }
            Correction::End(time) => {
                let at = date(row.day).to_datetime(*time).to_zoned(self.zone.clone());
                let at = at.map_err(|_| unfit("there is no such time on that day"))?;
                let (ended, now) = (at.timestamp().as_millisecond(), self.front.desk.now());
                if ended < row.began || ended > now {
                    return Err(unfit("a visit ends after it began, and not in the future"));
                }
                Ok(tables::corrections::set_end(t, id, ended, now)?)
            }
            Correction::Void => {
                if tables::services::stands_in_visit(t, id)? {
                    return Err(unfit(
                        "staff said that they delivered a service on this visit; undo that on her page first",
                    ));
                }
                Ok(tables::corrections::void_whole(t, id)?)
            }
        }
    }

    /// A visit of this site that stands for itself.
    fn own_visit(&self, t: &mut Transaction<'_>, id: Uuid) -> Result<VisitRow, FrontDeskError> {
        let row = tables::corrections::visit(t, id)?;
        row.filter(|row| row.site == self.site.id && row.folded_into.is_none())
            .ok_or(FrontDeskError::NotFound)
    }

    fn note_in_words(&self, visit: Uuid, note: NoteRow) -> Result<VisitNote, FrontDeskError> {
        let why = match note.body {
            Some(body) => {
                let plain = self.front.desk.sealer.open(cell(&visit), &body)?;
                String::from_utf8_lossy(&plain).into_owned()
            }
            None => String::new(),
        };
        Ok(VisitNote { at: note.at, by: self.name_of(note.account)?, what: note.what, why })
    }

    fn in_words(&self, correction: &Correction) -> String {
        match correction {
            Correction::Add(service) => format!("added {}", self.words(service)),
            Correction::Remove(service) => format!("removed {}", self.words(service)),
            Correction::End(time) => format!("set the end to {}", time.strftime("%H:%M")),
            Correction::Void => "took the visit back".to_owned(),
        }
    }

    /// Who of staff did something.
    pub(crate) fn name_of(&self, account: Option<i64>) -> Result<String, FrontDeskError> {
        let Some(account) = account else { return Ok("the program".to_owned()) };
        let name = self.front.door.staff().name_of(account).map_err(access::DoorError::from)?;
        Ok(name.unwrap_or_else(|| "somebody who is gone".to_owned()))
    }
}

fn cell(visit: &Uuid) -> Cell<'_> {
    Cell { table: "visit_note", column: "body", row: visit.as_bytes() }
}

//! Plans group activities, and says who answers for what they deliver.

use super::{Activity, ActivityChange, ActivityKind, NewActivity};
use crate::counter::{Choice, day};
use crate::delivered::{ORIENTATION, by};
use crate::{Counter, DeskError, FrontDeskError, tables, unfit};
use access::Serving;
use counting::{Class, Offered, Service};
use jiff::civil::Time;

/// The catalogue's id of a workshop that whoever greets may run, where there is one.
const WORKSHOP: &str = "workshop";
/// Nobody plans further ahead, in days.
const FURTHEST: i64 = 366;

impl Counter<'_> {
    /// Makes an activity; its number comes back.
    ///
    /// # Errors
    /// With a sentence when its times, capacity, title or service do not do.
    pub fn make_activity(&self, new: &NewActivity) -> Result<i64, FrontDeskError> {
        let permit =
            self.leave(Serving::Greet, &format!("makes {} {}", new.kind.word(), new.title.trim()))?;
        self.still_open()?;
        let account = by(&permit)?;
        let on = crate::clock::day_number(new.day);
        if on < self.day() - 1 {
            return Err(
                unfit("that day is over; an activity can be made for yesterday at the earliest").into()
            );
        }
        if on > self.day() + FURTHEST {
            return Err(unfit("that day is more than a year ahead; look at the year that you typed").into());
        }
        if !self.offered(on, is_for_groups).iter().any(|(id, _)| *id == new.service) {
            return Err(unfit(
                "this service is not offered here on that day, or customers use it by themselves",
            )
            .into());
        }
        let activity = self.planned(new)?;
        let (site, now) = (self.site.id.as_str(), self.front.desk.now());
        let id =
            self.front.desk.database.write(|t| tables::activities::add(t, &activity, site, now, account));
        Ok(id.map_err(DeskError::from)?)
    }

    fn planned(&self, new: &NewActivity) -> Result<Activity, DeskError> {
        let on = crate::clock::day_number(new.day);
        let at = |time: Time| {
            let there = new.day.to_datetime(time).to_zoned(self.zone.clone());
            there
                .map(|there| there.timestamp().as_millisecond())
                .map_err(|_| unfit("there is no such time on that day"))
        };
        let (starts, ends) = (at(new.starts)?, at(new.ends)?);
        let capacity = if new.kind == ActivityKind::Appointment { 1 } else { new.capacity };
        if new.title.trim().is_empty() || new.title.chars().count() > 80 || new.place.chars().count() > 80 {
            return Err(unfit("give it a title of at most 80 letters, and a room of at most 80"));
        }
        if ends <= starts || !(1..=1000).contains(&capacity) {
            return Err(unfit("it ends after it begins, and has between 1 and 1000 places"));
        }
        Ok(Activity {
            id: 0,
            service: new.service.clone(),
            kind: new.kind,
            title: new.title.trim().to_owned(),
            place: new.place.trim().to_owned(),
            day: on,
            starts,
            ends,
            capacity,
            closed_at: None,
        })
    }

    /// Changes the title, the room, the times and the places of an activity that is not closed; its kind, service and day stay.
    ///
    /// # Errors
    /// With a sentence when they do not do, when more people are listed than it would have places, or when it is closed.
    pub fn change_activity(&self, id: i64, change: &ActivityChange) -> Result<(), FrontDeskError> {
        self.leave(Serving::Greet, &format!("changes activity {id}: {}", change.title.trim()))?;
        self.front.desk.database.write(|t| {
            let before = self.open_activity(t, id)?;
            let ActivityChange { title, place, starts, ends, capacity } = change.clone();
            let (kind, service, day) = (before.kind, before.service, crate::counter::date(before.day));
            let new = NewActivity { kind, service, title, place, day, starts, ends, capacity };
            let after = Activity { id, ..self.planned(&new)? };
            let listed = tables::activities::sizes(t, id)?.0;
            if listed > after.capacity && after.capacity < before.capacity {
                return Err(unfit("more people are on its list than it would have places").into());
            }
            Ok(tables::activities::change(t, &after)?)
        })
    }

    /// Calls an activity off to which nobody came: it and its list are gone, and only the log knows of them.
    ///
    /// # Errors
    /// With a sentence when somebody came or it is closed.
    pub fn cancel_activity(&self, id: i64) -> Result<(), FrontDeskError> {
        self.leave(Serving::Greet, &format!("calls activity {id} off"))?;
        self.front.desk.database.write(|t| {
            self.open_activity(t, id)?;
            if tables::activities::sizes(t, id)?.1 > 0 {
                return Err(unfit("somebody came; take her off the list before you call it off").into());
            }
            Ok(tables::activities::cancel(t, id)?)
        })
    }

    /// The services that an activity can deliver today.
    pub fn activity_services(&self) -> Vec<Choice> {
        self.offered(self.day(), is_for_groups)
    }

    /// What somebody must be allowed to do to say that an activity delivered its service.
    pub(super) fn closed_by(&self, activity: &Activity) -> Serving {
        if self.needs_counsel(activity) { Serving::Counsel } else { Serving::Greet }
    }

    /// An appointment is with one customer; and nobody who greets says that something individual was delivered, or training.
    pub(super) fn needs_counsel(&self, activity: &Activity) -> bool {
        let catalogue = self.front.desk.catalogue();
        let of_greeters = [ORIENTATION, WORKSHOP].contains(&activity.service.as_str());
        let service = catalogue.service(&activity.service).filter(|_| !of_greeters);
        let programmes = catalogue.programmes().iter().filter_map(|one| catalogue.programme(&one.id));
        let mut rules = programmes.filter_map(|one| catalogue.rule(service?, one, day(activity.day)));
        activity.kind == ActivityKind::Appointment
            || rules.any(|rule| !matches!(rule.class, Class::None | Class::Basic))
    }
}

/// What customers use by themselves is delivered by nobody.
fn is_for_groups(service: &Service) -> bool {
    service.offered != Offered::SelfService
}

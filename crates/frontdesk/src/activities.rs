//! Group activities: workshops, orientations and appointments, who is expected and who came. Closing one says that staff
//! delivered its service to everybody who came.

mod planning;

use crate::card_pdf::{CardPaper, card_pdf};
use crate::counter::Caller;
use crate::delivered::by;
use crate::printing::cannot_be_drawn;
use crate::tables::members::Touched;
use crate::tables::services::{By, NewService};
use crate::{Counter, DeskError, FrontDeskError, board, tables, unfit};
use access::{Level, Serving};
use jiff::civil::{Date, Time};

/// A group activity of a site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Activity {
    /// The number of the row; 0 for one that is to be made.
    pub id: i64,
    /// The service that it delivers.
    pub service: String,
    /// What kind.
    pub kind: ActivityKind,
    /// What it is called.
    pub title: String,
    /// Where; may be empty.
    pub place: String,
    /// The day at the site, in days since 1970.
    pub day: i64,
    /// When it begins, in milliseconds.
    pub starts: i64,
    /// When it ends.
    pub ends: i64,
    /// How many can come.
    pub capacity: i64,
    /// When it was closed.
    pub closed_at: Option<i64>,
}

/// The kinds of activity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActivityKind {
    /// Customers can check in to it at a kiosk.
    Workshop,
    /// An orientation of newcomers.
    Orientation,
    /// With one customer, who is expected.
    Appointment,
}

/// What staff say of an activity that is to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewActivity {
    /// What kind.
    pub kind: ActivityKind,
    /// The service that it delivers.
    pub service: String,
    /// What it is called.
    pub title: String,
    /// Where; may be empty.
    pub place: String,
    /// The day at the site.
    pub day: Date,
    /// When it begins there.
    pub starts: Time,
    /// When it ends there.
    pub ends: Time,
    /// How many can come.
    pub capacity: i64,
}

/// What can be changed of an activity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActivityChange {
    /// What it is called.
    pub title: String,
    /// Where; may be empty.
    pub place: String,
    /// When it begins.
    pub starts: Time,
    /// When it ends.
    pub ends: Time,
    /// How many can come.
    pub capacity: i64,
}

/// An activity in a list.
#[derive(Clone, Debug)]
pub struct ActivityLine {
    /// The activity.
    pub activity: Activity,
    /// What its service is called.
    pub service: String,
    /// Who is expected or came.
    pub listed: i64,
    /// Who came.
    pub attended: i64,
}

/// An activity with everybody who is expected or came.
#[derive(Clone, Debug)]
pub struct Roster {
    /// The activity.
    pub line: ActivityLine,
    /// Who came, the latest first.
    pub attended: Vec<Caller>,
    /// Who is expected and did not come yet.
    pub expected: Vec<Caller>,
    /// Only who serves customers says that it was delivered.
    pub needs_counsel: bool,
}

/// What became of one line of a roster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Added {
    /// She is on the list now.
    Now(Caller),
    /// She was before.
    Already(Caller),
}

impl ActivityKind {
    /// Every kind.
    pub const ALL: [ActivityKind; 3] =
        [ActivityKind::Workshop, ActivityKind::Orientation, ActivityKind::Appointment];

    /// The word in storage and on pages.
    pub fn word(self) -> &'static str {
        match self {
            ActivityKind::Workshop => "workshop",
            ActivityKind::Orientation => "orientation",
            ActivityKind::Appointment => "appointment",
        }
    }

    /// The kind of this word.
    pub fn named(word: &str) -> Option<ActivityKind> {
        ActivityKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Counter<'_> {
    /// The activities since yesterday, whatever lies ahead, and former ones that nobody closed.
    ///
    /// # Errors
    /// When the desk fails.
    pub fn activities(&self) -> Result<Vec<ActivityLine>, FrontDeskError> {
        let (site, today) = (self.site.id.as_str(), self.day());
        let listed = self.front.desk.database.read(|t| -> Result<Vec<_>, DeskError> {
            let activities = tables::activities::current(t, site, today - 1)?;
            let sized = activities.into_iter().map(|one| Ok((tables::activities::sizes(t, one.id)?, one)));
            sized.collect()
        })?;
        Ok(listed.into_iter().map(|(sizes, activity)| self.line(activity, sizes)).collect())
    }

    /// An activity of this site with its list. Whom it names stands in the log before.
    ///
    /// # Errors
    /// When there is no such activity here.
    pub fn roster(&self, id: i64) -> Result<Roster, FrontDeskError> {
        let (activity, sizes, rows) = self.front.desk.database.read(|t| -> Result<_, FrontDeskError> {
            let activity = self.own(t, id)?;
            Ok((activity, tables::activities::sizes(t, id)?, tables::activities::roster(t, id)?))
        })?;
        let listed: Vec<String> = rows.iter().map(|(member, ..)| member.to_string()).collect();
        self.leave(Serving::Greet, &format!("list of activity {id}: {}", listed.join(" ")))?;
        let known = self.known(rows.iter().map(|(member, ..)| *member))?;
        let of = |wanted: bool| {
            let fitting = rows.iter().filter(|(_, attended, _)| *attended == wanted);
            let known = &known;
            let caller =
                fitting.filter_map(move |(member, ..)| known.iter().find(|one| one.0.member == *member));
            caller.map(|(caller, _)| caller.clone()).collect()
        };
        Ok(Roster {
            needs_counsel: self.needs_counsel(&activity),
            line: self.line(activity, sizes),
            attended: of(true),
            expected: of(false),
        })
    }

    /// Puts a member on the list, by her card or number: as expected, or as having come.
    ///
    /// # Errors
    /// With a sentence when the number is nobody's, it is closed, or full.
    pub fn add_to(&self, id: i64, typed: &str, came: bool) -> Result<Added, FrontDeskError> {
        let member = self.named_by(typed)?;
        self.list(id, member.id, came)
    }

    /// The same for a member who was found, registered or ticked on the page.
    ///
    /// # Errors
    /// As for [`Counter::add_to`]; [`FrontDeskError::NotFound`] for whom the page cannot name: nobody, or somebody sealed who is not
    /// on its list.
    pub fn add_member_to(&self, id: i64, member: i64, came: bool) -> Result<Added, FrontDeskError> {
        let listed = self.front.desk.database.read(|t| tables::activities::state(t, id, member))?.is_some();
        if !listed {
            self.shown(member)?;
        }
        self.list(id, member, came)
    }

    fn list(&self, id: i64, member: i64, came: bool) -> Result<Added, FrontDeskError> {
        let permit = self.leave(Serving::Greet, &format!("puts {member} on the list of activity {id}"))?;
        let (caller, _) = self.known(std::iter::once(member))?.pop().ok_or(FrontDeskError::NotFound)?;
        let member = caller.member;
        let stamp = (self.front.desk.now(), permit.account());
        self.front.desk.database.write(|t| {
            tables::members::turn(t)?;
            let activity = self.open_activity(t, id)?;
            let before = tables::activities::state(t, id, member)?;
            if before.as_deref() == Some("attended") || (before.is_some() && !came) {
                return Ok(Added::Already(caller));
            }
            if before.is_none() && tables::activities::sizes(t, id)?.0 >= activity.capacity {
                return Err(unfit(
                    "every place is taken; nobody was added. Give it more places on this page",
                )
                .into());
            }
            if came {
                tables::activities::attend(t, id, member, stamp)?;
            } else {
                tables::activities::expect(t, id, member, stamp)?;
            }
            Ok(Added::Now(caller))
        })
    }

    /// Takes a line back, also after closing: what was recorded for her goes with it.
    ///
    /// # Errors
    /// When she is not on the list; when it is closed and the asker could not have closed it.
    pub fn undo_line(&self, id: i64, member: i64) -> Result<(), FrontDeskError> {
        let activity = self.front.desk.database.read(|t| self.own(t, id))?;
        let closed = activity.closed_at.is_some();
        let step = if closed { self.closed_by(&activity) } else { Serving::Greet };
        let permit = self.leave(step, &format!("takes {member} off the list of activity {id}"))?;
        let stamp = (self.front.desk.now(), permit.account());
        self.front.desk.database.write(|t| {
            let member = tables::joining::stays(t, member)?;
            if !tables::activities::undo(t, id, member, stamp)? {
                return Err(FrontDeskError::NotFound);
            }
            for service in tables::services::undo_activity(t, id, member, stamp)? {
                self.heard(t, Some(member), Touched::Service(service), stamp.0)?;
            }
            Ok(self.heard(t, Some(member), Touched::Herself, stamp.0)?)
        })
    }

    /// Closes an activity: its service was delivered to everybody who came. Closing again adds those who were added by kiosks
    /// since. How many services were recorded.
    ///
    /// # Errors
    /// When there is no such activity here, or it has not begun; or when only who serves customers may say so.
    pub fn close_activity(&self, id: i64) -> Result<usize, FrontDeskError> {
        let (activity, at) = (self.front.desk.database.read(|t| self.own(t, id))?, self.front.desk.now());
        if at < activity.starts {
            return Err(unfit("it has not begun yet").into());
        }
        let permit = self.leave(self.closed_by(&activity), &format!("closes activity {id}"))?;
        let by = By::Staff(by(&permit)?);
        self.front.desk.database.write(|t| {
            tables::members::turn(t)?;
            let activity = self.own(t, id)?;
            tables::activities::close(t, id, at)?;
            let mut recorded = 0;
            for (member, attended, _) in tables::activities::roster(t, id)? {
                if !attended || tables::services::stands_for_activity(t, id, member)? {
                    continue;
                }
                let (service, site, day) = (activity.service.as_str(), self.site.id.as_str(), activity.day);
                let new = NewService { member, service, site, day, at, by, visit: None, activity: Some(id) };
                let service = tables::services::add(t, &new)?;
                tables::members::changed(t, member, Touched::Service(service), at)?;
                recorded += 1;
            }
            Ok(recorded)
        })
    }

    /// Makes a card for everybody who came and has none, and prints those that were made since the day began.
    ///
    /// # Errors
    /// With a sentence when there is nothing to print.
    pub fn activity_cards(&self, id: i64) -> Result<Vec<u8>, FrontDeskError> {
        let permit = self.leave(Serving::Greet, &format!("makes cards for activity {id}"))?;
        self.still_open()?;
        let desk = &self.front.desk;
        let activity = desk.database.read(|t| self.own(t, id))?;
        let read = || desk.database.read(|t| tables::activities::cards(t, id)).map_err(DeskError::from);
        for row in read()? {
            if row.card.is_none() && self.is_shown(row.member)? {
                desk.issue_card(&permit, row.member, &self.site.id, None)?;
            }
        }
        let since = board::midnight(activity.day, &self.zone);
        let mut cards = Vec::new();
        for row in read()? {
            let Some(card) = row.card.filter(|_| row.made >= since) else { continue };
            if self.is_shown(row.member)? {
                cards.extend(desk.member(row.member)?.map(|member| (member, card)));
            }
        }
        Ok(card_pdf(&self.faces(&cards)?, CardPaper::Letter).ok_or_else(cannot_be_drawn)?)
    }

    fn is_shown(&self, member: i64) -> Result<bool, FrontDeskError> {
        Ok(self.known(std::iter::once(member))?.iter().any(|(_, level)| *level != Level::Sealed))
    }

    fn line(&self, activity: Activity, (listed, attended): (i64, i64)) -> ActivityLine {
        ActivityLine { service: self.words(&activity.service), activity, listed, attended }
    }

    fn own(&self, t: &mut database::Transaction<'_>, id: i64) -> Result<Activity, FrontDeskError> {
        tables::activities::activity(t, id, &self.site.id)?.ok_or(FrontDeskError::NotFound)
    }

    fn open_activity(&self, t: &mut database::Transaction<'_>, id: i64) -> Result<Activity, FrontDeskError> {
        let activity = self.own(t, id)?;
        if activity.closed_at.is_some() {
            return Err(unfit("it is closed; nobody can be added any more").into());
        }
        Ok(activity)
    }
}

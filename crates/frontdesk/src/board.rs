//! What a site's desk has before it: who is here, who waits for staff, how the day goes, and what somebody has to look at.

use crate::counter::{Caller, date};
use crate::tables::board::{BoardRow, QueueRow};
use crate::{Counter, DeskError, FrontDeskError, tables};
use access::{Level, Serving};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeSet, HashMap};

/// The desk's view of its day.
#[derive(Clone, Debug)]
pub struct Board {
    /// The day at the site.
    pub today: Date,
    /// Who signed in and did not leave.
    pub here: Vec<Here>,
    /// Who waits for staff, or was called.
    pub waiting: Vec<Waiting>,
    /// How the day goes.
    pub counts: Counts,
    /// Visits of former days that nobody ended.
    pub left_open: i64,
    /// Who asked for help at a kiosk today, and whose card nobody has, until somebody settles it; the latest first.
    pub calls: Vec<Call>,
    /// What kiosks said and nobody could take as it was.
    pub held: Vec<Held>,
    /// Kiosks that sent what nobody can read.
    pub faulty: Vec<Faulty>,
    /// Who is here and somewhere else at once.
    pub twice: Vec<Twice>,
}

/// A kiosk that sent what nobody can read. Nothing is counted from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Faulty {
    /// The kiosk, for addresses.
    pub kiosk: String,
    /// What staff call it.
    pub name: String,
    /// How often.
    pub count: i64,
    /// When last, in milliseconds.
    pub at: i64,
}

/// Somebody in the building, as far as the asker may know.
#[derive(Clone, Debug)]
pub struct Someone {
    /// The customer; `None` for everybody without a number.
    pub customer: Option<Caller>,
    /// What stands in place of her otherwise.
    pub words: &'static str,
}

/// Who signed in and did not leave.
#[derive(Clone, Debug)]
pub struct Here {
    /// The visit, for addresses.
    pub visit: String,
    /// Who.
    pub who: Someone,
    /// Since when, in milliseconds.
    pub since: i64,
    /// What was chosen; nothing of who is private to the asker.
    pub services: Vec<String>,
}

/// Who waits for staff.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The visit, for addresses.
    pub visit: String,
    /// The number of the day.
    pub number: i64,
    /// Who.
    pub who: Someone,
    /// Since when, in milliseconds.
    pub since: i64,
    /// Was called already.
    pub called: bool,
    /// The services that staff deliver, among those that were chosen.
    pub services: Vec<String>,
}

/// How a day goes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Visits.
    pub visits: usize,
    /// Customers, each once.
    pub people: usize,
    /// Visits without a name.
    pub anonymous: usize,
    /// Visits by cards that are nobody's yet.
    pub unresolved: usize,
    /// Vendors and others who are no customers.
    pub visitors: usize,
    /// Of them still here.
    pub visitors_here: usize,
    /// Registered here today.
    pub registered: i64,
    /// Services that staff delivered, and said so.
    pub delivered: i64,
}

/// Somebody stood at a kiosk and could not go on.
#[derive(Clone, Debug)]
pub struct Call {
    /// The event, for addresses.
    pub event: String,
    /// What staff call the kiosk.
    pub kiosk: String,
    /// She asked for help; otherwise her card is nobody's. Its number is not told.
    pub is_help: bool,
    /// When, in milliseconds.
    pub at: i64,
}

/// What a kiosk said and nobody could take as it was.
#[derive(Clone, Debug)]
pub struct Held {
    /// The event, for addresses.
    pub event: String,
    /// What staff call the kiosk.
    pub kiosk: String,
    /// What it said.
    pub kind: String,
    /// When, in milliseconds.
    pub at: i64,
    /// Why it is held.
    pub why: String,
    /// The visit that it belongs to, when there is one.
    pub visit: Option<String>,
}

/// Who is here and somewhere else at once: perhaps a card that two people use.
#[derive(Clone, Debug)]
pub struct Twice {
    /// Who.
    pub customer: Caller,
    /// The other site's name.
    pub other: String,
    /// Since when there, in milliseconds.
    pub since: i64,
}

/// Held events that a page lists.
const MOST_HELD: i64 = 50;
/// Calls from kiosks that a page lists.
const MOST_CALLS: i64 = 20;

struct Read {
    day: Vec<BoardRow>,
    services: HashMap<uuid::Uuid, Vec<String>>,
    queue: Vec<QueueRow>,
    twice: Vec<(i64, String, i64)>,
    counted: (i64, i64),
    left_open: i64,
    calls: Vec<tables::calls::CallRow>,
    held: Vec<tables::board::HeldRow>,
    unreadable: Vec<(String, String, i64, i64)>,
}

impl Counter<'_> {
    /// The desk's view of the day. Whom it names stands in the log before.
    ///
    /// # Errors
    /// When the desk, the log or the marks fail.
    pub fn board(&self) -> Result<Board, FrontDeskError> {
        let today = self.day();
        let read = self.read_day(today)?;
        let here = read.day.iter().filter(|row| !row.over);
        let ids = here.filter_map(|row| row.member).chain(read.queue.iter().filter_map(|row| row.member));
        let ids: BTreeSet<i64> = ids.chain(read.twice.iter().map(|(member, ..)| *member)).collect();
        let listed: Vec<String> = ids.iter().map(i64::to_string).collect();
        self.leave(Serving::Greet, &format!("who is here: {}", listed.join(" ")))?;
        let known: HashMap<i64, (Caller, Level)> =
            self.known(ids.into_iter())?.into_iter().map(|known| (known.0.member, known)).collect();
        let sites = if read.twice.is_empty() { Vec::new() } else { self.front.desk.sites()? };
        let twice = read.twice.iter().filter_map(|(member, other, since)| {
            // That a sealed person is anywhere is nobody's business.
            let (customer, _) = known.get(member).filter(|(customer, _)| customer.has_page)?;
            let name = sites.iter().find(|site| site.id == *other).map_or(other, |site| &site.name);
            Some(Twice { customer: customer.clone(), other: name.clone(), since: *since })
        });
        Ok(Board {
            today: date(today),
            twice: twice.collect(),
            counts: counts(&read),
            left_open: read.left_open,
            here: read.day.iter().filter(|row| !row.over).map(|row| self.here(row, &read, &known)).collect(),
            waiting: read.queue.iter().map(|row| self.waiting(row, &read, &known)).collect(),
            calls: read.calls.into_iter().map(call).collect(),
            held: read.held.into_iter().map(held).collect(),
            faulty: read.unreadable.into_iter().map(faulty).collect(),
        })
    }

    fn read_day(&self, today: i64) -> Result<Read, DeskError> {
        let site = self.site.id.as_str();
        let midnight = midnight(today, &self.zone);
        self.front.desk.database.read(|t| {
            Ok(Read {
                day: tables::board::of_day(t, site, today)?,
                services: tables::board::services_of_day(t, site, today)?,
                queue: tables::board::queue(t, site, today)?,
                twice: tables::board::at_two_sites(t, site, today)?,
                counted: tables::board::counts(t, site, today, midnight)?,
                left_open: tables::board::left_open(t, site, today)?,
                calls: tables::calls::since(t, site, midnight, MOST_CALLS)?,
                held: tables::board::held(t, site, MOST_HELD)?,
                unreadable: tables::board::unreadable(t, site)?,
            })
        })
    }

    fn here(&self, row: &BoardRow, read: &Read, known: &HashMap<i64, (Caller, Level)>) -> Here {
        let services = match row.member.and_then(|member| known.get(&member)) {
            Some((_, level)) if *level != Level::Open => Vec::new(),
            _ => {
                read.services.get(&row.id).into_iter().flatten().map(|service| self.words(service)).collect()
            }
        };
        Here {
            visit: row.id.to_string(),
            who: someone(row.member, &row.who, known),
            since: row.began,
            services,
        }
    }

    fn waiting(&self, row: &QueueRow, read: &Read, known: &HashMap<i64, (Caller, Level)>) -> Waiting {
        let open =
            row.member.and_then(|member| known.get(&member)).is_none_or(|(_, level)| *level == Level::Open);
        let chosen = read.services.get(&row.visit).into_iter().flatten().filter(|_| open);
        let by_staff = chosen.filter(|service| self.front.desk.is_by_staff(service));
        Waiting {
            visit: row.visit.to_string(),
            number: row.number,
            who: someone(row.member, &row.who, known),
            since: row.since,
            called: row.state == "called",
            services: by_staff.map(|service| self.words(service)).collect(),
        }
    }
}

fn someone(member: Option<i64>, who: &str, known: &HashMap<i64, (Caller, Level)>) -> Someone {
    let customer = member.and_then(|member| known.get(&member)).map(|(customer, _)| customer.clone());
    let words = match who {
        "anonymous" => "without a name",
        "visitor" => "a visitor, no customer",
        "unresolved" => "a card that is nobody’s yet",
        _ => "a customer",
    };
    Someone { customer, words }
}

fn counts(read: &Read) -> Counts {
    let of = |who: &str| read.day.iter().filter(|row| row.who == who).count();
    let people: BTreeSet<i64> = read.day.iter().filter_map(|row| row.member).collect();
    Counts {
        visits: read.day.len() - of("visitor"),
        people: people.len(),
        anonymous: of("anonymous"),
        unresolved: of("unresolved"),
        visitors: of("visitor"),
        visitors_here: read.day.iter().filter(|row| row.who == "visitor" && !row.over).count(),
        registered: read.counted.0,
        delivered: read.counted.1,
    }
}

fn call(row: tables::calls::CallRow) -> Call {
    Call { event: row.id.to_string(), kiosk: row.kiosk, is_help: row.kind == "help", at: row.at }
}

fn faulty((kiosk, name, count, at): (String, String, i64, i64)) -> Faulty {
    Faulty { kiosk, name, count, at }
}

fn held(row: tables::board::HeldRow) -> Held {
    Held {
        event: row.id.to_string(),
        kiosk: row.kiosk,
        kind: row.kind.replace('_', " "),
        at: row.at,
        why: row.why,
        visit: row.visit.map(|visit| visit.to_string()),
    }
}

/// When a day began in a zone, in milliseconds.
pub(crate) fn midnight(day: i64, zone: &TimeZone) -> i64 {
    date(day).to_zoned(zone.clone()).map_or(day * 86_400_000, |at| at.timestamp().as_millisecond())
}

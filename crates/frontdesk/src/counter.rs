//! A site's desk, as somebody who has a duty there works at it. Every step asks the door for leave first, so that the engine
//! decides and the log has it.

use crate::members::strictest;
use crate::numbers::{CardNumber, MemberNumber};
use crate::{DeskError, FrontDesk, FrontDeskError, Member, Site, cards::Behind, clock, tables, unfit};
use access::{Level, Permit, Serving, Session};
use counting::{Day, Offered, Service};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

/// A site's desk, with somebody behind it.
pub struct Counter<'a> {
    pub(crate) front: &'a FrontDesk,
    pub(crate) session: &'a Session,
    pub(crate) site: Site,
    pub(crate) zone: TimeZone,
}

/// A customer, as far as somebody at the desk may know her. Does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Caller {
    /// The number of her row, for addresses.
    pub member: i64,
    /// Her member number, as people read it.
    pub number: String,
    /// Her name; `None` for who is private to the asker.
    pub name: Option<String>,
    /// She is private, and the asker may know that much.
    pub private: bool,
    /// There is a page about her for the asker.
    pub has_page: bool,
}

/// What can be chosen or delivered: id and words.
pub type Choice = (String, String);

impl FrontDesk {
    /// The sites where somebody has a duty at the desk, those that are closed for good last.
    ///
    /// # Errors
    /// When the desk fails.
    pub fn counters(&self, session: &Session) -> Result<Vec<Site>, FrontDeskError> {
        let places = self.door.places(session, Serving::Greet);
        let mut sites = if places.is_empty() { Vec::new() } else { self.desk.sites()? };
        sites.retain(|site| places.contains(&site.id) || places.contains(&site.area));
        sites.sort_by_key(|site| site.ended_at.is_some());
        Ok(sites)
    }

    /// The desk of a site. For who has no duty there, there is no such site.
    ///
    /// # Errors
    /// [`FrontDeskError::NotFound`] when it is not hers; otherwise when the desk or the engine fails.
    pub fn counter<'a>(&'a self, session: &'a Session, site: &str) -> Result<Counter<'a>, FrontDeskError> {
        let site = self.desk.site(site)?.ok_or(FrontDeskError::NotFound)?;
        let places = [site.id.as_str(), site.area.as_str()];
        if self.door.may_serve(session, Serving::Greet, &places)?.is_err() {
            return Err(FrontDeskError::NotFound);
        }
        let zone = site.time_zone()?;
        Ok(Counter { front: self, session, site, zone })
    }
}

impl Counter<'_> {
    /// The site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// What is read to a customer before she is asked for her Social Security number.
    pub fn ssn_notice(&self) -> &str {
        self.front.ssn_notice()
    }

    /// Its time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The day there.
    pub fn today(&self) -> Date {
        date(self.day())
    }

    /// Whether she may do such things here. What is offered depends on it; what is done is decided again.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn may(&self, step: Serving) -> Result<bool, FrontDeskError> {
        Ok(self.front.door.may_serve(self.session, step, &self.places())?.is_ok())
    }

    /// The services that can be chosen here today, in the order of the catalogue.
    pub fn choices(&self) -> Vec<Choice> {
        self.offered(self.day(), |_| true)
    }

    /// Those of them that staff deliver.
    pub fn deliverable(&self) -> Vec<Choice> {
        self.offered(self.day(), |service| service.offered == Offered::Staff)
    }

    /// The member behind a card that is swiped or a member number that is typed; numbers of other cards are not kept.
    ///
    /// # Errors
    /// With a sentence when there is none.
    pub fn named_by(&self, typed: &str) -> Result<Member, FrontDeskError> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let desk = &self.front.desk;
        let id = if let Some(number) = MemberNumber::read(&digits) {
            let token = desk.member_token(number);
            let known =
                desk.database.read(|t| tables::members::by_number(t, &token)).map_err(DeskError::from)?;
            known.ok_or_else(|| unfit("nobody has this member number"))?
        } else if let Some(card) = CardNumber::read(&digits) {
            let token = desk.card_token(card);
            match desk.database.read(|t| tables::cards::behind(t, &token)).map_err(DeskError::from)? {
                Behind::Member(member) => member,
                Behind::Ended(..) => {
                    return Err(unfit("this card was ended; find her by her member number").into());
                }
                Behind::Nobody => return Err(unfit("this card is nobody's yet; bind it on her page").into()),
            }
        } else {
            return Err(unfit(wrong(&digits)).into());
        };
        Ok(desk.member(id)?.ok_or_else(|| unfit("nobody has this member number"))?)
    }

    pub(crate) fn day(&self) -> i64 {
        clock::day_and_hour(self.front.desk.now(), &self.zone).0
    }

    /// Leave for a step, which the log has from now on.
    pub(crate) fn leave(&self, step: Serving, words: &str) -> Result<Permit, FrontDeskError> {
        let words = format!("{}: {words}", self.site.id);
        let leave = self.front.door.serve(self.session, step, &self.places(), &words)?;
        leave.map_err(|no| FrontDeskError::NotPermitted(no.0))
    }

    /// Nothing begins any more at a site that is closed for good.
    pub(crate) fn still_open(&self) -> Result<(), DeskError> {
        match self.site.ended_at {
            None => Ok(()),
            Some(_) => Err(unfit("this site is closed for good; nothing new begins here")),
        }
    }

    /// How these members stand to the asker, in their order.
    pub(crate) fn callers(&self, members: &[Member]) -> Result<Vec<(Caller, Level)>, FrontDeskError> {
        let keys: Vec<&str> = members.iter().flat_map(Member::keys).collect();
        let levels = self.front.door.levels(self.session, self.front.desk.source(), &keys)?;
        let levels = strictest(members.iter(), levels);
        Ok(members.iter().zip(levels).map(|(member, level)| (Caller::of(member, level), level)).collect())
    }

    /// Members by the numbers of their rows, as the asker may know them; each once, and those that are gone are left out. Who was
    /// joined to another is that other.
    pub(crate) fn known(
        &self,
        ids: impl Iterator<Item = i64>,
    ) -> Result<Vec<(Caller, Level)>, FrontDeskError> {
        let mut ids: Vec<i64> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        let members: Result<Vec<_>, _> = ids.into_iter().map(|id| self.front.desk.member(id)).collect();
        self.callers(&members?.into_iter().flatten().collect::<Vec<_>>())
    }

    /// A member who has a page for the asker.
    pub(crate) fn shown(&self, id: i64) -> Result<(Member, Caller, Level), FrontDeskError> {
        let member = self.front.desk.member(id)?.ok_or(FrontDeskError::NotFound)?;
        let caller = self.callers(std::slice::from_ref(&member))?.pop();
        let (caller, level) = caller.filter(|(caller, _)| caller.has_page).ok_or(FrontDeskError::NotFound)?;
        Ok((member, caller, level))
    }

    pub(crate) fn offered(&self, day: i64, fits: impl Fn(&Service) -> bool) -> Vec<Choice> {
        let catalogue = self.front.desk.catalogue();
        let offered = catalogue.offered(&self.site.id, self::day(day)).filter(|service| fits(service));
        offered.map(|service| (service.id.clone(), service.words.get("en").to_owned())).collect()
    }

    /// What a service is called, also one that is not offered any more.
    pub(crate) fn words(&self, service: &str) -> String {
        let known = self.front.desk.service(service);
        known.map_or_else(|| service.to_owned(), |known| known.words.get("en").to_owned())
    }

    fn places(&self) -> [&str; 2] {
        [&self.site.id, &self.site.area]
    }
}

impl Caller {
    fn of(member: &Member, level: Level) -> Caller {
        let name = format!("{} {}", member.said.first, member.said.last);
        Caller {
            member: member.id,
            number: member.number.in_groups(),
            name: (level == Level::Open).then_some(name),
            private: level == Level::Private,
            has_page: level != Level::Sealed,
        }
    }
}

/// Why these digits are no number of ours. They are not repeated.
fn wrong(digits: &str) -> &'static str {
    match digits.len() {
        0 => "swipe a card or type a member number",
        9 => {
            "this has nine digits; a member number has eleven. Please never type a Social Security number here"
        }
        11 => "this member number cannot be right: two digits may be swapped",
        _ => "this is neither a membership card nor a member number",
    }
}

/// A fresh name of a visit that staff begin.
pub(crate) fn fresh_visit() -> Result<Uuid, DeskError> {
    let random = crate::system_chance().ok_or_else(|| unfit("the system has no randomness"))?;
    Ok(uuid::Builder::from_random_bytes(random).into_uuid())
}

pub(crate) fn visit_named(name: &str) -> Result<Uuid, FrontDeskError> {
    Uuid::parse_str(name).map_err(|_| FrontDeskError::NotFound)
}

pub(crate) fn day(day: i64) -> Day {
    Day(i32::try_from(day).unwrap_or(0))
}

pub(crate) fn date(number: i64) -> Date {
    day(number).date()
}

impl std::fmt::Debug for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Caller({})", self.member)
    }
}

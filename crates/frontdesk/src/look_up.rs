//! A kiosk asks who stands before it, by what was swiped or keyed, or by what a customer without her card can say.

use crate::cards::Behind;
use crate::kiosks::KioskId;
use crate::line::By;
use crate::taking::Named;
use crate::{Desk, DeskError, FrontDesk, FrontDeskError, Member, Visit, clock, tables};
use access::Level;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What a kiosk asks by.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A number, sealed on the device; with month and day of birth (`05-21`) when the site asks for it after keying.
    Number(Vec<u8>, Option<String>),
    /// No card at hand: last name, birth date, and the end of the phone or member number.
    Forgot(Forgot),
}

/// What somebody without her card says. Does not print.
#[derive(Clone)]
pub struct Forgot {
    /// Last name.
    pub last: String,
    /// Birth date as `YYYY-MM-DD`.
    pub born: String,
    /// Last four digits of the telephone.
    pub phone: String,
    /// Last four digits of the member number.
    pub number: String,
}

/// What the kiosk is told.
#[derive(Clone, PartialEq, Debug)]
pub enum Greeting {
    /// She may sign in.
    Known(Box<Known>),
    /// The number is in order, but nobody's.
    Unknown,
    /// The card was replaced.
    Replaced,
    /// Please see staff: whatever the reason, it is not told.
    Staff,
    /// Month and day of birth are missing or wrong.
    Birthday,
}

/// Somebody who may sign in, with no more than a screen that others can see may show.
#[derive(Clone, PartialEq, Debug)]
pub struct Known {
    /// What the device says in events in place of the number.
    pub handle: Vec<u8>,
    /// First name and the initial of the last; `None` for a private person.
    pub name: Option<(String, String)>,
    /// Her language.
    pub lang: String,
    /// Greeted without a name, and asked nothing about former visits.
    pub private: bool,
    /// The visit that is open here; of a private person without its services.
    pub open: Option<Visit>,
    /// A visit is open at another site.
    pub elsewhere: bool,
    /// The visit before, when nobody said what was really used.
    pub last: Option<Visit>,
    /// What she chose most in her last visits.
    pub often: Vec<String>,
    /// Workshops and appointments of today that she is expected at: number, kind, start in milliseconds, title.
    pub today: Vec<Expected>,
}

/// A workshop or appointment that somebody is expected at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expected {
    /// Its number.
    pub activity: i64,
    /// `workshop` or `appointment`.
    pub kind: String,
    /// When it begins, in milliseconds.
    pub starts: i64,
    /// What it is called.
    pub title: String,
}

/// Former visits from which choices are taken.
const LOOKED_BACK: i64 = 12;

impl FrontDesk {
    /// Says who stands before a kiosk, so far as a screen may show it. The log has it before.
    ///
    /// # Errors
    /// When the desk, the log or the marks fail; the kiosk then goes on as if it were off line.
    pub fn look_up(&self, kiosk: &KioskId, asked: &Asked) -> Result<Greeting, FrontDeskError> {
        let member = match asked {
            Asked::Number(sealed, birthday) => match self.by_number(kiosk, sealed, birthday.as_deref())? {
                Ok(member) => member,
                Err(greeting) => return Ok(greeting),
            },
            Asked::Forgot(said) => match self.desk.by_what_is_said(said)? {
                Some(member) => member,
                None => return Ok(Greeting::Staff),
            },
        };
        if member.barred {
            return Ok(Greeting::Staff);
        }
        let words = format!("{} {}", kiosk.id(), member.id);
        let level = self.door.greet(self.desk.source(), member.uii.text(), &words)?;
        let also: Vec<&str> = member.keys().skip(1).collect();
        let level = match also.as_slice() {
            [] => level,
            also => self.door.levels_to_nobody(self.desk.source(), also)?.into_iter().fold(level, Level::max),
        };
        // What somebody without a card can say, those who know her can say, too. Nobody learns so that she is a customer, or here.
        if level != Level::Open && matches!(asked, Asked::Forgot(_)) {
            return Ok(Greeting::Staff);
        }
        Ok(Greeting::Known(Box::new(self.desk.known(kiosk, &member, level != Level::Open)?)))
    }

    fn by_number(
        &self,
        kiosk: &KioskId,
        sealed: &[u8],
        birthday: Option<&str>,
    ) -> Result<Result<Member, Greeting>, FrontDeskError> {
        let desk = &self.desk;
        let (member, keyed) = match desk.opened(kiosk.id(), sealed) {
            Some(Named::Card(token)) => {
                match desk.database.read(|t| tables::cards::behind(t, &token)).map_err(DeskError::from)? {
                    Behind::Member(member) => (member, false),
                    Behind::Ended(..) => return Ok(Err(Greeting::Replaced)),
                    Behind::Nobody => return Ok(Err(Greeting::Unknown)),
                }
            }
            Some(Named::Number(token)) => {
                match desk
                    .database
                    .read(|t| tables::members::by_number(t, &token))
                    .map_err(DeskError::from)?
                {
                    Some(member) => (member, true),
                    None => return Ok(Err(Greeting::Unknown)),
                }
            }
            _ => return Ok(Err(Greeting::Staff)),
        };
        let Some(member) = desk.member(member)? else { return Ok(Err(Greeting::Staff)) };
        let asks = keyed && desk.site(kiosk.site())?.is_some_and(|site| site.settings.ask_birthday);
        // Who gave no birth date cannot be asked for it.
        if asks && !member.said.born.is_empty() && birthday != member.said.born.get(5..) {
            return Ok(Err(Greeting::Birthday));
        }
        Ok(Ok(member))
    }
}

impl Desk {
    /// By what a kiosk asks, for the limit of its look-ups.
    pub(crate) fn asked_by(&self, kiosk: &KioskId, asked: &Asked) -> By {
        match asked {
            Asked::Number(sealed, _)
                if !matches!(self.opened(kiosk.id(), sealed), Some(Named::Number(_))) =>
            {
                By::Card
            }
            _ => By::Words,
        }
    }

    fn known(&self, kiosk: &KioskId, member: &Member, private: bool) -> Result<Known, DeskError> {
        let zone = self.site(kiosk.site())?.map_or(Ok(TimeZone::UTC), |site| site.time_zone())?;
        let today = clock::day_and_hour(self.now(), &zone).0;
        let visits = self.database.read(|t| tables::visits::of_member(t, member.id, LOOKED_BACK))?;
        let is_open = |visit: &&Visit| visit.day == today && visit.ended.is_none() && !visit.closed;
        let open = visits.iter().find(|visit| is_open(visit) && visit.site == kiosk.site());
        let latest_is_here = visits.first().is_none_or(|visit| visit.site == kiosk.site());
        let last = visits.iter().find(|visit| visit.day < today);
        let expected = self.database.read(|t| tables::visits::expected(t, member.id, kiosk.site(), today))?;
        let initial = member.said.initial();
        Ok(Known {
            handle: self.handle(kiosk.id(), member.id)?,
            name: (!private).then(|| (member.said.first.clone(), initial)),
            lang: member.said.lang.clone(),
            private,
            open: open.filter(|_| latest_is_here).cloned(),
            elsewhere: visits.iter().any(|visit| is_open(&visit) && visit.site != kiosk.site()),
            last: last.filter(|visit| !private && !visit.verified && !visit.services.is_empty()).cloned(),
            often: if private { Vec::new() } else { often(&visits) },
            today: if private { Vec::new() } else { expected },
        })
    }

    /// Exactly one member for whom everything that was said holds. A name alone is never enough.
    fn by_what_is_said(&self, said: &Forgot) -> Result<Option<Member>, DeskError> {
        let ends = [&said.phone, &said.number].into_iter().filter(|end| !end.is_empty());
        let four = |end: &String| end.len() == 4 && end.bytes().all(|byte| byte.is_ascii_digit());
        let named = !said.last.trim().is_empty() && said.born.parse::<Date>().is_ok();
        if !named || !ends.clone().all(four) || ends.count() == 0 {
            return Ok(None);
        }
        let token = self.said_token(&said.last, &said.born);
        let mut fitting: Vec<Member> = Vec::new();
        for row in self.database.read(|t| tables::members::by_said(t, &token))? {
            let member = self.open_member(row)?;
            let ends_with = |whole: &str, end: &str| {
                let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
                end.is_empty() || digits.ends_with(end)
            };
            if ends_with(&member.said.phone, &said.phone) && ends_with(&member.number.digits(), &said.number)
            {
                fitting.extend(self.member(member.id)?);
            }
        }
        // Two memberships that were joined are one person.
        fitting.dedup_by_key(|member| member.id);
        Ok(fitting.pop().filter(|_| fitting.is_empty()))
    }
}

fn often(visits: &[Visit]) -> Vec<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for service in visits.iter().flat_map(|visit| &visit.services).filter(|service| service.chosen) {
        match counts.iter_mut().find(|(known, _)| *known == service.service) {
            Some((_, count)) => *count += 1,
            None => counts.push((service.service.clone(), 1)),
        }
    }
    counts.sort_by(|(_, one), (_, other)| other.cmp(one));
    counts.into_iter().map(|(service, _)| service).take(8).collect()
}

impl std::fmt::Debug for Forgot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Forgot(*)")
    }
}

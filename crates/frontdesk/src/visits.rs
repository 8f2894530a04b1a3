//! Visits: each the union of its events. Every step here only adds facts, so that the order in which they come does not matter.

use crate::cards::Behind;
use crate::clock::day_and_hour;
use crate::event::What;
use crate::kiosks::KioskId;
use crate::tables::members::Touched;
use crate::taking::{Named, Ready};
use crate::{Desk, DeskError, tables};
use counting::Day;
use database::{DatabaseError, Token, Transaction};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A visit, as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Visit {
    /// Made on the device.
    pub id: Uuid,
    /// Where.
    pub site: String,
    /// When it began, in milliseconds.
    pub began: i64,
    /// The day at the site, in days since 1970.
    pub day: i64,
    /// When the customer said that it ended; `None` when she did not: it is never guessed.
    pub ended: Option<i64>,
    /// The day was closed before she said that she left; how long she stayed is not known.
    pub closed: bool,
    /// Who; `None` for anonymous visits, visitors and numbers that belong to nobody.
    pub member: Option<i64>,
    /// `member`, `anonymous`, `visitor` or `unresolved`.
    pub who: String,
    /// The customer said what was really used.
    pub verified: bool,
    /// The hour is a guess.
    pub uncertain: bool,
    /// The services.
    pub services: Vec<VisitService>,
}

/// A service of a visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VisitService {
    /// Catalogue id.
    pub service: String,
    /// Chosen at the kiosk or desk.
    pub chosen: bool,
    /// Said to have been used. When the visit is verified and this is not set, it was not used.
    pub used: bool,
}

/// Visits of one person at one site that begin so close to each other are one: a second swipe, or the kiosk beside.
const FOLD: i64 = 5 * 60_000;
/// No chain of such visits is longer.
const LONGEST_CHAIN: i64 = 12 * 3_600_000;
/// An ended card still leads to its member for what happened so long after its end: the kiosk could not know.
const GRACE: i64 = 30 * 24 * 3_600_000;
/// A number that belongs to nobody waits so long for a card to be bound.
const BINDING: i64 = 90 * 24 * 3_600_000;

/// Adds what an event says. `Some` is a sentence: why somebody must look at it, though what can be counted is.
pub(crate) fn apply(
    t: &mut Transaction<'_>,
    desk: &Desk,
    kiosk: &KioskId,
    zone: &TimeZone,
    ready: &Ready,
    changed: &mut BTreeSet<(i64, Uuid)>,
) -> Result<Option<&'static str>, DeskError> {
    let event = &ready.event;
    let Some(visit) = event.visit else { return Ok(None) };
    tables::visits::ensure(t, visit, &kiosk.site)?;
    let held = match &event.what {
        What::SignIn { by, lang, services, .. } => {
            let (day, hour) = day_and_hour(ready.moment.at, zone);
            let (who, held) = resolved(t, ready)?;
            let beginning = tables::visits::Beginning {
                visit,
                site: &kiosk.site,
                kiosk: Some(&kiosk.id),
                moment: ready.moment,
                day,
                hour,
                who,
                entry: by,
                lang,
                offline: event.offline,
                paper: false,
            };
            let held = begin(t, &beginning)?.or(held);
            choose(t, desk, visit, services, (&kiosk.site, day, ready.moment.at))?;
            held.or_else(|| not_offered(desk, services, (&kiosk.site, day)))
        }
        What::AddServices(services) => {
            let (day, _) = day_and_hour(ready.moment.at, zone);
            choose(t, desk, visit, services, (&kiosk.site, day, ready.moment.at))?;
            not_offered(desk, services, (&kiosk.site, day))
        }
        What::Verify { services, found_work } => {
            tables::visits::verify(t, visit, services, *found_work)?;
            None
        }
        What::SignOut => {
            tables::visits::end(t, visit, ready.moment.at)?;
            None
        }
        What::Void => {
            tables::visits::void(t, visit)?;
            None
        }
        What::CheckIn(session) => check_in(t, visit, session)?,
        What::UnknownCard(_) | What::WrongCard(_) | What::Help => None,
    };
    if let Some((member, site, began)) = tables::visits::whose(t, visit)? {
        tables::visits::attended(t, visit, member, ready.moment.at)?;
        let folded = fold(t, member, &site, began)?;
        changed.extend(folded.into_iter().chain([visit]).map(|visit| (member, visit)));
    }
    Ok(held)
}

/// Who a visit is by, as far as the numbers tell now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum By {
    Member(i64),
    Anonymous,
    Visitor,
    Unresolved(Option<Token>),
}

impl By {
    pub(crate) fn word(self) -> &'static str {
        match self {
            By::Member(_) => "member",
            By::Anonymous => "anonymous",
            By::Visitor => "visitor",
            By::Unresolved(_) => "unresolved",
        }
    }
}

fn resolved(t: &mut Transaction<'_>, ready: &Ready) -> Result<(By, Option<&'static str>), DeskError> {
    let at = ready.moment.at;
    Ok(match ready.named {
        Some(Named::Anonymous) => (By::Anonymous, None),
        Some(Named::Visitor) => (By::Visitor, None),
        Some(Named::Member(member)) => (By::Member(member), None),
        Some(Named::Number(token)) => match tables::members::by_number(t, &token)? {
            Some(member) => (By::Member(member), None),
            None => (By::Unresolved(Some(token)), None),
        },
        Some(Named::Card(token)) => match tables::cards::behind(t, &token)? {
            Behind::Member(member) => (By::Member(member), None),
            Behind::Ended(member, ended) if at <= ended + GRACE => (By::Member(member), None),
            Behind::Ended(..) => (By::Unresolved(None), Some("a card was used long after it was ended")),
            Behind::Nobody => (By::Unresolved(Some(token)), None),
        },
        Some(Named::Lost) | None => {
            (By::Unresolved(None), Some("the number cannot be opened: it was not sealed on this device"))
        }
    })
}

fn begin(
    t: &mut Transaction<'_>,
    beginning: &tables::visits::Beginning<'_>,
) -> Result<Option<&'static str>, DeskError> {
    if tables::visits::begin(t, beginning)? {
        return Ok(None);
    }
    Ok(Some("the visit has another sign-in already"))
}

/// Services that were chosen; one that staff deliver puts the visit into the queue.
pub(crate) fn choose(
    t: &mut Transaction<'_>,
    desk: &Desk,
    visit: Uuid,
    services: &[String],
    (site, day, at): (&str, i64, i64),
) -> Result<(), DatabaseError> {
    for service in services {
        tables::visits::choose(t, visit, service)?;
    }
    for service in services.iter().filter(|service| desk.is_by_staff(service)) {
        if !tables::visits::is_removed(t, visit, service)? {
            return tables::visits::queue(t, visit, site, day, at);
        }
    }
    Ok(())
}

/// A kiosk that was off line showed what the site did not offer any more. It was chosen all the same, and stands with the visit. The
/// sentence names no service: whoever reads it may not know what this customer chose.
fn not_offered(desk: &Desk, services: &[String], (site, day): (&str, i64)) -> Option<&'static str> {
    let day = Day(i32::try_from(day).unwrap_or(0));
    let is_offered = |id: &String| desk.catalogue.offered(site, day).any(|service| service.id == *id);
    let why = "a service was chosen that this site did not offer on that day, as the kiosk had not heard of it; it stands with the visit";
    (!services.iter().all(is_offered)).then_some(why)
}

fn check_in(t: &mut Transaction<'_>, visit: Uuid, session: &str) -> Result<Option<&'static str>, DeskError> {
    let activity = session.parse::<i64>().ok();
    let Some(activity) = activity.filter(|id| tables::visits::has_activity(t, *id).unwrap_or(false)) else {
        return Ok(Some("there is no such workshop or appointment"));
    };
    tables::visits::attend(t, visit, activity)?;
    Ok(None)
}

/// A card was bound: visits with its number are the member's, when they are not too old.
pub(crate) fn resolve(
    t: &mut Transaction<'_>,
    token: &Token,
    member: i64,
    now: i64,
) -> Result<(), DatabaseError> {
    let mut changed = BTreeSet::new();
    for (visit, site, began) in tables::visits::resolve(t, token, member, now - BINDING)? {
        changed.insert(visit);
        changed.extend(fold(t, member, &site, began)?);
    }
    for visit in changed {
        tables::members::changed(t, member, Touched::Visit(visit), now)?;
    }
    tables::members::changed(t, member, Touched::Herself, now)
}

/// Folds visits that begin within five minutes of the one before, by chains, so that the result does not depend on the order
/// in which they came. Those that stand otherwise than before.
pub(crate) fn fold(
    t: &mut Transaction<'_>,
    member: i64,
    site: &str,
    began: i64,
) -> Result<Vec<Uuid>, DatabaseError> {
    let member = tables::joining::stays(t, member)?;
    let visits = tables::visits::foldable(t, member, site, (began - LONGEST_CHAIN, began + LONGEST_CHAIN))?;
    let mut changed = Vec::new();
    for (visit, into) in folded(&visits) {
        tables::visits::set_folded(t, visit, into)?;
        changed.push(visit);
    }
    Ok(changed)
}

/// Which visits change, and into which they are folded now. The visits are (id, beginning, folded into), in the order of
/// their beginnings and ids.
fn folded(visits: &[(Uuid, i64, Option<Uuid>)]) -> Vec<(Uuid, Option<Uuid>)> {
    let mut changes = Vec::new();
    let mut chain: Option<(Uuid, i64)> = None;
    for (visit, began, now_into) in visits {
        let into = chain.filter(|(_, last)| began - last <= FOLD).map(|(first, _)| first);
        chain = Some((into.unwrap_or(*visit), *began));
        if into != *now_into {
            changes.push((*visit, into));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_folded_by_chains() {
        let id = |n: u128| Uuid::from_u128(n);
        let minute = 60_000;
        let visits = [
            (id(1), 0, None),
            (id(2), 4 * minute, None),
            (id(3), 8 * minute, None),
            (id(4), 14 * minute, Some(id(1))),
        ];
        assert_eq!(folded(&visits), [(id(2), Some(id(1))), (id(3), Some(id(1))), (id(4), None)]);
        assert_eq!(folded(&[]), []);
    }
}

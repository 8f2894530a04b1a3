//! Puts visits, services and what staff delivered into the ledger. The result does not depend on the order in which anything came.

use super::{People, Sites, day, too_much};
use crate::clock::day_and_hour;
use crate::tables::counts::{self as table, Days, FoldedLine, Id, ServiceSaid, StaffLine, VisitLine};
use crate::{Desk, DeskError};
use counting::{
    Act, Confirmation, Day, Delivery, Filling, KioskDelivery, Ledger, Marks, PersonNumber, Plan,
    ProgrammeNumber, ServiceNumber, SiteNumber, StaffNumber, Visit, VisitNumber,
};
use database::Transaction;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A ledger while it is filled.
pub(super) struct Fill<'a> {
    desk: &'a Desk,
    sites: &'a Sites,
    people: People,
    filling: Filling,
    services: FxHashMap<String, (ServiceNumber, KioskDelivery)>,
    /// Visits that are part of another, and those others with what is said of the whole.
    folded: FxHashMap<Id, Id>,
    whole: FxHashMap<Id, Whole>,
    visits: FxHashMap<Id, Known>,
    /// Where somebody was on a day: what staff delivered to her belongs to her first visit there.
    there: FxHashMap<There, Option<VisitNumber>>,
    /// Asked for at a kiosk and delivered by staff: once is once.
    confirmed: FxHashSet<(VisitNumber, ServiceNumber)>,
    /// By site: services that the catalogue does not know.
    unknown_services: FxHashMap<SiteNumber, u64>,
}

/// Somebody at a site on a day.
type There = (PersonNumber, SiteNumber, Day);

/// A visit in the ledger.
#[derive(Clone, Copy)]
struct Known {
    number: VisitNumber,
    site: SiteNumber,
    verified: bool,
    /// Others are part of it.
    whole: bool,
}

/// What the parts of a visit say of it.
#[derive(Clone, Copy, Default)]
struct Whole {
    ended: Option<i64>,
    verified: bool,
    wait: Option<u16>,
}

/// A visit before it has its number.
struct Draft {
    id: Id,
    began: i64,
    visit: Visit,
    verified: bool,
}

const MINUTE: i64 = 60_000;

impl<'a> Fill<'a> {
    pub(super) fn new(desk: &'a Desk, sites: &'a Sites, people: People, filling: Filling) -> Fill<'a> {
        let numbered = (0u16..).map(ServiceNumber).zip(desk.catalogue().services());
        let services =
            numbered.map(|(number, service)| (service.id.clone(), (number, service.offered.at_kiosk())));
        Fill {
            desk,
            sites,
            people,
            filling,
            services: services.collect(),
            folded: FxHashMap::default(),
            whole: FxHashMap::default(),
            visits: FxHashMap::default(),
            there: FxHashMap::default(),
            confirmed: FxHashSet::default(),
            unknown_services: FxHashMap::default(),
        }
    }

    pub(super) fn all(&mut self, t: &mut Transaction<'_>, days: &Days<'_>) -> Result<(), DeskError> {
        table::folded(t, days, &mut |line| {
            self.fold(&line);
            Ok(())
        })?;
        let mut waits: FxHashMap<Id, u16> = FxHashMap::default();
        table::waits(t, days, &mut |(id, waited)| {
            let minutes = u16::try_from(waited.max(0) / MINUTE).unwrap_or(u16::MAX);
            self.wait(id, minutes, &mut waits);
            Ok(())
        })?;
        let mut delivered = Vec::new();
        table::staff(t, days, &mut |line| {
            delivered.push(line);
            Ok(())
        })?;
        self.expect(&delivered);
        let mut drafts = Vec::new();
        table::visits(t, days, &mut |line| {
            drafts.extend(self.draft(&line, &waits));
            Ok(())
        })?;
        let most = i64::try_from(drafts.len()).unwrap_or(i64::MAX).saturating_mul(3) > table::visit_count(t)?;
        self.take_visits(drafts)?;
        self.take_delivered(&delivered)?;
        self.take_services(t, days, most)?;
        self.take_plans(t)
    }

    pub(super) fn done(self) -> (Ledger, FxHashMap<SiteNumber, u64>) {
        (self.filling.done(), self.unknown_services)
    }

    fn fold(&mut self, line: &FoldedLine) {
        self.folded.insert(line.id, line.into);
        let whole = self.whole.entry(line.into).or_default();
        whole.ended = whole.ended.max(line.ended);
        whole.verified |= line.verified;
    }

    fn wait(&mut self, id: Id, minutes: u16, waits: &mut FxHashMap<Id, u16>) {
        match self.folded.get(&id).and_then(|into| self.whole.get_mut(into)) {
            // Asked at both swipes: she waited from the first.
            Some(whole) => whole.wait = whole.wait.max(Some(minutes)),
            None => drop(waits.insert(id, minutes)),
        }
    }

    /// Notes where it matters who was there first.
    fn expect(&mut self, delivered: &[StaffLine]) {
        for line in delivered {
            if let Some(there) = self.there_of(line) {
                self.there.insert(there, None);
            }
        }
    }

    fn there_of(&self, line: &StaffLine) -> Option<There> {
        Some((*self.people.get(&line.member)?, self.sites.number(&line.site)?, day(line.day)))
    }

    /// The visit, unless its member was registered only while this was read: then it is in the next report.
    fn draft(&self, line: &VisitLine, waits: &FxHashMap<Id, u16>) -> Option<Draft> {
        let who = match line.member.filter(|_| line.is_member) {
            Some(member) => Some(*self.people.get(&member)?),
            None => None,
        };
        let whole = self.whole.get(&line.id).copied().unwrap_or_default();
        let verified = line.verified || whole.verified;
        let said = if line.end_set { line.ended } else { line.ended.max(whole.ended) };
        let ended = said.filter(|ended| verified && *ended >= line.began);
        let stay = ended.map(|ended| u16::try_from((ended - line.began) / MINUTE).unwrap_or(u16::MAX));
        let marks = Marks {
            offline: line.offline,
            on_paper: line.paper,
            uncertain_time: line.uncertain,
            remote: false,
        };
        let visit = Visit {
            who,
            site: self.sites.number(&line.site)?,
            day: day(line.day),
            hour: u8::try_from(line.hour).unwrap_or(0),
            stay_minutes: stay,
            wait_minutes: waits.get(&line.id).copied().or(whole.wait),
            marks,
        };
        Some(Draft { id: line.id, began: line.began, visit, verified })
    }

    /// In the order in which they began, whatever the order in which they came.
    fn take_visits(&mut self, mut drafts: Vec<Draft>) -> Result<(), DeskError> {
        drafts.sort_unstable_by_key(|draft| (draft.began, draft.id));
        self.visits.reserve(drafts.len());
        for draft in drafts {
            let number = self.filling.visit(draft.visit).map_err(too_much)?;
            let whole = self.whole.contains_key(&draft.id);
            let Visit { who, site, day, .. } = draft.visit;
            self.visits.insert(draft.id, Known { number, site, verified: draft.verified, whole });
            if let Some(there) = who.and_then(|who| self.there.get_mut(&(who, site, day))) {
                there.get_or_insert(number);
            }
        }
        Ok(())
    }

    fn take_delivered(&mut self, delivered: &[StaffLine]) -> Result<(), DeskError> {
        for line in delivered {
            let Some(there) = self.there_of(line) else { continue };
            let Some((service, what)) = self.services.get(&line.service).copied() else {
                *self.unknown_services.entry(there.1).or_default() += 1;
                continue;
            };
            let visit = match self.there.get(&there).copied().flatten() {
                Some(first) => self.visit_named(line, there).unwrap_or(first),
                None => self.without_visit(line, there)?,
            };
            let named = line.programme.as_deref().and_then(|id| self.desk.catalogue().programme(id));
            // The staff of other systems are not told apart.
            let account = line.account.and_then(|account| u32::try_from(account).ok());
            let staff = StaffNumber(account.unwrap_or(u32::MAX));
            let delivery = Delivery::Staff(what.confirmed(Confirmation::by(staff)));
            let programme = named.unwrap_or(ProgrammeNumber(0));
            self.filling.act(visit, Act { service, programme, delivery }).map_err(too_much)?;
            self.confirmed.insert((visit, service));
        }
        Ok(())
    }

    /// The visit that staff named, when it was hers and there on that day.
    fn visit_named(&self, line: &StaffLine, there: There) -> Option<VisitNumber> {
        let id = line.visit?;
        let known = self.visits.get(self.folded.get(&id).unwrap_or(&id))?;
        let visit = self.filling.added(known.number)?;
        (visit.who, visit.site, visit.day).eq(&(Some(there.0), there.1, there.2)).then_some(known.number)
    }

    /// Nobody came through the door: by telephone, or entered later. It counts as activity, once for a day and site.
    fn without_visit(&mut self, line: &StaffLine, there: There) -> Result<VisitNumber, DeskError> {
        let (who, site, day) = there;
        let (_, hour) = day_and_hour(line.at, &self.sites.zone(&line.site));
        let marks = Marks { remote: true, ..Marks::default() };
        let hour = u8::try_from(hour).unwrap_or(0);
        let visit = Visit { who: Some(who), site, day, hour, stay_minutes: None, wait_minutes: None, marks };
        let number = self.filling.visit(visit).map_err(too_much)?;
        self.there.insert(there, Some(number));
        Ok(number)
    }

    fn take_services(
        &mut self,
        t: &mut Transaction<'_>,
        days: &Days<'_>,
        most: bool,
    ) -> Result<(), DeskError> {
        // Chosen and used, of visits with several parts: the same service of two parts is one.
        let mut parts: BTreeMap<(VisitNumber, ServiceNumber), (ServiceSaid, KioskDelivery, bool)> =
            BTreeMap::new();
        table::services(t, days, most, &mut |id, service, said| {
            let into = self.folded.get(&id);
            let Some(known) = self.visits.get(into.unwrap_or(&id)).copied() else { return Ok(()) };
            let Some((service, what)) = self.services.get(service).copied() else {
                *self.unknown_services.entry(known.site).or_default() += 1;
                return Ok(());
            };
            if known.whole {
                let part = parts.entry((known.number, service)).or_insert((said, what, known.verified));
                part.0.chosen |= said.chosen;
                part.0.used |= said.used;
                part.0.removed |= said.removed;
                return Ok(());
            }
            self.take_service((known.number, service), what, said, known.verified)
        })?;
        for (at, (said, what, verified)) in parts {
            self.take_service(at, what, said, verified)?;
        }
        Ok(())
    }

    fn take_service(
        &mut self,
        at: (VisitNumber, ServiceNumber),
        what: KioskDelivery,
        ServiceSaid { chosen, used, removed }: ServiceSaid,
        verified: bool,
    ) -> Result<(), DeskError> {
        if removed || !chosen && !used || self.confirmed.contains(&at) {
            return Ok(());
        }
        // Who asked for staff did ask, whatever she says at the end.
        let not_used = verified && !used && what != KioskDelivery::Requested;
        let what = if not_used { KioskDelivery::NotUsed } else { what };
        let (visit, service) = at;
        let delivery = Delivery::Kiosk { what, verified: used };
        self.filling.act(visit, Act { service, programme: ProgrammeNumber(0), delivery }).map_err(too_much)
    }

    /// Booked services of the kind that keeps a period open.
    fn take_plans(&mut self, t: &mut Transaction<'_>) -> Result<(), DeskError> {
        table::plans(t, &mut |line| {
            let Some(who) = self.people.get(&line.member).copied() else { return Ok(()) };
            let Some((service, _)) = self.services.get(&line.service).copied() else { return Ok(()) };
            let (planned, programme) = (day(line.day), ProgrammeNumber(0));
            let rule = self.desk.catalogue().rule(service, programme, planned);
            if rule.is_none_or(|rule| !rule.participation) {
                return Ok(());
            }
            let (recorded, _) = day_and_hour(line.recorded_at, &self.sites.zone(&line.site));
            let plan = Plan { recorded: day(recorded), planned, programme };
            self.filling.plan(who, plan).map_err(too_much)
        })
    }
}

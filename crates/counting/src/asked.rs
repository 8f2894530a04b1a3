//! What a report is asked for: which ledger, which rules, which time, which sites, and as known on which day.

use crate::{
    Act, Catalogue, Class, Day, Delivery, Element, Event, KioskDelivery, Ledger, Policy, Programmes,
    Reporting, Rule, SiteNumber, Stretch, Surety, Visit, VisitNumber, What,
};
use std::collections::BTreeSet;

/// What a report is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What happened.
    pub ledger: &'a Ledger,
    /// What it counts as.
    pub catalogue: &'a Catalogue,
    /// What the state decided.
    pub policy: &'a Policy,
    /// The time it is about.
    pub reporting: Reporting,
    /// Only these sites; all when nothing is said. Reports about a whole programme do not ask for it.
    pub sites: Option<&'a BTreeSet<SiteNumber>>,
    /// What was known at the end of this day. An exit needs the 90 days after it.
    pub as_of: Day,
}

/// What one act does to the records of a person.
pub(crate) struct Effect<'a> {
    pub what: What,
    pub rule: &'a Rule,
    by_staff: bool,
}

impl<'a> Asked<'a> {
    /// The same about another time.
    #[must_use]
    pub fn about(self, reporting: Reporting) -> Asked<'a> {
        Asked { reporting, ..self }
    }

    /// The programmes that end together.
    pub fn common_exit(&self) -> Programmes {
        let numbered = (0..).map(crate::ProgrammeNumber).zip(self.catalogue.programmes());
        let common = numbered.filter(|(_, programme)| programme.common_exit);
        common.fold(Programmes::default(), |all, (number, _)| all.with(Programmes::one(number)))
    }

    /// The days it is about.
    pub fn days(&self) -> Stretch {
        self.reporting.days()
    }

    pub(crate) fn covers(&self, site: SiteNumber) -> bool {
        self.sites.is_none_or(|sites| sites.contains(&site))
    }

    /// Every visit of its days and sites.
    pub(crate) fn visits(&self) -> impl Iterator<Item = (VisitNumber, Visit)> {
        let known = |visit: &Visit| visit.day <= self.as_of && self.covers(visit.site);
        self.ledger.visits(self.days()).filter(move |(_, visit)| known(visit))
    }

    /// How sure everything is that these visits say.
    pub(crate) fn surety(&self) -> Surety {
        let mut surety = Surety::default();
        for (number, visit) in self.visits() {
            surety.take(&visit, self.ledger.acts(number).map(|act| act.delivery));
        }
        surety
    }

    /// A signed-in visit alone is a contact.
    pub(crate) fn is_contact(&self, visit: &Visit) -> bool {
        self.policy.sign_in_is_contact && visit.who.is_some() && !visit.marks.remote
    }

    /// What an act does, by the rule of its day. What was only asked for does nothing, and neither does what nobody
    /// verified, unless the state decided so.
    pub(crate) fn effect(&self, act: &Act, day: Day) -> Option<Effect<'a>> {
        let rule = self.catalogue.rule(act.service, act.programme, day)?;
        match act.delivery {
            Delivery::Kiosk { what: KioskDelivery::Requested | KioskDelivery::NotUsed, .. } => None,
            Delivery::Kiosk { verified, .. } => {
                let counts = verified || self.policy.unverified_self_service_counts;
                counts.then_some(Effect { what: What::Contact, rule, by_staff: false })
            }
            Delivery::Staff(_) => {
                let what = match rule.class {
                    _ if rule.participation => What::Participation(act.programme),
                    Class::Basic => What::Contact,
                    _ => What::Other,
                };
                Some(Effect { what, rule, by_staff: true })
            }
        }
    }

    /// One person's events for the periods.
    pub(crate) fn events(&self, who: crate::PersonNumber, events: &mut Vec<Event>) {
        for (number, visit) in self.ledger.visits_of(who) {
            if self.is_contact(&visit) {
                events.push(Event { day: visit.day, what: What::Contact });
            }
            for act in self.ledger.acts(number) {
                let effect = self.effect(&act, visit.day);
                events.extend(effect.map(|effect| Event { day: visit.day, what: effect.what }));
            }
        }
    }
}

impl Effect<'_> {
    /// The elements that it sets. Those that need staff are never set by anything else.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Element> {
        self.rule.elements.iter().copied().filter(|element| self.by_staff || !element.needs_staff())
    }
}

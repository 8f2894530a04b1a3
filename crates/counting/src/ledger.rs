//! Visits and acts of a whole state in memory, 16 and 12 bytes each. The caller fills it row by row, in any order.

use crate::{
    Act, Day, Delivery, Person, PersonNumber, Plan, ProgrammeNumber, ServiceNumber, Stretch, Traits, Uii,
};
use std::collections::HashMap;
use thiserror::Error;

/// A site, by its place in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SiteNumber(pub u16);

/// A visit, by its place in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VisitNumber(pub u32);

/// A site and the area it belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The name of its area.
    pub area: String,
}

/// One visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visit {
    /// Who came; nobody when she stayed anonymous.
    pub who: Option<PersonNumber>,
    /// Where.
    pub site: SiteNumber,
    /// On which day, in the site's time zone.
    pub day: Day,
    /// In which hour, 0 to 23.
    pub hour: u8,
    /// How long she stayed: only from a log-out that she made herself.
    pub stay_minutes: Option<u16>,
    /// How long she waited for staff, when a queue measured it.
    pub wait_minutes: Option<u16>,
    /// How it was recorded.
    pub marks: Marks,
}

/// How a visit was recorded.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Marks {
    /// The kiosk was off line.
    pub offline: bool,
    /// Written on paper and entered later.
    pub on_paper: bool,
    /// The time is not certain.
    pub uncertain_time: bool,
    /// Nobody came through the door: a service by telephone, or one that only stands in a case. It counts as activity
    /// and not as a visit.
    pub remote: bool,
}

/// The table while it is filled.
#[derive(Default, Debug)]
pub struct Filling {
    people: Vec<Person>,
    by_uii: HashMap<Uii, PersonNumber>,
    sites: Vec<Site>,
    visits: Vec<VisitRow>,
    acts: Vec<ActRow>,
    plans: Vec<(PersonNumber, Plan)>,
    pub(crate) said: Vec<(PersonNumber, Day, Traits)>,
}

/// Visits, acts, people and sites, ready to be counted.
#[derive(Debug)]
pub struct Ledger {
    people: Vec<Person>,
    sites: Vec<Site>,
    visits: Vec<VisitRow>,
    acts: Vec<ActRow>,
    /// Where each visit's acts begin.
    acts_from: Vec<u32>,
    /// Visits by person and day.
    by_person: Vec<u32>,
    /// Where each person's visits begin in `by_person`.
    person_from: Vec<u32>,
    plans: Vec<(PersonNumber, Plan)>,
    /// What people said, by person and day.
    pub(crate) said: Vec<(PersonNumber, Day, Traits)>,
}

/// Why a row was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum LedgerFault {
    /// The same number for two people.
    #[error("two people have the same number for counts; hand in one person for both of their records")]
    Twice,
    /// A number that was not given out.
    #[error("the row names a {0} that was not added before; add it first")]
    Unknown(&'static str),
    /// More rows than a number can hold.
    #[error("the ledger is full; hand in less time at once")]
    Full,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct VisitRow {
    who: u32,
    day: Day,
    site: u16,
    stay: u16,
    wait: u16,
    hour: u8,
    marks: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct ActRow {
    visit: u32,
    service: u16,
    programme: u8,
    delivery: u8,
    staff: u32,
}

const NOBODY: u32 = u32::MAX;
const UNKNOWN: u16 = u16::MAX;

impl Filling {
    /// Adds a person.
    ///
    /// # Errors
    /// When her number is there already.
    pub fn person(&mut self, person: Person) -> Result<PersonNumber, LedgerFault> {
        let number = PersonNumber(next(self.people.len())?);
        if self.by_uii.insert(person.uii, number).is_some() {
            return Err(LedgerFault::Twice);
        }
        self.people.push(person);
        Ok(number)
    }

    pub(crate) fn has_person(&self, who: PersonNumber) -> bool {
        (who.0 as usize) < self.people.len()
    }

    /// Adds a site.
    ///
    /// # Errors
    /// When there are too many.
    pub fn site(&mut self, site: Site) -> Result<SiteNumber, LedgerFault> {
        let number = u16::try_from(self.sites.len()).map_err(|_| LedgerFault::Full)?;
        self.sites.push(site);
        Ok(SiteNumber(number))
    }

    /// Adds a visit. One that was taken back is not handed in.
    ///
    /// # Errors
    /// When its person or site was not added before.
    pub fn visit(&mut self, visit: Visit) -> Result<VisitNumber, LedgerFault> {
        let number = VisitNumber(next(self.visits.len())?);
        if usize::from(visit.site.0) >= self.sites.len() {
            return Err(LedgerFault::Unknown("site"));
        }
        if visit.who.is_some_and(|who| who.0 as usize >= self.people.len()) {
            return Err(LedgerFault::Unknown("person"));
        }
        self.visits.push(VisitRow::of(&visit));
        Ok(number)
    }

    /// A visit that was added before.
    pub fn added(&self, visit: VisitNumber) -> Option<Visit> {
        self.visits.get(visit.0 as usize).map(VisitRow::visit)
    }

    /// Adds what was chosen or done on a visit.
    ///
    /// # Errors
    /// When the visit was not added before.
    pub fn act(&mut self, visit: VisitNumber, act: Act) -> Result<(), LedgerFault> {
        next(self.acts.len())?;
        if visit.0 as usize >= self.visits.len() {
            return Err(LedgerFault::Unknown("visit"));
        }
        let (delivery, staff) = act.delivery.packed();
        self.acts.push(ActRow {
            visit: visit.0,
            service: act.service.0,
            programme: act.programme.0,
            delivery,
            staff,
        });
        Ok(())
    }

    /// Adds a planned service.
    ///
    /// # Errors
    /// When the person was not added before.
    pub fn plan(&mut self, who: PersonNumber, plan: Plan) -> Result<(), LedgerFault> {
        if who.0 as usize >= self.people.len() {
            return Err(LedgerFault::Unknown("person"));
        }
        self.plans.push((who, plan));
        Ok(())
    }

    /// Puts everything in order for counting.
    pub fn done(self) -> Ledger {
        let Filling { people, sites, visits, mut acts, mut plans, mut said, .. } = self;
        said.sort_by_key(|(who, on, _)| (*who, *on));
        acts.sort_unstable();
        acts.shrink_to_fit();
        plans.sort_unstable();
        let acts_from = starts(visits.len(), acts.iter().map(|act| act.visit));
        let mut by_person: Vec<u32> = (0..u32::try_from(visits.len()).unwrap_or(NOBODY))
            .filter(|at| visits[*at as usize].who != NOBODY)
            .collect();
        by_person.sort_unstable_by_key(|at| {
            let row = &visits[*at as usize];
            (row.who, row.day, row.hour, row.site, *at)
        });
        let person_from = starts(people.len(), by_person.iter().map(|at| visits[*at as usize].who));
        Ledger { people, sites, visits, acts, acts_from, by_person, person_from, plans, said }
    }
}

impl Ledger {
    /// Everybody, in order of numbers.
    pub fn people(&self) -> impl Iterator<Item = (PersonNumber, &Person)> {
        (0..).map(PersonNumber).zip(&self.people)
    }

    /// One person.
    pub fn person(&self, who: PersonNumber) -> Option<&Person> {
        self.people.get(who.0 as usize)
    }

    /// Every site, in order of numbers.
    pub fn sites(&self) -> impl Iterator<Item = (SiteNumber, &Site)> {
        (0..).map(SiteNumber).zip(&self.sites)
    }

    /// One site.
    pub fn site(&self, site: SiteNumber) -> Option<&Site> {
        self.sites.get(usize::from(site.0))
    }

    /// How many visits there are.
    pub fn visit_count(&self) -> usize {
        self.visits.len()
    }

    /// How many acts there are.
    pub fn act_count(&self) -> usize {
        self.acts.len()
    }

    /// Every visit of these days.
    pub fn visits(&self, days: Stretch) -> impl Iterator<Item = (VisitNumber, Visit)> {
        let rows = (0..).map(VisitNumber).zip(&self.visits);
        rows.filter(move |(_, row)| days.has(row.day)).map(|(number, row)| (number, row.visit()))
    }

    /// One person's visits, in order of days.
    pub fn visits_of(&self, who: PersonNumber) -> impl Iterator<Item = (VisitNumber, Visit)> {
        let at = who.0 as usize;
        let (from, to) = (self.person_from.get(at), self.person_from.get(at + 1));
        let range = from.zip(to).map_or(0..0, |(from, to)| *from as usize..*to as usize);
        self.by_person[range].iter().map(|at| (VisitNumber(*at), self.visits[*at as usize].visit()))
    }

    /// What was chosen or done on a visit.
    pub fn acts(&self, visit: VisitNumber) -> impl Iterator<Item = Act> {
        let at = visit.0 as usize;
        let (from, to) = (self.acts_from.get(at), self.acts_from.get(at + 1));
        let range = from.zip(to).map_or(0..0, |(from, to)| *from as usize..*to as usize);
        self.acts[range].iter().map(|row| Act {
            service: ServiceNumber(row.service),
            programme: ProgrammeNumber(row.programme),
            delivery: Delivery::unpacked(row.delivery, row.staff),
        })
    }

    /// What is planned for a person.
    pub fn plans(&self, who: PersonNumber) -> impl Iterator<Item = Plan> {
        let from = self.plans.partition_point(|(of, _)| *of < who);
        self.plans[from..].iter().take_while(move |(of, _)| *of == who).map(|(_, plan)| *plan)
    }

    /// Bytes that the rows take.
    pub fn bytes(&self) -> usize {
        self.visits.len() * size_of::<VisitRow>()
            + self.acts.len() * size_of::<ActRow>()
            + (self.acts_from.len() + self.by_person.len() + self.person_from.len()) * size_of::<u32>()
            + self.people.len() * size_of::<Person>()
    }
}

impl VisitRow {
    fn of(visit: &Visit) -> VisitRow {
        let marks = visit.marks;
        let bits = [marks.offline, marks.on_paper, marks.uncertain_time, marks.remote];
        VisitRow {
            who: visit.who.map_or(NOBODY, |who| who.0),
            day: visit.day,
            site: visit.site.0,
            stay: visit.stay_minutes.map_or(UNKNOWN, |minutes| minutes.min(UNKNOWN - 1)),
            wait: visit.wait_minutes.map_or(UNKNOWN, |minutes| minutes.min(UNKNOWN - 1)),
            hour: visit.hour.min(23),
            marks: bits.iter().enumerate().map(|(at, bit)| u8::from(*bit) << at).sum(),
        }
    }

    fn visit(&self) -> Visit {
        let bit = |at: u8| self.marks & 1 << at != 0;
        Visit {
            who: Some(self.who).filter(|who| *who != NOBODY).map(PersonNumber),
            site: SiteNumber(self.site),
            day: self.day,
            hour: self.hour,
            stay_minutes: Some(self.stay).filter(|minutes| *minutes != UNKNOWN),
            wait_minutes: Some(self.wait).filter(|minutes| *minutes != UNKNOWN),
            marks: Marks { offline: bit(0), on_paper: bit(1), uncertain_time: bit(2), remote: bit(3) },
        }
    }
}

fn next(len: usize) -> Result<u32, LedgerFault> {
    u32::try_from(len).ok().filter(|number| *number != NOBODY).ok_or(LedgerFault::Full)
}

/// Where the rows of each number begin, in rows that stand in order of numbers; one more at the end.
fn starts(numbers: usize, rows: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut from = vec![0u32; numbers + 1];
    for number in rows {
        if let Some(count) = from.get_mut(number as usize + 1) {
            *count += 1;
        }
    }
    for at in 1..from.len() {
        from[at] += from[at - 1];
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stay_small() {
        assert_eq!((size_of::<VisitRow>(), size_of::<ActRow>()), (16, 12));
        assert!(size_of::<Person>() <= 64, "{}", size_of::<Person>());
    }

    #[test]
    fn a_visit_comes_back_as_it_was_handed_in() {
        let marks = Marks { offline: true, on_paper: false, uncertain_time: true, remote: true };
        let visit = Visit {
            who: None,
            site: SiteNumber(3),
            day: Day(20_000),
            hour: 9,
            stay_minutes: Some(0),
            wait_minutes: None,
            marks,
        };
        assert_eq!(VisitRow::of(&visit).visit(), visit);
    }

    #[test]
    fn a_row_about_nobody_known_is_refused() {
        let mut filling = Filling::default();
        let visit = Visit {
            who: None,
            site: SiteNumber(0),
            day: Day(1),
            hour: 9,
            stay_minutes: None,
            wait_minutes: None,
            marks: Marks::default(),
        };
        assert_eq!(filling.visit(visit), Err(LedgerFault::Unknown("site")));
    }
}

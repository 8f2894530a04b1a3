//! One person's federal records: each period with the elements that its acts set.

use crate::{
    Asked, Class, Day, Element, Event, Individual, Participation, PersonNumber, ProgrammeNumber, Stretch,
    What, periods,
};

/// The contact that a sign-in sets.
pub(crate) const CONTACT: Element = Element(1007);
const SUPPORTIVE: Element = Element(1409);
const FOLLOW_UP: Element = Element(1503);

/// All records of one person, participations first.
#[derive(Clone, Default, Debug)]
pub struct Dossier {
    /// The records.
    pub records: Vec<Record>,
}

/// One record: one line of the federal file.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// What kind of period it is.
    pub kind: RecordKind,
    /// The elements with their first and latest days.
    dates: Vec<(Element, Day, Day)>,
    /// The first day of each level.
    levels: [Option<Day>; 3],
}

/// The kind of a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordKind {
    /// A period of participation.
    Participation(Participation),
    /// A period of a reportable individual.
    Individual(Individual),
}

/// The level of service; the highest decides the column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Basic career services by staff.
    Basic,
    /// Individualised career services.
    Individualised,
    /// Training.
    Training,
}

impl Dossier {
    /// Gathers a person's records as known on the day of the question.
    pub fn of(asked: &Asked, who: PersonNumber) -> Dossier {
        let mut events: Vec<Event> = Vec::new();
        asked.events(who, &mut events);
        let plans: Vec<_> = asked.ledger.plans(who).collect();
        let found = periods(&events, &plans, asked.common_exit(), asked.as_of);
        let kinds = found.participations.into_iter().map(RecordKind::Participation);
        let kinds = kinds.chain(found.individuals.into_iter().map(RecordKind::Individual));
        let mut dossier = Dossier { records: kinds.map(Record::empty).collect() };
        dossier.fill(asked, who);
        dossier
    }

    /// Sorts each sign-in and act into its record.
    fn fill(&mut self, asked: &Asked, who: PersonNumber) {
        for (number, visit) in asked.ledger.visits_of(who).filter(|(_, visit)| visit.day <= asked.as_of) {
            if asked.is_contact(&visit)
                && let Some(record) = self.contact_record(visit.day)
            {
                record.set(CONTACT, visit.day);
            }
            for act in asked.ledger.acts(number) {
                let Some(effect) = asked.effect(&act, visit.day) else { continue };
                let record = match effect.what {
                    What::Participation(programme) => self.served_record(visit.day, programme),
                    What::Contact => self.contact_record(visit.day),
                    What::Other => self.latest_before(visit.day),
                };
                let Some(record) = record else { continue };
                for element in effect.elements() {
                    record.set(element, visit.day);
                }
                if let What::Participation(_) = effect.what {
                    record.reach(effect.rule.class, visit.day);
                }
            }
        }
    }

    /// The record that a contact on this day belongs to; of two participations, the earlier.
    pub fn on(&self, day: Day) -> Option<usize> {
        self.records.iter().position(|record| match record.kind {
            RecordKind::Participation(period) => period.window.has(day),
            RecordKind::Individual(Individual { from, until }) => Stretch { from, until }.has(day),
        })
    }

    /// Participations that are open on one of these days.
    pub fn participations(&self, days: Stretch) -> impl Iterator<Item = (&Record, Participation)> {
        self.records.iter().filter_map(move |record| match record.kind {
            RecordKind::Participation(period) if period.is_open_in(days) => Some((record, period)),
            _ => None,
        })
    }

    /// Periods as a reportable individual with one of these days.
    pub fn individuals(&self, days: Stretch) -> impl Iterator<Item = (&Record, Individual)> {
        self.records.iter().filter_map(move |record| match record.kind {
            RecordKind::Individual(period) if period.from <= days.until && period.until >= days.from => {
                Some((record, period))
            }
            _ => None,
        })
    }

    fn contact_record(&mut self, day: Day) -> Option<&mut Record> {
        self.on(day).and_then(|at| self.records.get_mut(at))
    }

    fn served_record(&mut self, day: Day, programme: ProgrammeNumber) -> Option<&mut Record> {
        self.records.iter_mut().find(|record| match record.kind {
            RecordKind::Participation(period) => {
                period.programmes.has(programme) && period.entry <= day && day <= period.last_service
            }
            RecordKind::Individual(_) => false,
        })
    }

    /// The last participation that began by this day: what supportive and follow-up services belong to.
    fn latest_before(&mut self, day: Day) -> Option<&mut Record> {
        self.records
            .iter_mut()
            .rev()
            .find(|record| matches!(record.kind, RecordKind::Participation(period) if period.entry <= day))
    }
}

impl Record {
    fn empty(kind: RecordKind) -> Record {
        Record { kind, dates: Vec::new(), levels: [None; 3] }
    }

    fn set(&mut self, element: Element, day: Day) {
        if matches!(self.kind, RecordKind::Individual(_)) && (element == SUPPORTIVE || element == FOLLOW_UP) {
            return;
        }
        match self.dates.iter_mut().find(|(known, _, _)| *known == element) {
            Some((_, first, latest)) => (*first, *latest) = ((*first).min(day), (*latest).max(day)),
            None => self.dates.push((element, day, day)),
        }
    }

    fn reach(&mut self, class: Class, day: Day) {
        let level = match class {
            Class::Individualised => Level::Individualised,
            Class::Training => Level::Training,
            _ => Level::Basic,
        };
        let first = &mut self.levels[level as usize];
        *first = Some(first.map_or(day, |known| known.min(day)));
    }

    /// The day on which it begins.
    pub fn entry(&self) -> Day {
        match self.kind {
            RecordKind::Participation(period) => period.entry,
            RecordKind::Individual(period) => period.from,
        }
    }

    /// The first day on which an element was set.
    pub fn first(&self, element: Element) -> Option<Day> {
        self.dates.iter().find(|(known, _, _)| *known == element).map(|(_, first, _)| *first)
    }

    /// The latest day on which an element was set.
    pub fn latest(&self, element: Element) -> Option<Day> {
        self.dates.iter().find(|(known, _, _)| *known == element).map(|(_, _, latest)| *latest)
    }

    /// Every element that is set.
    pub fn elements(&self) -> impl Iterator<Item = Element> {
        self.dates.iter().map(|(element, _, _)| *element)
    }

    /// The highest level reached by this day.
    pub fn level(&self, until: Day) -> Option<Level> {
        let all = [Level::Training, Level::Individualised, Level::Basic];
        all.into_iter().find(|level| self.levels[*level as usize].is_some_and(|first| first <= until))
    }
}

impl Participation {
    /// It began by the last of these days and had not ended before the first.
    pub fn is_open_in(&self, days: Stretch) -> bool {
        self.entry <= days.until && self.exit.is_none_or(|exit| exit >= days.from)
    }

    /// Its exit lies in these days.
    pub fn exits_in(&self, days: Stretch) -> bool {
        self.exit.is_some_and(|exit| days.has(exit))
    }
}

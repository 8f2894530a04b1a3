//! Periods of activity: the published 90-day algorithm, over one person's events. Pure, and the same in any order.

use crate::{Day, ProgrammeNumber, Stretch};

/// A participation ends when so many days pass without a service that counts, and with none planned; a service on the
/// last of them still belongs to it.
pub const EXIT_AFTER_DAYS: i32 = 90;

/// So many days around a participation, self-service and information belong to its record. The guidance can be read
/// both ways about day 90; here it belongs to the participation, and day 91 to a reportable individual.
pub const WINDOW_DAYS: i32 = 90;

/// A reportable individual's period goes on over gaps of up to so many days.
pub const CONTACT_GAP_DAYS: i32 = 90;

/// A set of programmes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Programmes(pub u16);

/// Something that happened to one person on one day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Event {
    /// The service date.
    pub day: Day,
    /// What it was.
    pub what: What,
}

/// What an event does to periods.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    /// A sign-in, self-service or information: a reportable individual's contact. It never extends a participation.
    Contact,
    /// A service delivered by staff that makes a participant, in this programme.
    Participation(ProgrammeNumber),
    /// A supportive or follow-up service, or one without consequence. It neither begins nor extends anything.
    Other,
}

/// A service that was planned and written down before it took place. Until its day has passed, there is no exit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Plan {
    /// The day on which it was written down.
    pub recorded: Day,
    /// The day for which it is planned.
    pub planned: Day,
    /// In which programme.
    pub programme: ProgrammeNumber,
}

/// Entry to exit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Participation {
    /// The programmes whose services it holds.
    pub programmes: Programmes,
    /// The first service that counts.
    pub entry: Day,
    /// The last one.
    pub last_service: Day,
    /// The day of exit, which is the last service; known only when the days after it have passed.
    pub exit: Option<Day>,
    /// Self-service and information on these days belong to its record.
    pub window: Stretch,
}

/// A period of a reportable individual, outside of every participation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Individual {
    /// The first contact.
    pub from: Day,
    /// The last contact.
    pub until: Day,
}

/// All periods of one person, each kind in order of its first day.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Periods {
    /// Periods of participation.
    pub participations: Vec<Participation>,
    /// Periods as a reportable individual.
    pub individuals: Vec<Individual>,
}

impl Programmes {
    /// One programme alone.
    pub fn one(programme: ProgrammeNumber) -> Programmes {
        Programmes(1u16.checked_shl(u32::from(programme.0)).unwrap_or(0))
    }

    /// The programme belongs to it.
    pub fn has(self, programme: ProgrammeNumber) -> bool {
        self.0 & Programmes::one(programme).0 != 0
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Programmes) -> Programmes {
        Programmes(self.0 | other.0)
    }
}

/// The periods of one person as they are known at the end of the day `as_of`. Programmes in `common_exit` extend and end
/// together; every other one stands by itself. Events and plans may come in any order.
pub fn periods(events: &[Event], plans: &[Plan], common_exit: Programmes, as_of: Day) -> Periods {
    let mut known: Vec<Event> = events.iter().copied().filter(|event| event.day <= as_of).collect();
    known.sort_unstable();
    let mut plans: Vec<Plan> = plans.iter().copied().filter(|plan| plan.recorded <= as_of).collect();
    plans.sort_unstable();
    let mut found = Periods::default();
    let mut served = Programmes::default();
    for event in &known {
        if let What::Participation(programme) = event.what {
            served = served.with(Programmes::one(programme));
        }
    }
    let together = Programmes(served.0 & common_exit.0);
    if together.0 != 0 {
        participations(&known, &plans, common_exit, as_of, &mut found.participations);
    }
    let mut apart = served.0 & !common_exit.0;
    while apart != 0 {
        let one = Programmes(apart & apart.wrapping_neg());
        participations(&known, &plans, one, as_of, &mut found.participations);
        apart ^= one.0;
    }
    found.participations.sort_unstable_by_key(|period| (period.entry, period.programmes.0));
    individuals(&known, &mut found);
    found
}

/// Participations in one group of programmes that end together.
fn participations(
    known: &[Event],
    plans: &[Plan],
    group: Programmes,
    as_of: Day,
    found: &mut Vec<Participation>,
) {
    let mut open: Option<Participation> = None;
    for event in known {
        let What::Participation(programme) = event.what else { continue };
        if !group.has(programme) {
            continue;
        }
        let one = Programmes::one(programme);
        match &mut open {
            Some(period) if event.day <= holds_until(period.last_service, plans, group) => {
                period.last_service = event.day;
                period.programmes = period.programmes.with(one);
            }
            _ => {
                found.extend(open.take().map(|period| closed(period, plans, group, as_of)));
                open = Some(Participation {
                    programmes: one,
                    entry: event.day,
                    last_service: event.day,
                    exit: None,
                    window: Stretch { from: event.day.plus(-WINDOW_DAYS), until: event.day },
                });
            }
        }
    }
    found.extend(open.take().map(|period| closed(period, plans, group, as_of)));
}

fn closed(period: Participation, plans: &[Plan], group: Programmes, as_of: Day) -> Participation {
    let holds = holds_until(period.last_service, plans, group);
    let exit = (as_of > holds).then_some(period.last_service);
    let end = if exit.is_some() { period.last_service.plus(WINDOW_DAYS) } else { holds };
    Participation { exit, window: Stretch { until: end, ..period.window }, ..period }
}

/// The last day on which a service would still belong to the period. A plan counts when it was written down while the
/// period was still open; plans are in order of that day.
fn holds_until(last: Day, plans: &[Plan], group: Programmes) -> Day {
    let mut holds = last.plus(EXIT_AFTER_DAYS);
    for plan in plans.iter().filter(|plan| group.has(plan.programme)) {
        if plan.recorded > holds {
            break;
        }
        holds = holds.max(plan.planned);
    }
    holds
}

/// Contacts outside of every participation's window, in stretches without a long gap.
fn individuals(known: &[Event], found: &mut Periods) {
    let mut open: Option<Individual> = None;
    for event in known.iter().filter(|event| event.what == What::Contact) {
        if found.participations.iter().any(|period| period.window.has(event.day)) {
            continue;
        }
        match &mut open {
            Some(period) if event.day.since(period.until) <= CONTACT_GAP_DAYS => period.until = event.day,
            _ => {
                found.individuals.extend(open.take());
                open = Some(Individual { from: event.day, until: event.day });
            }
        }
    }
    found.individuals.extend(open);
}

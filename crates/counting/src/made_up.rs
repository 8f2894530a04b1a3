//! A made-up state's year, for tests and benches. Everything in it comes from a seed.

use crate::{
    Act, Barrier, Barriers, Catalogue, Confirmation, Day, Delivery, Education, Employment, Filling, Ledger,
    LedgerFault, Marks, Offered, Person, PersonNumber, Plan, ProgrammeNumber, Race, Races, ServiceNumber,
    Site, SiteNumber, StaffNumber, Traits, Uii, Visit, VisitNumber,
};
use records::{PersonId, Sex};

/// How large it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// Sites, in areas of six.
    pub sites: u16,
    /// People.
    pub people: u32,
    /// Visits.
    pub visits: u32,
    /// Services on each visit.
    pub services: u32,
    /// The first day.
    pub from: Day,
    /// So many days.
    pub days: u32,
}

/// A stream of numbers that looks random and comes from a seed alone (SplitMix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub fn of(seed: u64) -> Chance {
        Chance(mix(seed))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number below `end`; 0 when that is 0.
    pub fn below(&mut self, end: u32) -> u32 {
        let wide = u128::from(self.bits()) * u128::from(end);
        u32::try_from(wide >> 64).unwrap_or(0)
    }

    /// True in so many of 100 cases.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// Puts a list into any order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.below(u32::try_from(at + 1).unwrap_or(1)) as usize;
            list.swap(at, other);
        }
    }
}

fn mix(value: u64) -> u64 {
    let mut z = value;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A year of visits. Most people come a few times and some often; one in thirty signs in anonymously.
///
/// # Errors
/// When the size does not fit into a ledger.
pub fn state_year(seed: u64, size: &Size, catalogue: &Catalogue) -> Result<Ledger, LedgerFault> {
    let mut chance = Chance::of(seed);
    let mut filling = Filling::default();
    for at in 0..size.sites {
        let (id, name, area) = (format!("site-{at}"), format!("Site {at}"), format!("Area {}", at / 6 + 1));
        filling.site(Site { id, name, area })?;
    }
    for at in 0..size.people {
        filling.person(person(&mut chance, seed, at, size.from))?;
    }
    for _ in 0..size.visits {
        let visit = visit(&mut chance, size);
        let number = filling.visit(visit)?;
        for _ in 0..size.services {
            act(&mut chance, &mut filling, number, catalogue)?;
        }
    }
    for _ in 0..size.people / 100 {
        let recorded = size.from.plus(days(&mut chance, size.days));
        let planned = recorded.plus(days(&mut chance, 180));
        let programme = ProgrammeNumber(u8::from(chance.percent(20)));
        filling.plan(PersonNumber(chance.below(size.people)), Plan { recorded, planned, programme })?;
    }
    Ok(filling.done())
}

/// A number for counts that comes from a seed and a place.
pub fn uii(seed: u64, at: u32) -> Uii {
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    // The place itself is in it, so that no two are alike.
    let mut bits = mix(seed ^ u64::from(at).wrapping_mul(0x9E37_79B9));
    let mut text = String::from("W");
    for shift in [15, 10, 5, 0] {
        text.push(char::from(SIGNS[(at >> shift) as usize % 32]));
    }
    text.push(char::from(SIGNS[(at >> 20) as usize % 32]));
    for _ in 0..6 {
        text.push(char::from(SIGNS[(bits % 32) as usize]));
        bits /= 32;
    }
    Uii::read(&text).unwrap_or_else(|_| uii(seed.wrapping_add(1), at))
}

fn person(chance: &mut Chance, seed: u64, at: u32, from: Day) -> Person {
    let races = [Race::White, Race::Asian, Race::Black, Race::AmericanIndian, Race::PacificIslander];
    let mut said = Races::default().and(races[chance.below(5) as usize]);
    if chance.percent(8) {
        said = said.and(races[chance.below(5) as usize]);
    }
    let all = [
        Barrier::LowIncome,
        Barrier::Homeless,
        Barrier::ExOffender,
        Barrier::SingleParent,
        Barrier::EnglishLearner,
    ];
    let barriers = all.into_iter().filter(|_| chance.percent(15)).fold(Barriers::default(), Barriers::and);
    let yes = |chance: &mut Chance, percent: u32| {
        let (asked, yes) = (chance.percent(80), chance.percent(percent));
        asked.then_some(yes)
    };
    let traits = Traits {
        born: chance.percent(90).then(|| from.plus(-6_600 - days(chance, 18_000))),
        sex: [None, Some(Sex::Female), Some(Sex::Male), Some(Sex::Female), Some(Sex::Male)]
            [chance.below(5) as usize],
        hispanic: yes(chance, 18),
        races: chance.percent(85).then_some(said),
        veteran: yes(chance, 9),
        disability: yes(chance, 12),
        farmworker: yes(chance, 3),
        education: [
            None,
            Some(Education::Less),
            Some(Education::Secondary),
            Some(Education::Associate),
            Some(Education::Bachelor),
        ][chance.below(5) as usize],
        employment: [
            None,
            Some(Employment::Unemployed),
            Some(Employment::Unemployed),
            Some(Employment::Employed),
        ][chance.below(4) as usize],
        barriers: chance.percent(70).then_some(barriers),
    };
    Person {
        uii: uii(seed, at),
        id: PersonId(i64::from(at) + 1),
        private: chance.percent(2),
        sealed: false,
        first_visit: chance.percent(40).then(|| from.plus(-1 - days(chance, 700))),
        other_exit: chance.percent(1).then_some(3),
        traits,
    }
}

fn visit(chance: &mut Chance, size: &Size) -> Visit {
    // The less of two numbers: people at the front of the list come more often.
    let who = chance.below(size.people).min(chance.below(size.people));
    let marks = Marks {
        offline: chance.percent(3),
        on_paper: chance.percent(1),
        uncertain_time: chance.percent(1),
        remote: chance.percent(2),
    };
    let home = u16::try_from(who % u32::from(size.sites.max(1))).unwrap_or(0);
    let anywhere = u16::try_from(chance.below(u32::from(size.sites))).unwrap_or(0);
    let day = size.from.plus(days(chance, size.days));
    let day = if day.weekday() > 4 { day.plus(-2) } else { day };
    Visit {
        who: (!chance.percent(3)).then_some(PersonNumber(who)),
        site: SiteNumber(if chance.percent(90) { home } else { anywhere }),
        day: day.max(size.from),
        hour: 8 + u8::try_from(chance.below(5).min(chance.below(9))).unwrap_or(0),
        stay_minutes: chance.percent(30).then(|| 5 + small(chance, 120)),
        wait_minutes: chance.percent(10).then(|| small(chance, 40)),
        marks,
    }
}

fn act(
    chance: &mut Chance,
    filling: &mut Filling,
    visit: VisitNumber,
    catalogue: &Catalogue,
) -> Result<(), LedgerFault> {
    let services = catalogue.services();
    let at = chance.below(u32::try_from(services.len()).unwrap_or(0));
    let Some(service) = services.get(at as usize) else { return Ok(()) };
    let what = service.offered.at_kiosk();
    let confirmed = service.offered == Offered::Staff && chance.percent(30);
    let delivery = if confirmed {
        Delivery::Staff(what.confirmed(Confirmation::by(StaffNumber(chance.below(900)))))
    } else {
        Delivery::Kiosk { what, verified: chance.percent(25) }
    };
    let programme =
        ProgrammeNumber(u8::from(confirmed && catalogue.programmes().len() > 1 && chance.percent(15)));
    filling.act(visit, Act { service: ServiceNumber(u16::try_from(at).unwrap_or(0)), programme, delivery })
}

fn days(chance: &mut Chance, below: u32) -> i32 {
    i32::try_from(chance.below(below)).unwrap_or(0)
}

fn small(chance: &mut Chance, below: u32) -> u16 {
    u16::try_from(chance.below(below)).unwrap_or(0)
}

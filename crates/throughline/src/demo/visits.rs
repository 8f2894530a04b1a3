//! What happened at the demo's job centers in the last two months, and a little before: made up, the same on every machine but for
//! the day on which it begins.

use crate::Problem;
use access::Serving;
use counting::made_up::Chance;
use counting::{Offered, Service};
use frontdesk::{About, Delivered, FrontDesk, NewMember, NoSsn, PastVisit, QUESTIONS};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

const SEED: u64 = 2026;
const SITES: [&str; 2] = ["north-hill", "riverside"];
/// Who answers for what staff delivered.
const STAFF: [&str; 2] = ["casey", "mina"];

const FIRST: [&str; 12] =
    ["Alma", "Bruno", "Celia", "Dario", "Edith", "Farid", "Gwen", "Hiro", "Ines", "Jonas", "Kezia", "Liam"];
const LAST: [&str; 5] = ["Abara", "Brandis", "Castell", "Dombrow", "Eklund"];
const LANGUAGES: [&str; 5] = ["en", "es", "zh", "vi", "ru"];

/// So many come almost daily, and nobody of staff has done anything for them.
const REGULARS: u32 = 3;
const DAYS: u32 = 60;
const VISITS: usize = 400;
/// Visits of half a year ago, so that some periods have ended.
const EARLIER: usize = 70;

struct Town<'a> {
    zone: TimeZone,
    today: Date,
    chance: Chance,
    by_oneself: Vec<&'a Service>,
    by_staff: Vec<&'a Service>,
    members: Vec<i64>,
    accounts: Vec<i64>,
}

/// Makes it up, once.
pub(super) fn make(front_desk: &FrontDesk) -> Result<(), Problem> {
    let desk = front_desk.desk();
    if desk.has_visits().map_err(Problem::from)? {
        return Ok(());
    }
    let permit = front_desk.operate(Serving::Greet, "the demo's visits").map_err(Problem::from)?;
    let people = (0..FIRST.len() * LAST.len()).map(person).collect();
    let members = desk.bring_in_members(&permit, SITES[0], people).map_err(Problem::from)?;
    let door = front_desk.door();
    let mut accounts = Vec::new();
    for name in STAFF {
        accounts.extend(door.staff().find("centers", name).map_err(Problem::from)?);
    }
    let today = door.now().to_zoned(door.zone().clone()).date();
    let services = || desk.catalogue().services().iter();
    let mut town = Town {
        zone: door.zone().clone(),
        today,
        chance: Chance::of(SEED),
        by_oneself: services().filter(|one| one.offered != Offered::Staff).collect(),
        by_staff: services().filter(|one| one.offered == Offered::Staff).collect(),
        members,
        accounts,
    };
    let mut chance = Chance::of(SEED + 1);
    let said = town.members.iter().filter_map(|member| said(&mut chance, today, *member)).collect();
    desk.bring_in_about(&permit, said).map_err(Problem::from)?;
    let mut visits: Vec<PastVisit> = (0..VISITS).filter_map(|at| town.visit(at)).collect();
    visits.extend((VISITS..VISITS + EARLIER).filter_map(|at| town.earlier(at)));
    visits.sort_by_key(|visit| visit.began);
    desk.bring_in_visits(&permit, &visits).map(drop).map_err(Problem::from)
}

fn person(at: usize) -> NewMember {
    let born = Date::constant(1960, 1, 1).checked_add((i64::try_from(at).unwrap_or(0) * 233).days());
    NewMember {
        first: FIRST[at % FIRST.len()].to_owned(),
        last: LAST[at / FIRST.len() % LAST.len()].to_owned(),
        born: born.map(|born| born.to_string()).unwrap_or_default(),
        phone: format!("555-0{}", 200 + at),
        lang: LANGUAGES[at % LANGUAGES.len()].to_owned(),
        ssn: String::new(),
        no_ssn: Some(NoSsn::Declined),
    }
}

/// What somebody of the demo says of herself for reports, and when. Four of five were asked, some months ago.
fn said(chance: &mut Chance, today: Date, member: i64) -> Option<(i64, Date, About)> {
    let ago = 60 + chance.below(150);
    let day = today.checked_sub(i64::from(ago).days()).ok().filter(|_| chance.percent(80))?;
    let mut about = About::default();
    for question in QUESTIONS {
        if chance.percent(20) {
            continue;
        }
        let at = match question.answers {
            // Few say yes.
            [("yes", _), ("no", _)] => u32::from(!chance.percent(12)),
            answers => chance.below(u32::try_from(answers.len()).unwrap_or(0)),
        };
        if let Some((answer, _)) = question.answers.get(at as usize) {
            about = about.with(question.id, answer);
        }
    }
    Some((member, day, about))
}

impl Town<'_> {
    fn below(&mut self, end: u32) -> u32 {
        self.chance.below(end)
    }

    /// A visit of the last two months.
    fn visit(&mut self, at: usize) -> Option<PastVisit> {
        let ago = 1 + self.below(DAYS);
        let regular = self.chance.percent(12);
        let all = u32::try_from(self.members.len()).ok()?;
        let who = match (regular, self.chance.percent(6)) {
            (true, _) => Some(self.below(REGULARS)),
            (_, true) => None,
            // The less of two: some come more often than others.
            _ => Some(REGULARS + self.below(all - REGULARS).min(self.below(all - REGULARS))),
        };
        let mut visit = self.began(at, ago, who)?;
        for _ in 0..=self.below(3) {
            let by_staff = !regular && who.is_some() && self.chance.percent(30);
            self.choose(&mut visit, by_staff);
        }
        visit.offline = self.chance.percent(5);
        visit.uncertain = visit.offline && self.chance.percent(20);
        visit.paper = self.chance.percent(3);
        if self.chance.percent(4) && !visit.delivered.is_empty() {
            (visit.remote, visit.services) = (true, Vec::new());
        }
        Some(visit)
    }

    /// A visit of half a year ago, always with something by staff.
    fn earlier(&mut self, at: usize) -> Option<PastVisit> {
        let ago = 110 + self.below(90);
        let who = 30 + self.below(25);
        let mut visit = self.began(at, ago, Some(who))?;
        self.choose(&mut visit, true);
        Some(visit)
    }

    fn began(&mut self, at: usize, ago: u32, who: Option<u32>) -> Option<PastVisit> {
        let mut day = self.today.checked_sub(i64::from(ago).days()).ok()?;
        // Closed on Saturdays and Sundays.
        while day.weekday().to_monday_zero_offset() > 4 {
            day = day.checked_sub(1.day()).ok()?;
        }
        let hour = 8 + self.below(5).min(self.below(9));
        let began = day.at(i8::try_from(hour).ok()?, i8::try_from(self.below(60)).ok()?, 0, 0);
        let began = began.to_zoned(self.zone.clone()).ok()?.timestamp().as_millisecond();
        let verified = self.chance.percent(55);
        let stayed = i64::from(10 + self.below(110)) * 60_000;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.chance.bits().to_be_bytes());
        id[8..].copy_from_slice(&(at as u64).to_be_bytes());
        let site = if self.chance.percent(65) { SITES[0] } else { SITES[1] };
        Some(PastVisit {
            id,
            site: site.to_owned(),
            member: who.and_then(|who| self.members.get(usize::try_from(who).ok()?).copied()),
            began,
            ended: verified.then_some(began + stayed),
            verified,
            services: Vec::new(),
            delivered: Vec::new(),
            waited: None,
            offline: false,
            paper: false,
            uncertain: false,
            remote: false,
        })
    }

    fn choose(&mut self, visit: &mut PastVisit, by_staff: bool) {
        let services = if by_staff { &self.by_staff } else { &self.by_oneself };
        let Some(service) = services.get(self.chance.below(services.len() as u32) as usize) else { return };
        let id = service.id.clone();
        if visit.services.iter().any(|(known, _)| *known == id) {
            return;
        }
        visit.services.push((id.clone(), visit.verified && self.chance.percent(85)));
        if by_staff && self.chance.percent(70) {
            visit.waited = Some(i64::from(2 + self.below(30)));
            let programme = self.chance.percent(20).then(|| "adult".to_owned());
            let who = self.below(u32::try_from(self.accounts.len()).unwrap_or(0)) as usize;
            let account = self.accounts.get(who).copied();
            visit.delivered.extend(account.map(|account| Delivered { service: id, account, programme }));
        }
    }
}

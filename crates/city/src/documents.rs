//! Which documents an agency holds about a person, and what is written on them.

use crate::address::{CITY, STATE};
use crate::chance::Chance;
use crate::city::City;
use crate::clan::Clan;
use crate::days::{days_between, later};
use crate::keys::{Agency, RecordId};
use crate::lives::IncomeKind;
use crate::names::without_accents;
use jiff::civil::Date;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Identity card.
    Identity,
    /// Birth certificate.
    Birth,
    /// Lease.
    Lease,
    /// Pay stub.
    PayStub,
    /// Letter of a doctor.
    Medical,
    /// Order of the family court.
    Court,
}

/// One document: what the list says and what stands on the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document {
    pub number: u8,
    pub category: Category,
    pub title: &'static str,
    pub date: Date,
    /// A scan (PNG) or a printed page (PDF).
    pub scan: bool,
    pub lines: Vec<(&'static str, String)>,
}

impl Document {
    pub fn media_type(&self) -> &'static str {
        if self.scan { "image/png" } else { "application/pdf" }
    }

    pub fn id(&self, key: &str) -> String {
        format!("{key}-{:02}", self.number)
    }
}

/// The documents of one record, in the order of the agency's list.
pub(crate) fn documents(
    city: &City,
    clan: &Clan,
    place: usize,
    agency: Agency,
    record: RecordId,
) -> Vec<Document> {
    let Some(person) = clan.people.get(place).filter(|_| record.copy == 0) else { return Vec::new() };
    let mut chance = Chance::of(city.seed() ^ (agency as u64), "documents", record.person);
    let age = person.age_on(city.today());
    let mut list = List { city, clan, place, found: Vec::new() };
    if age >= 16 && chance.percent(72.0) {
        list.add(Category::Identity, &mut chance);
    }
    if (age < 18 && chance.percent(80.0)) || chance.percent(12.0) {
        list.add(Category::Birth, &mut chance);
    }
    if agency == Agency::Benefits && age >= 18 {
        if chance.percent(55.0) {
            list.add(Category::Lease, &mut chance);
        }
        if list.employer().is_some() && chance.percent(75.0) {
            list.add(Category::PayStub, &mut chance);
        }
    }
    if person.forgetful || (person.disabled && chance.percent(60.0)) {
        list.add(Category::Medical, &mut chance);
    }
    if agency == Agency::Children && clan.lives.placements.iter().any(|placement| placement.child == place) {
        list.add(Category::Court, &mut chance);
    }
    list.found
}

struct List<'a> {
    city: &'a City,
    clan: &'a Clan,
    place: usize,
    found: Vec<Document>,
}

impl List<'_> {
    fn add(&mut self, category: Category, chance: &mut Chance) {
        let Some(person) = self.clan.people.get(self.place) else { return };
        let age_days = days_between(person.born, self.city.today());
        let date = later(self.city.today(), -chance.between(4, 1_500.min(age_days - 1).max(5)));
        let name = plain(&format!(
            "{} {} {} {}",
            person.name.given, person.name.middle, person.name.surname, person.name.suffix
        ));
        let mut lines = vec![("Name", name), ("Date of birth", person.born.to_string())];
        let (title, scan) = match category {
            Category::Identity => ("City identity card", true),
            Category::Birth => ("Certificate of birth", chance.percent(70.0)),
            Category::Lease => ("Apartment lease", chance.percent(40.0)),
            Category::PayStub => ("Pay stub", chance.percent(50.0)),
            Category::Medical => ("Letter of a physician", chance.percent(30.0)),
            Category::Court => ("Order of the family court", false),
        };
        self.details(category, date, &mut lines, chance);
        lines.push(("Issued", date.to_string()));
        let number = self.found.len() as u8 + 1;
        self.found.push(Document { number, category, title, date, scan, lines });
    }

    fn details(
        &self,
        category: Category,
        date: Date,
        lines: &mut Vec<(&'static str, String)>,
        chance: &mut Chance,
    ) {
        let Some(person) = self.clan.people.get(self.place) else { return };
        let named = |place: Option<usize>| {
            place.and_then(|place| self.clan.people.get(place)).map_or("not stated".to_owned(), |other| {
                plain(&format!("{} {}", other.name.given, other.name.surname))
            })
        };
        let home = self.clan.addresses(self.place).last().map(|home| plain(&home.address.line()));
        let home = home.unwrap_or_else(|| "none".to_owned());
        match category {
            Category::Identity => {
                lines.push(("Address", home));
                lines.push(("City", format!("{CITY}, {STATE}")));
                lines.push(("Card number", format!("ID {:08}", chance.below(100_000_000))));
            }
            Category::Birth => {
                lines.push(("Mother", named(person.mother)));
                lines.push(("Father", named(person.father)));
                lines.push(("Place", format!("{CITY}, {STATE}")));
            }
            Category::Lease => {
                let household = person.household().and_then(|place| self.clan.households.get(place));
                lines.push(("Premises", home));
                lines.push(("Rent a month", format!("${}.00", household.map_or(0, |its| its.rent))));
                lines.push(("Term", "one year, renewed unless ended".to_owned()));
            }
            Category::PayStub => {
                let (employer, yearly) = self.employer().unwrap_or_default();
                lines.push(("Employer", employer));
                lines.push(("Gross pay, two weeks", format!("${}.00", yearly / 26)));
                lines.push(("Net pay", format!("${}.00", yearly / 26 * 81 / 100)));
            }
            Category::Medical => {
                let what =
                    if person.forgetful { "needs help with memory" } else { "is limited in daily work" };
                lines.push(("Statement", format!("The patient {what}.")));
                lines
                    .push(("Physician", format!("Dr. {}", plain(&self.city.worker(chance.below(200)).name))));
            }
            Category::Court => {
                lines.push(("Matter", format!("In care since {}", later(date, -20))));
                lines.push(("Mother", named(person.mother)));
                lines.push(("Next hearing", later(date, 180).to_string()));
            }
        }
    }

    fn employer(&self) -> Option<(String, u32)> {
        let wages = |income: &&crate::lives::Income| {
            income.person == self.place && income.kind == IncomeKind::Wages && income.to.is_none()
        };
        let income = self.clan.lives.incomes.iter().find(wages)?;
        let name = self.city.places().name("employer", income.employer?).to_owned();
        Some((name, income.yearly))
    }
}

fn plain(text: &str) -> String {
    without_accents(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

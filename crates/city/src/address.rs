//! Made-up streets and zip codes, and the buildings on them.

use crate::chance::{Chance, mix};

/// The city's name. No such place exists.
pub const CITY: &str = "Larkhaven";
/// Its made-up state.
pub const STATE: &str = "LH";

/// An address in the city.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// House number.
    pub number: u16,
    /// Street name with its kind written out, such as `Harbor Street`.
    pub street: String,
    /// Apartment, such as `4B`, or empty.
    pub unit: String,
    /// Five digits that are never issued.
    pub zip: String,
    /// The public housing development, when the building belongs to one.
    pub development: Option<u8>,
}

/// Street names and public places by weight.
#[derive(Debug)]
pub(crate) struct Places {
    streets: Vec<(String, u32)>,
    weights: Vec<u32>,
    kinds: Vec<(&'static str, String, u32)>,
}

const KINDS: [&str; 5] = ["Street", "Avenue", "Road", "Place", "Lane"];
const KIND_WEIGHTS: [u32; 5] = [46, 30, 10, 8, 6];

impl Places {
    pub fn read() -> Self {
        let lines = |text: &'static str| text.lines().filter(|line| !line.starts_with('#'));
        let streets: Vec<(String, u32)> = lines(include_str!("../data/streets.txt"))
            .filter_map(|line| line.split_once(' '))
            .map(|(name, weight)| (name.replace('_', " "), weight.parse().unwrap_or(1)))
            .collect();
        let kinds = lines(include_str!("../data/places.txt"))
            .filter_map(|line| {
                let mut words = line.split(' ');
                Some((words.next()?, words.next()?.replace('_', " "), words.next()?.parse().ok()?))
            })
            .collect();
        let weights = streets.iter().map(|(_, weight)| *weight).collect();
        Self { streets, weights, kinds }
    }

    /// The names of all places of a kind, in the order of the list.
    pub fn all<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        self.kinds.iter().filter(move |(its, _, _)| *its == kind).map(|(_, name, _)| name.as_str())
    }

    /// The position, within its kind, of one place of a kind.
    pub fn draw(&self, kind: &str, chance: &mut Chance) -> u8 {
        let total: u64 = self
            .kinds
            .iter()
            .filter(|(its, _, _)| *its == kind)
            .map(|(_, _, weight)| u64::from(*weight))
            .sum();
        let mut rest = chance.below(total);
        for (position, (_, _, weight)) in self.kinds.iter().filter(|(its, _, _)| *its == kind).enumerate() {
            if rest < u64::from(*weight) {
                return position as u8;
            }
            rest -= u64::from(*weight);
        }
        0
    }

    /// The name of a place by its position within its kind.
    pub fn name<'a>(&'a self, kind: &'a str, position: u8) -> &'a str {
        self.all(kind).nth(usize::from(position)).unwrap_or("")
    }

    /// A home somewhere in a city of so many people; neighbours share buildings.
    pub fn home(&self, seed: u64, people: u64, chance: &mut Chance) -> Address {
        let building = chance.below(people / 18 + 20);
        let mut look = Chance::of(seed, "building", building);
        let (street, number) = self.frontage(&mut look);
        let floors = *[1u64, 2, 3, 4, 6].get(look.weighted(&[18, 22, 25, 20, 15])).unwrap_or(&3);
        let unit = if floors == 1 && chance.percent(70.0) { String::new() } else { unit(floors, 4, chance) };
        Address { number, zip: zip(&street, number), street, unit, development: None }
    }

    /// An apartment of the public housing agency.
    pub fn public_home(&self, seed: u64, people: u64, chance: &mut Chance) -> Address {
        let development = self.draw("development", chance);
        let buildings = people / 2_500 + 2;
        let building = chance.below(buildings);
        let mut look = Chance::of(seed, "public building", mix(u64::from(development)) ^ building);
        let (street, number) = self.frontage(&mut look);
        Address {
            number,
            zip: zip(&street, number),
            street,
            unit: unit(14, 8, chance),
            development: Some(development),
        }
    }

    fn frontage(&self, look: &mut Chance) -> (String, u16) {
        let name = self.streets.get(look.weighted(&self.weights)).map_or("Main", |(name, _)| name.as_str());
        let kind = KINDS[look.weighted(&KIND_WEIGHTS).min(4)];
        (format!("{name} {kind}"), look.between(1, 899) as u16)
    }
}

impl Address {
    /// House number, street and apartment in one line.
    #[must_use]
    pub fn line(&self) -> String {
        if self.unit.is_empty() {
            format!("{} {}", self.number, self.street)
        } else {
            format!("{} {}, Apt {}", self.number, self.street, self.unit)
        }
    }
}

/// The street with its kind shortened as clerks do: `Harbor St`.
#[must_use]
pub(crate) fn shortened(street: &str) -> String {
    for (kind, short) in
        [(" Street", " St"), (" Avenue", " Ave"), (" Road", " Rd"), (" Place", " Pl"), (" Lane", " Ln")]
    {
        if let Some(name) = street.strip_suffix(kind) {
            return format!("{name}{short}");
        }
    }
    street.to_owned()
}

fn unit(floors: u64, doors: u64, chance: &mut Chance) -> String {
    let door = char::from(b'A' + chance.below(doors) as u8);
    format!("{}{door}", 1 + chance.below(floors))
}

fn zip(street: &str, number: u16) -> String {
    let spread = street.bytes().fold(u64::from(number / 300), |sum, byte| mix(sum ^ u64::from(byte)));
    format!("{:05}", 201 + spread % 48)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_building_and_its_zip_code() {
        let places = Places::read();
        let mut chance = Chance::of(1, "test", 0);
        let homes: Vec<Address> = (0..400).map(|_| places.home(1, 200, &mut chance)).collect();
        let first = &homes[0];
        let beside: Vec<_> =
            homes.iter().filter(|home| home.street == first.street && home.number == first.number).collect();
        assert!(beside.len() > 1);
        assert!(beside.iter().all(|home| home.zip == first.zip));
        assert!(homes.iter().all(|home| home.zip.starts_with("002") && home.zip.len() == 5));
    }
}

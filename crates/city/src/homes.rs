//! Where families live: households, the homes they have had, and who moves in or out.

use crate::days::later;
use crate::family::Builder;
use crate::person::{Home, Household, Stint, Tenure};
use jiff::civil::Date;

impl Builder<'_> {
    /// A household that begins on a day, with the homes it has had since then.
    pub fn household(&mut self, formed: Date) -> usize {
        let today = self.city.today();
        let formed = formed.min(later(today, -30));
        let tenure = [Tenure::Public, Tenure::Rented, Tenure::Owned][self.chance.weighted(&[9, 66, 25])];
        let (mut from, mut homes) = (formed, Vec::new());
        loop {
            let stay = self.chance.between(200, 5_200);
            let next = later(from, stay);
            let last = next >= later(today, -20) || homes.len() > 6;
            let public = last && tenure == Tenure::Public;
            let (places, seed, size) = (self.city.places(), self.city.seed(), self.city.size());
            let address = if public {
                places.public_home(seed, size, &mut self.chance)
            } else {
                places.home(seed, size, &mut self.chance)
            };
            homes.push(Home { address, from, to: (!last).then(|| later(next, -1)) });
            if last {
                break;
            }
            from = next;
        }
        let rent = match tenure {
            Tenure::Public => self.chance.between(180, 900),
            Tenure::Rented => self.chance.between(850, 2_900),
            Tenure::Owned => 0,
        } as u32;
        let id = self.clan.number * crate::clan::ROOM + self.clan.households.len() as u64;
        self.clan.households.push(Household { id, homes, tenure, rent });
        self.clan.households.len() - 1
    }

    /// Begins to live in a household: from the day given, from birth, or since the household exists.
    pub fn moves_in(&mut self, person: usize, household: usize, on: Option<Date>) {
        let formed =
            self.clan.households.get(household).and_then(|its| its.homes.first()).map(|home| home.from);
        let Some(one) = self.clan.people.get_mut(person) else { return };
        let from = on.unwrap_or(one.born).max(formed.unwrap_or(one.born)).max(one.born);
        one.lived.push(Stint { household, from, to: None });
    }

    /// Leaves the parents' home for another household on the day that one begins.
    pub fn leaves_for(&mut self, person: usize, household: usize) {
        let formed =
            self.clan.households.get(household).and_then(|its| its.homes.first()).map(|home| home.from);
        self.goes(person, household, formed.unwrap_or(self.city.today()));
    }

    pub fn goes(&mut self, person: usize, household: usize, day: Date) {
        let Some(one) = self.clan.people.get_mut(person) else { return };
        if one.household() == Some(household) {
            return;
        }
        let day = day.max(one.born);
        if let Some(last) = one.lived.last_mut() {
            last.to = Some(later(day, -1).max(last.from));
        }
        one.lived.push(Stint { household, from: day, to: None });
    }
}

//! Makes the people of a clan: families over generations, couples, lodgers, people alone.

use crate::chance::Chance;
use crate::city::City;
use crate::clan::{CLAN_PEOPLE, Clan};
use crate::days::{days_between, later};
use crate::lives::Lives;
use crate::naming::{self, BirthSurnames};
use crate::newcomers::Newcomer;
use crate::person::{Bond, Sex, Tie};
use jiff::civil::Date;

/// Builds one clan.
pub(crate) struct Builder<'a> {
    pub city: &'a City,
    pub chance: Chance,
    pub clan: Clan,
    /// Beside each person, the surnames of birth.
    pub surnames: Vec<BirthSurnames>,
}

impl<'a> Builder<'a> {
    pub fn new(city: &'a City, number: u64) -> Self {
        let clan = Clan {
            number,
            people: Vec::with_capacity(CLAN_PEOPLE as usize),
            households: Vec::new(),
            lives: Lives::default(),
        };
        Self { city, chance: Chance::of(city.seed(), "family", number), clan, surnames: Vec::new() }
    }

    pub fn build(mut self) -> Clan {
        while !self.full() {
            match self.chance.weighted(&[46, 12, 9, 22, 11]) {
                0 => self.generations(),
                1 => self.couple(),
                2 => self.lodgers(),
                3 => self.alone(),
                _ => self.mother_alone(),
            }
        }
        self.clan
    }

    pub fn full(&self) -> bool {
        self.clan.people.len() as u64 >= CLAN_PEOPLE
    }

    /// Grandparents, their children with partners, and theirs.
    fn generations(&mut self) {
        let community = self.city.names().draw_community(&mut self.chance);
        let age = self.chance.between(50, 90);
        let formed_at = self.chance.between(20, 33);
        let Some(woman) = self.newcomer(Sex::Female, age, community) else { return };
        let home = self.household(self.years_after(woman, formed_at));
        self.moves_in(woman, home, None);
        let widowed = self.chance.percent(if age > 72 { 48.0 } else { 12.0 });
        let older = self.chance.between(-3, 7);
        let man = if widowed { None } else { self.newcomer(Sex::Male, age + older, community) };
        if let Some(man) = man {
            self.moves_in(man, home, None);
            let bond = if self.chance.percent(88.0) { Bond::Married } else { Bond::Partners };
            self.bind(woman, man, bond, home);
        }
        self.raise(woman, man, home, 0);
    }

    fn couple(&mut self) {
        let community = self.city.names().draw_community(&mut self.chance);
        let age = self.chance.between(22, 70);
        let Some(woman) = self.newcomer(Sex::Female, age, community) else { return };
        self.settle(woman, 1);
        if self.clan.people.get(woman).is_some_and(|person| person.lived.is_empty()) {
            // The clan was full before a partner could be found.
            let home = self.household(self.years_after(woman, 20));
            self.moves_in(woman, home, None);
        }
    }

    /// Unrelated people who share an apartment.
    fn lodgers(&mut self) {
        let formed = self.days_ago(60, 3_000);
        let home = self.household(formed);
        let community = self.city.names().draw_community(&mut self.chance);
        for _ in 0..self.chance.between(2, 5) {
            let sex = self.any_sex();
            let age = self.chance.between(19, 48);
            let Some(lodger) = self.newcomer(sex, age, community) else { return };
            self.moves_in(lodger, home, None);
        }
    }

    fn alone(&mut self) {
        let community = self.city.names().draw_community(&mut self.chance);
        let (sex, age) = (self.any_sex(), self.chance.between(19, 92));
        let Some(person) = self.newcomer(sex, age, community) else { return };
        let since = self.chance.between(19, 60.min(age));
        let home = self.household(self.years_after(person, since));
        self.moves_in(person, home, None);
    }

    fn mother_alone(&mut self) {
        let community = self.city.names().draw_community(&mut self.chance);
        let age = self.chance.between(20, 45);
        let Some(woman) = self.newcomer(Sex::Female, age, community) else { return };
        let home = self.household(self.years_after(woman, 19));
        self.moves_in(woman, home, None);
        let father = self.absent_father(woman);
        self.raise(woman, father, home, 2);
    }

    /// Children of a mother and perhaps a father, brought up in a household.
    fn raise(&mut self, mother: usize, father: Option<usize>, home: usize, generation: u8) {
        let wanted = [1, 2, 3, 4, 5][self.chance.weighted(&[22, 34, 24, 14, 6])];
        let first_at = self.chance.between(17, 31);
        let mut born = self.years_after(mother, first_at);
        if let Some(father) = father {
            born = born.max(self.years_after(father, 16));
        }
        for _ in 0..wanted {
            let days = self.chance.between(0, 330);
            born = later(born, days);
            let too_old = born.year() - self.year_of(mother) > 44;
            if born >= self.city.today() || too_old || self.full() {
                return;
            }
            let twins = self.chance.percent(3.0);
            for _ in 0..=u8::from(twins) {
                let sex = self.any_sex();
                let community = self.clan.people.get(mother).map_or(0, |person| person.community);
                let Some(child) = self.add(Newcomer { sex, born, community, mother: Some(mother), father })
                else {
                    return;
                };
                self.moves_in(child, home, None);
                self.grow_up(child, home, generation);
            }
            let gap = self.chance.between(420, 1_700);
            born = later(born, gap);
        }
    }

    /// What a child who is grown has made of life: a couple, a home alone, or still at home.
    fn grow_up(&mut self, child: usize, home: usize, generation: u8) {
        let age = self.age(child);
        if age < 18 || generation > 3 {
            return;
        }
        let pairs = if age < 23 {
            16.0
        } else if age < 29 {
            50.0
        } else {
            76.0
        };
        if self.chance.percent(pairs) {
            return self.settle(child, generation + 1);
        }
        let woman = self.clan.people.get(child).is_some_and(|person| person.sex == Sex::Female);
        if self.chance.percent(if age > 24 { 52.0 } else { 14.0 }) {
            let since = self.chance.between(18, age.min(40));
            let own = self.household(self.years_after(child, since));
            self.leaves_for(child, own);
            if woman && self.chance.percent(35.0) {
                let father = self.absent_father(child);
                self.raise(child, father, own, generation + 1);
            }
        } else if woman && self.chance.percent(28.0) {
            let father = self.absent_father(child);
            self.raise(child, father, home, generation + 1);
        }
    }

    /// A person takes a partner; they live on their own or in the house of the parents, and may part.
    fn settle(&mut self, person: usize, generation: u8) {
        let Some(one) = self.clan.people.get(person) else { return };
        let (sex, community, old_home) = (one.sex, one.community, one.household());
        let other_sex = if self.chance.percent(96.0) { other(sex) } else { sex };
        let age = (self.age(person) + self.chance.between(-5, 6)).max(19);
        let community = if self.chance.percent(72.0) {
            community
        } else {
            self.city.names().draw_community(&mut self.chance)
        };
        let Some(partner) = self.newcomer(other_sex, age, community) else { return };
        let since = self.chance.between(19, 34.min(self.age(person)));
        let formed = self.years_after(person, since).max(self.years_after(partner, 18));
        let home = match old_home {
            Some(home) if self.chance.percent(20.0) => home,
            _ => self.household(formed),
        };
        self.leaves_for(person, home);
        self.moves_in(partner, home, Some(formed));
        let bond = if self.chance.percent(64.0) { Bond::Married } else { Bond::Partners };
        let (woman, man) = if sex == Sex::Female { (person, partner) } else { (partner, person) };
        self.bind(woman, man, bond, home);
        if sex != other_sex {
            self.raise(woman, Some(man), home, generation);
        }
        if self.chance.percent(24.0) {
            self.part(woman, man, home, old_home.filter(|_| man == person));
        }
    }

    /// A couple parts: mostly he leaves, to his parents or to a home of his own; sometimes a child goes with him.
    fn part(&mut self, woman: usize, man: usize, home: usize, parents_home: Option<usize>) {
        let since = self.clan.people.get(woman).and_then(|person| person.ties.last()).map(|tie| tie.since);
        let earliest = since.unwrap_or(self.city.today());
        let days = days_between(earliest, self.city.today());
        let day = later(earliest, self.chance.between(days / 2, days - 20).max(0));
        for (one, with) in [(woman, man), (man, woman)] {
            if let Some(tie) =
                self.clan.people.get_mut(one).and_then(|p| p.ties.iter_mut().find(|tie| tie.with == with))
            {
                tie.bond = Bond::Parted;
                tie.since = day;
            }
        }
        let leaver = if self.chance.percent(86.0) { man } else { woman };
        let returns = self.chance.percent(45.0);
        let target =
            parents_home.filter(|parents| *parents != home && returns).unwrap_or_else(|| self.household(day));
        self.goes(leaver, target, day);
        let children: Vec<usize> = self.clan.children(woman).collect();
        for child in children {
            let small = self.age(child) < 18;
            if small && self.chance.percent(11.0) {
                self.goes(child, target, day);
            }
        }
    }

    /// A father who never lived with the mother: sometimes nobody knows who he is.
    fn absent_father(&mut self, mother: usize) -> Option<usize> {
        let known = self.chance.percent(62.0);
        let community = self.clan.people.get(mother).map(|person| person.community)?;
        let age = (self.age(mother) + self.chance.between(-2, 9)).max(18);
        if !known {
            return None;
        }
        let father = self.newcomer(Sex::Male, age, community)?;
        let home = self.household(self.years_after(father, 18));
        self.moves_in(father, home, None);
        let since = self.years_after(mother, 17);
        for (one, with) in [(mother, father), (father, mother)] {
            if let Some(person) = self.clan.people.get_mut(one) {
                person.ties.push(Tie { with, bond: Bond::Parted, since });
            }
        }
        Some(father)
    }

    fn bind(&mut self, woman: usize, man: usize, bond: Bond, home: usize) {
        let formed = self
            .clan
            .households
            .get(home)
            .and_then(|household| household.homes.first())
            .map(|home| home.from);
        let stint = self.clan.people.get(man).and_then(|person| person.lived.last()).map(|stint| stint.from);
        let since = stint.or(formed).unwrap_or(self.city.today());
        for (one, with) in [(woman, man), (man, woman)] {
            if let Some(person) = self.clan.people.get_mut(one) {
                person.ties.push(Tie { with, bond, since });
            }
        }
        let Some(husband) = self.surnames.get(man).filter(|_| bond == Bond::Married) else { return };
        let Some(wife) = self.clan.people.get_mut(woman).filter(|wife| wife.sex == Sex::Female) else {
            return;
        };
        let community = self.city.names().community(wife.community);
        if let Some(taken) = naming::married_surname(community, &wife.name, husband, &mut self.chance) {
            let before = std::mem::replace(&mut wife.name.surname, taken);
            wife.former = Some((before, since));
        }
    }

    fn any_sex(&mut self) -> Sex {
        if self.chance.percent(51.5) { Sex::Female } else { Sex::Male }
    }

    fn age(&self, person: usize) -> i64 {
        self.clan.people.get(person).map_or(0, |person| i64::from(person.age_on(self.city.today())))
    }

    fn year_of(&self, person: usize) -> i16 {
        self.clan.people.get(person).map_or(0, |person| person.born.year())
    }

    fn years_after(&self, person: usize, years: i64) -> Date {
        let born = self.clan.people.get(person).map_or(self.city.today(), |person| person.born);
        later(born, years * 365 + years / 4)
    }

    fn days_ago(&mut self, least: i64, most: i64) -> Date {
        let days = self.chance.between(least, most);
        later(self.city.today(), -days)
    }
}

fn other(sex: Sex) -> Sex {
    if sex == Sex::Female { Sex::Male } else { Sex::Female }
}

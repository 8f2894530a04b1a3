//! The names of the city: language communities read from the plain lists in `data/names`, and draws from them.

use crate::chance::Chance;
use crate::person::Sex;

/// A language community: how many share it, how its names are built, and the names.
#[derive(Debug)]
pub(crate) struct Community {
    pub language: &'static str,
    pub share: u32,
    pub family_first: bool,
    pub two_surnames: bool,
    pub middle: Middle,
    /// Per cent of wives who take the husband's name.
    pub takes_name: f64,
    /// Per cent of surnames that are composed, so that rare names exist as in life.
    rare: f64,
    pub feminine_surnames: bool,
    /// Per cent of given names that are composed of two syllables or words.
    composed_given: f64,
    /// Per cent of given names that are two names.
    double_given: f64,
    female: List,
    male: List,
    surnames: List,
    starts: List,
    ends: List,
    given_starts: List,
    given_ends: List,
}

/// What stands between given name and surname.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Middle {
    None,
    Initial,
    Given,
    Father,
    Patronymic,
    Marker,
}

/// Names by weight.
#[derive(Debug, Default)]
struct List {
    names: Vec<Entry>,
    /// Running totals of the weights.
    totals: Vec<u32>,
}

/// A name as it is properly written, and the other ways in which people write it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub name: String,
    pub variants: Vec<String>,
}

/// All communities.
#[derive(Debug)]
pub(crate) struct Names {
    communities: Vec<Community>,
    shares: Vec<u32>,
}

const LISTS: [&str; 13] = [
    include_str!("../data/names/english.txt"),
    include_str!("../data/names/caribbean.txt"),
    include_str!("../data/names/spanish.txt"),
    include_str!("../data/names/chinese.txt"),
    include_str!("../data/names/vietnamese.txt"),
    include_str!("../data/names/korean.txt"),
    include_str!("../data/names/russian.txt"),
    include_str!("../data/names/polish.txt"),
    include_str!("../data/names/arabic.txt"),
    include_str!("../data/names/bengali.txt"),
    include_str!("../data/names/haitian.txt"),
    include_str!("../data/names/punjabi.txt"),
    include_str!("../data/names/west_african.txt"),
];

impl Names {
    pub fn read() -> Self {
        let communities: Vec<Community> = LISTS.iter().map(|text| Community::read(text)).collect();
        let shares = communities.iter().map(|community| community.share).collect();
        Self { communities, shares }
    }

    pub fn draw_community(&self, chance: &mut Chance) -> u8 {
        chance.weighted(&self.shares) as u8
    }

    /// The community of that number; numbers beyond the last wrap round.
    pub fn community(&self, number: u8) -> &Community {
        &self.communities[usize::from(number) % self.communities.len()]
    }
}

impl Community {
    fn read(text: &'static str) -> Self {
        let mut community = Self {
            language: "english",
            share: 1,
            family_first: false,
            two_surnames: false,
            middle: Middle::None,
            takes_name: 0.0,
            rare: 0.0,
            feminine_surnames: false,
            composed_given: 0.0,
            double_given: 0.0,
            female: List::default(),
            male: List::default(),
            surnames: List::default(),
            starts: List::default(),
            ends: List::default(),
            given_starts: List::default(),
            given_ends: List::default(),
        };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            let (kind, name) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
            let rest = words.next().unwrap_or("");
            match kind {
                "!" => community.rule(name, rest),
                "f" => community.female.add(name, rest, words.next()),
                "m" => community.male.add(name, rest, words.next()),
                "s" => community.surnames.add(name, rest, words.next()),
                "a" => community.starts.add(name, rest, words.next()),
                "z" => community.ends.add(name, rest, words.next()),
                "x" => community.given_starts.add(name, rest, words.next()),
                "y" => community.given_ends.add(name, rest, words.next()),
                _ => {}
            }
        }
        community
    }

    fn rule(&mut self, rule: &str, value: &'static str) {
        let percent = || value.parse().unwrap_or(0.0);
        match rule {
            "language" => self.language = value,
            "share" => self.share = value.parse().unwrap_or(1),
            "family_first" => self.family_first = value == "yes",
            "two_surnames" => self.two_surnames = value == "yes",
            "feminine_surnames" => self.feminine_surnames = value == "yes",
            "takes_name" => self.takes_name = percent(),
            "rare" => self.rare = percent(),
            "composed_given" => self.composed_given = percent(),
            "double_given" => self.double_given = percent(),
            "middle" => {
                self.middle = match value {
                    "initial" => Middle::Initial,
                    "given" => Middle::Given,
                    "father" => Middle::Father,
                    "patronymic" => Middle::Patronymic,
                    "marker" => Middle::Marker,
                    _ => Middle::None,
                }
            }
            _ => {}
        }
    }

    pub fn given(&self, sex: Sex, chance: &mut Chance) -> String {
        if self.composed_given > 0.0 && chance.percent(self.composed_given) {
            return format!("{}{}", self.given_starts.draw(chance).name, self.given_ends.draw(chance).name);
        }
        let list = match sex {
            Sex::Female => &self.female,
            Sex::Male => &self.male,
        };
        let entry = list.draw(chance);
        // One in seven was christened by what is a short form or another spelling for the others.
        let name = if chance.percent(14.0) {
            chance.pick(&entry.variants).unwrap_or(&entry.name)
        } else {
            &entry.name
        };
        if self.double_given > 0.0 && chance.percent(self.double_given) {
            let second = &list.draw(chance).name;
            if second != name {
                return format!("{name} {second}");
            }
        }
        name.clone()
    }

    /// A surname in its masculine or only form.
    pub fn surname(&self, chance: &mut Chance) -> String {
        if self.starts.names.is_empty() || !chance.percent(self.rare) {
            return self.surnames.draw(chance).name.clone();
        }
        format!("{}{}", self.starts.draw(chance).name, self.ends.draw(chance).name)
    }

    /// The form of a surname that a woman bears, where the language has one.
    pub fn feminine(&self, surname: &str) -> String {
        if !self.feminine_surnames {
            return surname.to_owned();
        }
        for (ending, form) in [("sky", "skaya"), ("ski", "ska"), ("cki", "cka")] {
            if let Some(stem) = surname.strip_suffix(ending) {
                return format!("{stem}{form}");
            }
        }
        match surname {
            name if ["ov", "ev", "in"].iter().any(|ending| name.ends_with(ending))
                && self.middle == Middle::Patronymic =>
            {
                format!("{name}a")
            }
            name => name.to_owned(),
        }
    }

    /// The name that a father gives his children, where there is such a name.
    pub fn patronymic(&self, father: &str, sex: Sex) -> String {
        let stem = father.trim_end_matches(['y', 'i', 'a']);
        match (sex, father.ends_with(['y', 'i'])) {
            (Sex::Male, true) => format!("{stem}evich"),
            (Sex::Male, false) => format!("{stem}ovich"),
            (Sex::Female, true) => format!("{stem}evna"),
            (Sex::Female, false) => format!("{stem}ovna"),
        }
    }

    /// Another way to write this given name, if people use one. Of two names one is often left out.
    pub fn given_variant(&self, name: &str, chance: &mut Chance) -> Option<String> {
        if let Some(entry) = self.female.find(name).or_else(|| self.male.find(name)) {
            return chance.pick(&entry.variants).cloned();
        }
        let (first, second) = name.split_once([' ', '-'])?;
        Some(match self.double_given > 0.0 {
            true => first.to_owned(),
            false if chance.percent(50.0) => format!("{first}{}", second.to_lowercase()),
            false => format!("{first} {second}"),
        })
    }

    /// Another way to write this surname (the first of two), if people use one.
    pub fn surname_variant(&self, name: &str, chance: &mut Chance) -> Option<String> {
        if let Some(entry) = self.surnames.find(name) {
            return chance.pick(&entry.variants).cloned();
        }
        let (first, second) = name.split_once(' ')?;
        let variant = chance.pick(&self.surnames.find(first)?.variants)?;
        Some(format!("{variant} {second}"))
    }
}

impl List {
    fn add(&mut self, name: &str, weight: &str, variants: Option<&str>) {
        let before = self.totals.last().copied().unwrap_or(0);
        self.totals.push(before + weight.parse().unwrap_or(1));
        let plain = |text: &str| text.replace('_', " ");
        let variants = variants.map(|list| list.split(',').map(plain).collect()).unwrap_or_default();
        self.names.push(Entry { name: plain(name), variants });
    }

    fn draw(&self, chance: &mut Chance) -> &Entry {
        static NOBODY: Entry = Entry { name: String::new(), variants: Vec::new() };
        let total = self.totals.last().copied().unwrap_or(0);
        let place = chance.below(u64::from(total)) as u32;
        self.names.get(self.totals.partition_point(|&sum| sum <= place)).unwrap_or(&NOBODY)
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.names.iter().find(|entry| entry.name == name)
    }
}

/// The text without accents, in plain ASCII letters as far as there are such letters.
#[must_use]
pub fn without_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.chars().map(|letter| if letter.is_ascii() { letter } else { plain_letter(letter) }).collect()
}

/// Each plain letter and the letters that lose their marks to become it.
const MARKED: [(char, &str); 38] = [
    ('A', "ÀÁÂÃÄÅĀĂĄẠẢẤẦẨẪẬẮẰẲẴẶ"),
    ('a', "àáâãäåāăąạảấầẩẫậắằẳẵặ"),
    ('C', "ÇĆĈĊČ"),
    ('c', "çćĉċč"),
    ('D', "ĎĐ"),
    ('d', "ďđ"),
    ('E', "ÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ"),
    ('e', "èéêëēĕėęěẹẻẽếềểễệ"),
    ('G', "ĜĞĠĢ"),
    ('g', "ĝğġģ"),
    ('H', "Ĥ"),
    ('h', "ĥ"),
    ('I', "ÌÍÎÏĨĪĬĮİỈỊ"),
    ('i', "ìíîïĩīĭįỉịı"),
    ('J', "Ĵ"),
    ('j', "ĵ"),
    ('K', "Ķ"),
    ('k', "ķ"),
    ('L', "ĹĻĽŁ"),
    ('l', "ĺļľł"),
    ('N', "ÑŃŅŇ"),
    ('n', "ñńņň"),
    ('O', "ÒÓÔÕÖŌŎŐƠỌỎỐỒỔỖỘỚỜỞỠỢØ"),
    ('o', "òóôõöōŏőơọỏốồổỗộớờởỡợø"),
    ('R', "ŔŖŘ"),
    ('r', "ŕŗř"),
    ('S', "ŚŜŞŠ"),
    ('s', "śŝşš"),
    ('T', "ŢŤ"),
    ('t', "ţť"),
    ('U', "ÙÚÛÜŨŪŬŮŰŲƯỤỦỨỪỬỮỰ"),
    ('u', "ùúûüũūŭůűųưụủứừửữự"),
    ('W', "Ŵ"),
    ('w', "ŵ"),
    ('Y', "ÝŶŸỲỴỶỸ"),
    ('y', "ýÿŷỳỵỷỹ"),
    ('Z', "ŹŻŽ"),
    ('z', "źżž"),
];

fn plain_letter(letter: char) -> char {
    MARKED.iter().find(|(_, marked)| marked.contains(letter)).map_or(letter, |(plain, _)| *plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_read_and_every_name_has_plain_letters_for_agencies_without_accents() {
        let names = Names::read();
        for community in &names.communities {
            for list in [
                &community.female,
                &community.male,
                &community.surnames,
                &community.starts,
                &community.ends,
                &community.given_starts,
                &community.given_ends,
            ] {
                for entry in &list.names {
                    assert!(without_accents(&entry.name).is_ascii(), "{}", entry.name);
                }
            }
            assert!(community.female.names.len() >= 12 && community.surnames.names.len() >= 12);
        }
        assert!(names.shares.iter().sum::<u32>() >= 95);
    }

    #[test]
    fn women_bear_the_feminine_form_where_there_is_one() {
        let names = Names::read();
        let russian = names.communities.iter().find(|community| community.language == "russian").unwrap();
        assert_eq!(russian.feminine("Petrov"), "Petrova");
        assert_eq!(russian.feminine("Zaslavsky"), "Zaslavskaya");
        assert_eq!(russian.patronymic("Ivan", Sex::Female), "Ivanovna");
    }
}

//! Takes names apart: titles, suffixes, particles, hyphens, two surnames, placeholders.

use crate::words::text::{Listed, fold};
use records::Name;
use std::sync::LazyLock;

/// A name in folded words. Empty strings are unknown parts.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct NameWords {
    pub(crate) given: String,
    /// The second word of the given name, which many people are called by as much as by the first.
    pub(crate) given2: String,
    /// The middle name; the second given name where there is none.
    pub(crate) middle: String,
    pub(crate) family: String,
    /// The second surname, or the surname without its particle.
    pub(crate) family2: String,
    /// Generation: 0 unknown, 1 senior, 2 junior or II, 3 III, 4 IV.
    pub(crate) suffix: u8,
}

const TITLES: [&str; 9] = ["mr", "mrs", "ms", "miss", "dr", "prof", "rev", "sra", "srta"];

/// Small words that belong to the surname that follows.
static PARTICLES: Listed = LazyLock::new(|| {
    [
        "de", "del", "della", "di", "da", "dos", "das", "do", "du", "des", "la", "las", "los", "le", "van",
        "von", "vander", "der", "den", "ter", "ten", "el", "al", "bin", "ibn", "ben", "abu", "abd", "bint",
        "mac", "mc", "st", "san", "santa", "dela", "o",
    ]
    .into_iter()
    .collect()
});

/// What is written into a name field when the name is not known, or to describe the person.
static PLACEHOLDERS: Listed = LazyLock::new(|| {
    [
        "unknown",
        "unk",
        "unkn",
        "na",
        "none",
        "null",
        "nil",
        "nan",
        "test",
        "tester",
        "xx",
        "xxx",
        "xxxx",
        "baby",
        "babyboy",
        "babygirl",
        "infant",
        "newborn",
        "refused",
        "declined",
        "anonymous",
        "noname",
        "unnamed",
        "nfn",
        "nmn",
        "nmi",
        "nln",
        "fnu",
        "lnu",
        "not",
        "missing",
        "blank",
        "mother",
        "father",
        "mom",
        "dad",
        "daughter",
        "husband",
        "wife",
        "spouse",
        "child",
        "person",
        "occupant",
        "resident",
        "respondent",
        "householder",
        "roommate",
        "adult",
        "minor",
        "grandmother",
        "grandfather",
        "granddaughter",
        "grandson",
        "brother",
        "sister",
        "nephew",
        "niece",
        "tenant",
        "dependent",
        "boyfriend",
        "girlfriend",
        "female",
        "male",
        "nobody",
    ]
    .into_iter()
    .collect()
});

impl NameWords {
    /// Reads one name as an agency wrote it.
    pub(crate) fn read(name: &Name) -> NameWords {
        let (given_text, family_text) = parted(name);
        let mut found =
            NameWords { suffix: suffix_of(&fold(&name.suffix)).unwrap_or(0), ..NameWords::default() };
        let (given, middle, family) = (fold(given_text), fold(&name.middle), fold(family_text));
        let given = found.words(&given);
        let middle = found.words(&middle);
        let family = found.words(&family);
        let mut given_words = given.into_iter().filter(|word| !is_placeholder(word));
        found.given = given_words.next().unwrap_or_default().to_owned();
        found.given2 = given_words.next().unwrap_or_default().to_owned();
        let middle_word = middle.into_iter().find(|word| !is_placeholder(word));
        found.middle = middle_word.map_or_else(|| found.given2.clone(), str::to_owned);
        found.set_family(&family);
        found
    }

    /// The words of one folded part; takes a generation suffix out of them.
    fn words<'t>(&mut self, folded: &'t str) -> Vec<&'t str> {
        let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        while words.len() > 1 {
            let Some(suffix) = words.last().and_then(|last| suffix_of(last)) else { break };
            self.suffix = suffix;
            words.pop();
        }
        if words.len() > 1 && words.first().is_some_and(|first| TITLES.contains(first)) {
            words.remove(0);
        }
        words
    }

    fn set_family(&mut self, words: &[&str]) {
        let mut names: Vec<String> = Vec::new();
        let (mut joined, mut bare) = (String::new(), None);
        for (place, word) in words.iter().enumerate() {
            let follows = place + 1 < words.len();
            if follows && matches!(*word, "y" | "e" | "i") {
                continue;
            }
            if follows && PARTICLES.contains(word) {
                joined.push_str(word);
                continue;
            }
            if is_placeholder(word) {
                continue;
            }
            if !joined.is_empty() && word.len() > 2 {
                bare = Some((*word).to_owned());
            }
            names.push(std::mem::take(&mut joined) + word);
        }
        let mut names = names.into_iter();
        self.family = names.next().unwrap_or_default();
        self.family2 = names.next().or(bare).unwrap_or_default();
    }
}

/// Given and family text; a name that came whole in one field is parted at its comma or before its last word.
fn parted(name: &Name) -> (&str, &str) {
    let whole = match (name.given.trim().is_empty(), name.family.trim().is_empty()) {
        (true, false) => &name.family,
        (false, true) => &name.given,
        _ => return (&name.given, &name.family),
    };
    match whole.split_once(',') {
        Some((family, given)) => (given, family),
        None => (&name.given, &name.family),
    }
}

/// The generation that a folded word says.
pub(crate) fn suffix_of(word: &str) -> Option<u8> {
    Some(match word {
        "sr" | "senior" => 1,
        "jr" | "junior" | "ii" | "2nd" => 2,
        "iii" | "3rd" => 3,
        "iv" | "4th" => 4,
        _ => return None,
    })
}

/// The word belongs to the surname that follows.
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// The word stands for a name that is not known.
pub(crate) fn is_placeholder(word: &str) -> bool {
    PLACEHOLDERS.contains(word) || (word.len() > 2 && word.bytes().all(|b| Some(b) == word.bytes().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &str, middle: &str, family: &str) -> [String; 4] {
        let name =
            Name { given: given.into(), middle: middle.into(), family: family.into(), ..Name::default() };
        let words = NameWords::read(&name);
        [words.given, words.middle, words.family, words.family2]
    }

    #[test]
    fn surnames_keep_their_particles_and_their_parts() {
        assert_eq!(read("Ana", "", "De la Cruz"), ["ana", "", "delacruz", "cruz"]);
        assert_eq!(read("Ana", "", "García-López"), ["ana", "", "garcia", "lopez"]);
        assert_eq!(read("Maria Elena", "", "Ruiz y Soto"), ["maria", "elena", "ruiz", "soto"]);
        assert_eq!(read("Dr. Sean", "P.", "O'Brien Jr."), ["sean", "p", "obrien", ""]);
        assert_eq!(read("An", "Van", "Le"), ["an", "van", "le", ""]);
    }

    #[test]
    fn a_whole_name_with_a_comma_is_parted_and_placeholders_are_nothing() {
        assert_eq!(read("", "", "Lopez, Maria Elena"), ["maria", "elena", "lopez", ""]);
        assert_eq!(read("Baby Boy", "", "UNKNOWN"), ["boy", "", "", ""]);
        assert_eq!(read("xxxx", "", "Smith"), ["", "", "smith", ""]);
    }

    #[test]
    fn a_suffix_is_found_wherever_it_stands() {
        let name = Name { given: "John".into(), family: "Smith III".into(), ..Name::default() };
        assert_eq!(NameWords::read(&name).suffix, 3);
        let name = Name { given: "John Jr".into(), family: "Smith".into(), ..Name::default() };
        assert_eq!(NameWords::read(&name).suffix, 2);
    }
}

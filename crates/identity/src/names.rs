//! Takes names apart: titles, suffixes, particles, hyphens, two surnames, placeholders.

use crate::text::fold;
use records::Name;

/// A name in folded words. Empty strings are unknown parts.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct NameWords {
    pub(crate) given: String,
    pub(crate) middle: String,
    pub(crate) family: String,
    /// The second surname, or the surname without its particle.
    pub(crate) family2: String,
    /// Generation: 0 unknown, 1 senior, 2 junior or II, 3 III, 4 IV.
    pub(crate) suffix: u8,
}

const TITLES: [&str; 9] = ["mr", "mrs", "ms", "miss", "dr", "prof", "rev", "sra", "srta"];

/// Small words that belong to the surname that follows.
const PARTICLES: [&str; 36] = [
    "de", "del", "della", "di", "da", "dos", "das", "do", "du", "des", "la", "las", "los", "le", "van",
    "von", "vander", "der", "den", "ter", "ten", "el", "al", "bin", "ibn", "ben", "abu", "abd", "bint",
    "mac", "mc", "st", "san", "santa", "dela", "o",
];

/// What is written into a name field when the name is not known, or to describe the person.
const PLACEHOLDERS: [&str; 64] = [
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
];

impl NameWords {
    /// Reads one name as an agency wrote it.
    pub(crate) fn read(name: &Name) -> NameWords {
        let (given_text, family_text) = parted(name);
        let mut found =
            NameWords { suffix: suffix_of(&fold(&name.suffix)).unwrap_or(0), ..NameWords::default() };
        let given = found.words(&given_text);
        let middle = found.words(&name.middle);
        let family = found.words(&family_text);
        let mut given_words = given.iter().map(String::as_str).filter(|word| !is_placeholder(word));
        found.given = given_words.next().unwrap_or_default().to_owned();
        let second = given_words.next();
        let middle_word = middle.iter().map(String::as_str).find(|word| !is_placeholder(word));
        found.middle = middle_word.or(second).unwrap_or_default().to_owned();
        found.set_family(&family);
        found
    }

    /// The words of one part; takes a generation suffix out of them.
    fn words(&mut self, text: &str) -> Vec<String> {
        let folded = fold(text);
        let mut words: Vec<String> =
            folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        while words.len() > 1 {
            let Some(suffix) = words.last().and_then(|last| suffix_of(last)) else { break };
            self.suffix = suffix;
            words.pop();
        }
        if words.len() > 1 && words.first().is_some_and(|first| TITLES.contains(&first.as_str())) {
            words.remove(0);
        }
        words
    }

    fn set_family(&mut self, words: &[String]) {
        let mut names: Vec<String> = Vec::new();
        let (mut joined, mut bare) = (String::new(), None);
        for (place, word) in words.iter().enumerate() {
            let follows = place + 1 < words.len();
            if follows && matches!(word.as_str(), "y" | "e" | "i") {
                continue;
            }
            if follows && PARTICLES.contains(&word.as_str()) {
                joined.push_str(word);
                continue;
            }
            if is_placeholder(word) {
                continue;
            }
            if !joined.is_empty() && word.len() > 2 {
                bare = Some(word.clone());
            }
            names.push(std::mem::take(&mut joined) + word);
        }
        let mut names = names.into_iter();
        self.family = names.next().unwrap_or_default();
        self.family2 = names.next().or(bare).unwrap_or_default();
    }
}

/// Given and family text; a name that came whole in one field is parted at its comma or before its last word.
fn parted(name: &Name) -> (String, String) {
    let whole = match (name.given.trim().is_empty(), name.family.trim().is_empty()) {
        (true, false) => &name.family,
        (false, true) => &name.given,
        _ => return (name.given.clone(), name.family.clone()),
    };
    match whole.split_once(',') {
        Some((family, given)) => (given.to_owned(), family.to_owned()),
        None => (name.given.clone(), name.family.clone()),
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

/// The word stands for a name that is not known.
pub(crate) fn is_placeholder(word: &str) -> bool {
    PLACEHOLDERS.contains(&word) || (word.len() > 2 && word.bytes().all(|b| Some(b) == word.bytes().next()))
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

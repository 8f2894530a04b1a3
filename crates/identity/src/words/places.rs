//! Takes addresses apart: house number, street without its direction and suffix, unit, post-office box.

use crate::words::text::{Listed, digits, fold};
use records::Address;
use std::sync::LazyLock;

/// An address in folded words. Empty strings are unknown parts.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct PlaceWords {
    pub(crate) house: String,
    pub(crate) street: String,
    pub(crate) unit: String,
    pub(crate) city: String,
    /// Five digits, or the whole code of another country.
    pub(crate) zip: String,
}

static SUFFIXES: Listed = LazyLock::new(|| {
    [
        "alley",
        "aly",
        "avenue",
        "ave",
        "av",
        "aven",
        "boulevard",
        "blvd",
        "boul",
        "bend",
        "bnd",
        "branch",
        "br",
        "circle",
        "cir",
        "circuit",
        "close",
        "court",
        "ct",
        "cove",
        "cv",
        "crescent",
        "cres",
        "creek",
        "crk",
        "crossing",
        "xing",
        "drive",
        "dr",
        "drv",
        "expressway",
        "expy",
        "freeway",
        "fwy",
        "gardens",
        "gdns",
        "grove",
        "grv",
        "heights",
        "hts",
        "highway",
        "hwy",
        "lane",
        "ln",
        "loop",
        "parkway",
        "pkwy",
        "path",
        "place",
        "pl",
        "plaza",
        "plz",
        "point",
        "pt",
        "ridge",
        "rdg",
        "road",
        "rd",
        "row",
        "run",
        "square",
        "sq",
        "street",
        "st",
        "str",
        "terrace",
        "ter",
        "trail",
        "trl",
        "way",
        "walk",
    ]
    .into_iter()
    .collect()
});

static DIRECTIONS: Listed = LazyLock::new(|| {
    [
        "n",
        "s",
        "e",
        "w",
        "ne",
        "nw",
        "se",
        "sw",
        "north",
        "south",
        "east",
        "west",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "no",
        "so",
        "northe",
        "northw",
    ]
    .into_iter()
    .collect()
});

/// Words that begin the unit in the line of the street.
static UNITS_BEGIN: Listed = LazyLock::new(|| {
    [
        "apt",
        "apartment",
        "unit",
        "suite",
        "ste",
        "room",
        "rm",
        "floor",
        "fl",
        "flr",
        "lot",
        "trlr",
        "trailer",
        "spc",
    ]
    .into_iter()
    .collect()
});

/// Words of a unit that say nothing of their own.
static UNIT_WORDS: Listed = LazyLock::new(|| {
    [
        "apt",
        "apartment",
        "unit",
        "suite",
        "ste",
        "room",
        "rm",
        "floor",
        "fl",
        "flr",
        "lot",
        "trlr",
        "trailer",
        "spc",
        "space",
        "bldg",
        "building",
        "number",
        "nbr",
        "num",
        "no",
        "aprt",
        "aptmnt",
        "flat",
    ]
    .into_iter()
    .collect()
});

impl PlaceWords {
    /// Reads one address as an agency wrote it.
    pub(crate) fn read(address: &Address) -> PlaceWords {
        let mut place = PlaceWords {
            unit: unit(&fold(&address.unit)),
            city: fold(&address.city).replace(' ', ""),
            zip: zip(&address.zip),
            ..PlaceWords::default()
        };
        place.set_street(&fold(&address.street));
        place
    }

    fn set_street(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        if let Some(number) = box_number(&words) {
            (self.house, self.street) = (number, "pobox".to_owned());
            return;
        }
        let (number, words) = house_number(&words);
        self.house = number;
        let mut street = words;
        if let Some(at) = street.iter().skip(1).position(|word| UNITS_BEGIN.contains(*word)) {
            if self.unit.is_empty() {
                self.unit = unit(&street[at + 2..].join(" "));
            }
            street = &street[..at + 1];
        }
        self.street = bare_street(street);
    }
}

/// The number of a post-office box, when that is what the line says.
fn box_number(words: &[&str]) -> Option<String> {
    let rest = match words {
        ["po", "box", rest @ ..] | ["p", "o", "box", rest @ ..] | ["post", "office", "box", rest @ ..] => {
            rest
        }
        ["box", rest @ ..] | ["pob", rest @ ..] | ["pobox", rest @ ..] => rest,
        _ => return None,
    };
    Some(rest.concat())
}

/// The house number in front, and the words after it. `12 34 145th st` is 12-34 on 145th.
fn house_number<'a>(words: &'a [&'a str]) -> (String, &'a [&'a str]) {
    let numeric = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    let numbered = |word: &&str| word.bytes().next().is_some_and(|b| b.is_ascii_digit());
    if words.len() < 2 || !numbered(&words[0]) || ordinal(words[0]).is_some() {
        return (String::new(), words);
    }
    let extra =
        usize::from(words.len() > 3 && numeric(&words[0]) && numeric(&words[1]) && words[1].len() <= 2);
    (words[..=extra].concat(), &words[extra + 1..])
}

/// Street words joined, without directions and suffix, ordinals as plain numbers; everything when nothing would remain.
fn bare_street(words: &[&str]) -> String {
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    for (place, word) in words.iter().enumerate() {
        let suffix = place > 0 && SUFFIXES.contains(word);
        if !suffix && !DIRECTIONS.contains(word) {
            kept.push(ordinal(word).unwrap_or(word));
        }
    }
    let whole = if kept.is_empty() { words.concat() } else { kept.concat() };
    let glued = GLUED.iter().find_map(|suffix| whole.strip_suffix(suffix)).filter(|bare| bare.len() >= 3);
    match glued {
        Some(bare) if kept.len() == words.len() => bare.to_owned(),
        _ => whole,
    }
}

/// Suffixes that are still one when the space before them was lost.
const GLUED: [&str; 10] =
    ["street", "avenue", "road", "drive", "place", "crescent", "circuit", "court", "terrace", "boulevard"];

/// `145` of `145th`.
fn ordinal(word: &str) -> Option<&str> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending))?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

fn unit(folded: &str) -> String {
    folded.split(' ').filter(|word| !UNIT_WORDS.contains(word)).collect()
}

fn zip(text: &str) -> String {
    let numbers = digits(text);
    if numbers.len() == 5 || numbers.len() == 9 {
        numbers[..5].to_owned()
    } else {
        fold(text).replace(' ', "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(street: &str, unit: &str) -> [String; 3] {
        let address = Address { street: street.into(), unit: unit.into(), ..Address::default() };
        let place = PlaceWords::read(&address);
        [place.house, place.street, place.unit]
    }

    #[test]
    fn one_place_written_in_many_ways() {
        for (street, unit) in [
            ("123 N Main St", "Apt 4B"),
            ("123 North Main Street", "#4b"),
            ("123 main st apt 4b", ""),
            ("123 Main", "unit 4-B"),
        ] {
            assert_eq!(read(street, unit), ["123", "main", "4b"], "{street} {unit}");
        }
        assert_eq!(read("P.O. Box 1401", ""), ["1401", "pobox", ""]);
        assert_eq!(read("5112 145th st", ""), ["5112", "145", ""]);
        assert_eq!(read("88-15 145th Street", "Floor 2"), ["8815", "145", "2"]);
        assert_eq!(read("145th st", ""), ["", "145", ""]);
        assert_eq!(read("12 wellsroad", ""), ["12", "wells", ""]);
        assert_eq!(read("12 North Ave", ""), ["12", "northave", ""]);
    }

    #[test]
    fn zip_codes_lose_their_extension() {
        let address = Address { zip: "10001-1234".into(), ..Address::default() };
        assert_eq!(PlaceWords::read(&address).zip, "10001");
    }
}

//! Understands addresses in one line of typing.

use crate::search::query_parts::Reader;
use crate::words::text::fold;
use records::Address;

const STREET_WORDS: [&str; 24] = [
    "st",
    "street",
    "ave",
    "avenue",
    "av",
    "rd",
    "road",
    "blvd",
    "boulevard",
    "ln",
    "lane",
    "dr",
    "drive",
    "ct",
    "court",
    "pl",
    "place",
    "way",
    "pkwy",
    "parkway",
    "ter",
    "terrace",
    "square",
    "sq",
];

/// Street words that are also the beginning of a name, as in St Clair: a street only where the phrase ends.
const ALSO_NAMES: [&str; 3] = ["st", "dr", "av"];

/// Most words of a street's name, its street word included.
const LONGEST: usize = 5;

/// Words after a number by which it is something else than a house number.
const NO_STREETS: [&str; 24] = [
    "about", "around", "age", "aged", "last", "ssn", "social", "born", "dob", "female", "male", "woman",
    "man", "girl", "boy", "lady", "phone", "tel", "cell", "case", "card", "years", "year", "used",
];

impl Reader {
    /// A house number with a street, up to its street word, its unit and a ZIP code; `po box 12`; or a ZIP code alone.
    pub(crate) fn address(&mut self) -> Option<usize> {
        let first = self.plain(0);
        if let Some((zip, more)) = first.split_once(' ').filter(|_| self.word(0).contains('-'))
            && [zip, more].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
            && (zip.len(), more.len()) == (5, 4)
        {
            self.query.address.get_or_insert_default().zip = zip.to_owned();
            return Some(1);
        }
        if first.len() == 5 && first.bytes().all(|b| b.is_ascii_digit()) && !self.is_street_word(2) {
            self.query.address.get_or_insert_default().zip = first;
            return Some(1);
        }
        if (first == "po" || first == "p o") && self.plain(1) == "box" {
            self.query.address.get_or_insert_default().street = format!("po box {}", self.word(2));
            return Some(3);
        }
        if !first.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
            return None;
        }
        let end = (1..=5).find(|n| self.is_street_word(*n) || is_ordinal(&self.plain(*n)));
        let end = end.or_else(|| (2..=4).find(|n| self.mend_street_word(*n)));
        let Some(end) = end else { return self.bare_street() };
        let end = end + usize::from(is_ordinal(&self.plain(end)) && self.is_street_word(end + 1));
        let street = (0..=end).map(|n| self.word(n).trim_end_matches(',')).collect::<Vec<_>>().join(" ");
        let mut address = Address { street, ..Address::default() };
        let mut taken = end + 1;
        if matches!(self.plain(taken).as_str(), "apt" | "unit" | "apartment")
            || self.word(taken).starts_with('#')
        {
            let hash = self.word(taken).len() > 1 && self.word(taken).starts_with('#');
            address.unit = self.plain(taken + usize::from(!hash));
            taken += 1 + usize::from(!hash);
        }
        self.query.address = Some(address);
        Some(taken)
    }

    /// A street without a house number: after `lived on` and the like up to its street word, or one word and a street
    /// word after a name. Words that only lead to a place are dropped.
    pub(crate) fn street(&mut self) -> Option<usize> {
        let (lived, lead) = self.lead_to_place();
        if lead > 0 {
            let words = (1..LONGEST).find(|n| self.is_street_word(lead + n) || !self.is_letters(lead + n));
            let end =
                words.map(|n| lead + n).filter(|end| self.is_street_word(*end) && self.is_letters(lead));
            let whole = end.filter(|end| (lead..*end).all(|n| !self.word(n).ends_with([',', ';'])));
            if let Some(end) = whole {
                return Some(self.take_street(lead, end));
            }
            return if lived && lead > 1 && self.is_letters(lead) && self.plain(lead - 1) != "in" {
                Some(self.take_street(lead, lead))
            } else {
                Some(lead)
            };
        }
        let ends = self.words.len() == self.at + 2 || self.word(1).ends_with([',', ';']);
        let street = self.is_letters(0)
            && !self.word(0).ends_with([',', ';'])
            && self.is_street_word(1)
            && (ends || !ALSO_NAMES.contains(&self.plain(1).as_str()));
        (street && !self.query.names.is_empty()).then(|| self.take_street(0, 1))
    }

    /// `apt 2f` or `#2f` away from a street: it belongs to the address that was typed, or else it is of no use.
    pub(crate) fn unit(&mut self) -> Option<usize> {
        let named = matches!(self.plain(0).as_str(), "apt" | "apartment" | "unit");
        let next = self.plain(1);
        let number = next.len() <= 2 || next.bytes().any(|b| b.is_ascii_digit());
        let taken = match self.word(0).strip_prefix('#') {
            Some(rest) if !fold(rest).is_empty() => 1,
            _ if named && !next.is_empty() && number => 2,
            _ => return None,
        };
        let unit = self.plain(taken - 1);
        match self
            .query
            .address
            .as_mut()
            .filter(|address| !address.street.is_empty() && address.unit.is_empty())
        {
            Some(address) => address.unit = unit,
            None => {
                let words = (0..taken).map(|n| self.word(n).trim_end_matches([',', ';']));
                let words = words.collect::<Vec<_>>().join(" ");
                self.query.unused.push(words);
            }
        }
        Some(taken)
    }

    pub(crate) fn is_street_word(&self, ahead: usize) -> bool {
        STREET_WORDS.contains(&self.plain(ahead).as_str())
    }

    /// Puts a street word right that was mistyped after a house number and a name; false when there is none.
    fn mend_street_word(&mut self, ahead: usize) -> bool {
        let word = self.plain(ahead);
        let near = |street: &&&str| crate::words::distance::edits(word.as_bytes(), street.as_bytes()) == 1;
        let long = STREET_WORDS.iter().filter(|street| street.len() >= 5);
        let meant = long.filter(|_| word.len() >= 4).find(near).copied();
        let fits = (1..ahead).all(|before| self.is_letters(before));
        match meant.filter(|_| fits) {
            Some(meant) => {
                meant.clone_into(&mut self.words[self.at + ahead]);
                true
            }
            None => false,
        }
    }

    /// `87 quayside`: a short number and a word that is nothing else.
    fn bare_street(&mut self) -> Option<usize> {
        let number = self.word(0).chars().all(|c| c.is_ascii_digit() || c == '-');
        let short = self.plain(0).split(' ').all(|part| part.len() <= 3);
        let next = self.plain(1);
        if !number || !short || next.len() < 3 || !self.is_letters(1) || NO_STREETS.contains(&next.as_str()) {
            return None;
        }
        Some(self.take_street(0, 1))
    }

    /// How many words say that a place follows, and whether they say that somebody lives there.
    fn lead_to_place(&self) -> (bool, usize) {
        let used = if (self.plain(0).as_str(), self.plain(1).as_str()) == ("used", "to") { 2 } else { 0 };
        let verb = ["lives", "lived", "live", "living", "resides", "resided", "reside", "residing"];
        let lived = verb.contains(&self.plain(used).as_str());
        let verbs = if lived { used + 1 } else { 0 };
        let at =
            matches!(self.plain(verbs).as_str(), "on" | "at" | "of") || (lived && self.plain(verbs) == "in");
        (lived, verbs + usize::from(at))
    }

    fn is_letters(&self, ahead: usize) -> bool {
        let word = self.plain(ahead);
        !word.is_empty() && word.bytes().all(|b| !b.is_ascii_digit())
    }

    /// Takes the words from one to the other as the street; how many words that are with those before.
    fn take_street(&mut self, from: usize, to: usize) -> usize {
        let words = (from..=to).map(|n| self.word(n).trim_end_matches([',', ';']));
        let street = words.collect::<Vec<_>>().join(" ");
        self.query.address.get_or_insert_default().street = street;
        to + 1
    }
}

fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"]
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .any(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use crate::search::query::Query;
    use jiff::civil::date;

    fn read(text: &str) -> (String, String) {
        let query = Query::parse(text, date(2026, 6, 1));
        let names = query.names.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        (names, query.address.map(|address| address.street).unwrap_or_default())
    }

    #[test]
    fn a_street_without_a_house_number_is_no_name() {
        for (text, name, street) in [
            ("rosa, about 70, last four 4821, used to live on Mill Street", "rosa", "Mill Street"),
            ("juanita lived on quayside road", "juanita", "quayside road"),
            ("juanita quayside road", "juanita", "quayside road"),
            ("juanita lives at 87 quayside", "juanita", "87 quayside"),
            ("87 quayside", "", "87 quayside"),
            ("used to live on old mill lane, ana", "ana", "old mill lane"),
            ("ana of mill st", "ana", "mill st"),
            ("ana lived on quayside", "ana", "quayside"),
            ("ana living on 145th street", "ana", "145th street"),
            ("88-15 145th St ana", "ana", "88-15 145th St"),
        ] {
            assert_eq!(read(text), (name.to_owned(), street.to_owned()), "{text}");
        }
    }

    #[test]
    fn names_that_look_like_street_words_stay_names() {
        for text in ["diane lane", "maria st clair", "john 1950", "ana 70 years old", "rosa 3 about 70"] {
            assert_eq!(read(text).1, "", "{text}");
        }
        assert_eq!(read("maria st clair").0, "maria st clair");
    }
}

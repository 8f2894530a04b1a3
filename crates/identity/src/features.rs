//! What is compared of a record: folded words first, then a few dozen bytes.

use crate::files::table::TEXT_SCHEME;
use crate::words::birth::Birth;
use crate::words::dictionary::{Dictionary, Token, hash_of, mixed};
use crate::words::names::{NameWords, is_placeholder};
use crate::words::places::PlaceWords;
use crate::words::text::{digits, fold};
use records::{Identifier, Particulars, Sex, Ssn, SsnKind};

/// The particulars of a record in folded words; made without the dictionary, so on any thread.
#[derive(Clone, Default)]
pub(crate) struct Folded {
    pub(crate) names: Vec<NameWords>,
    pub(crate) birth: Birth,
    pub(crate) sex: u8,
    pub(crate) ssn: Number9,
    pub(crate) places: Vec<PlaceWords>,
    pub(crate) phones: Vec<u64>,
    pub(crate) emails: Vec<u32>,
    pub(crate) numbers: Vec<Numbered>,
    pub(crate) households: Vec<u32>,
    pub(crate) birth_place: String,
}

/// A Social Security number in four bytes: 0 unknown, else nine digits plus one, or last four digits flagged.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Number9(u32);

/// A number of some scheme; the text is packed so that one wrong character can still be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Numbered {
    pub(crate) scheme: u32,
    pub(crate) number: u64,
}

/// One name as tokens.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NameTokens {
    pub(crate) given: Token,
    /// The second word of the given name.
    pub(crate) given2: Token,
    pub(crate) middle: Token,
    pub(crate) family: Token,
    pub(crate) family2: Token,
}

/// One address as tokens.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PlaceTokens {
    pub(crate) house: Token,
    pub(crate) street: Token,
    pub(crate) unit: Token,
    pub(crate) city: Token,
    pub(crate) zip: Token,
}

/// A record as the matcher holds it: the first of everything here, what there is more of in [`More`].
#[derive(Clone, Copy, Default)]
pub(crate) struct Features {
    pub(crate) name: NameTokens,
    pub(crate) place: PlaceTokens,
    pub(crate) birth: Birth,
    pub(crate) ssn: Number9,
    pub(crate) phone: u64,
    pub(crate) number: Numbered,
    pub(crate) email: u32,
    pub(crate) household: u32,
    pub(crate) birth_place: Token,
    /// One more than the place in the list of [`More`]; 0 for none.
    pub(crate) more: u32,
    pub(crate) sex: u8,
    pub(crate) suffix: u8,
}

/// Second and further names, addresses and numbers of a record.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct More {
    pub(crate) names: Vec<NameTokens>,
    pub(crate) places: Vec<PlaceTokens>,
    pub(crate) phones: Vec<u64>,
    pub(crate) numbers: Vec<Numbered>,
    pub(crate) emails: Vec<u32>,
    pub(crate) households: Vec<u32>,
}

const LAST_FOUR: u32 = 1 << 31;

impl Number9 {
    pub(crate) fn of(ssn: Option<&Ssn>) -> Number9 {
        let Some(ssn) = ssn else { return Number9(0) };
        let value = ssn.reveal_digits().parse::<u32>().unwrap_or(0);
        Number9(match ssn.kind() {
            SsnKind::Full | SsnKind::Taxpayer => value + 1,
            SsnKind::LastFour => value | LAST_FOUR,
            SsnKind::Unusable => 0,
        })
    }

    pub(crate) fn of_last_four(four: u32) -> Number9 {
        Number9(four | LAST_FOUR)
    }

    pub(crate) fn is_known(self) -> bool {
        self.0 != 0
    }

    pub(crate) fn is_whole(self) -> bool {
        self.0 != 0 && self.0 & LAST_FOUR == 0
    }

    /// Nine digits as one number; 0 when not known whole.
    pub(crate) fn whole(self) -> u32 {
        if self.is_whole() { self.0 - 1 } else { 0 }
    }

    pub(crate) fn last_four(self) -> u32 {
        if self.is_whole() { (self.0 - 1) % 10_000 } else { self.0 & !LAST_FOUR }
    }

    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    pub(crate) fn digits(self) -> [u8; 9] {
        let mut rest = self.whole();
        let mut digits = [b'0'; 9];
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        digits
    }
}

/// Whether two numbers of nine digits may be two edits apart: no edit changes more than two counts of digits.
pub(crate) fn may_be_near(one: &[u8; 9], two: &[u8; 9]) -> bool {
    let mut counts = [0i8; 10];
    for (a, b) in one.iter().zip(two) {
        counts[usize::from(a - b'0')] += 1;
        counts[usize::from(b - b'0')] -= 1;
    }
    counts.iter().map(|count| count.unsigned_abs()).sum::<u8>() <= 4
}

/// A case number, packed; none when it says nothing.
pub(crate) fn case_number(text: &str) -> Option<u64> {
    bare_number(text).map(|text| packed(&text))
}

/// Letters and digits of a number alone; none when it says nothing.
pub(crate) fn bare_number(text: &str) -> Option<String> {
    let text = fold(text).replace(' ', "");
    (!text.is_empty() && !is_placeholder(&text)).then_some(text)
}

impl Numbered {
    pub(crate) fn of(identifier: &Identifier) -> Option<Numbered> {
        let text = bare_number(&identifier.number)?;
        let flag = if identifier.scheme.starts_with(TEXT_SCHEME) { TEXT } else { 0 };
        let scheme = hash_of(&identifier.scheme) & !TEXT | 1 | flag;
        Some(Numbered { scheme, number: packed(&text) })
    }

    /// Scheme and number as one value.
    pub(crate) fn value(self) -> u64 {
        mixed(self.number, self.scheme.into())
    }

    /// Text of a further column, which many can share, and no number.
    pub(crate) fn is_text(&self) -> bool {
        self.scheme & TEXT != 0
    }

    pub(crate) fn is_known(self) -> bool {
        self.scheme != 0
    }

    /// The characters of the number, 1 to 36 each; empty when it was too long to pack.
    pub(crate) fn letters(self) -> ([u8; 12], usize) {
        let mut letters = [0; 12];
        if self.number & TOO_LONG != 0 {
            return (letters, 0);
        }
        let (mut rest, mut length) = (self.number, 0);
        while rest > 0 && length < 12 {
            letters[length] = (rest % 37) as u8;
            rest /= 37;
            length += 1;
        }
        (letters, length)
    }
}

/// Marks schemes of further text columns.
const TEXT: u32 = 1 << 31;

const TOO_LONG: u64 = 1 << 63;

/// Up to twelve letters and digits as one number in base 37; a hash when there are more.
pub(crate) fn packed(text: &str) -> u64 {
    if text.len() > 12 || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return TOO_LONG | mixed(hash_of(text).into(), text.len() as u64);
    }
    text.bytes().fold(0, |sum, b| {
        let value = if b.is_ascii_digit() { b - b'0' + 1 } else { b - b'a' + 11 };
        sum * 37 + u64::from(value)
    })
}

impl Features {
    /// Something from where it begins and where it ends.
    pub(crate) fn glimpse(&self) -> u64 {
        u64::from(self.name.given.0) ^ u64::from(self.sex)
    }
}

impl Folded {
    /// Folds everything that a record says about its subject.
    pub(crate) fn of(particulars: &Particulars) -> Folded {
        let mut names: Vec<NameWords> = Vec::with_capacity(particulars.names.len());
        for name in &particulars.names {
            let mut words = NameWords::read(name);
            if let Some(first) = names.first() {
                if words.family.is_empty() {
                    (words.family, words.family2) = (first.family.clone(), first.family2.clone());
                } else if words.given.is_empty() {
                    (words.given, words.middle) = (first.given.clone(), first.middle.clone());
                }
            }
            if !names.contains(&words) && (!words.given.is_empty() || !words.family.is_empty()) {
                names.push(words);
            }
        }
        Folded {
            names,
            birth: Birth::of(particulars.birth),
            sex: sex(particulars.sex),
            ssn: Number9::of(particulars.ssn.as_ref()),
            places: unique(particulars.addresses.iter().map(PlaceWords::read)),
            phones: unique(particulars.phones.iter().filter_map(|phone| phone_number(phone))),
            emails: unique(particulars.emails.iter().filter_map(|email| email_hash(email))),
            numbers: unique(particulars.identifiers.iter().filter_map(Numbered::of)),
            households: unique(
                particulars
                    .households
                    .iter()
                    .map(|key| household(&particulars.source.0, key))
                    .filter(|h| *h != 0),
            ),
            birth_place: fold(&particulars.birth_place).replace(' ', ""),
        }
    }

    /// Enters the words and packs the record; what is more than one goes to the second result.
    pub(crate) fn enter(&self, words: &mut Dictionary) -> (Features, Option<More>) {
        let mut names: Vec<NameTokens> = self.names.iter().map(|name| name.enter(words)).collect();
        let mut places: Vec<PlaceTokens> = self.places.iter().map(|place| place.enter(words)).collect();
        let features = Features {
            name: take_first(&mut names),
            place: take_first(&mut places),
            birth: self.birth,
            ssn: self.ssn,
            phone: self.phones.first().copied().unwrap_or_default(),
            number: self.numbers.first().copied().unwrap_or_default(),
            email: self.emails.first().copied().unwrap_or_default(),
            household: self.households.first().copied().unwrap_or_default(),
            birth_place: words.enter(&self.birth_place),
            more: 0,
            sex: self.sex,
            suffix: self.names.iter().map(|name| name.suffix).max().unwrap_or_default(),
        };
        let more = More {
            names,
            places,
            phones: rest(&self.phones),
            numbers: rest(&self.numbers),
            emails: rest(&self.emails),
            households: rest(&self.households),
        };
        (features, (more != More::default()).then_some(more))
    }
}

impl NameWords {
    fn enter(&self, words: &mut Dictionary) -> NameTokens {
        NameTokens {
            given: words.enter(&self.given),
            given2: words.enter(&self.given2),
            middle: words.enter(&self.middle),
            family: words.enter(&self.family),
            family2: words.enter(&self.family2),
        }
    }
}

impl PlaceWords {
    fn enter(&self, words: &mut Dictionary) -> PlaceTokens {
        PlaceTokens {
            house: words.enter(&self.house),
            street: words.enter(&self.street),
            unit: words.enter(&self.unit),
            city: words.enter(&self.city),
            zip: words.enter(&self.zip),
        }
    }
}

pub(crate) fn sex(sex: Option<Sex>) -> u8 {
    match sex {
        Some(Sex::Female) => 1,
        Some(Sex::Male) => 2,
        Some(Sex::Other) | None => 0,
    }
}

/// The last ten digits of a phone number; fewer than seven, or all alike, are no number.
pub(crate) fn phone_number(text: &str) -> Option<u64> {
    let number = digits(text);
    let number = &number[number.len().saturating_sub(10)..];
    (number.len() >= 7 && !is_placeholder(number)).then(|| number.parse().ok()).flatten()
}

pub(crate) fn email_hash(text: &str) -> Option<u32> {
    let lower = text.trim().to_lowercase();
    lower.contains('@').then(|| hash_of(&lower).max(1))
}

pub(crate) fn household(source: &str, key: &str) -> u32 {
    if key.trim().is_empty() {
        0
    } else {
        (mixed(hash_of(source).into(), hash_of(key.trim()).into()) as u32).max(1)
    }
}

fn unique<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

fn take_first<T: Default>(values: &mut Vec<T>) -> T {
    if values.is_empty() { T::default() } else { values.remove(0) }
}

fn rest<T: Copy>(values: &[T]) -> Vec<T> {
    values.iter().skip(1).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_what_comparing_needs() {
        let whole = Number9::of(Ssn::read("512-70-1234").as_ref());
        assert_eq!((whole.whole(), whole.last_four(), whole.digits()), (512_701_234, 1234, *b"512701234"));
        let four = Number9::of(Ssn::read("1234").as_ref());
        assert_eq!((four.is_whole(), four.last_four()), (false, 1234));
        assert!(!Number9::of(Ssn::read("000-12-3456").as_ref()).is_known());
        assert!(may_be_near(b"512701234", b"517201234") && may_be_near(b"512701234", b"127012349"));
        assert!(!may_be_near(b"512701234", b"888888888"));
        assert_eq!(phone_number("+1 (212) 555-0134"), Some(2_125_550_134));
        assert_eq!(phone_number("000-0000"), None);
    }

    #[test]
    fn a_record_stays_small() {
        assert!(std::mem::size_of::<Features>() <= 96, "{}", std::mem::size_of::<Features>());
    }
}

//! The three numbers of a customer. None is a Social Security number, and none can be made from one.
//!
//! A card number stands on the stripe and in the barcode only; a member number is keyed in; the unique identifier of an individual
//! (element 100 of the state's individual records) goes to funders. Both digit numbers end in two check digits of ISO 7064 MOD
//! 97-10, which catches every single wrong digit, every swap of neighbours and every swap over one digit.

use database::DatabaseError;
use std::fmt;

/// What a stripe and a barcode hold: 18 digits, `9901` in front. One card, which can be revoked. Does not print.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CardNumber(u64);

/// What a customer keys in: 11 digits, the first from 2 to 9. An SSN has 9, a phone number 10. Does not print.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberNumber(u64);

/// Twelve characters of Crockford's base 32, random: one for each individual, for ever. Does not print.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Uii(String);

/// Bytes of chance; the operating system's, but in tests.
pub type Chance<'a> = &'a dyn Fn() -> Option<[u8; 16]>;

const CARD_PREFIX: u64 = 9901;
/// Draws after which something else is wrong.
const DRAWS: usize = 100;
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl CardNumber {
    /// A fresh number; `None` when there is no chance to draw from.
    pub fn fresh(chance: Chance<'_>) -> Option<CardNumber> {
        Some(CardNumber(with_check(CARD_PREFIX * 10u64.pow(12) + drawn(chance, 10u64.pow(12))?)))
    }

    /// The number in these 18 digits.
    pub fn read(digits: &str) -> Option<CardNumber> {
        let number = all_digits(digits, 18)?;
        (number / 10u64.pow(14) == CARD_PREFIX && fits(number)).then_some(CardNumber(number))
    }

    /// For a stripe, a barcode or a token, and nothing else.
    pub fn digits(self) -> String {
        format!("{:018}", self.0)
    }
}

impl MemberNumber {
    /// A fresh number; `None` when there is no chance to draw from.
    pub fn fresh(chance: Chance<'_>) -> Option<MemberNumber> {
        Some(MemberNumber(with_check(200_000_000 + drawn(chance, 800_000_000)?)))
    }

    /// The number in these 11 digits; blanks and hyphens between them do no harm.
    pub fn read(typed: &str) -> Option<MemberNumber> {
        let digits: String = typed.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
        let number = all_digits(&digits, 11)?;
        (number >= 20_000_000_000 && fits(number)).then_some(MemberNumber(number))
    }

    /// For a token or a sealed cell.
    pub fn digits(self) -> String {
        format!("{:011}", self.0)
    }

    /// As people read it: `204 8173 6532`. For the customer and the staff who serve her.
    pub fn in_groups(self) -> String {
        let digits = self.digits();
        format!("{} {} {}", &digits[..3], &digits[3..7], &digits[7..])
    }
}

impl Uii {
    /// A fresh identifier; `None` when there is no chance to draw from.
    pub fn fresh(chance: Chance<'_>) -> Option<Uii> {
        let mut random = chance()?;
        // Without any letter it could look like a padded Social Security number, which funders refuse.
        if random[..12].iter().all(|byte| byte % 32 < 10) {
            random[0] = 10;
        }
        Some(Uii(random[..12].iter().map(|byte| char::from(CROCKFORD[usize::from(byte % 32)])).collect()))
    }

    /// The identifier as it is stored.
    pub fn read(text: &str) -> Option<Uii> {
        let known = text.len() == 12 && text.bytes().all(|byte| CROCKFORD.contains(&byte));
        known.then(|| Uii(text.to_owned()))
    }

    /// For exports to funders and for the record key.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// The operating system's randomness.
pub fn system_chance() -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

/// A number below `limit`, each equally likely but for one part in millions.
fn drawn(chance: Chance<'_>, limit: u64) -> Option<u64> {
    let random = u128::from_be_bytes(chance()?);
    u64::try_from(random % u128::from(limit)).ok()
}

/// A drawn number that nobody has. Among millions of members two draws meet sooner or later.
pub(crate) fn free<T>(
    draw: impl Fn() -> Option<T>,
    mut taken: impl FnMut(&T) -> Result<bool, DatabaseError>,
) -> Result<T, DatabaseError> {
    for _ in 0..DRAWS {
        let drawn = draw().ok_or(DatabaseError::Corrupt("the system has no randomness"))?;
        if !taken(&drawn)? {
            return Ok(drawn);
        }
    }
    Err(DatabaseError::Corrupt("no number is free"))
}

/// ISO 7064 MOD 97-10: two digits behind the body, so that the whole leaves 1.
fn with_check(body: u64) -> u64 {
    body * 100 + (98 - body % 97 * 100 % 97)
}

fn fits(number: u64) -> bool {
    number % 97 == 1
}

fn all_digits(text: &str, length: usize) -> Option<u64> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

macro_rules! hidden {
    ($($kind:ident)+) => {$(
        impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($kind), "(*)"))
            }
        }
    )+};
}

hidden!(CardNumber MemberNumber Uii);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_the_standard() {
        for (body, check) in
            [(731_905_246, 28), (999_999_999, 96), (200_000_000, 97), (9_901_007_134_592_286, 78)]
        {
            assert_eq!(with_check(body), body * 100 + check);
        }
        assert!(CardNumber::read("990148201937551656").is_some());
    }

    #[test]
    fn every_single_error_and_every_swap_is_caught() {
        let number = CardNumber::fresh(&|| Some([7; 16])).unwrap().digits();
        assert_eq!(number.len(), 18);
        let digits: Vec<u8> = number.bytes().collect();
        for at in 0..18 {
            for wrong in b'0'..=b'9' {
                let mut typed = digits.clone();
                typed[at] = wrong;
                let known = CardNumber::read(std::str::from_utf8(&typed).unwrap()).is_some();
                assert_eq!(known, wrong == digits[at]);
            }
            for other in [at + 1, at + 2] {
                if other < 18 && digits[at] != digits[other] {
                    let mut typed = digits.clone();
                    typed.swap(at, other);
                    assert!(CardNumber::read(std::str::from_utf8(&typed).unwrap()).is_none());
                }
            }
        }
    }

    #[test]
    fn neither_an_ssn_nor_a_phone_nor_a_bank_card_is_a_number_of_ours() {
        for typed in ["078051120", "2065550123", "4111111111111111", "", "12345678901", "990148201937551657"]
        {
            assert!(MemberNumber::read(typed).is_none() && CardNumber::read(typed).is_none(), "{typed}");
        }
        let member = MemberNumber::fresh(&|| Some([3; 16])).unwrap();
        assert_eq!(MemberNumber::read(&member.in_groups()), Some(member));
        assert_eq!(format!("{member:?}"), "MemberNumber(*)");
    }

    #[test]
    fn a_number_that_somebody_has_is_drawn_again() {
        let draws = std::cell::Cell::new(0);
        let draw = || Some(draws.replace(draws.get() + 1));
        assert_eq!(free(draw, |drawn| Ok(*drawn < 2)).unwrap(), 2);
        assert!(free(draw, |_| Ok(true)).is_err());
        assert!(free(|| None::<u64>, |_| Ok(false)).is_err());
    }

    #[test]
    fn an_identifier_for_funders_has_twelve_characters() {
        let uii = Uii::fresh(&system_chance).unwrap();
        assert_eq!(Uii::read(uii.text()), Some(uii));
        assert!(Uii::read("ILOU00000000").is_none());
    }
}

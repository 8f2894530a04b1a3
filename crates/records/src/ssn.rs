//! Social Security numbers: read with care, never printed by mistake.

use std::fmt;
use zeroize::Zeroize;

/// A Social Security number, whole or only its last four digits. Has no `Display`; `Debug` shows stars; wiped on drop.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ssn {
    digits: String,
}

/// What a number is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SsnKind {
    /// Nine digits that the Social Security Administration could have issued.
    Full,
    /// Only the last four digits are known.
    LastFour,
    /// Nine digits in the range of individual taxpayer numbers (area 900 to 999); identifies, but is no SSN.
    Taxpayer,
    /// Kept as the agency sent it, but never issued: area 000 or 666, group 00, serial 0000, or a known placeholder.
    Unusable,
}

/// Numbers that were printed in advertisements or that clerks type to get past a form.
const PLACEHOLDERS: [&str; 6] =
    ["078051120", "219099999", "123456789", "111111111", "333333333", "987654321"];

impl Ssn {
    /// Reads nine digits, or four (also masked as `XXX-XX-1234`); spaces, hyphens and mask letters are passed over.
    /// Anything else is `None`.
    pub fn read(text: &str) -> Option<Ssn> {
        let mut digits = String::with_capacity(9);
        for c in text.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '-' | '.' | 'x' | 'X' | '*' | '#' => {}
                _ => return None,
            }
        }
        match digits.len() {
            4 | 9 => Some(Ssn { digits }),
            _ => None,
        }
    }

    /// What the number is good for. Ranges: SSA's published rules for numbers never assigned.
    pub fn kind(&self) -> SsnKind {
        let d = self.digits.as_str();
        if d.len() == 4 {
            return if d == "0000" { SsnKind::Unusable } else { SsnKind::LastFour };
        }
        let same = d.bytes().all(|b| Some(b) == d.bytes().next());
        let (area, group, serial) = (&d[..3], &d[3..5], &d[5..]);
        if same
            || PLACEHOLDERS.contains(&d)
            || area == "000"
            || area == "666"
            || group == "00"
            || serial == "0000"
        {
            SsnKind::Unusable
        } else if area.starts_with('9') {
            SsnKind::Taxpayer
        } else {
            SsnKind::Full
        }
    }

    /// The last four digits. Showing them needs the field class `SsnLastFour`.
    pub fn last_four(&self) -> &str {
        &self.digits[self.digits.len() - 4..]
    }

    /// All digits that are known, four or nine. For sealing, matching and the stepped-up view only.
    pub fn reveal_digits(&self) -> &str {
        &self.digits
    }
}

impl fmt::Debug for Ssn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ssn(***)")
    }
}

impl Drop for Ssn {
    fn drop(&mut self) {
        self.digits.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_were_never_issued_are_kept_but_unusable() {
        for text in
            ["000-12-3456", "666121234", "123-00-1234", "123-45-0000", "078-05-1120", "222222222", "0000"]
        {
            assert_eq!(Ssn::read(text).unwrap().kind(), SsnKind::Unusable, "{text}");
        }
        assert_eq!(Ssn::read("912-70-1234").unwrap().kind(), SsnKind::Taxpayer);
        assert_eq!(Ssn::read("512-70-1234").unwrap().kind(), SsnKind::Full);
    }

    #[test]
    fn a_masked_number_is_its_last_four() {
        let ssn = Ssn::read("XxXxX4596").unwrap();
        assert_eq!((ssn.kind(), ssn.last_four()), (SsnKind::LastFour, "4596"));
        assert!(Ssn::read("12345").is_none() && Ssn::read("none").is_none() && Ssn::read("").is_none());
    }

    #[test]
    fn a_number_does_not_print() {
        assert_eq!(format!("{:?}", Ssn::read("512701234")), "Some(Ssn(***))");
    }
}

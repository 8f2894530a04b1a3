//! Birth dates in four bytes, and how two of them can differ.

use records::BirthDate;

/// Year, month and day packed; 0 is unknown, and so is each part that is 0. A part may be misread (month 21): then it still
/// tells how many digits differ.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Birth(u32);

/// Years outside of which a birth date is a placeholder.
const YEARS: std::ops::RangeInclusive<i16> = 1880..=2100;

impl Birth {
    pub(crate) const UNKNOWN: Birth = Birth(0);

    pub(crate) fn of(birth: Option<BirthDate>) -> Birth {
        let Some(birth) = birth else { return Birth::UNKNOWN };
        if !YEARS.contains(&birth.date.year)
            || (birth.date.year, birth.date.month, birth.date.day) == FIRST_DAY
        {
            return Birth::UNKNOWN;
        }
        let (month, day) = (birth.date.month.unwrap_or(0), birth.date.day.unwrap_or(0));
        let (month, day) = if birth.estimated { (0, 0) } else { (month, day) };
        Birth::new(birth.date.year as u16, month.max(0) as u8, day.max(0) as u8)
    }

    pub(crate) fn new(year: u16, month: u8, day: u8) -> Birth {
        Birth(u32::from(year) << 14 | u32::from(month & 127) << 7 | u32::from(day & 127))
    }

    pub(crate) fn year(self) -> u16 {
        (self.0 >> 14) as u16
    }

    pub(crate) fn month(self) -> u8 {
        (self.0 >> 7) as u8 & 127
    }

    pub(crate) fn day(self) -> u8 {
        self.0 as u8 & 127
    }

    pub(crate) fn is_known(self) -> bool {
        self.0 != 0
    }

    /// Known to the day.
    pub(crate) fn is_exact(self) -> bool {
        self.day() != 0 && self.month() != 0
    }

    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    /// Differing digits of two exact dates written as eight digits; two neighbours exchanged count once.
    pub(crate) fn digit_errors(self, other: Birth) -> u8 {
        let (one, two) = (self.digits(), other.digits());
        let mut wrong = (0..8).filter(|&at| one[at] != two[at]);
        match (wrong.next(), wrong.next(), wrong.next()) {
            (Some(i), Some(j), None) if j == i + 1 && one[i] == two[j] && one[j] == two[i] => 1,
            (first, second, third) => {
                let found = [first, second, third].into_iter().flatten().count();
                (found + wrong.count()) as u8
            }
        }
    }

    fn digits(self) -> [u8; 8] {
        let (year, month, day) = (self.year(), self.month(), self.day());
        let year = [year / 1000, year / 100 % 10, year / 10 % 10, year % 10].map(|digit| digit as u8);
        [year[0], year[1], year[2], year[3], month / 10, month % 10, day / 10, day % 10]
    }
}

/// What systems write when they have no date.
const FIRST_DAY: (i16, Option<i8>, Option<i8>) = (1900, Some(1), Some(1));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_comes_back_out_and_digits_are_counted() {
        let birth = Birth::new(1984, 12, 31);
        assert_eq!((birth.year(), birth.month(), birth.day()), (1984, 12, 31));
        assert_eq!(birth.digit_errors(Birth::new(1984, 12, 13)), 1);
        assert_eq!(birth.digit_errors(Birth::new(1948, 12, 31)), 1);
        assert_eq!(birth.digit_errors(Birth::new(1985, 12, 30)), 2);
    }
}

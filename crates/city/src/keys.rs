//! The agencies, and the keys under which each of them keeps its records.

use crate::chance::{mix, shuffle, unshuffle};
use crate::person::PersonId;

/// The five agencies, by what they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Agency {
    /// Food, cash, medical and heating help; HTTP and JSON.
    Benefits,
    /// Child welfare; HTTP and JSON.
    Children,
    /// Public housing; an SQLite file.
    Housing,
    /// Declared income and rent freezes; dropped CSV files.
    Finance,
    /// Shelters; dropped CSV files.
    Shelter,
}

/// A record of an agency: the person and which of the agency's records about that person it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId {
    /// Who it is about.
    pub person: PersonId,
    /// 0, or 1 for a second record about the same human being.
    pub copy: u8,
}

impl Agency {
    /// All five.
    pub const ALL: [Self; 5] = [Self::Benefits, Self::Children, Self::Housing, Self::Finance, Self::Shelter];

    /// The name in the key file and in folders.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Benefits => "benefits",
            Self::Children => "children",
            Self::Housing => "housing",
            Self::Finance => "finance",
            Self::Shelter => "shelter",
        }
    }

    /// How many keys the agency's scheme has.
    const fn keys(self) -> u64 {
        match self {
            Self::Benefits => 26 * 26 * 26 * 100_000,
            Self::Children | Self::Finance => 1_000_000_000,
            Self::Housing => 90_000_000,
            Self::Shelter => 1 << 32,
        }
    }

    /// The agency's own key of a record.
    #[must_use]
    pub fn key(self, seed: u64, record: RecordId) -> String {
        let number = record.person * 2 + u64::from(record.copy);
        let place = shuffle(number % self.keys(), self.keys(), mix(seed ^ self as u64));
        match self {
            Self::Benefits => {
                let letter = |value: u64| char::from(b'A' + (value % 26) as u8);
                let (digits, rest) = (place % 100_000, place / 100_000);
                format!("{}{}{digits:05}{}", letter(rest), letter(rest / 26), letter(rest / 676))
            }
            Self::Children => format!("CW-{place:09}"),
            Self::Housing => (place + 10_000_000).to_string(),
            Self::Finance => format!("F{place:09}"),
            Self::Shelter => format!("S-{place:08X}"),
        }
    }

    /// The record that has this key, if a key can look like that. The person need not exist.
    #[must_use]
    pub fn record(self, seed: u64, key: &str) -> Option<RecordId> {
        let place = match self {
            Self::Benefits => {
                let bytes: &[u8; 8] = key.as_bytes().try_into().ok()?;
                let letter = |byte: u8| byte.is_ascii_uppercase().then(|| u64::from(byte - b'A'));
                let rest = letter(bytes[0])? + 26 * letter(bytes[1])? + 676 * letter(bytes[7])?;
                rest * 100_000 + key.get(2..7)?.parse::<u64>().ok()?
            }
            Self::Children => key.strip_prefix("CW-")?.parse().ok()?,
            Self::Housing => key.parse::<u64>().ok()?.checked_sub(10_000_000)?,
            Self::Finance => key.strip_prefix('F')?.parse().ok()?,
            Self::Shelter => u64::from_str_radix(key.strip_prefix("S-")?, 16).ok()?,
        };
        if place >= self.keys() {
            return None;
        }
        let number = unshuffle(place, self.keys(), mix(seed ^ self as u64));
        Some(RecordId { person: number / 2, copy: (number % 2) as u8 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_record() {
        for agency in Agency::ALL {
            for person in (0..2_000).chain([16_000_000, 15_999_999]) {
                for copy in 0..2 {
                    let record = RecordId { person, copy };
                    assert_eq!(agency.record(5, &agency.key(5, record)), Some(record), "{agency:?}");
                }
            }
        }
    }

    #[test]
    fn a_text_that_is_no_key_leads_nowhere() {
        for text in ["", "QK4821", "ÄÖ12345X", "CW-", "CW-9999999999", "F", "S-XYZ", "12"] {
            for agency in Agency::ALL {
                assert_eq!(agency.record(5, text), None, "{agency:?} {text}");
            }
        }
    }
}

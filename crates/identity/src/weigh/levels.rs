//! The ways in which two records can agree in a field, and how likely each is before any data are seen.
//!
//! Level 0 of every field means that one side does not say; it is evidence of nothing. The chances are of experience
//! with registries, rounded; training moves the first column towards the city's own.

/// Number of fields.
pub(crate) const FIELDS: usize = 16;

/// Most levels of a field, the missing one included.
pub(crate) const LEVELS: usize = 10;

/// A group of values that is compared as one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Field {
    Given,
    Family,
    Swap,
    Middle,
    Suffix,
    Birth,
    Sex,
    Ssn,
    Home,
    Area,
    Phone,
    Email,
    Number,
    Household,
    BirthPlace,
    Text,
}

impl Field {
    pub(crate) const ALL: [Field; FIELDS] = [
        Field::Given,
        Field::Family,
        Field::Swap,
        Field::Middle,
        Field::Suffix,
        Field::Birth,
        Field::Sex,
        Field::Ssn,
        Field::Home,
        Field::Area,
        Field::Phone,
        Field::Email,
        Field::Number,
        Field::Household,
        Field::BirthPlace,
        Field::Text,
    ];
}

/// How likely a level is for two records of one person, of two members of one household, and of two strangers (for
/// levels that are equal values, the last is replaced by how common the value is).
#[derive(Clone, Copy)]
pub(crate) struct Chances {
    pub(crate) same: f64,
    pub(crate) house: f64,
    pub(crate) other: f64,
    /// The level in plain words.
    pub(crate) words: &'static str,
}

const fn level(same: f64, house: f64, other: f64, words: &'static str) -> Chances {
    Chances { same, house, other, words }
}

pub(crate) mod given {
    pub(crate) const EQUAL: u8 = 1;
    pub(crate) const VARIANT: u8 = 2;
    pub(crate) const EDIT: u8 = 3;
    pub(crate) const NEAR: u8 = 4;
    pub(crate) const INITIAL: u8 = 5;
    pub(crate) const MIDDLE: u8 = 6;
    pub(crate) const DIFFERENT: u8 = 7;
}

pub(crate) mod family {
    pub(crate) const EQUAL: u8 = 1;
    pub(crate) const PART: u8 = 2;
    pub(crate) const EDIT: u8 = 3;
    pub(crate) const NEAR: u8 = 4;
    pub(crate) const DIFFERENT: u8 = 5;
}

pub(crate) mod middle {
    pub(crate) const EQUAL: u8 = 1;
    pub(crate) const INITIAL: u8 = 2;
    pub(crate) const NEAR: u8 = 3;
    pub(crate) const DIFFERENT: u8 = 4;
    pub(crate) const INITIAL_DIFFERENT: u8 = 5;
}

pub(crate) mod birth {
    pub(crate) const EQUAL: u8 = 1;
    pub(crate) const SWAPPED: u8 = 2;
    pub(crate) const DIGIT: u8 = 3;
    pub(crate) const TWO_PARTS: u8 = 4;
    pub(crate) const NEAR: u8 = 5;
    pub(crate) const DIFFERENT: u8 = 6;
    pub(crate) const PART_EQUAL: u8 = 7;
    pub(crate) const PART_NEAR: u8 = 8;
    pub(crate) const PART_DIFFERENT: u8 = 9;
}

pub(crate) mod ssn {
    pub(crate) const EQUAL: u8 = 1;
    pub(crate) const SHARED: u8 = 2;
    pub(crate) const DIGIT: u8 = 3;
    pub(crate) const TWO_DIGITS: u8 = 4;
    pub(crate) const DIFFERENT: u8 = 5;
    pub(crate) const LAST_EQUAL: u8 = 6;
    pub(crate) const LAST_DIFFERENT: u8 = 7;
    /// For questions only.
    pub(crate) const LAST_NEAR: u8 = 8;
}

pub(crate) mod home {
    pub(crate) const EQUAL: u8 = 1;
    pub(crate) const BUILDING: u8 = 2;
    pub(crate) const ALMOST: u8 = 3;
    pub(crate) const STREET: u8 = 4;
    pub(crate) const DIFFERENT: u8 = 5;
}

pub(crate) mod area {
    pub(crate) const ZIP: u8 = 1;
    pub(crate) const CITY: u8 = 2;
    pub(crate) const NEAR: u8 = 3;
    pub(crate) const DIFFERENT: u8 = 4;
}

/// Fields that are equal, almost equal or different.
pub(crate) mod plain {
    pub(crate) const EQUAL: u8 = 1;
    pub(crate) const NEAR: u8 = 2;
    pub(crate) const DIFFERENT: u8 = 3;
}

/// Levels of a field that share one whole: how often each occurs is counted among them. Levels in no group keep their
/// shipped chances.
pub(crate) fn groups(field: Field) -> &'static [&'static [u8]] {
    match field {
        Field::Given => &[&[1, 2, 3, 4, 6, 7]],
        Field::Family | Field::Home => &[&[1, 2, 3, 4, 5]],
        Field::Swap | Field::Sex | Field::Suffix => &[&[1, 2]],
        Field::Middle => &[&[1, 3, 4], &[2, 5]],
        Field::Birth => &[&[1, 2, 3, 4, 5, 6], &[7, 8, 9]],
        Field::Ssn => &[&[1, 3, 4, 5], &[6, 7]],
        Field::Area => &[&[1, 2, 3, 4]],
        Field::Phone | Field::Email | Field::Number | Field::BirthPlace | Field::Text => &[&[1, 2, 3]],
        Field::Household => &[],
    }
}

/// The levels of a field from 1 on.
pub(crate) fn table(field: Field) -> &'static [Chances] {
    match field {
        Field::Given => &GIVEN,
        Field::Family => &FAMILY,
        Field::Swap => &SWAP,
        Field::Middle => &MIDDLE,
        Field::Suffix => &SUFFIX,
        Field::Birth => &BIRTH,
        Field::Sex => &SEX,
        Field::Ssn => &SSN,
        Field::Home => &HOME,
        Field::Area => &AREA,
        Field::Phone => &PHONE,
        Field::Email => &EMAIL,
        Field::Number => &NUMBER,
        Field::Household => &HOUSEHOLD,
        Field::BirthPlace => &BIRTH_PLACE,
        Field::Text => &TEXT,
    }
}

static GIVEN: [Chances; 7] = [
    level(0.86, 0.012, 0.01, "same given name"),
    level(0.035, 0.003, 0.01, "nickname or variant of the given name"),
    level(0.035, 0.003, 0.01, "given name differs by one letter"),
    level(0.015, 0.012, 0.02, "given names sound or look alike"),
    level(0.015, 0.050, 0.06, "given name agrees with an initial"),
    level(0.015, 0.008, 0.01, "given name is the other's middle name"),
    level(0.025, 0.960, 0.90, "given names differ"),
];
static FAMILY: [Chances; 5] = [
    level(0.87, 0.660, 0.01, "same surname"),
    level(0.03, 0.070, 0.01, "one of the surnames agrees"),
    level(0.035, 0.030, 0.01, "surname differs by one letter"),
    level(0.015, 0.020, 0.01, "surnames sound or look alike"),
    level(0.05, 0.220, 0.96, "surnames differ"),
];
static SWAP: [Chances; 2] = [
    level(0.985, 0.99, 1.0, "names in the usual order"),
    level(0.015, 0.004, 1.0, "given name and surname in the other order"),
];
static MIDDLE: [Chances; 5] = [
    level(0.84, 0.04, 0.01, "same middle name"),
    level(0.90, 0.10, 0.08, "middle initial agrees"),
    level(0.06, 0.02, 0.02, "middle names are alike"),
    level(0.10, 0.94, 0.97, "middle names differ"),
    level(0.10, 0.90, 0.92, "middle initials differ"),
];
static SUFFIX: [Chances; 2] = [
    level(0.97, 0.20, 0.4, "same generation (Jr, Sr, III)"),
    level(0.03, 0.80, 0.6, "other generation (Jr, Sr, III)"),
];
static BIRTH: [Chances; 9] = [
    level(0.930, 0.012, 0.0001, "same birth date"),
    level(0.008, 0.0005, 0.00004, "birth date with day and month exchanged"),
    level(0.030, 0.003, 0.0012, "birth date differs by one digit"),
    level(0.012, 0.008, 0.005, "two parts of the birth date agree"),
    level(0.008, 0.040, 0.025, "birth years almost agree"),
    level(0.012, 0.936, 0.970, "birth dates differ"),
    level(0.93, 0.030, 0.015, "known parts of the birth date agree"),
    level(0.05, 0.080, 0.060, "known birth years almost agree"),
    level(0.02, 0.890, 0.925, "birth years differ"),
];
static SEX: [Chances; 2] = [level(0.985, 0.47, 0.5, "same sex"), level(0.015, 0.53, 0.5, "other sex")];
static SSN: [Chances; 8] = [
    level(0.930, 0.020, 0.000_000_5, "same Social Security number"),
    level(0.930, 0.200, 0.000_01, "same Social Security number, but others use it too"),
    level(0.030, 0.005, 0.000_001, "Social Security number differs by one digit"),
    level(0.005, 0.0004, 0.000_01, "Social Security number differs by two digits"),
    level(0.035, 0.980, 0.999, "Social Security numbers differ"),
    level(0.970, 0.021, 0.0002, "same last four of the Social Security number"),
    level(0.030, 0.979, 0.9998, "last four of the Social Security numbers differ"),
    level(0.025, 0.006, 0.0039, "last four of the Social Security number differ by one digit"),
];
static HOME: [Chances; 5] = [
    level(0.60, 0.70, 0.0002, "same address"),
    level(0.02, 0.03, 0.0005, "same building"),
    level(0.08, 0.09, 0.001, "almost the same address"),
    level(0.02, 0.02, 0.004, "same street"),
    level(0.28, 0.16, 0.995, "other address"),
];
static AREA: [Chances; 4] = [
    level(0.60, 0.50, 0.01, "same ZIP code"),
    level(0.10, 0.10, 0.02, "same city"),
    level(0.08, 0.08, 0.02, "ZIP code or city almost agree"),
    level(0.22, 0.32, 0.95, "other ZIP code and city"),
];
static PHONE: [Chances; 3] = [
    level(0.60, 0.40, 0.000_01, "same phone number"),
    level(0.03, 0.02, 0.0003, "phone number differs by one digit"),
    level(0.37, 0.58, 0.999, "other phone number"),
];
static EMAIL: [Chances; 3] = [
    level(0.65, 0.10, 0.000_001, "same e-mail address"),
    level(0.01, 0.01, 0.000_01, "e-mail addresses are alike"),
    level(0.34, 0.89, 0.999, "other e-mail address"),
];
static NUMBER: [Chances; 3] = [
    level(0.945, 0.004, 0.000_000_5, "same record number"),
    level(0.035, 0.001, 0.000_01, "record number differs by one character"),
    level(0.020, 0.995, 0.999, "other record number"),
];
static HOUSEHOLD: [Chances; 3] = [
    level(0.85, 0.90, 0.0003, "same household in the agency's own records"),
    level(0.01, 0.01, 0.01, "households almost agree"),
    level(0.14, 0.09, 0.99, "other household in the agency's own records"),
];
static BIRTH_PLACE: [Chances; 3] = [
    level(0.90, 0.50, 0.02, "same birthplace"),
    level(0.04, 0.03, 0.02, "birthplaces are alike"),
    level(0.06, 0.47, 0.96, "other birthplace"),
];
static TEXT: [Chances; 3] = [
    level(0.80, 0.30, 0.02, "same text in a further column"),
    level(0.05, 0.03, 0.01, "almost the same text in a further column"),
    level(0.15, 0.67, 0.97, "other text in a further column"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_level_has_words_of_its_own() {
        let words: Vec<&str> = Field::ALL.into_iter().flat_map(table).map(|level| level.words).collect();
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
    }
}

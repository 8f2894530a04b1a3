//! A person as the counts know her: one number for life, and what she chose to say about herself.

use crate::Day;
use records::{PersonId, Sex};
use std::fmt;

/// The number that stands for one person in every count and federal file: 12 characters of Crockford's alphabet, the
/// same for ever, also when two records turn out to be one person. Never a Social Security number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uii([u8; 12]);

/// Yes, no, or not said.
pub type Said = Option<bool>;

/// A person, by her place in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PersonNumber(pub u32);

/// A person in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    /// The number of counts.
    pub uii: Uii,
    /// The caller's own number, so that a page can lead from a row to the person.
    pub id: PersonId,
    /// A private record: counted, and never listed beyond basics.
    pub private: bool,
    /// A sealed record: counted, and on no list. Such a person is private, too.
    pub sealed: bool,
    /// The first visit of her life, when it lies before what the ledger holds.
    pub first_visit: Option<Day>,
    /// Why an exit does not count against anybody (element 923), when it does not: 01 to 07.
    pub other_exit: Option<u8>,
    /// What she said about herself.
    pub traits: Traits,
}

/// What a person said about herself. Everything may be left unsaid.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Traits {
    /// Birth date.
    pub born: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Hispanic or Latino.
    pub hispanic: Said,
    /// Races, when any was said.
    pub races: Option<Races>,
    /// An eligible veteran.
    pub veteran: Said,
    /// A disability.
    pub disability: Said,
    /// A migrant or seasonal farmworker.
    pub farmworker: Said,
    /// Education at entry.
    pub education: Option<Education>,
    /// Employment at entry.
    pub employment: Option<Employment>,
    /// Barriers to employment, when she was asked.
    pub barriers: Option<Barriers>,
}

/// Any number of races.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Races(u8);

/// A race, as federal reports name them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Race {
    /// American Indian or Alaska Native.
    AmericanIndian,
    /// Asian.
    Asian,
    /// Black or African American.
    Black,
    /// Native Hawaiian or other Pacific Islander.
    PacificIslander,
    /// White.
    White,
}

/// The highest level of education that was completed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Education {
    /// None of the others.
    Less,
    /// Secondary school, or its equivalent.
    Secondary,
    /// One or more years after it.
    SomePostsecondary,
    /// A certificate without a degree.
    Certificate,
    /// An associate's degree.
    Associate,
    /// A bachelor's degree.
    Bachelor,
    /// A degree beyond it.
    Advanced,
}

/// Employment at entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Employment {
    /// Employed.
    Employed,
    /// Employed, with a notice that the job ends.
    Noticed,
    /// Not in the labor force.
    NotInLaborForce,
    /// Unemployed.
    Unemployed,
}

/// Any number of barriers to employment.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Barriers(u16);

/// A barrier to employment, as federal reports name them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Barrier {
    /// Displaced homemaker.
    DisplacedHomemaker,
    /// English learner, low literacy, or facing cultural barriers.
    EnglishLearner,
    /// Exhausting TANF within two years.
    ExhaustingTanf,
    /// Formerly incarcerated.
    ExOffender,
    /// Homeless.
    Homeless,
    /// Unemployed for 27 weeks or longer.
    LongTermUnemployed,
    /// Low income.
    LowIncome,
    /// Single parent.
    SingleParent,
    /// In foster care, or aged out of it.
    FosterCare,
}

impl Uii {
    /// Reads 12 characters of Crockford's alphabet (no I, L, O, U).
    ///
    /// # Errors
    /// When there are others, or when they look like a padded Social Security number.
    pub fn read(text: &str) -> Result<Uii, String> {
        let right =
            |byte: &u8| byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !b"ILOU".contains(byte));
        let bytes: [u8; 12] = text.as_bytes().try_into().map_err(|_| WRONG_UII.to_owned())?;
        if !bytes.iter().all(right) {
            return Err(WRONG_UII.to_owned());
        }
        let digits = bytes.iter().all(u8::is_ascii_digit);
        if digits && (bytes.starts_with(b"000") || bytes.ends_with(b"000")) {
            return Err(
                "a person's number for counts looks like a padded Social Security number; make a new one"
                    .into(),
            );
        }
        Ok(Uii(bytes))
    }

    /// The 12 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

const WRONG_UII: &str = "a person's number for counts has 12 characters, digits and capital letters without I, L, O and U; this one does not";

impl Races {
    /// With one more.
    #[must_use]
    pub fn and(self, race: Race) -> Races {
        Races(self.0 | 1 << race as u8)
    }

    /// This one was said.
    pub fn has(self, race: Race) -> bool {
        self.0 & 1 << race as u8 != 0
    }

    /// More than one was said.
    pub fn several(self) -> bool {
        self.0.count_ones() > 1
    }
}

impl Barriers {
    /// With one more.
    #[must_use]
    pub fn and(self, barrier: Barrier) -> Barriers {
        Barriers(self.0 | 1 << barrier as u8)
    }

    /// This one was said.
    pub fn has(self, barrier: Barrier) -> bool {
        self.0 & 1 << barrier as u8 != 0
    }
}

impl fmt::Debug for Uii {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Uii(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_for_counts_is_no_social_security_number() {
        assert_eq!(Uii::read("7K3MZ09QW2XA").unwrap().as_str(), "7K3MZ09QW2XA");
        for wrong in [
            "",
            "7K3MZ09QW2X",
            "7K3MZ09QW2XO",
            "7k3mz09qw2xa",
            "219099999000",
            "000219099999",
            "219-09-9999 ",
        ] {
            assert!(Uii::read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(format!("{:?}", Uii::read("7K3MZ09QW2XA")), "Ok(Uii(***))");
    }

    #[test]
    fn races_add_up() {
        let two = Races::default().and(Race::Asian).and(Race::White);
        assert!(two.has(Race::Asian) && two.several() && !two.has(Race::Black));
        assert!(!Races::default().and(Race::Asian).several());
    }
}

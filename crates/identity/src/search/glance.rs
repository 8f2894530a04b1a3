//! What a search must know of a record before it looks closer: whose it is, which source it is of, and the few facts by
//! which a long list is gone through quickly.

use crate::features::{Features, Number9};
use crate::words::birth::Birth;
use records::PersonId;

/// Sixteen bytes for each record, read together.
#[derive(Clone, Copy)]
pub(crate) struct Glance {
    person: i64,
    birth: Birth,
    /// One more than the last four digits of the SSN, and the sex in the two highest bits.
    four_and_sex: u16,
    source: u16,
}

/// No person has this number.
const NOBODY: i64 = i64::MIN;

const SEX: u32 = 14;

impl Glance {
    /// Of a record that belongs to nobody yet.
    pub(crate) fn of(features: &Features, source: u16) -> Glance {
        let four = if features.ssn.is_known() { features.ssn.last_four() as u16 + 1 } else { 0 };
        let four_and_sex = four | u16::from(features.sex & 3) << SEX;
        Glance { person: NOBODY, birth: features.birth, four_and_sex, source }
    }

    pub(crate) fn person(&self) -> Option<PersonId> {
        (self.person != NOBODY).then_some(PersonId(self.person))
    }

    /// Gives the record to a person, or to nobody.
    pub(crate) fn give(&mut self, person: Option<PersonId>) {
        self.person = person.map_or(NOBODY, |person| person.0);
    }

    /// The source's place in the engine's list.
    pub(crate) fn source(&self) -> u16 {
        self.source
    }

    pub(crate) fn birth(&self) -> Birth {
        self.birth
    }

    /// 0 unknown, 1 female, 2 male.
    pub(crate) fn sex(&self) -> u8 {
        (self.four_and_sex >> SEX) as u8
    }

    /// The last four digits of the SSN alone; unknown when there are none.
    pub(crate) fn last_four(&self) -> Number9 {
        match self.four_and_sex & ((1 << SEX) - 1) {
            0 => Number9::default(),
            four => Number9::of_last_four(u32::from(four) - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::Ssn;

    #[test]
    fn a_glance_is_small_and_says_what_the_record_says() {
        assert_eq!(std::mem::size_of::<Glance>(), 16);
        let features = Features {
            ssn: Number9::of(Ssn::read("512-70-0000").as_ref()),
            birth: Birth::new(1955, 3, 4),
            sex: 2,
            ..Features::default()
        };
        let mut glance = Glance::of(&features, 7);
        assert_eq!((glance.person(), glance.source(), glance.sex()), (None, 7, 2));
        assert_eq!(glance.last_four().last_four(), features.ssn.last_four());
        assert!(glance.birth() == features.birth);
        glance.give(Some(PersonId(0)));
        assert_eq!(glance.person(), Some(PersonId(0)));
        assert!(!Glance::of(&Features::default(), 0).last_four().is_known());
    }
}

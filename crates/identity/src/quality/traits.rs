//! To which groups of people a record belongs, by what it says: for seeing whom the matcher serves worse.

use crate::engine::Engine;
use crate::features::Features;
use crate::search::spread::AGE_BANDS;
use jiff::civil::Date;

/// By what people are grouped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Trait {
    /// Sex as the record states it.
    Sex,
    /// Age today.
    Age,
    /// Whose record it is.
    Agency,
    /// Whether the Social Security number is known.
    Ssn,
    /// Whether the birth date is known.
    Birth,
    /// One surname or several.
    Surnames,
}

impl Trait {
    /// All of them.
    pub const ALL: [Trait; 6] =
        [Trait::Sex, Trait::Age, Trait::Agency, Trait::Ssn, Trait::Birth, Trait::Surnames];

    /// In plain words.
    pub fn name(self) -> &'static str {
        match self {
            Trait::Sex => "sex",
            Trait::Age => "age",
            Trait::Agency => "agency",
            Trait::Ssn => "Social Security number",
            Trait::Birth => "birth date",
            Trait::Surnames => "surnames",
        }
    }
}

/// For each trait the group, as a number of its own.
pub(crate) type Groups = [u16; Trait::ALL.len()];

const SEXES: [&str; 3] = ["not stated", "female", "male"];
const SSNS: [&str; 3] = ["not stated", "last four digits only", "whole"];
const BIRTHS: [&str; 3] = ["not stated", "part of it only", "whole"];
const SURNAMES: [&str; 3] = ["not stated", "one surname", "several surnames"];
const NO_AGE: u16 = AGE_BANDS.len() as u16;

impl Engine {
    /// The groups of a record.
    pub(crate) fn groups_of(&self, at: u32, today: Date) -> Groups {
        let features = &self.store.features[at as usize];
        let ssn = u16::from(features.ssn.is_known()) + u16::from(features.ssn.is_whole());
        let birth = u16::from(features.birth.is_known()) + u16::from(features.birth.is_exact());
        [
            u16::from(features.sex.min(2)),
            age(features, today),
            self.glances[at as usize].source(),
            ssn,
            birth,
            self.surnames(features),
        ]
    }

    fn surnames(&self, features: &Features) -> u16 {
        let own = features.name;
        if !own.family.is_known() {
            return 0;
        }
        let more = self.store.lens(&self.model).more_of(features).map_or(&[][..], |more| &more.names);
        let other = |name: &crate::features::NameTokens| name.family.is_known() && name.family != own.family;
        1 + u16::from(own.family2.is_known() || more.iter().any(other))
    }

    /// A group in plain words; an agency by its settings name.
    pub(crate) fn group_name(&self, of: Trait, group: u16) -> String {
        let place = usize::from(group);
        let among = |names: &[&str]| names.get(place).map_or(String::new(), |name| (*name).to_owned());
        match of {
            Trait::Sex => among(&SEXES),
            Trait::Age if group == NO_AGE => "not stated".to_owned(),
            Trait::Age => match AGE_BANDS.get(place) {
                Some((from, to)) if *to > 100 => format!("{from} and older"),
                Some((from, to)) => format!("{from} to {to}"),
                None => String::new(),
            },
            Trait::Agency => self.sources.get(place).map_or(String::new(), |source| source.0.clone()),
            Trait::Ssn => among(&SSNS),
            Trait::Birth => among(&BIRTHS),
            Trait::Surnames => among(&SURNAMES),
        }
    }
}

fn age(features: &Features, today: Date) -> u16 {
    let year = features.birth.year();
    if year == 0 {
        return NO_AGE;
    }
    let turned = (today.month(), today.day()) >= (features.birth.month() as i8, features.birth.day() as i8);
    let age = today.year() - year as i16 - i16::from(!turned);
    let band = AGE_BANDS.iter().position(|(from, to)| (*from..=*to).contains(&age));
    band.map_or(NO_AGE, |band| band as u16)
}

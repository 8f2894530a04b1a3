//! The model: how likely each way of agreeing is for one person, for members of one family or household, and for
//! strangers; and how common each value is.

use crate::weigh::bits::{Bits, rarity, surprise};
use crate::weigh::levels::{FIELDS, Field, LEVELS, table};
use crate::words::birth::Birth;
use crate::words::dictionary::{Dictionary, Token, mixed};
use crate::words::variants;
use rustc_hash::{FxHashMap, FxHashSet};

/// Everything that is learned. Comparing, searching and explaining use one model; it changes only when a new one is
/// installed.
#[derive(Clone)]
pub struct Model {
    /// Records it was trained on.
    pub(crate) records: u64,
    /// Surprise at each level of each field, in 1/64 bit: for one person, for one household, for strangers.
    pub(crate) same: [[Bits; LEVELS]; FIELDS],
    pub(crate) house: [[Bits; LEVELS]; FIELDS],
    pub(crate) other: [[Bits; LEVELS]; FIELDS],
    /// log2 of the prior chance that two records drawn at random are of one person, or of one household.
    pub(crate) prior_same: Bits,
    pub(crate) prior_house: Bits,
    /// Surprise at meeting a stranger with each word as given name and as surname, in 1/64 bit.
    pub(crate) given: Vec<u16>,
    pub(crate) family: Vec<u16>,
    /// Values with many bearers (dates, places, phones), by hash of role and value.
    pub(crate) crowds: FxHashMap<u64, u32>,
    /// Birth dates that are written when none is known, with what they still say.
    pub(crate) defaults: FxHashMap<u32, Birth>,
    /// SSNs under several unlike names.
    pub(crate) shared: FxHashSet<u32>,
    /// Keys whose block is too large to compare everybody in it.
    pub(crate) crowded: FxHashSet<u64>,
}

/// What a value in [`Model::crowds`] is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueOf {
    Birth = 1,
    Home,
    Street,
    Zip,
    City,
    Phone,
    Email,
    Household,
    BirthPlace,
    Text,
}

/// Values with fewer bearers are not counted one by one.
pub(crate) const CROWD: u32 = 8;

/// Bearers assumed of a value that is not in the crowds.
const FEW: u64 = 3;

/// Imagined records that hold the shipped shares; the city's own counts outweigh them as they grow.
const IMAGINED: u64 = 3_000;

impl Model {
    /// The model that ships: weights from experience, shares of common names, no counts of its own.
    pub fn shipped() -> Model {
        let (mut same, mut house, mut other) =
            ([[0; LEVELS]; FIELDS], [[0; LEVELS]; FIELDS], [[0; LEVELS]; FIELDS]);
        for field in Field::ALL {
            for (level, chances) in table(field).iter().enumerate() {
                let at = field as usize;
                same[at][level + 1] = surprise(chances.same);
                house[at][level + 1] = surprise(chances.house);
                other[at][level + 1] = surprise(chances.other);
            }
        }
        let mut model = Model {
            records: 0,
            same,
            house,
            other,
            prior_same: 0,
            prior_house: 0,
            given: Vec::new(),
            family: Vec::new(),
            crowds: FxHashMap::default(),
            defaults: FxHashMap::default(),
            shared: FxHashSet::default(),
            crowded: FxHashSet::default(),
        };
        model.set_priors(0, 1.0);
        model
    }

    /// Sets the prior from how many records there are and how many others of the same person each one has.
    pub(crate) fn set_priors(&mut self, records: u64, partners: f64) {
        let population = (records + IMAGINED) as f64;
        self.prior_same = -surprise(partners.clamp(0.2, 4.0) / population);
        self.records = records;
        self.set_relatives(HOUSEHOLD_PARTNERS);
    }

    /// Sets how many pairs of one household there are for each pair of one person.
    pub(crate) fn set_relatives(&mut self, ratio: f64) {
        let tenfold = surprise(ratio.clamp(0.002, 8.0) / 10.0);
        self.prior_house = self.prior_same + surprise(0.1) - tenfold;
    }

    /// Surprise at meeting a stranger with this given name.
    pub(crate) fn given_rarity(&self, words: &Dictionary, token: Token) -> Bits {
        match self.given.get(token.at()) {
            Some(bits) => Bits::from(*bits),
            None => self.rarity_of(0, variants::share(words.bytes(token)).given),
        }
    }

    /// Surprise at meeting a stranger with this surname.
    pub(crate) fn family_rarity(&self, words: &Dictionary, token: Token) -> Bits {
        match self.family.get(token.at()) {
            Some(bits) => Bits::from(*bits),
            None => self.rarity_of(0, variants::share(words.bytes(token)).family),
        }
    }

    /// Surprise at meeting a stranger with a name that nobody is known to bear.
    pub(crate) fn unheard_rarity(&self) -> Bits {
        self.rarity_of(0, 0)
    }

    /// Sets how rare each word is from how many bear it.
    pub(crate) fn set_names(&mut self, words: &Dictionary, given: &[u32], family: &[u32]) {
        let bits = |count: u32, share: u32| self.rarity_of(count, share).clamp(0, i32::from(u16::MAX)) as u16;
        let share = |at: usize| variants::share(words.bytes(Token(at as u32)));
        let given = given.iter().enumerate().map(|(at, count)| bits(*count, share(at).given)).collect();
        let family = family.iter().enumerate().map(|(at, count)| bits(*count, share(at).family)).collect();
        (self.given, self.family) = (given, family);
    }

    fn rarity_of(&self, count: u32, share: u32) -> Bits {
        rarity(u64::from(count) * 100 + IMAGINED * u64::from(share) / 1000, (self.records + IMAGINED) * 100)
    }

    /// What a birth date says: nothing, or its year only, when it is written wherever none is known.
    pub(crate) fn birth_said(&self, birth: Birth) -> Birth {
        if self.defaults.is_empty() { birth } else { *self.defaults.get(&birth.bits()).unwrap_or(&birth) }
    }

    /// Surprise at a stranger's having this value, one of about `kinds` values when the data do not say.
    pub(crate) fn value_rarity(&self, role: ValueOf, value: u64, kinds: u64) -> Bits {
        let count = self.crowds.get(&crowd_key(role, value)).copied().map_or(FEW, u64::from);
        rarity(count * 100 + IMAGINED * 100 / kinds, (self.records + IMAGINED) * 100)
    }
}

/// Other records of the same household that a record has, on average.
pub(crate) const HOUSEHOLD_PARTNERS: f64 = 4.0;

pub(crate) fn crowd_key(role: ValueOf, value: u64) -> u64 {
    mixed(value, role as u64)
}

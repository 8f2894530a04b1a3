//! How well a record fits a question, part by part.

use crate::features::{Features, NameTokens};
use crate::search::glance::Glance;
use crate::search::plan::{LOCAL, Plan};
use crate::search::query::BirthQuery;
use crate::weigh::bits::{BIT, Bits};
use crate::weigh::compare::{Lens, birth_level};
use crate::weigh::explain::class;
use crate::weigh::levels::{FIELDS, Field, birth, plain, ssn, table};
use crate::weigh::model::Model;
use crate::words::birth::Birth;
use crate::words::likeness::Memo;
use records::FieldClass;
use std::sync::LazyLock;

/// What a part of a score is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Field(Field),
    Age,
    /// The number of a case that the record is part of.
    Case,
}

/// Most name words that are looked at.
pub(crate) const WORDS: usize = 6;

const PARTS: usize = WORDS + FIELDS + 1;

/// Evidence for one record or person, by part of the question. Small and flat: it is made for every record that is weighed.
#[derive(Clone, Copy)]
pub(crate) struct Score {
    /// The level of each part; 0 says nothing. Words come first, then the fields, then the age.
    level: [u8; PARTS],
    bits: [i16; PARTS],
    /// Words that are surnames, as bits.
    families: u8,
    /// The number that agrees is that of a case.
    case: bool,
    /// The classes that the parts draw on.
    needed: u64,
}

const AGE: usize = PARTS - 1;
const SSN: usize = WORDS + Field::Ssn as usize;
const NUMBER: usize = WORDS + Field::Number as usize;

/// People who ask mistype whatever the records are like: what they type is judged by experience, not by training.
pub(crate) static TYPED: LazyLock<Model> = LazyLock::new(Model::shipped);

impl Default for Score {
    fn default() -> Score {
        Score { level: [0; PARTS], bits: [0; PARTS], families: 0, case: false, needed: 0 }
    }
}

impl Score {
    pub(crate) fn bits(&self) -> Bits {
        self.bits.iter().map(|bits| Bits::from(*bits)).sum()
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = (Part, u8, Bits)> + '_ {
        let said = (0..PARTS).filter(|place| self.level[*place] != 0);
        said.map(|place| (self.part(place), self.level[place], self.bits[place].into()))
    }

    /// The level of a word of the question; 0 where nothing is said of it.
    pub(crate) fn word_level(&self, place: usize) -> u8 {
        self.level.get(place).copied().filter(|_| place < WORDS).unwrap_or(0)
    }

    /// Keeps the better of each part.
    pub(crate) fn join(&mut self, other: &Score) {
        for place in 0..PARTS {
            let better = self.level[place] == 0 || other.bits[place] > self.bits[place];
            if other.level[place] != 0 && better {
                (self.level[place], self.bits[place]) = (other.level[place], other.bits[place]);
                if place < WORDS {
                    self.families = self.families & !(1 << place) | other.families & 1 << place;
                }
                self.case = if place == NUMBER { other.case } else { self.case };
            }
        }
        self.needed |= other.needed;
    }

    /// Without the parts that draw on a class outside `mask`. Of a whole SSN that may not be used, the last four remain
    /// where they may.
    pub(crate) fn within(mut self, mask: u64) -> Score {
        if self.needed & !mask == 0 {
            return self;
        }
        for place in (0..PARTS).filter(|place| self.level[*place] != 0).collect::<Vec<_>>() {
            if mask & self.class(place).bit() == 0 {
                let four = place == SSN && mask & FieldClass::SsnLastFour.bit() != 0;
                let same = matches!(self.level[place], ssn::EQUAL | ssn::SHARED);
                (self.level[place], self.bits[place]) = (0, 0);
                if four && same {
                    self.put(Field::Ssn, ssn::LAST_EQUAL, typed(Field::Ssn, ssn::LAST_EQUAL));
                }
            }
        }
        self
    }

    /// What a word of the question came to.
    pub(crate) fn put_word(&mut self, place: usize, family: bool, level: u8, bits: Bits) {
        self.families |= u8::from(family) << place;
        self.set(place, level, bits);
    }

    pub(crate) fn put(&mut self, field: Field, level: u8, bits: Bits) {
        self.set(WORDS + field as usize, level, bits);
    }

    fn set(&mut self, place: usize, level: u8, bits: Bits) {
        self.level[place] = level;
        self.bits[place] = bits.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        self.needed |= self.class(place).bit();
    }

    fn class(&self, place: usize) -> FieldClass {
        match self.part(place) {
            Part::Age => FieldClass::BirthDate,
            Part::Case => FieldClass::RecordNumber,
            Part::Field(field) => class(field, self.level[place]),
        }
    }

    fn part(&self, place: usize) -> Part {
        match place {
            AGE => Part::Age,
            NUMBER if self.case => Part::Case,
            word if word < WORDS && self.families & 1 << word != 0 => Part::Field(Field::Family),
            word if word < WORDS => Part::Field(Field::Given),
            field => Part::Field(Field::ALL[field - WORDS]),
        }
    }
}

impl Plan {
    /// The evidence that a record is of the person meant. `case` is the level at which a case number agrees.
    pub(crate) fn score(&self, lens: &Lens, of: &Features, case: u8, memo: &mut Memo) -> Score {
        let mut score = Score::default();
        if !self.words.is_empty() {
            self.put_names(lens, of, &mut score);
        }
        if of.birth.is_known() {
            self.score_birth(of.birth, &mut score);
        }
        if self.asked {
            let own = Features { birth: Birth::UNKNOWN, more: 0, ..self.features };
            let nameless = Features { name: NameTokens::default(), ..*of };
            let pattern = lens.compare(&own, &nameless, memo);
            for field in Field::ALL {
                let level = pattern.at(field);
                if level != 0 {
                    let bits = pattern.other[field as usize] - TYPED.same[field as usize][usize::from(level)];
                    let near = self.slipped(lens, of, field, level);
                    let (level, bits) = near.map_or((level, bits), |near| (near, typed(field, near)));
                    score.put(field, level, bits);
                }
            }
        }
        self.put_places(lens, of, &mut score);
        if self.numbers.is_asked() {
            self.score_numbers(lens, of, case, &mut score);
        }
        score
    }

    /// The level of a number that differs by no more than a slip of the finger.
    fn slipped(&self, lens: &Lens, of: &Features, field: Field, level: u8) -> Option<u8> {
        let more = lens.more_of(of);
        match (field, level) {
            (Field::Ssn, ssn::LAST_DIFFERENT) => {
                (self.four_level(of.ssn.last_four()) == ssn::LAST_NEAR).then_some(ssn::LAST_NEAR)
            }
            (Field::Phone, plain::DIFFERENT) => {
                let phones = std::iter::once(&of.phone).chain(more.into_iter().flat_map(|more| &more.phones));
                let own = (self.features.phone % LOCAL) as u32;
                let near = |local: u32| local == own || self.numbers.phones.binary_search(&local).is_ok();
                phones
                    .filter(|phone| **phone != 0)
                    .any(|phone| near((phone % LOCAL) as u32))
                    .then_some(plain::NEAR)
            }
            (Field::Email, plain::DIFFERENT) => {
                let emails = std::iter::once(&of.email).chain(more.into_iter().flat_map(|more| &more.emails));
                let near = |email: &u32| self.numbers.emails.binary_search(email).is_ok();
                emails.filter(|email| **email != 0).any(near).then_some(plain::NEAR)
            }
            _ => None,
        }
    }

    fn score_numbers(&self, lens: &Lens, of: &Features, case: u8, score: &mut Score) {
        let more = lens.more_of(of).map_or(&[][..], |more| &more.numbers);
        let known = std::iter::once(&of.number).chain(more).filter(|number| number.is_known());
        let own = known.map(|number| self.numbers.level(number)).min().unwrap_or(0);
        if case != 0 && (own == 0 || case < own) {
            score.case = true;
            score.put(Field::Number, case, typed(Field::Number, case));
        } else if own == plain::DIFFERENT {
            score.put(Field::Number, own, -3 * BIT);
        } else if own != 0 {
            score.put(Field::Number, own, typed(Field::Number, own));
        }
    }

    fn score_birth(&self, known: Birth, score: &mut Score) {
        if let Some((level, bits)) = self.birth_bits(known) {
            score.put(Field::Birth, level, bits);
        }
        if let Some(ages) = &self.ages {
            score.set(AGE, 1, ages.of_birth(known));
        }
    }

    fn birth_bits(&self, known: Birth) -> Option<(u8, Bits)> {
        if self.features.birth.is_known() {
            let level = birth_level(self.features.birth, known);
            Some((level, typed(Field::Birth, level)))
        } else if self.birth != BirthQuery::default() {
            let pairs = [
                (self.birth.year, i32::from(known.year()), 6),
                (self.birth.month.map(i16::from), i32::from(known.month()), 4),
                (self.birth.day.map(i16::from), i32::from(known.day()), 5),
            ];
            let asked = pairs.iter().filter_map(|(part, held, bits)| Some(((*part)?, *held, *bits)));
            let (mut sum, mut all) = (0, true);
            for (part, held, bits) in asked.filter(|(_, held, _)| *held != 0) {
                let agrees = i32::from(part) == held;
                let near = bits == 6 && (i32::from(part) - held).abs() <= 1;
                sum += if agrees {
                    bits * BIT
                } else if near {
                    BIT
                } else {
                    -4 * BIT
                };
                all &= agrees;
            }
            Some((if all { birth::PART_EQUAL } else { birth::PART_DIFFERENT }, sum))
        } else {
            None
        }
    }

    /// What a glance at a record says beside its name.
    pub(crate) fn at_a_glance(&self, lens: &Lens, of: &Glance, mask: u64) -> Bits {
        let may = |class: FieldClass| mask & class.bit() != 0;
        let mut bits = 0;
        if of.birth().is_known() && may(FieldClass::BirthDate) {
            bits += self.birth_bits(of.birth()).map_or(0, |(_, bits)| bits);
            bits += self.ages.as_ref().map_or(0, |ages| ages.of_birth(of.birth()));
        }
        if self.features.sex != 0 && of.sex() != 0 && may(FieldClass::PersonDetail) {
            let level = if self.features.sex == of.sex() { 1 } else { 2 };
            let at = Field::Sex as usize;
            bits += lens.model.other[at][level] - TYPED.same[at][level];
        }
        if self.features.ssn.is_known() && of.last_four().is_known() && may(FieldClass::SsnLastFour) {
            bits += typed(Field::Ssn, self.four_level(of.last_four().last_four()));
        }
        bits
    }

    fn four_level(&self, held: u32) -> u8 {
        if self.features.ssn.last_four() == held {
            ssn::LAST_EQUAL
        } else if self.numbers.fours.binary_search(&(held as u16)).is_ok() {
            ssn::LAST_NEAR
        } else {
            ssn::LAST_DIFFERENT
        }
    }

    /// No glance can say more.
    pub(crate) fn most_at_a_glance(&self, lens: &Lens) -> Bits {
        let born = if self.features.birth.is_known() { typed(Field::Birth, birth::EQUAL) } else { 15 * BIT };
        let birth =
            if self.features.birth.is_known() || self.birth != BirthQuery::default() { born } else { 0 };
        let age = if self.ages.is_some() { 7 * BIT } else { 0 };
        let at = Field::Sex as usize;
        let sex = if self.features.sex == 0 { 0 } else { lens.model.other[at][1] - TYPED.same[at][1] };
        let four = if self.features.ssn.is_known() { typed(Field::Ssn, ssn::LAST_EQUAL) } else { 0 };
        birth + age + sex.max(0) + four
    }

    pub(crate) fn level_words(&self, field: Field, level: u8) -> &'static str {
        table(field).get(usize::from(level).saturating_sub(1)).map_or("", |chances| chances.words)
    }
}

/// Bits of a level by the shipped chances.
pub(crate) fn typed(field: Field, level: u8) -> Bits {
    let (at, level) = (field as usize, usize::from(level));
    TYPED.other[at][level] - TYPED.same[at][level]
}

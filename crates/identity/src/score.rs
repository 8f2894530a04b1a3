//! How well a record fits a question, part by part.

use crate::birth::Birth;
use crate::bits::{BIT, Bits, surprise};
use crate::compare::{Lens, birth_level};
use crate::dictionary::Token;
use crate::explain::class;
use crate::features::{Features, NameTokens};
use crate::levels::{FIELDS, Field, birth, given, home, plain, ssn, table};
use crate::likeness::{Alike, Memo};
use crate::model::{Model, ValueOf};
use crate::plan::{Plan, Word};
use crate::query::{Age, BirthQuery, Role};
use records::FieldClass;
use std::sync::LazyLock;

/// For each word of the question the level, bits and field of where it fits.
type Laid = [(u8, Bits, Field); WORDS];

/// What a part of a score is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Field(Field),
    Age,
}

/// Most name words that are looked at.
pub(crate) const WORDS: usize = 6;

const PARTS: usize = WORDS + FIELDS + 1;

/// Words that nobody bears, nor anything near, may be no names at all; together they speak against by no more than this.
const UNHEARD: Bits = 6 * BIT;

/// Evidence for one record or person, by part of the question.
#[derive(Clone, Copy)]
pub(crate) struct Score {
    parts: [Option<(Part, u8, Bits)>; PARTS],
}

/// People who ask mistype whatever the records are like: what they type is judged by experience, not by training.
static TYPED: LazyLock<Model> = LazyLock::new(Model::shipped);

impl Default for Score {
    fn default() -> Score {
        Score { parts: [None; PARTS] }
    }
}

impl Score {
    pub(crate) fn bits(&self) -> Bits {
        self.parts.iter().flatten().map(|(_, _, bits)| *bits).sum()
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = (Part, u8, Bits)> + '_ {
        self.parts.iter().flatten().copied()
    }

    /// Keeps the better of each part.
    pub(crate) fn join(&mut self, other: &Score) {
        for (mine, theirs) in self.parts.iter_mut().zip(other.parts) {
            if theirs.map(|(_, _, bits)| bits) > mine.map(|(_, _, bits)| bits) {
                *mine = theirs;
            }
        }
    }

    /// Without the parts that draw on a class outside `mask`. Of a whole SSN that may not be used, the last four remain
    /// where they may.
    pub(crate) fn within(mut self, mask: u64) -> Score {
        for held in &mut self.parts {
            let Some((part, level, _)) = *held else { continue };
            let needed = match part {
                Part::Age => FieldClass::BirthDate,
                Part::Field(field) => class(field, level),
            };
            if mask & needed.bit() == 0 {
                let four = part == Part::Field(Field::Ssn) && mask & FieldClass::SsnLastFour.bit() != 0;
                let same = matches!(level, ssn::EQUAL | ssn::SHARED);
                *held = (four && same).then(|| (part, ssn::LAST_EQUAL, typed(Field::Ssn, ssn::LAST_EQUAL)));
            }
        }
        self
    }

    fn put(&mut self, place: usize, part: Part, level: u8, bits: Bits) {
        self.parts[place] = Some((part, level, bits));
    }
}

impl Plan {
    /// The evidence that a record is of the person meant.
    pub(crate) fn score(&self, lens: &Lens, of: &Features, memo: &mut Memo) -> Score {
        let mut score = Score::default();
        if !self.words.is_empty() {
            self.best_name(lens, of, &mut score);
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
                    let (level, bits) =
                        if field == Field::Home && matches!(level, home::ALMOST | home::STREET) {
                            self.street_alone(lens).unwrap_or((level, bits))
                        } else {
                            (level, bits)
                        };
                    score.put(WORDS + field as usize, Part::Field(field), level, bits);
                }
            }
        }
        if !self.numbers.is_empty() {
            self.score_numbers(lens, of, &mut score);
        }
        score
    }

    /// Who asks for a street without a house number can get no better than the street, which is worth as much as it is
    /// rare.
    fn street_alone(&self, lens: &Lens) -> Option<(u8, Bits)> {
        let place = self.features.place;
        if place.house.is_known() || !place.street.is_known() {
            return None;
        }
        let street = lens.words.entry(place.street).hash.into();
        let rare = lens.model.value_rarity(ValueOf::Street, street, 1_000).min(9 * BIT);
        Some((home::STREET, rare - TYPED.same[Field::Home as usize][usize::from(home::EQUAL)]))
    }

    fn score_numbers(&self, lens: &Lens, of: &Features, score: &mut Score) {
        let more = lens.more_of(of).map_or(&[][..], |more| &more.numbers);
        let known = std::iter::once(&of.number).chain(more).filter(|number| number.is_known());
        let mut any = false;
        for number in known {
            any = true;
            if self.numbers.contains(&number.number) {
                let table = &TYPED.other[Field::Number as usize];
                score.put(WORDS + Field::Number as usize, Part::Field(Field::Number), plain::EQUAL, table[1]);
                return;
            }
        }
        if any {
            let level = plain::DIFFERENT;
            score.put(WORDS + Field::Number as usize, Part::Field(Field::Number), level, -3 * BIT);
        }
    }

    fn score_birth(&self, known: Birth, score: &mut Score) {
        let place = WORDS + Field::Birth as usize;
        let (same, other) = (&TYPED.same[Field::Birth as usize], &TYPED.other[Field::Birth as usize]);
        let mut put = |level: u8, bits: Bits| score.put(place, Part::Field(Field::Birth), level, bits);
        if self.features.birth.is_known() {
            let level = birth_level(self.features.birth, known);
            put(level, other[usize::from(level)] - same[usize::from(level)]);
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
            put(if all { birth::PART_EQUAL } else { birth::PART_DIFFERENT }, sum);
        }
        if let Some(age) = self.age {
            score.put(PARTS - 1, Part::Age, 1, age_bits(age, known));
        }
    }

    /// Lays the words beside the name that fits best.
    fn best_name(&self, lens: &Lens, of: &Features, score: &mut Score) {
        let mut best: Option<(Bits, Laid)> = None;
        for name in lens.names(of) {
            let parts = self.lay(lens, name);
            let sum = parts.iter().map(|(_, bits, _)| bits).sum();
            if best.as_ref().is_none_or(|(held, _)| sum > *held) {
                best = Some((sum, parts));
            }
        }
        let Some((_, parts)) = best else { return };
        for (place, (level, bits, field)) in
            parts.into_iter().enumerate().filter(|(_, (level, _, _))| *level != 0)
        {
            score.put(place, Part::Field(field), level, bits);
        }
    }

    fn lay(&self, lens: &Lens, name: NameTokens) -> Laid {
        let slots = [
            (name.given, Field::Given),
            (name.family, Field::Family),
            (name.middle, Field::Middle),
            (name.family2, Field::Family),
        ];
        let mut used = [false; 4];
        let mut parts = [(0, 0, Field::Given); WORDS];
        let mut unheard = UNHEARD;
        for (word, part) in self.words.iter().zip(&mut parts) {
            let fits = slots.iter().enumerate().filter(|(slot, (token, _))| !used[*slot] && token.is_known());
            let best = fits
                .filter_map(|(slot, (token, field))| {
                    let alike = word.alike(*token)?;
                    let (level, bits) = word_bits(lens, *token, *field, alike, word);
                    Some((bits, slot, level, *field))
                })
                .max_by_key(|(bits, slot, _, _)| (*bits, std::cmp::Reverse(*slot)));
            *part = match best {
                Some((bits, slot, level, field)) => {
                    used[slot] = true;
                    (level, bits, if field == Field::Middle { Field::Given } else { field })
                }
                None if !name.given.is_known() || !name.family.is_known() => (0, 0, Field::Given),
                None => {
                    let cost = TYPED.same[0][usize::from(given::DIFFERENT)];
                    let cost = if word.heard { cost } else { cost.min(unheard) };
                    unheard -= if word.heard { 0 } else { cost };
                    (given::DIFFERENT, -cost, Field::Given)
                }
            };
        }
        parts
    }

    pub(crate) fn level_words(&self, field: Field, level: u8) -> &'static str {
        table(field).get(usize::from(level).saturating_sub(1)).map_or("", |chances| chances.words)
    }
}

impl Word {
    fn alike(&self, token: Token) -> Option<Alike> {
        let at = self.stands_for.binary_search_by_key(&token, |(held, _)| *held).ok()?;
        Some(self.stands_for[at].1)
    }
}

/// Level and bits of a word found in a slot of a name. Levels of given names and surnames have the same order as far as
/// they are used here. A word that is only near never earns as much as the word itself would: what is rare in the record
/// says nothing about what was typed.
fn word_bits(lens: &Lens, token: Token, field: Field, alike: Alike, word: &Word) -> (u8, Bits) {
    let (family, role) = (field == Field::Family, word.role);
    let (as_family, as_given) =
        (lens.model.family_rarity(lens.words, token), lens.model.given_rarity(lens.words, token));
    // A word of unknown role that many bear as a given name says little, even where it is somebody's rare surname.
    let rare = match role {
        Role::Any => as_family.min(as_given),
        Role::Given | Role::Family if family => as_family,
        Role::Given | Role::Family => as_given,
    };
    let rare = if word.borne || alike == Alike::Equal { rare } else { rare.min(word.worth) };
    let same = &TYPED.same[if family { Field::Family } else { Field::Given } as usize];
    let (level, other, less) = match (alike, family) {
        (Alike::Equal, _) => (1, rare, 0),
        (Alike::Variant, false) => (given::VARIANT, (rare - 2 * BIT).max(0), BIT),
        (Alike::Variant, true) => (3, (rare - 2 * BIT).clamp(0, 12 * BIT), BIT),
        (Alike::Edit, _) => (3, (rare - 2 * BIT).clamp(0, 12 * BIT), 2 * BIT),
        (Alike::Near, _) => (4, (rare - 3 * BIT).clamp(0, 9 * BIT), 3 * BIT),
        (Alike::Initial | Alike::Different, _) => (4, 3 * BIT, 4 * BIT),
    };
    let bits = other - same[usize::from(level)];
    let bits = match alike {
        Alike::Equal if word.borne => bits.min(word.worth - same[1]),
        Alike::Equal => bits,
        _ if word.borne => bits.min(word.worth - same[1] - less),
        // Nobody bears the word, so something near was meant.
        Alike::Variant | Alike::Edit | Alike::Near => {
            bits.max(4 * BIT - less).min(word.worth - same[1] - less)
        }
        Alike::Initial | Alike::Different => bits,
    };
    let unusual = if family { as_given + 2 * BIT < as_family } else { as_family + 2 * BIT < as_given };
    let penalty = match role {
        _ if field == Field::Middle => 2 * BIT,
        Role::Any if unusual => BIT,
        Role::Given if family => 2 * BIT,
        Role::Family if !family => 2 * BIT,
        _ => 0,
    };
    (level, bits - penalty)
}

/// Bits of a level by the shipped chances.
fn typed(field: Field, level: u8) -> Bits {
    let (at, level) = (field as usize, usize::from(level));
    TYPED.other[at][level] - TYPED.same[at][level]
}

/// How well a birth year fits an age, beside a population spread over eighty years.
fn age_bits(age: Age, born: Birth) -> Bits {
    let spread = f64::from(age.spread).max(0.5);
    let middle = f64::from(age.on.year() - age.years) - 0.5;
    let off = (f64::from(born.year()) - middle).abs().max(0.5) - 0.5;
    let density = (-off * off / (2.0 * spread * spread)).exp() / (spread * 2.506_628);
    (surprise(1.0 / 80.0) - surprise(density.max(1e-6))).max(-6 * BIT)
}

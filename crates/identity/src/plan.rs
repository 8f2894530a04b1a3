//! A question made ready: words with all that they may stand for, values packed, and where to look.

use crate::birth::Birth;
use crate::bits::{BIT, Bits, surprise};
use crate::compare::{Lens, birth_level};
use crate::dictionary::Token;
use crate::engine::Engine;
use crate::features::{Features, NameTokens, Number9, Numbered, email_hash, phone_number, sex};
use crate::index::{By, home_key, number_key, pair_key, sound_of};
use crate::levels::{FIELDS, Field, birth, given, plain, table};
use crate::likeness::{Alike, Memo};
use crate::model::Model;
use crate::places::PlaceWords;
use crate::query::{Age, BirthQuery, Query, Role};
use crate::text::fold;
use records::{FieldClass, Identifier, Ssn};
use std::sync::LazyLock;

/// A question as the engine asks it.
pub(crate) struct Plan {
    words: Vec<Word>,
    /// Everything but names and incomplete birth dates, compared as a record would be.
    features: Features,
    birth: BirthQuery,
    age: Option<Age>,
    numbers: Vec<u64>,
    asked: bool,
}

struct Word {
    role: Role,
    /// Sorted by token.
    stands_for: Vec<(Token, Alike)>,
}

/// For each word of the question the level, bits and field of where it fits.
type Laid = [(u8, Bits, Field); WORDS];

/// What a part of a score is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Field(Field),
    Age,
}

/// Most name words that are looked at.
const WORDS: usize = 6;

const PARTS: usize = WORDS + FIELDS + 1;

/// Evidence for one record or person, by part of the question.
#[derive(Clone, Copy)]
pub(crate) struct Score {
    parts: [Option<(Part, u8, Bits)>; PARTS],
}

/// People who ask mistype whatever the records are like: what they type is judged by experience, not by training.
static TYPED: LazyLock<Model> = LazyLock::new(Model::shipped);

/// Lists longer than this are not searched for a single feature when others are given.
const LONG: usize = 3_000;

/// With so many candidates from near spellings, farther ones are not looked up.
const ENOUGH: usize = 20;

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

    fn put(&mut self, place: usize, part: Part, level: u8, bits: Bits) {
        self.parts[place] = Some((part, level, bits));
    }
}

impl Plan {
    pub(crate) fn new(engine: &Engine, query: &Query, permitted: u64) -> Plan {
        let may = |class: FieldClass| permitted & class.bit() != 0;
        let mut plan = Plan {
            words: Vec::new(),
            features: Features::default(),
            birth: BirthQuery::default(),
            age: None,
            numbers: Vec::new(),
            asked: false,
        };
        if may(FieldClass::Name) {
            plan.words = words(engine, query);
        }
        if may(FieldClass::BirthDate) {
            plan.set_birth(query);
        }
        if may(FieldClass::PersonDetail) {
            plan.features.sex = sex(query.sex);
        }
        plan.features.ssn = ssn(query.ssn.as_ref(), may(FieldClass::SsnFull), may(FieldClass::SsnLastFour));
        if may(FieldClass::Phone) {
            plan.features.phone =
                query.phones.iter().find_map(|phone| phone_number(phone)).unwrap_or_default();
            plan.features.email = query.emails.iter().find_map(|email| email_hash(email)).unwrap_or_default();
        }
        if may(FieldClass::RecordNumber) {
            let any = |number: &String| Identifier { scheme: String::new(), number: number.clone() };
            plan.numbers =
                query.numbers.iter().filter_map(|n| Numbered::of(&any(n))).map(|n| n.number).collect();
        }
        if may(FieldClass::Address)
            && let Some(address) = &query.address
        {
            plan.set_place(engine, &PlaceWords::read(address));
        }
        plan.asked = plan.features.sex != 0 || plan.features.ssn.is_known() || plan.has_contact();
        plan
    }

    fn has_contact(&self) -> bool {
        let place = &self.features.place;
        let placed = place.street.is_known() || place.zip.is_known() || place.city.is_known();
        self.features.phone != 0 || self.features.email != 0 || placed || self.features.birth.is_known()
    }

    fn set_birth(&mut self, query: &Query) {
        let BirthQuery { year, month, day } = query.birth;
        match (year, month, day) {
            (Some(year), Some(month), Some(day)) => {
                self.features.birth = Birth::new(year.max(0) as u16, month.max(0) as u8, day.max(0) as u8);
            }
            _ => self.birth = query.birth,
        }
        self.age = query.age;
    }

    /// Words that nobody has are replaced by the nearest ones that somebody has.
    fn set_place(&mut self, engine: &Engine, place: &PlaceWords) {
        let words = &engine.store.words;
        let nearest = |text: &str| engine.spellings.nearest(words, text);
        self.features.place.house = words.find(&place.house).unwrap_or_default();
        self.features.place.street = nearest(&place.street);
        self.features.place.unit = words.find(&place.unit).unwrap_or_default();
        self.features.place.city = nearest(&place.city);
        self.features.place.zip = words.find(&place.zip).unwrap_or_default();
    }

    /// Records worth a closer look, once each.
    pub(crate) fn candidates(&self, engine: &Engine) -> Vec<u32> {
        let mut found = Vec::new();
        self.by_numbers(engine, &mut found);
        self.by_names(engine, &mut found);
        if self.features.birth.is_exact() {
            let born = self.features.birth;
            let turned = Birth::new(born.year(), born.day().min(12), born.month());
            found.extend(engine.index.by(By::BirthDate, born.bits()));
            found.extend(engine.index.by(By::BirthDate, turned.bits()));
        }
        if found.is_empty() || self.words.is_empty() {
            self.by_birth_parts(engine, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|at| engine.store.alive[*at as usize]);
        found
    }

    fn by_numbers(&self, engine: &Engine, found: &mut Vec<u32>) {
        let (index, own) = (&engine.index, &self.features);
        if own.ssn.is_known() {
            found.extend(index.by(By::LastFour, own.ssn.last_four()));
        }
        if own.ssn.is_whole() {
            found.extend(index.by(By::FirstFive, own.ssn.whole() / 10_000));
        }
        if own.phone != 0 {
            found.extend(index.by(By::Phone, (own.phone % 10_000_000) as u32));
        }
        if own.email != 0 {
            found.extend(index.by(By::Email, own.email));
        }
        for number in &self.numbers {
            found.extend(index.by(By::Number, number_key(*number)));
        }
        if own.place.street.is_known() {
            let (by, key) = if own.place.house.is_known() {
                (By::Home, home_key(own.place))
            } else {
                (By::Street, own.place.street.0)
            };
            if self.words.is_empty() || index.count(by, key) < LONG {
                found.extend(index.by(by, key));
            }
        }
    }

    /// People whose names sound like the words, nearest spellings first; farther ones only when those are few.
    fn by_names(&self, engine: &Engine, found: &mut Vec<u32>) {
        let only = self.words.len() == 1 && found.is_empty();
        for (from, to) in [(Alike::Equal, Alike::Edit), (Alike::Near, Alike::Near)] {
            if self.words.len() > 1 {
                self.by_pairs(engine, to, found);
            }
            let limit = if only { usize::MAX } else { LONG };
            if self.words.len() == 1 || found.len() < ENOUGH {
                for word in &self.words {
                    self.by_one_word(engine, word, (from, to), limit, found);
                }
            }
            if found.len() >= ENOUGH {
                return;
            }
        }
    }

    fn by_pairs(&self, engine: &Engine, reach: Alike, found: &mut Vec<u32>) {
        let words = &engine.store.words;
        let sounds: Vec<Vec<u32>> = self
            .words
            .iter()
            .map(|word| {
                let near = word.stands_for.iter().filter(|(_, alike)| *alike <= reach);
                let mut sounds: Vec<u32> = near.map(|(token, _)| sound_of(words, *token)).collect();
                sounds.sort_unstable();
                sounds.dedup();
                sounds
            })
            .collect();
        let mut keys: Vec<u32> = Vec::new();
        for (place, ones) in sounds.iter().enumerate() {
            for twos in &sounds[..place] {
                keys.extend(ones.iter().flat_map(|one| twos.iter().map(|two| pair_key(*one, *two))));
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys.iter().for_each(|key| found.extend(engine.index.by(By::SoundPair, *key)));
    }

    fn by_one_word(
        &self,
        engine: &Engine,
        word: &Word,
        reach: (Alike, Alike),
        limit: usize,
        found: &mut Vec<u32>,
    ) {
        let start = found.len();
        let mut near: Vec<&(Token, Alike)> =
            word.stands_for.iter().filter(|(_, alike)| (reach.0..=reach.1).contains(alike)).collect();
        near.sort_by_key(|(_, alike)| *alike);
        for (token, _) in near {
            for (by, other) in [(By::GivenWord, Role::Family), (By::FamilyWord, Role::Given)] {
                let room = limit.saturating_sub(found.len() - start);
                if word.role != other && engine.index.count(by, token.0) <= room {
                    found.extend(engine.index.by(by, token.0));
                }
            }
        }
    }

    /// Without names: the month and day, the year, the years of an age.
    fn by_birth_parts(&self, engine: &Engine, found: &mut Vec<u32>) {
        let born = self.features.birth;
        let parts = if born.is_exact() {
            (Some(born.month() as i8), Some(born.day() as i8))
        } else {
            (self.birth.month, self.birth.day)
        };
        if let (Some(month), Some(day)) = parts {
            found.extend(engine.index.by(By::MonthDay, month.max(0) as u32 * 128 + day.max(0) as u32));
            return;
        }
        if !found.is_empty() {
            return;
        }
        let years = match (self.birth.year, self.age) {
            (Some(year), _) => year..=year,
            (None, Some(age)) => {
                let year = age.on.year() - age.years;
                year - 1..=year
            }
            _ => return,
        };
        years.for_each(|year| found.extend(engine.index.by(By::Year, year.max(0) as u32)));
    }

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
                    score.put(WORDS + field as usize, Part::Field(field), level, bits);
                }
            }
        }
        if !self.numbers.is_empty() {
            self.score_numbers(lens, of, &mut score);
        }
        score
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
        for (word, part) in self.words.iter().zip(&mut parts) {
            let fits = slots.iter().enumerate().filter(|(slot, (token, _))| !used[*slot] && token.is_known());
            let best = fits
                .filter_map(|(slot, (token, field))| {
                    let alike = word.alike(*token)?;
                    let (level, bits) = word_bits(lens, *token, *field, alike, word.role);
                    Some((bits, slot, level, *field))
                })
                .max_by_key(|(bits, slot, _, _)| (*bits, std::cmp::Reverse(*slot)));
            *part = match best {
                Some((bits, slot, level, field)) => {
                    used[slot] = true;
                    (level, bits, if field == Field::Middle { Field::Given } else { field })
                }
                None if !name.given.is_known() || !name.family.is_known() => (0, 0, Field::Given),
                None => (given::DIFFERENT, -TYPED.same[0][usize::from(given::DIFFERENT)], Field::Given),
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
/// they are used here.
fn word_bits(lens: &Lens, token: Token, field: Field, alike: Alike, role: Role) -> (u8, Bits) {
    let family = field == Field::Family;
    let rare = if family {
        lens.model.family_rarity(lens.words, token)
    } else {
        lens.model.given_rarity(lens.words, token)
    };
    let same = &TYPED.same[if family { Field::Family } else { Field::Given } as usize];
    let (level, other) = match (alike, family) {
        (Alike::Equal, _) => (1, rare),
        (Alike::Variant, false) => (given::VARIANT, (rare - 2 * BIT).max(0)),
        (Alike::Variant | Alike::Edit, _) => (3, (rare - 2 * BIT).clamp(0, 12 * BIT)),
        (Alike::Near, _) => (4, (rare - 3 * BIT).clamp(0, 9 * BIT)),
        (Alike::Initial | Alike::Different, _) => (4, 3 * BIT),
    };
    let elsewhere =
        field == Field::Middle || (family && role == Role::Given) || (!family && role == Role::Family);
    let penalty = if elsewhere { 2 * BIT } else { 0 };
    (level, other - same[usize::from(level)] - penalty)
}

fn words(engine: &Engine, query: &Query) -> Vec<Word> {
    let texts = query.names.iter().flat_map(|word| {
        let folded = fold(&word.text);
        folded
            .split(' ')
            .filter(|part| !part.is_empty())
            .map(|part| (part.to_owned(), word.role))
            .collect::<Vec<_>>()
    });
    let mut words: Vec<Word> = texts
        .take(WORDS)
        .map(|(text, role)| {
            let mut stands_for = engine.spellings.of(&engine.store.words, &text);
            stands_for.sort_unstable_by_key(|(token, _)| *token);
            Word { role, stands_for }
        })
        .collect();
    // Words that nobody has anything like come last, so that they take no place from others.
    words.sort_by_key(|word| word.stands_for.is_empty());
    words
}

fn ssn(ssn: Option<&Ssn>, whole: bool, four: bool) -> Number9 {
    match ssn {
        Some(ssn) if whole => Number9::of(Some(ssn)),
        Some(ssn) if four => Number9::of(Ssn::read(ssn.last_four()).as_ref()),
        _ => Number9::default(),
    }
}

/// How well a birth year fits an age, beside a population spread over eighty years.
fn age_bits(age: Age, born: Birth) -> Bits {
    let spread = f64::from(age.spread).max(0.5);
    let middle = f64::from(age.on.year() - age.years) - 0.5;
    let off = (f64::from(born.year()) - middle).abs().max(0.5) - 0.5;
    let density = (-off * off / (2.0 * spread * spread)).exp() / (spread * 2.506_628);
    (surprise(1.0 / 80.0) - surprise(density.max(1e-6))).max(-6 * BIT)
}

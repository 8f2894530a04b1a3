//! A question made ready: words with all that they may stand for, values packed, and where to look.

use crate::birth::Birth;
use crate::bits::Bits;
use crate::dictionary::Token;
use crate::engine::Engine;
use crate::features::{Features, Number9, Numbered, email_hash, phone_number, sex};
use crate::index::{By, home_key, number_key, pair_key, sound_of};
use crate::likeness::Alike;
use crate::places::PlaceWords;
use crate::query::{Age, BirthQuery, Query, Role};
use crate::score::WORDS;
use crate::text::fold;
use records::{FieldClass, Identifier, Ssn};

/// A question as the engine asks it.
pub(crate) struct Plan {
    pub(crate) words: Vec<Word>,
    /// Everything but names and incomplete birth dates, compared as a record would be.
    pub(crate) features: Features,
    pub(crate) birth: BirthQuery,
    pub(crate) age: Option<Age>,
    pub(crate) numbers: Vec<u64>,
    pub(crate) asked: bool,
}

/// A word of a name and what it may stand for.
pub(crate) struct Word {
    pub(crate) role: Role,
    /// Sorted by token.
    pub(crate) stands_for: Vec<(Token, Alike)>,
    /// Somebody bears the word itself.
    pub(crate) borne: bool,
    /// Somebody bears the word or one near to it.
    pub(crate) heard: bool,
    /// Surprise at meeting a stranger with the word, or with the commonest that it may stand for when nobody bears it.
    pub(crate) worth: Bits,
}

/// Lists longer than this are not searched for a single feature when others are given.
const LONG: usize = 3_000;

/// With so many candidates from near spellings, farther ones are not looked up.
const ENOUGH: usize = 20;

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
}

impl Word {
    /// Who bears the word is taken from the model, which does not change with who may be seen.
    fn new(engine: &Engine, role: Role, stands_for: Vec<(Token, Alike)>) -> Word {
        let (model, words) = (&engine.model, &engine.store.words);
        let nobody = model.unheard_rarity();
        let commonest = |from: Alike, to: Alike| {
            let within = stands_for.iter().filter(|(_, alike)| (from..=to).contains(alike));
            let rare = within.map(|(token, _)| match role {
                Role::Any => model.given_rarity(words, *token).min(model.family_rarity(words, *token)),
                Role::Given => model.given_rarity(words, *token),
                Role::Family => model.family_rarity(words, *token),
            });
            rare.min().filter(|rare| *rare < nobody)
        };
        let own = commonest(Alike::Equal, Alike::Equal);
        let near = || commonest(Alike::Variant, Alike::Edit).or_else(|| commonest(Alike::Near, Alike::Near));
        let worth = own.or_else(near);
        Word {
            role,
            borne: own.is_some(),
            heard: worth.is_some(),
            worth: worth.unwrap_or(nobody),
            stands_for,
        }
    }
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
            Word::new(engine, role, stands_for)
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

//! How well a name fits the words of a question.

use crate::engine::Engine;
use crate::features::{Features, NameTokens};
use crate::search::plan::Plan;
use crate::search::query::Role;
use crate::search::score::{Score, TYPED, WORDS};
use crate::search::typed_words::Word;
use crate::weigh::bits::{BIT, Bits};
use crate::weigh::compare::Lens;
use crate::weigh::levels::{Field, given};
use crate::words::dictionary::Token;
use crate::words::likeness::Alike;

/// For each word of the question the level and bits of where it fits, and whether that is a surname.
type Laid = [Worth; WORDS];

/// What a word says of a place in a name: its level, bits, and whether the place is a surname.
#[derive(Clone, Copy, Default)]
pub(crate) struct Worth {
    pub(crate) level: u8,
    pub(crate) family: bool,
    pub(crate) bits: Bits,
}

/// A word of the records that a typed one may stand for, with what it is worth in each place of a name.
pub(crate) struct Meant {
    pub(crate) token: Token,
    pub(crate) alike: Alike,
    /// How surprising it is that the word is typed so.
    pub(crate) surprise: Bits,
    /// Given name, surname, middle name.
    pub(crate) worth: [Worth; 3],
}

/// Words that nobody bears, nor anything near, may be no names at all; together they speak against by no more than this.
const UNHEARD: Bits = 6 * BIT;

/// A surname of somebody that was not typed where another one was.
const LEFT_OUT: Bits = BIT / 2;

const PLACES: [Field; 3] = [Field::Given, Field::Family, Field::Middle];

impl Plan {
    /// What it costs when a name has these words and none of the others.
    pub(crate) fn missing(&self, places: &[usize]) -> Bits {
        let mut unheard = UNHEARD;
        let others =
            self.words.iter().enumerate().filter(|(other, word)| !places.contains(other) && !word.optional);
        others.map(|(_, word)| missing(word, &mut unheard)).sum()
    }

    /// Somebody has every word of the question in a name: itself, a nickname of it, or a long one with a letter wrong.
    pub(crate) fn is_named(&self, score: &Score) -> bool {
        let mut words = self.words.iter().enumerate().filter(|(_, word)| !word.optional);
        words.all(|(place, word)| match score.word_level(place) {
            given::EQUAL | given::VARIANT => true,
            given::EDIT => word.long,
            0 => !word.joined.is_empty(),
            _ => false,
        })
    }

    /// Lays the words beside the name that fits best.
    pub(crate) fn put_names(&self, lens: &Lens, of: &Features, score: &mut Score) {
        let mut best: Option<(Bits, Laid)> = None;
        for name in lens.names(of) {
            let (laid, left_out) = self.lay(lens, name);
            let sum = laid.iter().map(|worth| worth.bits).sum::<Bits>() - left_out;
            if best.as_ref().is_none_or(|(held, _)| sum > *held) {
                best = Some((sum, laid));
            }
        }
        let Some((sum, mut laid)) = best else { return };
        let more: Bits = laid.iter().map(|worth| worth.bits).sum::<Bits>() - sum;
        if let Some(worth) = laid.iter_mut().filter(|worth| worth.level != 0).max_by_key(|worth| worth.bits) {
            worth.bits -= more;
        }
        for (place, worth) in laid.iter().enumerate().filter(|(_, worth)| worth.level != 0) {
            score.put_word(place, worth.family, worth.level, worth.bits);
        }
    }

    fn lay(&self, lens: &Lens, name: NameTokens) -> (Laid, Bits) {
        let slots = [(name.given, 0), (name.family, 1), (name.middle, 2), (name.family2, 1)];
        let mut used = [false; 4];
        let mut laid = Laid::default();
        let mut unheard = UNHEARD;
        for (word, part) in self.words.iter().zip(&mut laid) {
            let free = slots.iter().enumerate().filter(|(slot, (token, _))| !used[*slot] && token.is_known());
            let best = free
                .filter_map(|(slot, (token, place))| Some((word.meant(*token)?.worth[*place], slot)))
                .max_by_key(|(worth, slot)| (worth.bits, std::cmp::Reverse(*slot)));
            *part = match best {
                Some((worth, slot)) => {
                    used[slot] = true;
                    worth
                }
                None if word.optional || word.is_joined_in(&slots) => Worth::default(),
                None if !name.given.is_known() || !name.family.is_known() => Worth::default(),
                None => Worth { level: given::DIFFERENT, family: false, bits: -missing(word, &mut unheard) },
            };
        }
        let left_out = self.words.len() > 1
            && used[1] != used[3]
            && name.family2.is_known()
            && !lens.words.bytes(name.family).ends_with(lens.words.bytes(name.family2));
        (laid, if left_out { LEFT_OUT } else { 0 })
    }
}

impl Meant {
    /// The most that this word and another one are worth in one name.
    pub(crate) fn with(&self, other: &Meant) -> Bits {
        let (one, two) = (&self.worth, &other.worth);
        let straight = one[0].bits + two[1].bits;
        straight.max(one[1].bits + two[0].bits).max(one[0].bits + two[2].bits).max(one[2].bits + two[0].bits)
    }
}

impl Word {
    pub(crate) fn meant(&self, token: Token) -> Option<&Meant> {
        let at = self.stands_for.binary_search_by_key(&token, |meant| meant.token).ok()?;
        Some(&self.stands_for[at])
    }

    /// The name has the word as a part of one that it makes together with another word.
    fn is_joined_in(&self, slots: &[(Token, usize)]) -> bool {
        !self.joined.is_empty() && slots.iter().any(|(token, _)| self.joined.contains(token))
    }

    /// What a word of the records is worth where this one was typed.
    pub(crate) fn means(&self, engine: &Engine, token: Token, typing: Typing) -> Meant {
        let worth = PLACES.map(|field| {
            let (level, bits) = word_bits(engine, token, field, typing, self);
            Worth { level, family: field == Field::Family, bits }
        });
        Meant { token, alike: typing.alike, surprise: typing.surprise, worth }
    }
}

/// How a word of the records can have become the typed one.
#[derive(Clone, Copy)]
pub(crate) struct Typing {
    pub(crate) alike: Alike,
    pub(crate) surprise: Bits,
}

/// What a word costs that a name does not have.
fn missing(word: &Word, unheard: &mut Bits) -> Bits {
    let cost = TYPED.same[0][usize::from(given::DIFFERENT)];
    let cost = if word.heard { cost } else { cost.min(*unheard) };
    *unheard -= if word.heard { 0 } else { cost };
    cost
}

/// How surprising it is that a name is typed in such a way, in bits: what share of those who type it do so.
pub(crate) fn surprise_of_typing(alike: Alike, sounds: bool, begins: bool) -> Bits {
    match alike {
        Alike::Equal => BIT / 4,
        Alike::Variant => 5 * BIT,
        // Who writes by ear is not mistaken in the sound.
        Alike::Edit if sounds => 7 * BIT,
        Alike::Near if begins => 8 * BIT,
        Alike::Near if sounds => 9 * BIT,
        Alike::Edit => 10 * BIT,
        Alike::Near | Alike::Initial | Alike::Different => 13 * BIT,
    }
}

/// Level and bits of a word found in a place of a name. Levels of given names and surnames have the same order as far as
/// they are used here.
fn word_bits(engine: &Engine, token: Token, field: Field, typing: Typing, word: &Word) -> (u8, Bits) {
    let (model, words) = (&engine.model, &engine.store.words);
    let (family, role) = (field == Field::Family, word.role);
    let level = match (typing.alike, family) {
        (Alike::Equal, _) => 1,
        (Alike::Variant, false) => given::VARIANT,
        (Alike::Variant | Alike::Edit, _) => 3,
        (Alike::Near | Alike::Initial | Alike::Different, _) => 4,
    };
    let bits = match typing.alike {
        // The record has an initial only, which fits many.
        Alike::Initial => -3 * BIT,
        _ => word.worth - typing.surprise,
    };
    // A word that many bear in the other place of a name is less likely to be meant in this one.
    let (as_family, as_given) = (model.family_rarity(words, token), model.given_rarity(words, token));
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

//! The words of names in a question, and all that each may stand for.

use crate::engine::Engine;
use crate::search::query::{Query, Role};
use crate::search::score::WORDS;
use crate::search::score_names::{Meant, Typing, surprise_of_typing};
use crate::weigh::bits::{BIT, Bits, surprise};
use crate::words::dictionary::Token;
use crate::words::likeness::Alike;
use crate::words::names::is_particle;
use crate::words::sound::sound;
use crate::words::text::fold;
use crate::words::variants::{RARE, share};

/// A word of a name and what it may stand for.
pub(crate) struct Word {
    pub(crate) role: Role,
    /// Sorted by token.
    pub(crate) stands_for: Vec<Meant>,
    /// Names that the word makes together with others: `de la cruz` is De la Cruz, `mary ann` Maryann.
    pub(crate) joined: Vec<Token>,
    /// Somebody bears the word or one near to it.
    pub(crate) heard: bool,
    /// A particle or an initial: it speaks for a name that has it and against none.
    pub(crate) optional: bool,
    /// So long that with one letter wrong it is still the same name.
    pub(crate) long: bool,
    /// Surprise at somebody's typing this word whoever is meant: of all who bear it or something near, as many as would
    /// type it so.
    pub(crate) worth: Bits,
}

/// From so many letters on one wrong letter does not make another name of it.
const LONG: usize = 6;

/// Most words that are read.
const READ: usize = 12;

/// The words of a question, those that say most first. Their order in the question does not matter.
pub(crate) fn words(engine: &Engine, query: &Query) -> Vec<Word> {
    let texts = texts(query);
    let mut words: Vec<(String, Word)> = texts
        .iter()
        .enumerate()
        .map(|(at, (text, role))| {
            let others = || texts.iter().enumerate().filter(|(other, _)| *other != at);
            let mut word = Word::new(engine, *role, text);
            // A particle alone is a name, as Le and Van are.
            word.optional = texts.len() > 1 && (text.len() == 1 || is_particle(text));
            for (_, (other, _)) in others() {
                word.join(engine, &format!("{text}{other}"));
                word.join(engine, &format!("{other}{text}"));
            }
            word.join_with_particles(engine, &texts, at);
            word.stands_for.sort_unstable_by_key(|meant| (meant.token, meant.alike));
            word.stands_for.dedup_by_key(|meant| meant.token);
            (text.clone(), word)
        })
        .collect();
    // Words that nobody has anything like come last, so that they take no place from others.
    let rank = |word: &Word| (!word.heard, word.optional, std::cmp::Reverse(word.worth), word.role as u8);
    words.sort_by(|(a, one), (b, two)| (rank(one), a).cmp(&(rank(two), b)));
    words.truncate(WORDS);
    words.into_iter().map(|(_, word)| word).collect()
}

/// The folded words, in an order of their own.
fn texts(query: &Query) -> Vec<(String, Role)> {
    let mut texts: Vec<(String, Role)> = Vec::new();
    for word in query.names.iter().take(READ) {
        let folded = fold(&word.text);
        let parts = folded.split(' ').filter(|part| !part.is_empty());
        texts.extend(parts.map(|part| (part.to_owned(), word.role)));
    }
    texts.truncate(READ);
    texts.sort_by(|(a, one), (b, two)| (a, *one as u8).cmp(&(b, *two as u8)));
    texts
}

impl Word {
    /// Who bears the word is taken from the model, which does not change with who may be seen.
    fn new(engine: &Engine, role: Role, text: &str) -> Word {
        let (model, dictionary) = (&engine.model, &engine.store.words);
        let nobody = model.unheard_rarity();
        // Who came since the model was made may be hidden: a name that is new with them counts as one that nobody bears.
        let is_new = |token: Token| {
            let trained = model.given.is_empty() || token.at() < model.given.len();
            !trained && share(dictionary.bytes(token)) == RARE
        };
        let rare = |token: Token| match role {
            _ if is_new(token) => nobody,
            Role::Any => model.given_rarity(dictionary, token).min(model.family_rarity(dictionary, token)),
            Role::Given => model.given_rarity(dictionary, token),
            Role::Family => model.family_rarity(dictionary, token),
        };
        let usual = dictionary.find(text).is_some_and(|token| rare(token) + 3 * BIT < nobody);
        let stands_for =
            engine.spellings.of(dictionary, text, !usual, &|token| (rare(token), rare(token) >= nobody));
        let heard = sound(text);
        let typing = |token: Token, alike: Alike| {
            let sounds = heard != 0 && dictionary.entry(token).sound == heard;
            let begins = dictionary.bytes(token).starts_with(text.as_bytes());
            Typing { alike, surprise: surprise_of_typing(alike, sounds, begins) }
        };
        let mut word = Word {
            role,
            heard: false,
            optional: false,
            long: text.len() >= LONG,
            worth: nobody,
            joined: Vec::new(),
            stands_for: Vec::new(),
        };
        let mut share = share_of(nobody + 4 * BIT);
        for (token, alike) in stands_for.iter().filter(|(_, alike)| *alike < Alike::Initial) {
            if rare(*token) < nobody {
                word.heard = true;
                share += share_of(rare(*token) + typing(*token, *alike).surprise);
            }
        }
        word.worth = surprise(share);
        let meant = |(token, alike): &(Token, Alike)| word.means(engine, *token, typing(*token, *alike));
        let meant: Vec<Meant> = stands_for.iter().map(meant).collect();
        word.stands_for = meant;
        word
    }

    fn join(&mut self, engine: &Engine, whole: &str) {
        if let Some(token) = engine.store.words.find(whole)
            && whole.len() >= 4
        {
            self.joined.push(token);
            let surprise = surprise_of_typing(Alike::Equal, true, true);
            let meant = self.means(engine, token, Typing { alike: Alike::Equal, surprise });
            self.stands_for.push(meant);
        }
    }

    /// Two particles and a word, such as `de la cruz` and `van den berg`, in the places where this word can stand.
    fn join_with_particles(&mut self, engine: &Engine, texts: &[(String, Role)], at: usize) {
        for (i, (one, _)) in texts.iter().enumerate().filter(|(_, (one, _))| is_particle(one)) {
            for (j, (two, _)) in texts.iter().enumerate().filter(|(j, (two, _))| *j != i && is_particle(two))
            {
                for (k, (three, _)) in texts.iter().enumerate().filter(|(k, _)| *k != i && *k != j) {
                    if [i, j, k].contains(&at) {
                        self.join(engine, &format!("{one}{two}{three}"));
                    }
                }
            }
        }
    }
}

fn share_of(surprise: Bits) -> f64 {
    (-f64::from(surprise) / f64::from(BIT)).exp2()
}

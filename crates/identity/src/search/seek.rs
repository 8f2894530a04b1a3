//! Where to look for the people whom a question may mean. Who is hidden is passed over before anything is weighed or
//! counted, so that nothing here depends on whether she is there.

use crate::engine::Engine;
use crate::features::PlaceTokens;
use crate::index::{By, home_key, number_key, pair_key};
use crate::search::glance::Glance;
use crate::search::plan::{LOCAL, Plan};
use crate::search::query::{Only, Role};
use crate::search::score_names::Meant;
use crate::weigh::bits::{BIT, Bits};
use crate::weigh::compare::Lens;
use crate::weigh::levels::plain;
use crate::words::birth::Birth;
use crate::words::likeness::Alike;
use records::{FieldClass, PersonId};
use std::cell::Cell;

/// A question on its way through the records, and whom it may find by what.
pub(crate) struct Look<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) plan: &'a Plan,
    pub(crate) lens: Lens<'a>,
    /// What each kind of person may be found by: bits for each source.
    pub(crate) masks: Vec<Vec<u64>>,
    /// Which kind a person is of; none for somebody who must not be found.
    pub(crate) standing: &'a dyn Fn(PersonId) -> Option<usize>,
    pub(crate) only: &'a Only,
    /// It is narrowed to somebody in particular.
    pub(crate) narrowed: bool,
    /// How many records were weighed.
    pub(crate) weighed: Cell<usize>,
}

/// Records of long lists, and what is asked of them.
pub(crate) struct Sought {
    /// How well they fit by what the list and a glance say.
    pub(crate) wide: Vec<Glanced>,
    /// Whoever fits less is of no use.
    pub(crate) least: Bits,
    /// How many were found otherwise.
    close: usize,
}

/// A record of a long list.
#[derive(Clone, Copy)]
pub(crate) struct Glanced {
    pub(crate) bits: Bits,
    pub(crate) person: PersonId,
    pub(crate) at: u32,
}

/// A long list, and what it says of those in it.
struct List {
    by: By,
    key: u32,
    bits: Bits,
    class: FieldClass,
}

/// Records of a list that are fetched at once.
const TOGETHER: usize = 128;

/// With so many records by near spellings, farther ones are not looked up.
const ENOUGH: usize = 20;

/// When there are enough, words so many bits more surprising than the best are still looked up.
const FAR_ENOUGH: usize = 5;

/// Words more surprising than the best by more bits could not count.
const TOO_FAR: usize = 14;

/// Of many words, only spellings that are no more surprising.
const OF_MANY: Bits = 10 * BIT;

/// What a further pair of words that a name has is worth at a glance.
const FURTHER: Bits = 6 * BIT;

impl Look<'_> {
    /// Records worth a close look, by numbers, addresses and dates; once each.
    pub(crate) fn seek_close(&self) -> Vec<u32> {
        let mut close = Vec::new();
        self.by_numbers(&mut close);
        self.by_place(&mut close);
        let born = self.plan.features.birth;
        if born.is_exact() {
            let turned = Birth::new(born.year(), born.day().min(12), born.month());
            self.take(By::BirthDate, born.bits(), &mut close);
            self.take(By::BirthDate, turned.bits(), &mut close);
            if self.plan.words.is_empty() {
                self.near_dates(born, &mut close);
            }
        }
        close.sort_unstable();
        close.dedup();
        self.weighed.set(self.weighed.get() + close.len());
        close
    }

    /// Records of long lists: by names, or else by parts of a birth date. Who is worth less than `least` is left out;
    /// `close` is how many were found already.
    pub(crate) fn seek_wide(&self, least: Bits, close: usize) -> Vec<Glanced> {
        let mut sought = Sought { wide: Vec::new(), least, close };
        if close == 0 && self.plan.words.is_empty() && self.by_area(&mut sought) {
            return sought.wide;
        }
        self.by_names(&mut sought);
        if sought.wide.is_empty() && (close == 0 || self.plan.words.is_empty()) {
            self.by_birth_parts(&mut sought);
        }
        sought.wide
    }

    /// Bits of the classes by which a record may be found; 0 for somebody hidden or not asked for, and for a record that is
    /// gone.
    pub(crate) fn mask(&self, at: u32) -> u64 {
        self.person_and_mask(&self.engine.glances[at as usize]).map_or(0, |(_, mask)| mask)
    }

    /// Whose a record is and by what it may be found; none as above.
    pub(crate) fn person_and_mask(&self, glance: &Glance) -> Option<(PersonId, u64)> {
        let person = glance.person()?;
        let masks = self.masks.get((self.standing)(person)?)?;
        let mask = masks.get(usize::from(glance.source())).copied().filter(|mask| *mask != 0)?;
        (!self.narrowed || self.fits(person)).then_some((person, mask))
    }

    /// The same, whoever is asked for.
    pub(crate) fn own_mask(&self, at: u32) -> u64 {
        let glance = &self.engine.glances[at as usize];
        let kind = glance.person().and_then(|person| (self.standing)(person));
        let masks = kind.and_then(|kind| self.masks.get(kind));
        masks.and_then(|masks| masks.get(usize::from(glance.source()))).copied().unwrap_or(0)
    }

    fn take(&self, by: By, key: u32, found: &mut Vec<u32>) {
        found.extend(self.engine.index.by(by, key).filter(|at| self.mask(*at) != 0));
    }

    fn by_numbers(&self, found: &mut Vec<u32>) {
        let own = &self.plan.features;
        if own.ssn.is_known() {
            self.take(By::LastFour, own.ssn.last_four(), found);
        }
        if own.ssn.is_whole() {
            self.take(By::FirstFive, own.ssn.whole() / 10_000, found);
            // The fifth and the sixth digit exchanged: neither half is whole.
            let mut digits = own.ssn.digits();
            digits.swap(4, 5);
            let turned = digits.iter().fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
            self.take(By::FirstFive, turned / 10_000, found);
        }
        let numbers = &self.plan.numbers;
        if own.phone != 0 {
            let start = found.len();
            self.take(By::Phone, (own.phone % LOCAL) as u32, found);
            // Somebody else's number of the same end is no reason not to look for a slip.
            if !found[start..].iter().any(|at| self.has_phone(*at)) {
                numbers.phones.iter().for_each(|key| self.take(By::Phone, *key, found));
            }
        }
        self.exact_or(By::Email, own.email != 0, own.email, &numbers.emails, found);
        let start = found.len();
        for number in &numbers.typed {
            self.take(By::Number, number_key(*number), found);
        }
        let case = |wanted: u8| {
            let all = numbers.cases.iter().filter(move |(_, (level, _))| *level == wanted);
            all.filter(|(at, (_, bit))| self.mask(**at) & bit != 0).map(|(at, _)| *at)
        };
        found.extend(case(plain::EQUAL));
        if found.len() == start {
            for number in &numbers.near {
                self.take(By::Number, number_key(*number), found);
            }
            found.extend(case(plain::NEAR));
        }
    }

    /// The record has the phone that was typed, as far as it was typed.
    fn has_phone(&self, at: u32) -> bool {
        let (features, typed) = (&self.engine.store.features[at as usize], self.plan.features.phone);
        let more = self.lens.more_of(features).map_or(&[][..], |more| &more.phones);
        typed < LOCAL || features.phone == typed || more.contains(&typed)
    }

    /// Who has the number itself; where nobody has, who has one near to it.
    fn exact_or(&self, by: By, asked: bool, own: u32, near: &[u32], found: &mut Vec<u32>) {
        let start = found.len();
        if asked {
            self.take(by, own, found);
            if found.len() == start {
                near.iter().for_each(|key| self.take(by, *key, found));
            }
        }
    }

    /// Who has the address; where nobody has, who has one near to it; else the street.
    fn by_place(&self, found: &mut Vec<u32>) {
        let Some(place) = &self.plan.place else { return };
        let Some(street) = place.streets.first() else { return };
        let start = found.len();
        if place.has_house() {
            self.take(By::Home, home_key(place.exact(self.engine)), found);
            if found.len() == start {
                for street in &place.streets {
                    for house in &place.houses {
                        let near = PlaceTokens { house: *house, street: *street, ..PlaceTokens::default() };
                        self.take(By::Home, home_key(near), found);
                    }
                }
            }
        }
        if found.len() == start {
            self.take(By::Street, street.0, found);
        }
    }

    /// People with two of the words, nearest spellings first; those with one only, when the others are few.
    fn by_names(&self, sought: &mut Sought) {
        if self.plan.words.len() > 1 {
            self.by_pairs(sought);
            if sought.wide.len() >= ENOUGH {
                return;
            }
        }
        for reach in [(Alike::Equal, Alike::Edit), (Alike::Near, Alike::Near)] {
            for place in (0..self.plan.words.len()).filter(|place| !self.plan.words[*place].optional) {
                self.by_one_word(place, reach, sought);
            }
            if sought.close + sought.wide.len() >= ENOUGH {
                return;
            }
        }
    }

    /// Looks up every two words that may be meant, from those that are typed so with little surprise to those with much,
    /// until there are enough or what follows could not come near the best.
    fn by_pairs(&self, sought: &mut Sought) {
        let tiers = self.pairs(sought.least);
        let mut first = None;
        for (tier, keys) in tiers.iter().enumerate() {
            for (key, bits) in keys {
                let list = List { by: By::NamePair, key: *key, bits: *bits, class: FieldClass::Name };
                self.glance_over(&list, sought);
            }
            if first.is_none() && !sought.wide.is_empty() {
                first = Some(tier);
            }
            let farther = if sought.wide.len() >= ENOUGH { FAR_ENOUGH } else { TOO_FAR };
            if first.is_some_and(|first| tier >= first + farther) {
                break;
            }
        }
        if self.plan.words.len() > 2 {
            Glanced::join(&mut sought.wide);
        }
    }

    /// Keys of all pairs of words with what they are worth, by bits of surprise.
    fn pairs(&self, least: Bits) -> Vec<Vec<(u32, Bits)>> {
        let words = &self.plan.words;
        let most = if words.len() > 3 { OF_MANY } else { Bits::MAX };
        let glance = self.plan.most_at_a_glance(&self.lens);
        let mut tiers: Vec<Vec<(u32, Bits)>> = Vec::new();
        for (place, one) in words.iter().enumerate() {
            for (before, two) in words[..place].iter().enumerate() {
                let others = self.plan.missing(&[place, before]);
                let near = |meant: &&Meant| meant.alike < Alike::Initial && meant.surprise <= most;
                for a in one.stands_for.iter().filter(near) {
                    for b in two.stands_for.iter().filter(near) {
                        let bits = a.with(b) - others;
                        if bits + glance >= least {
                            let tier = ((a.surprise + b.surprise) / BIT).max(0) as usize;
                            tiers.resize(tiers.len().max(tier + 1), Vec::new());
                            tiers[tier].push((pair_key(a.token, b.token), bits));
                        }
                    }
                }
            }
        }
        tiers
    }

    fn by_one_word(&self, place: usize, reach: (Alike, Alike), sought: &mut Sought) {
        let word = &self.plan.words[place];
        let others = self.plan.missing(&[place]);
        for meant in word.stands_for.iter().filter(|meant| (reach.0..=reach.1).contains(&meant.alike)) {
            for (by, at, unfit) in [(By::GivenWord, 0, Role::Family), (By::FamilyWord, 1, Role::Given)] {
                if word.role != unfit {
                    let bits = meant.worth[at].bits - others;
                    self.glance_over(&List { by, key: meant.token.0, bits, class: FieldClass::Name }, sought);
                }
            }
        }
    }

    /// Goes through a long list by what a glance says.
    fn glance_over(&self, list: &List, sought: &mut Sought) {
        // Nobody in the list can fit, whatever else agrees.
        if list.bits + self.plan.most_at_a_glance(&self.lens) < sought.least {
            return;
        }
        let mut weighed = 0;
        // Fetched together: memory answers many requests at once faster than one after the other.
        let mut fetched: Vec<Glance> = Vec::with_capacity(TOGETHER);
        self.engine.index.by_many(list.by, list.key, TOGETHER, |some| {
            fetched.clear();
            fetched.extend(some.iter().map(|at| self.engine.glances[*at as usize]));
            for (at, glance) in some.iter().zip(&fetched) {
                let Some((person, mask)) = self.person_and_mask(glance) else { continue };
                let own = if mask & list.class.bit() != 0 { list.bits } else { 0 };
                let bits = own + self.plan.at_a_glance(&self.lens, glance, mask);
                weighed += 1;
                if bits >= sought.least {
                    sought.wide.push(Glanced { bits, person, at: *at });
                }
            }
        });
        self.weighed.set(self.weighed.get() + weighed);
    }

    /// Without names: the month and day, the year, the years of an age.
    fn by_birth_parts(&self, sought: &mut Sought) {
        let born = self.plan.features.birth;
        // Names were typed and nobody has them: that speaks against all of these alike.
        let bits = -self.plan.missing(&[]);
        let list = |by: By, key: u32| List { by, key, bits, class: FieldClass::BirthDate };
        let parts = if born.is_exact() {
            (Some(born.month() as i8), Some(born.day() as i8))
        } else {
            (self.plan.birth.month, self.plan.birth.day)
        };
        if let (Some(month), Some(day)) = parts {
            let key = month.max(0) as u32 * 128 + day.max(0) as u32;
            return self.glance_over(&list(By::MonthDay, key), sought);
        }
        if sought.close > 0 {
            return;
        }
        let years: Vec<u16> = match (self.plan.birth.year, &self.plan.ages) {
            (Some(year), _) => vec![year.max(0) as u16],
            (None, Some(ages)) => ages.years().collect(),
            _ => return,
        };
        years.iter().for_each(|year| self.glance_over(&list(By::Year, (*year).into()), sought));
    }

    /// Birth dates that are one slip away.
    fn near_dates(&self, born: Birth, found: &mut Vec<u32>) {
        let typed = format!("{:04}{:02}{:02}", born.year(), born.month(), born.day());
        let mut keys: Vec<u32> = Vec::new();
        crate::search::near_numbers::each_slip(&typed, |slip| {
            if slip.len() == typed.len()
                && let (Ok(year), Ok(month), Ok(day)) =
                    (slip[..4].parse::<u16>(), slip[4..6].parse(), slip[6..].parse())
            {
                keys.push(Birth::new(year, month, day).bits());
            }
        });
        keys.sort_unstable();
        keys.dedup();
        keys.iter().for_each(|key| self.take(By::BirthDate, *key, found));
    }
}

impl Glanced {
    /// Makes one of all that was said of a record.
    fn join(all: &mut Vec<Glanced>) {
        all.sort_unstable_by_key(|one| one.at);
        all.dedup_by(|next, held| {
            let same = next.at == held.at;
            if same {
                held.bits = held.bits.max(next.bits) + FURTHER;
            }
            same
        });
    }
}

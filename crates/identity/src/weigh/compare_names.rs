//! Compares two names as wholes: given name with given name and surname with surname, or crosswise when that fits better.

use crate::features::NameTokens;
use crate::weigh::bits::{BIT, Bits};
use crate::weigh::compare::{Lens, Pattern};
use crate::weigh::levels::{Field, family, given, middle};
use crate::weigh::model::Model;
use crate::words::dictionary::Token;
use crate::words::likeness::{Alike, Memo, alike_bytes};

/// Levels and strangers' surprise of the fields of a name.
#[derive(Clone, Copy, Default)]
pub(crate) struct NameLevels {
    given: (u8, Bits),
    family: (u8, Bits),
    middle: (u8, Bits),
    swap: u8,
}

const FIELDS: [Field; 3] = [Field::Given, Field::Family, Field::Middle];

impl NameLevels {
    /// Evidence for one person against strangers.
    pub(crate) fn worth(&self, model: &Model) -> Bits {
        let levels = [self.given, self.family, self.middle];
        let sum: Bits = FIELDS
            .iter()
            .zip(levels)
            .map(|(field, (level, other))| other - model.same[*field as usize][usize::from(level)])
            .sum();
        sum - model.same[Field::Swap as usize][usize::from(self.swap)]
    }

    pub(crate) fn put(self, pattern: &mut Pattern) {
        for (field, (level, other)) in FIELDS.iter().zip([self.given, self.family, self.middle]) {
            pattern.set_rare(*field, level, other);
        }
        pattern.set_rare(Field::Swap, self.swap, 0);
    }
}

/// The better of the two ways to lay one name beside the other.
pub(crate) fn compare_names(lens: &Lens, a: NameTokens, b: NameTokens, memo: &mut Memo) -> NameLevels {
    let straight = straight(lens, a, b, memo);
    let settled = straight.given.0 != given::DIFFERENT;
    if settled || !a.given.is_known() || !b.given.is_known() {
        return straight;
    }
    match crosswise(lens, a, b, memo) {
        Some(crossed) if crossed.worth(lens.model) > straight.worth(lens.model) => crossed,
        _ => straight,
    }
}

fn straight(lens: &Lens, a: NameTokens, b: NameTokens, memo: &mut Memo) -> NameLevels {
    let known = a.given.is_known() && b.given.is_known() && a.family.is_known() && b.family.is_known();
    NameLevels {
        given: given_level(lens, a, b, memo),
        family: family_level(lens, a, b, memo),
        middle: middle_level(lens, a.middle, b.middle, memo),
        swap: u8::from(known),
    }
}

/// Given name beside surname. At least one must agree well, else the order is not what is wrong.
fn crosswise(lens: &Lens, a: NameTokens, b: NameTokens, memo: &mut Memo) -> Option<NameLevels> {
    let first = cross_level(lens, a.given, [b.family, b.family2], memo);
    let second = cross_level(lens, b.given, [a.family, a.family2], memo);
    let as_family = |level: u8| match level {
        given::EQUAL => family::EQUAL,
        given::VARIANT | given::EDIT => family::EDIT,
        given::NEAR => family::NEAR,
        _ => family::DIFFERENT,
    };
    let middle = middle_level(lens, a.middle, b.middle, memo);
    let (low, high) = if first <= second { (first, second) } else { (second, first) };
    let agrees = low.0 <= given::EDIT;
    agrees.then(|| NameLevels { given: low, family: (as_family(high.0), high.1), middle, swap: 2 })
}

fn cross_level(lens: &Lens, one: Token, others: [Token; 2], memo: &mut Memo) -> (u8, Bits) {
    let known = others.into_iter().filter(|other| other.is_known());
    let best = known.map(|other| (memo.alike(lens.words, one, other), other)).min_by_key(|(alike, _)| *alike);
    let Some((alike, other)) = best else { return (given::DIFFERENT, 0) };
    let rarity = |token| {
        let (given, family) =
            (lens.model.given_rarity(lens.words, token), lens.model.family_rarity(lens.words, token));
        given.min(family)
    };
    let common = rarity(one).min(rarity(other));
    match alike {
        Alike::Equal => (given::EQUAL, common),
        Alike::Variant => (given::VARIANT, (common - 2 * BIT).max(0)),
        Alike::Edit => (given::EDIT, (common - 2 * BIT).clamp(0, 9 * BIT)),
        Alike::Near => (given::NEAR, (common - 3 * BIT).clamp(0, 7 * BIT)),
        Alike::Initial | Alike::Different => (given::DIFFERENT, 0),
    }
}

fn given_level(lens: &Lens, a: NameTokens, b: NameTokens, memo: &mut Memo) -> (u8, Bits) {
    if !a.given.is_known() || !b.given.is_known() {
        return (0, 0);
    }
    let rarity = |token| lens.model.given_rarity(lens.words, token);
    let common = rarity(a.given).min(rarity(b.given));
    let alike = memo.alike(lens.words, a.given, b.given);
    if alike <= Alike::Variant && other_second(lens, a, b, memo) {
        return different_given(lens);
    }
    match alike {
        Alike::Equal => return (given::EQUAL, common),
        Alike::Variant => return (given::VARIANT, (common - 2 * BIT).max(0)),
        Alike::Edit => return (given::EDIT, (common - 2 * BIT).clamp(0, 9 * BIT)),
        Alike::Near => return (given::NEAR, (common - 3 * BIT).clamp(0, 6 * BIT)),
        Alike::Initial => return (given::INITIAL, 4 * BIT),
        Alike::Different => {}
    }
    let crossed = [(a.given, b.middle), (b.given, a.middle)];
    let called = crossed.into_iter().filter(|(one, two)| {
        two.is_known() && matches!(memo.alike(lens.words, *one, *two), Alike::Equal | Alike::Variant)
    });
    if let Some((token, _)) = called.min_by_key(|(token, _)| rarity(*token)) {
        return (given::MIDDLE, (rarity(token) - BIT).clamp(0, 10 * BIT));
    }
    if joins(lens, a.given, a.middle, b.given) || joins(lens, b.given, b.middle, a.given) {
        return (given::NEAR, 7 * BIT);
    }
    different_given(lens)
}

fn different_given(lens: &Lens) -> (u8, Bits) {
    (given::DIFFERENT, lens.model.other[Field::Given as usize][usize::from(given::DIFFERENT)])
}

/// Both given names are of two words and share the first alone. Brothers and sisters of many families do.
fn other_second(lens: &Lens, a: NameTokens, b: NameTokens, memo: &mut Memo) -> bool {
    let whole = |token: Token| token.is_known() && lens.words.bytes(token).len() > 1;
    whole(a.given2)
        && whole(b.given2)
        && [(a.given2, b.given2), (a.given2, b.given), (a.given, b.given2)]
            .into_iter()
            .all(|(one, two)| memo.alike(lens.words, one, two) == Alike::Different)
}

fn family_level(lens: &Lens, a: NameTokens, b: NameTokens, memo: &mut Memo) -> (u8, Bits) {
    if !a.family.is_known() || !b.family.is_known() {
        return (0, 0);
    }
    let rarity = |token| lens.model.family_rarity(lens.words, token);
    if a.family == b.family && a.family2 == b.family2 {
        let second = if a.family2.is_known() { (rarity(a.family2) / 2).min(5 * BIT) } else { 0 };
        return (family::EQUAL, rarity(a.family) + second);
    }
    let mut best = (Alike::Different, Token::NONE, Token::NONE);
    for one in [a.family, a.family2] {
        for two in [b.family, b.family2] {
            if one.is_known() && two.is_known() {
                let alike = memo.alike(lens.words, one, two);
                let common = rarity(one).min(rarity(two));
                let held = if best.1.is_known() { rarity(best.1).min(rarity(best.2)) } else { 0 };
                if alike < best.0 || (alike == best.0 && common > held) {
                    best = (alike, one, two);
                }
            }
        }
    }
    let common = if best.1.is_known() { rarity(best.1).min(rarity(best.2)) } else { 0 };
    let single = !a.family2.is_known() && !b.family2.is_known();
    match best.0 {
        Alike::Equal => (family::PART, (common - BIT).max(0)),
        Alike::Variant | Alike::Edit => (family::EDIT, (common - 2 * BIT).clamp(0, 10 * BIT)),
        Alike::Near => (family::NEAR, (common - 3 * BIT).clamp(0, 7 * BIT)),
        Alike::Initial if single => (family::NEAR, 4 * BIT),
        _ if joins(lens, a.family, a.family2, b.family) || joins(lens, b.family, b.family2, a.family) => {
            (family::EDIT, 10 * BIT)
        }
        _ => (family::DIFFERENT, lens.model.other[Field::Family as usize][usize::from(family::DIFFERENT)]),
    }
}

/// Two words written as one: `ya` and `nan` beside `yanan`.
fn joins(lens: &Lens, first: Token, second: Token, whole: Token) -> bool {
    if !first.is_known() || !second.is_known() || !whole.is_known() {
        return false;
    }
    let (first, second, whole) = (lens.words.bytes(first), lens.words.bytes(second), lens.words.bytes(whole));
    if second.len() < 2 || first.len() + second.len() != whole.len() {
        return false;
    }
    alike_bytes(&whole[..first.len()], first, false) == Alike::Equal && whole.ends_with(second)
}

fn middle_level(lens: &Lens, a: Token, b: Token, memo: &mut Memo) -> (u8, Bits) {
    if !a.is_known() || !b.is_known() {
        return (0, 0);
    }
    let initials = lens.words.bytes(a).len() == 1 || lens.words.bytes(b).len() == 1;
    let table = |level: u8| lens.model.other[Field::Middle as usize][usize::from(level)];
    let rarity = |token| lens.model.given_rarity(lens.words, token).min(8 * BIT);
    match memo.alike(lens.words, a, b) {
        Alike::Equal | Alike::Initial if initials => (middle::INITIAL, table(middle::INITIAL)),
        Alike::Equal => (middle::EQUAL, rarity(a)),
        Alike::Variant | Alike::Edit | Alike::Near => (middle::NEAR, rarity(a).min(rarity(b)) * 3 / 4),
        _ if initials => (middle::INITIAL_DIFFERENT, table(middle::INITIAL_DIFFERENT)),
        _ => (middle::DIFFERENT, table(middle::DIFFERENT)),
    }
}

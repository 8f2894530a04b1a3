//! Turns a comparison into evidence, and evidence into a decision.

use crate::weigh::bits::{BIT, Bits, either};
use crate::weigh::compare::Pattern;
use crate::weigh::levels::{FIELDS, Field, area, birth, family, given, home, middle, plain, ssn};
use crate::weigh::model::Model;

/// What a comparison says, prior included, in 1/64 bit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Judged {
    /// log2 of the odds that both records are of one person.
    pub(crate) weight: Bits,
    /// The same without household members as a third possibility.
    pub(crate) against_strangers: Bits,
    /// The weight as if half of all pairs of strangers were of one person: what the fields say, little as it may be.
    pub(crate) evidence: Bits,
    /// log2 of the odds that they are relatives or of one household rather than strangers.
    pub(crate) relatives: Bits,
}

/// At and above this weight a pair may begin a cluster without a person. Low, because gates and the clustering ask for more:
/// measured on simulated towns, three to five links in ten thousand are wrong.
pub(crate) const AUTOMATIC: Bits = 2 * BIT;

/// At and above this weight a person is asked.
pub(crate) const REVIEW: Bits = -2 * BIT;

/// The most that one pair can say against or for a link when clusters are averaged.
pub(crate) const MOST: Bits = 24 * BIT;

/// Weighs a comparison: one person against (one household or strangers).
pub(crate) fn judge(model: &Model, pattern: &Pattern) -> Judged {
    let (mut same, mut house, mut other) = (0, model.prior_house - model.prior_same, 0);
    for field in 0..FIELDS {
        let level = usize::from(pattern.level[field]);
        same -= model.same[field][level];
        // A value shared inside a household is at least as likely as it is between strangers.
        house -= model.house[field][level].min(pattern.other[field]);
        other -= pattern.other[field];
    }
    house -= unlike_relatives(pattern);
    let strangers = other - model.prior_same;
    Judged {
        weight: same - either(house, strangers),
        against_strangers: same - strangers,
        evidence: same - either(house, other),
        relatives: house - strangers,
    }
}

/// Twins share a birth date but no given name; namesakes share a given name but no birth date. Who shares both is hardly
/// a relative, nor who shares name and number.
fn unlike_relatives(pattern: &Pattern) -> Bits {
    let named = (given::EQUAL..=given::EDIT).contains(&pattern.at(Field::Given));
    let born = (birth::EQUAL..=birth::DIGIT).contains(&pattern.at(Field::Birth));
    let numbered = matches!(pattern.at(Field::Ssn), ssn::EQUAL | ssn::DIGIT)
        || matches!(pattern.at(Field::Number), plain::EQUAL | plain::NEAR);
    let twins = pattern.at(Field::Ssn) == ssn::DIGIT;
    let again =
        Bits::from(named && born) + Bits::from(named && numbered) + Bits::from(born && numbered && !twins);
    again.min(2) * UNLIKELY
}

/// What each such coincidence counts against relatives.
const UNLIKELY: Bits = 6 * BIT;

/// Whether a pair of enough weight may be linked without a person.
pub(crate) fn may_link_alone(model: &Model, pattern: &Pattern) -> bool {
    let agreed = Agreed::of(pattern);
    // Where nothing but names and a birth date agrees, they must be more than strangers happen to share.
    let shared_by_chance = agreed.only_named()
        && (pattern.at(Field::Ssn) == ssn::DIFFERENT
            || (pattern.at(Field::Family) == family::DIFFERENT && !agreed.middle)
            || coincidences(model, pattern) > RARELY);
    agreed.items >= 2
        && agreed.personal
        && (agreed.beyond_names || agreed.whole_name)
        && !shared_by_chance
        && !is_of_relatives(pattern, &agreed)
}

/// log2 of how many other people here are expected to agree in all that agrees.
fn coincidences(model: &Model, pattern: &Pattern) -> Bits {
    let agreeing = (0..FIELDS)
        .map(|field| pattern.other[field] - model.same[field][usize::from(pattern.level[field])])
        .filter(|bits| *bits > 0);
    -model.prior_same - agreeing.sum::<Bits>()
}

/// One in a thousand.
const RARELY: Bits = -10 * BIT;

/// Nothing agrees but names and a birth date.
pub(crate) fn only_named(pattern: &Pattern) -> bool {
    Agreed::of(pattern).only_named()
}

/// What agrees of the things that tell people apart.
struct Agreed {
    number: bool,
    birth: bool,
    /// A home, a street or a way to reach them.
    place: bool,
    middle: bool,
    /// A name, a birth date or a number.
    personal: bool,
    /// Something besides names.
    beyond_names: bool,
    /// A given name, a middle name and a surname, and nothing known that speaks against.
    whole_name: bool,
    items: usize,
}

impl Agreed {
    fn only_named(&self) -> bool {
        !self.number && !self.place
    }

    fn of(pattern: &Pattern) -> Agreed {
        let given = pattern.at(Field::Given);
        let family = pattern.at(Field::Family);
        let family_agrees = (family::EQUAL..=family::EDIT).contains(&family);
        let given_agrees = (given::EQUAL..=given::NEAR).contains(&given) || given == given::MIDDLE;
        let birth = (birth::EQUAL..=birth::TWO_PARTS).contains(&pattern.at(Field::Birth));
        let ssn = same_ssn(pattern);
        let number = ssn || matches!(pattern.at(Field::Number), plain::EQUAL | plain::NEAR);
        let middle = matches!(pattern.at(Field::Middle), middle::EQUAL | middle::INITIAL | middle::NEAR);
        let home = pattern.at(Field::Home);
        let same_home = matches!(home, home::EQUAL | home::ALMOST);
        let near_home = same_home || home == home::STREET;
        let lives_there = family_agrees && (near_home || pattern.at(Field::Area) == area::ZIP);
        let reached = pattern.at(Field::Phone) == plain::EQUAL || pattern.at(Field::Email) == plain::EQUAL;
        // A number of some other scheme is hardly ever lent; a surname or the neighbourhood beside it is enough.
        let around =
            number && !ssn && (family_agrees || matches!(pattern.at(Field::Area), area::ZIP | area::CITY));
        let items = [given_agrees, birth, number, middle, lives_there, same_home, reached, around];
        let place = near_home || reached;
        let whole_name = given == given::EQUAL
            && middle
            && family == family::EQUAL
            && pattern.at(Field::Birth) == 0
            && pattern.at(Field::Area) != area::DIFFERENT;
        Agreed {
            number,
            birth,
            place,
            middle,
            personal: given_agrees || birth || number,
            beyond_names: birth || number || place,
            whole_name,
            items: items.into_iter().filter(|agrees| *agrees).count(),
        }
    }
}

fn same_ssn(pattern: &Pattern) -> bool {
    matches!(pattern.at(Field::Ssn), ssn::EQUAL | ssn::DIGIT | ssn::LAST_EQUAL)
}

/// What agrees is what relatives share, or lend to each other.
fn is_of_relatives(pattern: &Pattern, agreed: &Agreed) -> bool {
    let given = pattern.at(Field::Given);
    let other_given = given == given::DIFFERENT;
    // As twins are named: Juan and Juana, Marta and Maria.
    let like_given = matches!(given, given::EDIT | given::NEAR);
    let other_sex = pattern.at(Field::Sex) == 2;
    let borrowed = same_ssn(pattern) && other_given && !agreed.birth;
    // Numbers of twins, asked for together, often differ by one.
    let digit = pattern.at(Field::Ssn) == ssn::DIGIT;
    let twins = (digit && (other_given || like_given))
        || (other_sex && like_given && pattern.at(Field::Ssn) != ssn::EQUAL);
    let born = matches!(pattern.at(Field::Birth), birth::EQUAL | birth::SWAPPED);
    let generations = pattern.at(Field::Suffix) == 2 && !born && pattern.at(Field::Ssn) != ssn::EQUAL;
    // Relatives are given names that are like each other, and live in one home.
    let one_name = given == given::EQUAL && matches!(pattern.at(Field::Family), family::EQUAL | family::PART);
    let of_one_home = pattern.at(Field::Birth) == birth::DIFFERENT && !one_name && !agreed.number
        || pattern.at(Field::Birth) == birth::TWO_PARTS && agreed.place && !agreed.number && !agreed.middle;
    borrowed || twins || generations || of_one_home
}

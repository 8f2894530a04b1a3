//! Turns a comparison into evidence, and evidence into a decision.

use crate::bits::{BIT, Bits, either};
use crate::compare::Pattern;
use crate::levels::{FIELDS, Field, area, birth, family, given, home, middle, plain, ssn};
use crate::model::Model;

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

/// Whether the pair may be linked without a person, whatever its weight.
pub(crate) fn may_link_alone(pattern: &Pattern) -> bool {
    let given = pattern.at(Field::Given);
    let birth = pattern.at(Field::Birth);
    let ssn = pattern.at(Field::Ssn);
    let given_agrees = (given::EQUAL..=given::NEAR).contains(&given) || given == given::MIDDLE;
    let birth_agrees = (birth::EQUAL..=birth::TWO_PARTS).contains(&birth);
    let ssn_agrees = matches!(ssn, ssn::EQUAL | ssn::DIGIT | ssn::LAST_EQUAL);
    let number_agrees = ssn_agrees || matches!(pattern.at(Field::Number), plain::EQUAL | plain::NEAR);
    let middle_agrees = matches!(pattern.at(Field::Middle), middle::EQUAL | middle::INITIAL | middle::NEAR);
    let lives_there = (family::EQUAL..=family::EDIT).contains(&pattern.at(Field::Family))
        && (matches!(pattern.at(Field::Home), home::EQUAL | home::ALMOST | home::STREET)
            || pattern.at(Field::Area) == area::ZIP);
    let same_home = matches!(pattern.at(Field::Home), home::EQUAL | home::ALMOST);
    let reached = pattern.at(Field::Phone) == plain::EQUAL || pattern.at(Field::Email) == plain::EQUAL;
    // A borrowed number: the number agrees, the person does not.
    let borrowed = ssn_agrees && given == given::DIFFERENT && !birth_agrees;
    // Numbers of twins, asked for together, often differ by one.
    let twins = given == given::DIFFERENT && ssn == ssn::DIGIT;
    // A number of some other scheme is hardly ever lent; a surname or the neighbourhood beside it is enough.
    let around = number_agrees
        && !ssn_agrees
        && ((family::EQUAL..=family::EDIT).contains(&pattern.at(Field::Family))
            || matches!(pattern.at(Field::Area), area::ZIP | area::CITY));
    let items =
        [given_agrees, birth_agrees, number_agrees, middle_agrees, lives_there, same_home, reached, around];
    let generations = pattern.at(Field::Suffix) == 2 && !birth_agrees;
    let personal = given_agrees || birth_agrees || number_agrees;
    // Names alone are no identity, however rare.
    let same_street = pattern.at(Field::Home) == home::STREET;
    let beyond_names = birth_agrees || number_agrees || same_home || same_street || reached;
    !borrowed
        && !twins
        && !generations
        && personal
        && beyond_names
        && items.into_iter().filter(|agrees| *agrees).count() >= 2
}

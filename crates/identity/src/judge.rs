//! Turns a comparison into evidence, and evidence into a decision.

use crate::bits::{BIT, Bits, either};
use crate::compare::Pattern;
use crate::levels::{FIELDS, Field, birth, family, given, home, middle, plain, ssn};
use crate::model::Model;

/// What a comparison says, prior included, in 1/64 bit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Judged {
    /// log2 of the odds that both records are of one person.
    pub(crate) weight: Bits,
    /// The same without household members as a third possibility.
    pub(crate) against_strangers: Bits,
    /// log2 of the odds that they are of one household rather than strangers.
    pub(crate) household: Bits,
}

/// At and above this weight a link needs no person (probability .98 of each pair taken alone; clusters ask for more
/// than one pair).
pub(crate) const AUTOMATIC: Bits = 6 * BIT;

/// At and above this weight a person is asked.
pub(crate) const REVIEW: Bits = 0;

/// The most that one pair can say against or for a link when clusters are averaged.
pub(crate) const MOST: Bits = 24 * BIT;

/// Weighs a comparison: one person against (one household or strangers).
pub(crate) fn judge(model: &Model, pattern: &Pattern) -> Judged {
    let (mut same, mut house, mut other) = (model.prior_same, model.prior_house, 0);
    for field in 0..FIELDS {
        let level = usize::from(pattern.level[field]);
        same -= model.same[field][level];
        // A value shared inside a household is at least as likely as it is between strangers.
        house -= model.house[field][level].min(pattern.other[field]);
        other -= pattern.other[field];
    }
    Judged { weight: same - either(house, other), against_strangers: same - other, household: house - other }
}

/// Whether the pair may be linked without a person, whatever its weight.
pub(crate) fn may_link_alone(pattern: &Pattern) -> bool {
    let given = pattern.at(Field::Given);
    let birth = pattern.at(Field::Birth);
    let ssn = pattern.at(Field::Ssn);
    let given_agrees = (given::EQUAL..=given::NEAR).contains(&given) || given == given::MIDDLE;
    let birth_agrees = (birth::EQUAL..=birth::TWO_PARTS).contains(&birth);
    let number_agrees =
        matches!(ssn, ssn::EQUAL | ssn::DIGIT | ssn::LAST_EQUAL) || pattern.at(Field::Number) == plain::EQUAL;
    let middle_agrees = matches!(pattern.at(Field::Middle), middle::EQUAL | middle::INITIAL | middle::NEAR);
    let lives_there = (family::EQUAL..=family::EDIT).contains(&pattern.at(Field::Family))
        && matches!(pattern.at(Field::Home), home::EQUAL | home::ALMOST);
    let reached = pattern.at(Field::Phone) == plain::EQUAL || pattern.at(Field::Email) == plain::EQUAL;
    // A borrowed number: the number agrees, the person does not.
    let borrowed = number_agrees && given == given::DIFFERENT && !birth_agrees;
    let items = [given_agrees, birth_agrees, number_agrees, middle_agrees, lives_there, reached];
    !borrowed && items.into_iter().filter(|agrees| *agrees).count() >= 2
}

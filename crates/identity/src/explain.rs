//! Why two records are held to be one person, or not: one bar per field, in plain words, without a value.

use crate::RecordId;
use crate::bits::{BIT, Bits, probability};
use crate::compare::Pattern;
use crate::engine::Engine;
use crate::judge::{AUTOMATIC, REVIEW, judge, may_link_alone};
use crate::levels::{FIELDS, Field, ssn, table};
use crate::likeness::Memo;
use crate::model::Model;
use records::FieldClass;

/// The evidence about two records.
#[derive(Clone, PartialEq, Debug)]
pub struct Evidence {
    /// One bar per field that both records fill, strongest first.
    pub items: Vec<Item>,
    /// Bits against the pair before anything is compared: how rare it is that two records are one person.
    pub prior: f64,
    /// Bits taken off because members of one household or family would agree like this too.
    pub household: f64,
    /// All together; above 0 one person is more likely than not.
    pub total: f64,
    /// How likely it is that they are one person, 0 to 1.
    pub probability: f64,
    /// What such a pair leads to by itself.
    pub decision: Decision,
    /// The field that would settle it best, when one is missing on either side.
    pub would_settle: Option<&'static str>,
}

/// What a pair leads to by itself; clusters look at more than one pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Linked without a person.
    Automatic,
    /// A person looks at it.
    Review,
    /// Nothing.
    Apart,
}

/// One bar.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// What agrees or differs, in plain words.
    pub words: &'static str,
    /// The permissions that it takes to see this bar: the values behind it are of these classes.
    pub classes: Vec<FieldClass>,
    /// Bits for (above 0) or against one person, beside strangers.
    pub bits: f64,
}

impl Engine {
    /// The evidence about two records; nothing when one is not here.
    pub fn explain(&self, one: RecordId, two: RecordId) -> Option<Evidence> {
        let (a, b) = (self.store.find(one)?, self.store.find(two)?);
        let (first, second) = (&self.store.features[a as usize], &self.store.features[b as usize]);
        let pattern = self.store.lens(&self.model).compare(first, second, &mut Memo::new());
        Some(evidence(&self.model, &pattern))
    }
}

pub(crate) fn evidence(model: &Model, pattern: &Pattern) -> Evidence {
    let judged = judge(model, pattern);
    let mut items: Vec<Item> = bars(model, pattern).collect();
    items.sort_by(|one, two| two.bits.abs().total_cmp(&one.bits.abs()));
    let decision = match judged.weight {
        AUTOMATIC.. if may_link_alone(pattern) => Decision::Automatic,
        REVIEW.. => Decision::Review,
        _ => Decision::Apart,
    };
    let missing = [
        (Field::Birth, "the birth date"),
        (Field::Ssn, "the Social Security number"),
        (Field::Home, "an address"),
    ];
    Evidence {
        items,
        prior: in_bits(model.prior_same),
        household: in_bits(judged.weight - judged.against_strangers),
        total: in_bits(judged.weight),
        probability: probability(judged.weight),
        decision,
        would_settle: missing.into_iter().find(|(field, _)| pattern.at(*field) == 0).map(|(_, words)| words),
    }
}

fn bars<'a>(model: &'a Model, pattern: &'a Pattern) -> impl Iterator<Item = Item> + 'a {
    let usual_order = |field: &Field, level: usize| *field == Field::Swap && level == 1;
    Field::ALL.into_iter().filter_map(move |field| {
        let level = usize::from(pattern.level[field as usize]);
        if level == 0 || usual_order(&field, level) {
            return None;
        }
        let bits = pattern.other[field as usize] - model.same[field as usize][level];
        Some(Item {
            words: table(field)[level - 1].words,
            classes: classes(field, level as u8),
            bits: in_bits(bits),
        })
    })
}

/// The permissions behind a field at a level.
pub(crate) fn classes(field: Field, level: u8) -> Vec<FieldClass> {
    vec![class(field, level)]
}

/// The permission behind a field at a level.
pub(crate) fn class(field: Field, level: u8) -> FieldClass {
    match field {
        Field::Given | Field::Family | Field::Swap | Field::Middle | Field::Suffix => FieldClass::Name,
        Field::Birth => FieldClass::BirthDate,
        Field::Sex | Field::BirthPlace | Field::Text => FieldClass::PersonDetail,
        Field::Ssn if level == ssn::LAST_EQUAL || level == ssn::LAST_DIFFERENT => FieldClass::SsnLastFour,
        Field::Ssn => FieldClass::SsnFull,
        Field::Home | Field::Area => FieldClass::Address,
        Field::Phone | Field::Email => FieldClass::Phone,
        Field::Number => FieldClass::RecordNumber,
        Field::Household => FieldClass::Household,
    }
}

pub(crate) fn in_bits(bits: Bits) -> f64 {
    f64::from(bits) / f64::from(BIT)
}

const _: () = assert!(FIELDS == Field::ALL.len());

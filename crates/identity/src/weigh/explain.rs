//! Why two records are held to be one person, or not: one bar per field, in plain words, without a value.

use crate::RecordId;
use crate::engine::Engine;
use crate::features::Features;
use crate::weigh::bits::{BIT, Bits, probability, surprise};
use crate::weigh::compare::Pattern;
use crate::weigh::judge::{AUTOMATIC, REVIEW, judge, may_link_alone};
use crate::weigh::levels::{FIELDS, Field, birth, ssn, table};
use crate::weigh::model::Model;
use crate::words::likeness::Memo;
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
    /// The field that would settle it best, with the permission that it takes to know so: one that is missing on either side, or
    /// whose values cannot both be right.
    pub would_settle: Option<(&'static str, FieldClass)>,
    /// What does not count and should be known all the same.
    pub remark: Option<&'static str>,
    /// Social Security numbers are known in both records and speak against one person.
    pub numbers_differ: bool,
    /// So do their birth dates, which are a generation apart.
    pub generation_apart: bool,
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
    /// What may be said by those to whom only a part of the values is open.
    pub in_part: Option<Box<Item>>,
}

/// Birth dates that cannot both be right.
pub const ASK_BIRTH_DATES: &str = "their birth dates: ask which is right";

/// Years between parents and children, at least.
const GENERATION: u16 = 14;

impl Engine {
    /// The evidence about two records; nothing when one is not here.
    pub fn explain(&self, one: RecordId, two: RecordId) -> Option<Evidence> {
        let (first, second) = self.both(one, two)?;
        let pattern = self.store.lens(&self.model).compare(first, second, &mut Memo::new());
        let mut found = self.evidence(&pattern, first, second, &|_| true);
        if let Some(level) = by_last_four(first, second) {
            let numbers = found.items.iter_mut().filter(|item| item.classes.contains(&FieldClass::SsnFull));
            numbers.for_each(|item| item.in_part = Some(Box::new(self.by_last_four(level))));
        }
        Some(found)
    }

    /// The evidence as far as it is open: what is closed counts as what neither record says, so that nothing here depends on it.
    /// Of whole Social Security numbers that are closed, the last four are compared.
    pub fn explain_open(
        &self,
        one: RecordId,
        two: RecordId,
        opens: &dyn Fn(FieldClass) -> bool,
    ) -> Option<Evidence> {
        let (first, second) = self.both(one, two)?;
        let mut pattern = self.store.lens(&self.model).compare(first, second, &mut Memo::new());
        for field in Field::ALL {
            let at = field as usize;
            match field {
                Field::Ssn if opens(FieldClass::SsnLastFour) => {
                    if let Some(level) = by_last_four(first, second).filter(|_| !opens(FieldClass::SsnFull)) {
                        pattern.set_rare(field, level, self.model.other[at][usize::from(level)]);
                    }
                }
                Field::Ssn => pattern.set_rare(field, 0, 0),
                _ if opens(class(field, 0)) => {}
                _ => pattern.set_rare(field, 0, 0),
            }
        }
        Some(self.evidence(&pattern, first, second, opens))
    }

    fn both(&self, one: RecordId, two: RecordId) -> Option<(&Features, &Features)> {
        let (a, b) = (self.store.find(one)?, self.store.find(two)?);
        Some((&self.store.features[a as usize], &self.store.features[b as usize]))
    }

    fn by_last_four(&self, level: u8) -> Item {
        let said = &table(Field::Ssn)[usize::from(level) - 1];
        let bits = surprise(said.other) - self.model.same[Field::Ssn as usize][usize::from(level)];
        Item { words: said.words, classes: classes(Field::Ssn, level), bits: in_bits(bits), in_part: None }
    }

    fn evidence(
        &self,
        pattern: &Pattern,
        first: &Features,
        second: &Features,
        opens: &dyn Fn(FieldClass) -> bool,
    ) -> Evidence {
        let model = &self.model;
        let judged = judge(model, pattern);
        let mut items: Vec<Item> = bars(model, pattern).collect();
        items.sort_by(|one, two| two.bits.abs().total_cmp(&one.bits.abs()));
        let decision = match judged.weight {
            AUTOMATIC.. if may_link_alone(model, pattern) => Decision::Automatic,
            REVIEW.. => Decision::Review,
            _ => Decision::Apart,
        };
        let years = model.birth_said(first.birth).year().abs_diff(model.birth_said(second.birth).year());
        let born_apart = matches!(pattern.at(Field::Birth), birth::DIFFERENT | birth::PART_DIFFERENT);
        let generation_apart = born_apart && years >= GENERATION;
        let one_sided = (first.suffix == 0) != (second.suffix == 0) && opens(FieldClass::Name);
        Evidence {
            items,
            prior: in_bits(model.prior_same),
            household: in_bits(judged.weight - judged.against_strangers),
            total: in_bits(judged.weight),
            probability: probability(judged.weight),
            decision,
            would_settle: would_settle(pattern, generation_apart, opens),
            remark: one_sided.then(|| only_here(first.suffix.max(second.suffix))),
            numbers_differ: matches!(pattern.at(Field::Ssn), ssn::DIFFERENT | ssn::LAST_DIFFERENT),
            generation_apart,
        }
    }
}

/// How the last four stand to each other when both numbers are whole.
fn by_last_four(first: &Features, second: &Features) -> Option<u8> {
    let same = first.ssn.last_four() == second.ssn.last_four();
    let level = if same { ssn::LAST_EQUAL } else { ssn::LAST_DIFFERENT };
    (first.ssn.is_whole() && second.ssn.is_whole()).then_some(level)
}

/// What is missing, the most telling first; of what is closed nobody says whether it is.
fn would_settle(
    pattern: &Pattern,
    generation_apart: bool,
    opens: &dyn Fn(FieldClass) -> bool,
) -> Option<(&'static str, FieldClass)> {
    if generation_apart {
        return Some((ASK_BIRTH_DATES, FieldClass::BirthDate));
    }
    let missing = [
        (
            Field::Birth,
            "the birth date, which at least one of the two records does not say",
            FieldClass::BirthDate,
        ),
        (
            Field::Ssn,
            "the Social Security number, which at least one of the two records does not say",
            FieldClass::SsnLastFour,
        ),
        (Field::Home, "an address, which at least one of the two records does not say", FieldClass::Address),
    ];
    let missing = missing.into_iter().find(|(field, _, class)| opens(*class) && pattern.at(*field) == 0);
    missing.map(|(_, words, class)| (words, class))
}

/// A generation that one side states and the other does not counts neither for nor against.
fn only_here(suffix: u8) -> &'static str {
    match suffix {
        1 => "Sr on one side only",
        2 => "Jr or II on one side only",
        3 => "III on one side only",
        _ => "a generation (such as IV) on one side only",
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
            in_part: None,
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
        Field::Ssn if matches!(level, ssn::LAST_EQUAL | ssn::LAST_DIFFERENT | ssn::LAST_NEAR) => {
            FieldClass::SsnLastFour
        }
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

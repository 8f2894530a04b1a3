//! Every field that any agency can fill, each declared once with its permission class.
//!
//! A field cannot be written into a section without naming its [`FieldClass`], and a class cannot exist without its
//! [`Sensitivity`]: an undeclared field does not compile.

mod declare;
mod fields;

pub use fields::*;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::fmt;

/// One field of one section.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Field {
    kind: SectionKind,
    index: u8,
}

/// What the catalogue says about a field.
#[derive(Debug)]
pub struct FieldSpec {
    /// Name in mappings and storage.
    pub name: &'static str,
    /// What people read beside the value.
    pub label: &'static str,
    /// Which values it takes.
    pub value: ValueKind,
    /// The permission that shows it.
    pub class: FieldClass,
}

/// Which values a field takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueKind {
    /// Words, or a label of a code list.
    Text,
    /// A date, perhaps partial.
    Date,
    /// Money, in cents.
    Money,
    /// A count.
    Number,
    /// Yes or no.
    Flag,
    /// A Social Security number.
    Ssn,
    /// A key of the same agency.
    Key,
}

/// How much harm a value can do in the wrong hands; decides what a private record still shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sensitivity {
    /// May be shown of a private record to people outside its care team.
    Basics,
    /// Hidden on private records outside the care team.
    Detail,
    /// Detail that also takes a named permission of its own in every use case.
    Sensitive,
}

/// Declares the classes: name, sensitivity, words for people.
macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident $name:literal $sensitivity:ident $words:literal;)+) => {
        /// The unit of permission inside a section: a use case opens classes, never single fields.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[repr(u8)]
        pub enum FieldClass { $($(#[$doc])* $class,)+ }

        impl FieldClass {
            /// Every class, in the order of their bits.
            pub const ALL: &[FieldClass] = &[$(FieldClass::$class,)+];

            /// The name in use-case sheets.
            pub fn name(self) -> &'static str {
                match self { $(FieldClass::$class => $name,)+ }
            }

            /// What the class covers, in plain words.
            pub fn words(self) -> &'static str {
                match self { $(FieldClass::$class => $words,)+ }
            }

            /// How much harm its values can do.
            pub fn sensitivity(self) -> Sensitivity {
                match self { $(FieldClass::$class => Sensitivity::$sensitivity,)+ }
            }
        }
    };
}

classes! {
    /// Names, present and former.
    Name "name" Basics "names, also former ones";
    /// Birth date and age.
    BirthDate "birth_date" Basics "birth date and age";
    /// Last four digits of the SSN.
    SsnLastFour "ssn_last_four" Basics "last four digits of the Social Security number";
    /// The agency's numbers for the person and the case.
    RecordNumber "record_number" Basics "record, client and case numbers";
    /// Program name and case status.
    Program "program" Basics "program name and case status";
    /// Sex, language, place of birth, death.
    PersonDetail "person_detail" Detail "sex, language, birthplace, death";
    /// All nine digits of the SSN.
    SsnFull "ssn_full" Sensitive "the whole Social Security number";
    /// Addresses, present and former.
    Address "address" Detail "addresses, also former ones";
    /// Phone numbers and e-mail.
    Phone "phone" Detail "phone numbers and e-mail";
    /// Who lives together.
    Household "household" Detail "who lives together, and since when";
    /// Parents, children and kin who live elsewhere.
    Relatives "relatives" Detail "parents, children and kin who live elsewhere";
    /// The worker and office in charge of a case, and its dates.
    CaseWorker "case_worker" Detail "worker and office in charge, dates of the case";
    /// What is paid, and for what.
    Benefits "benefits" Detail "benefits and their amounts";
    /// What is earned or received otherwise.
    Income "income" Detail "income and its sources";
    /// Tenancies and rent.
    Tenancy "tenancy" Detail "tenancy, apartment and rent";
    /// Stays in shelters.
    ShelterStay "shelter_stay" Sensitive "stays in shelters";
    /// Child-welfare cases and placements.
    ChildWelfare "child_welfare" Sensitive "child-welfare cases and placements";
    /// Time in custody.
    Custody "custody" Sensitive "time in custody";
    /// Which documents there are.
    DocumentList "document_list" Detail "which documents there are";
    /// The documents themselves.
    DocumentImage "document_image" Sensitive "the documents themselves";
    /// Employment programs, activities and plans.
    Employment "employment" Detail "employment services, activities and plans";
    /// Visits to a centre and services used.
    Visits "visits" Detail "visits to a job center and services used";
}

impl FieldClass {
    /// The class with this name in use-case sheets.
    pub fn named(name: &str) -> Option<FieldClass> {
        FieldClass::ALL.iter().copied().find(|class| class.name() == name)
    }

    /// The class's bit in a mask.
    pub fn bit(self) -> u64 {
        1 << self as u8
    }
}

impl Field {
    /// The section kind that the field belongs to.
    pub fn kind(self) -> SectionKind {
        self.kind
    }

    /// What the catalogue says about it.
    pub fn spec(self) -> &'static FieldSpec {
        &self.kind.specs()[usize::from(self.index)]
    }

    /// The permission that shows it.
    pub fn class(self) -> FieldClass {
        self.spec().class
    }

    /// The field with this name in a section kind.
    pub fn named(kind: SectionKind, name: &str) -> Option<Field> {
        let index = kind.specs().iter().position(|spec| spec.name == name)?;
        u8::try_from(index).ok().map(|index| Field { kind, index })
    }
}

impl SectionKind {
    /// The kind with this name in mappings and use-case sheets.
    pub fn named(name: &str) -> Option<SectionKind> {
        SectionKind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Its fields, in the order in which they are shown.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        (0u8..).take(self.specs().len()).map(move |index| Field { kind: self, index })
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind.name(), self.spec().name)
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{self:?}"))
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Field, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        let found =
            text.split_once('.').and_then(|(kind, name)| Field::named(SectionKind::named(kind)?, name));
        found.ok_or_else(|| D::Error::custom("a stored field is not in the catalogue of this version"))
    }
}

impl Serialize for SectionKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for SectionKind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<SectionKind, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        SectionKind::named(&text)
            .ok_or_else(|| D::Error::custom("a stored section is not in the catalogue of this version"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back() {
        for kind in SectionKind::ALL {
            for field in kind.fields() {
                assert_eq!(
                    Field::named(*kind, field.spec().name),
                    Some(field),
                    "{field:?} is declared twice"
                );
            }
        }
        assert!(FieldClass::ALL.len() <= 64, "the mask has 64 bits");
    }

    #[test]
    fn every_class_is_used_by_a_field() {
        for class in FieldClass::ALL {
            let used =
                SectionKind::ALL.iter().flat_map(|kind| kind.fields()).any(|field| field.class() == *class);
            assert!(used || *class == FieldClass::SsnLastFour, "{class:?} opens nothing");
        }
    }

    #[test]
    fn a_field_survives_storage_by_name() {
        let stored = serde_json::to_string(&demographics::SSN).unwrap();
        assert_eq!(stored, "\"demographics.ssn\"");
        assert_eq!(serde_json::from_str::<Field>(&stored).unwrap(), demographics::SSN);
    }
}

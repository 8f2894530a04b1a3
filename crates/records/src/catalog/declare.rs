//! The form in which sections are declared.

/// Declares section kinds with their fields. A field line has a constant, its name, its value kind, its permission
/// class and its label; leaving any of them out does not compile.
macro_rules! sections {
    ($($(#[$doc:meta])* $kind:ident $module:ident $title:literal {
        $($field:ident $name:literal $value:ident $class:ident $label:literal;)+
    })+) => {
        /// A kind of content.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum SectionKind { $($(#[$doc])* $kind,)+ }

        impl SectionKind {
            /// Every kind, in the order in which a folder shows them.
            pub const ALL: &[SectionKind] = &[$(SectionKind::$kind,)+];

            /// The name in mappings, use-case sheets and storage.
            pub fn name(self) -> &'static str {
                match self { $(SectionKind::$kind => stringify!($module),)+ }
            }

            /// The heading that people read.
            pub fn title(self) -> &'static str {
                match self { $(SectionKind::$kind => $title,)+ }
            }

            pub(super) fn specs(self) -> &'static [super::FieldSpec] {
                match self { $(SectionKind::$kind => $module::SPECS,)+ }
            }
        }

        $($(#[$doc])*
        pub mod $module {
            use super::super::{Field, FieldClass, FieldSpec, SectionKind, ValueKind};

            #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "counts the fields; never used by name")]
            #[repr(u8)]
            enum Order { $($field,)+ }

            $(#[doc = $label] pub const $field: Field =
                Field { kind: SectionKind::$kind, index: Order::$field as u8 };)+

            pub(super) const SPECS: &[FieldSpec] = &[$(FieldSpec {
                name: $name, label: $label, value: ValueKind::$value, class: FieldClass::$class,
            },)+];
        })+
    };
}

pub(super) use sections;

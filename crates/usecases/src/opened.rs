//! What a sheet opens, taken apart: which class, in which section, of which source.

use crate::{Opens, Sheet};
use records::{Field, FieldClass, SectionKind, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// One class in one section of one source.
pub type Place = (SourceId, SectionKind, FieldClass);

/// The classes that a section has fields of; the last four digits of an SSN are a cut of the whole.
pub fn classes_in(kind: SectionKind) -> BTreeSet<FieldClass> {
    let mut classes: BTreeSet<FieldClass> = kind.fields().map(Field::class).collect();
    if classes.contains(&FieldClass::SsnFull) {
        classes.insert(FieldClass::SsnLastFour);
    }
    classes
}

impl Sheet {
    /// Everything that it opens, as far as the sections have fields of the class.
    pub fn opened(&self) -> BTreeSet<Place> {
        let mut all = BTreeSet::new();
        for opens in &self.opens {
            let named = |kind: &&SectionKind| {
                opens.sections.is_empty() || opens.sections.iter().any(|name| name == kind.name())
            };
            let mut classes: BTreeSet<FieldClass> = opens.classes().collect();
            if classes.contains(&FieldClass::SsnFull) {
                classes.insert(FieldClass::SsnLastFour);
            }
            for source in &opens.sources {
                for kind in SectionKind::ALL.iter().filter(named) {
                    let here = classes_in(*kind).into_iter().filter(|class| classes.contains(class));
                    all.extend(here.map(|class| (SourceId::new(source), *kind, class)));
                }
            }
        }
        all
    }

    /// What may be searched by, for each source.
    pub fn searched(&self) -> BTreeSet<(SourceId, FieldClass)> {
        let mut all = BTreeSet::new();
        for opens in &self.opens {
            let named = self.search_by.iter().filter_map(|name| FieldClass::named(name));
            let classes = named.filter(|class| opens.is_searched_by(*class));
            for class in classes {
                all.extend(opens.sources.iter().map(|source| (SourceId::new(source), class)));
            }
        }
        all
    }
}

impl Opens {
    /// A source can be searched by a class only where the row opens it: in the section in which a search looks for it.
    /// Otherwise a search would tell what the file does not. Who sees part of an SSN may look for one that the client has
    /// told; no digit is shown that was not typed.
    pub fn is_searched_by(&self, class: FieldClass) -> bool {
        let opened = |wanted| self.classes().any(|have| have == wanted);
        let open = match class {
            FieldClass::SsnLastFour | FieldClass::SsnFull => {
                opened(FieldClass::SsnLastFour) || opened(FieldClass::SsnFull)
            }
            other => opened(other),
        };
        let looks_in = match class {
            FieldClass::Address | FieldClass::Phone => SectionKind::Contact,
            FieldClass::Household => SectionKind::Household,
            _ => SectionKind::Demographics,
        };
        open && (self.sections.is_empty() || self.sections.iter().any(|name| name == looks_in.name()))
    }
}

/// Places put together for reading: for each source and class the sections, in the order of the classes.
pub fn by_class(
    places: impl IntoIterator<Item = Place>,
) -> BTreeMap<(SourceId, FieldClass), BTreeSet<SectionKind>> {
    let mut all: BTreeMap<(SourceId, FieldClass), BTreeSet<SectionKind>> = BTreeMap::new();
    for (source, kind, class) in places {
        all.entry((source, class)).or_default().insert(kind);
    }
    all
}

/// Every section that has fields of a class.
pub fn sections_with(class: FieldClass) -> BTreeSet<SectionKind> {
    SectionKind::ALL.iter().copied().filter(|kind| classes_in(*kind).contains(&class)).collect()
}

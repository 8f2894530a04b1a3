//! By what somebody may search, source by source.

use records::{FieldClass, SectionKind, SourceId};

/// Which field classes of which source a search may use. A class that a source does not permit counts, for its records,
/// as not asked: it finds nobody, ranks nobody and counts nobody.
#[derive(Clone, Debug, Default)]
pub struct Permitted {
    by_source: Vec<(SourceId, u64)>,
    cases: Vec<(SourceId, SectionKind)>,
    others: u64,
}

/// Bits beside those of classes: case numbers of enrolments, of benefits, and of child welfare.
pub(crate) const CASES: [u64; 3] = [1 << 63, 1 << 62, 1 << 61];

/// The place of a section among [`CASES`].
pub(crate) fn case_place(section: SectionKind) -> usize {
    match section {
        SectionKind::ChildWelfare => 2,
        SectionKind::Benefits => 1,
        _ => 0,
    }
}

impl Permitted {
    /// Nothing of any source.
    pub fn nothing() -> Permitted {
        Permitted::default()
    }

    /// Every class of every source; for files without rules.
    pub fn everything() -> Permitted {
        Permitted { others: u64::MAX, ..Permitted::default() }
    }

    /// These bits ([`FieldClass::bit`]) of this source as well.
    #[must_use]
    pub fn and(mut self, source: SourceId, bits: u64) -> Permitted {
        self.by_source.push((source, bits));
        self
    }

    /// Case numbers that stand in such sections of this source as well, where record numbers are permitted.
    #[must_use]
    pub fn and_cases(mut self, source: SourceId, section: SectionKind) -> Permitted {
        self.cases.push((source, section));
        self
    }

    /// What a record of a source may be found by, in bits: the classes and the kinds of case numbers.
    pub(crate) fn mask(&self, source: &SourceId) -> u64 {
        let classes = self.of(source);
        if classes & FieldClass::RecordNumber.bit() == 0 || self.others == u64::MAX {
            return classes;
        }
        let own = self.cases.iter().filter(|(have, _)| have == source);
        own.fold(classes, |mask, (_, section)| mask | CASES[case_place(*section)])
    }

    /// Bits of the classes that may be used with records of a source.
    pub fn of(&self, source: &SourceId) -> u64 {
        let named = self.by_source.iter().find(|(have, _)| have == source);
        named.map_or(self.others, |(_, bits)| *bits)
    }

    /// Some source permits the class.
    pub fn anywhere(&self, class: FieldClass) -> bool {
        self.all() & class.bit() != 0
    }

    /// Bits of every class that some source permits.
    pub fn all(&self) -> u64 {
        self.by_source.iter().fold(self.others, |all, (_, bits)| all | bits)
    }
}

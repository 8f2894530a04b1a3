//! By what somebody may search, source by source.

use records::{FieldClass, SourceId};

/// Which field classes of which source a search may use. A class that a source does not permit counts, for its records,
/// as not asked: it finds nobody, ranks nobody and counts nobody.
#[derive(Clone, Debug, Default)]
pub struct Permitted {
    by_source: Vec<(SourceId, u64)>,
    others: u64,
}

impl Permitted {
    /// Nothing of any source.
    pub fn nothing() -> Permitted {
        Permitted::default()
    }

    /// Every class of every source; for files without rules.
    pub fn everything() -> Permitted {
        Permitted { by_source: Vec::new(), others: u64::MAX }
    }

    /// These bits ([`FieldClass::bit`]) of this source as well.
    #[must_use]
    pub fn and(mut self, source: SourceId, bits: u64) -> Permitted {
        self.by_source.push((source, bits));
        self
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

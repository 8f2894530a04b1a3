//! What is no fault of a sheet and still wants a look: a last day that has passed, a section that a source does not have.

use crate::Sheet;
use jiff::civil::Date;
use records::{SectionKind, SourceId};

impl Sheet {
    /// What is odd about it on this day, for sources with the sections that they fill; one sentence each.
    pub fn findings(&self, sources: &[(SourceId, Vec<SectionKind>)], today: Date) -> Vec<String> {
        let mut all = Vec::new();
        if self.valid_until < today {
            all.push(format!("it ended on {}; nobody can use it any more", self.valid_until));
        } else if self.days_left(today) <= REMIND_DAYS {
            let left = self.days_left(today);
            all.push(format!(
                "it ends on {}, {left} days left; renew it if it is still needed",
                self.valid_until
            ));
        }
        for opens in &self.opens {
            for (id, filled) in sources.iter().filter(|(id, _)| opens.sources.contains(&id.0)) {
                for kind in opens.sections.iter().filter_map(|name| SectionKind::named(name)) {
                    if !filled.contains(&kind) {
                        let name = kind.name();
                        all.push(format!(
                            "the source `{id}` has no section `{name}`, so it opens nothing there"
                        ));
                    }
                }
            }
        }
        for class in &self.search_by {
            let searched = self.searched().iter().any(|(_, known)| known.name() == class);
            if !searched {
                all.push(format!(
                    "`search_by` names `{class}`, which no `opens` opens: nothing is found by it"
                ));
            }
        }
        all
    }

    /// Days until its last day.
    pub fn days_left(&self, today: Date) -> i64 {
        today.until(self.valid_until).map_or(0, |span| i64::from(span.get_days()))
    }
}

/// So many days before its end a use case asks to be renewed.
pub const REMIND_DAYS: i64 = 60;

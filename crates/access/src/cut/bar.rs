//! Who is looked at, for the head of every page of the file.

use super::Cut;
use crate::view::{IdentityBar, Line, Shown};
use crate::words;
use casefile::PersonRecords;
use records::PersonId;
use std::collections::BTreeSet;

impl Cut<'_> {
    pub(crate) fn bar(&self, person: PersonId, records: &PersonRecords, contacts: &[Line]) -> IdentityBar {
        let birth = self.birth(records);
        let open: Vec<_> = records.0.iter().map(|stored| self.particulars(stored)).collect();
        let ssn = open.iter().find_map(|one| one.ssn.as_ref().map(words::masked_ssn));
        let death = open.iter().find_map(|one| one.death).map(words::partial_date);
        let newest = |label: &str| {
            let known = contacts.iter().find(|line| line.label == label && line.current);
            known.map(|line| line.value.clone())
        };
        IdentityBar {
            person,
            private: self.private.cloned(),
            ssn_on_request: false,
            name: self.name(records),
            other_names: self.other_names(records),
            birth: birth.map(|birth| words::partial_date(birth.date)),
            age: birth.map(|birth| Shown::words(words::age(&birth, self.today))),
            ssn,
            death,
            address: newest("Address"),
            phone: newest("Phone"),
        }
    }

    /// Names other than the one shown; the same letters in another case are the same name.
    pub(crate) fn other_names(&self, records: &PersonRecords) -> Vec<Shown> {
        let plain = |name: &str| name.to_lowercase();
        let mut seen: BTreeSet<String> = self.name(records).iter().map(|name| plain(name.text())).collect();
        let all = records.0.iter().flat_map(|stored| self.particulars(stored).names);
        let others = all.map(|name| name.full()).filter(|name| seen.insert(plain(name)));
        others.map(Shown::words).collect()
    }
}

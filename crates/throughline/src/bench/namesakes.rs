//! Who else fits a question as well as the person meant: nobody can be expected to be among the first ten of fifty equals.

use super::questions::{Asked, Kind};
use city::FlatRecord;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// Names, birth years and people of all records.
#[derive(Default)]
pub(super) struct Namesakes {
    /// First name, last name, birth year, person; sorted.
    all: Vec<(u32, u32, i16, u64)>,
    /// First name, one of several last names, person; sorted.
    parts: Vec<(u32, u32, u64)>,
}

impl Namesakes {
    pub(super) fn add(&mut self, record: &FlatRecord) {
        let year = record.dob.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
        let first = hash(first(&record.first_name));
        self.all.push((first, hash(&record.last_name), year, record.person_id));
        let parts = record.last_name.split([' ', '-']).filter(|part| part.len() > 3);
        self.parts.extend(parts.map(|part| (first, hash(part), record.person_id)));
    }

    pub(super) fn settle(&mut self) {
        self.all.sort_unstable();
        self.all.dedup();
        self.parts.sort_unstable();
        self.parts.dedup();
    }

    /// How many people fit as well, the one meant included: those with the name meant and those with the name as typed.
    pub(super) fn as_good(&self, kind: Kind, record: &FlatRecord, asked: &Asked) -> usize {
        if asked.age.is_none() && !kind.is_by_names() {
            return 1;
        }
        let own = hash(first(&record.first_name));
        let (typed, rest) = asked.text.split_once(' ').unwrap_or((&asked.text, ""));
        let mut people: Vec<u64> = Vec::new();
        for first in [own, hash(typed)] {
            if kind == Kind::OneSurname {
                let wanted = (first, hash(rest));
                let from = self.parts.partition_point(|one| (one.0, one.1) < wanted);
                let same = self.parts[from..].iter().take_while(|one| (one.0, one.1) == wanted);
                people.extend(same.map(|one| one.2));
                continue;
            }
            let from = self.all.partition_point(|one| one.0 < first);
            let same = self.all[from..].iter().take_while(|one| one.0 == first);
            let fits = |one: &&(u32, u32, i16, u64)| match asked.age {
                Some((year, off)) => one.2.abs_diff(year) <= off.unsigned_abs(),
                None => one.1 == hash(&record.last_name) || one.1 == hash(rest),
            };
            people.extend(same.filter(fits).map(|one| one.3));
        }
        people.sort_unstable();
        people.dedup();
        people.len()
    }
}

fn first(name: &str) -> &str {
    name.split([' ', '-']).next().unwrap_or_default()
}

fn hash(name: &str) -> u32 {
    let plain = city::without_accents(name).to_lowercase();
    BuildHasherDefault::<DefaultHasher>::default().hash_one(plain) as u32
}

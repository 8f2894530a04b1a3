//! Case numbers: shared by everybody in a case, so that they find people and link nobody.

use crate::features::case_number;
use crate::search::permitted::{CASES, case_place};
use records::CaseNumber;
use rustc_hash::FxHashMap;

/// Records by case number, kept apart by what must be open for them.
#[derive(Clone, Default)]
pub(crate) struct Cases {
    kinds: [Held; 3],
}

/// Removing is the reader's business: it passes over what is gone.
#[derive(Clone, Default)]
struct Held {
    /// Sorted, beside their records.
    numbers: Vec<u64>,
    records: Vec<u32>,
    recent: FxHashMap<u64, Vec<u32>>,
    waiting: usize,
}

impl Cases {
    pub(crate) fn add(&mut self, cases: &[CaseNumber], record: u32) {
        for case in cases {
            if let Some(number) = case_number(&case.number) {
                self.kinds[case_place(case.section)].add(number, record);
            }
        }
    }

    /// Records of the case with the bit that must be permitted for them.
    pub(crate) fn of(&self, number: u64) -> impl Iterator<Item = (u32, u64)> + '_ {
        let kinds = self.kinds.iter().zip(CASES);
        kinds.flat_map(move |(held, bit)| held.get(number).map(move |record| (record, bit)))
    }
}

impl Held {
    fn add(&mut self, number: u64, record: u32) {
        let list = self.recent.entry(number).or_default();
        if !list.contains(&record) {
            list.push(record);
            self.waiting += 1;
        }
        if self.waiting > 10_000 + self.numbers.len() / 2 {
            self.settle();
        }
    }

    fn settle(&mut self) {
        let old = std::mem::take(&mut self.numbers).into_iter().zip(std::mem::take(&mut self.records));
        let new = self.recent.drain();
        let new = new.flat_map(|(number, records)| records.into_iter().map(move |at| (number, at)));
        let mut all: Vec<(u64, u32)> = old.chain(new.collect::<Vec<_>>()).collect();
        all.sort_unstable();
        (self.numbers, self.records) = all.into_iter().unzip();
        self.waiting = 0;
    }

    fn get(&self, number: u64) -> impl Iterator<Item = u32> + '_ {
        let from = self.numbers.partition_point(|held| *held < number);
        let length = self.numbers[from..].iter().take_while(|held| **held == number).count();
        let recent = self.recent.get(&number).into_iter().flatten().copied();
        self.records[from..from + length].iter().copied().chain(recent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::SectionKind;

    #[test]
    fn a_case_number_leads_to_everybody_in_the_case_also_when_much_came() {
        let mut cases = Cases::default();
        let case = |section, number: &str| CaseNumber { section, number: number.to_owned() };
        for at in 0..30_000u32 {
            cases.add(&[case(SectionKind::Enrolment, &format!("B-{}", at / 3))], at);
        }
        cases.add(&[case(SectionKind::ChildWelfare, "b5"), case(SectionKind::Benefits, "B 5")], 40_000);
        let found: Vec<(u32, u64)> = cases.of(case_number("B 5").unwrap()).collect();
        let kinds = [(15, CASES[0]), (16, CASES[0]), (17, CASES[0]), (40_000, CASES[1]), (40_000, CASES[2])];
        assert_eq!(found, kinds);
    }
}

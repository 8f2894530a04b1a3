//! The head of a case file, put together.

use super::Cuts;
use super::lines::one_line_a_case;
use crate::view::{FileView, FolderView, HouseholdMember, IncomeLine, ProgramLine};
use casefile::{Around, PersonRecords};
use records::PersonId;

impl Cuts<'_> {
    /// Everything on the first screen; the folders are cut by the caller, who knows how the sources stand.
    pub(crate) fn file(&self, around: &Around, folders: Vec<FolderView>) -> FileView {
        let (own, cut) = (&around.people[&around.person], self.of(around.person));
        let contacts = cut.contacts(own);
        let (household, former_household) = self.household(around);
        let relatives = self.relatives(around, &household);
        let (mut programs, mut incomes) = (cut.programs(None, own), cut.incomes(None, own));
        for (person, member, records) in others(around, &household) {
            let cut = self.of(person);
            programs.extend::<Vec<ProgramLine>>(cut.programs(member.name.as_ref(), records));
            incomes.extend::<Vec<IncomeLine>>(cut.incomes(member.name.as_ref(), records));
        }
        one_line_a_case(&mut incomes, &mut programs);
        FileView {
            bar: cut.bar(around.person, own, &contacts),
            facts: cut.facts(own, &household, &programs),
            household,
            former_household,
            relatives,
            programs,
            incomes,
            contacts,
            disagreements: cut.disagreements(own),
            folders,
            links: false,
        }
    }
}

/// The other members of the present household, with their records.
fn others<'a>(
    around: &'a Around,
    household: &'a [HouseholdMember],
) -> impl Iterator<Item = (PersonId, &'a HouseholdMember, &'a PersonRecords)> {
    let known = |member: &'a HouseholdMember| {
        let person = member.person?;
        Some((person, member, around.people.get(&person)?))
    };
    household.iter().filter(|member| !member.is_subject).filter_map(known)
}

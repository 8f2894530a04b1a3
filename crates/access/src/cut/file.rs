//! The head of a case file, put together.

use super::Cut;
use super::lines::one_line_a_case;
use crate::view::{FileView, FolderView, HouseholdMember, IncomeLine, ProgramLine};
use casefile::{Around, PersonRecords};

impl Cut<'_> {
    /// Everything on the first screen; the folders are cut by the caller, who knows how the sources stand.
    pub(crate) fn file(&self, around: &Around, folders: Vec<FolderView>) -> FileView {
        let own = &around.people[&around.person];
        let contacts = self.contacts(own);
        let (household, former_household) = self.household(around);
        let relatives = self.relatives(around, &household);
        let (mut programs, mut incomes) = (self.programs(None, own), self.incomes(None, own));
        for (member, records) in others(around, &household) {
            programs.extend::<Vec<ProgramLine>>(self.programs(member.name.as_ref(), records));
            incomes.extend::<Vec<IncomeLine>>(self.incomes(member.name.as_ref(), records));
        }
        one_line_a_case(&mut incomes, &mut programs);
        FileView {
            bar: self.bar(around.person, own, &contacts),
            facts: self.facts(own, &household, &programs),
            household,
            former_household,
            relatives,
            programs,
            incomes,
            contacts,
            disagreements: self.disagreements(own),
            folders,
        }
    }
}

/// The other members of the present household, with their records.
fn others<'a>(
    around: &'a Around,
    household: &'a [HouseholdMember],
) -> impl Iterator<Item = (&'a HouseholdMember, &'a PersonRecords)> {
    let known = |member: &'a HouseholdMember| Some((member, around.people.get(&member.person?)?));
    household.iter().filter(|member| !member.is_subject).filter_map(known)
}

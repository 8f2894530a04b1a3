//! What people said about themselves, and when: a record tells what held at its entry.

use crate::ledger::{Filling, Ledger, LedgerFault};
use crate::{Day, PersonNumber, Traits};

impl Filling {
    /// Adds what a person said on a day, each time everything that she said.
    ///
    /// # Errors
    /// When the person was not added before.
    pub fn said(&mut self, who: PersonNumber, on: Day, traits: Traits) -> Result<(), LedgerFault> {
        if !self.has_person(who) {
            return Err(LedgerFault::Unknown("person"));
        }
        self.said.push((who, on, traits));
        Ok(())
    }
}

impl Ledger {
    /// What is true of a person in a record that was entered on this day. What can change counts as she said it last by then, or
    /// first afterwards; all else as she said it last. What she says no more counts nowhere.
    pub fn traits_on(&self, who: PersonNumber, entry: Day) -> Traits {
        let stands = self.person(who).map(|person| person.traits).unwrap_or_default();
        let from = self.said.partition_point(|(of, ..)| *of < who);
        let said = || self.said[from..].iter().take_while(|(of, ..)| *of == who);
        let Some((_, _, last)) = said().last() else { return stands };
        let by_then = |take: &dyn Fn(&Traits) -> bool| {
            let fits = || said().filter(|(_, _, traits)| take(traits));
            let then = fits().filter(|(_, on, _)| *on <= entry).last();
            then.or_else(|| fits().next()).map(|(_, _, traits)| *traits)
        };
        let mut traits = *last;
        if last.education.is_some() {
            traits.education = by_then(&|one| one.education.is_some()).and_then(|one| one.education);
        }
        if last.employment.is_some() {
            traits.employment = by_then(&|one| one.employment.is_some()).and_then(|one| one.employment);
        }
        if last.barriers.is_some() {
            traits.barriers = by_then(&|one| one.barriers.is_some()).and_then(|one| one.barriers);
        }
        if last.farmworker.is_some() {
            traits.farmworker = by_then(&|one| one.farmworker.is_some()).and_then(|one| one.farmworker);
        }
        traits.born = stands.born;
        traits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::uii;
    use crate::{Education, Employment, Person};
    use records::{PersonId, Sex};

    fn ledger(said: &[(i32, Traits)]) -> (Ledger, PersonNumber) {
        let mut filling = Filling::default();
        let traits = said.last().map(|(_, traits)| *traits).unwrap_or_default();
        let person = Person {
            uii: uii(1, 1),
            id: PersonId(1),
            private: false,
            sealed: false,
            first_visit: None,
            other_exit: None,
            traits: Traits { born: Some(Day(9)), ..traits },
        };
        let who = filling.person(person).unwrap();
        for (on, traits) in said {
            filling.said(who, Day(*on), *traits).unwrap();
        }
        assert!(filling.said(PersonNumber(7), Day(1), Traits::default()).is_err());
        (filling.done(), who)
    }

    #[test]
    fn a_record_tells_what_held_at_its_entry() {
        let first = Traits { employment: Some(Employment::Unemployed), ..Traits::default() };
        let later = Traits {
            employment: Some(Employment::Employed),
            education: Some(Education::Bachelor),
            sex: Some(Sex::Female),
            ..Traits::default()
        };
        let (ledger, who) = ledger(&[(100, first), (200, later)]);
        for (entry, employment) in [
            (50, Employment::Unemployed),
            (100, Employment::Unemployed),
            (199, Employment::Unemployed),
            (200, Employment::Employed),
        ] {
            let traits = ledger.traits_on(who, Day(entry));
            assert_eq!(traits.employment, Some(employment), "{entry}");
            // Said later for the first time, and what does not change.
            assert_eq!((traits.education, traits.sex), (Some(Education::Bachelor), Some(Sex::Female)));
            assert_eq!(traits.born, Some(Day(9)));
        }
    }

    #[test]
    fn what_is_said_no_more_counts_nowhere() {
        let first = Traits { employment: Some(Employment::Unemployed), ..Traits::default() };
        let (ledger, who) = ledger(&[(100, first), (200, Traits::default())]);
        assert_eq!(ledger.traits_on(who, Day(150)).employment, None);
    }

    #[test]
    fn nobody_who_was_never_asked_says_anything() {
        let (ledger, who) = ledger(&[]);
        assert_eq!(ledger.traits_on(who, Day(1)), Traits { born: Some(Day(9)), ..Traits::default() });
    }
}

//! What a row or column asks of a person: one closed list, no text.

use crate::{Barrier, Education, Employment, Race, Traits};
use records::Sex;

/// What a row or column asks of a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trait {
    /// Everybody.
    Anybody,
    /// Said to be male.
    Male,
    /// Said to be female.
    Female,
    /// Neither of the two was said.
    SexNotStated,
    /// Hispanic or Latino.
    Hispanic,
    /// This race, perhaps with others.
    Race(Race),
    /// More than one race.
    SeveralRaces,
    /// An eligible veteran.
    Veteran,
    /// A disability.
    Disability,
    /// Unemployed at entry.
    Unemployed,
    /// A migrant or seasonal farmworker.
    Farmworker,
    /// This level of education, and no higher.
    Education(Education),
    /// This barrier to employment.
    Barrier(Barrier),
}

impl Trait {
    /// The person said so. What was left unsaid is not true.
    pub fn holds(self, person: &Traits) -> bool {
        match self {
            Trait::Anybody => true,
            Trait::Male => person.sex == Some(Sex::Male),
            Trait::Female => person.sex == Some(Sex::Female),
            Trait::SexNotStated => !matches!(person.sex, Some(Sex::Male | Sex::Female)),
            Trait::Hispanic => person.hispanic == Some(true),
            Trait::Race(race) => person.races.is_some_and(|races| races.has(race)),
            Trait::SeveralRaces => person.races.is_some_and(crate::Races::several),
            Trait::Veteran => person.veteran == Some(true),
            Trait::Disability => person.disability == Some(true),
            Trait::Unemployed => person.employment == Some(Employment::Unemployed),
            Trait::Farmworker => person.farmworker == Some(true),
            Trait::Education(education) => person.education == Some(education),
            Trait::Barrier(barrier) => person.barriers.is_some_and(|barriers| barriers.has(barrier)),
        }
    }
}

//! What a walk over all pairs counted, as it is kept: numbers only.

use crate::checks::mixed;
use crate::models::json;
use crate::tables::quality;
use crate::{CaseFile, CaseFileError};
use identity::{GroupCount, Profile, Stratum, Survey};
use jiff::civil::Date;
use records::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// The newest count.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Counted {
    pub(crate) records: u64,
    pub(crate) people: u64,
    /// Each stratum: pairs, and how many of them are of one person as the matcher expects.
    pub(crate) strata: Vec<(Stratum, u64, f64)>,
    pub(crate) decided_links: u64,
    pub(crate) decided_apart: u64,
    pub(crate) profile: Profile,
    pub(crate) groups: Vec<GroupCount>,
    /// Names the set of people who were left out.
    #[serde(default)]
    pub(crate) without: u64,
}

impl Counted {
    fn of(survey: &Survey, hidden: &HashSet<PersonId>) -> Counted {
        let mut strata: BTreeMap<Stratum, (u64, f64)> = BTreeMap::new();
        for pair in &survey.pairs {
            let stratum = strata.entry(pair.stratum).or_default();
            *stratum = (stratum.0 + 1, stratum.1 + pair.probability);
        }
        Counted {
            records: survey.records,
            people: survey.people,
            strata: strata.into_iter().map(|(stratum, (size, same))| (stratum, size, same)).collect(),
            decided_links: survey.decided_links,
            decided_apart: survey.decided_apart,
            profile: survey.profile.clone(),
            groups: survey.groups.clone(),
            without: name_of(hidden),
        }
    }
}

/// A number for a set of people: another set has another one.
pub(super) fn name_of(people: &HashSet<PersonId>) -> u64 {
    people.iter().fold(0, |name, person| name ^ mixed(1, person.0, 0))
}

impl CaseFile {
    /// Walks over all pairs and keeps what there is. How linked pairs agree in the first count under some weights is what later
    /// ones are compared with.
    ///
    /// # Errors
    /// When the database fails.
    pub fn count_pairs(&self, hidden: &HashSet<PersonId>, today: Date) -> Result<Survey, CaseFileError> {
        let decided = self.database.read(|t| self.constraints(t))?;
        let survey = self.engine().survey(&decided, hidden, today);
        let counted = Counted::of(&survey, hidden);
        let (body, profile, now) = (json(&counted)?, json(&counted.profile)?, self.now());
        self.database.write(|t| {
            let Some(mut model) = quality::in_force(t)? else { return Ok::<_, CaseFileError>(()) };
            quality::keep_count(t, now, model.id, &body)?;
            if model.profile.is_empty() {
                model.profile = profile;
                quality::set_model(t, &model)?;
            }
            Ok(())
        })?;
        Ok(survey)
    }
}

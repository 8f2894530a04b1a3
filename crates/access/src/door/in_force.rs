//! The use cases in force: those of the operator's folder and those approved on pages. Every request asks by one cheap query
//! whether they changed; only then are they put together anew, tested, and put in place of the former ones.

use super::{Door, DoorError};
use crate::rules::Rules;
use jiff::civil::Date;
use records::SourceId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use usecases::{Faults, Folder, Kept, Sheet, day_of};

/// What is in force at this moment.
#[derive(Clone)]
pub(super) struct Current {
    pub(super) rules: Arc<Rules>,
    /// Sources whose folder a steward took out of use.
    pub(super) hidden: Arc<BTreeSet<SourceId>>,
}

/// What was put together last, and until when it holds.
pub(super) struct InForce {
    /// What the operator installed, as read at the start.
    base: Folder,
    held: RwLock<Held>,
    /// One request puts together, the others wait for it.
    at_work: Mutex<()>,
}

struct Held {
    current: Current,
    /// The state of the store that it was made from.
    generation: i64,
    /// The day on which the next version begins.
    until: Option<Date>,
}

impl InForce {
    pub(super) fn new(rules: Rules) -> InForce {
        let base = rules.folder();
        let current = Current { rules: Arc::new(rules), hidden: Arc::default() };
        let held = RwLock::new(Held { current, generation: 0, until: None });
        InForce { base, held, at_work: Mutex::new(()) }
    }

    fn holding(&self, generation: i64, today: Date) -> Option<Current> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let holds = held.generation == generation && held.until.is_none_or(|day| today < day);
        holds.then(|| held.current.clone())
    }

    fn former(&self) -> Arc<Rules> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).current.rules.clone()
    }

    fn hold(&self, current: &Current, generation: i64, until: Option<Date>) {
        let held = Held { current: current.clone(), generation, until };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
    }
}

impl Door {
    /// Puts what is in force together from the folder and the database, for the start of the program: a set that is not in
    /// order opens no door.
    ///
    /// # Errors
    /// With one sentence for each fault.
    pub fn begin(&self) -> Result<(), Faults> {
        let kept = self.use_cases.kept().map_err(|cause| Faults(vec![cause.to_string()]))?;
        let (rules, until) = self.put_together(&kept)?;
        let current = Current { rules: Arc::new(rules), hidden: Arc::new(kept.hidden) };
        self.in_force.hold(&current, kept.generation, until);
        Ok(())
    }

    /// What is in force now. A set that is not in order never takes the place of a good one; but an end and a hidden folder
    /// hold in any case.
    pub(super) fn current(&self) -> Result<Current, DoorError> {
        let today = day_of(self.now());
        if let Some(current) = self.in_force.holding(self.use_cases.generation()?, today) {
            return Ok(current);
        }
        let _alone = self.in_force.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(current) = self.in_force.holding(self.use_cases.generation()?, today) {
            return Ok(current);
        }
        let kept = self.use_cases.kept()?;
        let (rules, until) = match self.put_together(&kept) {
            Ok(made) => made,
            Err(faults) => {
                // No text of a sheet stands in a fault, and nothing about a person.
                eprintln!(
                    "access: alarm: the use cases in force stay as they were, but for what was ended: {faults}"
                );
                (self.in_force.former().without(&kept.ends), None)
            }
        };
        let current = Current { rules: Arc::new(rules), hidden: Arc::new(kept.hidden) };
        self.in_force.hold(&current, kept.generation, until);
        Ok(current)
    }

    /// The rules in force; rules that open nothing when nobody can say which are.
    pub(super) fn rules(&self) -> Arc<Rules> {
        self.current().map_or_else(|_| Arc::new(self.in_force.former().shut()), |current| current.rules)
    }

    /// The rules with only one sheet in force, tested, for a look at what it would do.
    pub(super) fn trial(&self, sheet: Sheet, groups: &[usecases::UserGroup]) -> Result<Rules, Faults> {
        let rules = self.rules();
        let mut folder = rules.folder();
        folder.groups.extend(groups.iter().filter(|new| rules.group(&new.id).is_none()).cloned());
        folder.sheets = BTreeMap::from([(sheet.id.clone(), sheet)]);
        rules.renewed(folder)
    }

    /// Both origins together, built and tested.
    fn put_together(&self, kept: &Kept) -> Result<(Rules, Option<Date>), Faults> {
        let made = self.joined(kept)?;
        Ok((self.in_force.former().renewed(made.folder)?, made.until))
    }

    /// What would be in force if the database kept this, not built yet.
    pub(super) fn joined(&self, kept: &Kept) -> Result<usecases::InForce, Faults> {
        let sources: Vec<SourceId> = self.agencies.iter().map(|agency| agency.id.clone()).collect();
        self.in_force.base.with(kept, &sources, day_of(self.now()))
    }

    /// What the operator installed.
    pub(super) fn installed(&self) -> &Folder {
        &self.in_force.base
    }
}

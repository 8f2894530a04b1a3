//! Visits of the past in one go: from a former system, or made up. They are facts like those of kiosks, and each is taken once.
//!
//! Nothing is folded or queued, and no kiosk said it; who brings them in answers for it, and the log says so before.

use crate::clock::day_and_hour;
use crate::members::{Registered, take_member};
use crate::tables::members::Touched;
use crate::{Desk, DeskError, NewMember, tables, unfit};
use access::Permit;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A visit of the past.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PastVisit {
    /// Its name, random or from the former system; by it the visit is taken once.
    pub id: [u8; 16],
    /// Where.
    pub site: String,
    /// Who; nobody when she stayed anonymous.
    pub member: Option<i64>,
    /// When it began, in milliseconds.
    pub began: i64,
    /// When the customer said that it ended.
    pub ended: Option<i64>,
    /// She said what was really used.
    pub verified: bool,
    /// What was chosen, and whether it was used.
    pub services: Vec<(String, bool)>,
    /// What staff delivered on it.
    pub delivered: Vec<Delivered>,
    /// Minutes until somebody of staff called.
    pub waited: Option<i64>,
    /// The kiosk was off line.
    pub offline: bool,
    /// It stood on paper.
    pub paper: bool,
    /// The hour is a guess.
    pub uncertain: bool,
    /// Nobody came through the door: only what staff delivered counts.
    pub remote: bool,
}

/// What staff delivered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivered {
    /// Catalogue id.
    pub service: String,
    /// The account that answers for it.
    pub account: i64,
    /// The programme that pays for it, by its id; the catalogue's first when left out.
    pub programme: Option<String>,
}

impl Desk {
    /// Brings in visits, all of them or none. How many were not there before. A few thousand at once are quickest.
    ///
    /// # Errors
    /// With a sentence when a site or service does not exist; otherwise when the database fails.
    pub fn bring_in_visits(&self, _leave: &Permit, visits: &[PastVisit]) -> Result<usize, DeskError> {
        let mut zones = HashMap::new();
        for site in self.sites()? {
            zones.insert(site.id.clone(), site.time_zone()?);
        }
        let now = self.now();
        self.database.write(|t| {
            let (mut taken, mut changed) = (0, BTreeSet::new());
            for visit in visits {
                let zone =
                    zones.get(&visit.site).ok_or_else(|| unfit("a visit names a site that is not here"))?;
                self.check_services(visit)?;
                if tables::history::add(t, visit, day_and_hour(visit.began, zone))? {
                    taken += 1;
                    changed.extend(visit.member);
                }
            }
            tables::members::turn(t)?;
            for member in changed {
                tables::members::changed(t, member, Touched::Herself, now)?;
            }
            Ok(taken)
        })
    }

    /// Registers many at once, in their order; the numbers of their rows. Whose SSN is known keeps the number that she has.
    ///
    /// # Errors
    /// As for [`Desk::register`]; then nobody was registered.
    pub fn bring_in_members(
        &self,
        leave: &Permit,
        site: &str,
        said: Vec<NewMember>,
    ) -> Result<Vec<i64>, DeskError> {
        let mut drawn = HashSet::new();
        let ready = said.into_iter().map(|said| {
            let mut ready = self.ready_member(site, said.clone(), leave.account())?;
            // Two of a batch may draw the same number.
            while !drawn.insert(ready.token()) {
                ready = self.ready_member(site, said.clone(), leave.account())?;
            }
            Ok(ready)
        });
        let ready: Vec<_> = ready.collect::<Result<_, DeskError>>()?;
        self.database.write(|t| {
            tables::members::turn(t)?;
            let mut numbers = Vec::with_capacity(ready.len());
            for one in ready {
                numbers.push(match take_member(t, one)? {
                    Registered::New(member) => member.id,
                    Registered::SsnKnown(id) => id,
                });
            }
            Ok(numbers)
        })
    }

    /// Anybody ever came.
    ///
    /// # Errors
    /// When the database fails.
    pub fn has_visits(&self) -> Result<bool, DeskError> {
        Ok(self.database.read(tables::history::any)?)
    }

    fn check_services(&self, visit: &PastVisit) -> Result<(), DeskError> {
        let chosen = visit.services.iter().map(|(service, _)| service);
        let mut all = chosen.chain(visit.delivered.iter().map(|one| &one.service));
        if let Some(unknown) = all.find(|service| self.service(service).is_none()) {
            return Err(unfit(&format!(
                "a visit names the service `{unknown}`, which the catalogue does not have"
            )));
        }
        if visit.member.is_none() && !visit.delivered.is_empty() {
            return Err(unfit(
                "staff deliver to somebody; a visit without a member has no delivered service",
            ));
        }
        Ok(())
    }
}

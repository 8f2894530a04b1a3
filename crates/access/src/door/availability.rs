//! How the systems stand. Says nothing about any person, so everybody may know it.

use super::{Door, DoorError};
use crate::view::SystemLine;
use casefile::Standing;

impl Door {
    /// One line for each system, in the order of the settings.
    ///
    /// # Errors
    /// When the database fails.
    pub fn availability(&self) -> Result<Vec<SystemLine>, DoorError> {
        let standings = self.parts.casefile.availability()?;
        Ok(standings
            .iter()
            .zip(&self.agencies)
            .map(|(standing, agency)| self.line(standing, agency.clone()))
            .collect())
    }

    fn line(&self, standing: &Standing, agency: crate::view::Agency) -> SystemLine {
        let at = |instant: jiff::Timestamp| {
            let local = instant.to_zoned(self.parts.zone.clone());
            if local.date() == self.today() {
                local.strftime("%-I:%M %p").to_string()
            } else {
                format!("{} {}", crate::words::civil_date(local.date()), local.strftime("%-I:%M %p"))
            }
        };
        let state = if standing.available {
            "available".to_owned()
        } else {
            match (standing.last_success, standing.last_failure) {
                (None, None) => "no data yet".to_owned(),
                (Some(success), Some(failure)) if failure >= success => {
                    format!("not available since {}", at(failure))
                }
                (None, Some(failure)) => format!("not available since {}", at(failure)),
                (Some(success), _) => format!("nothing new since {}", at(success)),
            }
        };
        SystemLine {
            agency,
            available: standing.available,
            state,
            last_update: standing.as_of.or(standing.last_success),
            records: standing.records,
        }
    }
}

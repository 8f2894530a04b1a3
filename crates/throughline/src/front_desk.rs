//! The front desk of the settings: its catalogue, its areas, and its place among the agencies.

use crate::Problem;
use crate::drops::DropSettings;
use crate::exchange::PartnerSettings;
use crate::settings::Settings;
use counting::pirl::Schema;
use counting::{Catalogue, Policy};
use database::{Database, Sealer};
use frontdesk::{Area, CountRules, Desk, DeskSource};
use records::{Clock, SourceId, SourceProfile};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Job centres: where customers are greeted, and what is counted there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrontDeskSettings {
    /// The name under which its records enter the case file.
    pub(crate) source: String,
    /// The agency, as people call it.
    pub(crate) agency: String,
    /// Its short name.
    pub(crate) short: String,
    /// The service catalogue.
    pub(crate) catalogue: PathBuf,
    /// The areas, whose administrators set up sites.
    pub(crate) area: Vec<AreaSettings>,
    /// What the state decided about its counts.
    #[serde(default)]
    pub(crate) counting: Policy,
    /// The columns of the federal file, where one is made.
    #[serde(default)]
    pub(crate) federal_file: Option<PathBuf>,
    /// What is read to a customer before she is asked for her Social Security number; the program's own words when left out.
    #[serde(default)]
    pub(crate) ssn_notice: Option<String>,
    /// Reports that are put into folders by themselves.
    #[serde(default)]
    pub(crate) drop: Vec<DropSettings>,
    /// Other systems that messages are exchanged with.
    #[serde(default)]
    pub(crate) partner: Vec<PartnerSettings>,
}

/// Nobody listens to more.
const LONGEST_NOTICE: usize = 1_500;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AreaSettings {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl FrontDeskSettings {
    /// The same with paths relative to the folder of the settings file.
    pub(crate) fn within(&mut self, folder: &Path) {
        self.catalogue = folder.join(&self.catalogue);
        self.federal_file = self.federal_file.as_ref().map(|file| folder.join(file));
        for partner in &mut self.partner {
            partner.within(folder);
        }
        for drop in &mut self.drop {
            drop.folder = folder.join(&drop.folder);
        }
    }

    /// Its areas.
    pub(crate) fn areas(&self) -> Vec<Area> {
        let known = self.area.iter();
        known.map(|area| Area { id: area.id.clone(), name: area.name.clone() }).collect()
    }

    /// What is read to a customer before she is asked for her Social Security number.
    pub(crate) fn read_ssn_notice(&self) -> Result<&str, Problem> {
        let words = self.ssn_notice.as_deref().map_or(frontdesk::SSN_NOTICE, str::trim);
        if words.is_empty() || words.chars().count() > LONGEST_NOTICE {
            return Err(Problem(format!(
                "[frontdesk] ssn_notice is read to customers and has between 1 and {LONGEST_NOTICE} letters; leave it out for the usual words"
            )));
        }
        Ok(words)
    }

    /// How its records look among those of the agencies.
    pub(crate) fn profile(&self) -> SourceProfile {
        DeskSource::profile_of(&SourceId::new(&self.source), &self.agency, &self.short)
    }

    /// What can be chosen and delivered.
    pub(crate) fn read_catalogue(&self) -> Result<Catalogue, Problem> {
        let shown = self.catalogue.display();
        let text = std::fs::read_to_string(&self.catalogue)
            .map_err(|cause| Problem(format!("the service catalogue `{shown}` cannot be read ({cause})")))?;
        Catalogue::read(&text).map_err(|faults| Problem(format!("{shown}: {faults}")))
    }

    /// What the state decided about its counts, and the columns of its federal file.
    pub(crate) fn count_rules(&self, catalogue: &Catalogue) -> Result<CountRules, Problem> {
        let read = |file: &PathBuf| {
            let shown = file.display();
            let text = std::fs::read_to_string(file).map_err(|cause| {
                Problem(format!("the columns of the federal file `{shown}` cannot be read ({cause})"))
            })?;
            Schema::read(&text, catalogue).map_err(|faults| Problem(format!("{shown}: {faults}")))
        };
        let schema = self.federal_file.as_ref().map(read).transpose()?;
        Ok(CountRules { policy: self.counting.clone(), schema })
    }

    pub(crate) fn open(
        &self,
        database: Arc<Database>,
        sealer: Sealer,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<Desk>, Problem> {
        let catalogue = Arc::new(self.read_catalogue()?);
        let desk = Desk::new(database, sealer, clock, SourceId::new(&self.source), catalogue);
        Ok(Arc::new(desk.map_err(Problem::from)?))
    }
}

/// How the front desk's records look, where there is one.
pub(crate) fn profile(settings: &Settings) -> Option<SourceProfile> {
    settings.frontdesk.as_ref().map(FrontDeskSettings::profile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_is_the_settings_own_or_the_usual_one_and_never_empty() {
        let read = |line: &str| {
            let text = format!(
                "source = \"centers\"\nagency = \"Centers\"\nshort = \"C\"\ncatalogue = \"c.toml\"\narea = []\n{line}"
            );
            let settings: FrontDeskSettings = toml::from_str(&text).unwrap();
            settings.read_ssn_notice().map(str::to_owned).map_err(|problem| problem.to_string())
        };
        assert_eq!(read("").unwrap(), frontdesk::SSN_NOTICE);
        assert_eq!(read("ssn_notice = \" Our own words. \"").unwrap(), "Our own words.");
        assert!(read("ssn_notice = \" \"").unwrap_err().contains("ssn_notice"));
        assert!(read(&format!("ssn_notice = \"{}\"", "x".repeat(1_501))).is_err());
    }
}

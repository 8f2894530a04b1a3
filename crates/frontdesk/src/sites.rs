//! Sites: where customers come to, as the administrators of their areas set them up.

use crate::{Desk, DeskError, tables, unfit};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Words in addresses beside those of sites.
const TAKEN: [&str; 3] = ["setup", "reports", "new"];

/// A site of an area.
#[derive(Clone, PartialEq, Debug)]
pub struct Site {
    /// Small letters, digits and hyphens; never changes.
    pub id: String,
    /// The area that it lies in.
    pub area: String,
    /// As customers know it.
    pub name: String,
    /// The name of its time zone.
    pub zone: String,
    /// What its administrator chose.
    pub settings: SiteSettings,
    /// Since when it is closed for good, in milliseconds.
    pub ended_at: Option<i64>,
}

/// What an administrator chose for a site.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSettings {
    /// The site's closing time in minutes after midnight; without one its days end at midnight.
    pub closes: Option<i64>,
    /// The services that it offers, in the order of the kiosk's tiles; empty: all of the catalogue.
    pub services: Vec<String>,
    /// Where things are, by service and language: `computers are to your left`.
    pub places: BTreeMap<String, BTreeMap<String, String>>,
    /// Month and day of birth are asked after a keyed number.
    pub ask_birthday: bool,
    /// *Did you find work?* is asked at the end.
    pub ask_found_work: bool,
    /// The member number is printed on cards, too.
    pub number_on_card: bool,
    /// Telephone on cards that are found.
    pub phone: String,
}

impl Default for SiteSettings {
    fn default() -> SiteSettings {
        SiteSettings {
            closes: Some(17 * 60),
            services: Vec::new(),
            places: BTreeMap::new(),
            ask_birthday: false,
            ask_found_work: true,
            number_on_card: false,
            phone: String::new(),
        }
    }
}

impl Site {
    /// Its time zone.
    ///
    /// # Errors
    /// When the machine does not know the zone any more.
    pub fn time_zone(&self) -> Result<TimeZone, DeskError> {
        TimeZone::get(&self.zone).map_err(|_| {
            DeskError::Unfit(format!(
                "there is no time zone `{}`; write one such as `America/New_York`",
                self.zone
            ))
        })
    }
}

impl Desk {
    /// Sets a site up, or changes it.
    ///
    /// # Errors
    /// With a sentence when its id, name, zone or closing time does not do.
    pub fn set_site(&self, site: &Site, by: Option<i64>) -> Result<(), DeskError> {
        site.time_zone()?;
        let known = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if site.id.is_empty() || site.id.len() > 40 || !site.id.chars().all(known) {
            return Err(unfit("a site's id has small letters, digits and hyphens, at most 40"));
        }
        if TAKEN.contains(&site.id.as_str()) {
            return Err(unfit("this id stands in addresses of the program; choose another"));
        }
        if site.name.trim().is_empty() || site.name.chars().count() > 80 {
            return Err(unfit("a site has a name of at most 80 letters"));
        }
        if site.settings.closes.is_some_and(|closes| !(0..24 * 60).contains(&closes)) {
            return Err(unfit("a site closes between 00:00 and 23:59"));
        }
        let now = self.now();
        self.database.write(|t| match tables::sites::site(t, &site.id)? {
            Some(known) if known.area != site.area => {
                Err(unfit("a site stays in its area, so that its counts stay with it; make another site"))
            }
            _ => Ok(tables::sites::set(t, site, now, by)?),
        })
    }

    /// A site by its id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn site(&self, id: &str) -> Result<Option<Site>, DeskError> {
        Ok(self.database.read(|t| tables::sites::site(t, id))?)
    }

    /// Every site, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sites(&self) -> Result<Vec<Site>, DeskError> {
        Ok(self.database.read(tables::sites::all)?)
    }
}

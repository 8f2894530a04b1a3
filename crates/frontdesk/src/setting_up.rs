//! What the administrator of an area sets up: sites, kiosks, and who works there.

mod handing_in;
mod people;

pub use handing_in::HandedIn;
pub use people::Posted;

use crate::{Area, FrontDesk, FrontDeskError, Kiosk, KioskCode, Site, SiteSettings, unfit};
use access::{Permit, Serving, Session};

/// An area as its administrator sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct AreaView {
    /// The area.
    pub area: Area,
    /// Its sites, those that are closed for good last, each with its kiosks.
    pub sites: Vec<(Site, Vec<Kiosk>)>,
    /// Who works in the area or at one of its sites.
    pub posted: Vec<Posted>,
    /// Every service of the catalogue: id and English words.
    pub services: Vec<(String, String)>,
    /// The moment at which this was true, in milliseconds.
    pub now: i64,
}

/// How something that somebody asked for went: done, or a field and a sentence. `None`: there is no such thing for her.
pub type Settled<T> = Option<Result<T, DeskRefusal>>;

/// Why something was not done, beside a field of the form; the field may be empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeskRefusal {
    /// The form's field.
    pub field: &'static str,
    /// A sentence.
    pub words: String,
}

impl FrontDesk {
    /// The areas that somebody sets up.
    ///
    /// # Errors
    /// When the database or the policy engine fails.
    pub fn areas_to_set_up(&self, session: &Session) -> Result<Vec<Area>, FrontDeskError> {
        let mut own = Vec::new();
        for area in &self.areas {
            if self.door.may_serve(session, Serving::SetUp, &[&area.id])?.is_ok() {
                own.push(area.clone());
            }
        }
        Ok(own)
    }

    /// An area with its sites, kiosks and people.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn area(&self, session: &Session, area: &str) -> Result<Option<AreaView>, FrontDeskError> {
        let Some(area) = self.areas.iter().find(|known| known.id == area) else { return Ok(None) };
        if self.door.may_serve(session, Serving::SetUp, &[&area.id])?.is_err() {
            return Ok(None);
        }
        let mut sites = Vec::new();
        for site in self.desk.sites()?.into_iter().filter(|site| site.area == area.id) {
            let kiosks = self.desk.kiosks(&site.id)?;
            sites.push((site, kiosks));
        }
        sites.sort_by_key(|(site, _)| site.ended_at.is_some());
        let posted = self.posted(area, &sites)?;
        let services = self.desk.catalogue().services().iter();
        let services = services.map(|one| (one.id.clone(), one.words.get("en").to_owned())).collect();
        Ok(Some(AreaView { area: area.clone(), sites, posted, services, now: self.desk.now() }))
    }

    /// Sets a site up, or changes it.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing was done then.
    pub fn save_site(
        &self,
        session: &Session,
        area: &str,
        (id, name, zone): (&str, &str, &str),
        settings: SiteSettings,
    ) -> Result<Settled<()>, FrontDeskError> {
        let Some(permit) = self.leave(session, area, &format!("sets up the site {id}"))? else {
            return Ok(None);
        };
        if self.areas.iter().any(|area| area.id == id.trim()) {
            return Ok(refused("id", "an area has this id; its duties would hold here, so choose another"));
        }
        for service in &settings.services {
            if self.desk.service(service).is_none() {
                return Ok(refused("services", &format!("there is no service `{service}` in the catalogue")));
            }
        }
        let site = Site {
            id: id.trim().to_owned(),
            area: area.to_owned(),
            name: name.trim().to_owned(),
            zone: zone.trim().to_owned(),
            settings,
            ended_at: None,
        };
        settled("site", self.desk.set_site(&site, permit.account()))
    }

    /// Closes a site for good. Its kiosks are taken out of use, and open visits are closed; its counts stay.
    ///
    /// # Errors
    /// As for [`FrontDesk::save_site`].
    pub fn end_site(&self, session: &Session, area: &str, site: &str) -> Result<Settled<()>, FrontDeskError> {
        let Some((permit, site)) = self.own_site(session, area, site, "closes for good")? else {
            return Ok(None);
        };
        for kiosk in self.desk.kiosks(&site.id)? {
            self.desk.revoke_kiosk(&permit, &kiosk.id)?;
        }
        settled("site", self.desk.end_site(&site, permit.account()))
    }

    /// A code with which one kiosk of a site can be enrolled within the hour. Shown once.
    ///
    /// # Errors
    /// As for [`FrontDesk::save_site`].
    pub fn new_kiosk(
        &self,
        session: &Session,
        area: &str,
        site: &str,
    ) -> Result<Settled<KioskCode>, FrontDeskError> {
        let words = "makes a code for a kiosk of";
        let Some((permit, site)) = self.own_site(session, area, site, words)? else { return Ok(None) };
        settled("", self.desk.kiosk_code(&permit, &site.id))
    }

    /// Takes a kiosk out of use: it is told to wipe itself, and nothing that it says is taken any more.
    ///
    /// # Errors
    /// As for [`FrontDesk::save_site`].
    pub fn revoke(
        &self,
        session: &Session,
        area: &str,
        site: &str,
        kiosk: &str,
    ) -> Result<Settled<()>, FrontDeskError> {
        let words = format!("takes the kiosk {kiosk} out of use at");
        let Some((permit, site)) = self.own_site(session, area, site, &words)? else { return Ok(None) };
        if !self.desk.kiosks(&site.id)?.iter().any(|known| known.id == kiosk) {
            return Ok(None);
        }
        settled("", self.desk.revoke_kiosk(&permit, kiosk))
    }

    /// Leave to set up an area; `None` when it is not hers, or not there.
    fn leave(&self, session: &Session, area: &str, words: &str) -> Result<Option<Permit>, FrontDeskError> {
        if !self.areas.iter().any(|known| known.id == area) {
            return Ok(None);
        }
        Ok(self.door.serve(session, Serving::SetUp, &[area], words)?.ok())
    }

    fn own_site(
        &self,
        session: &Session,
        area: &str,
        site: &str,
        words: &str,
    ) -> Result<Option<(Permit, Site)>, FrontDeskError> {
        let Some(site) = self.desk.site(site)?.filter(|site| site.area == area) else { return Ok(None) };
        let permit = self.leave(session, area, &format!("{words} {}", site.id))?;
        Ok(permit.map(|permit| (permit, site)))
    }
}

impl crate::Desk {
    fn end_site(&self, site: &Site, by: Option<i64>) -> Result<(), crate::DeskError> {
        if site.ended_at.is_some() {
            return Err(unfit("this site is closed for good already"));
        }
        let ended = Site { ended_at: Some(self.now()), ..site.clone() };
        let now = self.now();
        self.database.write(|t| {
            crate::tables::visits::close_all(t, &ended.id)?;
            Ok(crate::tables::sites::set(t, &ended, now, by)?)
        })
    }
}

fn refused<T>(field: &'static str, words: &str) -> Settled<T> {
    Some(Err(DeskRefusal { field, words: words.to_owned() }))
}

/// A sentence of the desk stands beside the field; its faults go on.
fn settled<T>(field: &'static str, done: Result<T, crate::DeskError>) -> Result<Settled<T>, FrontDeskError> {
    match done {
        Ok(done) => Ok(Some(Ok(done))),
        Err(crate::DeskError::Unfit(words)) => Ok(refused(field, &words)),
        Err(cause) => Err(cause.into()),
    }
}

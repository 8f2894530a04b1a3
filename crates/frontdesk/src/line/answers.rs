//! Configuration, roster and greeting, as a kiosk reads them.

use super::{KioskAnswer, answer};
use crate::kiosks::KioskId;
use crate::what_is_said::LANGUAGES;
use crate::{Expected, FrontDesk, FrontDeskError, Greeting, Known, Site, clock, tables};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use counting::{Day, Offered, Service, Words};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

impl FrontDesk {
    pub(super) fn config(&self, kiosk: &KioskId) -> Result<KioskAnswer, FrontDeskError> {
        let (mut config, version) = self.config_of(kiosk)?;
        config["version"] = json!(version);
        config["server_time"] = json!(self.server_time());
        config["roster"] = json!(self.roster(kiosk.site())?.version);
        Ok(answer(200, &config))
    }

    /// What a kiosk shows and asks, and a version that changes with it.
    pub(super) fn config_of(&self, kiosk: &KioskId) -> Result<(Value, String), FrontDeskError> {
        let site = self.desk.site(kiosk.site())?;
        let site = site.ok_or_else(|| crate::unfit("the kiosk's site is gone"))?;
        let now = self.desk.now();
        let today = clock::day_and_hour(now, &site.time_zone()?).0;
        let sessions = self.desk.database.read(|t| tables::visits::sessions(t, &site.id, today));
        let sessions: Vec<Value> = sessions.map_err(crate::DeskError::from)?.iter().map(session).collect();
        let closes = site.settings.closes.unwrap_or(24 * 60);
        let config = json!({
            "site": {
                "id": site.id, "name": site.name, "zone": site.zone,
                "closes": format!("{:02}:{:02}", closes / 60, closes % 60),
            },
            "seal_key": BASE64_URL_SAFE_NO_PAD.encode(self.desk.seal_key.public()),
            "idle_seconds": 60, "short_idle_seconds": 45, "warning_seconds": 30,
            "ask_birthday": site.settings.ask_birthday, "ask_found_work": site.settings.ask_found_work,
            "languages": LANGUAGES,
            "catalogue": self.desk.catalogue.version(),
            "services": self.services(&site, today),
            "sessions": sessions,
        });
        let version = Sha256::digest(config.to_string().as_bytes());
        Ok((config, version.iter().take(8).map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The tiles of a site: those that its administrator chose, in her order, as far as they are offered today.
    fn services(&self, site: &Site, today: i64) -> Vec<Value> {
        let day = Day(i32::try_from(today).unwrap_or(0));
        let offered: Vec<&Service> = self.desk.catalogue.offered(&site.id, day).collect();
        let chosen = &site.settings.services;
        let by_id = |id: &String| offered.iter().find(|service| service.id == *id).copied();
        let tiles =
            if chosen.is_empty() { offered.clone() } else { chosen.iter().filter_map(by_id).collect() };
        tiles.into_iter().map(|service| tile(service, site)).collect()
    }

    pub(super) fn roster_for(&self, kiosk: &KioskId, query: &str) -> Result<KioskAnswer, FrontDeskError> {
        let roster = self.roster(kiosk.site())?;
        if query.strip_prefix("have=") == Some(roster.version.as_str()) {
            return Ok(answer(200, &json!({ "version": roster.version, "same": true })));
        }
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let entries = roster.entries.iter();
        let entries: Vec<Value> = entries
            .map(|entry| json!({ "index": encode(&entry.index), "box": encode(&entry.sealed) }))
            .collect();
        let said = json!({
            "version": roster.version, "salt": encode(&roster.salt), "rounds": roster.rounds, "entries": entries,
        });
        Ok(answer(200, &said))
    }
}

fn tile(service: &Service, site: &Site) -> Value {
    let delivery = match service.offered {
        Offered::SelfService => "self",
        Offered::Information => "information",
        Offered::Staff => "staff",
    };
    let place = site.settings.places.get(&service.id).unwrap_or(&service.place.0);
    let Words(words) = &service.words;
    json!({ "id": service.id, "icon": service.icon, "delivery": delivery, "words": words, "where": place })
}

/// A workshop that customers can check in to, from half an hour before it begins to its end.
fn session(session: &tables::visits::SessionRow) -> Value {
    const BEFORE: i64 = 30 * 60_000;
    json!({
        "id": session.activity.to_string(), "starts": moment(session.starts), "ends": moment(session.ends),
        "opens": moment(session.starts - BEFORE), "closes": moment(session.ends),
        "words": { "en": session.title }, "where": { "en": session.place }, "places_left": session.places_left,
    })
}

pub(super) fn greeting(greeting: &Greeting) -> Value {
    match greeting {
        Greeting::Known(known) => self::known(known),
        Greeting::Unknown => json!({ "result": "unknown" }),
        Greeting::Replaced => json!({ "result": "replaced" }),
        Greeting::Staff => json!({ "result": "staff" }),
        Greeting::Birthday => json!({ "result": "birthday" }),
    }
}

fn known(known: &Known) -> Value {
    let open = known.open.as_ref().map(|visit| {
        let mut open = json!({ "visit": visit.id.to_string(), "since": moment(visit.began) });
        if !known.private {
            open["services"] = visit.services.iter().map(|one| one.service.as_str()).collect();
        }
        open
    });
    let mut said = json!({
        "result": "known", "handle": BASE64_URL_SAFE_NO_PAD.encode(&known.handle), "lang": known.lang,
        "private": known.private, "visit": open, "elsewhere": known.elsewhere, "often": known.often,
    });
    if let Some((first, initial)) = &known.name {
        said["first"] = json!(first);
        said["initial"] = json!(initial);
        said["last"] = known.last.as_ref().map_or(Value::Null, last);
        said["today"] = known.today.iter().map(expected).collect();
    }
    said
}

fn last(visit: &crate::Visit) -> Value {
    let services: Vec<&str> = visit.services.iter().map(|one| one.service.as_str()).collect();
    let day = Day(i32::try_from(visit.day).unwrap_or(0)).date();
    json!({ "visit": visit.id.to_string(), "day": day.to_string(), "services": services })
}

fn expected(expected: &Expected) -> Value {
    json!({
        "kind": expected.kind, "id": expected.activity.to_string(), "starts": moment(expected.starts),
        "words": { "en": expected.title },
    })
}

fn moment(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map_or_else(|_| String::new(), |at| at.to_string())
}

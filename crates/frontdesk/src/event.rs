//! What a kiosk says happened, as it comes over the line (docs/kiosk_protocol.md). Facts are only ever added.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

/// One thing that happened at a kiosk.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// Made when the button was pressed; by it the event is taken once.
    pub id: Uuid,
    /// Without gaps for each device, from 1.
    pub seq: i64,
    /// The visit that it belongs to.
    pub visit: Option<Uuid>,
    /// When, by the device.
    pub stamp: Stamp,
    /// The kiosk had no answer from the server at that moment.
    pub offline: bool,
    /// What happened.
    pub what: What,
}

/// When something happened, by a device whose clock may be wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// Random, new at each start of the page.
    pub boot: String,
    /// The device's clock, in milliseconds since 1970; `None` when it showed no date at all.
    pub wall: Option<i64>,
    /// Milliseconds since the start of the page, by a clock that nobody can set.
    pub mono: i64,
    /// Server minus device as last measured, in milliseconds, and how many seconds ago that was.
    pub offset: Option<(i64, i64)>,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// A visit began.
    SignIn {
        /// Who.
        who: Who,
        /// How: `swipe`, `scan`, `keypad`, `forgot` or `none`.
        by: String,
        /// The language on the screen.
        lang: String,
        /// Services that were chosen.
        services: Vec<String>,
    },
    /// More services were chosen.
    AddServices(Vec<String>),
    /// Somebody came to a workshop or appointment.
    CheckIn(String),
    /// What was really used, said at the end or at the next visit.
    Verify {
        /// The services; all others of the visit were not used.
        services: Vec<String>,
        /// The customer says that she found work.
        found_work: bool,
    },
    /// The visit ended.
    SignOut,
    /// *Not me*, or a sign-in by mistake.
    Void,
    /// A number in order that the server did not know.
    UnknownCard(Who),
    /// Something else was swiped; only its class is known.
    WrongCard(String),
    /// Somebody asked for staff.
    Help,
}

/// Who signs in, as the kiosk can say it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Who {
    /// A number, sealed on the device.
    Sealed(Vec<u8>),
    /// What the server gave when it was asked about the number.
    Handle(Vec<u8>),
    /// Nobody in particular.
    Anonymous,
    /// No customer: a vendor, an inspector.
    Visitor,
}

/// Why an event can never be taken: a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unfit(pub &'static str);

/// The longest list of services in one event.
const MOST_SERVICES: usize = 40;
/// The longest name of a service, session, boot or class.
const LONGEST_NAME: usize = 64;

#[derive(Deserialize)]
struct Wire {
    id: String,
    seq: i64,
    boot: String,
    #[serde(default)]
    wall: String,
    mono: f64,
    offset_ms: Option<f64>,
    offset_age_s: Option<f64>,
    #[serde(default)]
    offline: bool,
    kind: String,
    visit: Option<String>,
    who: Option<WireWho>,
    #[serde(default)]
    by: String,
    #[serde(default)]
    lang: String,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    session: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    found_work: bool,
}

#[derive(Deserialize)]
struct WireWho {
    sealed: Option<String>,
    handle: Option<String>,
    #[serde(default)]
    anonymous: bool,
    visitor: Option<String>,
}

impl What {
    /// The word in storage.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            What::SignIn { .. } => "sign_in",
            What::AddServices(_) => "add_services",
            What::CheckIn(_) => "check_in",
            What::Verify { .. } => "verify",
            What::SignOut => "sign_out",
            What::Void => "void",
            What::UnknownCard(_) => "unknown_card",
            What::WrongCard(_) => "wrong_card",
            What::Help => "help",
        }
    }
}

impl Event {
    /// Reads one event.
    ///
    /// # Errors
    /// With a sentence that says which member is missing or wrong; it holds no content of the event.
    pub fn read(event: &serde_json::Value) -> Result<Event, Unfit> {
        let wire = Wire::deserialize(event).map_err(|_| {
            Unfit("the event lacks `id`, `seq`, `boot`, `mono` or `kind`, or one of its members has another type than the protocol says")
        })?;
        let id = Uuid::parse_str(&wire.id).map_err(|_| Unfit("`id` is no UUID"))?;
        let visit = wire.visit.as_deref().map(Uuid::parse_str).transpose();
        let visit = visit.map_err(|_| Unfit("`visit` is no UUID"))?;
        if wire.seq < 1 {
            return Err(Unfit("`seq` counts from 1"));
        }
        let names =
            wire.services.iter().chain([&wire.boot, &wire.session, &wire.class, &wire.by, &wire.lang]);
        if wire.services.len() > MOST_SERVICES || names.into_iter().any(|name| name.len() > LONGEST_NAME) {
            return Err(Unfit("the event holds more services, or longer names, than any kiosk sends"));
        }
        let what = wire.what()?;
        let needs_visit = !matches!(what, What::UnknownCard(_) | What::WrongCard(_) | What::Help);
        if needs_visit && visit.is_none() {
            return Err(Unfit("`visit` is missing"));
        }
        let stamp = wire.stamp()?;
        Ok(Event { id, seq: wire.seq, visit, stamp, offline: wire.offline, what })
    }
}

impl Wire {
    fn stamp(&self) -> Result<Stamp, Unfit> {
        let wall = self.wall.parse::<Timestamp>().ok().map(Timestamp::as_millisecond);
        let mono =
            whole(self.mono).filter(|mono| *mono >= 0).ok_or(Unfit("`mono` is no number of milliseconds"))?;
        let offset = match (self.offset_ms.and_then(whole), self.offset_age_s.and_then(whole)) {
            (Some(offset), Some(age)) if age >= 0 => Some((offset, age)),
            _ => None,
        };
        Ok(Stamp { boot: self.boot.clone(), wall, mono, offset })
    }

    fn what(&self) -> Result<What, Unfit> {
        let services = || self.services.clone();
        let who =
            || self.who.as_ref().and_then(WireWho::read).ok_or(Unfit("`who` is missing or of no known form"));
        Ok(match self.kind.as_str() {
            "sign_in" => What::SignIn {
                who: who()?,
                by: self.by.clone(),
                lang: self.lang.clone(),
                services: services(),
            },
            "add_services" => What::AddServices(services()),
            "check_in" if self.session.is_empty() => return Err(Unfit("`session` is missing")),
            "check_in" => What::CheckIn(self.session.clone()),
            "last_visit" => What::Verify { services: services(), found_work: false },
            "verify" => What::Verify { services: services(), found_work: self.found_work },
            "sign_out" => What::SignOut,
            "void" => What::Void,
            "unknown_card" => What::UnknownCard(who()?),
            "wrong_card" => What::WrongCard(match self.class.as_str() {
                known @ ("bank" | "long" | "letters") => known.to_owned(),
                _ => "other".to_owned(),
            }),
            "help" => What::Help,
            _ => {
                return Err(Unfit(
                    "`kind` is none that this server knows; a newer kiosk needs a newer server",
                ));
            }
        })
    }
}

impl WireWho {
    fn read(&self) -> Option<Who> {
        match self {
            WireWho { sealed: Some(sealed), .. } => bytes(sealed).map(Who::Sealed),
            WireWho { handle: Some(handle), .. } => bytes(handle).map(Who::Handle),
            WireWho { anonymous: true, .. } => Some(Who::Anonymous),
            WireWho { visitor: Some(_), .. } => Some(Who::Visitor),
            _ => None,
        }
    }
}

/// Base64 for addresses, without padding (RFC 4648, section 5).
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

/// A number of JSON without its fraction; nothing beyond what JSON's numbers hold exactly.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "the number is within what an i64 holds")]
    (number.abs() <= EXACT).then_some(number.trunc() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sign_in() -> serde_json::Value {
        json!({
            "id": "01932b5e-7b5c-7000-8000-000000000001", "seq": 1, "boot": "b", "wall": "2026-06-01T13:00:00.000Z",
            "mono": 1200.5, "offset_ms": -120, "offset_age_s": 3, "kind": "sign_in",
            "visit": "01932b5e-7b5c-7000-8000-000000000002", "who": { "anonymous": true }, "by": "none",
            "services": ["resource-room"], "later": "ignored"
        })
    }

    #[test]
    fn a_sign_in_is_read_whole() {
        let event = Event::read(&sign_in()).unwrap();
        assert_eq!(event.stamp.mono, 1200);
        assert_eq!(event.stamp.offset, Some((-120, 3)));
        let What::SignIn { who, services, .. } = event.what else { panic!() };
        assert_eq!((who, services.as_slice()), (Who::Anonymous, ["resource-room".to_owned()].as_slice()));
    }

    #[test]
    fn what_is_wrong_is_said_in_a_sentence() {
        for (member, value, word) in [
            ("id", json!("x"), "UUID"),
            ("seq", json!(0), "seq"),
            ("seq", json!("1"), "another type"),
            ("mono", json!(-1), "mono"),
            ("mono", json!(1e300), "mono"),
            ("kind", json!("dance"), "kind"),
            ("visit", json!(null), "visit"),
            ("who", json!({}), "who"),
            ("who", json!({ "sealed": "not base64!" }), "who"),
            ("services", json!(vec!["x"; 41]), "more services"),
            ("boot", json!("x".repeat(65)), "longer names"),
        ] {
            let mut event = sign_in();
            event[member] = value;
            let unfit = Event::read(&event).unwrap_err();
            assert!(unfit.0.contains(word), "{member}: {}", unfit.0);
        }
        assert!(Event::read(&json!([])).is_err());
        let mut no_clock = sign_in();
        no_clock["wall"] = json!("yesterday");
        assert_eq!(Event::read(&no_clock).unwrap().stamp.wall, None);
    }
}

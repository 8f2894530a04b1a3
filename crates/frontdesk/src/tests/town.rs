//! A small made-up state: two sites, a desk on a database of its own, kiosks with real keys.

use super::ground::{Ground, sealer};
use crate::*;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use counting::Catalogue;
use database::Database;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use records::{SourceId, StandingClock};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) const NOON: &str = "2026-06-01T16:00:00Z";

pub(super) struct Town {
    pub(super) desk: Desk,
    pub(super) clock: Arc<StandingClock>,
    _ground: Ground,
}

/// A kiosk, with its key and its outbox counter.
pub(super) struct Device {
    pub(super) id: String,
    pub(super) site: String,
    key: SigningKey,
    pub(super) seq: i64,
}

impl Town {
    pub(super) fn on(ground: Ground) -> Town {
        let database = Arc::new(Database::open(&ground.place).unwrap());
        let sealer = sealer(ground.folder.path());
        let clock = Arc::new(StandingClock::at(NOON.parse().unwrap()));
        let desk = Desk::new(database, sealer, clock.clone(), SourceId::new("centres"), catalogue()).unwrap();
        for (id, area) in [("north", "east"), ("south", "east")] {
            let site = Site {
                id: id.to_owned(),
                area: area.to_owned(),
                name: format!("Centre {id}"),
                zone: "America/New_York".to_owned(),
                settings: SiteSettings::default(),
                ended_at: None,
            };
            desk.set_site(&site, None).unwrap();
        }
        Town { desk, clock, _ground: ground }
    }

    pub(super) fn now(&self) -> i64 {
        use records::Clock;
        self.clock.now().as_millisecond()
    }

    pub(super) fn member(&self, first: &str, last: &str) -> Member {
        let said = NewMember {
            first: first.to_owned(),
            last: last.to_owned(),
            no_ssn: Some(NoSsn::Declined),
            ..NewMember::default()
        };
        match self.desk.add_member("north", said, None).unwrap() {
            Registered::New(member) => *member,
            Registered::SsnKnown(_) => panic!("no SSN was given"),
        }
    }

    pub(super) fn card(&self, member: i64) -> CardNumber {
        let number = CardNumber::fresh(&system_chance).unwrap();
        self.desk.put_card(number, member, "north", None, None).unwrap();
        number
    }

    pub(super) fn device(&self, site: &str) -> Device {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).unwrap();
        let key = SigningKey::from_slice(&secret).unwrap();
        let code = self.desk.make_kiosk_code(site, None).unwrap();
        let public = key.verifying_key().to_sec1_point(false);
        let enrolled = self
            .desk
            .enrol(code.reveal(), &BASE64_URL_SAFE_NO_PAD.encode(public.as_bytes()), "lobby")
            .unwrap();
        Device { id: enrolled.device, site: enrolled.site, key, seq: 0 }
    }

    /// The device as the server knows it by its signature.
    pub(super) fn known(&self, device: &Device) -> KioskId {
        let request = ("POST", "/kiosk/v1/events", "2026-06-01T16:00:00.000Z");
        let signature = device.sign(request, b"{}");
        self.desk.known_kiosk(&device.id, &signature, request, b"{}").unwrap().unwrap()
    }

    pub(super) fn seal(&self, device: &Device, plain: &str) -> Value {
        let (mut secret, mut nonce) = ([0; 32], [0; 12]);
        getrandom::fill(&mut secret).unwrap();
        getrandom::fill(&mut nonce).unwrap();
        let sealed = seal(self.desk.seal_key().public(), &device.id, plain, &secret, nonce).unwrap();
        json!({ "sealed": BASE64_URL_SAFE_NO_PAD.encode(sealed) })
    }

    /// Sends events as a batch of a running page.
    pub(super) fn send(&self, device: &Device, events: &[Value]) -> Taken {
        let batch = Batch {
            sent: Some(self.now()),
            boot: "b".to_owned(),
            mono: 10_000_000,
            events: events.to_vec(),
            handed_in: false,
        };
        self.desk.take(&self.known(device), &batch).unwrap()
    }

    pub(super) fn visits(&self, member: i64) -> Vec<Visit> {
        self.desk.database.read(|t| tables::visits::of_member(t, member, 1000)).unwrap()
    }
}

/// Services that people use by themselves, one that staff give, and `fax`, which ended the day before.
fn catalogue() -> Arc<Catalogue> {
    let mut text = r#"
        version = "1"
        languages = ["en"]
        [[programme]]
        id = "wagner-peyser"
        words = { en = "Wagner-Peyser" }
        common_exit = true
        [[service]]
        id = "resource-room"
        icon = "computer"
        delivery = "self"
        active_from = 2017-07-01
        words = { en = "Use a computer" }
        where = { en = "To your left" }
        [[service]]
        id = "counselor"
        icon = "person"
        delivery = "staff"
        minutes = 30
        active_from = 2017-07-01
        words = { en = "See a counselor" }
        where = { en = "Take a seat" }
        [[rule]]
        service = "resource-room"
        programmes = ["wagner-peyser"]
        class = "basic"
        participation = false
        elements = [1000, 1002]
        valid_from = 2017-07-01
        source = "made up"
        [[rule]]
        service = "counselor"
        programmes = ["wagner-peyser"]
        class = "basic"
        participation = true
        elements = [1001, 1003]
        valid_from = 2017-07-01
        source = "made up"
    "#
    .to_owned();
    for (id, until) in
        [("resume", ""), ("job-search", ""), ("workshop", ""), ("internet", ""), ("fax", "2026-05-31")]
    {
        let ends = if until.is_empty() { String::new() } else { format!("active_until = {until}") };
        text += &format!(
            r#"
            [[service]]
            id = "{id}"
            icon = "computer"
            delivery = "self"
            active_from = 2017-07-01
            {ends}
            words = {{ en = "{id}" }}
            [[rule]]
            service = "{id}"
            programmes = ["wagner-peyser"]
            class = "basic"
            participation = false
            elements = [1000, 1002]
            valid_from = 2017-07-01
            source = "made up"
            "#
        );
    }
    Arc::new(Catalogue::read(&text).unwrap())
}

impl Device {
    pub(super) fn sign(&self, (method, path, time): (&str, &str, &str), body: &[u8]) -> String {
        let text = kiosks::signed_text(method, path, time, body);
        let signature: Signature = self.key.sign(text.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes())
    }

    /// An event of this moment, with the next number.
    pub(super) fn event(&mut self, town: &Town, kind: &str, members: Value) -> Value {
        self.seq += 1;
        let wall = jiff::Timestamp::from_millisecond(town.now()).unwrap();
        let mut event = json!({
            "id": uuid::Builder::from_random_bytes(system_chance().unwrap()).into_uuid().to_string(),
            "seq": self.seq, "boot": "b", "wall": wall.to_string(), "mono": 10_000_000, "kind": kind,
        });
        for (name, value) in members.as_object().unwrap() {
            event[name] = value.clone();
        }
        event
    }
}

pub(super) fn visit() -> Value {
    uuid::Builder::from_random_bytes(system_chance().unwrap()).into_uuid().to_string().into()
}

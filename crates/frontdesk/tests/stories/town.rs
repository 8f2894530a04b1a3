//! Two areas with a site each, a door, and kiosks with real keys.

use crate::ground::{Ground, grounds, sealer};
use access::{Door, Parts, Rules, Serving};
use audit::Audit;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use casefile::CaseFile;
use counting::Catalogue;
use database::Database;
use frontdesk::*;
use jiff::tz::TimeZone;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use privacy::{Level, Privacy};
use records::{Source, SourceId, StandingClock};
use serde_json::{Value, json};
use staff::{Duty, DutyKind, NewAccount, Session, SignIn, Staff};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;
use usecases::Folder;

pub const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "a long made-up password";

/// Who works where.
const STAFF: [(&str, DutyKind, &str); 7] = [
    ("greta", DutyKind::Greeter, "north"),
    ("casey", DutyKind::CaseManager, "north"),
    ("mina", DutyKind::CentreManager, "east"),
    ("solveig", DutyKind::Greeter, "south"),
    ("adam", DutyKind::AreaAdministrator, "east"),
    ("abel", DutyKind::AreaAdministrator, "east"),
    ("wendy", DutyKind::AreaAdministrator, "west"),
];

pub struct Town {
    pub front: FrontDesk,
    pub door: Arc<Door>,
    pub clock: Arc<StandingClock>,
    pub database: Arc<Database>,
    _ground: Ground,
}

pub struct Device {
    pub id: String,
    key: SigningKey,
    pub seq: i64,
}

const CATALOGUE: &str = include_str!("../../../../examples/washington/frontdesk/catalogue.toml");

pub fn story(name: &str, tell: impl Fn(&Town)) {
    for ground in grounds(&format!("greeting_{name}")) {
        tell(&Town::on(ground, CATALOGUE));
    }
}

/// The same in a town where financial aid was given until yesterday.
pub fn story_of_an_ended_service(name: &str, tell: impl Fn(&Town)) {
    let (before, after) = CATALOGUE.split_once("id = \"financial-aid\"\n").unwrap();
    let text = format!("{before}id = \"financial-aid\"\nactive_until = 2026-05-31\n{after}");
    for ground in grounds(&format!("greeting_{name}")) {
        tell(&Town::on(ground, &text));
    }
}

/// The key by which partners of stories sign.
pub const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A case management system, the same of the state, which marks private people, and one that only listens.
fn partners() -> Vec<Partner> {
    let partner = |id: &str, knows_private, says| Partner {
        id: id.to_owned(),
        name: format!("System {id}"),
        way: Way::Asks,
        key: PartnerKey::of(KEY).unwrap(),
        knows_private,
        says_customers: says,
        says_services: says,
    };
    vec![partner("caseload", false, true), partner("state", true, true), partner("listener", false, false)]
}

impl Town {
    fn on(ground: Ground, text: &str) -> Town {
        let clock = Arc::new(StandingClock::at("2026-06-01T16:00:00Z".parse().unwrap()));
        let database = Arc::new(Database::open(&ground.place).unwrap());
        let seal = || sealer(ground.folder.path());
        let catalogue = Arc::new(Catalogue::read(text).unwrap());
        let centers = SourceId::new("centers");
        let desk = Arc::new(Desk::new(database.clone(), seal(), clock.clone(), centers, catalogue).unwrap());
        let source: Arc<dyn Source> = Arc::new(DeskSource::new(desk.clone(), "Career Centers", "Centers"));
        let casefile = CaseFile::open(database.clone(), seal(), clock.clone(), vec![source]).unwrap();
        let parts = Parts {
            casefile: Arc::new(casefile),
            staff: Staff::new(database.clone(), clock.clone()).unwrap(),
            privacy: Privacy::new(database.clone(), seal(), clock.clone()),
            audit: Audit::new(database.clone(), seal(), clock.clone()),
            database: database.clone(),
            sealer: seal(),
            clock: clock.clone(),
            zone: TimeZone::UTC,
            employers: vec![access::view::Agency {
                id: SourceId::new("centers"),
                name: "Career Centers".to_owned(),
                short: "Centers".to_owned(),
            }],
            deadline: Duration::from_secs(20),
        };
        let door = Arc::new(Door::new(parts, Rules::new(Folder::default(), &[]).unwrap()));
        for (user_name, kind, place) in STAFF {
            let new = NewAccount {
                agency: "centers",
                user_name,
                display_name: user_name,
                password: PASSWORD,
                groups: &[],
            };
            let account = door.staff().add(&new).unwrap();
            door.staff().give_duty(account, &Duty::new(kind, place)).unwrap();
        }
        let area = |id: &str| Area { id: id.to_owned(), name: format!("Area {id}") };
        let areas = vec![area("east"), area("west")];
        let front = FrontDesk::new(desk, door.clone(), areas).with_partners(partners());
        for (id, area) in [("north", "east"), ("south", "west")] {
            let site = Site {
                id: id.to_owned(),
                area: area.to_owned(),
                name: format!("Centre {id}"),
                zone: "America/New_York".to_owned(),
                settings: SiteSettings::default(),
                ended_at: None,
            };
            front.desk().set_site(&site, None).unwrap();
        }
        Town { front, door, clock, database, _ground: ground }
    }

    pub fn comes(&self, user: &str) -> Session {
        let answer = self.door.sign_in("centers", user, PASSWORD, HERE).unwrap();
        let SignIn::Welcome(_, session) = answer else { panic!("{user} cannot sign in") };
        *session
    }

    /// A customer with a card, known to the case file.
    pub fn customer(&self, first: &str, last: &str, born: &str) -> (Member, CardNumber) {
        let permit = self.front.operate(Serving::Greet, "a story").unwrap();
        let said = NewMember {
            first: first.to_owned(),
            last: last.to_owned(),
            born: born.to_owned(),
            phone: "555-0142".to_owned(),
            lang: "es".to_owned(),
            ssn: String::new(),
            no_ssn: Some(NoSsn::Declined),
        };
        let Registered::New(member) = self.front.desk().register(&permit, "north", said).unwrap() else {
            panic!()
        };
        let card = self.front.desk().issue_card(&permit, member.id, "north", None).unwrap();
        self.door.casefile().take_in(&SourceId::new("centers"), &mut |_| {}).unwrap();
        (*member, card)
    }

    pub fn mark(&self, member: &Member, level: Level) {
        let subject = self.door.privacy().subject(&SourceId::new("centers"), member.uii.text());
        self.door.privacy().mark(&subject, level, 1, "a story").unwrap();
    }

    pub fn device(&self, site: &str) -> Device {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).unwrap();
        let key = SigningKey::from_slice(&secret).unwrap();
        let permit = self.front.operate(Serving::SetUp, "a story").unwrap();
        let code = self.front.desk().kiosk_code(&permit, site).unwrap();
        let public = BASE64_URL_SAFE_NO_PAD.encode(key.verifying_key().to_sec1_point(false).as_bytes());
        let body = json!({ "code": code.reveal(), "public_key": public, "name": "lobby" }).to_string();
        let request = KioskRequest {
            method: "POST",
            path: "/kiosk/v1/enrol",
            query: "",
            device: "",
            time: "",
            signature: "",
            body: body.as_bytes(),
        };
        let answer = self.front.answer(&request).unwrap();
        let said: Value = serde_json::from_str(&answer.json).unwrap();
        assert_eq!((answer.status, said["site"].as_str()), (200, Some(site)));
        Device { id: said["device"].as_str().unwrap().to_owned(), key, seq: 0 }
    }

    /// A request that the device signed, and its answer.
    pub fn asks(&self, device: &Device, method: &str, path: &str, query: &str, body: &str) -> (u16, Value) {
        let time = "2026-06-01T16:00:00.000Z";
        let signed = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let signature = device.sign(&signed_text(method, &signed, time, body.as_bytes()));
        let (device, signature) = (device.id.as_str(), signature.as_str());
        let request = KioskRequest { method, path, query, device, time, signature, body: body.as_bytes() };
        let answer = self.front.answer(&request).unwrap();
        (answer.status, serde_json::from_str(&answer.json).unwrap())
    }

    pub fn looks_up(&self, device: &Device, asked: &Value) -> (u16, Value) {
        self.asks(device, "POST", "/kiosk/v1/look-up", "", &asked.to_string())
    }

    pub fn sealed(&self, device: &Device, plain: &str) -> String {
        let (mut secret, mut nonce) = ([0; 32], [0; 12]);
        getrandom::fill(&mut secret).unwrap();
        getrandom::fill(&mut nonce).unwrap();
        let sealed = seal(self.front.desk().seal_key().public(), &device.id, plain, &secret, nonce).unwrap();
        BASE64_URL_SAFE_NO_PAD.encode(sealed)
    }

    /// A batch of one sign-in by card.
    pub fn sign_in(&self, device: &mut Device, card: CardNumber, services: &[&str]) -> String {
        device.seq += 1;
        let id = |n: i64| format!("01932b5e-7b5c-7000-8000-{:012x}", n);
        let who = self.sealed(device, &format!("card:{}", card.digits()));
        let number = device.seq * 1000 + i64::from(device.id.as_bytes()[1]) * 7;
        json!({
            "sent": "2026-06-01T16:00:00.000Z", "boot": "b", "mono": 5000,
            "events": [{
                "id": id(number), "seq": device.seq, "boot": "b", "wall": "2026-06-01T15:59:58.000Z", "mono": 3000,
                "kind": "sign_in", "visit": id(number + 1), "who": { "sealed": who }, "by": "swipe", "services": services,
            }],
        })
        .to_string()
    }
}

impl Device {
    pub fn sign(&self, text: &str) -> String {
        let signature: Signature = self.key.sign(text.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes())
    }
}

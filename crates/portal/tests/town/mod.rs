//! A town of ten made-up people and five agency systems, in one process, with a clock that stands still.

#![allow(dead_code, reason = "each program that takes the town in uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "set-up of tests and of two examples")]

pub mod agency;
pub mod people;

use access::view::Agency as Named;
use access::{Door, Parts, Rules};
use agency::{Agency, Manner};
use audit::Audit;
use casefile::CaseFile;
use counting::Catalogue;
use database::{Database, KeyFile, Place, Sealer};
use frontdesk::{Area, Desk, DeskSource, FrontDesk};
use jiff::tz::TimeZone;
use portal::{PasswordHelp, Settings};
use privacy::{Privacy, StatusKey};
use records::{PersonId, Source, SourceId, StandingClock};
use staff::{AgreementKind, Duty, DutyKind, NewAccount, Profile, Staff};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use usecases::Folder;

/// Every account has this password.
pub const PASSWORD: &str = "a long made-up password";

/// The town.
pub struct Town {
    pub door: Arc<Door>,
    pub clock: Arc<StandingClock>,
    pub database: Arc<Database>,
    agencies: Vec<Arc<Agency>>,
    _folder: tempfile::TempDir,
}

/// Who can sign in: agency, user name, name, user groups.
const ACCOUNTS: [(&str, &str, &str, &[&str]); 10] = [
    ("benefits", "ana", "Ana Ruiz", &["benefits-intake"]),
    ("children", "carl", "Carl Osei", &["child-protection"]),
    ("shelter", "sam", "Sam Whitlock", &["shelter-intake"]),
    ("finance", "fay", "Fay <b>Lind</b>", &["rent-freeze-examiners"]),
    ("housing", "noah", "Noah Without Groups", &[]),
    ("benefits", "denise", "Denise Okafor", &[]),
    ("benefits", "desmond", "Desmond Hale", &[]),
    ("benefits", "marcus", "Marcus Bell", &[]),
    ("children", "ruth", "Ruth Adeyemi", &[]),
    (NEWCOMER.0, NEWCOMER.1, "Nell Newcomer", &["benefits-intake"]),
];

/// The one who has not accepted the responsibility policy yet; everybody else has.
pub const NEWCOMER: (&str, &str) = ("benefits", "nell");

/// Who gives access to which group, and who answers its questions, with how to reach them.
const DUTIES: [(&str, &str, DutyKind, &str, &str); 4] = [
    ("benefits", "denise", DutyKind::Provisioner, "benefits-intake", "extension 4410"),
    ("benefits", "desmond", DutyKind::Provisioner, "benefits-intake", "extension 4411"),
    ("benefits", "marcus", DutyKind::Liaison, "benefits-intake", "extension 4415"),
    ("children", "ruth", DutyKind::Provisioner, "child-protection", "extension 2201"),
];

impl Town {
    /// Builds the town. Reading the use cases takes a second or two, so a test program builds few.
    pub fn new() -> Town {
        Town::build(false).0
    }

    /// The same with job centers, whose customers are one more source of records.
    pub fn with_front_desk() -> (Town, Arc<FrontDesk>) {
        let (town, front_desk) = Town::build(true);
        (town, front_desk.unwrap())
    }

    fn build(with_front_desk: bool) -> (Town, Option<Arc<FrontDesk>>) {
        let folder = tempfile::tempdir().unwrap();
        let database = Arc::new(Database::open(&Place::File(folder.path().join("town.db"))).unwrap());
        let sealer = || Sealer::new(&key_file(folder.path()));
        let clock = Arc::new(StandingClock::at("2026-03-03T15:00:00Z".parse().unwrap()));
        let agencies: Vec<Arc<Agency>> = people::agencies().into_iter().map(Arc::new).collect();
        let mut sources: Vec<Arc<dyn Source>> =
            agencies.iter().map(|agency| agency.clone() as Arc<dyn Source>).collect();
        let desk = with_front_desk.then(|| centers(database.clone(), sealer(), clock.clone()));
        let mut employers = employers(&agencies);
        if let Some(desk) = &desk {
            let source = DeskSource::new(desk.clone(), "Career Centers", "Centers");
            employers.push(Named {
                id: source.profile().id.clone(),
                name: "Career Centers".to_owned(),
                short: "Centers".to_owned(),
            });
            sources.push(Arc::new(source));
        }
        let casefile = CaseFile::open(database.clone(), sealer(), clock.clone(), sources).unwrap();
        for agency in &agencies {
            casefile.take_in(&agency.profile().id, &mut |_| {}).unwrap();
        }
        let staff = Staff::new(database.clone(), clock.clone()).unwrap();
        for (agency, user_name, display_name, groups) in ACCOUNTS {
            let new = NewAccount { agency, user_name, display_name, password: PASSWORD, groups };
            let account = staff.add(&new).unwrap();
            if (agency, user_name) != NEWCOMER {
                staff.accept(account, AgreementKind::User, 1).unwrap();
            }
        }
        for (agency, user_name, kind, scope, contact) in DUTIES {
            let account = staff.find(agency, user_name).unwrap().unwrap();
            staff.give_duty(account, &Duty::new(kind, scope)).unwrap();
            staff.set_profile(account, &Profile { contact, ..Profile::default() }).unwrap();
        }
        let own = database.clone();
        let parts = Parts {
            casefile: Arc::new(casefile),
            staff,
            privacy: Privacy::new(database.clone(), sealer(), clock.clone())
                .with_keys(status_keys(folder.path())),
            audit: Audit::new(database.clone(), sealer(), clock.clone()),
            database,
            sealer: sealer(),
            clock: clock.clone(),
            zone: TimeZone::get("America/New_York").unwrap(),
            employers,
            deadline: Duration::from_secs(5),
        };
        let door = Arc::new(Door::new(parts, RULES.clone()));
        let area = |id: &str| Area { id: id.to_owned(), name: format!("Area {id}") };
        let front = |desk| Arc::new(FrontDesk::new(desk, door.clone(), vec![area("east"), area("west")]));
        let front_desk = desk.map(front);
        (Town { door, clock, database: own, agencies, _folder: folder }, front_desk)
    }

    /// How an agency's system behaves from now on.
    pub fn set(&self, agency: &str, manner: Manner) {
        self.agency(agency).set(manner);
    }

    /// An agency by its settings name.
    pub fn agency(&self, name: &str) -> &Agency {
        self.agencies.iter().find(|agency| agency.profile().id.0 == name).unwrap()
    }

    /// The number of the person to whom an agency's record belongs.
    pub fn number(&self, agency: &str, key: &str) -> PersonId {
        let numbers = (1..200).map(PersonId);
        let has = |person: &PersonId| {
            let records = self.door.casefile().person_records(*person).unwrap();
            records.0.iter().any(|one| one.record.source.0 == agency && one.record.key.0 == key)
        };
        numbers.into_iter().find(has).unwrap()
    }
}

/// The keeping of the job centers.
fn centers(database: Arc<Database>, sealer: Sealer, clock: Arc<StandingClock>) -> Arc<Desk> {
    let text = include_str!("../../../../examples/washington/frontdesk/catalogue.toml");
    let catalogue = Arc::new(Catalogue::read(text).unwrap());
    Arc::new(Desk::new(database, sealer, clock, SourceId::new("centers"), catalogue).unwrap())
}

/// What this town sets about its portal.
pub fn settings() -> Settings {
    Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        title: "Throughline".to_owned(),
        origin: None,
        secure_cookies: false,
        notice: String::new(),
        passwords: vec![PasswordHelp {
            agency: "benefits".to_owned(),
            words: "Call the computer help desk, 555-0100.".to_owned(),
        }],
        help_desk: "Help desk, 555-0199".to_owned(),
        demo_hints: Vec::new(),
        proxies: Vec::new(),
    }
}

/// Built and tested once: without optimisation that takes seconds.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/policies");
    let sources = ["benefits", "children", "housing", "finance", "shelter", "centers"].map(SourceId::new);
    Rules::new(Folder::read(&folder, &sources).unwrap(), &[]).unwrap()
});

/// The benefits office's state system signs with this key.
pub const STATUS_KEY: &str = "a made-up key of forty characters or more";

fn status_keys(folder: &Path) -> BTreeMap<SourceId, StatusKey> {
    let path = folder.join("status.key");
    std::fs::write(&path, STATUS_KEY).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    BTreeMap::from([(SourceId::new("benefits"), StatusKey::read(&path).unwrap())])
}

fn key_file(folder: &Path) -> KeyFile {
    let path = folder.join("key");
    if path.exists() { KeyFile::read(&path).unwrap() } else { KeyFile::create(&path).unwrap() }
}

fn employers(agencies: &[Arc<Agency>]) -> Vec<Named> {
    let named = |agency: &Arc<Agency>| {
        let profile = agency.profile();
        Named { id: profile.id.clone(), name: profile.agency.clone(), short: profile.short.clone() }
    };
    agencies.iter().map(named).collect()
}

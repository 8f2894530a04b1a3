//! Where a story takes place: the door over five agencies, with somebody of each group to stand before it.

use crate::agency::Agency;
use crate::ground::{Ground, grounds, sealer};
use access::{Door, Parts, Rules};
use audit::Audit;
use casefile::CaseFile;
use database::Database;
use jiff::tz::TimeZone;
use privacy::Privacy;
use records::{PersonId, RecordKey, Source, SourceId, StandingClock};
use staff::{AgreementKind, Duty, DutyKind, NewAccount, Session, SessionToken, SignIn, Staff, Standing};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use usecases::Folder;

pub const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
pub const PASSWORD: &str = "a long made-up password";

/// Everybody who signs in: agency, user name, groups.
const STAFF: [(&str, &str, &[&str]); 16] = [
    ("benefits", "ana", &["benefits-intake"]),
    ("children", "ben", &["child-protection"]),
    ("children", "cleo", &["family-permanency"]),
    ("shelter", "dov", &["shelter-intake"]),
    ("housing", "eve", &["housing-assistants"]),
    ("finance", "fay", &["rent-freeze-examiners"]),
    ("hospitals", "lea", &["hospital-social-work"]),
    ("housing", "nobody", &[]),
    // A counselor, his supervisor, a data specialist and a monitor, as the stories of private records need them.
    ("benefits", "cal", &["benefits-intake"]),
    ("benefits", "sofia", &["benefits-intake"]),
    ("benefits", "dana", &["benefits-intake"]),
    ("benefits", "mona", &["benefits-intake"]),
    ("benefits", "denise", &[]),
    ("benefits", "desmond", &[]),
    ("benefits", "marcus", &[]),
    ("children", "ruth", &[]),
];

/// Who gives access to which group, and who answers its questions.
const DUTIES: [(&str, &str, DutyKind, &str); 4] = [
    ("benefits", "denise", DutyKind::Provisioner, "benefits-intake"),
    ("benefits", "desmond", DutyKind::Provisioner, "benefits-intake"),
    ("benefits", "marcus", DutyKind::Liaison, "benefits-intake"),
    ("children", "ruth", DutyKind::Provisioner, "child-protection"),
];

/// Built and tested once: without optimisation that takes seconds.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/policies");
    let sources = ["benefits", "children", "finance", "housing", "shelter", "centers"].map(SourceId::new);
    Rules::new(Folder::read(&policies, &sources).unwrap(), &[]).unwrap()
});

pub struct Town {
    pub door: Door,
    pub clock: Arc<StandingClock>,
    pub database: Arc<Database>,
    ground: Ground,
    maker: Maker,
}

/// What a door is made of, whenever the program starts.
struct Maker {
    database: Arc<Database>,
    sources: Vec<Arc<dyn Source>>,
    clock: Arc<StandingClock>,
}

impl Maker {
    fn door(&self, ground: &Ground, rules: Rules) -> Door {
        let (database, clock) = (self.database.clone(), self.clock.clone());
        let seal = || sealer(ground.folder.path());
        let sources = self.sources.clone();
        let casefile = CaseFile::open(database.clone(), seal(), clock.clone(), sources).unwrap();
        let parts = Parts {
            casefile: Arc::new(casefile),
            staff: Staff::new(database.clone(), clock.clone()).unwrap(),
            privacy: Privacy::new(database.clone(), seal(), clock.clone()),
            audit: Audit::new(database.clone(), seal(), clock.clone()),
            database,
            sealer: seal(),
            clock,
            zone: TimeZone::UTC,
            employers: Vec::new(),
            deadline: Duration::from_secs(20),
        };
        Door::new(parts, rules)
    }
}

/// Tells a story on every database there is. `arrange` may change what is stored before the door is opened.
pub fn story(
    name: &str,
    agencies: impl Fn() -> Vec<Agency>,
    arrange: impl Fn(&CaseFile, &Database),
    tell: impl Fn(&Town),
) {
    for ground in grounds(&format!("door_{name}")) {
        tell(&Town::on(ground, agencies(), &arrange));
    }
}

pub fn source(name: &str) -> SourceId {
    SourceId::new(name)
}

impl Town {
    fn on(ground: Ground, agencies: Vec<Agency>, arrange: &dyn Fn(&CaseFile, &Database)) -> Town {
        let clock = Arc::new(StandingClock::at("2026-03-03T15:00:00Z".parse().unwrap()));
        let database = Arc::new(Database::open(&ground.place).unwrap());
        let seal = || sealer(ground.folder.path());
        let sources: Vec<Arc<dyn Source>> =
            agencies.into_iter().map(|agency| Arc::new(agency) as Arc<dyn Source>).collect();
        let open = || CaseFile::open(database.clone(), seal(), clock.clone(), sources.clone()).unwrap();
        let first = open();
        for source in &sources {
            first.take_in(&source.profile().id, &mut |_| {}).unwrap();
        }
        arrange(&first, &database);
        drop(first);
        let maker = Maker { database: database.clone(), sources, clock: clock.clone() };
        let door = maker.door(&ground, RULES.clone());
        for (agency, user_name, groups) in STAFF {
            let account =
                NewAccount { agency, user_name, display_name: user_name, password: PASSWORD, groups };
            let account = door.staff().add(&account).unwrap();
            // Everybody has read and accepted the texts of the example before the story begins.
            for kind in [AgreementKind::User, AgreementKind::Provisioner] {
                door.staff().accept(account, kind, 1).unwrap();
            }
        }
        for (agency, user_name, kind, scope) in DUTIES {
            let account = door.staff().find(agency, user_name).unwrap().unwrap();
            door.staff().give_duty(account, &Duty::new(kind, scope)).unwrap();
        }
        Town { door, clock, database, ground, maker }
    }

    /// The door of the program when it is started again on the same data, with these rules.
    pub fn restarted(&self, rules: Rules) -> Door {
        self.maker.door(&self.ground, rules)
    }

    /// Somebody signs in and states no purpose.
    pub fn comes(&self, user: &str) -> (SessionToken, Session) {
        let (agency, _, _) = STAFF.iter().find(|(_, name, _)| *name == user).unwrap();
        match self.door.sign_in(agency, user, PASSWORD, HERE).unwrap() {
            SignIn::Welcome(token, session) => (token, *session),
            other => panic!("{other:?}"),
        }
    }

    /// Somebody signs in and states a purpose.
    pub fn works(&self, user: &str, use_case: &str, purpose: &str) -> (SessionToken, Session) {
        let (token, session) = self.comes(user);
        assert!(self.door.state_purpose(&session, use_case, purpose).unwrap(), "{user} {use_case} {purpose}");
        let session = self.next_request(&token).unwrap();
        (token, session)
    }

    pub fn ana(&self) -> Session {
        self.works("ana", "UC-001", "application").1
    }

    pub fn ben(&self) -> Session {
        self.works("ben", "UC-002", "investigation").1
    }

    pub fn lea(&self) -> Session {
        self.works("lea", "UC-007", "identify").1
    }

    /// What her browser's token stands for when the next page is asked for.
    pub fn next_request(&self, token: &SessionToken) -> Option<Session> {
        match self.door.standing(token, true, HERE).unwrap() {
            Standing::Open(session) => Some(*session),
            Standing::Ended(_) | Standing::Unknown => None,
        }
    }

    /// Whose a record is, by `source/key`.
    pub fn person(&self, record: &str) -> PersonId {
        person(self.door.casefile(), record)
    }
}

pub fn person(file: &CaseFile, record: &str) -> PersonId {
    let mut found = None;
    let mut look = |source: &SourceId, key: &RecordKey, person| {
        if format!("{source}/{}", key.0) == record {
            found = Some(person);
        }
    };
    file.each_link(&mut look).unwrap();
    found.unwrap_or_else(|| panic!("nobody by {record}"))
}

//! Where a story takes place: the room over a database of its own, and a state system that speaks.

use crate::ground::{Ground, grounds, sealer};
use database::{Database, Place};
use jiff::Timestamp;
use privacy::{Answered, FilePart, Level, Line, Outcome, Privacy, StatusTransaction, Subject};
use records::{SourceId, StandingClock};
use std::path::Path;
use std::sync::Arc;

pub struct Room {
    pub privacy: Privacy,
    pub clock: Arc<StandingClock>,
    pub ground: Ground,
}

/// Tells a story on every database there is.
pub fn story(name: &str, tell: impl Fn(&Room)) {
    for ground in grounds(&format!("privacy_{name}")) {
        tell(&Room::on(ground));
    }
}

pub fn benefits() -> SourceId {
    SourceId::new("benefits")
}

/// Noon of a day in March 2026, and so many seconds.
pub fn at(day: i8, seconds: i64) -> Timestamp {
    let noon: Timestamp = format!("2026-03-{day:02}T12:00:00Z").parse().unwrap();
    noon + jiff::SignedDuration::from_secs(seconds)
}

pub fn says(id: &str, key: &str, level: Level, at: Timestamp, sequence: Option<i64>) -> Line {
    let told = StatusTransaction { id: id.to_owned(), key: key.to_owned(), level, at, sequence };
    Line { place: "test".to_owned(), id: id.to_owned(), raw: id.to_owned(), read: Ok(told) }
}

impl Room {
    pub fn on(ground: Ground) -> Room {
        let clock = Arc::new(StandingClock::at("2026-03-31T12:00:00Z".parse().unwrap()));
        let privacy = open(&ground, &clock);
        Room { privacy, clock, ground }
    }

    /// The same room, as another process has it.
    pub fn another(&self) -> Privacy {
        open(&self.ground, &self.clock)
    }

    pub fn take(&self, lines: &[Line]) -> Vec<Answered> {
        self.privacy.take(&benefits(), lines).unwrap()
    }

    pub fn one(&self, line: Line) -> Outcome {
        self.take(&[line]).pop().unwrap().outcome
    }

    pub fn subject(&self, key: &str) -> Subject {
        self.privacy.subject(&benefits(), key)
    }

    pub fn level(&self, key: &str) -> Level {
        self.privacy.marks().unwrap().of(&self.subject(key)).map_or(Level::Open, privacy::Mark::level)
    }

    /// Takes a full list and looks at everything anew; every record but those named was delivered.
    pub fn list(&self, as_of: Timestamp, keys: &[&str], missing: &[&str]) -> u64 {
        let source = benefits();
        let text = format!("# as-of {as_of}\nkey\n{}\n", keys.join("\n"));
        let part = FilePart { source: &source, now: at(31, 0), name: "list.full.csv" };
        let list = part.full_list(&text, &jiff::tz::TimeZone::UTC).unwrap();
        let (done, _) = self.privacy.raise(&source, &list.keys, list.as_of).unwrap();
        self.privacy.close_list(&source, &list).unwrap();
        self.settle(missing);
        done.raised
    }

    pub fn settle(&self, missing: &[&str]) {
        let missing: Vec<Subject> = missing.iter().map(|key| self.subject(key)).collect();
        let watched = self.privacy.watched(&benefits()).unwrap();
        let each = watched.into_iter().map(|subject| {
            let delivered = !missing.contains(&subject);
            (subject, delivered)
        });
        self.privacy.settle(&each.collect::<Vec<_>>()).unwrap();
    }
}

fn open(ground: &Ground, clock: &Arc<StandingClock>) -> Privacy {
    let database = Arc::new(Database::open(&ground.place).unwrap());
    Privacy::new(database, sealer(ground.folder.path()), clock.clone())
}

/// The room of a child process.
pub fn open_at(place: &Place, folder: &Path) -> Privacy {
    let database = Arc::new(Database::open(place).unwrap());
    Privacy::new(database, sealer(folder), Arc::new(StandingClock::at(at(31, 0))))
}

//! What an HTTP agency answers: changes in order, one person, one document.

use crate::agency::{benefits, children};
use crate::city::City;
use crate::clan::Clan;
use crate::documents::documents;
use crate::keys::{Agency, RecordId};
use crate::world::World;
use crate::{pdf, scan};
use serde_json::{Value, json};

/// A place in the feed: first everyone as of a tick, then the ticks one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    Everyone { as_of: u64, clan: u64, skip: usize },
    Ticks { next: u64, skip: usize },
}

/// How an agency writes its people.
type Writer = fn(&City, &Clan) -> Vec<(RecordId, Value)>;

/// The people of an agency, ready to be asked for.
pub(crate) struct Feed {
    agency: Agency,
    people: Writer,
    dated: &'static str,
}

impl Feed {
    /// The feed of an agency that answers over HTTP.
    pub fn of(agency: Agency) -> Self {
        match agency {
            Agency::Children => Self { agency, people: children::people, dated: "updatedAt" },
            _ => Self { agency, people: benefits::people, dated: "changed_at" },
        }
    }

    /// A page of changed people, or nothing when the cursor is not one of ours.
    pub fn changes(&self, world: &World, since: &str, limit: usize) -> Option<Value> {
        let mut cursor = Cursor::read(since, world)?;
        let mut found: Vec<Value> = Vec::new();
        loop {
            let room = limit - found.len();
            let (page, skip) = match cursor {
                Cursor::Everyone { as_of, clan, skip } if clan < world.city().clans() => {
                    (self.everyone(world, clan, as_of), skip)
                }
                Cursor::Everyone { as_of, .. } => {
                    cursor = Cursor::Ticks { next: as_of + 1, skip: 0 };
                    continue;
                }
                Cursor::Ticks { next, skip } if next <= world.tick() => (self.of_tick(world, next), skip),
                Cursor::Ticks { .. } => break,
            };
            let rest = page.len().saturating_sub(skip);
            found.extend(page.into_iter().skip(skip).take(room));
            if rest > room {
                cursor = cursor.further(room);
                break;
            }
            cursor = cursor.past();
            if found.len() == limit {
                break;
            }
        }
        let more = match cursor {
            Cursor::Everyone { .. } => true,
            Cursor::Ticks { next, .. } => next <= world.tick(),
        };
        let as_of = world.time_of(world.tick());
        Some(json!({"as_of": as_of, "people": found, "next": cursor.to_string(), "more": more}))
    }

    /// One person as the agency has her now.
    pub fn person(&self, world: &World, key: &str) -> Option<Value> {
        let record = self.agency.record(world.city().seed(), key)?;
        let (clan, _) = City::place_of(record.person);
        if clan >= world.city().clans() {
            return None;
        }
        let tick = world.tick();
        let found = (self.people)(world.city(), &world.clan_at(clan, tick)).into_iter().find(|(its, _)| *its == record);
        found.map(|(_, person)| self.stamped(world, clan, tick, record, person))
    }

    /// The bytes of a document and what they are.
    pub fn document(&self, world: &World, id: &str) -> Option<(Vec<u8>, &'static str)> {
        let (key, number) = id.rsplit_once('-')?;
        let number: u8 = number.parse().ok()?;
        let record = self.agency.record(world.city().seed(), key)?;
        let (clan, place) = City::place_of(record.person);
        if clan >= world.city().clans() {
            return None;
        }
        let clan = world.clan_at(clan, world.tick());
        // What is in the list may be fetched, and nothing else.
        crate::on_file::on_file(world.city(), &clan, self.agency).into_iter().find(|file| file.record == record)?;
        let list = documents(world.city(), &clan, place, self.agency, record);
        let document = list.into_iter().find(|document| document.number == number)?;
        let bytes = if document.scan { scan::png(&document, record.person)? } else { pdf::page(&document) };
        Some((bytes, document.media_type()))
    }

    fn everyone(&self, world: &World, clan: u64, as_of: u64) -> Vec<Value> {
        let people = (self.people)(world.city(), &world.clan_at(clan, as_of));
        people.into_iter().map(|(record, person)| self.stamped(world, clan, as_of, record, person)).collect()
    }

    fn of_tick(&self, world: &World, tick: u64) -> Vec<Value> {
        let mut changed = Vec::new();
        for clan in world.touched(tick - 1, tick) {
            let before = (self.people)(world.city(), &world.clan_at(clan, tick - 1));
            for (record, person) in (self.people)(world.city(), &world.clan_at(clan, tick)) {
                if !before.iter().any(|(its, was)| *its == record && *was == person) {
                    changed.push(self.with_time(world, tick, person));
                }
            }
        }
        changed
    }

    /// The person with the time of the last tick that changed her record.
    fn stamped(&self, world: &World, clan: u64, up_to: u64, record: RecordId, person: Value) -> Value {
        for tick in world.ticks_of(clan).into_iter().rev().filter(|tick| *tick <= up_to) {
            let before = (self.people)(world.city(), &world.clan_at(clan, tick - 1));
            if !before.into_iter().any(|(its, was)| its == record && was == person) {
                return self.with_time(world, tick, person);
            }
        }
        self.with_time(world, 0, person)
    }

    fn with_time(&self, world: &World, tick: u64, mut person: Value) -> Value {
        if let Value::Object(fields) = &mut person {
            fields.insert(self.dated.to_owned(), json!(world.time_of(tick)));
        }
        person
    }
}

impl Cursor {
    fn read(text: &str, world: &World) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Everyone { as_of: world.tick(), clan: 0, skip: 0 });
        }
        let mut parts = text.split('.');
        let kind = parts.next()?;
        let numbers: Vec<u64> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
        match (kind, numbers.as_slice()) {
            ("e", &[as_of, clan, skip]) if as_of <= world.tick() && skip < 1_000 => {
                Some(Self::Everyone { as_of, clan, skip: skip as usize })
            }
            ("t", &[next, skip]) if (1..=world.tick() + 1).contains(&next) && skip < 100_000 => {
                Some(Self::Ticks { next, skip: skip as usize })
            }
            _ => None,
        }
    }

    fn to_string(self) -> String {
        match self {
            Self::Everyone { as_of, clan, skip } => format!("e.{as_of}.{clan}.{skip}"),
            Self::Ticks { next, skip } => format!("t.{next}.{skip}"),
        }
    }

    /// Some more of the same page has been handed out.
    fn further(self, taken: usize) -> Self {
        match self {
            Self::Everyone { as_of, clan, skip } => Self::Everyone { as_of, clan, skip: skip + taken },
            Self::Ticks { next, skip } => Self::Ticks { next, skip: skip + taken },
        }
    }

    fn past(self) -> Self {
        match self {
            Self::Everyone { as_of, clan, .. } => Self::Everyone { as_of, clan: clan + 1, skip: 0 },
            Self::Ticks { next, .. } => Self::Ticks { next: next + 1, skip: 0 },
        }
    }
}

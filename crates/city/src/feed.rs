//! What an HTTP agency answers: changes in order, one person, one document.

use crate::change_log::{ChangeLog, WRITERS, Writer};
use crate::city::City;
use crate::documents::documents;
use crate::keys::{Agency, RecordId};
use crate::on_file::on_file;
use crate::world::World;
use crate::{pdf, scan};
use serde_json::{Value, json};

/// A place in the feed: first everyone as of a tick, then the ticks one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    Everyone { as_of: u64, clan: u64, skip: usize },
    Ticks { next: u64, skip: usize },
}

/// The people of an agency, ready to be asked for.
pub(crate) struct Feed<'a> {
    agency: Agency,
    people: Writer,
    dated: &'static str,
    world: &'a World,
    log: &'a ChangeLog,
}

impl<'a> Feed<'a> {
    /// The feed of an agency that answers over HTTP.
    pub fn of(agency: Agency, world: &'a World, log: &'a ChangeLog) -> Self {
        let dated = if agency == Agency::Children { "updatedAt" } else { "changed_at" };
        let people =
            WRITERS.into_iter().find(|(its, _)| *its == agency).map_or(WRITERS[0].1, |(_, writer)| writer);
        Self { agency, people, dated, world, log }
    }

    /// A page of changed people, or nothing when the cursor is not one of ours.
    pub fn changes(&self, since: &str, limit: usize) -> Option<Value> {
        let mut cursor = Cursor::read(since, self.log.ticks())?;
        let mut found: Vec<Value> = Vec::new();
        while found.len() < limit {
            match cursor {
                Cursor::Everyone { as_of, clan, skip } if clan < self.world.city().clans() => {
                    let page = self.everyone(clan, as_of, skip);
                    let room = limit - found.len();
                    cursor = if page.len() > room {
                        Cursor::Everyone { as_of, clan, skip: skip + room }
                    } else {
                        Cursor::Everyone { as_of, clan: clan + 1, skip: 0 }
                    };
                    found.extend(page.into_iter().take(room));
                }
                Cursor::Everyone { as_of, .. } => cursor = Cursor::Ticks { next: as_of + 1, skip: 0 },
                Cursor::Ticks { next, .. } if next > self.log.ticks() => break,
                Cursor::Ticks { next, skip } => cursor = self.of_tick(next, skip, limit, &mut found),
            }
        }
        let more = match cursor {
            Cursor::Everyone { .. } => true,
            Cursor::Ticks { next, .. } => next <= self.log.ticks(),
        };
        let as_of = self.world.time_of(self.log.ticks());
        Some(json!({"as_of": as_of, "people": found, "next": cursor.text(), "more": more}))
    }

    /// One person as the agency has her now.
    pub fn person(&self, key: &str) -> Option<Value> {
        let record = self.agency.record(self.world.city().seed(), key)?;
        self.now(record)
    }

    /// The bytes of a document and what they are.
    pub fn document(&self, id: &str) -> Option<(Vec<u8>, &'static str)> {
        let (key, number) = id.rsplit_once('-')?;
        let number: u8 = number.parse().ok()?;
        let city = self.world.city();
        let record = self.agency.record(city.seed(), key)?;
        let (clan, place) = City::place_of(record.person);
        if clan >= city.clans() {
            return None;
        }
        let clan = self.world.clan_at(clan, self.log.ticks());
        // What is in the list may be fetched, and nothing else.
        on_file(city, &clan, self.agency).into_iter().find(|file| file.record == record)?;
        let list = documents(city, &clan, place, self.agency, record);
        let document = list.into_iter().find(|document| document.number == number)?;
        let bytes = if document.scan { scan::png(&document, record.person)? } else { pdf::page(&document) };
        Some((bytes, document.media_type()))
    }

    /// The people of a clan as they were after a tick, without the first ones.
    fn everyone(&self, clan: u64, as_of: u64, skip: usize) -> Vec<Value> {
        let people = (self.people)(self.world.city(), &self.world.clan_at(clan, as_of));
        let dated = |(record, person)| {
            let last = self.log.last_of(self.agency, record).min(as_of);
            self.with_time(last, person)
        };
        people.into_iter().skip(skip).map(dated).collect()
    }

    /// Adds those whom a tick changed and no later tick changed again; gives the place to go on from.
    fn of_tick(&self, tick: u64, skip: usize, limit: usize, found: &mut Vec<Value>) -> Cursor {
        for (at, record) in self.log.of_tick(tick, self.agency).enumerate().skip(skip) {
            if found.len() == limit {
                return Cursor::Ticks { next: tick, skip: at };
            }
            if self.log.last_of(self.agency, record) == tick {
                found.extend(self.now(record));
            }
        }
        Cursor::Ticks { next: tick + 1, skip: 0 }
    }

    fn now(&self, record: RecordId) -> Option<Value> {
        let (clan, _) = City::place_of(record.person);
        if clan >= self.world.city().clans() {
            return None;
        }
        let people = (self.people)(self.world.city(), &self.world.clan_at(clan, self.log.ticks()));
        let (_, person) = people.into_iter().find(|(its, _)| *its == record)?;
        Some(self.with_time(self.log.last_of(self.agency, record), person))
    }

    fn with_time(&self, tick: u64, mut person: Value) -> Value {
        if let Value::Object(fields) = &mut person {
            fields.insert(self.dated.to_owned(), json!(self.world.time_of(tick)));
        }
        person
    }
}

impl Cursor {
    fn read(text: &str, ticks: u64) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Everyone { as_of: ticks, clan: 0, skip: 0 });
        }
        let mut parts = text.split('.');
        let kind = parts.next()?;
        let numbers: Vec<u64> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
        match (kind, numbers.as_slice()) {
            ("e", &[as_of, clan, skip]) if as_of <= ticks && skip < 1_000 => {
                Some(Self::Everyone { as_of, clan, skip: skip as usize })
            }
            ("t", &[next, skip]) if (1..=ticks + 1).contains(&next) && skip < 100_000 => {
                Some(Self::Ticks { next, skip: skip as usize })
            }
            _ => None,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Everyone { as_of, clan, skip } => format!("e.{as_of}.{clan}.{skip}"),
            Self::Ticks { next, skip } => format!("t.{next}.{skip}"),
        }
    }
}

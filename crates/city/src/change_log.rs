//! Which records of the HTTP agencies changed at which tick, remembered so that nobody has to find out again.

use crate::agency::{benefits, children};
use crate::city::City;
use crate::clan::Clan;
use crate::error::CityError;
use crate::keys::{Agency, RecordId};
use crate::world::World;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// How an agency writes its people.
pub(crate) type Writer = fn(&City, &Clan) -> Vec<(RecordId, Value)>;

/// The agencies that answer questions, and how they write.
pub(crate) const WRITERS: [(Agency, Writer); 2] =
    [(Agency::Benefits, benefits::people), (Agency::Children, children::people)];

/// The log, in memory and in a file.
pub(crate) struct ChangeLog {
    path: PathBuf,
    by_tick: Vec<Vec<(Agency, RecordId)>>,
    last: HashMap<(Agency, RecordId), u64>,
}

impl ChangeLog {
    /// Reads what is there. A file that cannot be understood is made anew from the city.
    pub fn open(folder: &Path) -> Result<Self, CityError> {
        let path = folder.join("changes.log");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(cause) => return Err(CityError::File { path, cause }),
        };
        let mut log = Self { path, by_tick: Vec::new(), last: HashMap::new() };
        let whole = text.rfind('\n').map_or("", |end| text.get(..=end).unwrap_or(""));
        let mut kept = 0;
        for line in whole.lines() {
            let Some(changes) = read_line(line, log.by_tick.len() as u64 + 1) else { break };
            kept += line.len() + 1;
            log.note(changes);
        }
        if kept < text.len() {
            crate::drops::write_whole(&log.path, text.get(..kept).unwrap_or("").as_bytes())?;
        }
        Ok(log)
    }

    /// Finds out what the ticks that are missing have changed.
    pub fn bring_up(&mut self, world: &World) -> Result<(), CityError> {
        let mut text = String::new();
        for tick in self.by_tick.len() as u64 + 1..=world.tick() {
            let mut changes = Vec::new();
            for number in world.touched(tick - 1, tick) {
                let (before, after) = (world.clan_at(number, tick - 1), world.clan_at(number, tick));
                for (agency, people) in WRITERS {
                    let old: HashMap<RecordId, Value> = people(world.city(), &before).into_iter().collect();
                    let new = people(world.city(), &after).into_iter();
                    let changed = new.filter(|(record, person)| old.get(record) != Some(person));
                    changes.extend(changed.map(|(record, _)| (agency, record)));
                }
            }
            text.push_str(&tick.to_string());
            for (agency, record) in &changes {
                // Writing into a String cannot fail.
                let _ = write!(text, " {}:{}.{}", agency.name(), record.person, record.copy);
            }
            text.push('\n');
            self.note(changes);
        }
        if text.is_empty() {
            return Ok(());
        }
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)
            .map_err(CityError::file(&self.path))?;
        file.write_all(text.as_bytes()).map_err(CityError::file(&self.path))
    }

    /// The records that a tick changed, in an order that stays.
    pub fn of_tick(&self, tick: u64, agency: Agency) -> impl Iterator<Item = RecordId> {
        let changes =
            (tick as usize).checked_sub(1).and_then(|at| self.by_tick.get(at)).map_or(&[][..], Vec::as_slice);
        changes.iter().filter(move |(its, _)| *its == agency).map(|(_, record)| *record)
    }

    /// The last tick that changed a record; 0 when none did.
    pub fn last_of(&self, agency: Agency, record: RecordId) -> u64 {
        self.last.get(&(agency, record)).copied().unwrap_or(0)
    }

    /// The ticks that are known.
    pub fn ticks(&self) -> u64 {
        self.by_tick.len() as u64
    }

    fn note(&mut self, changes: Vec<(Agency, RecordId)>) {
        let tick = self.by_tick.len() as u64 + 1;
        self.last.extend(changes.iter().map(|change| (*change, tick)));
        self.by_tick.push(changes);
    }
}

fn read_line(line: &str, tick: u64) -> Option<Vec<(Agency, RecordId)>> {
    let mut words = line.split(' ');
    if words.next()?.parse() != Ok(tick) {
        return None;
    }
    let read = |word: &str| {
        let (name, number) = word.split_once(':')?;
        let (agency, _) = WRITERS.into_iter().find(|(agency, _)| agency.name() == name)?;
        let (person, copy) = number.split_once('.')?;
        Some((agency, RecordId { person: person.parse().ok()?, copy: copy.parse().ok()? }))
    };
    words.map(read).collect()
}

//! The city as it goes on: the founding day and every tick since then.

use crate::chance::Chance;
use crate::city::City;
use crate::clan::Clan;
use crate::error::CityError;
use crate::events::{self, Event};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The recipe of a city, kept in its folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipe {
    pub seed: u64,
    pub people: u64,
    pub today: Date,
    pub founded: Timestamp,
    pub events_per_tick: u8,
}

/// The city and its ticks.
#[derive(Debug)]
pub(crate) struct World {
    city: City,
    recipe: Recipe,
    journal: PathBuf,
    /// When each tick was; tick 1 is the first.
    times: Vec<Timestamp>,
    /// The events of each clan that had any: tick, event, chance.
    happened: HashMap<u64, Vec<(u64, Event, Chance)>>,
    /// The last two states of clans that were asked for, so that a long history is not lived again each time.
    recent: Mutex<HashMap<u64, Vec<(u64, Clan)>>>,
}

/// Clans whose states are kept; a clan takes about 30 kB.
const KEPT: usize = 1_000;

impl World {
    /// Opens the city of a folder, or founds it by this recipe. Says whether it was founded now.
    pub fn open(folder: &Path, wanted: &Recipe) -> Result<(Self, bool), CityError> {
        let path = folder.join("city.toml");
        let (recipe, founded) = match fs::read_to_string(&path) {
            Ok(text) => (read_recipe(&path, &text)?, false),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                let text = toml::to_string(wanted).map_err(|cause| CityError::Damaged {
                    path: path.clone(),
                    line: 1,
                    what: cause.to_string(),
                })?;
                crate::drops::write_whole(&path, text.as_bytes())?;
                (wanted.clone(), true)
            }
            Err(cause) => return Err(CityError::File { path, cause }),
        };
        for (what, stored, asked) in
            [("seed", recipe.seed, wanted.seed), ("people", recipe.people, wanted.people)]
        {
            if stored != asked {
                return Err(CityError::OtherCity {
                    path,
                    what: format!("{what} is {stored} there, {asked} here"),
                });
            }
        }
        let city = City::generate(recipe.seed, recipe.people as usize, recipe.today);
        let journal = folder.join("ticks.log");
        let mut world = Self {
            city,
            recipe,
            journal,
            times: Vec::new(),
            happened: HashMap::new(),
            recent: Mutex::default(),
        };
        for at in read_journal(&world.journal)? {
            world.note(at);
        }
        Ok((world, founded))
    }

    pub fn city(&self) -> &City {
        &self.city
    }

    /// The number of the last tick; 0 before the first.
    pub fn tick(&self) -> u64 {
        self.times.len() as u64
    }

    /// When a tick was; the founding for 0.
    pub fn time_of(&self, tick: u64) -> Timestamp {
        let at = (tick as usize).checked_sub(1).and_then(|at| self.times.get(at));
        at.copied().unwrap_or(self.recipe.founded)
    }

    /// Lets time go on by one tick; the journal knows it before anybody else does. A clock that went back is not believed.
    pub fn advance(&mut self, now: Timestamp) -> Result<u64, CityError> {
        let at = now.max(self.time_of(self.tick()));
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.journal)
            .map_err(CityError::file(&self.journal))?;
        writeln!(file, "{} {at}", self.tick() + 1).map_err(CityError::file(&self.journal))?;
        file.sync_data().map_err(CityError::file(&self.journal))?;
        self.note(at);
        Ok(self.tick())
    }

    /// The clan as it was after a tick.
    pub fn clan_at(&self, number: u64, tick: u64) -> Clan {
        let Some(happened) = self.happened.get(&number) else { return self.city.clan(number) };
        let last = happened.iter().rev().map(|(at, _, _)| *at).find(|at| *at <= tick).unwrap_or(0);
        let known = self.known(number, last);
        let (from, mut clan) = known.unwrap_or_else(|| (0, self.city.clan(number)));
        for (at, event, chance) in happened.iter().filter(|(at, _, _)| *at > from && *at <= tick) {
            events::happen(&self.city, &mut clan, *event, self.day_of(*at), &mut chance.clone());
        }
        if from < last {
            self.keep(number, last, &clan);
        }
        clan
    }

    /// The latest state that is kept and not later than a tick.
    fn known(&self, number: u64, tick: u64) -> Option<(u64, Clan)> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.get(&number)?.iter().rev().find(|(at, _)| *at <= tick).cloned()
    }

    fn keep(&self, number: u64, tick: u64, clan: &Clan) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.len() > KEPT {
            recent.clear();
        }
        let states = recent.entry(number).or_default();
        if states.last().is_none_or(|(at, _)| *at < tick) {
            states.push((tick, clan.clone()));
            if states.len() > 2 {
                states.remove(0);
            }
        }
    }

    /// The clans in which something happened after one tick and up to another, each once.
    pub fn touched(&self, after: u64, up_to: u64) -> Vec<u64> {
        let mut clans: Vec<u64> = (after + 1..=up_to)
            .flat_map(|tick| events::of_tick(&self.city, tick, self.recipe.events_per_tick))
            .map(|(clan, _, _)| clan)
            .collect();
        clans.sort_unstable();
        clans.dedup();
        clans
    }

    fn note(&mut self, at: Timestamp) {
        self.times.push(at);
        let tick = self.tick();
        for (clan, event, chance) in events::of_tick(&self.city, tick, self.recipe.events_per_tick) {
            self.happened.entry(clan).or_default().push((tick, event, chance));
        }
    }

    fn day_of(&self, tick: u64) -> Date {
        self.time_of(tick).to_zoned(TimeZone::UTC).date().max(self.recipe.today)
    }
}

fn read_recipe(path: &Path, text: &str) -> Result<Recipe, CityError> {
    toml::from_str(text).map_err(|cause| {
        let line =
            cause.span().map_or(1, |span| 1 + text.get(..span.start).unwrap_or("").matches('\n').count());
        CityError::Damaged { path: path.to_owned(), line, what: cause.message().to_owned() }
    })
}

/// The times of all ticks. A last line that was cut off by a crash counts as never written, and goes.
fn read_journal(path: &Path) -> Result<Vec<Timestamp>, CityError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(CityError::File { path: path.to_owned(), cause }),
    };
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    if whole < text.len() {
        crate::drops::write_whole(path, text.get(..whole).unwrap_or("").as_bytes())?;
    }
    let mut times = Vec::new();
    for (at, line) in text.get(..whole).unwrap_or("").lines().enumerate() {
        let (number, time) = line.split_once(' ').unwrap_or(("", ""));
        match (number.parse::<usize>(), time.parse()) {
            (Ok(number), Ok(time)) if number == at + 1 => times.push(time),
            _ => {
                let what = "this is not a tick".to_owned();
                return Err(CityError::Damaged { path: path.to_owned(), line: at + 1, what });
            }
        }
    }
    Ok(times)
}

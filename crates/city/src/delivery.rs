//! What reaches the outside as files: the SQLite file, the drops and the key file.

use crate::agency::housing::{self, TableRow};
use crate::agency::{finance, shelter};
use crate::city::City;
use crate::clan::Clan;
use crate::drops::{self, Drop, Row, Sheet, write_whole};
use crate::error::CityError;
use crate::keys::Agency;
use crate::on_file::on_file;
use crate::store::{self, Store};
use crate::world::World;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How far a long step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// People done.
    pub done: u64,
    /// People altogether.
    pub total: u64,
}

/// Up to which tick the files are complete; the SQLite file knows its own.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Delivered {
    pub finance: u64,
    pub shelter: u64,
    pub truth: u64,
}

/// The files of the agencies that do not answer questions.
pub(crate) struct Delivery {
    folder: PathBuf,
    pub store: Store,
    delivered: Option<Delivered>,
}

/// An agency that drops files.
struct Dropper {
    agency: Agency,
    sheets: &'static [Sheet],
    rows: fn(&City, &Clan) -> Vec<Row>,
    day: fn(Date) -> String,
    line_end: &'static str,
}

/// What one clan contributes to the first delivery.
#[derive(Default)]
struct Prepared {
    finance: Vec<Row>,
    shelter: Vec<Row>,
    housing: Vec<TableRow>,
    truth: String,
}

const FINANCE: Dropper = Dropper {
    agency: Agency::Finance,
    sheets: &finance::SHEETS,
    rows: finance::rows,
    day: finance::day,
    line_end: "\r\n",
};
const SHELTER: Dropper = Dropper {
    agency: Agency::Shelter,
    sheets: &shelter::SHEETS,
    rows: shelter::rows,
    day: shelter::day,
    line_end: "\n",
};
/// Clans that are prepared together by all threads before they are written.
const BATCH: u64 = 512;

impl Delivery {
    pub fn open(folder: &Path) -> Result<Self, CityError> {
        for name in ["housing", "finance", "shelter"] {
            let path = folder.join(name);
            fs::create_dir_all(&path).map_err(CityError::file(&path))?;
        }
        let store = Store::open(&folder.join("housing").join("housing.sqlite"))?;
        let path = folder.join("delivered.toml");
        let delivered =
            match fs::read_to_string(&path) {
                Ok(text) => Some(toml::from_str(&text).map_err(|cause: toml::de::Error| {
                    CityError::Damaged { path, line: 1, what: cause.message().to_owned() }
                })?),
                Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => None,
                Err(cause) => return Err(CityError::File { path, cause }),
            };
        Ok(Self { folder: folder.to_owned(), store, delivered })
    }

    /// Delivers everything once, unless that has been done.
    pub fn found(&mut self, world: &World, progress: &mut dyn FnMut(Progress)) -> Result<(), CityError> {
        if self.delivered.is_some() && self.store.delivered().is_some() {
            return Ok(());
        }
        let as_of = world.time_of(0).to_string();
        let mut finance = self.begin(&FINANCE, 0)?;
        let mut shelter = self.begin(&SHELTER, 0)?;
        let truth_path = self.folder.join("truth.csv");
        let truth_part = self.folder.join("truth.csv.part");
        let mut truth =
            std::io::BufWriter::new(fs::File::create(&truth_part).map_err(CityError::file(&truth_part))?);
        truth.write_all(b"source,record_key,person_id\n").map_err(CityError::file(&truth_part))?;
        let (clans, size) = (world.city().clans(), world.city().size());
        let mut first = 0;
        while first < clans {
            let end = clans.min(first + BATCH);
            let mut rows = Vec::new();
            for prepared in prepare(world, first, end) {
                write_rows(&mut finance, &FINANCE, &prepared.finance, world.time_of(0))?;
                write_rows(&mut shelter, &SHELTER, &prepared.shelter, world.time_of(0))?;
                truth.write_all(prepared.truth.as_bytes()).map_err(CityError::file(&truth_part))?;
                rows.extend(prepared.housing);
            }
            self.store.write(&rows, &as_of, (end == clans).then_some(0))?;
            first = end;
            progress(Progress { done: size * end / clans, total: size });
        }
        for drop in finance.into_iter().chain(shelter) {
            drop.finish(&as_of, true, Duration::ZERO)?;
        }
        truth.flush().map_err(CityError::file(&truth_part))?;
        fs::rename(&truth_part, &truth_path).map_err(CityError::file(&truth_path))?;
        self.note(Delivered::default())
    }

    /// Brings an agency's files up to the last tick. The wait keeps a dropped file under its `.part` name.
    pub fn bring_up(&mut self, world: &World, agency: Agency, wait: Duration) -> Result<(), CityError> {
        let mut delivered = self.delivered.unwrap_or_default();
        match agency {
            Agency::Housing => return self.bring_up_housing(world),
            Agency::Finance => {
                self.bring_up_drops(world, &FINANCE, delivered.finance, wait)?;
                delivered.finance = world.tick();
            }
            Agency::Shelter => {
                self.bring_up_drops(world, &SHELTER, delivered.shelter, wait)?;
                delivered.shelter = world.tick();
            }
            Agency::Benefits | Agency::Children => return Ok(()),
        }
        self.note(delivered)
    }

    /// Adds the records of newcomers to the key file.
    pub fn bring_up_truth(&mut self, world: &World) -> Result<(), CityError> {
        let mut delivered = self.delivered.unwrap_or_default();
        let mut lines = String::new();
        for clan in world.touched(delivered.truth, world.tick()) {
            let before: HashSet<String> = truth(world.city(), &world.clan_at(clan, delivered.truth))
                .lines()
                .map(str::to_owned)
                .collect();
            let after = truth(world.city(), &world.clan_at(clan, world.tick()));
            lines
                .extend(after.lines().filter(|line| !before.contains(*line)).map(|line| format!("{line}\n")));
        }
        if !lines.is_empty() {
            let path = self.folder.join("truth.csv");
            let mut file = OpenOptions::new().append(true).open(&path).map_err(CityError::file(&path))?;
            file.write_all(lines.as_bytes()).map_err(CityError::file(&path))?;
        }
        delivered.truth = world.tick();
        self.note(delivered)
    }

    /// Drops a file that no reader can use.
    pub fn drop_garbage(&self, world: &World, agency: Agency) -> Result<(), CityError> {
        let dropper = if agency == Agency::Finance { &FINANCE } else { &SHELTER };
        let as_of = world.time_of(world.tick()).to_string();
        let folder = self.folder.join(agency.name());
        dropper
            .sheets
            .first()
            .map_or(Ok(()), |sheet| drops::drop_garbage(&folder, sheet, world.tick(), &as_of))
    }

    fn bring_up_housing(&mut self, world: &World) -> Result<(), CityError> {
        let (from, to) = (self.store.delivered().unwrap_or(0), world.tick());
        if from == to {
            return Ok(());
        }
        let mut rows = Vec::new();
        for clan in world.touched(from, to) {
            let before = housing::rows(world.city(), &world.clan_at(clan, from));
            rows.extend(store::changed(&before, housing::rows(world.city(), &world.clan_at(clan, to))));
        }
        self.store.write(&rows, &world.time_of(to).to_string(), Some(to))
    }

    fn bring_up_drops(
        &self,
        world: &World,
        dropper: &Dropper,
        from: u64,
        wait: Duration,
    ) -> Result<(), CityError> {
        let to = world.tick();
        let mut rows = Vec::new();
        for clan in world.touched(from, to) {
            let before = (dropper.rows)(world.city(), &world.clan_at(clan, from));
            let after = (dropper.rows)(world.city(), &world.clan_at(clan, to));
            rows.extend(whole_sets(&before, after));
        }
        let as_of = world.time_of(to);
        for at in 0..dropper.sheets.len() {
            let mine: Vec<Row> = rows.iter().filter(|row| row.sheet == at).cloned().collect();
            let Some(sheet) = dropper.sheets.get(at).filter(|_| !mine.is_empty()) else { continue };
            let mut drop = Drop::begin(
                &self.folder.join(dropper.agency.name()),
                &format!("{}-{to:06}.csv", sheet.name),
                sheet.columns,
                dropper.line_end,
            )?;
            let day = (dropper.day)(as_of.to_zoned(TimeZone::UTC).date());
            for row in &mine {
                drop.row(row.cells.iter().map(String::as_str).chain([day.as_str()]))?;
            }
            drop.finish(&as_of.to_string(), false, wait)?;
        }
        Ok(())
    }

    fn begin(&self, dropper: &Dropper, tick: u64) -> Result<Vec<Drop>, CityError> {
        let folder = self.folder.join(dropper.agency.name());
        let begin = |sheet: &Sheet| {
            Drop::begin(&folder, &format!("{}-{tick:06}.csv", sheet.name), sheet.columns, dropper.line_end)
        };
        dropper.sheets.iter().map(begin).collect()
    }

    fn note(&mut self, delivered: Delivered) -> Result<(), CityError> {
        let path = self.folder.join("delivered.toml");
        let Delivered { finance, shelter, truth } = delivered;
        write_whole(
            &path,
            format!("finance = {finance}\nshelter = {shelter}\ntruth = {truth}\n").as_bytes(),
        )?;
        self.delivered = Some(delivered);
        Ok(())
    }
}

fn write_rows(drops: &mut [Drop], dropper: &Dropper, rows: &[Row], at: Timestamp) -> Result<(), CityError> {
    let day = (dropper.day)(at.to_zoned(TimeZone::UTC).date());
    for row in rows {
        if let Some(drop) = drops.get_mut(row.sheet) {
            drop.row(row.cells.iter().map(String::as_str).chain([day.as_str()]))?;
        }
    }
    Ok(())
}

/// For each person and file in which anything changed: all rows of that person in that file.
fn whole_sets(before: &[Row], after: Vec<Row>) -> Vec<Row> {
    let mut old: HashMap<_, Vec<&Row>> = HashMap::new();
    for row in before {
        old.entry((row.record, row.sheet)).or_default().push(row);
    }
    let mut new: HashMap<_, Vec<&Row>> = HashMap::new();
    for row in &after {
        new.entry((row.record, row.sheet)).or_default().push(row);
    }
    let changed: HashSet<_> =
        new.iter().filter(|(key, rows)| old.get(*key) != Some(*rows)).map(|(key, _)| *key).collect();
    after.into_iter().filter(|row| changed.contains(&(row.record, row.sheet))).collect()
}

fn truth(city: &City, clan: &Clan) -> String {
    let mut lines = String::new();
    for agency in Agency::ALL {
        for file in on_file(city, clan, agency) {
            let key = agency.key(city.seed(), file.record);
            lines.push_str(&format!("{},{key},{}\n", agency.name(), file.record.person));
        }
    }
    lines
}

/// The contributions of some clans in their order, made by all processors.
fn prepare(world: &World, first: u64, end: u64) -> Vec<Prepared> {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64).min(8);
    let share = (end - first).div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let work = |from: u64| {
            let city = world.city();
            move || {
                (from..end.min(from + share))
                    .map(|number| {
                        let clan = city.clan(number);
                        Prepared {
                            finance: finance::rows(city, &clan),
                            shelter: shelter::rows(city, &clan),
                            housing: housing::rows(city, &clan),
                            truth: truth(city, &clan),
                        }
                    })
                    .collect::<Vec<_>>()
            }
        };
        let handles: Vec<_> =
            (first..end).step_by(share as usize).map(|from| scope.spawn(work(from))).collect();
        handles.into_iter().flat_map(|handle| handle.join().unwrap_or_default()).collect()
    })
}

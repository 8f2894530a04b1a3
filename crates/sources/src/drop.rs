//! Files dropped into a folder: a drop is the files of one stamp, taken as a whole or not at all.
//!
//! Nothing in the folder is ever changed. A drop is read twice: once to check it against its manifests and to note where each
//! person's rows stand, and once batch by batch. No file is ever held in memory: a drop that is being taken costs 24 bytes
//! for each row (up to twice that while the notes grow), and its first pass about 70 for each person. So files need not be sorted;
//! sorted files are merely read without jumps.

mod batch;
mod folder;
mod index;
pub(crate) mod lines;
mod manifest;

use crate::documents;
use crate::mapping::book::{Item, Section};
use crate::mapping::dates::Dates;
use crate::mapping::{Mapping, Table};
use folder::{Drop, Position};
use index::Index;
pub(crate) use index::missing_column;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lines::{Encoding, Form};
use records::{Answer, Delivery, Document, RecordKey, Request, Source, SourceError, SourceProfile};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where drops arrive and how their files are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DropSettings {
    pub(crate) folder: PathBuf,
    pub(crate) form: Form,
    /// `None` where files come without manifests: then whether every file is a full one.
    pub(crate) full_without_manifest: Option<bool>,
    /// When files without manifests were true; the time of their last change where this is not said.
    pub(crate) as_of: Option<Timestamp>,
}

/// A folder into which an agency drops files.
pub(crate) struct DropSource {
    mapping: Mapping,
    settings: DropSettings,
    /// The drop that is being taken.
    open: Mutex<Option<Arc<Index>>>,
}

impl DropSettings {
    pub(crate) fn read(section: &Section, folder: &Path, tables: &[Table]) -> Option<DropSettings> {
        let path = section.needed("folder");
        let delimiter = match section.text("delimiter").as_deref() {
            None => b',',
            Some("tab") => b'\t',
            Some(one) if one.len() == 1 && one != "\"" => one.as_bytes()[0],
            Some(_) => {
                section.fault("`delimiter` must be one character such as \";\", or \"tab\"");
                b','
            }
        };
        let encoding = match section.text("encoding").as_deref() {
            None | Some("utf-8") => Encoding::Utf8,
            Some("windows-1252") => Encoding::Windows1252,
            Some(_) => {
                section.fault("`encoding` must be \"utf-8\" or \"windows-1252\"");
                Encoding::Utf8
            }
        };
        let full = section.flag("full");
        let full_without_manifest = match section.text("manifest").as_deref() {
            None | Some("required") => {
                if full.is_some() {
                    section.fault("`full` is said by the manifests; give it only with `manifest = \"none\"`");
                }
                None
            }
            Some("none") => Some(full.unwrap_or(true)),
            Some(_) => {
                section.fault("`manifest` must be \"required\" or \"none\"");
                None
            }
        };
        let stamped = tables.iter().any(|table| table.from.contains("{drop}"));
        let wanted = usize::from(stamped);
        for table in tables.iter().filter(|table| table.from.matches("{drop}").count() != wanted) {
            section.fault(format!(
                "`file` of the table `{}` must have `{{drop}}` once, where the stamp of the drop stands, such as \"clients-{{drop}}.csv\"; or no table has it",
                table.name
            ));
        }
        if tables.len() > usize::from(u8::MAX) {
            section.fault("a drop can have at most 255 tables");
        }
        let as_of = section.get("as_of").and_then(|item| as_of(&item, full_without_manifest.is_some()));
        let form = Form { delimiter, encoding };
        Some(DropSettings { folder: folder.join(path), form, full_without_manifest, as_of })
    }
}

impl DropSource {
    pub(crate) fn new(mapping: Mapping, settings: DropSettings) -> DropSource {
        DropSource { mapping, settings, open: Mutex::new(None) }
    }

    /// Why there is nothing to take, for a check.
    pub(crate) fn why_nothing(&self) -> Vec<String> {
        let folder = self.settings.folder.display();
        match self.drops() {
            Err(error) => vec![error.to_string()],
            Ok(drops) if drops.is_empty() => {
                let patterns: Vec<String> =
                    self.mapping.tables.iter().map(|table| format!("`{}`", table.from)).collect();
                vec![format!(
                    "no file in {folder} is called like {}; check the folder and `file`",
                    patterns.join(" or ")
                )]
            }
            Ok(drops) => {
                let unready = drops.iter().filter_map(Drop::unready);
                unready.map(|(file, reason)| format!("{file} {}", reason.sentence())).collect()
            }
        }
    }

    fn drops(&self) -> Result<Vec<Drop>, SourceError> {
        folder::drops(&self.settings, &self.mapping)
    }

    fn batch(&self, drop: &Drop, from: usize, waiting: bool) -> Result<Delivery, SourceError> {
        let index = self.index(drop)?;
        let mut delivery = batch::read(&self.mapping, &self.settings, &index, from)?;
        let next = from + delivery.taken;
        let done = next >= index.refs.len();
        let position =
            Position { stamp: drop.stamp.clone(), content: drop.content(), next: (!done).then_some(next) };
        delivery.batch.name = if from == 0 { drop.stamp.clone() } else { format!("{}@{from}", drop.stamp) };
        delivery.batch.cursor = Some(position.written());
        delivery.batch.more = !done || waiting;
        if done {
            *self.open.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        Ok(delivery.batch)
    }

    fn index(&self, drop: &Drop) -> Result<Arc<Index>, SourceError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = open.as_ref().filter(|index| index.is_of(drop)) {
            return Ok(index.clone());
        }
        *open = None;
        let index = Arc::new(Index::build(drop, &self.mapping, &self.settings)?);
        *open = Some(index.clone());
        Ok(index)
    }

    fn after(&self, cursor: Option<&str>) -> Result<Delivery, SourceError> {
        let drops = self.drops()?;
        let position = match cursor {
            None => None,
            Some(text) => Some(Position::read(text).ok_or_else(|| {
                let advice = "the cursor was not made by this source; begin from the beginning".to_owned();
                SourceError::Incomplete(self.mapping.profile.id.to_string(), advice)
            })?),
        };
        let Some((at, from)) = folder::choose(&drops, position.as_ref()) else {
            return Ok(nothing(position.map(|position| position.written())));
        };
        let later_is_ready = drops[at + 1..].iter().any(|drop| drop.unready().is_none());
        if let Some((file, reason)) = drops[at].unready() {
            if later_is_ready || reason.is_final() {
                return Err(SourceError::Incomplete(file, reason.sentence()));
            }
            return Ok(nothing(position.map(|position| position.written())));
        }
        if let Some(position) = position.filter(|position| from == 0 && position.has_all_of(&drops[at])) {
            // The same content under a new stamp: nothing is taken twice.
            let moved = Position { stamp: drops[at].stamp.clone(), ..position };
            return Ok(Delivery { more: later_is_ready, ..nothing(Some(moved.written())) });
        }
        self.batch(&drops[at], from, later_is_ready)
    }

    fn again(&self, name: &str) -> Result<Delivery, SourceError> {
        let (stamp, from) = match name.rsplit_once('@').map(|(stamp, from)| (stamp, from.parse())) {
            Some((stamp, Ok(from))) => (stamp, from),
            _ => (name, 0),
        };
        let drops = self.drops()?;
        let Some(drop) = drops.iter().find(|drop| drop.stamp == stamp) else {
            let folder = self.settings.folder.display();
            return Err(SourceError::Incomplete(
                stamp.to_owned(),
                format!("is no longer in {folder}; put its files back to read it again"),
            ));
        };
        if let Some((file, reason)) = drop.unready() {
            return Err(SourceError::Incomplete(file, reason.sentence()));
        }
        self.batch(drop, from, false)
    }
}

impl Source for DropSource {
    fn profile(&self) -> &SourceProfile {
        &self.mapping.profile
    }

    fn deliver(&self, request: &Request) -> Result<Delivery, SourceError> {
        match request {
            Request::After(cursor) => self.after(cursor.as_deref()),
            Request::Again(name) => self.again(name),
        }
    }

    fn answer(&self, _key: &RecordKey, _within: Duration) -> Result<Answer, SourceError> {
        Err(SourceError::NotLive(self.mapping.profile.agency.clone()))
    }

    fn document(&self, document: &str, _within: Duration) -> Result<Document, SourceError> {
        documents::from_folder(&self.mapping, document)
    }
}

fn as_of(item: &Item, without_manifest: bool) -> Option<Timestamp> {
    let instant = Dates::default().instant(&item.text()?, &TimeZone::UTC);
    if instant.is_none() {
        item.fault("`as_of` must be a time such as \"2020-04-01T00:00:00Z\"");
    } else if !without_manifest {
        item.fault("`as_of` is said by the manifests; give it only with `manifest = \"none\"`");
    }
    instant
}

fn nothing(cursor: Option<String>) -> Delivery {
    Delivery {
        name: String::new(),
        cursor,
        more: false,
        as_of: None,
        rows: 0,
        changes: Vec::new(),
        rejections: Vec::new(),
    }
}

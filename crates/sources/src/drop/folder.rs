//! Which drops are in the folder, which of them are whole, and which comes next.

use crate::drop::DropSettings;
use crate::drop::manifest::{LARGEST, Manifest};
use crate::mapping::Mapping;
use jiff::Timestamp;
use records::SourceError;
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The stamp of files with fixed names.
const ONLY: &str = "only";

/// The files of one stamp.
#[derive(Clone, Debug)]
pub(crate) struct Drop {
    pub(crate) stamp: String,
    pub(crate) files: Vec<DropFile>,
    /// Names of files that must be there and are not.
    absent: Vec<String>,
}

/// One file of a drop.
#[derive(Clone, Debug)]
pub(crate) struct DropFile {
    /// Place of its table in the mapping.
    pub(crate) table: usize,
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) manifest: Result<Manifest, Unready>,
    size: u64,
}

/// Why a drop cannot be taken now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Unready {
    /// May still come.
    Coming(String),
    /// Will not get better by waiting.
    Wrong(String),
}

/// How far a drop was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Position {
    pub(crate) stamp: String,
    pub(crate) content: String,
    /// Where the next batch begins; `None` when the whole drop was taken.
    pub(crate) next: Option<usize>,
}

/// Every drop in the folder, by stamp; numbers in stamps are compared as numbers.
pub(crate) fn drops(settings: &DropSettings, mapping: &Mapping) -> Result<Vec<Drop>, SourceError> {
    let down = |cause: std::io::Error| {
        let reason = format!(
            "the folder {} cannot be read ({cause}); check the path and its rights",
            settings.folder.display()
        );
        SourceError::Down(mapping.profile.agency.clone(), reason)
    };
    let mut stamps: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    for item in std::fs::read_dir(&settings.folder).map_err(down)? {
        let Ok(name) = item.map_err(down)?.file_name().into_string() else { continue };
        if name.ends_with(".part") {
            continue;
        }
        let bare = name.strip_suffix(".manifest").unwrap_or(&name);
        for (at, table) in mapping.tables.iter().enumerate() {
            if let Some(stamp) = stamp_of(bare, &table.from) {
                let files = stamps.entry(stamp.to_owned()).or_default();
                if !files.iter().any(|(_, have)| have == bare) {
                    files.push((at, bare.to_owned()));
                }
            }
        }
    }
    let mut drops: Vec<Drop> =
        stamps.into_iter().map(|(stamp, files)| gather(stamp, files, settings, mapping)).collect();
    drops.sort_by(|a, b| by_number(&a.stamp, &b.stamp));
    Ok(drops)
}

/// The drop to take next and where in it; `None` when everything was taken.
pub(crate) fn choose(drops: &[Drop], position: Option<&Position>) -> Option<(usize, usize)> {
    let Some(position) = position else {
        // What came before the newest full drop is superseded by it.
        let full = drops.iter().rposition(|drop| drop.unready().is_none() && drop.is_full());
        return if drops.is_empty() { None } else { Some((full.unwrap_or(0), 0)) };
    };
    if let Some(at) = drops.iter().position(|drop| drop.stamp == position.stamp) {
        let same = drops[at].content() == position.content;
        match position.next {
            Some(next) if same => return Some((at, next)),
            _ if !same => return Some((at, 0)),
            _ => {}
        }
    }
    let next = drops.iter().position(|drop| by_number(&drop.stamp, &position.stamp) == Ordering::Greater)?;
    Some((next, 0))
}

impl Drop {
    /// Why the drop cannot be taken now, and which file says so.
    pub(crate) fn unready(&self) -> Option<(String, Unready)> {
        for file in &self.files {
            if let Err(reason) = &file.manifest {
                return Some((file.name.clone(), reason.clone()));
            }
        }
        let absent = self.absent.first()?;
        Some((
            absent.clone(),
            Unready::Coming(
                "is not in the folder, and a later drop is; deliver it, or set `optional = true`".to_owned(),
            ),
        ))
    }

    /// Whether it holds everybody.
    pub(crate) fn is_full(&self) -> bool {
        self.files.iter().any(|file| file.manifest.as_ref().is_ok_and(|manifest| manifest.full))
    }

    /// A fingerprint of the content, whatever the files are called.
    pub(crate) fn content(&self) -> String {
        let mut hash = Sha256::new();
        for file in &self.files {
            hash.update(file.table.to_le_bytes());
            match &file.manifest {
                Ok(Manifest { sha256: Some(sha256), full, .. }) => {
                    hash.update(sha256);
                    hash.update([u8::from(*full)]);
                }
                Ok(manifest) => hash.update(format!("{:?} {}", manifest.changed, file.size)),
                Err(_) => hash.update(b"unready"),
            }
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Unready {
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Unready::Wrong(_))
    }

    pub(crate) fn sentence(&self) -> String {
        match self {
            Unready::Coming(sentence) | Unready::Wrong(sentence) => sentence.clone(),
        }
    }
}

impl Position {
    /// Whether this very content was taken to its end under another stamp.
    pub(crate) fn has_all_of(&self, drop: &Drop) -> bool {
        self.next.is_none() && self.stamp != drop.stamp && self.content == drop.content()
    }

    pub(crate) fn written(&self) -> String {
        let next = self.next.map(|next| next.to_string()).unwrap_or_default();
        format!("{}|{}|{next}", self.stamp, self.content)
    }

    pub(crate) fn read(text: &str) -> Option<Position> {
        let mut parts = text.rsplitn(3, '|');
        let next = match parts.next()? {
            "" => None,
            number => Some(number.parse().ok()?),
        };
        let content = parts.next()?.to_owned();
        Some(Position { stamp: parts.next()?.to_owned(), content, next })
    }
}

fn gather(
    stamp: String,
    mut found: Vec<(usize, String)>,
    settings: &DropSettings,
    mapping: &Mapping,
) -> Drop {
    found.sort();
    let missing = |(at, table): (usize, &crate::mapping::Table)| {
        (!table.optional && !found.iter().any(|(have, _)| *have == at))
            .then(|| table.from.replace("{drop}", &stamp))
    };
    let absent = mapping.tables.iter().enumerate().filter_map(missing).collect();
    let files = found.iter().map(|(table, name)| {
        let path = settings.folder.join(name);
        let data = std::fs::metadata(&path).ok();
        let size = data.as_ref().map_or(0, std::fs::Metadata::len);
        let manifest = match (&data, settings.full_without_manifest) {
            (None, _) => Err(Unready::Wrong(
                "is not in the folder, but its manifest is; deliver the file again".to_owned(),
            )),
            (Some(data), Some(full)) => without_manifest(data, full, settings.as_of),
            (Some(_), None) => with_manifest(&path, name, mapping),
        };
        DropFile { table: *table, name: name.clone(), path, manifest, size }
    });
    Drop { files: files.collect(), stamp, absent }
}

fn with_manifest(path: &Path, name: &str, mapping: &Mapping) -> Result<Manifest, Unready> {
    let mut at = path.as_os_str().to_owned();
    at.push(".manifest");
    let at = PathBuf::from(at);
    let Ok(data) = std::fs::metadata(&at) else {
        let sentence = format!("has no manifest, and a later drop is whole; deliver {name}.manifest");
        return Err(Unready::Coming(sentence));
    };
    let wrong = |reason: String| Unready::Wrong(format!("the manifest {name}.manifest {reason}"));
    if data.len() > LARGEST {
        return Err(wrong("is larger than 64 KB; write it again".to_owned()));
    }
    let text = std::fs::read_to_string(&at).map_err(|cause| wrong(format!("cannot be read ({cause})")))?;
    Manifest::read(&text, name, &mapping.zone).map_err(wrong)
}

fn without_manifest(
    data: &std::fs::Metadata,
    full: bool,
    said: Option<Timestamp>,
) -> Result<Manifest, Unready> {
    let time = data.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    let changed =
        time.ok_or_else(|| Unready::Wrong("has no time of its last change; deliver manifests".to_owned()))?;
    Ok(Manifest { rows: None, sha256: None, as_of: said.unwrap_or(changed), full, changed: Some(changed) })
}

/// The stamp in a file name; files with fixed names make up one drop, which is taken anew when they change.
fn stamp_of<'n>(name: &'n str, pattern: &str) -> Option<&'n str> {
    let Some((before, after)) = pattern.split_once("{drop}") else {
        return (name == pattern).then_some(ONLY);
    };
    let stamp = name.strip_prefix(before)?.strip_suffix(after)?;
    (!stamp.is_empty()).then_some(stamp)
}

/// Orders stamps so that `9` comes before `10`.
fn by_number(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let (digits_a, digits_b) = (leading_digits(a), leading_digits(b));
        if digits_a > 0 && digits_b > 0 {
            let (number_a, number_b) =
                (a[..digits_a].trim_start_matches('0'), b[..digits_b].trim_start_matches('0'));
            let order = number_a.len().cmp(&number_b.len()).then(number_a.cmp(number_b));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (&a[digits_a..], &b[digits_b..]);
            continue;
        }
        let (mut chars_a, mut chars_b) = (a.chars(), b.chars());
        match (chars_a.next(), chars_b.next()) {
            (Some(x), Some(y)) if x == y => (a, b) = (chars_a.as_str(), chars_b.as_str()),
            (x, y) => return x.cmp(&y),
        }
    }
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_ordered_by_their_numbers() {
        for (a, b) in [("9", "10"), ("2026-02", "2026-11"), ("a", "b"), ("1", "1a"), ("", "1")] {
            assert_eq!(by_number(a, b), Ordering::Less, "{a} {b}");
        }
    }

    #[test]
    fn a_position_is_written_and_read() {
        for next in [None, Some(12)] {
            let position = Position { stamp: "2026|03".into(), content: "ab".into(), next };
            assert_eq!(Position::read(&position.written()), Some(position));
        }
        assert!(Position::read("x").is_none());
    }
}

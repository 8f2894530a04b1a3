//! Dropped files: written whole beside their place, renamed, and then described by a manifest.

use crate::error::CityError;
use crate::keys::RecordId;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One of the files of an agency, and its columns; the last column is the day of the update.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub name: &'static str,
    pub columns: &'static [&'static str],
}

/// A row without the day of the update.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub sheet: usize,
    pub record: RecordId,
    pub cells: Vec<String>,
}

/// A file on its way: nobody sees it under its name before it is whole.
pub(crate) struct Drop {
    path: PathBuf,
    part: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    rows: u64,
    line_end: &'static str,
}

impl Drop {
    /// Begins a file with its header.
    pub fn begin(
        folder: &Path,
        name: &str,
        columns: &[&str],
        line_end: &'static str,
    ) -> Result<Self, CityError> {
        let path = folder.join(name);
        let part = folder.join(format!("{name}.part"));
        let file = BufWriter::new(File::create(&part).map_err(CityError::file(&part))?);
        let mut drop = Self { path, part, file, hash: Sha256::new(), rows: 0, line_end };
        drop.line(columns.iter().copied())?;
        Ok(drop)
    }

    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<(), CityError> {
        self.rows += 1;
        self.line(cells)
    }

    /// Makes the file visible under its name, and then its manifest. The wait is for tests of slow agencies.
    pub fn finish(mut self, as_of: &str, full: bool, wait: Duration) -> Result<(), CityError> {
        self.file.flush().map_err(CityError::file(&self.part))?;
        self.file.get_ref().sync_all().map_err(CityError::file(&self.part))?;
        std::thread::sleep(wait);
        fs::rename(&self.part, &self.path).map_err(CityError::file(&self.path))?;
        let name = self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let hash: String = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let rows = self.rows;
        let text = format!(
            "file = \"{name}\"\nrows = {rows}\nsha256 = \"{hash}\"\nas_of = \"{as_of}\"\nfull = {full}\n"
        );
        let manifest = self.path.with_file_name(format!("{name}.manifest"));
        write_whole(&manifest, text.as_bytes())
    }

    fn line<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<(), CityError> {
        let mut line = String::new();
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                line.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                line.push('"');
                line.push_str(&cell.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(cell);
            }
        }
        line.push_str(self.line_end);
        self.hash.update(line.as_bytes());
        self.file.write_all(line.as_bytes()).map_err(CityError::file(&self.part))
    }
}

/// Writes a small file so that it is either the old one or the new one, whatever happens.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), CityError> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let part = path.with_file_name(format!("{name}.part"));
    let mut file = File::create(&part).map_err(CityError::file(&part))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(CityError::file(&part))?;
    fs::rename(&part, path).map_err(CityError::file(path))
}

/// A file whose rows are cut off and whose manifest does not agree with it.
pub(crate) fn drop_garbage(folder: &Path, sheet: &Sheet, tick: u64, as_of: &str) -> Result<(), CityError> {
    let name = format!("{}-{tick:06}.csv", sheet.name);
    let text = format!("{}\r\n\"never closed,12,\u{fffd}\r\n1,2", sheet.columns.join(","));
    write_whole(&folder.join(&name), text.as_bytes())?;
    let manifest =
        format!("file = \"{name}\"\nrows = 99\nsha256 = \"00\"\nas_of = \"{as_of}\"\nfull = false\n");
    write_whole(&folder.join(format!("{name}.manifest")), manifest.as_bytes())
}

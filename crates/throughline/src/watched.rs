//! Folders into which other systems drop files: looked at each second, and what is whole there is taken.
//!
//! A file counts as whole when it was left alone for a while and ends with a line end. It is moved to `done` only if it is still as it
//! was read; otherwise it is read again, which changes nothing twice. Whoever writes `NAME.part` and renames it is on the safe side.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// Larger files are left alone.
pub(crate) const LARGEST: u64 = 64 * 1024 * 1024;
/// So long nobody may have written to a file that ends with a line end, and to one that does not.
pub(crate) const QUIET: Duration = Duration::from_millis(1500);
pub(crate) const QUIET_WITHOUT_END: Duration = Duration::from_secs(30);

/// What is done with a file's name and bytes: in words what was taken, or why it is refused; or why it must be tried again.
pub(crate) type Take = Box<dyn Fn(&str, &[u8]) -> Result<Result<String, String>, String> + Send>;

/// What a file looked like, by which it is known to be unchanged.
type Look = (u64, Option<SystemTime>);

/// A folder into which one other system drops files.
pub(crate) struct Folder {
    /// Whose it is, and what its files are about, for messages.
    whose: String,
    about: &'static str,
    endings: &'static [&'static str],
    take: Take,
    folder: PathBuf,
    /// Files that were seen and not taken yet: how they looked, and since when.
    seen: BTreeMap<PathBuf, (Look, Instant)>,
    /// Files that were taken and could not be moved away.
    stuck: BTreeMap<PathBuf, Look>,
    failing: bool,
}

impl Folder {
    /// Files of these endings in a folder. `about` says what they are about: `files about private records`.
    pub(crate) fn new(
        (whose, about): (&str, &'static str),
        endings: &'static [&'static str],
        folder: &Path,
        take: Take,
    ) -> Folder {
        Folder {
            whose: whose.to_owned(),
            about,
            endings,
            take,
            folder: folder.to_owned(),
            seen: BTreeMap::new(),
            stuck: BTreeMap::new(),
            failing: false,
        }
    }

    /// Looks each second, for ever, in a thread of its own.
    pub(crate) fn watch(mut self) {
        std::thread::spawn(move || {
            loop {
                self.look(Instant::now());
                std::thread::sleep(Duration::from_secs(1));
            }
        });
    }

    /// Takes every file that is whole by now.
    pub(crate) fn look(&mut self, now: Instant) {
        let files = match self.files() {
            Ok(files) => files,
            Err(cause) => {
                self.fail(&format!("the folder {} cannot be read ({cause})", self.folder.display()));
                return;
            }
        };
        self.seen.retain(|path, _| files.contains_key(path));
        self.stuck.retain(|path, _| files.contains_key(path));
        let mut fine = true;
        for (path, look) in files {
            if self.stuck.get(&path) != Some(&look)
                && !self.is_refused(&path, look)
                && self.is_whole(&path, look, now)
            {
                fine &= self.take_file(&path, look);
            }
        }
        if fine && self.failing {
            eprintln!("{}: {} are taken again", self.whose, self.about);
            self.failing = false;
        }
    }

    /// The files that may be taken, in the order of their names.
    fn files(&self) -> std::io::Result<BTreeMap<PathBuf, Look>> {
        let mut files = BTreeMap::new();
        for item in std::fs::read_dir(&self.folder)? {
            let path = item?.path();
            let name = name_of(&path);
            let ours = self.endings.iter().any(|ending| name.ends_with(ending));
            if !ours || name.starts_with('.') {
                continue;
            }
            // Gone again: it was renamed, or taken by another program.
            if let Ok(facts) = std::fs::metadata(&path)
                && facts.is_file()
            {
                files.insert(path, look_of(&facts));
            }
        }
        Ok(files)
    }

    /// It has looked the same for long enough.
    fn is_whole(&mut self, path: &Path, look: Look, now: Instant) -> bool {
        let known = self.seen.entry(path.to_owned()).or_insert((look, now));
        if known.0 != look {
            *known = (look, now);
        }
        let quiet = now.duration_since(known.1);
        quiet >= QUIET_WITHOUT_END || (quiet >= QUIET && ends_with_line_end(path))
    }

    /// It was refused before, and is the same file still.
    fn is_refused(&self, path: &Path, look: Look) -> bool {
        let twin = std::fs::metadata(twin(path)).and_then(|facts| facts.modified());
        twin.is_ok_and(|refused| look.1.is_some_and(|changed| changed <= refused))
    }

    /// Takes a file; `false` when it must be tried again.
    fn take_file(&mut self, path: &Path, look: Look) -> bool {
        let name = name_of(path);
        let answer = if look.0 > LARGEST {
            Ok(Err("the file is larger than 64 MiB; part it".to_owned()))
        } else {
            let read = std::fs::read(path);
            match read {
                Ok(bytes) => (self.take)(&name, &bytes),
                Err(cause) => {
                    self.fail(&format!("{name} cannot be read ({cause})"));
                    return false;
                }
            }
        };
        match answer {
            Err(cause) => {
                self.fail(&format!("{name}: {cause}"));
                return false;
            }
            Ok(Err(words)) => {
                eprintln!("{}: {name} was refused: {words}", self.whose);
                if std::fs::write(twin(path), format!("{words}\n")).is_err() {
                    self.stuck.insert(path.to_owned(), look);
                }
            }
            Ok(Ok(taken)) => {
                // Written to meanwhile: it is read again, and what was taken counts once.
                if std::fs::metadata(path).is_ok_and(|facts| look_of(&facts) != look) {
                    return true;
                }
                eprintln!("{}: {name}: {}", self.whose, taken);
                if let Err(cause) = put_away(path) {
                    self.stuck.insert(path.to_owned(), look);
                    eprintln!("{}: {name} was taken and cannot be moved to `done` ({cause})", self.whose);
                }
            }
        }
        self.seen.remove(path);
        true
    }

    /// Said once, until it works again.
    fn fail(&mut self, words: &str) {
        if !self.failing {
            eprintln!("{}: {words}", self.whose);
        }
        self.failing = true;
    }
}

/// The last part of a path.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

fn look_of(facts: &Metadata) -> Look {
    (facts.len(), facts.modified().ok())
}

/// Where it is said why a file was refused.
fn twin(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".refused");
    PathBuf::from(name)
}

fn ends_with_line_end(path: &Path) -> bool {
    use std::io::{Read, Seek, SeekFrom};
    let last = || -> std::io::Result<u8> {
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0u8; 1];
        file.read_exact(&mut last)?;
        Ok(last[0])
    };
    last().is_ok_and(|last| last == b'\n')
}

/// Moves a file to `done`; a name that is taken there gets a number.
fn put_away(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(".")).join("done");
    std::fs::create_dir_all(&folder)?;
    let name = name_of(path);
    let free = (1..).map(|number| match number {
        1 => folder.join(&name),
        number => folder.join(format!("{name}.{number}")),
    });
    let to = free.into_iter().find(|place| !place.exists());
    std::fs::rename(path, to.unwrap_or_else(|| folder.join(&name)))?;
    let _ = std::fs::remove_file(twin(path));
    Ok(())
}

//! Files about private records: folders are looked at each second, and what is whole there is taken.
//!
//! A file counts as whole when it was left alone for a while and ends with a line end. It is moved to `done` only if it is still as it
//! was read; otherwise it is read again, which changes nothing twice. Whoever writes `NAME.part` and renames it is on the safe side.

use crate::Problem;
use crate::settings::StatusSettings;
use access::{Door, StatusTaken};
use records::SourceId;
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Larger files are left alone.
const LARGEST: u64 = 64 * 1024 * 1024;
/// So long nobody may have written to a file that ends with a line end, and to one that does not.
const QUIET: Duration = Duration::from_millis(1500);
const QUIET_WITHOUT_END: Duration = Duration::from_secs(30);
/// Whether records came meanwhile is looked at as often.
const SETTLE_EVERY: Duration = Duration::from_secs(60);

/// What a file looked like, by which it is known to be unchanged.
type Look = (u64, Option<SystemTime>);

/// A folder into which a state system drops files.
pub(crate) struct Folder {
    door: Arc<Door>,
    source: SourceId,
    folder: PathBuf,
    /// Files that were seen and not taken yet: how they looked, and since when.
    seen: BTreeMap<PathBuf, (Look, Instant)>,
    /// Files that were taken and could not be moved away.
    stuck: BTreeMap<PathBuf, Look>,
    failing: bool,
}

/// Starts one thread for each folder, and one that looks whether records came.
pub(crate) fn start(door: &Arc<Door>, settings: &[StatusSettings]) {
    for status in settings {
        if let Some(folder) = &status.folder {
            let mut folder = Folder::new(door, &status.source, folder);
            std::thread::spawn(move || {
                loop {
                    folder.look(Instant::now());
                    std::thread::sleep(Duration::from_secs(1));
                }
            });
        }
    }
    let (door, sources) = (door.clone(), door.agencies().iter().map(|agency| agency.id.clone()));
    let sources: Vec<SourceId> = sources.collect();
    std::thread::spawn(move || {
        loop {
            for source in &sources {
                if let Err(cause) = door.settle_discrepancies(source) {
                    eprintln!("{source}: what disagrees about private records cannot be looked at: {cause}");
                }
            }
            std::thread::sleep(SETTLE_EVERY);
        }
    });
}

/// Takes one file, and leaves it where it is.
pub(crate) fn take(door: &Door, source: &SourceId, file: &Path) -> Result<StatusTaken, Problem> {
    let shown = file.display();
    let facts =
        std::fs::metadata(file).map_err(|cause| Problem(format!("`{shown}` cannot be read ({cause})")))?;
    if facts.len() > LARGEST {
        return Err(Problem(format!("`{shown}` is larger than 64 MiB; part it")));
    }
    let bytes =
        std::fs::read(file).map_err(|cause| Problem(format!("`{shown}` cannot be read ({cause})")))?;
    let name = name_of(file);
    let taken = door.take_status_file(source, &name, &bytes).map_err(Problem::from)?;
    taken.map_err(|words| Problem(format!("{name}: {words}")))
}

impl Folder {
    pub(crate) fn new(door: &Arc<Door>, source: &str, folder: &Path) -> Folder {
        Folder {
            door: door.clone(),
            source: SourceId::new(source),
            folder: folder.to_owned(),
            seen: BTreeMap::new(),
            stuck: BTreeMap::new(),
            failing: false,
        }
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
            eprintln!("{}: files about private records are taken again", self.source);
            self.failing = false;
        }
    }

    /// The files that may be taken, in the order of their names.
    fn files(&self) -> std::io::Result<BTreeMap<PathBuf, Look>> {
        let mut files = BTreeMap::new();
        for item in std::fs::read_dir(&self.folder)? {
            let path = item?.path();
            let name = name_of(&path);
            let ours = name.ends_with(".csv") || name.ends_with(".jsonl");
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
                Ok(bytes) => self.door.take_status_file(&self.source, &name, &bytes),
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
                eprintln!("{}: {name} was refused: {words}", self.source);
                if std::fs::write(twin(path), format!("{words}\n")).is_err() {
                    self.stuck.insert(path.to_owned(), look);
                }
            }
            Ok(Ok(taken)) => {
                // Written to meanwhile: it is read again, and what was taken counts once.
                if std::fs::metadata(path).is_ok_and(|facts| look_of(&facts) != look) {
                    return true;
                }
                eprintln!("{}: {name}: {}", self.source, taken.in_words());
                if let Err(cause) = put_away(path) {
                    self.stuck.insert(path.to_owned(), look);
                    eprintln!("{}: {name} was taken and cannot be moved to `done` ({cause})", self.source);
                }
            }
        }
        self.seen.remove(path);
        true
    }

    /// Said once, until it works again.
    fn fail(&mut self, words: &str) {
        if !self.failing {
            eprintln!("{}: {words}", self.source);
        }
        self.failing = true;
    }
}

fn name_of(path: &Path) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house;
    use crate::settings::{Settings, Variables};

    struct Town {
        door: Arc<Door>,
        drop: PathBuf,
        _folder: tempfile::TempDir,
    }

    fn town() -> Town {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["sources", "policies", "status"] {
            std::fs::create_dir(at(name)).unwrap();
        }
        let example =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/sources/shelter.toml");
        std::fs::copy(example, at("sources/shelter.toml")).unwrap();
        std::fs::write(at("policies/groups.toml"), "group = []\n").unwrap();
        let settings = "title = \"T\"\ntime_zone = \"UTC\"\nlisten = \"127.0.0.1:0\"\npolicies = \"policies\"\nsources = \"sources\"\nagency = []\n[database]\nfile = \"data/t.db\"\nkey = \"keys/key\"\n[[status]]\nsource = \"shelter\"\nfolder = \"status\"\n";
        std::fs::write(at("t.toml"), settings).unwrap();
        let drop = ("SHELTER_DROP".to_owned(), at("status").display().to_string());
        let variables = Variables::from([drop]);
        let settings = Settings::read(&at("t.toml"), &variables).unwrap();
        let door = house::open(&settings, &variables).unwrap();
        Town { door, drop: at("status"), _folder: folder }
    }

    impl Town {
        fn folder(&self) -> Folder {
            Folder::new(&self.door, "shelter", &self.drop)
        }

        fn write(&self, name: &str, text: &str) {
            std::fs::write(self.drop.join(name), text).unwrap();
        }

        fn is_there(&self, name: &str) -> bool {
            self.drop.join(name).exists()
        }

        fn private(&self) -> usize {
            self.door.privacy().marks().unwrap().closed().count()
        }
    }

    const HEADER: &str = "id,key,level,at,sequence\n";

    #[test]
    fn a_file_is_taken_when_it_is_whole_and_moved_away_and_a_replay_changes_nothing() {
        let (town, start) = (town(), Instant::now());
        let mut folder = town.folder();
        town.write("a.csv", &format!("{HEADER}1,K-1,private,2026-03-02T10:00:00Z,\n2,K-2,pri"));
        town.write("b.csv.part", &format!("{HEADER}9,K-9,private,2026-03-02T10:00:00Z,\n"));
        folder.look(start);
        folder.look(start + QUIET * 2);
        assert!(town.is_there("a.csv") && town.private() == 0, "it is still being written");
        let whole = format!(
            "{HEADER}1,K-1,private,2026-03-02T10:00:00Z,\n2,K-2,private,2026-03-02T10:00:00Z,\n3,K-3,x,,\n"
        );
        town.write("a.csv", &whole);
        folder.look(start + QUIET * 3);
        assert_eq!(town.private(), 0, "it has just changed");
        folder.look(start + QUIET * 4);
        assert!(!town.is_there("a.csv") && town.is_there("done/a.csv") && town.is_there("b.csv.part"));
        assert_eq!(town.private(), 2);
        let source = SourceId::new("shelter");
        assert_eq!(town.door.privacy().faults(&source, 9).unwrap()[0].place, "a.csv, line 4");
        town.write("a.csv", &whole);
        folder.look(start + QUIET * 5);
        folder.look(start + QUIET * 6);
        assert!(town.is_there("done/a.csv.2"));
        assert_eq!((town.private(), town.door.privacy().fault_count(&source).unwrap()), (2, 1));
    }

    #[test]
    fn a_file_without_a_last_line_end_is_taken_after_a_while() {
        let (town, start) = (town(), Instant::now());
        let mut folder = town.folder();
        let line = r#"{"id": 1, "key": "K-1", "level": "sealed", "at": "2026-03-02T10:00:00Z"}"#;
        town.write("a.jsonl", line);
        folder.look(start);
        folder.look(start + QUIET * 2);
        assert_eq!(town.private(), 0);
        folder.look(start + QUIET_WITHOUT_END);
        assert_eq!(town.private(), 1);
    }

    #[test]
    fn an_unreadable_file_stays_with_its_reason_until_it_is_mended() {
        let (town, start) = (town(), Instant::now());
        let mut folder = town.folder();
        town.write("a.csv", "id;key;level;at\n1;K-1;private;2026-03-02T10:00:00Z\n");
        for step in 0..4 {
            folder.look(start + QUIET * step);
        }
        let why = std::fs::read_to_string(town.drop.join("a.csv.refused")).unwrap();
        assert!(why.contains("the column `id` is missing"), "{why}");
        assert!(town.is_there("a.csv") && town.private() == 0);
        // A mended file is younger than the refusal.
        town.write("a.csv", &format!("{HEADER}1,K-1,private,2026-03-02T10:00:00Z,\n"));
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
        std::fs::File::options()
            .write(true)
            .open(town.drop.join("a.csv"))
            .unwrap()
            .set_modified(later)
            .unwrap();
        for step in 4..8 {
            folder.look(start + QUIET * step);
        }
        assert!(town.is_there("done/a.csv") && !town.is_there("a.csv.refused") && town.private() == 1);
    }

    #[test]
    fn a_full_list_and_one_file_by_hand() {
        let town = town();
        let list = town.drop.join("dhs-2026-03-02.full.csv");
        std::fs::write(&list, "key\nK-1\nK-2\n").unwrap();
        let taken = take(&town.door, &SourceId::new("shelter"), &list).unwrap();
        assert_eq!((taken.listed, taken.raised, town.private()), (2, 2, 2));
        assert!(list.exists(), "what is handed in by hand stays where it is");
        assert!(take(&town.door, &SourceId::new("shelter"), &town.drop.join("none.csv")).is_err());
    }
}

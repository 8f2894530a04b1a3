//! Files about private records: taken from folders as they come (watched.rs), or one by hand.

use crate::Problem;
use crate::settings::StatusSettings;
use crate::watched::{Folder, LARGEST, name_of};
use access::{Door, StatusTaken};
use records::SourceId;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Whether records came meanwhile is looked at as often.
const SETTLE_EVERY: Duration = Duration::from_secs(60);

/// Starts one thread for each folder, and one that looks whether records came.
pub(crate) fn start(door: &Arc<Door>, settings: &[StatusSettings]) {
    for status in settings {
        if let Some(folder) = &status.folder {
            folder_of(door, &status.source, folder).watch();
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

/// The folder into which the state system drops files about a source.
fn folder_of(door: &Arc<Door>, source: &str, folder: &Path) -> Folder {
    let (door, id) = (door.clone(), SourceId::new(source));
    let take = move |name: &str, bytes: &[u8]| match door.take_status_file(&id, name, bytes) {
        Ok(answer) => Ok(answer.map(|taken| taken.in_words())),
        Err(cause) => Err(cause.to_string()),
    };
    Folder::new((source, "files about private records"), &[".csv", ".jsonl"], folder, Box::new(take))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house;
    use crate::settings::{Settings, Variables};
    use crate::watched::{QUIET, QUIET_WITHOUT_END};
    use std::path::PathBuf;
    use std::time::{Instant, SystemTime};

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
            folder_of(&self.door, "shelter", &self.drop)
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

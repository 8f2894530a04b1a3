use super::*;
use crate::house;
use crate::settings::{Settings, Variables};
use counting::Policy;
use frontdesk::{Site, SiteSettings};
use jiff::civil::date;

struct Town {
    front_desk: Arc<FrontDesk>,
    settings: Vec<DropSettings>,
    folder: PathBuf,
    _kept: tempfile::TempDir,
}

const DROP: &str =
    "[[frontdesk.drop]]\nreport = \"volume\"\nplace = \"state\"\nevery = \"month\"\nfolder = \"reports\"\n";

/// A house with a front desk, and these series.
fn town(drops: &str) -> Result<Town, String> {
    let kept = tempfile::tempdir().unwrap();
    let at = |name: &str| kept.path().join(name);
    for name in ["sources", "policies", "reports"] {
        std::fs::create_dir(at(name)).unwrap();
    }
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    std::fs::copy(examples.join("new_york/sources/shelter.toml"), at("sources/shelter.toml")).unwrap();
    std::fs::copy(examples.join("washington/frontdesk/catalogue.toml"), at("catalogue.toml")).unwrap();
    std::fs::copy(examples.join("washington/frontdesk/pirl.toml"), at("pirl.toml")).unwrap();
    std::fs::write(at("policies/groups.toml"), "group = []\n").unwrap();
    let settings = format!(
        "title = \"T\"\ntime_zone = \"UTC\"\nlisten = \"127.0.0.1:0\"\npolicies = \"policies\"\nsources = \"sources\"\nagency = []\n\
         [database]\nfile = \"data/t.db\"\nkey = \"keys/key\"\n[frontdesk]\nsource = \"centers\"\nagency = \"Centers\"\nshort = \"C\"\n\
         catalogue = \"catalogue.toml\"\nfederal_file = \"pirl.toml\"\narea = [{{ id = \"coast\", name = \"Coast\" }}]\n\
         counting = {{ small_cells_below = 5 }}\n{drops}"
    );
    std::fs::write(at("t.toml"), settings).unwrap();
    let variables = Variables::from([("SHELTER_DROP".to_owned(), at("status").display().to_string())]);
    let settings = Settings::read(&at("t.toml"), &variables).map_err(|problem| problem.to_string())?;
    let front_desk = house::open_whole(&settings, &variables).unwrap().front_desk.unwrap();
    let site = Site {
        id: "north".to_owned(),
        area: "coast".to_owned(),
        name: "North".to_owned(),
        zone: "UTC".to_owned(),
        settings: SiteSettings::default(),
        ended_at: None,
    };
    front_desk.desk().set_site(&site, None).unwrap();
    let settings = settings.frontdesk.unwrap().drop;
    Ok(Town { front_desk, settings, folder: at("reports"), _kept: kept })
}

impl Town {
    fn series(&self) -> Series {
        read(&self.front_desk, &self.settings).unwrap().remove(0)
    }

    fn files(&self) -> Vec<String> {
        let list = std::fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<String> =
            list.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn today(&self) -> Day {
        let door = self.front_desk.door();
        Day::of(door.now().to_zoned(door.zone().clone()).date())
    }
}

#[test]
fn a_report_comes_once_though_it_is_looked_for_often_and_by_two_at_a_time() {
    let town = town(DROP).unwrap();
    assert_eq!(town.front_desk.count_rules().policy, Policy { small_cells_below: 5, ..Policy::default() });
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| town.series().look(&town.front_desk).unwrap());
        }
    });
    town.series().look(&town.front_desk).unwrap();
    let files = town.files();
    assert_eq!(files.len(), 1, "{files:?}");
    let reporting = Every::Month.latest(town.today().plus(-5));
    assert_eq!(files[0], format!("volume_state_{}.csv", reporting.word()));
    let text = std::fs::read_to_string(town.folder.join(&files[0])).unwrap();
    assert!(
        text.starts_with("\"Volume by site, the whole state\"\n") && text.contains("* stands for"),
        "{text}"
    );
    // Whoever collects it takes it away; it does not come again.
    std::fs::remove_file(town.folder.join(&files[0])).unwrap();
    town.series().look(&town.front_desk).unwrap();
    assert!(town.files().is_empty());
    let log = town.front_desk.door().audited(audit::Kind::FrontDesk, None).unwrap();
    assert_eq!(log, 1, "written to the log, once");
}

#[test]
fn a_stop_between_writing_and_renaming_loses_and_doubles_nothing() {
    let town = town(DROP).unwrap();
    let (series, desk) = (town.series(), town.front_desk.desk());
    let reporting = Every::Month.latest(town.today().plus(-5));
    let name = format!("volume_state_{}.csv", reporting.word());
    let Claimed::Write(claim) = desk.claim_drop(&series.name, &reporting.word()).unwrap() else { panic!() };
    // Stopped while it was written: nobody finds half a report, and for a while it is the claim's.
    std::fs::write(series.own_name(&name, claim.number()), "half").unwrap();
    series.look(&town.front_desk).unwrap();
    assert_eq!(town.files(), [format!(".{name}.1.part")]);
    // Stopped when it was whole and not renamed.
    std::fs::write(series.own_name(&name, claim.number()), "whole").unwrap();
    assert!(desk.drop_written(&claim).unwrap());
    town.series().look(&town.front_desk).unwrap();
    assert_eq!(town.files(), std::slice::from_ref(&name));
    assert_eq!(std::fs::read_to_string(town.folder.join(&name)).unwrap(), "whole");
    town.series().look(&town.front_desk).unwrap();
    assert_eq!(town.files(), [name]);
}

#[test]
fn a_stop_after_renaming_does_not_bring_the_report_again() {
    let town = town(DROP).unwrap();
    let (series, desk) = (town.series(), town.front_desk.desk());
    let reporting = Every::Month.latest(town.today().plus(-5));
    let Claimed::Write(claim) = desk.claim_drop(&series.name, &reporting.word()).unwrap() else { panic!() };
    assert!(desk.drop_written(&claim).unwrap());
    // It was renamed and collected; only the word that it is done is missing.
    town.series().look(&town.front_desk).unwrap();
    assert!(town.files().is_empty());
    assert_eq!(desk.claim_drop(&series.name, &reporting.word()).unwrap(), Claimed::Nothing);
}

#[test]
fn after_a_long_stop_the_missing_reports_come_and_at_first_only_the_newest() {
    let town = town(&DROP.replace("month", "day").replace("folder", "by = [\"hour\"]\nfolder")).unwrap();
    let (series, desk) = (town.series(), town.front_desk.desk());
    let day = |ago: i32| {
        let day = town.today().plus(-5 - ago);
        Reporting::Days { from: day, until: day }
    };
    let Claimed::Write(claim) = desk.claim_drop(&series.name, &day(4).word()).unwrap() else { panic!() };
    assert!(desk.drop_written(&claim).unwrap() && desk.drop_done(&claim).unwrap());
    series.look(&town.front_desk).unwrap();
    let files: Vec<String> = [3, 2, 1].map(|ago| day(ago).word().replace("..", "_")).to_vec();
    assert_eq!(town.files(), files.iter().map(|day| format!("volume_state_{day}.csv")).collect::<Vec<_>>());
}

#[test]
fn settings_that_cannot_be_meant_are_refused_with_a_sentence() {
    for (change, words) in [
        (("volume", "moon"), "there is no report `moon`"),
        (("volume", "often"), "tells of single people"),
        (("volume", "federal-file"), "tells of single people"),
        (("state", "nowhere"), "there is no place `nowhere`"),
        (("volume", "staffing"), "there is no report `staffing` of such a place"),
        (("folder", "format = \"pdf\"\nfolder"), "there is no format `pdf`"),
        (("folder", "by = [\"moon\"]\nfolder"), "broken down by `moon`"),
    ] {
        let town = town(&DROP.replacen(change.0, change.1, 1)).unwrap();
        let refused = read(&town.front_desk, &town.settings).err().unwrap().to_string();
        assert!(refused.contains(words), "{refused}");
    }
    let inside = DROP.replace("volume", "staffing").replace("state", "north");
    let refused = town(&inside).unwrap();
    let refused = read(&refused.front_desk, &refused.settings).err().unwrap().to_string();
    assert!(refused.contains("outside = false"), "{refused}");
    let fine = town(&inside.replace("folder", "outside = false\nfolder")).unwrap();
    assert!(read(&fine.front_desk, &fine.settings).is_ok());
    assert!(town(&DROP.replace("month", "moon")).err().unwrap().contains("unknown variant"));
    let twice = town(&format!("{DROP}{DROP}")).unwrap();
    assert!(read(&twice.front_desk, &twice.settings).err().unwrap().to_string().contains("twice"));
}

#[test]
fn each_kind_of_time_is_due_when_it_has_ended() {
    let on = |year, month, day| Day::of(date(year, month, day));
    for (every, day, wanted, earlier) in [
        (Every::Month, on(2026, 1, 1), "2025-12", "2025-11"),
        (Every::Month, on(2026, 3, 31), "2026-02", "2026-01"),
        (Every::Quarter, on(2026, 4, 1), "2026-q1", "2025-q4"),
        (Every::FourQuarters, on(2026, 3, 31), "2025-4q4", "2025-4q3"),
        (Every::ProgrammeYear, on(2026, 6, 30), "py2024", "py2023"),
        (Every::ProgrammeYear, on(2026, 7, 1), "py2025", "py2024"),
        (Every::Day, on(2026, 7, 1), "2026-06-30..2026-06-30", "2026-06-29..2026-06-29"),
    ] {
        let latest = every.latest(day);
        assert_eq!((latest.word().as_str(), every.earlier(latest).word().as_str()), (wanted, earlier));
    }
}

//! Reports that are put into folders by themselves, each once, some days after its time has ended.
//!
//! A report is written under a name of its own beside its place, said to be whole, and renamed. So nobody ever reads half a report,
//! and none comes twice, also when the program is stopped in between (frontdesk/drops.rs).

use crate::Problem;
use access::Serving;
use counting::reports::often::Often;
use counting::{Day, Reporting};
use frontdesk::{By, Claimed, FrontDesk, ReportAsked, ReportKind, ReportPlace, Reported, by_word};
use serde::Deserialize;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// One series of reports.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DropSettings {
    /// Which: `volume`, `staffing`, `unduplicated`, `performance`, `wagner-peyser`.
    pub(crate) report: String,
    /// `state`, or the id of a site or an area.
    pub(crate) place: String,
    /// How often.
    pub(crate) every: Every,
    /// Where to.
    pub(crate) folder: PathBuf,
    /// `csv` or `xlsx`.
    #[serde(default = "csv")]
    pub(crate) format: String,
    /// So many days after the end, so that what comes late is in it.
    #[serde(default = "five_days")]
    pub(crate) after_days: u16,
    /// Small numbers are hidden. Only what stays inside the agency goes without.
    #[serde(default = "yes")]
    pub(crate) outside: bool,
    /// What volume is broken down by.
    #[serde(default)]
    pub(crate) by: Vec<String>,
}

/// How often a report is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Every {
    Day,
    Month,
    Quarter,
    FourQuarters,
    ProgrammeYear,
}

/// A series whose settings were checked.
pub(crate) struct Series {
    name: String,
    kind: ReportKind,
    place: ReportPlace,
    every: Every,
    by: Vec<By>,
    outside: bool,
    after_days: i32,
    folder: PathBuf,
    ending: String,
}

/// So often it is looked whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);
/// After a long stop, at most so many reports of a series are made up for.
const MOST_LATE: usize = 12;

fn csv() -> String {
    "csv".to_owned()
}

fn five_days() -> u16 {
    5
}

fn yes() -> bool {
    true
}

/// Starts the thread that looks after all series; refuses settings that cannot be meant.
pub(crate) fn start(front_desk: &Arc<FrontDesk>, settings: &[DropSettings]) -> Result<(), Problem> {
    let series: Vec<Series> = read(front_desk, settings)?;
    if series.is_empty() {
        return Ok(());
    }
    let front_desk = front_desk.clone();
    std::thread::spawn(move || {
        let mut failing = vec![false; series.len()];
        loop {
            for (series, failing) in series.iter().zip(&mut failing) {
                let done = series.look(&front_desk);
                if let Err(problem) = &done
                    && !*failing
                {
                    eprintln!("{}: {problem}", series.name);
                }
                *failing = done.is_err();
            }
            std::thread::sleep(LOOK_EVERY);
        }
    });
    Ok(())
}

/// Every series, or what is wrong with one.
pub(crate) fn read(front_desk: &FrontDesk, settings: &[DropSettings]) -> Result<Vec<Series>, Problem> {
    let mut all: Vec<Series> = Vec::new();
    for drop in settings {
        let series = Series::read(front_desk, drop)?;
        if all.iter().any(|other| other.name == series.name) {
            return Err(Problem(format!(
                "[[frontdesk.drop]]: `{}` stands there twice; write it once",
                series.name
            )));
        }
        all.push(series);
    }
    Ok(all)
}

/// The place that somebody typed: `state`, `site:ID`, `area:ID`, or an id alone.
pub(crate) fn place_named(front_desk: &FrontDesk, word: &str) -> Result<ReportPlace, Problem> {
    let is_site = |id: &str| front_desk.desk().site(id).map(|site| site.is_some()).map_err(Problem::from);
    let is_area = |id: &str| front_desk.areas().iter().any(|area| area.id == id);
    let place = match ReportPlace::read(word) {
        Some(place) => Some(place),
        None if is_site(word)? => Some(ReportPlace::Site(word.to_owned())),
        None => is_area(word).then(|| ReportPlace::Area(word.to_owned())),
    };
    let known = match &place {
        Some(ReportPlace::Site(id)) => is_site(id)?,
        Some(ReportPlace::Area(id)) => is_area(id),
        Some(ReportPlace::State) => true,
        None => false,
    };
    let unknown =
        || Problem(format!("there is no place `{word}`; write `state`, or the id of a site or an area"));
    place.filter(|_| known).ok_or_else(unknown)
}

/// What leave a report of a place takes.
pub(crate) fn leave_for(place: &ReportPlace) -> Serving {
    if *place == ReportPlace::State { Serving::Report } else { Serving::Manage }
}

impl Series {
    fn read(front_desk: &FrontDesk, settings: &DropSettings) -> Result<Series, Problem> {
        let DropSettings { report, place, folder, format, by, .. } = settings;
        let wrong = |words: String| Problem(format!("[[frontdesk.drop]]: {words}"));
        let kind = ReportKind::read(report).ok_or_else(|| wrong(format!("there is no report `{report}`")))?;
        if matches!(kind, ReportKind::Often | ReportKind::Federal) {
            return Err(wrong(format!(
                "`{report}` tells of single people and is not put into a folder; make it by hand"
            )));
        }
        // A site may be set up later; then the series begins.
        let place = place_named(front_desk, place).map_err(|problem| wrong(problem.to_string()))?;
        if !kind.is_of(&place) {
            return Err(wrong(format!("there is no report `{report}` of such a place")));
        }
        if settings.outside && !kind.can_leave() {
            return Err(wrong(format!(
                "`{report}` does not leave the agency; write `outside = false`, and mind the folder"
            )));
        }
        if !matches!(format.as_str(), "csv" | "xlsx") {
            return Err(wrong(format!("there is no format `{format}`; write `csv` or `xlsx`")));
        }
        let unknown = |word: &String| wrong(format!("volume cannot be broken down by `{word}`"));
        let by: Vec<By> =
            by.iter().map(|word| by_word(word).ok_or_else(|| unknown(word))).collect::<Result<_, _>>()?;
        let shown = folder.display();
        let name = format!(
            "{report} {} {:?} {format} {} {shown}",
            place.word(),
            settings.every,
            settings.by.join(",")
        );
        Ok(Series {
            name,
            kind,
            place,
            every: settings.every,
            by: if by.is_empty() { vec![By::Site] } else { by },
            outside: settings.outside,
            after_days: i32::from(settings.after_days),
            folder: folder.clone(),
            ending: format.clone(),
        })
    }

    /// Puts there what is due: the newest time that has ended, and those since the last one that was put there.
    pub(crate) fn look(&self, front_desk: &FrontDesk) -> Result<(), Problem> {
        let door = front_desk.door();
        let today = Day::of(door.now().to_zoned(door.zone().clone()).date());
        let mut due = vec![self.every.latest(today.plus(-self.after_days))];
        let there = front_desk.desk().dropped(&self.name).map_err(Problem::from)?;
        while !there.is_empty() && due.len() < MOST_LATE {
            let Some(last) = due.last().filter(|last| !there.contains(&last.word())) else { break };
            due.push(self.every.earlier(*last));
        }
        due.iter().rev().try_for_each(|reporting| self.put(front_desk, *reporting))
    }

    fn put(&self, front_desk: &FrontDesk, reporting: Reporting) -> Result<(), Problem> {
        let asked = self.asked(reporting);
        let name = format!("{}.{}", asked.file_name(), self.ending);
        let claim =
            match front_desk.desk().claim_drop(&self.name, &reporting.word()).map_err(Problem::from)? {
                Claimed::Nothing => return Ok(()),
                Claimed::Rename(claim) => claim,
                Claimed::Write(claim) => {
                    let own = self.own_name(&name, claim.number());
                    // What a try left behind that was stopped half-way.
                    for former in 1..claim.number() {
                        drop(std::fs::remove_file(self.own_name(&name, former)));
                    }
                    write(&own, &self.made(front_desk, &asked)?)?;
                    if !front_desk.desk().drop_written(&claim).map_err(Problem::from)? {
                        // It took so long that somebody else took it on.
                        return std::fs::remove_file(&own).map_err(Problem::from);
                    }
                    claim
                }
            };
        let (own, to) = (self.own_name(&name, claim.number()), self.folder.join(&name));
        match std::fs::rename(&own, &to) {
            Ok(()) => {
                let folder = File::open(&self.folder).and_then(|folder| folder.sync_all());
                folder.map_err(|cause| unwritable(&to, &cause))?;
                eprintln!("{} was put into {}", name, self.folder.display());
            }
            // It was renamed already: by another thread, or before the program was stopped.
            Err(cause) if cause.kind() == ErrorKind::NotFound && self.folder.is_dir() => {}
            Err(cause) => return Err(unwritable(&to, &cause)),
        }
        front_desk.desk().drop_done(&claim).map(drop).map_err(Problem::from)
    }

    fn made(&self, front_desk: &FrontDesk, asked: &ReportAsked) -> Result<Vec<u8>, Problem> {
        let words = format!("{}, put into a folder", asked.words());
        let leave = front_desk.operate(leave_for(&self.place), &words).map_err(Problem::from)?;
        match front_desk.report_for_operator(&leave, asked).map_err(Problem::from)? {
            Reported::Made(report) if self.ending == "xlsx" => report.xlsx().map_err(Problem),
            Reported::Made(report) => Ok(report.csv().into_bytes()),
            Reported::Refused(words) => Err(Problem(words)),
            Reported::NotHers => Err(Problem(format!("there is no place `{}` any more", self.place.word()))),
        }
    }

    fn asked(&self, reporting: Reporting) -> ReportAsked {
        ReportAsked {
            kind: self.kind,
            place: self.place.clone(),
            reporting,
            by: self.by.clone(),
            programme: None,
            often: Often::default(),
            outside: self.outside,
        }
    }

    /// A name that no other try has, and that nobody takes for a report.
    fn own_name(&self, name: &str, number: i64) -> PathBuf {
        self.folder.join(format!(".{name}.{number}.part"))
    }
}

impl Every {
    /// The newest time that had ended before a day.
    fn latest(self, day: Day) -> Reporting {
        let date = day.date();
        let (year, month) = (date.year(), date.month());
        let quarter = Reporting::Quarter { year, quarter: (month + 2) / 3 };
        match self {
            Every::Day => Reporting::Days { from: day.plus(-1), until: day.plus(-1) },
            Every::Month => Reporting::Month { year, month }.before(),
            Every::Quarter => quarter.before(),
            Every::FourQuarters => four(quarter.before()),
            Every::ProgrammeYear => Reporting::ProgrammeYear {
                year: if month >= counting::PROGRAMME_YEAR_MONTH { year } else { year - 1 },
            }
            .before(),
        }
    }

    fn earlier(self, reporting: Reporting) -> Reporting {
        match reporting {
            Reporting::FourQuarters { year, quarter } => four(Reporting::Quarter { year, quarter }.before()),
            other => other.before(),
        }
    }
}

/// The four quarters that end with this one.
fn four(last: Reporting) -> Reporting {
    match last {
        Reporting::Quarter { year, quarter } => Reporting::FourQuarters { year, quarter },
        other => other,
    }
}

/// On disk when this returns.
fn write(path: &Path, content: &[u8]) -> Result<(), Problem> {
    let open = OpenOptions::new().write(true).create(true).truncate(true).mode(0o640).open(path);
    let written = open.and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()));
    written.map_err(|cause| unwritable(path, &cause))
}

fn unwritable(path: &Path, cause: &std::io::Error) -> Problem {
    Problem(format!("`{}` cannot be written ({cause}); it is tried again within the hour", path.display()))
}

#[cfg(test)]
mod tests;

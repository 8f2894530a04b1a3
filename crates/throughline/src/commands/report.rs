//! `report`: one report of the job centers, made by whoever runs the program.

use super::WithSettings;
use crate::drops::{leave_for, place_named};
use crate::{Problem, house};
use access::Serving;
use counting::Reporting;
use counting::reports::often::Often;
use frontdesk::{FrontDesk, ReportAsked, ReportKind, Reported, by_word};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Report {
    /// volume, staffing, often, unduplicated, performance, wagner-peyser or federal-file.
    kind: String,
    /// `state`, or the id of a site or an area.
    #[arg(long, default_value = "state")]
    place: String,
    /// 2026-03, 2026-q1, 2026-4q1 (four quarters), py2025, or 2026-03-01..2026-03-09.
    #[arg(long)]
    period: String,
    /// Where to: `*.csv` or `*.xlsx`.
    #[arg(long)]
    out: PathBuf,
    /// What volume is broken down by: site, area, day, weekday, hour, service; several with commas.
    #[arg(long, value_delimiter = ',', default_value = "site")]
    by: Vec<String>,
    /// The programme of the performance table; all when left out.
    #[arg(long)]
    programme: Option<String>,
    /// Hide small numbers, for use outside the agency.
    #[arg(long)]
    outside: bool,
    /// Write a federal file that its checks found faults in all the same.
    #[arg(long)]
    with_faults: bool,
    #[command(flatten)]
    with: WithSettings,
}

impl Report {
    pub(super) fn run(self) -> Result<(), Problem> {
        let kind = ReportKind::read(&self.kind).ok_or_else(|| {
            let known = ReportKind::ALL.map(ReportKind::word).join(", ");
            Problem(format!("there is no report `{}`; there are: {known}", self.kind))
        })?;
        let reporting = Reporting::read(&self.period).ok_or_else(|| {
            let period = &self.period;
            Problem(format!(
                "`{period}` is no time; write 2026-03, 2026-q1, 2026-4q1, py2025 or 2026-03-01..2026-03-09"
            ))
        })?;
        let (settings, variables) = self.with.read()?;
        let house = house::open_whole(&settings, &variables)?;
        let front_desk =
            house.front_desk.ok_or_else(|| Problem("the settings have no [frontdesk]".to_owned()))?;
        if kind == ReportKind::Federal {
            return self.federal(&front_desk, reporting);
        }
        let asked = self.asked(&front_desk, kind, reporting)?;
        let leave = front_desk
            .operate(leave_for(&asked.place), &format!("{}, by a command", asked.words()))
            .map_err(Problem::from)?;
        match front_desk.report_for_operator(&leave, &asked).map_err(Problem::from)? {
            Reported::Made(report) if self.ending() == "xlsx" => {
                write(&self.out, &report.xlsx().map_err(Problem)?)
            }
            Reported::Made(report) if self.ending() == "csv" => write(&self.out, report.csv().as_bytes()),
            Reported::Made(_) => {
                Err(Problem(format!("`{}` must end with .csv or .xlsx", self.out.display())))
            }
            Reported::Refused(words) => Err(Problem(words)),
            Reported::NotHers => {
                Err(Problem(format!("there is no report `{}` of `{}`", self.kind, self.place)))
            }
        }
    }

    fn asked(
        &self,
        front_desk: &FrontDesk,
        kind: ReportKind,
        reporting: Reporting,
    ) -> Result<ReportAsked, Problem> {
        let by = self.by.iter().map(|word| {
            by_word(word).ok_or_else(|| Problem(format!("volume cannot be broken down by `{word}`")))
        });
        Ok(ReportAsked {
            kind,
            place: place_named(front_desk, &self.place)?,
            reporting,
            by: by.collect::<Result<_, _>>()?,
            programme: self.programme.clone(),
            often: Often::default(),
            outside: self.outside,
        })
    }

    fn federal(&self, front_desk: &FrontDesk, reporting: Reporting) -> Result<(), Problem> {
        let words = format!("report federal-file of state, {}, by a command", reporting.word());
        let leave = front_desk.operate(Serving::Report, &words).map_err(Problem::from)?;
        let file = front_desk.federal_file_for_operator(&leave, reporting).map_err(Problem::from)?;
        let file = file.ok_or_else(|| {
            Problem("[frontdesk] names no `federal_file`, which has its columns".to_owned())
        })?;
        println!(
            "{} lines: {} periods of participation and {} as reportable individual of {} persons",
            file.findings.rows, file.built.participations, file.built.individuals, file.built.persons
        );
        println!("{}", file.edition);
        for finding in &file.findings.list {
            println!("{finding}");
        }
        if !file.passed() && !self.with_faults {
            return Err(Problem(format!(
                "{} faults were found, and nothing was written; mend them, or add --with-faults",
                file.findings.count
            )));
        }
        write(&self.out, file.text.as_bytes())
    }

    fn ending(&self) -> &str {
        self.out.extension().and_then(|ending| ending.to_str()).unwrap_or_default()
    }
}

/// For its owner only: it may hold what is not for everybody.
fn write(path: &Path, content: &[u8]) -> Result<(), Problem> {
    let open = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    open.and_then(|mut file| file.write_all(content))
        .map_err(|cause| Problem(format!("`{}` cannot be written ({cause})", path.display())))
}

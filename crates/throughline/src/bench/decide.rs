//! `bench decide`: everything that the rules decide for one page, with a large city's number of use cases in force.

use super::{Times, print};
use crate::Problem;
use crate::commands::{WithSettings, read_sheets};
use access::{Level, Rules, Trial};
use clap::Args;
use jiff::tz::TimeZone;
use records::{SectionKind, SourceId};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;
use usecases::{Folder, Sheet, UserGroup};

#[derive(Args)]
pub(super) struct Decide {
    /// Use cases in force: the example's, repeated under other ids for other user groups.
    #[arg(long, default_value_t = 500)]
    use_cases: usize,
    /// Pages of each kind.
    #[arg(long, default_value_t = 500)]
    times: usize,
}

type Sections = Vec<(SourceId, Vec<SectionKind>)>;

impl Decide {
    pub(super) fn run(self) -> Result<(), Problem> {
        let settings = PathBuf::from("examples/new_york/throughline.toml");
        let (settings, folder, sources) = read_sheets(&WithSettings { settings, set: Vec::new() })?;
        let start = Instant::now();
        let rules =
            Rules::new(repeated(&folder, self.use_cases), &settings.networks).map_err(Problem::from)?;
        let count = ("use_cases", self.use_cases.to_string());
        print("load rules", &[count.clone(), ("seconds", format!("{:.2}", start.elapsed().as_secs_f64()))]);
        let sources: Sections =
            sources.iter().map(|source| (source.id.clone(), source.sections.clone())).collect();
        let kinds: [(&str, &[Level], bool); 3] = [
            ("a file", &[Level::Open], false),
            ("a file with private people around", &[Level::Open, Level::Private], false),
            ("a search with private people", &[Level::Open, Level::Private], true),
        ];
        for (what, levels, searching) in kinds {
            let mut times = Times::default();
            let sheets: Vec<&Sheet> = rules.sheets().collect();
            for sheet in sheets.iter().cycle().take(self.times) {
                let start = Instant::now();
                for level in levels {
                    let trial = trial(&rules, sheet, *level)?;
                    rules.would_show(&trial, &sources, searching).map_err(Problem)?;
                }
                times.add(start.elapsed());
            }
            let (p50, p99) = (format!("{:.2}", times.within(500)), format!("{:.2}", times.within(990)));
            let figures = [("what", format!("\"{what}\"")), count.clone(), ("p50_ms", p50), ("p99_ms", p99)];
            print("decide", &figures);
        }
        Ok(())
    }
}

fn repeated(folder: &Folder, wanted: usize) -> Folder {
    let mut whole = Folder { agreements: folder.agreements.clone(), ..Folder::default() };
    for (at, sheet) in folder.sheets.values().cycle().take(wanted).enumerate() {
        let mut sheet = Sheet { id: format!("{}-{at}", sheet.id), ..sheet.clone() };
        for group in &mut sheet.groups {
            *group = format!("{group}-{at}");
            whole.groups.push(UserGroup { id: group.clone(), agency: String::new(), name: group.clone() });
        }
        whole.sheets.insert(sheet.id.clone(), sheet);
    }
    whole
}

/// A worker of the use case on its first day.
fn trial(rules: &Rules, sheet: &Sheet, level: Level) -> Result<Trial, Problem> {
    let noon = sheet.valid_from.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).map_err(Problem::from)?;
    Ok(Trial {
        agency: "benefits".to_owned(),
        groups: sheet.groups.clone(),
        privileged: true,
        agreed: rules.agreements().user_version(),
        use_case: sheet.id.clone(),
        purpose: sheet.purpose.first().map_or_else(String::new, |purpose| purpose.id.clone()),
        now: noon.timestamp(),
        address: rules.inside_address(),
        confirmed_seconds: 0,
        reason: String::new(),
        hidden: BTreeSet::new(),
        level,
        cares: false,
        named: false,
    })
}

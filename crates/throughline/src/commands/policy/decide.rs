//! `policy decide`: answers a file of questions by the way that pages are decided, so that others can compare.

use super::Installed;
use crate::Problem;
use crate::commands::WithSettings;
use access::{Grants, Level, Rules, Trial};
use clap::Args;
use jiff::Timestamp;
use records::{FieldClass, SectionKind, SourceId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Decide {
    #[command(flatten)]
    with: WithSettings,
    /// One JSON object on each line. Neighbours in the same circumstances are decided together, as on a page.
    #[arg(long)]
    requests: PathBuf,
    /// One line for each question: {"allowed": true} or {"allowed": false}.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    groups: Vec<String>,
    agency: String,
    privileged: bool,
    agreed: i64,
    use_case: String,
    purpose: String,
    now: Timestamp,
    address: IpAddr,
    confirmed_seconds: i64,
    reason: String,
    hidden: Vec<String>,
    level: String,
    cares: bool,
    named: bool,
    source: String,
    section: String,
    class: String,
    verb: Verb,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verb {
    See,
    Find,
}

/// What is asked for under some circumstances.
struct Question {
    source: SourceId,
    kind: SectionKind,
    class: FieldClass,
    verb: Verb,
}

impl Decide {
    pub(super) fn run(self) -> Result<(), Problem> {
        let rules = Installed::read(&self.with)?.rules;
        let asked = read(&self.requests)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = asked.len().div_ceil(threads).max(1);
        let answers: Result<Vec<String>, Problem> = std::thread::scope(|scope| {
            let work: Vec<_> =
                asked.chunks(share).map(|part| scope.spawn(|| answers(&rules, part))).collect();
            let died = |_| Problem("a thread that decided ended too early".to_owned());
            work.into_iter().map(|part| part.join().map_err(died)?).collect()
        });
        std::fs::write(&self.out, answers?.concat())
            .map_err(|cause| Problem(format!("`{}` cannot be written ({cause})", self.out.display())))
    }
}

/// Questions in the order of the file, neighbours in the same circumstances together.
fn read(path: &Path) -> Result<Vec<(Trial, Vec<Question>)>, Problem> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Problem(format!("`{shown}` cannot be read ({cause})")))?;
    let mut asked: Vec<(Trial, Vec<Question>)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let fault = |what: String| Problem(format!("{shown}, line {}: {what}", at + 1));
        let line: Line = serde_json::from_str(line).map_err(|cause| fault(cause.to_string()))?;
        let (trial, question) = line.parted().map_err(fault)?;
        match asked.last_mut() {
            Some((last, questions)) if *last == trial => questions.push(question),
            _ => asked.push((trial, vec![question])),
        }
    }
    Ok(asked)
}

impl Line {
    fn parted(self) -> Result<(Trial, Question), String> {
        let level = Level::named(&self.level);
        let question = Question {
            source: SourceId::new(&self.source),
            kind: SectionKind::named(&self.section)
                .ok_or_else(|| format!("there is no section `{}`", self.section))?,
            class: FieldClass::named(&self.class)
                .ok_or_else(|| format!("there is no field class `{}`", self.class))?,
            verb: self.verb,
        };
        let trial = Trial {
            agency: self.agency,
            groups: self.groups,
            privileged: self.privileged,
            agreed: self.agreed,
            use_case: self.use_case,
            purpose: self.purpose,
            now: self.now,
            address: self.address,
            confirmed_seconds: self.confirmed_seconds,
            reason: self.reason,
            hidden: self.hidden.iter().map(|source| SourceId::new(source)).collect(),
            level: level.ok_or_else(|| format!("`{}` is no level: open, private or sealed", self.level))?,
            cares: self.cares,
            named: self.named,
        };
        Ok((trial, question))
    }
}

fn answers(rules: &Rules, asked: &[(Trial, Vec<Question>)]) -> Result<String, Problem> {
    let mut lines = String::new();
    for (trial, questions) in asked {
        let mut sources: BTreeMap<SourceId, Vec<SectionKind>> = BTreeMap::new();
        let mut searching = false;
        for question in questions {
            let kinds = sources.entry(question.source.clone()).or_default();
            match question.verb {
                Verb::Find => searching = true,
                Verb::See if kinds.contains(&question.kind) => {}
                Verb::See => kinds.push(question.kind),
            }
        }
        let sources: Vec<_> = sources.into_iter().collect();
        let grants = rules.would_show(trial, &sources, searching).map_err(Problem)?;
        for question in questions {
            lines +=
                if question.granted(&grants) { "{\"allowed\": true}\n" } else { "{\"allowed\": false}\n" };
        }
    }
    Ok(lines)
}

impl Question {
    fn granted(&self, grants: &Grants) -> bool {
        match self.verb {
            Verb::See => grants.opens(&self.source, self.kind, self.class),
            Verb::Find => grants.find_mask(&self.source) & self.class.bit() != 0,
        }
    }
}

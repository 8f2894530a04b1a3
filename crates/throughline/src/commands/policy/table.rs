//! `policy table`: who sees what, decided for every worker and situation and set as a table that a lawyer can read.

use super::Installed;
use crate::Problem;
use crate::commands::WithSettings;
use access::{Grants, Level, SEARCHED, Trial, classes_of};
use clap::Args;
use jiff::tz::TimeZone;
use records::{FieldClass, SectionKind, SourceId, SourceProfile};
use std::collections::{BTreeMap, BTreeSet};
use usecases::{Sheet, UserGroup};

#[derive(Args)]
pub(super) struct Table {
    #[command(flatten)]
    with: WithSettings,
}

const HEAD: &str = "\
WHO SEES WHAT

Made by `throughline policy table`: each line was decided by the rules themselves, once for each column. The columns:

  open      a person whom nobody marked as private
  private   a private person, for a worker outside the care team
  team      a private person, for a worker of the care team who may see private records
  sealed    a sealed person, for a worker who is not named
  named     a sealed person, for a worker who is named and may see private records

`yes` is shown, `-` is not. Each worker has accepted the newest responsibility policy, works from the city's network,
states one of the purposes, has typed her password again and given a reason. What has no line under a use case is never
shown under it. What is shown to nobody at all stands at the end.
";

/// The five situations, as the columns have them: level, in the care team, named.
const SITUATIONS: [(&str, Level, bool, bool); 5] = [
    ("open", Level::Open, false, false),
    ("private", Level::Private, false, false),
    ("team", Level::Private, true, false),
    ("sealed", Level::Sealed, false, false),
    ("named", Level::Sealed, false, true),
];

/// Where the columns begin.
const WIDTH: usize = 60;

type Seen = BTreeSet<(SourceId, SectionKind, FieldClass)>;

impl Table {
    pub(super) fn run(self) -> Result<(), Problem> {
        print!("{}", Installed::read(&self.with)?.table()?);
        Ok(())
    }
}

impl Installed {
    fn table(&self) -> Result<String, Problem> {
        let mut text = HEAD.to_owned();
        let mut seen = Seen::new();
        for group in self.rules.groups() {
            text += &format!("\n\n=== {} (user group {} of {})\n", group.name, group.id, group.agency);
            let sheets: Vec<&Sheet> =
                self.rules.sheets().filter(|sheet| sheet.groups.contains(&group.id)).collect();
            if sheets.is_empty() {
                text += "\nMay choose no use case and is shown nothing.\n";
            }
            for sheet in sheets {
                text += &head_of(sheet);
                let decided = self.decided(group, sheet)?;
                for source in &self.sources {
                    text += &of_source(source, &decided, &mut seen);
                }
            }
        }
        Ok(text + &self.unseen(&seen))
    }

    /// What each situation opens, in the order of the columns.
    fn decided(&self, group: &UserGroup, sheet: &Sheet) -> Result<Vec<Grants>, Problem> {
        let noon = sheet.valid_from.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).map_err(Problem::from)?;
        let sources: Vec<_> =
            self.sources.iter().map(|source| (source.id.clone(), source.sections.clone())).collect();
        let decide = |(_, level, cares, named): (&str, Level, bool, bool)| {
            let trial = Trial {
                agency: group.agency.clone(),
                groups: vec![group.id.clone()],
                privileged: true,
                agreed: self.rules.agreements().user_version(),
                use_case: sheet.id.clone(),
                purpose: sheet.purpose.first().map_or_else(String::new, |purpose| purpose.id.clone()),
                now: noon.timestamp(),
                address: self.rules.inside_address(),
                confirmed_seconds: 0,
                reason: "asked by the table".to_owned(),
                hidden: BTreeSet::new(),
                level,
                cares,
                named,
            };
            self.rules.would_show(&trial, &sources, true).map_err(Problem)
        };
        SITUATIONS.into_iter().map(decide).collect()
    }

    fn unseen(&self, seen: &Seen) -> String {
        let mut text = "\n\n=== Shown to nobody\n".to_owned();
        for source in &self.sources {
            let mut sections: BTreeMap<SectionKind, Vec<FieldClass>> = BTreeMap::new();
            for kind in &source.sections {
                for class in classes_of(*kind) {
                    if !seen.contains(&(source.id.clone(), *kind, class)) {
                        sections.entry(*kind).or_default().push(class);
                    }
                }
            }
            if !sections.is_empty() {
                text += &format!("\n{} ({})\n", source.agency, source.id);
            }
            for (kind, classes) in sections {
                text += &format!("  {}\n", kind.title());
                text.extend(classes.iter().map(|class| format!("    {}\n", class.words())));
            }
        }
        text
    }
}

fn head_of(sheet: &Sheet) -> String {
    let purposes: Vec<&str> = sheet.purpose.iter().map(|purpose| purpose.words.as_str()).collect();
    let columns = SITUATIONS.map(|(column, ..)| column);
    format!(
        "\n--- {} version {}: {}\n    {} to {}; counsel's approval {}\n    purposes: {}\n\n{:WIDTH$}{}\n",
        sheet.id,
        sheet.version,
        sheet.title,
        sheet.valid_from,
        sheet.valid_until,
        sheet.counsel.reference,
        purposes.join("; "),
        "",
        columns.join("  ")
    )
}

/// The lines of one source under one use case: what it may be searched by, then its sections.
fn of_source(source: &SourceProfile, decided: &[Grants], seen: &mut Seen) -> String {
    let mut lines = Vec::new();
    for kind in &source.sections {
        let opens = |class| decided.iter().map(move |grants| grants.opens(&source.id, *kind, class));
        let shown: Vec<_> =
            classes_of(*kind).into_iter().filter(|class| opens(*class).any(|open| open)).collect();
        seen.extend(shown.iter().map(|class| (source.id.clone(), *kind, *class)));
        lines.extend((!shown.is_empty()).then(|| format!("  {}\n", kind.title())));
        lines.extend(shown.into_iter().map(|class| line(class, opens(class))));
    }
    let finds =
        |class: FieldClass| decided.iter().map(move |grants| grants.find_mask(&source.id) & class.bit() != 0);
    let searched: Vec<_> = SEARCHED.into_iter().filter(|class| finds(*class).any(|found| found)).collect();
    lines.extend((!searched.is_empty()).then(|| "  Can be searched by\n".to_owned()));
    lines.extend(searched.into_iter().map(|class| line(class, finds(class))));
    if lines.is_empty() {
        return String::new();
    }
    format!("{} ({})\n{}", source.agency, source.id, lines.concat())
}

fn line(class: FieldClass, shown: impl Iterator<Item = bool>) -> String {
    let cells = SITUATIONS.iter().zip(shown).map(|((column, ..), shown)| {
        format!("{:width$}", if shown { "yes" } else { "-" }, width = column.len() + 2)
    });
    let line = format!("    {:rest$}{}", class.words(), cells.collect::<String>(), rest = WIDTH - 4);
    format!("{}\n", line.trim_end())
}

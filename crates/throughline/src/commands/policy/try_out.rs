//! `policy try`: whether a worker would be shown something, and why.

use super::WithSettings;
use crate::{Problem, house};
use clap::Args;
use records::{FieldClass, PersonId, SectionKind, SourceId};

#[derive(Args)]
pub(super) struct Try {
    #[command(flatten)]
    with: WithSettings,
    /// The worker: the agency's settings name and her user name, as in `benefits/ana`.
    #[arg(long, value_name = "AGENCY/NAME")]
    user: String,
    /// The use case that she would choose.
    #[arg(long)]
    use_case: String,
    /// The purpose that she would state.
    #[arg(long)]
    purpose: String,
    /// The source, by settings name.
    #[arg(long)]
    source: String,
    /// The section, as in mapping files.
    #[arg(long)]
    section: String,
    /// The field class, as in use cases.
    #[arg(long)]
    class: String,
    /// The person's number; somebody whom nobody marked as private when left out.
    #[arg(long)]
    person: Option<i64>,
}

impl Try {
    pub(super) fn run(self) -> Result<(), Problem> {
        let kind = SectionKind::named(&self.section)
            .ok_or_else(|| Problem(format!("there is no section `{}`", self.section)))?;
        let class = FieldClass::named(&self.class)
            .ok_or_else(|| Problem(format!("there is no field class `{}`", self.class)))?;
        let (agency, name) = self
            .user
            .split_once('/')
            .ok_or_else(|| Problem(format!("`{}` is written as AGENCY/NAME", self.user)))?;
        let (settings, variables) = self.with.read()?;
        let door = house::open(&settings, &variables)?;
        let source = SourceId::new(&self.source);
        if !door.agencies().iter().any(|known| known.id == source) {
            let known: Vec<&str> = door.agencies().iter().map(|known| known.id.0.as_str()).collect();
            return Err(Problem(format!(
                "there is no source `{}`; the settings have: {}",
                self.source,
                known.join(", ")
            )));
        }
        let stranger = || Problem(format!("there is no account `{name}` at `{agency}`"));
        let id = door.staff().find(agency, name).map_err(Problem::from)?.ok_or_else(stranger)?;
        let account = door.staff().account(id).map_err(Problem::from)?.ok_or_else(stranger)?;
        let stated = (self.use_case.as_str(), self.purpose.as_str());
        let person = self.person.map(PersonId);
        let (shown, why) =
            door.would_show(account, stated, (&source, kind, class), person).map_err(Problem::from)?;
        println!("{}", if shown { "shown" } else { "not shown" });
        for reason in why {
            println!("  {reason}");
        }
        Ok(())
    }
}

//! `policy check`: every use case is in order, or is said what is wrong with it.

use crate::commands::WithSettings;
use crate::settings::Settings;
use crate::{Problem, house};
use jiff::civil::Date;
use records::{Clock, SectionKind, SourceId, SystemClock};
use std::sync::Arc;
use usecases::{Faults, Folder, Kept, Sheet, Store, day_of};

pub(super) fn check(with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let today = day_of(clock.now());
    let opened = house::open_sources(&settings, &variables, &clock)?;
    let profiles = opened.iter().map(|source| source.profile());
    let sources: Vec<(SourceId, Vec<SectionKind>)> =
        profiles.map(|profile| (profile.id.clone(), profile.sections.clone())).collect();
    let kept = kept(&settings, &clock)?;
    let whole = in_force(&settings, &kept, &sources, today);
    let faults = match whole {
        Ok(folder) => {
            for sheet in folder.sheets.values() {
                say(sheet, &sources, today);
            }
            // The policies made of them are built and asked their known answers, as at a start.
            access::Rules::new(folder, &settings.networks).err()
        }
        Err(faults) => Some(faults),
    };
    let faults = faults.map(|faults| faults.0).unwrap_or_default();
    for fault in &faults {
        println!("{fault}");
    }
    match faults.len() {
        0 => Ok(println!("{}: the use cases are in order", settings.policies.display())),
        1 => Err(Problem("one thing is to be mended, see above".to_owned())),
        many => Err(Problem(format!("{many} things are to be mended, see above"))),
    }
}

/// What the database keeps; nothing when there is no database yet.
fn kept(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Kept, Problem> {
    if settings.database.file.as_ref().is_some_and(|file| !file.exists()) {
        println!("there is no database yet, so only the folder is read");
        return Ok(Kept::default());
    }
    let (database, sealer) = house::open_database(settings)?;
    let kept = Store::new(database, sealer, clock.clone()).kept().map_err(Problem::from)?;
    let hidden: Vec<&str> = kept.hidden.iter().map(|source| source.0.as_str()).collect();
    if !hidden.is_empty() {
        println!("hidden by their stewards now: {}", hidden.join(", "));
    }
    Ok(kept)
}

fn in_force(
    settings: &Settings,
    kept: &Kept,
    sources: &[(SourceId, Vec<SectionKind>)],
    today: Date,
) -> Result<Folder, Faults> {
    let ids: Vec<SourceId> = sources.iter().map(|(id, _)| id.clone()).collect();
    Ok(Folder::read(&settings.policies, &ids)?.with(kept, &ids, today)?.folder)
}

fn say(sheet: &Sheet, sources: &[(SourceId, Vec<SectionKind>)], today: Date) {
    let (id, version) = (&sheet.id, sheet.version);
    println!("{id} version {version}, {}: {} – {}", sheet.title, sheet.valid_from, sheet.valid_until);
    for finding in sheet.findings(sources, today) {
        println!("  note: {finding}");
    }
}

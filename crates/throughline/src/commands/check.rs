//! `check`: reads everything, asks every source, changes nothing.

use super::WithSettings;
use crate::{Problem, house};
use records::{Clock, SystemClock};
use sources::Surroundings;
use std::sync::Arc;

pub(super) fn check(with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let lookup = |name: &str| variables.get(name).cloned();
    let surroundings = Surroundings { variables: &lookup, clock: clock.clone() };
    let mut faults = 0;
    for file in settings.mapping_files()? {
        let findings = sources::check(&file, &surroundings);
        faults += findings.len();
        if findings.is_empty() {
            println!("{}: in order", file.display());
        }
        for finding in findings {
            println!("{finding}");
        }
    }
    match house::open_sources(&settings, &variables, &clock).and_then(|sources| {
        house::read_status_keys(&settings, &sources)?;
        house::read_rules(&settings, &sources)
    }) {
        Ok(_) => println!("{}: the use cases are in order", settings.policies.display()),
        Err(problem) => {
            faults += 1;
            println!("{problem}");
        }
    }
    if let Some(desk) = &settings.frontdesk {
        match desk.read_catalogue().and_then(|catalogue| desk.count_rules(&catalogue)) {
            Ok(_) => println!("{}: in order", desk.catalogue.display()),
            Err(problem) => {
                faults += 1;
                println!("{problem}");
            }
        }
    }
    let folders = settings.status.iter().filter_map(|status| status.folder.as_deref());
    for folder in folders.filter(|folder| !folder.is_dir()) {
        faults += 1;
        println!("the folder `{}` for files about private records is not there; make it", folder.display());
    }
    if faults == 0 { Ok(()) } else { Err(Problem(format!("{faults} things are to be mended, see above"))) }
}

//! `policy check`: every use case is in order, or is said what is wrong with it.

use crate::commands::WithSettings;
use crate::{Problem, house};
use records::{Clock, SystemClock};
use std::sync::Arc;

pub(super) fn check(with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let sources = house::open_sources(&settings, &variables, &clock)?;
    house::read_rules(&settings, &sources)?;
    println!("{}: the use cases are in order", settings.policies.display());
    Ok(())
}

//! `status`: takes one file about private records by hand.

use super::WithSettings;
use crate::{Problem, house, status};
use records::SourceId;
use std::path::Path;

pub(super) fn status(source: &str, file: &Path, with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let door = house::open(&settings, &variables)?;
    if !door.agencies().iter().any(|agency| agency.id.0 == source) {
        let known = door.agencies().iter().map(|agency| agency.id.0.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Problem(format!("there is no source `{source}`; the settings have: {known}")));
    }
    let taken = status::take(&door, &SourceId::new(source), file)?;
    println!("{source}: {}", taken.in_words());
    if taken.refused > 0 {
        println!("  the lines in quarantine stand under Private records, Discrepancies");
    }
    Ok(())
}

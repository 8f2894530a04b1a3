//! `exchange`: takes one file of messages of another system by hand.

use super::WithSettings;
use crate::{Problem, exchange, house};
use std::path::Path;

pub(super) fn exchange(partner: &str, file: &Path, with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let house = house::open_whole(&settings, &variables)?;
    let front_desk =
        house.front_desk.ok_or_else(|| Problem("the settings have no [frontdesk]".to_owned()))?;
    let taken = exchange::take_file(&front_desk, partner, file)?;
    print!("{}", taken.lines);
    eprintln!("{partner}: {}", taken.in_words());
    Ok(())
}

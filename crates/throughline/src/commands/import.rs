//! `import`: takes in what one source has to say now.

use super::WithSettings;
use crate::{Problem, feeds, house};
use records::SourceId;

pub(super) fn import(source: &str, retry: bool, with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let _alone = house::alone(&settings)?;
    let door = house::open(&settings, &variables)?;
    let id = SourceId::new(source);
    let file = door.casefile();
    let taken = if retry {
        file.retry_quarantine(&id)
    } else {
        file.take_in(&id, &mut |sum| eprintln!("{} rows read, {} new", sum.rows, sum.new))
    };
    println!("{source}: {}", feeds::in_words(&taken.map_err(Problem::from)?));
    for row in file.quarantine(&id).map_err(Problem::from)? {
        println!("  in quarantine: {}: {}", row.place, row.reason);
    }
    Ok(())
}

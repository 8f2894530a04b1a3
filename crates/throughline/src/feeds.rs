//! Keeps every source up to date, each at its own pace, in threads that end with the program.

use access::Door;
use casefile::Intake;
use std::sync::Arc;
use std::time::Duration;

/// Starts one thread for each source.
pub(crate) fn start(door: &Arc<Door>) {
    for source in door.casefile().sources() {
        let (door, id) = (door.clone(), source.profile().id.clone());
        let pause = Duration::from_secs(source.profile().every_seconds.max(1));
        std::thread::spawn(move || {
            let mut failing = false;
            loop {
                match door.casefile().take_in(&id, &mut |_| {}) {
                    Ok(taken) => {
                        if failing {
                            eprintln!("{id}: works again");
                        }
                        failing = false;
                        report(&id.0, &taken);
                        if let Err(cause) = door.keep_quality_current() {
                            eprintln!("match quality: {cause}");
                        }
                    }
                    Err(cause) => {
                        if !failing {
                            eprintln!("{id}: {cause}");
                        }
                        failing = true;
                    }
                }
                std::thread::sleep(pause);
            }
        });
    }
}

fn report(source: &str, taken: &Intake) {
    if taken.new + taken.changed + taken.withdrawn + taken.rejected > 0 {
        eprintln!("{source}: {}", in_words(taken));
    }
}

/// The counts of an intake, as people read them.
pub(crate) fn in_words(taken: &Intake) -> String {
    format!(
        "{} rows read; {} new, {} changed, {} unchanged, {} withdrawn; {} in quarantine; {} linked to another person than before",
        taken.rows,
        taken.new,
        taken.changed,
        taken.unchanged,
        taken.withdrawn,
        taken.rejected,
        taken.relinked
    )
}

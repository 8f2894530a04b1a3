//! Closes the days of job centers by itself, in a thread that ends with the program. When, and what, stands in frontdesk/closing.rs.

use frontdesk::FrontDesk;
use std::sync::Arc;
use std::time::Duration;

/// So often it is looked whether a day is over somewhere.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Starts the thread; at once it closes what former days left open.
pub(crate) fn start(front_desk: &Arc<FrontDesk>) {
    let front_desk = front_desk.clone();
    std::thread::spawn(move || {
        let mut failing = false;
        loop {
            match front_desk.close_days() {
                Ok(closed) => {
                    for (site, visits) in closed {
                        eprintln!("{site}: the day is closed; nobody had ended {visits} visits");
                    }
                    failing = false;
                }
                Err(cause) => {
                    if !failing {
                        eprintln!("closing the day: {cause}");
                    }
                    failing = true;
                }
            }
            std::thread::sleep(LOOK_EVERY);
        }
    });
}

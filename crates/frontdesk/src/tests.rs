//! Stories of the desk's own keeping: kiosks that lie, repeat, forget and come late.

mod counts;
mod enrolment;
mod events;
#[allow(dead_code, reason = "the case file's stories use more of it")]
#[path = "../../casefile/tests/stories/ground.rs"]
mod ground;
mod model;
mod town;

use town::Town;

/// Tells a story on SQLite and, where `THROUGHLINE_TEST_POSTGRES` names a server, on PostgreSQL.
fn story(name: &str, tell: impl Fn(&Town)) {
    for ground in ground::grounds(&format!("frontdesk_{name}")) {
        tell(&Town::on(ground));
    }
}

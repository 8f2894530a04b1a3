//! Stories of the store of use cases, on SQLite and, where `THROUGHLINE_TEST_POSTGRES` names a server, on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[allow(dead_code, reason = "the case file's stories use more of it")]
#[path = "../../../casefile/tests/stories/ground.rs"]
mod ground;

mod in_force;
mod store;
mod writing;

use database::Database;
use ground::{Ground, grounds, sealer};
use records::StandingClock;
use std::sync::Arc;
use usecases::{Before, Counsel, Doing, Draft, Part, Purpose, Store};

/// A store with its place, swept away at the end.
pub(crate) struct Room {
    pub(crate) store: Store,
    pub(crate) database: Arc<Database>,
    pub(crate) clock: Arc<StandingClock>,
    pub(crate) ground: Ground,
}

pub(crate) fn story(name: &str, tell: impl Fn(&Room)) {
    for ground in grounds(&format!("usecases_{name}")) {
        let clock = Arc::new(StandingClock::at("2026-03-03T15:00:00Z".parse().unwrap()));
        let database = Arc::new(Database::open(&ground.place).unwrap());
        let store = Store::new(database.clone(), sealer(ground.folder.path()), clock.clone());
        tell(&Room { store, database, clock, ground });
    }
}

pub(crate) fn draft() -> Draft {
    Draft {
        title: "Locating".to_owned(),
        who: "Workers who say \"why\".".to_owned(),
        what: "Names\\numbers.".to_owned(),
        how: "First line.\nSecond line.".to_owned(),
        purposes: vec![Purpose { id: "locate".to_owned(), words: "Somebody is to be found".to_owned() }],
        groups: vec!["intake".to_owned()],
        new_group: String::new(),
        opens: vec![Part {
            sources: vec!["a".to_owned(), "b".to_owned()],
            classes: vec!["name".to_owned(), "income".to_owned()],
            sections: vec!["income".to_owned()],
        }],
        search_by: vec!["name".to_owned()],
        valid_from: "2026-01-01".to_owned(),
        valid_until: "2026-12-31".to_owned(),
    }
}

pub(crate) fn counsel() -> Doing {
    let approved_on = "2026-03-03".parse().unwrap();
    Doing::Approve(Counsel { approved_by: "Cora".to_owned(), approved_on, reference: "OC 1".to_owned() })
}

pub(crate) fn agree(source: &str) -> Doing {
    Doing::Agree(records::SourceId::new(source))
}

/// Takes a version of `id` the whole way.
pub(crate) fn approved(room: &Room, id: &str, version: i64, draft: &Draft) -> Before {
    assert!(room.store.begin(id, version, "children", 1, draft).unwrap());
    let before = room.store.version(id, version).unwrap().unwrap().before();
    let way = [(1, Doing::Submit), (2, Doing::Review), (3, counsel()), (4, agree("a")), (5, agree("b"))];
    for (account, doing) in way {
        room.store.step(&before, account, &doing, "").unwrap();
    }
    before
}

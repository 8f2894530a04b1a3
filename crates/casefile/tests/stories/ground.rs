//! A database of its own for each telling of a story, on SQLite and, where there is a server, on PostgreSQL.

use database::{KeyFile, Place, Sealer};
use std::path::Path;

/// Names the server for the second telling of each story.
const SERVER: &str = "THROUGHLINE_TEST_POSTGRES";

/// Where the data are; swept away at the end.
pub struct Ground {
    pub place: Place,
    pub folder: tempfile::TempDir,
    /// The server and the name of the database that was made there.
    made: Option<(String, String)>,
}

/// A fresh place on every database there is.
pub fn grounds(name: &str) -> Vec<Ground> {
    let folder = || tempfile::tempdir().unwrap();
    let first = folder();
    let file = first.path().join("town.db");
    let mut grounds = vec![Ground { place: Place::File(file), folder: first, made: None }];
    if let Ok(server) = std::env::var(SERVER) {
        let database = format!("{name}_{}", std::process::id());
        run_on(&server, &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"));
        run_on(&server, &format!("CREATE DATABASE {database}"));
        let kept: Vec<&str> = server.split(' ').filter(|part| !part.starts_with("dbname=")).collect();
        let address = format!("{} dbname={database}", kept.join(" "));
        let place = Place::Server { address, authority: None };
        grounds.push(Ground { place, folder: folder(), made: Some((server, database)) });
    }
    grounds
}

pub fn sealer(folder: &Path) -> Sealer {
    let path = folder.join("key");
    let key = if path.exists() { KeyFile::read(&path) } else { KeyFile::create(&path) };
    Sealer::new(&key.unwrap())
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some((server, database)) = &self.made {
            run_on(server, &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"));
        }
    }
}

fn run_on(server: &str, sql: &str) {
    let mut client = postgres::Client::connect(server, postgres::NoTls).unwrap();
    client.batch_execute(sql).unwrap();
}

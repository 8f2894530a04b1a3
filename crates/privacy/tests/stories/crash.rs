//! The power fails in the middle of a file: this program starts itself as a child, and kills it.

use crate::ground::{Ground, grounds};
use crate::room::{Room, at, benefits, says};
use database::Place;
use privacy::{Level, Line};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// Tells the child where its data are: `file PATH` or `server ADDRESS`, then the folder of the key, by lines.
const CHILD: &str = "THROUGHLINE_PRIVACY_CHILD";
const BATCHES: usize = 12;
const EACH: usize = 25;

fn batch(number: usize) -> Vec<Line> {
    let line = |one: usize| {
        let id = format!("{number}-{one}");
        says(&id, &format!("K-{id}"), Level::Private, at(5, 0), None)
    };
    (0..EACH).map(line).collect()
}

#[test]
fn a_kill_leaves_whole_batches_and_the_replay_takes_the_rest_once() {
    for after in [1, 4, BATCHES - 1] {
        for ground in grounds(&format!("privacy_crash_{after}")) {
            let acknowledged = killed_after(after, &ground);
            let room = Room::on(ground);
            let stored = room.privacy.marks().unwrap().closed().count();
            assert!(
                stored >= acknowledged * EACH,
                "{acknowledged} batches were acknowledged, {stored} marks stand"
            );
            assert_eq!(stored % EACH, 0, "a batch is taken whole or not at all");
            for number in 0..BATCHES {
                room.take(&batch(number));
            }
            assert_eq!(room.privacy.marks().unwrap().closed().count(), BATCHES * EACH);
            assert_eq!(room.privacy.fault_count(&benefits()).unwrap(), 0);
        }
    }
}

/// Starts the child, kills it once it has acknowledged so many batches, and says how many it had acknowledged.
fn killed_after(batches: usize, ground: &Ground) -> usize {
    let place = match &ground.place {
        Place::File(path) => format!("file {}", path.display()),
        Place::Server { address, .. } => format!("server {address}"),
    };
    let told = format!("{place}\n{}", ground.folder.path().display());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::the_child_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(CHILD, told)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut heard = 0;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    while heard < batches {
        let line = lines.next().unwrap_or_else(|| panic!("the child ended after {heard} batches"));
        heard += usize::from(line.starts_with("acknowledged"));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it wrote before it died counts as acknowledged too.
    heard + lines.filter(|line| line.starts_with("acknowledged")).count()
}

#[test]
fn the_child_that_is_killed() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let (place, folder) = told.split_once('\n').unwrap();
    let place = match place.split_once(' ').unwrap() {
        ("file", path) => Place::File(path.into()),
        (_, address) => Place::Server { address: address.to_owned(), authority: None },
    };
    let privacy = crate::room::open_at(&place, folder.as_ref());
    // The harness writes no line end before a test's own words.
    println!();
    for number in 0..BATCHES {
        privacy.take(&benefits(), &batch(number)).unwrap();
        println!("acknowledged {number}");
        std::io::stdout().flush().unwrap();
    }
    loop {
        std::thread::park();
    }
}

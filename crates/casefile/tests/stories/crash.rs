//! The power fails in the middle of an intake: this program starts itself as a child, and kills it.

use crate::agency::Agency;
use crate::ground::{Ground, grounds, sealer};
use crate::house::{House, source};
use crate::said::townsperson;
use casefile::CaseFile;
use database::{Database, Place};
use records::{Source, StandingClock};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Tells the child where its data are: `file PATH` or `server ADDRESS`, then the folder of the key, by lines.
const CHILD: &str = "THROUGHLINE_STORY_CHILD";

const DELIVERIES: usize = 8;
const EACH: usize = 12;
const EVERYBODY: usize = DELIVERIES * EACH;

/// The housing authority delivers in eight parts what the benefits office delivered at once.
fn agencies() -> Vec<Agency> {
    let person = |source: &'static str, number: usize| {
        townsperson(source, &format!("{number}"), "2026-02-01", number)
            .household(&format!("{}", number / 3), "Member")
    };
    let all = (0..EVERYBODY).map(|number| person("benefits", number).whole()).collect();
    let mut housing = Agency::new("housing");
    for part in 0..DELIVERIES {
        let some = (part * EACH..(part + 1) * EACH).map(|number| person("housing", number).whole());
        housing = housing.delivers("2026-02-01", some.collect());
    }
    vec![Agency::new("benefits").delivers("2026-02-01", all), housing]
}

#[test]
fn what_was_acknowledged_survives_a_kill_and_nothing_comes_twice() {
    for after in [1, 3, 6, DELIVERIES] {
        for ground in grounds(&format!("crash_{after}")) {
            let acknowledged = killed_after(after, &ground);
            assert!(acknowledged >= after);
            let house = House::on(ground, agencies());
            let stored = house.people().keys().filter(|key| key.starts_with("housing/")).count();
            assert!(
                stored >= acknowledged * EACH,
                "{acknowledged} deliveries were acknowledged, {stored} rows stored"
            );
            assert_eq!(stored % EACH, 0, "a delivery is stored whole or not at all");
            let rest = house.take("housing");
            assert_eq!((rest.new as usize, rest.unchanged), (EVERYBODY - stored, 0));
            check_whole(&house);
        }
    }
}

fn check_whole(house: &House) {
    let people = house.people();
    assert_eq!(people.len(), 2 * EVERYBODY);
    for number in 0..EVERYBODY {
        let (one, two) = (people[&format!("benefits/{number}")], people[&format!("housing/{number}")]);
        assert_eq!(one, two, "person {number} is not linked");
    }
    assert_eq!(people.values().collect::<BTreeSet<_>>().len(), EVERYBODY);
    assert_eq!(house.file().availability().unwrap()[1].records as usize, EVERYBODY);
    assert_eq!(house.count("SELECT count(*) FROM household_member") as usize, 2 * EVERYBODY);
    assert_eq!(house.count("SELECT count(*) FROM delivery WHERE source = 'housing'") as usize, DELIVERIES);
}

/// Starts the child, kills it once it has acknowledged so many deliveries, and says how many it had acknowledged.
fn killed_after(deliveries: usize, ground: &Ground) -> usize {
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
    while heard < deliveries {
        let line = lines.next().unwrap_or_else(|| panic!("the child ended after {heard} deliveries"));
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
    let database = Arc::new(Database::open(&place).unwrap());
    let sealer = sealer(folder.as_ref());
    let clock = Arc::new(StandingClock::at("2026-03-03T15:00:00Z".parse().unwrap()));
    let sources = agencies().into_iter().map(|agency| Arc::new(agency) as Arc<dyn Source>).collect();
    let file = CaseFile::open(database, sealer, clock, sources).unwrap();
    file.take_in(&source("benefits"), &mut |_| {}).unwrap();
    // The harness writes no line end before a test's own words.
    println!();
    let mut acknowledge = |sum: &casefile::Intake| {
        println!("acknowledged {}", sum.deliveries);
        std::io::stdout().flush().unwrap();
        // Everything is stored and nothing is linked yet: here it waits for its end.
        if sum.deliveries as usize == DELIVERIES {
            loop {
                std::thread::park();
            }
        }
    };
    file.take_in(&source("housing"), &mut acknowledge).unwrap();
}

//! `bench door`: the whole way from agencies to views, without the browser.

use super::questions::Kind;
use super::{Size, Times, print};
use crate::demo::Demo;
use crate::{Problem, house};
use access::view::Opened;
use access::{Door, Question};
use city::Chance;
use records::PersonId;
use staff::{Session, SessionToken, SignIn, Standing};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

pub(super) fn run(size: &Size) -> Result<(), Problem> {
    let folder = std::env::temp_dir().join(format!("throughline-bench-{}", std::process::id()));
    let done = measure(size, &folder);
    // The made-up city of a bench is of no further use.
    drop(std::fs::remove_dir_all(&folder));
    done
}

fn measure(size: &Size, folder: &std::path::Path) -> Result<(), Problem> {
    let demo = Demo::standing_still(size.people, folder);
    let (agencies, token, _) = demo.prepared_agencies()?;
    let (settings, variables) = demo.settings(&agencies, &token)?;
    let door = house::open(&settings, &variables)?;
    first_load(&door)?;
    let session = signed_in(&door)?;
    let today = door.now().to_zoned(door.zone().clone()).date();
    let mut chance = Chance::of(size.seed, "bench door", 0);
    let city = demo.city(today)?;
    let (mut searches, mut files) = (Times::default(), Times::default());
    let step = usize::try_from(size.people).map_err(Problem::from)? / size.times.max(1);
    for record in city.records().filter(|record| record.source == "benefits").step_by(step.max(1)) {
        let Some(kind) = chance.pick(&Kind::ALL) else { continue };
        let Some(asked) = kind.about(&record, today, &mut chance) else { continue };
        let start = Instant::now();
        let answer = door
            .answer(&session, &Question { text: asked.text, ..Question::default() })
            .map_err(Problem::from)?;
        searches.add(start.elapsed());
        let Opened::Open(view) = answer else { continue };
        let Some(hit) = view.hits.first() else { continue };
        files.add(opened(&door, &session, hit.person)?);
    }
    for (what, mut times) in [("search", searches), ("open file", files)] {
        let count = times.0.len().to_string();
        let (p50, p99) = (format!("{:.2}", times.within(500)), format!("{:.2}", times.within(990)));
        let what = format!("\"{what}\"");
        print(
            "door",
            &[
                ("what", what),
                ("people", size.people.to_string()),
                ("times", count),
                ("p50_ms", p50),
                ("p99_ms", p99),
            ],
        );
    }
    Ok(())
}

fn first_load(door: &Door) -> Result<(), Problem> {
    let start = Instant::now();
    let mut records = 0;
    for source in door.casefile().sources() {
        let taken = door.casefile().take_in(&source.profile().id, &mut |_| {}).map_err(Problem::from)?;
        records += taken.new + taken.changed;
    }
    let seconds = start.elapsed().as_secs_f64();
    let speed = format!("{:.0}", records as f64 / seconds);
    print(
        "first load",
        &[("records", records.to_string()), ("seconds", format!("{seconds:.1}")), ("records_per_s", speed)],
    );
    Ok(())
}

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A worker of benefits intake with her purpose stated.
fn signed_in(door: &Door) -> Result<Session, Problem> {
    crate::demo::make_accounts(door)?;
    let answer = door.sign_in("benefits", "ana", crate::demo::PASSWORD, HERE).map_err(Problem::from)?;
    let SignIn::Welcome(token, session) = answer else {
        return Err(Problem("the bench's worker could not sign in".to_owned()));
    };
    if let Some(text) = door.to_accept(&session) {
        door.accept(&session, text.version).map_err(Problem::from)?;
    }
    door.state_purpose(&session, "UC-001", "application").map_err(Problem::from)?;
    with_purpose(door, &token)
}

fn with_purpose(door: &Door, token: &SessionToken) -> Result<Session, Problem> {
    match door.standing(token, false, HERE).map_err(Problem::from)? {
        Standing::Open(session) => Ok(*session),
        _ => Err(Problem("the bench's session ended".to_owned())),
    }
}

fn opened(door: &Door, session: &Session, person: PersonId) -> Result<std::time::Duration, Problem> {
    let start = Instant::now();
    door.open(session, person).map_err(Problem::from)?;
    Ok(start.elapsed())
}

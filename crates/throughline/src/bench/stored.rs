//! `bench reports`, second part: the whole way from the database to a report.

use super::print;
use crate::demo::Demo;
use crate::{Problem, house};
use access::Serving;
use counting::made_up::Chance;
use counting::{Offered, Reporting, Stretch};
use frontdesk::{
    By, Delivered, FrontDesk, NewMember, NoSsn, Often, PastVisit, ReportAsked, ReportKind, ReportPlace,
    Reported, Site, SiteSettings,
};
use std::path::Path;
use std::time::Instant;

const YEAR: Reporting = Reporting::ProgrammeYear { year: 2025 };
const SITES: u32 = 68;
const SERVICES: u32 = 4;
/// Visits in one transaction.
const AT_ONCE: u32 = 5_000;

/// Fills a database of its own with a year and makes reports of it.
pub(super) fn run(visits: u32, seed: u64) -> Result<(), Problem> {
    let folder = std::env::temp_dir().join(format!("throughline-bench-{}", std::process::id()));
    let done = measure(visits, seed, &folder);
    // What was made up for a bench is of no further use.
    drop(std::fs::remove_dir_all(&folder));
    done
}

fn measure(visits: u32, seed: u64, folder: &Path) -> Result<(), Problem> {
    let demo = Demo::standing_still(40, folder);
    let (agencies, token, _) = demo.prepared_agencies()?;
    let (settings, variables) = demo.settings(&agencies, &token)?;
    let house = house::open_whole(&settings, &variables)?;
    let front_desk = house.front_desk.ok_or_else(|| Problem("the example has no front desk".to_owned()))?;
    let start = Instant::now();
    let rows = fill(&front_desk, visits, seed)?;
    let seconds = start.elapsed().as_secs_f64();
    let figures = [
        ("visits", visits.to_string()),
        ("rows", rows.to_string()),
        ("seconds", format!("{seconds:.1}")),
        ("rows_per_s", format!("{:.0}", rows as f64 / seconds)),
    ];
    print("fill the database", &figures);
    let site = || ReportPlace::Site("site-0".to_owned());
    let month = Reporting::Month { year: 2026, month: 3 };
    let of = |kind, place, reporting, by: &[By]| ReportAsked {
        kind,
        place,
        reporting,
        by: by.to_vec(),
        programme: None,
        often: Often::default(),
        outside: false,
    };
    let state = ReportPlace::State;
    let all = [
        ("load and unduplicated state-year", of(ReportKind::Unduplicated, state.clone(), YEAR, &[])),
        ("the same again", of(ReportKind::Unduplicated, state.clone(), YEAR, &[])),
        ("load and performance state-year", of(ReportKind::Performance, state.clone(), YEAR, &[])),
        ("load and volume site-month", of(ReportKind::Volume, site(), month, &[By::Day, By::Hour])),
        ("load and staffing site-year", of(ReportKind::Staffing, site(), YEAR, &[])),
        ("load and people to speak with, site-month", of(ReportKind::Often, site(), month, &[])),
        (
            "volume state-year by day, for outside",
            ReportAsked { outside: true, ..of(ReportKind::Volume, state, YEAR, &[By::Day]) },
        ),
    ];
    for (what, asked) in all {
        report(&front_desk, what, rows, &asked)?;
    }
    federal(&front_desk)
}

fn report(front_desk: &FrontDesk, what: &str, rows: u64, asked: &ReportAsked) -> Result<(), Problem> {
    let leave = front_desk.operate(Serving::Report, "bench").map_err(Problem::from)?;
    let start = Instant::now();
    let Reported::Made(made) = front_desk.report_for_operator(&leave, asked).map_err(Problem::from)? else {
        return Err(Problem(format!("the bench's report `{what}` was not made")));
    };
    let seconds = start.elapsed().as_secs_f64();
    let figures = [
        ("what", format!("\"{what}\"")),
        ("rows", made.table.rows.len().to_string()),
        ("seconds", format!("{seconds:.2}")),
        ("stored_rows_per_s", format!("{:.0}", rows as f64 / seconds.max(f64::MIN_POSITIVE))),
    ];
    print("stored reports", &figures);
    Ok(())
}

fn federal(front_desk: &FrontDesk) -> Result<(), Problem> {
    let leave = front_desk.operate(Serving::Report, "bench").map_err(Problem::from)?;
    let start = Instant::now();
    let file = front_desk.federal_file_for_operator(&leave, YEAR).map_err(Problem::from)?;
    let seconds = format!("{:.2}", start.elapsed().as_secs_f64());
    let (lines, findings) = file.map_or((0, 0), |file| (file.findings.rows, file.findings.count));
    let figures = [
        ("what", "\"load, federal file and its checks\"".to_owned()),
        ("lines", lines.to_string()),
        ("findings", findings.to_string()),
        ("seconds", seconds),
    ];
    print("stored reports", &figures);
    Ok(())
}

/// Sites, people and visits; how many rows of visits, services and staff services there are.
fn fill(front_desk: &FrontDesk, visits: u32, seed: u64) -> Result<u64, Problem> {
    let desk = front_desk.desk();
    for at in 0..SITES {
        let site = Site {
            id: format!("site-{at}"),
            area: "city".to_owned(),
            name: format!("Site {at}"),
            zone: "America/New_York".to_owned(),
            settings: SiteSettings::default(),
            ended_at: None,
        };
        desk.set_site(&site, None).map_err(Problem::from)?;
    }
    let leave = front_desk.operate(Serving::Greet, "bench").map_err(Problem::from)?;
    let mut members = Vec::new();
    let people = (visits / 5).max(1);
    for first in (0..people).step_by(AT_ONCE as usize) {
        let some = (first..people.min(first + AT_ONCE)).map(person).collect();
        members.extend(desk.bring_in_members(&leave, "site-0", some).map_err(Problem::from)?);
    }
    let (mut chance, mut rows) = (Chance::of(seed), 0);
    for first in (0..visits).step_by(AT_ONCE as usize) {
        let some: Vec<PastVisit> =
            (first..visits.min(first + AT_ONCE)).map(|at| visit(&mut chance, at, &members, desk)).collect();
        rows +=
            some.iter().map(|one| 1 + one.services.len() as u64 + one.delivered.len() as u64).sum::<u64>();
        desk.bring_in_visits(&leave, &some).map_err(Problem::from)?;
    }
    Ok(rows)
}

fn person(at: u32) -> NewMember {
    NewMember {
        first: format!("First{at}"),
        last: format!("Last{}", at % 977),
        born: format!("{}-{:02}-11", 1950 + at % 55, 1 + at % 12),
        no_ssn: Some(NoSsn::Declined),
        ..NewMember::default()
    }
}

fn visit(chance: &mut Chance, at: u32, members: &[i64], desk: &frontdesk::Desk) -> PastVisit {
    let Stretch { from, until } = YEAR.days();
    let days = u32::try_from(until.since(from) + 1).unwrap_or(365);
    let all = u32::try_from(members.len()).unwrap_or(0);
    // The less of two: people at the front of the list come more often.
    let who = chance.below(all).min(chance.below(all));
    let day = i64::from(from.0) + i64::from(chance.below(days));
    let began = (day * 24 + 13 + i64::from(chance.below(8))) * 3_600_000 + i64::from(chance.below(3_600_000));
    let mut id = [0; 16];
    id[..8].copy_from_slice(&chance.bits().to_be_bytes());
    id[8..].copy_from_slice(&u64::from(at).to_be_bytes());
    let verified = chance.percent(30);
    let mut visit = PastVisit {
        id,
        site: format!("site-{}", if chance.percent(90) { who % SITES } else { chance.below(SITES) }),
        member: (!chance.percent(3)).then(|| members.get(who as usize).copied()).flatten(),
        began,
        ended: verified.then(|| began + i64::from(5 + chance.below(120)) * 60_000),
        verified,
        services: Vec::new(),
        delivered: Vec::new(),
        waited: None,
        offline: chance.percent(3),
        paper: chance.percent(1),
        uncertain: chance.percent(1),
        remote: false,
    };
    let services = desk.catalogue().services();
    let mut at = chance.below(u32::try_from(services.len()).unwrap_or(0)) as usize;
    for _ in 0..SERVICES {
        at = (at + 1) % services.len().max(1);
        let Some(service) = services.get(at) else { break };
        visit.services.push((service.id.clone(), verified && chance.percent(80)));
        if service.offered == Offered::Staff && visit.member.is_some() && chance.percent(20) {
            visit.delivered.push(Delivered { service: service.id.clone(), account: 1, programme: None });
        }
    }
    visit
}

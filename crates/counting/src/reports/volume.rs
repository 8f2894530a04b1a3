//! R1: volume, by any of site, area, day, weekday, hour and service.

use super::{ONCE, median};
use crate::{Asked, Cell, Column, Day, Delivery, Row, Surety, Table, Visit, VisitNumber, weekday_name};
use std::collections::BTreeSet;

/// What volume is broken down by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// Site.
    Site,
    /// Area.
    Area,
    /// Day.
    Day,
    /// Day of the week.
    Weekday,
    /// Hour of the day.
    Hour,
    /// Service. A visit stands in the row of each of its services.
    Service,
}

/// What one row counts.
#[derive(Default)]
struct Tally {
    visits: u64,
    persons: BTreeSet<u32>,
    first_ever: u64,
    anonymous: u64,
    chosen: u64,
    verified: u64,
    by_staff: u64,
    stays: Vec<u32>,
    waits: Vec<u32>,
    offline: u64,
    on_paper: u64,
}

/// A row's place: one number for each of what volume is broken down by, 0 for the rest.
type Key = [i32; 6];

/// One visit in one row.
struct Placed {
    key: Key,
    number: VisitNumber,
    visit: Visit,
    service: Option<u16>,
}

/// The report, by at most six things, each named once.
pub fn report(asked: &Asked, by: &[By], language: &str) -> Table {
    let by = by.get(..6).unwrap_or(by);
    let mut placed: Vec<Placed> = Vec::new();
    let mut total = Tally::default();
    let mut surety = Surety::default();
    for (number, visit) in asked.visits().filter(|(_, visit)| !visit.marks.remote) {
        surety.take(&visit, asked.ledger.acts(number).map(|act| act.delivery));
        total.take(asked, number, &visit, None);
        place(asked, by, number, &visit, &mut placed);
    }
    placed.sort_unstable_by_key(|placed| (placed.key, placed.number));
    let mut rows = vec![row(words_of_total(by), &mut total, None, true)];
    for group in placed.chunk_by(|one, other| one.key == other.key) {
        let mut tally = Tally::default();
        for placed in group {
            tally.take(asked, placed.number, &placed.visit, placed.service);
        }
        let words = by.iter().zip(&group[0].key).map(|(by, key)| by.words(asked, *key, language));
        rows.push(row(words.collect(), &mut tally, Some(0), false));
    }
    Table {
        title: format!("Volume by {}", listed(by)),
        period: asked.reporting.to_string(),
        columns: columns(by),
        rows,
        notes: notes(by),
        surety,
        as_of: asked.as_of,
    }
}

/// Puts a visit into its rows: one, or one for each of its services.
fn place(asked: &Asked, by: &[By], number: VisitNumber, visit: &Visit, placed: &mut Vec<Placed>) {
    let key = |service: Option<u16>| -> Key {
        let mut key = Key::default();
        for (part, by) in key.iter_mut().zip(by) {
            *part = match by {
                By::Site => i32::from(visit.site.0),
                By::Area => area(asked, visit),
                By::Day => visit.day.0,
                By::Weekday => i32::try_from(visit.day.weekday()).unwrap_or(0),
                By::Hour => i32::from(visit.hour),
                By::Service => service.map_or(-1, i32::from),
            };
        }
        key
    };
    let mut put = |service| placed.push(Placed { key: key(service), number, visit: *visit, service });
    if !by.contains(&By::Service) {
        put(None);
        return;
    }
    let mut services: Vec<u16> = asked.ledger.acts(number).map(|act| act.service.0).collect();
    services.sort_unstable();
    services.dedup();
    if services.is_empty() {
        put(None);
    }
    for service in services {
        put(Some(service));
    }
}

/// An area is named by its first site.
fn area(asked: &Asked, visit: &Visit) -> i32 {
    let name = asked.ledger.site(visit.site).map(|site| &site.area);
    let first = asked.ledger.sites().find(|(_, site)| Some(&site.area) == name);
    first.map_or(-1, |(number, _)| i32::from(number.0))
}

impl Tally {
    /// Takes a visit; only the acts of one service, when the row is about one.
    fn take(&mut self, asked: &Asked, number: VisitNumber, visit: &Visit, service: Option<u16>) {
        self.visits += 1;
        match visit.who {
            None => self.anonymous += 1,
            Some(who) => {
                self.persons.insert(who.0);
                self.first_ever += u64::from(is_first(asked, number, visit));
            }
        }
        self.offline += u64::from(visit.marks.offline);
        self.on_paper += u64::from(visit.marks.on_paper);
        self.stays.extend(visit.stay_minutes.map(u32::from));
        self.waits.extend(visit.wait_minutes.map(u32::from));
        for act in asked.ledger.acts(number).filter(|act| service.is_none_or(|only| act.service.0 == only)) {
            match act.delivery {
                Delivery::Staff(_) => self.by_staff += 1,
                Delivery::Kiosk { verified, .. } => {
                    self.chosen += 1;
                    self.verified += u64::from(verified);
                }
            }
        }
    }
}

/// Nobody has seen the person before this visit.
fn is_first(asked: &Asked, number: VisitNumber, visit: &Visit) -> bool {
    let Some(who) = visit.who else { return false };
    let known = asked.ledger.person(who).and_then(|person| person.first_visit);
    let mut came = asked.ledger.visits_of(who).filter(|(_, visit)| !visit.marks.remote);
    let first = came.next();
    known.is_none_or(|day| day >= visit.day) && first.is_some_and(|(first, _)| first == number)
}

impl By {
    fn words(self, asked: &Asked, key: i32, language: &str) -> Cell {
        let site = || {
            let number = u16::try_from(key).map(crate::SiteNumber).ok();
            number.and_then(|number| asked.ledger.site(number))
        };
        match self {
            By::Site => Cell::Words(site().map_or(String::new(), |site| site.name.clone())),
            By::Area => Cell::Words(site().map_or(String::new(), |site| site.area.clone())),
            By::Day => Cell::On(Day(key)),
            By::Weekday => Cell::words(weekday_name(usize::try_from(key).unwrap_or(7))),
            By::Hour => Cell::Words(format!("{key:02}:00")),
            By::Service => {
                let number = u16::try_from(key).map(crate::ServiceNumber).ok();
                let service = number.and_then(|number| asked.catalogue.about(number));
                Cell::Words(
                    service.map_or("No service".to_owned(), |service| service.words.get(language).to_owned()),
                )
            }
        }
    }

    fn heading(self) -> &'static str {
        match self {
            By::Site => "Site",
            By::Area => "Area",
            By::Day => "Day",
            By::Weekday => "Weekday",
            By::Hour => "Hour",
            By::Service => "Service",
        }
    }
}

fn listed(by: &[By]) -> String {
    let words: Vec<String> = by.iter().map(|by| by.heading().to_lowercase()).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(" and ") }
}

fn words_of_total(by: &[By]) -> Vec<Cell> {
    by.iter().enumerate().map(|(at, _)| if at == 0 { Cell::words("All") } else { Cell::words("") }).collect()
}

fn columns(by: &[By]) -> Vec<Column> {
    let once = by.contains(&By::Service);
    let visits = by.len();
    let counted = |words| if once { Column::once(words) } else { Column::adding(words) };
    let mut columns: Vec<Column> = by.iter().map(|by| Column::words(by.heading())).collect();
    columns.extend([
        counted("Visits"),
        counted("By somebody known").part_of(visits),
        counted("Anonymous").part_of(visits),
        Column::once("Distinct persons"),
        counted("First visits ever"),
        Column::adding("Services chosen"),
        Column::adding("Of them verified"),
        Column::adding("Services by staff"),
        counted("Visits with a known stay"),
        Column::derived("Median stay, minutes", visits + 8),
        Column::share("Share with a known stay", visits + 8, visits),
        counted("Visits with a known wait"),
        Column::derived("Median wait, minutes", visits + 11),
        counted("Recorded off line"),
        Column::share("Share off line", visits + 13, visits),
        counted("Entered from paper"),
        Column::share("Share from paper", visits + 15, visits),
    ]);
    columns
}

fn row(mut cells: Vec<Cell>, tally: &mut Tally, part_of: Option<usize>, total: bool) -> Row {
    let known = tally.stays.len() as u64;
    let tenths = |median: Option<u64>| median.map_or(Cell::Nothing, Cell::Tenths);
    let counts = [
        tally.visits,
        tally.visits - tally.anonymous,
        tally.anonymous,
        tally.persons.len() as u64,
        tally.first_ever,
        tally.chosen,
        tally.verified,
        tally.by_staff,
    ];
    cells.extend(counts.map(Cell::Count));
    cells.extend([
        Cell::Count(known),
        tenths(median(&mut tally.stays)),
        Cell::share(known, tally.visits),
        Cell::Count(tally.waits.len() as u64),
        tenths(median(&mut tally.waits)),
        Cell::Count(tally.offline),
        Cell::share(tally.offline, tally.visits),
        Cell::Count(tally.on_paper),
        Cell::share(tally.on_paper, tally.visits),
    ]);
    Row { cells, part_of, total, about: None }
}

fn notes(by: &[By]) -> Vec<String> {
    let mut notes = vec![
        ONCE.to_owned(),
        "A stay is known only when the visitor logged out herself. A wait is known only where a queue is on."
            .to_owned(),
        "A service that a customer chose stands under Services chosen until staff confirm that they delivered it; then it stands under \
         Services by staff. Services chosen has those too that customers asked staff for; what they use by themselves is fewer."
            .to_owned(),
    ];
    if by.contains(&By::Service) {
        notes.push("A visit stands in the row of each of its services, and once in the total.".to_owned());
    }
    notes
}

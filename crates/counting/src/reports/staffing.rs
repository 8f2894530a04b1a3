//! Staffing by demand: how many come, and how many ask for staff, in each hour of the week.

use super::{median, nine_of_ten};
use crate::{Asked, Cell, Chart, Column, Day, Row, Series, Shape, Table, weekday_name};
use std::collections::{BTreeMap, BTreeSet};

/// What one hour of one day brought.
#[derive(Clone, Copy, Default)]
struct Hour {
    arrivals: u32,
    requests: u32,
    minutes: u32,
}

/// The hours of one weekday over many weeks.
#[derive(Default)]
struct Weeks {
    arrivals: Vec<u32>,
    requests: Vec<u32>,
    minutes: Vec<u32>,
}

/// The report. Several sites together are one: ask for one site at a time.
pub fn report(asked: &Asked) -> Table {
    let weeks = weeks(asked);
    let mut rows = Vec::new();
    for ((weekday, hour), mut seen) in weeks {
        let minutes = nine_of_ten(&mut seen.minutes).unwrap_or(0);
        rows.push(Row::of(vec![
            Cell::words(weekday_name(weekday)),
            Cell::Words(format!("{hour:02}:00")),
            Cell::Count(seen.arrivals.len() as u64),
            Cell::Tenths(median(&mut seen.arrivals).unwrap_or(0)),
            Cell::Tenths(u64::from(nine_of_ten(&mut seen.arrivals).unwrap_or(0)) * 10),
            Cell::Tenths(median(&mut seen.requests).unwrap_or(0)),
            Cell::Tenths(u64::from(nine_of_ten(&mut seen.requests).unwrap_or(0)) * 10),
            Cell::Count(u64::from(minutes)),
            Cell::Count(u64::from(suggested(minutes, asked.policy.busy_percent))),
        ]));
    }
    Table {
        title: "Staffing by demand".to_owned(),
        period: asked.reporting.to_string(),
        columns: [
            Column::words("Weekday"),
            Column::words("Hour"),
            Column::words("Days looked at"),
            Column::words("Arrivals, median"),
            Column::words("Arrivals, nine of ten days"),
            Column::words("Asked for staff, median"),
            Column::words("Asked for staff, nine of ten days"),
            Column::words("Staff minutes, nine of ten days"),
            Column::words("Suggested staff"),
        ]
        .to_vec(),
        rows,
        notes: vec![
            "A day is looked at when anybody came on it. On nine of ten such days, no more came than the column says.".to_owned(),
            format!(
                "Suggested staff: the minutes of nine of ten days, by the minutes that the catalogue gives each service, when {} % of \
                 an hour is spent with customers.",
                asked.policy.busy_percent
            ),
            "Asked for staff: services that were asked for at a kiosk, or delivered by staff.".to_owned(),
        ],
        surety: asked.surety(),
        as_of: asked.as_of,
    }
}

/// Arrivals by hour, a line for each weekday, from the table.
pub fn chart(table: &Table, id: &str) -> Chart {
    let text = |row: &Row, at: usize| row.cells.get(at).map(Cell::text).unwrap_or_default();
    let hours: BTreeSet<String> = table.rows.iter().map(|row| text(row, 1)).collect();
    let weekdays = (0..7).map(weekday_name).filter(|name| table.rows.iter().any(|row| text(row, 0) == *name));
    let series = weekdays.map(|name| {
        let value = |hour: &String| {
            let row = table.rows.iter().find(|row| text(row, 0) == name && text(row, 1) == *hour)?;
            match row.cells.get(3)? {
                Cell::Tenths(tenths) => Some(*tenths as f64 / 10.0),
                _ => None,
            }
        };
        Series { words: name.to_owned(), values: hours.iter().map(value).collect() }
    });
    Chart {
        id: id.to_owned(),
        title: "Arrivals by hour".to_owned(),
        description: format!("Median arrivals in each hour, a line for each weekday. {}.", table.period),
        shape: Shape::Lines,
        series: series.collect(),
        labels: hours.into_iter().collect(),
    }
}

fn weeks(asked: &Asked) -> BTreeMap<(usize, u8), Weeks> {
    let mut days: BTreeSet<Day> = BTreeSet::new();
    let mut seen: BTreeMap<(Day, u8), Hour> = BTreeMap::new();
    for (number, visit) in asked.visits().filter(|(_, visit)| !visit.marks.remote) {
        days.insert(visit.day);
        let hour = seen.entry((visit.day, visit.hour)).or_default();
        hour.arrivals += 1;
        for act in asked.ledger.acts(number).filter(|act| act.delivery.needs_staff()) {
            hour.requests += 1;
            hour.minutes +=
                asked.catalogue.about(act.service).map_or(0, |service| u32::from(service.minutes));
        }
    }
    let hours: BTreeSet<(usize, u8)> = seen.keys().map(|(day, hour)| (day.weekday(), *hour)).collect();
    let mut weeks: BTreeMap<(usize, u8), Weeks> = BTreeMap::new();
    for (weekday, hour) in hours {
        let weeks = weeks.entry((weekday, hour)).or_default();
        for day in days.iter().filter(|day| day.weekday() == weekday) {
            let seen = seen.get(&(*day, hour)).copied().unwrap_or_default();
            weeks.arrivals.push(seen.arrivals);
            weeks.requests.push(seen.requests);
            weeks.minutes.push(seen.minutes);
        }
    }
    weeks
}

fn suggested(minutes: u32, busy_percent: u32) -> u32 {
    (minutes * 100).div_ceil(60 * busy_percent.clamp(1, 100))
}

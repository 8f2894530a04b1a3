//! People who come often and to whom nothing happens: a list for the center, by a rule that stands on it. It is a list
//! of one day; nothing is written on the person.

use crate::{Asked, Cell, Column, Day, PersonNumber, Row, Table, What};

/// Who stands on the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Often {
    /// Came on at least so many days in the time asked for.
    pub days: u32,
    /// And staff delivered nothing that counts for at least so many days.
    pub without: i32,
}

impl Default for Often {
    fn default() -> Often {
        Often { days: 8, without: 60 }
    }
}

/// The list.
pub fn report(asked: &Asked, rule: Often) -> Table {
    let mut rows: Vec<Row> = Vec::new();
    let mut private = 0u64;
    for (who, person) in asked.ledger.people().filter(|(_, person)| !person.sealed) {
        let Some((days, last_day, last_served)) = found(asked, who, rule) else { continue };
        private += u64::from(person.private);
        let shown = |cell: Cell| if person.private { Cell::Nothing } else { cell };
        let cells = vec![
            Cell::words(person.uii.as_str()),
            Cell::Words(days.to_string()),
            shown(Cell::On(last_day)),
            shown(last_served.map_or(Cell::words("never"), Cell::On)),
        ];
        rows.push(Row { about: Some(person.id), ..Row::of(cells) });
    }
    let days = |row: &Row| row.cells.get(1).map(Cell::text).and_then(|text| text.parse::<u32>().ok());
    rows.sort_by(|one, other| {
        days(other).cmp(&days(one)).then_with(|| one.cells[0].text().cmp(&other.cells[0].text()))
    });
    Table {
        title: "People to speak with".to_owned(),
        period: asked.reporting.to_string(),
        columns: ["Number for counts", "Days here", "Last day here", "Last service by staff"]
            .map(Column::words)
            .to_vec(),
        rows,
        notes: vec![
            format!(
                "The rule: here on {} days or more in this time, and no service by staff that counts within the last {} days. It says \
                 nothing about why, and nothing is kept about it.",
                rule.days, rule.without
            ),
            format!("{private} of them have a private record: their number and days only."),
        ],
        surety: asked.surety(),
        as_of: asked.as_of,
    }
}

/// Days here, the last of them, and the last service that counts, when the rule holds.
fn found(asked: &Asked, who: PersonNumber, rule: Often) -> Option<(u32, Day, Option<Day>)> {
    let span = asked.days();
    let mut days: Vec<Day> = Vec::new();
    let mut served: Option<Day> = None;
    for (number, visit) in asked.ledger.visits_of(who).filter(|(_, visit)| visit.day <= asked.as_of) {
        if span.has(visit.day) && !visit.marks.remote && asked.covers(visit.site) {
            days.push(visit.day);
        }
        for act in asked.ledger.acts(number) {
            let effect = asked.effect(&act, visit.day);
            if effect.is_some_and(|effect| matches!(effect.what, What::Participation(_))) {
                served = served.max(Some(visit.day));
            }
        }
    }
    days.dedup();
    let enough = u32::try_from(days.len()).is_ok_and(|count| count >= rule.days);
    let until = asked.days().until.min(asked.as_of);
    let without = served.is_none_or(|day| until.since(day) >= rule.without);
    let last = days.last().copied().filter(|_| enough && without)?;
    Some((u32::try_from(days.len()).ok()?, last, served))
}

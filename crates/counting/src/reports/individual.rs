//! R2: one person's activity. A customer may print her own.

use crate::{Asked, Cell, Column, Delivery, PersonNumber, Row, StaffNumber, Surety, Table};

/// Who reads it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reader {
    /// The person herself.
    Herself,
    /// Staff. Of a private record, dates only.
    Staff,
}

/// The report. `staff` puts a name to a number.
pub fn report(
    asked: &Asked,
    who: PersonNumber,
    reader: Reader,
    language: &str,
    staff: &dyn Fn(StaffNumber) -> String,
) -> Table {
    let person = asked.ledger.person(who);
    let basics = reader == Reader::Staff && person.is_some_and(|person| person.private);
    let mut rows = Vec::new();
    let mut surety = Surety::default();
    let days = asked.days();
    for (number, visit) in asked.ledger.visits_of(who).filter(|(_, visit)| days.has(visit.day)) {
        if !asked.covers(visit.site) {
            continue;
        }
        surety.take(&visit, asked.ledger.acts(number).map(|act| act.delivery));
        let site = asked.ledger.site(visit.site).map_or("", |site| &site.name);
        let of_visit = |service: &str, how: &str, by: String, verified: &str| {
            let cells = [Cell::On(visit.day), Cell::words(site), Cell::words(service), Cell::words(how)];
            let cells = cells.into_iter().chain([Cell::Words(by), Cell::words(verified)]);
            let cells: Vec<Cell> = if basics { vec![Cell::On(visit.day)] } else { cells.collect() };
            Row { about: person.map(|person| person.id), ..Row::of(cells) }
        };
        let before = rows.len();
        for act in asked.ledger.acts(number).take_while(|_| !basics) {
            let service =
                asked.catalogue.about(act.service).map_or("", |service| service.words.get(language));
            let by = match act.delivery {
                Delivery::Staff(delivered) => staff(delivered.staff()),
                Delivery::Kiosk { .. } => "at a kiosk".to_owned(),
            };
            let verified = if act.delivery.verified() { "yes" } else { "no" };
            rows.push(of_visit(service, act.delivery.words(), by, verified));
        }
        if rows.len() == before {
            let how = if visit.marks.remote { "" } else { "signed in" };
            rows.push(of_visit("", how, String::new(), ""));
        }
    }
    let headings: &[&str] =
        if basics { &["Day"] } else { &["Day", "Site", "Service", "How", "Recorded by", "Verified"] };
    let note = "A private record: days only. Sites and services are shown to the person herself.";
    Table {
        title: "Activity of one person".to_owned(),
        period: asked.reporting.to_string(),
        columns: headings.iter().map(|words| Column::words(words)).collect(),
        rows,
        notes: if basics { vec![note.to_owned()] } else { Vec::new() },
        surety,
        as_of: asked.as_of,
    }
}

//! Makes each report: which visits it needs, the table, and its charts.

use super::{Located, ReportAsked, ReportKind, Reported};
use crate::counts::{Counted, Need, Personal, Span};
use crate::{FrontDesk, FrontDeskError, Report, ReportPlace};
use counting::reports::volume::By;
use counting::reports::{often, performance, staffing, unduplicated, volume, wagner_peyser};
use counting::{Asked, Cell, Chart, Column, Day, ProgrammeNumber, Shape, SiteNumber, Table, Traits};
use std::collections::BTreeSet;

/// So many days before a time, a visit can still belong to a period of it.
const BEFORE: i32 = 91;
/// So many days before a time, what a customer did by herself still stands in a long period of it.
pub(super) const LONG_BEFORE: i32 = 2 * 365;
/// Hiding small numbers in longer tables takes too long for a page, and they say little.
const MOST_OUTSIDE: usize = 800;
/// A chart with more labels says nothing.
const MOST_LABELS: usize = 120;
const NOBODY_SAID: &str = "Nobody has answered yet what the front desk asks for reports: sex, race, veteran status, education, employment, \
    barriers. Where a row or column of such a group says 0, nobody said it; it does not say that there was nobody.";
/// Longer lists are no lists of people to speak with.
const MOST_PEOPLE: usize = 2_000;

impl FrontDesk {
    pub(super) fn made(&self, asked: &ReportAsked, located: Located) -> Result<Reported, FrontDeskError> {
        if asked.kind == ReportKind::Federal {
            return Ok(Reported::Refused("the federal file is no table".to_owned()));
        }
        let counted = self.ledger(self.need(asked, &located))?;
        let mut table = match self.table(asked, &located, &counted) {
            Ok(table) => table,
            Err(words) => return Ok(Reported::Refused(words)),
        };
        table.title = format!("{}, {}", table.title, located.name);
        let sites = located.sites.as_ref().map(|ids| numbers(&counted, ids));
        table.notes.extend(left_out(counted.unknown_services(sites.as_ref())));
        if by_traits(asked.kind)
            && counted.ledger.people().all(|(_, person)| person.traits == unsaid(&person.traits))
        {
            table.notes.push(NOBODY_SAID.to_owned());
        }
        if asked.kind == ReportKind::Often {
            self.number_people(&mut table)?;
        }
        if asked.outside && table.rows.len() > MOST_OUTSIDE {
            let words = "for outside, the table is too long: choose less time, or break it down by less";
            return Ok(Reported::Refused(words.to_owned()));
        }
        if asked.outside {
            table = match table.for_outside(self.rules.policy.small_cells_below) {
                Ok(table) => table,
                Err(words) => return Ok(Reported::Refused(words)),
            };
        }
        let charts = charts(asked, &table).iter().map(Chart::svg).collect();
        Ok(Reported::Made(Box::new(Report {
            asked: asked.clone(),
            place: located.name,
            table,
            charts,
            names: Vec::new(),
        })))
    }

    pub(super) fn today(&self) -> Day {
        Day::of(self.door.now().to_zoned(self.door.zone().clone()).date())
    }

    fn need(&self, asked: &ReportAsked, located: &Located) -> Need {
        let days = asked.reporting.days();
        let (sites, from) = match asked.kind {
            // What happened there and then says everything.
            ReportKind::Volume | ReportKind::Staffing => (located.sites.clone(), days.from),
            ReportKind::Often => (None, days.from),
            ReportKind::Unduplicated => (None, days.from.plus(-BEFORE)),
            ReportKind::Performance => (None, asked.reporting.before().days().from.plus(-BEFORE)),
            ReportKind::WagnerPeyser | ReportKind::Federal => (None, days.from.plus(-LONG_BEFORE)),
        };
        // What comes after the time still says how its periods went on.
        let until = if sites.is_some() { days.until } else { self.today() };
        Need {
            span: Span { sites, from, until },
            personal: Personal { births: false, said: by_traits(asked.kind) },
            a_minute_old: asked.place == ReportPlace::State,
            tells_of_people: asked.kind == ReportKind::Often,
        }
    }

    fn table(&self, asked: &ReportAsked, located: &Located, counted: &Counted) -> Result<Table, String> {
        let sites = located.sites.as_ref().map(|ids| numbers(counted, ids));
        let catalogue = self.desk.catalogue();
        let whole = Asked {
            ledger: &counted.ledger,
            catalogue,
            policy: &self.rules.policy,
            reporting: asked.reporting,
            sites: sites.as_ref(),
            as_of: self.today(),
        };
        Ok(match asked.kind {
            ReportKind::Volume => volume::report(&whole, &asked.by, "en"),
            ReportKind::Staffing => staffing::report(&whole),
            ReportKind::Often => often::report(&whole, asked.often),
            ReportKind::Unduplicated => unduplicated::report(&whole),
            ReportKind::Performance => {
                let programme = match &asked.programme {
                    None => None,
                    Some(id) => Some(
                        catalogue
                            .programme(id)
                            .ok_or_else(|| format!("the catalogue has no programme `{id}`"))?,
                    ),
                };
                performance::report(&whole, programme)
            }
            ReportKind::WagnerPeyser => {
                let programme = catalogue.programme("wagner-peyser").unwrap_or(ProgrammeNumber(0));
                wagner_peyser::report(&whole, programme)
            }
            ReportKind::Federal => return Err("the federal file is no table".to_owned()),
        })
    }

    /// People stand on the list by the number that they key in, which is what staff look them up by.
    fn number_people(&self, table: &mut Table) -> Result<(), FrontDeskError> {
        if table.rows.len() > MOST_PEOPLE {
            table.rows.truncate(MOST_PEOPLE);
            table
                .notes
                .push(format!("Only the first {MOST_PEOPLE} are listed; ask for less time or more days."));
        }
        if let Some(column) = table.columns.first_mut() {
            *column = Column::words("Member number");
        }
        for row in &mut table.rows {
            let member = row.about.map(|person| self.desk.member(person.0)).transpose()?.flatten();
            if let (Some(cell), Some(member)) = (row.cells.first_mut(), member) {
                *cell = Cell::Words(member.number.in_groups());
            }
        }
        Ok(())
    }
}

/// Its rows or columns are groups of people by what they said.
fn by_traits(kind: ReportKind) -> bool {
    matches!(kind, ReportKind::Performance | ReportKind::WagnerPeyser)
}

/// What was done there and is in no count.
fn left_out(services: u64) -> Option<String> {
    match services {
        0 => None,
        1 => Some("1 service is left out because the catalogue does not know it.".to_owned()),
        more => Some(format!("{more} services are left out because the catalogue does not know them.")),
    }
}

/// Nothing but the birth date.
fn unsaid(traits: &Traits) -> Traits {
    Traits { born: traits.born, ..Traits::default() }
}

fn numbers(counted: &Counted, ids: &[String]) -> BTreeSet<SiteNumber> {
    counted.ledger.sites().filter(|(_, site)| ids.contains(&site.id)).map(|(number, _)| number).collect()
}

fn charts(asked: &ReportAsked, table: &Table) -> Vec<Chart> {
    let rows = table.rows.iter().filter(|row| !row.total).count();
    if rows == 0 || rows > MOST_LABELS && asked.kind != ReportKind::Staffing {
        return Vec::new();
    }
    let chart = match (asked.kind, asked.by.as_slice()) {
        (ReportKind::Volume, [by]) => {
            let shape = if matches!(by, By::Day | By::Hour) { Shape::Lines } else { Shape::Bars };
            Chart { title: "Visits".to_owned(), ..Chart::of(table, "visits", shape, &[1]) }
        }
        (ReportKind::Staffing, _) => staffing::chart(table, "arrivals"),
        (ReportKind::Unduplicated, _) => {
            let chart = Chart::of(table, "persons", Shape::Bars, &[3, 4, 5]);
            let sites = table.rows.iter().filter(|row| !row.total);
            let labels = sites.map(|row| row.cells.get(1).map(Cell::text).unwrap_or_default());
            Chart { title: "Persons by site".to_owned(), labels: labels.collect(), ..chart }
        }
        _ => return Vec::new(),
    };
    vec![chart]
}

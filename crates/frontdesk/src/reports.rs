//! Reports of a site, an area or the state, each for those whose place it is.
//!
//! Leave is asked for first, and the log has it before anything is counted. Begin with [`FrontDesk::report`]; what each report
//! needs of the ledger stands in `make.rs`.

mod federal;
mod kind;
mod make;

pub use federal::Federal;
pub use kind::{BY_WORDS, ReportKind, ReportPlace, by_word};

use crate::{FrontDesk, FrontDeskError};
use access::{Permit, Serving, Session};
use counting::pirl::Schema;
use counting::reports::often::Often;
use counting::reports::volume::By;
use counting::{Policy, Reporting, Table};

/// What the state decided about its counts.
#[derive(Clone, Default, Debug)]
pub struct CountRules {
    /// What counts, and from when numbers are small.
    pub policy: Policy,
    /// The columns of the federal file, where one is made.
    pub schema: Option<Schema>,
}

/// Which report is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportAsked {
    /// Which.
    pub kind: ReportKind,
    /// Where.
    pub place: ReportPlace,
    /// Of which time.
    pub reporting: Reporting,
    /// What volume is broken down by.
    pub by: Vec<By>,
    /// The programme of the performance table, by its id; all when left out.
    pub programme: Option<String>,
    /// Who stands on the list of people to speak with.
    pub often: Often,
    /// For use outside the agency: small numbers are hidden.
    pub outside: bool,
}

/// A report that was made.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// What was asked for.
    pub asked: ReportAsked,
    /// The name of the place.
    pub place: String,
    /// The numbers.
    pub table: Table,
    /// Charts of them, as SVG.
    pub charts: Vec<String>,
    /// Of a list of people: the name for each row, of those who are not private to the reader.
    pub names: Vec<Option<String>>,
}

/// What came of asking.
#[derive(Clone, PartialEq, Debug)]
pub enum Reported {
    /// The report.
    Made(Box<Report>),
    /// There is no such place for her.
    NotHers,
    /// It is not made in this way, in a sentence.
    Refused(String),
}

/// A place of which somebody may read reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaceChoice {
    /// Where.
    pub place: ReportPlace,
    /// Its name.
    pub name: String,
}

/// A place, with what leave for it takes.
struct Located {
    name: String,
    step: Serving,
    /// Where a duty for it can lie.
    duties: Vec<String>,
    /// Its sites; every one when nothing is said.
    sites: Option<Vec<String>>,
}

impl FrontDesk {
    /// The places of which somebody may read reports: sites, areas, the state.
    ///
    /// # Errors
    /// When the database or the policy engine fails.
    pub fn report_places(&self, session: &Session) -> Result<Vec<PlaceChoice>, FrontDeskError> {
        let sites = self.desk.sites()?.into_iter().map(|site| ReportPlace::Site(site.id));
        let areas = self.areas.iter().map(|area| ReportPlace::Area(area.id.clone()));
        let mut own = Vec::new();
        for place in sites.chain(areas).chain([ReportPlace::State]) {
            let Some(located) = self.located(&place)? else { continue };
            let duties: Vec<&str> = located.duties.iter().map(String::as_str).collect();
            if self.door.may_serve(session, located.step, &duties)?.is_ok() {
                let state = place == ReportPlace::State;
                let name = if state { "The whole state".to_owned() } else { located.name };
                own.push(PlaceChoice { place, name });
            }
        }
        Ok(own)
    }

    /// A report, for somebody whose place it is. `how` says for the log what becomes of it.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn report(
        &self,
        session: &Session,
        asked: &ReportAsked,
        how: &str,
    ) -> Result<Reported, FrontDeskError> {
        let Some(located) = self.located(&asked.place)?.filter(|_| asked.kind.is_of(&asked.place)) else {
            return Ok(Reported::NotHers);
        };
        if !self.has_leave(session, &located, &format!("{}, {how}", asked.words()))? {
            return Ok(Reported::NotHers);
        }
        let mut reported = self.made(asked, located)?;
        if let Reported::Made(report) = &mut reported
            && asked.kind == ReportKind::Often
        {
            report.names = self.names_of(session, &report.table)?;
        }
        Ok(reported)
    }

    /// A report for a command, or for a folder: with leave from the door for whoever runs the program.
    ///
    /// # Errors
    /// When the database fails.
    pub fn report_for_operator(
        &self,
        _leave: &Permit,
        asked: &ReportAsked,
    ) -> Result<Reported, FrontDeskError> {
        match self.located(&asked.place)?.filter(|_| asked.kind.is_of(&asked.place)) {
            Some(located) => self.made(asked, located),
            None => Ok(Reported::NotHers),
        }
    }

    /// What the state decided about its counts.
    pub fn count_rules(&self) -> &CountRules {
        &self.rules
    }

    fn has_leave(&self, session: &Session, located: &Located, words: &str) -> Result<bool, FrontDeskError> {
        let duties: Vec<&str> = located.duties.iter().map(String::as_str).collect();
        Ok(self.door.serve(session, located.step, &duties, words)?.is_ok())
    }

    fn located(&self, place: &ReportPlace) -> Result<Option<Located>, FrontDeskError> {
        Ok(match place {
            ReportPlace::Site(id) => self.desk.site(id)?.map(|site| Located {
                name: site.name,
                step: Serving::Manage,
                duties: vec![site.id.clone(), site.area],
                sites: Some(vec![site.id]),
            }),
            ReportPlace::Area(id) => match self.areas.iter().find(|area| area.id == *id) {
                Some(area) => {
                    let sites = self.desk.sites()?.into_iter().filter(|site| site.area == area.id);
                    Some(Located {
                        name: area.name.clone(),
                        step: Serving::Manage,
                        duties: vec![area.id.clone()],
                        sites: Some(sites.map(|site| site.id).collect()),
                    })
                }
                None => None,
            },
            ReportPlace::State => Some(Located {
                name: "the whole state".to_owned(),
                step: Serving::Report,
                duties: vec![String::new()],
                sites: None,
            }),
        })
    }

    /// The name for each row of a list, of those who are open to the reader at this moment.
    fn names_of(&self, session: &Session, table: &Table) -> Result<Vec<Option<String>>, FrontDeskError> {
        let about = table.rows.iter().map(|row| row.about);
        let mut members: Vec<Option<crate::Member>> = Vec::new();
        for person in about {
            members.push(person.map(|person| self.desk.member(person.0)).transpose()?.flatten());
        }
        let known = || members.iter().flatten();
        let keys: Vec<&str> = known().flat_map(crate::Member::keys).collect();
        let levels = self.door.levels(session, self.desk.source(), &keys)?;
        let mut levels = crate::members::strictest(known(), levels).into_iter();
        let named = members.iter().map(|member| {
            let member = member.as_ref()?;
            let open = levels.next() == Some(access::Level::Open);
            open.then(|| format!("{} {}", member.said.first, member.said.last))
        });
        Ok(named.collect())
    }
}

impl ReportAsked {
    /// For the log: which report of which place and time.
    pub fn words(&self) -> String {
        let outside = if self.outside { ", for outside" } else { "" };
        format!("report {} of {}, {}{outside}", self.kind.word(), self.place.word(), self.reporting.word())
    }

    /// A name for its file, without an ending.
    pub fn file_name(&self) -> String {
        let place = self.place.word().replace(':', "-");
        let period = self.reporting.word().replace("..", "_");
        format!("{}_{place}_{period}", self.kind.word())
    }
}

impl Report {
    /// As CSV.
    pub fn csv(&self) -> String {
        self.table.csv()
    }

    /// As a spreadsheet.
    ///
    /// # Errors
    /// When it is larger than a sheet can be.
    pub fn xlsx(&self) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        counting::spreadsheet(std::slice::from_ref(&self.table), &mut out).map_err(|_| {
            "the table is larger than a spreadsheet can be; take CSV, or ask for less".to_owned()
        })?;
        Ok(out)
    }
}

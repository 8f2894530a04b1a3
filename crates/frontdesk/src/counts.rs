//! Fills a ledger for the counts from what the desk keeps, row by row and with one question for each table.
//!
//! What counts: visits that began and were neither taken back nor folded into another, but no vendors and inspectors; their
//! services, with those of folded visits; and what staff delivered and did not take back. Begin with [`Desk::counted`].

mod fill;
mod kept;

pub(crate) use kept::{Kept, Need};

use crate::about::{About, traits};
use crate::members::born;
use crate::tables::counts::{self as table, Days, MemberLine};
use crate::{Area, Desk, DeskError, FrontDeskError, unfit};
use access::Level;
use counting::{Day, Filling, Ledger, LedgerFault, Person, PersonNumber, SiteNumber};
use database::{DatabaseError, Transaction};
use jiff::tz::TimeZone;
use records::PersonId;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which visits are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    /// Only these sites, and then only what happened there in these days.
    pub(crate) sites: Option<Vec<String>>,
    pub(crate) from: Day,
    pub(crate) until: Day,
}

/// What of people's own words is read: each takes a while for a whole state.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Personal {
    /// Birth dates.
    pub(crate) births: bool,
    /// What they said for reports.
    pub(crate) said: bool,
}

/// A ledger, and what it was made of.
pub(crate) struct Counted {
    pub(crate) ledger: Ledger,
    pub(crate) span: Span,
    pub(crate) personal: Personal,
    /// How private each member was when it was made.
    private: Vec<(String, Level)>,
    /// By site: services that the catalogue does not know; they are in no count.
    unknown_services: FxHashMap<SiteNumber, u64>,
}

impl Counted {
    /// So many services of these sites the catalogue does not know; of every site when nothing is said.
    pub(crate) fn unknown_services(&self, sites: Option<&BTreeSet<SiteNumber>>) -> u64 {
        let here = |site: &SiteNumber| sites.is_none_or(|sites| sites.contains(site));
        self.unknown_services.iter().filter(|(site, _)| here(site)).map(|(_, count)| count).sum()
    }
}

/// Says how private the owners of these records are.
pub(crate) type Levels<'a> = &'a dyn Fn(&[&str]) -> Result<Vec<Level>, FrontDeskError>;

/// The sites by their ids.
pub(crate) struct Sites(HashMap<String, (SiteNumber, TimeZone)>);

/// Members by the numbers of their rows. Who was joined to somebody else leads to her.
type People = HashMap<i64, PersonNumber>;

impl Desk {
    /// A ledger of these visits. Without sites it holds everything that staff ever delivered, so that periods are right.
    pub(crate) fn counted(
        &self,
        areas: &[Area],
        span: Span,
        personal: Personal,
        levels: Levels<'_>,
    ) -> Result<Counted, FrontDeskError> {
        let mut filling = Filling::default();
        let sites = self.counted_sites(areas, &mut filling)?;
        let lines = self.database.read(|t| members(t, &span.days()))?;
        let keys: Vec<&str> = lines.values().map(|line| line.uii.as_str()).collect();
        let levels = levels(&keys)?;
        let private = keys.into_iter().map(str::to_owned).zip(levels.iter().copied()).collect();
        let people = self.counted_people(lines, personal, levels, &mut filling)?;
        let mut fill = fill::Fill::new(self, &sites, people, filling);
        self.database.read(|t| fill.all(t, &span.days()))?;
        let (ledger, unknown_services) = fill.done();
        Ok(Counted { ledger, span, personal, private, unknown_services })
    }

    fn counted_sites(&self, areas: &[Area], filling: &mut Filling) -> Result<Sites, DeskError> {
        let mut known = HashMap::new();
        for site in self.sites()? {
            let zone = site.time_zone()?;
            let area = areas.iter().find(|area| area.id == site.area);
            let area = area.map_or_else(|| site.area.clone(), |area| area.name.clone());
            let number = filling.site(counting::Site { id: site.id.clone(), name: site.name, area });
            known.insert(site.id, (number.map_err(too_much)?, zone));
        }
        Ok(Sites(known))
    }

    fn counted_people(
        &self,
        lines: BTreeMap<i64, MemberLine>,
        personal: Personal,
        levels: Vec<Level>,
        filling: &mut Filling,
    ) -> Result<People, DeskError> {
        let births = if personal.births { self.births()? } else { HashMap::new() };
        let mut said = if personal.said { self.said_for_reports(&lines)? } else { HashMap::new() };
        // The first visit, the birth date, and how private: of everybody who was joined into one person.
        let mut joined: BTreeMap<i64, (Option<i64>, Option<Day>, Level)> = BTreeMap::new();
        for (line, level) in lines.values().zip(levels) {
            let stays = survivor(&lines, line.id);
            let one = joined.entry(stays).or_insert((None, None, Level::Open));
            one.0 = [one.0, line.first].into_iter().flatten().min();
            let born = births.get(&line.uii).copied();
            one.1 = if line.id == stays { born.or(one.1) } else { one.1.or(born) };
            one.2 = one.2.max(level);
        }
        let mut numbers: HashMap<i64, PersonNumber> = HashMap::with_capacity(joined.len());
        for (id, (first, born, level)) in joined {
            let Some(line) = lines.get(&id) else { continue };
            let uii = counting::Uii::read(&line.uii)
                .map_err(|_| DatabaseError::Corrupt("a member has no number for counts"))?;
            let person = Person {
                uii,
                id: PersonId(id),
                private: level != Level::Open,
                sealed: level == Level::Sealed,
                first_visit: first.map(day),
                other_exit: None,
                traits: traits(
                    said.get(&id).and_then(|said| said.last()).map_or(&About::default(), |last| &last.1),
                    born,
                ),
            };
            let number = filling.person(person).map_err(too_much)?;
            for (on, about) in said.remove(&id).unwrap_or_default() {
                filling.said(number, on, traits(&about, born)).map_err(too_much)?;
            }
            numbers.insert(id, number);
        }
        let leads = |id: &i64| Some((*id, *numbers.get(&survivor(&lines, *id))?));
        Ok(lines.keys().filter_map(leads).collect())
    }

    /// What everybody said for reports, in the order of its days, by the member who stays.
    fn said_for_reports(
        &self,
        lines: &BTreeMap<i64, MemberLine>,
    ) -> Result<HashMap<i64, Vec<(Day, About)>>, DeskError> {
        let mut known: HashMap<i64, Vec<(Day, About)>> = HashMap::new();
        self.database.read(|t| {
            table::said(t, |member, on, body| {
                let about = self.read_about(member, body)?;
                known.entry(survivor(lines, member)).or_default().push((day(on), about));
                Ok(())
            })
        })?;
        Ok(known)
    }

    /// Birth dates by number for counts, of those who gave one.
    fn births(&self) -> Result<HashMap<String, Day>, DeskError> {
        let mut known = HashMap::new();
        self.database.read(|t| {
            table::bodies(t, |uii, body| {
                if let Some(date) = born(self, uii, body)? {
                    known.insert(uii.to_owned(), Day::of(date));
                }
                Ok(())
            })
        })?;
        Ok(known)
    }
}

/// The members of these days, with those to whom some of them were joined.
fn members(t: &mut Transaction<'_>, days: &Days<'_>) -> Result<BTreeMap<i64, MemberLine>, DeskError> {
    let mut lines: BTreeMap<i64, MemberLine> = BTreeMap::new();
    table::members(t, days, &mut |line| {
        lines.insert(line.id, line);
        Ok(())
    })?;
    if days.sites.is_some() {
        follow(t, &mut lines)?;
        // What a person did elsewhere under another membership still says when she first came, and how private she is.
        table::joined(t, &mut |line| {
            if line.merged_into.is_some_and(|stays| lines.contains_key(&stays)) {
                lines.entry(line.id).or_insert(line);
            }
            Ok(())
        })?;
    }
    follow(t, &mut lines)?;
    Ok(lines)
}

/// Adds those to whom some of these were joined.
fn follow(t: &mut Transaction<'_>, lines: &mut BTreeMap<i64, MemberLine>) -> Result<(), DeskError> {
    loop {
        let lead: Vec<i64> = lines.values().filter_map(|line| line.merged_into).collect();
        let Some(missing) = lead.into_iter().find(|id| !lines.contains_key(id)) else { return Ok(()) };
        let Some(line) = table::one_member(t, missing)? else {
            return Err(DatabaseError::Corrupt("a member was joined to nobody").into());
        };
        lines.insert(missing, line);
    }
}

/// To whom a member was joined in the end.
fn survivor(lines: &BTreeMap<i64, MemberLine>, id: i64) -> i64 {
    let mut at = id;
    // No chain is longer than the list; a ring ends all the same.
    for _ in 0..64 {
        match lines.get(&at).and_then(|line| line.merged_into) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

impl Span {
    fn days(&self) -> Days<'_> {
        Days { sites: self.sites.as_deref(), from: i64::from(self.from.0), until: i64::from(self.until.0) }
    }
}

impl Sites {
    fn number(&self, id: &str) -> Option<SiteNumber> {
        self.0.get(id).map(|(number, _)| *number)
    }

    fn zone(&self, id: &str) -> TimeZone {
        self.0.get(id).map_or(TimeZone::UTC, |(_, zone)| zone.clone())
    }
}

fn day(number: i64) -> Day {
    Day(i32::try_from(number).unwrap_or(i32::MAX))
}

fn too_much(fault: LedgerFault) -> DeskError {
    unfit(&fault.to_string())
}

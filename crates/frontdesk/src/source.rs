//! The front desk as an agency among others: its customers and their visits enter the case file like everybody's records.

use crate::joining::Together;
use crate::{Desk, DeskError, Member, NewMember, Visit, tables};
use jiff::civil::Date;
use records::catalog::{contact, demographics, visits};
use records::{
    Answer, Change, Delivery, Document, Entry, Keeping, PartialDate, RecordKey, Request, SectionKind, Source,
    SourceError, SourceId, SourceProfile, SourceRecord, Ssn, Value,
};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// The front desk's records, as the case file takes them in.
pub struct DeskSource {
    desk: Arc<Desk>,
    profile: SourceProfile,
}

/// Members told of at once.
const AT_ONCE: i64 = 500;
/// Visits of a member that the folder shows.
const MOST_VISITS: i64 = 100;

impl DeskSource {
    /// The desk as `agency`, for short `short`.
    pub fn new(desk: Arc<Desk>, agency: &str, short: &str) -> DeskSource {
        let profile = DeskSource::profile_of(desk.source(), agency, short);
        DeskSource { desk, profile }
    }

    /// What the settings say about it, for commands that need no desk.
    pub fn profile_of(id: &SourceId, agency: &str, short: &str) -> SourceProfile {
        SourceProfile {
            id: id.clone(),
            agency: agency.to_owned(),
            short: short.to_owned(),
            live: true,
            keeping: Keeping::Kept,
            every_seconds: 1,
            stale_after_seconds: 3600,
            sections: vec![SectionKind::Demographics, SectionKind::Contact, SectionKind::Visits],
            links_need_two: false,
        }
    }

    fn changes(&self, after: i64, most: i64) -> Result<Delivery, DeskError> {
        let changed = self.desk.database.read(|t| tables::members::changes(t, after, most))?;
        let last = changed.iter().map(|(change, _)| *change).max();
        let mut members: Vec<i64> = changed.iter().map(|(_, member)| *member).collect();
        members.sort_unstable();
        members.dedup();
        let mut delivery = Delivery {
            name: format!("{after}-{}", last.unwrap_or(after)),
            cursor: last.map(|last| last.to_string()),
            more: i64::try_from(changed.len()).is_ok_and(|count| count == most),
            as_of: last.map(|_| self.desk.clock.now()),
            rows: members.len() as u64,
            changes: Vec::with_capacity(members.len()),
            rejections: Vec::new(),
        };
        let mut told = BTreeSet::new();
        for id in members {
            let Some(together) = self.desk.together(id)? else { continue };
            // What one of a person's memberships did stands under the one who stays.
            for member in together.all().filter(|member| told.insert(member.id)) {
                delivery.changes.push(Change::Whole(self.record(member, &together)?));
            }
        }
        Ok(delivery)
    }

    fn number(&self, text: &str) -> Result<i64, SourceError> {
        let fault = |_| {
            SourceError::Nonsense(self.profile.short.clone(), "there is no delivery of that name".to_owned())
        };
        text.parse().map_err(fault)
    }

    fn down(&self, cause: &DeskError) -> SourceError {
        SourceError::Down(self.profile.short.clone(), cause.to_string())
    }

    fn record(&self, member: &Member, together: &Together) -> Result<SourceRecord, DeskError> {
        let sites = self.desk.sites()?;
        let mut entries = said(member, &together.said);
        let came = match member.id == together.stays.id {
            true => self.desk.database.read(|t| tables::visits::of_member(t, member.id, MOST_VISITS))?,
            false => Vec::new(),
        };
        for visit in &came {
            let site = sites.iter().find(|site| site.id == visit.site);
            let site = site.map_or(visit.site.as_str(), |site| site.name.as_str());
            entries.extend(self.rows(visit, site));
        }
        Ok(SourceRecord {
            source: self.profile.id.clone(),
            key: RecordKey(member.uii.text().to_owned()),
            as_of: self.desk.clock.now(),
            entries,
        })
    }

    /// One row for each service of a visit, or one for a visit without any.
    fn rows(&self, visit: &Visit, site: &str) -> Vec<Entry> {
        let day = counting::Day(i32::try_from(visit.day).unwrap_or(0)).date();
        let row = |service: &str| {
            let mut entry = Entry::new(SectionKind::Visits);
            entry.row = format!("visit:{}:{service}", visit.id);
            entry
                .with(visits::VISIT_SITE, Value::Text(site.to_owned()))
                .with(visits::VISIT_DATE, Value::Date(PartialDate::day(day)))
        };
        if visit.services.is_empty() {
            return vec![row("")];
        }
        let words = |id: &str| {
            let known = self.desk.service(id).map(|service| service.words.get("en").to_owned());
            known.unwrap_or_else(|| id.to_owned())
        };
        let services = visit.services.iter();
        services
            .map(|one| {
                let state = match (one.used, visit.verified) {
                    (true, _) => "",
                    (false, true) => " (chosen, not used)",
                    (false, false) => " (chosen)",
                };
                row(&one.service)
                    .with(visits::VISIT_SERVICE, Value::Text(format!("{}{state}", words(&one.service))))
            })
            .collect()
    }
}

/// What a member says of herself. Of memberships that were joined, each says the same, so that they are linked to one person.
fn said(member: &Member, said: &NewMember) -> Vec<Entry> {
    let mut person = Entry::new(SectionKind::Demographics)
        .with(demographics::GIVEN_NAME, Value::Text(said.first.clone()))
        .with(demographics::FAMILY_NAME, Value::Text(said.last.clone()))
        .with(demographics::IDENTIFIER, Value::Text(member.number.in_groups()))
        .with(demographics::IDENTIFIER_SCHEME, Value::Text("member number".to_owned()));
    person.row = "member".to_owned();
    if let Ok(born) = said.born.parse::<Date>() {
        person.put(demographics::BIRTH_DATE, Value::Date(PartialDate::day(born)));
    }
    if let Some(ssn) = Ssn::read(&said.ssn) {
        person.put(demographics::SSN, Value::Ssn(ssn));
    }
    let mut entries = vec![person];
    if !said.phone.is_empty() {
        let mut phone =
            Entry::new(SectionKind::Contact).with(contact::PHONE, Value::Text(said.phone.clone()));
        phone.row = "phone".to_owned();
        entries.push(phone);
    }
    entries
}

impl Source for DeskSource {
    fn profile(&self) -> &SourceProfile {
        &self.profile
    }

    fn deliver(&self, request: &Request) -> Result<Delivery, SourceError> {
        let (after, most) = match request {
            Request::After(None) => (0, AT_ONCE),
            Request::After(Some(cursor)) => (self.number(cursor)?, AT_ONCE),
            Request::Again(name) => {
                let (from, to) = name.split_once('-').unwrap_or((name, ""));
                let from = self.number(from)?;
                (from, self.number(to)? - from)
            }
        };
        self.changes(after, most).map_err(|cause| self.down(&cause))
    }

    fn answer(&self, key: &RecordKey, _within: Duration) -> Result<Answer, SourceError> {
        let found = self.desk.together_by_key(&key.0).and_then(|together| {
            let own = |member: &&Member| member.uii.text() == key.0;
            Ok(match together.as_ref().and_then(|together| Some((together.all().find(own)?, together))) {
                Some((member, together)) => Answer::Record(self.record(member, together)?),
                None => Answer::NoRecord,
            })
        });
        found.map_err(|cause| self.down(&cause))
    }

    fn document(&self, _document: &str, _within: Duration) -> Result<Document, SourceError> {
        Err(SourceError::NoDocument(self.profile.short.clone()))
    }
}

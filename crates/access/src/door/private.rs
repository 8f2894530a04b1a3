//! What those see who guard private records: keys and marks of their sources, and of people only what a use case opens.

use super::decisions::Decisions;
use super::guarding::Guard;
use super::{Door, DoorError};
use crate::view::{
    Admitted, AdmittedView, Agency, Candidate, CareTeamView, GuardRights, Guarded, GuardedSource,
    MarkHistory, MarkLine, PrivateList, PrivateRecordView, PrivateRow, Shown, TeamLine,
};
use audit::{Entry, Kind};
use jiff::Timestamp;
use privacy::{Level, Origin, Part, PrivateRecord};
use records::PersonId;
use staff::{Duty, DutyKind, Session};
use std::collections::BTreeSet;

/// Records on one page of the list.
const ON_A_PAGE: usize = 25;

/// What is decided once for all rows of a page, and what the log must say of it.
struct Rows<'a> {
    decisions: Decisions<'a>,
    log: Vec<Entry>,
}

impl Door {
    /// One page of the private and sealed records that she guards; those that are not assigned come first.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn private_list(&self, session: &Session, page: usize) -> Result<Guarded<PrivateList>, DoorError> {
        let desk = match self.desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let mut all = Vec::new();
        for (agency, _) in &desk {
            let records = self.parts.privacy.closed_records(&agency.id)?;
            all.extend(records.into_iter().map(|record| (agency.clone(), record)));
        }
        all.sort_by_key(|(_, record)| (cared_for(record), since(record), record.number));
        let (total, pages) = (all.len(), all.len().div_ceil(ON_A_PAGE).max(1));
        let unassigned = all.iter().filter(|(_, record)| !cared_for(record)).count();
        let page = page.clamp(1, pages);
        let shown: Vec<_> = all.into_iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE).collect();
        let list = PrivateList {
            rows: self.rows(session, &shown)?,
            sources: self.guarded_sources(desk)?,
            total,
            unassigned,
            page,
            pages,
            has_purpose: !session.use_case.is_empty(),
        };
        Ok(Guarded::Open(Box::new(list)))
    }

    /// One record with its marks, its care team and its history.
    ///
    /// # Errors
    /// As for [`Door::private_list`].
    pub fn private_record(
        &self,
        session: &Session,
        number: i64,
    ) -> Result<Guarded<PrivateRecordView>, DoorError> {
        if let Guarded::Shut(words) = self.desk(session)? {
            return Ok(Guarded::Shut(words));
        }
        let Some(Guard { record, agency, rights }) = self.guarded(session, number)? else {
            return Ok(Guarded::NotFound);
        };
        let whole = [(agency.clone(), record)];
        let Some(row) = self.rows(session, &whole)?.pop() else { return Ok(Guarded::NotFound) };
        let [(_, record)] = whole;
        let view = PrivateRecordView {
            row,
            rights,
            marks: self.mark_lines(&record)?,
            staff_level: record.level_by(Origin::Staff).into(),
            team: self.team(&record)?,
            candidates: self.candidates(session, &record)?,
            discrepancies: self.discrepancies_of(session, &record.subject, &agency, rights)?,
            history: self.history(&record)?,
        };
        Ok(Guarded::Open(Box::new(view)))
    }

    /// Who may open the paper file of a record, for print.
    ///
    /// # Errors
    /// As for [`Door::private_list`].
    pub fn care_team(&self, session: &Session, number: i64) -> Result<Guarded<CareTeamView>, DoorError> {
        let Some(Guard { record, agency, .. }) = self.guarded(session, number)? else {
            return Ok(Guarded::NotFound);
        };
        let entry = Entry {
            source: agency.id.0.clone(),
            subject: self.people_of(std::slice::from_ref(&record.subject))?.pop().flatten(),
            words: format!("care team of {}", record.key),
            ..Entry::new(Kind::Print)
        };
        self.note(session, entry)?;
        let team = self.team(&record)?;
        let (key, level) = (record.key.clone(), record.level().into());
        Ok(Guarded::Open(Box::new(CareTeamView { number, agency, key, level, team })))
    }

    /// Who of the agency may see private records at all, for those who guard that agency's records.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn admitted(&self, session: &Session) -> Result<Guarded<AdmittedView>, DoorError> {
        let desk = match self.desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let own = desk.into_iter().find(|(agency, _)| agency.id.0 == session.account.agency);
        let Some((agency, rights)) = own else { return Ok(Guarded::NotFound) };
        let mut people = Vec::new();
        for one in self.parts.staff.privileged_at(&agency.id.0)? {
            let above = one.supervisor.map(|above| self.parts.staff.colleague(above)).transpose()?.flatten();
            people.push(Admitted {
                is_self: one.account == session.account.id,
                user_name: one.user_name,
                name: one.name,
                contact: one.contact,
                supervisor: above.as_ref().map_or(String::new(), |above| above.name.clone()),
                supervisor_user: above.map_or(String::new(), |above| above.user_name),
            });
        }
        Ok(Guarded::Open(Box::new(AdmittedView { agency, people, admits: rights.admits })))
    }

    pub(super) fn guarded_sources(
        &self,
        desk: Vec<(Agency, GuardRights)>,
    ) -> Result<Vec<GuardedSource>, DoorError> {
        let one = |(agency, rights): (Agency, GuardRights)| {
            let waiting = self.parts.privacy.discrepancies(&agency.id)?.len();
            let faults = self.parts.privacy.fault_count(&agency.id)?;
            Ok(GuardedSource { agency, rights, waiting, faults })
        };
        desk.into_iter().map(one).collect()
    }

    /// Somebody's name, whether her account is on or not.
    pub(super) fn name_of(&self, account: i64) -> Result<String, DoorError> {
        let known = self.parts.staff.colleague(account)?;
        Ok(known.map_or_else(|| format!("account {account}"), |known| known.name))
    }

    /// Rows of one page, logged before they are handed over.
    fn rows(
        &self,
        session: &Session,
        shown: &[(Agency, PrivateRecord)],
    ) -> Result<Vec<PrivateRow>, DoorError> {
        let numbers: Vec<String> = shown.iter().map(|(_, record)| record.number.to_string()).collect();
        let listed = Entry {
            source: shown.first().map_or(String::new(), |(agency, _)| agency.id.0.clone()),
            results: shown.len() as u64,
            words: format!("records {}", numbers.join(" ")),
            ..Entry::new(Kind::PrivateList)
        };
        let mut page = Rows { decisions: self.deciding(session)?, log: vec![listed] };
        let subjects: Vec<_> = shown.iter().map(|(_, record)| record.subject.clone()).collect();
        let people = self.people_of(&subjects)?;
        let each = shown.iter().zip(people);
        let rows = each.map(|((agency, record), person)| self.row(&mut page, agency, record, person));
        let rows = rows.collect::<Result<Vec<_>, DoorError>>()?;
        let asked = |entry| Entry {
            account: Some(session.account.id),
            session: Some(session.id.clone()),
            use_case: session.use_case.clone(),
            purpose: session.purpose.clone(),
            ..entry
        };
        self.parts.audit.append_all(&page.log.into_iter().map(asked).collect::<Vec<_>>())?;
        Ok(rows)
    }

    fn row(
        &self,
        page: &mut Rows<'_>,
        agency: &Agency,
        record: &PrivateRecord,
        person: Option<PersonId>,
    ) -> Result<PrivateRow, DoorError> {
        let mut row = PrivateRow {
            number: record.number,
            agency: agency.clone(),
            key: if record.key.is_empty() { "(key not kept)".to_owned() } else { record.key.clone() },
            person: None,
            name: None,
            birth: None,
            delivered: person.is_some(),
            level: record.level().into(),
            set_by: self.set_by(record)?,
            since: since(record),
            people: record
                .having(if record.level() == Level::Sealed { Part::Named } else { Part::Assigned })
                .map(|account| self.name_of(account))
                .collect::<Result<_, _>>()?,
        };
        let Some(person) = person else { return Ok(row) };
        let Some((cuts, around)) = page.decisions.visible(person)? else { return Ok(row) };
        let cut = cuts.of(around.person);
        let bar = self.bar(&cut, around.person, &around.people[&around.person]);
        page.log.push(Entry {
            source: agency.id.0.clone(),
            allowed: cut.grants.all_bits(),
            policies: cut.grants.policies(),
            ..Entry::about(Kind::PrivateList, around.person)
        });
        row.person = Some(around.person);
        row.name = bar.name;
        row.birth = match (bar.birth, bar.age) {
            (Some(birth), Some(age)) => Some(Shown::words(format!("{birth} ({age})"))),
            (birth, _) => birth,
        };
        Ok(row)
    }

    fn set_by(&self, record: &PrivateRecord) -> Result<String, DoorError> {
        let counts = record.marks.iter().filter(|mark| mark.level == record.level());
        let by = counts.map(|mark| self.set_by_words(mark.by)).collect::<Result<BTreeSet<_>, _>>()?;
        Ok(by.into_iter().collect::<Vec<_>>().join(" and "))
    }

    fn set_by_words(&self, by: Option<i64>) -> Result<String, DoorError> {
        by.map_or(Ok("state system".to_owned()), |account| self.name_of(account))
    }

    fn mark_lines(&self, record: &PrivateRecord) -> Result<Vec<MarkLine>, DoorError> {
        let line = |mark: &privacy::MarkSet| {
            Ok(MarkLine {
                origin: match mark.origin {
                    Origin::State => "State system",
                    Origin::Staff => "Staff",
                },
                level: mark.level.into(),
                since: mark.at,
                by: self.set_by_words(mark.by)?,
                reason: mark.reason.clone(),
            })
        };
        record.marks.iter().map(line).collect()
    }

    /// Who may open the record: of the sealed those who are named; of the private also those whose duty it is.
    fn team(&self, record: &PrivateRecord) -> Result<Vec<TeamLine>, DoorError> {
        let sealed = record.level() == Level::Sealed;
        let mut team: Vec<TeamLine> = Vec::new();
        for care in &record.care {
            let (part, direct) = match care.part {
                Part::Assigned => ("assigned counselor", "assigned"),
                Part::Named => ("named for this record", "named"),
            };
            let out = sealed != (care.part == Part::Named);
            let but = if sealed {
                "the record is sealed: she must be named"
            } else {
                "counts while the record is sealed"
            };
            team.extend(self.member(care.account, part, Some(direct), if out { but } else { "" })?);
        }
        if sealed || record.level() == Level::Open {
            return Ok(team);
        }
        for account in record.having(Part::Assigned) {
            let above = self.parts.staff.colleague(account)?.and_then(|one| one.supervisor);
            let part = format!("supervisor of {}", self.name_of(account)?);
            team.extend(above.map(|above| self.member(above, &part, None, "")).transpose()?.flatten());
        }
        for (kind, part) in [(DutyKind::Specialist, "data specialist"), (DutyKind::Monitor, "monitor")] {
            for contact in self.parts.staff.having(&Duty::new(kind, &record.subject.source.0))? {
                team.extend(self.member(contact.account, part, None, "")?);
            }
        }
        let mut seen = BTreeSet::new();
        team.retain(|line| seen.insert(line.account));
        Ok(team)
    }

    fn member(
        &self,
        account: i64,
        part: &str,
        direct: Option<&'static str>,
        but: &str,
    ) -> Result<Option<TeamLine>, DoorError> {
        let Some(one) = self.parts.staff.colleague(account)? else { return Ok(None) };
        let but = match (one.active, one.privileged) {
            (false, _) => "her account is off",
            (true, false) => "she may not see private records",
            (true, true) => but,
        };
        let name = match one.contact.as_str() {
            "" => one.name,
            contact => format!("{}, {contact}", one.name),
        };
        Ok(Some(TeamLine { account, name, part: part.to_owned(), direct, but: but.to_owned() }))
    }

    fn candidates(&self, session: &Session, record: &PrivateRecord) -> Result<Vec<Candidate>, DoorError> {
        let part = if record.level() == Level::Sealed { Part::Named } else { Part::Assigned };
        let people = self.parts.staff.privileged_at(&record.subject.source.0)?;
        let others = people.into_iter().filter(|one| one.account != session.account.id);
        let free = others.filter(|one| record.having(part).all(|have| have != one.account));
        Ok(free.map(|one| Candidate { user_name: one.user_name, name: one.name }).collect())
    }

    fn history(&self, record: &PrivateRecord) -> Result<Vec<MarkHistory>, DoorError> {
        let line = |event: privacy::Event| {
            let mut what = event.what;
            if let Some(said) = event.said {
                what = format!("{what}, as of {}", self.moment(said));
            }
            if let Some(about) = event.about {
                what = format!("{what}: {}", self.name_of(about)?);
            }
            let by = match (event.by, event.said) {
                (Some(by), _) => self.name_of(by)?,
                (None, Some(_)) => "state system".to_owned(),
                (None, None) => "by itself".to_owned(),
            };
            Ok(MarkHistory { at: event.at, what, by, words: event.words })
        };
        self.parts.privacy.history(&record.subject)?.into_iter().map(line).collect()
    }

    /// Day and time in the city.
    pub(super) fn moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.parts.zone.clone()).strftime("%b %-d, %Y, %-I:%M %p").to_string()
    }
}

fn cared_for(record: &PrivateRecord) -> bool {
    let part = if record.level() == Level::Sealed { Part::Named } else { Part::Assigned };
    record.having(part).next().is_some()
}

/// Since when the level that counts stands.
fn since(record: &PrivateRecord) -> Option<Timestamp> {
    let level = record.level();
    record.marks.iter().filter(|mark| mark.level == level).map(|mark| mark.at).min()
}

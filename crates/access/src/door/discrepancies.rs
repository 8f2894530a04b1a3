//! What disagrees about private records, with the text of a ticket for each, and lines that could not be read.

use super::guarding::refused;
use super::{Door, DoorError};
use crate::rules::Guarding;
use crate::view::{
    Agency, DiscrepancyList, DiscrepancyView, FaultView, GuardRights, Guarded, PrivateLevel, Settled,
};
use audit::{Entry, Kind};
use privacy::{Discrepancy, DiscrepancyKind, Step, Subject};
use staff::Session;

/// So many settled ones and faulty lines stand on the page.
const MOST: i64 = 20;

impl Door {
    /// What waits for those who guard private records.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn discrepancy_list(&self, session: &Session) -> Result<Guarded<DiscrepancyList>, DoorError> {
        let desk = match self.desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let (mut waiting, mut settled, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        for (agency, rights) in &desk {
            let view = |one| self.discrepancy_view(session, one, agency, *rights);
            let open = self.parts.privacy.discrepancies(&agency.id)?;
            waiting.extend(open.into_iter().map(view).collect::<Result<Vec<_>, _>>()?);
            let over = self.parts.privacy.settled(&agency.id, MOST)?;
            settled.extend(over.into_iter().map(view).collect::<Result<Vec<_>, _>>()?);
            faults.extend(self.parts.privacy.faults(&agency.id, MOST * 5)?.into_iter().map(|fault| {
                FaultView {
                    item: fault.item.iter().map(|byte| format!("{byte:02x}")).collect(),
                    agency: agency.clone(),
                    place: fault.place,
                    reason: fault.reason,
                    at: fault.at,
                    assigns: rights.assigns,
                }
            }));
        }
        let entry = Entry {
            results: waiting.len() as u64,
            words: "discrepancies".to_owned(),
            ..Entry::new(Kind::PrivateList)
        };
        self.note(session, entry)?;
        let sources = self.guarded_sources(desk)?;
        Ok(Guarded::Open(Box::new(DiscrepancyList { sources, waiting, settled, faults })))
    }

    /// Takes a step about something that disagrees: `open`, `sent` or `resolved`.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing was done then.
    pub fn discrepancy_step(
        &self,
        session: &Session,
        number: i64,
        step: &str,
        note: &str,
    ) -> Result<Settled, DoorError> {
        let Some(one) = self.parts.privacy.discrepancy(number)? else { return Ok(Settled::NotFound) };
        let Some(guard) = self.guarded(session, one.record)? else { return Ok(Settled::NotFound) };
        let Some(step) = Step::named(step) else {
            return Ok(refused("", "Say whether a ticket was sent or the matter is settled."));
        };
        if step == Step::Resolved && note.trim().is_empty() {
            return Ok(refused("note", "Say how it was settled; the note is kept."));
        }
        if let Some(no) = self.not_permitted(session, Guarding::Settle, None, guard.rights.assigns)? {
            return Ok(no);
        }
        let subject = self.people_of(std::slice::from_ref(&one.subject))?.pop().flatten();
        let words = format!("{} {} {}: {}", one.key, one.kind.name(), step.name(), note.trim());
        let source = guard.agency.id.0.clone();
        self.note(session, Entry { source, subject, words, ..Entry::new(Kind::Discrepancy) })?;
        if self.parts.privacy.step(number, step, session.account.id, note)? {
            return Ok(Settled::Done);
        }
        Ok(refused("", "It has closed by itself meanwhile: nothing disagrees any more."))
    }

    /// Says that somebody looked after a line that could not be read.
    ///
    /// # Errors
    /// As for [`Door::discrepancy_step`].
    pub fn settle_fault(&self, session: &Session, source: &str, item: &str) -> Result<Settled, DoorError> {
        let Guarded::Open(desk) = self.desk(session)? else { return Ok(Settled::NotFound) };
        let own = desk.into_iter().find(|(agency, _)| agency.id.0 == source);
        let (Some((agency, rights)), Some(item)) = (own, token(item)) else { return Ok(Settled::NotFound) };
        if let Some(no) = self.not_permitted(session, Guarding::Settle, None, rights.assigns)? {
            return Ok(no);
        }
        let words = "looked after a faulty line".to_owned();
        let source = agency.id.0.clone();
        self.note(session, Entry { source, words, ..Entry::new(Kind::Discrepancy) })?;
        let done = self.parts.privacy.settle_fault(&agency.id, &item, session.account.id)?;
        Ok(if done { Settled::Done } else { refused("", "Somebody has looked after this line already.") })
    }

    /// What disagrees or disagreed about one record.
    pub(super) fn discrepancies_of(
        &self,
        session: &Session,
        subject: &Subject,
        agency: &Agency,
        rights: GuardRights,
    ) -> Result<Vec<DiscrepancyView>, DoorError> {
        let all = self.parts.privacy.disagrees(subject)?.into_iter();
        all.map(|one| self.discrepancy_view(session, one, agency, rights)).collect()
    }

    fn discrepancy_view(
        &self,
        session: &Session,
        one: Discrepancy,
        agency: &Agency,
        rights: GuardRights,
    ) -> Result<DiscrepancyView, DoorError> {
        let ticket = self.ticket(session, &one, agency)?;
        Ok(DiscrepancyView {
            number: one.number,
            record: one.record,
            agency: agency.clone(),
            key: one.key,
            words: one.kind.words(),
            step: one.step.name(),
            ended: one.ended,
            since: one.since,
            changed: one.changed.0,
            by: one.changed.1.map_or(Ok(String::new()), |by| self.name_of(by))?,
            note: one.note,
            ticket,
            assigns: rights.assigns,
        })
    }

    /// A ticket, ready to be sent. It names a record, and nobody's name but the sender's.
    fn ticket(&self, session: &Session, one: &Discrepancy, agency: &Agency) -> Result<String, DoorError> {
        let sender = self.parts.staff.colleague(session.account.id)?;
        let contact = sender.map(|sender| sender.contact).filter(|contact| !contact.is_empty());
        let contact = contact.map_or(String::new(), |contact| format!(", {contact}"));
        let level = |level: privacy::Level| PrivateLevel::from(level).word();
        Ok(format!(
            "Private records of {}: {}\n\nRecord key: {}\nLevel by the state system, as known here: {}\nLevel by staff: {}\n\
             Known since: {}\n\n{}\n\nReference: discrepancy {}\nAsked by: {}{contact}\n",
            agency.name,
            one.kind.words(),
            one.key,
            level(one.levels.0),
            level(one.levels.1),
            self.moment(one.since),
            what_to_do(one.kind),
            one.number,
            session.account.display_name,
        ))
    }
}

fn what_to_do(kind: DiscrepancyKind) -> &'static str {
    match kind {
        DiscrepancyKind::NotMarkedHere => {
            "What to do: the full list names this record as privileged, but no status transaction said so. It has been marked private \
             here. Please find out why no transaction was sent, and send one."
        }
        DiscrepancyKind::NotListed => {
            "What to do: this record was marked by a status transaction, but the newest full list does not name it. It stays private \
             here. Please say whether it is still privileged: if so, put it on the list; if not, send a status transaction `open`."
        }
        DiscrepancyKind::StaffOnly => {
            "What to do: staff marked this record private, but the newest full list does not name it. It stays private here. Please \
             mark it in the state system too, or tell us that it need not be private."
        }
        DiscrepancyKind::NoRecord => {
            "What to do: the state system speaks of this record, but the agency has delivered no record with this key. The mark is \
             kept and is in force as soon as the record comes. Please check the key, and whether the record is delivered at all."
        }
    }
}

fn token(text: &str) -> Option<[u8; 32]> {
    let mut token = [0u8; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in token.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(token)
}

//! Takes what a kiosk says: every event once, whatever the order, and what cannot be taken is kept for people to look at.

use crate::event::What;
use crate::kiosks::KioskId;
use crate::numbers::{CardNumber, MemberNumber};
use crate::tables::members::Touched;
use crate::{Arrival, Desk, DeskError, Event, Moment, Unfit, Who, tables, visits};
use database::{Cell, Token, Transaction};
use jiff::tz::TimeZone;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a kiosk sends at once.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The device's clock at sending, in milliseconds; `None` when it showed no date.
    pub sent: Option<i64>,
    /// The boot in which it was sent.
    pub boot: String,
    /// Milliseconds since that boot.
    pub mono: i64,
    /// The events, as they came.
    pub events: Vec<Value>,
    /// It came as a file that somebody handed in, at any later time.
    pub handed_in: bool,
}

/// What became of one event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It was taken.
    Applied,
    /// This very event was taken before.
    Duplicate,
    /// It is kept, and somebody at the desk looks at it. Why, in a sentence.
    Held(String),
    /// It can never be taken. Why, in a sentence.
    Rejected(String),
}

/// What became of a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// One verdict for each event, in their order.
    pub verdicts: Vec<Verdict>,
    /// The number of the event that is expected next.
    pub next: i64,
    /// From where events are missing.
    pub resend_from: Option<i64>,
}

/// Somebody behind what a kiosk sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Named {
    Card(Token),
    Number(Token),
    /// A member whom the server named to this device before.
    Member(i64),
    Anonymous,
    Visitor,
    /// A number that nobody can open any more.
    Lost,
}

/// An event, read and opened, before the database is asked.
pub(crate) struct Ready {
    pub(crate) event: Event,
    pub(crate) moment: Moment,
    pub(crate) named: Option<Named>,
    digest: [u8; 32],
    body: Vec<u8>,
}

/// At most so many events are taken at once.
pub(crate) const MOST_EVENTS: usize = 200;

impl Desk {
    /// Takes a batch. All of it is on disk when this returns.
    ///
    /// # Errors
    /// With a sentence when the batch is longer than any kiosk sends; otherwise when the database fails: then nothing of it was
    /// taken, and it can be sent again.
    pub fn take(&self, kiosk: &KioskId, batch: &Batch) -> Result<Taken, DeskError> {
        if batch.events.len() > MOST_EVENTS {
            return Err(crate::unfit("at most 200 events are taken at once; send the rest after them"));
        }
        let now = self.now();
        let (boot, handed_in) = (batch.boot.as_str(), batch.handed_in);
        let arrival = Arrival { server: now, sent: batch.sent, boot, mono: batch.mono, handed_in };
        let read = |event: &Value| self.ready(kiosk, &arrival, event);
        // Opening what is sealed takes longest and needs no lock.
        let events: Vec<Result<Ready, Kept>> = batch.events.iter().map(read).collect::<Result<_, _>>()?;
        let site = self.site(&kiosk.site)?;
        let ended = site.as_ref().is_some_and(|site| site.ended_at.is_some());
        let zone = site.map_or(Ok(TimeZone::UTC), |site| site.time_zone())?;
        self.database.write(|t| {
            let mut taking = Taking { desk: self, kiosk, zone, ended, now, changed: BTreeSet::new() };
            let mut verdicts = Vec::with_capacity(events.len());
            for event in events {
                verdicts.push(match event {
                    Ok(ready) => taking.take(t, &ready)?,
                    Err(kept) => taking.reject(t, &kept)?,
                });
            }
            if !taking.changed.is_empty() {
                tables::members::turn(t)?;
                for (member, visit) in &taking.changed {
                    tables::members::changed(t, *member, Touched::Visit(*visit), now)?;
                }
            }
            let (next, more) = tables::events::next_of(t, &kiosk.id)?;
            tables::kiosks::set_next_seq(t, &kiosk.id, next, (!batch.handed_in).then_some(now))?;
            Ok(Taken { verdicts, next, resend_from: more.then_some(next) })
        })
    }

    fn ready(
        &self,
        kiosk: &KioskId,
        arrival: &Arrival<'_>,
        event: &Value,
    ) -> Result<Result<Ready, Kept>, DeskError> {
        let text = event.to_string();
        let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        let body = self.sealer.seal(cell(&digest), text.as_bytes())?;
        Ok(match Event::read(event) {
            Ok(event) => {
                let moment = arrival.moment(&event.stamp);
                let named = self.named(kiosk, &event, moment);
                Ok(Ready { event, moment, named, digest, body })
            }
            Err(Unfit(why)) => {
                Err(Kept { seq: event["seq"].as_i64().filter(|seq| *seq > 0), digest, body, why })
            }
        })
    }

    fn named(&self, kiosk: &KioskId, event: &Event, moment: Moment) -> Option<Named> {
        let (What::SignIn { who, .. } | What::UnknownCard(who)) = &event.what else { return None };
        Some(match who {
            Who::Anonymous => Named::Anonymous,
            Who::Visitor => Named::Visitor,
            Who::Handle(handle) => {
                self.handled(&kiosk.id, handle, moment.at).map_or(Named::Lost, Named::Member)
            }
            Who::Sealed(sealed) => self.opened(&kiosk.id, sealed).unwrap_or(Named::Lost),
        })
    }

    /// The number in a box that the device sealed.
    pub(crate) fn opened(&self, device: &str, sealed: &[u8]) -> Option<Named> {
        let plain = self.seal_key.open(device, sealed)?;
        match plain.split_once(':')? {
            ("card", digits) => CardNumber::read(digits).map(|card| Named::Card(self.card_token(card))),
            ("member", digits) => {
                MemberNumber::read(digits).map(|number| Named::Number(self.member_token(number)))
            }
            _ => None,
        }
    }
}

/// An event that cannot be read; kept all the same.
struct Kept {
    seq: Option<i64>,
    digest: [u8; 32],
    body: Vec<u8>,
    why: &'static str,
}

struct Taking<'a> {
    desk: &'a Desk,
    kiosk: &'a KioskId,
    zone: TimeZone,
    /// The site is closed for good.
    ended: bool,
    now: i64,
    /// Members and visits of which the case file must hear.
    changed: BTreeSet<(i64, Uuid)>,
}

impl Taking<'_> {
    fn take(&mut self, t: &mut Transaction<'_>, ready: &Ready) -> Result<Verdict, DeskError> {
        let event = &ready.event;
        if let Some((kiosk, digest)) = tables::events::known(t, event.id)? {
            if kiosk == self.kiosk.id && digest == ready.digest {
                return Ok(Verdict::Duplicate);
            }
            let why = "an event with this id came before with other content, or from another device";
            return self.hold(t, ready, derived(&ready.digest), why);
        }
        if tables::events::counted(t, &self.kiosk.id, event.seq)? {
            return self.hold(t, ready, event.id, "the device counted two events by the same number");
        }
        let held = visits::apply(t, self.desk, self.kiosk, &self.zone, ready, &mut self.changed)?;
        if let Some(visit) = event.visit.filter(|_| self.ended) {
            // Nobody is there any more; when she left is not guessed.
            tables::board::close_one(t, visit)?;
        }
        match held {
            Some(why) => self.hold(t, ready, event.id, why),
            None => {
                self.keep(t, ready, event.id, None)?;
                Ok(Verdict::Applied)
            }
        }
    }

    fn hold(
        &self,
        t: &mut Transaction<'_>,
        ready: &Ready,
        id: Uuid,
        why: &str,
    ) -> Result<Verdict, DeskError> {
        if tables::events::known(t, id)?.is_some() {
            return Ok(Verdict::Duplicate);
        }
        self.keep(t, ready, id, Some(why))?;
        Ok(Verdict::Held(why.to_owned()))
    }

    fn keep(
        &self,
        t: &mut Transaction<'_>,
        ready: &Ready,
        id: Uuid,
        held: Option<&str>,
    ) -> Result<(), DeskError> {
        let row = tables::events::EventRow {
            id,
            kiosk: &self.kiosk.id,
            seq: ready.event.seq,
            kind: ready.event.what.word(),
            visit: ready.event.visit,
            moment: ready.moment,
            received_at: self.now,
            digest: &ready.digest,
            held,
            body: &ready.body,
        };
        Ok(tables::events::add(t, &row)?)
    }

    /// Keeps what cannot be read, so that nothing is lost and its number counts as received.
    fn reject(&self, t: &mut Transaction<'_>, kept: &Kept) -> Result<Verdict, DeskError> {
        let id = derived(&kept.digest);
        if tables::events::known(t, id)?.is_none() {
            let row = tables::events::EventRow {
                id,
                kiosk: &self.kiosk.id,
                seq: kept.seq.unwrap_or(0),
                kind: "unreadable",
                visit: None,
                moment: Moment { at: self.now, uncertain: true },
                received_at: self.now,
                digest: &kept.digest,
                held: Some(kept.why),
                body: &kept.body,
            };
            tables::events::add(t, &row)?;
        }
        Ok(Verdict::Rejected(kept.why.to_owned()))
    }
}

/// A name for content whose own name is taken.
fn derived(digest: &[u8; 32]) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn cell(digest: &[u8; 32]) -> Cell<'_> {
    Cell { table: "kiosk_event", column: "body", row: digest }
}

//! What other systems are told: every change, in its order, at least once.

use super::Partner;
use super::written::message;
use crate::members::strictest;
use crate::tables::members::{ChangeRow, Touched};
use crate::{FrontDesk, FrontDeskError, Member, tables};
use access::Level;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Messages to hand over together.
#[derive(Clone, Debug, Default)]
pub struct Outgoing {
    /// In the order in which things changed.
    pub messages: Vec<Value>,
    /// The change after which the next messages begin.
    pub next: i64,
    /// There is more.
    pub more: bool,
}

/// How it goes with telling a partner.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PartnerState {
    /// Told up to this change.
    pub sent: i64,
    /// Changes that wait.
    pub waiting: i64,
    /// When it last took something, in milliseconds.
    pub succeeded_at: Option<i64>,
    /// When it was tried last, in milliseconds.
    pub tried_at: i64,
    /// Tries without success since.
    pub failed: i64,
    /// Why the last one failed.
    pub why: Option<String>,
}

/// Changes that are looked at together.
pub(super) const AT_ONCE: i64 = 200;

impl FrontDesk {
    /// What changed after a change, for one partner; written down before it is handed out. What changed twice is told once, as
    /// it stands. What a partner said itself is not told back.
    ///
    /// # Errors
    /// When the desk, the log or the marks fail; then nothing may be told.
    pub fn messages_for(&self, partner: &Partner, after: i64, most: i64) -> Result<Outgoing, FrontDeskError> {
        let most = most.clamp(1, AT_ONCE);
        let changes = self.desk.database.read(|t| tables::members::what_changed(t, after, most))?;
        let mut outgoing = Outgoing {
            next: changes.last().map_or(after, |last| last.id),
            more: i64::try_from(changes.len()).is_ok_and(|count| count == most),
            ..Outgoing::default()
        };
        let members = self.told_of(partner, &changes)?;
        let mut seen = BTreeSet::new();
        for change in changes.iter().rev() {
            let Some((member, private)) = members.get(&change.member) else { continue };
            if seen.insert((change.member, change.what)) {
                outgoing.messages.extend(self.told(partner, change, member, *private)?);
            }
        }
        outgoing.messages.reverse();
        Ok(outgoing)
    }

    /// The members of whom a partner may hear, by the numbers that changes name, and whether they are private.
    fn told_of(
        &self,
        partner: &Partner,
        changes: &[ChangeRow],
    ) -> Result<BTreeMap<i64, (Member, bool)>, FrontDeskError> {
        let ids: BTreeSet<i64> = changes.iter().map(|change| change.member).collect();
        let (mut members, mut told) = (BTreeMap::new(), BTreeMap::new());
        for id in ids {
            members.extend(self.desk.member(id)?.map(|member| (id, member)));
        }
        let keys: Vec<&str> = members.values().flat_map(Member::keys).collect();
        let source = self.desk.source();
        let levels = self.door.tell(source, &keys, &partner.id, partner.knows_private)?;
        let levels = strictest(members.values(), levels);
        for ((id, member), level) in members.into_iter().zip(levels) {
            let private = level != Level::Open;
            if partner.may_hear_of(level) {
                told.insert(id, (member, private));
            }
        }
        Ok(told)
    }

    fn told(
        &self,
        partner: &Partner,
        change: &ChangeRow,
        member: &Member,
        private: bool,
    ) -> Result<Option<Value>, FrontDeskError> {
        let (desk, now) = (&self.desk, self.desk.clock.now());
        let (kind, data) = match change.what {
            Touched::Herself => {
                ("customer.changed", serde_json::json!({ "customer": desk.customer_told(member, private) }))
            }
            Touched::Visit(visit) => {
                let row = desk.database.read(|t| tables::exchange::visit(t, visit))?;
                // It was another's for a while, or has not begun as far as is known.
                let Some(row) = row.filter(|row| row.member == change.member) else { return Ok(None) };
                ("visit.changed", desk.visit_told(member, &row)?)
            }
            Touched::Service(service) => {
                let row = desk.database.read(|t| tables::exchange::service(t, service))?;
                let own = |partner_of: &Option<String>| partner_of.as_deref() == Some(partner.id.as_str());
                let Some(row) = row.filter(|row| !own(&row.partner)) else { return Ok(None) };
                let kind = if row.undone { "service.undone" } else { "service.delivered" };
                (kind, desk.service_told(member, &row))
            }
        };
        Ok(Some(message(change.id, kind, now, data)))
    }

    /// How far a partner was told, and how it goes.
    ///
    /// # Errors
    /// When the database fails.
    pub fn partner_state(&self, partner: &str) -> Result<PartnerState, FrontDeskError> {
        Ok(self.desk.database.read(|t| tables::exchange::state(t, partner))?)
    }

    /// A partner took everything up to a change.
    ///
    /// # Errors
    /// When the database fails; it is told again then.
    pub fn was_told(&self, partner: &str, up_to: i64) -> Result<(), FrontDeskError> {
        let now = self.desk.now();
        Ok(self.desk.database.write(|t| tables::exchange::told(t, partner, up_to, now))?)
    }

    /// A partner could not be told. `why` is a sentence for people, with nothing personal in it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn was_not_told(&self, partner: &str, why: &str) -> Result<(), FrontDeskError> {
        let now = self.desk.now();
        Ok(self.desk.database.write(|t| tables::exchange::not_told(t, partner, why, now))?)
    }
}

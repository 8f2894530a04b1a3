//! What other systems said and the program could not decide: somebody who runs the site does.

use super::coming_in::{DECIDED, Stop, cell};
use super::message::{Customer, Incoming, Said};
use crate::tables::exchange::MessageRow;
use crate::{Caller, Counter, FrontDeskError, Member, NewMember, tables, unfit};
use access::{Level, Serving};
use database::Transaction;

/// A message that waits for a decision. Does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct HeldMessage {
    /// The partner's id.
    pub partner: String,
    /// The partner's name.
    pub partner_name: String,
    /// The message's id.
    pub id: String,
    /// When it came, in milliseconds.
    pub received_at: i64,
    /// Why it waits, in a sentence.
    pub why: String,
    /// The name in it.
    pub name: String,
    /// The birth date in it.
    pub birth: Option<String>,
    /// The telephone in it.
    pub phone: Option<String>,
    /// Customers who may be her.
    pub like: Likely,
}

/// Customers with their birth dates, where they are known.
pub type Likely = Vec<(Caller, Option<String>)>;

/// What somebody decides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settling {
    /// It is this customer: a member number, or a card.
    Is(String),
    /// It is somebody new.
    New,
    /// It is not to be taken.
    Refuse,
}

/// Messages that are shown at once.
const MOST: i64 = 100;

impl Counter<'_> {
    /// How many messages of other systems wait for a decision here.
    ///
    /// # Errors
    /// When the desk or the marks fail.
    pub fn held_messages_count(&self) -> Result<usize, FrontDeskError> {
        Ok(self.undecided()?.len())
    }

    /// The messages of other systems that wait for a decision here. One that may be about a customer who is private to the asker
    /// is not for her.
    ///
    /// # Errors
    /// When she does not run the site; otherwise when the desk, the log or the marks fail.
    pub fn held_messages(&self) -> Result<Vec<HeldMessage>, FrontDeskError> {
        self.leave(Serving::Manage, "looks at what other systems said")?;
        self.undecided()
    }

    fn undecided(&self) -> Result<Vec<HeldMessage>, FrontDeskError> {
        let rows = self.front.desk.database.read(|t| tables::exchange::held(t, &self.site.id, MOST))?;
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let Some((_, customer)) = self.customer_in(&row)? else { continue };
            let Some(like) = self.like(&customer)? else { continue };
            let partner = self.front.partner(&row.partner);
            let said = customer.over(NewMember::default());
            shown.push(HeldMessage {
                partner_name: partner.map_or_else(|| row.partner.clone(), |partner| partner.name.clone()),
                partner: row.partner,
                id: row.id,
                received_at: row.received_at,
                why: row.why.unwrap_or_default(),
                name: format!("{} {}", said.first, said.last),
                birth: Some(said.born).filter(|text| !text.is_empty()),
                phone: Some(said.phone).filter(|text| !text.is_empty()),
                like,
            });
        }
        Ok(shown)
    }

    /// Decides about a message.
    ///
    /// # Errors
    /// With a sentence when there is no such customer, or the message cannot be taken so.
    pub fn settle_message(&self, partner: &str, id: &str, how: &Settling) -> Result<(), FrontDeskError> {
        let words = match how {
            Settling::Is(_) => "is a customer here",
            Settling::New => "is somebody new",
            Settling::Refuse => "is refused",
        };
        let permit = self.leave(Serving::Manage, &format!("message {id} of {partner} {words}"))?;
        let by = (self.front.desk.now(), permit.account());
        let row = self.front.desk.database.read(|t| tables::exchange::message(t, partner, id))?;
        let row = row.filter(|row| row.site == self.site.id && row.state == "held");
        let row = row.ok_or_else(|| unfit(DECIDED))?;
        let (incoming, customer) = self.customer_in(&row)?.ok_or(FrontDeskError::NotFound)?;
        if self.like(&customer)?.is_none() {
            return Err(FrontDeskError::NotFound);
        }
        let member = match how {
            Settling::Refuse => {
                let settle = |t: &mut Transaction<'_>| {
                    tables::exchange::settle(t, (partner, id), ("refused", None), by)
                };
                return match self.front.desk.database.write(settle)? {
                    true => Ok(()),
                    false => Err(unfit(DECIDED).into()),
                };
            }
            Settling::New => None,
            Settling::Is(typed) => {
                let named = self.named_by(typed)?;
                // Somebody whom she may not see is nobody's number to her.
                let open = self.shown(named.id).is_ok_and(|(.., level)| level == Level::Open);
                Some(Some(named).filter(|_| open).ok_or_else(|| unfit("nobody has this member number"))?)
            }
        };
        let partner_of = self.front.partner(partner).ok_or(FrontDeskError::NotFound)?;
        match self.front.take_customer((partner_of, &incoming), &customer, member, Some(by)) {
            Ok(_) => Ok(()),
            Err(Stop::Fault(cause)) => Err(cause),
            Err(Stop::Refused(why)) => Err(unfit(&why).into()),
            Err(Stop::Held(why, _)) => Err(unfit(why).into()),
        }
    }

    fn customer_in(&self, row: &MessageRow) -> Result<Option<(Incoming, Customer)>, FrontDeskError> {
        let digest = row.digest.as_slice().try_into().unwrap_or([0; 32]);
        let plain = self.front.desk.sealer.open(cell(&digest), &row.body)?;
        let message = serde_json::from_slice(&plain).ok();
        let incoming = message.and_then(|message| Incoming::read(&message).ok());
        Ok(incoming.and_then(|mut incoming| {
            let nothing = Said::Undone { delivered: String::new() };
            match std::mem::replace(&mut incoming.said, nothing) {
                Said::Customer(customer) => Some((incoming, customer)),
                _ => None,
            }
        }))
    }

    /// Customers who may be the one of a message; `None` when one of them is not the asker's to know of.
    fn like(&self, customer: &Customer) -> Result<Option<Likely>, FrontDeskError> {
        let desk = &self.front.desk;
        let said = customer.over(NewMember::default());
        let mut members: Vec<Member> = desk.members_like(&said)?;
        if let Some(known) = desk.member_with_ssn(&said.ssn)?
            && !members.iter().any(|member| member.id == known)
        {
            members.extend(desk.member(known)?);
        }
        let callers = self.callers(&members)?;
        if callers.iter().any(|(_, level)| *level == Level::Private) {
            return Ok(None);
        }
        // Whoever is sealed is not there for anybody.
        let open = callers.into_iter().zip(members).filter(|((_, level), _)| *level == Level::Open);
        let birth = |member: &Member| Some(member.said.born.clone()).filter(|born| !born.is_empty());
        Ok(Some(open.map(|((caller, _), member)| (caller, birth(&member))).collect()))
    }
}

impl std::fmt::Debug for HeldMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HeldMessage({} {})", self.partner, self.id)
    }
}

//! What other systems say: each message once, and what is not clear waits for somebody at the site.

use super::Partner;
use super::message::{Customer, Delivered, Incoming, Said, Whose, name_of};
use crate::members::{Registered, strictest, take_member};
use crate::particulars::{take_newly_said, what_differs};
use crate::tables::exchange::MessageRow;
use crate::tables::members::Touched;
use crate::tables::services::{By, NewService};
use crate::{
    DeskError, FrontDesk, FrontDeskError, Member, MemberNumber, NewMember, NoSsn, clock, counter, tables,
};
use access::Level;
use counting::Day;
use database::Cell;
use serde_json::Value;

/// What became of one message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heard {
    /// It was taken. The customer's unique identifier and member number, where it is about one.
    Applied(Option<(String, String)>),
    /// This very message was taken before, or says what stands already. As above.
    Duplicate(Option<(String, String)>),
    /// Somebody at the site decides. Why, in a sentence.
    Held(String),
    /// It was not taken, and may be said again when it is mended. Why, in a sentence.
    Refused(String),
}

/// Why a message is not taken, or cannot be.
pub(super) enum Stop {
    Held(&'static str, String),
    Refused(String),
    Fault(FrontDeskError),
}

const SSN_KNOWN: &str = "ssn: this Social Security number is another customer's";
const NO_SUCH_CUSTOMER: &str = "there is no customer of this name or number";
pub(super) const DECIDED: &str = "somebody else decided about this message meanwhile";
const CHANGED: &str = "this id stands for something else already; give each message an id of its own";

impl<E: Into<FrontDeskError>> From<E> for Stop {
    fn from(cause: E) -> Stop {
        match cause.into() {
            FrontDeskError::Desk(DeskError::Unfit(why)) => Stop::Refused(why),
            cause => Stop::Fault(cause),
        }
    }
}

fn refused<T>(why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Refused(why.into()))
}

impl FrontDesk {
    /// Takes what a partner says, one message after the other. One answer for each, in their order, with its id.
    ///
    /// # Errors
    /// When the desk, the log or the marks fail: what was answered before stands, and all of it can be said again.
    pub fn hear(
        &self,
        partner: &Partner,
        messages: &[Value],
    ) -> Result<Vec<(String, Heard)>, FrontDeskError> {
        let answered = messages.iter().map(|message| {
            let heard = match Incoming::read(message) {
                Ok(incoming) => self.hear_one(partner, &incoming)?,
                Err(why) => Heard::Refused(why),
            };
            Ok((name_of(message).to_owned(), heard))
        });
        answered.collect()
    }

    fn hear_one(&self, partner: &Partner, incoming: &Incoming) -> Result<Heard, FrontDeskError> {
        if let Some(known) =
            self.desk.database.read(|t| tables::exchange::message(t, &partner.id, &incoming.id))?
        {
            return self.heard_before(&known, incoming);
        }
        self.door.hear(self.desk.source(), &partner.id, &format!("{} {}", incoming.kind, incoming.id))?;
        let done = match &incoming.said {
            Said::Customer(customer) if partner.says_customers => {
                self.hear_customer(partner, incoming, customer)
            }
            Said::Delivered { customer, service } if partner.says_services => {
                self.hear_delivered(partner, incoming, customer, service)
            }
            Said::Undone { delivered } if partner.says_services => {
                self.hear_undone(partner, incoming, delivered)
            }
            _ => refused("the settings do not let this system say such things"),
        };
        match done {
            Ok(heard) => Ok(heard),
            Err(Stop::Refused(why)) => Ok(Heard::Refused(why)),
            Err(Stop::Held(why, site)) => {
                let row = self.row(partner, incoming, ("held", &site))?;
                let row = MessageRow { why: Some(why.to_owned()), ..row };
                self.desk.database.write(|t| tables::exchange::keep(t, &row))?;
                Ok(Heard::Held(why.to_owned()))
            }
            Err(Stop::Fault(cause)) => Err(cause),
        }
    }

    fn heard_before(&self, known: &MessageRow, incoming: &Incoming) -> Result<Heard, FrontDeskError> {
        if known.digest != incoming.digest {
            return Ok(Heard::Refused(CHANGED.to_owned()));
        }
        Ok(match known.state.as_str() {
            "held" => Heard::Held(known.why.clone().unwrap_or_default()),
            "refused" => Heard::Refused("somebody at the site refused it".to_owned()),
            _ => Heard::Duplicate(match known.member {
                Some(member) => self.desk.member(member)?.as_ref().map(names),
                None => None,
            }),
        })
    }

    fn hear_customer(
        &self,
        partner: &Partner,
        incoming: &Incoming,
        customer: &Customer,
    ) -> Result<Heard, Stop> {
        if let Some(member) = self.whose(partner, &customer.whose())? {
            return self.take_customer((partner, incoming), customer, Some(member), None);
        }
        let site = customer.site.as_deref().unwrap_or_default();
        let Some(site) = self.desk.site(site)?.filter(|site| site.ended_at.is_none()) else {
            return refused("`site` names no site that is open; somebody new is registered at one");
        };
        let said = customer.over(NewMember::default());
        if let Some((field, why)) = said.faults(self.desk.today()).first() {
            return refused(format!("{field}: {why}"));
        }
        // Whom it may not know of does not exist for it, by her Social Security number either.
        if let Some(known) = self.with_ssn(&said)?
            && self.may_hear(partner, &known)?
        {
            if is_same(&known.said, &said) {
                return self.take_customer((partner, incoming), customer, Some(known), None);
            }
            return Err(Stop::Held(
                "another customer may be the same person; somebody at the site decides",
                site.id,
            ));
        }
        for like in self.desk.members_like(&said)? {
            if self.may_hear(partner, &like)? {
                return Err(Stop::Held(
                    "a customer of the same last name and birth date is here; somebody at the site decides",
                    site.id,
                ));
            }
        }
        self.take_customer((partner, incoming), customer, None, None)
    }

    /// Registers somebody, or changes what is known of her, and remembers the partner's name for her. `settled` says when and by
    /// whom a message that was held is decided: only while it is held still.
    pub(super) fn take_customer(
        &self,
        (partner, incoming): (&Partner, &Incoming),
        customer: &Customer,
        member: Option<Member>,
        settled: Option<(i64, Option<i64>)>,
    ) -> Result<Heard, Stop> {
        let site = customer.site.clone().unwrap_or_default();
        let row = self.row(partner, incoming, ("applied", &site))?;
        let stands = member.as_ref().map_or_else(NewMember::default, |member| member.said.clone());
        let said = customer.over(stands.clone());
        if let Some((field, why)) = said.new_faults(&stands, self.desk.today()).first() {
            return refused(format!("{field}: {why}"));
        }
        let why = format!("said by {}", partner.name);
        let unheard = match self.with_ssn(&said)? {
            Some(known) => !self.may_hear(partner, &known)?,
            None => false,
        };
        let (mut ready, mut new) = (None, None);
        match &member {
            None => ready = Some(self.desk.ready_member(&site, said.clone(), None)?.beside(unheard)),
            Some(member) if what_differs(&member.said, &said).is_some() => {
                new = Some(self.desk.newly_said(member, &said, None, &why)?.beside(unheard));
            }
            Some(_) => {}
        }
        let external = customer.external_id.as_ref().map(|id| self.external(partner, id));
        let member = self.desk.database.write(|t| -> Result<Member, Stop> {
            tables::members::turn(t)?;
            let member = match (member, ready) {
                (Some(member), _) => {
                    if let Some(new) = &new
                        && !take_newly_said(t, new)?
                    {
                        return refused(SSN_KNOWN);
                    }
                    member
                }
                (None, Some(ready)) => match take_member(t, ready)? {
                    Registered::New(member) => *member,
                    Registered::SsnKnown(_) => return refused(SSN_KNOWN),
                },
                (None, None) => return refused(NO_SUCH_CUSTOMER),
            };
            if let Some(external) = &external {
                tables::exchange::call(t, &partner.id, external, member.id)?;
            }
            match settled {
                None => tables::exchange::keep(t, &MessageRow { member: Some(member.id), ..row })?,
                Some(by) => {
                    let key = (partner.id.as_str(), incoming.id.as_str());
                    if !tables::exchange::settle(t, key, ("applied", Some(member.id)), by)? {
                        return refused(DECIDED);
                    }
                }
            }
            Ok(member)
        })?;
        self.forget_rosters();
        Ok(Heard::Applied(Some(names(&member))))
    }

    fn hear_delivered(
        &self,
        partner: &Partner,
        incoming: &Incoming,
        customer: &Whose,
        said: &Delivered,
    ) -> Result<Heard, Stop> {
        let Some(member) = self.whose(partner, customer)? else { return refused(NO_SUCH_CUSTOMER) };
        let Some(site) = self.desk.site(&said.site)? else { return refused("`site` names no site") };
        let today = clock::day_and_hour(self.desk.now(), &site.time_zone()?).0;
        let day = i64::from(Day::of(said.day).0);
        if day > today {
            return refused("`day` is to come; what is planned is not delivered yet");
        }
        let catalogue = self.desk.catalogue();
        if !self.desk.is_by_staff(&said.service)
            || !catalogue.offered(&site.id, counter::day(day)).any(|offered| offered.id == said.service)
        {
            return refused("`service` names nothing that staff delivered at this site on that day");
        }
        if let Some(unknown) = said.programme.as_ref().filter(|id| catalogue.programme(id).is_none()) {
            return refused(format!("`program` names none of the catalogue: `{unknown}`"));
        }
        let row = self.row(partner, incoming, ("applied", &site.id))?;
        let at = self.desk.now();
        self.desk.database.write(|t| {
            tables::members::turn(t)?;
            if tables::services::stands_on(t, member.id, &said.service, &site.id, day)? {
                return Ok(Heard::Duplicate(Some(names(&member))));
            }
            let by = By::Partner { id: &partner.id, programme: said.programme.as_deref() };
            let (service, site) = (said.service.as_str(), site.id.as_str());
            let new =
                NewService { member: member.id, service, site, day, at, by, visit: None, activity: None };
            let service = tables::services::add(t, &new)?;
            tables::members::changed(t, member.id, Touched::Service(service), at)?;
            let row = MessageRow { member: Some(member.id), service: Some(service), ..row };
            tables::exchange::keep(t, &row)?;
            Ok(Heard::Applied(Some(names(&member))))
        })
    }

    fn hear_undone(&self, partner: &Partner, incoming: &Incoming, delivered: &str) -> Result<Heard, Stop> {
        let row = self.row(partner, incoming, ("applied", ""))?;
        let now = self.desk.now();
        self.desk.database.write(|t| {
            let known = tables::exchange::message(t, &partner.id, delivered)?;
            let Some((service, member, site)) =
                known.and_then(|row| Some((row.service?, row.member?, row.site)))
            else {
                return refused("`delivered` names no message by which a service was taken");
            };
            tables::members::turn(t)?;
            if !tables::services::undo(t, (service, member, &site), (now, None))? {
                return Ok(Heard::Duplicate(None));
            }
            tables::members::changed(t, member, Touched::Service(service), now)?;
            tables::exchange::keep(t, &MessageRow { site, ..row })?;
            Ok(Heard::Applied(None))
        })
    }

    /// The customer of this name, of whom the partner may hear; `None` when nothing names one. A number that leads to nobody is
    /// refused, and so is one of somebody whom the partner does not know.
    fn whose(&self, partner: &Partner, whose: &Whose) -> Result<Option<Member>, Stop> {
        let desk = &self.desk;
        let mut found: Option<Member> = None;
        let mut named = Vec::new();
        if let Some(uii) = &whose.uii {
            named.push(desk.member_by_key(uii)?);
        }
        if let Some(number) = &whose.member_number {
            named.push(match MemberNumber::read(number) {
                Some(number) => desk.member_by_number(number)?,
                None => None,
            });
        }
        for member in named {
            let Some(member) = member else { return refused(NO_SUCH_CUSTOMER) };
            if found.as_ref().is_some_and(|other| other.id != member.id) {
                return refused("`uii` and `member_number` name two customers");
            }
            found = Some(member);
        }
        if let Some(external) = &whose.external_id {
            let token = self.external(partner, external);
            let known = desk.database.read(|t| tables::exchange::by_external(t, &partner.id, &token))?;
            let known = known.map(|id| desk.member(id)).transpose()?.flatten();
            if let (Some(one), Some(other)) = (&found, &known)
                && one.id != other.id
            {
                return refused(
                    "`external_id` stands for another customer than the number; ask who runs the site to join them, or give her an id of her own",
                );
            }
            found = found.or(known);
        }
        match found {
            Some(member) if self.may_hear(partner, &member)? => Ok(Some(member)),
            Some(_) => refused(NO_SUCH_CUSTOMER),
            None => Ok(None),
        }
    }

    pub(super) fn may_hear(&self, partner: &Partner, member: &Member) -> Result<bool, FrontDeskError> {
        let keys: Vec<&str> = member.keys().collect();
        let levels = self.door.levels_to_nobody(self.desk.source(), &keys)?;
        let level = strictest(std::iter::once(member), levels).first().copied().unwrap_or(Level::Sealed);
        Ok(partner.may_hear_of(level))
    }

    fn with_ssn(&self, said: &NewMember) -> Result<Option<Member>, FrontDeskError> {
        let known = self.desk.member_with_ssn(&said.ssn)?;
        Ok(known.map(|id| self.desk.member(id)).transpose()?.flatten())
    }

    fn external(&self, partner: &Partner, id: &str) -> database::Token {
        self.desk.sealer.token("exchange key", format!("{}\u{0}{}", partner.id, id.trim()).as_bytes())
    }

    fn row(
        &self,
        partner: &Partner,
        incoming: &Incoming,
        (state, site): (&str, &str),
    ) -> Result<MessageRow, FrontDeskError> {
        let body = self.desk.sealer.seal(cell(&incoming.digest), incoming.text.as_bytes())?;
        Ok(MessageRow {
            partner: partner.id.clone(),
            id: incoming.id.clone(),
            digest: incoming.digest.to_vec(),
            kind: incoming.kind.to_owned(),
            site: site.to_owned(),
            received_at: self.desk.now(),
            state: state.to_owned(),
            why: None,
            member: None,
            service: None,
            body,
        })
    }
}

impl Customer {
    /// What is known of somebody, with what the partner says of her.
    pub(super) fn over(&self, stands: NewMember) -> NewMember {
        let said = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
        let mut whole = NewMember {
            first: said(&self.first_name, stands.first),
            last: said(&self.last_name, stands.last),
            born: said(&self.birth_date, stands.born),
            phone: said(&self.phone, stands.phone),
            lang: said(&self.language, stands.lang),
            // A number that stands is never replaced by one that another system has.
            ssn: if stands.ssn.is_empty() { said(&self.ssn, String::new()) } else { stands.ssn },
            no_ssn: stands.no_ssn,
        };
        whole.no_ssn = if whole.ssn.is_empty() { whole.no_ssn.or(Some(NoSsn::Later)) } else { None };
        whole.tidied()
    }
}

/// The same last name or birth date: with the same Social Security number, the same person.
fn is_same(one: &NewMember, other: &NewMember) -> bool {
    one.last.to_lowercase() == other.last.to_lowercase() || (!one.born.is_empty() && one.born == other.born)
}

fn names(member: &Member) -> (String, String) {
    (member.uii.text().to_owned(), member.number.digits())
}

pub(super) fn cell(digest: &[u8; 32]) -> Cell<'_> {
    Cell { table: "exchange_message", column: "body", row: digest }
}

//! Registers customers, once each: whoever is here already is found before anybody new is made.

use crate::counter::{Caller, date};
use crate::delivered::ORIENTATION;
use crate::members::take_member;
use crate::{Counter, DeskError, FrontDeskError, Member, NewMember, Registered, tables};
use access::view::{Opened, SearchView};
use access::{Level, Question, Serving};
use jiff::civil::Date;

/// Somebody who may be the one before the desk, with what the asker may see of her.
#[derive(Clone, PartialEq, Eq)]
pub struct Match {
    /// Name.
    pub name: String,
    /// Birth date with age, or as it was said.
    pub birth: Option<String>,
    /// The member; `None` for who is private to the asker.
    pub customer: Option<Caller>,
    /// Her last visit anywhere.
    pub last_visit: Option<Date>,
    /// Private or sealed, in a word.
    pub private: Option<&'static str>,
    /// Why it may be her.
    pub reasons: Vec<String>,
    /// What tells this match from others.
    mark: String,
}

/// Who may be the one before the desk.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// The likeliest first.
    pub list: Vec<Match>,
    /// What the use case does not let the asker search by.
    pub not_used: Vec<String>,
}

/// What became of a registration.
#[derive(Clone, Debug)]
pub enum Registration {
    /// She is registered: the number of her row.
    Done(i64),
    /// Somebody like her is here already, or came since the asker looked.
    Like(Matches),
    /// The Social Security number is a member's already; nobody was registered. The member, when the asker may see her.
    SsnKnown(Option<Caller>),
}

impl Counter<'_> {
    /// Registers somebody after looking who is here already. `seen` names the matches that the asker saw and ruled out.
    ///
    /// # Errors
    /// With a sentence when a field does not do or the site is closed for good.
    pub fn register(
        &self,
        said: NewMember,
        oriented: bool,
        seen: &str,
    ) -> Result<Registration, FrontDeskError> {
        self.still_open()?;
        let said = said.tidied();
        if let Some((_, why)) = self.faults(&said).first() {
            return Err(crate::unfit(why).into());
        }
        let permit = self.leave(Serving::Greet, "registers somebody")?;
        let known = self.front.desk.member_with_ssn(&said.ssn)?;
        let hidden = self.is_hidden(known)?;
        if let Some(known) = known.filter(|_| !hidden) {
            return self.ssn_known(known);
        }
        let matches = self.likely(&said)?;
        if !matches.list.is_empty() && matches.mark() != seen {
            return Ok(Registration::Like(matches));
        }
        let ready = self.front.desk.ready_member(&self.site.id, said, permit.account())?.beside(hidden);
        let registered = self.front.desk.database.write(|t| {
            tables::members::turn(t)?;
            take_member(t, ready)
        })?;
        let member = match registered {
            Registered::New(member) => *member,
            // A colleague was faster.
            Registered::SsnKnown(known) => return self.ssn_known(known),
        };
        if oriented && self.gives_orientation() {
            self.front.desk.database.write(|t| self.record(t, &permit, member.id, ORIENTATION))?;
        }
        Ok(Registration::Done(member.id))
    }

    /// What has to be mended before somebody can be registered: the field and a sentence.
    pub fn faults(&self, said: &NewMember) -> Vec<(&'static str, &'static str)> {
        said.clone().tidied().faults(self.front.desk.today())
    }

    /// Who may be the one before the desk: by the search of the use case in force, and by name and birth date among members who
    /// came so lately that the search does not know them yet.
    ///
    /// # Errors
    /// When the desk, the log or the engine fails.
    pub fn likely(&self, said: &NewMember) -> Result<Matches, FrontDeskError> {
        let question = Question {
            first: said.first.clone(),
            last: said.last.clone(),
            birth: said.born.clone(),
            phone: said.phone.clone(),
            ssn: said.ssn.clone(),
            ..Question::default()
        };
        let mut matches = match self.front.door.answer(self.session, &question)? {
            Opened::Open(found) => self.found(&found)?,
            Opened::NotFound => Matches::default(),
        };
        for (member, customer, level) in self.of_the_same_name(said)? {
            let listed = |one: &Match| one.customer.as_ref().is_some_and(|known| known.member == member.id);
            if level == Level::Open && !matches.list.iter().any(listed) {
                let birth = Some(member.said.born.clone()).filter(|born| !born.is_empty());
                let mark = format!("m{}", member.id);
                let reasons = vec!["same last name and birth date".to_owned()];
                let name = customer.name.clone().unwrap_or_default();
                let (last_visit, private) = (self.last_visit(member.id)?, None);
                let customer = Some(customer);
                matches.list.push(Match { name, birth, customer, last_visit, private, reasons, mark });
            }
        }
        Ok(matches)
    }

    fn found(&self, found: &SearchView) -> Result<Matches, FrontDeskError> {
        let people: Vec<_> = found.hits.iter().map(|hit| hit.person).collect();
        let keys = self.front.door.keys_of(self.session, self.front.desk.source(), &people)?;
        let mut list: Vec<Match> = Vec::with_capacity(found.hits.len());
        for (hit, keys) in found.hits.iter().zip(keys) {
            let customer = self.caller_of(&keys)?;
            if customer.is_none() && hit.private.is_none() {
                // Known to other agencies, and no customer yet: registering her is right.
                continue;
            }
            let last_visit = match &customer {
                Some(customer) => self.last_visit(customer.member)?,
                None => None,
            };
            // Who was registered twice may be found twice.
            let member = |customer: &Option<Caller>| customer.as_ref().map(|known| known.member);
            if customer.is_some() && list.iter().any(|other| member(&other.customer) == member(&customer)) {
                continue;
            }
            list.push(Match {
                name: hit.name.text().to_owned(),
                birth: hit.birth.as_ref().map(|birth| birth.text().to_owned()),
                customer,
                last_visit,
                private: hit.private,
                reasons: hit.reasons.iter().filter(|one| one.agrees).map(|one| one.words.clone()).collect(),
                mark: format!("p{}", hit.person.0),
            });
        }
        Ok(Matches { list, not_used: found.not_used.clone() })
    }

    /// The member among records of one person.
    fn caller_of(&self, keys: &[String]) -> Result<Option<Caller>, FrontDeskError> {
        let Some(key) = keys.first() else { return Ok(None) };
        let Some(member) = self.front.desk.member_by_key(key)? else { return Ok(None) };
        Ok(self
            .callers(&[member])?
            .pop()
            .filter(|(_, level)| *level == Level::Open)
            .map(|(customer, _)| customer))
    }

    fn of_the_same_name(&self, said: &NewMember) -> Result<Vec<(Member, Caller, Level)>, FrontDeskError> {
        let members = self.front.desk.members_like(said)?;
        let callers = self.callers(&members)?;
        Ok(members
            .into_iter()
            .zip(callers)
            .map(|(member, (customer, level))| (member, customer, level))
            .collect())
    }

    fn last_visit(&self, member: i64) -> Result<Option<Date>, DeskError> {
        let last = self.front.desk.database.read(|t| tables::visits::of_member(t, member, 1))?;
        Ok(last.first().map(|visit| date(visit.day)))
    }

    /// Somebody of whom nobody here may learn: she is sealed.
    pub(crate) fn is_hidden(&self, member: Option<i64>) -> Result<bool, FrontDeskError> {
        match member.map(|member| self.shown(member)) {
            None | Some(Ok(_)) => Ok(false),
            Some(Err(FrontDeskError::NotFound)) => Ok(true),
            Some(Err(cause)) => Err(cause),
        }
    }

    fn ssn_known(&self, member: i64) -> Result<Registration, FrontDeskError> {
        let known = match self.shown(member) {
            Ok((_, customer, _)) => Some(customer),
            Err(FrontDeskError::NotFound) => None,
            Err(cause) => return Err(cause),
        };
        Ok(Registration::SsnKnown(known))
    }
}

impl Matches {
    /// What tells these matches from others, for the form that rules them out.
    pub fn mark(&self) -> String {
        let mut marks: Vec<&str> = self.list.iter().map(|one| one.mark.as_str()).collect();
        marks.sort_unstable();
        marks.join("-")
    }
}

impl crate::Desk {
    pub(crate) fn member_with_ssn(&self, ssn: &str) -> Result<Option<i64>, DeskError> {
        if ssn.is_empty() {
            return Ok(None);
        }
        let token = self.ssn_token(ssn);
        Ok(self.database.read(|t| tables::members::by_ssn(t, &token))?)
    }
}

impl std::fmt::Debug for Match {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Match({})", self.mark)
    }
}

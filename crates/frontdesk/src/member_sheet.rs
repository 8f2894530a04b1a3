//! One member, as somebody at the desk may see her: her number and cards; for case managers her visits and services too.

use crate::counter::{Caller, date};
use crate::tables::services::ServiceRow;
use crate::{
    Card, CardEnd, CardNumber, Counter, DeskError, FrontDeskError, Joined, Member, MemberTrace, NoSsn, Visit,
    tables, unfit,
};
use access::{Level, Serving};
use jiff::civil::Date;
use records::PersonId;
use std::collections::HashMap;
use uuid::Uuid;

/// One member.
#[derive(Clone, Debug)]
pub struct MemberSheet {
    /// Who.
    pub customer: Caller,
    /// What she says of herself; nothing of who is private to the asker.
    pub said: Option<Said>,
    /// Her cards, newest first.
    pub cards: Vec<Card>,
    /// The visit that is open here, and since when.
    pub here: Option<(String, i64)>,
    /// What she did; only for who serves her, and nothing of who is private to the asker.
    pub history: Option<History>,
    /// Her case file, when it has her and she is open to the asker.
    pub person: Option<PersonId>,
    /// When she was asked for reports; nothing of who is private to the asker.
    pub asked_about: Option<Date>,
    /// Other memberships of hers that were joined to this one; nothing of who is private to the asker.
    pub joined: Vec<Joined>,
    /// What staff changed of what is kept of her; only for who serves her, and nothing of who is private to the asker.
    pub traces: Option<Vec<MemberTrace>>,
}

/// What a member says of herself. Does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// Birth date; may be empty.
    pub born: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// Language of the kiosk.
    pub lang: String,
    /// Whether there is a Social Security number, in words. Never the number.
    pub ssn: &'static str,
    /// The site where she was registered.
    pub site: String,
    /// When, in milliseconds.
    pub registered_at: i64,
}

/// What a member did.
#[derive(Clone, Debug)]
pub struct History {
    /// Her visits, newest first.
    pub visits: Vec<VisitLine>,
    /// What staff delivered outside of visits: orientations, workshops, at a desk.
    pub services: Vec<ServiceLine>,
}

/// A visit.
#[derive(Clone, Debug)]
pub struct VisitLine {
    /// Its name, for addresses.
    pub visit: String,
    /// The site's name.
    pub site: String,
    /// It was at this site.
    pub is_here: bool,
    /// The day at the site.
    pub day: Date,
    /// When it began, in milliseconds.
    pub began: i64,
    /// When it ended.
    pub ended: Option<i64>,
    /// The day was closed without an end.
    pub closed: bool,
    /// What was chosen.
    pub services: Vec<ChosenLine>,
}

/// A service of a visit.
#[derive(Clone, Debug)]
pub struct ChosenLine {
    /// Catalogue id.
    pub id: String,
    /// What it is called.
    pub words: String,
    /// How it stands: `chosen`, `used`, `chosen, not used`, `asked for`.
    pub state: &'static str,
    /// The asker can say that she delivered it.
    pub can_confirm: bool,
    /// Staff delivered it.
    pub delivered: Option<ServiceLine>,
}

/// Something that staff delivered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceLine {
    /// Its number, to take it back.
    pub id: i64,
    /// What it is called.
    pub words: String,
    /// The day.
    pub day: Date,
    /// The site's name.
    pub site: String,
    /// Who answers for it.
    pub by: String,
    /// It was a workshop or another activity.
    pub in_group: bool,
    /// The asker can take it back.
    pub can_undo: bool,
}

/// Visits that a page lists.
const MOST_VISITS: i64 = 60;
/// Visits that a report lists.
const MOST_REPORTED: i64 = 2000;

impl Counter<'_> {
    /// A member. The log has it before.
    ///
    /// # Errors
    /// [`FrontDeskError::NotFound`] when there is nobody, or nobody of whom the asker may know.
    pub fn member_sheet(&self, member: i64) -> Result<MemberSheet, FrontDeskError> {
        let (member, customer, level) = self.looked_at(member, Serving::Greet, "looks at member")?;
        let desk = &self.front.desk;
        let (cards, here) = desk.database.read(|t| -> Result<_, DeskError> {
            let here = tables::board::open_visit(t, member.id, &self.site.id, self.day())?;
            Ok((tables::cards::of(t, member.id)?, here))
        })?;
        let open = level == Level::Open;
        let (history, traces) = match open && self.may(Serving::Counsel)? {
            true => (Some(self.history(member.id, MOST_VISITS)?), Some(self.traces(member.id)?)),
            false => (None, None),
        };
        let person = match open {
            true => self.front.door.person_behind(self.session, desk.source(), member.uii.text())?,
            false => None,
        };
        Ok(MemberSheet {
            joined: if open { self.joined_to(&member)? } else { Vec::new() },
            asked_about: if open { self.asked_about(&member)? } else { None },
            traces,
            person,
            said: open.then(|| self.said(&member)).transpose()?,
            cards,
            here: here.map(|(visit, since)| (visit.to_string(), since)),
            history,
            customer,
        })
    }

    /// Everything that one member did, for a report that she can take along.
    ///
    /// # Errors
    /// As for [`Counter::member_sheet`]; and when the asker does not serve customers, or the member is private to her.
    pub fn activity_report(&self, member: i64) -> Result<(Caller, History), FrontDeskError> {
        let (member, customer, level) =
            self.looked_at(member, Serving::Counsel, "makes the activity report of")?;
        if level != Level::Open {
            return Err(FrontDeskError::NotFound);
        }
        Ok((customer, self.history(member.id, MOST_REPORTED)?))
    }

    fn looked_at(
        &self,
        member: i64,
        step: Serving,
        words: &str,
    ) -> Result<(Member, Caller, Level), FrontDeskError> {
        self.leave(step, &format!("{words} {member}"))?;
        self.shown(member)
    }

    pub(crate) fn said(&self, member: &Member) -> Result<Said, FrontDeskError> {
        let together = self.front.desk.together(member.id)?;
        let given = together.is_some_and(|together| !together.said.ssn.is_empty());
        let ssn = match (given, member.said.no_ssn) {
            (true, _) => "given",
            (false, Some(NoSsn::Declined)) => "declined",
            (false, Some(NoSsn::None)) => "has none",
            (false, _) => "to be brought later",
        };
        let site = self.front.desk.site(&member.site)?.map_or(member.site.clone(), |site| site.name);
        Ok(Said {
            born: member.said.born.clone(),
            phone: member.said.phone.clone(),
            lang: member.said.lang.clone(),
            ssn,
            site,
            registered_at: member.registered_at,
        })
    }

    fn history(&self, member: i64, most: i64) -> Result<History, FrontDeskError> {
        let (visits, rows) = self.front.desk.database.read(|t| -> Result<_, DeskError> {
            Ok((tables::visits::of_member(t, member, most)?, tables::services::of_member(t, member, most)?))
        })?;
        let sites: HashMap<String, String> =
            self.front.desk.sites()?.into_iter().map(|site| (site.id, site.name)).collect();
        let mut lines: Vec<(ServiceLine, ServiceRow)> = Vec::new();
        for row in rows.into_iter().filter(|row| !row.undone) {
            lines.push((self.service_line(&row, &sites)?, row));
        }
        let own = |visit: Uuid, service: &str| {
            let fits =
                |(_, row): &&(ServiceLine, ServiceRow)| row.visit == Some(visit) && row.service == service;
            lines.iter().find(fits).map(|(line, _)| line.clone())
        };
        let visits = visits.iter().map(|visit| self.visit_line(visit, &sites, &own)).collect();
        let apart = lines.iter().filter(|(_, row)| row.visit.is_none());
        Ok(History { visits, services: apart.map(|(line, _)| line.clone()).collect() })
    }

    fn visit_line(
        &self,
        visit: &Visit,
        sites: &HashMap<String, String>,
        delivered: &dyn Fn(Uuid, &str) -> Option<ServiceLine>,
    ) -> VisitLine {
        let is_here = visit.site == self.site.id;
        let line = |one: &crate::VisitService| {
            let by_staff = self.front.desk.is_by_staff(&one.service);
            let delivered = delivered(visit.id, &one.service);
            let state = match (one.used, visit.verified) {
                _ if by_staff => "asked for",
                (true, _) => "used",
                (false, true) => "chosen, not used",
                (false, false) => "chosen",
            };
            ChosenLine {
                id: one.service.clone(),
                words: self.words(&one.service),
                state,
                can_confirm: by_staff && is_here && delivered.is_none(),
                delivered,
            }
        };
        VisitLine {
            visit: visit.id.to_string(),
            site: sites.get(&visit.site).unwrap_or(&visit.site).clone(),
            is_here,
            day: date(visit.day),
            began: visit.began,
            ended: visit.ended,
            closed: visit.closed,
            services: visit.services.iter().map(line).collect(),
        }
    }

    fn service_line(
        &self,
        row: &ServiceRow,
        sites: &HashMap<String, String>,
    ) -> Result<ServiceLine, FrontDeskError> {
        Ok(ServiceLine {
            id: row.id,
            words: self.words(&row.service),
            day: date(row.day),
            site: sites.get(&row.site).unwrap_or(&row.site).clone(),
            by: match &row.partner {
                Some(partner) => self.front.partner(partner).map_or(partner, |known| &known.name).clone(),
                None => self.name_of(row.account)?,
            },
            in_group: row.activity.is_some(),
            can_undo: row.site == self.site.id,
        })
    }
}

impl Counter<'_> {
    /// Makes a member a card; `why` says what became of the one before.
    ///
    /// # Errors
    /// With a sentence when she has a good card and no reason is given.
    pub fn issue_card(&self, member: i64, why: Option<CardEnd>) -> Result<(), FrontDeskError> {
        let permit = self.leave(Serving::Greet, &format!("makes a card for {member}"))?;
        self.still_open()?;
        let (member, ..) = self.shown(member)?;
        self.needs_reason(member.id, why)?;
        self.front.desk.issue_card(&permit, member.id, &self.site.id, why)?;
        Ok(())
    }

    /// Binds a card of the stock that was swiped twice.
    ///
    /// # Errors
    /// With a sentence when the swipes differ or the card does not do. What was swiped is not repeated.
    pub fn bind_card(
        &self,
        member: i64,
        (first, second): (&str, &str),
        why: Option<CardEnd>,
    ) -> Result<(), FrontDeskError> {
        let permit = self.leave(Serving::Greet, &format!("binds a card to {member}"))?;
        self.still_open()?;
        let (member, ..) = self.shown(member)?;
        let digits = |typed: &str| typed.chars().filter(char::is_ascii_digit).collect::<String>();
        let number = CardNumber::read(&digits(first))
            .ok_or_else(|| unfit("the first swipe is no membership card; take one from the stock"))?;
        if CardNumber::read(&digits(second)) != Some(number) {
            return Err(unfit("the two swipes differ; swipe the same card twice").into());
        }
        self.needs_reason(member.id, why)?;
        Ok(self.front.desk.bind_card(&permit, number, member.id, &self.site.id, why)?)
    }

    /// Ends a card of a member.
    ///
    /// # Errors
    /// When she has no such card.
    pub fn end_card(&self, member: i64, card: i64, why: CardEnd) -> Result<(), FrontDeskError> {
        let permit = self.leave(Serving::Greet, &format!("ends card {card} of {member}"))?;
        let (member, ..) = self.shown(member)?;
        let known = self.front.desk.cards(member.id)?;
        if !known.iter().any(|one| one.id == card && one.ended.is_none()) {
            return Err(FrontDeskError::NotFound);
        }
        Ok(self.front.desk.end_card(&permit, card, why)?)
    }

    fn needs_reason(&self, member: i64, why: Option<CardEnd>) -> Result<(), DeskError> {
        let has_card = self.front.desk.cards(member)?.iter().any(|card| card.ended.is_none());
        match (has_card, why) {
            (true, None) => {
                Err(unfit("she has a card; say what became of it: lost, damaged, or another name"))
            }
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Said(*)")
    }
}

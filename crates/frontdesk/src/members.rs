//! Members: who was registered, once, with a name and as little else as serves.

use crate::numbers::{MemberNumber, Uii, free, system_chance};
use crate::tables::members::Touched;
use crate::{Desk, DeskError, tables};
use access::{Level, Permit};
use database::{Cell, DatabaseError, Token, Transaction};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is asked at registration.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NewMember {
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Birth date as `YYYY-MM-DD`; empty when it was not given.
    #[serde(default)]
    pub born: String,
    /// Telephone; may be empty.
    #[serde(default)]
    pub phone: String,
    /// Language of the kiosk: `en`, `es`.
    #[serde(default)]
    pub lang: String,
    /// The nine digits, when they were given.
    #[serde(default)]
    pub ssn: String,
    /// Why there are none.
    #[serde(default)]
    pub no_ssn: Option<NoSsn>,
}

/// Why a Social Security number was not given. Service never depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoSsn {
    /// The customer does not wish to.
    Declined,
    /// The customer has none.
    None,
    /// It is to be brought later.
    Later,
}

/// A registered customer. Does not print.
#[derive(Clone, PartialEq)]
pub struct Member {
    /// The number of the row, for addresses; says nothing about the person.
    pub id: i64,
    /// What she keys in.
    pub number: MemberNumber,
    /// What funders know her by.
    pub uii: Uii,
    /// What they knew her by where she was registered again, and that was joined to this membership.
    pub also: Vec<Uii>,
    /// What was asked.
    pub said: NewMember,
    /// Where she was registered.
    pub site: String,
    /// When, in milliseconds.
    pub registered_at: i64,
    /// A kiosk sends her to staff.
    pub barred: bool,
}

/// What became of a registration.
#[derive(Debug)]
pub enum Registered {
    /// The new member.
    New(Box<Member>),
    /// The SSN belongs to this member already; nobody was registered.
    SsnKnown(i64),
}

/// The sealed part of a row.
#[derive(Serialize, Deserialize)]
struct Body {
    number: String,
    #[serde(flatten)]
    said: NewMember,
}

/// A new member before the database has her.
pub(crate) struct ReadyMember {
    row: MemberRow,
    number: MemberNumber,
    uii: Uii,
    said: NewMember,
}

impl ReadyMember {
    /// With `hidden`, her Social Security number is also that of somebody of whom nobody may learn here: it is kept, and does not
    /// keep her out.
    #[must_use]
    pub(crate) fn beside(mut self, hidden: bool) -> ReadyMember {
        self.row.ssn = self.row.ssn.filter(|_| !hidden);
        self
    }

    /// The token of her number.
    pub(crate) fn token(&self) -> Token {
        self.row.number
    }
}

pub(crate) struct MemberRow {
    pub(crate) id: i64,
    pub(crate) number: Token,
    pub(crate) uii: String,
    pub(crate) ssn: Option<Token>,
    pub(crate) body: Vec<u8>,
    pub(crate) site: String,
    pub(crate) registered_at: i64,
    pub(crate) registered_by: Option<i64>,
    pub(crate) barred: bool,
    /// Last name and birth date together.
    pub(crate) said: Token,
}

impl Desk {
    /// Registers somebody. An SSN that is known already registers nobody: find before create.
    ///
    /// # Errors
    /// With a sentence when a name is missing or the SSN cannot be one; otherwise when the database fails.
    pub fn register(&self, permit: &Permit, site: &str, said: NewMember) -> Result<Registered, DeskError> {
        self.add_member(site, said, permit.account())
    }

    pub(crate) fn add_member(
        &self,
        site: &str,
        said: NewMember,
        by: Option<i64>,
    ) -> Result<Registered, DeskError> {
        let ready = self.ready_member(site, said, by)?;
        self.database.write(|t| {
            tables::members::turn(t)?;
            take_member(t, ready)
        })
    }

    /// Everything about a new member that need not wait for its turn.
    pub(crate) fn ready_member(
        &self,
        site: &str,
        said: NewMember,
        by: Option<i64>,
    ) -> Result<ReadyMember, DeskError> {
        let said = said.checked(self.today())?;
        let number = free(
            || MemberNumber::fresh(&system_chance),
            |drawn| {
                let token = self.member_token(*drawn);
                self.database.read(|t| Ok(tables::members::by_number(t, &token)?.is_some()))
            },
        )?;
        let uii = Uii::fresh(&system_chance).ok_or(NO_CHANCE)?;
        let row = MemberRow {
            id: 0,
            number: self.member_token(number),
            uii: uii.text().to_owned(),
            ssn: (!said.ssn.is_empty()).then(|| self.ssn_token(&said.ssn)),
            body: self.seal_member(&uii, &Body { number: number.digits(), said: said.clone() })?,
            site: site.to_owned(),
            registered_at: self.now(),
            registered_by: by,
            barred: false,
            said: self.said_token(&said.last, &said.born),
        };
        Ok(ReadyMember { row, number, uii, said })
    }

    /// A member by the number of her row. Who was joined to another is that other.
    ///
    /// # Errors
    /// When the database fails.
    pub fn member(&self, id: i64) -> Result<Option<Member>, DeskError> {
        let read = self.database.read(|t| -> Result<_, DatabaseError> {
            let Some(row) = tables::members::member(t, id)? else { return Ok(None) };
            let keys = tables::joining::keys(t, row.id)?;
            Ok(Some((row, keys)))
        })?;
        let Some((row, keys)) = read else { return Ok(None) };
        Ok(Some(self.open_member(row)?.with(&keys)))
    }

    /// A member by the number that she keys in.
    ///
    /// # Errors
    /// When the database fails.
    pub fn member_by_number(&self, number: MemberNumber) -> Result<Option<Member>, DeskError> {
        let token = self.member_token(number);
        match self.database.read(|t| tables::members::by_number(t, &token))? {
            Some(id) => self.member(id),
            None => Ok(None),
        }
    }

    /// A member by the key under which her record stands in the case file.
    ///
    /// # Errors
    /// When the database fails.
    pub fn member_by_key(&self, key: &str) -> Result<Option<Member>, DeskError> {
        match self.database.read(|t| tables::members::by_uii(t, key))? {
            Some(id) => self.member(id),
            None => Ok(None),
        }
    }

    /// Members of the same last name and birth date; where no birth date was given, of the same whole name.
    pub(crate) fn members_like(&self, said: &NewMember) -> Result<Vec<Member>, DeskError> {
        let token = self.said_token(&said.last, &said.born);
        let rows = self.database.read(|t| tables::members::by_said(t, &token))?;
        let members: Result<Vec<Member>, _> = rows.into_iter().map(|row| self.open_member(row)).collect();
        let mut members = members?;
        if said.born.is_empty() {
            let first = said.first.to_lowercase();
            members.retain(|member| member.said.first.to_lowercase() == first);
        }
        // Whose membership was joined to another is found by its words, too.
        let members = members.into_iter().filter_map(|member| self.member(member.id).transpose());
        let mut members: Vec<Member> = members.collect::<Result<_, _>>()?;
        members.sort_by_key(|member| member.id);
        members.dedup_by_key(|member| member.id);
        Ok(members)
    }

    pub(crate) fn member_token(&self, number: MemberNumber) -> Token {
        self.sealer.token("member number", number.digits().as_bytes())
    }

    /// Last name and birth date together, whatever the case of the letters.
    pub(crate) fn said_token(&self, last: &str, born: &str) -> Token {
        let last = last.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        self.sealer.token("member said", format!("{last}\u{0}{born}").as_bytes())
    }

    pub(crate) fn open_member(&self, row: MemberRow) -> Result<Member, DeskError> {
        let uii = Uii::read(&row.uii).ok_or(DatabaseError::Corrupt("a member has no proper identifier"))?;
        let plain = self.sealer.open(cell(&uii), &row.body)?;
        let body: Body =
            serde_json::from_slice(&plain).map_err(|_| DatabaseError::Corrupt("a member cannot be read"))?;
        let number = MemberNumber::read(&body.number)
            .ok_or(DatabaseError::Corrupt("a member has no proper number"))?;
        let (id, site, registered_at, barred) = (row.id, row.site, row.registered_at, row.barred);
        Ok(Member { id, number, uii, also: Vec::new(), said: body.said, site, registered_at, barred })
    }

    /// What a member says of herself from now on.
    pub(crate) fn seal_said(&self, member: &Member, said: &NewMember) -> Result<Vec<u8>, DeskError> {
        self.seal_member(&member.uii, &Body { number: member.number.digits(), said: said.clone() })
    }

    pub(crate) fn ssn_token(&self, ssn: &str) -> Token {
        self.sealer.token("member ssn", ssn.as_bytes())
    }

    fn seal_member(&self, uii: &Uii, body: &Body) -> Result<Vec<u8>, DeskError> {
        let plain =
            serde_json::to_vec(body).map_err(|_| DatabaseError::Corrupt("a member cannot be written"))?;
        Ok(self.sealer.seal(cell(uii), &plain)?)
    }
}

impl Member {
    /// The same, known by these keys too.
    pub(crate) fn with(self, keys: &[String]) -> Member {
        Member { also: keys.iter().filter_map(|key| Uii::read(key)).collect(), ..self }
    }

    /// The keys of her records: her own, and those of memberships that were joined to it.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.uii).chain(&self.also).map(Uii::text)
    }
}

/// How private each member is: as the most private of her records. `levels` are those of everybody's keys in their order.
pub(crate) fn strictest<'a>(members: impl Iterator<Item = &'a Member>, levels: Vec<Level>) -> Vec<Level> {
    let mut levels = levels.into_iter();
    let of = |member: &Member| levels.by_ref().take(1 + member.also.len()).max().unwrap_or(Level::Sealed);
    members.map(of).collect()
}

/// The birth date in a sealed body, when one was given.
pub(crate) fn born(desk: &Desk, uii: &str, body: &[u8]) -> Result<Option<jiff::civil::Date>, DeskError> {
    #[derive(Deserialize)]
    struct Born {
        #[serde(default)]
        born: String,
    }
    let cell = Cell { table: "member", column: "body", row: uii.as_bytes() };
    let plain = desk.sealer.open(cell, body)?;
    let body: Born =
        serde_json::from_slice(&plain).map_err(|_| DatabaseError::Corrupt("a member cannot be read"))?;
    Ok(body.born.parse().ok())
}

/// Registers somebody, once it is this transaction's turn.
pub(crate) fn take_member(t: &mut Transaction<'_>, ready: ReadyMember) -> Result<Registered, DeskError> {
    let ReadyMember { row, number, uii, said } = ready;
    if let Some(known) = row.ssn.map(|ssn| tables::members::by_ssn(t, &ssn)).transpose()?.flatten() {
        return Ok(Registered::SsnKnown(known));
    }
    let id = tables::members::add(t, &row)?;
    tables::members::changed(t, id, Touched::Herself, row.registered_at)?;
    let (site, registered_at, barred) = (row.site, row.registered_at, false);
    let also = Vec::new();
    Ok(Registered::New(Box::new(Member { id, number, uii, also, said, site, registered_at, barred })))
}

const NO_CHANCE: DatabaseError = DatabaseError::Corrupt("the system has no randomness");

fn cell(uii: &Uii) -> Cell<'_> {
    Cell { table: "member", column: "body", row: uii.text().as_bytes() }
}

impl fmt::Debug for NewMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewMember(*)")
    }
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Member({})", self.id)
    }
}

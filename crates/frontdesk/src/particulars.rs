//! What a customer says of herself, corrected at the desk. Nothing changes without a trace.

use crate::counter::Caller;
use crate::tables::members::Touched;
use crate::tables::traces::TraceRow;
use crate::{Counter, Desk, DeskError, FrontDeskError, Member, NewMember, NoSsn, tables, unfit};
use access::{Level, Serving};
use database::{Cell, DatabaseError, Token, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What can be corrected of a customer.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// Who.
    pub customer: Caller,
    /// What she says of herself. The Social Security number is left out.
    pub said: NewMember,
    /// Her number is known.
    pub has_ssn: bool,
    /// Tells whether somebody else corrected her meanwhile.
    pub seen: i64,
}

/// What became of a correction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Corrected {
    /// It is done.
    Done {
        /// Her name is another now: her card bears the former one.
        renamed: bool,
    },
    /// Nothing was different.
    Same,
    /// What has to be mended: fields with a sentence each.
    Faults(Vec<(&'static str, &'static str)>),
}

/// What staff changed of what is kept of a customer.
#[derive(Clone)]
pub struct MemberTrace {
    /// When, in milliseconds.
    pub at: i64,
    /// Who.
    pub by: String,
    /// What: the fields, in words.
    pub what: String,
    /// Why, where a reason is asked for.
    pub why: String,
    /// What stood there before, by field; only for who runs the site.
    pub was: Vec<(String, String)>,
}

/// The sealed part of a trace.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Why.
    #[serde(default)]
    pub(crate) why: String,
    /// What stood there before. Never a Social Security number.
    #[serde(default)]
    pub(crate) was: BTreeMap<String, String>,
    /// The member number of another membership that it is about.
    #[serde(default)]
    pub(crate) number: String,
}

/// Changes that a page lists.
const MOST: i64 = 50;
const SSN: &str = "Social Security number";
const TAKEN: &str = "this number stands at another membership; check it with her, and if it is right, ask the manager of the site";

impl Counter<'_> {
    /// What can be corrected of a member. The log has it before.
    ///
    /// # Errors
    /// [`FrontDeskError::NotFound`] when there is nobody, or she is private to the asker.
    pub fn particulars(&self, member: i64) -> Result<Particulars, FrontDeskError> {
        self.leave(Serving::Greet, &format!("looks at what member {member} says of herself"))?;
        let (member, customer, level) = self.shown(member)?;
        if level != Level::Open {
            return Err(FrontDeskError::NotFound);
        }
        let seen = self.front.desk.database.read(|t| tables::traces::latest(t, member.id));
        let seen = seen.map_err(DeskError::from)?;
        let has_ssn = self.front.desk.ssn_holder(&member)?.is_some();
        let said = NewMember { ssn: String::new(), ..member.said };
        Ok(Particulars { customer, said, has_ssn, seen })
    }

    /// Corrects what a member says of herself. A Social Security number that is known stays. `seen` is what the asker's form
    /// was made with.
    ///
    /// # Errors
    /// With a sentence when somebody else corrected her meanwhile; and as for [`Counter::particulars`].
    pub fn correct_member(
        &self,
        member: i64,
        typed: NewMember,
        seen: i64,
    ) -> Result<Corrected, FrontDeskError> {
        let (member, _, level) = self.shown(member)?;
        if level != Level::Open {
            return Err(FrontDeskError::NotFound);
        }
        let (now, desk) = (&member.said, &self.front.desk);
        let said = merged(now, typed, desk.ssn_holder(&member)?.is_some());
        let faults = said.new_faults(now, desk.today());
        if !faults.is_empty() {
            return Ok(Corrected::Faults(faults));
        }
        let Some(what) = what_differs(now, &said) else { return Ok(Corrected::Same) };
        let permit = self.leave(Serving::Greet, &format!("corrects member {}: {what}", member.id))?;
        let renamed = now.first != said.first || now.last != said.last;
        let hidden = self.is_hidden(desk.member_with_ssn(&said.ssn)?)?;
        let new = desk.newly_said(&member, &said, permit.account(), "")?.beside(hidden);
        let taken = desk.database.write(|t| -> Result<bool, DeskError> {
            tables::members::turn(t)?;
            if tables::traces::latest(t, member.id)? != seen {
                return Err(unfit("somebody corrected her meanwhile; look again before you do"));
            }
            take_newly_said(t, &new)
        })?;
        if !taken {
            return Ok(Corrected::Faults(vec![("ssn", TAKEN)]));
        }
        self.front.forget_rosters();
        Ok(Corrected::Done { renamed })
    }

    /// Takes a Social Security number out: it was somebody else's, or wrong. The number is kept nowhere.
    ///
    /// # Errors
    /// With a sentence when there is no reason, or no number; when the asker does not run the site.
    pub fn take_out_ssn(&self, member: i64, why: &str) -> Result<(), FrontDeskError> {
        let words = format!("takes the {SSN} of member {member} out: {why}");
        let permit = self.leave(Serving::Manage, &words)?;
        let (member, _, level) = self.shown(member)?;
        if level != Level::Open {
            return Err(FrontDeskError::NotFound);
        }
        if why.trim().is_empty() {
            return Err(unfit("write why; whoever looks at it later must understand it").into());
        }
        let desk = &self.front.desk;
        let member = desk.ssn_holder(&member)?.ok_or_else(|| unfit("no number is known of her"))?;
        let said = NewMember { ssn: String::new(), no_ssn: Some(NoSsn::Later), ..member.said.clone() };
        let kept = Kept { why: why.trim().to_owned(), ..Kept::default() };
        let trace = desk.trace(member.id, permit.account(), &format!("{SSN} taken out"), &kept)?;
        let body = desk.seal_said(&member, &said)?;
        let (token, at) = (desk.said_token(&said.last, &said.born), desk.now());
        desk.database.write(|t| -> Result<(), DeskError> {
            tables::members::turn(t)?;
            tables::members::set_said(t, member.id, body, (&token, None))?;
            tables::traces::add(t, &trace)?;
            Ok(tables::members::changed(t, member.id, Touched::Herself, at)?)
        })?;
        Ok(())
    }

    /// What staff changed of a member, the latest first; what stood there before, for who runs the site.
    pub(crate) fn traces(&self, member: i64) -> Result<Vec<MemberTrace>, FrontDeskError> {
        let desk = &self.front.desk;
        let rows = desk.database.read(|t| tables::traces::of(t, member, MOST)).map_err(DeskError::from)?;
        let manages = self.may(Serving::Manage)?;
        let mut traces = Vec::with_capacity(rows.len());
        for row in rows {
            let kept = desk.open_trace(&row)?;
            let mut was: Vec<(String, String)> =
                if manages { kept.was.into_iter().collect() } else { Vec::new() };
            if !kept.number.is_empty() {
                was.push(("member number".to_owned(), kept.number));
            }
            let by = self.name_of(row.account)?;
            traces.push(MemberTrace { at: row.at, by, what: row.what, why: kept.why, was });
        }
        Ok(traces)
    }
}

/// What somebody says of herself from now on, before the database has it.
pub(crate) struct NewlySaid {
    body: Vec<u8>,
    said: Token,
    ssn: Option<Token>,
    trace: TraceRow,
}

impl NewlySaid {
    /// As [`crate::members::ReadyMember::beside`].
    #[must_use]
    pub(crate) fn beside(mut self, hidden: bool) -> NewlySaid {
        self.ssn = self.ssn.filter(|_| !hidden);
        self
    }
}

/// The fields that are different, in words.
pub(crate) fn what_differs(now: &NewMember, then: &NewMember) -> Option<String> {
    let fields = differences(now, then).0;
    (!fields.is_empty()).then(|| fields.join(", "))
}

/// Takes it, once it is this transaction's turn; `false` when the Social Security number is another membership's.
pub(crate) fn take_newly_said(t: &mut Transaction<'_>, new: &NewlySaid) -> Result<bool, DeskError> {
    let member = new.trace.member;
    if let Some(ssn) = &new.ssn
        && tables::members::by_ssn(t, ssn)?.is_some_and(|other| other != member)
    {
        return Ok(false);
    }
    tables::members::set_said(t, member, new.body.clone(), (&new.said, new.ssn.as_ref()))?;
    tables::traces::add(t, &new.trace)?;
    tables::members::changed(t, member, Touched::Herself, new.trace.at)?;
    Ok(true)
}

/// What was typed; a number that is known already stays as it is. One that is given now takes the place of the reason that
/// stood there.
fn merged(now: &NewMember, typed: NewMember, has_ssn: bool) -> NewMember {
    let typed = typed.tidied();
    match has_ssn {
        true => NewMember { ssn: now.ssn.clone(), no_ssn: now.no_ssn, ..typed },
        false if !typed.ssn.is_empty() && typed.no_ssn == now.no_ssn => NewMember { no_ssn: None, ..typed },
        false => typed,
    }
}

/// What is different: the fields in words, and what stood in them.
fn differences(now: &NewMember, then: &NewMember) -> (Vec<&'static str>, BTreeMap<String, String>) {
    let fields = [
        ("first name", &now.first, &then.first),
        ("last name", &now.last, &then.last),
        ("birth date", &now.born, &then.born),
        ("telephone", &now.phone, &then.phone),
        ("language", &now.lang, &then.lang),
    ];
    let (mut changed, mut was) = (Vec::new(), BTreeMap::new());
    for (words, before, after) in fields {
        if before != after {
            changed.push(words);
            was.insert(words.to_owned(), before.clone());
        }
    }
    if now.ssn != then.ssn {
        changed.push(SSN);
    } else if now.no_ssn != then.no_ssn {
        changed.push("why there is no Social Security number");
    }
    (changed, was)
}

impl Desk {
    /// Makes ready what a member says of herself from now on, with the trace of it.
    pub(crate) fn newly_said(
        &self,
        member: &Member,
        said: &NewMember,
        account: Option<i64>,
        why: &str,
    ) -> Result<NewlySaid, DeskError> {
        let (fields, was) = differences(&member.said, said);
        let kept = Kept { was, why: why.to_owned(), ..Kept::default() };
        Ok(NewlySaid {
            body: self.seal_said(member, said)?,
            said: self.said_token(&said.last, &said.born),
            ssn: (!said.ssn.is_empty()).then(|| self.ssn_token(&said.ssn)),
            trace: self.trace(member.id, account, &fields.join(", "), &kept)?,
        })
    }

    /// A trace, sealed, of this moment.
    pub(crate) fn trace(
        &self,
        member: i64,
        account: Option<i64>,
        what: &str,
        kept: &Kept,
    ) -> Result<TraceRow, DeskError> {
        let plain =
            serde_json::to_vec(kept).map_err(|_| DatabaseError::Corrupt("a trace cannot be written"))?;
        let body = self.sealer.seal(cell(&member.to_be_bytes()), &plain)?;
        Ok(TraceRow { member, at: self.now(), account, what: what.to_owned(), body })
    }

    /// The membership of hers under which her Social Security number is known, when it is.
    fn ssn_holder(&self, member: &Member) -> Result<Option<Member>, DeskError> {
        if !member.said.ssn.is_empty() || member.also.is_empty() {
            return Ok(Some(member.clone()).filter(|member| !member.said.ssn.is_empty()));
        }
        let joined = self.together(member.id)?.map(|together| together.joined).unwrap_or_default();
        Ok(joined.into_iter().find(|one| !one.said.ssn.is_empty()))
    }

    fn open_trace(&self, row: &TraceRow) -> Result<Kept, DeskError> {
        let plain = self.sealer.open(cell(&row.member.to_be_bytes()), &row.body)?;
        Ok(serde_json::from_slice(&plain).map_err(|_| DatabaseError::Corrupt("a trace cannot be read"))?)
    }
}

fn cell(member: &[u8]) -> Cell<'_> {
    Cell { table: "member_trace", column: "body", row: member }
}

impl std::fmt::Debug for MemberTrace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemberTrace({})", self.what)
    }
}

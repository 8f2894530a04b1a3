//! The same customer twice: two memberships that turn out to be one person's. One stays, the other is joined to it.
//!
//! What happened stays where it was written, and is read together; so a join can be taken back. Cards and numbers of both work on.
//! What staff do while they are joined is done to the one who stays.

use crate::counter::{Caller, date};
use crate::particulars::Kept;
use crate::tables::members::Touched;
use crate::visits::fold;
use crate::{Counter, Desk, DeskError, FrontDeskError, Member, NewMember, Said, tables, unfit};
use access::{Level, Serving};
use database::{DatabaseError, Transaction};
use jiff::civil::Date;

/// Everything that one person has at the desk.
pub(crate) struct Together {
    /// The membership under which she is known.
    pub(crate) stays: Member,
    /// Those that were joined to it.
    pub(crate) joined: Vec<Member>,
    /// What she says of herself: what one membership lacks, another fills in.
    pub(crate) said: NewMember,
}

/// One of two memberships that may be one person's.
#[derive(Clone, Debug)]
pub struct Side {
    /// Who.
    pub customer: Caller,
    /// What she says of herself.
    pub said: Said,
    /// Her last visit anywhere.
    pub last_visit: Option<Date>,
}

/// Two memberships that may be one person's.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The one that stays.
    pub stays: Side,
    /// The one that would be joined to it.
    pub goes: Side,
}

/// A membership that was joined to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joined {
    /// The number of its row, to take it apart again.
    pub member: i64,
    /// Its member number, as people read it.
    pub number: String,
}

impl Together {
    /// Every membership, the one that stays first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Member> {
        std::iter::once(&self.stays).chain(&self.joined)
    }
}

impl Counter<'_> {
    /// Two memberships beside each other. The other one is named by its number or card.
    ///
    /// # Errors
    /// With a sentence when there is no other membership by this number of which the asker may know, or they cannot be joined.
    pub fn pair(&self, member: i64, typed: &str) -> Result<Pair, FrontDeskError> {
        self.leave(Serving::Manage, &format!("looks whether member {member} is registered twice"))?;
        let (stays, ..) = self.open_membership(member)?;
        let goes = self.named_by(typed)?;
        let unknown = || FrontDeskError::from(unfit("nobody has this member number or card"));
        let (goes, ..) = self.open_membership(goes.id).map_err(|cause| match cause {
            FrontDeskError::NotFound => unknown(),
            other => other,
        })?;
        self.fits(&stays, &goes)?;
        Ok(Pair { stays: self.side(&stays)?, goes: self.side(&goes)? })
    }

    /// Joins another membership to a member's.
    ///
    /// # Errors
    /// With a sentence when there is no reason or they cannot be joined; and when the asker may not know of one of them.
    pub fn join(&self, member: i64, other: i64, why: &str) -> Result<(), FrontDeskError> {
        let permit = self.leave(Serving::Manage, &format!("joins member {other} to {member}: {why}"))?;
        let (stays, ..) = self.open_membership(member)?;
        let (goes, ..) = self.open_membership(other)?;
        reason(why)?;
        self.fits(&stays, &goes)?;
        let desk = &self.front.desk;
        let kept = Kept { why: why.trim().to_owned(), number: goes.number.in_groups(), ..Kept::default() };
        let trace = desk.trace(stays.id, permit.account(), "the same customer twice: joined", &kept)?;
        let now = desk.now();
        desk.database.write(|t| -> Result<(), FrontDeskError> {
            tables::members::turn(t)?;
            // Somebody else may have been faster with either of them.
            let free = tables::joining::stays(t, stays.id)? == stays.id
                && tables::joining::keys(t, goes.id)?.is_empty();
            if !free || !tables::joining::join(t, goes.id, stays.id)? {
                return Err(unfit("somebody joined one of them just now; look again").into());
            }
            refold(t, goes.id, stays.id)?;
            tables::traces::add(t, &trace)?;
            tables::members::changed(t, stays.id, Touched::Herself, now)?;
            Ok(tables::members::changed(t, goes.id, Touched::Herself, now)?)
        })?;
        self.front.forget_rosters();
        Ok(())
    }

    /// Takes a membership that was joined to a member apart again.
    ///
    /// # Errors
    /// With a sentence when there is no reason; and when it is not joined, or not hers to know.
    pub fn part(&self, member: i64, other: i64, why: &str) -> Result<(), FrontDeskError> {
        let permit =
            self.leave(Serving::Manage, &format!("takes member {other} apart from {member}: {why}"))?;
        let (stays, ..) = self.open_membership(member)?;
        reason(why)?;
        let desk = &self.front.desk;
        let joined = desk.together(stays.id)?.ok_or(FrontDeskError::NotFound)?.joined;
        let goes = joined.into_iter().find(|one| one.id == other).ok_or(FrontDeskError::NotFound)?;
        let trace = |of: i64, with: &Member| {
            let kept =
                Kept { why: why.trim().to_owned(), number: with.number.in_groups(), ..Kept::default() };
            desk.trace(of, permit.account(), "not the same customer: taken apart again", &kept)
        };
        let traces = [trace(stays.id, &goes)?, trace(goes.id, &stays)?];
        let now = desk.now();
        desk.database.write(|t| -> Result<(), FrontDeskError> {
            tables::members::turn(t)?;
            if !tables::joining::part(t, goes.id, stays.id)? {
                return Err(FrontDeskError::NotFound);
            }
            refold(t, goes.id, stays.id)?;
            for trace in &traces {
                tables::traces::add(t, trace)?;
                tables::members::changed(t, trace.member, Touched::Herself, now)?;
            }
            Ok(())
        })?;
        self.front.forget_rosters();
        Ok(())
    }

    /// The memberships that were joined to a member's.
    pub(crate) fn joined_to(&self, member: &Member) -> Result<Vec<Joined>, DeskError> {
        if member.also.is_empty() {
            return Ok(Vec::new());
        }
        let joined = self.front.desk.together(member.id)?.map(|together| together.joined).unwrap_or_default();
        Ok(joined.iter().map(|one| Joined { member: one.id, number: one.number.in_groups() }).collect())
    }

    /// A member who is open to the asker.
    fn open_membership(&self, id: i64) -> Result<(Member, Caller), FrontDeskError> {
        let (member, customer, level) = self.shown(id)?;
        if level != Level::Open {
            return Err(FrontDeskError::NotFound);
        }
        Ok((member, customer))
    }

    /// Two members can be one person.
    fn fits(&self, stays: &Member, goes: &Member) -> Result<(), DeskError> {
        if stays.id == goes.id {
            return Err(unfit("this is the same membership, or it is joined to this one already"));
        }
        if !goes.also.is_empty() {
            return Err(unfit(
                "another membership was joined to that one; open its page and join this one to it, or take it apart first",
            ));
        }
        let known = self.front.desk.together(stays.id)?.map(|together| together.said.ssn).unwrap_or_default();
        if !known.is_empty() && !goes.said.ssn.is_empty() && known != goes.said.ssn {
            return Err(unfit(
                "the two have different Social Security numbers; find out which is right, and take the other out first",
            ));
        }
        Ok(())
    }

    fn side(&self, member: &Member) -> Result<Side, FrontDeskError> {
        let customer = self.callers(std::slice::from_ref(member))?.pop().ok_or(FrontDeskError::NotFound)?.0;
        let last = self.front.desk.database.read(|t| tables::visits::of_member(t, member.id, 1));
        let last_visit = last.map_err(DeskError::from)?.first().map(|visit| date(visit.day));
        Ok(Side { customer, said: self.said(member)?, last_visit })
    }
}

fn reason(why: &str) -> Result<(), DeskError> {
    match why.trim().is_empty() {
        true => Err(unfit("write why; whoever looks at it later must understand it")),
        false => Ok(()),
    }
}

/// Visits that begin within minutes of each other are one when they are of one person, and only then.
fn refold(t: &mut Transaction<'_>, goes: i64, stays: i64) -> Result<(), DatabaseError> {
    for (site, began) in tables::joining::beginnings(t, goes)? {
        fold(t, goes, &site, began)?;
        fold(t, stays, &site, began)?;
    }
    Ok(())
}

impl Desk {
    /// Everything that one person has at the desk, by the number of any of her memberships.
    pub(crate) fn together(&self, id: i64) -> Result<Option<Together>, DeskError> {
        let read = self.database.read(|t| -> Result<_, DatabaseError> {
            let Some(row) = tables::members::member(t, id)? else { return Ok(None) };
            let joined = tables::members::joined(t, row.id)?;
            Ok(Some((row, joined)))
        })?;
        let Some((row, joined)) = read else { return Ok(None) };
        let keys: Vec<String> = joined.iter().map(|one| one.uii.clone()).collect();
        let stays = self.open_member(row)?.with(&keys);
        let joined = joined.into_iter().map(|row| self.open_member(row)).collect::<Result<Vec<_>, _>>()?;
        let mut said = stays.said.clone();
        for other in joined.iter().map(|one| &one.said) {
            for (own, theirs) in
                [(&mut said.born, &other.born), (&mut said.phone, &other.phone), (&mut said.ssn, &other.ssn)]
            {
                if own.is_empty() {
                    own.clone_from(theirs);
                }
            }
        }
        Ok(Some(Together { stays, joined, said }))
    }

    /// The same by the key of one of her records.
    pub(crate) fn together_by_key(&self, key: &str) -> Result<Option<Together>, DeskError> {
        match self.database.read(|t| tables::members::by_uii(t, key))? {
            Some(id) => self.together(id),
            None => Ok(None),
        }
    }
}

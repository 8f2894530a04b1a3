//! Cards: a number that leads to a member, printed or bound, and revoked when it is lost.

use crate::numbers::{CardNumber, free, system_chance};
use crate::{Desk, DeskError, tables, unfit, visits};
use access::Permit;
use database::{Cell, DatabaseError, Token};

/// A card of a member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// The number of the row.
    pub id: i64,
    /// Whose.
    pub member: i64,
    /// When it was issued, in milliseconds.
    pub issued_at: i64,
    /// Why: `new`, `lost`, `damaged`, `name change`.
    pub reason: String,
    /// When it was ended, and why.
    pub ended: Option<(i64, String)>,
}

/// Why a card ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CardEnd {
    /// Lost or stolen.
    Lost,
    /// It cannot be read any more.
    Damaged,
    /// Another name is to be printed.
    NameChange,
    /// Another card was bound.
    Replaced,
}

impl CardEnd {
    /// The word in storage and on pages.
    pub fn word(self) -> &'static str {
        match self {
            CardEnd::Lost => "lost",
            CardEnd::Damaged => "damaged",
            CardEnd::NameChange => "name change",
            CardEnd::Replaced => "replaced",
        }
    }

    /// What staff can say became of a card, by its word.
    pub fn named(word: &str) -> Option<CardEnd> {
        [CardEnd::Lost, CardEnd::Damaged, CardEnd::NameChange].into_iter().find(|end| end.word() == word)
    }
}

/// Who stands behind a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Behind {
    /// A member; the card is good.
    Member(i64),
    /// A member, by a card that ended at this moment.
    Ended(i64, i64),
    /// Nobody yet.
    Nobody,
}

impl Desk {
    /// A new card with a fresh number; former cards of the member end for `why`.
    ///
    /// # Errors
    /// When the member is not there, or the database fails.
    pub fn issue_card(
        &self,
        permit: &Permit,
        member: i64,
        site: &str,
        why: Option<CardEnd>,
    ) -> Result<CardNumber, DeskError> {
        let number = free(
            || CardNumber::fresh(&system_chance),
            |drawn| {
                let token = self.card_token(*drawn);
                self.database.read(|t| Ok(tables::cards::behind(t, &token)? != Behind::Nobody))
            },
        )?;
        self.put_card(number, member, site, why, permit.account())?;
        Ok(number)
    }

    /// Binds a card of the stock by its number, swiped twice. What was swiped with it while nobody stood behind it becomes hers.
    ///
    /// # Errors
    /// With a sentence when the card is somebody's already, or ended.
    pub fn bind_card(
        &self,
        permit: &Permit,
        number: CardNumber,
        member: i64,
        site: &str,
        why: Option<CardEnd>,
    ) -> Result<(), DeskError> {
        self.put_card(number, member, site, why, permit.account())
    }

    /// Ends a card.
    ///
    /// # Errors
    /// When the database fails.
    pub fn end_card(&self, permit: &Permit, card: i64, why: CardEnd) -> Result<(), DeskError> {
        let now = self.now();
        Ok(self.database.write(|t| tables::cards::end(t, card, now, permit.account(), why.word()))?)
    }

    /// The cards of a member, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn cards(&self, member: i64) -> Result<Vec<Card>, DeskError> {
        Ok(self.database.read(|t| tables::cards::of(t, member))?)
    }

    /// The number on a card, to print it again.
    ///
    /// # Errors
    /// When the database fails or what is sealed was changed.
    pub fn card_number(&self, card: i64) -> Result<Option<CardNumber>, DeskError> {
        let Some((token, body)) = self.database.read(|t| tables::cards::body(t, card))? else {
            return Ok(None);
        };
        self.open_card(&token, &body).map(Some)
    }

    pub(crate) fn put_card(
        &self,
        number: CardNumber,
        member: i64,
        site: &str,
        why: Option<CardEnd>,
        by: Option<i64>,
    ) -> Result<(), DeskError> {
        let token = self.card_token(number);
        let body = self.sealer.seal(cell(&token), number.digits().as_bytes())?;
        let now = self.now();
        self.database.write(|t| {
            tables::members::turn(t)?;
            match tables::cards::behind(t, &token)? {
                Behind::Nobody => {}
                Behind::Member(other) if other == member => {
                    return Err(unfit("this card is bound to this member already"));
                }
                _ => return Err(unfit("this card was bound before; take another one from the stock")),
            }
            if tables::members::member(t, member)?.is_none() {
                return Err(unfit("there is no such member"));
            }
            let ended = why.unwrap_or(CardEnd::Replaced).word();
            tables::cards::end_all(t, member, now, by, ended)?;
            let reason = why.map_or("new", CardEnd::word);
            tables::cards::add(t, (&token, body), member, site, (now, by, reason))?;
            visits::resolve(t, &token, member, now)?;
            Ok(())
        })
    }

    pub(crate) fn card_token(&self, number: CardNumber) -> Token {
        self.sealer.token("card number", number.digits().as_bytes())
    }

    pub(crate) fn open_card(&self, token: &Token, body: &[u8]) -> Result<CardNumber, DeskError> {
        let plain = self.sealer.open(cell(token), body)?;
        let digits = std::str::from_utf8(&plain).ok().and_then(CardNumber::read);
        Ok(digits.ok_or(DatabaseError::Corrupt("a card has no proper number"))?)
    }
}

fn cell(token: &Token) -> Cell<'_> {
    Cell { table: "card", column: "body", row: token }
}

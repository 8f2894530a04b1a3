//! What a kiosk keeps of who came to its site lately, to greet them when the network does not work.
//!
//! An entry can be neither found nor read without the card: one slow derivation from its number gives both the index and the
//! key, and trying all 10^12 numbers is dear. No number, birth date or history is in it.

use crate::members::strictest;
use crate::{CardNumber, DeskError, FrontDesk, FrontDeskError, Member, tables};
use access::Level;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use database::{Cell, DatabaseError};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::PoisonError;
use zeroize::Zeroizing;

/// The roster of a site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Roster {
    /// Changes when anything in it does.
    pub version: String,
    /// Mixed into the derivation.
    pub salt: [u8; 16],
    /// Rounds of the derivation.
    pub rounds: u32,
    /// The entries, in the order of their indices.
    pub entries: Vec<Entry>,
}

/// One card's entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Where the card's number leads.
    pub index: [u8; 16],
    /// Nonce and ciphertext.
    pub sealed: Vec<u8>,
}

/// A roster that was made, and when.
pub(crate) struct Made {
    at: i64,
    roster: std::sync::Arc<Roster>,
}

/// OWASP asks for more of passwords; here a kiosk derives at each swipe, and a number has 10^12 possibilities.
const ROUNDS: u32 = 10_000;
/// Who came within so many days stands in a roster.
const DAYS: i64 = 90;
const MOST: i64 = 20_000;
/// Milliseconds for which a roster is handed out as it was made.
const KEPT: i64 = 2 * 60_000;
/// Cards whose derivation is made at one time; the rest follow at the next.
const AT_ONCE: usize = 400;

/// What the derivation gives.
struct Derived {
    index: [u8; 16],
    key: Zeroizing<[u8; 32]>,
}

impl FrontDesk {
    /// The roster of a site, at most two minutes old.
    ///
    /// # Errors
    /// When the desk or the marks fail.
    pub fn roster(&self, site: &str) -> Result<std::sync::Arc<Roster>, FrontDeskError> {
        let now = self.desk.now();
        let mut rosters = self.rosters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = rosters.get(site).filter(|made| (0..KEPT).contains(&(now - made.at))) {
            return Ok(made.roster.clone());
        }
        let roster = std::sync::Arc::new(self.make_roster(site, now)?);
        rosters.insert(site.to_owned(), Made { at: now, roster: roster.clone() });
        Ok(roster)
    }

    /// Whom kiosks greet has changed: the next that asks gets a new roster.
    pub(crate) fn forget_rosters(&self) {
        self.rosters.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn make_roster(&self, site: &str, now: i64) -> Result<Roster, FrontDeskError> {
        let desk = &self.desk;
        let since = now / 86_400_000 - DAYS;
        let lately =
            desk.database.read(|t| tables::roster::lately(t, site, since, MOST)).map_err(DeskError::from)?;
        let salt = desk.salt(site);
        desk.derive_missing(site, &salt, &lately)?;
        let known = desk.database.read(|t| tables::roster::derived(t, site)).map_err(DeskError::from)?;
        let (rows, also) = desk.database.read(|t| -> Result<_, DeskError> {
            Ok((tables::roster::members(t, site, since, MOST)?, tables::joining::all_keys(t)?))
        })?;
        let mut members: Vec<Member> = Vec::with_capacity(rows.len());
        for row in rows {
            let keys = also.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            members.push(desk.open_member(row)?.with(keys));
        }
        let keys: Vec<&str> = members.iter().flat_map(Member::keys).collect();
        let levels = strictest(members.iter(), self.door.levels_to_nobody(desk.source(), &keys)?);
        let mut entries = Vec::with_capacity(members.len());
        let mut digest = Sha256::new();
        for (member, level) in members.iter().zip(levels) {
            let cards = lately.iter().filter(|card| card.member == member.id);
            for card in cards {
                let Some(opener) = known.get(&card.id) else { continue };
                let derived = desk.open_derived(&card.token, opener)?;
                let plain = entry_text(member, level);
                digest.update(derived.index);
                digest.update(&plain);
                entries.push(seal_entry(&derived, &plain)?);
            }
        }
        entries.sort_by_key(|entry: &Entry| entry.index);
        let version = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(Roster { version, salt, rounds: ROUNDS, entries })
    }
}

fn entry_text(member: &Member, level: Level) -> Vec<u8> {
    let entry = if level == Level::Open {
        let initial = member.said.initial();
        json!({ "first": member.said.first, "initial": initial, "lang": member.said.lang, "private": false })
    } else {
        json!({ "lang": member.said.lang, "private": true })
    };
    entry.to_string().into_bytes()
}

impl crate::Desk {
    fn salt(&self, site: &str) -> [u8; 16] {
        let token = self.sealer.token("roster salt", site.as_bytes());
        let mut salt = [0; 16];
        salt.copy_from_slice(&token[..16]);
        salt
    }

    /// Derives index and key of cards that have none yet at this site; some milliseconds for each.
    fn derive_missing(
        &self,
        site: &str,
        salt: &[u8; 16],
        cards: &[tables::roster::Lately],
    ) -> Result<(), DeskError> {
        let known = self.database.read(|t| tables::roster::derived(t, site))?;
        let missing = cards.iter().filter(|card| !known.contains_key(&card.id)).take(AT_ONCE);
        for card in missing {
            let number = self.open_card(&card.token, &card.body)?;
            let derived = derive(number, salt);
            let plain = Zeroizing::new([derived.index.as_slice(), derived.key.as_slice()].concat());
            let opener = self.sealer.seal(cell(&card.token), &plain)?;
            self.database.write(|t| tables::roster::add(t, site, card.id, &card.token, opener))?;
        }
        Ok(())
    }

    fn open_derived(&self, token: &[u8], opener: &[u8]) -> Result<Derived, DeskError> {
        let plain = self.sealer.open(cell(token), opener)?;
        let unread = DatabaseError::Corrupt("what a card opens cannot be read");
        let (index, key) = plain.split_at_checked(16).ok_or(unread)?;
        let fits = |_| DatabaseError::Corrupt("what a card opens has another length");
        Ok(Derived {
            index: index.try_into().map_err(fits)?,
            key: Zeroizing::new(key.try_into().map_err(fits)?),
        })
    }
}

fn cell(token: &[u8]) -> Cell<'_> {
    Cell { table: "desk_roster", column: "opener", row: token }
}

fn derive(card: CardNumber, salt: &[u8]) -> Derived {
    let mut both = Zeroizing::new([0u8; 48]);
    pbkdf2::pbkdf2_hmac::<Sha256>(card.digits().as_bytes(), salt, ROUNDS, both.as_mut());
    let (mut index, mut key) = ([0; 16], Zeroizing::new([0; 32]));
    index.copy_from_slice(&both[..16]);
    key.copy_from_slice(&both[16..]);
    Derived { index, key }
}

fn seal_entry(derived: &Derived, plain: &[u8]) -> Result<Entry, DeskError> {
    let refused = || DatabaseError::Corrupt("an entry of the roster cannot be sealed");
    let mut nonce = [0; 12];
    getrandom::fill(&mut nonce).map_err(|_| refused())?;
    let cipher = Aes256Gcm::new_from_slice(derived.key.as_slice()).map_err(|_| refused())?;
    let payload = Payload { msg: plain, aad: &derived.index };
    let body = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| refused())?;
    Ok(Entry { index: derived.index, sealed: [nonce.as_slice(), &body].concat() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_opens_with_the_card_and_with_no_other() {
        let card = CardNumber::read("990148201937551656").unwrap();
        let derived = derive(card, b"0123456789abcdef");
        let entry = seal_entry(&derived, b"{}").unwrap();
        let (nonce, body) = entry.sealed.split_at(12);
        let open = |derived: &Derived| {
            let payload = Payload { msg: body, aad: &entry.index };
            Aes256Gcm::new_from_slice(derived.key.as_slice())
                .unwrap()
                .decrypt(&Nonce::try_from(nonce).unwrap(), payload)
        };
        assert_eq!(open(&derived).unwrap(), b"{}");
        let other = derive(CardNumber::fresh(&|| Some([9; 16])).unwrap(), b"0123456789abcdef");
        assert!(open(&other).is_err() && other.index != entry.index);
        assert_ne!(derive(card, b"another site's").index, entry.index);
    }
}

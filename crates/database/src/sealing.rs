//! Sealing at rest: what is written is bound to its table, column and row, so that it can be neither read nor moved.

use crate::{DatabaseError, KeyFile};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Seals and opens values, and makes keyed tokens. Cloning shares the keys.
#[derive(Clone)]
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    token_key: Zeroizing<[u8; 32]>,
}

/// Where a sealed value stands. The row must be known before the value is sealed and must never change.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// Table name.
    pub table: &'static str,
    /// Column name.
    pub column: &'static str,
    /// What identifies the row.
    pub row: &'a [u8],
}

/// A keyed hash by which a value can be found without being readable.
pub type Token = [u8; 32];

const VERSION: u8 = 1;
const NONCE: usize = 24;

impl Sealer {
    /// Derives a key for each use from the main key (HKDF-SHA-256, RFC 5869).
    pub fn new(key: &KeyFile) -> Sealer {
        Sealer {
            cipher: XChaCha20Poly1305::new((&*derive(key, b"throughline seal 1")).into()),
            token_key: derive(key, b"throughline token 1"),
        }
    }

    /// Seals a value for its cell: version, random nonce, ciphertext with tag.
    ///
    /// # Errors
    /// When the operating system has no randomness.
    pub fn seal(&self, cell: Cell<'_>, plain: &[u8]) -> Result<Vec<u8>, DatabaseError> {
        let mut nonce = [0u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| DatabaseError::Corrupt("no randomness to seal with"))?;
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &bound_to(cell) })
            .map_err(|_| DatabaseError::Corrupt("a value is too large to seal"))?;
        let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens a value that was sealed for this very cell.
    ///
    /// # Errors
    /// When it was changed, moved from another row or column, or sealed with another key.
    pub fn open(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, DatabaseError> {
        let (Some(&VERSION), Some(nonce), Some(body)) =
            (sealed.first(), sealed.get(1..=NONCE), sealed.get(1 + NONCE..))
        else {
            return Err(DatabaseError::Corrupt("a sealed value has no known form"));
        };
        let nonce =
            XNonce::try_from(nonce).map_err(|_| DatabaseError::Corrupt("a sealed value has no nonce"))?;
        self.cipher.decrypt(&nonce, Payload { msg: body, aad: &bound_to(cell) }).map(Zeroizing::new).map_err(
            |_| DatabaseError::Corrupt("a sealed value was changed, moved or sealed with another key"),
        )
    }

    /// The token of one source's record key: the same in every room, so that what several rooms keep about a record meets.
    pub fn record_token(&self, source: &str, key: &str) -> Token {
        self.token("record key", format!("{source}\u{0}{key}").as_bytes())
    }

    /// A keyed hash of `value`; `purpose` keeps tokens of different columns apart.
    pub fn token(&self, purpose: &str, value: &[u8]) -> Token {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(self.token_key.as_slice()) else {
            unreachable!("HMAC takes keys of any length")
        };
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(value);
        mac.finalize().into_bytes().into()
    }
}

fn derive(key: &KeyFile, label: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0u8; 32]);
    let long_enough = Hkdf::<Sha256>::new(None, key.bytes()).expand(label, out.as_mut());
    debug_assert!(long_enough.is_ok(), "32 bytes are within what HKDF-SHA-256 gives");
    out
}

fn bound_to(cell: Cell<'_>) -> Vec<u8> {
    let mut bound = Vec::with_capacity(cell.table.len() + cell.column.len() + cell.row.len() + 16);
    for part in [cell.table.as_bytes(), cell.column.as_bytes(), cell.row] {
        bound.extend_from_slice(&(part.len() as u32).to_be_bytes());
        bound.extend_from_slice(part);
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer() -> Sealer {
        let folder = tempfile::tempdir().unwrap();
        Sealer::new(&KeyFile::create(&folder.path().join("key")).unwrap())
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_own_cell() {
        let sealer = sealer();
        let here = Cell { table: "source_record", column: "body", row: b"1" };
        let sealed = sealer.seal(here, b"secret").unwrap();
        assert_eq!(sealer.open(here, &sealed).unwrap().as_slice(), b"secret");
        for elsewhere in
            [Cell { row: b"2", ..here }, Cell { column: "row", ..here }, Cell { table: "t", ..here }]
        {
            assert!(sealer.open(elsewhere, &sealed).is_err());
        }
        let mut changed = sealed.clone();
        changed[40] ^= 1;
        assert!(sealer.open(here, &changed).is_err());
        assert!(super::tests::sealer().open(here, &sealed).is_err(), "another key");
        assert!(sealer.open(here, &sealed[..10]).is_err());
    }

    #[test]
    fn tokens_of_different_purposes_differ() {
        let sealer = sealer();
        assert_eq!(sealer.token("a", b"x"), sealer.token("a", b"x"));
        assert_ne!(sealer.token("a", b"x"), sealer.token("b", b"x"));
        assert_ne!(sealer.token("ab", b"c"), sealer.token("a", b"bc"));
    }
}

//! Kiosks: devices of a site, each with a key of its own. Enrolled with a code, known by what they sign, revoked by staff.

use crate::event::bytes;
use crate::{Desk, DeskError, tables, unfit};
use access::Permit;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// The name of a device. Only [`Desk::known_kiosk`] makes one, from a request that the device signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KioskId {
    pub(crate) id: String,
    pub(crate) site: String,
}

/// A device, as its health board shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct Kiosk {
    /// Its name in requests.
    pub id: String,
    /// The site where it stands.
    pub site: String,
    /// What staff call it.
    pub name: String,
    /// When it was enrolled, in milliseconds.
    pub enrolled_at: i64,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
    /// When it was heard of last.
    pub seen_at: i64,
    /// What it said of itself.
    pub health: Health,
}

/// What a kiosk says of itself each minute.
#[derive(Clone, Default, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// Events that are not delivered yet.
    pub pending: i64,
    /// Minutes for which the oldest of them waits.
    pub oldest_minutes: i64,
    /// Events that the server will never take.
    pub quarantine: i64,
    /// Reads that failed.
    pub reader_errors: i64,
    /// Cards that were no membership cards.
    pub wrong_cards: i64,
    /// Texts that a language lacks, so that they are shown in English.
    pub words_missing: i64,
    /// The browser promised to keep what is stored.
    pub persisted: bool,
    /// The page's version.
    pub version: String,
    /// Server minus device, in milliseconds, as this server saw it.
    pub clock_ms: i64,
}

/// A code by which one device of a site is enrolled. Shown once; does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct KioskCode(String);

/// A device that was enrolled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enrolled {
    /// Its name.
    pub device: String,
    /// Its site.
    pub site: String,
}

/// Why a request of a device is not answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// Nobody knows the device, or it did not sign this.
    Unknown,
    /// This device was revoked and must wipe what it keeps.
    Revoked(KioskId),
}

/// Hours for which a code can be used.
const CODE_HOURS: i64 = 1;
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// More of anything than a kiosk can have.
const MOST: i64 = 1_000_000;
const LONGEST_VERSION: usize = 40;

impl Health {
    /// The same with numbers that can be true.
    fn clamped(mut self) -> Health {
        let counts = [
            &mut self.pending,
            &mut self.oldest_minutes,
            &mut self.quarantine,
            &mut self.reader_errors,
            &mut self.wrong_cards,
            &mut self.words_missing,
        ];
        for count in counts {
            *count = (*count).clamp(0, MOST);
        }
        self.version = self.version.chars().take(LONGEST_VERSION).collect();
        self
    }
}

impl KioskCode {
    /// For the page on which it is shown once, and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for KioskCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KioskCode(*)")
    }
}

impl KioskId {
    /// The device, for the log.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where it stands.
    pub fn site(&self) -> &str {
        &self.site
    }
}

impl Desk {
    /// A code with which one device of a site can be enrolled within the hour.
    ///
    /// # Errors
    /// When the site is not there, or the database fails.
    pub fn kiosk_code(&self, permit: &Permit, site: &str) -> Result<KioskCode, DeskError> {
        self.make_kiosk_code(site, permit.account())
    }

    pub(crate) fn make_kiosk_code(&self, site: &str, by: Option<i64>) -> Result<KioskCode, DeskError> {
        let mut random = [0u8; 12];
        getrandom::fill(&mut random).map_err(|_| unfit("the system has no randomness"))?;
        let letters = random.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
        let parts: Vec<String> = letters.chunks(4).map(|part| part.iter().collect()).collect();
        let code = parts.join("-");
        let now = self.now();
        self.database.write(|t| {
            if tables::sites::site(t, site)?.is_none_or(|site| site.ended_at.is_some()) {
                return Err(unfit("there is no such site, or it is closed for good"));
            }
            Ok(tables::kiosks::add_code(t, &code_digest(&code), site, now, by)?)
        })?;
        Ok(KioskCode(code))
    }

    /// Enrols a device with a code and the public half of its key.
    ///
    /// # Errors
    /// With a sentence when the code or the key does not do. A wrong, an old and a used code cannot be told apart.
    pub fn enrol(&self, code: &str, public_key: &str, name: &str) -> Result<Enrolled, DeskError> {
        let key = bytes(public_key).filter(|key| VerifyingKey::from_sec1_bytes(key).is_ok());
        let key =
            key.ok_or_else(|| unfit("the device's key is no point of P-256; reload the page and try again"))?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 40 {
            return Err(unfit("give the kiosk a name of at most 40 letters, such as `lobby left`"));
        }
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).map_err(|_| unfit("the system has no randomness"))?;
        let device = random.iter().fold("k".to_owned(), |id, byte| format!("{id}{byte:02x}"));
        let now = self.now();
        self.database.write(|t| {
            let code = code_digest(&code.trim().to_uppercase());
            let used = tables::kiosks::use_code(t, &code, now, now - CODE_HOURS * 3_600_000)?;
            let (site, by) = used.ok_or_else(|| {
                unfit("this code is not known, was used, or is older than an hour; ask for a new one")
            })?;
            tables::kiosks::add(t, (&device, &site, name), &key, now, by)?;
            Ok(Enrolled { device, site })
        })
    }

    /// The device that signed a request. `signature` is base64url of 64 bytes over what docs/kiosk_protocol.md says.
    ///
    /// # Errors
    /// When the database fails. The inner error when the device is not to be answered.
    pub fn known_kiosk(
        &self,
        device: &str,
        signature: &str,
        (method, path, time): (&str, &str, &str),
        body: &[u8],
    ) -> Result<Result<KioskId, Refused>, DeskError> {
        let Some((site, key, revoked)) = self.database.read(|t| tables::kiosks::key(t, device))? else {
            return Ok(Err(Refused::Unknown));
        };
        let signed = signed_text(method, path, time, body);
        if !is_signed(&key, signature, signed.as_bytes()) {
            return Ok(Err(Refused::Unknown));
        }
        let kiosk = KioskId { id: device.to_owned(), site };
        Ok(if revoked { Err(Refused::Revoked(kiosk)) } else { Ok(kiosk) })
    }

    /// Takes note of what a kiosk says of itself.
    ///
    /// # Errors
    /// When the database fails.
    pub fn heard(&self, kiosk: &KioskId, health: &Health) -> Result<(), DeskError> {
        let health = health.clone().clamped();
        let text = serde_json::to_string(&health).unwrap_or_default();
        let now = self.now();
        Ok(self.database.write(|t| tables::kiosks::heard(t, &kiosk.id, now, &text))?)
    }

    /// Revokes a device: it is not answered any more, and told to wipe itself.
    ///
    /// # Errors
    /// When the database fails.
    pub fn revoke_kiosk(&self, permit: &Permit, device: &str) -> Result<(), DeskError> {
        let now = self.now();
        Ok(self.database.write(|t| tables::kiosks::revoke(t, device, now, permit.account()))?)
    }

    /// The devices of a site, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn kiosks(&self, site: &str) -> Result<Vec<Kiosk>, DeskError> {
        Ok(self.database.read(|t| tables::kiosks::of(t, site))?)
    }
}

/// What a device signs.
pub fn signed_text(method: &str, path: &str, time: &str, body: &[u8]) -> String {
    let digest: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("throughline kiosk 1\n{method}\n{path}\n{time}\n{digest}")
}

fn is_signed(key: &[u8], signature: &str, text: &[u8]) -> bool {
    let Ok(key) = VerifyingKey::from_sec1_bytes(key) else { return false };
    let signature = bytes(signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
    signature.is_some_and(|signature| key.verify(text, &signature).is_ok())
}

fn code_digest(code: &str) -> [u8; 32] {
    Sha256::digest(code.as_bytes()).into()
}

//! Who sent a request: a signature over its time and body, with a key that only the state system and this house know.

use crate::{Privacy, PrivacyError};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use records::SourceId;
use sha2::Sha256;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use zeroize::Zeroizing;

/// The key by which one state system signs. Does not print; wiped on drop.
pub struct StatusKey(Zeroizing<Vec<u8>>);

const SHORTEST: usize = 32;
/// How far the sender's clock may be off, in seconds.
const WITHIN: i64 = 300;

impl StatusKey {
    /// Reads a key file: 32 bytes or more, readable by its owner only. A line end behind the key does not count.
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub fn read(path: &Path) -> Result<StatusKey, PrivacyError> {
        let shown = path.display();
        let unfit = |words: String| PrivacyError::Unfit(format!("the key file `{shown}` {words}"));
        let facts = std::fs::metadata(path).map_err(|cause| unfit(format!("cannot be read ({cause})")))?;
        if facts.permissions().mode() & 0o077 != 0 {
            return Err(unfit(format!("can be read by others; run `chmod 600 {shown}`")));
        }
        let bytes = std::fs::read(path).map_err(|cause| unfit(format!("cannot be read ({cause})")))?;
        let mut bytes = Zeroizing::new(bytes);
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        if bytes.len() < SHORTEST {
            return Err(unfit(format!(
                "holds {} bytes; {SHORTEST} are needed: `openssl rand -hex 32` makes a key",
                bytes.len()
            )));
        }
        Ok(StatusKey(bytes))
    }

    fn mac(&self, seconds: &str, body: &[u8]) -> Hmac<Sha256> {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0) else {
            unreachable!("HMAC takes keys of any length")
        };
        mac.update(seconds.as_bytes());
        mac.update(b".");
        mac.update(body);
        mac
    }
}

impl Privacy {
    /// Whether a request of a source is signed with its key, at about this time: `t=<unix seconds>,v1=<hex HMAC-SHA-256>`.
    /// A source without a key takes as long as any other.
    pub fn is_signed(&self, source: &SourceId, body: &[u8], signature: &str, now: Timestamp) -> bool {
        let nobody = StatusKey(Zeroizing::new(vec![0; SHORTEST]));
        let (key, known) = self.keys.get(source).map_or((&nobody, false), |key| (key, true));
        let part = |name: &str| {
            let mut parts = signature.split(',').filter_map(|part| part.trim().split_once('='));
            parts.find(|(have, _)| *have == name).map_or("", |(_, value)| value)
        };
        let (seconds, given) = (part("t"), unhex(part("v1")).unwrap_or_default());
        let fits = key.mac(seconds, body).verify_slice(&given).is_ok();
        let digits = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
        let sent = seconds.parse::<i64>().ok().filter(|_| digits);
        let in_time = sent.is_some_and(|sent| sent.abs_diff(now.as_second()) <= WITHIN.unsigned_abs());
        fits && known && in_time
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) || text.len() > 128 {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_one_that_openssl_makes() {
        // printf '1772550000.[]' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        let key = StatusKey(Zeroizing::new(b"0123456789abcdef0123456789abcdef".to_vec()));
        let known = "579a591f73900573530fb6afbba186a80862bd8c30b7be53237c66e78af95d97";
        assert!(key.mac("1772550000", b"[]").verify_slice(&unhex(known).unwrap()).is_ok());
        assert!(key.mac("1772550001", b"[]").verify_slice(&unhex(known).unwrap()).is_err());
        assert!(key.mac("1772550000", b"[]").verify_slice(&[]).is_err());
    }

    #[test]
    fn a_key_file_that_is_short_or_open_to_others_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let mode = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        std::fs::write(&path, "0123456789abcdef0123456789abcdef\n").unwrap();
        mode(0o600);
        assert_eq!(StatusKey::read(&path).map_err(|cause| cause.to_string()).map(|key| key.0.len()), Ok(32));
        mode(0o640);
        let refused = |path: &Path| StatusKey::read(path).err().unwrap().to_string();
        assert!(refused(&path).contains("run `chmod 600 "));
        mode(0o600);
        std::fs::write(&path, "short\n").unwrap();
        assert!(refused(&path).contains("holds 5 bytes; 32 are needed"));
    }
}

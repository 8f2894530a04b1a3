//! Signatures by a key that both sides know, as the Standard Webhooks specification has them (version 1): three headers, and
//! HMAC-SHA-256 over name, time and body.

use base64::prelude::{BASE64_STANDARD, Engine};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use zeroize::Zeroizing;

/// The key of one partner. Does not print; wiped on drop.
pub struct PartnerKey(Zeroizing<Vec<u8>>);

/// The headers of a signed request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signed {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`: seconds since 1970.
    pub timestamp: String,
    /// `webhook-signature`: one or more of `v1,` and base64, with blanks between them.
    pub signature: String,
}

/// Bytes of the shortest key.
const SHORTEST: usize = 24;
/// How far the sender's clock may be off, in seconds.
const WITHIN: i64 = 300;

impl PartnerKey {
    /// Reads a key file: `whsec_` and base64 of 24 bytes or more, readable by its owner only.
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub fn read(path: &Path) -> Result<PartnerKey, String> {
        let shown = path.display();
        let unfit = |words: String| format!("the key file `{shown}` {words}");
        let facts = std::fs::metadata(path).map_err(|cause| unfit(format!("cannot be read ({cause})")))?;
        if facts.permissions().mode() & 0o077 != 0 {
            return Err(unfit(format!("can be read by others; run `chmod 600 {shown}`")));
        }
        let text = std::fs::read_to_string(path).map(Zeroizing::new);
        let text = text.map_err(|cause| unfit(format!("cannot be read ({cause})")))?;
        PartnerKey::of(text.trim()).ok_or_else(|| {
            unfit(
                "holds no key: `whsec_` and at least 24 bytes in base64 are needed; make one by \
                 `echo whsec_$(openssl rand -base64 32)`"
                    .to_owned(),
            )
        })
    }

    /// The key in a text as files hold it.
    pub fn of(text: &str) -> Option<PartnerKey> {
        let bytes = BASE64_STANDARD.decode(text.strip_prefix("whsec_")?).ok().map(Zeroizing::new)?;
        (bytes.len() >= SHORTEST).then_some(PartnerKey(bytes))
    }

    /// The headers for a body that is sent now.
    pub fn sign(&self, id: &str, now: Timestamp, body: &[u8]) -> Signed {
        let timestamp = now.as_second().to_string();
        let mac = self.mac(id, &timestamp, body).finalize().into_bytes();
        let signature = format!("v1,{}", BASE64_STANDARD.encode(mac));
        Signed { id: id.to_owned(), timestamp, signature }
    }

    /// These headers belong to this body, and were made within five minutes.
    pub fn is_signed(&self, signed: &Signed, now: Timestamp, body: &[u8]) -> bool {
        let Ok(seconds) = signed.timestamp.parse::<i64>() else { return false };
        if seconds.abs_diff(now.as_second()) > WITHIN.unsigned_abs() {
            return false;
        }
        let ours = signed.signature.split(' ').filter_map(|one| one.strip_prefix("v1,"));
        let mut macs = ours.filter_map(|text| BASE64_STANDARD.decode(text).ok());
        macs.any(|mac| self.mac(&signed.id, &signed.timestamp, body).verify_slice(&mac).is_ok())
    }

    fn mac(&self, id: &str, seconds: &str, body: &[u8]) -> Hmac<Sha256> {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0) else {
            unreachable!("HMAC takes keys of any length")
        };
        for part in [id.as_bytes(), b".", seconds.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac
    }
}

impl std::fmt::Debug for PartnerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PartnerKey(*)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_the_specification_is_signed_so() {
        let key = PartnerKey::of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let now = Timestamp::from_second(1_614_265_330).unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signed = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", now, body);
        assert_eq!(signed.signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(key.is_signed(&signed, now, body));
        let several = Signed { signature: format!("v1a,x v1,AAAA {}", signed.signature), ..signed.clone() };
        assert!(key.is_signed(&several, now, body));
        let late = Timestamp::from_second(1_614_265_330 + 301).unwrap();
        assert!(!key.is_signed(&signed, late, body), "five minutes are over");
        assert!(!key.is_signed(&signed, now, b"{}"));
        assert!(!key.is_signed(&Signed { id: "msg_other".to_owned(), ..signed }, now, body));
        assert!(!key.is_signed(&Signed::default(), now, body));
    }

    #[test]
    fn a_key_that_is_none_is_refused() {
        assert!(PartnerKey::of("whsec_c2hvcnQ=").is_none(), "five bytes");
        assert!(PartnerKey::of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").is_none(), "nothing says what it is");
        assert!(PartnerKey::of("whsec_!").is_none());
    }
}

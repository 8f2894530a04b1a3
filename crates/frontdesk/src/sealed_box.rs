//! What a kiosk seals to the server: the number that was swiped or keyed, so that a stolen kiosk shows none.
//!
//! ECDH on P-256 with a key made for this one box, HKDF-SHA-256, AES-256-GCM bound to the device: what every browser can do without
//! a library (docs/kiosk_protocol.md).

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;
use zeroize::Zeroizing;

const INFO: &[u8] = b"throughline kiosk number 1";
/// An uncompressed point of the curve.
const POINT: usize = 65;
const NONCE: usize = 12;

/// The server's half of the seal.
pub struct SealKey {
    secret: SecretKey,
    public: Vec<u8>,
}

impl SealKey {
    /// The key made from 32 secret bytes; `None` for the few that are no key of the curve.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<SealKey> {
        let secret = SecretKey::from_slice(bytes).ok()?;
        let public = point(&secret.public_key());
        Some(SealKey { secret, public })
    }

    /// The public half, uncompressed.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// Opens what a device sealed; `None` when it was changed, or sealed on another device or for another server.
    pub fn open(&self, device: &str, sealed: &[u8]) -> Option<Zeroizing<String>> {
        let (point, rest) = sealed.split_at_checked(POINT)?;
        let (nonce, body) = rest.split_at_checked(NONCE)?;
        let shared = shared(&self.secret, &PublicKey::from_sec1_bytes(point).ok()?);
        let cipher = cipher(&shared, point, &self.public)?;
        let nonce = Nonce::try_from(nonce).ok()?;
        let plain = cipher.decrypt(&nonce, Payload { msg: body, aad: device.as_bytes() }).ok()?;
        String::from_utf8(plain).ok().map(Zeroizing::new)
    }
}

/// Seals as a device does; for tests and benches, which stand in for kiosks. `secret` and `nonce` are used once.
pub fn seal(
    server: &[u8],
    device: &str,
    plain: &str,
    secret: &[u8; 32],
    nonce: [u8; NONCE],
) -> Option<Vec<u8>> {
    let secret = SecretKey::from_slice(secret).ok()?;
    let own = point(&secret.public_key());
    let shared = shared(&secret, &PublicKey::from_sec1_bytes(server).ok()?);
    let payload = Payload { msg: plain.as_bytes(), aad: device.as_bytes() };
    let body = cipher(&shared, &own, server)?.encrypt(&Nonce::from(nonce), payload).ok()?;
    Some([own.as_slice(), &nonce, &body].concat())
}

fn shared(secret: &SecretKey, public: &PublicKey) -> Zeroizing<Vec<u8>> {
    let shared = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), public.as_affine());
    Zeroizing::new(shared.raw_secret_bytes().to_vec())
}

fn cipher(shared: &[u8], own: &[u8], server: &[u8]) -> Option<Aes256Gcm> {
    let mut key = Zeroizing::new([0u8; 32]);
    Hkdf::<Sha256>::new(Some(&[own, server].concat()), shared).expand(INFO, key.as_mut()).ok()?;
    Aes256Gcm::new_from_slice(key.as_slice()).ok()
}

fn point(public: &PublicKey) -> Vec<u8> {
    public.to_sec1_point(false).as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_server_opens_a_box_and_only_for_the_device_that_sealed_it() {
        let server = SealKey::from_bytes(&[7; 32]).unwrap();
        let sealed = seal(server.public(), "kiosk-1", "card:990148201937551656", &[9; 32], [1; 12]).unwrap();
        assert_eq!(server.open("kiosk-1", &sealed).unwrap().as_str(), "card:990148201937551656");
        assert!(server.open("kiosk-2", &sealed).is_none());
        assert!(SealKey::from_bytes(&[8; 32]).unwrap().open("kiosk-1", &sealed).is_none());
        for at in [0, 10, POINT + 3, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(server.open("kiosk-1", &changed).is_none());
        }
        for length in 0..sealed.len() {
            assert!(server.open("kiosk-1", &sealed[..length]).is_none());
        }
        assert!(SealKey::from_bytes(&[0; 32]).is_none());
    }
}

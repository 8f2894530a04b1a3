//! A kiosk of the bench: it signs and seals as a browser does.

use crate::Problem;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use frontdesk::{CardNumber, FrontDesk, KioskRequest, seal, signed_text, system_chance};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use records::{Clock, SystemClock};
use serde_json::{Value, json};
use std::sync::Mutex;
use uuid::Builder;

pub(super) struct Device {
    id: String,
    key: SigningKey,
    seq: Mutex<i64>,
}

impl Device {
    pub(super) fn enrolled(front: &FrontDesk, code: &str) -> Result<Device, Problem> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(Problem::from)?;
        let key = SigningKey::from_slice(&secret).map_err(Problem::from)?;
        let public = key.verifying_key().to_sec1_point(false);
        let public = BASE64_URL_SAFE_NO_PAD.encode(public.as_bytes());
        let enrolled = front.desk().enrol(code, &public, "bench").map_err(Problem::from)?;
        Ok(Device { id: enrolled.device, key, seq: Mutex::new(0) })
    }

    pub(super) fn look_up(&self, front: &FrontDesk, card: CardNumber) -> Result<(), Problem> {
        let said = self.asks(front, "/kiosk/v1/look-up", &json!({ "sealed": self.sealed(front, card)? }))?;
        if said["result"] == "known" { Ok(()) } else { Err(Problem(format!("a look-up said {said}"))) }
    }

    /// One sign-in for each card, in one batch.
    pub(super) fn sign_in(
        &self,
        front: &FrontDesk,
        cards: &[CardNumber],
        services: &[&str],
    ) -> Result<(), Problem> {
        let now = SystemClock.now().to_string();
        let mut events = Vec::with_capacity(cards.len());
        for card in cards {
            let seq = {
                let mut seq = self.seq.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *seq += 1;
                *seq
            };
            events.push(json!({
                "id": name()?, "seq": seq, "boot": "b", "wall": now, "mono": 1000, "kind": "sign_in", "visit": name()?,
                "who": { "sealed": self.sealed(front, *card)? }, "by": "swipe", "services": services, "lang": "en",
            }));
        }
        let batch = json!({ "sent": now, "boot": "b", "mono": 1000, "events": events });
        let said = self.asks(front, "/kiosk/v1/events", &batch)?;
        let results = said["results"].as_array().map(Vec::as_slice).unwrap_or_default();
        let taken = results.iter().filter(|result| result["result"] == "applied").count();
        if taken == cards.len() {
            Ok(())
        } else {
            Err(Problem(format!("{taken} of {} events were taken", cards.len())))
        }
    }

    pub(super) fn health(&self, front: &FrontDesk) -> Result<(), Problem> {
        self.asks(front, "/kiosk/v1/health", &json!({ "pending": 0, "persisted": true })).map(drop)
    }

    fn asks(&self, front: &FrontDesk, path: &str, body: &Value) -> Result<Value, Problem> {
        let (body, time) = (body.to_string(), SystemClock.now().to_string());
        let signature: Signature =
            self.key.sign(signed_text("POST", path, &time, body.as_bytes()).as_bytes());
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes());
        let request = KioskRequest {
            method: "POST",
            path,
            query: "",
            device: &self.id,
            time: &time,
            signature: &signature,
            body: body.as_bytes(),
        };
        let answer = front.answer(&request).map_err(Problem::from)?;
        if answer.status != 200 {
            return Err(Problem(format!("{path} answered {}: {}", answer.status, answer.json)));
        }
        serde_json::from_str(&answer.json).map_err(Problem::from)
    }

    fn sealed(&self, front: &FrontDesk, card: CardNumber) -> Result<String, Problem> {
        let (mut secret, mut nonce) = ([0; 32], [0; 12]);
        getrandom::fill(&mut secret).and_then(|()| getrandom::fill(&mut nonce)).map_err(Problem::from)?;
        let plain = format!("card:{}", card.digits());
        let sealed = seal(front.desk().seal_key().public(), &self.id, &plain, &secret, nonce);
        Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed.ok_or_else(|| Problem("nothing was sealed".to_owned()))?))
    }
}

fn name() -> Result<String, Problem> {
    let random = system_chance().ok_or_else(|| Problem("the system has no randomness".to_owned()))?;
    Ok(Builder::from_random_bytes(random).into_uuid().to_string())
}

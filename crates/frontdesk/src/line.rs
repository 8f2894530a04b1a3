//! What a kiosk asks and is answered, as JSON on the line (docs/kiosk_protocol.md). The portal only carries it.

mod answers;
mod limits;

pub(crate) use limits::{By, Misses};

use crate::event::bytes;
use crate::kiosks::{Health, KioskId, Refused};
use crate::{Asked, Batch, Forgot, FrontDesk, FrontDeskError, Verdict};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A request of a device, as HTTP brought it.
#[derive(Clone, Copy, Debug)]
pub struct KioskRequest<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The path behind the portal's address.
    pub path: &'a str,
    /// What stands behind the question mark; may be empty.
    pub query: &'a str,
    /// `X-Kiosk-Device`.
    pub device: &'a str,
    /// `X-Kiosk-Time`.
    pub time: &'a str,
    /// `X-Kiosk-Signature`.
    pub signature: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// An answer in JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KioskAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub json: String,
    /// Seconds to wait, when the device is to ask later.
    pub retry_after: Option<i64>,
}

/// The longest body, in bytes.
pub const LONGEST_BODY: usize = 256 * 1024;

impl FrontDesk {
    /// Answers a device. Who does not sign as one learns nothing.
    ///
    /// # Errors
    /// When the desk, the log or the marks fail; the device keeps what it has and asks again.
    pub fn answer(&self, request: &KioskRequest<'_>) -> Result<KioskAnswer, FrontDeskError> {
        if request.path == "/kiosk/v1/enrol" && request.method == "POST" {
            return self.enrol(request.body);
        }
        let signed = match request.query {
            "" => request.path.to_owned(),
            query => format!("{}?{query}", request.path),
        };
        let signature = (request.method, signed.as_str(), request.time);
        let kiosk = match self.desk.known_kiosk(request.device, request.signature, signature, request.body)? {
            Ok(kiosk) => kiosk,
            Err(Refused::Unknown) => {
                return Ok(refusal(401, "this device is not known; enrol it with a code"));
            }
            Err(Refused::Revoked(_)) => {
                return Ok(answer(
                    401,
                    &json!({ "error": "this device was taken out of use", "wipe": true }),
                ));
            }
        };
        match (request.method, request.path) {
            ("GET", "/kiosk/v1/config") => self.config(&kiosk),
            ("GET", "/kiosk/v1/roster") => self.roster_for(&kiosk, request.query),
            ("POST", "/kiosk/v1/look-up") => self.look_up_for(&kiosk, request.body),
            ("POST", "/kiosk/v1/events") => self.take_for(&kiosk, request.body),
            ("POST", "/kiosk/v1/health") => self.health_of(&kiosk, request),
            _ => Ok(refusal(404, "there is no such request; see docs/kiosk_protocol.md")),
        }
    }

    fn enrol(&self, body: &[u8]) -> Result<KioskAnswer, FrontDeskError> {
        let Some(said) = read(body) else { return Ok(refusal(400, NOT_JSON)) };
        let text = |name: &str| said[name].as_str().unwrap_or_default();
        match self.desk.enrol(text("code"), text("public_key"), text("name")) {
            Ok(enrolled) => Ok(answer(
                200,
                &json!({ "device": enrolled.device, "site": enrolled.site, "server_time": self.server_time() }),
            )),
            Err(crate::DeskError::Unfit(why)) => Ok(refusal(403, &why)),
            Err(cause) => Err(cause.into()),
        }
    }

    fn look_up_for(&self, kiosk: &KioskId, body: &[u8]) -> Result<KioskAnswer, FrontDeskError> {
        let Some(said) = read(body) else { return Ok(refusal(400, NOT_JSON)) };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let asked = match (said["sealed"].as_str().and_then(bytes), &said["forgot"]) {
            (Some(sealed), _) => Asked::Number(sealed, said["birthday"].as_str().map(str::to_owned)),
            (None, forgot @ Value::Object(_)) => Asked::Forgot(Forgot {
                last: text(&forgot["last"]),
                born: text(&forgot["born"]),
                phone: text(&forgot["phone"]),
                number: text(&forgot["member"]),
            }),
            _ => return Ok(refusal(400, "say `sealed` or `forgot`")),
        };
        let (by, now) = (self.desk.asked_by(kiosk, &asked), self.desk.now());
        let wait = self.misses.wait(kiosk.id(), by, now);
        let too_many = |seconds| {
            let error = json!({ "error": "too many look-ups without success; ask staff" });
            Ok(KioskAnswer { retry_after: Some(seconds), ..answer(429, &error) })
        };
        if let (By::Words, Some(seconds)) = (by, wait) {
            return too_many(seconds);
        }
        let greeting = self.look_up(kiosk, &asked)?;
        if !matches!(greeting, crate::Greeting::Known(_)) {
            // A good card is read however many wrong ones were.
            if let Some(seconds) = wait {
                return too_many(seconds);
            }
            self.misses.add(kiosk.id(), by, now);
        }
        Ok(answer(200, &answers::greeting(&greeting)))
    }

    fn take_for(&self, kiosk: &KioskId, body: &[u8]) -> Result<KioskAnswer, FrontDeskError> {
        let Some(mut said) = read(body) else { return Ok(refusal(400, NOT_JSON)) };
        let Value::Array(events) = said["events"].take() else {
            return Ok(refusal(400, "`events` is no list"));
        };
        let batch = Batch {
            sent: said["sent"]
                .as_str()
                .and_then(|sent| sent.parse::<Timestamp>().ok())
                .map(Timestamp::as_millisecond),
            boot: said["boot"].as_str().unwrap_or_default().to_owned(),
            mono: said["mono"].as_i64().unwrap_or(0),
            events,
            handed_in: false,
        };
        let taken = match self.desk.take(kiosk, &batch) {
            Ok(taken) => taken,
            Err(crate::DeskError::Unfit(why)) => return Ok(refusal(400, &why)),
            Err(cause) => return Err(cause.into()),
        };
        let results: Vec<Value> = batch.events.iter().zip(&taken.verdicts).map(result).collect();
        let mut said = json!({ "server_time": self.server_time(), "results": results, "next": taken.next });
        if let Some(from) = taken.resend_from {
            said["resend_from"] = json!(from);
        }
        Ok(answer(200, &said))
    }

    fn health_of(&self, kiosk: &KioskId, request: &KioskRequest<'_>) -> Result<KioskAnswer, FrontDeskError> {
        let Ok(mut health) = serde_json::from_slice::<Health>(request.body) else {
            return Ok(refusal(400, NOT_JSON));
        };
        let now = self.desk.now();
        let device = request.time.parse::<Timestamp>().map(Timestamp::as_millisecond);
        health.clock_ms = device.map_or(i64::MAX, |device| now - device);
        self.desk.heard(kiosk, &health)?;
        let said = json!({
            "server_time": self.server_time(),
            "config": self.config_of(kiosk)?.1,
            "roster": self.roster(kiosk.site())?.version,
            "reload": false,
        });
        Ok(answer(200, &said))
    }

    fn server_time(&self) -> String {
        self.desk.clock.now().to_string()
    }
}

const NOT_JSON: &str = "the body is not the JSON that docs/kiosk_protocol.md says";

fn result((event, verdict): (&Value, &Verdict)) -> Value {
    let id = event["id"].as_str().unwrap_or_default();
    match verdict {
        Verdict::Applied => json!({ "id": id, "result": "applied" }),
        Verdict::Duplicate => json!({ "id": id, "result": "duplicate" }),
        Verdict::Held(why) => json!({ "id": id, "result": "held", "reason": why }),
        Verdict::Rejected(why) => json!({ "id": id, "result": "rejected", "reason": why }),
    }
}

fn read(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok().filter(Value::is_object)
}

fn answer(status: u16, json: &Value) -> KioskAnswer {
    KioskAnswer { status, json: json.to_string(), retry_after: None }
}

fn refusal(status: u16, why: &str) -> KioskAnswer {
    answer(status, &json!({ "error": why }))
}

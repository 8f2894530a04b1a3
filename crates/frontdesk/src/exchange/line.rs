//! The exchange on the line: signed requests, answered in JSON (docs/exchange.md). The portal only carries them.

use super::{Heard, Partner, Signed};
use crate::{FrontDesk, FrontDeskError};
use serde_json::{Value, json};

/// A request of another system, as HTTP brought it.
#[derive(Clone, Copy, Debug)]
pub struct ExchangeRequest<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The partner's id in the address.
    pub partner: &'a str,
    /// Path and query behind the portal's address, as they were asked for.
    pub address: &'a str,
    /// What stands behind the question mark; may be empty.
    pub query: &'a str,
    /// The three headers.
    pub signed: &'a Signed,
    /// The body.
    pub body: &'a [u8],
}

/// An answer in JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExchangeAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub json: String,
}

/// The interface as an OpenAPI document.
pub const OPEN_API: &str = include_str!("open_api.json");

/// Messages that are taken at once.
const MOST: usize = 200;

impl FrontDesk {
    /// Answers another system. Who does not sign as one learns nothing.
    ///
    /// # Errors
    /// When the desk, the log or the marks fail; the request can be made again.
    pub fn exchange(&self, request: &ExchangeRequest<'_>) -> Result<ExchangeAnswer, FrontDeskError> {
        // What is asked for is signed in place of a body that is not there.
        let asked = format!("{} {}", request.method, request.address);
        let content = if request.method == "GET" { asked.as_bytes() } else { request.body };
        let now = self.desk.clock.now();
        let known = self.partner(request.partner);
        let Some(partner) = known.filter(|known| known.key.is_signed(request.signed, now, content)) else {
            return Ok(refusal(
                401,
                "this request is not signed, not in time, or not by a system that is known here",
            ));
        };
        match request.method {
            "GET" => self.read_by(partner, request.query),
            _ => self.said_by(partner, request.body),
        }
    }

    fn read_by(&self, partner: &Partner, query: &str) -> Result<ExchangeAnswer, FrontDeskError> {
        let asked = |name: &str, otherwise: i64| {
            let value = query.split('&').find_map(|one| one.strip_prefix(name)?.strip_prefix('='));
            value.map_or(Some(otherwise), |text| text.parse().ok().filter(|number| *number >= 0))
        };
        let (Some(after), Some(most)) = (asked("after", 0), asked("most", 200)) else {
            return Ok(refusal(400, "`after` and `most` are whole numbers from 0 on"));
        };
        let outgoing = self.messages_for(partner, after, most)?;
        Ok(answer(
            200,
            &json!({ "messages": outgoing.messages, "next": outgoing.next, "more": outgoing.more }),
        ))
    }

    fn said_by(&self, partner: &Partner, body: &[u8]) -> Result<ExchangeAnswer, FrontDeskError> {
        let Ok(mut said) = serde_json::from_slice::<Value>(body) else {
            return Ok(refusal(400, "the body is no JSON"));
        };
        let Some(Value::Array(messages)) = said.get_mut("messages").map(Value::take) else {
            return Ok(refusal(400, "`messages` is no list; see the OpenAPI document"));
        };
        if messages.len() > MOST {
            return Ok(refusal(400, "at most 200 messages are taken at once; send the rest after them"));
        }
        let heard = self.hear(partner, &messages)?;
        let results: Vec<Value> = heard.iter().map(|(id, heard)| result(id, heard)).collect();
        Ok(answer(200, &json!({ "results": results })))
    }
}

/// One answer, as JSON.
pub(super) fn result(id: &str, heard: &Heard) -> Value {
    let (word, who, why) = match heard {
        Heard::Applied(who) => ("applied", who.as_ref(), None),
        Heard::Duplicate(who) => ("duplicate", who.as_ref(), None),
        Heard::Held(why) => ("held", None, Some(why)),
        Heard::Refused(why) => ("refused", None, Some(why)),
    };
    let mut result = json!({ "id": id, "result": word });
    if let Some((uii, number)) = who {
        result["customer"] = json!({ "uii": uii, "member_number": number });
    }
    if let Some(why) = why {
        result["reason"] = json!(why);
    }
    result
}

impl Heard {
    /// The answer as JSON, as it stands on the line.
    pub fn in_json(&self, id: &str) -> String {
        result(id, self).to_string()
    }
}

fn answer(status: u16, json: &Value) -> ExchangeAnswer {
    ExchangeAnswer { status, json: json.to_string() }
}

fn refusal(status: u16, why: &str) -> ExchangeAnswer {
    answer(status, &json!({ "error": why }))
}

//! Messages as they come in.

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A message that can be read.
pub(super) struct Incoming {
    /// The partner's name for it.
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) said: Said,
    /// Of its whole text, to know it again.
    pub(super) digest: [u8; 32],
    pub(super) text: String,
}

/// What it says.
pub(super) enum Said {
    Customer(Customer),
    Delivered { customer: Whose, service: Delivered },
    Undone { delivered: String },
}

/// A customer, by any of her names.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    #[serde(default)]
    pub(super) uii: Option<String>,
    #[serde(default)]
    pub(super) member_number: Option<String>,
    #[serde(default)]
    pub(super) external_id: Option<String>,
}

/// What a partner knows of a customer; what it leaves out stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Customer {
    #[serde(default)]
    pub(super) uii: Option<String>,
    #[serde(default)]
    pub(super) member_number: Option<String>,
    #[serde(default)]
    pub(super) external_id: Option<String>,
    #[serde(default)]
    pub(super) first_name: Option<String>,
    #[serde(default)]
    pub(super) last_name: Option<String>,
    #[serde(default)]
    pub(super) birth_date: Option<String>,
    #[serde(default)]
    pub(super) phone: Option<String>,
    #[serde(default)]
    pub(super) language: Option<String>,
    #[serde(default)]
    pub(super) ssn: Option<String>,
    /// Where she is registered when she is new, and where somebody decides when it is not clear who she is.
    #[serde(default)]
    pub(super) site: Option<String>,
}

/// Something that the partner's staff delivered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Delivered {
    pub(super) service: String,
    pub(super) site: String,
    pub(super) day: jiff::civil::Date,
    #[serde(default, rename = "program")]
    pub(super) programme: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    #[expect(dead_code, reason = "a partner says when it said so; what counts is the day in the data")]
    timestamp: Option<String>,
    data: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomerData {
    customer: Customer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeliveredData {
    customer: Whose,
    service: Delivered,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UndoneData {
    delivered: String,
}

/// Letters of the longest name of a message.
const LONGEST_ID: usize = 64;

impl Incoming {
    /// Reads a message; the error is a sentence for whoever wrote it.
    pub(super) fn read(message: &Value) -> Result<Incoming, String> {
        let envelope: Envelope = shape(message.clone(), "the message")?;
        let fits = |id: &str| {
            let known =
                |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | ':');
            (1..=LONGEST_ID).contains(&id.len()) && id.chars().all(known)
        };
        if !fits(&envelope.id) {
            return Err(format!(
                "`id` is not 1 to {LONGEST_ID} letters, digits, hyphens, underscores, dots or colons"
            ));
        }
        let (kind, mut said) = match envelope.kind.as_str() {
            "customer.changed" => {
                let data: CustomerData = shape(envelope.data, "`data`")?;
                ("customer.changed", Said::Customer(data.customer))
            }
            "service.delivered" => {
                let DeliveredData { customer, service } = shape(envelope.data, "`data`")?;
                ("service.delivered", Said::Delivered { customer, service })
            }
            "service.undone" => {
                let data: UndoneData = shape(envelope.data, "`data`")?;
                ("service.undone", Said::Undone { delivered: data.delivered })
            }
            _ => {
                return Err(
                    "`type` is none of customer.changed, service.delivered and service.undone".to_owned()
                );
            }
        };
        if let Some(external) = said.external_id() {
            // An empty one names nobody.
            *external = external.take().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
            if external.as_ref().is_some_and(|id| id.chars().count() > LONGEST_ID) {
                return Err(format!("`external_id` is longer than {LONGEST_ID} letters"));
            }
        }
        let text = message.to_string();
        let digest = Sha256::digest(text.as_bytes()).into();
        Ok(Incoming { id: envelope.id, kind, said, digest, text })
    }
}

impl Said {
    fn external_id(&mut self) -> Option<&mut Option<String>> {
        match self {
            Said::Customer(customer) => Some(&mut customer.external_id),
            Said::Delivered { customer, .. } => Some(&mut customer.external_id),
            Said::Undone { .. } => None,
        }
    }
}

impl Customer {
    pub(super) fn whose(&self) -> Whose {
        Whose {
            uii: self.uii.clone(),
            member_number: self.member_number.clone(),
            external_id: self.external_id.clone(),
        }
    }
}

/// The name under which answers speak of a message, also of one that cannot be read.
pub(super) fn name_of(message: &Value) -> &str {
    message["id"].as_str().unwrap_or_default()
}

fn shape<T: serde::de::DeserializeOwned>(value: Value, what: &str) -> Result<T, String> {
    serde_json::from_value(value).map_err(|cause| {
        // Values may be personal; the reader's sentence repeats them after the words `invalid type`.
        let sentence = cause.to_string();
        match sentence.split_once("invalid type: ").or_else(|| sentence.split_once("invalid value: ")) {
            Some((_, rest)) => {
                let wanted = rest.rsplit_once("expected ").map_or("something else", |(_, wanted)| wanted);
                format!("{what} has a value of the wrong kind; expected {wanted}")
            }
            None => format!("{what} cannot be read: {sentence}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_wrong_is_said_without_repeating_what_is_personal() {
        let read = |message: Value| Incoming::read(&message).map(|read| read.kind);
        let customer = |data: Value| {
            read(json!({ "id": "a1", "type": "customer.changed", "data": { "customer": data } }))
        };
        assert_eq!(customer(json!({ "first_name": "Ada" })), Ok("customer.changed"));
        let why = customer(json!({ "birthdate": "1990-01-01" })).unwrap_err();
        assert!(why.contains("unknown field `birthdate`"), "{why}");
        let why = customer(json!({ "ssn": 219_099_999 })).unwrap_err();
        assert!(why.contains("expected a string") && !why.contains("219"), "{why}");
        let why = read(json!({ "id": "a b", "type": "service.undone", "data": {} })).unwrap_err();
        assert!(why.starts_with("`id`"), "{why}");
        let why = read(json!({ "id": "a", "type": "visit.changed", "data": {} })).unwrap_err();
        assert!(why.starts_with("`type`"), "{why}");
        assert!(read(json!("text")).is_err());
        let delivered = json!({ "id": "a", "type": "service.delivered", "data": {
            "customer": { "uii": "X" }, "service": { "service": "s", "site": "n", "day": "2026-13-40" } } });
        let why = read(delivered).unwrap_err();
        assert!(why.contains("`data` cannot be read"), "{why}");
    }
}

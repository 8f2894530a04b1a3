//! Messages as they go out: how a customer, a visit or a delivered service stands when it is told.

use crate::tables::exchange::{ServiceTold, VisitTold};
use crate::{Desk, DeskError, Member, Uii, counter};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A message around its data.
pub(super) fn message(change: i64, kind: &str, now: Timestamp, data: Value) -> Value {
    json!({ "id": format!("change-{change}"), "type": kind, "timestamp": time(now), "data": data })
}

impl Desk {
    pub(super) fn customer_told(&self, member: &Member, private: bool) -> Value {
        let said = &member.said;
        let mut told = json!({
            "uii": member.uii.text(),
            "member_number": member.number.digits(),
            "first_name": said.first,
            "last_name": said.last,
            "registered_at": millis(member.registered_at),
            "site": member.site,
            "private": private,
        });
        if !member.also.is_empty() {
            told["also"] = member.also.iter().map(Uii::text).collect();
        }
        for (name, text) in [("birth_date", &said.born), ("phone", &said.phone), ("language", &said.lang)] {
            if !text.is_empty() {
                told[name] = json!(text);
            }
        }
        told
    }

    pub(super) fn visit_told(&self, member: &Member, visit: &VisitTold) -> Result<Value, DeskError> {
        let services = visit.services.iter().map(|one| {
            let used = match (one.used, visit.verified) {
                (true, _) => json!(true),
                (false, true) => json!(false),
                (false, false) => Value::Null,
            };
            json!({ "service": one.service, "chosen": one.chosen, "used": used })
        });
        let state = match (visit.voided, visit.folded_into.is_some(), visit.ended, visit.closed) {
            (true, ..) => "void",
            (_, true, ..) => "part",
            (_, _, Some(_), _) => "ended",
            (_, _, None, true) => "closed",
            (_, _, None, false) => "open",
        };
        let mut told = json!({
            "visit": visit.id.to_string(),
            "site": visit.site,
            "day": counter::date(visit.day).to_string(),
            "began_at": millis(visit.began),
            "state": state,
            "verified": visit.verified,
            "uncertain_time": visit.uncertain,
            "from_paper": visit.paper,
            "services": services.collect::<Vec<_>>(),
        });
        if let Some(ended) = visit.ended {
            told["ended_at"] = json!(millis(ended));
        }
        if let Some(into) = visit.folded_into {
            told["part_of"] = json!(into.to_string());
        }
        Ok(json!({ "customer": who(member), "visit": told }))
    }

    pub(super) fn service_told(&self, member: &Member, service: &ServiceTold) -> Value {
        let mut told = json!({
            "delivery": service.id,
            "service": service.service,
            "site": service.site,
            "day": counter::date(service.day).to_string(),
            "recorded_at": millis(service.at),
        });
        if let Some(visit) = service.visit {
            told["visit"] = json!(visit.to_string());
        }
        if let Some(programme) = &service.programme {
            told["program"] = json!(programme);
        }
        json!({ "customer": who(member), "service": told })
    }
}

fn who(member: &Member) -> Value {
    json!({ "uii": member.uii.text(), "member_number": member.number.digits() })
}

fn millis(at: i64) -> String {
    Timestamp::from_millisecond(at).map(time).unwrap_or_default()
}

fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}

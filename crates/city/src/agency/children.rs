//! The child-welfare agency: how it writes down a person, in JSON.

use super::Style;
use crate::address::{CITY, STATE};
use crate::city::City;
use crate::clan::{Clan, Kin};
use crate::documents::{Category, documents};
use crate::keys::{Agency, RecordId};
use crate::on_file::{OnFile, on_file};
use crate::person::Sex;
use crate::seen::{Seen, SeenSsn, see};
use crate::welfare::{ALLEGATIONS, Part, PlacementKind, Report};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Everyone of a clan whom the agency has on file, as it would answer, without `updatedAt`.
pub(crate) fn people(city: &City, clan: &Clan) -> Vec<(RecordId, Value)> {
    let files = on_file(city, clan, Agency::Children);
    let desk = Desk { city, clan, files: &files };
    files.iter().filter_map(|file| Some((file.record, desk.person(file)?))).collect()
}

struct Desk<'a> {
    city: &'a City,
    clan: &'a Clan,
    files: &'a [OnFile],
}

fn text(value: &str) -> Value {
    if value.is_empty() { Value::Null } else { value.into() }
}

impl Desk<'_> {
    fn person(&self, file: &OnFile) -> Option<Value> {
        let OnFile { place, record } = *file;
        let seen = see(self.city, self.clan, place, Agency::Children, record)?;
        let key = Agency::Children.key(self.city.seed(), record);
        let current = record.copy == 0;
        let only = |list: Vec<Value>| if current { list } else { Vec::new() };
        Some(json!({
            "personId": key,
            "givenName": seen.given, "middleName": text(&seen.middle),
            "familyName": seen.surname, "suffix": text(&seen.suffix),
            "alsoKnownAs": also_known_as(&seen),
            "birthDate": seen.born, "birthDateEstimated": seen.estimated,
            "sex": match seen.sex { Some(Sex::Female) => "female", Some(Sex::Male) => "male", None => "unknown" },
            "ssn": match seen.ssn {
                SeenSsn::None => Value::Null,
                SeenSsn::LastFour(four) => format!("***-**-{four:04}").into(),
                SeenSsn::Full(n) => format!("{:03}-{:02}-{:04}", n / 1_000_000, n / 10_000 % 100, n % 10_000).into(),
            },
            "primaryLanguage": language(self.city.language(seen.community)),
            "addresses": addresses(&seen),
            "contacts": contacts(&seen),
            "household": only(self.household(place)),
            "relations": only(self.relations(place)),
            "cases": only(self.cases(place)),
            "placements": only(self.placements(place)),
            "custodyNotices": only(self.custody(place)),
            "documents": self.documents(place, record, &key),
        }))
    }

    fn key_of(&self, place: usize) -> Value {
        let record = self.files.iter().find(|file| file.place == place && file.record.copy == 0);
        record.map_or(Value::Null, |file| Agency::Children.key(self.city.seed(), file.record).into())
    }

    fn household(&self, place: usize) -> Vec<Value> {
        let Some(person) = self.clan.people.get(place) else { return Vec::new() };
        let last = person.lived.last().into_iter();
        last.filter_map(|stint| {
            let household = self.clan.households.get(stint.household)?;
            let role = super::to_head(self.clan, stint.household, place).code(Style::Words);
            Some(json!({
                "householdId": format!("F-{:07}", household.id), "role": role,
                "startDate": stint.from, "endDate": stint.to,
            }))
        })
        .collect()
    }

    fn relations(&self, place: usize) -> Vec<Value> {
        let mut found = Vec::new();
        for (other, them) in self.clan.people.iter().enumerate() {
            let Some(kin) = self.clan.kin(place, other) else { continue };
            let relation = match kin {
                Kin::Mother => "mother",
                Kin::Father => "father",
                Kin::Child => "child",
                Kin::Sibling => "sibling",
                Kin::HalfSibling => "half-sibling",
                Kin::Grandparent => "grandparent",
                Kin::Grandchild => "grandchild",
                Kin::AuntOrUncle => "aunt-uncle",
                Kin::NieceOrNephew => "niece-nephew",
                Kin::Spouse | Kin::Partner => "partner",
                Kin::FormerPartner => "former-partner",
            };
            let home = self.clan.addresses(other).pop().filter(|home| home.to.is_none());
            found.push(json!({
                "personId": self.key_of(other), "relation": relation,
                "givenName": them.name.given, "familyName": them.name.surname, "birthDate": them.born,
                "livesWith": self.clan.live_together(place, other),
                "phone": them.phone.map(|phone| format!("+1{phone:010}")),
                "address": home.map(|home| format!("{}, {CITY}, {STATE} {}", home.address.line(), home.address.zip)),
            }));
        }
        found
    }

    fn cases(&self, place: usize) -> Vec<Value> {
        let mine = self
            .clan
            .lives
            .reports
            .iter()
            .filter_map(|report| Some((report, report.parts.iter().find(|(of, _)| *of == place)?.1)));
        mine.map(|(report, part)| {
            let (worker, worker_phone) = self.worker(report);
            json!({
                "caseId": case_id(report), "stage": self.stage(report),
                "role": match part {
                    Part::Child => "child",
                    Part::Parent => "parent",
                    Part::Subject => "subject",
                    Part::Other => "other",
                    Part::Caregiver => "caregiver",
                },
                "allegation": ALLEGATIONS.get(usize::from(report.allegation)),
                "opened": report.opened, "closed": report.closed,
                "caseworker": worker, "workerPhone": worker_phone,
                "unit": self.city.places().name("unit", report.unit),
                "unitPhone": format!("+1{:010}", self.city.office_phone(700 + u64::from(report.unit))),
            })
        })
        .collect()
    }

    fn stage(&self, report: &Report) -> &'static str {
        let placed = self.clan.lives.placements.iter().any(|one| one.report == report.id && one.to.is_none());
        if report.closed.is_some() {
            "closed"
        } else if placed {
            "foster-care"
        } else if crate::days::days_between(report.opened, self.city.today()) < 60 {
            "investigation"
        } else {
            "services"
        }
    }

    fn worker(&self, report: &Report) -> (String, String) {
        let worker = self.city.worker(5_000 + u64::from(report.unit) * 50 + report.id % 41);
        (worker.name, format!("+1{:010}", worker.phone))
    }

    fn placements(&self, place: usize) -> Vec<Value> {
        let mine = self.clan.lives.placements.iter().filter(|placement| placement.child == place);
        mine.filter_map(|placement| {
            let report = self.clan.lives.reports.iter().find(|report| report.id == placement.report)?;
            let (worker, worker_phone) = self.worker(report);
            let (kind, provider) = match placement.kind {
                PlacementKind::Kinship => ("kinship", None),
                PlacementKind::Foster => ("foster-home", Some(placement.provider)),
                PlacementKind::Group => ("group-home", Some(placement.provider)),
            };
            Some(json!({
                "placementId": format!("P-{:08}", placement.id), "caseId": case_id(report), "type": kind,
                "provider": provider.map(|at| self.city.places().name("provider", at)),
                "caregiverPersonId": placement.caregiver.map_or(Value::Null, |kin| self.key_of(kin)),
                "startDate": placement.from, "endDate": placement.to,
                "caseworker": worker, "workerPhone": worker_phone,
            }))
        })
        .collect()
    }

    fn custody(&self, place: usize) -> Vec<Value> {
        let mine = self.clan.lives.custody.iter().filter(|custody| custody.person == place);
        mine.map(|custody| {
            let today = self.city.today();
            let small = |child: &usize| {
                self.clan.people.get(*child).is_some_and(|child| child.age_on(today) < 18)
                    && self.clan.live_together(*child, place)
            };
            json!({
                "noticeId": format!("N-{:08}", custody.id),
                "facility": self.city.places().name("jail", custody.facility),
                "since": custody.since, "until": custody.until,
                "receivedAt": crate::days::later(custody.since, (custody.id % 5) as i64 + 1),
                "childrenAtHome": self.clan.children(place).filter(small).count(),
            })
        })
        .collect()
    }

    fn documents(&self, place: usize, record: RecordId, key: &str) -> Vec<Value> {
        documents(self.city, self.clan, place, Agency::Children, record)
            .iter()
            .map(|document| {
                let category = match document.category {
                    Category::Birth => "birth-certificate",
                    Category::Medical => "medical-letter",
                    Category::Court => "court-order",
                    Category::Identity | Category::Lease | Category::PayStub => "identity",
                };
                json!({
                    "documentId": document.id(key), "category": category, "title": document.title,
                    "date": document.date, "contentType": document.media_type(),
                })
            })
            .collect()
    }
}

fn also_known_as(seen: &Seen) -> Vec<Value> {
    let former = seen.former.as_ref();
    let former = former.map(|name| json!({"givenName": seen.given, "familyName": name, "reason": "former"}));
    let alias = seen.alias.as_ref();
    let alias = alias.map(|name| json!({"givenName": name, "familyName": seen.surname, "reason": "alias"}));
    former.into_iter().chain(alias).collect()
}

fn addresses(seen: &Seen) -> Vec<Value> {
    let line = |home: &crate::seen::SeenAddress| {
        json!({
            "type": "home", "street": format!("{} {}", home.address.number, home.address.street),
            "unit": text(&home.address.unit), "city": CITY, "state": STATE, "postalCode": home.address.zip,
            "startDate": home.from as Date, "endDate": home.to,
        })
    };
    seen.addresses.iter().map(line).collect()
}

fn contacts(seen: &Seen) -> Vec<Value> {
    let phone = seen.phone.map(|phone| json!({"type": "mobile", "value": format!("+1{phone:010}")}));
    let email = seen.email.as_ref().map(|email| json!({"type": "email", "value": email}));
    phone.into_iter().chain(email).collect()
}

fn case_id(report: &Report) -> String {
    format!("C-{}-{:06}", report.opened.year(), report.id)
}

fn language(language: &str) -> &'static str {
    match language {
        "spanish" => "spa",
        "chinese" => "zho",
        "vietnamese" => "vie",
        "korean" => "kor",
        "russian" => "rus",
        "polish" => "pol",
        "arabic" => "ara",
        "bengali" => "ben",
        "haitian" => "hat",
        "punjabi" => "pan",
        "west_african" => "ful",
        _ => "eng",
    }
}

//! The benefits agency: how it writes down a person, in JSON.

use super::{Style, digits, upper};
use crate::address::{CITY, STATE, shortened};
use crate::city::City;
use crate::clan::{Clan, Kin};
use crate::documents::{Category, documents};
use crate::keys::{Agency, RecordId};
use crate::lives::IncomeKind;
use crate::on_file::{OnFile, on_file};
use crate::person::Sex;
use crate::programs::Program;
use crate::seen::{Seen, SeenAddress, SeenSsn, see};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Everyone of a clan whom the agency has on file, as it would answer, without `changed_at`.
pub(crate) fn people(city: &City, clan: &Clan) -> Vec<(RecordId, Value)> {
    let files = on_file(city, clan, Agency::Benefits);
    let desk = Desk { city, clan, files: &files };
    files.iter().filter_map(|file| Some((file.record, desk.person(file)?))).collect()
}

struct Desk<'a> {
    city: &'a City,
    clan: &'a Clan,
    files: &'a [OnFile],
}

fn day(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.month(), date.day(), date.year())
}

fn until(date: Option<Date>) -> Value {
    date.map_or(Value::Null, |date| day(date).into())
}

fn given(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

impl Desk<'_> {
    fn person(&self, file: &OnFile) -> Option<Value> {
        let OnFile { place, record } = *file;
        let seen = see(self.city, self.clan, place, Agency::Benefits, record)?;
        let key = Agency::Benefits.key(self.city.seed(), record);
        let (ssn, status) = match seen.ssn {
            SeenSsn::Full(number) => {
                (Value::from(format!("{number:09}")), if number % 7 == 0 { "P" } else { "V" })
            }
            _ => (Value::Null, "N"),
        };
        let dob_status = if seen.estimated {
            "E"
        } else if matches!(seen.ssn, SeenSsn::None) {
            "C"
        } else {
            "V"
        };
        // A second record is an old one: it has neither cases nor a household any more.
        let current = record.copy == 0;
        let only = |list: Vec<Value>| if current { list } else { Vec::new() };
        Some(json!({
            "cin": key,
            "last_name": seen.surname, "first_name": seen.given,
            "middle_name": given(&seen.middle), "suffix": given(&seen.suffix),
            "other_names": other_names(&seen),
            "dob": day(seen.born), "dob_status": dob_status,
            "sex": match seen.sex { Some(Sex::Female) => "F", Some(Sex::Male) => "M", None => "U" },
            "ssn": ssn, "ssn_status": status,
            "language": language(self.city.language(seen.community)),
            "email": seen.email,
            "phones": seen.phone.map(|phone| json!({"kind": "C", "number": digits(phone)})).into_iter().collect::<Vec<_>>(),
            "addresses": addresses(&seen.addresses),
            "representative": only(self.representative(place)),
            "household": only(self.household(place)),
            "relatives": only(self.relatives(place)),
            "cases": only(self.cases(place)),
            "benefits": only(self.benefits(place)),
            "income": only(self.income(place)),
            "documents": self.documents(place, record, &key),
        }))
    }

    fn key_of(&self, place: usize) -> Value {
        let record = self.files.iter().find(|file| file.place == place && file.record.copy == 0);
        record.map_or(Value::Null, |file| Agency::Benefits.key(self.city.seed(), file.record).into())
    }

    fn representative(&self, place: usize) -> Vec<Value> {
        let forgetful = self.clan.people.get(place).is_some_and(|person| person.forgetful);
        if !forgetful {
            return Vec::new();
        }
        let today = self.city.today();
        let grown = |child: &usize| {
            self.clan
                .people
                .get(*child)
                .is_some_and(|child| child.phone.is_some() && child.age_on(today) >= 18)
        };
        let kin = self.clan.children(place).find(grown);
        kin.and_then(|child| self.clan.people.get(child))
            .map(|kin| {
                let name = upper(&format!("{} {}", kin.name.given, kin.name.surname));
                json!({"name": name, "phone": kin.phone.map(digits), "relation": "KI"})
            })
            .into_iter()
            .collect()
    }

    fn household(&self, place: usize) -> Vec<Value> {
        let Some(person) = self.clan.people.get(place) else { return Vec::new() };
        let mut found = Vec::new();
        for stint in person.lived.iter().rev().take(2).rev() {
            let Some(household) = self.clan.households.get(stint.household) else { continue };
            if !self.clan.lives.cases.iter().any(|case| case.household == stint.household) {
                continue;
            }
            let relation = super::to_head(self.clan, stint.household, place).code(Style::Numbers);
            found.push(json!({
                "household_no": format!("HH{:08}", household.id), "relation": relation,
                "since": day(stint.from), "until": until(stint.to),
            }));
        }
        found
    }

    fn relatives(&self, place: usize) -> Vec<Value> {
        let mut found = Vec::new();
        for (other, them) in self.clan.people.iter().enumerate() {
            let together = self.clan.live_together(place, other);
            let code = match self.clan.kin(place, other) {
                Some(Kin::Mother) if together => "MO",
                Some(Kin::Father) if together => "FA",
                Some(Kin::Mother | Kin::Father) => "AP",
                Some(Kin::Child) => "CH",
                Some(Kin::Spouse) => "SP",
                Some(Kin::FormerPartner) => "EX",
                Some(Kin::Sibling | Kin::HalfSibling) if together => "SB",
                Some(Kin::Grandparent) if together => "GP",
                Some(Kin::Grandchild) if together => "GC",
                _ => continue,
            };
            let home = self.clan.addresses(other).pop().filter(|home| home.to.is_none());
            let street = home.as_ref().map(|home| upper(&street(home)));
            found.push(json!({
                "cin": self.key_of(other), "relation": code, "lives_with": if together { "Y" } else { "N" },
                "last_name": upper(&them.name.surname), "first_name": upper(&them.name.given),
                "dob": day(them.born), "phone": them.phone.map(digits),
                "line1": street, "apt": home.as_ref().map(|home| home.address.unit.clone()),
                "city": street.as_ref().map(|_| upper(CITY)), "state": street.as_ref().map(|_| STATE),
                "zip": home.as_ref().map(|home| home.address.zip.clone()),
            }));
        }
        found
    }

    fn cases(&self, place: usize) -> Vec<Value> {
        let cases = self.clan.lives.cases.iter().filter(|case| case.members.contains(&place));
        cases
            .map(|case| {
                let office = self.city.places().name("office", case.office);
                let worker = self.city.worker(1_000 + u64::from(case.office) * 40 + case.id % 37);
                let status = match (case.pending, case.closed, case.program) {
                    (true, _, _) => "PE",
                    (_, Some(_), _) => "CL",
                    (_, None, Program::Heating) => "SI",
                    _ => "AC",
                };
                json!({
                    "case_no": case_no(case.id), "program": program(case.program), "status": status,
                    "opened": day(case.opened), "closed": until(case.closed),
                    "worker": upper(&worker.name), "worker_phone": digits(worker.phone),
                    "office": upper(office),
                    "office_phone": digits(self.city.office_phone(500 + u64::from(case.office))),
                })
            })
            .collect()
    }

    fn benefits(&self, place: usize) -> Vec<Value> {
        let cases = self.clan.lives.cases.iter().filter(|case| case.members.contains(&place));
        cases
            .flat_map(|case| case.amounts.iter().map(move |amount| (case, amount)))
            .map(|(case, amount)| {
                json!({
                    "case_no": case_no(case.id), "program": program(case.program),
                    "amount": format!("{}.00", amount.dollars),
                    "period": if case.program == Program::Heating { "1" } else { "M" },
                    "from": day(amount.from), "to": until(amount.to),
                })
            })
            .collect()
    }

    fn income(&self, place: usize) -> Vec<Value> {
        let incomes = self.clan.lives.incomes.iter().filter(|income| income.person == place);
        let recent = incomes.rev().take(4);
        recent
            .map(|income| {
                let (source, period, share) = match income.kind {
                    IncomeKind::Wages if income.yearly % 2 == 0 => ("WG", "B", 26),
                    IncomeKind::Wages => ("WG", "W", 52),
                    IncomeKind::SelfEmployed => ("SE", "Y", 1),
                    IncomeKind::SocialSecurity => ("SS", "M", 12),
                    IncomeKind::Supplemental => ("SI", "M", 12),
                    IncomeKind::Pension => ("PN", "M", 12),
                    IncomeKind::Unemployment => ("UI", "W", 52),
                    IncomeKind::ChildSupport => ("CS", "M", 12),
                };
                let cents = u64::from(income.yearly) * 100 / share;
                let employer = income.employer.map(|at| upper(self.city.places().name("employer", at)));
                json!({
                    "source": source, "employer": employer, "amount": format!("{}.{:02}", cents / 100, cents % 100),
                    "period": period, "from": day(income.from), "to": until(income.to),
                })
            })
            .collect()
    }

    fn documents(&self, place: usize, record: RecordId, key: &str) -> Vec<Value> {
        documents(self.city, self.clan, place, Agency::Benefits, record)
            .iter()
            .map(|document| {
                let category = match document.category {
                    Category::Identity => "ID",
                    Category::Birth => "BC",
                    Category::Lease => "LS",
                    Category::PayStub => "PS",
                    Category::Medical | Category::Court => "ML",
                };
                json!({
                    "id": document.id(key), "category": category, "title": upper(document.title),
                    "date": day(document.date), "media_type": document.media_type(),
                })
            })
            .collect()
    }
}

fn other_names(seen: &Seen) -> Vec<Value> {
    let former = seen
        .former
        .as_ref()
        .map(|surname| json!({"last_name": surname, "first_name": seen.given, "kind": "MN"}));
    let alias = seen
        .alias
        .as_ref()
        .map(|given| json!({"last_name": seen.surname, "first_name": given, "kind": "AK"}));
    former.into_iter().chain(alias).collect()
}

fn addresses(known: &[SeenAddress]) -> Vec<Value> {
    known
        .iter()
        .map(|home| {
            json!({
                "kind": "RES", "line1": upper(&street(home)), "apt": given(&home.address.unit),
                "city": upper(CITY), "state": STATE, "zip": home.address.zip,
                "from": day(home.from), "to": until(home.to),
            })
        })
        .collect()
}

fn street(home: &SeenAddress) -> String {
    format!("{} {}", home.address.number, shortened(&home.address.street))
}

fn case_no(id: u64) -> String {
    format!("{id:08}{}", char::from(b'A' + (id % 23) as u8))
}

fn program(program: Program) -> &'static str {
    match program {
        Program::Food => "SN",
        Program::Cash => "CA",
        Program::Medical => "MA",
        Program::Heating => "HE",
    }
}

fn language(language: &str) -> &'static str {
    match language {
        "spanish" => "S",
        "chinese" => "C",
        "vietnamese" => "V",
        "korean" => "K",
        "russian" => "R",
        "polish" => "P",
        "arabic" => "A",
        "bengali" => "B",
        "haitian" => "H",
        "punjabi" => "U",
        "west_african" => "W",
        _ => "E",
    }
}

//! The shelter agency: clients, stays and family groups, as rows of its three files.

use super::Style;
use crate::address::{CITY, STATE};
use crate::city::City;
use crate::clan::Clan;
use crate::drops::{Row, Sheet};
use crate::keys::Agency;
use crate::lives::Stay;
use crate::names::without_accents;
use crate::on_file::{OnFile, on_file};
use crate::person::Sex;
use crate::seen::{SeenSsn, see};
use jiff::civil::Date;

/// The three files; the last column is added when they are written.
pub(crate) const SHEETS: [Sheet; 3] = [
    Sheet {
        name: "clients",
        columns: &[
            "ClientID",
            "FirstName",
            "MiddleName",
            "LastName",
            "Suffix",
            "Alias",
            "DOB",
            "DOBQuality",
            "SSN",
            "SSNQuality",
            "Sex",
            "Language",
            "Phone",
            "LastAddress",
            "LastCity",
            "LastState",
            "LastZip",
            "LeftOn",
            "Updated",
        ],
    },
    Sheet {
        name: "stays",
        columns: &[
            "StayID",
            "ClientID",
            "GroupID",
            "Facility",
            "FacilityPhone",
            "Unit",
            "CheckIn",
            "CheckOut",
            "CaseManager",
            "CaseManagerPhone",
            "Updated",
        ],
    },
    Sheet {
        name: "family_groups",
        columns: &["GroupID", "ClientID", "Relation", "Since", "Until", "Updated"],
    },
];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A date as the agency writes it.
pub(crate) fn day(date: Date) -> String {
    let month = MONTHS.get(date.month() as usize - 1).unwrap_or(&"Jan");
    format!("{:02}-{month}-{:04}", date.day(), date.year())
}

fn until(date: Option<Date>) -> String {
    date.map(day).unwrap_or_default()
}

/// The rows of a clan, without the column of the update.
pub(crate) fn rows(city: &City, clan: &Clan) -> Vec<Row> {
    let mut rows = Vec::new();
    for file in on_file(city, clan, Agency::Shelter) {
        let key = Agency::Shelter.key(city.seed(), file.record);
        rows.extend(client(city, clan, &file, &key));
        // Who was registered twice has the older stays under the second key.
        let stays: Vec<&Stay> =
            clan.lives.stays.iter().filter(|stay| stay.people.contains(&file.place)).collect();
        for (number, stay) in stays.iter().enumerate() {
            let older = number + 1 < stays.len();
            if (file.record.copy > 0) == older || stays.len() == 1 && file.record.copy == 0 {
                rows.push(Row {
                    sheet: 1,
                    record: file.record,
                    cells: stay_row(city, file.place, &key, stay),
                });
                rows.push(Row {
                    sheet: 2,
                    record: file.record,
                    cells: group_row(clan, file.place, &key, stay),
                });
            }
        }
    }
    rows
}

fn client(city: &City, clan: &Clan, file: &OnFile, key: &str) -> Option<Row> {
    let seen = see(city, clan, file.place, Agency::Shelter, file.record)?;
    let (ssn, ssn_quality) = match seen.ssn {
        SeenSsn::None if file.record.person.is_multiple_of(2) => (String::new(), "8"),
        SeenSsn::None => (String::new(), "99"),
        SeenSsn::LastFour(four) => (format!("{four:04}"), "2"),
        SeenSsn::Full(number) => (format!("{number:09}"), "1"),
    };
    let last = seen.addresses.iter().rev().find(|home| home.to.is_some()).or(seen.addresses.last());
    let cells = vec![
        key.to_owned(),
        seen.given.clone(),
        seen.middle.clone(),
        seen.surname.clone(),
        seen.suffix.clone(),
        seen.alias.clone().unwrap_or_default(),
        day(seen.born),
        if seen.estimated { "2" } else { "1" }.to_owned(),
        ssn,
        ssn_quality.to_owned(),
        match seen.sex {
            Some(Sex::Female) => "Female",
            Some(Sex::Male) => "Male",
            None => "Unknown",
        }
        .to_owned(),
        language(city.language(seen.community)).to_owned(),
        seen.phone.map(super::digits).unwrap_or_default(),
        last.map(|home| without_accents(&home.address.line())).unwrap_or_default(),
        last.map(|_| CITY.to_owned()).unwrap_or_default(),
        last.map(|_| STATE.to_owned()).unwrap_or_default(),
        last.map(|home| home.address.zip.clone()).unwrap_or_default(),
        until(last.and_then(|home| home.to)),
    ];
    Some(Row { sheet: 0, record: file.record, cells })
}

fn group_id(stay: &Stay) -> String {
    format!("G-{:08}", stay.id)
}

fn stay_row(city: &City, place: usize, key: &str, stay: &Stay) -> Vec<String> {
    let manager = city.worker(9_000 + u64::from(stay.facility) * 20 + stay.id % 13);
    vec![
        format!("ST-{:08}-{place:02}", stay.id),
        key.to_owned(),
        group_id(stay),
        city.places().name("shelter", stay.facility).to_owned(),
        super::digits(city.office_phone(800 + u64::from(stay.facility))),
        stay.room.to_string(),
        day(stay.from),
        until(stay.to),
        without_accents(&manager.name),
        super::digits(manager.phone),
    ]
}

fn group_row(clan: &Clan, place: usize, key: &str, stay: &Stay) -> Vec<String> {
    let head = stay.people.first().copied().unwrap_or(place);
    let relation = super::between(clan, head, place).code(Style::Joined);
    vec![group_id(stay), key.to_owned(), relation.to_owned(), day(stay.from), until(stay.to)]
}

fn language(language: &str) -> &'static str {
    match language {
        "spanish" => "Spanish",
        "chinese" => "Chinese",
        "vietnamese" => "Vietnamese",
        "korean" => "Korean",
        "russian" => "Russian",
        "polish" => "Polish",
        "arabic" => "Arabic",
        "bengali" => "Bengali",
        "haitian" => "Haitian Creole",
        "punjabi" => "Punjabi",
        "west_african" => "Fula",
        _ => "English",
    }
}

//! The public housing agency: tenants, leases, rosters and certified incomes, as rows of its tables.

use super::{Style, upper};
use crate::address::{Address, CITY, STATE};
use crate::chance::{Chance, mix};
use crate::city::City;
use crate::clan::{Clan, ROOM};
use crate::keys::{Agency, RecordId};
use crate::lives::IncomeKind;
use crate::on_file::on_file;
use crate::person::{Home, Sex};
use crate::seen::{SeenSsn, see};
use jiff::civil::Date;
use rusqlite::types::Value;

/// A table and its columns; the first one is the key.
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    /// The last column says when the row changed.
    pub dated: bool,
}

/// A row without its `updated_at`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TableRow {
    pub table: usize,
    pub cells: Vec<Value>,
}

pub(crate) const TABLES: [Table; 5] = [
    Table {
        name: "tenants",
        columns: &[
            "tenant_no",
            "last_name",
            "first_name",
            "mi",
            "suffix",
            "former_last_name",
            "birth_date",
            "sex",
            "ssn",
            "language_cd",
            "phone",
            "email",
            "updated_at",
        ],
        dated: true,
    },
    Table {
        name: "apartments",
        columns: &["apt_id", "development", "building_no", "street", "apt", "city", "state", "zip", "rooms"],
        dated: false,
    },
    Table {
        name: "leases",
        columns: &[
            "lease_no",
            "household_no",
            "apt_id",
            "start_dt",
            "end_dt",
            "monthly_rent",
            "manager",
            "manager_phone",
            "updated_at",
        ],
        dated: true,
    },
    Table {
        name: "household_roster",
        columns: &["roster_id", "household_no", "tenant_no", "relation_cd", "in_dt", "out_dt", "updated_at"],
        dated: true,
    },
    Table {
        name: "income_certifications",
        columns: &[
            "cert_id",
            "tenant_no",
            "cert_year",
            "source_cd",
            "employer",
            "annual_amount",
            "updated_at",
        ],
        dated: true,
    },
];

/// A date as the agency writes it.
pub(crate) fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// The rows of a clan.
pub(crate) fn rows(city: &City, clan: &Clan) -> Vec<TableRow> {
    let files = on_file(city, clan, Agency::Housing);
    let mut rows = Vec::new();
    for file in &files {
        rows.extend(tenant(city, clan, file.place, file.record));
        incomes(city, clan, file.place, file.record, &mut rows);
    }
    for (place, household) in clan.households.iter().enumerate() {
        for (number, home) in
            household.homes.iter().enumerate().filter(|(_, home)| home.address.development.is_some())
        {
            let lease = household.id * 8 + number as u64;
            let is_last = number + 1 == household.homes.len();
            let rent = if is_last {
                household.rent
            } else {
                Chance::of(city.seed(), "old rent", lease).between(190, 820) as u32
            };
            lease_rows(city, home, lease, rent, &mut rows);
            let on_lease = files.iter().map(|file| (file.place, file.record));
            roster(city, clan, place, (home, lease), on_lease, &mut rows);
        }
    }
    rows
}

fn text(value: &str) -> Value {
    if value.is_empty() { Value::Null } else { Value::Text(value.to_owned()) }
}

fn number(value: u64) -> Value {
    Value::Integer(value as i64)
}

fn until(date: Option<Date>) -> Value {
    date.map_or(Value::Null, |date| Value::Text(day(date)))
}

fn key(city: &City, record: RecordId) -> Value {
    Agency::Housing.key(city.seed(), record).parse().map_or(Value::Null, Value::Integer)
}

fn tenant(city: &City, clan: &Clan, place: usize, record: RecordId) -> Option<TableRow> {
    let seen = see(city, clan, place, Agency::Housing, record)?;
    let ssn = match seen.ssn {
        SeenSsn::None => Value::Null,
        SeenSsn::LastFour(four) => Value::Text(format!("{four:09}")),
        SeenSsn::Full(number) => Value::Text(format!("{number:09}")),
    };
    let sex = match seen.sex {
        Some(Sex::Male) => 1,
        Some(Sex::Female) => 2,
        None => 9,
    };
    let cells = vec![
        key(city, record),
        text(&seen.surname),
        text(&seen.given),
        text(seen.middle.get(..1).unwrap_or("")),
        text(&seen.suffix),
        text(&seen.former.unwrap_or_default()),
        Value::Text(day(seen.born)),
        Value::Integer(sex),
        ssn,
        text(language(city.language(seen.community))),
        seen.phone.map_or(Value::Null, |phone| Value::Text(super::digits(phone))),
        text(&seen.email.unwrap_or_default()),
    ];
    Some(TableRow { table: 0, cells })
}

fn apartment_id(address: &Address) -> u64 {
    let text = format!("{} {} {}", address.number, address.street, address.unit);
    text.bytes().fold(7u64, |hash, byte| mix(hash ^ u64::from(byte))) >> 16
}

fn lease_rows(city: &City, home: &Home, lease: u64, rent: u32, rows: &mut Vec<TableRow>) {
    let address = &home.address;
    let development = address.development.unwrap_or(0);
    let id = apartment_id(address);
    let rooms = 2 + id % 5;
    rows.push(TableRow {
        table: 1,
        cells: vec![
            number(id),
            text(&upper(city.places().name("development", development))),
            Value::Text(address.number.to_string()),
            text(&upper(&address.street)),
            text(&address.unit),
            text(&upper(CITY)),
            text(STATE),
            text(&address.zip),
            number(rooms),
        ],
    });
    let manager = city.worker(7_000 + u64::from(development) * 10 + lease % 4);
    rows.push(TableRow {
        table: 2,
        cells: vec![
            number(lease),
            number(500_000_000 + lease),
            number(id),
            Value::Text(day(home.from)),
            until(home.to),
            Value::Text(format!("{rent}.00")),
            text(&upper(&manager.name)),
            Value::Text(super::digits(manager.phone)),
        ],
    });
}

fn roster(
    city: &City,
    clan: &Clan,
    household: usize,
    (home, lease): (&Home, u64),
    tenants: impl Iterator<Item = (usize, RecordId)>,
    rows: &mut Vec<TableRow>,
) {
    for (place, record) in tenants {
        let Some(person) = clan.people.get(place) else { continue };
        for stint in person.lived.iter().filter(|stint| stint.household == household) {
            let from = stint.from.max(home.from);
            let to = [stint.to, home.to].into_iter().flatten().min();
            if to.is_some_and(|to| to < from) {
                continue;
            }
            let relation = super::to_head(clan, household, place).code(Style::Letters);
            rows.push(TableRow {
                table: 3,
                cells: vec![
                    number(lease * ROOM + place as u64),
                    number(500_000_000 + lease),
                    key(city, record),
                    text(relation),
                    Value::Text(day(from)),
                    until(to),
                ],
            });
        }
    }
}

fn incomes(city: &City, clan: &Clan, place: usize, record: RecordId, rows: &mut Vec<TableRow>) {
    let year = city.today().year();
    for (at, income) in clan.lives.incomes.iter().enumerate().filter(|(_, income)| income.person == place) {
        if income.to.is_some_and(|to| to.year() < year - 1) {
            continue;
        }
        let source = match income.kind {
            IncomeKind::Wages => "WAGE",
            IncomeKind::SelfEmployed => "SELF",
            IncomeKind::SocialSecurity => "SSA",
            IncomeKind::Supplemental => "SSI",
            IncomeKind::Pension => "PENS",
            IncomeKind::Unemployment => "UNEM",
            IncomeKind::ChildSupport => "SUPP",
        };
        let certified = year - i16::from(income.from.year() < year);
        let employer = income.employer.map(|at| upper(city.places().name("employer", at)));
        rows.push(TableRow {
            table: 4,
            cells: vec![
                number(clan.number * 1_000 + at as u64 % 1_000),
                key(city, record),
                Value::Integer(i64::from(certified)),
                text(source),
                text(&employer.unwrap_or_default()),
                Value::Text(format!("{}.00", income.yearly)),
            ],
        });
    }
}

fn language(language: &str) -> &'static str {
    match language {
        "spanish" => "ES",
        "chinese" => "ZH",
        "vietnamese" => "VI",
        "korean" => "KO",
        "russian" => "RU",
        "polish" => "PL",
        "arabic" => "AR",
        "bengali" => "BN",
        "haitian" => "HT",
        "punjabi" => "PA",
        "west_african" => "FF",
        _ => "EN",
    }
}

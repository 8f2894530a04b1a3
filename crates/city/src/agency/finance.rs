//! The finance agency: declared income and rent freezes, as rows of its three files.

use super::upper;
use crate::address::{CITY, STATE, shortened};
use crate::chance::Chance;
use crate::city::City;
use crate::clan::Clan;
use crate::days::{days_between, later};
use crate::drops::{Row, Sheet};
use crate::keys::Agency;
use crate::lives::{Income, IncomeKind};
use crate::on_file::{OnFile, on_file};
use crate::programs::Freeze;
use crate::seen::{SeenSsn, see};
use jiff::civil::Date;

/// The three files; the last column is added when they are written.
pub(crate) const SHEETS: [Sheet; 3] = [
    Sheet {
        name: "taxpayers",
        columns: &[
            "TAXPAYER_NO",
            "SSN",
            "LAST_NAME",
            "FIRST_NAME",
            "MIDDLE_INITIAL",
            "SUFFIX",
            "BIRTH_DATE",
            "ADDRESS",
            "UNIT",
            "CITY",
            "STATE",
            "ZIP",
            "ADDRESS_SINCE",
            "PHONE",
            "UPDATED",
        ],
    },
    Sheet {
        name: "wages",
        columns: &[
            "TAXPAYER_NO",
            "TAX_YEAR",
            "FORM",
            "EMPLOYER",
            "AMOUNT",
            "PERIOD_FROM",
            "PERIOD_TO",
            "UPDATED",
        ],
    },
    Sheet {
        name: "rent_freeze",
        columns: &[
            "TAXPAYER_NO",
            "CASE_NO",
            "PROGRAM",
            "STATUS",
            "APPROVED",
            "EXPIRES",
            "MONTHLY_CREDIT",
            "FROZEN_RENT",
            "HOUSEHOLD_INCOME",
            "HOUSEHOLD_SIZE",
            "OFFICE",
            "OFFICE_PHONE",
            "UPDATED",
        ],
    },
];

/// A date as the agency writes it.
pub(crate) fn day(date: Date) -> String {
    format!("{}/{}/{}", date.month(), date.day(), date.year())
}

/// The rows of a clan, without the column of the update.
pub(crate) fn rows(city: &City, clan: &Clan) -> Vec<Row> {
    let mut rows = Vec::new();
    for file in on_file(city, clan, Agency::Finance) {
        let key = Agency::Finance.key(city.seed(), file.record);
        rows.extend(taxpayer(city, clan, &file, &key));
        if file.record.copy > 0 {
            continue;
        }
        for income in clan.lives.incomes.iter().filter(|income| income.person == file.place) {
            wages(city, &file, &key, income, &mut rows);
        }
        for freeze in clan.lives.freezes.iter().filter(|freeze| freeze.person == file.place) {
            rows.push(Row { sheet: 2, record: file.record, cells: rent_freeze(city, &key, freeze) });
        }
    }
    rows
}

fn taxpayer(city: &City, clan: &Clan, file: &OnFile, key: &str) -> Option<Row> {
    let seen = see(city, clan, file.place, Agency::Finance, file.record)?;
    let ssn = match seen.ssn {
        SeenSsn::None => String::new(),
        SeenSsn::LastFour(four) => format!("XXX-XX-{four:04}"),
        SeenSsn::Full(n) => format!("{:03}-{:02}-{:04}", n / 1_000_000, n / 10_000 % 100, n % 10_000),
    };
    let home = seen.addresses.last();
    let since = home.filter(|_| !file.record.person.is_multiple_of(3)).map(|home| day(home.from));
    let cells = vec![
        key.to_owned(),
        ssn,
        seen.surname.clone(),
        seen.given.clone(),
        seen.middle.chars().next().map(String::from).unwrap_or_default(),
        seen.suffix.clone(),
        day(seen.born),
        home.map(|home| upper(&format!("{} {}", home.address.number, shortened(&home.address.street))))
            .unwrap_or_default(),
        home.map(|home| home.address.unit.clone()).unwrap_or_default(),
        home.map(|_| upper(CITY)).unwrap_or_default(),
        home.map(|_| STATE.to_owned()).unwrap_or_default(),
        home.map(|home| home.address.zip.clone()).unwrap_or_default(),
        since.unwrap_or_default(),
        seen.phone.map(super::digits).unwrap_or_default(),
    ];
    Some(Row { sheet: 0, record: file.record, cells })
}

fn wages(city: &City, file: &OnFile, key: &str, income: &Income, rows: &mut Vec<Row>) {
    let form = match income.kind {
        IncomeKind::Wages => "W2",
        IncomeKind::SelfEmployed => "1099",
        IncomeKind::SocialSecurity => "SSA",
        IncomeKind::Pension => "PEN",
        IncomeKind::Unemployment => "UI",
        IncomeKind::Supplemental | IncomeKind::ChildSupport => return,
    };
    let this_year = city.today().year();
    for year in this_year - 2..=this_year {
        let (Ok(first), Ok(last)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else { continue };
        // This year counts up to today; a job that began after the founding counts its first two weeks.
        let last = last.min(city.today().max(later(income.from, 13)));
        let (from, to) = (income.from.max(first), income.to.map_or(last, |to| to.min(last)));
        if from > to {
            continue;
        }
        // Not everything is declared: some work is partly off the books.
        let mut chance =
            Chance::of(city.seed(), "declared", file.record.person * 4 + u64::from(year as u16 % 4));
        let declared = if chance.percent(12.0) { chance.between(55, 95) } else { 100 };
        let cents = i64::from(income.yearly) * 100 * (days_between(from, to) + 1) / 365 * declared / 100;
        let employer = income.employer.map(|at| upper(city.places().name("employer", at)));
        let cells = vec![
            key.to_owned(),
            year.to_string(),
            form.to_owned(),
            employer.unwrap_or_default(),
            format!("{}.{:02}", cents / 100, cents % 100),
            day(from),
            day(to),
        ];
        rows.push(Row { sheet: 1, record: file.record, cells });
    }
}

fn rent_freeze(city: &City, key: &str, freeze: &Freeze) -> Vec<String> {
    let status = match (freeze.expires < city.today(), freeze.id % 29) {
        (_, 0) => "D",
        (_, 1) => "P",
        (true, _) => "E",
        (false, _) => "A",
    };
    vec![
        key.to_owned(),
        format!("RF{:08}", freeze.id),
        if freeze.disability { "DRF" } else { "SRF" }.to_owned(),
        status.to_owned(),
        day(freeze.approved),
        day(freeze.expires),
        format!("{}.00", freeze.credit),
        format!("{}.00", freeze.rent),
        format!("{}.00", freeze.income),
        freeze.people.to_string(),
        "RENT FREEZE DESK".to_owned(),
        super::digits(city.office_phone(900)),
    ]
}

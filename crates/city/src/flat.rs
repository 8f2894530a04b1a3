//! The city as one long list of records to link, made on the fly for benches.

use crate::address::{CITY, STATE};
use crate::city::City;
use crate::keys::Agency;
use crate::on_file::on_file;
use crate::person::{PersonId, Sex};
use crate::seen::{Seen, SeenSsn, see};

/// One record about one person, in the columns that the linking commands know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlatRecord {
    /// The agency's name and key, such as `benefits:QK48213T`; unique.
    pub unique_id: String,
    /// Given name.
    pub first_name: String,
    /// Middle name or initial.
    pub middle_name: String,
    /// Surname or surnames.
    pub last_name: String,
    /// `JR`, `Jr` and the like.
    pub suffix: String,
    /// Nine digits, the last four only, or empty.
    pub ssn: String,
    /// ISO date.
    pub dob: String,
    /// `F`, `M` or empty.
    pub sex: String,
    /// House number.
    pub street_number: String,
    /// Street name.
    pub street_name: String,
    /// Apartment.
    pub unit_number: String,
    /// City.
    pub city: String,
    /// State.
    pub state: String,
    /// Five digits.
    pub zipcode: String,
    /// Ten digits.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// The agency's name.
    pub source: &'static str,
    /// Who it is in truth; for scoring only.
    pub person_id: PersonId,
}

impl FlatRecord {
    /// The names of the columns, in the order of [`Self::cells`].
    pub const COLUMNS: [&'static str; 17] = [
        "unique_id",
        "first_name",
        "middle_name",
        "last_name",
        "suffix",
        "ssn",
        "dob",
        "sex",
        "street_number",
        "street_name",
        "unit_number",
        "city",
        "state",
        "zipcode",
        "phone",
        "email",
        "source",
    ];

    /// The values of the columns; the true person is not among them.
    #[must_use]
    pub fn cells(&self) -> [&str; 17] {
        [
            &self.unique_id,
            &self.first_name,
            &self.middle_name,
            &self.last_name,
            &self.suffix,
            &self.ssn,
            &self.dob,
            &self.sex,
            &self.street_number,
            &self.street_name,
            &self.unit_number,
            &self.city,
            &self.state,
            &self.zipcode,
            &self.phone,
            &self.email,
            self.source,
        ]
    }
}

impl City {
    /// All records of all agencies, clan by clan. It holds one clan at a time, however large the city is.
    pub fn records(&self) -> impl Iterator<Item = FlatRecord> + '_ {
        (0..self.clans()).flat_map(|number| self.records_of(number))
    }

    /// The records of one clan; clans are independent, so several threads may share them out.
    #[must_use]
    pub fn records_of(&self, number: u64) -> Vec<FlatRecord> {
        let clan = self.clan(number);
        let mut found = Vec::new();
        for agency in Agency::ALL {
            for file in on_file(self, &clan, agency) {
                if let Some(seen) = see(self, &clan, file.place, agency, file.record) {
                    let mut record = flat(seen, agency);
                    record.unique_id = format!("{}:{}", agency.name(), agency.key(self.seed(), file.record));
                    record.person_id = file.record.person;
                    found.push(record);
                }
            }
        }
        found
    }
}

fn flat(seen: Seen, agency: Agency) -> FlatRecord {
    let home = seen.addresses.last().map(|home| home.address.clone());
    FlatRecord {
        unique_id: String::new(),
        first_name: seen.given,
        middle_name: seen.middle,
        last_name: seen.surname,
        suffix: seen.suffix,
        ssn: match seen.ssn {
            SeenSsn::None => String::new(),
            SeenSsn::LastFour(four) => format!("{four:04}"),
            SeenSsn::Full(number) => format!("{number:09}"),
        },
        dob: seen.born.to_string(),
        sex: match seen.sex {
            Some(Sex::Female) => "F",
            Some(Sex::Male) => "M",
            None => "",
        }
        .to_owned(),
        city: home.as_ref().map(|_| CITY.to_owned()).unwrap_or_default(),
        state: home.as_ref().map(|_| STATE.to_owned()).unwrap_or_default(),
        street_number: home.as_ref().map(|home| home.number.to_string()).unwrap_or_default(),
        unit_number: home.as_ref().map(|home| home.unit.clone()).unwrap_or_default(),
        zipcode: home.as_ref().map(|home| home.zip.clone()).unwrap_or_default(),
        street_name: home.map(|home| home.street).unwrap_or_default(),
        phone: seen.phone.map(|phone| format!("{phone:010}")).unwrap_or_default(),
        email: seen.email.unwrap_or_default(),
        source: agency.name(),
        person_id: 0,
    }
}

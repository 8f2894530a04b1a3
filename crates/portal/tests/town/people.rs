//! Who lives in the town, and what each agency says of them. Nobody here exists.

use super::agency::{Agency, Manner};
use jiff::Timestamp;
use records::catalog::{
    benefits, child_welfare, contact, custody, demographics, documents, enrolment, household, housing,
    income, relatives, shelter,
};
use records::{Entry, Field, PartialDate, RecordKey, SectionKind, SourceId, SourceRecord, Ssn, Value};

/// A one-pixel picture.
pub const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x68, 0, 0, 0,
    0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// A page with two words.
pub const PDF: &[u8] = b"%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 43>> stream
BT /F 18 Tf 20 50 Td (Made-up lease) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
%%EOF
";

/// The five systems: two that answer, one that is late, one that is off, one that delivers files.
pub fn agencies() -> Vec<Agency> {
    vec![
        Agency::new("benefits", "Human Resources Administration", "HRA", Manner::Live, benefits_says())
            .with_document("D1", "image/png", PICTURE)
            .with_document("D2", "text/html", b"<script>alert(1)</script>")
            .with_document("D3", "application/pdf", PDF),
        Agency::new(
            "children",
            "Administration for Children's Services",
            "ACS",
            Manner::Live,
            children_says(),
        ),
        Agency::new("housing", "Housing Authority", "NYCHA", Manner::Late, housing_says()),
        Agency::new("finance", "Department of Finance", "DOF", Manner::Down, finance_says()),
        Agency::new("shelter", "Department of Homeless Services", "DHS", Manner::Files, shelter_says()),
    ]
}

struct Saying(SourceRecord);

fn person(source: &str, key: &str, as_of: &str, given: &str, family: &str, born: &str) -> Saying {
    let named = Entry::new(SectionKind::Demographics)
        .with(demographics::GIVEN_NAME, text(given))
        .with(demographics::FAMILY_NAME, text(family))
        .with(demographics::BIRTH_DATE, day(born));
    Saying(SourceRecord {
        source: SourceId::new(source),
        key: RecordKey(key.to_owned()),
        as_of: as_of.parse::<Timestamp>().unwrap(),
        entries: vec![named],
    })
}

impl Saying {
    fn also(mut self, field: Field, value: Value) -> Saying {
        self.0.entries[0].put(field, value);
        self
    }

    fn ssn(self, digits: &str) -> Saying {
        self.also(demographics::SSN, Value::Ssn(Ssn::read(digits).unwrap()))
    }

    fn row(mut self, kind: SectionKind, values: &[(Field, Value)]) -> Saying {
        let entry =
            values.iter().fold(Entry::new(kind), |entry, (field, value)| entry.with(*field, value.clone()));
        self.0.entries.push(entry);
        self
    }

    fn at(self, street: &str, since: &str) -> Saying {
        let lives =
            [(contact::STREET, text(street)), (contact::CITY, text("Anytown")), (contact::SINCE, day(since))];
        self.row(SectionKind::Contact, &lives)
    }

    fn lived_at(self, street: &str, since: &str, until: &str) -> Saying {
        let lived =
            [(contact::STREET, text(street)), (contact::SINCE, day(since)), (contact::UNTIL, day(until))];
        self.row(SectionKind::Contact, &lived)
    }

    fn phone(self, number: &str) -> Saying {
        self.row(SectionKind::Contact, &[(contact::PHONE, text(number))])
    }

    fn in_household(self, key: &str, relation: &str, since: &str) -> Saying {
        let member = [
            (household::HOUSEHOLD_KEY, Value::Key(key.to_owned())),
            (household::RELATION_TO_HEAD, text(relation)),
            (household::MEMBER_SINCE, day(since)),
        ];
        self.row(SectionKind::Household, &member)
    }

    fn was_in_household(self, key: &str, relation: &str, since: &str, until: &str) -> Saying {
        let member = [
            (household::HOUSEHOLD_KEY, Value::Key(key.to_owned())),
            (household::RELATION_TO_HEAD, text(relation)),
            (household::MEMBER_SINCE, day(since)),
            (household::MEMBER_UNTIL, day(until)),
        ];
        self.row(SectionKind::Household, &member)
    }

    fn program(
        self,
        program: &str,
        status: &str,
        number: &str,
        opened: &str,
        closed: Option<&str>,
    ) -> Saying {
        let mut values = vec![
            (enrolment::PROGRAM, text(program)),
            (enrolment::CASE_STATUS, text(status)),
            (enrolment::CASE_NUMBER, text(number)),
            (enrolment::OPENED, day(opened)),
            (enrolment::WORKER, text("J. Marsh")),
            (enrolment::OFFICE_PHONE, text("555-0144")),
        ];
        values.extend(closed.map(|at| (enrolment::CLOSED, day(at))));
        self.row(SectionKind::Enrolment, &values)
    }

    fn benefit(self, what: &str, cents: i64, from: &str, to: Option<&str>) -> Saying {
        let mut values = vec![
            (benefits::BENEFIT, text(what)),
            (benefits::BENEFIT_AMOUNT, Value::Cents(cents)),
            (benefits::BENEFIT_PERIOD, text("month")),
            (benefits::BENEFIT_FROM, day(from)),
        ];
        values.extend(to.map(|at| (benefits::BENEFIT_TO, day(at))));
        self.row(SectionKind::Benefits, &values)
    }

    fn earns(self, what: &str, payer: &str, cents: i64, from: &str, to: Option<&str>) -> Saying {
        let mut values = vec![
            (income::INCOME_TYPE, text(what)),
            (income::PAYER, text(payer)),
            (income::INCOME_AMOUNT, Value::Cents(cents)),
            (income::INCOME_PERIOD, text("month")),
            (income::INCOME_FROM, day(from)),
        ];
        values.extend(to.map(|at| (income::INCOME_TO, day(at))));
        self.row(SectionKind::Income, &values)
    }

    fn kin(self, relation: &str, name: &str, key: Option<&str>, phone: &str) -> Saying {
        let mut values = vec![
            (relatives::RELATION, text(relation)),
            (relatives::RELATIVE_NAME, text(name)),
            (relatives::RELATIVE_PHONE, text(phone)),
            (relatives::LIVES_WITH, Value::Flag(false)),
        ];
        values.extend(key.map(|key| (relatives::RELATIVE_KEY, Value::Key(key.to_owned()))));
        self.row(SectionKind::Relatives, &values)
    }

    fn filed(self, title: &str, media: &str, key: &str, date: &str) -> Saying {
        let filed = [
            (documents::DOCUMENT_TITLE, text(title)),
            (documents::DOCUMENT_CATEGORY, text("Identity")),
            (documents::DOCUMENT_DATE, day(date)),
            (documents::DOCUMENT_MEDIA, text(media)),
            (documents::DOCUMENT_KEY, Value::Key(key.to_owned())),
        ];
        self.row(SectionKind::Documents, &filed)
    }

    fn done(self) -> SourceRecord {
        self.0
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn day(text: &str) -> Value {
    Value::Date(PartialDate::day(text.parse().unwrap()))
}

fn benefits_says() -> Vec<SourceRecord> {
    let mut rosa = person("benefits", "B1", "2026-03-02T21:00:00Z", "Rosa", "Delmar", "1954-05-12")
        .ssn("512704821")
        .also(demographics::SEX, text("female"))
        .also(demographics::LANGUAGE, text("Spanish"))
        .at("77 Alder Court", "2021-06-01")
        .lived_at("418 Mill Street", "2009-02-01", "2021-05-31")
        .phone("555-0171")
        .in_household("H1", "Head of household", "2021-06-01")
        .was_in_household("H0", "Head of household", "2009-02-01", "2021-05-31")
        .program("Food assistance", "Open", "F-20931", "2022-01-10", None)
        .program("Cash assistance", "Closed", "C-11870", "2014-03-01", Some("2016-08-31"))
        .earns("Pension", "Harbor Laundry Works", 92_050, "2019-06-01", None)
        .kin("Daughter", "Marisol Delmar", Some("B4"), "555-0133")
        .kin("Sister", "Teresa Ibanez", None, "555-0188")
        .filed("Birth certificate", "image/png", "D1", "2022-01-10")
        .filed("Letter <i>from</i> a landlord", "text/html", "D2", "2023-04-02")
        .filed("Lease", "application/pdf", "D3", "2021-06-01");
    for year in 2014..=2026 {
        let ended = (year < 2026).then(|| format!("{year}-12-31"));
        rosa = rosa.benefit(
            "Food assistance",
            19_000 + i64::from(year),
            &format!("{year}-01-01"),
            ended.as_deref(),
        );
    }
    vec![
        rosa.done(),
        person("benefits", "B2", "2026-03-02T21:00:00Z", "Luis", "Delmar", "1951-11-30")
            .ssn("512709034")
            .at("77 Alder Court", "2021-06-01")
            .in_household("H1", "Husband", "2021-06-01")
            .earns("Social Security", "Federal government", 124_000, "2017-01-01", None)
            .done(),
        person("benefits", "B3", "2026-03-02T21:00:00Z", "Ana", "Delmar", "2016-08-21")
            .at("77 Alder Court", "2023-02-01")
            .in_household("H1", "Granddaughter", "2023-02-01")
            .program("Child health coverage", "Open", "M-55120", "2023-02-15", None)
            .done(),
        person("benefits", "B4", "2026-02-20T21:00:00Z", "Marisol", "Delmar", "1983-03-09")
            .ssn("512703310")
            .at("9 Quarry Lane", "2024-09-01")
            .phone("555-0133")
            .was_in_household("H0", "Daughter", "2009-02-01", "2021-05-31")
            .done(),
        person("benefits", "B5", "2026-03-02T21:00:00Z", "Tunde", "Adebayo", "1985-01-30")
            .ssn("512705555")
            .done(),
        person("benefits", "B6", "2026-03-02T21:00:00Z", "Rose", "Adebayo", "1955-07-04").done(),
    ]
}

fn children_says() -> Vec<SourceRecord> {
    let concern = [
        (child_welfare::CW_CASE, text("CW-SECRETCASE")),
        (child_welfare::CW_ROLE, text("Child")),
        (child_welfare::CW_STATUS, text("Open")),
        (child_welfare::PLACEMENT, text("With grandparents")),
        (child_welfare::CW_FROM, day("2023-01-20")),
    ];
    let held = [
        (custody::FACILITY, text("Northgate Facility")),
        (custody::CUSTODY_STATUS, text("Held")),
        (custody::CUSTODY_FROM, day("2025-11-02")),
    ];
    vec![
        person("children", "K1", "2026-03-03T14:00:00Z", "Ana", "Delmar", "2016-08-21")
            .at("77 Alder Court", "2023-02-01")
            .in_household("P1", "Child", "2023-02-01")
            .kin("Mother", "Marisol Delmar", Some("K2"), "555-0133")
            .kin("Aunt", "Ines Delmar", None, "555-0190")
            .row(SectionKind::ChildWelfare, &concern)
            .done(),
        person("children", "K2", "2026-03-03T14:00:00Z", "Marisol", "Delmar", "1983-03-09")
            .ssn("512703310")
            .row(SectionKind::Custody, &held)
            .done(),
        person("children", "K3", "2026-03-03T14:00:00Z", "Rosa", "Delmar", "1954-05-12")
            .ssn("512704821")
            .in_household("P1", "Grandmother", "2023-02-01")
            .done(),
        person("children", "K9", "2026-03-03T14:00:00Z", "Onlyacs", "Hiddenname", "2019-01-01").done(),
    ]
}

fn housing_says() -> Vec<SourceRecord> {
    let tenant = [
        (housing::DEVELOPMENT, text("Alder Houses")),
        (housing::APARTMENT, text("5B")),
        (housing::RENT, Value::Cents(48_200)),
        (housing::RENT_PERIOD, text("month")),
        (housing::ARREARS, Value::Cents(31_000)),
        (housing::LEASE_FROM, day("2021-06-01")),
    ];
    vec![
        person("housing", "N1", "2026-02-28T12:00:00Z", "Rosa", "Delmar", "1954-12-05")
            .ssn("512704821")
            .at("77 Alder Court", "2021-06-01")
            .in_household("T1", "Tenant", "2021-06-01")
            .row(SectionKind::Housing, &tenant)
            .done(),
        person("housing", "N2", "2026-02-28T12:00:00Z", "Ana", "Delmar", "2016-08-21")
            .at("77 Alder Court", "2023-02-01")
            .in_household("T1", "Granddaughter", "2023-03-01")
            .done(),
    ]
}

fn finance_says() -> Vec<SourceRecord> {
    let rosa = person("finance", "F1", "2026-01-15T12:00:00Z", "Rosa", "Delmar", "1954-05-12");
    vec![rosa.ssn("512704821").program("Rent freeze", "Approved", "RF-7781", "2022-07-01", None).done()]
}

fn shelter_says() -> Vec<SourceRecord> {
    let stay = |name: &str, from: &str, to: &str| {
        [
            (shelter::SHELTER_NAME, text(name)),
            (shelter::ENTERED, day(from)),
            (shelter::LEFT, day(to)),
            (shelter::EXIT_REASON, text("Moved to own home")),
        ]
    };
    vec![
        person("shelter", "S1", "2026-03-01T06:00:00Z", "Rosa", "Delmar", "1954-05-12")
            .ssn("512704821")
            .row(SectionKind::Shelter, &stay("Bay House", "2020-11-20", "2021-05-30"))
            .done(),
        person("shelter", "S2", "2026-03-01T06:00:00Z", "Gus", "Pell", "1990-10-10")
            .row(SectionKind::Shelter, &stay("Bay House", "2025-11-20", "2026-01-30"))
            .done(),
    ]
}

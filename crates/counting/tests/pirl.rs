//! The federal file: what stands in each column, and what the checks say, in their order.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod center;

use center::{ADULT, Center, EAST, NORTH, Ready, WP, example, on, person, year};
use counting::made_up::{Size, state_year};
use counting::pirl::{Finding, Findings, Schema, Stage, build, check};
use counting::{
    Asked, Barrier, Barriers, Education, Employment, Plan, Policy, Race, Races, Reporting, Traits,
};
use jiff::civil::date;
use records::Sex;

/// Elements with the values that they are given.
type Changes = &'static [(&'static str, &'static str)];

fn schema(center: &Ready) -> Schema {
    Schema::read(&example("pirl.toml"), &center.catalogue).unwrap()
}

fn file(center: &Ready, asked: &Asked) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    build(asked, &schema(center), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn said() -> Traits {
    Traits {
        born: Some(counting::Day::of(date(1990, 7, 4))),
        sex: Some(Sex::Female),
        hispanic: Some(false),
        races: Some(Races::default().and(Race::Black)),
        veteran: Some(true),
        disability: Some(false),
        farmworker: Some(false),
        education: Some(Education::Bachelor),
        employment: Some(Employment::Unemployed),
        barriers: Some(Barriers::default().and(Barrier::LowIncome)),
    }
}

fn one_of_each() -> Ready {
    let mut center = Center::new();
    let served = center.add(person(1, said()));
    let alone = center.add(person(2, Traits::default()));
    let private = center.add(counting::Person { private: true, other_exit: Some(3), ..person(3, said()) });
    let visit = center.came(Some(served), NORTH, "01-20");
    center.chose(visit, "job-search", true);
    center.comes_for(served, "03-02", "career-guidance");
    center.comes_for(served, "04-01", "employment-plan");
    let visit = center.came(Some(served), EAST, "04-20");
    center.served(visit, "occupational-training", ADULT);
    center.served(visit, "supportive-service", ADULT);
    center.comes_for(served, "08-01", "follow-up");
    let visit = center.came(Some(alone), NORTH, "05-05");
    center.chose(visit, "resume", false);
    center.chose(visit, "labor-market", false);
    center.comes_for(private, "02-02", "resume");
    center.ready()
}

/// Every element of the participant, after her numbers.
const PARTICIPANT: &[(&str, &str)] = &[
    ("200", "19900704"),
    ("201", "2"),
    ("202", "0"),
    ("210", "0"),
    ("211", "0"),
    ("212", "0"),
    ("213", "1"),
    ("214", "0"),
    ("215", "0"),
    ("301", "1"),
    ("400", "0"),
    ("402", "0"),
    ("408", "7"),
    ("413", "0"),
    ("800", "0"),
    ("801", "0"),
    ("802", "1"),
    ("803", "0"),
    ("806", "0"),
    ("807", "0"),
    ("900", "20260302"),
    ("901", "20260420"),
    ("903", "1"),
    ("904", "0"),
    ("918", "1"),
    ("923", "00"),
    ("1000", "20260120"),
    ("1001", "20260302"),
    ("1002", "20260120"),
    ("1003", "20260302"),
    ("1004", "20260401"),
    ("1007", "20260420"),
    ("1100", ""),
    ("1101", "20260120"),
    ("1102", "20260302"),
    ("1103", ""),
    ("1104", ""),
    ("1105", ""),
    ("1107", ""),
    ("1112", ""),
    ("1113", ""),
    ("1115", ""),
    ("1116", ""),
    ("1200", "20260401"),
    ("1201", "20260401"),
    ("1202", "20260401"),
    ("1203", ""),
    ("1206", ""),
    ("1207", ""),
    ("1210", ""),
    ("1300", "1"),
    ("1302", "20260420"),
    ("1409", "20260420"),
    ("1503", "20260801"),
];

#[test]
fn every_column_of_a_participant_and_of_a_reportable_individual() {
    let center = one_of_each();
    let (schema, lines) = (schema(&center), file(&center, &center.asked(year())));
    let uii = |at| counting::made_up::uii(9, at).as_str().to_owned();
    let line = |at| lines.iter().find(|line| line[1] == uii(at)).unwrap();
    let cell = |line: &[String], number: &str| line[schema.place(number).unwrap()].clone();
    for (number, value) in PARTICIPANT {
        assert_eq!(cell(line(1), number), *value, "element {number}");
    }
    assert_eq!(PARTICIPANT.len() + 2, schema.elements.len(), "every element has a fixture");
    let alone = line(2);
    let filled: Vec<(String, String)> = schema
        .elements
        .iter()
        .zip(alone)
        .skip(2)
        .filter(|(_, value)| !value.is_empty() && *value != "9")
        .map(|(element, value)| (element.number.clone(), value.clone()))
        .collect();
    let expected = [("903", "0"), ("904", "0"), ("918", "2"), ("1007", "20260505"), ("1300", "0")];
    assert_eq!(
        filled,
        expected.map(|(number, value)| (number.to_owned(), value.to_owned())),
        "asked for staff, and unverified"
    );
    let private = line(3);
    assert_eq!(
        (cell(private, "200").as_str(), cell(private, "201").as_str()),
        ("", "9"),
        "counted, and no more"
    );
    assert_eq!((cell(private, "900").as_str(), cell(private, "923").as_str()), ("20260202", "03"));
    let three_with_follow_up = lines.len();
    assert_eq!(three_with_follow_up, 4, "the visit for follow-up in August is a contact of its own");
}

#[test]
fn the_same_facts_give_the_same_file_and_a_clean_one() {
    let catalogue = counting::Catalogue::read(&example("catalogue.toml")).unwrap();
    let reporting = Reporting::ProgrammeYear { year: 2025 };
    let policy = Policy::default();
    let size =
        Size { sites: 6, people: 600, visits: 3_000, services: 3, from: reporting.days().from, days: 365 };
    for seed in 0..3 {
        let ledger = state_year(seed, &size, &catalogue).unwrap();
        let as_of = reporting.days().until.plus(100);
        let asked =
            Asked { ledger: &ledger, catalogue: &catalogue, policy: &policy, reporting, sites: None, as_of };
        let schema = Schema::read(&example("pirl.toml"), &catalogue).unwrap();
        let (mut one, mut two) = (Vec::new(), Vec::new());
        let built = build(&asked, &schema, &mut one).unwrap();
        build(&asked, &schema, &mut two).unwrap();
        assert_eq!(one, two);
        let found = check(&schema, std::str::from_utf8(&one).unwrap()).unwrap();
        assert!(found.passed(), "{:?}", found.list.first().map(ToString::to_string));
        assert_eq!(found.rows as u64, built.participations + built.individuals);
        assert!(built.persons <= found.rows as u64 && built.participations > 0 && built.individuals > 0);
        assert!(found.left_out.is_empty());
    }
}

fn checked(lines: &[Vec<String>], schema: &Schema) -> Findings {
    let text: Vec<String> = lines.iter().map(|line| line.join(",")).collect();
    check(schema, &text.join("\n")).unwrap()
}

fn told(found: &Findings) -> Vec<String> {
    found.list.iter().map(Finding::to_string).collect()
}

#[test]
fn a_later_stage_does_not_run_until_the_earlier_passes() {
    let center = one_of_each();
    let schema = schema(&center);
    let mut lines = file(&center, &center.asked(year()));
    let place = |number: &str| schema.place(number).unwrap();
    assert!(checked(&lines, &schema).passed(), "{:?}", told(&checked(&lines, &schema)));
    let participant =
        lines.iter().position(|line| line[place("918")] == "1" && line[place("903")] == "1").unwrap();
    lines[participant][place("901")] = "20260101".to_owned();
    let said = checked(&lines, &schema);
    assert_eq!(said.stage, Stage::Logic);
    let row = participant + 1;
    assert!(
        told(&said).iter().any(|text| text
            .starts_with(&format!("line {row}, element 901: the exit lies before the entry; mend"))),
        "{said:?}"
    );
    lines.push(lines[participant].clone());
    let said = checked(&lines, &schema);
    assert_eq!((said.stage, said.count), (Stage::Duplicates, 2), "{said:?}");
    assert!(told(&said)[0].contains(&format!("says the same as line {row}; ")), "{said:?}");
    lines[0][place("201")] = "3".to_owned();
    lines[0][place("1007")] = "20260231".to_owned();
    lines[1][place("202")] = String::new();
    let said = checked(&lines, &schema);
    assert_eq!((said.stage, said.count), (Stage::Values, 3), "{said:?}");
    assert!(told(&said).contains(
        &"line 1, element 201: Sex has a value that it may not have; allowed are 1, 2, 9".to_owned()
    ));
    assert!(
        told(&said)
            .iter()
            .any(|text| text.contains("element 1007") && text.ends_with("it is a day as 20260301"))
    );
    assert!(
        told(&said)
            .iter()
            .any(|text| text.starts_with("line 2, element 202: Individual with a disability is missing"))
    );
    lines[0].pop();
    let said = checked(&lines, &schema);
    assert_eq!((said.stage, said.count), (Stage::Columns, 1));
    assert_eq!(said.list[0].row, 1);
}

#[test]
fn each_rule_of_logic_speaks() {
    let center = one_of_each();
    let schema = schema(&center);
    let lines = file(&center, &center.asked(year()));
    let place = |number: &str| schema.place(number).unwrap();
    let find = |kind: &str, programme: &str| {
        lines.iter().position(|line| line[place("918")] == kind && line[place("903")] == programme).unwrap()
    };
    let (served, alone) = (find("1", "1"), find("2", "0"));
    let cases: [(usize, Changes, &str); 11] = [
        (served, &[("900", ""), ("901", "")], "Date of program entry is missing"),
        (served, &[("200", "20200101")], "younger than 14"),
        (served, &[("1001", "20260301")], "lies before the entry"),
        (served, &[("1003", "20260421")], "lies after the exit"),
        (served, &[("1007", "20260720")], "more than 90 days before entry or after exit"),
        (served, &[("1002", "20251201")], "more than 90 days before entry or after exit"),
        (alone, &[("900", "20260505")], "a reportable individual has an entry"),
        (alone, &[("1003", "20260505")], "has a service that only staff deliver"),
        (alone, &[("1300", "1")], "has a service that only staff deliver"),
        (alone, &[("1007", ""), ("1002", "")], "has made no contact"),
        (alone, &[("100", ""), ("201", "")], "Sex is missing, and a reportable individual needs it"),
    ];
    for (row, changes, sentence) in cases {
        let mut lines = lines.clone();
        for (number, value) in changes {
            lines[row][place(number)] = (*value).to_owned();
        }
        let said = told(&checked(&lines, &schema));
        assert!(
            said.iter()
                .any(|text| text.starts_with(&format!("line {}, ", row + 1)) && text.contains(sentence)),
            "{sentence}: {said:?}"
        );
    }
    let mut bare = lines.clone();
    for (at, element) in schema.elements.iter().enumerate() {
        if element.number.parse().is_ok_and(|number| counting::Element(number).needs_staff()) {
            bare[served][at] = if element.number == "1300" { "0".to_owned() } else { String::new() };
        }
    }
    assert!(
        told(&checked(&bare, &schema))
            .iter()
            .any(|text| text.contains("a participant has no service by staff"))
    );
    together(&lines, &schema, served, alone);
}

/// What two lines of one person may not say.
fn together(lines: &[Vec<String>], schema: &Schema, served: usize, alone: usize) {
    let place = |number: &str| schema.place(number).unwrap();
    let with = |base: usize, changes: &[(&str, &str)], sentence: &str| {
        let mut lines = lines.to_vec();
        let mut line = lines[base].clone();
        line[0] = "000000099".to_owned();
        line[1] = lines[served][1].clone();
        if base == alone {
            line[1] = lines[if sentence.contains("contact of line") && !sentence.contains("belongs") {
                alone
            } else {
                served
            }][1]
                .clone();
        }
        for (number, value) in changes {
            line[place(number)] = (*value).to_owned();
        }
        lines.push(line);
        let said = told(&checked(&lines, schema));
        assert!(said.iter().any(|text| text.contains(sentence)), "{sentence}: {said:?}");
    };
    let later = [
        ("900", "20260701"),
        ("901", ""),
        ("1001", ""),
        ("1003", ""),
        ("1004", "20260701"),
        ("1007", "20260701"),
        ("1000", ""),
        ("1002", ""),
        ("1101", ""),
        ("1102", ""),
        ("1200", ""),
        ("1201", ""),
        ("1202", ""),
        ("1302", "20260701"),
        ("923", ""),
    ];
    with(served, &later, "it begins within 90 days of the participation");
    with(alone, &[("1007", "20260601")], "the contact belongs to the participation");
    with(alone, &[("1007", "20251215")], "belongs to this participation");
    with(alone, &[("1007", "20260601")], "it is within 90 days of the contact of line");
}

#[test]
fn an_open_participation_has_no_exit_and_a_plan_keeps_it_open() {
    let mut center = Center::new();
    let who = center.somebody(said());
    center.comes_for(who, "03-02", "resume");
    let plan = Plan { recorded: on("04-01"), planned: on("09-01"), programme: WP };
    center.filling.plan(who, plan).unwrap();
    let center = center.ready();
    let exit = |day: &str| {
        file(&center, &Asked { as_of: on(day), ..center.asked(year()) })[0]
            [schema(&center).place("901").unwrap()]
        .clone()
    };
    assert_eq!([exit("08-01"), exit("09-01"), exit("09-02")], ["", "", "20260302"]);
}

#[test]
fn a_schema_with_a_fault_is_refused_with_its_line() {
    let catalogue = counting::Catalogue::read(&example("catalogue.toml")).unwrap();
    let text = example("pirl.toml");
    let faults = |text: &str| Schema::read(text, &catalogue).err().unwrap().0.join("\n");
    assert!(
        faults(&text.replace("fill = \"uii\"", "fill = \"ssn\""))
            .contains("element 100: there is no fill `ssn`")
    );
    assert!(
        faults(&text.replace("programme = \"adult\"", "programme = \"youth\""))
            .contains("no programme `youth`")
    );
    assert!(
        faults(&text.replace("number = \"201\"", "number = \"200\""))
            .contains("element 200 stands here twice")
    );
    assert!(
        faults(&text.replacen("length = 9", "lenght = 9", 1)).starts_with("line 10: unknown field `lenght`"),
        "{}",
        faults(&text.replacen("length = 9", "lenght = 9", 1))
    );
}

//! Links through the portal's real routes: the queue, a case, a decision of two people, taking apart, and what is refused.

#![allow(clippy::unwrap_used, reason = "set-up of a test fails where it stands")]

mod browser;
mod town;

use browser::{Browser, Seen};
use records::{PersonId, RecordKey, SourceId};
use staff::{AgreementKind, Duty, DutyKind, NewAccount};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use town::{PASSWORD, Town, settings};

static TOWN: LazyLock<Town> = LazyLock::new(|| {
    let town = Town::new();
    let staff = town.door.staff();
    let stewards: [(&str, &str, &[&str]); 4] = [
        ("benefits", "sten", &["data-stewards"]),
        ("children", "sue", &["data-stewards"]),
        ("shelter", "steve", &["data-stewards"]),
        ("benefits", "bare", &[]),
    ];
    for (agency, user_name, groups) in stewards {
        let new = NewAccount { agency, user_name, display_name: user_name, password: PASSWORD, groups };
        let account = staff.add(&new).unwrap();
        staff.accept(account, AgreementKind::User, 1).unwrap();
        staff.give_duty(account, &Duty::new(DutyKind::Steward, agency)).unwrap();
    }
    town
});

fn browser() -> Browser {
    LazyLock::force(&PEOPLE);
    Browser::new(portal::router(TOWN.door.clone(), settings()))
}

fn steward(agency: &str, user: &str) -> Browser {
    let browser = browser();
    browser.at_work(agency, user, "UC-009:link-review");
    browser
}

/// People as the matcher has them, before any story begins: three of the benefits office alone, and one of the children's.
static PEOPLE: LazyLock<(Vec<i64>, i64)> = LazyLock::new(|| {
    let mut all: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    let mut seen = |source: &SourceId, _: &RecordKey, person: PersonId| {
        all.entry(person.0).or_default().insert(source.0.clone());
    };
    TOWN.door.casefile().each_link(&mut seen).unwrap();
    let with = |wanted: &str| {
        let only = |sources: &BTreeSet<String>| sources.len() == 1 && sources.contains(wanted);
        all.iter().filter(|(_, sources)| only(sources)).map(|(person, _)| *person).collect::<Vec<i64>>()
    };
    let (benefits, children) = (with("benefits"), with("children")[0]);
    // The matcher leaves the first two to the stewards, and nobody else.
    let row = |person: i64| TOWN.door.casefile().person_records(PersonId(person)).unwrap().0[0].id;
    let (one, two) = (row(benefits[0]), row(benefits[1]));
    let sql = "INSERT INTO match_review (record_low, record_high, probability_ppm, found_at) VALUES ($1, $2, 900000, 0)";
    TOWN.database.write(|t| t.run(sql, &[one.min(two).into(), one.max(two).into()])).unwrap();
    (benefits, children)
});

fn stamp(page: &Seen) -> String {
    let (_, rest) = page.text.split_once("name=\"stamp\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_case_is_decided_looked_at_undone_and_told_in_the_history() {
    let sten = steward("benefits", "sten");
    let queue = sten.get("/links");
    assert!(queue.shows("Links to review") && !queue.shows("State a purpose"), "{}", queue.text);
    assert_eq!(sten.get("/links?source=benefits&page=99").status, 200);
    let (one, two) = (PEOPLE.0[0], PEOPLE.0[1]);
    let address = format!("/links/{}-{}", one.min(two), one.max(two));
    let case = sten.get(&address);
    assert!(
        case.shows("Are they one person?")
            && case.shows("Cannot say")
            && case.shows("<svg class=\"tl-bars__bar")
            && !case.shows("Two people are needed"),
        "{}",
        case.text
    );
    assert!(!case.text.to_lowercase().contains("merge"));

    let without = sten.post(&address, &[("verdict", "link"), ("reason", ""), ("stamp", &stamp(&case))]);
    assert!(without.status == 422 && without.shows("Say why"));
    let long = "x".repeat(10_000);
    let long = sten.post(&address, &[("verdict", "link"), ("reason", &long), ("stamp", &stamp(&case))]);
    assert!(long.status == 422 && long.shows("at most 1000"));
    // What was typed is still on the page; a form beyond every limit is told how long one may be.
    let endless = "y".repeat(100_000);
    let again = sten.post(&address, &[("verdict", "link"), ("reason", &endless), ("stamp", &stamp(&case))]);
    assert!(again.status == 422 && again.shows("100000 characters") && again.shows(&endless));
    let beyond = "y".repeat(600_000);
    let beyond = sten.post(&address, &[("verdict", "link"), ("reason", &beyond), ("stamp", "")]);
    assert!(beyond.status == 413 && beyond.shows("a whole form may have 524,000"), "{}", beyond.text);
    let stale = sten.post(&address, &[("verdict", "link"), ("reason", "same"), ("stamp", "0-00")]);
    assert!(stale.status == 422 && stale.shows("look again"));
    assert_eq!(sten.post(&address, &[]).status, 422);

    let done =
        sten.post(&address, &[("verdict", "link"), ("reason", "<b>same</b> hand"), ("stamp", &stamp(&case))]);
    assert_eq!(done.status, 303, "{}", done.text);
    let decision = done.goes_to();
    let page = sten.get(&decision);
    assert!(
        page.shows("in force from now on") && page.shows("&lt;b&gt;same") || page.shows("&#60;b&#62;same"),
        "{}",
        page.text
    );
    // The old address of the case leads to the one person.
    let gone = sten.get(&address);
    assert!(gone.status == 303 && gone.goes_to() == format!("/people/{}/links?linked=1", one.min(two)));
    let history = sten.get(&gone.goes_to());
    assert!(history.shows("they are this one person now") && history.shows("by a decision"));
    let file = sten.get(&format!("/people/{one}"));
    let file = if file.status == 200 { file } else { sten.get(&format!("/people/{two}")) };
    assert!(file.shows("How these records are linked"));

    // What is linked by a decision is not taken apart over it: the sentence names the decision.
    let record = history.text.split("name=\"record\" id=\"record-").nth(1).unwrap();
    let record = record.split('"').next().unwrap();
    let part = sten.post(
        gone.goes_to().split('?').next().unwrap(),
        &[("record", record), ("reason", "not hers"), ("stamp", &stamp(&history))],
    );
    assert!(part.status == 422 && part.shows("stands in the way"), "{}", part.text);

    let at = decision.split('?').next().unwrap();
    let undone = sten.post(at, &[("step", "undo"), ("reason", "another hand"), ("stamp", &stamp(&page))]);
    assert_eq!(undone.status, 303, "{}", undone.text);
    assert!(sten.get(at).shows("another hand") && sten.get(&address).status == 200);
    assert_eq!(sten.post(at, &[("step", "undo"), ("reason", "x"), ("stamp", "")]).status, 422);
}

#[test]
fn two_people_decide_where_the_childrens_agency_is_concerned() {
    let (sten, sue) = (steward("benefits", "sten"), steward("children", "sue"));
    let (one, two) = (PEOPLE.1, PEOPLE.0[2]);
    let address = format!("/links/{}-{}", one.min(two), one.max(two));
    let case = sten.get(&address);
    assert!(case.shows("Two people are needed"), "{}", case.text);
    assert!(
        case.shows("The matcher holds these for two people") && case.shows("does not leave it to people")
    );
    let done = sten.post(&address, &[("verdict", "apart"), ("reason", "brothers"), ("stamp", &stamp(&case))]);
    let at = done.goes_to().split('?').next().unwrap().to_owned();
    let mine = sten.get(&at);
    assert!(mine.shows("You spoke first") && !mine.shows("value=\"confirm\"") && mine.shows("Take it back"));
    let own = sten.post(&at, &[("step", "confirm"), ("stamp", &stamp(&mine))]);
    assert!(own.status == 422 && own.shows("wo persons are needed"), "{}", own.text);
    assert!(sue.get("/links").shows("Waiting for a second person"));
    let hers = sue.get(&at);
    assert!(hers.shows("value=\"confirm\""));
    assert_eq!(sue.post(&at, &[("step", "confirm"), ("stamp", &stamp(&hers))]).status, 303);
    assert!(sue.get(&at).shows("Now: in force"));
}

#[test]
fn who_is_no_steward_of_an_agency_concerned_finds_nothing() {
    let (one, two) = (PEOPLE.0[0], PEOPLE.0[2]);
    let case = format!("/links/{one}-{two}");
    let ana = browser();
    ana.at_work("benefits", "ana", "UC-001:application");
    let paths = ["/links", &case, "/links/decisions/1", &format!("/people/{one}/links")];
    for path in paths {
        assert_eq!(ana.get(path).status, 404, "{path}");
    }
    assert_eq!(ana.post(&case, &[("verdict", "link"), ("reason", "x")]).status, 404);
    assert_eq!(ana.post("/links/decisions/1", &[("step", "undo"), ("reason", "x")]).status, 404);
    assert!(!ana.get("/").shows("href=\"/links\""));
    let steve = steward("shelter", "steve");
    assert_eq!(steve.get("/links").status, 200);
    for odd in
        ["/links/1-1", "/links/x", "/links/1-987654", "/links/decisions/987654", "/people/987654/links"]
    {
        assert_eq!(steve.get(odd).status, 404, "{odd}");
    }
    // Without a purpose the page says what to do.
    let bare = browser();
    assert_eq!(bare.sign_in("benefits", "bare").status, 303);
    let queue = bare.get("/links");
    assert!(queue.shows("Nothing can be shown yet") && queue.shows("/purpose?next=/links"), "{}", queue.text);
}

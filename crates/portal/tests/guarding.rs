//! Private records through the portal's real routes: what a state system sends, and what those see who guard them.

#![allow(clippy::unwrap_used, reason = "set-up of a test fails where it stands")]

mod browser;
mod town;

use audit::Kind;
use browser::{Browser, Seen};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use staff::{AgreementKind, Duty, DutyKind, NewAccount, Profile};
use std::sync::LazyLock;
use town::{PASSWORD, STATUS_KEY, Town, settings};

static TOWN: LazyLock<Town> = LazyLock::new(|| {
    let town = Town::new();
    let people: [(&str, &[DutyKind], bool); 4] = [
        ("dana", &[DutyKind::Specialist], true),
        ("sten", &[DutyKind::Steward], false),
        ("mona", &[DutyKind::Monitor], true),
        ("cal", &[], true),
    ];
    let staff = town.door.staff();
    for (user_name, duties, privileged) in people {
        let groups: &[&str] = &["benefits-intake"];
        let new =
            NewAccount { agency: "benefits", user_name, display_name: user_name, password: PASSWORD, groups };
        let account = staff.add(&new).unwrap();
        staff.accept(account, AgreementKind::User, 1).unwrap();
        staff.set_profile(account, &Profile { contact: "desk 4", privileged, supervisor: None }).unwrap();
        for kind in duties {
            staff.give_duty(account, &Duty::new(*kind, "benefits")).unwrap();
        }
    }
    town
});

/// The town's clock stands still at this second.
const NOW: i64 = 1_772_550_000;

fn browser() -> Browser {
    Browser::new(portal::router(TOWN.door.clone(), settings()))
}

fn as_somebody(user: &str) -> Browser {
    let browser = browser();
    browser.at_work("benefits", user, "UC-001:application");
    browser
}

fn signed(at: i64, body: &str) -> String {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(STATUS_KEY.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let sum: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={sum}")
}

fn send(browser: &Browser, source: &str, signature: &str, body: &str) -> Seen {
    let headers = [("x-throughline-signature", signature), ("content-type", "application/json")];
    browser.send("POST", &format!("/status/{source}"), &headers, body.as_bytes().to_vec())
}

fn told(id: &str, key: &str, level: &str) -> String {
    format!(r#"[{{"id": "{id}", "key": "{key}", "level": "{level}", "at": "2026-03-02T10:00:00Z"}}]"#)
}

/// The address of a record's page.
fn record(browser: &Browser, key: &str) -> String {
    let found = browser.post("/private/find", &[("source", "benefits"), ("key", key)]);
    assert_eq!(found.status, 303, "{}", found.text);
    found.goes_to()
}

#[test]
fn the_clock_of_the_town_is_the_one_that_is_signed_with() {
    assert_eq!(TOWN.door.now().as_second(), NOW);
}

#[test]
fn a_signed_request_is_in_force_at_once_and_counts_once() {
    let (state, ana) = (browser(), as_somebody("ana"));
    let rosa = format!("/people/{}", TOWN.number("benefits", "B1").0);
    assert!(ana.get(&rosa).shows("Harbor Laundry Works"));
    let body = told("S1", "B1", "private");
    let taken = send(&state, "benefits", &signed(NOW, &body), &body);
    assert_eq!((taken.status.as_u16(), taken.text.as_str()), (200, r#"[{"id":"S1","result":"accepted"}]"#));
    assert!(!ana.get(&rosa).shows("Harbor Laundry Works"), "private on the next request");
    assert!(state.cookie.borrow().is_none(), "no session begins");
    let again = send(&state, "benefits", &signed(NOW, &body), &body);
    assert_eq!(again.text, r#"[{"id":"S1","result":"duplicate"}]"#);
    let other = told("S1", "B1", "open");
    let refused = send(&state, "benefits", &signed(NOW, &other), &other);
    assert!(refused.status.as_u16() == 200 && refused.shows("refused") && refused.shows("with this id"));
    assert!(!ana.get(&rosa).shows("Harbor Laundry Works"));
    let faulty = r#"{"id": "S2", "key": "B1", "level": "closed", "at": "2026-03-02T10:00:00Z"}"#;
    let answer = send(&state, "benefits", &signed(NOW, faulty), faulty);
    assert!(answer.shows("must be `open`, `private` or `sealed`") && answer.shows(r#""id":"S2""#));
    assert_eq!(send(&state, "benefits", &signed(NOW, "3"), "3").status, 400);
}

#[test]
fn who_does_not_sign_learns_nothing() {
    let state = browser();
    let body = told("S9", "B1", "open");
    let good = signed(NOW, &body);
    let mut answers = Vec::new();
    for (source, signature, body) in [
        ("benefits", "", body.as_str()),
        ("benefits", "t=1772550000,v1=", &body),
        ("benefits", "t=1772550000,v1=zz", &body),
        ("benefits", &good.replace("v1=", "v1=00"), &body),
        ("benefits", &good, "[]"),
        ("benefits", &signed(NOW - 301, &body), &body),
        ("benefits", &signed(NOW + 301, &body), &body),
        ("children", &good, &body),
        ("no-such", &good, &body),
        ("..%2f", &good, &body),
    ] {
        let answer = send(&state, source, signature, body);
        answers.push((answer.status.as_u16(), answer.text));
    }
    assert!(answers.iter().all(|answer| *answer == (401, "{}".to_owned())), "{answers:?}");
    let late = send(&state, "benefits", &signed(NOW - 299, "[]"), "[]");
    assert_eq!((late.status.as_u16(), late.text.as_str()), (200, "[]"));
    let huge = " ".repeat(1024 * 1024 + 1);
    assert_eq!(send(&state, "benefits", &signed(NOW, &huge), &huge).status, 413);
    assert_eq!(send(&state, "children", "", &huge).status, 413);
    assert_eq!(state.get("/status/benefits").status, 405);
    let dana = as_somebody("dana");
    let empty = signed(NOW, "[]");
    assert_eq!(send(&dana, "benefits", &empty, "[]").status, 403, "not beside somebody's session");
}

#[test]
fn the_desk_is_for_those_who_guard_and_nobody_else_knows_of_it() {
    let (ana, nobody) = (as_somebody("ana"), browser());
    let dana = as_somebody("dana");
    let at = record(&dana, "B5");
    for address in ["/private", "/private/discrepancies", "/private/people", &at, "/private/records/999999"] {
        assert_eq!(ana.get(address).status, 404, "{address}");
        assert_eq!(nobody.get(address).goes_to(), "/sign-in", "{address}");
    }
    let forms: [(&str, &[(&str, &str)]); 5] = [
        ("/private/find", &[("source", "benefits"), ("key", "B5")]),
        (&at, &[("act", "mark"), ("level", "private"), ("reason", "x")]),
        (&format!("{at}/care-team"), &[]),
        ("/private/discrepancies", &[("step", "sent"), ("number", "1")]),
        ("/private/people", &[("user", "ana"), ("act", "admit")]),
    ];
    for (address, fields) in forms {
        assert_eq!(ana.post(address, fields).status, 404, "{address}");
    }
    assert_eq!(dana.post("/private/find", &[("source", "children"), ("key", "K1")]).status, 404);
    assert_eq!(dana.get("/private/records/999999").status, 404);
    let wrong = dana.post("/private/find", &[("source", "benefits"), ("key", "B-none")]);
    assert!(
        wrong.status == 422
            && wrong.shows("no record with exactly this key")
            && wrong.shows("id=\"key-error\"")
    );
    assert!(!ana.get("/").shows("/private") && dana.get("/").shows("/private"));
}

#[test]
fn a_record_is_marked_assigned_printed_and_sealed_each_by_whom_it_is_for() {
    let (dana, sten, mona) = (as_somebody("dana"), as_somebody("sten"), as_somebody("mona"));
    let at = record(&dana, "B6");
    assert!(dana.get(&at).shows("Rose Adebayo") && dana.get(&at).shows("Nobody ever marked this record"));
    let mark = |browser: &Browser, level, reason| {
        browser.post(&at, &[("act", "mark"), ("level", level), ("reason", reason)])
    };
    assert!(mark(&dana, "private", "").shows("Say why; the reason is kept"));
    let done = mark(&dana, "private", "she asked <b>for it</b>");
    assert_eq!(done.goes_to(), format!("{at}?done=1"));
    let marked = dana.get(&done.goes_to());
    assert!(
        marked.shows("Done. It is in force")
            && marked.shows("she asked &#60;b&#62;for it")
            && marked.shows("Not assigned yet")
    );
    assert!(dana.get("/private").shows(&format!("href=\"{at}\"")));
    assert_eq!(mark(&dana, "sealed", "x").status, 422);
    assert_eq!(mark(&mona, "private", "x").status, 422);
    assert!(!mona.get(&at).shows("Set the mark") && !mona.get(&at).shows(">Assign<"));
    let assign = |browser: &Browser, user| {
        browser.post(&at, &[("act", "let-care"), ("agency", "benefits"), ("user", user)])
    };
    assert!(assign(&dana, "ana").shows("may not see private records"));
    assert!(assign(&dana, "dana").shows("Nobody gives herself access"));
    assert_eq!(assign(&dana, "cal").status, 303);
    let team = dana.post(&format!("{at}/care-team"), &[]);
    assert!(team.shows("Care team of record B6") && team.shows("cal, desk 4") && !team.shows("Rose"));
    assert!(TOWN.door.audited(Kind::Print, Some(TOWN.number("benefits", "B6"))).unwrap() >= 1);
    assert_eq!(mark(&sten, "sealed", "court order").status, 303);
    let sealed = dana.get(&at);
    assert!(!sealed.shows("Rose") && sealed.shows("Nobody is named yet"));
    let person = format!("/people/{}", TOWN.number("benefits", "B6").0);
    assert_eq!(dana.get(&person).status, 404);
    assert_eq!(assign(&sten, "cal").status, 303);
    assert_eq!(as_somebody("cal").get(&person).status, 200);
}

#[test]
fn a_full_list_fills_the_queue_and_a_ticket_can_be_copied() {
    let dana = as_somebody("dana");
    let list = "# as-of 2026-03-02T10:00:00Z\nkey\nB3\nNOT-DELIVERED\n";
    TOWN.door
        .take_status_file(&records::SourceId::new("benefits"), "x.full.csv", list.as_bytes())
        .unwrap()
        .unwrap();
    let bad = "id,key,level,at\n1,B3\n";
    TOWN.door
        .take_status_file(&records::SourceId::new("benefits"), "bad.csv", bad.as_bytes())
        .unwrap()
        .unwrap();
    let page = dana.get("/private/discrepancies");
    for words in
        ["privileged there, was not marked here", "no such record here", "Record key: B3", "bad.csv, line 2"]
    {
        assert!(page.shows(words), "{words}");
    }
    assert!(!page.shows("Delmar"), "no name stands in a ticket");
    let item =
        page.text.split("name=\"item\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let line = [("source", "benefits"), ("item", item.as_str()), ("step", "line")];
    assert_eq!(as_somebody("mona").post("/private/discrepancies", &line).status, 422);
    assert_eq!(dana.post("/private/discrepancies", &line).status, 303);
    assert!(dana.post("/private/discrepancies", &line).shows("looked after this line already"));
    let number =
        page.text.split("name=\"number\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let step =
        |step| dana.post("/private/discrepancies", &[("number", &number), ("step", step), ("note", "")]);
    assert_eq!(step("sent").goes_to(), "/private/discrepancies?done=1");
    assert!(dana.get("/private/discrepancies").shows("ticket sent"));
    let refused = step("resolved");
    assert!(refused.status == 422 && refused.shows("Say how it was settled"));
}

#[test]
fn a_specialist_says_who_may_see_private_records_and_never_of_herself() {
    let (dana, mona) = (as_somebody("dana"), as_somebody("mona"));
    let add = |user, above| {
        dana.post("/private/people", &[("act", "admit"), ("user", user), ("supervisor", above)])
    };
    assert!(add("nobody", "").shows("Nobody signs in at HRA with this name"));
    assert!(add("sten", "dana").shows("You would let yourself into"));
    assert!(add("dana", "cal").shows("Nobody gives herself access"));
    assert_eq!(add("sten", "cal").status, 303);
    let page = dana.get("/private/people");
    assert!(page.shows("sten") && page.shows("cal (cal)"));
    assert!(mona.get("/private/people").shows("sten") && !mona.get("/private/people").shows("Save"));
    assert_eq!(mona.post("/private/people", &[("act", "remove"), ("user", "sten")]).status, 404);
    assert_eq!(dana.post("/private/people", &[("act", "remove"), ("user", "sten")]).status, 303);
}

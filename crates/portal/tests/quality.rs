//! Match quality through the portal's real routes: figures, checks that are blind, and weights that take two stewards.

#![allow(clippy::unwrap_used, reason = "set-up of a test fails where it stands")]

mod browser;
mod town;

use browser::{Browser, Seen};
use staff::{AgreementKind, Duty, DutyKind, NewAccount};
use std::sync::LazyLock;
use town::{PASSWORD, Town, settings};

static TOWN: LazyLock<Town> = LazyLock::new(|| {
    let town = Town::new();
    let staff = town.door.staff();
    let stewards: [(&str, &str, &[&str]); 3] = [
        ("benefits", "sten", &["data-stewards"]),
        ("children", "sue", &["data-stewards"]),
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
    Browser::new(portal::router(TOWN.door.clone(), settings()))
}

fn steward(agency: &str, user: &str) -> Browser {
    let browser = browser();
    browser.at_work(agency, user, "UC-009:link-review");
    browser
}

fn learn(steward: &Browser, reason: &str) -> Seen {
    steward.post("/quality", &[("step", "learn"), ("reason", reason)])
}

#[test]
fn pairs_are_counted_drawn_and_checked_without_a_word_of_what_the_matcher_thinks() {
    let sten = steward("benefits", "sten");
    assert!(sten.get("/links").shows("href=\"/quality\""), "in the head of every page");
    let before = sten.get("/quality");
    assert!(before.shows("Match quality") && before.shows("in force, learned by itself"), "{}", before.text);
    assert_eq!(sten.post("/quality", &[("step", "count")]).goes_to(), "/quality?done=count");
    assert_eq!(sten.post("/quality", &[("step", "draw")]).goes_to(), "/quality?done=draw");
    assert_eq!(sten.post("/quality", &[("step", "merge")]).status, 404);
    let page = sten.get("/quality?done=draw");
    for part in [
        "Pairs were drawn",
        "Wrong links",
        "Missed links",
        "Review load",
        "Largest gap",
        "Drift",
        "Begin checking",
    ] {
        assert!(page.shows(part), "{part}: {}", page.text);
    }
    assert!(!page.text.to_lowercase().contains("merge"));
    let address = page.links("/quality/checks/").pop().unwrap();
    let check = sten.get(&address);
    assert!(check.shows("one person or two?") && check.shows("Cannot say"), "{}", check.text);
    for told in ["linked now", "The matcher had", "/people/", "/links/", "likely"] {
        assert!(!check.shows(told), "{told}: {}", check.text);
    }
    assert_eq!(sten.post(&address, &[]).status, 422);
    assert_eq!(sten.post(&address, &[("answer", "same")]).goes_to(), address);
    let told = sten.get(&address);
    assert!(
        told.shows("Answered: the same person") && told.shows("The matcher had this pair as"),
        "{}",
        told.text
    );
    let twice = sten.post(&address, &[("answer", "other")]);
    assert!(twice.status == 422 && twice.shows("already"), "{}", twice.text);
    for odd in [
        "/quality/checks/0",
        "/quality/checks/987654",
        "/quality/checks/x",
        "/quality/models/987654",
        "/quality/models/-1",
    ] {
        assert_eq!(sten.get(odd).status, 404, "{odd}");
    }
}

#[test]
fn weights_are_proposed_by_one_steward_and_approved_by_another() {
    let (sten, sue) = (steward("benefits", "sten"), steward("children", "sue"));
    let without = learn(&sten, " ");
    assert!(without.status == 422 && without.shows("Say why"), "{}", without.text);
    let long = learn(&sten, &"x".repeat(10_000));
    assert!(long.status == 422 && long.shows("at most 1000"));
    let done = learn(&sten, "<b>more</b> agencies since");
    assert_eq!(done.status, 303, "{}", done.text);
    let address = done.goes_to().split('?').next().unwrap().to_owned();
    let own = sten.get(&done.goes_to());
    assert!(
        own.shows("Nothing is changed before another steward") && own.shows("Take it back"),
        "{}",
        own.text
    );
    assert!(!own.shows("value=\"approve\"") && !own.shows("<b>more"));
    let alone = sten.post(&address, &[("step", "approve"), ("reason", "")]);
    assert!(alone.status == 422 && alone.shows("wo persons are needed"), "{}", alone.text);
    let other = learn(&sue, "me too");
    assert!(other.status == 422 && other.shows("waits for a second person"));
    let hers = sue.get(&address);
    assert!(hers.shows("value=\"approve\"") && hers.shows("Before and after"), "{}", hers.text);
    assert_eq!(sue.post(&address, &[("step", "refuse"), ("reason", "")]).status, 422);
    assert_eq!(sue.post(&address, &[("step", "approve"), ("reason", "looked")]).status, 303);
    assert!(sue.get(&format!("{address}?done=1")).shows("all records were linked anew"));
    assert!(sten.get("/quality").shows("in force, approved"));
    let late = sten.post(&address, &[("step", "refuse"), ("reason", "no")]);
    assert!(late.status == 422 && late.shows("Somebody was faster"));
    // The former ones can come back the same way.
    let models = sten.get("/quality").links("/quality/models/");
    let former = models.iter().find(|one| sten.get(one).shows("was in force")).unwrap();
    let again = sten.post(former, &[("step", "again"), ("reason", "they were better")]);
    assert_eq!(again.status, 303, "{}", again.text);
    assert_eq!(
        sten.post(again.goes_to().split('?').next().unwrap(), &[("step", "refuse"), ("reason", "no")]).status,
        303
    );
}

#[test]
fn who_is_no_steward_finds_nothing_and_without_a_purpose_there_are_figures_only() {
    let ana = browser();
    ana.at_work("benefits", "ana", "UC-001:application");
    for path in ["/quality", "/quality/checks/1", "/quality/models/1"] {
        assert_eq!(ana.get(path).status, 404, "{path}");
        assert_eq!(ana.post(path, &[("step", "count"), ("answer", "same")]).status, 404, "{path}");
    }
    assert!(!ana.get("/").shows("href=\"/quality\""));
    let bare = browser();
    assert_eq!(bare.sign_in("benefits", "bare").status, 303);
    let page = bare.get("/quality");
    assert!(
        page.status == 200 && page.shows("/purpose?next=/quality") && !page.shows("Begin checking"),
        "{}",
        page.text
    );
}

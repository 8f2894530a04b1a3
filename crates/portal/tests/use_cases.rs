//! Stories of those who write, review, approve and agree, told through the portal's real routes.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod browser;
mod town;

use browser::{Browser, Seen};
use staff::{AgreementKind, Duty, DutyKind, NewAccount};
use town::{PASSWORD, Town, settings};

const OFFICES: [(&str, &str, DutyKind, &str); 5] = [
    ("children", "rosa", DutyKind::Requester, "children"),
    ("housing", "pia", DutyKind::Reviewer, ""),
    ("housing", "cora", DutyKind::Counsel, ""),
    ("benefits", "sten", DutyKind::Steward, "benefits"),
    ("shelter", "steve", DutyKind::Steward, "shelter"),
];

/// A town of its own, with offices: what happens here changes what is in force.
fn town() -> Town {
    let town = Town::new();
    for (agency, user_name, kind, scope) in OFFICES {
        let new = NewAccount { agency, user_name, display_name: user_name, password: PASSWORD, groups: &[] };
        let account = town.door.staff().add(&new).unwrap();
        town.door.staff().accept(account, AgreementKind::User, 1).unwrap();
        town.door.staff().give_duty(account, &Duty::new(kind, scope)).unwrap();
    }
    town
}

fn signed_in(town: &Town, user: &str) -> Browser {
    let browser = Browser::new(portal::router(town.door.clone(), settings()));
    let (agency, ..) = OFFICES.iter().find(|(_, name, ..)| *name == user).unwrap_or(&(
        "benefits",
        "",
        DutyKind::Reviewer,
        "",
    ));
    assert_eq!(browser.sign_in(agency, user).status, 303);
    browser
}

const REQUEST: [(&str, &str); 16] = [
    ("title", "Locating <b>fathers</b>"),
    ("who", "Paternity workers."),
    ("what", "Names and addresses."),
    ("how", "To find a father.\r\nNothing else."),
    ("purpose-1-id", "locate"),
    ("purpose-1-words", "A father is to be found"),
    ("groups", "child-protection"),
    ("new_group", "Paternity Unit"),
    ("opens-1-sources", "benefits"),
    ("opens-1-classes", "name"),
    ("opens-1-classes", "address"),
    ("search_by", "name"),
    ("valid_from", "2026-03-01"),
    ("valid_until", "2026-04-15"),
    ("digest", ""),
    ("act", "submit"),
];

/// The hidden field that says which text lies before the reader.
fn digest(page: &Seen) -> String {
    let rest = page.text.split("name=\"digest\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn step(browser: &Browser, page: &str, act: &str, more: &[(&str, &str)]) -> Seen {
    let digest = digest(&browser.get(page));
    let mut fields = vec![("digest", digest.as_str()), ("act", act)];
    fields.extend(more);
    browser.post(&format!("{page}/step"), &fields)
}

#[test]
fn a_request_is_written_reviewed_and_comes_into_force_on_pages() {
    let town = town();
    let (rosa, pia, cora, sten) = (
        signed_in(&town, "rosa"),
        signed_in(&town, "pia"),
        signed_in(&town, "cora"),
        signed_in(&town, "sten"),
    );
    assert!(rosa.get("/use-cases").shows("Write a request for ACS"));
    let sent = rosa.post("/use-cases/new/children", &REQUEST);
    assert_eq!(
        (sent.status.as_u16(), sent.goes_to().as_str()),
        (303, "/use-cases/UC-010/1"),
        "{}",
        sent.text
    );
    let page = "/use-cases/UC-010/1";
    assert!(pia.get("/use-cases").shows("review it"));
    let read = pia.get(page);
    assert!(read.shows("Paternity Unit") && read.shows("addresses, also former ones"));
    assert!(!read.shows("<b>fathers") && read.shows("fathers"), "text is text");
    let back = step(&pia, page, "send-back", &[("comment", "")]);
    assert_eq!(back.status, 422);
    assert!(back.shows("Say what is to be mended") && back.shows("aria-invalid"));
    assert_eq!(step(&pia, page, "review", &[]).goes_to(), page);
    let bare = step(&cora, page, "approve", &[("comment", "as spoken"), ("reference", "")]);
    assert!(bare.status == 422 && bare.shows("Give the reference") && bare.shows("as spoken"));
    assert_eq!(step(&cora, page, "approve", &[("reference", "OC 26-9")]).status, 303);
    assert!(sten.get(page).shows("Agree for HRA"));
    let other = signed_in(&town, "steve");
    assert_eq!(other.get(page).status, 404, "nothing of hers");
    assert_eq!(step(&sten, page, "agree-benefits", &[("comment", "fine")]).status, 303);
    let done = rosa.get(page);
    assert!(done.shows("in force") && done.shows("OC 26-9") && done.shows("43 days left: renew"));
    assert!(done.shows("<blockquote class=\"tl-lines\">fine</blockquote>"));
    let carl = Browser::new(portal::router(town.door.clone(), settings()));
    carl.sign_in("children", "carl");
    assert!(carl.get("/purpose").shows("A father is to be found"));
    carl.post("/purpose", &[("purpose", "UC-010:locate")]);
    assert_eq!(step(&cora, page, "end", &[("comment", "a court said so")]).status, 303);
    assert_eq!(carl.get("/").goes_to(), "/purpose", "on the next request");
    assert!(rosa.get("/use-cases").shows("<h2>Over</h2>"));
    // The new group is there since, and the next version can be written.
    let next = rosa.post("/use-cases/UC-010/new-version", &[]);
    assert_eq!(next.goes_to(), "/use-cases/UC-010/2/edit");
    assert!(rosa.get("/use-cases/UC-010/2/edit").shows("To find a father."));
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_nothing_is_lost() {
    let town = town();
    let rosa = signed_in(&town, "rosa");
    let mut typed: Vec<(&str, &str)> = REQUEST.to_vec();
    for (name, value) in &mut typed {
        match *name {
            "title" | "purpose-1-words" | "how" => *value = "",
            "valid_until" => *value = "2025-01-01",
            _ => {}
        }
    }
    let again = rosa.post("/use-cases/new/children", &typed);
    assert_eq!(again.status, 422);
    for words in ["Give it a title", "Say how the data", "Say in words what", "This day has passed"] {
        assert_eq!(again.text.matches(words).count(), 2, "{words}: beside the field and above");
    }
    for kept in ["Paternity workers.", "value=\"locate\"", "value=\"Paternity Unit\"", "value=\"2026-03-01\""]
    {
        assert!(again.shows(kept), "{kept}");
    }
    assert!(again.shows("id=\"opens-1-class-address\" name=\"opens-1-classes\" value=\"address\" checked"));
    typed.retain(|(name, _)| *name != "act");
    typed.push(("act", "more"));
    let more = rosa.post("/use-cases/new/children", &typed);
    assert!(more.status == 200 && more.shows("opens-2-sources") && more.shows("Paternity workers."));
    assert_eq!(rosa.get("/use-cases/new/shelter").status, 404);
    assert_eq!(rosa.get("/use-cases/UC-010/1").status, 404, "nothing was kept of it");
}

#[test]
fn who_has_no_such_duty_has_no_such_page() {
    let town = town();
    let ana = Browser::new(portal::router(town.door.clone(), settings()));
    ana.at_work("benefits", "ana", "UC-001:application");
    let pages = ["", "/new/benefits", "/UC-001/1", "/UC-001/1/edit", "/UC-001/1/try", "/UC-001/1/month"];
    for page in pages {
        assert_eq!(ana.get(&format!("/use-cases{page}")).status, 404, "{page}");
    }
    for page in ["/folders/benefits", "/UC-001/new-version", "/UC-001/1/step", "/new/benefits"] {
        let tried =
            ana.post(&format!("/use-cases{page}"), &[("act", "end"), ("title", "x"), ("comment", "x")]);
        assert_eq!(tried.status, 404, "{page}");
    }
    let stranger = Browser::new(portal::router(town.door.clone(), settings()));
    assert_eq!(stranger.get("/use-cases").goes_to(), "/sign-in");
}

#[test]
fn a_steward_hides_her_folder_and_a_reviewer_asks_who_would_see_what() {
    let town = town();
    let (sten, pia) = (signed_in(&town, "sten"), signed_in(&town, "pia"));
    let ana = Browser::new(portal::router(town.door.clone(), settings()));
    ana.at_work("benefits", "ana", "UC-001:application");
    let rosa = format!("/people/{}", town.number("benefits", "B1").0);
    assert!(ana.get(&rosa).shows("/folders/benefits"));
    let bare = sten.post("/use-cases/folders/benefits", &[("act", "hide"), ("reason", "")]);
    assert!(bare.status == 422 && bare.shows("Say why; the reason is kept."));
    assert_eq!(sten.post("/use-cases/folders/shelter", &[("act", "hide"), ("reason", "x")]).status, 404);
    assert_eq!(
        sten.post("/use-cases/folders/benefits", &[("act", "hide"), ("reason", "bad data")]).status,
        303
    );
    assert!(!ana.get(&rosa).shows("/folders/benefits"));
    assert!(sten.get("/use-cases").shows("bad data"));
    let asked = [
        ("agency", "benefits"),
        ("user", "ana"),
        ("purpose", "application"),
        ("source", "benefits"),
        ("section", "income"),
        ("class", "income"),
    ];
    let at = "/use-cases/UC-001/1/try";
    let to = pia.post(at, &asked).goes_to();
    assert!(to.starts_with(at) && !to.contains("ana"), "{to}");
    let answer = pia.get(&to);
    assert!(answer.shows("No, not shown") && answer.shows("guard.hidden-folder"), "{}", answer.text);
    sten.post("/use-cases/folders/benefits", &[("act", "show"), ("reason", "mended")]);
    assert!(pia.get(&to).shows("Yes, shown") && ana.get(&rosa).shows("/folders/benefits"));
    let unknown: Vec<_> =
        asked.iter().map(|(name, value)| (*name, if *name == "user" { "nobody" } else { *value })).collect();
    assert!(pia.post(at, &unknown).shows("Nobody with this user name"));
    assert!(pia.get("/use-cases/UC-001/1/month").shows("Files and folders opened"));
    for odd in [
        "?worker=1&purpose=a%0d%0ab&source=benefits&section=income&class=income",
        "?worker=999&purpose=application&source=benefits&section=income&class=income",
    ] {
        assert_eq!(pia.get(&format!("{at}{odd}")).status, 404, "{odd}");
    }
}

//! Stories of people who use the portal, told through its real routes over a small made-up town.

mod browser;
mod town;

use audit::Kind;
use browser::{Browser, Seen};
use std::sync::{Arc, Barrier, LazyLock};
use town::agency::Manner;
use town::{Town, settings};

/// The town in which nobody changes anything but sessions and the log.
static TOWN: LazyLock<Town> = LazyLock::new(Town::new);

fn browser() -> Browser {
    browser_in(&TOWN)
}

fn browser_in(town: &Town) -> Browser {
    Browser::new(portal::router(town.door.clone(), settings()))
}

fn ana() -> Browser {
    let browser = browser();
    browser.at_work("benefits", "ana", "UC-001:application");
    browser
}

/// The address of Rosa's file.
fn rosa(town: &Town) -> String {
    format!("/people/{}", town.number("benefits", "B1").0)
}

#[test]
fn ana_signs_in_says_why_finds_rosa_opens_her_file_and_logs_off() {
    let browser = browser();
    assert_eq!(browser.get("/").goes_to(), "/sign-in");
    let door = browser.get("/sign-in");
    assert!(door.shows("System status") && door.shows("Human Resources Administration (HRA)"));
    assert!(!door.shows("Log off") && !door.shows("demonstration"));
    let welcome = browser.sign_in("benefits", "ana");
    assert_eq!((welcome.status.as_u16(), welcome.goes_to().as_str()), (303, "/"));
    assert_eq!(browser.get("/").goes_to(), "/purpose");
    assert!(browser.get("/purpose").shows("The client has applied"));
    assert_eq!(browser.post("/purpose", &[("purpose", "UC-001:application")]).goes_to(), "/");
    let home = browser.get("/");
    assert!(
        home.shows("Ana Ruiz") && home.shows("HRA") && home.shows("Log off") && home.shows("Change purpose")
    );
    let results = browser.get(&browser.search("rosa delmar, about 70"));
    assert!(results.shows("Rosa Delmar") && results.shows("systems available"), "{}", results.text);
    let file = browser.get(&rosa(&TOWN));
    for words in
        ["Rosa Delmar", "Luis Delmar", "Ana Delmar", "Marisol Delmar", "77 Alder Court", "Food assistance"]
    {
        assert!(file.shows(words), "{words}");
    }
    assert!(file.shows("ends in 4821") && !file.shows("512704821") && !file.shows("512-70-4821"));
    let over = browser.post("/log-off", &[]);
    assert_eq!(over.goes_to(), "/signed-out");
    assert!(over.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert!(browser.get("/signed-out").shows("You are logged off"));
    assert_eq!(browser.get(&rosa(&TOWN)).goes_to(), "/sign-in");
}

#[test]
fn a_wrong_password_and_an_unknown_user_read_alike() {
    let browser = browser();
    let wrong =
        |user: &str| browser.post("/sign-in", &[("agency", "shelter"), ("user", user), ("password", "x")]);
    let (known, unknown) = (wrong("sam"), wrong("nobody"));
    assert_eq!((known.status, unknown.status), (403.try_into().unwrap(), 403.try_into().unwrap()));
    assert_eq!(known.text.replace("sam", "nobody"), unknown.text);
    assert!(known.shows("do not go together") && browser.cookie.borrow().is_none());
}

#[test]
fn somebody_with_one_purpose_is_not_asked_for_it_and_somebody_without_any_is_told_whom_to_ask() {
    let sam = browser();
    sam.sign_in("shelter", "sam");
    assert!(sam.get("/").shows("A person or family asks for shelter"));
    let noah = browser();
    noah.sign_in("housing", "noah");
    assert_eq!(noah.get("/").goes_to(), "/purpose");
    assert!(noah.get("/purpose").shows("No use case is in force for you"));
    let other = noah.post("/purpose", &[("purpose", "UC-001:application")]);
    assert_eq!(other.status, 422);
    assert_eq!(noah.get(&rosa(&TOWN)).status, 303);
}

#[test]
fn a_purpose_leads_on_to_where_she_was_going_and_the_last_one_stands_chosen() {
    let browser = browser();
    browser.sign_in("benefits", "ana");
    let asked = browser.get(&rosa(&TOWN)).goes_to();
    assert_eq!(asked, format!("/purpose?next={}", rosa(&TOWN)));
    assert!(browser.get(&asked).shows(&format!("value=\"{}\"", rosa(&TOWN))));
    let stated = browser.post("/purpose", &[("purpose", "UC-001:recertification"), ("next", &rosa(&TOWN))]);
    assert_eq!(stated.goes_to(), rosa(&TOWN));
    let away =
        browser.post("/purpose", &[("purpose", "UC-001:recertification"), ("next", "//elsewhere.example")]);
    assert_eq!(away.goes_to(), "/");
    let chosen = browser.get("/purpose").text;
    let radio = chosen.split("<input").find(|one| one.contains("UC-001:recertification")).unwrap();
    assert!(radio.contains("checked"));
    assert_eq!(browser.post("/purpose", &[]).status, 422);
}

#[test]
fn nothing_that_was_typed_stands_in_an_address() {
    let ana = ana();
    let address = ana.search("rosa delmar 512-70-4821");
    let name = address.strip_prefix("/search/").unwrap();
    assert!(name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let results = ana.get(&address);
    assert!(results.shows("Rosa Delmar") && !results.shows("512-70-4821") && !results.shows("512704821"));
    let again = ana.get(&format!("{address}/change"));
    assert!(again.shows("rosa delmar 512-70-4821"), "she may mend what she typed");
    let sam = browser();
    sam.sign_in("shelter", "sam");
    assert_eq!(sam.get(&address).status, 404, "a question belongs to the session that asked it");
}

#[test]
fn an_empty_question_is_asked_again() {
    let again = ana().post("/search", &[("q", "  ")]);
    assert_eq!(again.status, 422);
    assert!(again.shows("Type something"));
}

#[test]
fn a_folder_that_is_not_hers_leaves_no_trace() {
    let ana = ana();
    let child = TOWN.number("children", "K1").0;
    for page in [format!("/people/{child}"), format!("/people/{child}?all=1"), rosa(&TOWN)] {
        let file = ana.get(&page);
        assert_eq!(file.status, 200);
        for trace in ["ACS", "Children's Services", "children", "SECRETCASE", "Northgate", "Ines Delmar"] {
            assert!(!file.shows(trace), "{page} shows {trace}");
        }
    }
    assert!(!ana.get(&ana.search("ana delmar")).shows("ACS"));
    let nobody = ana.get(&ana.search("onlyacs hiddenname"));
    assert!(nobody.shows("No one you may see matches") && nobody.shows("Nobody found"));
    assert!(!nobody.shows("Onlyacs</a>"));
}

#[test]
fn absent_hidden_and_not_permitted_are_the_same_page() {
    let ana = ana();
    let hidden = TOWN.number("children", "K9").0;
    let absent = ana.get("/people/987654321");
    assert_eq!(absent.status, 404);
    let paths = [
        format!("/people/{hidden}"),
        format!("/people/{hidden}?all=1"),
        format!("{}/folders/children", rosa(&TOWN)),
        format!("{}/folders/nothing", rosa(&TOWN)),
        format!("{}/documents/children/00ff", rosa(&TOWN)),
        format!("{}/documents/benefits/00ff/image", rosa(&TOWN)),
        "/people/abc".to_owned(),
        "/people/-1".to_owned(),
        "/nowhere".to_owned(),
        "/search/00ff".to_owned(),
    ];
    for path in paths {
        let seen = ana.get(&path);
        assert_eq!((seen.status, &seen.text), (absent.status, &absent.text), "{path}");
        let names = |seen: &Seen| seen.headers.keys().map(|name| name.to_string()).collect::<Vec<_>>();
        assert_eq!(names(&seen), names(&absent), "{path}");
    }
    let before = TOWN.door.audited(Kind::Denied, None).unwrap();
    ana.get(&format!("{}/folders/children", rosa(&TOWN)));
    assert_eq!(TOWN.door.audited(Kind::Denied, None).unwrap(), before + 1, "the attempt is kept");
}

#[test]
fn each_state_of_a_source_is_told_and_silence_is_never_no_record() {
    // A town of its own: three failures in a row are remembered, and the clock stands still.
    let town = Town::new();
    let ana = browser_in(&town);
    ana.at_work("benefits", "ana", "UC-001:application");
    let folder = |source: &str| {
        ana.get_with(&format!("{}/folders/{source}", rosa(&town)), &[("x-throughline", "part")])
    };
    let live = folder("benefits");
    assert!(live.shows("answered just now") && live.shows("data-part") && !live.shows("<html"));
    for (source, words) in [("housing", "did not answer in time"), ("finance", "cannot be reached now")] {
        let seen = folder(source);
        assert!(seen.shows(words) && seen.shows("Ask again") && !seen.shows("No record"), "{source}");
    }
    assert!(folder("shelter").shows("delivers files"));
    let luis = town.number("benefits", "B2").0;
    assert!(ana.get(&format!("/people/{luis}/folders/shelter")).shows("DHS has no record of this person"));
    let whole = ana.get(&format!("{}/folders/benefits", rosa(&town)));
    assert!(whole.shows("<html") && whole.shows("Back to the case file"));
}

#[test]
fn without_a_script_every_agency_is_asked_at_the_same_time() {
    let town = Town::new();
    let ana = browser_in(&town);
    ana.at_work("benefits", "ana", "UC-001:application");
    let plain = ana.get(&rosa(&town));
    assert_eq!(town.agency("benefits").asked(), 0, "the page itself asks nobody");
    assert!(plain.shows("data-load=") && plain.shows("?all=1"));
    let gate = Arc::new(Barrier::new(3));
    for agency in ["benefits", "housing", "finance"] {
        town.set(agency, Manner::Together(gate.clone()));
    }
    let whole = ana.get(&format!("{}?all=1", rosa(&town)));
    for short in ["HRA", "NYCHA", "DOF"] {
        assert!(whole.shows(&format!("{short} answered just now")), "{short} was asked after another");
    }
    assert!(!whole.shows("data-load="));
    town.set("benefits", Manner::Forgetful);
    let gone = ana.get(&format!("{}/folders/benefits", rosa(&town)));
    assert!(gone.shows("answered that it no longer has a record"));
}

#[test]
fn printing_and_opening_a_document_are_written_down() {
    let ana = ana();
    let person = TOWN.number("benefits", "B1");
    let count = |kind| TOWN.door.audited(kind, Some(person)).unwrap();
    let (prints, documents) = (count(Kind::Print), count(Kind::Document));
    let paper = ana.post(&format!("{}/print", rosa(&TOWN)), &[]);
    assert!(paper.shows("Printed by Ana Ruiz, HRA") && paper.shows("Mar 3, 2026") && paper.shows("UC-001"));
    assert!(!paper.shows("data-load=") && !paper.shows("today, "));
    assert_eq!(count(Kind::Print), prints + 1);
    assert_eq!(ana.get(&format!("{}/print", rosa(&TOWN))).status, 405);
    let links = ana.get(&format!("{}/folders/benefits", rosa(&TOWN))).links("/documents/");
    assert_eq!(links.len(), 3);
    let (mut pictures, mut refused) = (0, 0);
    for link in links {
        let page = ana.get(&link);
        assert_eq!(page.status, 200);
        let image = ana.get(&format!("{link}/image"));
        let policy = image.headers["content-security-policy"].to_str().unwrap();
        assert_eq!(image.headers["cache-control"], "no-store");
        assert_eq!(image.headers["x-content-type-options"], "nosniff");
        match image.headers["content-type"].to_str().unwrap() {
            "image/png" => {
                assert!(
                    policy.starts_with("sandbox; default-src 'none'") && image.bytes == town::people::PICTURE
                );
                pictures += 1;
            }
            "application/pdf" => assert!(page.shows("<iframe") && policy.contains("frame-ancestors 'self'")),
            _ => {
                assert!(image.shows("neither a picture") && !image.shows("alert(1)"));
                refused += 1;
            }
        }
    }
    assert_eq!((pictures, refused), (1, 1));
    // Three pages and three contents, each handed over only after its entry.
    assert_eq!(count(Kind::Document), documents + 6);
}

#[test]
fn after_twenty_idle_minutes_she_is_out_and_told_why_and_asking_for_the_time_is_no_act() {
    let town = Town::new();
    let ana = browser_in(&town);
    ana.at_work("benefits", "ana", "UC-001:application");
    town.clock.pass_seconds(19 * 60);
    let times = ana.get_with("/session", &[("x-throughline", "passive")]);
    assert!(times.shows("\"ends\":\"2026-03-03T15:20:00Z\"") && times.shows("10:20 AM"), "{}", times.text);
    let stay = ana.send("POST", "/session", &[("sec-fetch-site", "same-origin")], Vec::new());
    assert!(stay.shows("2026-03-03T15:39:00Z"));
    town.clock.pass_seconds(20 * 60);
    let part = ana.get_with(&format!("{}/folders/benefits", rosa(&town)), &[("x-throughline", "part")]);
    assert_eq!((part.status.as_u16(), part.text.as_str()), (401, ""));
    assert_eq!(ana.get_with("/session", &[("x-throughline", "passive")]).status, 401);
    let out = ana.get(&rosa(&town));
    assert_eq!(out.goes_to(), "/signed-out?why=idle");
    assert!(ana.get("/signed-out?why=idle").shows("Nothing had happened for 20 minutes"));
    assert!(ana.cookie.borrow().is_none());
}

#[test]
fn help_is_about_this_user() {
    let ana = ana();
    let help = ana.get("/help");
    for words in
        ["Denise Okafor", "Marcus Bell", "HRA Job Center intake", "UC-001", "555-0100", "Help desk, 555-0199"]
    {
        assert!(help.shows(words), "{words}");
    }
    assert!(!help.shows("Ruth Adeyemi"));
    assert!(browser().get("/help/sign-in").shows("Call the computer help desk, 555-0100."));
}

#[test]
fn a_name_with_markup_is_only_a_name() {
    let fay = browser();
    fay.sign_in("finance", "fay");
    let home = fay.get("/help");
    assert!(!home.shows("<b>Lind</b>") && home.shows("Fay "));
    let folder = ana().get(&format!("{}/folders/benefits", rosa(&TOWN)));
    assert!(folder.shows("Letter") && !folder.shows("<i>from</i>"));
}

#[test]
fn a_folder_says_why_and_a_whole_number_takes_a_reason() {
    let browser = ana();
    let file = browser.get(&rosa(&TOWN));
    assert!(file.shows("Why this, and not more?") && file.shows("whole number"));
    let why = browser.get(&format!("{}/folders/benefits/why", rosa(&TOWN)));
    assert!(why.shows("UC-001 (Benefits intake and recertification), version 1, opens it"), "{}", why.text);
    assert!(why.shows("time in custody") && why.shows("Hidden from you"));
    assert_eq!(browser.get(&format!("{}/folders/children/why", rosa(&TOWN))).status, 404);
    let place = format!("{}/ssn", rosa(&TOWN));
    assert!(browser.get(&place).shows("Your password, once more"));
    let ask =
        |password: &str, reason: &str| browser.post(&place, &[("password", password), ("reason", reason)]);
    let wrong = ask("not her password", "to verify with the state");
    assert!(
        wrong.status == 422 && wrong.shows("Nothing was shown") && wrong.shows("to verify with the state")
    );
    assert!(ask(town::PASSWORD, "").shows("Say in a few words"));
    let shown = ask(town::PASSWORD, "to verify with the state");
    assert!(shown.shows("512-70-4821"), "{}", shown.text);
    assert_eq!(shown.headers["cache-control"], "no-store");
    assert!(shown.headers["refresh"].to_str().unwrap().starts_with("30;url=/people/"));
}

#[test]
fn what_was_not_used_is_named_and_nobody_is_missed_where_nobody_was_looked_for() {
    let ana = ana();
    let page = ana.get(&ana.search("delmar 2/30/1950 555"));
    assert!(page.shows("Not used: <strong>555</strong>"), "{}", page.text);
    assert!(page.shows("There is no such day as 2/30/1950: only the year 1950 was used."), "{}", page.text);
    for text in ["female", "apt 2f", "last four 12345"] {
        let page = ana.get(&ana.search(text));
        let words = "Too little to search by: add a name, a date, a number or an address.";
        assert!(page.shows(words) && !page.shows("No one you may see matches"), "{text}: {}", page.text);
    }
}

#[test]
fn an_answer_is_narrowed_and_widened_and_a_relative_is_found() {
    let ana = ana();
    let all = ana.search("delmar");
    assert!(ana.get(&all).shows("Luis Delmar") && ana.get(&all).shows("Rosa Delmar"));
    let by = |place: &str, form: &[(&str, &str)]| ana.post(&format!("{place}/narrow"), form);
    let children = by(&all, &[("by", "ages"), ("value", "0-17")]).goes_to();
    let page = ana.get(&children);
    assert!(
        page.shows("Narrowed to") && page.shows("age 0 to 17") && page.shows("Ana Delmar"),
        "{}",
        page.text
    );
    assert!(!page.shows(">Luis Delmar</a>"));
    assert!(ana.get(&format!("{children}/change")).shows("name=\"only_ages\" value=\"0-17\" checked"));
    let widened = by(&children, &[("by", "ages"), ("widen", "yes")]).goes_to();
    assert!(ana.get(&widened).shows("Luis Delmar") && !ana.get(&widened).shows("Narrowed to"));
    assert_eq!(by(&all, &[("by", "ages"), ("value", "0-18")]).status, 404);
    let other = browser();
    other.at_work("benefits", "ana", "UC-001:application");
    assert_eq!(other.post(&format!("{all}/narrow"), &[("by", "sex"), ("value", "female")]).status, 404);
    let tied = ana.get(&ana.search("ana, lives with luis delmar"));
    assert!(tied.shows("Ana Delmar") && tied.shows("lives with Luis Delmar, says "), "{}", tied.text);
    // Her use case lets her see relatives elsewhere, but not search by them.
    let elsewhere = ana.get(&ana.search("daughter of rosa delmar"));
    assert!(!elsewhere.shows("Marisol") && elsewhere.shows("only who lives together was used"));
    let mates = ana.get(&ana.search("rosa delmar luis delmar"));
    assert!(mates.shows("<span class=\"tl-mark\">matches</span>"), "{}", mates.text);
}

//! Stories of people who give access, answer questions and accept what they have to, told through the real routes.

mod browser;
mod town;

use audit::Kind;
use browser::{Browser, Seen};
use std::sync::LazyLock;
use town::{NEWCOMER, Town, settings};

static TOWN: LazyLock<Town> = LazyLock::new(Town::new);

const GROUP: &str = "/groups/benefits-intake";

fn browser(town: &Town, agency: &str, user: &str) -> Browser {
    let browser = Browser::new(portal::router(town.door.clone(), settings()));
    assert_eq!(browser.sign_in(agency, user).status, 303);
    browser
}

/// A provisioner who has accepted what provisioners accept.
fn denise(town: &Town) -> Browser {
    let denise = browser(town, "benefits", "denise");
    denise.post("/groups/agreement", &[("version", "1")]);
    denise
}

fn upload(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Seen {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--line\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--line--\r\n";
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data; boundary=line")];
    browser.send("POST", path, &headers, body.into_bytes())
}

/// The value of a hidden field, or of the one-time code.
#[allow(clippy::unwrap_used, reason = "a test fails where it stands")]
fn between<'a>(seen: &'a Seen, before: &str, after: &str) -> &'a str {
    seen.text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map(|(value, _)| value).unwrap()
}

#[test]
fn a_newcomer_reads_and_accepts_before_anything_else() {
    let town = Town::new();
    let nell = browser(&town, NEWCOMER.0, NEWCOMER.1);
    assert_eq!(nell.get("/").goes_to(), "/agreement");
    assert_eq!(nell.get("/people/1").goes_to(), "/agreement?next=/people/1");
    assert_eq!(nell.get("/purpose").goes_to(), "/agreement?next=/purpose");
    assert_eq!(nell.get_with("/people/1/folders/benefits", &[("x-throughline", "part")]).status, 401);
    let text = nell.get("/agreement?next=/purpose");
    assert!(text.shows("Responsibility policy for users") && text.shows("Please read this before you begin"));
    assert!(text.shows("Version 1") && !text.shows("What is new") && !text.shows("Find a person"));
    for open in ["/help", "/availability", "/session", "/ask"] {
        assert_eq!(nell.get(open).status, 200, "{open}");
    }
    let stale = nell.post("/agreement", &[("version", "7"), ("next", "/purpose")]);
    assert!(stale.status == 409 && stale.shows("The text changed while you were reading"));
    assert_eq!(nell.get("/").goes_to(), "/agreement");
    let agreed = town.door.audited(Kind::Agreed, None).unwrap();
    let accepted = nell.post("/agreement", &[("version", "1"), ("next", "//elsewhere.example")]);
    assert_eq!(accepted.goes_to(), "/");
    assert_eq!(town.door.audited(Kind::Agreed, None).unwrap(), agreed + 1);
    assert_eq!(nell.get("/").goes_to(), "/purpose");
    assert_eq!(nell.get("/agreement").goes_to(), "/", "it is asked once");
    assert!(nell.get("/help").shows("Responsibility policy for users, version 1"));
}

#[test]
fn a_provisioner_accepts_hers_first_and_finds_her_own_groups_only() {
    let town = Town::new();
    let denise = browser(&town, "benefits", "denise");
    assert_eq!(denise.get("/purpose").goes_to(), "/groups", "she looks nobody up");
    let first = denise.get("/groups");
    assert!(first.shows("Account management policy for provisioners") && !first.shows("Job Center intake"));
    assert_eq!(denise.get(GROUP).goes_to(), "/groups");
    assert_eq!(denise.post(&format!("{GROUP}/add"), &[("user", "marcus")]).goes_to(), "/groups");
    assert_eq!(denise.post("/groups/agreement", &[("version", "2")]).status, 409);
    assert_eq!(denise.post("/groups/agreement", &[("version", "1")]).goes_to(), "/groups");
    let groups = denise.get("/groups");
    assert!(groups.shows("HRA Job Center intake") && groups.shows("in force until Dec 31, 2027"));
    assert!(groups.shows("never signed in") && !groups.shows("ACS Child Protection"));
    let ana = browser(&town, "benefits", "ana");
    for path in ["/groups", GROUP, "/groups/child-protection", "/questions"] {
        assert_eq!(ana.get(path).status, 404, "{path}");
    }
    let posts =
        ["/groups/agreement", &format!("{GROUP}/add"), &format!("{GROUP}/members/1"), "/questions/00ff"];
    for path in posts {
        assert_eq!(ana.post(path, &[("user", "marcus"), ("do", "remove")]).status, 404, "{path}");
    }
    assert_eq!(upload(&ana, &format!("{GROUP}/list"), &[("list", "user_name\nsam")]).status, 404);
    for group in ["child-protection", "nothing", "..%2f", "%ff"] {
        assert!(denise.get(&format!("/groups/{group}")).status.is_client_error(), "{group}");
    }
}

#[test]
fn one_person_is_added_gets_a_code_sets_a_password_and_is_removed() {
    let town = Town::new();
    let denise = denise(&town);
    let add = |fields: &[(&str, &str)]| denise.post(&format!("{GROUP}/add"), fields);
    let mistakes: [(&[(&str, &str)], &str); 6] = [
        (&[("user", "")], "Type the user name."),
        (&[("user", "sam")], "There is no account `sam` at HRA."),
        (&[("user", "ana")], "Ana Ruiz is in the group already."),
        (
            &[("user", "marcus"), ("name", "Marc Ball")],
            "`marcus` is Marcus Bell, not Marc Ball; check the user name",
        ),
        (&[("user", "kim"), ("new", "yes")], "a new account needs the name of the person"),
        (&[("user", "denise")], "nobody gives access to herself"),
    ];
    for (fields, sentence) in mistakes {
        let again = add(fields);
        assert!(again.status == 422 && again.text.matches(sentence).count() == 2, "{sentence}");
    }
    let made = add(&[("user", "Kim"), ("name", "Kim <i>Park</i>"), ("contact", "x 1"), ("new", "yes")]);
    assert!(made.shows("shown only now") && !made.shows("<i>Park</i>"), "{}", made.text);
    let code = between(&made, "tl-code\">", "<").to_owned();
    assert!(denise.get(GROUP).shows("no password set yet") && !denise.get(GROUP).shows(&code));
    let kim = Browser::new(portal::router(town.door.clone(), settings()));
    let set = |code: &str, password: &str, again: &str| {
        let fields = [
            ("agency", "benefits"),
            ("user", "kim"),
            ("code", code),
            ("password", password),
            ("again", again),
        ];
        kim.post("/set-password", &fields)
    };
    let password = "marble tent river nine";
    assert!(set(&code, password, "another").shows("The two passwords differ."));
    assert!(set(&code, "short", "short").shows("must have 15 to 128 characters; this one has 5"));
    let wrong = set("2222-2222-2222-2222", password, password);
    assert!(wrong.status == 403 && wrong.shows("do not go together") && !wrong.shows(password));
    let done = set(&code, password, password);
    assert_eq!(done.goes_to(), "/sign-in?done=password");
    assert!(kim.get("/sign-in?done=password").shows("Your password is set"));
    let welcome = kim.post("/sign-in", &[("agency", "benefits"), ("user", "kim"), ("password", password)]);
    assert_eq!((welcome.status.as_u16(), kim.get("/").goes_to().as_str()), (303, "/agreement"));
    for kind in [Kind::AccountMade, Kind::MemberAdded] {
        assert_eq!(town.door.audited(kind, None).unwrap(), 1, "{kind:?}");
    }
}

#[test]
fn a_leaver_is_turned_off_and_on_and_removed() {
    let town = Town::new();
    let denise = denise(&town);
    let nell = browser(&town, NEWCOMER.0, NEWCOMER.1);
    let account = town.door.staff().find("benefits", "nell").unwrap().unwrap();
    let change = |what: &str| denise.post(&format!("{GROUP}/members/{account}"), &[("do", what)]);
    assert_eq!(change("off").goes_to(), format!("{GROUP}?done=off"));
    assert_eq!(nell.get("/").goes_to(), "/signed-out?why=closed");
    assert!(change("code").shows("is off, so no code was issued"));
    assert!(denise.get(&format!("{GROUP}?show=off")).shows("Nell Newcomer"));
    assert!(change("on").status == 303 && change("code").shows("a former one is void"));
    assert_eq!(change("remove").goes_to(), format!("{GROUP}?done=remove"));
    assert!(denise.get(&format!("{GROUP}?done=remove")).shows("One person was removed."));
    let twice = change("remove");
    assert!(twice.status == 422 && twice.shows("is not in the group any more"));
    assert_eq!(change("anything").status, 400);
    for kind in [Kind::MemberRemoved, Kind::AccountOff, Kind::AccountOn, Kind::CodeIssued] {
        assert_eq!(town.door.audited(kind, None).unwrap(), 1, "{kind:?}");
    }
}

#[test]
fn a_list_is_looked_through_and_applied_as_it_was_seen() {
    let town = Town::new();
    let denise = denise(&town);
    let list = "user_name,display_name,contact\r\nkim,Kim Park,x 1\r\nmarcus,,\r\nana,,\r\nno one,X,\r\n";
    let looked = upload(&denise, &format!("{GROUP}/list"), &[("file", ""), ("list", list)]);
    for words in [
        "will be added; an account will be made",
        "is in the group already",
        "must have 1 to 64 letters",
        "Marcus Bell",
        "Add these 2 people",
    ] {
        assert!(looked.shows(words), "{words}");
    }
    assert_eq!(town.door.audited(Kind::AccountMade, None).unwrap(), 0, "looking changes nothing");
    let marks = (
        between(&looked, "name=\"file_mark\" value=\"", "\"").to_owned(),
        between(&looked, "name=\"group_mark\" value=\"", "\"").to_owned(),
    );
    let apply = |list: &str| {
        let fields = [("file_mark", marks.0.as_str()), ("group_mark", marks.1.as_str()), ("list", list)];
        upload(&denise, &format!("{GROUP}/list/apply"), &fields)
    };
    let other = apply(&list.replace("kim", "kym"));
    assert!(other.status == 409 && other.shows("the list is not the one you looked at"));
    let desmond = browser(&town, "benefits", "desmond");
    desmond.post("/groups/agreement", &[("version", "1")]);
    desmond.post(&format!("{GROUP}/add"), &[("user", "marcus")]);
    let late = apply(list);
    assert!(late.status == 409 && late.shows("the group changed since") && late.shows("Add this one person"));
    let group_mark = between(&late, "name=\"group_mark\" value=\"", "\"");
    let fields = [("file_mark", marks.0.as_str()), ("group_mark", group_mark), ("list", list)];
    let done = upload(&denise, &format!("{GROUP}/list/apply"), &fields);
    assert!(done.shows("Kim Park") && done.shows("tl-code"));
    let faults = [
        ("kim,Kim", "the first line must name the columns"),
        ("user_name\n", "the list names nobody"),
        ("", "the first line"),
    ];
    for (list, sentence) in faults {
        let again = upload(&denise, &format!("{GROUP}/list"), &[("list", list)]);
        assert!(again.status == 422 && again.shows(sentence), "{sentence}");
    }
    let plain = denise.post(&format!("{GROUP}/list"), &[("list", list)]);
    assert_eq!(plain.status, 400, "not sent as our form sends it");
    let huge = upload(&denise, &format!("{GROUP}/list"), &[("list", &"x".repeat(300_000))]);
    assert_eq!(huge.status, 400);
}

#[test]
fn a_question_is_asked_answered_marked_and_seen() {
    let ana = browser(&TOWN, "benefits", "ana");
    ana.post("/purpose", &[("purpose", "UC-001:application")]);
    let marcus = browser(&TOWN, "benefits", "marcus");
    assert!(ana.get("/ask?about=custody").shows("About: <strong>Custody"));
    assert!(ana.get("/ask?about=UC-001").shows("Benefits intake and recertification"));
    for unknown in ["UC-002", "nothing", "%3Cb%3E", "maria"] {
        assert_eq!(ana.get(&format!("/ask?about={unknown}")).status, 404, "{unknown}");
    }
    let ask = |fields: &[(&str, &str)]| ana.post("/ask", fields);
    assert!(ask(&[("wish", "question"), ("text", " ")]).shows("Write a sentence or two."));
    let number = ask(&[("wish", "question"), ("text", "of 512-70-4821?")]);
    assert!(number.status == 422 && number.shows("looks like a Social Security number"));
    assert!(ask(&[("wish", "question"), ("text", &"a".repeat(2001))]).shows("2000 are the most"));
    assert_eq!(ask(&[("wish", "anything"), ("text", "x")]).status, 400);
    assert_eq!(ask(&[("wish", "question"), ("text", "x"), ("about", "UC-002")]).status, 404);
    assert_eq!(ask(&[("wish", "question"), ("text", "x"), ("group", "child-protection")]).status, 404);
    assert_eq!(
        ask(&[("wish", "question"), ("text", "Why <b>so</b>?"), ("about", "custody")]).goes_to(),
        "/help?sent=yes#questions"
    );
    assert!(ana.get("/help").shows("Waits for an answer"));
    let waiting = marcus.get("/questions");
    assert!(waiting.shows("1 waiting") && waiting.shows("Ana Ruiz") && !waiting.shows("<b>so</b>"));
    let id = between(&waiting, "action=\"/questions/", "\"").to_owned();
    assert_eq!(marcus.post(&format!("/questions/{id}"), &[("do", "answer")]).status, 422);
    let answer = [("do", "answer"), ("text", "Because counsel said so.")];
    assert_eq!(marcus.post(&format!("/questions/{id}"), &answer).goes_to(), "/questions?done=answered");
    assert!(marcus.post(&format!("/questions/{id}"), &answer).shows("Somebody else answered or closed"));
    assert!(ana.get("/").shows("1 new answer"));
    let help = ana.get("/help");
    assert!(help.shows("Because counsel said so.") && !help.shows("1 new answer"));
    assert!(!ana.get("/").shows("new answer"));
    assert_eq!(marcus.post(&format!("/questions/{id}"), &[("do", "close")]).status, 303);
    assert_eq!(marcus.post("/questions/00ff", &answer).status, 404);
}

#[test]
fn help_tells_her_what_is_open_to_her_and_what_she_does() {
    let ana = browser(&TOWN, "benefits", "ana");
    let help = ana.get("/help");
    for words in [
        "What it opens",
        "income and its sources",
        "DOF",
        "Permitted uses",
        "The client has applied for benefits",
        "Dec 31, 2027",
        "/ask?about=UC-001",
        "What you accepted",
    ] {
        assert!(help.shows(words), "{words}");
    }
    assert!(!help.shows("child-welfare cases") && !help.shows("Your duties"));
    assert!(
        browser(&TOWN, "children", "ruth")
            .get("/help")
            .shows("gives and takes access for ACS Child Protection")
    );
}

#[test]
fn the_last_purpose_is_one_key_away() {
    let carl = browser(&TOWN, "children", "carl");
    let one_key = || carl.get("/purpose").shows("press Enter to go on with it");
    assert!(!one_key(), "the first time there is none");
    carl.post("/purpose", &[("purpose", "UC-002:investigation")]);
    assert!(one_key());
}

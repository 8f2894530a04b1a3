//! Stories of front-desk staff, told through the portal's real routes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod browser;
mod town;

use browser::{Browser, Seen};
use frontdesk::{FrontDesk, Member, NewMember, NoSsn, Registered, Site, SiteSettings};
use privacy::Level;
use records::SourceId;
use staff::{AgreementKind, Duty, DutyKind, NewAccount};
use std::sync::{Arc, LazyLock};
use town::{PASSWORD, Town, settings};

/// Who works where.
const STAFF: [(&str, DutyKind, &str); 5] = [
    ("greta", DutyKind::Greeter, "north"),
    ("casey", DutyKind::CaseManager, "north"),
    ("mina", DutyKind::CentreManager, "east"),
    ("solveig", DutyKind::Greeter, "south"),
    ("adam", DutyKind::AreaAdministrator, "east"),
];

struct Centers {
    town: Town,
    front: Arc<FrontDesk>,
    ada: Member,
    private: Member,
    sealed: Member,
}

static CENTERS: LazyLock<Centers> = LazyLock::new(|| {
    let (town, front) = Town::with_front_desk();
    for (user_name, kind, place) in STAFF {
        let groups: &[&str] = &["centers-desk"];
        let new =
            NewAccount { agency: "centers", user_name, display_name: user_name, password: PASSWORD, groups };
        let account = town.door.staff().add(&new).unwrap();
        town.door.staff().accept(account, AgreementKind::User, 1).unwrap();
        town.door.staff().give_duty(account, &Duty::new(kind, place)).unwrap();
    }
    for (id, area) in [("north", "east"), ("south", "west"), ("hill", "east")] {
        let site = Site {
            id: id.to_owned(),
            area: area.to_owned(),
            name: format!("Center {id}"),
            zone: "America/New_York".to_owned(),
            settings: SiteSettings { phone: "555-0180".to_owned(), ..SiteSettings::default() },
            ended_at: None,
        };
        front.desk().set_site(&site, None).unwrap();
    }
    let member = |first: &str, last: &str, born: &str, ssn: &str| {
        let permit = front.operate(access::Serving::Greet, "a story").unwrap();
        let said = NewMember {
            first: first.to_owned(),
            last: last.to_owned(),
            born: born.to_owned(),
            ssn: ssn.to_owned(),
            no_ssn: ssn.is_empty().then_some(NoSsn::Declined),
            ..NewMember::default()
        };
        match front.desk().register(&permit, "north", said).unwrap() {
            Registered::New(member) => *member,
            Registered::SsnKnown(_) => panic!("the numbers of the story differ"),
        }
    };
    let ada = member("Adalinda", "Marshwood", "1990-01-01", "219-09-1234");
    let private = member("Privatia", "Quietly", "1991-01-01", "");
    let sealed = member("Sealeda", "Silently", "1992-01-01", "219-09-5678");
    town.door.casefile().take_in(&SourceId::new("centers"), &mut |_| {}).unwrap();
    for (member, level) in [(&private, Level::Private), (&sealed, Level::Sealed)] {
        let subject = town.door.privacy().subject(&SourceId::new("centers"), member.uii.text());
        town.door.privacy().mark(&subject, level, 1, "a story").unwrap();
    }
    Centers { town, front, ada, private, sealed }
});

fn comes(user: &str) -> Browser {
    let house = portal::House { door: CENTERS.town.door.clone(), front_desk: Some(CENTERS.front.clone()) };
    let browser = Browser::new(portal::router(house, settings()));
    assert_eq!(browser.sign_in("centers", user).status, 303);
    browser.post("/purpose", &[("purpose", "UC-008:register")]);
    browser
}

fn names_nobody_hidden(seen: &Seen) {
    for hidden in ["Privatia", "Quietly", "Sealeda", "Silently", "219-09", "21909"] {
        assert!(!seen.shows(hidden), "{hidden}: {}", seen.text);
    }
}

const NEW: [(&str, &str); 7] = [
    ("first", "Newly"),
    ("last", "Arrived"),
    ("born", "1980-05-05"),
    ("phone", ""),
    ("lang", "en"),
    ("ssn", ""),
    ("no_ssn", "declined"),
];

fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let changed = |name: &str| changes.iter().find(|(known, _)| *known == name);
    let kept = NEW.iter().map(|pair| *changed(pair.0).unwrap_or(pair));
    let more = changes.iter().filter(|(name, _)| !NEW.iter().any(|(known, _)| known == name));
    kept.chain(more.copied()).collect()
}

#[test]
fn a_site_that_is_not_hers_does_not_exist() {
    let (greta, adam, mina) = (comes("greta"), comes("adam"), comes("mina"));
    assert_eq!(greta.get("/desk").goes_to(), "/desk/north");
    assert!(greta.get("/desk/north").shows("Front desk"));
    assert_eq!(adam.get("/desk").status, 404, "who sets a site up does not see its customers");
    let choose = mina.get("/desk");
    assert!(choose.shows("Center north") && choose.shows("Center hill") && !choose.shows("Center south"));
    let ada = CENTERS.ada.id;
    let paths = [
        "/desk/south".to_owned(),
        "/desk/nowhere".to_owned(),
        "/desk/south/register".to_owned(),
        format!("/desk/south/members/{ada}"),
        format!("/desk/south/members/{ada}/activity"),
        "/desk/south/activities".to_owned(),
        "/desk/south/activities/1".to_owned(),
        "/desk/south/paper".to_owned(),
        "/desk/south/paper/enter".to_owned(),
        "/desk/south/visits/01932b5e-7b5c-7000-8000-000000000001".to_owned(),
    ];
    for path in &paths {
        assert_eq!(greta.get(path).status, 404, "{path}");
    }
    for (path, act) in
        [("/desk/south", "anonymous"), (paths[3].as_str(), "sign-in"), (paths[6].as_str(), "close")]
    {
        assert_eq!(greta.post(path, &[("act", act)]).status, 404, "{path}");
    }
    let other = Browser::new(portal::router(CENTERS.town.door.clone(), settings()));
    other.sign_in("centers", "greta");
    assert_eq!(other.get("/desk").status, 404, "without a front desk there are no such pages");
    let stranger = comes("greta");
    stranger.cookie.replace(None);
    assert_eq!(stranger.get("/desk/north").goes_to(), "/sign-in");
}

#[test]
fn a_private_member_is_a_number_and_a_sealed_one_has_no_page() {
    let (greta, casey) = (comes("greta"), comes("casey"));
    let (private, sealed) = (&CENTERS.private, &CENTERS.sealed);
    for member in [private, sealed] {
        let number = member.number.in_groups();
        let signed = greta
            .post("/desk/north", &[("act", "sign-in"), ("who", &number), ("service", "career-guidance")]);
        assert_eq!(signed.status, 303, "{}", signed.text);
    }
    for browser in [&greta, &casey] {
        let board = browser.get("/desk/north");
        names_nobody_hidden(&board);
        assert!(board.shows(&private.number.in_groups()) && board.shows(&sealed.number.in_groups()));
        assert!(board.links(&format!("/members/{}", sealed.id)).is_empty());
        let page = browser.get(&format!("/desk/north/members/{}", private.id));
        assert_eq!(page.status, 200);
        names_nobody_hidden(&page);
        assert!(page.links("/people/").is_empty());
        assert_eq!(browser.get(&format!("/desk/north/members/{}", sealed.id)).status, 404);
        let report = browser.get(&format!("/desk/north/members/{}/activity", private.id));
        assert_ne!(report.status, 200);
        names_nobody_hidden(&report);
    }
    let made = greta.post(&format!("/desk/north/members/{}", private.id), &[("act", "issue")]);
    assert_eq!(made.status, 303, "{}", made.text);
    let page = greta.get(&made.goes_to());
    let card = page.text.split("/cards/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let pdf = greta.post(&format!("/desk/north/members/{}/cards/{card}", private.id), &[("paper", "card")]);
    assert_eq!(
        (pdf.status.as_u16(), pdf.headers["content-type"].to_str().unwrap()),
        (200, "application/pdf")
    );
    assert_eq!(pdf.headers["content-disposition"], "attachment; filename=\"card.pdf\"");
    assert_eq!(pdf.headers["cache-control"], "no-store");
    names_nobody_hidden(&pdf);
    let phone =
        greta.post(&format!("/desk/north/members/{}/cards/{card}", private.id), &[("paper", "phone")]);
    assert_eq!(
        (phone.status.as_u16(), phone.headers["content-type"].to_str().unwrap()),
        (200, "image/svg+xml")
    );
    names_nobody_hidden(&phone);
}

#[test]
fn nobody_is_registered_before_those_who_are_like_her_were_seen() {
    let greta = comes("greta");
    let form = "/desk/north/register";
    let empty = greta.post(form, &[]);
    assert_eq!(empty.status, 422);
    for field in ["first-error", "last-error", "no_ssn-error"] {
        assert!(empty.shows(field), "{field}");
    }
    // The search of her use case finds her under a nickname's spelling; private people are named as the sheet permits.
    let like = greta.post(form, &with(&[("first", "Adalinda"), ("last", "Marshwood"), ("born", "")]));
    assert_eq!(like.status, 200);
    assert!(like.shows("Is it one of these?") && like.shows(&CENTERS.ada.number.in_groups()));
    let registered =
        greta.post(form, &with(&[("first", "Adalinda"), ("last", "Marshwood"), ("born", ""), ("seen", "x")]));
    assert!(registered.shows("Is it one of these?"), "another look is needed");
    let seen =
        like.text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = with(&[("first", "Adalinda"), ("last", "Marshwood"), ("born", "")]);
    let fields: Vec<(&str, &str)> = fields.into_iter().chain([("seen", seen.as_str())]).collect();
    let done = greta.post(form, &fields);
    assert_eq!(done.status, 303);
    assert!(greta.get(&done.goes_to()).shows("Registered."));
    // Nobody is like her: no look is needed.
    let done = greta.post(form, &with(&[("oriented", "yes")]));
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!done.goes_to().contains("Newly"));
}

#[test]
fn a_known_ssn_registers_nobody() {
    let greta = comes("greta");
    let number = |ssn: &'static str| with(&[("first", "Zelda"), ("ssn", ssn), ("no_ssn", "")]);
    let both = greta.post("/desk/north/register", &with(&[("first", "Zelda"), ("ssn", "219091234")]));
    assert!(both.status == 422 && both.shows("take one of them out"), "a number, and declined");
    let known = greta.post("/desk/north/register", &number("219091234"));
    assert_eq!(known.status, 409);
    assert!(known.shows("Nobody was registered") && known.shows("Adalinda Marshwood"));
    let hidden = greta.post("/desk/north/register", &number("219-09-5678"));
    assert_eq!(hidden.status, 409);
    assert!(hidden.shows("You may not see whose page it is") && !hidden.shows("Sealeda"));
    assert!(!hidden.shows(&CENTERS.sealed.number.in_groups()));
}

#[test]
fn without_a_purpose_registering_leads_to_stating_one() {
    let house = portal::House { door: CENTERS.town.door.clone(), front_desk: Some(CENTERS.front.clone()) };
    let browser = Browser::new(portal::router(house, settings()));
    let staff = CENTERS.town.door.staff();
    let new = NewAccount {
        agency: "centers",
        user_name: "nora",
        display_name: "nora",
        password: PASSWORD,
        groups: &[],
    };
    let account = staff.add(&new).unwrap();
    staff.accept(account, AgreementKind::User, 1).unwrap();
    staff.give_duty(account, &Duty::new(DutyKind::Greeter, "north")).unwrap();
    browser.sign_in("centers", "nora");
    assert_eq!(browser.get("/desk/north").status, 200);
    assert_eq!(browser.get("/desk/north/register").goes_to(), "/purpose?next=/desk/north/register");
    let walk_in = browser.post("/desk/north/activities/1/walk-in", &[("first", "A"), ("last", "B")]);
    assert_eq!(walk_in.goes_to(), "/purpose?next=/desk/north/activities/1");
}

#[test]
fn an_activity_is_run_by_swipes_walk_ins_and_undo() {
    let (greta, casey) = (comes("greta"), comes("casey"));
    let bad = greta.post("/desk/north/activities", &[("kind", "dance"), ("title", ""), ("day", "x")]);
    assert_eq!(bad.status, 422);
    assert!(bad.shows("Choose what kind") && bad.shows("year-month-day"));
    let fields = [
        ("kind", "workshop"),
        ("service", "workshop"),
        ("title", "Writing <b>well</b>"),
        ("room", "2"),
        ("day", "2026-03-03"),
        ("starts", "9:00"),
        ("ends", "17:00"),
        ("capacity", "20"),
    ];
    let made = greta.post(
        "/desk/north/activities",
        &[fields[0], fields[1], fields[2], fields[3], fields[4], ("starts", "09:00"), fields[6], fields[7]],
    );
    assert_eq!(made.status, 303, "{}", made.text);
    let here = made.goes_to();
    let member = format!("/desk/north/members/{}", CENTERS.ada.id);
    let number = CENTERS.ada.number.in_groups();
    let added = greta.post(&here, &[("act", "add"), ("who", &number)]);
    let list = greta.get(&added.goes_to());
    assert!(list.shows("Came: <strong>Adalinda Marshwood</strong>") && list.shows("Writing &#60;b&#62;well"));
    let again = greta.get(&greta.post(&here, &[("act", "add"), ("who", &number)]).goes_to());
    assert!(again.shows("Was on the list already"));
    let hidden =
        greta.get(&greta.post(&here, &[("act", "add"), ("who", &CENTERS.private.number.digits())]).goes_to());
    names_nobody_hidden(&hidden);
    assert!(hidden.shows(&CENTERS.private.number.in_groups()));
    let wrong = greta.post(&here, &[("act", "add"), ("who", ";4111111111111111?")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.shows("neither a membership card") && !wrong.shows("4111"));
    let walk_in = |seen: &str| {
        let fields = [("first", "Adalinda"), ("last", "Marshwood"), ("no_ssn", "later"), ("seen", seen)];
        greta.post(&format!("{here}/walk-in"), &fields)
    };
    let like = walk_in("");
    assert!(like.shows("Is it one of these?") && like.shows("put her on the list"));
    let pdf = greta.post(&format!("{here}/cards"), &[]);
    assert_eq!(pdf.status, 200, "{}", pdf.text);
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    assert!(greta.get(&greta.post(&here, &[("act", "close")]).goes_to()).shows("The service is recorded"));
    assert!(greta.get(&greta.post(&here, &[("act", "close")]).goes_to()).shows("nothing more to record"));
    assert!(casey.get(&member).shows("group activity"));
    let ada = CENTERS.ada.id.to_string();
    assert_eq!(greta.post(&here, &[("act", "undo"), ("member", &ada)]).status, 303);
    assert_eq!(greta.post(&here, &[("act", "undo"), ("member", &ada)]).status, 404);
    assert!(!casey.get(&member).shows("group activity"));
}

#[test]
fn only_who_runs_the_site_corrects_and_closes() {
    let (greta, mina) = (comes("greta"), comes("mina"));
    greta.post("/desk/north", &[("act", "anonymous"), ("service", "job-search")]);
    let board = mina.get("/desk/north");
    let visit = board.links("/visits/").pop().unwrap();
    assert!(greta.get("/desk/north").links("/visits/").is_empty());
    assert_eq!(greta.get(&visit).status, 403);
    assert_eq!(greta.post("/desk/north", &[("act", "close-day")]).status, 403);
    assert_eq!(greta.post(&visit, &[("act", "void"), ("why", "x")]).status, 403);
    let unsaid = mina.post(&visit, &[("act", "void"), ("why", "")]);
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.shows("why-error"));
    let done = mina.post(&visit, &[("act", "add"), ("add", "resource-room"), ("why", "was forgotten")]);
    assert!(mina.get(&done.goes_to()).shows("was forgotten"));
    assert_eq!(mina.post("/desk/north", &[("act", "close-day")]).status, 422, "nothing to close before five");
}

#[test]
fn a_site_is_closed_for_good_only_when_its_name_is_typed() {
    let site = |id: &str| CENTERS.front.desk().site(id).unwrap().unwrap();
    CENTERS
        .front
        .desk()
        .set_site(&Site { id: "shut".to_owned(), name: "Center shut".to_owned(), ..site("hill") }, None)
        .unwrap();
    let adam = comes("adam");
    for typed in ["", "Center hill"] {
        let doubted = adam.post("/desk/setup/east", &[("act", "close"), ("site", "shut"), ("sure", typed)]);
        assert_eq!(doubted.status, 422);
        assert!(doubted.shows("Nothing was closed") && doubted.shows("sure-shut-error"));
    }
    assert_eq!(site("shut").ended_at, None);
    assert_eq!(
        adam.post("/desk/setup/east", &[("act", "close"), ("site", "south"), ("sure", "Center south")])
            .status,
        404
    );
    let closed =
        adam.post("/desk/setup/east", &[("act", "close"), ("site", "shut"), ("sure", "center shut ")]);
    assert_eq!(closed.goes_to(), "/desk/setup/east?done=closed");
    assert!(site("shut").ended_at.is_some());
}

#[test]
fn a_card_can_be_swiped_as_soon_as_the_page_is_there() {
    let greta = comes("greta");
    let field =
        |page: &Seen| page.text.split("id=\"who\"").nth(1).unwrap().split('>').next().unwrap().to_owned();
    let page = greta.get("/desk/north");
    assert!(field(&page).contains(" autofocus") && field(&page).contains(" data-swipe"));
    assert!(page.text.contains("href=\"#who\""), "by keyboard the field is one step away");
    let wrong = greta.post("/desk/north", &[("act", "sign-in"), ("who", "12")]);
    assert!(field(&wrong).contains(" autofocus"));
}

#[test]
fn an_activity_report_can_be_taken_along_as_pdf_without_scripts() {
    let (casey, greta) = (comes("casey"), comes("greta"));
    let here = format!("/desk/north/members/{}/activity", CENTERS.ada.id);
    assert!(casey.get(&here).shows("Download as PDF"));
    let pdf = casey.post(&here, &[]);
    assert_eq!(
        (pdf.status.as_u16(), pdf.headers["content-type"].to_str().unwrap()),
        (200, "application/pdf")
    );
    assert_eq!(pdf.headers["content-disposition"], "attachment; filename=\"activity-report.pdf\"");
    assert!(pdf.text.contains("Adalinda Marshwood") && pdf.text.contains("(Page 1 of 1)"));
    assert_eq!(greta.post(&here, &[]).status, greta.get(&here).status);
    let hidden = format!("/desk/north/members/{}/activity", CENTERS.private.id);
    assert_eq!(casey.post(&hidden, &[]).status, 404);
}

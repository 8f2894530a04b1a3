//! Stories of front-desk staff, told through the portal's real routes: who is seen, and who is registered.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod browser;
mod centers;
mod town;

use browser::Browser;
use centers::{CENTERS, comes, names_nobody_hidden, with};
use staff::{AgreementKind, Duty, DutyKind, NewAccount};
use town::{PASSWORD, settings};

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
    // Of who is sealed nobody learns by her number: it keeps nobody out.
    let own = [("first", "Una"), ("last", "Unlike"), ("born", "1971-07-07"), ("no_ssn", "")];
    let hidden: Vec<_> = own.into_iter().chain([("ssn", "219-09-5678")]).collect();
    let hidden = greta.post("/desk/north/register", &with(&hidden));
    assert_eq!(hidden.status, 303, "{}", hidden.text);
    assert!(!greta.get(&hidden.goes_to()).shows("Sealeda"));
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

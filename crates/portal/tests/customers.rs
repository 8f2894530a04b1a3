//! A customer's data at the desk, told through the portal's real routes: corrected, joined, asked for reports.

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

const STAFF: [(&str, DutyKind, &str); 3] = [
    ("greta", DutyKind::Greeter, "north"),
    ("casey", DutyKind::CaseManager, "north"),
    ("mina", DutyKind::CentreManager, "east"),
];
const NOTICE: &str = "A notice of the state’s own, with <tags>.";

struct Centers {
    town: Town,
    front: Arc<FrontDesk>,
    private: Member,
}

static CENTERS: LazyLock<Centers> = LazyLock::new(|| {
    let (town, front) = Town::with_front_desk();
    let front = Arc::new(Arc::into_inner(front).unwrap().with_ssn_notice(NOTICE));
    for (user_name, kind, place) in STAFF {
        let groups: &[&str] = &["centers-desk"];
        let new =
            NewAccount { agency: "centers", user_name, display_name: user_name, password: PASSWORD, groups };
        let account = town.door.staff().add(&new).unwrap();
        town.door.staff().accept(account, AgreementKind::User, 1).unwrap();
        town.door.staff().give_duty(account, &Duty::new(kind, place)).unwrap();
    }
    let site = Site {
        id: "north".to_owned(),
        area: "east".to_owned(),
        name: "Center north".to_owned(),
        zone: "America/New_York".to_owned(),
        settings: SiteSettings::default(),
        ended_at: None,
    };
    front.desk().set_site(&site, None).unwrap();
    let private = registered(&front, "Privatia", "");
    town.door.casefile().take_in(&SourceId::new("centers"), &mut |_| {}).unwrap();
    let subject = town.door.privacy().subject(&SourceId::new("centers"), private.uii.text());
    town.door.privacy().mark(&subject, Level::Private, 1, "a story").unwrap();
    Centers { town, front, private }
});

fn registered(front: &FrontDesk, first: &str, ssn: &str) -> Member {
    let permit = front.operate(access::Serving::Greet, "a story").unwrap();
    let said = NewMember {
        first: first.to_owned(),
        last: "Marshwood".to_owned(),
        born: "1990-01-01".to_owned(),
        ssn: ssn.to_owned(),
        no_ssn: ssn.is_empty().then_some(NoSsn::Declined),
        ..NewMember::default()
    };
    match front.desk().register(&permit, "north", said).unwrap() {
        Registered::New(member) => *member,
        Registered::SsnKnown(_) => panic!("the numbers of the story differ"),
    }
}

fn member(first: &str, ssn: &str) -> Member {
    registered(&CENTERS.front, first, ssn)
}

fn comes(user: &str) -> Browser {
    let house = portal::House { door: CENTERS.town.door.clone(), front_desk: Some(CENTERS.front.clone()) };
    let browser = Browser::new(portal::router(house, settings()));
    assert_eq!(browser.sign_in("centers", user).status, 303);
    browser.post("/purpose", &[("purpose", "UC-008:register")]);
    browser
}

fn page(member: &Member, more: &str) -> String {
    format!("/desk/north/members/{}{more}", member.id)
}

/// The value of a hidden field.
fn hidden(seen: &Seen, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    seen.text.split(&field).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn corrects(browser: &Browser, member: &Member, changes: &[(&str, &str)]) -> Seen {
    let here = page(member, "/edit");
    let seen = hidden(&browser.get(&here), "seen");
    let kept = [
        ("act", "save"),
        ("seen", seen.as_str()),
        ("first", member.said.first.as_str()),
        ("last", "Marshwood"),
        ("born", "1990-01-01"),
        ("lang", "en"),
        ("no_ssn", "declined"),
    ];
    let changed = |name: &str| changes.iter().find(|(known, _)| *known == name);
    let fields: Vec<(&str, &str)> = kept.iter().map(|pair| *changed(pair.0).unwrap_or(pair)).collect();
    let more = changes.iter().filter(|(name, _)| !kept.iter().any(|(known, _)| known == name));
    browser.post(&here, &fields.into_iter().chain(more.copied()).collect::<Vec<_>>())
}

#[test]
fn a_name_is_corrected_with_a_trace_and_a_new_card_is_offered() {
    let (greta, casey, mina) = (comes("greta"), comes("casey"), comes("mina"));
    let anna = member("Anna", "");
    greta.post(&page(&anna, ""), &[("act", "issue")]);
    assert!(greta.get(&page(&anna, "")).links("/edit").len() == 1);
    let wrong = corrects(&greta, &anna, &[("first", ""), ("born", "soon")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.shows("first-error") && wrong.shows("born-error") && wrong.shows("value=\"soon\""));
    let done = corrects(&greta, &anna, &[("first", "Hanna"), ("phone", "555-0177")]);
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!done.goes_to().contains("anna"), "no name stands in an address");
    let after = greta.get(&done.goes_to());
    assert!(after.shows("Hanna Marshwood") && after.shows("make her a new card"));
    assert!(after.shows("<option value=\"name change\" selected>"));
    assert!(!after.shows("What staff changed"), "who greets does not see it");
    let seen = casey.get(&page(&anna, ""));
    assert!(
        seen.shows("What staff changed")
            && seen.shows("first name, telephone, language")
            && seen.shows("greta")
    );
    assert!(!seen.shows("first name before"));
    assert!(mina.get(&page(&anna, "")).shows("first name before: Anna"));
    let same = corrects(
        &greta,
        &Member { said: NewMember { first: "Hanna".to_owned(), ..anna.said.clone() }, ..anna.clone() },
        &[("phone", "555-0177")],
    );
    assert!(greta.get(&same.goes_to()).shows("Nothing was different"));
}

#[test]
fn a_social_security_number_is_asked_with_the_notice_and_taken_out_by_the_manager() {
    let (greta, mina) = (comes("greta"), comes("mina"));
    let (berta, other) = (member("Berta", ""), member("Other", "219-09-1234"));
    for path in ["/desk/north/register".to_owned(), page(&berta, "/edit")] {
        assert!(greta.get(&path).shows("A notice of the state’s own, with &#60;tags&#62;."), "{path}");
    }
    let taken = corrects(&greta, &berta, &[("ssn", "219091234"), ("no_ssn", "")]);
    assert_eq!(taken.status, 422);
    assert!(taken.shows("ssn-error") && taken.shows("another membership"));
    assert!(!taken.shows("Other Marshwood") && !taken.shows(&other.number.in_groups()));
    assert_eq!(corrects(&greta, &berta, &[("ssn", "219-09-5678"), ("no_ssn", "")]).status, 303);
    let known = greta.get(&page(&berta, "/edit"));
    assert!(
        known.shows("kept sealed")
            && !known.shows("id=\"ssn\"")
            && !known.shows("219-")
            && !known.shows("21909")
            && !known.shows("take-out")
    );
    let here = page(&berta, "/edit");
    assert_eq!(greta.post(&here, &[("act", "take-out"), ("why", "x")]).status, 403);
    let unsaid = mina.post(&here, &[("act", "take-out"), ("why", "")]);
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.shows("why-error"));
    let done = mina.post(&here, &[("act", "take-out"), ("why", "it was her mother’s")]);
    let after = mina.get(&done.goes_to());
    assert!(after.shows("taken out") && after.shows("it was her mother’s") && !after.shows("219-"));
    assert!(greta.get(&here).shows("id=\"ssn\""));
}

#[test]
fn two_memberships_are_joined_and_taken_apart_by_the_manager() {
    let (greta, mina) = (comes("greta"), comes("mina"));
    let (clara, again) = (member("Clara", ""), member("Klara", ""));
    let here = page(&clara, "/twice");
    assert!(greta.get(&page(&clara, "")).links("/twice").is_empty());
    assert_eq!(
        (greta.get(&here).status, greta.post(&here, &[("act", "look"), ("who", "1")]).status),
        (403.try_into().unwrap(), 403.try_into().unwrap())
    );
    assert_eq!(mina.get(&page(&clara, "")).links("/twice").len(), 1);
    for typed in ["20000000000", &CENTERS.private.number.in_groups(), &clara.number.in_groups()] {
        let wrong = mina.post(&here, &[("act", "look"), ("who", typed)]);
        assert_eq!(wrong.status, 422);
        assert!(wrong.shows("who-error") && !wrong.shows("Privatia"));
    }
    let both = mina.post(&here, &[("act", "look"), ("who", &again.number.in_groups())]);
    assert!(both.shows("Is this one person?") && both.shows("Klara Marshwood"));
    let (other, number) = (hidden(&both, "member"), hidden(&both, "number"));
    let join = |why: &str| {
        mina.post(&here, &[("act", "join"), ("member", &other), ("number", &number), ("why", why)])
    };
    let unsaid = join("");
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.shows("why-error") && unsaid.shows("Is this one person?"));
    assert!(mina.get(&join("she showed both cards").goes_to()).shows("Joined."));
    let joined = greta.get(&page(&again, ""));
    assert!(
        joined.shows("Clara Marshwood")
            && joined.shows("Registered more than once")
            && !joined.shows("Klara")
    );
    // Whoever is like her is found once.
    let like = greta.post(
        "/desk/north/register",
        &[("first", "Klara"), ("last", "Marshwood"), ("born", "1990-01-01"), ("no_ssn", "declined")],
    );
    assert_eq!(like.text.matches(&format!("/members/{}\"", clara.id)).count(), 1, "{}", like.text);
    assert!(like.links(&format!("/members/{}", again.id)).is_empty());
    let unsaid = mina.post(&here, &[("act", "part"), ("member", &other), ("why", "")]);
    assert_eq!(unsaid.status, 422);
    let done = mina.post(&here, &[("act", "part"), ("member", &other), ("why", "they are sisters")]);
    assert!(mina.get(&done.goes_to()).shows("Taken apart."));
    assert!(greta.get(&page(&again, "")).shows("Klara Marshwood"));
}

#[test]
fn what_is_said_for_reports_is_read_again_on_its_own_page_only() {
    let (greta, casey) = (comes("greta"), comes("casey"));
    let dora = member("Dora", "");
    let here = page(&dora, "/about");
    let registered = greta.get(&page(&dora, "?done=registered"));
    assert!(registered.shows("ask her for reports") && registered.links("/about").len() == 2);
    let form = greta.get(&here);
    assert!(
        form.shows("you need not answer") && form.shows("Not asked yet") && !form.shows("As she said before")
    );
    assert!(form.shows("<option value=\"\">Did not say</option>"));
    let fields =
        [("act", "save"), ("sex", "female"), ("race", "asian"), ("barriers", "homeless"), ("education", "")];
    let done = greta.post(&here, &fields);
    assert!(greta.get(&done.goes_to()).shows("Kept for reports."));
    let again = greta.get(&here);
    assert!(again.shows("Asked on Tue, Mar 3, 2026 by greta") && again.shows("As she said before"));
    for answer in ["value=\"female\" selected", "value=\"asian\" checked", "value=\"homeless\" checked"] {
        assert!(!again.shows(answer) && casey.get(&here).shows(answer), "{answer}");
    }
    for path in [page(&dora, ""), page(&dora, "/edit"), page(&dora, "/activity"), "/desk/north".to_owned()] {
        let seen = casey.get(&path);
        assert!(!seen.shows("Asian") && !seen.shows("omeless"), "{path}");
    }
}

#[test]
fn of_who_is_private_nobody_outside_her_care_team_corrects_joins_or_asks_anything() {
    for user in ["greta", "casey", "mina"] {
        let browser = comes(user);
        let private = &CENTERS.private;
        let seen = browser.get(&page(private, ""));
        for part in ["/edit", "/about", "/twice"] {
            assert!(seen.links(part).is_empty(), "{user} {part}");
            let status = browser.get(&page(private, part)).status;
            assert!(status == 404 || (part == "/twice" && status == 403), "{user} {part} {status}");
        }
        for (part, act) in [("/edit", "save"), ("/about", "save"), ("/twice", "join")] {
            let posted = browser
                .post(&page(private, part), &[("act", act), ("seen", "0"), ("member", "1"), ("why", "x")]);
            assert!(posted.status == 404 || (part == "/twice" && posted.status == 403), "{user} {part}");
            assert!(!posted.shows("Privatia"));
        }
    }
    let nobody = comes("mina");
    for part in ["/edit", "/about", "/twice"] {
        assert_eq!(nobody.get(&format!("/desk/north/members/99999{part}")).status, 404);
        assert_eq!(nobody.get(&format!("/desk/south/members/1{part}")).status, 404);
    }
}

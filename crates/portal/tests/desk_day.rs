//! The day of front-desk staff, told through the portal's real routes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod browser;
mod centers;
mod town;

use browser::Seen;
use centers::{CENTERS, comes, names_nobody_hidden};
use frontdesk::{NewMember, NoSsn, Registered, Site};

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
    assert!(wrong.shows("neither a membership card") && !wrong.shows("41111"));
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
fn a_sheet_that_is_sent_again_with_other_lines_loses_none() {
    let greta = comes("greta");
    let enter = |came: &str| {
        let fields = [("sheet", "again"), ("day", "2026-03-03"), ("came-0", came), ("services-0", "2")];
        let sent = greta.post("/desk/north/paper/enter", &fields);
        assert_eq!(sent.status, 303, "{}", sent.text);
        greta.get(&sent.goes_to())
    };
    assert!(enter("0:05").shows("1 visit was entered"));
    let again = enter("0:05");
    assert!(again.shows("0 visits were entered") && again.shows("1 line of this sheet was entered before"));
    assert!(enter("0:10").shows("1 visit was entered"));
    assert!(!greta.get("/desk/north/paper/enter?done=9999").shows("9999 visits"));
}

#[test]
fn served_is_not_delivered_and_says_where_to_confirm_it() {
    let (greta, casey) = (comes("greta"), comes("casey"));
    let said = NewMember {
        first: "Queuella".to_owned(),
        last: "Linewell".to_owned(),
        lang: "en".to_owned(),
        no_ssn: Some(NoSsn::Declined),
        ..NewMember::default()
    };
    let permit = CENTERS.front.operate(access::Serving::Greet, "a story").unwrap();
    let Registered::New(member) = CENTERS.front.desk().register(&permit, "north", said).unwrap() else {
        panic!()
    };
    let page = format!("/desk/north/members/{}", member.id);
    assert_eq!(greta.post(&page, &[("act", "sign-in"), ("chosen", "career-guidance")]).status, 303);
    let board = greta.get("/desk/north");
    let id = member.id.to_string();
    let row = board.text.split("<tr").find(|row| row.contains("Linewell") && row.contains("served")).unwrap();
    let visit = row.split("name=\"visit\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("act", "served"), ("visit", visit.as_str()), ("member", id.as_str())];
    let done = greta.post("/desk/north", &fields).goes_to();
    assert!(greta.get(&done).shows("Nothing is recorded yet. A case manager"));
    let hers = casey.get(&done);
    assert!(hers.shows("confirm on her page what was delivered") && !hers.links(&page).is_empty());
    // Who is not here is not named.
    assert!(
        !casey
            .get("/desk/north?done=served&member=999999")
            .shows("confirm on her page what was delivered</a>")
    );
}

#[test]
fn who_is_here_agrees_with_the_visits() {
    let solveig = comes("solveig");
    for act in ["anonymous", "visitor"] {
        assert_eq!(solveig.post("/desk/south", &[("act", act)]).status, 303);
    }
    let board = solveig.get("/desk/south");
    assert!(board.shows("<dt>Here now</dt><dd>1<small>and 1 visitor</small>"), "{}", board.text);
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

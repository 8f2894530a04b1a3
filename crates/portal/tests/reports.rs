//! Reports through the portal's real routes: whose they are, what they show, and what leaves the agency.

#![allow(clippy::unwrap_used, clippy::panic, reason = "set-up of a test fails where it stands")]

mod browser;
mod town;

use audit::Kind;
use browser::{Browser, Seen};
use database::{Database, KeyFile, Place, Sealer};
use frontdesk::{
    Area, CountRules, Delivered, Desk, FrontDesk, NewMember, NoSsn, Often, PastVisit, Policy, ReportAsked,
    ReportKind, ReportPlace, Reported, Reporting, Site, SiteSettings, pirl,
};
use records::SourceId;
use staff::{AgreementKind, Duty, DutyKind, NewAccount};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use town::{PASSWORD, Town, settings};

static PLACE: LazyLock<Centers> = LazyLock::new(Centers::new);

/// Two areas with a site each, and one more; the town's clock stands at 3 March 2026.
struct Centers {
    town: Town,
    front_desk: Arc<FrontDesk>,
    _folder: tempfile::TempDir,
}

const PEOPLE: [(&str, DutyKind, &str); 6] = [
    ("gil", DutyKind::Greeter, "north"),
    ("mo", DutyKind::CentreManager, "north"),
    ("mina", DutyKind::CentreManager, "coast"),
    ("olga", DutyKind::CentreManager, "hills"),
    ("stacy", DutyKind::StateReporter, ""),
    ("ada", DutyKind::AreaAdministrator, "coast"),
];

impl Centers {
    fn new() -> Centers {
        let (town, folder) = (Town::new(), tempfile::tempdir().unwrap());
        for (user_name, kind, scope) in PEOPLE {
            let groups = &[];
            let new = NewAccount {
                agency: "benefits",
                user_name,
                display_name: user_name,
                password: PASSWORD,
                groups,
            };
            let account = town.door.staff().add(&new).unwrap();
            town.door.staff().accept(account, AgreementKind::User, 1).unwrap();
            town.door.staff().give_duty(account, &Duty::new(kind, scope)).unwrap();
        }
        let database = Database::open(&Place::File(folder.path().join("desk.db"))).unwrap();
        let sealer = Sealer::new(&KeyFile::create(&folder.path().join("key")).unwrap());
        let example = |file: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/washington/frontdesk");
            std::fs::read_to_string(path.join(file)).unwrap()
        };
        let catalogue = counting::Catalogue::read(&example("catalogue.toml")).unwrap();
        let schema = pirl::Schema::read(&example("pirl.toml"), &catalogue).unwrap();
        let source = SourceId::new("centers");
        let desk =
            Desk::new(Arc::new(database), sealer, town.clock.clone(), source, Arc::new(catalogue)).unwrap();
        let area = |id: &str, name: &str| Area { id: id.to_owned(), name: name.to_owned() };
        let areas = vec![area("coast", "The Coast"), area("hills", "The Hills")];
        let rules = CountRules { policy: Policy::default(), schema: Some(schema) };
        let front_desk = FrontDesk::new(Arc::new(desk), town.door.clone(), areas).with_rules(rules);
        let centers = Centers { town, front_desk: Arc::new(front_desk), _folder: folder };
        centers.fill();
        centers
    }

    /// North has 12 visits of February by 12 people, 9 of whom staff served; south 3 by 3 of them; east 5 by nobody known.
    fn fill(&self) {
        let desk = self.front_desk.desk();
        for (id, area) in [("north", "coast"), ("south", "coast"), ("east", "hills")] {
            let site = Site {
                id: id.to_owned(),
                area: area.to_owned(),
                name: format!("Center {id}"),
                zone: "America/New_York".to_owned(),
                settings: SiteSettings::default(),
                ended_at: None,
            };
            desk.set_site(&site, None).unwrap();
        }
        let leave = self.front_desk.operate(access::Serving::Greet, "a test").unwrap();
        let people = (0..12).map(|at| NewMember {
            first: format!("First{at}"),
            last: "Made <b>Up".to_owned(),
            born: format!("1980-01-{:02}", at + 1),
            no_ssn: Some(NoSsn::Declined),
            ..NewMember::default()
        });
        let members = desk.bring_in_members(&leave, "north", people.collect()).unwrap();
        let noon: i64 = "2026-02-03T17:00:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let mut visits = Vec::new();
        for (site, count) in [("north", 12), ("south", 3), ("east", 5)] {
            for (at, member) in members.iter().enumerate().take(count) {
                let by_staff = site == "north" && at < 9;
                let delivered = Delivered { service: "career-guidance".into(), account: 1, programme: None };
                visits.push(PastVisit {
                    id: [u8::try_from(visits.len()).unwrap(); 16],
                    site: site.to_owned(),
                    member: (site != "east").then_some(*member),
                    began: noon + i64::try_from(at).unwrap() * 3_600_000 * 24,
                    ended: None,
                    verified: false,
                    services: vec![("resource-room".to_owned(), false)],
                    delivered: if by_staff { vec![delivered] } else { Vec::new() },
                    waited: None,
                    offline: false,
                    paper: false,
                    uncertain: false,
                    remote: false,
                });
            }
        }
        // The last of the twelve had come three times in January, too.
        for days in 22..25 {
            let last = visits[11].clone();
            visits.push(PastVisit {
                id: [100 + days; 16],
                began: noon - i64::from(days) * 86_400_000,
                ..last
            });
        }
        assert_eq!(desk.bring_in_visits(&leave, &visits).unwrap(), 23);
        assert_eq!(desk.bring_in_visits(&leave, &visits).unwrap(), 0, "each counts once");
    }

    fn as_somebody(&self, user: &str) -> Browser {
        let house = portal::House { door: self.town.door.clone(), front_desk: Some(self.front_desk.clone()) };
        let browser = Browser::new(portal::router(house, settings()));
        if !user.is_empty() {
            assert_eq!(browser.sign_in("benefits", user).status, 303);
        }
        browser
    }
}

/// The numbers of a row of the page, by its first words.
fn row(seen: &Seen, first: &str) -> Vec<String> {
    let at = seen.text.find(&format!("scope=\"row\">{first}<")).unwrap_or_else(|| panic!("no row {first}"));
    let row = seen.text[at..].split("</tr>").next().unwrap();
    let cells = row.split("<td").skip(1).map(|cell| cell.split_once('>').unwrap().1);
    cells.map(|cell| cell.replace("</span>", "").replace("<span>", "").replace("</td>", "")).collect()
}

#[test]
fn a_report_is_there_for_whose_place_it_is_and_for_nobody_else() {
    let volume = |place: &str| format!("/desk/reports/volume?place={place}&period=2026-02&by=site");
    let (mo, mina, olga, stacy) = ("mo", "mina", "olga", "stacy");
    let cases = [
        (volume("site:north"), &[mo, mina][..]),
        (volume("site:south"), &[mina]),
        (volume("area:coast"), &[mina]),
        (volume("area:hills"), &[olga]),
        (volume("site:east"), &[olga]),
        (volume("state"), &[stacy]),
        (volume("site:nowhere"), &[]),
        (volume("area:nowhere"), &[]),
        (volume("..%2fx"), &[]),
        ("/desk/reports/staffing?place=site:north&period=2026-02".to_owned(), &[mo, mina]),
        ("/desk/reports/staffing?place=state&period=2026-02".to_owned(), &[]),
        ("/desk/reports/often?place=site:north&period=2026-02".to_owned(), &[mo, mina]),
        ("/desk/reports/often?place=state&period=2026-02".to_owned(), &[]),
        ("/desk/reports/performance?place=state&period=2026-q1".to_owned(), &[stacy]),
        ("/desk/reports/wagner-peyser?place=state&period=2026-q1".to_owned(), &[stacy]),
        ("/desk/reports/performance?place=area:coast&period=2026-q1".to_owned(), &[]),
        ("/desk/reports/federal-file?period=2026-q1".to_owned(), &[stacy]),
        ("/desk/reports".to_owned(), &[mo, mina, olga, stacy]),
        ("/desk/reports/moon".to_owned(), &[]),
    ];
    for user in ["gil", "mo", "mina", "olga", "stacy", "ada", "ana", ""] {
        let browser = PLACE.as_somebody(user);
        for (address, whose) in &cases {
            let wanted = match (user, whose.contains(&user)) {
                ("", _) => 303,
                (_, true) => 200,
                (_, false) => 404,
            };
            assert_eq!(browser.get(address).status, wanted, "{user} at {address}");
        }
        let form = [("place", "site:south"), ("period", "2026-02"), ("format", "csv")];
        let file = browser.post("/desk/reports/volume/file", &form);
        assert_eq!(file.status == 200, user == "mina", "{user}");
        let file = browser.post("/desk/reports/federal-file/file", &[("period", "2026-q1")]);
        assert_eq!(file.status == 200, user == "stacy", "{user}");
    }
    assert!(!PLACE.as_somebody("gil").get("/help").shows("/desk/reports"), "nor is it in her page head");
    assert!(PLACE.as_somebody("mo").get("/help").shows("/desk/reports"));
}

#[test]
fn what_is_asked_for_is_in_the_log_and_so_is_what_was_denied() {
    let before = PLACE.town.door.audited(Kind::FrontDesk, None).unwrap();
    let denied = PLACE.town.door.audited(Kind::Denied, None).unwrap();
    PLACE.as_somebody("mina").get("/desk/reports/volume?place=site:north&period=2026-02");
    PLACE.as_somebody("olga").get("/desk/reports/volume?place=site:north&period=2026-02");
    assert!(PLACE.town.door.audited(Kind::FrontDesk, None).unwrap() > before);
    assert!(PLACE.town.door.audited(Kind::Denied, None).unwrap() > denied);
}

#[test]
fn the_pages_show_figures_that_were_worked_out_by_hand() {
    let (mina, stacy) = (PLACE.as_somebody("mina"), PLACE.as_somebody("stacy"));
    let volume = mina.get("/desk/reports/volume?place=area:coast&period=2026-02&by=site");
    assert_eq!(row(&volume, "All")[..8], ["15", "15", "0", "12", "11", "15", "0", "9"]);
    assert_eq!(row(&volume, "Center south")[..8], ["3", "3", "0", "3", "0", "3", "0", "0"]);
    assert!(volume.shows("<svg class=\"tl-chart\"") && !volume.shows("style="), "nothing inline");
    assert!(volume.shows("were verified by nobody") && volume.shows("<caption>Numbers are visits"));
    let once = stacy.get("/desk/reports/unduplicated?place=state&period=2026-q1");
    assert_eq!(row(&once, "All")[1..], ["12", "9", "3", "0", "9", "3", "23", "18", "5"]);
    let own = mina.get("/desk/reports/unduplicated?place=area:coast&period=2026-q1");
    assert!(own.shows("The Coast") && !own.shows("The Hills") && !own.shows("Center east"));
    let table = stacy.get("/desk/reports/performance?place=state&period=2026-q1");
    assert_eq!(row(&table, "A2"), ["Total participants served", "9", "0", "0", "9", "0"]);
    assert!(table.shows("nobody said it"));
    let page = stacy.get("/desk/reports/wagner-peyser?place=state&period=2026-q1");
    assert_eq!(row(&page, "Participants"), ["9", "0", "0", "0"]);
    assert_eq!(row(&page, "Reportable individuals"), ["3", "0", "0", "0"]);
    let staffing = PLACE.as_somebody("mo").get("/desk/reports/staffing?place=site:north&period=2026-02");
    assert_eq!(row(&staffing, "Tuesday")[..3], ["12:00", "2", "1"]);
    let days =
        mina.get("/desk/reports/volume?place=site:north&period=days&from=2026-02-03&until=2026-02-04&by=day");
    assert_eq!(row(&days, "All")[..1], ["2"]);
    let wrong = mina.get("/desk/reports/volume?place=site:north&period=days&from=2026-02-04&until=");
    assert!(wrong.status == 422 && wrong.shows("href=\"#from\"") && wrong.shows("id=\"from-error\""));
}

#[test]
fn people_to_speak_with_stand_by_number_and_names_are_not_in_the_file() {
    let mina = PLACE.as_somebody("mina");
    let address = "/desk/reports/often?place=site:north&period=2026-q1&without=60";
    let list = mina.get(&format!("{address}&days=4"));
    assert_eq!(list.text.matches("scope=\"row\"").count(), 1, "{}", list.text);
    assert!(list.shows("First11 Made &#60;b&#62;Up") && list.shows("2026-02-14") && list.shows("never"));
    assert!(list.shows("The rule: here on 4 days or more"));
    assert!(mina.get(&format!("{address}&days=5")).shows("Nothing of this kind happened"));
    let elsewhere = mina.get(&address.replace("north", "south"));
    assert!(
        elsewhere.shows("Nothing of this kind happened"),
        "the list of a site is of those who came there"
    );
    let wrong = mina.get(&format!("{address}&days=1"));
    assert!(wrong.status == 422 && wrong.shows("Write a number from 2 to 200") && wrong.shows("days-error"));
    let form = [("place", "site:north"), ("period", "2026-q1"), ("days", "4"), ("format", "csv")];
    let file = mina.post("/desk/reports/often/file", &form);
    assert!(file.shows("Member number") && file.shows(",4,2026-02-14,never"), "{}", file.text);
    assert!(!file.shows("First11") && !file.shows("Made"), "{}", file.text);
}

#[test]
fn small_numbers_are_hidden_in_the_page_and_in_both_files_alike() {
    let mina = PLACE.as_somebody("mina");
    let address = "/desk/reports/volume?place=area:coast&period=2026-02&by=site";
    let outside = mina.get(&format!("{address}&outside=1"));
    let south = row(&outside, "Center south");
    assert!(south[0].contains("aria-hidden=\"true\">*") && south[0].contains("hidden"), "{south:?}");
    // With the total and the south the north could be computed.
    assert!(row(&outside, "Center north")[0].contains('*'));
    assert!(outside.shows("How sure: of all visits") && !outside.shows("of 15 visits"));
    let form = |format| {
        [("place", "area:coast"), ("period", "2026-02"), ("by", "site"), ("outside", "1"), ("format", format)]
    };
    let csv = mina.post("/desk/reports/volume/file", &form("csv"));
    assert_eq!(csv.headers["cache-control"], "no-store");
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    let disposition = csv.headers["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"volume_area-coast_2026-02.csv\"");
    assert!(csv.text.lines().any(|line| line.starts_with("Center south,*,*")), "{}", csv.text);
    assert!(!csv.text.contains("of 15 visits"));
    let xlsx = mina.post("/desk/reports/volume/file", &form("xlsx"));
    assert!(
        xlsx.bytes.starts_with(b"PK")
            && xlsx.headers["content-disposition"].to_str().unwrap().ends_with(".xlsx\"")
    );
    // The spreadsheet is made of the very table that the page and the CSV show.
    let leave = PLACE.front_desk.operate(access::Serving::Manage, "a test").unwrap();
    let made = |outside| {
        let asked = ReportAsked {
            kind: ReportKind::Volume,
            place: ReportPlace::Area("coast".to_owned()),
            reporting: Reporting::read("2026-02").unwrap(),
            by: vec![frontdesk::By::Site],
            programme: None,
            often: Often::default(),
            outside,
        };
        match PLACE.front_desk.report_for_operator(&leave, &asked).unwrap() {
            Reported::Made(report) => report,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((made(true).csv(), made(true).xlsx().unwrap()), (csv.text, xlsx.bytes));
    assert_ne!(made(true).xlsx().unwrap(), made(false).xlsx().unwrap());
}

#[test]
fn the_federal_file_is_checked_before_it_can_be_had() {
    let stacy = PLACE.as_somebody("stacy");
    let page = stacy.get("/desk/reports/federal-file?period=2026-4q1");
    assert!(page.shows("All passed") && page.shows("Download the file"), "{}", page.text);
    assert!(page.shows("Not complete"), "the layout says that it is a part");
    let file = stacy.post("/desk/reports/federal-file/file", &[("period", "2026-4q1")]);
    assert_eq!(file.text.lines().count(), 12);
    assert!(file.text.contains("19800101") && !file.text.contains("First0"));
    assert_eq!(stacy.post("/desk/reports/federal-file/file", &[("period", "soon")]).status, 404);
}

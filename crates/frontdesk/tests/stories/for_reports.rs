use crate::reception::at;
use crate::town::{Town, story};
use access::Session;
use frontdesk::{AS_BEFORE, About, Often, ReportAsked, ReportKind, ReportPlace, Reported, Reporting, Whom};

/// A form with these answers.
fn says(town: &Town, session: &Session, member: i64, answers: &[(&str, &str)]) {
    let typed = |question: &str| {
        let own = answers.iter().filter(|(asked, _)| *asked == question);
        own.map(|(_, answer)| (*answer).to_owned()).collect()
    };
    at(town, session, "north").say_about(member, &typed).unwrap();
}

fn read(town: &Town, session: &Session, member: i64) -> Option<About> {
    at(town, session, "north").about(member).unwrap().answers
}

#[test]
fn who_greets_enters_and_only_who_counsels_reads() {
    story("about", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (greta, casey) = (town.comes("greta"), town.comes("casey"));
        assert!(at(town, &greta, "north").about(ada.id).unwrap().asked.is_none());
        says(
            town,
            &greta,
            ada.id,
            &[
                ("sex", "female"),
                ("race", "asian"),
                ("race", "white"),
                ("veteran", "perhaps"),
                ("moon", "yes"),
            ],
        );
        let seen = at(town, &greta, "north").about(ada.id).unwrap();
        assert!(seen.answers.is_none());
        assert_eq!(seen.asked.unwrap().1, "greta");
        let sheet = at(town, &greta, "north").member_sheet(ada.id).unwrap();
        assert_eq!(sheet.asked_about, Some(jiff::civil::date(2026, 6, 1)));
        let about = read(town, &casey, ada.id).unwrap();
        assert_eq!(
            (about.answers("sex"), about.answers("race").len()),
            (["female".to_owned()].as_slice(), 2)
        );
        assert!(about.answers("veteran").is_empty() && about.answers("moon").is_empty());
        assert_eq!(format!("{about:?}"), "About(*)");
    });
}

#[test]
fn who_may_not_read_does_not_lose_what_was_said_and_it_can_be_taken_back() {
    story("about_again", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (greta, casey) = (town.comes("greta"), town.comes("casey"));
        says(town, &greta, ada.id, &[("sex", "female"), ("barriers", "homeless"), ("education", "bachelor")]);
        town.clock.pass_seconds(86_400);
        let kept = [("sex", AS_BEFORE), ("barriers", AS_BEFORE), ("education", "advanced")];
        says(town, &greta, ada.id, &kept);
        let about = read(town, &casey, ada.id).unwrap();
        assert_eq!(about.answers("sex"), ["female"]);
        assert_eq!(
            (about.answers("barriers"), about.answers("education")),
            (["homeless".to_owned()].as_slice(), ["advanced".to_owned()].as_slice())
        );
        // What is ticked beside it is newer.
        says(town, &greta, ada.id, &[("barriers", AS_BEFORE), ("barriers", "low-income")]);
        assert_eq!(read(town, &casey, ada.id).unwrap().answers("barriers"), ["low-income"]);
        says(town, &casey, ada.id, &[]);
        assert_eq!(read(town, &casey, ada.id).unwrap(), About::default());
    });
}

#[test]
fn what_was_said_stands_in_no_case_file_and_sealed_in_the_database() {
    story("about_sealed", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let greta = town.comes("greta");
        says(town, &greta, ada.id, &[("disability", "yes"), ("barriers", "ex-offender")]);
        let rows = town.database.read(|t| t.rows("SELECT body FROM member_about", &[])).unwrap();
        let body = String::from_utf8_lossy(rows[0].bytes(0).unwrap()).into_owned();
        assert!(!body.contains("disability") && !body.contains("ex-offender"));
        let taken = town.door.casefile().take_in(&records::SourceId::new("centers"), &mut |_| {}).unwrap();
        assert_eq!((taken.changed, taken.new), (0, 0), "the case file hears nothing of it");
    });
}

#[test]
fn what_the_catalogue_does_not_know_is_noted_where_it_happened() {
    story("unknown_service", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (greta, solveig) = (town.comes("greta"), town.comes("solveig"));
        let chosen = ["resource-room".to_owned()];
        at(town, &greta, "north").sign_in(Whom::Member(ada.id), &chosen).unwrap();
        at(town, &solveig, "south").sign_in(Whom::Member(ada.id), &chosen).unwrap();
        let sql = "INSERT INTO visit_service (visit, service, chosen, used) SELECT id, 'gone', 1, 0 FROM visit WHERE site = 'south'";
        town.database.write(|t| t.run(sql, &[])).unwrap();
        town.clock.pass_seconds(120);
        let noted = |site: &str| {
            let asked = ReportAsked {
                kind: ReportKind::Unduplicated,
                place: ReportPlace::Site(site.to_owned()),
                reporting: Reporting::read("2026-06").unwrap(),
                by: Vec::new(),
                programme: None,
                often: Often::default(),
                outside: false,
            };
            let leave = town.front.operate(access::Serving::Report, "a story").unwrap();
            match town.front.report_for_operator(&leave, &asked).unwrap() {
                Reported::Made(report) => report.table.notes.join(" "),
                other => panic!("{other:?}"),
            }
        };
        assert!(noted("south").contains("1 service is left out"), "{}", noted("south"));
        assert!(!noted("north").contains("left out"), "{}", noted("north"));
        assert!(noted("north").contains("Neither yet is"));
    });
}

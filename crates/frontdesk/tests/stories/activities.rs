use crate::reception::{at, why};
use crate::town::story;
use frontdesk::{ActivityChange, ActivityKind, Added, Counter, FrontDeskError, NewActivity};
use jiff::civil::{date, time};
use privacy::Level;

fn workshop(counter: &Counter<'_>, service: &str, capacity: i64) -> i64 {
    let new = NewActivity {
        kind: ActivityKind::Workshop,
        service: service.to_owned(),
        title: "Résumés".to_owned(),
        place: "Room 2".to_owned(),
        day: date(2026, 6, 1),
        starts: time(11, 0, 0, 0),
        ends: time(13, 0, 0, 0),
        capacity,
    };
    counter.make_activity(&new).unwrap()
}

#[test]
fn an_activity_that_cannot_be_is_not_made() {
    story("make", |town| {
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        let good = NewActivity {
            kind: ActivityKind::Appointment,
            service: "career-guidance".to_owned(),
            title: "Guidance".to_owned(),
            place: String::new(),
            day: date(2026, 6, 3),
            starts: time(9, 0, 0, 0),
            ends: time(9, 30, 0, 0),
            capacity: 40,
        };
        let id = counter.make_activity(&good).unwrap();
        assert_eq!(
            counter.roster(id).unwrap().line.activity.capacity,
            1,
            "an appointment is with one customer"
        );
        for (wrong, words) in [
            (NewActivity { title: " ".to_owned(), ..good.clone() }, "title"),
            (NewActivity { ends: time(8, 0, 0, 0), ..good.clone() }, "ends after"),
            (NewActivity { kind: ActivityKind::Workshop, capacity: 0, ..good.clone() }, "places"),
            (NewActivity { day: date(2026, 5, 1), ..good.clone() }, "over"),
            (NewActivity { day: date(2099, 6, 1), ..good.clone() }, "more than a year"),
            (NewActivity { service: "dancing".to_owned(), ..good.clone() }, "not offered"),
            (NewActivity { service: "resource-room".to_owned(), ..good.clone() }, "by themselves"),
        ] {
            let said = why(counter.make_activity(&wrong));
            assert!(said.contains(words), "{said}");
        }
        assert!(why(counter.close_activity(id)).contains("not begun"));
        let solveig = town.comes("solveig");
        assert!(matches!(at(town, &solveig, "south").roster(id), Err(FrontDeskError::NotFound)));
    });
}

#[test]
fn cards_are_swiped_in_a_row_and_each_line_can_be_undone() {
    story("row", |town| {
        let people: Vec<_> =
            ["Ada", "Ben", "Cleo", "Dov"].map(|first| town.customer(first, "Marsh", "")).into();
        let (greta, casey) = (town.comes("greta"), town.comes("casey"));
        let counter = at(town, &greta, "north");
        let id = workshop(&counter, "workshop", 3);
        let swipe = |at: usize, came: bool| counter.add_to(id, &format!(";{}?", people[at].1.digits()), came);
        assert!(matches!(swipe(0, true).unwrap(), Added::Now(_)));
        assert!(matches!(swipe(0, true).unwrap(), Added::Already(_)));
        assert!(matches!(counter.add_to(id, &people[1].0.number.in_groups(), false).unwrap(), Added::Now(_)));
        assert!(matches!(swipe(1, false).unwrap(), Added::Already(_)));
        town.mark(&people[2].0, Level::Private);
        assert!(matches!(swipe(2, true).unwrap(), Added::Now(who) if who.name.is_none()));
        assert!(why(swipe(3, true)).contains("place is taken"));
        assert!(why(counter.add_to(id, "990148201937551656", true)).contains("nobody"));
        // Who is expected has her place, and comes.
        assert!(matches!(swipe(1, true).unwrap(), Added::Now(_)));
        counter.undo_line(id, people[1].0.id).unwrap();
        let roster = counter.roster(id).unwrap();
        assert_eq!((roster.attended.len(), roster.expected.len()), (2, 1), "she is expected again");
        counter.undo_line(id, people[0].0.id).unwrap();
        assert!(matches!(counter.undo_line(id, people[0].0.id), Err(FrontDeskError::NotFound)));
        swipe(0, true).unwrap();
        swipe(1, true).unwrap();
        assert_eq!(counter.close_activity(id).unwrap(), 3);
        assert_eq!(counter.close_activity(id).unwrap(), 0, "closing twice records nothing twice");
        assert!(why(swipe(3, true)).contains("closed"));
        let counter = at(town, &casey, "north");
        let services = |at: usize| counter.member_sheet(people[at].0.id).unwrap().history.unwrap().services;
        assert!(services(0)[0].in_group);
        // A line that is undone after closing takes its service along.
        counter.undo_line(id, people[0].0.id).unwrap();
        assert!(services(0).is_empty());
    });
}

#[test]
fn a_list_names_nobody_who_is_private_and_prints_cards_for_new_people() {
    story("list", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "");
        let (ben, _) = town.customer("Ben", "Ost", "");
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        let id = workshop(&counter, "job-openings", 20);
        for member in [&ada, &ben] {
            counter.add_member_to(id, member.id, true).unwrap();
        }
        town.mark(&ben, Level::Sealed);
        let roster = counter.roster(id).unwrap();
        let names: Vec<_> = roster.attended.iter().map(|who| (who.name.as_deref(), who.has_page)).collect();
        assert!(names.contains(&(Some("Ada Marsh"), true)) && names.contains(&(None, false)));
        let pdf = counter.activity_cards(id).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("(Ada)") && !text.contains("(Ben)"));
        // Information that is handed out is recorded likewise; what it counts as is the catalogue's matter.
        assert_eq!(counter.close_activity(id).unwrap(), 2);
    });
}

#[test]
fn who_greets_runs_workshops_and_says_of_nobody_that_something_individual_was_delivered() {
    story("individual", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "");
        let (greta, casey) = (town.comes("greta"), town.comes("casey"));
        let (desk, counter) = (at(town, &greta, "north"), at(town, &casey, "north"));
        let appointment = NewActivity {
            kind: ActivityKind::Appointment,
            service: "career-guidance".to_owned(),
            title: "Guidance".to_owned(),
            place: String::new(),
            day: date(2026, 6, 1),
            starts: time(11, 0, 0, 0),
            ends: time(11, 30, 0, 0),
            capacity: 1,
        };
        let ids = [
            desk.make_activity(&appointment).unwrap(),
            workshop(&desk, "employment-plan", 9),
            workshop(&desk, "occupational-training", 9),
        ];
        for id in ids {
            desk.add_member_to(id, ada.id, true).unwrap();
            assert!(desk.roster(id).unwrap().needs_counsel);
            assert!(matches!(desk.close_activity(id), Err(FrontDeskError::NotPermitted(_))));
            assert_eq!(counter.close_activity(id).unwrap(), 1);
            assert!(matches!(desk.undo_line(id, ada.id), Err(FrontDeskError::NotPermitted(_))));
            counter.undo_line(id, ada.id).unwrap();
        }
        for service in ["orientation", "workshop", "job-openings"] {
            let id = workshop(&desk, service, 9);
            assert!(!desk.roster(id).unwrap().needs_counsel, "{service}");
            desk.add_member_to(id, ada.id, true).unwrap();
            assert_eq!(desk.close_activity(id).unwrap(), 1);
            desk.undo_line(id, ada.id).unwrap();
        }
    });
}

#[test]
fn an_activity_is_listed_until_it_is_closed_and_can_be_enlarged_or_called_off() {
    story("plan", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "");
        let (ben, _) = town.customer("Ben", "Ost", "");
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        let id = workshop(&counter, "workshop", 1);
        counter.add_member_to(id, ada.id, true).unwrap();
        assert!(why(counter.add_member_to(id, ben.id, true)).contains("more places"));
        let change = |capacity: i64, ends: i8| ActivityChange {
            title: "Letters".to_owned(),
            place: "Hall".to_owned(),
            starts: time(11, 0, 0, 0),
            ends: time(ends, 0, 0, 0),
            capacity,
        };
        assert!(why(counter.change_activity(id, &change(2, 10))).contains("ends after"));
        counter.change_activity(id, &change(2, 14)).unwrap();
        counter.add_member_to(id, ben.id, true).unwrap();
        assert!(why(counter.change_activity(id, &change(1, 14))).contains("more people"));
        let changed = counter.roster(id).unwrap().line.activity;
        assert_eq!((changed.title.as_str(), changed.capacity), ("Letters", 2));
        assert!(why(counter.cancel_activity(id)).contains("somebody came"));
        // Weeks later it still stands on the list, as nobody closed it.
        town.clock.pass_seconds(20 * 24 * 3600);
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        assert_eq!(counter.activities().unwrap().len(), 1);
        for member in [ada.id, ben.id] {
            counter.undo_line(id, member).unwrap();
        }
        counter.cancel_activity(id).unwrap();
        assert!(counter.activities().unwrap().is_empty());
        assert!(matches!(counter.roster(id), Err(FrontDeskError::NotFound)));
    });
}

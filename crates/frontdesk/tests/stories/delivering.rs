use crate::reception::{at, why};
use crate::town::{story, story_of_an_ended_service};
use frontdesk::{FrontDeskError, Whom};
use privacy::Level;

#[test]
fn what_was_asked_for_is_delivered_when_somebody_of_staff_says_so() {
    story("confirm", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (greta, casey) = (town.comes("greta"), town.comes("casey"));
        let desk = at(town, &greta, "north");
        let services = ["career-guidance".to_owned(), "resource-room".to_owned()];
        let visit = desk.sign_in(Whom::Member(ada.id), &services).unwrap();
        assert!(
            desk.member_sheet(ada.id).unwrap().history.is_none(),
            "who greets does not see what customers did"
        );
        assert!(matches!(
            desk.confirm(ada.id, &visit, "career-guidance"),
            Err(FrontDeskError::NotPermitted(_))
        ));
        assert!(matches!(desk.activity_report(ada.id), Err(FrontDeskError::NotPermitted(_))));
        let counter = at(town, &casey, "north");
        let line = |id: &str| {
            let history = counter.member_sheet(ada.id).unwrap().history.unwrap();
            history.visits[0].services.iter().find(|one| one.id == id).unwrap().clone()
        };
        assert!(line("career-guidance").can_confirm && !line("resource-room").can_confirm);
        assert!(why(counter.confirm(ada.id, &visit, "resource-room")).contains("nothing that staff deliver"));
        assert!(why(counter.confirm(ada.id, &visit, "resume")).contains("did not choose"));
        counter.confirm(ada.id, &visit, "career-guidance").unwrap();
        assert!(why(counter.confirm(ada.id, &visit, "career-guidance")).contains("already"));
        let delivered = line("career-guidance").delivered.unwrap();
        assert_eq!(delivered.by, "casey");
        assert_eq!(counter.board().unwrap().counts.delivered, 1);
        // Undone, it can be confirmed again; undone twice, there is nothing.
        counter.undo_delivery(ada.id, delivered.id).unwrap();
        assert!(matches!(counter.undo_delivery(ada.id, delivered.id), Err(FrontDeskError::NotFound)));
        assert!(line("career-guidance").can_confirm);
        counter.confirm(ada.id, &visit, "career-guidance").unwrap();
        let (_, history) = counter.activity_report(ada.id).unwrap();
        assert_eq!(history.visits.len(), 1);
    });
}

#[test]
fn a_confirmation_is_for_this_member_this_visit_and_this_site() {
    story("whose", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (ben, _) = town.customer("Ben", "Ost", "1991-01-01");
        let (casey, solveig) = (town.comes("casey"), town.comes("solveig"));
        let services = ["career-guidance".to_owned()];
        let elsewhere = at(town, &solveig, "south").sign_in(Whom::Member(ada.id), &services).unwrap();
        let counter = at(town, &casey, "north");
        let here = counter.sign_in(Whom::Member(ada.id), &services).unwrap();
        for (member, visit) in [(ada.id, &elsewhere), (ben.id, &here)] {
            assert!(matches!(
                counter.confirm(member, visit, "career-guidance"),
                Err(FrontDeskError::NotFound)
            ));
        }
        counter.deliver(ada.id, "job-referral").unwrap();
        assert!(why(counter.deliver(ada.id, "job-referral")).contains("already"));
        assert!(why(counter.deliver(ada.id, "job-search")).contains("nothing that staff deliver"));
    });
}

#[test]
fn a_service_that_ended_yesterday_is_offered_no_more_and_confirmed_for_yesterday() {
    story_of_an_ended_service("ended_service", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let casey = town.comes("casey");
        let counter = at(town, &casey, "north");
        let ended = ["financial-aid".to_owned()];
        assert!(counter.choices().iter().all(|(id, _)| *id != ended[0]));
        assert!(why(counter.sign_in(Whom::Member(ada.id), &ended)).contains("cannot be chosen"));
        assert!(why(counter.deliver(ada.id, "financial-aid")).contains("had ended it"));
        // Kiosks that were off line bring yesterday's visit, and one of today from an old catalogue.
        let visit = counter.sign_in(Whom::Member(ada.id), &[]).unwrap();
        let id = visit.replace('-', "");
        for (day, fits) in [("20604", true), ("20605", false)] {
            let sql = [
                "INSERT INTO visit_service (visit, service, chosen, used) VALUES ($1, 'financial-aid', 1, 0) ON CONFLICT DO NOTHING",
                "UPDATE visit SET day = $2 WHERE id = $1",
            ];
            let bytes: Vec<u8> =
                (0..16).map(|at| u8::from_str_radix(&id[2 * at..2 * at + 2], 16).unwrap()).collect();
            let day: i64 = day.parse().unwrap();
            let set = town.database.write(|t| {
                t.run(sql[0], &[bytes.clone().into()])?;
                t.run(sql[1], &[bytes.into(), day.into()])
            });
            set.unwrap();
            let done = counter.confirm(ada.id, &visit, "financial-aid");
            assert_eq!(done.is_ok(), fits, "{done:?}");
            if fits {
                let history = counter.member_sheet(ada.id).unwrap().history.unwrap();
                let line = history.visits[0].services[0].delivered.clone().unwrap();
                counter.undo_delivery(ada.id, line.id).unwrap();
            }
        }
    });
}

#[test]
fn what_a_private_person_was_given_is_neither_asked_nor_said_by_those_outside_her_care_team() {
    story("private_services", |town| {
        let (ben, _) = town.customer("Ben", "Ost", "1991-01-01");
        let (greta, casey) = (town.comes("greta"), town.comes("casey"));
        let asked = ["career-guidance".to_owned()];
        let visit = at(town, &greta, "north").sign_in(Whom::Member(ben.id), &asked).unwrap();
        let counter = at(town, &casey, "north");
        counter.deliver(ben.id, "job-referral").unwrap();
        let given = counter.member_sheet(ben.id).unwrap().history.unwrap().services[0].id;
        for level in [Level::Private, Level::Sealed] {
            town.mark(&ben, level);
            for done in [
                counter.deliver(ben.id, "job-referral"),
                counter.deliver(ben.id, "resume"),
                counter.deliver(ben.id, "job-search"),
                counter.confirm(ben.id, &visit, "career-guidance"),
                counter.confirm(ben.id, &visit, "resume"),
                counter.undo_delivery(ben.id, given),
            ] {
                assert!(matches!(done, Err(FrontDeskError::NotFound)), "{done:?}");
            }
        }
        town.mark(&ben, Level::Open);
        assert_eq!(counter.member_sheet(ben.id).unwrap().history.unwrap().services.len(), 1);
    });
}

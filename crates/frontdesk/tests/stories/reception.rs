use crate::town::{Town, story};
use access::Session;
use frontdesk::{Correction, Counter, FrontDeskError, PaperLine, QueueStep, Whom};
use jiff::civil::{date, time};
use privacy::Level;

pub fn at<'a>(town: &'a Town, session: &'a Session, site: &str) -> Counter<'a> {
    town.front.counter(session, site).unwrap()
}

pub fn why<T: std::fmt::Debug>(done: Result<T, FrontDeskError>) -> String {
    done.unwrap_err().to_string()
}

fn chosen(services: &[&str]) -> Vec<String> {
    services.iter().map(|service| (*service).to_owned()).collect()
}

#[test]
fn a_site_exists_for_those_who_have_a_duty_there() {
    story("hers", |town| {
        let sites = |user: &str| {
            let session = town.comes(user);
            town.front.counters(&session).unwrap().into_iter().map(|site| site.id).collect::<Vec<_>>()
        };
        assert_eq!(sites("greta"), ["north"]);
        assert_eq!(sites("mina"), ["north"]);
        assert_eq!(sites("adam"), [""; 0], "who sets a site up does not see its customers");
        for (user, site) in
            [("greta", "south"), ("solveig", "north"), ("adam", "north"), ("greta", "nowhere")]
        {
            let session = town.comes(user);
            assert!(
                matches!(town.front.counter(&session, site), Err(FrontDeskError::NotFound)),
                "{user} {site}"
            );
        }
    });
}

#[test]
fn who_is_here_is_seen_by_name_number_or_not_at_all() {
    story("board", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (ben, _) = town.customer("Ben", "Ost", "1991-01-01");
        let (cleo, _) = town.customer("Cleo", "Pike", "1992-01-01");
        town.mark(&ben, Level::Private);
        town.mark(&cleo, Level::Sealed);
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        for member in [&ada, &ben, &cleo] {
            counter.sign_in(Whom::Member(member.id), &chosen(&["resource-room", "career-guidance"])).unwrap();
        }
        counter.sign_in(Whom::Anonymous, &chosen(&["job-search"])).unwrap();
        counter.sign_in(Whom::Visitor, &[]).unwrap();
        let board = counter.board().unwrap();
        assert_eq!((board.here.len(), board.waiting.len()), (5, 3));
        assert_eq!((board.counts.visits, board.counts.people, board.counts.anonymous), (4, 3, 1));
        let seen = |id: i64| {
            let here =
                board.here.iter().find(|one| one.who.customer.as_ref().is_some_and(|who| who.member == id));
            let here = here.unwrap();
            let who = here.who.customer.clone().unwrap();
            (who.name, who.private, who.has_page, here.services.len())
        };
        assert_eq!(seen(ada.id), (Some("Ada Marsh".to_owned()), false, true, 2));
        assert_eq!(seen(ben.id), (None, true, true, 0));
        assert_eq!(seen(cleo.id), (None, false, false, 0));
        assert!(board.waiting.iter().all(|one| {
            let own = one.who.customer.as_ref().unwrap().member == ada.id;
            own != one.services.is_empty()
        }));
        // A private member's page shows her number and cards; a sealed one has none.
        let sheet = counter.member_sheet(ben.id).unwrap();
        assert!(sheet.said.is_none() && sheet.history.is_none() && sheet.person.is_none());
        assert_eq!(sheet.cards.len(), 1);
        assert!(matches!(counter.member_sheet(cleo.id), Err(FrontDeskError::NotFound)));
        assert!(matches!(
            counter.print_card(cleo.id, 3, frontdesk::CardPaper::Card),
            Err(FrontDeskError::NotFound)
        ));
        let pdf = counter.print_card(ben.id, sheet.cards[0].id, frontdesk::CardPaper::Card).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(!text.contains("Ben") && !text.contains("Ost") && !text.contains("B. O."));
    });
}

#[test]
fn nobody_is_signed_in_twice_and_what_is_not_offered_is_not_chosen() {
    story("twice", |town| {
        let (ada, card) = town.customer("Ada", "Marsh", "1990-01-01");
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        assert!(
            why(counter.sign_in(Whom::Member(ada.id), &chosen(&["dancing"]))).contains("cannot be chosen")
        );
        let visit = counter.sign_in(Whom::Member(ada.id), &[]).unwrap();
        assert!(why(counter.sign_in(Whom::Member(ada.id), &[])).contains("already"));
        for typed in [card.digits(), format!(";{}?", card.digits()), ada.number.in_groups()] {
            assert_eq!(counter.named_by(&typed).unwrap().id, ada.id);
        }
        for (typed, words) in [
            ("", "swipe a card"),
            ("219099999", "nine digits"),
            ("20481736531", "swapped"),
            (";4111111111111111=2512?", "neither"),
        ] {
            let said = why(counter.named_by(typed));
            assert!(said.contains(words), "{typed}: {said}");
            assert!(!said.contains("4111"));
        }
        counter.sign_out(&visit).unwrap();
        assert!(why(counter.sign_out(&visit)).contains("over already"));
        let solveig = town.comes("solveig");
        assert!(matches!(at(town, &solveig, "south").sign_out(&visit), Err(FrontDeskError::NotFound)));
        // She comes again: another visit, and at another site as well.
        town.clock.pass_seconds(3600);
        counter.sign_in(Whom::Member(ada.id), &[]).unwrap();
        at(town, &solveig, "south").sign_in(Whom::Member(ada.id), &[]).unwrap();
        let twice = counter.board().unwrap().twice;
        assert_eq!((twice.len(), twice[0].other.as_str()), (1, "Centre south"));
    });
}

#[test]
fn nobody_is_signed_in_who_is_not_there_and_a_sealed_person_looks_like_nobody() {
    story("nobody", |town| {
        let (cleo, _) = town.customer("Cleo", "Pike", "1992-01-01");
        town.mark(&cleo, Level::Sealed);
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        for nobody in [0, cleo.id + 1, 123_456_789] {
            assert!(matches!(counter.sign_in(Whom::Member(nobody), &[]), Err(FrontDeskError::NotFound)));
        }
        for member in [cleo.id, cleo.id + 1, 123_456_789] {
            assert!(matches!(counter.sign_in_from_page(member, &[]), Err(FrontDeskError::NotFound)));
        }
        assert_eq!(counter.board().unwrap().counts.visits, 0);
        // Whoever registers next was not here before.
        let (dov, _) = town.customer("Dov", "Quist", "1993-01-01");
        assert!(counter.member_sheet(dov.id).unwrap().here.is_none());
        // By her number she is signed in as everybody is.
        let cleo = counter.named_by(&cleo.number.in_groups()).unwrap();
        counter.sign_in(Whom::Member(cleo.id), &[]).unwrap();
        assert_eq!(counter.board().unwrap().counts.visits, 1);
    });
}

#[test]
fn who_waits_is_called_by_one_colleague_only() {
    story("queue", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        let visit = counter.sign_in(Whom::Member(ada.id), &chosen(&["career-guidance"])).unwrap();
        counter.queue_step(&visit, QueueStep::Call).unwrap();
        assert!(why(counter.queue_step(&visit, QueueStep::Call)).contains("faster"));
        assert!(counter.board().unwrap().waiting[0].called);
        counter.queue_step(&visit, QueueStep::PutBack).unwrap();
        counter.queue_step(&visit, QueueStep::Served).unwrap();
        assert!(why(counter.queue_step(&visit, QueueStep::Left)).contains("faster"));
        let board = counter.board().unwrap();
        assert!(board.waiting.is_empty());
        assert_eq!(board.counts.delivered, 0, "served is not delivered");
    });
}

#[test]
fn closing_the_day_ends_no_visit_and_guesses_nothing() {
    story("close", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (greta, mina) = (town.comes("greta"), town.comes("mina"));
        let counter = at(town, &greta, "north");
        counter.sign_in(Whom::Member(ada.id), &chosen(&["career-guidance"])).unwrap();
        assert!(
            matches!(counter.close_day(), Err(FrontDeskError::NotPermitted(words)) if words.contains("manager"))
        );
        let counter = at(town, &mina, "north");
        assert_eq!(counter.close_day().unwrap(), 0, "the site is open until five");
        town.clock.pass_seconds(5 * 3600);
        let mina = town.comes("mina");
        let counter = at(town, &mina, "north");
        assert_eq!(counter.close_day().unwrap(), 1);
        assert_eq!(counter.close_day().unwrap(), 0, "closing twice closes nothing twice");
        let board = counter.board().unwrap();
        assert_eq!((board.here.len(), board.waiting.len(), board.counts.visits), (0, 0, 1));
        let history = counter.member_sheet(ada.id).unwrap().history.unwrap();
        assert!(history.visits[0].closed && history.visits[0].ended.is_none());
    });
}

#[test]
fn a_site_that_is_closed_for_good_can_still_be_tidied_up() {
    story("ended", |town| {
        let (ada, card) = town.customer("Ada", "Marsh", "1990-01-01");
        let mut device = town.device("north");
        let late = town.sign_in(&mut device, card, &["resource-room"]);
        let (adam, mina) = (town.comes("adam"), town.comes("mina"));
        // What the kiosk took before it was revoked is there; a visit that was open when the site ended is closed.
        assert_eq!(town.asks(&device, "POST", "/kiosk/v1/events", "", &late).0, 200);
        assert_eq!(town.front.end_site(&adam, "east", "north").unwrap(), Some(Ok(())));
        let counter = at(town, &mina, "north");
        let board = counter.board().unwrap();
        assert_eq!((board.here.len(), board.left_open, board.counts.visits), (0, 0, 1));
        assert!(counter.is_after_hours());
        assert_eq!(counter.close_day().unwrap(), 0);
        for refused in [
            why(counter.sign_in(Whom::Member(ada.id), &[])),
            why(counter.issue_card(ada.id, None)),
            why(counter.deliver(ada.id, "career-guidance")),
        ] {
            assert!(refused.contains("closed for good"), "{refused}");
        }
        let visit = counter.member_sheet(ada.id).unwrap().history.unwrap().visits[0].visit.clone();
        counter.correct(&visit, &Correction::Add("job-search".to_owned()), "was on the paper").unwrap();
    });
}

#[test]
fn a_correction_has_a_reason_and_leaves_a_trace() {
    story("correct", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (greta, mina, solveig) = (town.comes("greta"), town.comes("mina"), town.comes("solveig"));
        let desk = at(town, &greta, "north");
        let visit = desk.sign_in(Whom::Member(ada.id), &chosen(&["resource-room"])).unwrap();
        assert!(matches!(desk.visit_sheet(&visit), Err(FrontDeskError::NotPermitted(_))));
        assert!(matches!(desk.correct(&visit, &Correction::Void, "x"), Err(FrontDeskError::NotPermitted(_))));
        drop(solveig);
        town.clock.pass_seconds(3600);
        let counter = at(town, &mina, "north");
        let correct = |correction: Correction, why: &str| counter.correct(&visit, &correction, why);
        assert!(why(correct(Correction::Void, "  ")).contains("write why"));
        assert!(why(correct(Correction::Remove("job-search".to_owned()), "x")).contains("not in the visit"));
        assert!(why(correct(Correction::Add("dancing".to_owned()), "x")).contains("could not be chosen"));
        assert!(why(correct(Correction::End(time(11, 0, 0, 0)), "x")).contains("after it began"));
        assert!(why(correct(Correction::End(time(23, 0, 0, 0)), "x")).contains("future"));
        correct(Correction::Remove("resource-room".to_owned()), "pressed the wrong tile").unwrap();
        correct(Correction::Add("job-search".to_owned()), "pressed the wrong tile").unwrap();
        correct(Correction::End(time(12, 30, 0, 0)), "told us at the desk").unwrap();
        let sheet = counter.visit_sheet(&visit).unwrap();
        assert_eq!(sheet.services.iter().map(|(id, ..)| id.as_str()).collect::<Vec<_>>(), ["job-search"]);
        assert_eq!(sheet.ended, Some(sheet.began + 30 * 60_000));
        let notes: Vec<&str> = sheet.notes.iter().map(|note| note.what.as_str()).collect();
        assert_eq!(
            notes,
            [
                "set the end to 12:30",
                "added Look for jobs by myself",
                "removed Use a computer",
                "signed in by staff"
            ]
        );
        assert_eq!(
            (sheet.notes[0].why.as_str(), sheet.notes[0].by.as_str()),
            ("told us at the desk", "mina")
        );
        correct(Correction::Void, "was somebody else").unwrap();
        assert!(why(correct(Correction::Void, "again")).contains("taken back"));
        assert!(counter.board().unwrap().here.is_empty());
        assert!(matches!(counter.visit_sheet("nonsense"), Err(FrontDeskError::NotFound)));
    });
}

#[test]
fn a_sheet_of_paper_is_entered_once_and_whole_or_not_at_all() {
    story("paper", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        let line = |who: &str, came: &str, left: &str, services: &str| PaperLine {
            who: who.to_owned(),
            came: came.to_owned(),
            left: left.to_owned(),
            services: services.to_owned(),
        };
        let number = ada.number.in_groups();
        let today = date(2026, 6, 1);
        let empty = PaperLine::default;
        let wrong = [
            line(&number, "9:05", "8:00", ""),
            line("nobody", "9:05", "", ""),
            line(&number, "9:05", "", "2 99"),
            line("", "25:00", "", ""),
            line("", "15:00", "", "2"),
            empty(),
            line("", "9:10", "", "2"),
        ];
        let refused = counter.enter_paper("s1", today, &wrong).unwrap().unwrap_err();
        assert_eq!(refused.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!(counter.board().unwrap().counts.visits, 0);
        let good = [line(&number, "0905", "11:30", "2, 11"), empty(), line("", "9:10", "", "3")];
        assert_eq!(counter.enter_paper("s1", today, &good).unwrap(), Ok(2));
        assert_eq!(counter.enter_paper("s1", today, &good).unwrap(), Ok(0), "sent twice, entered once");
        let board = counter.board().unwrap();
        assert_eq!((board.counts.visits, board.here.len(), board.waiting.len()), (2, 0, 0));
        for (day, words) in [(date(2026, 6, 2), "today"), (date(2024, 1, 1), "today")] {
            assert!(why(counter.enter_paper("s2", day, &good)).contains(words));
        }
    });
}

#[test]
fn a_sheet_that_is_sent_again_with_other_lines_loses_none() {
    story("paper_again", |town| {
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        let line = |came: &str, services: &str| PaperLine {
            came: came.to_owned(),
            services: services.to_owned(),
            ..PaperLine::default()
        };
        let enter = |lines: &[PaperLine]| counter.enter_paper("s1", date(2026, 6, 1), lines).unwrap();
        // Two who said the same are two.
        let first = [line("9:10", "2"), line("9:10", "2")];
        assert_eq!(enter(&first), Ok(2));
        assert_eq!(enter(&first), Ok(0));
        // Back, and other lines in the same places.
        assert_eq!(enter(&[line("10:10", "2"), line("10:20", "3")]), Ok(2));
        // One of the first stands among new ones, elsewhere on the sheet.
        assert_eq!(enter(&[line("11:00", "2"), line("0910", "2, 2")]), Ok(1));
        assert_eq!(counter.board().unwrap().counts.visits, 5);
    });
}

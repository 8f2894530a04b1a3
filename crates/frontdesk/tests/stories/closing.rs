use crate::reception::at;
use crate::town::{Town, story};
use frontdesk::{Site, SiteSettings, Whom};

fn log(town: &Town) -> i64 {
    town.door.audited(audit::Kind::FrontDesk, None).unwrap()
}

/// Who came is signed in by staff; the visit's name.
fn comes(town: &Town, whom: Whom, site: &str) -> String {
    let session = town.comes(if site == "north" { "greta" } else { "solveig" });
    at(town, &session, site).sign_in(whom, &["career-guidance".to_owned()]).unwrap()
}

fn here(town: &Town) -> (usize, usize) {
    let session = town.comes("greta");
    let board = at(town, &session, "north").board().unwrap();
    (board.here.len(), board.waiting.len())
}

fn closes(town: &Town, id: &str, closes: Option<i64>) {
    let known = town.front.desk().site(id).unwrap().unwrap();
    let settings = SiteSettings { closes, ..known.settings };
    town.front.desk().set_site(&Site { settings, ..known }, None).unwrap();
}

#[test]
fn a_day_closes_by_itself_half_an_hour_after_the_site_and_guesses_no_end() {
    story("closes", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        comes(town, Whom::Member(ada.id), "north");
        // It is noon; the site closes at five.
        let before = log(town);
        assert_eq!(town.front.close_days().unwrap(), []);
        assert_eq!(log(town), before, "nothing was done, so nothing is logged");
        town.clock.pass_seconds(5 * 3600 + 29 * 60 + 59);
        assert_eq!(town.front.close_days().unwrap(), []);
        town.clock.pass_seconds(1);
        let before = log(town);
        assert_eq!(town.front.close_days().unwrap(), [("north".to_owned(), 1)]);
        assert_eq!(log(town), before + 1);
        assert_eq!(here(town), (0, 0));
        let casey = town.comes("casey");
        let visit =
            at(town, &casey, "north").member_sheet(ada.id).unwrap().history.unwrap().visits[0].clone();
        assert!(visit.closed && visit.ended.is_none());
        assert_eq!(town.front.close_days().unwrap(), []);
    });
}

#[test]
fn who_comes_in_the_evening_is_closed_with_the_next_day() {
    story("evening", |town| {
        town.clock.pass_seconds(6 * 3600);
        comes(town, Whom::Anonymous, "north");
        town.clock.pass_seconds(60);
        assert_eq!(town.front.close_days().unwrap(), []);
        assert_eq!(here(town).0, 1);
        town.clock.pass_seconds(23 * 3600 + 1800);
        assert_eq!(town.front.close_days().unwrap(), [("north".to_owned(), 1)]);
    });
}

#[test]
fn a_program_that_stood_still_makes_up_for_former_days_and_midnight_closes_a_site_without_hours() {
    story("former", |town| {
        closes(town, "south", None);
        comes(town, Whom::Anonymous, "north");
        comes(town, Whom::Anonymous, "south");
        town.clock.pass_seconds(12 * 3600 + 29 * 60);
        assert_eq!(town.front.close_days().unwrap(), [("north".to_owned(), 1)], "it is 0:29 at south");
        town.clock.pass_seconds(60);
        assert_eq!(town.front.close_days().unwrap(), [("south".to_owned(), 1)]);
        comes(town, Whom::Anonymous, "north");
        town.clock.pass_seconds(9 * 86_400);
        assert_eq!(town.front.close_days().unwrap(), [("north".to_owned(), 1)]);
    });
}

#[test]
fn two_programs_at_once_close_a_day_once() {
    story("both", |town| {
        comes(town, Whom::Anonymous, "north");
        town.clock.pass_seconds(6 * 3600);
        let before = log(town);
        let closed: usize = std::thread::scope(|scope| {
            let both: Vec<_> =
                (0..4).map(|_| scope.spawn(|| town.front.close_days().unwrap().len())).collect();
            both.into_iter().map(|one| one.join().unwrap()).sum()
        });
        assert_eq!((closed, log(town)), (1, before + 1));
    });
}

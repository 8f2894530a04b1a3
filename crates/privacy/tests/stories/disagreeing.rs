//! Full lists: who is listed is private at once, and what disagrees waits for somebody until it no longer does.

use crate::room::{Room, at, benefits, says, story};
use privacy::{DiscrepancyKind, Level, Step};

fn waiting(room: &Room) -> Vec<(String, DiscrepancyKind)> {
    let all = room.privacy.discrepancies(&benefits()).unwrap();
    let mut all: Vec<_> = all.into_iter().map(|one| (one.key, one.kind)).collect();
    all.sort();
    all
}

fn known(key: &str, kind: DiscrepancyKind) -> (String, DiscrepancyKind) {
    (key.to_owned(), kind)
}

#[test]
fn a_list_marks_at_once_asks_about_every_difference_and_closes_what_agrees_again() {
    use DiscrepancyKind::{NoRecord, NotListed, NotMarkedHere, StaffOnly};
    story("list", |room| {
        room.one(says("1", "K-told", Level::Private, at(5, 0), None));
        room.one(says("2", "K-dropped", Level::Private, at(5, 0), None));
        room.one(says("3", "K-sealed", Level::Sealed, at(5, 0), None));
        room.privacy.mark(&room.subject("K-staff"), Level::Private, 7, "asked for").unwrap();
        let raised = room.list(at(10, 0), &["K-told", "K-sealed", "K-new", "K-nobody"], &["K-nobody"]);
        assert_eq!(raised, 2);
        assert_eq!((room.level("K-new"), room.level("K-dropped")), (Level::Private, Level::Private));
        assert_eq!((room.level("K-sealed"), room.level("K-staff")), (Level::Sealed, Level::Private));
        let expected =
            [known("K-dropped", NotListed), known("K-new", NotMarkedHere), known("K-nobody", NoRecord)];
        let mut expected = expected.to_vec();
        // Marked by hand without its key: the token alone is known.
        expected.insert(0, known("", StaffOnly));
        assert_eq!(waiting(room), expected);

        room.one(says("4", "K-new", Level::Private, at(11, 0), None));
        room.one(says("5", "K-dropped", Level::Open, at(11, 0), None));
        room.privacy.mark(&room.subject("K-staff"), Level::Open, 7, "no longer").unwrap();
        room.settle(&[]);
        assert_eq!(waiting(room), [known("K-nobody", NotMarkedHere)]);
        assert_eq!(room.privacy.settled(&benefits(), 10).unwrap().len(), 4);
    });
}

#[test]
fn an_older_list_that_comes_late_and_one_with_faulty_lines_lower_nothing() {
    story("old_list", |room| {
        room.one(says("1", "K-1", Level::Open, at(12, 0), None));
        assert_eq!(room.list(at(10, 0), &["K-1"], &[]), 0, "the transaction is newer than the list");
        assert_eq!((room.level("K-1"), waiting(room).len()), (Level::Open, 0));
        assert_eq!(room.list(at(13, 0), &["K-1"], &[]), 1);
        assert_eq!(room.list(at(9, 0), &[], &[]), 0);
        assert_eq!(room.level("K-1"), Level::Private);
        room.one(says("0", "K-1", Level::Open, at(12, 5), None));
        assert_eq!(room.level("K-1"), Level::Private, "older than the list that names it");
        assert_eq!(room.list(at(14, 0), &["\"broken"], &[]), 0);
        assert_eq!(
            waiting(room),
            [known("K-1", DiscrepancyKind::NotMarkedHere)],
            "nothing follows from absence"
        );
        room.list(at(15, 0), &[], &[]);
        assert_eq!(waiting(room), [known("K-1", DiscrepancyKind::NotListed)]);
        assert_eq!(room.level("K-1"), Level::Private);
    });
}

#[test]
fn what_somebody_settled_stays_settled_until_a_newer_list_says_otherwise() {
    story("steps", |room| {
        room.list(at(10, 0), &["K-1"], &[]);
        let number = room.privacy.discrepancies(&benefits()).unwrap()[0].number;
        assert!(room.privacy.step(number, Step::Sent, 7, "sent to the state's desk").unwrap());
        let sent = room.privacy.discrepancy(number).unwrap().unwrap();
        assert_eq!(
            (sent.step, sent.changed.1, sent.note.as_str()),
            (Step::Sent, Some(7), "sent to the state's desk")
        );
        assert!(room.privacy.step(number, Step::Resolved, 7, "").unwrap());
        room.settle(&[]);
        assert_eq!(waiting(room).len(), 0);
        room.list(at(11, 0), &["K-1"], &[]);
        assert_eq!(waiting(room).len(), 1, "it is said once more");
        assert!(!room.privacy.step(number, Step::Open, 7, "").unwrap(), "the former one is closed");
    });
}

#[test]
fn a_record_may_come_a_day_after_its_first_transaction_before_anybody_is_asked() {
    story("unknown", |room| {
        room.one(says("1", "K-1", Level::Private, at(5, 0), None));
        room.settle(&["K-1"]);
        assert_eq!(waiting(room).len(), 0);
        room.clock.pass_seconds(25 * 3600);
        room.settle(&["K-1"]);
        assert_eq!(waiting(room), [known("K-1", DiscrepancyKind::NoRecord)]);
        room.settle(&[]);
        assert_eq!(waiting(room).len(), 0);
    });
}

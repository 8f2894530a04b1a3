//! One transaction at a time: what is new, what is late, what is refused.

use crate::room::{at, benefits, says, story};
use privacy::{FilePart, Level, Outcome, Part};

#[test]
fn a_mark_is_in_force_at_once_and_an_older_word_that_comes_late_changes_nothing() {
    story("late", |room| {
        let other = room.another();
        other.marks().unwrap();
        assert_eq!(room.one(says("1", "K-1", Level::Private, at(5, 0), None)), Outcome::Accepted);
        assert_eq!(other.marks().unwrap().of(&room.subject("K-1")).unwrap().level(), Level::Private);
        assert_eq!(room.one(says("0", "K-1", Level::Open, at(4, 0), None)), Outcome::Late);
        assert_eq!(room.level("K-1"), Level::Private);
        assert_eq!(room.one(says("2", "K-1", Level::Open, at(6, 0), None)), Outcome::Accepted);
        assert_eq!(room.level("K-1"), Level::Open);
        assert_eq!(room.privacy.history(&room.subject("K-1")).unwrap().len(), 3, "everything is kept");
    });
}

#[test]
fn the_same_id_counts_once_and_with_other_content_is_refused() {
    story("twice", |room| {
        let first = || says("1", "K-1", Level::Private, at(5, 0), Some(4));
        assert_eq!(room.one(first()), Outcome::Accepted);
        assert_eq!(room.one(first()), Outcome::Duplicate);
        let others = [
            says("1", "K-2", Level::Private, at(5, 0), Some(4)),
            says("1", "K-1", Level::Open, at(5, 0), Some(4)),
            says("1", "K-1", Level::Private, at(6, 0), Some(4)),
            says("1", "K-1", Level::Private, at(5, 0), None),
        ];
        let foreseen = room.privacy.foresee(&benefits(), &others).unwrap();
        for (outcome, foreseen) in room.take(&others).into_iter().zip(foreseen) {
            assert!(matches!(&outcome.outcome, Outcome::Refused(why) if why.contains("with this id")));
            assert_eq!(outcome.outcome, foreseen);
        }
        assert_eq!((room.level("K-1"), room.level("K-2")), (Level::Private, Level::Open));
        assert_eq!(room.privacy.fault_count(&benefits()).unwrap(), 1, "the same line is kept once");
    });
}

#[test]
fn faulty_lines_wait_in_quarantine_until_somebody_looks_after_them() {
    story("faults", |room| {
        let source = benefits();
        let part = FilePart { source: &source, now: at(31, 0), name: "a.csv" };
        let text = "id,key,level,at,sequence\n1,K-1,private,2026-03-02T14:05:00Z,\n2,K-2,private,2099-01-01T00:00:00Z,\n3,K-3,private,1970-01-01T00:00:00Z,\n";
        for _ in 0..2 {
            room.take(&part.csv(text).unwrap());
        }
        assert_eq!(
            (room.level("K-1"), room.level("K-2"), room.level("K-3")),
            (Level::Private, Level::Open, Level::Private)
        );
        let faults = room.privacy.faults(&source, 10).unwrap();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].place, "a.csv, line 3");
        assert!(faults[0].reason.contains("more than 24 hours ahead"), "{}", faults[0].reason);
        assert!(room.privacy.settle_fault(&source, &faults[0].item, 7).unwrap());
        assert!(!room.privacy.settle_fault(&source, &faults[0].item, 7).unwrap());
        assert_eq!(room.privacy.fault_count(&source).unwrap(), 0);
    });
}

#[test]
fn staff_cannot_lower_what_the_state_said_and_the_desk_is_told_who_said_what() {
    story("origins", |room| {
        room.one(says("1", "K-1", Level::Sealed, at(5, 0), None));
        let subject = room.subject("K-1");
        room.privacy.mark(&subject, Level::Private, 7, "asked for at the desk").unwrap();
        room.privacy.mark(&subject, Level::Open, 7, "asked again").unwrap();
        assert_eq!(room.level("K-1"), Level::Sealed);
        room.privacy.set_care(&subject, 9, Part::Named, true, 7).unwrap();
        let records = room.privacy.closed_records(&benefits()).unwrap();
        assert_eq!((records.len(), records[0].key.as_str(), records[0].level()), (1, "K-1", Level::Sealed));
        assert_eq!(records[0].having(Part::Named).collect::<Vec<_>>(), [9]);
        let whole = room.privacy.record(records[0].number).unwrap().unwrap();
        assert_eq!(whole, records[0]);
        assert_eq!(whole.marks[1].reason, "asked again");
        let history = room.privacy.history(&subject).unwrap();
        let said: Vec<_> = history.iter().map(|event| event.words.as_str()).collect();
        assert!(said.contains(&"asked for at the desk") && said.contains(&"transaction 1"), "{said:?}");
    });
}

#[test]
fn nothing_about_a_person_can_be_read_in_the_file() {
    story("sealed", |room| {
        room.one(says("ZYZZYVA-ID", "ZYZZYVA-KEY", Level::Private, at(5, 0), None));
        room.one(says("ZYZZYVA-ID", "ZYZZYVA-KEY", Level::Open, at(5, 0), None));
        room.privacy.mark(&room.subject("ZYZZYVA-KEY"), Level::Private, 7, "ZYZZYVA reason").unwrap();
        let files = std::fs::read_dir(room.ground.folder.path()).unwrap();
        for file in files {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(7).any(|window| window == b"ZYZZYVA"));
        }
    });
}

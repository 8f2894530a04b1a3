//! Whose turn it is, what is kept, and what is told to nobody.

use crate::{Room, agree, approved, counsel, draft, story};
use database::Place;
use records::SourceId;
use usecases::{Before, Doing, Draft, State, StepKind, Store};

fn state(room: &Room, id: &str, version: i64) -> State {
    room.store.version(id, version).unwrap().unwrap().state
}

#[test]
fn a_version_goes_from_hand_to_hand_and_each_step_stands_in_its_history() {
    story("way", |room| {
        let before = approved(room, "UC-1", 1, &draft());
        assert_eq!(state(room, "UC-1", 1), State::Approved);
        let history = room.store.history("UC-1").unwrap();
        let kinds: Vec<StepKind> = history.iter().map(|step| step.kind).collect();
        use StepKind::{Agreed, Approved, Reviewed, Saved, Submitted};
        assert_eq!(kinds, [Saved, Submitted, Reviewed, Approved, Agreed, Agreed]);
        assert!(history.iter().all(|step| step.digest == before.digest));
        assert_eq!((history[4].office.as_str(), history[4].account, history[4].round), ("a", 4, 1));
        let sheet = room.store.version("UC-1", 1).unwrap().unwrap().sheet().unwrap();
        assert_eq!((sheet.counsel.reference.as_str(), sheet.digest), ("OC 1", before.digest));
    });
}

#[test]
fn a_step_out_of_turn_or_on_another_text_changes_nothing() {
    story("turn", |room| {
        let store = &room.store;
        assert!(store.begin("UC-1", 1, "children", 1, &draft()).unwrap());
        assert!(!store.begin("UC-1", 1, "children", 1, &draft()).unwrap(), "the number is taken");
        let before = store.version("UC-1", 1).unwrap().unwrap().before();
        for doing in [Doing::Review, counsel(), agree("a"), Doing::SendBack] {
            assert!(store.step(&before, 2, &doing, "x").is_err(), "{doing:?}");
        }
        store.step(&before, 1, &Doing::Submit, "").unwrap();
        assert!(store.step(&before, 1, &Doing::Submit, "").is_err());
        assert!(store.save(&before, 1, &draft()).is_err(), "it is handed in");
        let other = Before { digest: "f".repeat(64), ..before.clone() };
        assert!(store.step(&other, 2, &Doing::Review, "").is_err());
        store.step(&before, 2, &Doing::Review, "").unwrap();
        store.step(&before, 3, &counsel(), "").unwrap();
        assert!(store.step(&before, 4, &agree("c"), "").is_err(), "it opens nothing of c");
        store.step(&before, 4, &agree("a"), "").unwrap();
        assert!(store.step(&before, 6, &agree("a"), "").is_err(), "for a, it was agreed to");
        assert_eq!(state(room, "UC-1", 1), State::Cleared);
        assert_eq!(store.generation().unwrap(), 0, "nothing is in force yet");
        store.step(&before, 5, &agree("b"), "").unwrap();
        assert_eq!(store.generation().unwrap(), 1);
    });
}

#[test]
fn what_is_sent_back_begins_a_new_round_without_its_approvals() {
    story("round", |room| {
        let store = &room.store;
        store.begin("UC-1", 1, "children", 1, &draft()).unwrap();
        let before = store.version("UC-1", 1).unwrap().unwrap().before();
        let steps = [Doing::Submit, Doing::Review, counsel(), agree("a")];
        for doing in &steps {
            store.step(&before, 2, doing, "").unwrap();
        }
        let back = store.step(&before, 5, &Doing::SendBack, "too much").unwrap();
        assert_eq!((back.state, back.counsel), (State::Draft, None));
        let less = Draft { title: "Less".to_owned(), ..draft() };
        let saved = store.save(&before, 1, &less).unwrap().before();
        for doing in [Doing::Submit, Doing::Review, counsel(), agree("b")] {
            store.step(&saved, 2, &doing, "").unwrap();
        }
        assert_eq!(state(room, "UC-1", 1), State::Cleared, "a agreed to another text");
        store.step(&saved, 4, &agree("a"), "").unwrap();
        assert_eq!(state(room, "UC-1", 1), State::Approved);
    });
}

#[test]
fn an_end_and_a_hidden_folder_are_told_to_everybody_and_can_be_read_by_no_thief() {
    story("sealed", |room| {
        let store = &room.store;
        approved(room, "UC-1", 1, &draft());
        let (before, source) = (store.generation().unwrap(), SourceId::new("a"));
        store.end("UC-1", 1, 3, "zyzzyva ended it").unwrap();
        store.hide(&source, true, 4, "zyzzyva hid it").unwrap();
        let kept = store.kept().unwrap();
        assert_eq!((kept.generation, kept.ends["UC-1"]), (before + 2, 1));
        assert!(kept.hidden.contains(&source) && state(room, "UC-1", 1) == State::Ended);
        assert_eq!(store.history("UC-1").unwrap().last().unwrap().comment, "zyzzyva ended it");
        assert_eq!(store.hidings().unwrap()[0].reason, "zyzzyva hid it");
        store.hide(&source, false, 4, "over").unwrap();
        assert!(store.kept().unwrap().hidden.is_empty());
        if let Place::File(_) = room.ground.place {
            for file in std::fs::read_dir(room.ground.folder.path()).unwrap() {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                assert!(!bytes.windows(7).any(|window| window == b"zyzzyva"));
            }
        }
    });
}

#[test]
fn two_stewards_who_agree_at_once_bring_it_into_force_together() {
    story("at_once", |room| {
        let store = &room.store;
        store.begin("UC-1", 1, "children", 1, &draft()).unwrap();
        let before = store.version("UC-1", 1).unwrap().unwrap().before();
        for doing in [Doing::Submit, Doing::Review, counsel()] {
            store.step(&before, 2, &doing, "").unwrap();
        }
        let sealer = || crate::sealer(room.ground.folder.path());
        std::thread::scope(|scope| {
            for (account, source) in [(4, "a"), (5, "b")] {
                let (before, database, clock) = (&before, room.database.clone(), room.clock.clone());
                let own = Store::new(database, sealer(), clock);
                scope.spawn(move || own.step(before, account, &agree(source), "").unwrap());
            }
        });
        assert_eq!(state(room, "UC-1", 1), State::Approved);
    });
}

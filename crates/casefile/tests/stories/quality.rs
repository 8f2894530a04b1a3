//! Weights are kept, proposed and approved; pairs are checked; and figures follow from what people said.

use crate::agency::Agency;
use crate::house::{House, story};
use crate::said::{Said, said, townsperson};
use casefile::{CheckAnswer, ModelState, ModelStep, MovedBy, Verdict};
use jiff::civil::{Date, date};
use records::PersonId;
use std::collections::{BTreeMap, BTreeSet, HashSet};

const TODAY: Date = date(2026, 3, 3);

/// Two agencies know forty people, of whom four are said so little by the one that a steward must decide.
fn town() -> Vec<Agency> {
    let all = (0..40).map(|number| townsperson("benefits", &format!("b-{number}"), "2026-02-01", number));
    let there = (0..40).filter(|number| number % 10 != 5);
    let there = there.map(|number| townsperson("shelter", &format!("s-{number}"), "2026-02-01", number));
    let unclear = [said("shelter", "s-5", "2026-02-01").name("Ignatius", "Delacroix").born("1965-07-27")];
    vec![
        Agency::new("benefits").delivers("2026-02-01", all.map(Said::whole).collect()),
        Agency::new("shelter").delivers("2026-02-01", there.chain(unclear).map(Said::whole).collect()),
        Agency::new("housing"),
    ]
}

fn take_all(house: &House) {
    for name in ["benefits", "shelter", "housing"] {
        house.take(name);
    }
}

fn nobody() -> HashSet<PersonId> {
    HashSet::new()
}

/// Everything that says who is who, byte for byte.
fn links(house: &House) -> (BTreeMap<String, PersonId>, i64, i64, String) {
    let models = house.file().match_models().unwrap();
    let of = format!("{:?}", models.iter().map(|one| (one.id, one.state, &one.weights)).collect::<Vec<_>>());
    let moves = house.count("SELECT count(*) FROM link_decision");
    (house.people(), moves, house.count("SELECT count(*) FROM match_review"), of)
}

fn in_force(house: &House) -> (i64, ModelState) {
    let models = house.file().match_models().unwrap();
    let all: Vec<_> = models
        .iter()
        .filter(|one| matches!(one.state, ModelState::Learned | ModelState::Approved))
        .map(|one| (one.id, one.state))
        .collect();
    assert_eq!(all.len(), 1, "{models:?}");
    all[0]
}

/// Proposes weights as somebody made them: the newest ones with an address that says less.
fn propose_other(house: &House) -> i64 {
    let row =
        house.database().read(|t| t.row("SELECT weights FROM match_model ORDER BY id DESC LIMIT 1", &[]));
    let weights = row.unwrap().unwrap().text(0).unwrap();
    let mut other: serde_json::Value = serde_json::from_str(&weights).unwrap();
    other["same"][5][1] = 400.into();
    let retired = "INSERT INTO match_model (made_at, state, weights, records, sources, trial, profile, body)
                   VALUES (0, 'retired', $1, 1, 1, '', '', $2)";
    let none: &[u8] = &[];
    house.run(retired, &[other.to_string().into(), none.into()]);
    let id = house.count("SELECT max(id) FROM match_model");
    match house.file().propose_model(Some(id), 1, "birth dates are often wrong here", &nobody()).unwrap() {
        ModelStep::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_restart_keeps_weights_and_links_byte_for_byte() {
    story("quality_restart", town, |house| {
        take_all(house);
        let before = links(house);
        assert_eq!(in_force(house).1, ModelState::Learned);
        for _ in 0..2 {
            house.reopen();
            assert_eq!(links(house), before);
        }
        assert_eq!(house.file().link_everything().unwrap().moved, 0);
        assert_eq!(links(house), before, "the same records and weights, so nothing is learned");
    });
}

#[test]
fn the_matcher_learns_by_itself_until_a_steward_has_approved() {
    story("quality_learns", town, |house| {
        house.take("benefits");
        let first = in_force(house).0;
        house.take("shelter");
        let second = in_force(house).0;
        assert!(second > first, "another agency came");
        let some =
            (40..60).map(|number| townsperson("housing", &format!("h-{number}"), "2026-02-03", number));
        house.agency("shelter").add(
            "2026-02-03",
            (40..70)
                .map(|number| townsperson("shelter", &format!("s-{number}"), "2026-02-03", number).whole())
                .collect(),
            vec![],
        );
        house.take("shelter");
        assert_eq!(in_force(house).0, second, "less than twice as many");
        house.agency("housing").add("2026-02-03", some.map(Said::whole).collect(), vec![]);
        let many =
            (70..220).map(|number| townsperson("shelter", &format!("s-{number}"), "2026-02-04", number));
        house.agency("shelter").add("2026-02-04", many.map(Said::whole).collect(), vec![]);
        house.take("shelter");
        let third = in_force(house).0;
        assert!(third > second, "more than twice as many");

        let proposed = propose_other(house);
        assert_eq!(
            house.file().approve_model(proposed, 2, "", &nobody()).unwrap(),
            ModelStep::Done(proposed)
        );
        assert_eq!(in_force(house), (proposed, ModelState::Approved));
        let many =
            (220..640).map(|number| townsperson("shelter", &format!("s-{number}"), "2026-02-05", number));
        house.agency("shelter").add("2026-02-05", many.map(Said::whole).collect(), vec![]);
        house.take("shelter");
        house.take("housing");
        house.reopen();
        house.file().link_everything().unwrap();
        assert_eq!(in_force(house), (proposed, ModelState::Approved), "nothing learns by itself any more");
    });
}

#[test]
fn approving_takes_a_second_person_relinks_everything_and_obeys_decisions() {
    story("quality_approve", town, |house| {
        take_all(house);
        house.rule(Verdict::Link, &["benefits/b-5"], &["shelter/s-5"]);
        house.rule(Verdict::Apart, &["benefits/b-7"], &["shelter/s-7"]);
        let held = |house: &House| {
            assert_eq!(house.person("benefits/b-5"), house.person("shelter/s-5"));
            assert_ne!(house.person("benefits/b-7"), house.person("shelter/s-7"));
        };
        let (before, old) = (house.people(), in_force(house).0);
        let id = propose_other(house);
        assert_eq!(house.people(), before, "a proposal changes nothing");
        let told = house.file().match_model(id).unwrap().unwrap();
        let trial = told.trial.clone().unwrap();
        assert_eq!(
            (told.state, told.reason.as_str()),
            (ModelState::Proposed, "birth dates are often wrong here")
        );
        assert_eq!(
            (trial.records, trial.people[0]),
            (77, before.values().collect::<BTreeSet<_>>().len() as u64)
        );
        assert_eq!(trial.decisions.of, 2);
        assert_eq!(
            trial.decisions.agree[0], 0,
            "by itself the matcher would neither link the one nor part the other"
        );
        let again = house.file().propose_model(None, 1, "again", &nobody()).unwrap();
        assert_eq!(again, ModelStep::WaitsAlready(id));

        assert_eq!(house.file().approve_model(id, 1, "", &nobody()).unwrap(), ModelStep::NotTheFirst);
        assert_eq!(house.file().approve_model(9_999, 2, "", &nobody()).unwrap(), ModelStep::NotNow);
        assert_eq!(in_force(house).0, old);
        assert_eq!(
            house.file().approve_model(id, 2, "looked at the examples", &nobody()).unwrap(),
            ModelStep::Done(id)
        );
        held(house);
        let approved = house.file().match_model(id).unwrap().unwrap();
        assert_eq!(approved.decided.map(|(who, _)| who), Some(2));
        let moved = house.people().iter().filter(|(record, person)| before[*record] != **person).count();
        assert_eq!(approved.moved, Some(moved as i64));
        if let Some((record, _)) = house.people().iter().find(|(record, person)| before[*record] != **person)
        {
            let (moves, _) = house.file().link_history(house.person(record)).unwrap();
            assert!(moves.iter().any(|one| one.by == MovedBy::Model(id)));
        }
        assert_eq!(
            house.file().approve_model(id, 3, "", &nobody()).unwrap(),
            ModelStep::NotNow,
            "somebody was faster"
        );
        let after = links(house);
        house.reopen();
        assert_eq!(links(house), after);
        house.file().link_everything().unwrap();
        assert_eq!(house.people(), after.0, "a job links by the weights that were approved");

        // The former ones can be proposed again and bring everything back.
        let back = match house.file().propose_model(Some(old), 2, "it was better", &nobody()).unwrap() {
            ModelStep::Done(id) => id,
            other => panic!("{other:?}"),
        };
        house.file().approve_model(back, 1, "", &nobody()).unwrap();
        held(house);
        assert_eq!(house.people(), before, "everybody has her number back");
    });
}

#[test]
fn refusing_changes_nothing_and_what_was_overtaken_is_not_approved() {
    story("quality_refuse", town, |house| {
        take_all(house);
        let before = (house.people(), in_force(house), house.count("SELECT count(*) FROM match_review"));
        let id = propose_other(house);
        assert_eq!(house.file().refuse_model(id, 2, "too many would part").unwrap(), ModelStep::Done(id));
        assert_eq!(house.file().refuse_model(id, 2, "again").unwrap(), ModelStep::NotNow);
        assert_eq!(house.file().approve_model(id, 2, "", &nobody()).unwrap(), ModelStep::NotNow);
        let told = house.file().match_model(id).unwrap().unwrap();
        assert_eq!((told.state, told.answer.as_str()), (ModelState::Refused, "too many would part"));
        assert_eq!(
            (house.people(), in_force(house), house.count("SELECT count(*) FROM match_review")),
            before
        );

        let other = propose_other(house);
        let many =
            (40..200).map(|number| townsperson("shelter", &format!("s-{number}"), "2026-02-04", number));
        house.agency("shelter").add("2026-02-04", many.map(Said::whole).collect(), vec![]);
        house.take("shelter");
        assert_ne!(in_force(house).0, before.1.0, "the matcher learned meanwhile");
        assert_eq!(house.file().approve_model(other, 2, "", &nobody()).unwrap(), ModelStep::Overtaken);
        assert_eq!(
            house.file().propose_model(Some(9_999), 1, "x", &nobody()).unwrap(),
            ModelStep::WaitsAlready(other)
        );
        house.file().refuse_model(other, 1, "").unwrap();
        assert_eq!(house.file().propose_model(Some(9_999), 1, "x", &nobody()).unwrap(), ModelStep::NotNow);
        let same = house.file().propose_model(Some(in_force(house).0), 1, "x", &nobody()).unwrap();
        assert_eq!(same, ModelStep::Same);
    });
}

#[test]
fn weights_that_do_not_fit_are_learned_anew() {
    story("quality_unfit", town, |house| {
        take_all(house);
        let before = house.people();
        house.run("UPDATE match_model SET weights = $1", &["{\"same\":[[1]],\"relatives\":0}".into()]);
        house.reopen();
        assert_eq!(in_force(house).1, ModelState::Learned);
        assert_eq!(house.people(), before);
    });
}

#[test]
fn checks_are_drawn_answered_once_and_counted() {
    story("quality_checks", town, |house| {
        take_all(house);
        assert!(
            house.file().figures(&nobody(), TODAY).unwrap().is_none()
                && house.file().count_is_due(&nobody()).unwrap()
        );
        let drawn = house.file().draw_checks(&nobody(), TODAY).unwrap();
        let checks = house.file().checks().unwrap();
        assert!(drawn > 7 && checks.len() == drawn, "{drawn}");
        assert!(
            checks.iter().any(|check| check.is_linked()) && checks.iter().any(|check| !check.is_linked())
        );
        let pairs: BTreeSet<[i64; 2]> = checks.iter().map(|check| check.records).collect();
        assert_eq!(pairs.len(), drawn);
        let rows: BTreeMap<i64, String> = house.rows().into_iter().map(|(key, row)| (row, key)).collect();
        let truth = |check: &casefile::Check| {
            let number = |record: i64| rows[&record].split_once('-').unwrap().1.to_owned();
            number(check.records[0]) == number(check.records[1])
        };
        for check in &checks {
            let answer = if truth(check) { CheckAnswer::Same } else { CheckAnswer::Other };
            assert!(house.file().answer_check(check.id, answer, 1).unwrap());
            assert!(!house.file().answer_check(check.id, CheckAnswer::Unsure, 2).unwrap(), "once");
        }
        let people = house.people();
        let figures = house.file().figures(&nobody(), TODAY).unwrap().unwrap();
        assert_eq!(house.people(), people, "an answer moves no link");
        assert_eq!((figures.checks.answered, figures.checks.unsure), (drawn as u64, 0));
        assert_eq!((figures.records, figures.wrong_seen), (77, 0));
        assert!(figures.wrong.value == 0.0 && figures.wrong.high > 0.0 && figures.wrong.high < 0.5);
        assert!(figures.missed.low <= figures.missed.value && figures.missed.value <= figures.missed.high);
        assert_eq!(figures.load.cases as usize, house.file().review_queue().unwrap().len());
        assert!(!house.file().count_is_due(&nobody()).unwrap());
        house.clock.pass_seconds(86_400);
        assert!(house.file().count_is_due(&nobody()).unwrap());
        assert!(house.file().check(0).unwrap().is_none() && house.file().check(99_999).unwrap().is_none());
    });
}

#[test]
fn hidden_people_are_neither_drawn_nor_counted() {
    story("quality_hidden", town, |house| {
        take_all(house);
        let person = house.person("benefits/b-12");
        let hidden = HashSet::from([person]);
        house.file().draw_checks(&hidden, TODAY).unwrap();
        let without = house.file().figures(&hidden, TODAY).unwrap().unwrap();
        assert_eq!((without.records, without.people), (75, 41 - 1));
        assert!(house.file().checks().unwrap().iter().all(|check| !check.people.contains(&person)));
        // Just as if they had never been there.
        house.file().draw_checks(&nobody(), TODAY).unwrap();
        let all = house.file().figures(&nobody(), TODAY).unwrap().unwrap();
        let pairs = |figures: &casefile::Figures| figures.strata.iter().map(|one| one.pairs).sum::<u64>();
        assert!(pairs(&all) > pairs(&without) && all.records == 77);
        let id = propose_other(house);
        house.file().refuse_model(id, 1, "").unwrap();
        let hers = match house.file().propose_model(Some(id), 1, "again", &hidden).unwrap() {
            ModelStep::Done(id) => id,
            other => panic!("{other:?}"),
        };
        let trial = |id: i64| house.file().match_model(id).unwrap().unwrap().trial.unwrap();
        assert_eq!((trial(id).records, trial(hers).records), (77, 75));
        assert_eq!(trial(id).people[0], trial(hers).people[0] + 1);
    });
}

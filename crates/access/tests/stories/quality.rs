//! Match quality at the door: who may look, that checks are blind and answered once, that weights take two people, and that
//! private and sealed people are neither drawn nor counted.

use crate::agency::Agency;
use crate::linking::steward;
use crate::people;
use crate::town::{Town, source, story};
use access::LONGEST_REASON;
use access::view::{CheckView, Figures, Guarded, ModelView, QualityView, Ruled};
use audit::Kind;
use casefile::{CaseFile, Check};
use database::Database;
use privacy::Level;
use staff::Session;

fn agencies() -> Vec<Agency> {
    people::agencies()
}

fn as_it_is(_: &CaseFile, _: &Database) {}

fn quality(town: &Town, session: &Session) -> QualityView {
    match town.door.quality(session).unwrap() {
        Guarded::Open(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn figures(town: &Town, session: &Session) -> Figures {
    quality(town, session).figures.unwrap()
}

fn check(town: &Town, session: &Session, number: i64) -> Option<CheckView> {
    match town.door.check(session, number).unwrap() {
        Guarded::Open(view) => Some(*view),
        Guarded::NotFound => None,
        Guarded::Shut(words) => panic!("{words}"),
    }
}

fn model(town: &Town, session: &Session, number: i64) -> Option<ModelView> {
    match town.door.match_model(session, number).unwrap() {
        Guarded::Open(view) => Some(*view),
        Guarded::NotFound => None,
        Guarded::Shut(words) => panic!("{words}"),
    }
}

fn words(ruled: Ruled) -> String {
    match ruled {
        Ruled::Refused { words, .. } => words,
        other => panic!("{other:?}"),
    }
}

/// Weights of former days, so that something else than those in force can be proposed.
fn former(town: &Town) -> i64 {
    let row = town.database.read(|t| t.row("SELECT weights FROM match_model ORDER BY id DESC LIMIT 1", &[]));
    let weights = row.unwrap().unwrap().text(0).unwrap();
    let mut other: serde_json::Value = serde_json::from_str(&weights).unwrap();
    other["same"][5][1] = 300.into();
    let sql = "INSERT INTO match_model (made_at, state, weights, records, sources, trial, profile, body)
               VALUES (0, 'retired', $1, 1, 1, '', '', $2)";
    let none: &[u8] = &[];
    town.database.write(|t| t.run(sql, &[other.to_string().into(), none.into()])).unwrap();
    let row = town.database.read(|t| t.row("SELECT max(id) FROM match_model", &[]));
    row.unwrap().unwrap().int(0).unwrap()
}

#[test]
fn quality_is_for_stewards_and_does_not_exist_for_others() {
    story("quality_rights", agencies, as_it_is, |town| {
        let (ana, sten) = (town.ana(), steward(town, "benefits", "sten"));
        assert!(matches!(town.door.quality(&ana).unwrap(), Guarded::NotFound));
        assert_eq!(town.door.count_quality(&ana).unwrap(), Ruled::NotFound);
        assert_eq!(town.door.draw_checks(&ana).unwrap(), Ruled::NotFound);
        assert_eq!(town.door.propose_model(&ana, None, "why not").unwrap(), Ruled::NotFound);
        assert!(town.door.casefile().checks().unwrap().is_empty());
        assert!(quality(town, &sten).figures.is_none());
        assert!(matches!(town.door.draw_checks(&sten).unwrap(), Ruled::Done(drawn) if drawn > 0));
        let first = town.door.casefile().checks().unwrap()[0].id;
        assert!(matches!(town.door.check(&ana, first).unwrap(), Guarded::NotFound));
        assert_eq!(town.door.answer_check(&ana, first, "same").unwrap(), Ruled::NotFound);
        assert!(matches!(town.door.match_model(&ana, 1).unwrap(), Guarded::NotFound));
        assert_eq!(town.door.model_step(&ana, 1, "approve", "").unwrap(), Ruled::NotFound);
        assert!(town.door.audited(Kind::Quality, None).unwrap() >= 2);
        let seen = quality(town, &sten);
        assert!(seen.figures.is_some() && seen.models[0].in_force && seen.models[0].by.is_none());
    });
}

#[test]
fn a_check_is_there_for_whom_a_case_of_the_same_people_would_be_and_is_blind_until_answered() {
    story("quality_checks", agencies, as_it_is, |town| {
        let sten = steward(town, "benefits", "sten");
        town.door.draw_checks(&sten).unwrap();
        let checks = town.door.casefile().checks().unwrap();
        let sources = |check: &Check| -> Vec<String> {
            let own = check.people.map(|person| town.door.casefile().person_records(person).unwrap().0);
            own.iter().flatten().map(|stored| stored.record.source.0.clone()).collect()
        };
        let (mut hers, mut others) = (0, 0);
        for one in &checks {
            let seen = check(town, &sten, one.id);
            assert_eq!(seen.is_some(), sources(one).iter().any(|source| source == "benefits"), "{one:?}");
            match seen {
                None => others += 1,
                Some(view) => {
                    hers += 1;
                    assert!(view.told.is_none());
                    let shown: Vec<i64> = view.sides.columns.iter().map(|column| column.record).collect();
                    assert_eq!(shown.len(), 2, "only the two records, whatever else is linked to them");
                    assert!(shown.iter().all(|record| one.records.contains(record)));
                }
            }
        }
        assert!(hers > 0 && hers == quality(town, &sten).waiting && hers + others == checks.len());
        let one = checks.iter().find(|one| check(town, &sten, one.id).is_some()).unwrap();
        assert!(words(town.door.answer_check(&sten, one.id, "merge").unwrap()).starts_with("Choose"));
        assert_eq!(town.door.audited(Kind::LinkCheck, None).unwrap(), 0);
        assert_eq!(town.door.answer_check(&sten, one.id, "unsure").unwrap(), Ruled::Done(one.id));
        assert!(town.door.audited(Kind::LinkCheck, Some(one.people[0])).unwrap() == 1);
        assert!(words(town.door.answer_check(&sten, one.id, "same").unwrap()).contains("already"));
        let told = check(town, &sten, one.id).unwrap().told.unwrap();
        assert_eq!((told.answer, told.by.as_str(), told.decide), ("cannot say", "sten", None));
        assert_eq!(figures(town, &sten).checks.unsure, 1);
        assert!(check(town, &sten, 99_999).is_none() && check(town, &sten, -1).is_none());
        assert_eq!(town.door.answer_check(&sten, 99_999, "same").unwrap(), Ruled::NotFound);
        // Without a use case that opens names there is nothing to check, and figures are there all the same.
        let (_, bare) = town.comes("ana");
        town.door
            .staff()
            .give_duty(bare.account.id, &staff::Duty::new(staff::DutyKind::Steward, "benefits"))
            .unwrap();
        let (_, bare) = town.comes("ana");
        let seen = quality(town, &bare);
        assert!(!seen.opens_names && seen.waiting == 0 && seen.figures.is_some());
        assert!(check(town, &bare, checks[1].id).is_none());
    });
}

#[test]
fn private_and_sealed_people_are_neither_drawn_nor_counted_nor_shown() {
    story("quality_private", agencies, as_it_is, |town| {
        let sten = steward(town, "benefits", "sten");
        town.door.count_quality(&sten).unwrap();
        let before = figures(town, &sten);
        let linked = town.door.casefile().person_records(town.person("benefits/M-1")).unwrap().0.len() as u64;
        town.door.draw_checks(&sten).unwrap();
        let mine = town.person("benefits/M-1");
        let with_her: Vec<Check> = town
            .door
            .casefile()
            .checks()
            .unwrap()
            .into_iter()
            .filter(|one| one.people.contains(&mine))
            .collect();
        assert!(!with_her.is_empty());
        for level in [Level::Private, Level::Sealed] {
            let subject = town.door.privacy().subject(&source("benefits"), "M-1");
            town.door.privacy().mark(&subject, level, sten.account.id, "a test").unwrap();
            for one in &with_her {
                assert!(check(town, &sten, one.id).is_none(), "drawn before she was {level:?}");
                assert_eq!(town.door.answer_check(&sten, one.id, "same").unwrap(), Ruled::NotFound);
            }
            let other = town.door.keep_quality_current().unwrap();
            assert_eq!(other, level == Level::Private, "counted anew when other people are left out");
            let now = figures(town, &sten);
            assert_eq!((now.records, now.people), (before.records - linked, before.people - 1));
            assert!(!town.door.keep_quality_current().unwrap());
            town.database.write(|t| t.run("DELETE FROM match_check", &[])).unwrap();
            town.door.draw_checks(&sten).unwrap();
            let drawn = town.door.casefile().checks().unwrap();
            assert!(drawn.iter().all(|one| !one.people.contains(&mine)));
            let Ruled::Done(id) = town.door.propose_model(&sten, Some(former(town)), "a test").unwrap()
            else {
                panic!()
            };
            let trial = model(town, &sten, id).unwrap().trial.unwrap();
            assert_eq!(trial.records, before.records - linked);
            let rows: Vec<i64> =
                town.door.casefile().person_records(mine).unwrap().0.iter().map(|stored| stored.id).collect();
            let kept = town.door.casefile().match_model(id).unwrap().unwrap().trial.unwrap();
            assert!(kept.examples.iter().flat_map(|one| one.records).all(|record| !rows.contains(&record)));
            town.door.model_step(&sten, id, "refuse", "only a test").unwrap();
        }
    });
}

#[test]
fn weights_take_two_people_and_each_step_is_in_the_log() {
    story("quality_models", agencies, as_it_is, |town| {
        let (sten, sue) = (steward(town, "benefits", "sten"), steward(town, "children", "sue"));
        assert!(words(town.door.propose_model(&sten, None, " ").unwrap()).starts_with("Say why"));
        let long = words(town.door.propose_model(&sten, None, &"a".repeat(10_000)).unwrap());
        assert!(long.contains("10000 characters") && long.contains(&LONGEST_REASON.to_string()));
        assert_eq!(town.door.propose_model(&sten, Some(4_711), "x").unwrap(), Ruled::NotFound);
        let old = quality(town, &sten).models[0].number;
        let same = words(town.door.propose_model(&sten, Some(old), "to see").unwrap());
        assert!(same.contains("same as before"), "{same}");
        let Ruled::Done(id) =
            town.door.propose_model(&sten, Some(former(town)), "birth dates are bad").unwrap()
        else {
            panic!()
        };
        let own = model(town, &sten, id).unwrap();
        assert!(own.own && own.line.waits && own.reason == "birth dates are bad" && !own.changes.is_empty());
        let logged = town.door.audited(Kind::MatchModel, None).unwrap();
        let self_approved = words(town.door.model_step(&sten, id, "approve", "").unwrap());
        assert!(self_approved.contains("wo persons are needed"), "{self_approved}");
        assert_eq!(
            town.door.audited(Kind::MatchModel, None).unwrap(),
            logged,
            "nothing was about to take effect"
        );
        assert!(words(town.door.model_step(&sue, id, "merge", "").unwrap()).starts_with("Say whether"));
        assert!(words(town.door.model_step(&sue, id, "refuse", "").unwrap()).starts_with("Say why"));
        assert!(
            words(town.door.propose_model(&sue, None, "x").unwrap()).contains("waits for a second person")
        );
        let hers = model(town, &sue, id).unwrap();
        assert!(!hers.own && !hers.overtaken && hers.trial.is_some());
        assert_eq!(town.door.model_step(&sue, id, "approve", "looked at it").unwrap(), Ruled::Done(id));
        assert!(words(town.door.model_step(&sue, id, "approve", "").unwrap()).contains("faster"));
        let seen = quality(town, &sue);
        let line = seen.models.iter().find(|one| one.in_force).unwrap();
        assert_eq!((line.number, line.by.as_deref()), (id, Some("sten")));
        assert_eq!(line.decided.as_ref().map(|(who, _)| who.as_str()), Some("sue"));
        assert_eq!(seen.figures.unwrap().model, id, "counted anew");
        assert!(model(town, &sue, old).unwrap().may_again);
        assert!(model(town, &sue, 4_711).is_none());
        assert_eq!(town.door.model_step(&sue, 4_711, "approve", "").unwrap(), Ruled::NotFound);
    });
}

//! Links at the door: who may decide, what takes two people, and that people who do not exist for somebody change nothing.

use crate::agency::Agency;
use crate::people;
use crate::town::{Town, source, story};
use access::view::{Guarded, LinkCaseView, LinkCell, LinkQueue, Ruled};
use access::{LONGEST_REASON, LinkCaseAnswer};
use audit::Kind;
use casefile::CaseFile;
use database::Database;
use privacy::Level;
use records::PersonId;
use staff::{AgreementKind, Duty, DutyKind, NewAccount, Session};

const PASSWORD: &str = "a long made-up password";

fn agencies() -> Vec<Agency> {
    let mut all = people::agencies();
    all[1].profile.links_need_two = true;
    all
}

/// The matcher leaves Norbert and Zebulon to the stewards, and Norbert and Maria.
pub fn arrange(file: &CaseFile, database: &Database) {
    let row = |record: &str| {
        let person = crate::town::person(file, record);
        let (name, _) = record.split_once('/').unwrap();
        let own = file.person_records(person).unwrap().0;
        own.iter().find(|stored| stored.record.source.0 == name).unwrap().id
    };
    let left = [
        ("benefits/N-1", "children/Z-1", 900_000_i64),
        ("benefits/N-1", "benefits/M-1", 800_000),
        // Too little to ask anybody about.
        ("benefits/M-1", "children/Z-1", 300_000),
    ];
    for (one, two, ppm) in left {
        let (one, two) = (row(one), row(two));
        let sql = "INSERT INTO match_review (record_low, record_high, probability_ppm, found_at) VALUES ($1, $2, $3, 0)";
        let args = [one.min(two).into(), one.max(two).into(), ppm.into()];
        database.write(|t| t.run(sql, &args)).unwrap();
    }
}

/// A steward of an agency who may see what the example's use case for reviewing links opens.
pub fn steward(town: &Town, agency: &str, name: &str) -> Session {
    let staff = town.door.staff();
    let groups: &[&str] = &["data-stewards"];
    let new = NewAccount { agency, user_name: name, display_name: name, password: PASSWORD, groups };
    let account = staff.add(&new).unwrap();
    staff.accept(account, AgreementKind::User, 1).unwrap();
    staff.give_duty(account, &Duty::new(DutyKind::Steward, agency)).unwrap();
    let (token, session) = match town.door.sign_in(agency, name, PASSWORD, crate::town::HERE).unwrap() {
        staff::SignIn::Welcome(token, session) => (token, session),
        other => panic!("{other:?}"),
    };
    assert!(town.door.state_purpose(&session, "UC-009", "link-review").unwrap());
    town.next_request(&token).unwrap()
}

pub fn queue(town: &Town, session: &Session) -> LinkQueue {
    match town.door.link_queue(session, None, false, 1).unwrap() {
        Guarded::Open(queue) => *queue,
        other => panic!("{other:?}"),
    }
}

pub fn people_of(town: &Town, one: &str, two: &str) -> [PersonId; 2] {
    [town.person(one), town.person(two)]
}

pub fn case(town: &Town, session: &Session, people: [PersonId; 2]) -> Option<LinkCaseView> {
    match town.door.link_case(session, people).unwrap() {
        Guarded::Open(answer) => match *answer {
            LinkCaseAnswer::Two(view) => Some(*view),
            LinkCaseAnswer::One(person) => panic!("{person:?}"),
        },
        Guarded::NotFound => None,
        Guarded::Shut(words) => panic!("{words}"),
    }
}

pub fn rule(town: &Town, session: &Session, people: [PersonId; 2], verdict: &str, reason: &str) -> Ruled {
    let stamp = case(town, session, people).map_or(String::new(), |view| view.stamp);
    town.door.rule_on_link(session, people, verdict, reason, &stamp).unwrap()
}

pub fn step(town: &Town, session: &Session, number: i64, step: &str) -> Ruled {
    let stamp = match town.door.link_decision(session, number).unwrap() {
        Guarded::Open(view) => view.stamp,
        _ => String::new(),
    };
    town.door.link_step(session, number, step, "as we agreed", &stamp).unwrap()
}

fn words(ruled: Ruled) -> String {
    match ruled {
        Ruled::Refused { words, .. } => words,
        other => panic!("{other:?}"),
    }
}

pub fn number(ruled: Ruled) -> i64 {
    match ruled {
        Ruled::Done(number) => number,
        other => panic!("{other:?}"),
    }
}

#[test]
fn stewards_see_the_cases_of_their_agencies_and_nobody_else_sees_any() {
    story("link_rights", agencies, arrange, |town| {
        let both = people_of(town, "benefits/N-1", "children/Z-1");
        let (ana, sten) = (town.ana(), steward(town, "benefits", "sten"));
        let (sue, steve) = (steward(town, "children", "sue"), steward(town, "shelter", "steve"));
        let seen = queue(town, &sten);
        assert_eq!((seen.total, seen.rows.len(), seen.others), (2, 2, 1));
        let Guarded::Open(later) = town.door.link_queue(&sten, None, true, 1).unwrap() else { panic!() };
        assert_eq!((later.total, later.others), (1, 2));
        let names: Vec<&str> = seen
            .rows
            .iter()
            .flat_map(|row| &row.people)
            .map(|one| one.name.as_ref().unwrap().text())
            .collect();
        assert!(names.contains(&"Norbert Ashgrove") && names.contains(&"Maria Quillfeather"));
        assert!(case(town, &sten, both).is_some() && case(town, &sue, both).is_some());
        // The shelter knows neither; a worker is no steward.
        assert_eq!(queue(town, &steve).total, 0);
        assert!(case(town, &steve, both).is_none());
        assert!(matches!(town.door.link_queue(&ana, None, false, 1).unwrap(), Guarded::NotFound));
        assert!(matches!(town.door.links_of(&ana, both[0]).unwrap(), Guarded::NotFound));
        assert_eq!(rule(town, &steve, both, "link", "why not"), Ruled::NotFound);
        assert!(town.door.audited(Kind::LinkReview, Some(both[1])).unwrap() >= 3);
        assert_eq!(town.door.audited(Kind::LinkDecision, None).unwrap(), 0);
    });
}

#[test]
fn without_a_use_case_that_opens_every_name_there_is_nothing_to_decide() {
    story("link_purpose", agencies, arrange, |town| {
        let both = people_of(town, "benefits/N-1", "children/Z-1");
        let (_, ana) = town.comes("ana");
        town.door.staff().give_duty(ana.account.id, &Duty::new(DutyKind::Steward, "benefits")).unwrap();
        let (_, bare) = town.comes("ana");
        let seen = queue(town, &bare);
        assert!(!seen.opens_names && seen.rows.is_empty() && seen.total == 0);
        assert!(case(town, &bare, both).is_none());
        // Intake opens names of other agencies, but not of the children's.
        let intake = town.ana();
        assert!(queue(town, &intake).opens_names);
        assert!(case(town, &intake, both).is_none());
        let own = people_of(town, "benefits/N-1", "benefits/M-1");
        assert!(case(town, &intake, own).is_none(), "Maria has a record at the children's agency");
        assert_eq!(queue(town, &intake).total, 0);
    });
}

#[test]
fn where_an_agency_asks_for_it_two_people_decide_and_nobody_is_both() {
    story("link_two", agencies, arrange, |town| {
        let both = people_of(town, "benefits/N-1", "children/Z-1");
        let (sten, sue) = (steward(town, "benefits", "sten"), steward(town, "children", "sue"));
        assert_eq!(case(town, &sten, both).unwrap().needs_two, "a record of CHILDREN");
        let id = number(rule(town, &sten, both, "link", "their caseworkers know them as one"));
        assert_eq!(people_of(town, "benefits/N-1", "children/Z-1"), both, "nothing is linked yet");
        assert_eq!((queue(town, &sten).total, queue(town, &sue).total), (1, 1), "what waits is not open too");
        assert!(queue(town, &sten).waiting[0].own && !queue(town, &sue).waiting[0].own);
        assert!(words(step(town, &sten, id, "confirm")).contains("wo persons are needed"));
        assert!(words(rule(town, &sue, both, "apart", "no")).contains("waits for a second person"));
        assert_eq!(people_of(town, "benefits/N-1", "children/Z-1"), both);
        assert_eq!(number(step(town, &sue, id, "confirm")), id);
        let [one, two] = people_of(town, "benefits/N-1", "children/Z-1");
        assert_eq!(one, two);
        assert!(town.door.audited(Kind::LinkDecision, Some(both[0])).unwrap() >= 2);
        // Whoever comes late is told so; the old address leads to the one person.
        assert!(
            matches!(town.door.link_case(&sten, both).unwrap(), Guarded::Open(answer) if matches!(*answer, LinkCaseAnswer::One(_)))
        );
        assert!(
            words(town.door.rule_on_link(&sten, both, "apart", "no", "").unwrap()).contains("one person now")
        );
        // What took two takes two to undo.
        assert_eq!(number(step(town, &sten, id, "undo")), id);
        assert_eq!(town.person("children/Z-1"), one);
        assert!(words(step(town, &sten, id, "confirm")).contains("wo persons are needed"));
        assert_eq!(number(step(town, &sue, id, "confirm")), id);
        assert_eq!(people_of(town, "benefits/N-1", "children/Z-1"), both, "both numbers are home again");
    });
}

#[test]
fn sealed_people_change_no_count_no_order_and_no_history() {
    story("link_sealed", agencies, arrange, |town| {
        let both = people_of(town, "benefits/N-1", "children/Z-1");
        let (sten, sue) = (steward(town, "benefits", "sten"), steward(town, "children", "sue"));
        let id = number(rule(town, &sten, both, "apart", "they are neighbours"));
        step(town, &sue, id, "confirm");
        let subject = town.door.privacy().subject(&source("children"), "Z-1");
        town.door.privacy().mark(&subject, Level::Sealed, sue.account.id, "a test").unwrap();
        assert!(case(town, &sten, both).is_none() && case(town, &sue, both).is_none());
        assert!(matches!(town.door.link_decision(&sten, id).unwrap(), Guarded::NotFound));
        assert_eq!(step(town, &sten, id, "undo"), Ruled::NotFound);
        let Guarded::Open(own) = town.door.links_of(&sten, both[0]).unwrap() else { panic!() };
        assert!(own.decisions.is_empty());
        assert!(matches!(town.door.links_of(&sten, both[1]).unwrap(), Guarded::NotFound));
        // The matcher has judged both anew; let it leave them to the stewards once more.
        arrange(town.door.casefile(), &town.database);
        let seen = queue(town, &sten);
        assert_eq!((seen.total, seen.others, seen.waiting.len()), (1, 0, 0));
        // Just as if the person had never been there.
        let nobody = [both[0], PersonId(987_654)];
        assert!(case(town, &sten, nobody).is_none());
        assert_eq!(rule(town, &sten, nobody, "link", "x"), rule(town, &sten, both, "link", "x"));
    });
}

#[test]
fn of_a_private_person_only_basics_are_compared_and_two_people_decide() {
    story("link_private", agencies, arrange, |town| {
        let own = people_of(town, "benefits/N-1", "benefits/M-1");
        let sten = steward(town, "benefits", "sten");
        let row = |view: &LinkCaseView, label: &str| {
            view.sides.rows.iter().find(|row| row.label == label).map(|row| row.cells.clone()).unwrap()
        };
        let open = case(town, &sten, own).unwrap();
        assert!(row(&open, "Address").iter().all(|cell| *cell != LinkCell::NotShown));
        assert!(!open.closed && open.proposed);
        let subject = town.door.privacy().subject(&source("benefits"), "N-1");
        town.door.privacy().mark(&subject, Level::Private, sten.account.id, "a test").unwrap();
        let view = case(town, &sten, own).unwrap();
        let hidden = row(&view, "Address").iter().filter(|cell| **cell == LinkCell::NotShown).count();
        assert_eq!(hidden, 1, "Norbert's is not shown, Maria's are");
        assert!(row(&view, "Name").iter().all(|cell| matches!(cell, LinkCell::Says(_))));
        assert!(view.closed);
        assert!(view.comparisons[0].bars.iter().all(|bar| !bar.words.contains("address")));
        assert!(view.needs_two.starts_with("a private record"));
    });
}

#[test]
fn what_cannot_be_decided_is_said_in_a_sentence() {
    story("link_words", agencies, arrange, |town| {
        let both = people_of(town, "benefits/N-1", "children/Z-1");
        let maria = town.person("benefits/M-1");
        let (sten, sue) = (steward(town, "benefits", "sten"), steward(town, "children", "sue"));
        assert!(words(rule(town, &sten, both, "link", "  ")).starts_with("Say why"));
        let long = words(rule(town, &sten, both, "link", &"a".repeat(10_000)));
        assert!(long.contains("10000 characters") && long.contains(&LONGEST_REASON.to_string()), "{long}");
        assert!(words(rule(town, &sten, both, "merge", "x")).starts_with("Choose"));
        let apart = number(rule(town, &sten, both, "apart", "they are neighbours"));
        step(town, &sue, apart, "confirm");
        let link = number(rule(town, &sten, [both[0], maria], "link", "the same handwriting"));
        step(town, &sue, link, "confirm");
        // Now Maria has Norbert's record, and Zebulon is kept apart from it. Her own records, of neither side, compare with none.
        let Guarded::Open(view) = town.door.link_decision(&sten, apart).unwrap() else { panic!() };
        assert!(view.sides.columns.iter().any(|column| column.mark == "C1"));
        let sex = view.sides.rows.iter().find(|row| row.label == "Sex").unwrap();
        assert_eq!(sex.compared, "same");
        let against = rule(town, &sten, [town.person("benefits/M-1"), both[1]], "link", "x");
        let said = words(against);
        assert!(
            said.contains(&format!("Decision {apart} by sten")) && said.contains("undo it first"),
            "{said}"
        );
        let stale = town
            .door
            .rule_on_link(&sten, [town.person("benefits/M-1"), both[1]], "link", "x", "0-00")
            .unwrap();
        let Ruled::Refused { words: said, decision, .. } = stale else { panic!() };
        assert!(said.starts_with("You have decided about these records") && decision == Some(link), "{said}");
        let hers = town
            .door
            .rule_on_link(&sue, [town.person("benefits/M-1"), both[1]], "link", "x", "0-00")
            .unwrap();
        assert!(words(hers).contains("sten decided about these records while you looked"));
        let Guarded::Open(own) = town.door.links_of(&sten, maria).unwrap() else { panic!() };
        assert_eq!(own.decisions.len(), 2);
        let all: Vec<i64> = own.sides.columns.iter().map(|column| column.record).collect();
        let part =
            |chosen: &[i64]| words(town.door.take_apart(&sten, maria, chosen, "x", &own.stamp).unwrap());
        assert!(
            part(&[]).starts_with("Choose the records") && part(&all).starts_with("All records are chosen")
        );
        assert!(part(&[987_654]).starts_with("Choose the records"));
    });
}

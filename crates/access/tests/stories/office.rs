//! The people who write, review, approve and agree, and a request for them to decide on.

use crate::town::{HERE, Town, source};
use access::{Acted, Before, Decision, Draft, Part, Purpose};
use staff::{AgreementKind, Duty, DutyKind, NewAccount, Session, SignIn};

const PASSWORD: &str = "a long made-up password";

/// Agency, user name, duties.
type Office = (&'static str, &'static str, &'static [(DutyKind, &'static str)]);

const OFFICES: [Office; 9] = [
    ("children", "rosa", &[(DutyKind::Requester, "children")]),
    ("shelter", "remy", &[(DutyKind::Requester, "shelter")]),
    ("law", "pia", &[(DutyKind::Reviewer, "")]),
    ("law", "cora", &[(DutyKind::Counsel, "")]),
    ("benefits", "sten", &[(DutyKind::Steward, "benefits")]),
    ("housing", "stan", &[(DutyKind::Steward, "housing")]),
    ("finance", "stella", &[(DutyKind::Steward, "finance")]),
    // Somebody who holds too much at once.
    (
        "law",
        "max",
        &[
            (DutyKind::Requester, "children"),
            (DutyKind::Reviewer, ""),
            (DutyKind::Counsel, ""),
            (DutyKind::Steward, "benefits"),
        ],
    ),
    ("children", "wanda", &[]),
];

/// Makes the accounts with their duties.
pub fn open(town: &Town) {
    for (agency, user_name, duties) in OFFICES {
        let account =
            NewAccount { agency, user_name, display_name: user_name, password: PASSWORD, groups: &[] };
        let id = town.door.staff().add(&account).unwrap();
        town.door.staff().accept(id, AgreementKind::User, 1).unwrap();
        for (kind, scope) in duties {
            town.door.staff().give_duty(id, &Duty::new(*kind, scope)).unwrap();
        }
    }
}

pub fn session(town: &Town, user: &str) -> Session {
    let (agency, _, _) = OFFICES.iter().find(|(_, name, _)| *name == user).unwrap();
    match town.door.sign_in(agency, user, PASSWORD, HERE).unwrap() {
        SignIn::Welcome(_, session) => *session,
        other => panic!("{other:?}"),
    }
}

pub fn draft() -> Draft {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    Draft {
        title: "Locating fathers".to_owned(),
        who: "Paternity workers.".to_owned(),
        what: "Names, addresses and \"income\".".to_owned(),
        how: "To find a father\nand nothing else.".to_owned(),
        purposes: vec![Purpose { id: "locate".to_owned(), words: "A father is to be found".to_owned() }],
        groups: names(&[]),
        new_group: "Paternity Unit".to_owned(),
        opens: vec![Part {
            sources: names(&["benefits", "housing"]),
            classes: names(&["name", "birth_date", "address", "income"]),
            sections: Vec::new(),
        }],
        search_by: names(&["name"]),
        valid_from: "2026-03-01".to_owned(),
        valid_until: "4/15/2026".to_owned(),
    }
}

/// The newest text of a version, as it lies before whoever decides on it.
pub fn before(town: &Town, user: &str, id: &str, version: i64) -> Before {
    town.door.use_case_version(&session(town, user), id, version).unwrap().unwrap().before
}

pub fn decide(town: &Town, user: &str, before: &Before, decision: Decision, comment: &str) -> Acted {
    town.door.decide_on(&session(town, user), before, &decision, comment).unwrap()
}

/// The first sentence of a refusal.
pub fn refusal(acted: Acted) -> String {
    match acted {
        Acted::Refused(mends) => mends[0].words.clone(),
        other => panic!("{other:?}"),
    }
}

pub fn agree(name: &str) -> Decision {
    Decision::Agree(source(name))
}

/// A draft of the children's agency, written by its key contact and handed in.
pub fn handed_in(town: &Town, draft: &Draft) -> Before {
    let rosa = session(town, "rosa");
    let begun = town.door.begin_request(&rosa, "children", draft).unwrap().unwrap().unwrap();
    assert_eq!(decide(town, "rosa", &begun, Decision::Submit, ""), Acted::Done);
    begun
}

/// The whole way of a text that opens benefits and housing.
pub fn approved(town: &Town, draft: &Draft) -> Before {
    let before = handed_in(town, draft);
    pass(town, &before);
    before
}

pub fn pass(town: &Town, before: &Before) {
    assert_eq!(decide(town, "pia", before, Decision::Review, ""), Acted::Done);
    assert_eq!(decide(town, "cora", before, Decision::Approve("OC 26-1".to_owned()), ""), Acted::Done);
    assert_eq!(decide(town, "sten", before, agree("benefits"), ""), Acted::Done);
    assert_eq!(decide(town, "stan", before, agree("housing"), ""), Acted::Done);
}

//! A use case from request to end, at the door.

use crate::office::{agree, approved, before, decide, draft, handed_in, open, pass, refusal, session};
use crate::people::agencies;
use crate::town::{Town, source, story};
use access::view::{Change, MyStep, Opened, Stage};
use access::{Acted, Before, Decision, Draft, Supposed, TryQuestion};
use audit::Kind;
use database::Arg;
use records::{FieldClass, SectionKind};
use staff::Session;

fn tell(name: &str, story_told: impl Fn(&Town)) {
    story(
        name,
        agencies,
        |_, _| {},
        |town| {
            open(town);
            story_told(town);
        },
    );
}

/// Whether a worker of the new group may choose the use case now.
fn is_open(town: &Town, id: &str) -> bool {
    let mut wanda = session(town, "wanda");
    wanda.account.groups = vec!["paternity-unit".to_owned()];
    town.door.use_cases(&wanda).iter().any(|card| card.id == id)
}

fn wanda_at_work(town: &Town, id: &str) -> Session {
    let mut wanda = session(town, "wanda");
    town.door.staff().set_groups(wanda.account.id, &["paternity-unit"]).unwrap();
    wanda.account.groups = vec!["paternity-unit".to_owned()];
    assert!(town.door.state_purpose(&wanda, id, "locate").unwrap());
    Session { use_case: id.to_owned(), purpose: "locate".to_owned(), ..wanda }
}

fn sees_maria(town: &Town, session: &Session) -> bool {
    matches!(town.door.open(session, town.person("benefits/M-1")).unwrap(), Opened::Open(_))
}

#[test]
fn a_request_goes_its_way_and_opens_nothing_before_everybody_agreed() {
    tell("review_way", |town| {
        let rosa = session(town, "rosa");
        let begun = town.door.begin_request(&rosa, "children", &draft()).unwrap().unwrap().unwrap();
        assert_eq!(begun.use_case, "UC-010");
        let id = begun.use_case.as_str();
        assert!(town.door.use_case_version(&session(town, "pia"), id, 1).unwrap().is_none(), "a draft");
        let entries = |kind| town.door.audited(kind, None).unwrap();
        let noted = entries(Kind::UseCase);
        let steps = [
            ("rosa", Decision::Submit),
            ("pia", Decision::Review),
            ("cora", Decision::Approve("OC 26-77".to_owned())),
            ("sten", agree("benefits")),
        ];
        for (user, decision) in steps {
            assert_eq!(decide(town, user, &begun, decision, ""), Acted::Done);
            assert!(!is_open(town, id) && !town.door.has_group("paternity-unit"));
        }
        let view = town.door.use_case_version(&session(town, "stan"), id, 1).unwrap().unwrap();
        assert_eq!(view.line.task, "agree to it, or send it back");
        assert!(view.counsel.contains("OC 26-77") && view.stewards[0].1.contains("sten"));
        assert_eq!(view.before.digest, begun.digest, "what counsel approved is the text");
        assert_eq!(decide(town, "stan", &begun, agree("housing"), "fine with us"), Acted::Done);
        assert_eq!(entries(Kind::UseCase), noted + 5);
        assert!(is_open(town, id) && town.door.has_group("paternity-unit"));
        assert!(sees_maria(town, &wanda_at_work(town, id)));
        let view = town.door.use_case_version(&session(town, "pia"), id, 1).unwrap().unwrap();
        assert_eq!((view.line.state, view.history.len()), (Stage::InForce, 6));
        assert_eq!(view.history[0].comment, "fine with us");
        assert_eq!(view.line.reminder, "ends on Apr 15, 2026, 43 days left: renew");
    });
}

#[test]
fn nobody_acts_out_of_turn_without_the_duty_or_for_two_offices() {
    tell("review_refusals", |town| {
        let text = handed_in(town, &draft());
        let not_yet = "This step is not its turn now; somebody may have acted before you.";
        let two = "Two persons are needed";
        let counsel = || Decision::Approve("OC 1".to_owned());
        assert_eq!(refusal(decide(town, "cora", &text, counsel(), "")), not_yet);
        assert_eq!(refusal(decide(town, "sten", &text, agree("benefits"), "")), not_yet);
        assert_eq!(decide(town, "sten", &text, Decision::Review, ""), Acted::NotFound);
        assert_eq!(decide(town, "sten", &text, agree("housing"), ""), Acted::NotFound);
        assert_eq!(decide(town, "stella", &text, agree("finance"), ""), Acted::NotFound, "nothing of hers");
        assert_eq!(decide(town, "remy", &text, Decision::Submit, ""), Acted::NotFound);
        assert_eq!(decide(town, "wanda", &text, Decision::Review, ""), Acted::NotFound);
        assert!(town.door.use_case_desk(&session(town, "wanda")).unwrap().is_none());
        let stale = Before { digest: "0".repeat(64), ..text.clone() };
        assert!(refusal(decide(town, "pia", &stale, Decision::Review, "")).contains("was changed"));
        // One person with three offices decides for one of them.
        assert_eq!(decide(town, "max", &text, Decision::Review, ""), Acted::Done);
        assert!(refusal(decide(town, "max", &text, counsel(), "")).starts_with(two));
        assert!(
            refusal(decide(town, "cora", &text, Decision::Approve(" ".to_owned()), "")).contains("reference")
        );
        assert_eq!(decide(town, "cora", &text, counsel(), ""), Acted::Done);
        assert!(refusal(decide(town, "max", &text, agree("benefits"), "")).starts_with(two));
        assert_eq!(decide(town, "sten", &text, agree("benefits"), ""), Acted::Done);
        assert!(refusal(decide(town, "sten", &text, agree("benefits"), "")).starts_with(two));
        // Nor does she approve what she has written, even a part of it.
        let max = session(town, "max");
        let own = town.door.begin_request(&max, "children", &draft()).unwrap().unwrap().unwrap();
        assert_eq!(decide(town, "max", &own, Decision::Submit, ""), Acted::Done);
        assert!(refusal(decide(town, "max", &own, Decision::Review, "")).starts_with(two));
        assert_eq!(decide(town, "pia", &own, Decision::Review, ""), Acted::Done);
        assert!(!is_open(town, &text.use_case) && !is_open(town, &own.use_case));
    });
}

#[test]
fn what_is_sent_back_loses_its_approvals_and_is_written_again() {
    tell("review_back", |town| {
        let text = handed_in(town, &draft());
        assert_eq!(decide(town, "pia", &text, Decision::Review, ""), Acted::Done);
        assert_eq!(decide(town, "cora", &text, Decision::Approve("OC 1".to_owned()), ""), Acted::Done);
        assert_eq!(decide(town, "sten", &text, agree("benefits"), ""), Acted::Done);
        assert!(refusal(decide(town, "stan", &text, Decision::SendBack, "")).contains("to be mended"));
        assert_eq!(decide(town, "stan", &text, Decision::SendBack, "no addresses, please"), Acted::Done);
        let rosa = session(town, "rosa");
        let (read, lies, choices) = town.door.request_draft(&rosa, &text.use_case, 1).unwrap().unwrap();
        assert_eq!((read.how.as_str(), read.new_group.as_str()), (draft().how.as_str(), "Paternity Unit"));
        assert!(choices.groups.iter().all(|group| group.agency == "children"));
        let bad = Draft { valid_until: "2026-02-30".to_owned(), ..read.clone() };
        assert_eq!(town.door.save_draft(&rosa, &lies, &bad).unwrap().unwrap().unwrap_err().len(), 1);
        let mut less = read;
        less.opens[0].classes.retain(|class| class != "address");
        let saved = town.door.save_draft(&rosa, &lies, &less).unwrap().unwrap().unwrap();
        assert!(town.door.save_draft(&rosa, &lies, &less).unwrap().unwrap().is_err(), "of an old text");
        assert_eq!(decide(town, "rosa", &saved, Decision::Submit, ""), Acted::Done);
        let view = town.door.use_case_version(&session(town, "pia"), &text.use_case, 1).unwrap().unwrap();
        assert_eq!(view.stewards.iter().filter(|(_, who)| who.is_empty()).count(), 2);
        assert!(
            view.counsel.is_empty() && view.history.iter().any(|line| line.comment == "no addresses, please")
        );
        pass(town, &saved);
        assert!(is_open(town, &text.use_case));
    });
}

#[test]
fn a_faulty_request_is_told_everything_at_once_and_an_expired_one_is_not_approved() {
    tell("review_faults", |town| {
        let rosa = session(town, "rosa");
        let empty = Draft { title: "Later".to_owned(), ..Draft::default() };
        let begun = town.door.begin_request(&rosa, "children", &empty).unwrap().unwrap().unwrap();
        let Acted::Refused(mends) = decide(town, "rosa", &begun, Decision::Submit, "") else { panic!() };
        let fields: Vec<&str> = mends.iter().map(|mend| mend.field.as_str()).collect();
        let all =
            ["who", "what", "how", "purpose-1-id", "groups", "opens-1-sources", "valid_from", "valid_until"];
        assert_eq!(fields, all);
        assert!(town.door.begin_request(&rosa, "shelter", &draft()).unwrap().is_none());
        let foreign = Draft { groups: vec!["benefits-intake".to_owned()], ..draft() };
        let begun = town.door.begin_request(&rosa, "children", &foreign).unwrap().unwrap().unwrap();
        assert!(refusal(decide(town, "rosa", &begun, Decision::Submit, "")).contains("benefits-intake"));
        let text = handed_in(town, &draft());
        town.clock.pass_seconds(60 * 86_400);
        let past = refusal(decide(town, "pia", &text, Decision::Review, ""));
        assert!(past.contains("Its last day has passed"), "{past}");
    });
}

#[test]
fn an_end_and_a_hidden_folder_bite_on_the_next_request_and_can_be_taken_back() {
    tell("review_end", |town| {
        let text = approved(town, &draft());
        let wanda = wanda_at_work(town, &text.use_case);
        assert!(sees_maria(town, &wanda));
        let hide = |user: &str, name: &str, hidden, reason: &str| {
            town.door.hide_folder(&session(town, user), &source(name), hidden, reason).unwrap()
        };
        assert_eq!(hide("sten", "housing", true, "x"), Acted::NotFound);
        assert!(matches!(hide("sten", "benefits", true, " "), Acted::Refused(_)));
        assert_eq!(hide("sten", "benefits", true, "wrong data came in"), Acted::Done);
        let Opened::Open(file) = town.door.open(&wanda, town.person("benefits/M-1")).unwrap() else {
            panic!()
        };
        assert!(file.folders.iter().all(|folder| folder.agency.id.0 != "benefits"));
        assert!(file.folders.iter().any(|folder| folder.agency.id.0 == "housing"));
        assert_eq!(hide("sten", "benefits", false, "mended"), Acted::Done);
        assert!(refusal(decide(town, "stan", &text, Decision::End, " ")).contains("Say why"));
        assert_eq!(decide(town, "stella", &text, Decision::End, "x"), Acted::NotFound);
        assert_eq!(decide(town, "stan", &text, Decision::End, "no longer lawful"), Acted::Done);
        assert!(!sees_maria(town, &wanda) && !is_open(town, &text.use_case));
        // What the operator installed is ended in the same way.
        let ana = town.ana();
        assert!(sees_maria(town, &ana));
        let installed = before(town, "cora", "UC-001", 1);
        assert_eq!(decide(town, "cora", &installed, Decision::End, "a court said so"), Acted::Done);
        assert!(!sees_maria(town, &ana));
    });
}

#[test]
fn a_new_version_takes_the_place_of_the_old_one_on_its_first_day() {
    tell("review_version", |town| {
        let text = approved(town, &draft());
        let (rosa, id) = (session(town, "rosa"), text.use_case.as_str());
        let wanda = wanda_at_work(town, id);
        let next = town.door.new_version(&rosa, id).unwrap().unwrap();
        assert_eq!(next.version, 2);
        assert_eq!(town.door.new_version(&rosa, id).unwrap().unwrap(), next, "one at a time");
        let (mut draft, lies, _) = town.door.request_draft(&rosa, id, 2).unwrap().unwrap();
        draft.opens[0].classes.push("tenancy".to_owned());
        draft.opens[0].classes.retain(|class| class != "income");
        (draft.valid_from, draft.valid_until) = ("2026-03-10".to_owned(), "2027-03-10".to_owned());
        let saved = town.door.save_draft(&rosa, &lies, &draft).unwrap().unwrap().unwrap();
        assert_eq!(decide(town, "rosa", &saved, Decision::Submit, ""), Acted::Done);
        let view = town.door.use_case_version(&session(town, "cora"), id, 2).unwrap().unwrap();
        let words: Vec<String> = view.changes.iter().map(Change::words).collect();
        for expected in [
            "opens tenancy, apartment and rent of BENEFITS and HOUSING, which version 1 did not",
            "no longer opens income and its sources of BENEFITS and HOUSING",
            "ends on Mar 10, 2027 instead of Apr 15, 2026",
        ] {
            assert!(words.iter().any(|line| line == expected), "{expected}: {words:#?}");
        }
        pass(town, &saved);
        let stage = |version| {
            town.door.use_case_version(&session(town, "cora"), id, version).unwrap().unwrap().line.stage
        };
        assert_eq!((stage(1).as_str(), stage(2).as_str()), ("in force", "approved, begins on Mar 10, 2026"));
        assert!(sees_maria(town, &wanda));
        town.clock.pass_seconds(8 * 86_400);
        assert_eq!((stage(1).as_str(), stage(2).as_str()), ("replaced by version 2", "in force"));
        let steps = town.door.use_case_version(&rosa, id, 2).unwrap().unwrap().steps;
        assert_eq!(steps, [MyStep::NewVersion]);
    });
}

#[test]
fn a_set_that_is_not_in_order_never_takes_the_place_of_a_good_one() {
    tell("review_bad_set", |town| {
        let text = approved(town, &draft());
        let wanda = wanda_at_work(town, &text.use_case);
        let other = approved(
            town,
            &Draft { new_group: String::new(), groups: vec!["paternity-unit".to_owned()], ..draft() },
        );
        assert!(sees_maria(town, &wanda) && is_open(town, &other.use_case));
        // Another process, or a hand in the database, leaves something that cannot be read.
        let spoil = |sql: &str, args: &[Arg]| town.database.write(|t| t.run(sql, args)).unwrap();
        let args = [Arg::from("id = ["), other.use_case.as_str().into()];
        spoil("UPDATE use_case_version SET body = $1 WHERE use_case = $2", &args);
        spoil("INSERT INTO use_case_change (at) VALUES ($1)", &[1.into()]);
        assert!(sees_maria(town, &wanda), "the good set stays");
        assert!(town.door.begin().is_err(), "and at a start it opens no door");
        // An end holds all the same, and for that use case only.
        assert_eq!(decide(town, "pia", &text, Decision::End, "over"), Acted::Done);
        assert!(!sees_maria(town, &wanda) && is_open(town, &other.use_case));
        assert!(sees_maria(town, &town.ana()));
        // Nobody can say what is in force: nothing is shown.
        let ana = town.ana();
        spoil("ALTER TABLE use_case_change RENAME TO use_case_gone", &[]);
        assert!(town.door.open(&ana, town.person("benefits/M-1")).is_err());
        assert!(town.door.use_cases(&ana).is_empty());
    });
}

#[test]
fn a_dry_run_says_who_would_see_what_and_last_months_look_ups_are_decided_again() {
    tell("review_dry_run", |town| {
        let text = approved(town, &draft());
        let id = text.use_case.as_str();
        let wanda = wanda_at_work(town, id);
        assert!(sees_maria(town, &wanda) && sees_maria(town, &wanda));
        let rosa = session(town, "rosa");
        town.door.new_version(&rosa, id).unwrap().unwrap();
        let (mut draft, lies, _) = town.door.request_draft(&rosa, id, 2).unwrap().unwrap();
        draft.opens[0].classes.retain(|class| class != "income");
        draft.opens[0].classes.push("phone".to_owned());
        let saved = town.door.save_draft(&rosa, &lies, &draft).unwrap().unwrap().unwrap();
        assert_eq!(decide(town, "rosa", &saved, Decision::Submit, ""), Acted::Done);
        let pia = session(town, "pia");
        let worker = town.door.worker_account("children", "wanda").unwrap().unwrap();
        let ask = |section, class| {
            let purpose = "locate".to_owned();
            let question = TryQuestion {
                worker,
                purpose,
                source: source("benefits"),
                section,
                class,
                about: Supposed::Open,
                as_member: false,
            };
            town.door.dry_run(&pia, id, 2, &question).unwrap().unwrap().answers
        };
        let income = ask(SectionKind::Income, FieldClass::Income);
        assert_eq!((income[0].shown, income[1].shown), (false, true));
        assert!(income[0].why[0].contains("No part of it opens income"), "{income:?}");
        assert!(
            income[1].why[0].contains("UC-010 version 1, part 1, opens it to Paternity Unit"),
            "{income:?}"
        );
        let phone = ask(SectionKind::Contact, FieldClass::Phone);
        assert_eq!((phone[0].shown, phone[1].shown), (true, false));
        // Never about somebody in particular: the answer would tell who is marked.
        let about = |about| {
            let (section, class) = (SectionKind::Contact, FieldClass::Phone);
            let (purpose, source) = ("locate".to_owned(), source("benefits"));
            let question = TryQuestion { worker, purpose, source, section, class, about, as_member: true };
            town.door.dry_run(&pia, id, 2, &question).unwrap().unwrap().answers.remove(0)
        };
        let shown: Vec<bool> = Supposed::ALL.into_iter().map(|one| about(one).shown).collect();
        assert_eq!(
            shown,
            [true, false, false, false, false],
            "her profile does not let her see private records"
        );
        assert!(about(Supposed::PrivateOutside).why[0].contains("guard.private"));
        let profile = staff::Profile { privileged: true, ..staff::Profile::default() };
        town.door.staff().set_profile(worker, &profile).unwrap();
        let shown: Vec<bool> = Supposed::ALL.into_iter().map(|one| about(one).shown).collect();
        assert_eq!(shown, [true, false, true, false, true]);
        last_month_is_decided_again(town, id);
    });
}

fn last_month_is_decided_again(town: &Town, id: &str) {
    let pia = session(town, "pia");
    let month = town.door.last_month(&pia, id, 2).unwrap().unwrap();
    assert_eq!((month.opened, month.people, month.workers), (2, 1, 1));
    assert!(month.more.iter().any(|line| line.contains("phone numbers and e-mail of BENEFITS")), "{month:?}");
    assert!(
            month.less.iter().any(|line| line
                == "income and its sources of BENEFITS: in 2 files and folders opened, about 1 person, by 1 worker"),
            "{month:?}"
        );
    assert!(town.door.last_month(&session(town, "stella"), id, 2).unwrap().is_none());
}

//! What a group, a purpose and a day open and close.

use crate::people::agencies;
use crate::reading::{Text, is_refused, opened};
use crate::town::{Town, source, story};
use access::view::{FileView, SearchView};
use access::{Level, Question};
use audit::Kind;
use records::{FieldClass, PersonId, SectionKind};
use staff::{Session, Standing};

#[test]
fn who_sees_what_of_maria_depends_on_the_group_and_its_purpose() {
    story(
        "rights",
        agencies,
        |_, _| (),
        |town| {
            let maria = town.person("benefits/M-1");
            for record in ["children/M-1", "finance/M-1", "housing/M-1"] {
                assert_eq!(town.person(record), maria);
            }
            ana_sees_no_childrens_folder(town, maria);
            ben_sees_it(town, maria);
            lea_sees_no_income(town, maria);
            a_closed_date_does_not_tell_that_a_case_ended(town, maria);
            without_a_purpose_nothing_is_there(town, maria);
            a_purpose_of_another_group_is_refused(town, maria);
            a_group_that_was_taken_away_opens_nothing(town, maria);
            those_who_run_the_program_learn_why(town, maria);
            // These two come last: they change the day, and an account.
            an_account_that_was_turned_off_is_out(town);
            a_use_case_that_ended_is_out_on_the_next_request(town, maria);
        },
    );
}

fn ana_sees_no_childrens_folder(town: &Town, maria: PersonId) {
    let ana = town.ana();
    let file = opened(town.door.open(&ana, maria).unwrap());
    assert_eq!(folders(&file), ["benefits", "finance", "housing", "shelter"]);
    let text = read(&file);
    assert!(text.holds("12 Heron Street") && text.holds("Harbor Bakery"));
    for closed in ["CW-77", "Under investigation", "5 Sparrow Mews", "children", "Child welfare"] {
        assert!(!text.holds(closed), "{closed}");
    }
    assert!(is_refused(&town.door.folder(&ana, maria, &source("children")).unwrap()));
    assert!(is_refused(&town.door.folder(&ana, maria, &source("no such source")).unwrap()));
    // Somebody whom only the children's agency knows does not exist for her.
    let zebulon = town.person("children/Z-1");
    assert!(is_refused(&town.door.open(&ana, zebulon).unwrap()));
    assert!(is_refused(&town.door.folder(&ana, zebulon, &source("benefits")).unwrap()));
    assert!(is_refused(&town.door.open(&ana, PersonId(987_654)).unwrap()));
}

fn those_who_run_the_program_learn_why(town: &Town, maria: PersonId) {
    let ana = town.ana().account;
    let asked = |kind, class, person| {
        let place = (&source("benefits"), kind, class);
        town.door.would_show(ana.clone(), ("UC-001", "application"), place, person).unwrap()
    };
    let (shown, why) = asked(SectionKind::Income, FieldClass::Income, None);
    assert!(shown && why[0].starts_with("use case UC-001, version 1, opens it"), "{why:?}");
    let (shown, why) = asked(SectionKind::Custody, FieldClass::Custody, None);
    assert!(!shown && why[0].contains("does not open time in custody"), "{why:?}");
    let (privacy, by) = (town.door.privacy(), ana.id);
    let record = privacy.subject(&source("benefits"), "M-1");
    privacy.mark(&record, Level::Private, by, "a story").unwrap();
    let (shown, why) = asked(SectionKind::Income, FieldClass::Income, Some(maria));
    assert!(
        !shown && why.len() == 1 && why[0].starts_with("guard.private: the person is private"),
        "{why:?}"
    );
    privacy.mark(&record, Level::Open, by, "the story ends").unwrap();
    assert!(asked(SectionKind::Income, FieldClass::Income, Some(maria)).0);
    assert_eq!(town.door.audited(Kind::Tried, Some(maria)).unwrap(), 2);
}

fn ben_sees_it(town: &Town, maria: PersonId) {
    let ben = town.ben();
    let text = read(&opened(town.door.open(&ben, maria).unwrap()));
    assert!(text.holds("CW-77") && text.holds("5 Sparrow Mews"));
    assert!(!text.holds("Harbor Bakery"), "an income of the benefits office");
    assert!(!is_refused(&town.door.folder(&ben, maria, &source("children")).unwrap()));
    assert!(!is_refused(&town.door.open(&ben, town.person("children/Z-1")).unwrap()));
}

fn lea_sees_no_income(town: &Town, maria: PersonId) {
    let file = opened(town.door.open(&town.lea(), maria).unwrap());
    assert!(file.incomes.is_empty());
    let text = read(&file);
    assert!(text.holds("Maria Quillfeather") && !text.holds("Bakery") && !text.holds("Tax office"));
}

fn a_closed_date_does_not_tell_that_a_case_ended(town: &Town, maria: PersonId) {
    let runs = |session: &Session| opened(town.door.open(session, maria).unwrap()).programs[0].open;
    assert!(!runs(&town.ana()), "she may see the dates of the case");
    let (_, eve) = town.works("eve", "UC-005", "annual-review");
    assert!(runs(&eve), "she sees the program and not its dates, so she cannot know");
}

fn without_a_purpose_nothing_is_there(town: &Town, maria: PersonId) {
    let (_, session) = town.comes("ana");
    nothing_is_there(town, &session, maria);
    let (_, nobody) = town.comes("nobody");
    assert!(town.door.use_cases(&nobody).is_empty());
    nothing_is_there(town, &nobody, maria);
}

fn a_purpose_of_another_group_is_refused(town: &Town, maria: PersonId) {
    let (token, session) = town.comes("ana");
    let before = town.door.audited(Kind::Denied, None).unwrap();
    for (use_case, purpose) in
        [("UC-002", "investigation"), ("UC-001", "curiosity"), ("UC-999", "application")]
    {
        assert!(!town.door.state_purpose(&session, use_case, purpose).unwrap());
    }
    assert_eq!(town.door.audited(Kind::Denied, None).unwrap(), before + 3);
    assert_eq!(town.next_request(&token).unwrap().use_case, "");
    // Nor does a session that claims it all the same get anywhere.
    let claimed = Session { use_case: "UC-002".to_owned(), purpose: "investigation".to_owned(), ..session };
    nothing_is_there(town, &claimed, maria);
}

fn a_group_that_was_taken_away_opens_nothing(town: &Town, maria: PersonId) {
    let (token, session) = town.works("cleo", "UC-003", "visits");
    assert!(!is_refused(&town.door.open(&session, maria).unwrap()));
    town.door.staff().set_groups(session.account.id, &[]).unwrap();
    let next = town.next_request(&token).unwrap();
    assert_eq!((next.use_case.as_str(), next.purpose.as_str()), ("", ""));
    nothing_is_there(town, &next, maria);
}

fn an_account_that_was_turned_off_is_out(town: &Town) {
    let (token, session) = town.works("lea", "UC-007", "identify");
    town.door.staff().set_active(session.account.id, false).unwrap();
    assert!(matches!(town.door.standing(&token, true, crate::town::HERE).unwrap(), Standing::Ended(_)));
}

fn a_use_case_that_ended_is_out_on_the_next_request(town: &Town, maria: PersonId) {
    // The last day is the last day of 2027; the session begins in its last minutes.
    town.clock.pass_seconds(seconds_until_the_end_of_2027(town) - 300);
    let (token, session) = town.works("ana", "UC-001", "application");
    assert!(!is_refused(&town.door.open(&session, maria).unwrap()));
    town.clock.pass_seconds(301);
    nothing_is_there(town, &session, maria);
    assert_eq!(town.next_request(&token).unwrap().use_case, "");
    assert!(town.door.use_cases(&session).is_empty());
}

fn seconds_until_the_end_of_2027(town: &Town) -> i64 {
    let end: jiff::Timestamp = "2028-01-01T00:00:00Z".parse().unwrap();
    end.as_second() - town.door.now().as_second()
}

fn nothing_is_there(town: &Town, session: &Session, maria: PersonId) {
    assert!(is_refused(&town.door.open(session, maria).unwrap()));
    assert!(is_refused(&town.door.print(session, maria).unwrap()));
    for name in ["benefits", "children", "finance", "housing", "shelter"] {
        assert!(is_refused(&town.door.folder(session, maria, &source(name)).unwrap()));
    }
    let asked = Question { text: "Maria Quillfeather".to_owned(), ..Question::default() };
    let SearchView { hits, total, systems, not_used, .. } =
        opened(town.door.answer(session, &asked).unwrap());
    assert_eq!((hits.len(), total, systems.len()), (0, 0, 0));
    assert_eq!(not_used, ["Your use case does not let you search by a name; it was not used."]);
}

fn folders(file: &FileView) -> Vec<&str> {
    let mut names: Vec<&str> = file.folders.iter().map(|folder| folder.agency.id.0.as_str()).collect();
    names.sort_unstable();
    names
}

fn read(file: &FileView) -> Text {
    let mut text = Text::default();
    text.file(file);
    text
}

//! What a search finds, counts and says, and for whom.

use crate::people::agencies;
use crate::reading::{Text, is_refused, opened};
use crate::town::{Town, story};
use access::Question;
use access::view::SearchView;
use staff::Session;

#[test]
fn a_search_goes_only_where_the_file_would() {
    story(
        "searching",
        agencies,
        |_, _| (),
        |town| {
            whoever_may_be_seen_is_found(town);
            who_is_known_to_a_closed_source_only_is_neither_found_nor_counted(town);
            a_closed_address_finds_nobody(town);
            a_class_that_is_not_permitted_is_not_used_and_that_is_said(town);
            an_area_or_a_street_finds_who_lives_there_and_too_little_nobody(town);
            a_question_is_for_the_session_that_asked_it(town);
        },
    );
}

fn whoever_may_be_seen_is_found(town: &Town) {
    let found = search(town, &town.ana(), "Maria Quillfeather about 70");
    assert_eq!((found.hits.len(), found.total), (1, 1));
    assert_eq!(found.hits[0].person, town.person("benefits/M-1"));
    assert!(found.not_used.is_empty());
    let mut text = Text::default();
    text.search(&found);
    assert!(text.holds("12 Heron Street") && !text.holds("Sparrow") && !text.holds("children"));
}

fn who_is_known_to_a_closed_source_only_is_neither_found_nor_counted(town: &Town) {
    for question in ["Zebulon Grackle", "Zebulon", "Grackle 2/2/1990"] {
        let found = search(town, &town.ana(), question);
        assert_eq!((found.hits.len(), found.total), (0, 0), "{question}");
        assert!(found.narrow.is_none());
    }
    let ben = search(town, &town.ben(), "Zebulon Grackle");
    assert_eq!((ben.hits.len(), ben.total), (1, 1));
    assert_eq!(ben.hits[0].person, town.person("children/Z-1"));
}

fn a_closed_address_finds_nobody(town: &Town) {
    // Maria may be found, but not by where only the children's agency knows her to live.
    let ana = town.ana();
    assert_eq!(by_address(town, &ana, "5 Sparrow Mews").total, 0);
    let open = by_address(town, &ana, "12 Heron Street");
    assert!(open.hits.iter().any(|hit| hit.person == town.person("benefits/M-1")));
    let ben = by_address(town, &town.ben(), "5 Sparrow Mews");
    assert_eq!(ben.total, 2, "she and Zebulon");
}

fn a_class_that_is_not_permitted_is_not_used_and_that_is_said(town: &Town) {
    let (_, fay) = town.works("fay", "UC-006", "eligibility");
    let asked = Question {
        text: "Maria Quillfeather".to_owned(),
        sex: "M".to_owned(),
        phone: "2925550147".to_owned(),
        number: "CW-77".to_owned(),
        ..Question::default()
    };
    let found = opened(town.door.answer(&fay, &asked).unwrap());
    assert_eq!((found.hits.len(), found.total), (1, 1), "the wrong sex did not count against her");
    let sentences = ["sex", "a phone or e-mail", "a case or client number"]
        .map(|what| format!("Your use case does not let you search by {what}; it was not used."));
    assert_eq!(found.not_used, sentences);
    let only = Question { sex: "F".to_owned(), phone: "2925550147".to_owned(), ..Question::default() };
    assert_eq!(opened(town.door.answer(&fay, &only).unwrap()).total, 0);
}

fn an_area_or_a_street_finds_who_lives_there_and_too_little_nobody(town: &Town) {
    let ana = town.ana();
    let maria = town.person("benefits/M-1");
    let found = search(town, &ana, "heron");
    assert!(found.hits.iter().any(|hit| hit.person == maria), "{found:?}");
    assert_eq!(found.understood[0].text(), "address “heron”");
    assert!(!found.too_little);
    let sparrow = search(town, &ana, "sparrow");
    assert!(sparrow.hits.iter().all(|hit| hit.person != maria), "her other street is closed");
    for question in ["female", "man"] {
        let found = search(town, &ana, question);
        assert!(found.too_little && found.total == 0 && found.hits.is_empty(), "{question}");
    }
    let found = search(town, &ana, "maria 1/1/2099 #2f in her 70s");
    assert_eq!(found.unused.iter().map(|word| word.text()).collect::<Vec<_>>(), ["#2f"]);
    assert_eq!(found.remarks[0].text(), "1/1/2099 is in the future: it was not used.");
    let understood: Vec<&str> = found.understood.iter().map(|part| part.text()).collect();
    assert_eq!(understood, ["name “maria”", "70 to 79 years old", "female"]);
    let asked = Question { birth: "soon".to_owned(), text: "maria".to_owned(), ..Question::default() };
    assert_eq!(opened(town.door.answer(&ana, &asked).unwrap()).unused[0].text(), "soon");
    let (_, fay) = town.works("fay", "UC-006", "eligibility");
    assert!(search(town, &fay, "212-555-0134").too_little, "nothing that she may search by");
    assert!(!search(town, &fay, "zzyzx").too_little);
}

fn a_question_is_for_the_session_that_asked_it(town: &Town) {
    let (ana, other) = (town.ana(), town.ana());
    let asked = Question { text: "Maria Quillfeather".to_owned(), ..Question::default() };
    let id = town.door.ask(&ana, &asked).unwrap();
    assert_eq!(town.door.question(&ana, &id).unwrap().unwrap().text, asked.text);
    assert!(town.door.question(&other, &id).unwrap().is_none(), "the same account in another session");
    assert!(town.door.question(&town.ben(), &id).unwrap().is_none());
    assert!(town.door.question(&ana, "no such question").unwrap().is_none());
}

fn search(town: &Town, session: &Session, words: &str) -> SearchView {
    let asked = Question { text: words.to_owned(), ..Question::default() };
    let answer = town.door.answer(session, &asked).unwrap();
    assert!(!is_refused(&answer));
    opened(answer)
}

fn by_address(town: &Town, session: &Session, street: &str) -> SearchView {
    let asked = Question { address: street.to_owned(), ..Question::default() };
    opened(town.door.answer(session, &asked).unwrap())
}

//! From the form to the text, and back.

use crate::draft;
use records::{SectionKind, SourceId};
use usecases::{Choices, Draft, Purpose, Sheet, UserGroup, read_day};

fn choices() -> Choices {
    let group =
        |id: &str| UserGroup { id: id.to_owned(), agency: "children".to_owned(), name: id.to_owned() };
    let filled = vec![SectionKind::Demographics, SectionKind::Income];
    Choices {
        groups: vec![group("intake")],
        sources: vec![(SourceId::new("a"), filled.clone()), (SourceId::new("b"), filled)],
    }
}

#[test]
fn a_draft_survives_its_text_whatever_was_typed() {
    let odd = Draft { title: "Tab\tquote\" back\\ \u{1} é".to_owned(), ..draft() };
    let text = odd.text("UC-7", 3);
    assert_eq!(Draft::read(&text).unwrap(), odd);
    let sheet = Sheet::read(&text).unwrap();
    assert_eq!((sheet.id.as_str(), sheet.version, sheet.plain_text()), ("UC-7", 3, text));
    let half = Draft { title: "Only this".to_owned(), ..Draft::default() };
    assert_eq!(Draft::read(&half.text("UC-7", 1)).unwrap(), half);
}

#[test]
fn no_text_of_a_field_can_become_another_key() {
    let sly = Draft { title: "x\"\ngroups = [\"everybody\"]\n#".to_owned(), ..draft() };
    assert_eq!(Sheet::read(&sly.text("UC-1", 1)).unwrap().groups, ["intake"]);
}

#[test]
fn a_good_draft_has_nothing_to_mend_and_a_bad_one_is_told_where() {
    let today = "2026-03-03".parse().unwrap();
    assert_eq!(draft().faults(&choices(), today), []);
    let twice = Purpose { id: "locate".to_owned(), words: "Again".to_owned() };
    let odd = Purpose { id: "two words".to_owned(), words: String::new() };
    let mut bad = Draft { valid_until: "2026-02-01".to_owned(), ..draft() };
    bad.purposes.extend([twice, odd]);
    bad.groups.push("strangers".to_owned());
    bad.new_group = "Intake".to_owned();
    bad.opens[0].sources = vec!["a".to_owned()];
    bad.opens[0].sections = vec!["custody".to_owned()];
    bad.opens[0].classes.push("nonsense".to_owned());
    let fields: Vec<String> = bad.faults(&choices(), today).into_iter().map(|mend| mend.field).collect();
    let expected = [
        "purpose-2-id",
        "purpose-3-id",
        "purpose-3-words",
        "groups",
        "new_group",
        "opens-1-classes",
        "opens-1-sections",
        "valid_until",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn a_sheet_says_what_is_odd_about_it() {
    let mut draft = draft();
    draft.opens[0].sections = vec!["income".to_owned(), "custody".to_owned()];
    draft.search_by.push("phone".to_owned());
    let sheet = Sheet::read(&draft.text("UC-1", 1)).unwrap();
    let findings = sheet.findings(&choices().sources, "2026-11-10".parse().unwrap()).join("\n");
    for expected in ["51 days left", "the source `a` has no section `custody`", "names `phone`"] {
        assert!(findings.contains(expected), "{expected}: {findings}");
    }
    let expired = sheet.findings(&choices().sources, "2027-01-01".parse().unwrap());
    assert!(expired[0].contains("it ended on 2026-12-31"), "{expired:?}");
}

#[test]
fn days_are_read_as_people_write_them() {
    assert_eq!(read_day("12/31/2027"), read_day("2027-12-31"));
    assert!(read_day("12/31/2027").is_some());
    for odd in ["", "31/12/2027", "2027", "12/31/27", "tomorrow", "2027-02-30", "1/2/3/4"] {
        assert_eq!(read_day(odd), None, "{odd}");
    }
}

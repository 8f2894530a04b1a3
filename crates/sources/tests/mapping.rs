//! Faults in a mapping are told by line and column, all at once, with what to do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod fixture;

use fixture::{Folder, faults};

const GOOD: &str = r#"source = "a"
agency = "A"
keeping = "kept"
[connection]
kind = "drop"
folder = "in"
[[table]]
name = "t"
file = "t-{drop}.csv"
key = "K"
[[table.entry]]
demographics.given_name = "G"
"#;

fn told(from: &str, to: &str) -> Vec<String> {
    let mapping = GOOD.replacen(from, to, 1);
    assert_ne!(mapping, GOOD, "{from} is not in the mapping");
    faults(&Folder::new(), &mapping)
}

#[test]
fn each_fault_has_its_sentence() {
    assert_eq!(faults(&Folder::new(), GOOD), Vec::<String>::new());
    for (from, to, want) in [
        ("agency =", "agencie =", "mapping.toml, line 1, column 1: `agency` is missing; add it"),
        (
            "agency =",
            "agencie = \"x\"\nagency =",
            "mapping.toml, line 2, column 1: `agencie` is not a key; did you mean `agency`?",
        ),
        (
            "given_name",
            "givenname",
            "mapping.toml, line 12, column 26: `demographics.givenname` is not a field of the catalogue; did you mean `given_name`?",
        ),
        (
            "\"G\"",
            "{ colum = \"G\" }",
            "mapping.toml, line 12, column 27: give exactly one of `column`, `join` and `value`",
        ),
        (
            "\"G\"",
            "{ column = \"G\", code = \"x\" }",
            "mapping.toml, line 12, column 43: `code` is not a key of `given_name`; did you mean `codes`?",
        ),
        (
            "\"G\"",
            "{ column = \"G\", codes = \"x\" }",
            "mapping.toml, line 12, column 51: there is no code list `x`",
        ),
        (
            "\"G\"",
            "{ column = \"G\", split = \"{a}{b}\", take = \"a\" }",
            "mapping.toml, line 12, column 51: `split` must name parts with something between them, such as \"{last}, {first} {middle}\"",
        ),
        ("\"G\"", "7.5", "mapping.toml, line 12, column 27: `given_name` must be a text in quotes"),
        (
            "keeping = \"kept\"",
            "keeping = \"long\"",
            "mapping.toml, line 3, column 11: `keeping` must be \"kept\", `{ days = 30 }` or \"this_view_only\"",
        ),
        (
            "keeping = \"kept\"",
            "keeping = \"kept\"\nevery = \"often\"",
            "mapping.toml, line 4, column 9: `every` cannot be read; write a number and `s`, `min`, `h` or `days`, such as `5 min`",
        ),
        (
            "keeping = \"kept\"",
            "keeping = \"kept\"\nlive = true",
            "mapping.toml, line 4, column 8: this connection cannot be asked about one person; leave `live` out, or give `person` in `[connection]`",
        ),
        (
            "\"drop\"",
            "\"ftp\"",
            "mapping.toml, line 4, column 1: `ftp` is not a kind of connection; there are: `drop`, `http`, `postgres`, `sqlite`",
        ),
        (
            "\"in\"",
            "\"${WHERE}\"",
            "mapping.toml, line 6, column 10: the variable `WHERE` is not set; set it where the sources are listed",
        ),
        (
            "key = \"K\"",
            "",
            "mapping.toml, line 7, column 1: the table `t` needs a `key`: the column with the agency's own key for the person",
        ),
        (
            "key = \"K\"",
            "key = \"K\"\ndates = { formats = [\"MM/DD/YY\"] }",
            "mapping.toml, line 11, column 9: a form with `YY` needs `pivot`: the largest two-digit year that means 20xx, such as `pivot = 30`",
        ),
        (
            "key = \"K\"",
            "key = \"K\"\ndates = { formats = [\"mm/dd\"] }",
            "mapping.toml, line 11, column 22: `mm/dd` is not a form of dates; build it from YYYY, YY, MM, M, DD, D, Mon and Month, with a year in it",
        ),
        (
            "[[table.entry]]",
            "[[table.entry]]\neach = \"x\"",
            "mapping.toml, line 12, column 8: `each` is for lists inside JSON; this connection has rows without lists",
        ),
    ] {
        let told = told(from, to);
        assert!(told.iter().any(|one| one == want), "{want}\n{told:#?}");
    }
    let not_toml = told("source = \"a\"", "source = ");
    assert!(not_toml[0].starts_with("mapping.toml, line 1, column 10: is not TOML: "), "{not_toml:#?}");
}

#[test]
fn every_fault_is_told_at_once_in_the_order_of_the_file() {
    let folder = Folder::new();
    let mapping = GOOD
        .replace("keeping = \"kept\"", "keeping = \"x\"\nspeed = 3")
        .replace("\"G\"", "{ column = \"G\", pad = \"x\" }");
    let lines: Vec<String> =
        faults(&folder, &mapping).iter().map(|one| one.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            "mapping.toml, line 3, column 11",
            "mapping.toml, line 4, column 1",
            "mapping.toml, line 13, column 49"
        ]
    );
    let missing =
        sources::open(&folder.path().join("none.toml"), &sources::Surroundings::none()).err().unwrap();
    assert!(missing.to_string().contains("none.toml: cannot be read"), "{missing}");
}

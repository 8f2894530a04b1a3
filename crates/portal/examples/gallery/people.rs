use crate::{agency, at_work, page, when};
use portal::pages::{Results, SilentSource};
use portal::view::{Hit, Housemate};
use std::io;
use std::path::Path;

pub fn pages(folder: &Path) -> io::Result<()> {
    page(folder, "results.html", &some())?;
    page(folder, "results-none.html", &none())
}

fn some() -> Results {
    Results {
        frame: at_work(),
        asked: "rosa, about 70, mill street".into(),
        change: "/search".into(),
        likely: vec![
            hit(
                "Rosa Delmar-Quintero",
                "Born May 12, 1954, age 72",
                "First name is the same; age 72 fits “about 70”; lived at 418 Mill Street until 2021.",
                &[("Luis Quintero, husband, 74", false), ("Ana Quintero, granddaughter, 9", false)],
                &["BEN", "HSG", "REV", "SHL"],
            ),
            hit(
                "Rosalía Marchetti",
                "Born Nov 3, 1957, age 68",
                "First name sounds alike; age 68 fits “about 70”; lives at 12 Mill Street now.",
                &[],
                &["BEN"],
            ),
        ],
        possible: vec![
            hit(
                "Rose Adebayo",
                "Born 1955, day and month not known, age 70 or 71",
                "Rose is a form of Rosa; age fits “about 70”; no known address on Mill Street.",
                &[("Tunde Adebayo, son, 41", false)],
                &["HSG", "REV"],
            ),
            Hit {
                mark: Some("Private: basics only".into()),
                household: vec![],
                ..hit(
                    "Rosa Ferreira Lindqvist",
                    "Born Jan 30, 1958, age 68",
                    "First name is the same; age 68 fits “about 70”.",
                    &[],
                    &[],
                )
            },
            hit(
                "R. Okonkwo",
                "Age about 70",
                "Initial fits; a Rosa is named in this household; shelter stay near Mill Street in 2019.",
                &[("Rosa Okonkwo, 33", true), ("two children", false)],
                &["SHL"],
            ),
        ],
        total: 5,
        systems: 5,
        silent: vec![SilentSource {
            agency: agency("SHL"),
            words: "It was searched as of 1:49 PM; people it has learned of since are not in this list."
                .into(),
        }],
        next: None,
        previous: None,
    }
}

fn none() -> Results {
    Results {
        asked: "zzyx, about 30".into(),
        likely: vec![],
        possible: vec![],
        total: 0,
        silent: vec![],
        ..some()
    }
}

fn hit(name: &str, born: &str, why: &str, household: &[(&str, bool)], agencies: &[&str]) -> Hit {
    Hit {
        link: "/case-file.html".into(),
        name: name.into(),
        born: born.into(),
        why: why.into(),
        household: household
            .iter()
            .map(|(words, matched)| Housemate { words: (*words).into(), matched: *matched })
            .collect(),
        agencies: agencies.iter().map(|short| (*short).into()).collect(),
        as_of: (!agencies.is_empty()).then(|| when("Oct 2, 2026", "2026-10-02")),
        mark: None,
    }
}

//! One person's file with everybody whom an agency ties to her.

use crate::agency::Agency;
use crate::house::story;
use crate::said::{townsperson, withdrawn};
use records::PersonId;

fn a_family() -> Vec<Agency> {
    let benefits = vec![
        townsperson("benefits", "B-1", "2026-02-01", 1)
            .household("H-7", "Head")
            .relative("B-3", "Mother")
            .whole(),
        townsperson("benefits", "B-2", "2026-02-01", 2).household("H-7", "Child").whole(),
        townsperson("benefits", "B-3", "2026-02-01", 3).whole(),
        townsperson("benefits", "B-4", "2026-02-01", 4).household("H-8", "Head").whole(),
    ];
    // The same words as keys of another agency, which mean other people there.
    let housing = vec![
        townsperson("housing", "B-2", "2026-02-01", 5)
            .household("H-7", "Tenant")
            .relative("B-9", "Brother")
            .whole(),
        townsperson("housing", "T-1", "2026-02-01", 1).household("T-50", "Tenant").whole(),
        townsperson("housing", "T-6", "2026-02-01", 6).household("T-50", "Lodger").whole(),
    ];
    vec![
        Agency::new("benefits").delivers("2026-02-01", benefits),
        Agency::new("housing").delivers("2026-02-01", housing),
    ]
}

#[test]
fn a_household_is_who_each_agency_counts_in_it() {
    story("household", a_family, |house| {
        house.take("benefits");
        house.take("housing");
        let head = house.person("benefits/B-1");
        assert_eq!(head, house.person("housing/T-1"));
        let file = house.file().around(head).unwrap().unwrap();
        let mut counted: Vec<(String, String, PersonId)> = file
            .households
            .iter()
            .map(|tie| (tie.source.0.clone(), tie.household.clone(), tie.person))
            .collect();
        counted.sort();
        let tie =
            |source: &str, key: &str, record: &str| (source.to_owned(), key.to_owned(), house.person(record));
        let mut expected = vec![
            tie("benefits", "H-7", "benefits/B-1"),
            tie("benefits", "H-7", "benefits/B-2"),
            tie("housing", "T-50", "housing/T-1"),
            tie("housing", "T-50", "housing/T-6"),
        ];
        expected.sort();
        assert_eq!(counted, expected);
        for record in ["benefits/B-1", "benefits/B-2", "housing/T-6"] {
            assert!(file.people.contains_key(&house.person(record)), "{record}");
        }
        assert!(!file.people.contains_key(&house.person("housing/B-2")), "another agency's H-7");
    });
}

#[test]
fn relatives_are_seen_from_both_sides() {
    story("relatives", a_family, |house| {
        house.take("benefits");
        house.take("housing");
        let (daughter, mother) = (house.person("benefits/B-1"), house.person("benefits/B-3"));
        for side in [daughter, mother] {
            let file = house.file().around(side).unwrap().unwrap();
            assert_eq!(file.kin.len(), 1);
            assert_eq!((file.kin[0].from, file.kin[0].to), (daughter, Some(mother)));
            assert!(file.people.contains_key(&daughter) && file.people.contains_key(&mother));
        }
        let brother = house.file().around(house.person("housing/B-2")).unwrap().unwrap();
        assert_eq!(brother.kin[0].to, None, "the agency has no record under that key");
        assert_eq!(brother.people.len(), 1);
    });
}

#[test]
fn who_was_withdrawn_is_in_no_household_and_nobodys_relative() {
    story("family_withdrawn", a_family, |house| {
        house.take("benefits");
        house.take("housing");
        let gone = vec![withdrawn("B-2"), withdrawn("B-3")];
        house.agency("benefits").add("2026-02-05", gone, vec![]);
        house.take("benefits");
        let file = house.file().around(house.person("benefits/B-1")).unwrap().unwrap();
        assert_eq!(file.households.iter().filter(|tie| tie.source.0 == "benefits").count(), 1);
        assert_eq!(file.kin[0].to, None);
        assert_eq!(file.people.len(), 2, "she and her lodger");
    });
}

#[test]
fn who_moved_to_another_household_is_counted_there_only() {
    story("family_moved", a_family, |house| {
        house.take("benefits");
        let moved = townsperson("benefits", "B-2", "2026-02-05", 2).household("H-8", "Child").whole();
        house.agency("benefits").add("2026-02-05", vec![moved], vec![]);
        house.take("benefits");
        let households = |record: &str| {
            let file = house.file().around(house.person(record)).unwrap().unwrap();
            file.households.iter().map(|tie| tie.person).collect::<Vec<_>>()
        };
        assert_eq!(households("benefits/B-1"), [house.person("benefits/B-1")]);
        assert_eq!(households("benefits/B-4"), [house.person("benefits/B-2"), house.person("benefits/B-4")]);
    });
}

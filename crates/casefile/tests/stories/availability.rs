//! How each system stands.

use crate::agency::Agency;
use crate::house::{House, story};
use crate::said::townsperson;
use casefile::Standing;

fn two_systems() -> Vec<Agency> {
    let first = vec![townsperson("benefits", "B-1", "2026-02-01", 1).whole()];
    vec![Agency::new("benefits").delivers("2026-02-01", first), Agency::new("housing")]
}

fn standing(house: &House) -> Standing {
    house.file().availability().unwrap().remove(0)
}

#[test]
fn a_system_without_a_word_yet_is_not_available() {
    story("no_word", two_systems, |house| {
        let now = standing(house);
        assert!(
            !now.available && now.last_success.is_none() && now.last_failure.is_none() && now.as_of.is_none()
        );
        assert_eq!(house.file().availability().unwrap().len(), 2, "in the order of the settings");
        house.agency("benefits").fails_at(Some(1));
        house.fail("benefits");
        let now = standing(house);
        assert!(!now.available && now.last_success.is_none() && now.last_failure.is_some());
    });
}

#[test]
fn a_system_is_available_from_its_first_word_until_it_has_been_silent_for_too_long() {
    story("silent", two_systems, |house| {
        house.take("benefits");
        let now = standing(house);
        assert!(now.available);
        assert_eq!((now.records, now.as_of.unwrap().to_string().as_str()), (1, "2026-02-01T12:00:00Z"));
        house.clock.pass_seconds(3600);
        assert!(standing(house).available);
        house.clock.pass_seconds(1);
        assert!(!standing(house).available, "an hour and a second");
        house.take("benefits");
        let now = standing(house);
        assert!(now.available, "it has nothing new, but it answers");
        assert_eq!(now.as_of.unwrap().to_string(), "2026-02-01T12:00:00Z");
    });
}

#[test]
fn a_failure_makes_a_system_unavailable_until_it_works_again_also_over_a_restart() {
    story("failure", two_systems, |house| {
        house.take("benefits");
        house.agency("benefits").fails_at(Some(2));
        house.fail("benefits");
        assert!(!standing(house).available);
        house.reopen();
        assert!(!standing(house).available);
        assert_eq!(standing(house).failure, "The benefits office cannot be reached: no route");
        house.agency("benefits").fails_at(None);
        house.take("benefits");
        assert!(standing(house).available);
    });
}

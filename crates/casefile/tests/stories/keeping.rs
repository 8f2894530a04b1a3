//! How long an agency lets its words be kept.

use crate::agency::Agency;
use crate::house::story;
use crate::said::townsperson;
use records::Keeping;

#[test]
fn what_may_be_kept_for_thirty_days_is_forgotten_after_them_unless_it_was_heard_again() {
    let clinic = || {
        let people =
            (1..=2).map(|n| townsperson("clinic", &format!("C-{n}"), "2026-02-01", n).whole()).collect();
        vec![Agency::new("clinic").keeping(Keeping::Days(30)).delivers("2026-02-01", people)]
    };
    story("kept_for_days", clinic, |house| {
        house.take("clinic");
        let (gone, stays) = (house.person("clinic/C-1"), house.person("clinic/C-2"));
        house.clock.pass_seconds(20 * 86_400);
        let again = townsperson("clinic", "C-2", "2026-02-20", 2).whole();
        house.agency("clinic").add("2026-02-20", vec![again], vec![]);
        house.take("clinic");
        house.clock.pass_seconds(11 * 86_400);
        house.take("clinic");
        assert!(house.file().around(gone).unwrap().is_none(), "thirty-one days are over");
        assert!(house.file().around(stays).unwrap().is_some(), "it was heard eleven days ago");
        assert_eq!(house.count("SELECT count(*) FROM household_member"), 0);

        // When the agency speaks of the person again, the record is there again.
        let back = townsperson("clinic", "C-1", "2026-03-10", 1).whole();
        house.agency("clinic").add("2026-03-10", vec![back], vec![]);
        house.take("clinic");
        assert!(house.file().around(house.person("clinic/C-1")).unwrap().is_some());
    });
}

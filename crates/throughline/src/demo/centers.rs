//! The demo's job centers: two sites, and a few customers who come and go.

use crate::Problem;
use access::Serving;
use frontdesk::{FrontDesk, NewMember, NoSsn, Registered, Site, SiteSettings};

/// The sites, with the area that they lie in.
const SITES: [(&str, &str); 2] =
    [("north-hill", "North Hill Career Center"), ("riverside", "Riverside Career Center")];

/// First name, last name, birth date, telephone, language; all made up.
const CUSTOMERS: [[&str; 5]; 8] = [
    ["Marisol", "Guerra", "1984-03-12", "555-0142", "es"],
    ["Devon", "Ashby", "1990-11-02", "555-0177", "en"],
    ["Lan", "Pham", "1971-07-30", "555-0113", "vi"],
    ["Oksana", "Lysenko", "1988-01-19", "555-0161", "ru"],
    ["Wei", "Chen", "1995-05-05", "555-0190", "zh"],
    ["Terrence", "Boyd", "1966-09-23", "555-0128", "en"],
    ["Aisha", "Rahman", "2001-12-14", "555-0135", "en"],
    ["Marisol", "Guerra", "1999-08-08", "", "es"],
];

/// Sets up what is missing.
pub(super) fn make(front_desk: &FrontDesk, zone: &str) -> Result<(), Problem> {
    let desk = front_desk.desk();
    if !desk.sites().map_err(Problem::from)?.is_empty() {
        return Ok(());
    }
    for (id, name) in SITES {
        let site = Site {
            id: id.to_owned(),
            area: "city".to_owned(),
            name: name.to_owned(),
            zone: zone.to_owned(),
            settings: SiteSettings { phone: "555-0180".to_owned(), ..SiteSettings::default() },
            ended_at: None,
        };
        desk.set_site(&site, None).map_err(Problem::from)?;
    }
    let permit = front_desk.operate(Serving::Greet, "the demo's customers").map_err(Problem::from)?;
    for [first, last, born, phone, lang] in CUSTOMERS {
        let said = NewMember {
            first: first.to_owned(),
            last: last.to_owned(),
            born: born.to_owned(),
            phone: phone.to_owned(),
            lang: lang.to_owned(),
            ssn: String::new(),
            no_ssn: Some(NoSsn::Declined),
        };
        if let Registered::New(member) = desk.register(&permit, "north-hill", said).map_err(Problem::from)? {
            desk.issue_card(&permit, member.id, "north-hill", None).map_err(Problem::from)?;
        }
    }
    Ok(())
}

//! Job centers with their staff and three customers, for stories told through the portal's routes.

#![allow(dead_code, reason = "each file of stories uses a part of it")]

use crate::browser::{Browser, Seen};
use crate::town::{PASSWORD, Town, settings};
use frontdesk::{FrontDesk, Member, NewMember, NoSsn, Registered, Site, SiteSettings};
use privacy::Level;
use records::SourceId;
use staff::{AgreementKind, Duty, DutyKind, NewAccount};
use std::sync::{Arc, LazyLock};

/// Who works where.
pub const STAFF: [(&str, DutyKind, &str); 5] = [
    ("greta", DutyKind::Greeter, "north"),
    ("casey", DutyKind::CaseManager, "north"),
    ("mina", DutyKind::CentreManager, "east"),
    ("solveig", DutyKind::Greeter, "south"),
    ("adam", DutyKind::AreaAdministrator, "east"),
];

pub struct Centers {
    pub town: Town,
    pub front: Arc<FrontDesk>,
    pub ada: Member,
    pub private: Member,
    pub sealed: Member,
}

pub static CENTERS: LazyLock<Centers> = LazyLock::new(|| {
    let (town, front) = Town::with_front_desk();
    for (user_name, kind, place) in STAFF {
        let groups: &[&str] = &["centers-desk"];
        let new =
            NewAccount { agency: "centers", user_name, display_name: user_name, password: PASSWORD, groups };
        let account = town.door.staff().add(&new).unwrap();
        town.door.staff().accept(account, AgreementKind::User, 1).unwrap();
        town.door.staff().give_duty(account, &Duty::new(kind, place)).unwrap();
    }
    for (id, area) in [("north", "east"), ("south", "west"), ("hill", "east")] {
        let site = Site {
            id: id.to_owned(),
            area: area.to_owned(),
            name: format!("Center {id}"),
            zone: "America/New_York".to_owned(),
            settings: SiteSettings { phone: "555-0180".to_owned(), ..SiteSettings::default() },
            ended_at: None,
        };
        front.desk().set_site(&site, None).unwrap();
    }
    let member = |first: &str, last: &str, born: &str, ssn: &str| {
        let permit = front.operate(access::Serving::Greet, "a story").unwrap();
        let said = NewMember {
            first: first.to_owned(),
            last: last.to_owned(),
            born: born.to_owned(),
            ssn: ssn.to_owned(),
            no_ssn: ssn.is_empty().then_some(NoSsn::Declined),
            ..NewMember::default()
        };
        match front.desk().register(&permit, "north", said).unwrap() {
            Registered::New(member) => *member,
            Registered::SsnKnown(_) => panic!("the numbers of the story differ"),
        }
    };
    let ada = member("Adalinda", "Marshwood", "1990-01-01", "219-09-1234");
    let private = member("Privatia", "Quietly", "1991-01-01", "");
    let sealed = member("Sealeda", "Silently", "1992-01-01", "219-09-5678");
    town.door.casefile().take_in(&SourceId::new("centers"), &mut |_| {}).unwrap();
    for (member, level) in [(&private, Level::Private), (&sealed, Level::Sealed)] {
        let subject = town.door.privacy().subject(&SourceId::new("centers"), member.uii.text());
        town.door.privacy().mark(&subject, level, 1, "a story").unwrap();
    }
    Centers { town, front, ada, private, sealed }
});

pub fn comes(user: &str) -> Browser {
    let house = portal::House { door: CENTERS.town.door.clone(), front_desk: Some(CENTERS.front.clone()) };
    let browser = Browser::new(portal::router(house, settings()));
    assert_eq!(browser.sign_in("centers", user).status, 303);
    browser.post("/purpose", &[("purpose", "UC-008:register")]);
    browser
}

pub fn names_nobody_hidden(seen: &Seen) {
    for hidden in ["Privatia", "Quietly", "Sealeda", "Silently", "219-09", "21909"] {
        assert!(!seen.shows(hidden), "{hidden}: {}", seen.text);
    }
}

pub const NEW: [(&str, &str); 7] = [
    ("first", "Newly"),
    ("last", "Arrived"),
    ("born", "1980-05-05"),
    ("phone", ""),
    ("lang", "en"),
    ("ssn", ""),
    ("no_ssn", "declined"),
];

pub fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let changed = |name: &str| changes.iter().find(|(known, _)| *known == name);
    let kept = NEW.iter().map(|pair| *changed(pair.0).unwrap_or(pair));
    let more = changes.iter().filter(|(name, _)| !NEW.iter().any(|(known, _)| known == name));
    kept.chain(more.copied()).collect()
}

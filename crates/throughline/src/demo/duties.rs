//! The people of the demo who grant, review and guard access.

use super::sign_ins::PASSWORD;
use crate::Problem;
use portal::DemoHint;
use staff::{Duty, DutyKind, NewAccount, Profile, Staff};

/// To whom the city's first private record is assigned, and by whom.
pub(super) const COUNSELOR: &str = "cal";
pub(super) const SPECIALIST: &str = "dana";

struct Officer {
    agency: &'static str,
    user_name: &'static str,
    display_name: &'static str,
    contact: &'static str,
    groups: &'static [&'static str],
    duties: &'static [(DutyKind, &'static str)],
    /// May see private records; and the user name of her supervisor, who must stand before her in the list.
    privileged: bool,
    supervisor: &'static str,
    words: &'static str,
}

const NOBODY: Officer = Officer {
    agency: "",
    user_name: "",
    display_name: "",
    contact: "",
    groups: &[],
    duties: &[],
    privileged: false,
    supervisor: "",
    words: "",
};

const OFFICERS: [Officer; 32] = [
    Officer {
        duties: &[(DutyKind::Requester, "children")],
        words: "writes requests for use cases (key contact of ACS)",
        ..named("children", "rosa", "Rosa Lindgren", "extension 2230")
    },
    Officer {
        duties: &[(DutyKind::Reviewer, "")],
        words: "reviews requests for use cases",
        ..named("law", "pia", "Pia Novak", "extension 8002")
    },
    Officer {
        duties: &[(DutyKind::Counsel, "")],
        words: "approves use cases as counsel",
        ..named("law", "cora", "Cora Whitfield", "extension 8001")
    },
    Officer {
        groups: &["data-stewards"],
        duties: &[(DutyKind::Steward, "benefits")],
        words: "steward: agrees, for HRA, to what is opened of its data; decides which records are one person",
        ..named("benefits", "sten", "Sten Oduya", "extension 4490")
    },
    Officer {
        groups: &["data-stewards"],
        duties: &[(DutyKind::Steward, "children")],
        words: "steward of ACS: confirms links that take two people",
        ..named("children", "sue", "Sue Marchetti", "extension 2290")
    },
    Officer {
        groups: &["data-stewards"],
        duties: &[(DutyKind::Steward, "housing")],
        ..named("housing", "stan", "Stan Kowalczyk", "extension 5090")
    },
    Officer {
        groups: &["data-stewards"],
        duties: &[(DutyKind::Steward, "finance")],
        ..named("finance", "stella", "Stella Brandt", "extension 6190")
    },
    Officer {
        groups: &["data-stewards"],
        duties: &[(DutyKind::Steward, "shelter")],
        ..named("shelter", "steve", "Steve Amadi", "extension 3190")
    },
    Officer {
        duties: &[(DutyKind::Provisioner, "benefits-intake")],
        words: "provisioner: gives and takes access to HRA intake",
        ..named("benefits", "denise", "Denise Okafor", "extension 4410")
    },
    Officer {
        duties: &[(DutyKind::Liaison, "benefits-intake")],
        words: "liaison: answers the questions of HRA intake",
        ..named("benefits", "marcus", "Marcus Bell", "extension 4415")
    },
    Officer {
        duties: &[(DutyKind::Provisioner, "benefits-intake")],
        ..named("benefits", "desmond", "Desmond Hale", "extension 4411")
    },
    Officer {
        duties: &[(DutyKind::Provisioner, "child-protection"), (DutyKind::Provisioner, "family-permanency")],
        ..named("children", "ruth", "Ruth Adeyemi", "extension 2201")
    },
    Officer {
        duties: &[(DutyKind::Liaison, "child-protection"), (DutyKind::Liaison, "family-permanency")],
        ..named("children", "tomas", "Tomas Vidal", "extension 2207")
    },
    Officer {
        duties: &[(DutyKind::Provisioner, "shelter-intake")],
        ..named("shelter", "carol", "Carol Nguyen", "extension 3102")
    },
    Officer {
        duties: &[(DutyKind::Liaison, "shelter-intake")],
        ..named("shelter", "andre", "Andre Pierre", "extension 3119")
    },
    Officer {
        duties: &[(DutyKind::Provisioner, "housing-assistants")],
        ..named("housing", "luis", "Luis Ferrer", "extension 5020")
    },
    Officer {
        duties: &[(DutyKind::Liaison, "housing-assistants")],
        ..named("housing", "hannah", "Hannah Stone", "extension 5033")
    },
    Officer {
        duties: &[(DutyKind::Provisioner, "rent-freeze-examiners")],
        ..named("finance", "paul", "Paul Osei", "extension 6100")
    },
    Officer {
        duties: &[(DutyKind::Liaison, "rent-freeze-examiners")],
        ..named("finance", "irina", "Irina Sokol", "extension 6104")
    },
    Officer {
        duties: &[(DutyKind::Provisioner, "hospital-social-work")],
        ..named("hospitals", "grace", "Grace Lindqvist", "extension 7007")
    },
    Officer {
        duties: &[(DutyKind::Liaison, "hospital-social-work")],
        ..named("hospitals", "omar", "Omar Haddad", "extension 7011")
    },
    Officer {
        groups: &["benefits-intake"],
        duties: &[(DutyKind::Specialist, "benefits")],
        privileged: true,
        words: "data specialist of HRA: marks and assigns private records",
        ..named("benefits", "dana", "Dana Whitcombe", "extension 4470")
    },
    Officer {
        groups: &["benefits-intake"],
        privileged: true,
        words: "supervises Cal; may see his private cases",
        ..named("benefits", "sofia", "Sofia Marin", "extension 4430")
    },
    Officer {
        groups: &["benefits-intake"],
        privileged: true,
        supervisor: "sofia",
        words: "counselor to whom private cases can be assigned",
        ..named("benefits", "cal", "Cal Jensen", "extension 4431")
    },
    Officer {
        groups: &["benefits-intake"],
        duties: &[(DutyKind::Monitor, "benefits")],
        privileged: true,
        words: "monitors private records of HRA",
        ..named("benefits", "mona", "Mona Fischer", "extension 4480")
    },
    Officer {
        duties: &[(DutyKind::Requester, "benefits")],
        ..named("benefits", "rick", "Rick Sandoval", "extension 4402")
    },
    Officer {
        duties: &[(DutyKind::Requester, "shelter")],
        ..named("shelter", "remy", "Remy Castillo", "extension 3101")
    },
    Officer {
        groups: &["centers-desk"],
        duties: &[(DutyKind::Greeter, "north-hill")],
        words: "greets customers at the North Hill center: registers, makes cards, runs workshops",
        ..named("centers", "greta", "Greta Solis", "extension 9001")
    },
    Officer {
        groups: &["centers-desk"],
        duties: &[(DutyKind::CaseManager, "north-hill")],
        words: "case manager at North Hill: sees what a customer did, confirms services",
        ..named("centers", "casey", "Casey Brandt", "extension 9010")
    },
    Officer {
        groups: &["centers-desk"],
        duties: &[(DutyKind::CentreManager, "city")],
        words: "runs the centers of the area: reports, corrections, close of day",
        ..named("centers", "mina", "Mina Okoro", "extension 9020")
    },
    Officer {
        duties: &[(DutyKind::AreaAdministrator, "city")],
        words: "sets up the area: sites, kiosks, services, staff",
        ..named("centers", "adam", "Adam Reyes", "extension 9030")
    },
    Officer {
        duties: &[(DutyKind::StateReporter, "")],
        words: "makes the reports for funders",
        ..named("centers", "stacy", "Stacy Lund", "extension 9040")
    },
];

const fn named(
    agency: &'static str,
    user_name: &'static str,
    display_name: &'static str,
    contact: &'static str,
) -> Officer {
    Officer { agency, user_name, display_name, contact, ..NOBODY }
}

/// Makes the accounts that are missing, with their duties.
pub(super) fn make(staff: &Staff) -> Result<(), Problem> {
    for officer in &OFFICERS {
        if staff.find(officer.agency, officer.user_name).map_err(Problem::from)?.is_some() {
            continue;
        }
        let new = NewAccount {
            agency: officer.agency,
            user_name: officer.user_name,
            display_name: officer.display_name,
            password: PASSWORD,
            groups: officer.groups,
        };
        let account = staff.add(&new).map_err(Problem::from)?;
        let supervisor = staff.find(officer.agency, officer.supervisor).map_err(Problem::from)?;
        let profile = Profile { contact: officer.contact, privileged: officer.privileged, supervisor };
        staff.set_profile(account, &profile).map_err(Problem::from)?;
        for (kind, scope) in officer.duties {
            staff.give_duty(account, &Duty::new(*kind, scope)).map_err(Problem::from)?;
        }
    }
    Ok(())
}

/// Those who are worth trying.
pub(super) fn hints() -> impl Iterator<Item = DemoHint> {
    OFFICERS.iter().filter(|officer| !officer.words.is_empty()).map(|officer| DemoHint {
        agency: officer.agency.to_owned(),
        user_name: officer.user_name.to_owned(),
        password: PASSWORD.to_owned(),
        words: officer.words.to_owned(),
        part: officer.part().to_owned(),
    })
}

impl Officer {
    /// What she does, as a heading of the sign-in page.
    fn part(&self) -> &'static str {
        match self.duties.first() {
            Some((DutyKind::Provisioner | DutyKind::Liaison, _)) => "Giving access and answering questions",
            Some((DutyKind::Specialist | DutyKind::Monitor, _)) | None => "Guarding private records",
            Some((
                DutyKind::Greeter
                | DutyKind::CaseManager
                | DutyKind::CentreManager
                | DutyKind::AreaAdministrator
                | DutyKind::StateReporter,
                _,
            )) => "Job centers",
            Some(_) => "Requesting and reviewing use cases",
        }
    }
}

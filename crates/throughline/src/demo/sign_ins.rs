//! The people who can sign in to the demo, one for each way of looking at the city.

use super::duties;
use crate::Problem;
use portal::DemoHint;
use staff::{NewAccount, Staff};

/// The password of everybody in the demo; every page of the demo says so.
pub(crate) const PASSWORD: &str = "made-up city 2026";

struct Role {
    agency: &'static str,
    user_name: &'static str,
    display_name: &'static str,
    groups: &'static [&'static str],
    words: &'static str,
}

const ROLES: [Role; 7] = [
    Role {
        agency: "benefits",
        user_name: "ana",
        display_name: "Ana Ruiz",
        groups: &["benefits-intake"],
        words: "takes applications: benefits, income, household; no child welfare",
    },
    Role {
        agency: "children",
        user_name: "ben",
        display_name: "Ben Carter",
        groups: &["child-protection"],
        words: "investigates for children: kin, custody, child welfare; chooses a purpose",
    },
    Role {
        agency: "children",
        user_name: "fay",
        display_name: "Fay Lindholm",
        groups: &["family-permanency"],
        words: "locates parents: addresses and kin, no income",
    },
    Role {
        agency: "shelter",
        user_name: "dov",
        display_name: "Dov Mizrahi",
        groups: &["shelter-intake"],
        words: "receives families: former homes, shelter stays",
    },
    Role {
        agency: "housing",
        user_name: "hui",
        display_name: "Hui Zhang",
        groups: &["housing-assistants"],
        words: "reviews tenancies: household and income",
    },
    Role {
        agency: "finance",
        user_name: "ivo",
        display_name: "Ivo Petrov",
        groups: &["rent-freeze-examiners"],
        words: "decides on rent freezes: declared income and tenancy",
    },
    Role {
        agency: "hospitals",
        user_name: "lea",
        display_name: "Lea Moreau",
        groups: &["hospital-social-work"],
        words: "finds out who a patient is and whom to call",
    },
];

/// Makes the accounts that are missing and says who they are.
pub(super) fn make(staff: &Staff) -> Result<Vec<DemoHint>, Problem> {
    for role in &ROLES {
        // Whoever is there already keeps what provisioners have changed since.
        if staff.find(role.agency, role.user_name).map_err(Problem::from)?.is_some() {
            continue;
        }
        let new = NewAccount {
            agency: role.agency,
            user_name: role.user_name,
            display_name: role.display_name,
            password: PASSWORD,
            groups: role.groups,
        };
        staff.add(&new).map_err(Problem::from)?;
    }
    duties::make(staff)?;
    let hint = |role: &Role| DemoHint {
        agency: role.agency.to_owned(),
        user_name: role.user_name.to_owned(),
        password: PASSWORD.to_owned(),
        words: role.words.to_owned(),
        part: String::new(),
    };
    Ok(ROLES.iter().map(hint).chain(duties::hints()).collect())
}

/// Thirty-two random bytes in hexadecimal.
pub(super) fn random_token() -> Result<String, Problem> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(Problem::from)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

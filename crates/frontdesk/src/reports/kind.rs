//! Which reports there are, of which places.

use counting::reports::volume::By;

/// A report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ReportKind {
    /// Visits by place, time and service.
    Volume,
    /// How many staff each hour of the week asks for.
    Staffing,
    /// Who comes often while nothing happens.
    Often,
    /// Persons, counted once.
    Unduplicated,
    /// The shape of ETA-9173.
    Performance,
    /// The Wagner-Peyser services.
    WagnerPeyser,
    /// The federal file of individual records, with its checks.
    Federal,
}

/// A place of which reports are made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReportPlace {
    /// A site, by its id.
    Site(String),
    /// An area, by its id.
    Area(String),
    /// All of them.
    State,
}

impl ReportKind {
    /// Every one, in the order of the page.
    pub const ALL: [ReportKind; 7] = [
        ReportKind::Volume,
        ReportKind::Staffing,
        ReportKind::Often,
        ReportKind::Unduplicated,
        ReportKind::Performance,
        ReportKind::WagnerPeyser,
        ReportKind::Federal,
    ];

    /// In addresses, settings and the log.
    pub fn word(self) -> &'static str {
        match self {
            ReportKind::Volume => "volume",
            ReportKind::Staffing => "staffing",
            ReportKind::Often => "often",
            ReportKind::Unduplicated => "unduplicated",
            ReportKind::Performance => "performance",
            ReportKind::WagnerPeyser => "wagner-peyser",
            ReportKind::Federal => "federal-file",
        }
    }

    /// The report with this word.
    pub fn read(word: &str) -> Option<ReportKind> {
        ReportKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// As people call it.
    pub fn title(self) -> &'static str {
        match self {
            ReportKind::Volume => "Volume of visits",
            ReportKind::Staffing => "Staffing by demand",
            ReportKind::Often => "People to speak with",
            ReportKind::Unduplicated => "Unduplicated persons",
            ReportKind::Performance => "Program performance (ETA-9173)",
            ReportKind::WagnerPeyser => "Wagner-Peyser services",
            ReportKind::Federal => "Federal file of individual records",
        }
    }

    /// What it answers.
    pub fn about(self) -> &'static str {
        match self {
            ReportKind::Volume => "How many came, when, and for what.",
            ReportKind::Staffing => "How many staff each hour of the week asks for.",
            ReportKind::Often => {
                "Who comes often, while staff have delivered nothing that counts for a while."
            }
            ReportKind::Unduplicated => {
                "Persons, participants and reportable individuals, each counted once."
            }
            ReportKind::Performance => {
                "Participants by the highest level of service, in the shape that funders ask for."
            }
            ReportKind::WagnerPeyser => {
                "Who was served with what: everybody, the unemployed, veterans, farmworkers."
            }
            ReportKind::Federal => "One line for each period, checked as the federal system checks it.",
        }
    }

    /// What its numbers are.
    pub fn unit(self) -> &'static str {
        match self {
            ReportKind::Volume => {
                "Numbers are visits, where a heading does not say persons, services, minutes or percent."
            }
            ReportKind::Staffing => {
                "Numbers are arrivals, requests, minutes and staff in one hour, as the headings say."
            }
            ReportKind::Often => "Days are days on which somebody came.",
            ReportKind::Unduplicated => {
                "Numbers are persons, where a heading does not say periods or visits."
            }
            ReportKind::Performance | ReportKind::WagnerPeyser => "Numbers are persons.",
            ReportKind::Federal => "One line is one period of one person.",
        }
    }

    /// It is made of such a place.
    pub fn is_of(self, place: &ReportPlace) -> bool {
        match self {
            ReportKind::Volume | ReportKind::Unduplicated => true,
            ReportKind::Staffing => matches!(place, ReportPlace::Site(_)),
            ReportKind::Often => !matches!(place, ReportPlace::State),
            ReportKind::Performance | ReportKind::WagnerPeyser | ReportKind::Federal => {
                *place == ReportPlace::State
            }
        }
    }

    /// It can be made for use outside the agency.
    pub fn can_leave(self) -> bool {
        matches!(
            self,
            ReportKind::Volume
                | ReportKind::Unduplicated
                | ReportKind::Performance
                | ReportKind::WagnerPeyser
        )
    }
}

impl ReportPlace {
    /// In addresses and the log: `site:north`, `area:coast`, `state`.
    pub fn word(&self) -> String {
        match self {
            ReportPlace::Site(id) => format!("site:{id}"),
            ReportPlace::Area(id) => format!("area:{id}"),
            ReportPlace::State => "state".to_owned(),
        }
    }

    /// The place with this word; whether it is there is another question.
    pub fn read(word: &str) -> Option<ReportPlace> {
        let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
        let id = |text: &str| (1..=40).contains(&text.len()) && text.bytes().all(fits);
        match word.split_once(':') {
            None if word == "state" => Some(ReportPlace::State),
            Some(("site", text)) if id(text) => Some(ReportPlace::Site(text.to_owned())),
            Some(("area", text)) if id(text) => Some(ReportPlace::Area(text.to_owned())),
            _ => None,
        }
    }
}

/// What volume can be broken down by, with the word for it.
const BY: [(&str, By); 6] = [
    ("site", By::Site),
    ("area", By::Area),
    ("day", By::Day),
    ("weekday", By::Weekday),
    ("hour", By::Hour),
    ("service", By::Service),
];

/// What volume is broken down by, from its word.
pub fn by_word(word: &str) -> Option<By> {
    BY.iter().find(|(known, _)| *known == word).map(|(_, by)| *by)
}

/// Everything that volume can be broken down by: its word.
pub const BY_WORDS: [&str; 6] = ["site", "area", "day", "weekday", "hour", "service"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_what_they_stand_for() {
        for kind in ReportKind::ALL {
            assert_eq!(ReportKind::read(kind.word()), Some(kind));
        }
        for word in ["site:north-hill", "area:city", "state"] {
            assert_eq!(ReportPlace::read(word).unwrap().word(), word);
        }
        for wrong in ["", "site:", "site:../x", "city", "state:x", "area:City"] {
            assert_eq!(ReportPlace::read(wrong), None, "{wrong}");
        }
        assert_eq!((by_word("hour"), by_word("moon")), (Some(By::Hour), None));
    }
}

//! The questions, their answers, and what each counts as.

use super::About;
use counting::{Barrier, Barriers, Day, Education, Employment, Race, Races, Said, Traits};
use records::Sex;

/// A question that may stay unanswered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    /// Its name, in forms.
    pub id: &'static str,
    /// What is asked.
    pub words: &'static str,
    /// What is meant; may be empty.
    pub hint: &'static str,
    /// Several answers can be true.
    pub several: bool,
    /// The answers: name and words.
    pub answers: &'static [(&'static str, &'static str)],
}

const YES_NO: &[(&str, &str)] = &[("yes", "Yes"), ("no", "No")];
/// Asked, and none of the others is true.
const NONE: &str = "none";

/// Every question, in the order of the page.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "sex",
        words: "Sex",
        hint: "",
        several: false,
        answers: &[("female", "Female"), ("male", "Male")],
    },
    Question {
        id: "hispanic",
        words: "Hispanic or Latino",
        hint: "Of Cuban, Mexican, Puerto Rican, South or Central American or other Spanish culture or origin, whatever the race",
        several: false,
        answers: YES_NO,
    },
    Question {
        id: "race",
        words: "Race",
        hint: "As many as are true",
        several: true,
        answers: &[
            ("american-indian", "American Indian or Alaska Native"),
            ("asian", "Asian"),
            ("black", "Black or African American"),
            ("pacific-islander", "Native Hawaiian or other Pacific Islander"),
            ("white", "White"),
        ],
    },
    Question {
        id: "veteran",
        words: "Veteran",
        hint: "Served on active duty in the armed forces, and was discharged under conditions other than dishonorable",
        several: false,
        answers: YES_NO,
    },
    Question {
        id: "disability",
        words: "Individual with a disability",
        hint: "A physical or mental impairment that substantially limits one or more major life activities, as in section 3 of the Americans with Disabilities Act (42 U.S.C. 12102)",
        several: false,
        answers: YES_NO,
    },
    Question {
        id: "farmworker",
        words: "Migrant or seasonal farmworker",
        hint: "As in section 167(i) of the Workforce Innovation and Opportunity Act",
        several: false,
        answers: YES_NO,
    },
    Question {
        id: "education",
        words: "Highest level of education that was completed",
        hint: "",
        several: false,
        answers: &[
            ("less", "No secondary school diploma or equivalent"),
            ("secondary", "Secondary school diploma or equivalent"),
            ("some-postsecondary", "One or more years of postsecondary education"),
            ("certificate", "Postsecondary certificate (non-degree)"),
            ("associate", "Associate’s degree"),
            ("bachelor", "Bachelor’s degree or equivalent"),
            ("advanced", "Degree beyond a bachelor’s"),
        ],
    },
    Question {
        id: "employment",
        words: "Employment today",
        hint: "",
        several: false,
        answers: &[
            ("employed", "Employed"),
            ("noticed", "Employed, with a notice that the job ends"),
            ("not-in-labor-force", "Not in the labor force"),
            ("unemployed", "Unemployed"),
        ],
    },
    Question {
        id: "barriers",
        words: "Barriers to employment",
        hint: "As many as are true",
        several: true,
        answers: &[
            ("displaced-homemaker", "Displaced homemaker"),
            ("english-learner", "English learner, low literacy, or cultural barriers"),
            ("exhausting-tanf", "Exhausting TANF within two years"),
            ("ex-offender", "Formerly incarcerated"),
            ("homeless", "Homeless"),
            ("long-term-unemployed", "Unemployed for 27 weeks or longer"),
            ("low-income", "Low income"),
            ("single-parent", "Single parent"),
            ("foster-care", "In foster care, or aged out of it"),
            (NONE, "None of these"),
        ],
    },
];

impl Question {
    /// An answer that can be true beside the others: *none of these* is not true beside one of them.
    pub(super) fn fits(&self, answer: &str, all: &[String]) -> bool {
        let known = |one: &str| self.answers.iter().any(|(id, _)| *id == one);
        known(answer) && (answer != NONE || !all.iter().any(|other| other != NONE && known(other)))
    }
}

/// What the answers count as.
pub(crate) fn traits(about: &About, born: Option<Day>) -> Traits {
    let one = |question: &str| about.answers(question).first().map(String::as_str).unwrap_or_default();
    let said = |question: &str| -> Said {
        match one(question) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    };
    let races = about.answers("race").iter().filter_map(|word| race(word));
    let barriers = about.answers("barriers");
    Traits {
        born,
        sex: match one("sex") {
            "female" => Some(Sex::Female),
            "male" => Some(Sex::Male),
            _ => None,
        },
        hispanic: said("hispanic"),
        races: races.fold(None, |all: Option<Races>, race| Some(all.unwrap_or_default().and(race))),
        veteran: said("veteran"),
        disability: said("disability"),
        farmworker: said("farmworker"),
        education: education(one("education")),
        employment: employment(one("employment")),
        barriers: (!barriers.is_empty()).then(|| {
            barriers.iter().filter_map(|word| barrier(word)).fold(Barriers::default(), Barriers::and)
        }),
    }
}

fn race(word: &str) -> Option<Race> {
    Some(match word {
        "american-indian" => Race::AmericanIndian,
        "asian" => Race::Asian,
        "black" => Race::Black,
        "pacific-islander" => Race::PacificIslander,
        "white" => Race::White,
        _ => return None,
    })
}

fn education(word: &str) -> Option<Education> {
    Some(match word {
        "less" => Education::Less,
        "secondary" => Education::Secondary,
        "some-postsecondary" => Education::SomePostsecondary,
        "certificate" => Education::Certificate,
        "associate" => Education::Associate,
        "bachelor" => Education::Bachelor,
        "advanced" => Education::Advanced,
        _ => return None,
    })
}

fn employment(word: &str) -> Option<Employment> {
    Some(match word {
        "employed" => Employment::Employed,
        "noticed" => Employment::Noticed,
        "not-in-labor-force" => Employment::NotInLaborForce,
        "unemployed" => Employment::Unemployed,
        _ => return None,
    })
}

fn barrier(word: &str) -> Option<Barrier> {
    Some(match word {
        "displaced-homemaker" => Barrier::DisplacedHomemaker,
        "english-learner" => Barrier::EnglishLearner,
        "exhausting-tanf" => Barrier::ExhaustingTanf,
        "ex-offender" => Barrier::ExOffender,
        "homeless" => Barrier::Homeless,
        "long-term-unemployed" => Barrier::LongTermUnemployed,
        "low-income" => Barrier::LowIncome,
        "single-parent" => Barrier::SingleParent,
        "foster-care" => Barrier::FosterCare,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_counts_as_something_of_its_own() {
        let nothing = Traits::default();
        assert_eq!(traits(&About::default(), None), nothing);
        for question in QUESTIONS {
            let mut known = vec![nothing];
            for (answer, words) in question.answers {
                let about = About::default().with(question.id, answer);
                let counts = traits(&about, None);
                assert!(!known.contains(&counts), "{} {words}", question.id);
                known.push(counts);
            }
            let unknown = About::default().with(question.id, "something else");
            assert_eq!(traits(&unknown, None), nothing, "{}", question.id);
        }
    }

    #[test]
    fn none_of_these_is_an_answer_and_only_by_itself() {
        let barriers = QUESTIONS.iter().find(|one| one.id == "barriers").unwrap();
        let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert!(barriers.fits(NONE, &all(&[NONE])));
        assert!(!barriers.fits(NONE, &all(&["homeless", NONE])));
        let none = About::default().with("barriers", NONE);
        assert_eq!(traits(&none, None).barriers, Some(Barriers::default()));
    }
}

//! An independent reading of the sheets in `examples/new_york/policies`, as a plain table: written by hand from the
//! reviewed text, so that neither the sheets nor the program can drift without a story noticing.

/// Who, under which use case and purpose, sees which classes of which sources.
pub struct Reading {
    pub user: &'static str,
    pub use_case: &'static str,
    pub purpose: &'static str,
    pub opens: &'static [(&'static [&'static str], &'static str)],
}

pub const SHEETS: [Reading; 8] = [
    Reading {
        user: "ana",
        use_case: "UC-001",
        purpose: "application",
        opens: &[
            (
                &["benefits"],
                "name birth_date ssn_last_four record_number program person_detail address phone household relatives \
                 case_worker benefits income document_list document_image",
            ),
            (
                &["housing", "finance", "shelter"],
                "name birth_date ssn_last_four record_number program person_detail address phone household case_worker \
                 benefits income tenancy shelter_stay document_list document_image",
            ),
        ],
    },
    Reading {
        user: "ben",
        use_case: "UC-002",
        purpose: "investigation",
        opens: &[
            (
                &["children"],
                "name birth_date ssn_last_four record_number program person_detail address phone household relatives \
                 case_worker child_welfare custody document_list document_image",
            ),
            (
                &["benefits", "housing", "shelter"],
                "name birth_date ssn_last_four record_number program person_detail address phone household relatives \
                 case_worker benefits tenancy shelter_stay",
            ),
        ],
    },
    LOCATING_FOR_PROTECTION,
    Reading { user: "cleo", ..LOCATING_FOR_PROTECTION },
    Reading {
        user: "dov",
        use_case: "UC-004",
        purpose: "intake",
        opens: &[
            (
                &["shelter", "housing"],
                "name birth_date ssn_last_four record_number person_detail address phone household relatives tenancy \
                 shelter_stay document_list",
            ),
            (
                &["benefits"],
                "name birth_date ssn_last_four record_number program person_detail address phone household case_worker",
            ),
        ],
    },
    Reading {
        user: "eve",
        use_case: "UC-005",
        purpose: "annual-review",
        opens: &[
            (
                &["housing"],
                "name birth_date ssn_last_four record_number person_detail address phone household tenancy income \
                 benefits document_list document_image",
            ),
            (&["benefits", "finance"], "name birth_date household program income"),
        ],
    },
    Reading {
        user: "fay",
        use_case: "UC-006",
        purpose: "eligibility",
        opens: &[
            (
                &["finance"],
                "name birth_date ssn_last_four record_number program person_detail address phone case_worker benefits \
                 income",
            ),
            (&["housing"], "name birth_date address tenancy"),
        ],
    },
    Reading {
        user: "lea",
        use_case: "UC-007",
        purpose: "identify",
        opens: &[(
            &["benefits", "housing", "shelter"],
            "name birth_date ssn_last_four person_detail address phone household relatives program case_worker",
        )],
    },
];

/// Two groups may choose it.
const LOCATING_FOR_PROTECTION: Reading = Reading {
    user: "ben",
    use_case: "UC-003",
    purpose: "notice",
    opens: &[
        (
            &["children"],
            "name birth_date ssn_last_four person_detail address phone household relatives child_welfare custody",
        ),
        (
            &["benefits", "housing", "shelter"],
            "name birth_date ssn_last_four person_detail address phone household relatives shelter_stay",
        ),
    ],
};

impl Reading {
    /// The class of a source is open.
    pub fn opens(&self, source: &str, class: &str) -> bool {
        let opened = |(sources, classes): &(&[&str], &str)| {
            sources.contains(&source) && classes.split_whitespace().any(|open| open == class)
        };
        self.opens.iter().any(opened)
    }

    /// The sources of which anything is open, in alphabetical order.
    pub fn sources(&self) -> Vec<&'static str> {
        let mut all: Vec<&str> = self.opens.iter().flat_map(|(sources, _)| sources.iter().copied()).collect();
        all.sort_unstable();
        all
    }
}

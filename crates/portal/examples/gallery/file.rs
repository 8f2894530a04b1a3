use crate::{agency, at_work, page, when};
use portal::pages::{CaseFile, Document, FolderPart, Zoom};
use portal::view::{
    Body, Cell, Column, Disagreement, DocumentLine, Extent, Fact, Folder, Glance, Person, Row, Said, Section,
    SourceState, Table,
};
use std::path::Path;
use std::{fs, io};

pub fn pages(folder: &Path) -> io::Result<()> {
    page(folder, "case-file-whole.html", &whole())?;
    let lazy = folders()
        .into_iter()
        .map(|one| Folder { load_from: Some(format!("/folder/{}.html", one.id)), sections: vec![], ..one })
        .collect();
    page(folder, "case-file.html", &CaseFile { folders: lazy, ..whole() })?;
    for one in folders().into_iter().filter(|one| one.id != "rev") {
        page(folder, &format!("folder/{}.html", one.id), &FolderPart { folder: one })?;
    }
    page(folder, "case-file-private.html", &private())?;
    fs::write(folder.join("lease.svg"), LEASE)?;
    page(folder, "document.html", &document())
}

fn person() -> Person {
    Person {
        link: "/case-file.html".into(),
        name: "Rosa Delmar-Quintero".into(),
        born: Some("May 12, 1954".into()),
        age: Some("72".into()),
        ssn_last4: Some("4821".into()),
        household: Some("3 people, 77 Alder Court 5B".into()),
        mark: None,
    }
}

fn whole() -> CaseFile {
    CaseFile {
        frame: at_work(),
        person: person(),
        extent: Extent::Full,
        glance: glance(),
        disagreements: disagreements(),
        household: Some(household()),
        relatives: Some(relatives()),
        overview: vec![income(), enrolment()],
        folders: folders(),
        whole_page: "/case-file-whole.html".into(),
        why: "/help.html".into(),
    }
}

fn private() -> CaseFile {
    let words = "Only the assigned counselor, her supervisor, the data specialist and monitors see more. Your data specialist assigns such cases: Lee Abara, 555-0140.";
    let basics = vec![
        glance_fact("Program", "Work First", "Status: open"),
        glance_fact("Case number", "0048213", "State system"),
    ];
    CaseFile {
        person: Person {
            name: "Rosa Ferreira Lindqvist".into(),
            born: Some("Jan 30, 1958".into()),
            age: Some("68".into()),
            ssn_last4: Some("9034".into()),
            household: None,
            mark: Some("Private".into()),
            ..person()
        },
        extent: Extent::BasicsOnly(words.into()),
        glance: basics,
        disagreements: vec![],
        household: None,
        relatives: None,
        overview: vec![],
        folders: vec![],
        ..whole()
    }
}

fn glance_fact(label: &str, value: &str, note: &str) -> Glance {
    Glance { label: label.into(), value: value.into(), note: note.into() }
}

fn glance() -> Vec<Glance> {
    vec![
        glance_fact("Lives with", "2 people", "Husband, granddaughter (9)"),
        glance_fact("Household income", "$2,846 a month", "4 amounts, 3 agencies"),
        glance_fact("Receives now", "3 programs", "One ends Oct 31, 2026"),
        glance_fact("Agencies that know her", "4 of 5", "One is not answering"),
    ]
}

fn said(by: &str, words: &str, iso: &str) -> Said {
    Said { by: by.into(), as_of: Some(when(words, iso)) }
}

fn disagreements() -> Vec<Disagreement> {
    vec![
        Disagreement {
            what: "Who lives in the household".into(),
            values: vec![
                ("3 people, with Luis Quintero".into(), said("BEN", "Oct 2, 2026", "2026-10-02")),
                ("2 people, Luis is not on the lease".into(), said("HSG", "Sep 30, 2026", "2026-09-30")),
            ],
        },
        Disagreement {
            what: "Birth date".into(),
            values: vec![
                ("May 12, 1954".into(), said("BEN", "Oct 2, 2026", "2026-10-02")),
                ("Dec 5, 1954".into(), said("SHL", "Jun 18, 2019", "2019-06-18")),
            ],
        },
    ]
}

fn column(label: &str) -> Column {
    let number = matches!(label, "Amount" | "Age" | "Rent");
    Column { label: label.into(), number }
}

fn table(caption: &str, columns: &[&str], rows: &[&[&str]]) -> Table {
    let cell = |text: &&str| match text.split_once('|') {
        Some((text, note)) => Cell { text: text.into(), note: Some(note.into()), link: None },
        None => Cell { text: (*text).into(), ..Cell::default() },
    };
    Table {
        caption: caption.into(),
        columns: columns.iter().map(|label| column(label)).collect(),
        rows: rows.iter().map(|row| Row { cells: row.iter().map(cell).collect(), differs: false }).collect(),
    }
}

fn household() -> Table {
    let mut table = table(
        "77 Alder Court, apartment 5B, since Mar 2021",
        &["Name", "Relation", "Age", "Since", "Says who", "As of"],
        &[
            &["Rosa Delmar-Quintero", "Head", "72", "Mar 2021", "BEN, HSG, REV", "Oct 2, 2026"],
            &["Luis Quintero|Not on the lease, says HSG", "Husband", "74", "Mar 2021", "BEN", "Oct 2, 2026"],
            &["Ana Quintero", "Granddaughter", "9", "Aug 2024", "BEN, HSG", "Oct 2, 2026"],
        ],
    );
    if let Some(row) = table.rows.get_mut(1) {
        row.differs = true;
    }
    for row in table.rows.iter_mut().skip(1) {
        if let Some(cell) = row.cells.first_mut() {
            cell.link = Some("/case-file.html".into());
        }
    }
    table
}

fn relatives() -> Table {
    table(
        "People who do not live there",
        &["Name", "Relation", "Lives", "Reach", "Says who", "As of"],
        &[
            &[
                "Marisol Quintero",
                "Daughter, mother of Ana",
                "209 Ferry Road",
                "555-0117",
                "BEN",
                "Aug 14, 2026",
            ],
            &["Hector Delmar", "Brother", "Not known", "555-0181", "SHL", "Jun 18, 2019"],
        ],
    )
}

fn income() -> Section {
    let rows: &[&[&str]] = &[
        &["Social security, retirement", "Rosa", "$1,214.00", "month", "BEN", "Oct 2, 2026"],
        &["Social security, retirement", "Luis", "$1,032.00", "month", "BEN", "Oct 2, 2026"],
        &["Cash assistance, child only", "Ana", "$400.00", "month", "BEN", "Oct 2, 2026"],
        &["Wages, part time", "Luis", "$200.00", "month", "REV", "Dec 31, 2025"],
    ];
    let table = table(
        "Everything that any system knows, before taxes",
        &["Kind", "Whose", "Amount", "Each", "Source", "As of"],
        rows,
    );
    Section { title: "Household income".into(), body: Body::Rows(table) }
}

fn enrolment() -> Section {
    let rows: &[&[&str]] = &[
        &[
            "Food assistance",
            "Household",
            "Open",
            "Apr 2021 to Oct 31, 2026|Recertification due",
            "BEN",
            "Oct 2, 2026",
        ],
        &["Cash assistance, child only", "Ana", "Open", "Sep 2024", "BEN", "Oct 2, 2026"],
        &["Public housing", "Household", "Tenant", "Mar 2021", "HSG", "Sep 30, 2026"],
    ];
    let table =
        table("Programs that are open now", &["Program", "Who", "Status", "Dates", "Source", "As of"], rows);
    Section { title: "Receives now".into(), body: Body::Rows(table) }
}

fn fact(label: &str, value: &str) -> Fact {
    Fact { label: label.into(), value: value.into(), said: None }
}

fn folder(id: &str, state: SourceState, sections: Vec<Section>) -> Folder {
    Folder {
        id: id.into(),
        agency: agency(&id.to_uppercase()),
        state,
        sections,
        load_from: None,
        whole_page: "/case-file-whole.html".into(),
    }
}

fn folders() -> Vec<Folder> {
    vec![
        folder("ben", SourceState::Fresh(when("2:14 PM", "2026-10-02T18:14:00Z")), benefits()),
        folder(
            "fam",
            SourceState::NotPermitted {
                why: "Your use case, UC-014, does not include Family Services. Your provisioner, Lee Abara, can say who may see it.".into(),
            },
            vec![],
        ),
        folder("hsg", SourceState::AsOf(when("Sep 30, 2026", "2026-09-30")), housing()),
        folder(
            "shl",
            SourceState::Down {
                since: when("1:50 PM", "2026-10-02T17:50:00Z"),
                known: Some(when("1:49 PM", "2026-10-02T17:49:00Z")),
            },
            shelter(),
        ),
        folder("rev", SourceState::Slow(None), vec![]),
        folder("job", SourceState::NoRecord(when("2:14 PM", "2026-10-02T18:14:00Z")), vec![]),
    ]
}

fn benefits() -> Vec<Section> {
    let document = |title: &str, category: &str, words: &str, iso: &str, pages: &str| DocumentLine {
        title: title.into(),
        category: category.into(),
        dated: when(words, iso),
        pages: pages.into(),
        link: "/document.html".into(),
    };
    let about = vec![
        fact("Names", "Rosa Delmar-Quintero; Rosa Delmar until 1979"),
        fact("Birth date", "May 12, 1954"),
        fact("Client number", "QZ40718D"),
        fact("Language", "Spanish, needs an interpreter"),
        fact("Telephone", "555-0119"),
        fact("Mail goes to", "77 Alder Court 5B"),
    ];
    let rows: &[&[&str]] = &[
        &["Food assistance", "0071824-F", "Open", "$291.00", "Apr 2021", "J. Moreau, center 12|555-0150"],
        &[
            "Cash assistance, child only",
            "0098127-C",
            "Open",
            "$400.00",
            "Sep 2024",
            "J. Moreau, center 12|555-0150",
        ],
        &["Heating help", "0044190-H", "Closed Apr 2026", "$340.00", "Dec 2025", "Center 4|555-0104"],
    ];
    let cases =
        table("Cases, newest first", &["Program", "Case", "Status", "Amount", "Since", "Worker"], rows);
    vec![
        Section { title: "About her".into(), body: Body::Facts(about) },
        Section { title: "Cases".into(), body: Body::Rows(cases) },
        Section {
            title: "Documents".into(),
            body: Body::Documents(vec![
                document("Lease", "Housing", "Mar 4, 2021", "2021-03-04", "2 pages"),
                document(
                    "Birth certificate of Ana Quintero",
                    "Identity",
                    "Sep 2, 2024",
                    "2024-09-02",
                    "1 page",
                ),
            ]),
        },
    ]
}

fn housing() -> Vec<Section> {
    let facts = vec![
        fact("Tenancy", "77 Alder Court, apartment 5B"),
        fact("Since", "Mar 1, 2021"),
        fact("Rent", "$612.00 a month"),
        fact("On the lease", "Rosa Delmar-Quintero, Ana Quintero"),
        fact("Income at last review", "$26,952 a year"),
        fact("Office", "Alder Court, 555-0171"),
    ];
    vec![Section { title: "Tenancy".into(), body: Body::Facts(facts) }]
}

fn shelter() -> Vec<Section> {
    let rows: &[&[&str]] =
        &[&["Mill Street Family Center", "Jun 18, 2019", "Feb 27, 2021", "Moved to housing"]];
    let stays = table("Stays", &["Shelter", "From", "Until", "Left because"], rows);
    vec![Section { title: "Shelter stays".into(), body: Body::Rows(stays) }]
}

fn document() -> Document {
    Document {
        frame: at_work(),
        person: person(),
        title: "Lease".into(),
        category: "Housing".into(),
        dated: when("Mar 4, 2021", "2021-03-04"),
        agency: agency("BEN"),
        page: 1,
        pages: 2,
        image: "/lease.svg".into(),
        text: None,
        zoom: Zoom::Fit,
        zooms: [Zoom::Fit, Zoom::Actual, Zoom::Large].map(|size| (size, "/document.html".into())).to_vec(),
        previous: None,
        next: Some("/document.html".into()),
        save: None,
        back: "/case-file.html#ben".into(),
        whole_page: "/document.html".into(),
    }
}

const LEASE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="850" height="1100" viewBox="0 0 850 1100">
<rect width="850" height="1100" fill="#fff"/>
<text x="80" y="130" font-family="serif" font-size="34">LEASE</text>
<text x="80" y="190" font-family="serif" font-size="20">77 Alder Court, apartment 5B</text>
<g stroke="#bbb" stroke-width="10"><path d="M80 260h690M80 300h660M80 340h690M80 380h420M80 460h690M80 500h650M80 540h690M80 580h300"/></g>
<g transform="rotate(-30 425 700)" fill="#1b1b1b" opacity=".16" font-family="sans-serif" font-size="30"><text x="40" y="640">Dana Whitlock, BEN, Oct 2, 2026, 2:14 PM</text><text x="40" y="760">UC-014 Recertify cash assistance</text></g>
</svg>
"##;

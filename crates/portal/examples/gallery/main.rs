//! Writes every page with made-up content to a folder, to look at without a server:
//! `cargo run -p portal --example gallery -- FOLDER`

mod file;
mod people;

use askama::Template;
use portal::assets;
use portal::pages::{
    Availability, Choice, ChoosePurpose, Contact, FieldError, Frame, Help, LastPurpose, PermittedUse,
    PurposeInForce, Search, Session, SignIn, SignedIn, SignedOut, Terms, Trouble, TroubleKind, UseCase,
};
use portal::view::{Agency, SourceLine, SourceState, When};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/gallery".into()));
    fs::create_dir_all(folder.join("assets"))?;
    for (name, asset) in assets::all() {
        fs::write(folder.join("assets").join(name), asset.bytes)?;
    }
    doors(&folder)?;
    troubles(&folder)?;
    people::pages(&folder)?;
    file::pages(&folder)?;
    println!("{} ({} assets)", folder.display(), assets::STATE.word());
    Ok(())
}

fn page(folder: &Path, name: &str, page: &impl Template) -> io::Result<()> {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap_or(folder))?;
    fs::write(file, page.render().map_err(io::Error::other)?)
}

fn when(words: &str, iso: &str) -> When {
    When { words: words.into(), iso: iso.into() }
}

fn agency(short: &str) -> Agency {
    let name = match short {
        "BEN" => "Benefits Office",
        "FAM" => "Family Services",
        "HSG" => "Housing Office",
        "SHL" => "Shelter Services",
        "JOB" => "Employment Services",
        _ => "Revenue Office",
    };
    Agency { short: short.into(), name: name.into() }
}

fn stranger() -> Frame {
    Frame::default()
}

fn before_purpose() -> Frame {
    let session = Session {
        now: "2026-10-02T18:14:00Z".into(),
        ends: "2026-10-02T18:34:00Z".into(),
        clock: "2:34 PM".into(),
    };
    let made = when("Oct 2, 2026, 2:14 PM", "2026-10-02T18:14:00Z");
    let user = SignedIn { name: "Dana Whitlock".into(), agency: "BEN".into(), session, made };
    Frame { user: Some(user), purpose: None }
}

fn at_work() -> Frame {
    let purpose = PurposeInForce {
        permitted_use: "Recertify cash assistance".into(),
        use_case: "UC-014: Recertification at job centers".into(),
        can_change: true,
    };
    Frame { purpose: Some(purpose), ..before_purpose() }
}

fn sources() -> Vec<SourceLine> {
    let line = |short: &str, state, updated: Option<(&str, &str)>, note: &str| SourceLine {
        agency: agency(short),
        state,
        updated: updated.map(|(words, iso)| when(words, iso)),
        note: note.into(),
    };
    let now = || when("2:14 PM", "2026-10-02T18:14:00Z");
    vec![
        line("BEN", SourceState::Fresh(now()), Some(("2:14 PM", "2026-10-02T18:14:00Z")), ""),
        line("FAM", SourceState::Slow(None), Some(("2:02 PM", "2026-10-02T18:02:00Z")), ""),
        line(
            "HSG",
            SourceState::AsOf(when("Sep 30, 2026", "2026-09-30")),
            Some(("Sep 30, 2026", "2026-09-30")),
            "Delivers once a week",
        ),
        line(
            "SHL",
            SourceState::Down { since: when("1:50 PM", "2026-10-02T17:50:00Z"), known: None },
            Some(("1:49 PM", "2026-10-02T17:49:00Z")),
            "They are working on it",
        ),
        line(
            "REV",
            SourceState::AsOf(when("Oct 1, 2026", "2026-10-01")),
            Some(("Oct 1, 2026", "2026-10-01")),
            "",
        ),
    ]
}

fn doors(folder: &Path) -> io::Result<()> {
    let choice = |short: &str, chosen| Choice {
        value: short.into(),
        label: format!("{} ({short})", agency(short).name),
        chosen,
    };
    let sign_in = |problem: Option<&str>| SignIn {
        frame: stranger(),
        agencies: vec![choice("BEN", true), choice("FAM", false), choice("HSG", false)],
        user_name: if problem.is_some() { "dwhitlock".into() } else { String::new() },
        problem: problem.map(Into::into),
        sources: sources(),
    };
    page(folder, "sign-in.html", &sign_in(None))?;
    page(
        folder,
        "sign-in-again.html",
        &sign_in(Some("Agency, name and password do not go together. Check them and try again.")),
    )?;
    page(folder, "purpose.html", &purpose())?;
    page(folder, "search.html", &Search { frame: at_work(), terms: Terms::default(), errors: vec![] })?;
    let terms = Terms { text: "rosa".into(), born: "13/45/1954".into(), ..Terms::default() };
    let words = "Birth date: there is no month 13. Write it as month, day, year, or the year alone.";
    let errors = vec![FieldError { field: "born".into(), words: words.into() }];
    page(folder, "search-again.html", &Search { frame: at_work(), terms, errors })?;
    let closed = "The portal is closed every day from 6:00 to 6:30 AM.".to_string();
    let asked = "Asked Oct 2, 2026, 2:14 PM.".to_string();
    page(
        folder,
        "availability/index.html",
        &Availability { frame: at_work(), sources: sources(), asked, closed },
    )?;
    page(folder, "signed-out.html", &SignedOut { frame: stranger(), idle_minutes: None })?;
    page(folder, "timed-out.html", &SignedOut { frame: stranger(), idle_minutes: Some(20) })?;
    page(folder, "help.html", &help())
}

fn purpose() -> ChoosePurpose {
    let permitted = |value: &str, words: &str| PermittedUse { value: value.into(), words: words.into() };
    ChoosePurpose {
        frame: before_purpose(),
        last: Some(LastPurpose { value: "UC-014:recertify".into(), words: "Recertify cash assistance".into() }),
        problem: None,
        use_cases: vec![
            UseCase {
                title: "UC-014: Recertification at job centers".into(),
                who: "Eligibility workers and supervisors of the job centers.".into(),
                what: "Name, birth date, household, benefits, tenancy and income of applicants and of those who live with them.".into(),
                how: "To confirm what an applicant states when cash assistance is opened or renewed. Not for investigations.".into(),
                uses: vec![
                    permitted("UC-014:recertify", "Recertify cash assistance"),
                    permitted("UC-014:open", "Open a new case"),
                ],
            },
            UseCase {
                title: "UC-021: Finding relatives of a child".into(),
                who: "Workers of the kin unit.".into(),
                what: "Where family members live and how they can be reached.".into(),
                how: "To find family who can take in a child. Each look-up names the child's case.".into(),
                uses: vec![permitted("UC-021:kin", "Find family for a child")],
            },
        ],
    }
}

fn help() -> Help {
    let contact = |role: &str, name: &str, reach: &str, purpose: &str| Contact {
        role: role.into(),
        name: name.into(),
        reach: reach.into(),
        purpose: purpose.into(),
    };
    Help {
        frame: at_work(),
        contacts: vec![
            contact("Your provisioner", "Lee Abara", "555-0140", "Gives and removes access for your unit."),
            contact("Your liaison", "Noor Haddad", "555-0162", "Questions, ideas, refresher training."),
            contact("Help desk", "Benefits Office", "555-0100", "Password, computer, network."),
        ],
        groups: vec!["Benefits Office, job center 12, eligibility".into()],
        use_cases: vec!["UC-014: Recertification at job centers".into()],
        password: "Your password is that of your computer at the Benefits Office. Its help desk, 555-0100, resets it; the portal cannot.".into(),
        missing: vec![],
        documents: "You can view documents and cannot save them: your use case allows viewing only. A printed page carries your name, the time and your purpose.".into(),
    }
}

fn troubles(folder: &Path) -> io::Result<()> {
    let trouble = |frame, kind| Trouble { frame, kind };
    page(folder, "not-found.html", &trouble(at_work(), TroubleKind::NotFound))?;
    let closed = TroubleKind::Maintenance { opens: "6:30 AM".into() };
    page(folder, "maintenance.html", &trouble(stranger(), closed))?;
    page(folder, "foreign.html", &trouble(stranger(), TroubleKind::Foreign))?;
    page(folder, "fault.html", &trouble(at_work(), TroubleKind::Fault { reference: "7K2-9QX".into() }))
}

use super::{Frame, lists, person};
use crate::answer::{Answer, page};
use crate::asked::Asked;
use crate::refusal::Refusal;
use crate::sheet::Sheet;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{
    FileView, FolderView, HouseholdMember, IdentityBar, IncomeLine, Line, Opened, ProgramLine, Relative,
};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use records::PersonId;
use std::sync::Arc;

/// One person's case file: the whole at a glance, the household, then a folder for each agency.
#[derive(Template)]
#[template(path = "case_file.html")]
pub struct CaseFile {
    /// Around the page.
    pub frame: Frame,
    /// What may be seen.
    pub file: FileView,
    /// How its folders are shown.
    pub way: Way,
}

/// How the folders of a case file are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// As known without asking; the script asks for each by itself.
    Lazy,
    /// Every agency has been asked.
    Whole,
    /// The same, for paper: everything open, and who printed it on top.
    Paper,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(number): Path<String>,
    asked: Asked,
) -> Response {
    let open = move |visitor: &Visitor<'_>, asked: &Asked| {
        let person = person(&number).ok_or(Refusal::NotFound)?;
        let mut file = opened(visitor.door().open(&visitor.session, person)?)?;
        let way = if asked.query("all") == "1" { Way::Whole } else { Way::Lazy };
        if way == Way::Whole {
            file.folders = ask_all(visitor, person, file.folders)?;
        }
        page(&CaseFile { frame: visitor.frame(), file, way })
    };
    portal.visit(asked, Need::Purpose, open).await
}

/// A page for the printer. A form leads here and not a link, because printing is written down as such.
pub(crate) async fn print(
    State(portal): State<Arc<Portal>>,
    Path(number): Path<String>,
    asked: Asked,
) -> Response {
    let print = move |visitor: &Visitor<'_>, _: &Asked| -> Answer {
        let person = person(&number).ok_or(Refusal::NotFound)?;
        let mut file = opened(visitor.door().print(&visitor.session, person)?)?;
        file.folders = ask_all(visitor, person, file.folders)?;
        let frame = visitor.frame();
        let frame = Frame { times: frame.times.on_paper(), ..frame };
        page(&CaseFile { frame, file, way: Way::Paper })
    };
    portal.visit(asked, Need::Purpose, print).await
}

/// What may be seen, or "not found".
pub(crate) fn opened<T>(opened: Opened<T>) -> Result<T, Refusal> {
    match opened {
        Opened::Open(view) => Ok(*view),
        Opened::NotFound => Err(Refusal::NotFound),
    }
}

/// Asks every agency that answers at this moment, all at once: the page takes as long as the slowest, never as long as
/// all of them.
fn ask_all(
    visitor: &Visitor<'_>,
    person: PersonId,
    known: Vec<FolderView>,
) -> Result<Vec<FolderView>, Refusal> {
    let ask = |folder: &FolderView| visitor.door().folder(&visitor.session, person, &folder.agency.id);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let start = |folder| std::thread::Builder::new().spawn_scoped(scope, move || ask(folder)).ok();
        let asking: Vec<_> =
            known.iter().map(|folder| folder.live.then(|| start(folder)).flatten()).collect();
        asking.into_iter().map(|asked| asked.map(std::thread::ScopedJoinHandle::join)).collect()
    });
    let mut folders = Vec::with_capacity(known.len());
    for (folder, answer) in known.into_iter().zip(answers) {
        match answer {
            None => folders.push(folder),
            Some(Ok(answer)) => match answer? {
                Opened::Open(fresh) => folders.push(*fresh),
                Opened::NotFound => {}
            },
            Some(Err(_)) => return Err(Refusal::Fault("a folder stopped half-way".to_owned())),
        }
    }
    Ok(folders)
}

impl CaseFile {
    fn bar(&self) -> &IdentityBar {
        &self.file.bar
    }

    fn household(&self) -> Sheet<'_, HouseholdMember> {
        lists::household(&self.file.household, &self.frame.times)
    }

    fn former(&self) -> Sheet<'_, HouseholdMember> {
        lists::household(&self.file.former_household, &self.frame.times)
    }

    fn relatives(&self) -> Sheet<'_, Relative> {
        lists::relatives(&self.file.relatives, &self.frame.times)
    }

    fn programs(&self) -> Sheet<'_, ProgramLine> {
        lists::programs(&self.file.programs, &self.frame.times)
    }

    fn incomes(&self) -> Sheet<'_, IncomeLine> {
        lists::incomes(&self.file.incomes, &self.frame.times)
    }

    fn contacts(&self) -> Sheet<'_, Line> {
        lists::contacts(&self.file.contacts, &self.frame.times)
    }

    /// Whether the folder is still to be asked for.
    fn asks(&self, folder: &FolderView) -> bool {
        self.way == Way::Lazy && folder.live
    }

    fn is_paper(&self) -> bool {
        self.way == Way::Paper
    }
}

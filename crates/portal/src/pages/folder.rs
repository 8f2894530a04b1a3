use super::case_file::opened;
use super::{Frame, person, source};
use crate::answer::page;
use crate::asked::Asked;
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{FolderView, IdentityBar};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use records::PersonId;
use std::sync::Arc;

/// One agency's folder alone, as the script fetches it.
#[derive(Template)]
#[template(path = "folder_part.html")]
pub struct FolderPart {
    /// Around the page; here only for the time.
    pub frame: Frame,
    /// Whose file it is in.
    pub person: PersonId,
    /// The folder, with its sections.
    pub folder: FolderView,
}

/// The same as a page.
#[derive(Template)]
#[template(path = "folder_page.html")]
pub struct FolderPage {
    /// Around the page.
    pub frame: Frame,
    /// Whose file it is in.
    pub bar: IdentityBar,
    /// The folder, with its sections.
    pub folder: FolderView,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((number, name)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    let open = move |visitor: &Visitor<'_>, asked: &Asked| {
        let (person, source) = person(&number).zip(source(&name)).ok_or(Refusal::NotFound)?;
        let folder = opened(visitor.door().folder(&visitor.session, person, &source)?)?;
        let frame = visitor.frame();
        if asked.part {
            return page(&FolderPart { frame, person, folder });
        }
        let bar = opened(visitor.door().open(&visitor.session, person)?)?.bar;
        page(&FolderPage { frame, bar, folder })
    };
    portal.visit(asked, Need::Purpose, open).await
}

impl FolderPart {
    fn asks(&self, _: &FolderView) -> bool {
        false
    }
}

impl FolderPage {
    fn bar(&self) -> &IdentityBar {
        &self.bar
    }

    fn asks(&self, _: &FolderView) -> bool {
        false
    }

    fn is_paper(&self) -> bool {
        false
    }
}

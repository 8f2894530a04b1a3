use crate::view::Folder;
use askama::Template;

/// One agency's folder alone, as the script fetches it.
#[derive(Template)]
#[template(path = "folder_part.html")]
pub struct FolderPart {
    /// The folder, with its sections.
    pub folder: Folder,
}

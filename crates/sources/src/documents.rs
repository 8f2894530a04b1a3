//! Document files under a folder that an agency fills; no key leads out of it.

use crate::mapping::Mapping;
use records::{Document, SourceError};
use std::io::Read;
use std::path::{Component, Path};

/// Largest document that is handed over.
pub(crate) const LARGEST: u64 = 32 << 20;

/// The document that a key names, as a path under the folder of documents.
pub(crate) fn from_folder(mapping: &Mapping, key: &str) -> Result<Document, SourceError> {
    let agency = &mapping.profile.agency;
    let none = || SourceError::NoDocument(agency.clone());
    let folder = mapping.document_folder.as_deref().ok_or_else(none)?;
    let path = Path::new(key);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    if key.is_empty() || key.contains('\0') || key.contains('\\') || !plain {
        return Err(none());
    }
    let folder = folder.canonicalize().map_err(|cause| {
        let reason = format!("the folder of documents {} cannot be read ({cause})", folder.display());
        SourceError::Down(agency.clone(), reason)
    })?;
    // A link inside the folder may lead out of it.
    let file = folder.join(path).canonicalize().map_err(|_| none())?;
    if !file.starts_with(&folder) || !file.is_file() {
        return Err(none());
    }
    let down = |cause: std::io::Error| {
        SourceError::Down(agency.clone(), format!("a document cannot be read ({cause})"))
    };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(&file).map_err(down)?;
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(down)?;
    if bytes.len() as u64 > LARGEST {
        return Err(SourceError::Nonsense(agency.clone(), "a document is larger than 32 MB".to_owned()));
    }
    Ok(Document { media_type: media_type(&file).to_owned(), bytes })
}

fn media_type(file: &Path) -> &'static str {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase();
    match ending.as_str() {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "tif" | "tiff" => "image/tiff",
        "gif" => "image/gif",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

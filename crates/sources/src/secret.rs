//! Tokens and passwords: only from files that nobody else can read, never from a mapping.

use crate::mapping::book::Item;
use std::fmt;
use std::path::Path;
use zeroize::Zeroizing;

/// Largest file of a secret.
const LARGEST: u64 = 16 * 1024;

/// A secret. Does not print; wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Reads `file:PATH`; faults are noted where the mapping says so.
    pub(crate) fn of(item: &Item, folder: &Path) -> Option<Secret> {
        let said = item.text()?;
        let Some(path) = said.strip_prefix("file:") else {
            item.fault(format!(
                "a secret does not stand in a mapping; put it into a file and write `{} = \"file:PATH\"`",
                item.key
            ));
            return None;
        };
        match Secret::from_file(&folder.join(path.trim())) {
            Ok(secret) => Some(secret),
            Err(sentence) => {
                item.fault(sentence);
                None
            }
        }
    }

    fn from_file(path: &Path) -> Result<Secret, String> {
        let shown = path.display();
        let data = std::fs::metadata(path)
            .map_err(|cause| format!("the key file {shown} cannot be read: {cause}"))?;
        if !data.is_file() || data.len() > LARGEST {
            return Err(format!("{shown} is not a key file: it must be a file of at most 16 KB"));
        }
        if others_can_read(&data) {
            return Err(format!("the key file {shown} can be read by others; run `chmod 600 {shown}`"));
        }
        let text = std::fs::read_to_string(path)
            .map_err(|cause| format!("the key file {shown} cannot be read: {cause}"))?;
        let text = Zeroizing::new(text);
        let secret = Zeroizing::new(text.trim().to_owned());
        if secret.is_empty() || secret.contains(|c: char| c.is_control()) {
            return Err(format!("the key file {shown} must hold one line with the secret"));
        }
        Ok(Secret(secret))
    }
}

#[cfg(unix)]
fn others_can_read(data: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    data.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn others_can_read(_data: &std::fs::Metadata) -> bool {
    false
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

//! The key file: 32 random bytes in hexadecimal, kept outside the data folder, readable by its owner only.

use crate::DatabaseError;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use zeroize::Zeroizing;

/// The main key, from which every other key is derived. Does not print; wiped on drop.
pub struct KeyFile(Zeroizing<[u8; 32]>);

impl KeyFile {
    /// Reads the key file.
    ///
    /// # Errors
    /// When it is missing, can be read by others, or does not hold 64 hexadecimal digits.
    pub fn read(path: &Path) -> Result<KeyFile, DatabaseError> {
        let shown = path.display();
        let fail = |what: String| DatabaseError::Key(what);
        let facts = std::fs::metadata(path).map_err(|cause| {
            fail(format!("the key file `{shown}` cannot be read ({cause}); restore it, for sealed data cannot be read without it"))
        })?;
        if facts.permissions().mode() & 0o077 != 0 {
            return Err(fail(format!(
                "the key file `{shown}` can be read by others; run `chmod 600 {shown}`"
            )));
        }
        let text = std::fs::read_to_string(path)
            .map_err(|cause| fail(format!("the key file `{shown}` cannot be read ({cause})")))?;
        let text = Zeroizing::new(text);
        decode(text.trim()).map(KeyFile).ok_or_else(|| {
            fail(format!("the key file `{shown}` must hold 64 hexadecimal digits and nothing else; restore it from its backup"))
        })
    }

    /// Makes a new key file with random content, mode 600. An existing file is never replaced.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn create(path: &Path) -> Result<KeyFile, DatabaseError> {
        let mut key = Zeroizing::new([0u8; 32]);
        getrandom::fill(key.as_mut())
            .map_err(|cause| DatabaseError::Key(format!("no randomness: {cause}")))?;
        let text: Zeroizing<String> = Zeroizing::new(key.iter().map(|byte| format!("{byte:02x}")).collect());
        let written = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
        written.map_err(|cause| {
            DatabaseError::Key(format!("the key file `{}` cannot be made ({cause})", path.display()))
        })?;
        Ok(KeyFile(key))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

fn decode(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0u8; 32]);
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_open_to_others_is_refused_with_the_command_that_mends_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let made = KeyFile::create(&path).unwrap();
        assert_eq!(KeyFile::read(&path).unwrap().bytes(), made.bytes());
        assert!(KeyFile::create(&path).is_err(), "a key is never replaced");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let refused = KeyFile::read(&path).err().unwrap().to_string();
        assert!(refused.contains("can be read by others; run `chmod 600 "), "{refused}");
    }

    #[test]
    fn a_damaged_key_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        KeyFile::create(&path).unwrap();
        std::fs::write(&path, "12ab").unwrap();
        assert!(KeyFile::read(&path).err().unwrap().to_string().contains("64 hexadecimal digits"));
    }
}

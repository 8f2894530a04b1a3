//! What can go wrong while the city is opened or run.

use std::io;
use std::path::PathBuf;

/// A sentence for whoever started the city.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    /// A file or folder could not be read or written.
    #[error("{}: {cause}. Check that the folder exists, that it is yours and that the disk has room.", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The SQLite file of the housing agency could not be used.
    #[error("{}: {cause}. If another program holds the file, end it; otherwise begin anew in an empty folder.", path.display())]
    Store {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        cause: rusqlite::Error,
    },
    /// The folder holds a city made with other settings.
    #[error("{} holds a city made with other settings ({what}). Use those settings, or begin anew in an empty folder.", path.display())]
    OtherCity {
        /// The file that says so.
        path: PathBuf,
        /// Which setting differs, and how.
        what: String,
    },
    /// A file of the city's own is damaged.
    #[error("{}, line {line}: {what}. Begin anew in an empty folder.", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// An address could not be listened on.
    #[error("port {port} of this machine cannot be listened on: {cause}. Choose another port, or 0 for any.")]
    Port {
        /// The port asked for.
        port: u16,
        /// What the system said.
        cause: io::Error,
    },
}

impl CityError {
    /// For `map_err` on operations with a file.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { path, cause }
    }
}

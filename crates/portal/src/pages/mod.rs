//! One page, one `.rs` and one `.html` of the same name.

mod availability;
mod case_file;
mod document;
mod folder;
mod frame;
mod help;
mod purpose;
mod results;
mod search;
mod sign_in;
mod signed_out;
mod trouble;

pub use availability::Availability;
pub use case_file::CaseFile;
pub use document::{Document, Zoom};
pub use folder::FolderPart;
pub use frame::{Frame, PurposeInForce, Session, SignedIn};
pub use help::{Contact, Help};
pub use purpose::{ChoosePurpose, LastPurpose, PermittedUse, UseCase};
pub use results::{Results, SilentSource};
pub use search::{FieldError, Search, Terms};
pub use sign_in::{Choice, SignIn};
pub use signed_out::SignedOut;
pub use trouble::{Trouble, TroubleKind};

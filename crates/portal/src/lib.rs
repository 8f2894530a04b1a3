//! The portal shows. It turns what access has cut into pages that are whole without any script.
//!
//! It never decides who may see what, never keeps anything about a person, and cannot name the rooms that do: all
//! a page can show about a person comes to it in an `access::view`. No address names anybody.
//!
//! Begin reading at `routes.rs`, then `visitor.rs` (how a request gets in), then any page in [`pages`]: one page is one
//! `.rs` and one `.html` of the same name.

pub mod assets;
pub mod pages;

mod answer;
mod asked;
mod exchange;
mod guard;
mod kiosk;
mod kiosk_line;
mod refusal;
mod routes;
mod serve;
mod settings;
mod sheet;
mod status;
mod times;
mod upload;
mod visitor;

pub use routes::router;
pub use serve::{PortalError, Stop, run};
pub use settings::{DemoHint, PasswordHelp, Settings};
pub use sheet::Sheet;
pub use times::{Times, When};
pub use visitor::House;

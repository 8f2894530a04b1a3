//! How good the links are, and what other weights would do.

pub(crate) mod drift;
pub(crate) mod intervals;
pub(crate) mod strata;
pub(crate) mod survey;
pub(crate) mod traits;
pub(crate) mod trial;

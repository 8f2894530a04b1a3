//! Values as people write them, and how alike two of them are.

pub(crate) mod birth;
pub(crate) mod dates;
pub(crate) mod dictionary;
pub(crate) mod distance;
pub(crate) mod likeness;
pub(crate) mod names;
pub(crate) mod places;
pub(crate) mod sound;
pub(crate) mod text;
pub(crate) mod variants;

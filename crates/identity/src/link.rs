//! From records to people: which pairs are compared, and which records belong together.

pub(crate) mod blocks;
pub(crate) mod clusters;
pub(crate) mod keys;
pub(crate) mod partition;

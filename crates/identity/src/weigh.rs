//! What a comparison of two records says: levels, weights, and how the weights are learned.

pub(crate) mod bits;
pub(crate) mod bound;
pub(crate) mod compare;
pub(crate) mod compare_names;
pub(crate) mod compare_places;
pub(crate) mod explain;
pub(crate) mod judge;
pub(crate) mod levels;
pub(crate) mod model;
pub(crate) mod train;
pub(crate) mod weights;

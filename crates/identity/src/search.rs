//! Finding people by the little that is known of them.

pub(crate) mod ages;
pub(crate) mod agree;
pub(crate) mod cases;
pub(crate) mod expand;
pub(crate) mod find;
pub(crate) mod glance;
pub(crate) mod near_numbers;
pub(crate) mod neighbours;
pub(crate) mod permitted;
pub(crate) mod plan;
pub(crate) mod query;
pub(crate) mod query_ages;
pub(crate) mod query_dates;
pub(crate) mod query_parts;
pub(crate) mod query_places;
pub(crate) mod rank;
pub(crate) mod relatives;
pub(crate) mod score;
pub(crate) mod score_names;
pub(crate) mod score_places;
pub(crate) mod seek;
pub(crate) mod seek_areas;
pub(crate) mod spellings;
pub(crate) mod spread;
pub(crate) mod together;
pub(crate) mod typed_words;

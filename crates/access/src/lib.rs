//! Decides who may see what, for which purpose, and hands out only what it has cut.
pub mod view;

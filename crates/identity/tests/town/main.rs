//! A small made-up town: who is who in it, who is found, and what files about it come to.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod asking;
mod files;
mod finding;
mod people;
mod properties;
mod quality;
mod stories;

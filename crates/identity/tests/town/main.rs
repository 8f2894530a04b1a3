//! A small made-up town: who is who in it, who is found, and what files about it come to.

mod files;
mod finding;
mod people;
mod properties;
mod stories;

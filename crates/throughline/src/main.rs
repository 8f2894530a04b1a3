//! Runs the house: settings, wiring, commands, the demo city.
//!
//! No rule about people, access or pages stands here. Begin with `house.rs`, which puts the rooms together.

mod bench;
mod closing;
mod commands;
mod demo;
mod drops;
mod exchange;
mod feeds;
mod front_desk;
mod house;
mod scoring;
mod settings;
mod status;
mod watched;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::Command::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("throughline: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// What stops a command: a sentence for the person who gave it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Problem(String);

impl Problem {
    /// A sentence from any room's error.
    pub(crate) fn from(cause: impl std::fmt::Display) -> Problem {
        Problem(cause.to_string())
    }
}

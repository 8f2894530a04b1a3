//! Serves the made-up town of the tests, to look at its pages in a browser:
//! `cargo run -p portal --example town -- PORT`

#[path = "../../tests/town/mod.rs"]
mod town;

use portal::{DemoHint, Settings, Stop};
use std::error::Error;
use std::net::TcpListener;

fn main() -> Result<(), Box<dyn Error>> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8090".into()).parse::<u16>()?;
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    let town = town::Town::new();
    let hint = |agency: &str, user_name: &str, words: &str| DemoHint {
        agency: agency.into(),
        user_name: user_name.into(),
        password: town::PASSWORD.into(),
        words: words.into(),
        part: String::new(),
    };
    let demo_hints = vec![
        hint("benefits", "ana", "Takes and renews applications at a job center"),
        hint("children", "carl", "Investigates reports on children"),
        hint("shelter", "sam", "Takes families in at the shelter"),
    ];
    println!("http://127.0.0.1:{}", listener.local_addr()?.port());
    portal::run(town.door, Settings { demo_hints, ..town::settings() }, listener, &Stop::new())?;
    Ok(())
}

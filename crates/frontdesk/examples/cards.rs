//! Writes made-up membership cards as PDF into a folder, for programs that look at them from outside:
//! `cargo run -p frontdesk --example cards -- FOLDER`. It prints the numbers that the codes must hold.

use frontdesk::{CardFace, CardNumber, CardPaper, card_pdf};
use std::error::Error;
use std::path::PathBuf;

/// First name, last name, the twelve random digits of a number; nobody here exists.
const PEOPLE: [(&str, &str, u8); 9] = [
    ("Maria", "Garcia", 1),
    ("Zoë", "Ångström-Núñez", 2),
    ("Nguyễn Thị", "Đức", 3),
    ("Оксана", "Лисенко", 4),
    ("", "", 5),
    ("M. G.", "", 6),
    ("Wolfeschlegelsteinhausen", "Bergerdorff-Featherstonehaugh", 7),
    ("Jo", "Li", 8),
    ("Ada", "Marsh", 9),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    let mut faces = Vec::new();
    for (at, (first, last, seed)) in PEOPLE.into_iter().enumerate() {
        let card = CardNumber::fresh(&|| Some([seed.wrapping_mul(29); 16])).ok_or("no number")?;
        let number = if at % 2 == 0 { "204 8173 6532".to_owned() } else { String::new() };
        let name = [first.to_owned(), last.to_owned()];
        faces.push(CardFace { name, number, phone: "555-0180".to_owned(), card });
        println!("{}", card.digits());
    }
    for (name, paper) in [("cards.pdf", CardPaper::Card), ("sheets.pdf", CardPaper::Letter)] {
        std::fs::write(folder.join(name), card_pdf(&faces, paper).ok_or("nothing was drawn")?)?;
    }
    Ok(())
}

//! A membership card as an image for a telephone: shown on the screen, photographed or saved by the customer, and held
//! before a kiosk's reader. It is pure: the same face gives the same bytes.

use crate::CardFace;
use barcoders::sym::code128::Code128;
use fast_qr::{ECL, QRBuilder};
use std::fmt::Write;

/// As wide as it is drawn, in units of its own.
const WIDE: usize = 900;
const HIGH: usize = 1460;
/// A field of the QR code, and a bar of the barcode.
const FIELD: usize = 24;
const BAR: usize = 5;

/// The card as SVG. `None` when its number cannot be written as a code, which does not happen.
pub fn card_svg(face: &CardFace) -> Option<String> {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {HIGH}\" role=\"img\">\
         <title>Membership card</title><rect width=\"{WIDE}\" height=\"{HIGH}\" fill=\"white\"/>"
    );
    for (at, line) in [130, 230].into_iter().zip(&face.name) {
        text(&mut svg, at, 84, "bold", line)?;
    }
    text(&mut svg, 320, 56, "normal", &face.number)?;
    let digits = face.card.digits();
    let code = QRBuilder::new(digits.as_str()).ecl(ECL::M).build().ok()?;
    let left = WIDE.saturating_sub(code.size * FIELD) / 2;
    let mut path = String::new();
    for row in 0..code.size {
        for (column, _) in code[row].iter().enumerate().filter(|(_, field)| field.value()) {
            let (x, y) = (left + column * FIELD, 400 + row * FIELD);
            write!(path, "M{x} {y}h{FIELD}v{FIELD}h-{FIELD}z").ok()?;
        }
    }
    let bars = Code128::new(format!("\u{106}{digits}")).ok()?.encode();
    let left = WIDE.saturating_sub(bars.len() * BAR) / 2;
    for (at, _) in bars.iter().enumerate().filter(|(_, bar)| **bar == 1) {
        write!(path, "M{} 1040h{BAR}v260h-{BAR}z", left + at * BAR).ok()?;
    }
    write!(svg, "<path fill=\"black\" shape-rendering=\"crispEdges\" d=\"{path}\"/>").ok()?;
    if !face.phone.is_empty() {
        text(&mut svg, 1410, 40, "normal", &format!("If found, please call {}", face.phone))?;
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// A line in the middle, in whatever script; a long one is drawn smaller.
fn text(svg: &mut String, y: usize, size: usize, weight: &str, words: &str) -> Option<()> {
    let letters = words.chars().count().max(1);
    let size = size.min(2 * (WIDE - 80) / letters).max(12);
    write!(
        svg,
        "<text x=\"{}\" y=\"{y}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"{size}\" font-weight=\"{weight}\" text-anchor=\"middle\">{}</text>",
        WIDE / 2,
        escaped(words)
    )
    .ok()
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CardNumber;

    fn face(first: &str) -> CardFace {
        CardFace {
            name: [first.to_owned(), "Li".to_owned()],
            number: "204 8173 6532".to_owned(),
            phone: "555-0180".to_owned(),
            card: CardNumber::read("990148201937551656").unwrap(),
        }
    }

    #[test]
    fn a_phone_shows_name_and_codes_and_the_cards_number_in_no_words() {
        let svg = card_svg(&face("Оксана")).unwrap();
        assert!(svg.contains(">Оксана<") && svg.contains("204 8173 6532") && svg.contains("555-0180"));
        assert!(!svg.contains("990148201937551656"));
        assert_eq!(card_svg(&face("Jo")), card_svg(&face("Jo")));
    }

    #[test]
    fn a_name_is_words_and_never_a_part_of_the_drawing() {
        let svg = card_svg(&face("<script>&")).unwrap();
        assert!(svg.contains("&lt;script&gt;&amp;") && !svg.contains("<script>"));
    }
}

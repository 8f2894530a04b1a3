//! Membership cards as PDF: one card to a page of its exact size, or a Letter sheet of eight with cut marks.
//!
//! A card shows a name and nothing else about anybody; the stripe's number stands in a barcode (Code 128, set C) and in a QR
//! code. It is pure: the same faces give the same bytes.

pub(crate) mod letters;

pub use letters::{Printable, printable};

use crate::CardNumber;
use barcoders::sym::code128::Code128;
use fast_qr::{ECL, QRBuilder};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

/// What stands on a card.
#[derive(Clone)]
pub struct CardFace {
    /// First and last name, or initials; nothing for who is not to be named.
    pub name: [String; 2],
    /// The member number, as people read it, where the site prints it.
    pub number: String,
    /// Telephone of the site, for who finds the card.
    pub phone: String,
    /// What the codes hold.
    pub card: CardNumber,
}

/// The paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CardPaper {
    /// Cards of plastic, one to a page of 85.60 by 53.98 mm.
    Card,
    /// Sheets of Letter paper, eight cards on each.
    Letter,
}

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// ID-1 of ISO/IEC 7810.
const WIDE: f32 = 85.60;
const HIGH: f32 = 53.98;
/// Letter.
const SHEET: (f32, f32) = (215.9, 279.4);
const COLUMNS: usize = 2;
const ROWS: usize = 4;
/// Between cards of a sheet: across, down.
const GAPS: (f32, f32) = (6.0, 5.0);
const FOOT: f32 = 23.0;
const RULER: f32 = 50.0;
/// A bar of the barcode, and a field of the QR code.
const BAR: f32 = 0.33;
const FIELD: f32 = 0.8;
const BARS_HIGH: f32 = 12.0;
const MARGIN: f32 = 5.0;
const LARGEST: f32 = 14.0;
const BOLD: Name<'static> = Name(b"B");
const PLAIN: Name<'static> = Name(b"P");

/// The cards as one PDF. `None` when there are none, or a number cannot be written as a code, which does not happen.
pub fn card_pdf(faces: &[CardFace], paper: CardPaper) -> Option<Vec<u8>> {
    let pages: Vec<Content> = match paper {
        CardPaper::Card => faces.iter().map(|face| one(face, 0.0, 0.0)).collect::<Option<_>>()?,
        CardPaper::Letter => faces.chunks(COLUMNS * ROWS).map(sheet).collect::<Option<_>>()?,
    };
    let size = match paper {
        CardPaper::Card => (WIDE, HIGH),
        CardPaper::Letter => SHEET,
    };
    (!pages.is_empty()).then(|| document(pages, size))
}

fn document(pages: Vec<Content>, (wide, high): (f32, f32)) -> Vec<u8> {
    let mut next = Ref::new(1);
    let mut fresh = || next.bump();
    let (catalog, tree, bold, plain) = (fresh(), fresh(), fresh(), fresh());
    let numbered: Vec<(Ref, Ref, Content)> = pages.into_iter().map(|page| (fresh(), fresh(), page)).collect();
    let mut pdf = Pdf::new();
    let mut root = pdf.catalog(catalog);
    root.pages(tree);
    // Viewers that obey this do not shrink the card to fit a page.
    root.viewer_preferences().pair(Name(b"PrintScaling"), Name(b"None"));
    root.finish();
    let count = i32::try_from(numbered.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(numbered.iter().map(|(page, ..)| *page)).count(count);
    for (name, base) in [(bold, Name(b"Helvetica-Bold")), (plain, Name(b"Helvetica"))] {
        pdf.type1_font(name).base_font(base).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    for (page, stream, content) in numbered {
        let mut leaf = pdf.page(page);
        leaf.media_box(Rect::new(0.0, 0.0, wide * MM, high * MM)).parent(tree).contents(stream);
        leaf.resources().fonts().pair(BOLD, bold).pair(PLAIN, plain);
        leaf.finish();
        pdf.stream(stream, &content.finish());
    }
    pdf.finish()
}

fn one(face: &CardFace, x: f32, y: f32) -> Option<Content> {
    let mut content = Content::new();
    draw(&mut content, face, x, y)?;
    Some(content)
}

fn sheet(faces: &[CardFace]) -> Option<Content> {
    let mut content = Content::new();
    let left = (SHEET.0 - 2.0 * WIDE - GAPS.0) / 2.0;
    let mut across = 0.0;
    let mut down = 0.0;
    for (at, face) in faces.iter().enumerate() {
        if at > 0 && at % COLUMNS == 0 {
            (across, down) = (0.0, down + HIGH + GAPS.1);
        }
        let top = FOOT + 4.0 * HIGH + 3.0 * GAPS.1;
        let (x, y) = (left + across, top - HIGH - down);
        draw(&mut content, face, x, y)?;
        cut_marks(&mut content, x, y);
        across += WIDE + GAPS.0;
    }
    ruler(&mut content, left);
    Some(content)
}

/// One card, with its lower left corner at these millimetres.
fn draw(content: &mut Content, face: &CardFace, x: f32, y: f32) -> Option<()> {
    content.set_fill_gray(0.0);
    let named = face.name.iter().any(|line| !line.is_empty());
    let lines: Vec<Printable> = face.name.iter().map(|line| printable(line)).collect();
    if lines.contains(&Printable::Not) {
        // The letters are not there: a line, to write on by hand.
        line(content, (x + MARGIN, y + 38.0), (x + WIDE - MARGIN, y + 38.0), 0.2);
    } else if named {
        for (at, bytes) in [44.0, 38.0].into_iter().zip(lines.iter().filter_map(Printable::bytes)) {
            let size = LARGEST.min((WIDE - 2.0 * MARGIN) * MM / letters::width(bytes).max(0.1));
            text(content, BOLD, size, (x + MARGIN, y + at), bytes);
        }
    }
    if !face.number.is_empty() {
        text(content, PLAIN, 10.0, (x + MARGIN, y + 31.0), face.number.as_bytes());
    }
    bars(content, &face.card.digits(), x + MARGIN, y + 12.0)?;
    fields(content, &face.card.digits(), x + WIDE - MARGIN, y + 10.0)?;
    if let Some(phone) = printable(&face.phone).bytes().filter(|phone| !phone.is_empty()) {
        let words = [b"If found, please call ".as_slice(), phone].concat();
        text(content, PLAIN, 7.0, (x + MARGIN, y + 5.0), &words);
    }
    Some(())
}

fn bars(content: &mut Content, digits: &str, x: f32, y: f32) -> Option<()> {
    let bars = Code128::new(format!("\u{106}{digits}")).ok()?.encode();
    let mut at = x;
    for run in bars.chunk_by(|one, next| one == next) {
        let wide = run.iter().map(|_| BAR).sum::<f32>();
        if run.first() == Some(&1) {
            content.rect(at * MM, y * MM, wide * MM, BARS_HIGH * MM);
        }
        at += wide;
    }
    content.fill_nonzero();
    Some(())
}

/// The QR code, with its lower right corner here.
fn fields(content: &mut Content, digits: &str, right: f32, y: f32) -> Option<()> {
    let code = QRBuilder::new(digits).ecl(ECL::M).build().ok()?;
    let side = code[0].iter().map(|_| FIELD).sum::<f32>();
    let mut top = y + side;
    for row in 0..code.size {
        top -= FIELD;
        let mut left = right - side;
        for field in &code[row] {
            if field.value() {
                // A hair larger, so that no viewer leaves white between neighbours.
                content.rect(left * MM, top * MM, (FIELD + 0.01) * MM, (FIELD + 0.01) * MM);
            }
            left += FIELD;
        }
    }
    content.fill_nonzero();
    Some(())
}

fn text(content: &mut Content, font: Name<'_>, size: f32, (x, y): (f32, f32), bytes: &[u8]) {
    content.begin_text().set_font(font, size).next_line(x * MM, y * MM).show(Str(bytes)).end_text();
}

fn line(content: &mut Content, from: (f32, f32), to: (f32, f32), wide: f32) {
    content.set_line_width(wide * MM).set_stroke_gray(0.0);
    content.move_to(from.0 * MM, from.1 * MM).line_to(to.0 * MM, to.1 * MM).stroke();
}

/// Short lines outside each corner, on which scissors or a cutter go.
fn cut_marks(content: &mut Content, x: f32, y: f32) {
    let (near, far) = (0.5, 2.5);
    for (corner_x, out_x) in [(x, -1.0), (x + WIDE, 1.0)] {
        for (corner_y, out_y) in [(y, -1.0), (y + HIGH, 1.0)] {
            let across = |by: f32| (corner_x + out_x * by, corner_y);
            let down = |by: f32| (corner_x, corner_y + out_y * by);
            line(content, across(near), across(far), 0.1);
            line(content, down(near), down(far), 0.1);
        }
    }
}

/// A line of 50 mm, to see at once whether the printer changed the size.
fn ruler(content: &mut Content, x: f32) {
    let y = 13.0;
    line(content, (x, y), (x + RULER, y), 0.2);
    for end in [x, x + RULER] {
        line(content, (end, y - 1.5), (end, y + 1.5), 0.2);
    }
    let words = b"This line is 50 mm long when the sheet was printed at 100 %. If it is not, print again without \"fit to page\".";
    text(content, PLAIN, 7.0, (x + RULER + 3.0, y - 0.8), words);
}

impl std::fmt::Debug for CardFace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardFace(*)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(first: &str, last: &str) -> CardFace {
        CardFace {
            name: [first.to_owned(), last.to_owned()],
            number: "204 8173 6532".to_owned(),
            phone: "555-0180".to_owned(),
            card: CardNumber::read("990148201937551656").unwrap(),
        }
    }

    #[test]
    fn the_same_faces_give_the_same_bytes_and_none_give_none() {
        let faces = [face("Maria", "Garcia")];
        assert_eq!(card_pdf(&faces, CardPaper::Card), card_pdf(&faces, CardPaper::Card));
        assert_eq!(card_pdf(&[], CardPaper::Letter), None);
        let bytes = card_pdf(&faces, CardPaper::Card).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("(Maria)") && text.contains("555-0180"));
        // The number stands in the codes, never as text.
        assert!(!text.contains("990148201937551656"));
    }

    #[test]
    fn nine_cards_fill_two_sheets() {
        let faces: Vec<CardFace> = (0..9).map(|_| face("Jo", "Li")).collect();
        let bytes = card_pdf(&faces, CardPaper::Letter).unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains("/Count 2"));
    }
}

//! A report about one customer as PDF, for her to take along: Letter pages with their numbers. It is pure: the same lines
//! give the same bytes.

use crate::card_pdf::letters::width;
use crate::card_pdf::{Printable, printable};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

/// A line of a report; a long one is broken between words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PdfLine<'a> {
    /// What the report is.
    Title(&'a str),
    /// What a part is about.
    Head(&'a str),
    /// Everything else.
    Plain(&'a str),
}

/// Letter, in points.
const SHEET: (f32, f32) = (612.0, 792.0);
const MARGIN: f32 = 54.0;
const LOWEST: f32 = 72.0;
const FOOT: f32 = 40.0;
const BOLD: Name<'static> = Name(b"B");
const PLAIN: Name<'static> = Name(b"P");

/// The lines as a PDF, from top to bottom over as many pages as they need. Letters that its fonts lack stand as `?`.
pub fn page_pdf(lines: &[PdfLine<'_>]) -> Vec<u8> {
    let (mut pages, mut content, mut y) = (Vec::new(), Content::new(), SHEET.1 - MARGIN);
    for line in lines {
        let (font, size, above, words) = match line {
            PdfLine::Title(words) => (BOLD, 16.0, 0.0, words),
            PdfLine::Head(words) => (BOLD, 12.0, 12.0, words),
            PdfLine::Plain(words) => (PLAIN, 10.0, 2.0, words),
        };
        y -= above;
        for part in broken(words, size) {
            y -= size * 1.3;
            if y < LOWEST {
                pages.push(std::mem::replace(&mut content, Content::new()));
                y = SHEET.1 - MARGIN - size;
            }
            text(&mut content, (font, size), y, &part);
        }
    }
    pages.push(content);
    document(pages)
}

fn text(content: &mut Content, (font, size): (Name<'_>, f32), y: f32, bytes: &[u8]) {
    content.begin_text().set_font(font, size).next_line(MARGIN, y).show(Str(bytes)).end_text();
}

/// A text in lines that fit. Widths are those of the bold letters, which are never narrower.
fn broken(words: &str, size: f32) -> Vec<Vec<u8>> {
    let most = (SHEET.0 - 2.0 * MARGIN) / size;
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for word in words.split_whitespace().map(bytes) {
        match lines.last_mut() {
            Some(line) if width(line) + width(&word) + 0.3 <= most => {
                line.push(b' ');
                line.extend(word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

fn bytes(word: &str) -> Vec<u8> {
    match printable(word) {
        Printable::Whole(bytes) | Printable::WithoutMarks(bytes) => bytes,
        Printable::Not => word.chars().map(|_| b'?').collect(),
    }
}

fn document(pages: Vec<Content>) -> Vec<u8> {
    let mut next = Ref::new(1);
    let mut fresh = || next.bump();
    let (catalog, tree, bold, plain) = (fresh(), fresh(), fresh(), fresh());
    let count = pages.len();
    let numbered: Vec<(Ref, Ref, Content)> = pages.into_iter().map(|page| (fresh(), fresh(), page)).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    let kids = numbered.iter().map(|(page, ..)| *page);
    pdf.pages(tree).kids(kids).count(i32::try_from(count).unwrap_or(i32::MAX));
    for (name, base) in [(bold, Name(b"Helvetica-Bold")), (plain, Name(b"Helvetica"))] {
        pdf.type1_font(name).base_font(base).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    for (at, (page, stream, mut content)) in numbered.into_iter().enumerate() {
        text(&mut content, (PLAIN, 8.0), FOOT, format!("Page {} of {count}", at + 1).as_bytes());
        let mut leaf = pdf.page(page);
        leaf.media_box(Rect::new(0.0, 0.0, SHEET.0, SHEET.1)).parent(tree).contents(stream);
        leaf.resources().fonts().pair(BOLD, bold).pair(PLAIN, plain);
        leaf.finish();
        pdf.stream(stream, &content.finish());
    }
    pdf.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lines_fill_pages_that_are_numbered() {
        let mut lines = vec![PdfLine::Title("Activity report"), PdfLine::Head("Visits")];
        lines.extend([PdfLine::Plain("Used a computer")].repeat(100));
        let pdf = page_pdf(&lines);
        let text = String::from_utf8_lossy(&pdf);
        assert!(
            text.contains("/Count 3") && text.contains("(Page 1 of 3)") && text.contains("(Page 3 of 3)")
        );
        assert_eq!(text.matches("(Used a computer)").count(), 100);
        assert_eq!(page_pdf(&lines), pdf);
    }

    #[test]
    fn long_lines_are_broken_and_other_scripts_are_not_dropped() {
        let long = "a word ".repeat(60);
        let lines = broken(&long, 10.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| width(line) * 10.0 <= SHEET.0 - 2.0 * MARGIN));
        assert_eq!(broken("Núñez 陈伟", 10.0), [b"N\xfa\xf1ez ??".to_vec()]);
    }
}

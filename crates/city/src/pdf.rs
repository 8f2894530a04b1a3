//! A one-page PDF, written by hand: a title, lines of text, a frame.

use crate::documents::Document;
use std::fmt::Write;

/// The page of a document.
pub(crate) fn page(document: &Document) -> Vec<u8> {
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(text, "0.5 w 54 54 504 684 re S 54 680 504 0 re S");
    line(&mut text, "F2", 18, 72, 700, document.title);
    line(&mut text, "F1", 9, 72, 686, "City of Larkhaven - specimen of a made-up city, not a real document");
    let mut y = 640;
    for (label, value) in &document.lines {
        line(&mut text, "F2", 11, 72, y, label);
        line(&mut text, "F1", 11, 230, y, value);
        let _ = writeln!(text, "0.2 w 72 {} m 540 {} l S", y - 8, y - 8);
        y -= 30;
    }
    line(&mut text, "F1", 9, 72, 84, "This page was issued electronically and is valid without a signature.");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> \
         /Contents 6 0 R >>"
            .to_owned(),
        font("Helvetica"),
        font("Helvetica-Bold"),
        format!("<< /Length {} >>\nstream\n{text}endstream", text.len()),
        format!("<< /Title ({}) >>", escaped(document.title)),
    ];
    assemble(&objects)
}

fn font(name: &str) -> String {
    format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
}

fn line(page: &mut String, font: &str, size: u8, x: i32, y: i32, text: &str) {
    let _ = writeln!(page, "BT /{font} {size} Tf {x} {y} Td ({}) Tj ET", escaped(text));
}

/// Parentheses and backslashes have a meaning in PDF strings; anything beyond ASCII has no place here.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '(' | ')' | '\\' => out.extend(['\\', letter]),
            ' '..='~' => out.push(letter),
            _ => out.push('?'),
        }
    }
    out
}

fn assemble(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let table = file.len();
    let count = objects.len() + 1;
    let _ = write!(file, "xref\n0 {count}\n0000000000 65535 f \n");
    for offset in offsets {
        let _ = writeln!(file, "{offset:010} 00000 n ");
    }
    let info = objects.len();
    let _ = write!(
        file,
        "trailer\n<< /Size {count} /Root 1 0 R /Info {info} 0 R >>\nstartxref\n{table}\n%%EOF\n"
    );
    file.into_bytes()
}

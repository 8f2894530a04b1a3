//! A scanned form as a PNG image: printed letters, a table, a stamp, a little skew and dirt.

use crate::chance::Chance;
use crate::documents::Document;
use font8x8::legacy::BASIC_LEGACY;

/// A page in shades of grey; letter paper at 100 dots an inch.
struct Sheet {
    pixels: Vec<u8>,
    /// Rows by which the right edge hangs lower than the left one.
    skew: i64,
}

const WIDTH: i64 = 850;
const HEIGHT: i64 = 1100;
const INK: u8 = 40;

/// The image, or nothing when it could not be written.
pub(crate) fn png(document: &Document, seed: u64) -> Option<Vec<u8>> {
    let mut chance = Chance::of(seed, "scan", u64::from(document.number));
    let mut sheet = Sheet { pixels: vec![246; (WIDTH * HEIGHT) as usize], skew: chance.between(-9, 9) };
    draw(&mut sheet, document, &mut chance);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&sheet.pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

fn draw(sheet: &mut Sheet, document: &Document, chance: &mut Chance) {
    sheet.frame(50, 50, 750, 1000);
    sheet.text(80, 90, 4, &document.title.to_uppercase());
    sheet.text(80, 140, 1, "CITY OF LARKHAVEN - SPECIMEN OF A MADE-UP CITY, NOT A REAL DOCUMENT");
    sheet.line(50, 170, 750, true);
    let mut y = 210;
    for (label, value) in &document.lines {
        sheet.text(80, y + 6, 1, label);
        sheet.text(300, y, 2, value.get(..30).unwrap_or(value));
        sheet.line(70, y + 34, 710, true);
        y += 52;
    }
    sheet.line(280, 195, y - 205, false);
    if document.lines.iter().any(|(label, _)| *label == "Card number") {
        portrait(sheet, chance);
    }
    stamp(sheet, 610, 900, chance);
    sheet.text(80, 1000, 1, &format!("FORM L-{:03}  PAGE 1 OF 1", document.number * 7 + 101));
    for _ in 0..chance.between(300, 900) {
        let (x, y) = (chance.between(0, WIDTH - 1), chance.between(0, HEIGHT - 1));
        let grey = chance.between(90, 225) as u8;
        sheet.dot(x, y, grey);
    }
}

/// A head without features, so that a card has a picture and nobody is shown.
fn portrait(sheet: &mut Sheet, chance: &mut Chance) {
    let grey = chance.between(120, 170) as u8;
    sheet.frame(620, 560, 140, 180);
    for y in 560..740i64 {
        for x in 620..760i64 {
            let (dx, dy) = (x - 690, y - 630);
            let (bx, by) = (x - 690, y - 745);
            if dx * dx * 2 + dy * dy < 2_600 || bx * bx + by * by * 2 < 4_200 {
                sheet.dot(x, y, grey);
            }
        }
    }
}

/// A round stamp with a date-like number, pressed unevenly.
fn stamp(sheet: &mut Sheet, x: i64, y: i64, chance: &mut Chance) {
    for dy in -70..=70i64 {
        for dx in -70..=70i64 {
            let distance = dx * dx + dy * dy;
            let ring = (4_400..4_900).contains(&distance) || (3_300..3_500).contains(&distance);
            if ring && chance.percent(82.0) {
                sheet.dot(x + dx, y + dy, 120);
            }
        }
    }
    sheet.text(x - 44, y - 16, 1, "LARKHAVEN");
    sheet.text(x - 32, y + 6, 1, "RECEIVED");
}

impl Sheet {
    fn dot(&mut self, x: i64, y: i64, grey: u8) {
        let y = y + x * self.skew / WIDTH;
        if (0..WIDTH).contains(&x)
            && (0..HEIGHT).contains(&y)
            && let Some(pixel) = self.pixels.get_mut((y * WIDTH + x) as usize)
        {
            *pixel = grey;
        }
    }

    fn line(&mut self, x: i64, y: i64, length: i64, across: bool) {
        for step in 0..length {
            if across { self.dot(x + step, y, 110) } else { self.dot(x, y + step, 110) }
        }
    }

    fn frame(&mut self, x: i64, y: i64, width: i64, height: i64) {
        for (x, y, length, across) in [
            (x, y, width, true),
            (x, y + height, width, true),
            (x, y, height, false),
            (x + width, y, height, false),
        ] {
            self.line(x, y, length, across);
        }
    }

    fn text(&mut self, x: i64, y: i64, scale: i64, text: &str) {
        for (at, letter) in text.bytes().enumerate() {
            let Some(glyph) = BASIC_LEGACY.get(usize::from(letter)) else { continue };
            let left = x + at as i64 * 8 * scale;
            for (row, bits) in glyph.iter().enumerate() {
                for column in (0..8i64).filter(|column| bits >> column & 1 == 1) {
                    self.square(left + column * scale, y + row as i64 * scale, scale);
                }
            }
        }
    }

    fn square(&mut self, x: i64, y: i64, size: i64) {
        for dy in 0..size {
            for dx in 0..size {
                self.dot(x + dx, y + dy, INK);
            }
        }
    }
}

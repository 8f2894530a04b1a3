//! Letters on cards: the fonts that every PDF reader has know the letters of Western Europe and no others.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text as a card can show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Printable {
    /// As it is written.
    Whole(Vec<u8>),
    /// Without the marks that the card's letters lack: `Nguyễn` as `Nguyen`.
    WithoutMarks(Vec<u8>),
    /// Not at all; it has to be written by hand.
    Not,
}

/// How a card can show a text.
pub fn printable(text: &str) -> Printable {
    let text: String = text.nfc().collect();
    if let Some(bytes) = encoded(text.chars()) {
        return Printable::Whole(bytes);
    }
    let plain = text.chars().flat_map(|letter| match encoded(std::iter::once(letter)) {
        Some(_) => vec![letter],
        None => unmarked(letter),
    });
    encoded(plain).map_or(Printable::Not, Printable::WithoutMarks)
}

impl Printable {
    /// The bytes for the page, when there are any.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Printable::Whole(bytes) | Printable::WithoutMarks(bytes) => Some(bytes),
            Printable::Not => None,
        }
    }
}

fn unmarked(letter: char) -> Vec<char> {
    match letter {
        'đ' => vec!['d'],
        'Đ' => vec!['D'],
        'ł' => vec!['l'],
        'Ł' => vec!['L'],
        'ħ' => vec!['h'],
        'Ħ' => vec!['H'],
        'ŧ' => vec!['t'],
        'Ŧ' => vec!['T'],
        'ı' => vec!['i'],
        '\u{2010}' | '\u{2011}' => vec!['-'],
        'ʻ' | 'ʼ' | 'ʹ' => vec!['\''],
        other => std::iter::once(other).nfkd().filter(|part| !is_combining_mark(*part)).collect(),
    }
}

/// Windows code page 1252, which PDF calls `WinAnsiEncoding`.
fn encoded(letters: impl Iterator<Item = char>) -> Option<Vec<u8>> {
    const ABOVE: [(char, u8); 27] = [
        ('€', 0x80),
        ('‚', 0x82),
        ('ƒ', 0x83),
        ('„', 0x84),
        ('…', 0x85),
        ('†', 0x86),
        ('‡', 0x87),
        ('ˆ', 0x88),
        ('‰', 0x89),
        ('Š', 0x8a),
        ('‹', 0x8b),
        ('Œ', 0x8c),
        ('Ž', 0x8e),
        ('‘', 0x91),
        ('’', 0x92),
        ('“', 0x93),
        ('”', 0x94),
        ('•', 0x95),
        ('–', 0x96),
        ('—', 0x97),
        ('˜', 0x98),
        ('™', 0x99),
        ('š', 0x9a),
        ('›', 0x9b),
        ('œ', 0x9c),
        ('ž', 0x9e),
        ('Ÿ', 0x9f),
    ];
    let one = |letter: char| match u32::from(letter) {
        code @ (0x20..=0x7e | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => ABOVE.iter().find(|(known, _)| *known == letter).map(|(_, byte)| *byte),
    };
    letters.map(one).collect()
}

/// Widths of Helvetica Bold from the space to the tilde, in thousandths of the size.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// How wide a text is in Helvetica Bold, for a size of 1. Letters beyond ASCII count as wide as the widest of their kind.
pub(crate) fn width(text: &[u8]) -> f32 {
    let one = |byte: &u8| match byte {
        0x20..=0x7e => BOLD[usize::from(byte - 0x20)],
        0xe0..=0xff => 611,
        _ => 1000,
    };
    text.iter().map(|byte| f32::from(one(byte))).sum::<f32>() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn western_letters_are_printed_as_they_are() {
        assert_eq!(
            printable("Zoë Ångström-Núñez"),
            Printable::Whole(b"Zo\xeb \xc5ngstr\xf6m-N\xfa\xf1ez".to_vec())
        );
        assert_eq!(printable("Zoe\u{308}"), Printable::Whole(b"Zo\xeb".to_vec()));
        assert_eq!(printable("Šimůnek’s"), Printable::WithoutMarks(b"\x8aimunek\x92s".to_vec()));
    }

    #[test]
    fn other_latin_letters_lose_their_marks_and_other_scripts_are_left_to_the_hand() {
        assert_eq!(printable("Nguyễn Đức"), Printable::WithoutMarks(b"Nguyen Duc".to_vec()));
        assert_eq!(printable("Łukasz"), Printable::WithoutMarks(b"Lukasz".to_vec()));
        for other in ["Оксана", "陈伟", "فاطمة", "ꯃ", "a\u{7}"] {
            assert_eq!(printable(other), Printable::Not, "{other}");
        }
    }
}

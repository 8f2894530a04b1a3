//! Text that was written or read in another encoding than UTF-8, put right row by row.

use csv::{ByteRecord, StringRecord};

/// What the bytes 80 to 9F are in Windows-1252; the others are as in Latin-1. Five are nothing and stay what they are.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The row as text, and whether it had to be put right: cells in Windows-1252 or Latin-1, and cells that were taken for that
/// once too often (`JosÃ©`).
pub(crate) fn as_text(row: ByteRecord) -> (StringRecord, bool) {
    let sound = |text: &str| text.is_ascii() || !text.contains(SIGNS);
    let row = match StringRecord::from_byte_record(row) {
        Ok(text) if sound(text.as_slice()) => return (text, false),
        Ok(text) => text.into_byte_record(),
        Err(broken) => broken.into_byte_record(),
    };
    let cells: StringRecord = row.iter().map(mended_cell).collect();
    let changed = row.iter().zip(&cells).any(|(before, after)| before != after.as_bytes());
    (cells, changed)
}

/// What the first bytes of letters look like in Windows-1252.
const SIGNS: [char; 5] = ['Ã', 'Â', 'Ä', 'Å', 'â'];

fn mended_cell(cell: &[u8]) -> String {
    match std::str::from_utf8(cell) {
        Err(_) => cell.iter().map(|byte| letter(*byte)).collect(),
        Ok(text) if text.contains(SIGNS) => once_less(text).unwrap_or_else(|| text.to_owned()),
        Ok(text) => text.to_owned(),
    }
}

fn letter(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// The text whose UTF-8 was read as Windows-1252; nothing when it was not.
fn once_less(text: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = text
        .chars()
        .map(|c| match u8::try_from(u32::from(c)) {
            Ok(byte) if !(0x80..=0x9f).contains(&byte) => Some(byte),
            _ => HIGH.iter().position(|high| *high == c).and_then(|at| u8::try_from(0x80 + at).ok()),
        })
        .collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &[&[u8]]) -> Option<Vec<String>> {
        let (text, changed) =
            as_text(ByteRecord::from(row.iter().map(|cell| cell.to_vec()).collect::<Vec<_>>()));
        changed.then(|| text.iter().map(str::to_owned).collect())
    }

    #[test]
    fn text_of_other_encodings_is_put_right_and_sound_text_left_alone() {
        assert_eq!(cells(&["José".as_bytes(), "SÃO JOÃO".as_bytes(), b"x"]), None);
        let latin = cells(&[b"Jos\xe9", "Peña".as_bytes(), b"D\x92Angelo"]).unwrap();
        assert_eq!(latin, ["José", "Peña", "D’Angelo"]);
        let twice = cells(&["JosÃ©".as_bytes(), "NÃºÃ±ez".as_bytes(), "Oâ€™Brien".as_bytes()]).unwrap();
        assert_eq!(twice, ["José", "Núñez", "O’Brien"]);
    }
}

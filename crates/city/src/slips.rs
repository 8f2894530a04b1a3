//! Slips of the hand: what goes wrong when people write down names and numbers.

use crate::chance::Chance;

/// Letters that look or sound alike, so that clerks take one for the other.
const ALIKE: [(&str, &str); 16] = [
    ("ph", "f"),
    ("c", "k"),
    ("k", "c"),
    ("z", "s"),
    ("s", "z"),
    ("i", "y"),
    ("y", "i"),
    ("v", "b"),
    ("b", "v"),
    ("ee", "i"),
    ("ou", "u"),
    ("a", "e"),
    ("e", "a"),
    ("m", "n"),
    ("j", "g"),
    ("x", "ks"),
];

/// The text with one slip in it. A text of one letter stays.
pub(crate) fn mistype(text: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    let at = chance.between(1, letters.len() as i64 - 2) as usize;
    match chance.below(5) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => {
            let doubled = letters.get(at).copied().unwrap_or('e');
            letters.insert(at, doubled);
        }
        3 => {
            if let Some(letter) = letters.get_mut(at) {
                *letter = neighbour(*letter, chance);
            }
        }
        _ => return sound_alike(text, chance),
    }
    letters.into_iter().collect()
}

/// The number with one digit wrong or two digits swapped; nine digits stay nine digits.
pub(crate) fn mistype_number(number: u32, chance: &mut Chance) -> u32 {
    let at = chance.below(7) as u32;
    let unit = 10u32.pow(at);
    let (low, high) = (number / unit % 10, number / unit / 10 % 10);
    if low != high && chance.percent(45.0) {
        return number - low * unit - high * unit * 10 + high * unit + low * unit * 10;
    }
    let other = (low + 1 + chance.below(9) as u32) % 10;
    number - low * unit + other * unit
}

fn sound_alike(text: &str, chance: &mut Chance) -> String {
    let start = chance.below(ALIKE.len() as u64) as usize;
    let rest = text.char_indices().nth(1).map_or(text.len(), |(at, _)| at);
    for step in 0..ALIKE.len() {
        let (from, to) = ALIKE[(start + step) % ALIKE.len()];
        if let Some(at) = text.get(rest..).and_then(|tail| tail.find(from)) {
            let mut changed = text.to_owned();
            changed.replace_range(rest + at..rest + at + from.len(), to);
            return changed;
        }
    }
    text.to_owned()
}

/// A key beside this one on the keyboard.
fn neighbour(letter: char, chance: &mut Chance) -> char {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let lower = letter.to_ascii_lowercase();
    for row in ROWS {
        if let Some(at) = row.find(lower) {
            let next = if at == 0 || (at + 1 < row.len() && chance.percent(50.0)) { at + 1 } else { at - 1 };
            return row.chars().nth(next).unwrap_or('e');
        }
    }
    'e'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_changes_little() {
        let mut chance = Chance::of(3, "test", 0);
        for _ in 0..500 {
            let slipped = mistype("Rodríguez", &mut chance);
            assert!((8..=10).contains(&slipped.chars().count()), "{slipped}");
            assert!(slipped.starts_with('R'));
            let number = mistype_number(123_456_789, &mut chance);
            assert!(number != 123_456_789 && number < 1_000_000_000);
        }
    }
}

//! How far two spellings are apart. Works on bytes: folded names are nearly always letters a to z.

/// Longest text that is compared letter by letter; the rest of a longer one is passed over.
const LONGEST: usize = 32;

/// Which letters a text has, one bit for each (some share a bit). An edit changes at most two bits.
pub(crate) fn letters(text: &[u8]) -> u32 {
    text[..text.len().min(LONGEST)].iter().fold(0, |mask, letter| mask | 1 << (letter & 31))
}

/// Not less than [`likeness`] of two texts with these letters. Letters that only one has cannot agree.
pub(crate) fn most_likeness(one: &[u8], two: &[u8], letters: (u32, u32)) -> u32 {
    let (a, b) = (one.len().min(LONGEST) as u32, two.len().min(LONGEST) as u32);
    let lone = |mine: u32, yours: u32, length: u32| length - (mine & !yours).count_ones().min(length);
    let common = lone(letters.0, letters.1, a).min(lone(letters.1, letters.0, b));
    if common == 0 {
        return 0;
    }
    winkler(one, two, (1000 * common / a + 1000 * common / b + 1000) / 3)
}

/// Optimal string alignment distance (insert, delete, replace, swap neighbours), or 3 when it is more than two.
pub(crate) fn edits(one: &[u8], two: &[u8]) -> u8 {
    let (one, two) = (&one[..one.len().min(LONGEST)], &two[..two.len().min(LONGEST)]);
    let same = one.iter().zip(two).take_while(|(a, b)| a == b).count();
    let (one, two) = (&one[same..], &two[same..]);
    let tail = one.iter().rev().zip(two.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, two) = (&one[..one.len() - tail], &two[..two.len() - tail]);
    if one.len().abs_diff(two.len()) > 2 {
        return 3;
    }
    if one.is_empty() || two.is_empty() {
        return one.len().max(two.len()) as u8;
    }
    aligned(one, two).min(3)
}

fn aligned(one: &[u8], two: &[u8]) -> u8 {
    let mut before = [0u8; LONGEST + 1];
    let mut last = [0u8; LONGEST + 1];
    for (place, cell) in last.iter_mut().enumerate() {
        *cell = place as u8;
    }
    for i in 1..=one.len() {
        let mut row = [0u8; LONGEST + 1];
        row[0] = i as u8;
        let mut least = row[0];
        for j in 1..=two.len() {
            let replaced = last[j - 1] + u8::from(one[i - 1] != two[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == two[j - 2] && one[i - 2] == two[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
            least = least.min(best);
        }
        if least > 3 {
            return 3;
        }
        before = last;
        last = row;
    }
    last[two.len()]
}

/// Jaro-Winkler similarity in thousandths, 0 to 1000.
pub(crate) fn likeness(one: &[u8], two: &[u8]) -> u32 {
    let (one, two) = (&one[..one.len().min(LONGEST)], &two[..two.len().min(LONGEST)]);
    if one.is_empty() || two.is_empty() {
        return 0;
    }
    let reach = (one.len().max(two.len()) / 2).saturating_sub(1);
    let (mut in_one, mut in_two) = (0u32, 0u32);
    for (i, letter) in one.iter().enumerate() {
        let window = i.saturating_sub(reach)..two.len().min(i + reach + 1);
        for (j, other) in two.iter().enumerate().take(window.end).skip(window.start) {
            if in_two & (1 << j) == 0 && other == letter {
                in_one |= 1 << i;
                in_two |= 1 << j;
                break;
            }
        }
    }
    let common = in_one.count_ones();
    if common == 0 {
        return 0;
    }
    let moved = picked(one, in_one).zip(picked(two, in_two)).filter(|(a, b)| a != b).count() as u32 / 2;
    let (a, b) = (one.len() as u32, two.len() as u32);
    let jaro = (1000 * common / a + 1000 * common / b + 1000 * (common - moved) / common) / 3;
    winkler(one, two, jaro)
}

/// The letters at the places of a mask.
fn picked(text: &[u8], mask: u32) -> impl Iterator<Item = u8> + '_ {
    text.iter().enumerate().filter(move |(at, _)| mask & (1 << at) != 0).map(|(_, letter)| *letter)
}

/// Jaro's similarity with Winkler's addition for equal beginnings.
fn winkler(one: &[u8], two: &[u8], jaro: u32) -> u32 {
    let prefix = one.iter().zip(two).take(4).take_while(|(a, b)| a == b).count() as u32;
    jaro + prefix * (1000 - jaro) / 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_count_swaps_once_and_stop_at_three() {
        for (one, two, expected) in [
            ("maria", "maria", 0),
            ("maria", "mraia", 1),
            ("maria", "mari", 1),
            ("maria", "marya", 1),
            ("johnson", "jonsen", 2),
            ("a", "abcd", 3),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(edits(one.as_bytes(), two.as_bytes()), expected, "{one} {two}");
            assert_eq!(edits(two.as_bytes(), one.as_bytes()), expected, "{two} {one}");
        }
    }

    #[test]
    fn likeness_follows_the_published_examples() {
        assert!(likeness(b"martha", b"marhta").abs_diff(961) <= 1);
        assert!(likeness(b"dwayne", b"duane").abs_diff(840) <= 1);
        assert_eq!(likeness(b"abc", b"xyz"), 0);
    }

    #[test]
    fn letters_say_early_what_cannot_be_alike() {
        let words =
            ["maria", "mariah", "marta", "dwayne", "duane", "o", "lopez", "pezlo", "aaaa", "12b", "21"];
        for one in words.map(str::as_bytes) {
            for two in words.map(str::as_bytes) {
                let (mine, yours) = (letters(one), letters(two));
                assert!(likeness(one, two) <= most_likeness(one, two, (mine, yours)), "{one:?} {two:?}");
                assert!((mine ^ yours).count_ones() <= 4 || edits(one, two) == 3, "{one:?} {two:?}");
            }
        }
    }
}

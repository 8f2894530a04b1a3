//! What a number or an address of e-mail may have been before a finger slipped.

/// Calls `found` with every text that is one slip away: a character replaced, two neighbours exchanged, one left out, one
/// too many. Digits are replaced by digits, letters by letters.
pub(crate) fn each_slip(text: &str, mut found: impl FnMut(&str)) {
    if !text.is_ascii() {
        return;
    }
    let typed = text.as_bytes();
    let mut say = |bytes: &[u8]| found(std::str::from_utf8(bytes).unwrap_or_default());
    let mut other = typed.to_vec();
    for at in 0..typed.len() {
        let others = alphabet(typed[at]).iter().chain(look_alikes(typed[at]));
        for letter in others.filter(|letter| **letter != typed[at]) {
            other[at] = *letter;
            say(&other);
        }
        other[at] = typed[at];
        if at > 0 && typed[at] != typed[at - 1] {
            other.swap(at, at - 1);
            say(&other);
            other.swap(at, at - 1);
        }
    }
    let mut shorter = Vec::with_capacity(typed.len());
    for at in (0..typed.len()).filter(|at| *at == 0 || typed[*at] != typed[at - 1]) {
        shorter.clear();
        shorter.extend_from_slice(&typed[..at]);
        shorter.extend_from_slice(&typed[at + 1..]);
        say(&shorter);
    }
    let mut longer = Vec::with_capacity(typed.len() + 1);
    for at in 0..=typed.len() {
        let like = typed.get(at).or(typed.last()).copied().unwrap_or(b'0');
        for letter in alphabet(like) {
            longer.clear();
            longer.extend_from_slice(&typed[..at]);
            longer.push(*letter);
            longer.extend_from_slice(&typed[at..]);
            say(&longer);
        }
    }
}

/// Longest text of which slips are thought through.
pub(crate) const LONGEST: usize = 60;

/// Digits that are read for letters, and the other way round.
fn look_alikes(of: u8) -> &'static [u8] {
    match of {
        b'0' => b"o",
        b'1' => b"il",
        b'2' => b"z",
        b'5' => b"s",
        b'8' => b"b",
        b'o' => b"0",
        b'i' | b'l' => b"1",
        b'z' => b"2",
        b's' => b"5",
        b'b' => b"8",
        _ => b"",
    }
}

fn alphabet(of: u8) -> &'static [u8] {
    match of {
        b'0'..=b'9' => b"0123456789",
        b'a'..=b'z' => b"abcdefghijklmnopqrstuvwxyz",
        _ => b".-_@",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::distance::edits;

    #[test]
    fn every_slip_is_one_edit_and_the_usual_ones_are_among_them() {
        let mut all = Vec::new();
        each_slip("4821", |slip| all.push(slip.to_owned()));
        for usual in ["4812", "4831", "482", "48221", "0821"] {
            assert!(all.iter().any(|slip| slip == usual), "{usual}");
        }
        assert!(all.iter().all(|slip| edits(slip.as_bytes(), b"4821") == 1));
        let mut mail = Vec::new();
        each_slip("rosa@example.con", |slip| mail.push(slip.to_owned()));
        assert!(mail.iter().any(|slip| slip == "rosa@example.com"));
        each_slip("", |slip| assert!(slip.len() == 1));
        each_slip("é", |_| unreachable!());
    }
}

//! Whether a name that is shown is one that was typed.

use crate::search::spellings::other_spellings;
use crate::words::likeness::{Alike, alike_bytes};
use crate::words::sound::sound;
use crate::words::text::fold;
use crate::words::variants;

/// A typed word means a word of this name: the same, a nickname, mistyped by a letter, or another spelling of the sound.
pub fn is_meant(typed: &str, name: &str) -> bool {
    let (typed, name) = (fold(typed), fold(name));
    let mut words = name.split(' ').filter(|word| word.len() > 1);
    typed.len() > 1 && words.any(|word| means(&typed, word))
}

fn means(typed: &str, word: &str) -> bool {
    let heard = sound(typed);
    let sounds = heard != 0 && sound(word) == heard;
    variants::related(&variants::groups(typed), &variants::groups(word))
        || other_spellings(typed).any(|other| other == word)
        || match alike_bytes(typed.as_bytes(), word.as_bytes(), sounds) {
            Alike::Equal | Alike::Edit => true,
            Alike::Near => sounds,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_word_means_a_name_or_not() {
        for typed in ["luis", "LUÍS", "luiz", "ortgea", "ortega"] {
            assert!(is_meant(typed, "Luis Ortega"), "{typed}");
        }
        assert!(is_meant("bill", "William Stone"));
        for typed in ["rosa", "l", "", "lu"] {
            assert!(!is_meant(typed, "Luis Ortega"), "{typed}");
        }
    }
}

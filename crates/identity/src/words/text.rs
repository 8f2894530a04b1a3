//! Folding: one spelling for what people write in many, in letters a to z where the script allows it.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that mean something of their own where they stand.
pub(crate) type Listed = LazyLock<FxHashSet<&'static str>>;

/// Lower-case words of letters and digits with one space between; accents gone, apostrophes closed up, everything else
/// a space. Other scripts are spelt in Latin letters, Cyrillic as English-speaking offices do.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        for byte in text.bytes() {
            push_ascii(&mut folded, byte);
        }
    } else {
        for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
            push_char(&mut folded, c);
        }
    }
    while folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// The digits of a text, in order.
pub(crate) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn push_ascii(folded: &mut String, byte: u8) {
    match byte {
        b'a'..=b'z' | b'0'..=b'9' => folded.push(byte as char),
        b'A'..=b'Z' => folded.push(byte.to_ascii_lowercase() as char),
        b'\'' | b'`' => {}
        _ => push_space(folded),
    }
}

fn push_space(folded: &mut String) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

fn push_char(folded: &mut String, c: char) {
    if c.is_ascii() {
        return push_ascii(folded, c as u8);
    }
    for lower in c.to_lowercase() {
        match latin(lower) {
            Some(letters) => folded.push_str(letters),
            None if matches!(lower, '\u{2019}' | '\u{02bc}' | '\u{02bb}' | '\u{2018}' | '\u{00b4}') => {}
            None if is_combining_mark(lower) => {}
            None if lower.is_alphanumeric() => push_spelt(folded, lower),
            None => push_space(folded),
        }
    }
}

/// A letter of another script. Syllables of Chinese and its like are words of their own.
fn push_spelt(folded: &mut String, c: char) {
    let Some(spelt) = deunicode::deunicode_char(c) else { return folded.push(c) };
    for byte in spelt.bytes().filter(|byte| byte.is_ascii_alphanumeric() || *byte == b' ') {
        push_ascii(folded, byte);
    }
}

/// Letters that do not decompose, and Cyrillic as it is usually spelt in English-speaking offices.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "ng",
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' | 'є' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' | 'ї' => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        'ъ' | 'ь' | 'ء' => "",
        'ا' | 'ى' | 'ة' | 'ع' => "a",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_many() {
        assert_eq!(fold("  José  Peña-Núñez "), "jose pena nunez");
        assert_eq!(fold("O\u{2019}Brien"), "obrien");
        assert_eq!(fold("D'Angelo, J.R."), "dangelo j r");
        assert_eq!(fold("Nguyễn Văn Đức"), "nguyen van duc");
        assert_eq!(fold("Straße Łódź Øre"), "strasse lodz ore");
        assert_eq!(fold("Юлия Щербакова"), "yuliya shcherbakova");
        assert_eq!(fold("王小明"), "wang xiao ming");
        assert_eq!(fold("محمد حداد"), "mhmd hdad");
        assert_eq!(fold("Ελένη"), "elene");
        assert_eq!(fold("--"), "");
    }
}

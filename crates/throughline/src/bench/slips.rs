//! How names and numbers come out when they are typed in a hurry, heard on the phone, or spelt by another office.

use city::Chance;

/// Short names and those of other languages, as people call themselves. Kept apart from what the engine knows.
const NICKNAMES: [(&str, &str); 44] = [
    ("maria", "mari"),
    ("jose", "pepe"),
    ("francisco", "paco"),
    ("francisco", "pancho"),
    ("guadalupe", "lupe"),
    ("jesus", "chuy"),
    ("ignacio", "nacho"),
    ("dolores", "lola"),
    ("rosario", "charo"),
    ("isabel", "chabela"),
    ("manuel", "manny"),
    ("antonio", "tony"),
    ("alejandro", "alex"),
    ("eduardo", "eddie"),
    ("enrique", "kike"),
    ("william", "bill"),
    ("robert", "bob"),
    ("richard", "dick"),
    ("james", "jim"),
    ("john", "jack"),
    ("michael", "mike"),
    ("joseph", "joe"),
    ("thomas", "tommy"),
    ("charles", "chuck"),
    ("christopher", "chris"),
    ("daniel", "danny"),
    ("anthony", "tony"),
    ("elizabeth", "betty"),
    ("margaret", "peggy"),
    ("patricia", "trish"),
    ("jennifer", "jenny"),
    ("katherine", "kate"),
    ("barbara", "barb"),
    ("susan", "sue"),
    ("deborah", "debbie"),
    ("rebecca", "becky"),
    ("aleksandr", "sasha"),
    ("dmitri", "dima"),
    ("mikhail", "misha"),
    ("tatiana", "tanya"),
    ("svetlana", "sveta"),
    ("yevgeny", "zhenya"),
    ("samuel", "sam"),
    ("benjamin", "ben"),
];

/// Names from other scripts as other offices spell them, both ways.
const SPELLINGS: [(&str, &str); 40] = [
    ("mohammed", "muhammad"),
    ("mohamed", "mohammad"),
    ("ahmed", "ahmad"),
    ("hussein", "husain"),
    ("yousef", "yusuf"),
    ("fatima", "fatma"),
    ("aisha", "ayesha"),
    ("abdul", "abdel"),
    ("khalid", "khaled"),
    ("hassan", "hasan"),
    ("osama", "usama"),
    ("said", "saeed"),
    ("omar", "umar"),
    ("yuliya", "julia"),
    ("natalia", "nataliya"),
    ("yelena", "elena"),
    ("ekaterina", "yekaterina"),
    ("sergei", "sergey"),
    ("andrei", "andrey"),
    ("dmitri", "dmitry"),
    ("olena", "elena"),
    ("oleksandr", "alexander"),
    ("tetiana", "tatiana"),
    ("mykola", "nikolai"),
    ("wang", "wong"),
    ("zhang", "chang"),
    ("chen", "chan"),
    ("li", "lee"),
    ("liu", "lau"),
    ("huang", "wong"),
    ("xu", "hsu"),
    ("zhou", "chow"),
    ("wu", "woo"),
    ("nguyen", "nguen"),
    ("huynh", "huyn"),
    ("phuong", "fuong"),
    ("gonzalez", "gonsales"),
    ("rodriguez", "rodrigues"),
    ("jimenez", "gimenez"),
    ("vazquez", "vasquez"),
];

/// One letter dropped, doubled, replaced or exchanged with its neighbour, never the first.
pub(super) fn mistyped(name: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = 1 + usize::try_from(chance.below(letters.len() as u64 - 1)).unwrap_or(0);
    match chance.below(4) {
        0 if letters.len() > 3 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 if at + 1 < letters.len() && letters[at] != letters[at + 1] => letters.swap(at, at + 1),
        _ => letters[at] = if letters[at].eq_ignore_ascii_case(&'e') { 'a' } else { 'e' },
    }
    letters.into_iter().collect()
}

/// One digit replaced by another.
pub(super) fn wrong_digit(number: &str, chance: &mut Chance) -> String {
    let mut digits = number.as_bytes().to_vec();
    let at = chance.below(digits.len() as u64) as usize;
    digits[at] = b'0' + (digits[at] - b'0' + 1 + chance.below(9) as u8) % 10;
    String::from_utf8_lossy(&digits).into_owned()
}

/// Two neighbours exchanged, where two differ.
pub(super) fn exchanged(number: &str, chance: &mut Chance) -> String {
    let mut digits = number.as_bytes().to_vec();
    let from = chance.below(digits.len() as u64 - 1) as usize;
    let places = (from..digits.len() - 1).chain(0..from);
    match places.into_iter().find(|at| digits[*at] != digits[at + 1]) {
        Some(at) => digits.swap(at, at + 1),
        None => return wrong_digit(number, chance),
    }
    String::from_utf8_lossy(&digits).into_owned()
}

/// What a first name's bearer may be called.
pub(super) fn nickname(first: &str) -> Option<&'static str> {
    let lower = city::without_accents(first).to_lowercase();
    NICKNAMES.iter().find(|(name, _)| *name == lower).map(|(_, nickname)| *nickname)
}

/// Both names as another office spells one of them.
pub(super) fn other_spelling(first: &str, last: &str) -> Option<String> {
    let other = |name: &str| {
        let lower = city::without_accents(name).to_lowercase();
        let pair = SPELLINGS.iter().find(|(one, two)| *one == lower || *two == lower);
        pair.map(|(one, two)| if *one == lower { *two } else { *one })
    };
    match (other(first), other(last)) {
        (Some(spelt), _) => Some(format!("{spelt} {last}")),
        (None, Some(spelt)) => Some(format!("{first} {spelt}")),
        (None, None) => None,
    }
}

/// Both names as somebody writes them who has only heard them.
pub(super) fn misheard(first: &str, last: &str) -> Option<String> {
    let (one, two) = (by_ear(first), by_ear(last));
    let plain = |name: &str| city::without_accents(name).to_lowercase();
    (one != plain(first) || two != plain(last)).then(|| format!("{one} {two}"))
}

fn by_ear(name: &str) -> String {
    const HEARD: [(&str, &str); 12] = [
        ("ph", "f"),
        ("ck", "k"),
        ("th", "t"),
        ("ll", "l"),
        ("tt", "t"),
        ("nn", "n"),
        ("ss", "s"),
        ("sch", "sh"),
        ("z", "s"),
        ("ca", "ka"),
        ("co", "ko"),
        ("y", "i"),
    ];
    let mut heard = city::without_accents(name).to_lowercase();
    for (written, said) in HEARD {
        heard = heard.replace(written, said);
    }
    heard
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_change_something_and_little() {
        let mut chance = Chance::of(1, "slips", 0);
        for _ in 0..200 {
            let (wrong, turned) =
                (wrong_digit("512701234", &mut chance), exchanged("512701234", &mut chance));
            let differing =
                |other: &str| other.bytes().zip("512701234".bytes()).filter(|(a, b)| a != b).count();
            assert_eq!((differing(&wrong), differing(&turned)), (1, 2));
            let name = mistyped("Katsaros", &mut chance);
            assert!(name != "Katsaros" && name.starts_with('K') && name.len().abs_diff(8) <= 1);
        }
        assert_eq!(misheard("Philip", "Cortez").as_deref(), Some("filip kortes"));
        assert_eq!((nickname("José"), nickname("Zebulon")), (Some("pepe"), None));
        assert_eq!(other_spelling("Ana", "Wong").as_deref(), Some("Ana wang"));
    }
}

//! Nicknames and variant spellings, and how common names are, from two lists of our own.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Up to six groups of a name; 0 is none.
pub(crate) type Groups = [u16; 6];

/// One group a line: names that one person may go by, most formal first. A name may be in several groups.
const VARIANTS: &str = include_str!("../../data/variants.txt");

/// `given` or `family`, a name, and its bearers per 100,000 people in the United States, rounded.
const SHARES: &str = include_str!("../../data/shares.txt");

/// Bearers per 100,000 of a given name and of a surname that the list does not name.
pub(crate) const RARE: Share = Share { given: 12, family: 4 };

/// Bearers per 100,000 people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Share {
    pub(crate) given: u32,
    pub(crate) family: u32,
}

static GROUPS: LazyLock<FxHashMap<&'static str, Groups>> = LazyLock::new(read_groups);
static MEMBERS: LazyLock<Vec<Vec<&'static str>>> =
    LazyLock::new(|| lines(VARIANTS).map(|line| line.split_whitespace().collect()).collect());
static NAMES: LazyLock<FxHashMap<&'static str, Share>> = LazyLock::new(read_shares);

/// The groups of a folded name.
pub(crate) fn groups(name: &str) -> Groups {
    GROUPS.get(name).copied().unwrap_or_default()
}

/// How common a folded name is when the data at hand do not say.
pub(crate) fn share(name: &[u8]) -> Share {
    std::str::from_utf8(name).ok().and_then(|name| NAMES.get(name)).copied().unwrap_or(RARE)
}

/// Two names have a group in common.
pub(crate) fn related(one: &Groups, two: &Groups) -> bool {
    one[0] != 0 && two[0] != 0 && one.iter().any(|group| *group != 0 && two.contains(group))
}

/// Every name in the list with one of these groups.
pub(crate) fn members(of: &Groups) -> impl Iterator<Item = &'static str> {
    let groups = of.iter().filter(|group| **group != 0);
    groups.flat_map(|group| MEMBERS.get(usize::from(*group) - 1).into_iter().flatten().copied())
}

fn read_groups() -> FxHashMap<&'static str, Groups> {
    let mut found: FxHashMap<&'static str, Groups> = FxHashMap::default();
    for (line, group) in lines(VARIANTS).zip(1u16..) {
        for name in line.split_whitespace() {
            let groups = found.entry(name).or_default();
            if let Some(free) = groups.iter_mut().find(|held| **held == 0) {
                *free = group;
            }
        }
    }
    found
}

fn read_shares() -> FxHashMap<&'static str, Share> {
    let mut found = FxHashMap::default();
    for line in lines(SHARES) {
        let mut words = line.split_whitespace();
        let (Some(role), Some(share)) = (words.next(), words.next().and_then(|n| n.parse::<u32>().ok()))
        else {
            continue;
        };
        for name in words {
            let held = found.entry(name).or_insert(RARE);
            match role {
                "given" => held.given = share,
                _ => held.family = share,
            }
        }
    }
    found
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nicknames_and_variants_are_related_and_others_are_not() {
        for (one, two) in [
            ("bill", "william"),
            ("peggy", "margaret"),
            ("pepe", "jose"),
            ("mohammed", "muhammad"),
            ("sasha", "aleksandr"),
            ("liz", "beth"),
        ] {
            assert!(related(&groups(one), &groups(two)), "{one} {two}");
        }
        assert!(!related(&groups("maria"), &groups("william")));
        assert!(!related(&groups("nobody-has-it"), &groups("nor-this")));
    }

    #[test]
    fn the_lists_are_folded_and_no_name_has_more_groups_than_fit() {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for line in lines(VARIANTS) {
            for name in line.split_whitespace() {
                assert_eq!(crate::words::text::fold(name), name);
                *counts.entry(name).or_default() += 1;
            }
        }
        let crowded: Vec<_> = counts.iter().filter(|(_, count)| **count > 6).collect();
        assert!(crowded.is_empty(), "{crowded:?}");
        assert!(share(b"maria").given > share(b"zebulon").given);
    }
}

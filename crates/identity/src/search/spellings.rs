//! Spellings that offices of different countries give to one name, for searching only: too weak to link by.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// One group a line.
const SPELLINGS: &str = include_str!("../../data/spellings.txt");

static GROUPS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let lines = SPELLINGS.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_whitespace().collect()).collect()
});

static OF: LazyLock<FxHashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut found: FxHashMap<&'static str, Vec<usize>> = FxHashMap::default();
    for (group, names) in GROUPS.iter().enumerate() {
        names.iter().for_each(|name| found.entry(name).or_default().push(group));
    }
    found
});

/// How others spell a folded name.
pub(crate) fn other_spellings(name: &str) -> impl Iterator<Item = &'static str> {
    let groups = OF.get(name).into_iter().flatten();
    let all = groups.filter_map(|group| GROUPS.get(*group)).flatten().copied();
    let own = name.to_owned();
    all.filter(move |other| *other != own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_two_offices_and_the_list_is_folded() {
        assert!(other_spellings("wong").any(|other| other == "huang"));
        assert!(other_spellings("huang").all(|other| other != "huang" && other != "wang"));
        assert_eq!(other_spellings("zebulon").count(), 0);
        assert!(GROUPS.iter().flatten().all(|name| crate::words::text::fold(name) == **name));
    }
}

//! Sorts entries that are packed as key and number, many at once. Keys are hashes, evenly spread, which is when counting
//! digits beats comparing by far.

/// A key and a number as they are sorted.
pub(crate) fn entry(key: u32, number: u32) -> u64 {
    u64::from(key) << 32 | u64::from(number)
}

/// Bits of the key that one pass looks at.
const DIGIT: u32 = 11;

/// Fewer entries than this are compared instead.
const FEW: usize = 1 << 12;

/// Sorts by the high half; entries with the same key stay in the order in which they came.
pub(crate) fn sort_by_key(mut entries: Vec<u64>) -> Vec<u64> {
    if entries.len() < FEW {
        entries.sort_by_key(|entry| entry >> 32);
        return entries;
    }
    let mut other = vec![0; entries.len()];
    for pass in 0..32u32.div_ceil(DIGIT) {
        let digit = |entry: u64| (entry >> (32 + pass * DIGIT)) as usize & ((1 << DIGIT) - 1);
        let mut from = vec![0usize; 1 << DIGIT];
        for entry in &entries {
            from[digit(*entry)] += 1;
        }
        let mut start = 0;
        for place in &mut from {
            start += std::mem::replace(place, start);
        }
        for entry in &entries {
            let place = &mut from[digit(*entry)];
            other[*place] = *entry;
            *place += 1;
        }
        std::mem::swap(&mut entries, &mut other);
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::dictionary::mixed;

    #[test]
    fn entries_are_sorted_by_key_and_keep_their_order() {
        for many in [0, 1, 100, 50_000] {
            let keys = (0..many).map(|n| (mixed(n, 3) as u32 & 0xfff0_00ff, n));
            let entries: Vec<u64> = keys.map(|(key, n)| u64::from(key) << 32 | n).collect();
            let mut expected = entries.clone();
            expected.sort_unstable();
            assert_eq!(sort_by_key(entries), expected);
        }
    }
}

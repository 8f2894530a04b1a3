//! Chance that is handed in: a small generator whose stream never changes between versions or machines.

/// A stream of numbers that looks random and is a pure function of what it was made from.
#[derive(Clone, Debug)]
pub struct Chance(u64);

/// Mixes 64 bits so that neighbouring inputs give unrelated outputs (the finaliser of SplitMix64).
pub(crate) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Chance {
    /// A stream for one purpose: the same seed, purpose and number give the same stream.
    #[must_use]
    pub fn of(seed: u64, purpose: &str, number: u64) -> Self {
        let tag = purpose.bytes().fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        Self(mix(mix(seed ^ tag) ^ number))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number from 0 up to but without `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included; `low` when they are the wrong way round.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low { low } else { low + self.below((high - low + 1) as u64) as i64 }
    }

    /// True in `percent` of 100 cases; parts of a percent count.
    pub fn percent(&mut self, percent: f64) -> bool {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64 * 100.0 < percent
    }

    /// One of the items, or nothing from an empty list.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len() as u64) as usize)
    }

    /// The position of one of the weights, each as likely as its weight.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let total: u64 = weights.iter().map(|&weight| u64::from(weight)).sum();
        let mut rest = self.below(total);
        for (position, &weight) in weights.iter().enumerate() {
            if rest < u64::from(weight) {
                return position;
            }
            rest -= u64::from(weight);
        }
        0
    }
}

/// Shuffles the numbers below `size` one to one; the same key gives the same order, `unshuffle` goes back.
pub(crate) fn shuffle(number: u64, size: u64, key: u64) -> u64 {
    walk(number, size, |value, half| rounds(value, half, key, [0, 1, 2, 3]))
}

/// The number that `shuffle` turned into `place`.
pub(crate) fn unshuffle(place: u64, size: u64, key: u64) -> u64 {
    walk(place, size, |value, half| {
        let swapped = swap_halves(value, half);
        swap_halves(rounds(swapped, half, key, [3, 2, 1, 0]), half)
    })
}

fn walk(number: u64, size: u64, step: impl Fn(u64, u32) -> u64) -> u64 {
    let bits = 64 - size.saturating_sub(1).leading_zeros();
    let half = bits.div_ceil(2).max(1);
    let mut value = number;
    loop {
        value = step(value, half);
        if value < size {
            return value;
        }
    }
}

fn swap_halves(value: u64, half: u32) -> u64 {
    ((value & ((1 << half) - 1)) << half) | (value >> half)
}

fn rounds(value: u64, half: u32, key: u64, order: [u64; 4]) -> u64 {
    let mask = (1u64 << half) - 1;
    let (mut left, mut right) = (value >> half, value & mask);
    for round in order {
        let next = left ^ (mix(right ^ mix(key.wrapping_add(round))) & mask);
        left = right;
        right = next;
    }
    (left << half) | right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffling_is_one_to_one_and_goes_back() {
        let mut seen = vec![false; 1000];
        for number in 0..1000 {
            let place = shuffle(number, 1000, 42);
            assert!(!std::mem::replace(&mut seen[place as usize], true));
            assert_eq!(unshuffle(place, 1000, 42), number);
        }
    }

    #[test]
    fn a_purpose_has_its_own_stream() {
        let draw = |purpose| Chance::of(7, purpose, 1).bits();
        assert_eq!(draw("names"), draw("names"));
        assert_ne!(draw("names"), draw("homes"));
    }

    #[test]
    fn weights_are_kept() {
        let mut chance = Chance::of(1, "test", 0);
        let heavy = (0..10_000).filter(|_| chance.weighted(&[1, 9]) == 1).count();
        assert!((8_700..9_300).contains(&heavy), "{heavy}");
    }
}

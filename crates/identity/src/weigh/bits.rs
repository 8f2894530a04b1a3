//! Evidence in fixed point: one bit is 64 units, and sums of integers are the same on every machine.

/// Evidence in 1/64 bit.
pub(crate) type Bits = i32;

/// One bit.
pub(crate) const BIT: Bits = 64;

/// log2 of a positive whole number; 0 for 0.
pub(crate) fn log2(value: u64) -> Bits {
    if value == 0 {
        return 0;
    }
    let whole = value.ilog2();
    // The mantissa as 1.31 fixed point; each squaring gives one more bit of the logarithm.
    let mut mantissa = if whole >= 31 { value >> (whole - 31) } else { value << (31 - whole) };
    let mut part = 0;
    for _ in 0..6 {
        mantissa = (mantissa * mantissa) >> 31;
        part <<= 1;
        if mantissa >= 1 << 32 {
            mantissa >>= 1;
            part |= 1;
        }
    }
    whole as Bits * BIT + part
}

/// -log2 of a share, at least 0.
pub(crate) fn rarity(part: u64, whole: u64) -> Bits {
    (log2(whole.max(1)) - log2(part.max(1))).max(0)
}

/// -log2 of a probability given as a fraction.
pub(crate) fn surprise(probability: f64) -> Bits {
    (-probability.max(1e-9).log2() * f64::from(BIT)).round() as Bits
}

/// log2(2^a + 2^b).
pub(crate) fn either(a: Bits, b: Bits) -> Bits {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    let gap = (high - low) as usize;
    high + GAIN.get(gap / 16).copied().unwrap_or(0)
}

/// 64 * log2(1 + 2^-x) for x in quarter bits.
const GAIN: [Bits; 28] =
    [64, 56, 49, 43, 37, 32, 28, 24, 21, 18, 15, 13, 11, 9, 8, 7, 6, 5, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1];

/// The probability that `weight` bits of evidence (prior included) stand for.
pub(crate) fn probability(weight: Bits) -> f64 {
    1.0 / (1.0 + (-f64::from(weight) / f64::from(BIT)).exp2())
}

/// The weight that a probability stands for.
pub(crate) fn weight(probability: f64) -> Bits {
    ((probability / (1.0 - probability)).log2() * f64::from(BIT)).round() as Bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right_to_a_unit() {
        for value in [1u64, 2, 3, 5, 100, 12_345, 1_000_000_007, u64::MAX >> 1] {
            let exact = ((value as f64).log2() * 64.0).floor() as Bits;
            assert!((log2(value) - exact).abs() <= 1, "{value}");
        }
        assert_eq!(rarity(1, 1024), 10 * BIT);
        assert_eq!(either(0, 0), BIT);
        assert_eq!(either(-1000, 0), 0);
        assert_eq!(weight(probability(-2 * BIT)), -2 * BIT);
        assert_eq!(weight(0.0), Bits::MIN);
    }
}

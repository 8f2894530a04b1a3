//! Shares with 95 % intervals from samples, also where samples are small and what is looked for is rare.

use serde::{Deserialize, Serialize};

/// A figure with its 95 % interval.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Estimate {
    /// The likeliest value.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One part of a whole of which a sample was looked at.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Part {
    /// Of those that were looked at and are in the part still, so many are what is counted.
    pub known: f64,
    /// So many have not been looked at.
    pub rest: f64,
    /// Of so many drawn at random.
    pub drawn: f64,
    /// So many were what is counted.
    pub found: f64,
    /// The share that is expected before anything was drawn.
    pub expected: f64,
}

impl Estimate {
    /// The same of a share of another whole.
    pub fn times(self, factor: f64) -> Estimate {
        Estimate { value: self.value * factor, low: self.low * factor, high: self.high * factor }
    }

    /// What becomes of value and ends by a function that never falls.
    pub fn through(self, rising: impl Fn(f64) -> f64) -> Estimate {
        Estimate { value: rising(self.value), low: rising(self.low), high: rising(self.high) }
    }

    /// This less another that was estimated from other samples.
    pub fn less(self, other: Estimate) -> Estimate {
        let value = self.value - other.value;
        let below = (self.value - self.low).hypot(other.high - other.value);
        let above = (self.high - self.value).hypot(other.value - other.low);
        Estimate { value, low: value - below, high: value + above }
    }

    /// How many there are in all parts together, each of which was sampled by itself.
    ///
    /// Each part's interval is exact (Clopper and Pearson), for as many as its sample is worth beside what was not looked at;
    /// together they are as far from the sum as their squared distances (Zou and Donner's MOVER).
    pub fn of_parts(parts: &[Part]) -> Estimate {
        let mut sum = Estimate::default();
        let (mut below, mut above) = (0.0, 0.0);
        for part in parts {
            let (low, high) = part.rate_between();
            let rate = part.rate();
            sum.value += part.known + part.rest * rate;
            sum.low += part.known;
            sum.high += part.known + part.rest;
            below += (part.rest * (rate - low).max(0.0)).powi(2);
            above += (part.rest * (high - rate).max(0.0)).powi(2);
        }
        let (least, most) = (sum.low, sum.high);
        Estimate {
            low: (sum.value - below.sqrt()).max(least),
            high: (sum.value + above.sqrt()).min(most),
            ..sum
        }
    }
}

impl Part {
    fn rate(&self) -> f64 {
        if self.drawn > 0.0 { self.found / self.drawn } else { self.expected.clamp(0.0, 1.0) }
    }

    /// The share among those that were not looked at. They are of a limited number themselves, so a sample of `n` says of `m`
    /// others only as much as one of `nm / (n + m)` says of a share.
    fn rate_between(&self) -> (f64, f64) {
        if self.drawn <= 0.0 || self.rest <= 0.0 {
            return (0.0, 1.0);
        }
        let worth = self.drawn * self.rest / (self.drawn + self.rest);
        exact(self.rate() * worth, worth)
    }
}

/// The 95 % interval of a share of which `found` of `of` were seen (Clopper and Pearson; not whole numbers are allowed).
pub fn exact(found: f64, of: f64) -> (f64, f64) {
    if of <= 0.0 {
        return (0.0, 1.0);
    }
    let missing = of - found;
    let low = if found <= 1e-9 { 0.0 } else { beta_quantile(0.025, found, missing + 1.0) };
    let high = if missing <= 1e-9 { 1.0 } else { beta_quantile(0.975, found + 1.0, missing) };
    (low, high)
}

fn beta_quantile(chance: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if beta_below(middle, a, b) < chance { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// The chance that a beta variable is below `x`: the regularised incomplete beta function.
fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let kept_from_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / kept_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut whole = d;
    for step in 1..500 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / kept_from_zero(1.0 + even * d);
        c = kept_from_zero(1.0 + even / c);
        whole *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / kept_from_zero(1.0 + odd * d);
        c = kept_from_zero(1.0 + odd / c);
        whole *= d * c;
        if (d * c - 1.0).abs() < 1e-12 {
            break;
        }
    }
    whole
}

/// Lanczos' approximation.
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 6] = [
        76.180_091_729_471_46,
        -86.505_320_329_416_77,
        24.014_098_240_830_91,
        -1.231_739_572_450_155,
        0.120_865_097_386_617_9e-2,
        -0.539_523_938_495_3e-5,
    ];
    let base = x + 5.5;
    let sum: f64 = TERMS.iter().zip(1..).map(|(term, at)| term / (x + f64::from(at))).sum();
    (x + 0.5) * base.ln() - base + (2.506_628_274_631_000_5 * (1.000_000_000_190_015 + sum) / x).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chance of a test: the same each time.
    struct Dice(u64);

    impl Dice {
        fn below_one(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ mixed >> 31) >> 11) as f64 / (1u64 << 53) as f64
        }
    }

    fn near(one: (f64, f64), two: (f64, f64)) -> bool {
        (one.0 - two.0).abs() < 5e-4 && (one.1 - two.1).abs() < 5e-4
    }

    #[test]
    fn exact_intervals_are_those_of_the_books() {
        assert!(near(exact(0.0, 10.0), (0.0, 0.3085)), "{:?}", exact(0.0, 10.0));
        assert!(near(exact(10.0, 10.0), (0.6915, 1.0)));
        assert!(near(exact(1.0, 20.0), (0.0013, 0.2487)));
        assert!(near(exact(5.0, 50.0), (0.0333, 0.2181)));
        assert!(near(exact(250.0, 1000.0), (0.2234, 0.2781)));
        assert_eq!(exact(0.0, 0.0), (0.0, 1.0));
    }

    #[test]
    fn what_was_looked_at_whole_is_known_and_what_was_not_is_open() {
        let looked = Part { known: 3.0, rest: 0.0, drawn: 12.0, found: 3.0, expected: 0.5 };
        let all = Estimate::of_parts(&[looked]);
        assert_eq!((all.value, all.low, all.high), (3.0, 3.0, 3.0));
        let not = Part { rest: 100.0, expected: 0.2, ..Part::default() };
        let open = Estimate::of_parts(&[not]);
        assert_eq!((open.value, open.low, open.high), (20.0, 0.0, 100.0));
        let none = Part { rest: 1_000_000.0, drawn: 60.0, ..Part::default() };
        let none = Estimate::of_parts(&[none]);
        assert!(none.value == 0.0 && none.low == 0.0 && (none.high / 1e6 - 0.0596).abs() < 1e-3);
    }

    /// Parts of a whole as a city has them: size, true share, and how many are drawn.
    const CITIES: [[(u64, f64, u64); 4]; 4] = [
        [(40_000, 0.0004, 60), (6_000, 0.004, 60), (900, 0.03, 60), (300, 0.2, 60)],
        [(400, 0.01, 30), (120, 0.05, 30), (60, 0.2, 20), (25, 0.4, 20)],
        [(1_000_000, 0.01, 200), (50_000, 0.05, 100), (9_000, 0.3, 100), (700, 0.5, 100)],
        [(5_000, 0.1, 14), (2_000, 0.25, 16), (700, 0.5, 24), (70, 0.8, 20)],
    ];

    #[test]
    fn ninety_five_of_a_hundred_intervals_hold_the_truth() {
        let mut dice = Dice(7);
        for city in CITIES {
            let (mut held, tries, mut wide) = (0, 1000, 0.0);
            for _ in 0..tries {
                let (mut truth, mut parts) = (0.0, Vec::new());
                for (size, share, drawn) in city {
                    let mut hits =
                        |count: u64| (0..count).filter(|_| dice.below_one() < share).count() as f64;
                    let found = hits(drawn);
                    // So many at once would take long: the sum of many is normal.
                    let rest = size - drawn;
                    let others = if rest < 5_000 {
                        hits(rest)
                    } else {
                        let twelve: f64 = (0..12).map(|_| dice.below_one()).sum::<f64>() - 6.0;
                        let mean = rest as f64 * share;
                        (mean + twelve * (mean * (1.0 - share)).sqrt()).max(0.0).round()
                    };
                    truth += found + others;
                    let drawn = drawn as f64;
                    parts.push(Part { known: found, rest: rest as f64, drawn, found, expected: 0.5 });
                }
                let estimate = Estimate::of_parts(&parts);
                held += u32::from((estimate.low..=estimate.high).contains(&truth));
                wide += (estimate.high - estimate.low) / f64::from(tries);
            }
            let share = f64::from(held) / f64::from(tries);
            println!("{share} of the intervals hold the truth, {wide:.0} wide on average");
            assert!(share >= 0.945, "{share} of {city:?}");
        }
    }

    #[test]
    fn a_difference_is_as_wide_as_both_together() {
        let one = Estimate { value: 0.5, low: 0.4, high: 0.6 };
        let two = Estimate { value: 0.2, low: 0.1, high: 0.3 };
        let gap = one.less(two);
        assert!(
            (gap.value - 0.3).abs() < 1e-9
                && (gap.low - 0.1586).abs() < 1e-3
                && (gap.high - 0.4414).abs() < 1e-3
        );
    }
}

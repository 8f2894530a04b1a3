//! The reports. Each is a function from what is [`crate::Asked`] to a [`crate::Table`].

pub mod individual;
pub mod often;
pub mod performance;
pub mod staffing;
mod traits;
pub mod unduplicated;
pub mod volume;
pub mod wagner_peyser;

pub use traits::Trait;

/// The sentence that stands under every table in which a person counts once.
pub const ONCE: &str =
    "Each person is counted once in each row and once in the total. Totals are not sums of sites.";

/// Median of numbers in any order, in tenths; nothing of nothing.
pub(crate) fn median(numbers: &mut [u32]) -> Option<u64> {
    numbers.sort_unstable();
    let (low, high) = (numbers.get(numbers.len().checked_sub(1)? / 2)?, numbers.get(numbers.len() / 2)?);
    Some((u64::from(*low) + u64::from(*high)) * 5)
}

/// The number that nine of ten do not exceed; nothing of nothing.
pub(crate) fn nine_of_ten(numbers: &mut [u32]) -> Option<u32> {
    numbers.sort_unstable();
    let at = (numbers.len() * 9).div_ceil(10).checked_sub(1)?;
    numbers.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middles_are_found() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [7]), Some(70));
        assert_eq!(median(&mut [4, 1]), Some(25));
        assert_eq!(median(&mut [9, 1, 5]), Some(50));
        assert_eq!(nine_of_ten(&mut []), None);
        assert_eq!(nine_of_ten(&mut [3, 1, 2]), Some(3));
        assert_eq!(nine_of_ten(&mut (1..=10).collect::<Vec<u32>>()), Some(9));
    }
}

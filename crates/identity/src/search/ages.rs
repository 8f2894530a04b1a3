//! How well birth years fit an age that was told.

use crate::search::find::LEAST;
use crate::search::query::Age;
use crate::search::spread::age_on;
use crate::weigh::bits::{BIT, Bits, surprise};
use crate::words::birth::Birth;

/// Bits for each birth year, beside a population spread over eighty years.
pub(crate) struct Ages {
    first: u16,
    bits: Vec<Bits>,
    /// No other age than these.
    exact: Option<Age>,
}

/// Years before and after the likeliest that are told apart.
const REACH: i16 = 60;

/// An age that does not fit at all.
const UNFIT: Bits = -6 * BIT;

impl Ages {
    pub(crate) fn new(age: Age) -> Ages {
        if age.spread < 0.5 {
            return Ages::between(age);
        }
        let spread = f64::from(age.spread);
        let year = age.on.year() - age.years;
        let first = (year - REACH).max(0);
        let bits = |born: i16| {
            let off = (f64::from(born) - f64::from(year) + 0.5).abs().max(0.5) - 0.5;
            let density = (-off * off / (2.0 * spread * spread)).exp() / (spread * 2.506_628);
            (surprise(1.0 / 80.0) - surprise(density.max(1e-6))).max(UNFIT)
        };
        Ages { first: first as u16, bits: (first..=year + REACH).map(bits).collect(), exact: None }
    }

    /// All ages from and to alike.
    fn between(age: Age) -> Ages {
        let years = f64::from(age.to - age.years + 1).max(1.0);
        let bits = (surprise(1.0 / 80.0) - surprise(1.0 / years)).max(2 * BIT);
        let (first, last) = ((age.on.year() - age.to - 1).max(0), age.on.year() - age.years);
        Ages { first: first as u16, bits: vec![bits; (last - first + 1).max(0) as usize], exact: Some(age) }
    }

    /// Birth years that fit so well that somebody is found by them alone.
    pub(crate) fn years(&self) -> impl Iterator<Item = u16> + '_ {
        let fitting = self.bits.iter().enumerate().filter(|(_, bits)| **bits >= LEAST);
        fitting.map(|(place, _)| self.first + place as u16)
    }

    pub(crate) fn of_birth(&self, born: Birth) -> Bits {
        let outside = |age: &Age| born.is_exact() && !(age.years..=age.to).contains(&age_on(born, age.on));
        if self.exact.as_ref().is_some_and(outside) { UNFIT } else { self.of(born.year()) }
    }

    fn of(&self, born: u16) -> Bits {
        let place = usize::from(born).checked_sub(usize::from(self.first));
        place.and_then(|place| self.bits.get(place)).copied().unwrap_or(UNFIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_year_told_fits_best_and_far_ones_speak_against() {
        let ages = Ages::new(Age::about(70, 3.0, date(2026, 6, 1)));
        assert_eq!(ages.of(1955), ages.of(1956));
        assert!(ages.of(1956) > ages.of(1958) && ages.of(1958) > ages.of(1962) && ages.of(1956) > 2 * BIT);
        assert_eq!((ages.of(1990), ages.of(1700), ages.of(2100)), (UNFIT, UNFIT, UNFIT));
    }
}

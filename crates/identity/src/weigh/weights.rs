//! What a model has learned about how records of one person differ, apart from the values of the city's own data: small
//! enough to be kept, compared and approved.

use crate::weigh::bits::{BIT, Bits};
use crate::weigh::levels::{FIELDS, Field, LEVELS, table};
use crate::weigh::model::Model;
use serde::{Deserialize, Serialize};

/// The weights of a model. Two models with the same weights differ only by how common each value is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Weights {
    /// Surprise at each level of each field for one person, in 1/64 bit.
    same: Vec<Vec<Bits>>,
    /// log2 of how many pairs of one household there are for each pair of one person, in 1/64 bit.
    relatives: Bits,
}

/// One weight that differs between two sets.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The level in plain words.
    pub words: &'static str,
    /// How often records of one person are at it, 0 to 1, before.
    pub before: f64,
    /// The same after.
    pub after: f64,
    /// By how many bits agreeing or differing like this counts more (above 0) for one person.
    pub bits: f64,
}

impl Model {
    /// What this model has learned.
    pub fn weights(&self) -> Weights {
        Weights {
            same: self.same.iter().map(|levels| levels.to_vec()).collect(),
            relatives: self.prior_house - self.prior_same,
        }
    }
}

impl Weights {
    /// The weights that ship.
    pub fn shipped() -> Weights {
        Model::shipped().weights()
    }

    pub(crate) fn put(&self, model: &mut Model) {
        for (mine, given) in model.same.iter_mut().zip(&self.same) {
            for (mine, given) in mine.iter_mut().zip(given) {
                *mine = *given;
            }
        }
        model.prior_house = model.prior_same + self.relatives;
    }

    /// What differs in another set, largest first.
    pub fn changes(&self, after: &Weights) -> Vec<Change> {
        let mut found: Vec<Change> = Vec::new();
        for (field, (before, after)) in Field::ALL.into_iter().zip(self.same.iter().zip(&after.same)) {
            for (level, chances) in table(field).iter().enumerate() {
                let at = level + 1;
                if let (Some(before), Some(after)) = (before.get(at), after.get(at))
                    && before != after
                {
                    found.push(Change {
                        words: chances.words,
                        before: share(*before),
                        after: share(*after),
                        bits: f64::from(before - after) / f64::from(BIT),
                    });
                }
            }
        }
        found.sort_by(|one, two| two.bits.abs().total_cmp(&one.bits.abs()));
        found
    }

    /// Pairs of one household for each pair of one person.
    pub fn relatives(&self) -> f64 {
        (f64::from(self.relatives) / f64::from(BIT)).exp2()
    }

    /// The tables have the fields and levels that this program compares.
    pub fn fits(&self) -> bool {
        self.same.len() == FIELDS && self.same.iter().all(|levels| levels.len() == LEVELS)
    }
}

fn share(bits: Bits) -> f64 {
    (-f64::from(bits) / f64::from(BIT)).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weigh::bits::surprise;

    #[test]
    fn weights_come_back_as_they_were_and_their_changes_are_told() {
        let shipped = Weights::shipped();
        assert!(shipped.fits() && shipped.changes(&shipped).is_empty());
        let mut model = Model::shipped();
        model.same[Field::Sex as usize][1] = surprise(0.9);
        let other = model.weights();
        let told = shipped.changes(&other);
        assert_eq!((told.len(), told[0].words), (1, "same sex"));
        assert!((told[0].before - 0.985).abs() < 0.01 && (told[0].after - 0.9).abs() < 0.01);
        let mut again = Model::shipped();
        other.put(&mut again);
        assert_eq!(again.weights(), other);
    }
}

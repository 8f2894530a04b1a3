//! Weights on trial: what they would link, without taking them into use.

use crate::engine::{Engine, Resolution};
use crate::index::Index;
use crate::link::partition::Constraints;
use crate::weigh::train;
use crate::weigh::weights::Weights;

impl Engine {
    /// Takes weights into use for what comes from now on, with how common values are here now. Nothing is resolved anew.
    pub fn adopt(&mut self, weights: &Weights) {
        let (model, blocks) = train::with_weights(&self.store, weights, self.threads());
        self.model = model;
        self.index = Index::build(&self.store, &self.store.lens(&self.model), &blocks, self.threads());
    }

    /// Who is who by other weights, once under each of these constraints.
    pub fn resolutions_by(&self, weights: &Weights, all: &[&Constraints]) -> Vec<Resolution> {
        let (model, blocks) = train::with_weights(&self.store, weights, self.threads());
        all.iter().map(|constraints| self.resolution_by_model(&model, &blocks, constraints)).collect()
    }
}

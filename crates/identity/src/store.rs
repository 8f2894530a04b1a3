//! The records in memory.

use crate::RecordId;
use crate::bring::bring;
use crate::features::{Features, Folded, More};
use crate::weigh::compare::Lens;
use crate::weigh::model::Model;
use crate::words::dictionary::Dictionary;
use rustc_hash::FxHashMap;

/// All records, each in a place of its own that is never used again after the record has gone.
#[derive(Clone)]
pub(crate) struct Store {
    pub(crate) words: Dictionary,
    pub(crate) features: Vec<Features>,
    pub(crate) more: Vec<More>,
    pub(crate) ids: Vec<RecordId>,
    pub(crate) alive: Vec<bool>,
    place: FxHashMap<RecordId, u32>,
}

impl Store {
    pub(crate) fn new() -> Store {
        Store {
            words: Dictionary::new(),
            features: Vec::new(),
            more: Vec::new(),
            ids: Vec::new(),
            alive: Vec::new(),
            place: FxHashMap::default(),
        }
    }

    /// Takes a record in under a new place; the record must not be held already.
    pub(crate) fn add(&mut self, id: RecordId, folded: &Folded) -> u32 {
        let at = self.push(id, folded);
        self.place.insert(id, at);
        at
    }

    /// The same for a file's rows, whose ids are their places.
    pub(crate) fn push(&mut self, id: RecordId, folded: &Folded) -> u32 {
        let (mut features, more) = folded.enter(&mut self.words);
        if let Some(more) = more {
            self.more.push(more);
            features.more = self.more.len() as u32;
        }
        let at = self.features.len() as u32;
        self.features.push(features);
        self.ids.push(id);
        self.alive.push(true);
        at
    }

    pub(crate) fn remove(&mut self, id: RecordId) -> Option<u32> {
        let at = self.place.remove(&id)?;
        self.alive[at as usize] = false;
        Some(at)
    }

    pub(crate) fn find(&self, id: RecordId) -> Option<u32> {
        self.place.get(&id).copied()
    }

    /// One look at each of these records before they are compared.
    pub(crate) fn bring(&self, places: impl Iterator<Item = u32>) {
        bring(places.map(|at| self.features[at as usize].glimpse()));
    }

    /// Places of the records that are here.
    pub(crate) fn living(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.features.len() as u32).filter(|at| self.alive[*at as usize])
    }

    pub(crate) fn count(&self) -> usize {
        self.alive.iter().filter(|alive| **alive).count()
    }

    pub(crate) fn lens<'a>(&'a self, model: &'a Model) -> Lens<'a> {
        Lens { words: &self.words, model, more: &self.more }
    }
}

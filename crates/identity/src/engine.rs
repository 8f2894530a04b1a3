//! The engine: records in memory, one model, and the questions that the rest of the house asks.

use crate::RecordId;
use crate::features::Folded;
use crate::index::Index;
use crate::link::blocks::{Blocks, Edge};
use crate::link::clusters::{Group, cluster};
use crate::link::partition::{Constraints, PairWeigher, partition};
use crate::parallel::cores;
use crate::search::cases::Cases;
use crate::search::expand::Spellings;
use crate::search::glance::Glance;
use crate::store::Store;
use crate::weigh::bits::{Bits, probability};
use crate::weigh::judge::{AUTOMATIC, REVIEW, judge, may_link_alone};
use crate::weigh::model::Model;
use crate::weigh::train;
use crate::weigh::weights::Weights;
use crate::words::likeness::Memo;
use records::{Particulars, PersonId, SourceId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Holds what is known about every record and answers who is who. All questions take `&self`; SSN digits live here in
/// memory only.
#[derive(Clone)]
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) model: Model,
    pub(crate) index: Index,
    pub(crate) spellings: Spellings,
    pub(crate) glances: Vec<Glance>,
    pub(crate) people: FxHashMap<PersonId, Vec<u32>>,
    pub(crate) cases: Cases,
    pub(crate) sources: Vec<SourceId>,
    threads: usize,
}

/// Records that are brought from memory before they are compared.
const TOGETHER: usize = 32;

/// Records held to be one person.
#[derive(Clone, PartialEq, Debug)]
pub struct Cluster {
    /// The records, sorted.
    pub records: Vec<RecordId>,
    /// How sure the weakest step that joined them is, 0 to 1; 1 for a single record.
    pub probability: f64,
}

/// Two records of different clusters that a person should look at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Candidate {
    /// The one with the lower id.
    pub one: RecordId,
    /// The other.
    pub two: RecordId,
    /// How likely they are one person, 0 to 1.
    pub probability: f64,
}

/// Who is who, for all records or for those that one record touches.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Resolution {
    /// Every record concerned is in exactly one cluster. Sorted by first record.
    pub clusters: Vec<Cluster>,
    /// What is left to people, most likely first.
    pub review: Vec<Candidate>,
}

impl Engine {
    /// An engine without records.
    pub fn new(model: Model) -> Engine {
        Engine {
            store: Store::new(),
            model,
            index: Index::new(),
            spellings: Spellings::default(),
            glances: Vec::new(),
            people: FxHashMap::default(),
            cases: Cases::default(),
            sources: Vec::new(),
            threads: cores(),
        }
    }

    /// Uses so many threads for [`Engine::resolve_all`]; the answers do not depend on it.
    pub fn set_threads(&mut self, threads: usize) {
        self.threads = threads.max(1);
    }

    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.store.count()
    }

    /// There are no records.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes a record in, in place of any former version, and keeps its person. Returns the records that the former
    /// version was linked with: resolve them too.
    pub fn upsert(&mut self, id: RecordId, particulars: &Particulars) -> Vec<RecordId> {
        let person = self.person_of(id);
        let touched = self.remove(id);
        let at = self.store.add(id, &Folded::of(particulars));
        let source = self.source_place(&particulars.source);
        self.glances.push(Glance::of(&self.store.features[at as usize], source));
        self.cases.add(&particulars.cases, at);
        let lens = self.store.lens(&self.model);
        self.index.add(&lens, &self.store.features[at as usize], at);
        self.spellings.learn(&self.store.words);
        if let Some(person) = person {
            self.assign(id, person);
        }
        touched
    }

    /// Forgets a record. Returns the records that it was linked with: resolve them.
    pub fn remove(&mut self, id: RecordId) -> Vec<RecordId> {
        let Some(at) = self.store.find(id) else { return Vec::new() };
        let touched = self.strong_partners(at, &mut Memo::short());
        self.leave_person(at);
        self.store.remove(id);
        touched.into_iter().map(|at| self.store.ids[at as usize]).collect()
    }

    /// Says which person a record belongs to, for [`Engine::find`].
    pub fn assign(&mut self, id: RecordId, person: PersonId) {
        if let Some(at) = self.store.find(id) {
            self.leave_person(at);
            self.glances[at as usize].give(Some(person));
            self.people.entry(person).or_default().push(at);
        }
    }

    /// The person that a record was assigned to.
    pub fn person_of(&self, id: RecordId) -> Option<PersonId> {
        self.store.find(id).and_then(|at| self.glances[at as usize].person())
    }

    /// The records of a person, sorted.
    pub fn records_of(&self, person: PersonId) -> Vec<RecordId> {
        let mut found: Vec<RecordId> =
            self.people.get(&person).into_iter().flatten().map(|at| self.store.ids[*at as usize]).collect();
        found.sort_unstable();
        found
    }

    /// A model of the records that are here. Takes about two seconds for a million; holds nobody up.
    pub fn train(&self) -> Model {
        train::train(&self.store, self.threads).0
    }

    /// Takes a model into use. Resolve everything afterwards.
    pub fn install(&mut self, model: Model) {
        self.model = model;
        let blocks = Blocks::build(&self.store, &self.model, self.threads);
        self.index = Index::build(&self.store, &self.store.lens(&self.model), &blocks, self.threads);
    }

    /// Takes weights into use, with how common values are here now, and says who is who.
    pub fn resolve_by(&mut self, weights: &Weights, constraints: &Constraints) -> Resolution {
        let (model, blocks) = train::with_weights(&self.store, weights, self.threads);
        self.model = model;
        self.index = Index::build(&self.store, &self.store.lens(&self.model), &blocks, self.threads);
        self.resolution_of(&blocks, constraints)
    }

    /// Who is who by other weights, without taking them into use.
    pub fn resolution_by(&self, weights: &Weights, constraints: &Constraints) -> Resolution {
        let (model, blocks) = train::with_weights(&self.store, weights, self.threads);
        self.resolution_by_model(&model, &blocks, constraints)
    }

    /// The weights in use.
    pub fn weights(&self) -> Weights {
        self.model.weights()
    }

    /// Trains, takes the model into use, and says who is who.
    pub fn resolve_all(&mut self, constraints: &Constraints) -> Vec<Cluster> {
        self.train_and_resolve(constraints).clusters
    }

    /// The same, with what is left to people.
    pub fn train_and_resolve(&mut self, constraints: &Constraints) -> Resolution {
        let (model, blocks) = train::train(&self.store, self.threads);
        self.model = model;
        self.index = Index::build(&self.store, &self.store.lens(&self.model), &blocks, self.threads);
        self.resolution_of(&blocks, constraints)
    }

    /// Who is who among all records, by the model in use.
    pub fn resolution(&self, constraints: &Constraints) -> Resolution {
        self.resolution_of(&Blocks::build(&self.store, &self.model, self.threads), constraints)
    }

    fn resolution_of(&self, blocks: &Blocks, constraints: &Constraints) -> Resolution {
        self.resolution_by_model(&self.model, blocks, constraints)
    }

    pub(crate) fn resolution_by_model(
        &self,
        model: &Model,
        blocks: &Blocks,
        constraints: &Constraints,
    ) -> Resolution {
        let (mut edges, _) = blocks.edges(&self.store, model, self.threads);
        edges.extend(self.decided(constraints));
        let groups = partition(&self.store, model, &edges, constraints, self.threads);
        let grouped: FxHashSet<u32> = groups.iter().flat_map(|group| group.members.iter().copied()).collect();
        let alone = self.store.living().filter(|at| !grouped.contains(at));
        let alone: Vec<Group> = alone.map(|at| Group { members: vec![at], weakest: Bits::MAX }).collect();
        self.answer(groups.into_iter().chain(alone).collect(), &edges, constraints)
    }

    /// Who is who among the records that this one touches; the same as [`Engine::resolution`] says about them.
    pub fn resolve(&self, id: RecordId, constraints: &Constraints) -> Resolution {
        self.resolve_several(&[id], constraints)
    }

    /// The same for several records at once, such as a changed one and those it was linked with before.
    pub fn resolve_several(&self, ids: &[RecordId], constraints: &Constraints) -> Resolution {
        let mut memo = Memo::short();
        let mut waiting: Vec<u32> = ids.iter().filter_map(|id| self.store.find(*id)).collect();
        let mut members: FxHashSet<u32> = waiting.iter().copied().collect();
        let mut edges: Vec<Edge> = Vec::new();
        while let Some(at) = waiting.pop() {
            let id = self.store.ids[at as usize];
            let own = constraints.linked_with(id).filter_map(|other| self.decided_edge(id, other));
            for edge in self.edges_of(at, &mut memo).into_iter().chain(own) {
                edges.push(edge);
                let other = if edge.a == at { edge.b } else { edge.a };
                if edge.is_strong() && members.insert(other) {
                    waiting.push(other);
                }
            }
        }
        edges.sort_unstable();
        edges.dedup();
        let mut weigher = PairWeigher { store: &self.store, model: &self.model, constraints, memo };
        let inside: Vec<Edge> = edges.iter().filter(|edge| edge.is_strong()).copied().collect();
        let mut groups = Vec::new();
        for component in crate::link::clusters::components(&inside) {
            component.iter().for_each(|at| {
                members.remove(at);
            });
            groups.extend(cluster(component, &inside, &mut weigher));
        }
        groups.extend(members.into_iter().map(|at| Group { members: vec![at], weakest: Bits::MAX }));
        self.answer(groups, &edges, constraints)
    }

    /// Links that people made, as edges.
    fn decided<'a>(&'a self, constraints: &'a Constraints) -> impl Iterator<Item = Edge> + 'a {
        constraints.links().filter_map(|(one, two)| self.decided_edge(one, two))
    }

    fn decided_edge(&self, one: RecordId, two: RecordId) -> Option<Edge> {
        let (a, b) = (self.store.find(one)?, self.store.find(two)?);
        Some(Edge { a: a.min(b), b: a.max(b), weight: crate::weigh::judge::MOST, alone: true })
    }

    fn edges_of(&self, at: u32, memo: &mut Memo) -> Vec<Edge> {
        let lens = self.store.lens(&self.model);
        let own = &self.store.features[at as usize];
        let partners = self.index.partners(&self.store, &lens, at);
        partners
            .chunks(TOGETHER)
            .inspect(|some| self.store.bring(some.iter().copied()))
            .flatten()
            .filter_map(|&other| {
                let pattern = lens.compare_above(REVIEW, own, &self.store.features[other as usize], memo)?;
                let weight = judge(&self.model, &pattern).weight;
                let edge = Edge {
                    a: at.min(other),
                    b: at.max(other),
                    weight,
                    alone: may_link_alone(&self.model, &pattern),
                };
                (weight >= REVIEW).then_some(edge)
            })
            .collect()
    }

    fn strong_partners(&self, at: u32, memo: &mut Memo) -> Vec<u32> {
        let edges = self.edges_of(at, memo).into_iter().filter(Edge::is_strong);
        edges.map(|edge| if edge.a == at { edge.b } else { edge.a }).collect()
    }

    fn answer(&self, groups: Vec<Group>, edges: &[Edge], constraints: &Constraints) -> Resolution {
        let mut group_of: FxHashMap<u32, usize> = FxHashMap::default();
        let mut clusters: Vec<Cluster> = Vec::with_capacity(groups.len());
        for (number, group) in groups.iter().enumerate() {
            group_of.extend(group.members.iter().map(|at| (*at, number)));
            let mut records: Vec<RecordId> =
                group.members.iter().map(|at| self.store.ids[*at as usize]).collect();
            records.sort_unstable();
            clusters.push(Cluster { records, probability: group.probability() });
        }
        clusters.sort_by(|one, two| one.records.cmp(&two.records));
        let mut review: Vec<Candidate> = edges
            .iter()
            .filter(|edge| edge.weight >= REVIEW && group_of.get(&edge.a) != group_of.get(&edge.b))
            .map(|edge| self.candidate(edge))
            .filter(|pair| !constraints.are_apart(pair.one, pair.two))
            .collect();
        review.sort_by(|one, two| {
            two.probability
                .total_cmp(&one.probability)
                .then_with(|| (one.one, one.two).cmp(&(two.one, two.two)))
        });
        review.dedup();
        Resolution { clusters, review }
    }

    fn candidate(&self, edge: &Edge) -> Candidate {
        let (a, b) = (self.store.ids[edge.a as usize], self.store.ids[edge.b as usize]);
        Candidate { one: a.min(b), two: a.max(b), probability: probability(edge.weight) }
    }

    /// Cities have a few dozen sources; past the last number they share one, which no search may use.
    fn source_place(&mut self, source: &SourceId) -> u16 {
        let known = self.sources.iter().position(|have| have == source);
        let place = known.unwrap_or_else(|| {
            self.sources.push(source.clone());
            self.sources.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    fn leave_person(&mut self, at: u32) {
        let person = self.glances[at as usize].person();
        self.glances[at as usize].give(None);
        if let Some(person) = person
            && let Some(records) = self.people.get_mut(&person)
        {
            records.retain(|held| *held != at);
            if records.is_empty() {
                self.people.remove(&person);
            }
        }
    }
}

impl Edge {
    /// The pair can begin a cluster by itself.
    pub(crate) fn is_strong(&self) -> bool {
        self.alone && self.weight >= AUTOMATIC
    }
}

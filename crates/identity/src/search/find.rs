//! Finds people by little information: everybody who fits, most likely first, with the reasons.

use crate::RecordId;
use crate::engine::Engine;
use crate::index::By;
use crate::search::permitted::Permitted;
use crate::search::plan::Plan;
use crate::search::query::Query;
use crate::search::rank::Ranked;
use crate::search::score::{Part, Score};
use crate::search::seek::Look;
use crate::weigh::bits::{BIT, Bits};
use crate::weigh::explain::{classes, in_bits};
use crate::weigh::levels::{Field, given, plain};
use crate::words::likeness::Memo;
use records::{FieldClass, PersonId};
use std::cell::Cell;

/// What a search found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// The likeliest people, best first.
    pub hits: Vec<Hit>,
    /// How many people fit at all, those beyond the limit included.
    pub total: usize,
    /// How many records were weighed for it.
    pub weighed: usize,
}

/// One person who fits.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// Who.
    pub person: PersonId,
    /// That person's record that fits best.
    pub record: RecordId,
    /// How likely this is the person meant, 0 to 1; over all hits and nobody known it sums to 1.
    pub probability: f64,
    /// Bits for this person beside a stranger.
    pub bits: f64,
    /// Every name that was typed is this person's, as far as a slip or a nickname allows.
    pub named: bool,
    /// Why, strongest first; what speaks against has bits below 0.
    pub reasons: Vec<Reason>,
}

/// One reason of a hit.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// What agrees or differs, in plain words, without the value.
    pub words: &'static str,
    /// The classes of the values behind it.
    pub classes: Vec<FieldClass>,
    /// Bits for (above 0) or against.
    pub bits: f64,
}

/// The reason of a hit that does not have a word of the question.
pub const UNLIKE: &str = "one of the names differs";

/// A hit may be this much worse than the best one and still counts.
pub(crate) const BEHIND: Bits = 14 * BIT;

/// A hit needs at least this much evidence.
pub(crate) const LEAST: Bits = BIT;

/// Who asks: what she may search by, and what each person is to her.
#[derive(Clone, Copy)]
pub struct Asker<'a> {
    /// What may be searched by, for each kind of person.
    pub permitted: &'a [Permitted],
    /// The kind of a person, as a place in `permitted`; none for somebody of whom she may not know. Such people change
    /// nothing: no count, no order, no probability, and no work.
    pub standing: &'a dyn Fn(PersonId) -> Option<usize>,
}

impl Engine {
    /// Finds the people whom a question may mean. Parts of the question that are not `permitted` are passed over as if not
    /// asked, source by source. People who are not `visible` change nothing. At most `limit` hits.
    pub fn find(
        &self,
        query: &Query,
        permitted: &Permitted,
        limit: usize,
        visible: &dyn Fn(PersonId) -> bool,
    ) -> Found {
        let standing = |person| visible(person).then_some(0);
        let asker = Asker { permitted: std::slice::from_ref(permitted), standing: &standing };
        self.search(query, &asker, limit)
    }

    /// The same, where people of several kinds may be searched by different things.
    pub fn search(&self, query: &Query, asker: &Asker<'_>, limit: usize) -> Found {
        let plan = self.plan(query, asker);
        let look = self.look(query, &plan, asker);
        let ranked = look.rank(limit + 30);
        let fitting = ranked
            .scored
            .iter()
            .map(|(score, _, _)| score.bits())
            .chain(ranked.behind.iter().map(|one| one.0));
        let total = fitting.filter(|bits| *bits >= ranked.enough).count();
        Found { hits: self.hits(&plan, ranked, limit), total, weighed: look.weighed.get() }
    }

    /// How well each of these people fits a question, who fits or not; without those whom the asker may not know of.
    pub fn weigh(&self, query: &Query, asker: &Asker<'_>, people: &[PersonId]) -> Vec<Hit> {
        let plan = self.plan(query, asker);
        let look = self.look(query, &plan, asker);
        let of = |person: &PersonId| self.people.get(person).into_iter().flatten().copied();
        let close: Vec<u32> = people.iter().flat_map(of).filter(|at| look.mask(*at) != 0).collect();
        let mut memo = Memo::short();
        let mut scored: Vec<(Score, PersonId, u32)> = Vec::new();
        for (_, person, at) in look.best_records(&close, &mut memo, Bits::MIN) {
            scored.push((look.whole_person(person, &mut memo), person, at));
        }
        scored.sort_by_key(|(score, person, _)| (std::cmp::Reverse(score.bits()), *person));
        let limit = scored.len();
        self.hits(&plan, Ranked { scored, behind: Vec::new(), enough: Bits::MIN }, limit)
    }

    pub(crate) fn plan(&self, query: &Query, asker: &Asker<'_>) -> Plan {
        let all = asker.permitted.iter().fold(0, |all, permitted| all | permitted.all());
        let masks = self.masks(asker);
        let lives = |at: u32| {
            let glance = &self.glances[at as usize];
            let kind = glance.person().and_then(|person| (asker.standing)(person));
            let mask = kind.and_then(|kind| masks.get(kind)?.get(usize::from(glance.source())));
            mask.is_some_and(|mask| mask & FieldClass::Address.bit() != 0)
        };
        Plan::new(self, query, all, &|street| self.index.by(By::Street, street.0).any(lives))
    }

    fn masks(&self, asker: &Asker<'_>) -> Vec<Vec<u64>> {
        let of = |permitted: &Permitted| self.sources.iter().map(|source| permitted.mask(source)).collect();
        asker.permitted.iter().map(of).collect()
    }

    pub(crate) fn look<'a>(&'a self, query: &'a Query, plan: &'a Plan, asker: &Asker<'a>) -> Look<'a> {
        Look {
            engine: self,
            plan,
            lens: self.store.lens(&self.model),
            masks: self.masks(asker),
            standing: asker.standing,
            only: &query.only,
            narrowed: !query.only.is_anybody(),
            weighed: Cell::new(0),
        }
    }

    fn hits(&self, plan: &Plan, ranked: Ranked, limit: usize) -> Vec<Hit> {
        let weight = |bits: Bits| (f64::from(bits) / f64::from(BIT)).exp2();
        let nobody = (self.people.len() as f64).max(1.0);
        let listed: f64 = ranked.scored.iter().map(|(score, _, _)| weight(score.bits())).sum();
        let all = nobody + listed + ranked.behind.iter().map(|(bits, _)| weight(*bits)).sum::<f64>();
        let enough = ranked.enough;
        let fitting = ranked.scored.into_iter().filter(|(score, _, _)| score.bits() >= enough);
        fitting
            .take(limit)
            .map(|(score, person, at)| Hit {
                person,
                record: self.store.ids[at as usize],
                probability: weight(score.bits()) / all,
                bits: in_bits(score.bits()),
                named: plan.is_named(&score),
                reasons: reasons(plan, &score),
            })
            .collect()
    }
}

fn reasons(plan: &Plan, score: &Score) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = score
        .parts()
        .map(|(part, level, bits)| {
            let (words, classes) = match part {
                Part::Age if bits > 0 => ("age fits", vec![FieldClass::BirthDate]),
                Part::Age => ("age does not fit", vec![FieldClass::BirthDate]),
                Part::Case if level == plain::EQUAL => ("same case number", vec![FieldClass::RecordNumber]),
                Part::Case => ("case number differs by one character", vec![FieldClass::RecordNumber]),
                Part::Field(Field::Given) if level == given::DIFFERENT => (UNLIKE, vec![FieldClass::Name]),
                Part::Field(field) => (plan.level_words(field, level), classes(field, level)),
            };
            Reason { words, classes, bits: in_bits(bits) }
        })
        .collect();
    reasons.sort_by(|one, two| two.bits.total_cmp(&one.bits));
    reasons
}

//! Writes the pairs about which a person would be asked, or all that were weighed, with what became of each.

use super::PairsFile;
use crate::files::records_file::FileRecords;
use crate::files::refusals::{TableError, line_error};
use crate::link::blocks::Edge;
use crate::weigh::bits::probability;
use crate::weigh::judge::{AUTOMATIC, REVIEW};
use rustc_hash::{FxHashMap, FxHashSet};

/// Of a hundred records, so many at most are in a question.
const ASKED_OF_100: usize = 2;

/// Writes `one,two,probability,outcome,asked`, the lower id first, sorted by both. `cluster` has the first member of each
/// record's cluster.
pub(super) fn write(
    pairs: PairsFile,
    file: &FileRecords,
    edges: &[Edge],
    cluster: &[(u32, f32)],
) -> Result<(), TableError> {
    let path = pairs.path;
    let failed =
        |error: std::io::Error| TableError::Unreadable { path: path.to_owned(), reason: error.to_string() };
    let rank = |at: u32| file.store.ids[at as usize];
    let ends = |edge: &Edge| if rank(edge.a) < rank(edge.b) { (edge.a, edge.b) } else { (edge.b, edge.a) };
    let asked = questions(edges, cluster, |edge| (rank(ends(edge).0), rank(ends(edge).1)));
    let mut sorted: Vec<(u32, u32, &Edge, bool)> = edges
        .iter()
        .enumerate()
        .map(|(place, edge)| (ends(edge).0, ends(edge).1, edge, asked.contains(&place)))
        .filter(|(.., asked)| *asked || pairs.least.is_some())
        .collect();
    sorted.sort_unstable_by_key(|(one, two, ..)| (rank(*one), rank(*two)));
    let out = std::fs::File::create(path).map_err(failed)?;
    let mut out = csv::WriterBuilder::new().buffer_capacity(1 << 18).from_writer(out);
    let written = |error: csv::Error| line_error(path, &error);
    out.write_record(["one", "two", "probability", "outcome", "asked"]).map_err(written)?;
    for (one, two, edge, asked) in sorted {
        let linked = cluster[one as usize].0 == cluster[two as usize].0;
        let probability = format!("{:.4}", probability(edge.weight));
        let ids = (file.id(one as usize), file.id(two as usize));
        let asked = if asked { "yes" } else { "no" };
        out.write_record([ids.0, ids.1, &probability, outcome(edge, linked), asked]).map_err(written)?;
    }
    out.flush().map_err(failed)
}

/// One question for two people: their likeliest pair. The likeliest questions come first, as many as stewards can be asked.
fn questions<O: Ord + Copy>(
    edges: &[Edge],
    cluster: &[(u32, f32)],
    order: impl Fn(&Edge) -> O,
) -> FxHashSet<usize> {
    let people = |edge: &Edge| {
        let (one, two) = (cluster[edge.a as usize].0, cluster[edge.b as usize].0);
        (one.min(two), one.max(two))
    };
    let mut likeliest: Vec<usize> = (0..edges.len())
        .filter(|place| {
            edges[*place].weight >= REVIEW && people(&edges[*place]).0 != people(&edges[*place]).1
        })
        .collect();
    likeliest.sort_unstable_by_key(|place| (-edges[*place].weight, order(&edges[*place])));
    let mut of_people: FxHashMap<(u32, u32), usize> = FxHashMap::default();
    let mut records: FxHashSet<u32> = FxHashSet::default();
    let most = cluster.len() * ASKED_OF_100 / 100;
    for place in likeliest {
        let edge = &edges[place];
        if of_people.contains_key(&people(edge)) {
            continue;
        }
        let further = [edge.a, edge.b].iter().filter(|at| !records.contains(at)).count();
        if records.len() + further > most {
            break;
        }
        records.extend([edge.a, edge.b]);
        of_people.insert(people(edge), place);
    }
    of_people.into_values().collect()
}

/// What became of a pair. All but the first and the last may be left to a person.
fn outcome(edge: &Edge, linked: bool) -> &'static str {
    match edge.weight {
        _ if linked => "linked",
        // The others around it spoke against it.
        AUTOMATIC.. if edge.alone => "kept apart",
        // Likely, and yet too little agrees to link it without a person.
        AUTOMATIC.. => "gate",
        REVIEW.. => "weak",
        _ => "dropped",
    }
}

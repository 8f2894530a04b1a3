//! Which person number each cluster keeps: numbers are never used for somebody else, and lead home when links are undone.

use crate::CaseFileError;
use crate::tables::{self, links};
use database::Transaction;
use identity::Cluster;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// For each cluster the number that it keeps; none where it needs a new one.
///
/// The cluster with most of a person's records keeps her number, among equals the one with more records that began with her.
/// A cluster that is left without goes back to the number from which its records came, if nobody has it. When a decision is
/// undone, records count where they were before it.
pub(super) fn people_to_keep(
    t: &mut Transaction<'_>,
    clusters: &[Cluster],
    before: &BTreeMap<i64, i64>,
    by: &str,
) -> Result<Vec<Option<i64>>, CaseFileError> {
    let counted = match by.strip_prefix("undo:") {
        Some(decision) => before_decision(t, before, decision)?,
        None => before.clone(),
    };
    let before = &counted;
    let shares: Vec<BTreeMap<i64, usize>> = clusters.iter().map(|cluster| shares(cluster, before)).collect();
    let mut in_clusters: BTreeMap<i64, usize> = BTreeMap::new();
    for person in shares.iter().flat_map(BTreeMap::keys) {
        *in_clusters.entry(*person).or_default() += 1;
    }
    let mut claims = Vec::new();
    for (at, shares) in shares.iter().enumerate() {
        for (person, share) in shares {
            let contested = in_clusters.get(person).is_some_and(|clusters| *clusters > 1);
            let native = if contested { natives(t, &clusters[at], before, *person)? } else { 0 };
            claims.push((Reverse(*share), Reverse(native), *person, at));
        }
    }
    claims.sort_unstable();
    let mut kept: Vec<Option<i64>> = vec![None; clusters.len()];
    let mut taken: BTreeSet<i64> = BTreeSet::new();
    for (_, _, person, at) in claims {
        if kept[at].is_none() && taken.insert(person) {
            kept[at] = Some(person);
        }
    }
    for (at, cluster) in clusters.iter().enumerate() {
        if kept[at].is_none() {
            kept[at] = home(t, cluster, before, &taken)?;
            taken.extend(kept[at]);
        }
    }
    Ok(kept)
}

/// Whose each record was before a decision moved it, unless that number has other records by now.
fn before_decision(
    t: &mut Transaction<'_>,
    now: &BTreeMap<i64, i64>,
    decision: &str,
) -> Result<BTreeMap<i64, i64>, CaseFileError> {
    let (mut before, by) = (now.clone(), format!("decision:{decision}"));
    for (record, person) in &mut before {
        let Some(former) = links::moved_from(t, *record, &by)? else { continue };
        let present = links::versions_of(t, former)?;
        if present.iter().all(|(other, _)| now.contains_key(other)) {
            *person = former;
        }
    }
    Ok(before)
}

fn shares(cluster: &Cluster, before: &BTreeMap<i64, i64>) -> BTreeMap<i64, usize> {
    let mut shares: BTreeMap<i64, usize> = BTreeMap::new();
    for person in cluster.records.iter().filter_map(|record| before.get(&record.0)) {
        *shares.entry(*person).or_default() += 1;
    }
    shares
}

/// How many of a cluster's records began with a person instead of being linked to her.
fn natives(
    t: &mut Transaction<'_>,
    cluster: &Cluster,
    before: &BTreeMap<i64, i64>,
    person: i64,
) -> Result<usize, CaseFileError> {
    let mut count = 0;
    for record in cluster.records.iter().filter(|record| before.get(&record.0) == Some(&person)) {
        count += usize::from(links::came_from(t, record.0, person)?.is_none());
    }
    Ok(count)
}

/// The number from which most of a cluster's records came, when it has no records by now.
fn home(
    t: &mut Transaction<'_>,
    cluster: &Cluster,
    before: &BTreeMap<i64, i64>,
    taken: &BTreeSet<i64>,
) -> Result<Option<i64>, CaseFileError> {
    let mut former: BTreeMap<i64, usize> = BTreeMap::new();
    for record in &cluster.records {
        let Some(person) = before.get(&record.0) else { continue };
        if let Some(from) = links::came_from(t, record.0, *person)? {
            *former.entry(from).or_default() += 1;
        }
    }
    let mut former: Vec<(usize, Reverse<i64>)> =
        former.into_iter().map(|(person, count)| (count, Reverse(person))).collect();
    former.sort_unstable();
    while let Some((_, Reverse(person))) = former.pop() {
        if !taken.contains(&person) && !tables::has_records(t, person)? {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

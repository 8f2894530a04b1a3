//! `quality`: the figures of the page on match quality, one JSON object on each line. Counts only.

use super::WithSettings;
use crate::{Problem, house};
use access::view::{Estimate, Figures, GroupFigure};
use serde_json::{Value, json};

pub(super) fn quality(with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let door = house::open(&settings, &variables)?;
    let Some(figures) = door.quality_now().map_err(Problem::from)? else {
        return Err(Problem(
            "there are no records yet; take in what a source has to say first (`import`)".to_owned(),
        ));
    };
    for line in lines(&figures) {
        println!("{line}");
    }
    Ok(())
}

fn lines(figures: &Figures) -> Vec<Value> {
    let mut lines = vec![
        json!({"figure": "records", "records": figures.records, "people": figures.people, "weights": figures.in_force}),
        json!({"figure": "wrong links", "share": whole(&figures.wrong), "seen": figures.wrong_seen,
               "expected": figures.expected.0}),
        json!({"figure": "missed links", "share": whole(&figures.missed), "seen": figures.missed_seen,
               "expected": figures.expected.1}),
        json!({"figure": "checks", "drawn": figures.checks.drawn, "answered": figures.checks.answered,
               "unsure": figures.checks.unsure, "under_former_weights": figures.checks.former}),
        json!({"figure": "decided pairs", "linked": figures.decided.0, "apart": figures.decided.1}),
        json!({"figure": "review load", "records": figures.load.records, "cases": figures.load.cases, "less_likely": figures.load.later,
               "decided_in_30_days": figures.load.decided, "median_days": figures.load.median_days}),
    ];
    lines.extend(figures.strata.iter().map(|one| {
        json!({"figure": "how sure", "pairs_that_are": one.stratum.name(), "pairs": one.pairs, "expected": one.expected,
               "same": one.drawn.0, "not_same": one.drawn.1, "found": one.same.as_ref().map(whole)})
    }));
    lines.extend(figures.drift.iter().map(|one| {
        json!({"figure": "drift", "field": one.field, "index": one.index, "word": format!("{:?}", one.moved),
               "missing_then_now": one.missing, "equal_then_now": one.equal})
    }));
    lines.extend(figures.groups.iter().map(group));
    lines.extend(figures.gap.iter().map(|gap| {
        json!({"figure": "largest gap", "by": gap.by, "worse": gap.worse.group, "better": gap.better.group,
               "share": whole(&gap.by_much), "checked": gap.checked})
    }));
    lines
}

fn group(one: &GroupFigure) -> Value {
    json!({"figure": "missed links of a group", "by": one.by, "group": one.group, "records": one.records,
           "expected": whole(&one.expected), "checks": one.checks, "share": one.checked.as_ref().map(whole)})
}

fn whole(estimate: &Estimate) -> Value {
    json!({"value": estimate.value, "low": estimate.low, "high": estimate.high})
}

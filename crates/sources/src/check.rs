//! Looks at a mapping and at what it describes, and says in plain words what is wrong. Takes nothing.

use crate::{Connector, Finding, Surroundings, connect};
use records::{Delivery, Request};
use std::path::Path;

/// Most bad rows that are told one by one.
const TOLD: usize = 20;

/// Everything that is wrong with a mapping file, with the system that it describes as it answers now, and with the first batch of
/// what it delivers. Empty when a source can be taken into service.
pub fn check(mapping_file: &Path, surroundings: &Surroundings) -> Vec<Finding> {
    let connector = match connect(mapping_file, surroundings) {
        Ok(connector) => connector,
        Err(error) => return error.findings,
    };
    let told =
        |sentence: String| Finding { file: mapping_file.display().to_string(), line: 0, column: 0, sentence };
    let delivered = connector.as_source().deliver(&Request::After(None));
    let mut findings: Vec<Finding> = match &delivered {
        Err(error) => vec![told(error.to_string())],
        Ok(delivery) => of_delivery(delivery),
    };
    let more = match (&connector, delivered) {
        (Connector::Http(source), Ok(_)) => {
            let never = source.members_never_sent().into_iter();
            findings.extend(never.map(|((line, column), sentence)| Finding {
                line,
                column,
                ..told(sentence)
            }));
            Vec::new()
        }
        (Connector::Sql(source), Ok(_)) => source.rows_never_seen(),
        (Connector::Drop(source), Ok(delivery)) if delivery.name.is_empty() => source.why_nothing(),
        _ => Vec::new(),
    };
    findings.extend(more.into_iter().map(told));
    findings
}

fn of_delivery(delivery: &Delivery) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for rejection in delivery.rejections.iter().take(TOLD) {
        let place = &rejection.place;
        let column =
            if place.column.is_empty() { String::new() } else { format!("column `{}` ", place.column) };
        let line = usize::try_from(place.line).unwrap_or(0);
        let sentence = format!("{column}{}", rejection.reason);
        findings.push(Finding { file: place.within.clone(), line, column: 0, sentence });
    }
    if let Some(rest) = delivery.rejections.len().checked_sub(TOLD).filter(|rest| *rest > 0) {
        let sentence = format!("{rest} more rows of the first batch cannot be taken");
        findings.push(Finding { file: delivery.name.clone(), line: 0, column: 0, sentence });
    }
    findings
}

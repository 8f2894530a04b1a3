//! Whom to look for first.

use city::City;

/// A question as a worker would type it, about somebody of about seventy whom several agencies know.
pub(super) fn worth_asking(city: &City) -> Option<String> {
    let today = city.today();
    let old = city.records().filter(|record| record.source == "benefits").find_map(|record| {
        let born: jiff::civil::Date = record.dob.parse().ok()?;
        let age = today.year() - born.year();
        ((68..=74).contains(&age) && !record.first_name.is_empty()).then_some((record.first_name, age))
    });
    let (name, age) = old?;
    Some(format!("{} about {}", name.to_lowercase(), age / 5 * 5))
}

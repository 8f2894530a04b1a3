//! The question that narrows an answer most: of what may be searched by, what parts those who fit into the most equal shares.

use super::question::{band_value, band_words};
use crate::view::{Agency, Choice, Narrowing};
use identity::{BirthQuery, Only, Query, Spread};
use records::Sex;

/// Most answers that are offered.
const CHOICES: usize = 6;

/// Questions with counts that are asked, each when the answer to the one before is not known.
const ASKED: usize = 2;

/// What divides people by less, in bits, is not worth a question.
const WORTHWHILE: f64 = 0.3;

/// What to ask next, with how many each answer leaves, and what to ask instead of it.
pub(super) fn narrowing(query: &Query, spread: &Spread, agencies: &[Agency]) -> Narrowing {
    let Only { ages, sex, zip, source } = &query.only;
    let birth = query.birth != BirthQuery::default() || query.age.is_some() || ages.is_some();
    let mut ways = Vec::new();
    if !birth {
        let choices = spread
            .ages
            .iter()
            .map(|(band, count)| choice("ages", band_value(*band), band_words(*band), *count));
        ways.push(("About how old is the person?", choices.collect::<Vec<_>>()));
    }
    if query.sex.is_none() && sex.is_none() {
        let choices = spread.sexes.iter().map(|(sex, count)| {
            let word = if *sex == Sex::Female { "female" } else { "male" };
            choice("sex", word.to_owned(), word.to_owned(), *count)
        });
        ways.push(("Female or male?", choices.collect()));
    }
    let placed = query.address.as_ref().is_some_and(|address| !address.zip.is_empty());
    if zip.is_none() && !placed {
        let choices = spread.zips.iter().take(CHOICES);
        let choices = choices.map(|(zip, count)| choice("zip", zip.clone(), zip.clone(), *count));
        ways.push(("In which ZIP code does, or did, the person live?", choices.collect()));
    }
    if source.is_none() {
        let known = |agency: &Agency| {
            let of = spread.sources.iter().find(|(source, _)| *source == agency.id);
            let (_, count) = of.filter(|(_, count)| *count < spread.people)?;
            Some(choice("known_to", agency.id.0.clone(), agency.short.clone(), *count))
        };
        ways.push((
            "Which agency knows the person?",
            agencies.iter().filter_map(known).take(CHOICES).collect(),
        ));
    }
    let parts = |choices: &[Choice], overlap: bool| {
        let counts = choices.iter().map(|choice| choice.count);
        if overlap { by_one(counts, spread.people) } else { by_all(counts, spread.people) }
    };
    let rated = ways.into_iter().map(|(words, choices)| {
        let overlap = choices.first().is_some_and(|choice| choice.by == "known_to");
        (parts(&choices, overlap), words, choices)
    });
    let mut rated: Vec<_> = rated.filter(|(bits, ..)| *bits >= WORTHWHILE).collect();
    // Of two that say as much, the later one is asked.
    rated.reverse();
    rated.sort_by(|(one, ..), (two, ..)| two.total_cmp(one));
    let last = Narrowing { words: in_words(query).to_owned(), choices: Vec::new(), otherwise: None };
    let asked = rated.into_iter().take(ASKED).rev();
    asked.fold(last, |after, (_, words, choices)| Narrowing {
        words: words.to_owned(),
        choices,
        otherwise: Some(Box::new(after)),
    })
}

/// What to ask when counts are of no help.
fn in_words(query: &Query) -> &'static str {
    if query.names.len() < 2 {
        "Ask for the last name, or how it sounds."
    } else if query.birth == BirthQuery::default() {
        "Ask for the birth date."
    } else {
        "Ask for a street where the person lives or lived, or the last four digits of the SSN."
    }
}

fn choice(by: &'static str, value: String, words: String, count: usize) -> Choice {
    Choice { by, value, words, count: count as u64 }
}

/// Bits that an answer says when each person gives one answer; of whom nothing is known, nothing is learned.
fn by_all(counts: impl Iterator<Item = u64>, people: usize) -> f64 {
    let people = people.max(1) as f64;
    counts
        .map(|count| count as f64 / people)
        .filter(|share| *share > 0.0)
        .map(|share| -share * share.log2())
        .sum()
}

/// Bits that the best of several yes-or-no answers says.
fn by_one(counts: impl Iterator<Item = u64>, people: usize) -> f64 {
    let people = people.max(1) as f64;
    let bits = counts.map(|count| {
        let share = (count as f64 / people).clamp(0.0, 1.0);
        let part = |share: f64| if share > 0.0 { -share * share.log2() } else { 0.0 };
        part(share) + part(1.0 - share)
    });
    bits.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_parts_people_most_evenly_is_asked_and_nothing_twice() {
        let today = date(2026, 6, 1);
        let spread = Spread {
            people: 100,
            ages: vec![((0, 17), 30), ((18, 29), 40), ((30, 44), 30)],
            sexes: vec![(Sex::Female, 99), (Sex::Male, 1)],
            zips: vec![("10001".to_owned(), 60), ("10002".to_owned(), 40)],
            sources: Vec::new(),
        };
        let asked = narrowing(&Query::parse("maria", today), &spread, &[]);
        assert_eq!(asked.words, "About how old is the person?");
        let answers: Vec<_> = asked.choices.iter().map(|one| (one.words.as_str(), one.count)).collect();
        assert_eq!(answers, [("0 to 17", 30), ("18 to 29", 40), ("30 to 44", 30)]);
        let next = asked.otherwise.unwrap();
        assert_eq!(
            (next.words.as_str(), next.choices.len()),
            ("In which ZIP code does, or did, the person live?", 2)
        );
        let last = next.otherwise.unwrap();
        assert!(last.words.starts_with("Ask for the last name") && last.otherwise.is_none());
        let asked = narrowing(&Query::parse("maria about 40", today), &spread, &[]);
        assert_eq!(asked.choices[0].by, "zip");
        let mut query = Query::parse("maria about 40", today);
        query.only.zip = Some("10001".to_owned());
        let asked = narrowing(&query, &spread, &[]);
        assert_eq!(
            (asked.words.as_str(), asked.choices.len()),
            ("Ask for the last name, or how it sounds.", 0)
        );
    }
}

//! "Did you mean": the nearest known word to one that is not known.

/// `; did you mean ...` with the nearest known word, or the list of what there is when none is near.
pub(crate) fn hint<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<&str> = known.collect();
    all.sort_unstable();
    all.dedup();
    let near = all.iter().map(|have| (distance(word, have), *have)).min();
    match near {
        Some((steps, have)) if steps <= 1 + word.chars().count() / 4 => format!("; did you mean `{have}`?"),
        Some(_) => {
            format!("; there are: {}", all.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", "))
        }
        None => String::new(),
    }
}

/// Letters to change, add, leave out or swap with their neighbour, without regard to case.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_and_otherwise_the_list() {
        let known = ["given_name", "family_name", "ssn"];
        assert_eq!(hint("givenname", known.into_iter()), "; did you mean `given_name`?");
        assert_eq!(hint("shoe", known.into_iter()), "; there are: `family_name`, `given_name`, `ssn`");
    }
}

//! Taking one cell apart: `LAST, FIRST MIDDLE` in one column.

/// A pattern such as `{last}, {first} {middle}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Split {
    /// Names of the parts, each with the words that follow it.
    parts: Vec<(String, String)>,
}

impl Split {
    /// Understands parts in braces with something between any two of them.
    pub(crate) fn read(pattern: &str) -> Option<Split> {
        let mut parts = Vec::new();
        let mut rest = pattern.strip_prefix('{')?;
        loop {
            let (name, after) = rest.split_once('}')?;
            match after.split_once('{') {
                Some((between, next)) if !between.is_empty() => {
                    parts.push((name.to_owned(), between.to_owned()));
                    rest = next;
                }
                None if after.is_empty() => {
                    parts.push((name.to_owned(), String::new()));
                    return Some(Split { parts });
                }
                _ => return None,
            }
        }
    }

    /// The place of a part.
    pub(crate) fn part(&self, name: &str) -> Option<usize> {
        self.parts.iter().position(|(have, _)| have == name)
    }

    /// The names of the parts.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|(name, _)| name.as_str())
    }

    /// One part of a text. Spaces around the words between do not count; when those words do not come, the part takes the
    /// whole rest and later parts are empty.
    pub(crate) fn take<'t>(&self, text: &'t str, part: usize) -> &'t str {
        let mut rest = text.trim();
        for (at, (_, between)) in self.parts.iter().enumerate() {
            let mark = if between.trim().is_empty() { between.as_str() } else { between.trim() };
            let cut = if mark.is_empty() { None } else { rest.split_once(mark) };
            let (mine, after) = cut.unwrap_or((rest, ""));
            if at == part {
                return mine.trim();
            }
            rest = after.trim();
        }
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_one_column_is_taken_apart() {
        let split = Split::read("{last}, {first} {middle}").unwrap();
        let all = |text| ["last", "first", "middle"].map(|name| split.take(text, split.part(name).unwrap()));
        assert_eq!(all("DOE, JANE M"), ["DOE", "JANE", "M"]);
        assert_eq!(all("DE LA CRUZ,ANA"), ["DE LA CRUZ", "ANA", ""]);
        assert_eq!(all("CHER"), ["CHER", "", ""]);
        assert_eq!(all("  "), ["", "", ""]);
    }

    #[test]
    fn a_pattern_needs_something_between_its_parts() {
        assert!(Split::read("{a}{b}").is_none() && Split::read("a").is_none() && Split::read("{a").is_none());
    }
}

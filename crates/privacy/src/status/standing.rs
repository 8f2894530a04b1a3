//! What stands of all that was said about a record: a question to a set, so that no order of arrival matters.

use crate::Level;

/// What the transactions of the newest instant say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Said {
    /// The instant, in microseconds since 1970 UTC, by the state system's clock.
    pub(crate) at: i64,
    /// Level and sequence of each of them.
    pub(crate) each: Vec<(Level, Option<i64>)>,
}

/// The state system's mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Standing {
    /// How private.
    pub(crate) level: Level,
    /// Since when, in microseconds since 1970 UTC.
    pub(crate) since: i64,
    /// Only a full list says so: no transaction does.
    pub(crate) by_list: bool,
}

impl Said {
    /// The level of the highest sequence; the most private where sequences are equal, or where one of them is missing, for then
    /// nobody can tell which came last.
    pub(crate) fn level(&self) -> Level {
        let highest = self.each.iter().map(|(_, sequence)| *sequence).max().flatten();
        let open = self.each.iter().any(|(_, sequence)| sequence.is_none());
        let last = self.each.iter().filter(|(_, sequence)| open || *sequence == highest);
        last.map(|(level, _)| *level).max().unwrap_or_default()
    }

    /// Something here is newer than this instant and sequence.
    pub(crate) fn is_newer_than(&self, at: i64, sequence: Option<i64>) -> bool {
        let after = |other: &(Level, Option<i64>)| sequence.is_some() && other.1 > sequence;
        self.at > at || (self.at == at && self.each.iter().any(after))
    }
}

/// What stands. A full list says that a record is private at least, until a transaction newer than the list says otherwise.
pub(crate) fn standing(said: Option<&Said>, listed: Option<i64>) -> Option<Standing> {
    let told = said.map(|said| Standing { level: said.level(), since: said.at, by_list: false });
    match (told, listed) {
        (None, None) => None,
        (Some(told), None) => Some(told),
        (Some(told), Some(as_of)) if told.level > Level::Open || told.since > as_of => Some(told),
        (_, Some(as_of)) => Some(Standing { level: Level::Private, since: as_of, by_list: true }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(at: i64, each: &[(Level, Option<i64>)]) -> Said {
        Said { at, each: each.to_vec() }
    }

    #[test]
    fn the_highest_sequence_counts_and_where_it_cannot_be_told_the_more_private() {
        use Level::{Open, Private, Sealed};
        assert_eq!(said(1, &[(Private, Some(1)), (Open, Some(2))]).level(), Open);
        assert_eq!(said(1, &[(Private, Some(2)), (Open, Some(2))]).level(), Private);
        assert_eq!(said(1, &[(Open, None), (Sealed, None)]).level(), Sealed);
        assert_eq!(said(1, &[(Private, None), (Open, Some(7))]).level(), Private);
        assert_eq!(said(1, &[(Private, Some(1)), (Open, None)]).level(), Private);
    }

    #[test]
    fn a_full_list_raises_and_never_lowers_and_a_newer_word_goes_above_it() {
        use Level::{Open, Private, Sealed};
        let level = |said: Option<Said>, listed| standing(said.as_ref(), listed).map(|one| one.level);
        assert_eq!(level(None, Some(5)), Some(Private));
        assert_eq!(level(Some(said(4, &[(Open, None)])), Some(5)), Some(Private));
        assert_eq!(level(Some(said(5, &[(Open, None)])), Some(5)), Some(Private), "at the same instant");
        assert_eq!(level(Some(said(6, &[(Open, None)])), Some(5)), Some(Open));
        assert_eq!(level(Some(said(4, &[(Sealed, None)])), Some(5)), Some(Sealed));
    }

    #[test]
    fn late_is_what_something_newer_is_known_of() {
        let known = said(5, &[(Level::Open, Some(3))]);
        assert!(known.is_newer_than(4, None) && known.is_newer_than(5, Some(2)));
        assert!(
            !known.is_newer_than(5, Some(3))
                && !known.is_newer_than(5, None)
                && !known.is_newer_than(6, None)
        );
    }
}

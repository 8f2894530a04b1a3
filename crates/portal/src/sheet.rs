//! Long lists, cut for reading: what holds now and the newest of the past stand open, the rest is one click away.

use crate::{Times, When};
use jiff::Timestamp;

/// Rows of one table, in two parts.
pub struct Sheet<'a, T> {
    /// What stands open: all that holds now, then the newest of the past.
    pub open: Vec<&'a T>,
    /// The rest.
    pub rest: Vec<&'a T>,
    /// "As of", when it is the same for every row; it then stands once, above the table.
    pub as_of: Option<When>,
}

/// More rows than this never stand open, even if all of them hold now.
const MOST: usize = 12;

impl<'a, T> Sheet<'a, T> {
    /// Cuts `rows`, which come with those that hold now first and each part newest first; `past` of the past stay open.
    pub fn cut(
        rows: &'a [T],
        past: usize,
        times: &Times,
        is_now: impl Fn(&T) -> bool,
        as_of: impl Fn(&T) -> Timestamp,
    ) -> Sheet<'a, T> {
        let now = rows.iter().filter(|row| is_now(row));
        let before = rows.iter().filter(|row| !is_now(row));
        let mut open: Vec<&T> = now.chain(before).collect();
        let holds = open.iter().filter(|row| is_now(row)).count();
        let mut rest = open.split_off((holds.min(MOST) + past).min(open.len()));
        // One hidden row would cost a click and save nothing.
        if rest.len() == 1 && past > 0 {
            open.append(&mut rest);
        }
        let mut said = rows.iter().map(|row| times.as_of(&as_of(row)));
        let first = said.next();
        let as_of = first.filter(|first| said.all(|other| other.words == first.words));
        Sheet { open, rest, as_of }
    }

    /// Nothing at all.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty() && self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn what_holds_now_stands_open_with_the_newest_of_the_past() {
        let times = Times::new(TimeZone::UTC, Timestamp::UNIX_EPOCH);
        let rows: Vec<(u32, bool)> = (0..20).map(|at| (at, at < 2)).collect();
        let sheet = Sheet::cut(&rows, 3, &times, |row| row.1, |_| Timestamp::UNIX_EPOCH);
        assert_eq!((sheet.open.len(), sheet.rest.len()), (5, 15));
        assert!(sheet.as_of.is_some());
        let five = Sheet::cut(&rows[..6], 3, &times, |row| row.1, |_| Timestamp::UNIX_EPOCH);
        assert_eq!((five.open.len(), five.rest.len()), (6, 0));
    }

    #[test]
    fn an_as_of_that_differs_is_left_to_each_row() {
        let times = Times::new(TimeZone::UTC, Timestamp::UNIX_EPOCH);
        let rows = [0i64, 400_000];
        let at = |row: &i64| Timestamp::from_second(-row).unwrap();
        assert!(Sheet::cut(&rows, 3, &times, |_| true, at).as_of.is_none());
    }
}

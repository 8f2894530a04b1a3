//! Hides small cells for use outside the agency, and as many others as it takes that nobody can compute them.
//!
//! For each small cell there is a witness: another table of whole numbers, with another number in that cell, that agrees
//! with everything shown and with every sum. A witness moves one person between cells; all cells that it changes are
//! hidden. So whatever a reader computes, two answers are left.

use crate::{Cell, Kind, Table};
use std::collections::BTreeMap;

/// A cell, by its row and column.
type At = (usize, usize);

/// Parts that add up to a whole.
struct Sum {
    whole: At,
    parts: Vec<At>,
}

/// The counts of a table and how they add up.
struct Counts {
    values: BTreeMap<At, u64>,
    sums: Vec<Sum>,
    /// Cells that are no sum of others, each with the cells that it is counted in, itself first.
    leaves: BTreeMap<At, Vec<At>>,
    hidden: BTreeMap<At, bool>,
}

/// One person more or less in some cells.
type Move = BTreeMap<At, i64>;

impl Table {
    /// The table for use outside the agency: counts from 1 up to but without `below` are hidden, with as many others as needed.
    ///
    /// # Errors
    /// When the table lists people or was made for inside use only; it says which.
    pub fn for_outside(&self, below: u64) -> Result<Table, String> {
        if self.rows.iter().any(|row| row.about.is_some()) {
            return Err(format!("`{}` is a list of people; it does not leave the agency", self.title));
        }
        let words = |at: usize| self.columns.get(at).is_none_or(|column| column.kind == Kind::Words);
        let number = |cell: &Cell| matches!(cell, Cell::Count(_) | Cell::Tenths(_) | Cell::PerMille(_));
        if self
            .rows
            .iter()
            .any(|row| row.cells.iter().enumerate().any(|(at, cell)| words(at) && number(cell)))
        {
            return Err(format!("`{}` is made for use inside the agency only", self.title));
        }
        let mut counts = Counts::of(self);
        let small: Vec<At> = counts
            .values
            .iter()
            .filter(|(_, value)| (1..below).contains(*value))
            .map(|(at, _)| *at)
            .collect();
        counts.hidden.extend(small.iter().map(|at| (*at, true)));
        let protected = small.iter().all(|at| counts.protect(*at));
        let mut table = self.clone();
        for (row, cells) in table.rows.iter_mut().enumerate() {
            for (column, cell) in cells.cells.iter_mut().enumerate() {
                let all = !protected && matches!(cell, Cell::Count(_));
                if all || counts.hidden.contains_key(&(row, column)) {
                    *cell = Cell::Hidden;
                }
            }
        }
        table.hide_derived(self, below);
        table.surety.hide_below = below;
        table.notes.push(format!(
            "{} stands for a number that is hidden: one from 1 to {}, or one from which such a number could be computed.",
            crate::HIDDEN,
            below.saturating_sub(1)
        ));
        Ok(table)
    }

    /// Hides what was worked out from a hidden count, and shares that tell a small one.
    fn hide_derived(&mut self, whole: &Table, below: u64) {
        for (row, from) in self.rows.iter_mut().zip(&whole.rows) {
            for (at, column) in self.columns.iter().enumerate() {
                let Kind::Derived { of } = column.kind else { continue };
                let base = from.cells.get(of).and_then(Cell::count).unwrap_or(0);
                let tells = match from.cells.get(at) {
                    Some(Cell::PerMille(share)) => {
                        let part = (u64::from(*share) * base + 500) / 1000;
                        let small = |number: u64| number > 0 && number < below;
                        small(part) || small(base.saturating_sub(part))
                    }
                    _ => false,
                };
                let gone = row.cells.get(of) == Some(&Cell::Hidden);
                if let Some(cell) =
                    row.cells.get_mut(at).filter(|cell| (gone || tells) && **cell != Cell::Nothing)
                {
                    *cell = Cell::Hidden;
                }
            }
        }
    }
}

impl Counts {
    fn of(table: &Table) -> Counts {
        let mut values = BTreeMap::new();
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, cell) in cells.cells.iter().enumerate() {
                if let (Some(value), Some(Kind::Count { .. })) =
                    (cell.count(), table.columns.get(column).map(|column| column.kind))
                {
                    values.insert((row, column), value);
                }
            }
        }
        let sums = sums(table, &values);
        let mut counts = Counts { values, sums, leaves: BTreeMap::new(), hidden: BTreeMap::new() };
        counts.leaves = counts.leaves();
        counts
    }

    /// For each cell that is no sum, all cells that count it.
    fn leaves(&self) -> BTreeMap<At, Vec<At>> {
        let mut above: BTreeMap<At, Vec<At>> = BTreeMap::new();
        for sum in &self.sums {
            for part in &sum.parts {
                above.entry(*part).or_default().push(sum.whole);
            }
        }
        let is_sum: std::collections::BTreeSet<At> = self.sums.iter().map(|sum| sum.whole).collect();
        let leaves = self.values.keys().filter(|at| !is_sum.contains(*at));
        leaves
            .map(|leaf| {
                let mut found = vec![*leaf];
                let mut at = 0;
                while let Some(cell) = found.get(at).copied() {
                    for whole in above.get(&cell).into_iter().flatten() {
                        if !found.contains(whole) {
                            found.push(*whole);
                        }
                    }
                    at += 1;
                }
                (*leaf, found)
            })
            .collect()
    }

    /// Hides what it takes that this cell has a witness. False when there is none.
    fn protect(&mut self, small: At) -> bool {
        let under: Vec<At> =
            self.leaves.iter().filter(|(_, above)| above.contains(&small)).map(|(leaf, _)| *leaf).collect();
        let mut best: Option<(u64, Move)> = None;
        for leaf in under {
            for step in [1, -1] {
                self.moves(leaf, step, &mut |moved| {
                    if !moved.contains_key(&small) || !self.possible(&moved) {
                        return false;
                    }
                    let cost = self.cost(&moved);
                    if best.as_ref().is_none_or(|(known, _)| cost < *known) {
                        best = Some((cost, moved));
                    }
                    cost == 0
                });
                if best.as_ref().is_some_and(|(cost, _)| *cost == 0) {
                    return true;
                }
            }
        }
        let Some((_, moved)) = best else { return false };
        self.hidden.extend(moved.keys().map(|at| (*at, true)));
        true
    }

    /// Tries moves that change one leaf by a step; `try_one` says when it has seen enough.
    fn moves(&self, leaf: At, step: i64, try_one: &mut dyn FnMut(Move) -> bool) {
        if try_one(self.change(&[(leaf, step)])) {
            return;
        }
        // Other leaves of the same column or row, hidden ones first: they cost nothing.
        let beside = |other: &&At| **other != leaf && (other.0 == leaf.0) != (other.1 == leaf.1);
        let mut others: Vec<At> = self.leaves.keys().filter(beside).copied().collect();
        others.sort_by_key(|other| !self.hidden.contains_key(other));
        for other in &others {
            if try_one(self.change(&[(leaf, step), (*other, -step)])) {
                return;
            }
        }
        let (rows, columns): (Vec<At>, Vec<At>) = others.iter().partition(|other| other.1 == leaf.1);
        for column in &columns {
            for row in &rows {
                let corner = (row.0, column.1);
                if self.leaves.contains_key(&corner) {
                    let four = [(leaf, step), (*row, -step), (*column, -step), (corner, step)];
                    if try_one(self.change(&four)) {
                        return;
                    }
                }
            }
        }
    }

    /// What changes in the whole table when these leaves do.
    fn change(&self, leaves: &[(At, i64)]) -> Move {
        let mut moved = Move::new();
        for (leaf, step) in leaves {
            for cell in self.leaves.get(leaf).into_iter().flatten() {
                *moved.entry(*cell).or_default() += step;
            }
        }
        moved.retain(|_, step| *step != 0);
        moved
    }

    /// Every sum stays right, and no cell comes from or gets to 0, which would be shown.
    fn possible(&self, moved: &Move) -> bool {
        let enough = moved.iter().all(|(at, step)| {
            let value = self.values.get(at).copied().unwrap_or(0);
            value >= 1 && value.saturating_add_signed(*step) >= 1
        });
        enough && self.sums.iter().all(|sum| self.holds(sum, moved))
    }

    fn holds(&self, sum: &Sum, moved: &Move) -> bool {
        let step = |at: &At| moved.get(at).copied().unwrap_or(0);
        sum.parts.iter().map(step).sum::<i64>() == step(&sum.whole)
    }

    /// What is lost when the cells of a move are hidden: few cells and small ones first.
    fn cost(&self, moved: &Move) -> u64 {
        let shown = moved.keys().filter(|at| !self.hidden.contains_key(*at));
        shown.map(|at| 100 + self.values.get(at).copied().unwrap_or(0)).sum()
    }
}

/// Every sum that a reader may rely on: rows of parts in columns that add up, and columns of parts in each row.
fn sums(table: &Table, values: &BTreeMap<At, u64>) -> Vec<Sum> {
    let mut sums: BTreeMap<(At, bool), Vec<At>> = BTreeMap::new();
    for (column, is) in table.columns.iter().enumerate() {
        let Kind::Count { adds, part_of } = is.kind else { continue };
        for (row, cells) in
            table.rows.iter().enumerate().filter(|(row, _)| values.contains_key(&(*row, column)))
        {
            if let Some(whole) = cells.part_of.filter(|_| adds) {
                sums.entry(((whole, column), true)).or_default().push((row, column));
            }
            if let Some(whole) = part_of {
                sums.entry(((row, whole), false)).or_default().push((row, column));
            }
        }
    }
    let sums = sums.into_iter().map(|((whole, _), parts)| Sum { whole, parts });
    let true_of = |sum: &Sum| {
        let value = |at: &At| values.get(at).copied().unwrap_or(0);
        values.contains_key(&sum.whole) && sum.parts.iter().map(value).sum::<u64>() == value(&sum.whole)
    };
    sums.filter(true_of).collect()
}

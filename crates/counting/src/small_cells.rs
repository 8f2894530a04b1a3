//! Hides small cells for use outside the agency, and as many others as it takes that nobody can compute them.
//!
//! For each small cell there is a witness: another table of whole numbers, with another number in that cell, that agrees
//! with everything shown and with every sum. A witness moves one person between cells; all cells that it changes are
//! hidden. So whatever a reader computes, two answers are left.

use crate::{Cell, Kind, Table};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A cell, by its row and column.
type At = (usize, usize);

/// Parts that add up to a whole.
struct Sum {
    whole: At,
    parts: Vec<At>,
}

/// The counts of a table and how they add up.
#[derive(Default)]
struct Counts {
    values: BTreeMap<At, u64>,
    sums: Vec<Sum>,
    /// The sums that a cell takes part in.
    sums_of: BTreeMap<At, Vec<usize>>,
    /// Cells that are no sum of others, each with the cells that it is counted in, itself first.
    leaves: BTreeMap<At, Vec<At>>,
    /// For each sum, the leaves that it counts.
    under: BTreeMap<At, Vec<At>>,
    /// Leaves of a column.
    columns: BTreeMap<usize, Vec<At>>,
    hidden: BTreeSet<At>,
    /// Hidden leaves of a column, those from 2 on first: they can give somebody away.
    hidden_leaves: BTreeMap<usize, VecDeque<At>>,
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
        small.iter().for_each(|at| counts.hide(*at));
        let protected = small.iter().all(|at| counts.protect(*at));
        let mut table = self.clone();
        for (row, cells) in table.rows.iter_mut().enumerate() {
            for (column, cell) in cells.cells.iter_mut().enumerate() {
                let all = !protected && matches!(cell, Cell::Count(_));
                if all || counts.hidden.contains(&(row, column)) {
                    *cell = Cell::Hidden;
                }
            }
        }
        table.hide_derived(self, below);
        table.hide_beside();
        table.surety.hide_below = below;
        table.notes.push(format!(
            "{} stands for a number that is hidden: one from 1 to {}, or one from which such a number could be computed.",
            crate::HIDDEN,
            below.saturating_sub(1)
        ));
        Ok(table)
    }

    /// Hides what tells a hidden number nearly as well as that itself.
    fn hide_beside(&mut self) {
        for row in &mut self.rows {
            for (at, column) in self.columns.iter().enumerate() {
                let hidden = column.beside.and_then(|other| row.cells.get(other)) == Some(&Cell::Hidden);
                if hidden && let Some(cell) = row.cells.get_mut(at) {
                    *cell = Cell::Hidden;
                }
            }
        }
    }

    /// Hides what was worked out from a hidden count, and shares that tell a small one.
    fn hide_derived(&mut self, whole: &Table, below: u64) {
        for (row, from) in self.rows.iter_mut().zip(&whole.rows) {
            for (at, column) in self.columns.iter().enumerate() {
                let Kind::Derived { of, part } = column.kind else { continue };
                let base = from.cells.get(of).and_then(Cell::count).unwrap_or(0);
                let tells = match from.cells.get(at) {
                    Some(Cell::PerMille(share)) => {
                        let part = (u64::from(*share) * base + 500) / 1000;
                        let small = |number: u64| number > 0 && number < below;
                        small(part) || small(base.saturating_sub(part))
                    }
                    _ => false,
                };
                let gone =
                    [Some(of), part].iter().flatten().any(|at| row.cells.get(*at) == Some(&Cell::Hidden));
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
        let mut counts = Counts::default();
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, cell) in cells.cells.iter().enumerate() {
                if let (Some(value), Some(Kind::Count { .. })) =
                    (cell.count(), table.columns.get(column).map(|column| column.kind))
                {
                    counts.values.insert((row, column), value);
                }
            }
        }
        counts.sums = sums(table, &counts.values);
        for (number, sum) in counts.sums.iter().enumerate() {
            for cell in sum.parts.iter().chain([&sum.whole]) {
                counts.sums_of.entry(*cell).or_default().push(number);
            }
        }
        counts.find_leaves();
        counts
    }

    /// For each cell that is no sum, all cells that count it.
    fn find_leaves(&mut self) {
        let mut above: BTreeMap<At, Vec<At>> = BTreeMap::new();
        for sum in &self.sums {
            for part in &sum.parts {
                above.entry(*part).or_default().push(sum.whole);
            }
        }
        let is_sum: BTreeSet<At> = self.sums.iter().map(|sum| sum.whole).collect();
        for leaf in self.values.keys().filter(|at| !is_sum.contains(*at)) {
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
            for cell in &found {
                self.under.entry(*cell).or_default().push(*leaf);
            }
            self.columns.entry(leaf.1).or_default().push(*leaf);
            self.leaves.insert(*leaf, found);
        }
    }

    fn hide(&mut self, at: At) {
        if self.hidden.insert(at) && self.leaves.contains_key(&at) {
            let rich = self.value(at) > 1;
            let column = self.hidden_leaves.entry(at.1).or_default();
            if rich { column.push_front(at) } else { column.push_back(at) }
        }
    }

    fn value(&self, at: At) -> u64 {
        self.values.get(&at).copied().unwrap_or(0)
    }

    /// Hides what it takes that this cell has a witness. False when there is none.
    fn protect(&mut self, small: At) -> bool {
        let under = self.under.get(&small).cloned().unwrap_or_default();
        let mut best: Option<(u64, Move)> = None;
        for leaf in under.into_iter().filter(|leaf| self.value(*leaf) > 0) {
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
        moved.into_keys().for_each(|at| self.hide(at));
        true
    }

    /// Tries moves that change one leaf by a step; `try_one` says when it has seen enough. Hidden cells come first: they
    /// cost nothing.
    fn moves(&self, leaf: At, step: i64, try_one: &mut dyn FnMut(Move) -> bool) {
        if try_one(self.change(&[(leaf, step)])) {
            return;
        }
        let hidden = self.hidden_leaves.get(&leaf.1).into_iter().flatten();
        let column = hidden.chain(self.columns.get(&leaf.1).into_iter().flatten());
        for other in column.clone().filter(|other| **other != leaf) {
            if try_one(self.change(&[(leaf, step), (*other, -step)])) {
                return;
            }
        }
        let beside: Vec<At> = self
            .leaves
            .range((leaf.0, 0)..(leaf.0 + 1, 0))
            .map(|(at, _)| *at)
            .filter(|other| *other != leaf && self.share_a_row_sum(leaf, *other))
            .collect();
        for other in &beside {
            if try_one(self.change(&[(leaf, step), (*other, -step)])) {
                return;
            }
        }
        for other in &beside {
            for row in column.clone().filter(|row| **row != leaf) {
                let corner = (row.0, other.1);
                let four = [(leaf, step), (*row, -step), (*other, -step), (corner, step)];
                if self.leaves.contains_key(&corner) && try_one(self.change(&four)) {
                    return;
                }
            }
        }
    }

    /// Two cells of one row are parts of one number.
    fn share_a_row_sum(&self, one: At, other: At) -> bool {
        let of = |at: At| self.leaves.get(&at).map_or(&[][..], Vec::as_slice);
        of(one).iter().any(|whole| whole.0 == one.0 && *whole != one && of(other).contains(whole))
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
            let value = self.value(*at);
            value >= 1 && value.saturating_add_signed(*step) >= 1
        });
        if !enough {
            return false;
        }
        let mut left: BTreeMap<usize, i64> = BTreeMap::new();
        for (at, step) in moved {
            for sum in self.sums_of.get(at).into_iter().flatten() {
                let whole = self.sums.get(*sum).is_some_and(|sum| sum.whole == *at);
                *left.entry(*sum).or_default() += if whole { -step } else { *step };
            }
        }
        left.values().all(|left| *left == 0)
    }

    /// What is lost when the cells of a move are hidden: few cells and small ones first.
    fn cost(&self, moved: &Move) -> u64 {
        let shown = moved.keys().filter(|at| !self.hidden.contains(*at));
        shown.map(|at| 100 + self.value(*at)).sum()
    }
}

/// Every sum that a reader may rely on: rows of parts in columns that add up, and columns of parts in each row.
fn sums(table: &Table, values: &BTreeMap<At, u64>) -> Vec<Sum> {
    let mut sums: BTreeMap<(At, bool), Vec<At>> = BTreeMap::new();
    let mut parts_of: BTreeMap<usize, usize> = BTreeMap::new();
    table
        .rows
        .iter()
        .filter_map(|row| row.part_of)
        .for_each(|whole| *parts_of.entry(whole).or_default() += 1);
    // An area with one site says the same as the site, in every column.
    let alone = |whole: usize| parts_of.get(&whole) == Some(&1);
    for (column, is) in table.columns.iter().enumerate() {
        let Kind::Count { adds, part_of } = is.kind else { continue };
        for (row, cells) in
            table.rows.iter().enumerate().filter(|(row, _)| values.contains_key(&(*row, column)))
        {
            if let Some(whole) = cells.part_of.filter(|whole| adds || alone(*whole)) {
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

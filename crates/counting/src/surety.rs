//! How sure a report is: what was entered from paper, off line, at an uncertain time, anonymously, or never verified.

use crate::{Delivery, KioskDelivery, Visit};

/// How sure a report is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Surety {
    /// Visits it rests on.
    pub visits: u64,
    /// Of them anonymous.
    pub anonymous: u64,
    /// Of them entered from paper.
    pub on_paper: u64,
    /// Of them recorded while a kiosk was off line.
    pub offline: u64,
    /// Of them at a time that is not certain.
    pub uncertain_time: u64,
    /// Services that customers chose by themselves.
    pub chosen: u64,
    /// Of them not verified by anybody.
    pub unverified: u64,
    /// Counts below this number are told as *fewer than*; 0 tells them all.
    pub hide_below: u64,
}

impl Surety {
    /// Takes a visit and its acts.
    pub fn take(&mut self, visit: &Visit, acts: impl Iterator<Item = Delivery>) {
        if !visit.marks.remote {
            self.visits += 1;
            self.anonymous += u64::from(visit.who.is_none());
            self.on_paper += u64::from(visit.marks.on_paper);
            self.offline += u64::from(visit.marks.offline);
            self.uncertain_time += u64::from(visit.marks.uncertain_time);
        }
        for delivery in acts {
            if let Delivery::Kiosk {
                what: KioskDelivery::SelfService | KioskDelivery::InformationOnly,
                verified,
            } = delivery
            {
                self.chosen += 1;
                self.unverified += u64::from(!verified);
            }
        }
    }

    /// In sentences.
    pub fn notes(&self) -> Vec<String> {
        let whole = |number: u64| crate::table::grouped(number);
        let share = |part: u64, of: u64| {
            if part > 0 && part < self.hide_below {
                return format!("fewer than {}", self.hide_below);
            }
            format!("{} ({})", whole(part), crate::Cell::share(part, of).text())
        };
        if self.visits == 0 && self.chosen == 0 {
            return vec!["How sure: it rests on no visit.".to_owned()];
        }
        if self.visits < self.hide_below {
            return vec![format!("How sure: it rests on fewer than {} visits.", self.hide_below)];
        }
        let mut notes = vec![format!(
            "How sure: of {} visits, {} were anonymous, {} entered from paper, {} recorded off line, {} at an uncertain time.",
            whole(self.visits),
            share(self.anonymous, self.visits),
            share(self.on_paper, self.visits),
            share(self.offline, self.visits),
            share(self.uncertain_time, self.visits),
        )];
        if self.chosen > 0 && self.chosen >= self.hide_below {
            notes.push(format!(
                "Of {} services that customers chose by themselves, {} were verified by nobody.",
                whole(self.chosen),
                share(self.unverified, self.chosen)
            ));
        }
        notes
    }
}

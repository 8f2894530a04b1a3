//! How sure a report is: what was entered from paper, off line, at an uncertain time, anonymously, or never verified.

use crate::table::grouped;
use crate::{Cell, Delivery, KioskDelivery, Visit};

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
    /// When it is not 0, the notes tell no number that could be set against hidden ones.
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

    /// In sentences: with numbers, or in wide bands when small counts are hidden.
    pub fn notes(&self) -> Vec<String> {
        if self.visits == 0 && self.chosen == 0 {
            return vec!["How sure: it rests on no visit.".to_owned()];
        }
        if self.hide_below > 0 && self.visits < self.hide_below {
            return vec!["How sure: it rests on few visits.".to_owned()];
        }
        let mut notes = vec![format!(
            "How sure: of {}, {} were anonymous, {} entered from paper, {} recorded off line, {} at an uncertain time.",
            self.whole(self.visits, "visits"),
            self.part(self.anonymous, self.visits),
            self.part(self.on_paper, self.visits),
            self.part(self.offline, self.visits),
            self.part(self.uncertain_time, self.visits),
        )];
        if self.chosen > 0 {
            notes.push(format!(
                "Of {} that customers chose by themselves, {} were verified by nobody.",
                self.whole(self.chosen, "services"),
                self.part(self.unverified, self.chosen)
            ));
        }
        notes
    }

    fn whole(&self, number: u64, words: &str) -> String {
        if self.hide_below > 0 { format!("all {words}") } else { format!("{} {words}", grouped(number)) }
    }

    fn part(&self, part: u64, of: u64) -> String {
        if self.hide_below == 0 {
            return format!("{} ({})", grouped(part), Cell::share(part, of).text());
        }
        let words = match part * 100 / of.max(1) {
            _ if part < self.hide_below => "none or few",
            0..5 => "less than 5 %",
            5..20 => "5 to 20 %",
            20..50 => "20 to 50 %",
            _ => "half or more",
        };
        words.to_owned()
    }
}

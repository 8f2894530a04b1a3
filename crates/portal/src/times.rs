//! Times as people read them, in the city's own zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The moment a page is made, and the zone in which it tells the time.
#[derive(Clone, Debug)]
pub struct Times {
    zone: TimeZone,
    now: Timestamp,
    paper: bool,
}

/// A day or moment as a person reads it, and as a machine does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct When {
    /// `Mar 3, 2026` or `today, 2:14 PM`.
    pub words: String,
    /// RFC 3339.
    pub iso: String,
}

impl Times {
    /// Times around `now`.
    #[must_use]
    pub fn new(zone: TimeZone, now: Timestamp) -> Times {
        Times { zone, now, paper: false }
    }

    /// The same for a page that is read on another day: no "today" in it.
    #[must_use]
    pub fn on_paper(self) -> Times {
        Times { paper: true, ..self }
    }

    /// When something was true: the day, or the hour if it was today.
    #[must_use]
    pub fn as_of(&self, at: &Timestamp) -> When {
        let local = at.to_zoned(self.zone.clone());
        let today = local.date() == self.now.to_zoned(self.zone.clone()).date();
        let words = match (today, self.paper) {
            (true, false) => format!("today, {}", self.clock(at)),
            (true, true) => self.moment(at).words,
            (false, _) => local.strftime("%b %-d, %Y").to_string(),
        };
        When { words, iso: at.to_string() }
    }

    /// Day and time of day.
    #[must_use]
    pub fn moment(&self, at: &Timestamp) -> When {
        let words = at.to_zoned(self.zone.clone()).strftime("%b %-d, %Y, %-I:%M %p").to_string();
        When { words, iso: at.to_string() }
    }

    /// `2:34 PM`.
    #[must_use]
    pub fn clock(&self, at: &Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-I:%M %p").to_string()
    }

    /// Whether the page is for paper.
    #[must_use]
    pub fn is_paper(&self) -> bool {
        self.paper
    }

    /// The moment the page is made.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_named_and_today_has_its_hour() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let zone = TimeZone::get("America/New_York").unwrap();
        let times = Times::new(zone, at("2026-03-03T19:14:00Z"));
        assert_eq!(times.as_of(&at("2026-03-03T18:05:00Z")).words, "today, 1:05 PM");
        assert_eq!(times.as_of(&at("2026-03-03T03:00:00Z")).words, "Mar 2, 2026");
        let paper = times.on_paper();
        assert_eq!(paper.as_of(&at("2026-03-03T18:05:00Z")).words, "Mar 3, 2026, 1:05 PM");
    }
}

//! When something happened, from a device whose clock may be wrong.
//!
//! One corrected time is used everywhere: for merging, for reports, for the day. The raw values stay with the event. Small
//! differences are left alone: shifting each event by the delay of its own request would change the order of things.

use crate::event::Stamp;
use jiff::Timestamp;

/// What is known when a batch of events arrives.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// The server's clock, in milliseconds.
    pub server: i64,
    /// The device's clock when it sent the batch; `None` when it showed no date.
    pub sent: Option<i64>,
    /// The boot in which it was sent.
    pub boot: &'a str,
    /// Milliseconds since that boot.
    pub mono: i64,
    /// It came as a file. How long it lay about nobody knows, so that the time of its arrival says nothing of the device's clock.
    pub handed_in: bool,
}

/// A corrected time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// Milliseconds since 1970, by the server's clock.
    pub at: i64,
    /// The hour, and perhaps the day, is a guess.
    pub uncertain: bool,
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Differences below this are left alone.
const SMALL: i64 = 2 * MINUTE;
/// Larger differences are rounded to this, so that two batches of one device are shifted alike.
const QUANTUM: i64 = 5 * MINUTE;
/// An offset measured longer ago than this says little.
const FRESH_SECONDS: i64 = 60 * 60;
/// No kiosk keeps an event longer.
const OLDEST: i64 = 400 * DAY;

impl Arrival<'_> {
    /// When it happened, by the server's clock.
    pub fn moment(&self, stamp: &Stamp) -> Moment {
        if self.handed_in {
            return self.of_file(stamp);
        }
        if stamp.boot == self.boot {
            return self.within_boot(stamp);
        }
        let measured = stamp.offset.filter(|(_, age)| *age <= FRESH_SECONDS).map(|(offset, _)| offset);
        let now = self.sent.map(|sent| self.server - sent);
        let offset = measured.or(now).filter(|offset| offset.abs() <= DAY);
        let at = offset.zip(stamp.wall).map(|(offset, wall)| wall + correction(offset));
        self.plausible(at, false)
    }

    /// The device's own clock, with what the page itself measured of it; when that was long ago or never, the hour is a guess.
    fn of_file(&self, stamp: &Stamp) -> Moment {
        let (offset, age) = stamp.offset.unwrap_or((0, i64::MAX));
        let sure = age <= FRESH_SECONDS && offset.abs() <= DAY;
        self.plausible(stamp.wall.map(|wall| wall + correction(offset)), !sure)
    }

    /// Nothing happens after it was told, and no kiosk keeps anything for years: then only the day of arrival is known.
    fn plausible(&self, at: Option<i64>, uncertain: bool) -> Moment {
        match at {
            Some(at) if at <= self.server + SMALL && at > self.server - OLDEST => {
                Moment { at: at.min(self.server), uncertain }
            }
            _ => Moment { at: self.server, uncertain: true },
        }
    }

    /// The page still runs: the clock that nobody can set tells how long ago it was.
    fn within_boot(&self, stamp: &Stamp) -> Moment {
        let age = self.mono - stamp.mono;
        if age < 0 {
            return Moment { at: self.server, uncertain: true };
        }
        let by_age = self.server - age;
        let wall = stamp.wall.zip(self.sent).filter(|(wall, sent)| {
            // The device's own clock ran as the other did, and is not far out.
            (sent - wall - age).abs() < SMALL && (self.server - sent).abs() <= DAY
        });
        let at = wall.map_or(by_age, |(wall, sent)| wall + correction(self.server - sent));
        Moment { at: at.min(self.server), uncertain: false }
    }
}

fn correction(offset: i64) -> i64 {
    if offset.abs() < SMALL { 0 } else { (offset + offset.signum() * QUANTUM / 2) / QUANTUM * QUANTUM }
}

/// The day in a site's zone, as days since 1970, and the hour from 0 to 23.
pub(crate) fn day_and_hour(at: i64, zone: &jiff::tz::TimeZone) -> (i64, i64) {
    let Ok(at) = Timestamp::from_millisecond(at) else { return (0, 0) };
    let there = at.to_zoned(zone.clone());
    (day_number(there.date()), i64::from(there.hour()))
}

/// Days since 1970-01-01.
pub(crate) fn day_number(day: jiff::civil::Date) -> i64 {
    let since = day.since(jiff::civil::date(1970, 1, 1));
    since.map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_780_000_000_000;

    fn arrival() -> Arrival<'static> {
        Arrival { server: NOW, sent: Some(NOW), boot: "b", mono: 1_000_000_000, handed_in: false }
    }

    fn stamp(boot: &str, wall: Option<i64>, ago: i64) -> Stamp {
        Stamp { boot: boot.to_owned(), wall, mono: 1_000_000_000 - ago, offset: None }
    }

    #[test]
    fn a_clock_that_is_right_is_believed() {
        let hour_ago = NOW - 60 * MINUTE;
        for boot in ["b", "earlier"] {
            let moment = arrival().moment(&stamp(boot, Some(hour_ago), 60 * MINUTE));
            assert_eq!(moment, Moment { at: hour_ago, uncertain: false });
        }
        // Seconds of delay on the line shift nothing.
        let slow = Arrival { sent: Some(NOW - 9_000), ..arrival() };
        assert_eq!(slow.moment(&stamp("earlier", Some(hour_ago), 0)).at, hour_ago);
    }

    #[test]
    fn a_clock_three_hours_out_is_shifted_by_whole_five_minutes() {
        for out in [3 * 60 * MINUTE, -3 * 60 * MINUTE] {
            for delay in [0, 40_000, 100_000] {
                let wrong = Arrival { sent: Some(NOW + out - delay), ..arrival() };
                let wall = NOW + out - 60 * MINUTE;
                let moment = wrong.moment(&stamp("earlier", Some(wall), 0));
                assert_eq!(moment, Moment { at: NOW - 60 * MINUTE, uncertain: false });
            }
        }
    }

    #[test]
    fn clocks_in_1970_and_2099_are_rebuilt_from_the_running_page() {
        for wrong in [0, 4_080_000_000_000] {
            let there = Arrival { sent: Some(wrong + 30 * MINUTE), ..arrival() };
            let moment = there.moment(&stamp("b", Some(wrong), 30 * MINUTE));
            assert_eq!(moment, Moment { at: NOW - 30 * MINUTE, uncertain: false });
            // From an earlier start of the page only the day of arrival is known.
            let moment = there.moment(&stamp("earlier", Some(wrong), 0));
            assert_eq!(moment, Moment { at: NOW, uncertain: true });
        }
        let nothing = Arrival { sent: None, ..arrival() };
        assert_eq!(nothing.moment(&stamp("b", None, MINUTE)).at, NOW - MINUTE);
        assert!(nothing.moment(&stamp("earlier", None, MINUTE)).uncertain);
    }

    #[test]
    fn a_clock_that_was_set_while_the_page_ran_does_not_move_what_happened_before() {
        // Signed in while the clock was three hours ahead; then somebody set it right.
        let moment = arrival().moment(&stamp("b", Some(NOW + 2 * 60 * MINUTE), 60 * MINUTE));
        assert_eq!(moment, Moment { at: NOW - 60 * MINUTE, uncertain: false });
    }

    #[test]
    fn an_offset_measured_shortly_before_counts_after_the_clock_was_set() {
        let three_hours = 3 * 60 * MINUTE;
        let early =
            Stamp { offset: Some((-three_hours, 40)), ..stamp("earlier", Some(NOW + three_hours - DAY), 0) };
        assert_eq!(arrival().moment(&early), Moment { at: NOW - DAY, uncertain: false });
        let later = stamp("earlier", Some(NOW + three_hours), 0);
        assert!(arrival().moment(&later).uncertain, "nothing happens after it was told");
    }

    #[test]
    fn a_file_that_lay_about_moves_nothing() {
        let (hour, three_hours) = (60 * MINUTE, 3 * 60 * MINUTE);
        // Saved three hours after it happened, and handed in a day later.
        let file = Arrival { sent: Some(NOW - DAY), handed_in: true, ..arrival() };
        let happened = NOW - DAY - three_hours;
        let right = Stamp { offset: Some((300, 40)), ..stamp("b", Some(happened), three_hours) };
        assert_eq!(file.moment(&right), Moment { at: happened, uncertain: false });
        let ahead =
            Stamp { offset: Some((-three_hours, 40)), ..stamp("b", Some(happened + three_hours), hour) };
        assert_eq!(file.moment(&ahead), Moment { at: happened, uncertain: false });
        let long_ago = Stamp { offset: Some((300, 7200)), ..right.clone() };
        assert_eq!(file.moment(&long_ago), Moment { at: happened, uncertain: true });
        let never = Stamp { offset: None, ..right };
        assert_eq!(file.moment(&never), Moment { at: happened, uncertain: true });
        for nonsense in [None, Some(0), Some(4_080_000_000_000)] {
            assert_eq!(file.moment(&stamp("b", nonsense, hour)), Moment { at: NOW, uncertain: true });
        }
    }

    #[test]
    fn nothing_is_later_than_its_arrival_and_days_begin_in_the_zone() {
        assert_eq!(arrival().moment(&stamp("b", Some(NOW), -5)), Moment { at: NOW, uncertain: true });
        let zone = jiff::tz::TimeZone::get("America/Los_Angeles").unwrap();
        let evening = "2026-06-02T05:30:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        assert_eq!(day_and_hour(evening, &zone), (day_number(jiff::civil::date(2026, 6, 1)), 22));
    }
}

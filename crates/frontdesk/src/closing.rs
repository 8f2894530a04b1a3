//! The day closes by itself, half an hour after the site does, once: as by the button, no end is guessed. Who stays on in the
//! evening is closed with the next day.

use crate::{DeskError, FrontDesk, FrontDeskError, Site, clock, tables};
use access::Serving;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Minutes after its closing time at which a site's day closes.
const AFTER: i64 = 30;
/// A site without a closing time closes at midnight.
const MIDNIGHT: i64 = 24 * 60;
/// Milliseconds for which a program that closes a site keeps others from it, longer than it takes.
const MINE: i64 = 60_000;

/// Up to which moment a site's visits are closed now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Due {
    /// The last day that is closed, in days since 1970.
    pub(crate) day: i64,
    /// Visits that began later stay open, in milliseconds.
    pub(crate) until: i64,
}

impl FrontDesk {
    /// Closes what is due at every site, each for whoever runs the program; the log has it before. What was closed: site and
    /// number of visits.
    ///
    /// # Errors
    /// When the log or the database fails; what was closed until then is closed.
    pub fn close_days(&self) -> Result<Vec<(String, u64)>, FrontDeskError> {
        let now = self.desk.now();
        let mut closed = Vec::new();
        for site in self.desk.sites()? {
            let due = due(&site, now, &site.time_zone()?);
            let open = self.desk.database.read(|t| tables::board::is_due(t, &site.id, due));
            if !open.map_err(DeskError::from)? {
                continue;
            }
            let mine =
                self.desk.database.write(|t| tables::board::take_closing(t, &site.id, now, now - MINE));
            if !mine.map_err(DeskError::from)? {
                continue;
            }
            let day = crate::counter::date(due.day);
            self.operate(Serving::Manage, &format!("{}: the day closes by itself, up to {day}", site.id))?;
            let done = self.desk.database.write(|t| tables::board::close_until(t, &site.id, due, now));
            closed.push((site.id, done.map_err(DeskError::from)?));
        }
        Ok(closed)
    }
}

/// What is due at a site: the last day whose closing time lies half an hour back.
fn due(site: &Site, now: i64, zone: &TimeZone) -> Due {
    let (today, _) = clock::day_and_hour(now, zone);
    if site.ended_at.is_some() {
        return Due { day: today, until: now };
    }
    let closes = site.settings.closes.unwrap_or(MIDNIGHT) + AFTER;
    let days = (0..).map(|ago| today - ago);
    let moments = days.map(|day| Due { day, until: moment(crate::counter::date(day), closes, zone) });
    // Today, yesterday, or the day before when a site closes around midnight.
    let latest = moments.take(3).find(|due| due.until <= now);
    latest.unwrap_or(Due { day: today - 3, until: now })
}

/// So many minutes by the clock after a day began, in milliseconds.
fn moment(day: Date, minutes: i64, zone: &TimeZone) -> i64 {
    let at = day.to_datetime(Time::midnight()).checked_add(minutes.minutes());
    let at = at.and_then(|at| at.to_zoned(zone.clone())).map(|at| at.timestamp());
    at.unwrap_or(Timestamp::MAX).as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SiteSettings;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn site(closes: Option<i64>) -> Site {
        Site {
            id: "north".to_owned(),
            area: "east".to_owned(),
            name: "North".to_owned(),
            zone: "America/New_York".to_owned(),
            settings: SiteSettings { closes, ..SiteSettings::default() },
            ended_at: None,
        }
    }

    #[test]
    fn a_day_is_due_half_an_hour_after_the_site_closes_by_its_own_clock() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let first = clock::day_number(jiff::civil::date(2026, 6, 1));
        for (closes, now, ago) in [
            (Some(17 * 60), "2026-06-01T21:29:59Z", 1),
            (Some(17 * 60), "2026-06-01T21:30:00Z", 0),
            // Ten minutes before midnight: due on the next day.
            (Some(23 * 60 + 50), "2026-06-02T03:59:00Z", 1),
            (Some(23 * 60 + 50), "2026-06-02T04:19:00Z", 1),
            (Some(23 * 60 + 50), "2026-06-02T04:20:00Z", 0),
            (None, "2026-06-02T04:29:00Z", 1),
            (None, "2026-06-02T04:30:00Z", 0),
        ] {
            let due = due(&site(closes), at(now), &zone);
            assert_eq!(due.day, first - ago, "{closes:?} {now}");
        }
        // On the day on which the clocks go forward, too.
        let due = due(&site(Some(17 * 60)), at("2026-03-08T21:30:00Z"), &zone);
        assert_eq!(due.until, at("2026-03-08T21:30:00Z"));
    }
}

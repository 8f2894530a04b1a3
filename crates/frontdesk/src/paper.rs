//! The paper day sheet, for when nothing else works: services by their numbers in the catalogue, and what was written on it
//! entered afterwards. Visits from paper are flagged, and their hours count as guesses.

use crate::counter::Choice;
use crate::reception::{Entered, Whom};
use crate::{Counter, DeskError, FrontDeskError, clock, tables, unfit};
use access::Serving;
use jiff::civil::{Date, Time};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// One line of a sheet, as it was typed.
#[derive(Clone, Default)]
pub struct PaperLine {
    /// Member number or card; empty for somebody who gave none.
    pub who: String,
    /// When she came, such as `9:05`; empty when it cannot be read.
    pub came: String,
    /// When she left; may be empty.
    pub left: String,
    /// Numbers of the services that were ticked: `2 5`.
    pub services: String,
}

/// What is wrong with a line: its place and a sentence.
pub type WrongLine = (usize, String);

/// Nobody enters older paper.
const OLDEST_DAYS: i64 = 400;

impl Counter<'_> {
    /// The services of a day with the numbers by which a sheet names them; the numbers stay as long as the catalogue only grows.
    pub fn numbered(&self, on: Date) -> Vec<(usize, Choice)> {
        let all = self.front.desk.catalogue().services();
        let offered = self.offered(clock::day_number(on), |_| true);
        let number = |id: &String| all.iter().position(|service| service.id == *id).map(|at| at + 1);
        offered.into_iter().filter_map(|choice| Some((number(&choice.0)?, choice))).collect()
    }

    /// Enters the lines of a sheet, all or none. `sheet` names it: a line of it that is sent again as it was is entered once, and a
    /// line that says something else is another visit. How many were new; or what is wrong, line by line.
    ///
    /// # Errors
    /// With a sentence when the day does not do.
    pub fn enter_paper(
        &self,
        sheet: &str,
        on: Date,
        lines: &[PaperLine],
    ) -> Result<Result<usize, Vec<WrongLine>>, FrontDeskError> {
        self.leave(Serving::Greet, &format!("enters {} lines of paper of {on}", lines.len()))?;
        self.fits_paper(clock::day_number(on))?;
        let numbered = self.numbered(on);
        let mut read: Vec<(Uuid, ReadLine)> = Vec::new();
        let mut wrong = Vec::new();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            match self.read_line(line, on, &numbered) {
                Ok(line) => {
                    let same = read.iter().filter(|(_, other)| *other == line).count();
                    read.push((visit_of(sheet, &self.site.id, &line, same), line));
                }
                Err(FrontDeskError::Desk(DeskError::Unfit(words))) => wrong.push((at, words)),
                Err(cause) => return Err(cause),
            }
        }
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
        let entered = self.front.desk.database.write(|t| -> Result<usize, DeskError> {
            tables::members::turn(t)?;
            let mut new = 0;
            for (visit, line) in &read {
                let services = &line.services;
                let (whom, began, ended) = (line.whom, line.began, line.ended);
                let entered = Entered { visit: *visit, whom, began, ended, services, paper: true };
                new += usize::from(self.enter(t, &entered)?);
            }
            Ok(new)
        });
        Ok(Ok(entered?))
    }

    fn fits_paper(&self, on: i64) -> Result<(), DeskError> {
        let ended = self.site.ended_at.map(|at| clock::day_and_hour(at, &self.zone).0);
        if on > self.day() || on < self.day() - OLDEST_DAYS {
            return Err(unfit("paper is entered for today or a day before, of the last thirteen months"));
        }
        if ended.is_some_and(|ended| on > ended) {
            return Err(unfit("the site was closed for good before that day"));
        }
        Ok(())
    }

    fn read_line(
        &self,
        line: &PaperLine,
        on: Date,
        numbered: &[(usize, Choice)],
    ) -> Result<ReadLine, FrontDeskError> {
        let whom = match line.who.trim() {
            "" => Whom::Anonymous,
            typed => Whom::Member(self.named_by(typed)?.id),
        };
        let began = match line.came.trim() {
            "" => self.at(on, Time::constant(12, 0, 0, 0))?,
            typed => self.at(on, time(typed)?)?,
        };
        let ended = match line.left.trim() {
            "" => None,
            typed => Some(self.at(on, time(typed)?)?),
        };
        if ended.is_some_and(|ended| ended < began) {
            return Err(unfit("she left before she came").into());
        }
        if began > self.front.desk.now() || ended.is_some_and(|ended| ended > self.front.desk.now()) {
            return Err(unfit("this time has not come yet").into());
        }
        let mut services = Vec::new();
        for word in
            line.services.split(|letter: char| !letter.is_ascii_digit()).filter(|word| !word.is_empty())
        {
            let number: usize = word.parse().unwrap_or(0);
            let known = numbered.iter().find(|(one, _)| *one == number);
            let (_, (id, _)) = known.ok_or_else(|| unfit("no service of that day has this number"))?;
            services.push(id.clone());
        }
        services.sort_unstable();
        services.dedup();
        Ok(ReadLine { whom, began, ended, services })
    }

    fn at(&self, on: Date, time: Time) -> Result<i64, DeskError> {
        let there = on.to_datetime(time).to_zoned(self.zone.clone());
        Ok(there.map_err(|_| unfit("there is no such time on that day"))?.timestamp().as_millisecond())
    }
}

#[derive(PartialEq, Eq)]
struct ReadLine {
    whom: Whom,
    began: i64,
    ended: Option<i64>,
    services: Vec<String>,
}

impl PaperLine {
    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        [&self.who, &self.came, &self.left, &self.services].iter().all(|text| text.trim().is_empty())
    }
}

/// `9:05`, `09:05` or `0905`.
fn time(typed: &str) -> Result<Time, DeskError> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let only = typed.chars().all(|letter| letter.is_ascii_digit() || letter == ':');
    let split = digits.len().checked_sub(2).filter(|hours| only && (1..=2).contains(hours));
    let (hour, minute) = split.map_or(("", ""), |at| digits.split_at(at));
    let time = hour
        .parse()
        .ok()
        .zip(minute.parse().ok())
        .and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
    time.ok_or_else(|| unfit("write the time by the clock of 24 hours, such as 9:05 or 14:30"))
}

/// The same line of the same sheet is the same visit, wherever on it the line stands. Two people may have left lines that say the
/// same: `same` tells how many such lines stand before this one.
fn visit_of(sheet: &str, site: &str, line: &ReadLine, same: usize) -> Uuid {
    let who = match line.whom {
        Whom::Member(member) => member.to_string(),
        Whom::Anonymous | Whom::Visitor => String::new(),
    };
    let (began, ended) = (line.began, line.ended.map(|at| at.to_string()).unwrap_or_default());
    let services = line.services.join(" ");
    let said = format!("paper {site} {sheet} {same} {who}/{began}/{ended}/{services}");
    let digest = Sha256::digest(said.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl std::fmt::Debug for PaperLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PaperLine(*)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_typed_in_three_ways_and_in_no_other() {
        for typed in ["9:05", "09:05", "0905", "905"] {
            assert_eq!(time(typed).unwrap(), Time::constant(9, 5, 0, 0));
        }
        for wrong in ["9", "25:00", "9.05", "9:05 pm", "12345", "::"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }
}

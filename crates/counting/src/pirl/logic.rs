//! The logic checks: what one line may not say, and what two lines of one person may not.

use super::check::Findings;
use super::{ENTRY, EXIT, Fill, Schema};
use crate::{CONTACT_GAP_DAYS, Day, EXIT_AFTER_DAYS, Element, WINDOW_DAYS};
use csv::StringRecord;
use jiff::civil::Date;

/// The rules, with the places of their columns.
pub(super) struct Rules<'a> {
    schema: &'a Schema,
    kind: Option<usize>,
    uii: Option<usize>,
    entry: Option<usize>,
    exit: Option<usize>,
    born: Option<usize>,
    contacts: Vec<usize>,
    programmes: Vec<usize>,
    /// Elements that only staff-delivered services set.
    staff: Vec<usize>,
}

/// What of a line matters beside other lines.
pub(super) struct Fields {
    row: usize,
    uii: String,
    individual: bool,
    /// The programme columns that say 1, a bit for each.
    programmes: u64,
    /// Entry and exit, or the first and latest contact that the line tells.
    from: Option<Day>,
    until: Option<Day>,
}

type Place = fn(&Rules) -> Option<usize>;

/// Rules that need a column, with what they are about.
const NEED: [(&str, Place); 4] = [
    ("entry not after exit (900, 901)", |rules| rules.entry.and(rules.exit)),
    ("nobody begins before she was 14 or after she was 110 (200, 900)", |rules| rules.born.and(rules.entry)),
    ("what a reportable individual may not have (918)", |rules| rules.kind),
    ("periods of one person do not overlap (100, 900)", |rules| rules.uii.and(rules.entry)),
];

impl<'a> Rules<'a> {
    pub(super) fn of(schema: &'a Schema) -> Rules<'a> {
        let staff = |number: &str| number.parse().is_ok_and(|number| Element(number).needs_staff());
        let numbered = schema.elements.iter().enumerate();
        Rules {
            schema,
            kind: schema.place("918"),
            uii: schema.place("100"),
            entry: schema.place(ENTRY),
            exit: schema.place(EXIT),
            born: schema.place("200"),
            contacts: ["1002", "1007"].into_iter().filter_map(|number| schema.place(number)).collect(),
            programmes: programmes(schema),
            staff: numbered.filter(|(_, element)| staff(&element.number)).map(|(at, _)| at).collect(),
        }
    }

    pub(super) fn left_out(&self) -> Vec<&'static str> {
        NEED.iter().filter(|(_, place)| place(self).is_none()).map(|(words, _)| *words).collect()
    }

    /// The column that says 2 for a reportable individual.
    pub(super) fn individual_column(&self) -> Option<usize> {
        self.kind
    }

    /// What one line may not say.
    pub(super) fn line(&self, row: usize, line: &StringRecord, findings: &mut Findings) {
        let at = |place: Option<usize>| place.and_then(|place| line.get(place)).and_then(day);
        let (entry, exit, born) = (at(self.entry), at(self.exit), at(self.born));
        if entry.zip(exit).is_some_and(|(entry, exit)| exit < entry) {
            findings.add(
                row,
                Some(EXIT),
                "the exit lies before the entry".into(),
                "mend the day of the first or last service",
            );
        }
        if exit.is_some() && entry.is_none() {
            findings.add(
                row,
                Some(ENTRY),
                "there is an exit and no entry".into(),
                "see why the entry is missing",
            );
        }
        let old =
            born.zip(entry).is_some_and(|(born, entry)| !(14 * 365..110 * 366).contains(&entry.since(born)));
        if old {
            findings.add(
                row,
                Some("200"),
                "at entry she was younger than 14 or older than 110".into(),
                "mend the birth date",
            );
        }
        if self.is_individual(line) {
            self.individual(row, line, entry, findings);
        } else {
            self.participant(row, line, entry, exit, findings);
        }
    }

    fn individual(&self, row: usize, line: &StringRecord, entry: Option<Day>, findings: &mut Findings) {
        if entry.is_some() {
            findings.add(
                row,
                Some(ENTRY),
                "a reportable individual has an entry".into(),
                "she is a participant, or the entry goes",
            );
        }
        for (_, number) in self.filled_by_staff(line) {
            let wrong = "a reportable individual has a service that only staff deliver".into();
            findings.add(
                row,
                Some(number),
                wrong,
                "she is a participant, or the service was not confirmed by staff",
            );
        }
        if !self.contacts.is_empty() && self.contacts.iter().all(|at| line.get(*at).unwrap_or("").is_empty())
        {
            let wrong = "a reportable individual has made no contact".into();
            findings.add(row, Some("1007"), wrong, "see why neither 1002 nor 1007 is set");
        }
    }

    fn participant(
        &self,
        row: usize,
        line: &StringRecord,
        entry: Option<Day>,
        exit: Option<Day>,
        findings: &mut Findings,
    ) {
        let Some(entry) = entry.or_else(|| self.entry.map(|_| Day(i32::MAX))) else { return };
        if entry == Day(i32::MAX) {
            findings.add(
                row,
                Some(ENTRY),
                "a participant has no entry".into(),
                "see which service made her one",
            );
            return;
        }
        let mut any = self.staff.is_empty();
        for (at, number) in self.filled_by_staff(line) {
            any = true;
            let Some(on) = line.get(at).and_then(day) else { continue };
            if on < entry {
                findings.add(
                    row,
                    Some(number),
                    "a service by staff lies before the entry".into(),
                    "mend its day, or the entry",
                );
            }
            if exit.is_some_and(|exit| exit < on) {
                findings.add(
                    row,
                    Some(number),
                    "a service by staff lies after the exit".into(),
                    "mend its day, or the exit",
                );
            }
        }
        if !any {
            findings.add(
                row,
                Some(ENTRY),
                "a participant has no service by staff".into(),
                "see which service made her one",
            );
        }
        for at in &self.contacts {
            let Some(on) = line.get(*at).and_then(day) else { continue };
            let late = exit.is_some_and(|exit| on > exit.plus(WINDOW_DAYS));
            if on < entry.plus(-WINDOW_DAYS) || late {
                let number = self.schema.elements[*at].number.as_str();
                let wrong = format!("a contact lies more than {WINDOW_DAYS} days before entry or after exit");
                findings.add(row, Some(number), wrong, "give it a record of its own");
            }
        }
    }

    /// Columns of staff-delivered services that say something; the flags say 0 when they do not.
    fn filled_by_staff<'b>(&'b self, line: &'b StringRecord) -> impl Iterator<Item = (usize, &'b str)> {
        let filled = |at: &&usize| !matches!(line.get(**at), None | Some("" | "0"));
        self.staff.iter().filter(filled).map(|at| (*at, self.schema.elements[*at].number.as_str()))
    }

    fn is_individual(&self, line: &StringRecord) -> bool {
        self.kind.is_some_and(|at| line.get(at) == Some("2"))
    }

    pub(super) fn fields(&self, row: usize, line: &StringRecord) -> Fields {
        let at = |place: Option<usize>| place.and_then(|place| line.get(place)).and_then(day);
        let individual = self.is_individual(line);
        let latest = self.contacts.iter().filter_map(|at| line.get(*at).and_then(day)).max();
        Fields {
            row,
            uii: self.uii.and_then(|at| line.get(at)).unwrap_or("").to_owned(),
            individual,
            programmes: self
                .programmes
                .iter()
                .enumerate()
                .map(|(bit, at)| u64::from(line.get(*at) == Some("1")) << bit)
                .sum(),
            from: if individual { latest } else { at(self.entry) },
            until: if individual { latest } else { at(self.exit) },
        }
    }

    /// What two lines of one person may not say.
    pub(super) fn together(&self, fields: &mut [Fields], findings: &mut Findings) {
        if self.uii.is_none() || self.entry.is_none() {
            return;
        }
        fields.sort_by(|one, other| (&one.uii, one.from, one.row).cmp(&(&other.uii, other.from, other.row)));
        for person in fields.chunk_by(|one, other| one.uii == other.uii) {
            for (at, one) in person.iter().enumerate() {
                for other in person.iter().skip(at + 1) {
                    self.pair(one, other, findings);
                }
            }
        }
    }

    fn pair(&self, one: &Fields, other: &Fields, findings: &mut Findings) {
        let (Some(from), Some(next)) = (one.from, other.from) else { return };
        let row = other.row;
        match (one.individual, other.individual) {
            (false, false) if one.programmes & other.programmes == 0 && !self.programmes.is_empty() => {}
            (false, false) if one.until.is_none_or(|exit| next <= exit.plus(EXIT_AFTER_DAYS)) => {
                let wrong = format!(
                    "it begins within {EXIT_AFTER_DAYS} days of the participation of line {}",
                    one.row
                );
                findings.add(row, Some(ENTRY), wrong, "join the two");
            }
            (true, true) if next.since(from) <= CONTACT_GAP_DAYS => {
                let wrong =
                    format!("it is within {CONTACT_GAP_DAYS} days of the contact of line {}", one.row);
                findings.add(row, Some("1007"), wrong, "join the two periods");
            }
            (false, true) if one.until.is_none_or(|exit| next <= exit.plus(WINDOW_DAYS)) => {
                let wrong = format!("the contact belongs to the participation of line {}", one.row);
                findings.add(row, Some("1007"), wrong, "take the line out, and put its contact there");
            }
            (true, false) if next.since(from) <= WINDOW_DAYS => {
                let wrong = format!("the contact of line {} belongs to this participation", one.row);
                findings.add(row, Some("1007"), wrong, "take that line out, and put its contact here");
            }
            _ => {}
        }
    }
}

/// Columns that say in which programme a line counts, at most 64.
fn programmes(schema: &Schema) -> Vec<usize> {
    let numbered = schema.elements.iter().enumerate();
    numbered
        .filter(|(_, element)| matches!(element.fill, Fill::Programme(_)))
        .map(|(at, _)| at)
        .take(64)
        .collect()
}

/// The day that eight digits say.
pub(super) fn day(value: &str) -> Option<Day> {
    if value.len() != 8 || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month, of_month) =
        (value[..4].parse().ok()?, value[4..6].parse().ok()?, value[6..].parse().ok()?);
    Date::new(year, month, of_month).ok().map(Day::of)
}

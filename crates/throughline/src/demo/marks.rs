//! A few private people of the made-up city: its state system says so, by the files that any state system sends.

use super::duties;
use crate::{Problem, house};
use access::Door;
use city::{City, FlatRecord};
use jiff::{SignedDuration, Timestamp};
use privacy::Part;
use records::SourceId;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

const SOURCE: &str = "benefits";
/// Named by the state system, and nobody's key.
const NOBODY: &str = "ZZ00000Z";

/// Whom the state system marks.
pub(super) struct Marked {
    /// Private, the first of them assigned to Cal.
    private: Vec<FlatRecord>,
    sealed: FlatRecord,
    /// In the full list, though no transaction ever said so.
    listed_only: FlatRecord,
}

/// The same people each time the city is opened; none of them is the one whom the welcome proposes to look for.
pub(super) fn chosen(city: &City, proposed: &str) -> Option<Marked> {
    let mut names = BTreeSet::new();
    let fits = |record: &FlatRecord| {
        let born = record.dob.get(..4).and_then(|year| year.parse::<i64>().ok());
        let given = record.first_name.to_lowercase();
        let plain = record.last_name.len() > 3 && record.last_name.chars().all(|c| c.is_ascii_alphabetic());
        // People whom others look for in this city stay as they are.
        let whole = format!("{given} {}", record.last_name.to_lowercase());
        let other = !proposed.contains(&given) && !["maria", "antonio"].iter().any(|one| whole.contains(one));
        record.source == SOURCE
            && born.is_some_and(|year| (1965..2000).contains(&year))
            && given.len() > 2
            && plain
            && other
    };
    let mut records = city.records().filter(fits).filter(|record| names.insert(record.person_id));
    let mut next = || records.next();
    let (sealed, listed_only) = (next()?, next()?);
    let private: Vec<FlatRecord> = std::iter::from_fn(next).take(5).collect();
    (private.len() == 5).then_some(Marked { private, sealed, listed_only })
}

/// Drops the state system's first files where the portal looks for them, and assigns one of the records. Once for each city.
pub(super) fn send(door: &Door, marked: &Marked, folder: &Path) -> Result<(), Problem> {
    if folder.exists() {
        return Ok(());
    }
    house::make_folder(&folder.join("file"))?;
    let now = door.now();
    let yesterday = now - SignedDuration::from_hours(24);
    drop_file(folder, "1-transactions.csv", &transactions(marked, yesterday))?;
    drop_file(folder, "2-privileged.full.csv", &full_list(marked, now))?;
    let staff = door.staff();
    let account = |user: &str| staff.find(SOURCE, user).map_err(Problem::from);
    if let (Some(counselor), Some(specialist)) = (account(duties::COUNSELOR)?, account(duties::SPECIALIST)?) {
        let subject = door.privacy().subject(&SourceId::new(SOURCE), key(&marked.private[0]));
        let assigned = door.privacy().set_care(&subject, counselor, Part::Assigned, true, specialist);
        assigned.map_err(Problem::from)?;
    }
    Ok(())
}

impl Marked {
    /// What to search for, and what will be seen, in a few lines.
    pub(super) fn to_try(&self) -> String {
        format!(
            "Private: search for {} as ana, then as cal, to whom it is assigned; dana guards the list.\n\
             Sealed: {} is found by nobody until sten names somebody (record {}).",
            name(&self.private[0]),
            name(&self.sealed),
            key(&self.sealed)
        )
    }
}

fn transactions(marked: &Marked, at: Timestamp) -> String {
    let mut text = "id,key,level,at,sequence\n".to_owned();
    let private = marked.private.iter().map(|record| (record, "private"));
    for (number, (record, level)) in private.chain([(&marked.sealed, "sealed")]).enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "demo-{},{},{level},{at},1", number + 1, key(record));
    }
    text
}

/// All but the last of the private ones, one that no transaction told of, and one that nobody delivered.
fn full_list(marked: &Marked, as_of: Timestamp) -> String {
    let named = marked.private.iter().take(4).chain([&marked.sealed, &marked.listed_only]).map(key);
    let keys: Vec<&str> = named.chain([NOBODY]).collect();
    format!("# as-of {as_of}\nkey\n{}\n", keys.join("\n"))
}

/// Written under another name first, as a state system ought to.
fn drop_file(folder: &Path, name: &str, text: &str) -> Result<(), Problem> {
    let coming = folder.join(format!("{name}.part"));
    std::fs::write(&coming, text)
        .and_then(|()| std::fs::rename(&coming, folder.join(name)))
        .map_err(|cause| Problem(format!("`{}` cannot be written ({cause})", folder.display())))
}

/// The agency's own key: what stands behind its name.
fn key(record: &FlatRecord) -> &str {
    record.unique_id.split_once(':').map_or(record.unique_id.as_str(), |(_, key)| key)
}

fn name(record: &FlatRecord) -> String {
    format!("{} {}", record.first_name.to_lowercase(), record.last_name.to_lowercase())
}

//! Reads a whole mapping file.

use crate::MappingError;
use crate::mapping::book::{Book, Item, Section, Variables};
use crate::mapping::read_connection::{read_connection, rules_of};
use crate::mapping::read_field::{CodeLists, Habits, read_codes};
use crate::mapping::read_table::read_table;
use crate::mapping::{Mapping, Table};
use jiff::tz::TimeZone;
use records::{Keeping, SourceId, SourceProfile};
use std::path::Path;
use std::sync::Arc;
use toml::de::DeTable;

/// Largest mapping file that is read.
const LARGEST: u64 = 1 << 20;

/// Reads a mapping file.
///
/// # Errors
/// Every fault that was found in it.
pub(crate) fn read(file: &Path, variables: Variables) -> Result<Mapping, MappingError> {
    let name = file.display().to_string();
    parse(&name, file.parent().unwrap_or(Path::new("")), &text_of(file)?, variables)
}

/// Reads what a mapping file says of its system, and passes over how the system is reached: `live` is not known then.
///
/// # Errors
/// Every fault that was found in what was read.
pub(crate) fn read_only_profile(file: &Path, variables: Variables) -> Result<SourceProfile, MappingError> {
    parse_by(&file.display().to_string(), &text_of(file)?, variables, |_, root| {
        let rules = root.section("connection").as_ref().map(rules_of)?;
        let (habits, lists) = (Habits::usual().with(root), read_lists(root));
        let sections = root.sections("table");
        let tables: Vec<Table> =
            sections.iter().map(|section| read_table(section, &rules, &habits, &lists)).collect();
        Some(read_profile(root, &tables, None, None))
    })
}

fn text_of(file: &Path) -> Result<String, MappingError> {
    let name = file.display().to_string();
    let broken = |sentence: String| MappingError::of_file(name.clone(), sentence);
    let size = std::fs::metadata(file).map_err(|cause| broken(format!("cannot be read: {cause}")))?.len();
    if size > LARGEST {
        return Err(broken("is larger than 1 MB, which no mapping needs; check the path".to_owned()));
    }
    let bytes = std::fs::read(file).map_err(|cause| broken(format!("cannot be read: {cause}")))?;
    String::from_utf8(bytes).map_err(|cause| {
        broken(format!("is not UTF-8 at byte {}; save it as UTF-8", cause.utf8_error().valid_up_to()))
    })
}

/// Reads the text of a mapping; `folder` is where relative paths begin.
pub(crate) fn parse(
    name: &str,
    folder: &Path,
    text: &str,
    variables: Variables,
) -> Result<Mapping, MappingError> {
    parse_by(name, text, variables, |book, root| read_mapping(name, folder, book, root))
}

fn parse_by<T>(
    name: &str,
    text: &str,
    variables: Variables,
    read: impl for<'a> FnOnce(&'a Book<'a>, &Section<'a>) -> Option<T>,
) -> Result<T, MappingError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let book = Book::new(name.to_owned(), text, variables);
    let parsed = match DeTable::parse(text) {
        Ok(parsed) => parsed,
        Err(fault) => {
            let at = fault.span().map_or(0, |span| span.start);
            book.fault(at, format!("is not TOML: {}", fault.message().replace('\n', "; ")));
            return Err(MappingError { findings: book.into_findings() });
        }
    };
    let what = read(&book, &book.root(&parsed));
    match what {
        Some(what) if book.is_clean() => Ok(what),
        _ => Err(MappingError { findings: book.into_findings() }),
    }
}

fn read_mapping<'a>(name: &str, folder: &Path, book: &'a Book<'a>, root: &Section<'a>) -> Option<Mapping> {
    let habits = Habits::usual().with(root);
    let lists = read_lists(root);
    let zone = read_zone(root);
    let live_wanted = root.get("live");
    let document_folder = root.text("documents_folder").map(|path| folder.join(path));
    let connection = root.section("connection");
    if connection.is_none() {
        root.fault(
            "`[connection]` is missing; add it and say how the system is reached, such as `kind = \"drop\"`",
        );
    }
    let rules = connection.as_ref().map(rules_of);
    let sections = root.sections("table");
    let read = |section: &Section| rules.as_ref().map(|rules| read_table(section, rules, &habits, &lists));
    let tables: Vec<Table> = sections.iter().filter_map(read).collect();
    if sections.is_empty() {
        root.fault("there is no `[[table]]`; add one for each file, table or list that is taken");
    }
    for (at, table) in
        tables.iter().enumerate().filter(|(at, t)| tables[..*at].iter().any(|o| o.name == t.name))
    {
        sections[at].fault(format!("there are two tables with the name `{}`; give each its own", table.name));
    }
    let connection = connection.and_then(|section| read_connection(&section, folder, &tables));
    let profile = read_profile(root, &tables, live_wanted, connection.as_ref());
    root.finish();
    let connection = connection.filter(|_| book.is_clean())?;
    Some(Mapping { name: name.to_owned(), profile, zone, connection, tables, document_folder })
}

fn read_profile(
    root: &Section,
    tables: &[Table],
    live_wanted: Option<Item>,
    connection: Option<&crate::mapping::Connection>,
) -> SourceProfile {
    let id = root.needed("source");
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !id.is_empty() && !id.chars().all(plain) {
        root.get("source")
            .iter()
            .for_each(|i| i.fault("`source` takes lower-case letters, digits and `_`, such as `benefits`"));
    }
    let agency = root.needed("agency");
    let short = root.text("short").unwrap_or_else(|| agency.clone());
    let can = connection.is_some_and(crate::mapping::Connection::can_answer);
    let live = live_wanted.as_ref().and_then(Item::flag).unwrap_or(can);
    if let (Some(item), true, false, Some(_)) = (&live_wanted, live, can, connection) {
        item.fault("this connection cannot be asked about one person; leave `live` out, or give `person` in `[connection]`");
    }
    let every_seconds = root.seconds("every").unwrap_or(300);
    let stale_after_seconds = root.seconds("stale_after").unwrap_or(2 * 86_400);
    let sections = Mapping::sections(tables);
    let keeping = read_keeping(root);
    let links_need_two = root.flag("links_need_two").unwrap_or(false);
    SourceProfile {
        id: SourceId(id),
        agency,
        short,
        live,
        keeping,
        every_seconds,
        stale_after_seconds,
        sections,
        links_need_two,
    }
}

fn read_keeping(root: &Section) -> Keeping {
    let Some(item) = root.get("keeping") else {
        root.fault("`keeping` is missing; say \"kept\", `{ days = 30 }` or \"this_view_only\", as the agreement with the agency says");
        return Keeping::ThisViewOnly;
    };
    if item.is_table() {
        let days = item.section().and_then(|section| {
            let days =
                section.number("days").and_then(|days| u32::try_from(days).ok()).filter(|days| *days > 0);
            section.finish();
            days
        });
        if days.is_none() {
            item.fault("`keeping` needs a number of days, such as `{ days = 30 }`");
        }
        return days.map_or(Keeping::ThisViewOnly, Keeping::Days);
    }
    match item.text().as_deref() {
        Some("kept") => Keeping::Kept,
        Some("this_view_only") => Keeping::ThisViewOnly,
        _ => {
            item.fault("`keeping` must be \"kept\", `{ days = 30 }` or \"this_view_only\"");
            Keeping::ThisViewOnly
        }
    }
}

fn read_lists(root: &Section) -> CodeLists {
    let Some(codes) = root.section("codes") else { return CodeLists::new() };
    let list = |(name, item): (String, Item)| {
        let section = item.section()?;
        let codes = Arc::new(read_codes(&name, &section));
        Some((name, codes))
    };
    codes.all().into_iter().filter_map(list).collect()
}

fn read_zone(root: &Section) -> TimeZone {
    let Some(item) = root.get("time_zone") else { return TimeZone::UTC };
    let zone = item.text().and_then(|name| TimeZone::get(&name).ok());
    zone.unwrap_or_else(|| {
        item.fault("`time_zone` must be a name such as \"America/New_York\"");
        TimeZone::UTC
    })
}

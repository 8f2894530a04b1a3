//! Reads one table of a mapping: its key, its rows, its entries.

use crate::mapping::book::{Item, Section};
use crate::mapping::read_field::{CodeLists, Columns, Habits, read_field};
use crate::mapping::{EntryMap, PersonMap, Table, nearest};
use records::{Field, SectionKind};

/// What the kind of connection means for its tables.
pub(crate) struct TableRules {
    /// The keys that say where the rows are, of which exactly one is given; such as `file`.
    pub(crate) from: &'static [&'static str],
    /// Column names are paths into JSON, and `each` is allowed.
    pub(crate) json: bool,
    /// Every table needs `updated`.
    pub(crate) updated: bool,
}

/// Reads `[[table]]`.
pub(crate) fn read_table(section: &Section, rules: &TableRules, habits: &Habits, lists: &CodeLists) -> Table {
    let name = section.needed("name");
    let from = read_from(section, rules);
    let mut columns = Columns { all: Vec::new(), json: rules.json };
    let habits = habits.with(section);
    let key = section.get("key").and_then(|item| columns.input(&item));
    let row = section.get("row").and_then(|item| columns.input(&item));
    let many = section.flag("many").unwrap_or(false);
    let header = if rules.updated || rules.json { None } else { section.texts("header") };
    let number_repeats = read_repeats(section);
    let optional = section.flag("optional").unwrap_or(false);
    let as_of = section.get("as_of").and_then(|item| columns.column(&item));
    let updated =
        if rules.updated { section.get("updated").and_then(|item| columns.column(&item)) } else { None };
    if rules.updated && updated.is_none() {
        section.fault(format!("the table `{name}` needs `updated`: the column that grows with every change"));
    }
    let withdrawn = section.get("withdrawn").and_then(|item| columns.when(&item));
    let when = section.get("when").and_then(|item| columns.when(&item));
    let mut reader = EntryReader { columns, habits: &habits, lists, row };
    let mut persons = Vec::new();
    let entries = section.sections("entry");
    if let Some(key) = key {
        let entries = entries.iter().map(|entry| reader.entry(entry)).collect();
        persons.push(PersonMap { key, when, entries });
    }
    persons.extend(section.sections("person").iter().filter_map(|person| reader.person(person)));
    if persons.is_empty() {
        section.fault(format!(
            "the table `{name}` needs a `key`: the column with the agency's own key for the person"
        ));
    }
    section.finish();
    let dates = habits.dates.clone();
    Table {
        name,
        from,
        columns: reader.columns.all,
        persons,
        many,
        number_repeats,
        optional,
        header,
        as_of,
        updated,
        withdrawn,
        dates,
    }
}

struct EntryReader<'h> {
    columns: Columns,
    habits: &'h Habits,
    lists: &'h CodeLists,
    row: Option<crate::mapping::Input>,
}

impl EntryReader<'_> {
    fn person(&mut self, section: &Section) -> Option<PersonMap> {
        let key = section.get("key").and_then(|item| self.columns.input(&item));
        let when = section.get("when").and_then(|item| self.columns.when(&item));
        let entries = section.sections("entry").iter().map(|entry| self.entry(entry)).collect();
        section.finish();
        if key.is_none() {
            section.fault("a `person` needs a `key`: the column with the agency's own key for the person");
        }
        Some(PersonMap { key: key?, when, entries })
    }

    fn entry(&mut self, section: &Section) -> EntryMap {
        let each = section.get("each").and_then(|item| self.each(&item));
        let when = section.get("when").and_then(|item| self.columns.when(&item));
        let own_row = section.get("row").and_then(|item| self.columns.input(&item));
        let as_of = section.get("as_of").and_then(|item| self.columns.column(&item));
        let mut sections = Vec::new();
        for kind in SectionKind::ALL {
            if let Some(fields) = section.section(kind.name()) {
                sections.push((*kind, self.fields(*kind, &fields)));
            }
        }
        if sections.is_empty() {
            section.fault(
                "an `entry` needs at least one field, such as `demographics.given_name = \"FIRST_NAME\"`",
            );
        }
        section.finish();
        let row = if each.is_some() { own_row } else { own_row.or_else(|| self.row.clone()) };
        EntryMap { each, when, row, as_of, sections }
    }

    fn each(&mut self, item: &Item) -> Option<crate::mapping::Column> {
        if !self.columns.json {
            item.fault("`each` is for lists inside JSON; this connection has rows without lists");
            return None;
        }
        self.columns.column(item)
    }

    fn fields(&mut self, kind: SectionKind, section: &Section) -> Vec<crate::mapping::FieldMap> {
        let mut fields = Vec::new();
        for (name, item) in section.all() {
            match Field::named(kind, &name) {
                Some(field) => {
                    fields.extend(read_field(field, &item, &mut self.columns, self.habits, self.lists))
                }
                None => {
                    let hint = nearest::hint(&name, kind.fields().map(|field| field.spec().name));
                    item.fault(format!("`{}.{name}` is not a field of the catalogue{hint}", kind.name()));
                }
            }
        }
        fields.sort_by_key(|map| map.field);
        fields
    }
}

fn read_repeats(section: &Section) -> bool {
    let Some(item) = section.get("repeats") else { return false };
    match item.text().as_deref() {
        Some("number") => true,
        Some("refuse") => false,
        _ => {
            item.fault("`repeats` must be \"refuse\" (a row key stands once for a person) or \"number\"");
            false
        }
    }
}

fn read_from(section: &Section, rules: &TableRules) -> String {
    let given: Vec<String> = rules.from.iter().filter_map(|key| section.text(key)).collect();
    match given.as_slice() {
        [one] => one.clone(),
        _ => {
            let keys = rules.from.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
            section.fault(format!("give exactly one of {keys} for each table"));
            String::new()
        }
    }
}

//! Reads one field of a mapping: where its value comes from and how it is written.

use crate::mapping::book::{Item, Section};
use crate::mapping::dates::{DateForm, Dates, Read};
use crate::mapping::reading::{Codes, Flags, Money, Reading, Unknown};
use crate::mapping::split::Split;
use crate::mapping::{Clean, Column, FieldMap, Input, When, nearest};
use records::{Field, PartialDate, ValueKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What holds for all fields of a file or a table unless a field says otherwise.
#[derive(Clone)]
pub(crate) struct Habits {
    pub(crate) dates: Arc<Dates>,
    money: Money,
    missing: Vec<String>,
    leave_out_wrong: bool,
}

/// Gathers the columns of one table.
pub(crate) struct Columns {
    pub(crate) all: Vec<Column>,
    /// Names are paths into JSON.
    pub(crate) json: bool,
}

pub(crate) type CodeLists = BTreeMap<String, Arc<Codes>>;

impl Habits {
    /// What holds when nothing is said: the ISO form of dates, dollars and cents, no words for "missing".
    pub(crate) fn usual() -> Habits {
        let dates = Dates { forms: DateForm::read("YYYY-MM-DD").into_iter().collect(), ..Dates::default() };
        let money = Money { decimal: '.', cents: false };
        Habits { dates: Arc::new(dates), money, missing: Vec::new(), leave_out_wrong: false }
    }

    /// The same with what `section` says in `dates`, `money`, `missing` and `wrong`.
    pub(crate) fn with(&self, section: &Section) -> Habits {
        let mut habits = self.clone();
        if let Some(said) = section.section("dates") {
            habits.dates = read_dates(&said, &self.dates);
            said.finish();
        }
        if let Some(said) = section.section("money") {
            habits.money = read_money(&said, &self.money);
            said.finish();
        }
        if let Some(missing) = section.texts("missing") {
            habits.missing = missing;
        }
        if let Some(item) = section.get("wrong") {
            habits.leave_out_wrong = match item.text().as_deref() {
                Some("leave_out") => true,
                Some("reject") => false,
                _ => {
                    item.fault("`wrong` must be \"reject\" (refuse the row) or \"leave_out\" (take the row without the value)");
                    false
                }
            };
        }
        habits
    }
}

impl Columns {
    /// The column with this name, added when it is new.
    pub(crate) fn column(&mut self, item: &Item) -> Option<Column> {
        let name = item.text()?;
        if let Some(have) = self.all.iter().find(|column| column.name == name) {
            return Some(have.clone());
        }
        let up = name.split("../").count() - 1;
        let bare = name.trim_start_matches("../").trim_start_matches('/');
        let path: Vec<String> = if self.json && !bare.is_empty() {
            bare.split('/').map(|member| member.replace("~1", "/").replace("~0", "~")).collect()
        } else {
            Vec::new()
        };
        if name.is_empty() {
            item.fault("a column needs a name");
        }
        let column =
            Column { slot: self.all.len(), at: item.place(), up: if self.json { up } else { 0 }, path, name };
        self.all.push(column.clone());
        Some(column)
    }

    /// A column, several columns joined, or a constant.
    pub(crate) fn input(&mut self, item: &Item) -> Option<Input> {
        if !item.is_table() {
            return self.column(item).map(Input::Column);
        }
        let section = item.section()?;
        let input = self.input_of(&section);
        section.finish();
        input
    }

    /// A condition such as `{ column = "TYPE", is = ["H"] }`.
    pub(crate) fn when(&mut self, item: &Item) -> Option<When> {
        let section = item.section()?;
        let Some(column) = section.get("column") else {
            section.fault(format!("`{}` needs a `column`", item.key));
            return None;
        };
        let column = self.column(&column)?;
        let is = section.texts("is").unwrap_or_default();
        let is_not = section.texts("is_not").unwrap_or_default();
        section.finish();
        Some(When { column, is, is_not })
    }

    fn input_of(&mut self, section: &Section) -> Option<Input> {
        let (column, join, value) = (section.get("column"), section.get("join"), section.text("value"));
        let with = section.text("with");
        match (column, join, value) {
            (Some(column), None, None) => self.column(&column).map(Input::Column),
            (None, Some(join), None) => {
                let columns = join.items().iter().filter_map(|item| self.column(item)).collect();
                Some(Input::Join(columns, with.unwrap_or_else(|| " ".to_owned())))
            }
            (None, None, Some(value)) => Some(Input::Constant(value)),
            _ => {
                section.fault("give exactly one of `column`, `join` and `value`");
                None
            }
        }
    }
}

/// Reads what a mapping says about one field.
pub(crate) fn read_field(
    field: Field,
    item: &Item,
    columns: &mut Columns,
    habits: &Habits,
    lists: &CodeLists,
) -> Option<FieldMap> {
    if !item.is_table() {
        let input = Input::Column(columns.column(item)?);
        let clean = Clean { missing: habits.missing.clone(), ..Clean::default() };
        let reading = plain_reading(field, habits);
        return Some(FieldMap { field, input, clean, reading, leave_out_wrong: habits.leave_out_wrong });
    }
    let section = item.section()?;
    let habits = habits.with(&section);
    let input = columns.input_of(&section);
    let reading = read_reading(field, &section, &habits, lists);
    let clean = read_clean(&section, &habits);
    section.finish();
    Some(FieldMap { field, input: input?, clean, reading, leave_out_wrong: habits.leave_out_wrong })
}

/// A code list: `unknown` and `labels`.
pub(crate) fn read_codes(name: &str, section: &Section) -> Codes {
    let unknown = read_unknown(section);
    let labels = section.section("labels").map(|labels| read_labels(&labels)).unwrap_or_default();
    if labels.is_empty() {
        section.fault(format!("the code list `{name}` has no `labels`; write `labels = {{ M = \"Male\" }}`"));
    }
    section.finish();
    Codes { name: name.to_owned(), labels, unknown: unknown.unwrap_or(Unknown::Reject) }
}

fn plain_reading(field: Field, habits: &Habits) -> Reading {
    match field.spec().value {
        ValueKind::Text => Reading::Text(None),
        ValueKind::Date => Reading::Date(habits.dates.clone()),
        ValueKind::Money => Reading::Money(habits.money.clone()),
        ValueKind::Number => Reading::Number,
        ValueKind::Flag => Reading::Flag(Flags::usual()),
        ValueKind::Ssn => Reading::Ssn,
        ValueKind::Key => Reading::Key,
    }
}

fn read_reading(field: Field, section: &Section, habits: &Habits, lists: &CodeLists) -> Reading {
    let reading = plain_reading(field, habits);
    match reading {
        Reading::Text(_) => Reading::Text(read_field_codes(section, lists)),
        Reading::Date(_) => Reading::Date(read_dates(section, &habits.dates)),
        Reading::Flag(mut flags) => {
            let (yes, no) = (section.texts("yes"), section.texts("no"));
            if let Some(yes) = yes {
                flags.no.retain(|word| !yes.contains(word));
                flags.yes = yes;
            }
            if let Some(no) = no {
                flags.yes.retain(|word| !no.contains(word));
                flags.no = no;
            }
            Reading::Flag(flags)
        }
        other => other,
    }
}

fn read_field_codes(section: &Section, lists: &CodeLists) -> Option<Arc<Codes>> {
    let unknown = read_unknown(section);
    let item = section.get("codes")?;
    let mut codes = if item.is_table() {
        let labels = read_labels(&item.section()?);
        Codes { name: String::new(), labels, unknown: Unknown::Reject }
    } else {
        let name = item.text()?;
        let Some(list) = lists.get(&name) else {
            let hint = nearest::hint(&name, lists.keys().map(String::as_str));
            item.fault(format!("there is no code list `{name}`{hint}"));
            return None;
        };
        Codes::clone(list)
    };
    codes.unknown = unknown.unwrap_or(codes.unknown);
    Some(Arc::new(codes))
}

fn read_labels(section: &Section) -> BTreeMap<String, String> {
    section.all().into_iter().filter_map(|(code, item)| Some((code, item.text()?))).collect()
}

fn read_unknown(section: &Section) -> Option<Unknown> {
    let item = section.get("unknown")?;
    match item.text().as_deref() {
        Some("reject") => Some(Unknown::Reject),
        Some("keep") => Some(Unknown::Keep),
        Some("leave_out") => Some(Unknown::LeaveOut),
        _ => {
            item.fault(
                "`unknown` must be \"reject\", \"keep\" (the code as it is) or \"leave_out\" (no value)",
            );
            None
        }
    }
}

fn read_clean(section: &Section, habits: &Habits) -> Clean {
    let mut clean = Clean { missing: habits.missing.clone(), ..Clean::default() };
    clean.strip_prefix = section.texts("strip_prefix").unwrap_or_default();
    clean.prefix = section.text("prefix").unwrap_or_default();
    clean.default = section.text("default");
    clean.pad = section.number("pad").and_then(|pad| usize::try_from(pad).ok()).unwrap_or(0).min(100);
    let (split, take) = (section.get("split"), section.get("take"));
    if let Some(item) = &split {
        let pattern = item.text().and_then(|pattern| Split::read(&pattern));
        let Some(pattern) = pattern else {
            item.fault(
                "`split` must name parts with something between them, such as \"{last}, {first} {middle}\"",
            );
            return clean;
        };
        let wanted = take.as_ref().and_then(Item::text).unwrap_or_default();
        match pattern.part(&wanted) {
            Some(part) => clean.split = Some((pattern, part)),
            None => {
                let hint = nearest::hint(&wanted, pattern.names());
                take.as_ref().unwrap_or(item).fault(format!("`take` must name a part of `split`{hint}"));
            }
        }
    }
    clean
}

fn read_dates(section: &Section, habits: &Dates) -> Arc<Dates> {
    let mut dates = habits.clone();
    if let Some(item) = section.get("formats") {
        dates.forms = item.items().iter().filter_map(read_form).collect();
    }
    if let Some(item) = section.get("pivot") {
        dates.pivot = item.number().and_then(|n| i16::try_from(n).ok()).filter(|n| (0..=99).contains(n));
        if dates.pivot.is_none() {
            item.fault("`pivot` must be a number from 0 to 99: the largest two-digit year that means 20xx");
        }
    }
    if let Some(item) = section.get("stand_ins") {
        let iso = Dates { forms: DateForm::read("YYYY-MM-DD").into_iter().collect(), ..Dates::default() };
        dates.missing = item.items().iter().filter_map(|item| read_stand_in(item, &iso)).collect();
    }
    if dates.forms.iter().any(DateForm::has_short_year) && dates.pivot.is_none() {
        section.fault("a form with `YY` needs `pivot`: the largest two-digit year that means 20xx, such as `pivot = 30`");
    }
    Arc::new(dates)
}

fn read_form(item: &Item) -> Option<DateForm> {
    let written = item.text()?;
    let form = DateForm::read(&written);
    if form.is_none() {
        item.fault(format!(
            "`{written}` is not a form of dates; build it from YYYY, YY, MM, M, DD, D, Mon and Month, with a year in it"
        ));
    }
    form
}

fn read_stand_in(item: &Item, iso: &Dates) -> Option<PartialDate> {
    match iso.parse(&item.text()?) {
        Read::Date(date) => Some(date),
        Read::Missing | Read::Wrong => {
            item.fault("a date in `stand_ins` must be written as YYYY-MM-DD, in quotes");
            None
        }
    }
}

fn read_money(section: &Section, habits: &Money) -> Money {
    let mut money = habits.clone();
    if let Some(item) = section.get("decimal") {
        match item.text().as_deref() {
            Some(".") => money.decimal = '.',
            Some(",") => money.decimal = ',',
            _ => item.fault("`decimal` must be \".\" or \",\""),
        }
    }
    if let Some(item) = section.get("unit") {
        match item.text().as_deref() {
            Some("dollars") => money.cents = false,
            Some("cents") => money.cents = true,
            _ => item.fault("`unit` must be \"dollars\" or \"cents\""),
        }
    }
    money
}

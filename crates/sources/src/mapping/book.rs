//! A TOML file that is read key by key: every key that nobody asked for is refused, with the nearest key that exists.

use crate::Finding;
use crate::mapping::nearest;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Looks up a variable such as `HOUSING_DB` for `${HOUSING_DB}`; `None` when it is not set.
pub(crate) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The file that is being read, and what was found wrong in it so far.
pub(crate) struct Book<'a> {
    name: String,
    text: &'a str,
    variables: Variables<'a>,
    findings: RefCell<Vec<Finding>>,
}

/// One table of the file.
pub(crate) struct Section<'a> {
    book: &'a Book<'a>,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    title: String,
    known: RefCell<Vec<String>>,
    done: Cell<bool>,
}

/// One value with its place in the file.
#[derive(Clone)]
pub(crate) struct Item<'a> {
    pub(crate) book: &'a Book<'a>,
    value: &'a DeValue<'a>,
    span: Range<usize>,
    /// The key that leads to it, for sentences.
    pub(crate) key: String,
}

impl<'a> Book<'a> {
    pub(crate) fn new(name: String, text: &'a str, variables: Variables<'a>) -> Book<'a> {
        Book { name, text, variables, findings: RefCell::new(Vec::new()) }
    }

    /// Notes a fault at a byte of the file.
    pub(crate) fn fault(&self, at: usize, sentence: impl Into<String>) {
        let (line, column) = self.place(at);
        let file = self.name.clone();
        self.findings.borrow_mut().push(Finding { file, line, column, sentence: sentence.into() });
    }

    /// Line and column, from 1, of a byte of the file.
    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or("");
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        (line, before.rsplit('\n').next().unwrap_or("").chars().count() + 1)
    }

    /// Whether nothing was found wrong so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.findings.borrow().is_empty()
    }

    /// Everything that was found wrong, in the order of the file.
    pub(crate) fn into_findings(self) -> Vec<Finding> {
        let mut findings = self.findings.into_inner();
        findings.sort_by_key(|finding| (finding.line, finding.column));
        findings.dedup();
        findings
    }

    /// The root of the parsed file.
    pub(crate) fn root(&'a self, parsed: &'a Spanned<DeTable<'a>>) -> Section<'a> {
        Section::new(self, parsed.get_ref(), 0..0, String::new())
    }

    fn substituted(&self, at: usize, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                self.fault(at, "`${` has no closing `}`; write a variable as `${NAME}`");
                return out;
            };
            match (self.variables)(name) {
                Some(value) => out.push_str(&value),
                None => self.fault(
                    at,
                    format!("the variable `{name}` is not set; set it where the sources are listed"),
                ),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

impl<'a> Section<'a> {
    fn new(book: &'a Book<'a>, table: &'a DeTable<'a>, span: Range<usize>, title: String) -> Section<'a> {
        Section { book, table, span, title, known: RefCell::new(Vec::new()), done: Cell::new(false) }
    }

    /// The value of a key, and from now on the key is known.
    pub(crate) fn get(&self, key: &str) -> Option<Item<'a>> {
        self.known.borrow_mut().push(key.to_owned());
        let (_, value) = self.table.iter().find(|(have, _)| have.get_ref() == key)?;
        Some(Item { book: self.book, value: value.get_ref(), span: value.span(), key: key.to_owned() })
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.get(key)?.text()
    }

    /// A text that must be there; a fault and an empty text when it is not.
    pub(crate) fn needed(&self, key: &str) -> String {
        match self.get(key) {
            Some(item) => item.text().unwrap_or_default(),
            None => {
                self.fault(format!("`{key}` is missing{}; add it", self.within()));
                String::new()
            }
        }
    }

    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.get(key)?.flag()
    }

    pub(crate) fn texts(&self, key: &str) -> Option<Vec<String>> {
        Some(self.get(key)?.texts())
    }

    pub(crate) fn number(&self, key: &str) -> Option<i64> {
        self.get(key)?.number()
    }

    /// A length of time such as `30 s`, `5 min`, `2 h`, `1 day`, in seconds.
    pub(crate) fn seconds(&self, key: &str) -> Option<u64> {
        let item = self.get(key)?;
        let words = "write a number and `s`, `min`, `h` or `days`, such as `5 min`";
        item.measured(&[("s", 1), ("min", 60), ("h", 3600), ("day", 86_400), ("days", 86_400)], words)
    }

    /// An amount of data such as `64 KB` or `8 MB`, in bytes.
    pub(crate) fn bytes(&self, key: &str) -> Option<u64> {
        self.get(key)?
            .measured(&[("KB", 1 << 10), ("MB", 1 << 20)], "write a number and `KB` or `MB`, such as `8 MB`")
    }

    pub(crate) fn section(&self, key: &str) -> Option<Section<'a>> {
        self.get(key)?.section()
    }

    /// The tables of an array of tables, `[[key]]`.
    pub(crate) fn sections(&self, key: &str) -> Vec<Section<'a>> {
        self.get(key).map(|item| item.items().iter().filter_map(Item::section).collect()).unwrap_or_default()
    }

    /// Every key with its value, for tables whose keys are the agency's own words.
    pub(crate) fn all(&self) -> Vec<(String, Item<'a>)> {
        self.done.set(true);
        let item = |key: &str, value: &'a Spanned<DeValue<'a>>| Item {
            book: self.book,
            value: value.get_ref(),
            span: value.span(),
            key: key.to_owned(),
        };
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), item(key.get_ref(), value)))
            .collect()
    }

    /// Notes a fault about the section itself.
    pub(crate) fn fault(&self, sentence: impl Into<String>) {
        self.book.fault(self.span.start, sentence);
    }

    /// Whether nothing was found wrong in the whole file so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.book.is_clean()
    }

    /// Refuses every key that nobody asked for.
    pub(crate) fn finish(&self) {
        if self.done.replace(true) {
            return;
        }
        let known = self.known.borrow();
        for (key, _) in self.table.iter().filter(|(key, _)| !known.iter().any(|k| k == key.get_ref())) {
            let hint = nearest::hint(key.get_ref(), known.iter().map(String::as_str));
            let sentence = format!("`{}` is not a key{}{hint}", key.get_ref(), self.within());
            self.book.fault(key.span().start, sentence);
        }
    }

    fn within(&self) -> String {
        if self.title.is_empty() { String::new() } else { format!(" of `{}`", self.title) }
    }
}

impl<'a> Item<'a> {
    pub(crate) fn text(&self) -> Option<String> {
        match self.value {
            DeValue::String(text) => Some(self.book.substituted(self.span.start, text)),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            _ => self.wrong("a text in quotes"),
        }
    }

    pub(crate) fn flag(&self) -> Option<bool> {
        if let DeValue::Boolean(flag) = self.value { Some(*flag) } else { self.wrong("true or false") }
    }

    pub(crate) fn number(&self) -> Option<i64> {
        let read = self.value.as_integer().and_then(|n| n.as_str().replace('_', "").parse().ok());
        read.or_else(|| self.wrong("a whole number"))
    }

    /// The texts of a list; a single text is a list of one.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.items().iter().filter_map(Item::text).collect()
    }

    /// The items of a list; anything else is a list of one.
    pub(crate) fn items(&self) -> Vec<Item<'a>> {
        let DeValue::Array(list) = self.value else { return vec![self.clone()] };
        let item = |value: &'a Spanned<DeValue<'a>>| Item {
            book: self.book,
            value: value.get_ref(),
            span: value.span(),
            key: self.key.clone(),
        };
        list.iter().map(item).collect()
    }

    /// Line and column in the file, from 1.
    pub(crate) fn place(&self) -> (usize, usize) {
        self.book.place(self.span.start)
    }

    pub(crate) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    pub(crate) fn section(&self) -> Option<Section<'a>> {
        match self.value {
            DeValue::Table(table) => {
                Some(Section::new(self.book, table, self.span.clone(), self.key.clone()))
            }
            _ => self.wrong("a table, such as `{ column = \"NAME\" }`"),
        }
    }

    /// Notes a fault about the value.
    pub(crate) fn fault(&self, sentence: impl Into<String>) {
        self.book.fault(self.span.start, sentence);
    }

    fn measured(&self, units: &[(&str, u64)], words: &str) -> Option<u64> {
        let text = self.text()?;
        let digits = text.trim().find(|c: char| !c.is_ascii_digit()).unwrap_or(text.trim().len());
        let (number, unit) = text.trim().split_at(digits);
        let factor = units.iter().find(|(name, _)| *name == unit.trim()).map(|(_, factor)| *factor);
        let read = number.parse::<u64>().ok().zip(factor).and_then(|(n, factor)| n.checked_mul(factor));
        if read.is_none() {
            self.fault(format!("`{}` cannot be read; {words}", self.key));
        }
        read
    }

    fn wrong<T>(&self, wanted: &str) -> Option<T> {
        self.fault(format!("`{}` must be {wanted}", self.key));
        None
    }
}

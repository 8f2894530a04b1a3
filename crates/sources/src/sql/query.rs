//! The queries, in both dialects.

use crate::mapping::Table;
use crate::sql::settings::quoted;
use crate::sql::store::{Cell, Dialect, Param};

/// What the database says about one table of the mapping.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    key: String,
    key_type: String,
    updated: String,
    updated_type: String,
}

impl Shape {
    /// The shape of a table whose columns are these; `None` when the key or the column of changes is not among them.
    pub(crate) fn of(table: &Table, columns: &[(String, String)]) -> Option<Shape> {
        let kind = |name: &str| columns.iter().find(|(have, _)| have == name).map(|(_, kind)| kind.clone());
        let (key, updated) = (table.key_column()?.to_owned(), table.updated.as_ref()?.name.clone());
        Some(Shape { key_type: kind(&key)?, updated_type: kind(&updated)?, key, updated })
    }

    /// Whether the words can be a key of this table.
    pub(crate) fn can_be_key(&self, words: &str) -> bool {
        let whole = matches!(self.key_type.as_str(), "int2" | "int4" | "int8");
        (!whole || words.parse::<i64>().is_ok()) && !words.contains('\0')
    }
}

/// Gives no row, but every column.
pub(crate) fn no_rows(table: &Table) -> String {
    format!("select * from {} as t where 1 = 0", table.as_sql())
}

/// The newest change.
pub(crate) fn newest(table: &Table, shape: &Shape, dialect: Dialect) -> String {
    let (base, u, k) = (table.as_sql(), quoted(&shape.updated), quoted(&shape.key));
    let inner = format!(
        "select t.{u} as u, t.{k} as k from {base} as t where t.{u} is not null and t.{k} is not null order by 1 desc, 2 desc limit 1"
    );
    match dialect {
        Dialect::Sqlite => inner,
        Dialect::Postgres => format!("select s.u::text, s.k::text from ({inner}) as s"),
    }
}

/// The changes after a place, as pairs of change and key. The pair is unique, so that equal times part no page wrongly.
pub(crate) fn changed(table: &Table, shape: &Shape, dialect: Dialect, after: bool, limit: usize) -> String {
    let (base, u, k) = (table.as_sql(), quoted(&shape.updated), quoted(&shape.key));
    let beyond = match (after, dialect) {
        (false, _) => String::new(),
        (true, Dialect::Sqlite) => format!(" and (t.{u}, t.{k}) > (?1, ?2)"),
        (true, Dialect::Postgres) => {
            let (ut, kt) = (quoted(&shape.updated_type), quoted(&shape.key_type));
            format!(" and (t.{u}, t.{k}) > ($1::text::{ut}, $2::text::{kt})")
        }
    };
    let inner = format!(
        "select distinct t.{u} as u, t.{k} as k from {base} as t where t.{u} is not null and t.{k} is not null{beyond} \
         order by 1, 2 limit {limit}"
    );
    match dialect {
        Dialect::Sqlite => inner,
        Dialect::Postgres => format!("select s.u::text, s.k::text from ({inner}) as s order by s.u, s.k"),
    }
}

/// All rows of some keys, and what to ask with.
pub(crate) fn rows_of(table: &Table, shape: &Shape, dialect: Dialect, keys: &[Cell]) -> (String, Vec<Param>) {
    let (base, k) = (table.as_sql(), quoted(&shape.key));
    let cast = if dialect == Dialect::Postgres { "::text" } else { "" };
    let columns: Vec<String> =
        table.columns.iter().map(|column| format!("t.{}{cast}", quoted(&column.name))).collect();
    let columns = columns.join(", ");
    match dialect {
        Dialect::Sqlite => {
            let params: Vec<Param> = keys.iter().filter_map(Cell::param).collect();
            let holes = vec!["?"; params.len()].join(", ");
            (format!("select {columns} from {base} as t where t.{k} in ({holes}) order by t.{k}"), params)
        }
        Dialect::Postgres => {
            let list = keys.iter().filter_map(Cell::words).filter(|key| shape.can_be_key(key)).collect();
            let kt = quoted(&shape.key_type);
            let sql = format!(
                "select {columns} from {base} as t where t.{k} = any(($1::text[])::{kt}[]) order by t.{k}"
            );
            (sql, vec![Param::List(list)])
        }
    }
}

/// The ways in which a database may hold a key that we know as words.
pub(crate) fn as_cells(key: &str, dialect: Dialect) -> Vec<Cell> {
    let mut cells = vec![Cell::Text(key.to_owned())];
    if let (Dialect::Sqlite, Ok(number)) = (dialect, key.parse::<i64>())
        && number.to_string() == key
    {
        cells.push(Cell::Integer(number));
    }
    cells
}

/// Counts the rows that have no key or no time of change, as text.
pub(crate) fn never_seen(table: &Table, key: &str, updated: &str) -> String {
    let (base, k, u) = (table.as_sql(), quoted(key), quoted(updated));
    format!("select cast(count(*) as text) from {base} as t where t.{k} is null or t.{u} is null")
}

/// One value of a query of the mapping.
pub(crate) fn one_value(query: &str, column: &str, dialect: Dialect) -> String {
    let bare = query.trim().trim_end_matches(';');
    let cast = if dialect == Dialect::Postgres { "::text" } else { "" };
    format!("select (s.{}){cast} from ({bare}) as s limit 1", quoted(column))
}

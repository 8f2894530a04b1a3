//! The SQLite file of the housing agency.

use crate::agency::housing::{TABLES, TableRow};
use crate::error::CityError;
use rusqlite::{Connection, params_from_iter};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The agency's own connection to its file.
pub(crate) struct Store {
    connection: Connection,
    path: PathBuf,
}

const VIEWS: &str = "
CREATE VIEW IF NOT EXISTS v_tenancies AS
SELECT r.tenant_no, l.lease_no, l.household_no, r.relation_cd, a.development, a.building_no, a.street, a.apt, a.city,
       a.state, a.zip, a.rooms, max(l.start_dt, r.in_dt) AS start_dt,
       CASE WHEN r.out_dt IS NULL THEN l.end_dt WHEN l.end_dt IS NULL THEN r.out_dt
            ELSE min(l.end_dt, r.out_dt) END AS end_dt,
       l.monthly_rent, l.manager, l.manager_phone, max(l.updated_at, r.updated_at) AS updated_at
FROM household_roster r JOIN leases l ON l.household_no = r.household_no JOIN apartments a ON a.apt_id = l.apt_id;
CREATE VIEW IF NOT EXISTS v_tenant_addresses AS
SELECT tenant_no, building_no, street, apt, city, state, zip, start_dt AS from_dt, end_dt AS to_dt, updated_at
FROM v_tenancies;
CREATE INDEX IF NOT EXISTS roster_of_household ON household_roster (household_no);
CREATE INDEX IF NOT EXISTS roster_of_tenant ON household_roster (tenant_no);
CREATE INDEX IF NOT EXISTS lease_of_household ON leases (household_no);
CREATE INDEX IF NOT EXISTS certification_of_tenant ON income_certifications (tenant_no);
CREATE INDEX IF NOT EXISTS tenants_changed ON tenants (updated_at);
CREATE TABLE IF NOT EXISTS delivery (delivered_tick INTEGER NOT NULL, as_of TEXT NOT NULL);";

impl Store {
    /// Opens or creates the file with its tables.
    pub fn open(path: &Path) -> Result<Self, CityError> {
        let broken = |cause| CityError::Store { path: path.to_owned(), cause };
        let connection = Connection::open(path).map_err(broken)?;
        connection.busy_timeout(Duration::from_secs(20)).map_err(broken)?;
        connection.pragma_update(None, "journal_mode", "DELETE").map_err(broken)?;
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(broken)?;
        for table in &TABLES {
            let columns: Vec<String> = table
                .columns
                .iter()
                .enumerate()
                .map(
                    |(at, column)| {
                        if at == 0 { format!("{column} INTEGER PRIMARY KEY") } else { (*column).to_owned() }
                    },
                )
                .collect();
            let sql = format!("CREATE TABLE IF NOT EXISTS {} ({})", table.name, columns.join(", "));
            connection.execute(&sql, []).map_err(broken)?;
        }
        connection.execute_batch(VIEWS).map_err(broken)?;
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Writes a batch of rows in one transaction; with a tick when the delivery is complete with them.
    pub fn write(&mut self, rows: &[TableRow], as_of: &str, tick: Option<u64>) -> Result<(), CityError> {
        let path = self.path.clone();
        self.try_write(rows, as_of, tick).map_err(|cause| CityError::Store { path, cause })
    }

    fn try_write(&mut self, rows: &[TableRow], as_of: &str, tick: Option<u64>) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        for (at, table) in TABLES.iter().enumerate() {
            let marks = vec!["?"; table.columns.len()].join(", ");
            let sql = format!("INSERT OR REPLACE INTO {} VALUES ({marks})", table.name);
            let mut insert = transaction.prepare_cached(&sql)?;
            for row in rows.iter().filter(|row| row.table == at) {
                let mut cells = row.cells.clone();
                if table.dated {
                    cells.push(as_of.to_owned().into());
                }
                insert.execute(params_from_iter(cells))?;
            }
        }
        if let Some(tick) = tick {
            transaction.execute("DELETE FROM delivery", [])?;
            transaction.execute("INSERT INTO delivery VALUES (?1, ?2)", (tick as i64, as_of))?;
        }
        transaction.commit()
    }

    /// The tick up to which everything is in the file; nothing before the first delivery is whole.
    pub fn delivered(&self) -> Option<u64> {
        let tick: rusqlite::Result<i64> =
            self.connection.query_row("SELECT delivered_tick FROM delivery", [], |row| row.get(0));
        tick.ok().map(|tick| tick as u64)
    }

    /// Locks everybody else out until the lock is given back.
    pub fn lock(&self) -> Result<(), CityError> {
        self.run("BEGIN EXCLUSIVE")
    }

    /// Gives the lock back; nothing happens when there is none.
    pub fn unlock(&self) -> Result<(), CityError> {
        if self.connection.is_autocommit() { Ok(()) } else { self.run("ROLLBACK") }
    }

    /// Writes a tenant who cannot be: an impossible date and letters where a number belongs.
    pub fn write_garbage(&self, at: &str, tick: u64) -> Result<(), CityError> {
        let sql = "INSERT OR REPLACE INTO tenants (tenant_no, last_name, first_name, birth_date, sex, ssn, updated_at)
                   VALUES (?1, x'FFFE00', '', '20261399', 'Q', '12-X', ?2)";
        let done = self.connection.execute(sql, (999_999_999 + tick as i64, at));
        done.map(|_| ()).map_err(|cause| CityError::Store { path: self.path.clone(), cause })
    }

    fn run(&self, sql: &str) -> Result<(), CityError> {
        self.connection
            .execute_batch(sql)
            .map_err(|cause| CityError::Store { path: self.path.clone(), cause })
    }
}

/// The rows of `after` that are new or differ from `before`.
pub(crate) fn changed(before: &[TableRow], after: Vec<TableRow>) -> Vec<TableRow> {
    let texts: HashSet<String> = before.iter().map(|row| format!("{row:?}")).collect();
    after.into_iter().filter(|row| !texts.contains(&format!("{row:?}"))).collect()
}

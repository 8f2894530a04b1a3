//! One story on SQLite always, and on PostgreSQL when `THROUGHLINE_TEST_POSTGRES` holds an address.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]
use database::{Arg, Database, DatabaseError, Place};

fn on_each(story: impl Fn(&Database)) {
    let folder = tempfile::tempdir().unwrap();
    story(&Database::open(&Place::File(folder.path().join("throughline.db"))).unwrap());
    if let Ok(address) = std::env::var("THROUGHLINE_TEST_POSTGRES") {
        let place = Place::Server { address, authority: None };
        story(&Database::open(&place).unwrap());
    }
}

fn add(database: &Database, household: &[u8], record: i64) -> Result<u64, DatabaseError> {
    database.write(|t| {
        t.run(
            "INSERT INTO household_member (record_id, household) VALUES ($2, $1)",
            &[household.into(), record.into()],
        )
    })
}

#[test]
fn numbered_places_mean_the_same_on_both_databases() {
    on_each(|database| {
        let household = b"numbered".as_slice();
        database
            .write(|t| t.run("DELETE FROM household_member WHERE household = $1", &[household.into()]))
            .unwrap();
        assert_eq!(add(database, household, 7).unwrap(), 1);
        assert!(matches!(add(database, household, 7), Err(DatabaseError::Duplicate)));
        let rows = database
            .read(|t| {
                t.rows(
                    "SELECT record_id, household FROM household_member WHERE household = $1",
                    &[Arg::from(household)],
                )
            })
            .unwrap();
        assert_eq!((rows.len(), rows[0].int(0).unwrap(), rows[0].bytes(1).unwrap()), (1, 7, household));
        assert!(rows[0].text(0).is_err());
    });
}

#[test]
fn a_failed_piece_of_work_leaves_no_trace() {
    on_each(|database| {
        let household = b"no trace".as_slice();
        let failed: Result<(), DatabaseError> = database.write(|t| {
            t.run(
                "INSERT INTO household_member (record_id, household) VALUES ($1, $2)",
                &[1.into(), household.into()],
            )?;
            Err(DatabaseError::Corrupt("on purpose"))
        });
        assert!(failed.is_err());
        let found = database
            .read(|t| t.rows("SELECT 1 FROM household_member WHERE household = $1", &[household.into()]))
            .unwrap();
        assert!(found.is_empty());
    });
}

#[test]
fn ids_are_handed_out_and_null_is_null() {
    on_each(|database| {
        let ids: Vec<i64> = (0..2)
            .map(|_| {
                database
                    .write(|t| {
                        t.row(
                            "INSERT INTO person (created_at, leads_to) VALUES ($1, $2) RETURNING id",
                            &[5.into(), Arg::Null],
                        )
                    })
                    .unwrap()
                    .unwrap()
                    .int(0)
                    .unwrap()
            })
            .collect();
        assert!(ids[1] > ids[0]);
    });
}

#[test]
fn a_database_of_a_newer_version_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::File(folder.path().join("throughline.db"));
    Database::open(&place)
        .unwrap()
        .write(|t| t.run("INSERT INTO migration (name, digest) VALUES ('9999_later', 'x')", &[]))
        .unwrap();
    let refused = Database::open(&place).err().unwrap().to_string();
    assert!(refused.contains("newer version"), "{refused}");
}

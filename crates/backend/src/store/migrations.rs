//! The tables, as one append-only list of scripts that both engines run.
//!
//! A script's place in the list is its version: never edit, remove or reorder one that has left the building.
//! `{int}` and `{bytes}` stand where the engines' type names differ; statements are separated by `;`; every
//! table's primary key starts with the city's code, so that the tables distribute by city on a PostgreSQL
//! that shards. On SQLite every table is made `STRICT`.

/// The scripts, oldest first. Each noun appends its own.
pub const MIGRATIONS: &[&str] = &[
    // Streams, their records, and the commands that were done. `json` is the record as it travels but for `seq`
    // and `rev`, so that pages splice it without a look inside and a revision is written without a look before.
    "CREATE TABLE stream (
        city TEXT NOT NULL,
        name TEXT NOT NULL,
        head {int} NOT NULL,
        PRIMARY KEY (city, name)
    );
    CREATE TABLE record (
        city TEXT NOT NULL,
        stream TEXT NOT NULL,
        id {bytes} NOT NULL,
        seq {int} NOT NULL,
        rev {int} NOT NULL,
        kind TEXT NOT NULL,
        at {int} NOT NULL,
        author TEXT NOT NULL,
        gone {int} NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (city, stream, id)
    );
    CREATE UNIQUE INDEX record_seq ON record (city, stream, seq);
    CREATE TABLE command (
        city TEXT NOT NULL,
        person {bytes} NOT NULL,
        id {bytes} NOT NULL,
        at {int} NOT NULL,
        result TEXT NOT NULL,
        PRIMARY KEY (city, person, id)
    )",
    crate::account::MIGRATION,
    crate::mail::MIGRATION,
    crate::alert::MIGRATION,
    crate::ingest::state::MIGRATION,
    crate::ingest::state::SEEN_MIGRATION,
    crate::family::MIGRATION,
    crate::school::MIGRATION,
    crate::school::notice::MIGRATION,
    crate::school::absence::MIGRATION,
    crate::association::MIGRATION,
    crate::association::request::MIGRATION,
    crate::association::turn::MIGRATION,
    crate::association::circular::MIGRATION,
    crate::association::meeting::MIGRATION,
    crate::association::duty::MIGRATION,
    crate::association::safety::MIGRATION,
    crate::association::recovery::MIGRATION,
    crate::handover::MIGRATION,
    crate::push::MIGRATION,
    crate::school::notice::ANSWERS_MIGRATION,
    crate::association::join::MIGRATION,
];

/// The version of a database that has all of them.
pub fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The names of all tables that the scripts make, and of the one that keeps their version on PostgreSQL.
pub fn tables() -> impl Iterator<Item = String> {
    let statements = MIGRATIONS.iter().flat_map(|script| statements(script, Dialect::Postgres));
    let made = statements.filter_map(|statement| {
        let rest = statement.strip_prefix("CREATE TABLE ")?.trim_start();
        Some(rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
    });
    std::iter::once("schema_version".to_owned()).chain(made)
}

/// Whether all scripts after `version` only add tables, indexes and columns with defaults, so that rows of a
/// database of that version fit the tables of this one.
pub fn only_added_since(version: i64) -> bool {
    let later = MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or(0));
    later.flat_map(|script| statements(script, Dialect::Postgres)).all(|statement| {
        let starts = |word: &str| statement.starts_with(word);
        starts("CREATE TABLE")
            || starts("CREATE INDEX")
            || starts("CREATE UNIQUE INDEX")
            || (starts("ALTER TABLE") && statement.contains(" ADD COLUMN ") && statement.contains(" DEFAULT "))
    })
}

/// Which engine a script is written out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `INTEGER`, `BLOB`, `STRICT`.
    Sqlite,
    /// `BIGINT`, `BYTEA`.
    Postgres,
}

/// The statements of one script for one engine.
pub fn statements(script: &str, dialect: Dialect) -> Vec<String> {
    let (int, bytes) = match dialect {
        Dialect::Sqlite => ("INTEGER", "BLOB"),
        Dialect::Postgres => ("BIGINT", "BYTEA"),
    };
    // A remark may hold a `;` of its own, so remarks go first.
    let bare: String = script.lines().filter(|line| !line.trim_start().starts_with("--")).fold(
        String::with_capacity(script.len()),
        |mut bare, line| {
            bare.push_str(line);
            bare.push('\n');
            bare
        },
    );
    bare.split(';')
        .map(str::trim)
        .filter(|statement| !statement.is_empty())
        .map(|statement| {
            let mut statement = statement.replace("{int}", int).replace("{bytes}", bytes);
            if statement.starts_with("CREATE TABLE") {
                match dialect {
                    Dialect::Sqlite => statement.push_str(" STRICT"),
                    // By bytes, as SQLite does: the same order on both, and keys are compared much faster.
                    Dialect::Postgres => statement = statement.replace(" TEXT", " TEXT COLLATE \"C\""),
                }
            }
            statement
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_written_out_for_each_engine() {
        let script = "-- one; remark\nCREATE TABLE a (x {int}, y {bytes}, z TEXT);\nCREATE INDEX b ON a (x);\n";
        assert_eq!(
            statements(script, Dialect::Sqlite),
            ["CREATE TABLE a (x INTEGER, y BLOB, z TEXT) STRICT", "CREATE INDEX b ON a (x)"]
        );
        assert_eq!(
            statements(script, Dialect::Postgres),
            ["CREATE TABLE a (x BIGINT, y BYTEA, z TEXT COLLATE \"C\")", "CREATE INDEX b ON a (x)"]
        );
    }

    #[test]
    fn backups_of_every_version_so_far_fit_the_tables_of_now() {
        assert!((0..=known()).all(only_added_since));
    }

    #[test]
    fn every_table_s_key_starts_with_the_city() {
        for statement in MIGRATIONS.iter().flat_map(|script| statements(script, Dialect::Postgres)) {
            if statement.starts_with("CREATE TABLE") {
                let squeezed: String = statement.split_whitespace().collect();
                assert!(squeezed.contains("PRIMARYKEY(city,") || squeezed.contains("PRIMARYKEY(city)"), "{statement}");
            }
        }
    }
}

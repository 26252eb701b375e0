//! The store under damage, full disks and databases of other versions.

use super::*;
use rusqlite::params;

const NOW: Timestamp = Timestamp(1_795_305_600_000);

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn every_past_schema_opens_and_keeps_what_was_in_it() {
    for past in 0..MIGRATIONS.len() {
        let folder = folder();
        let mut db = Connection::open(folder.path().join(FILE)).unwrap();
        migrations::migrate(&mut db, &MIGRATIONS[..past]).unwrap();
        if past > 0 {
            set_setting(&db, "city", &"990019").unwrap();
        }
        drop(db);
        let (store, kept) = Store::open(folder.path(), NOW).unwrap();
        assert_eq!(kept, None, "schema {past} is not broken");
        let (version, city) = store
            .read(|db| {
                Ok((
                    db.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?,
                    setting::<String>(db, "city")?,
                ))
            })
            .unwrap();
        assert_eq!(version, KNOWN);
        assert_eq!(city.is_some(), past > 0);
        assert!(store.is_sound());
    }
}

#[test]
fn a_newer_app_s_database_is_left_alone() {
    let folder = folder();
    let path = folder.path().join(FILE);
    drop(Store::open(folder.path(), NOW).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", KNOWN + 3).unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = Store::open(folder.path(), NOW).unwrap_err();
    assert_eq!(error, OpenError::Newer { found: KNOWN + 3, known: KNOWN });
    assert_eq!(std::fs::read(&path).unwrap(), before, "not a byte was changed");
}

#[test]
fn what_is_no_database_is_kept_beside_and_replaced() {
    let folder = folder();
    std::fs::write(folder.path().join(FILE), "これはデータベースではない".repeat(100)).unwrap();
    let (store, kept) = Store::open(folder.path(), NOW).unwrap();
    let kept = kept.unwrap();
    assert!(kept.file_name().unwrap().to_str().unwrap().starts_with("itsumo.db.broken-20261122-"));
    assert!(std::fs::read_to_string(&kept).unwrap().starts_with("これは"));
    assert!(store.is_sound());
}

/// Fills a database, damages the page where `table` begins, and says what is left of our own data.
fn after_damage(table: &str) -> (Store, PathBuf, i64, i64) {
    let folder = folder();
    let (store, _) = Store::open(folder.path(), NOW).unwrap();
    store
        .write(|tx| {
            set_setting(tx, "interests", &"くらし")?;
            for n in 0..400_i64 {
                let id = uuid::Uuid::from_u128(u128::try_from(n).unwrap());
                tx.execute(
                    "INSERT INTO outbox (id, person, at, name, json) VALUES (?1, 'p', 0, 'x', ?2)",
                    params![id.as_bytes(), "x".repeat(300)],
                )?;
                tx.execute(
                    "INSERT INTO alert (id, seq, rev, written, json) VALUES (?1, 1, 1, 0, ?2)",
                    params![id.as_bytes(), "y".repeat(300)],
                )?;
            }
            Ok(())
        })
        .unwrap();
    let page: u64 = store
        .read(|db| {
            let page: i64 =
                db.query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [table], |row| row.get(0))?;
            Ok(u64::try_from(page).unwrap())
        })
        .unwrap();
    store.write(|_| Ok(())).unwrap();
    let path = folder.path().join(FILE);
    locked(&store.writer).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    {
        use std::io::{Seek, SeekFrom, Write};
        let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start((page - 1) * 4096)).unwrap();
        file.write_all(&[0xAA; 4096]).unwrap();
    }
    locked(&store.readers).idle.clear();
    locked(&store.writer).execute_batch("PRAGMA shrink_memory").unwrap();
    assert!(!store.is_sound(), "the damage is seen");
    let kept = store.rebuild(NOW).unwrap();
    assert!(store.is_sound(), "what is rebuilt is sound");
    let (settings, commands) = store
        .read(|db| {
            Ok((
                db.query_row("SELECT count(*) FROM setting WHERE key = 'interests'", [], |row| row.get(0))?,
                db.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0))?,
            ))
        })
        .unwrap();
    // The folder goes with the test; the broken file was kept until here.
    assert!(kept.exists());
    (store, kept, settings, commands)
}

#[test]
fn a_damaged_page_of_the_city_s_data_costs_nothing_of_ours() {
    let (_, _, settings, commands) = after_damage("alert");
    assert_eq!((settings, commands), (1, 400));
}

#[test]
fn a_damaged_page_of_our_own_costs_only_itself() {
    let (_, _, settings, _) = after_damage("outbox");
    assert_eq!(settings, 1);
}

/// Who was reading while the file was put aside read from it to the end; nobody does after them.
#[test]
fn a_reader_that_was_at_work_while_the_file_was_rebuilt_is_not_used_again() {
    let folder = folder();
    let (store, _) = Store::open(folder.path(), NOW).unwrap();
    let keep = |city: &str| store.write(|tx| set_setting(tx, "city", &city)).unwrap();
    let city = |db: &Connection| setting::<String>(db, "city");
    keep("990019");
    store
        .read(|db| {
            store.rebuild(NOW)?;
            city(db)
        })
        .unwrap();
    keep("990027");
    assert_eq!(store.read(city).unwrap().as_deref(), Some("990027"));
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let folder = folder();
    let (store, _) = Store::open(folder.path(), NOW).unwrap();
    store.write(|tx| set_setting(tx, "a", &1)).unwrap();
    store.limit_pages(1).unwrap(); // SQLite takes no less than what is there.
    let full = store.write(|tx| {
        set_setting(tx, "a", &2)?;
        set_setting(tx, "big", &"x".repeat(1_000_000))
    });
    assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
    assert_eq!(crate::Error::from(full.unwrap_err()), crate::Error::refused("disk-full"));
    assert_eq!(store.read(|db| setting::<i64>(db, "a")).unwrap(), Some(1), "all of it or nothing");
    store.limit_pages(1_000_000).unwrap();
    store.write(|tx| set_setting(tx, "a", &3)).unwrap();
    assert_eq!(store.read(|db| setting::<i64>(db, "a")).unwrap(), Some(3), "work goes on");
}

#[test]
fn two_processes_may_open_a_new_folder_at_once() {
    let folder = folder();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Store::open(folder.path(), NOW).unwrap());
        }
    });
    let (store, _) = Store::open(folder.path(), NOW).unwrap();
    assert!(store.is_sound());
}

#[test]
fn a_database_in_memory_serves_many_at_once_and_is_in_no_file() {
    let store = Store::in_memory().unwrap();
    let other = Store::in_memory().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..2_i64 {
            let store = &store;
            scope.spawn(move || {
                for n in 0..100 {
                    store.write(|tx| set_setting(tx, &format!("{thread}-{n}"), &n)).unwrap();
                }
            });
        }
        for _ in 0..3 {
            let store = &store;
            scope.spawn(move || {
                for _ in 0..100 {
                    // A transaction is seen as a whole or not at all.
                    let seen: i64 = store
                        .read(|db| Ok(db.query_row("SELECT count(*) FROM setting", [], |row| row.get(0))?))
                        .unwrap();
                    assert!((0..=200).contains(&seen));
                }
            });
        }
    });
    let all: i64 = store.read(|db| Ok(db.query_row("SELECT count(*) FROM setting", [], |row| row.get(0))?)).unwrap();
    assert_eq!(all, 200);
    assert_eq!(other.read(|db| setting::<i64>(db, "0-0")).unwrap(), None, "two databases share nothing");
    let file: String =
        store.read(|db| Ok(db.query_row("SELECT file FROM pragma_database_list", [], |row| row.get(0))?)).unwrap();
    assert!(!std::path::Path::new(&file).exists(), "{file}");
    assert!(store.bytes() > 0 && store.is_sound());
    assert!(matches!(store.rebuild(NOW), Err(StoreError::Corrupt)));
}

#[test]
fn a_transaction_in_memory_that_fails_leaves_nothing() {
    let store = Store::in_memory().unwrap();
    let failed: Result<(), _> = store.write_again(|tx| {
        set_setting(tx, "half", &1)?;
        Err(StoreError::Full)
    });
    assert!(failed.is_err());
    assert_eq!(store.read(|db| setting::<i64>(db, "half")).unwrap(), None);
}

/// Writes a row into every table that there is, public or not, with a mark in every text of it.
fn fill(store: &Store, mark: &str) {
    store
        .write(|tx| {
            let tables: Vec<String> = tx
                .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'news_words%' AND name <> 'lens'")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for table in tables {
                let columns: Vec<(String, String)> = tx
                    .prepare(&format!("SELECT name, type FROM pragma_table_info('{table}')"))?
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<Result<_, _>>()?;
                let values: Vec<String> = columns
                    .iter()
                    .map(|(column, kind)| match kind.as_str() {
                        "INTEGER" => "7".to_owned(),
                        "BLOB" => format!("CAST('{mark}-{table}-{column}' AS BLOB)"),
                        _ => format!("'{mark}-{table}-{column}'"),
                    })
                    .collect();
                tx.execute(&format!("INSERT INTO {table} VALUES ({})", values.join(", ")), [])?;
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_handed_on_is_what_everybody_may_read_and_nothing_else() {
    let store = Store::in_memory().unwrap();
    fill(&store, "PRIVATE");
    store
        .write(|tx| {
            tx.execute_batch("DELETE FROM news; DELETE FROM news_topic; DELETE FROM alert; DELETE FROM city; DELETE FROM note;")?;
            tx.execute_batch(
                "INSERT INTO city VALUES ('990019', '{\"code\":\"990019\"}', 'e', 1);
                 INSERT INTO news VALUES (1, x'01', 5, 1, 9, 1, 1, 1, 1, 'PUBLIC-title', 's', 'o', NULL, '[]', '[]', 'b');
                 INSERT INTO news_topic (topic, published, news, for_me, important, read) VALUES ('t', 9, 1, 1, 1, 1);
                 INSERT INTO alert VALUES (x'02', 5, 1, 9, 1, 3, 'PUBLIC-alert');
                 INSERT INTO stream VALUES ('news', 5, 0);
                 INSERT INTO record VALUES ('news', x'03', 5, 'PUBLIC-record'), ('person/1', x'04', 5, 'PRIVATE-record');",
            )?;
            set_setting(tx, "city", &"990019")?;
            set_setting(tx, "interests", &"PRIVATE-interests")
        })
        .unwrap();
    let carried = store.public().unwrap();
    let found = |mark: &str| carried.windows(mark.len()).filter(|window| *window == mark.as_bytes()).count();
    assert_eq!(found("PRIVATE"), 0);
    assert_eq!(found("PUBLIC"), 3);

    let next = Store::in_memory().unwrap();
    next.take_public(&carried).unwrap();
    next.read(|db| {
        let one = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
        assert_eq!(
            one("SELECT read + for_me + indexed + noted + seen FROM news, alert")?,
            0,
            "what was done is not handed on"
        );
        assert_eq!(one("SELECT cursor FROM stream WHERE name = 'news'")?, 5);
        assert_eq!(one("SELECT count(*) FROM news_topic WHERE important = 1 AND read = 0")?, 1);
        assert_eq!(one("SELECT count(*) FROM outbox")?, 0);
        assert_eq!(setting::<String>(db, "city")?.as_deref(), Some("990019"));
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_was_handed_on_damaged_or_by_a_newer_version_is_not_taken() {
    let store = Store::in_memory().unwrap();
    store.write(|tx| set_setting(tx, "city", &"990019")).unwrap();
    let mut carried = store.public().unwrap();
    let next = Store::in_memory().unwrap();
    let cut = carried.len() / 2;
    assert!(next.take_public(&carried[..cut]).is_err());
    assert!(next.take_public(b"not a database").is_err());
    // `user_version` stands at offset 60 of an SQLite file.
    carried[60..64].copy_from_slice(&u32::to_be_bytes(9_999));
    assert!(matches!(next.take_public(&carried), Err(StoreError::Newer)));
    assert_eq!(next.read(|db| setting::<String>(db, "city")).unwrap(), None);
}

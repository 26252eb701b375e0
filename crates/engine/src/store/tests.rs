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
    locked(&store.readers).clear();
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

//! What a store promises of its transactions.

use crate::site::{CITY, NOW, Site, count, draft, everything};
use itsumo_backend::{
    store::{Place, StoreError, Value, migrations, open},
    stream::{Streams, append},
};
use itsumo_domain::Stream;

pub async fn what_is_rolled_back_leaves_no_gap_and_no_hint(site: Site) {
    let streams = site.streams().await;
    let news = Stream::news();
    streams.publish(CITY, &news, vec![draft(1, "a")]).await.unwrap();
    let mut hints = streams.subscribe(CITY);
    let lost: Result<(), StoreError> = streams
        .store()
        .write(|tx| {
            Box::pin(async {
                append(tx, CITY, &Stream::news(), &[draft(2, "b"), draft(3, "c")], NOW).await?;
                Err(StoreError::Shape("changed my mind".to_owned()))
            })
        })
        .await;
    assert!(matches!(lost, Err(StoreError::Shape(text)) if text == "changed my mind"));
    assert_eq!(streams.head(CITY, &news), 1);
    streams.publish(CITY, &news, vec![draft(4, "d")]).await.unwrap();
    let hint = hints.recv().await.unwrap();
    assert_eq!((hint.stream, hint.head), (news.clone(), 2));
    let seqs: Vec<_> = everything(&streams, &news).await.iter().map(|r| (r.seq, r.id.as_u128())).collect();
    assert_eq!(seqs, [(1, 1), (2, 4)]);
}

/// Sixty jobs at once, every third of them ends as `spoil` says.
async fn some_fail(site: &Site, spoil: fn() -> StoreError) -> Streams {
    let streams = site.streams().await;
    let jobs = (0..60u128).map(|n| {
        let store = streams.store().clone();
        tokio::spawn(async move {
            store
                .write(move |tx| {
                    Box::pin(async move {
                        append(tx, CITY, &Stream::news(), &[draft(n, "x")], NOW).await?;
                        if n % 3 == 0 { Err(spoil()) } else { Ok(()) }
                    })
                })
                .await
        })
    });
    for (n, job) in jobs.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(job.await.unwrap().is_err(), n % 3 == 0, "job {n}");
    }
    streams
}

pub async fn a_failing_job_spoils_nobody_elses(site: Site) {
    let streams = some_fail(&site, || StoreError::Closed).await;
    let seqs: Vec<i64> = everything(&streams, &Stream::news()).await.iter().map(|record| record.seq).collect();
    assert_eq!(seqs, (1..=40).collect::<Vec<_>>());
    // A statement that the database itself refuses, beside one that is fine.
    let bad = streams.store().write(|tx| {
        Box::pin(async {
            append(tx, CITY, &Stream::alerts(), &[draft(1, "x")], NOW).await?;
            tx.execute(
                "INSERT INTO stream (city, name, head) VALUES ($1, $2, $3)",
                &[CITY.into(), "news".into(), 1.into()],
            )
            .await
        })
    });
    let news = Stream::news();
    let (bad, good) = tokio::join!(bad, streams.publish(CITY, &news, vec![draft(900, "fine")]));
    assert!(matches!(bad, Err(StoreError::Twice(_))), "{bad:?}");
    assert_eq!(good.unwrap(), 41);
    assert_eq!(streams.head(CITY, &Stream::alerts()), 0);
}

pub async fn a_job_that_panics_spoils_nobody_elses(site: Site) {
    let streams = some_fail(&site, || panic!("this is the panic of a test")).await;
    assert_eq!(everything(&streams, &Stream::news()).await.len(), 40);
    assert_eq!(streams.publish(CITY, &Stream::news(), vec![draft(900, "after")]).await.unwrap(), 41);
}

pub async fn a_read_sees_one_snapshot(site: Site) {
    let streams = site.streams().await;
    streams.publish(CITY, &Stream::news(), vec![draft(1, "a")]).await.unwrap();
    let writer = tokio::spawn({
        let streams = streams.clone();
        async move {
            for n in 0..40 {
                streams.publish(CITY, &Stream::news(), vec![draft(100 + n, "w")]).await.unwrap();
            }
        }
    });
    while !writer.is_finished() {
        let (head, last) = streams
            .store()
            .read(|tx| {
                Box::pin(async {
                    let key = [CITY.into(), "news".into()];
                    let head = tx.query("SELECT head FROM stream WHERE city = $1 AND name = $2", &key).await?;
                    let sql = "SELECT MAX(seq) FROM record WHERE city = $1 AND stream = $2";
                    let last = tx.query(sql, &key).await?;
                    Ok::<_, StoreError>((head[0].int(0)?, last[0].int(0)?))
                })
            })
            .await
            .unwrap();
        assert_eq!(head, last);
    }
    writer.await.unwrap();
}

pub async fn parameters_may_come_in_any_order_and_be_repeated(site: Site) {
    let store = site.store().await;
    let rows = store
        .write(|tx| {
            Box::pin(async {
                tx.execute(
                    "INSERT INTO stream (head, name, city) VALUES ($3, $2, $1)",
                    &[CITY.into(), "b".into(), 7.into()],
                )
                .await?;
                let sql = "SELECT head, name, '$1' FROM stream WHERE name = $2 AND (city = $1 OR city = $1)";
                tx.query(sql, &[CITY.into(), "b".into()]).await
            })
        })
        .await
        .map_err(|error: StoreError| error)
        .unwrap();
    assert_eq!(rows[0].0, [Value::Int(7), Value::Text("b".to_owned()), Value::Text("$1".to_owned())]);
}

pub async fn a_wrong_statement_says_which(site: Site) {
    let store = site.store().await;
    let wrong: Result<_, StoreError> =
        store.read(|tx| Box::pin(async { tx.query("SELECT nothing FROM nowhere", &[]).await })).await;
    assert!(wrong.unwrap_err().to_string().contains("SELECT nothing FROM nowhere"));
    let short: Result<_, StoreError> = store
        .read(|tx| Box::pin(async { tx.query("SELECT head FROM stream WHERE city = $1 AND name = $2", &[]).await }))
        .await;
    assert!(short.is_err());
    let written: Result<_, StoreError> =
        store.read(|tx| Box::pin(async { tx.execute("DELETE FROM stream", &[]).await })).await;
    assert!(written.is_err(), "a read wrote");
}

pub async fn restart_keeps_heads(site: Site) {
    let streams = site.streams().await;
    streams.publish(CITY, &Stream::news(), vec![draft(1, "a"), draft(2, "b")]).await.unwrap();
    streams.publish("122190", &Stream::alerts(), vec![draft(3, "c")]).await.unwrap();
    streams.store().close().await;
    drop(streams);
    let again = site.streams().await;
    assert_eq!(again.head(CITY, &Stream::news()), 2);
    assert_eq!(again.head("122190", &Stream::alerts()), 1);
    assert_eq!(again.head("122190", &Stream::news()), 0);
    assert_eq!(everything(&again, &Stream::news()).await.len(), 2);
}

pub async fn a_newer_schema_is_refused(site: Site) {
    let store = site.store().await;
    let newer = migrations::known() + 1;
    match &site.place {
        Place::Folder(folder) => {
            store.close().await;
            let database = rusqlite::Connection::open(folder.join("itsumo.db")).unwrap();
            database.pragma_update(None, "user_version", newer).unwrap();
        }
        Place::Postgres(_) => {
            let raise: Result<_, StoreError> = store
                .write(move |tx| {
                    let params = [Value::from(newer)];
                    Box::pin(async move { tx.execute("UPDATE schema_version SET version = $1", &params).await })
                })
                .await;
            raise.unwrap();
        }
    }
    let refused = open(&site.place).await.err().unwrap();
    assert!(matches!(refused, StoreError::Newer { found, known } if found == newer && known == newer - 1));
}

pub async fn a_closed_store_says_so(site: Site) {
    let store = site.store().await;
    assert_eq!(count(&store, "stream").await, 0);
    store.close().await;
    let late: Result<_, StoreError> = store.read(|tx| Box::pin(async { tx.query("SELECT 1", &[]).await })).await;
    assert!(late.is_err());
}

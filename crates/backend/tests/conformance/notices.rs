//! Notices whose time has come, on every engine.

use crate::site::{CITY, Site, everything};
use itsumo_backend::{
    school::{facility, notice::send::send_due},
    store::{Store, StoreError, Value},
};
use itsumo_domain::{
    Stream, Timestamp,
    city::LocalText,
    school::{
        Facility, Group, Notice,
        notice::{Audience, Block, Draft},
    },
};
use uuid::Uuid;

const SCHOOL: Uuid = Uuid::from_u128(0x5C);
const CLASS: Uuid = Uuid::from_u128(0xC1);

/// A school, and `count` notices to its one class that are held until `until`.
async fn held(store: &Store, count: u128, until: Timestamp) {
    let written: Result<(), StoreError> = store
        .write(move |tx| {
            Box::pin(async move {
                let school = Facility { id: SCHOOL, name: "あさひ小".to_owned(), ..Facility::default() };
                facility::keep(tx, CITY, &school).await?;
                let group = Group { id: CLASS, year: 2026, name: "1年1組".to_owned(), ..Group::default() };
                facility::keep_group(tx, CITY, SCHOOL, &group).await?;
                for n in 1..=count {
                    let draft = Draft {
                        title: LocalText::ja(&format!("お知らせ {n}")),
                        blocks: vec![Block::Text { text: LocalText::ja("はい") }],
                        audience: Audience { groups: vec![CLASS], ..Audience::default() },
                        ..Draft::default()
                    };
                    let sql =
                        "INSERT INTO notice (city, id, facility, seat, person, title, stage, work, draft, ticked, made,
                                                   changed, held_until, returned, children)
                               VALUES ($1, $2, $3, $2, $2, '担任', 'held', 1, $4, '[]', 0, 0, $5, '', 0)";
                    let params: [Value; 5] = [
                        CITY.into(),
                        Uuid::from_u128(n).into(),
                        SCHOOL.into(),
                        serde_json::to_string(&draft).unwrap().into(),
                        until.into(),
                    ];
                    tx.execute(sql, &params).await?;
                }
                Ok(())
            })
        })
        .await;
    written.unwrap();
}

/// Every server looks at what is due at the same time; each notice is one record all the same.
pub async fn what_is_due_goes_out_once(site: Site) {
    let first = site.store().await;
    // Only PostgreSQL lets several processes at its tables.
    let second = if site.is_postgres() { site.store().await } else { first.clone() };
    let streams = site.streams_of(first.clone()).await;
    let until = crate::site::NOW.plus(30_000);
    held(&first, 12, until).await;
    assert_eq!(send_due(&first, until.plus(-1)).await.unwrap(), 0);
    let looks: Vec<_> = (0..6)
        .map(|n| if n % 2 == 0 { first.clone() } else { second.clone() })
        .map(|store| tokio::spawn(async move { send_due(&store, until).await.unwrap() }))
        .collect();
    let mut sent = 0;
    for look in looks {
        sent += look.await.unwrap();
    }
    assert_eq!(sent, 12);
    assert_eq!(send_due(&second, until).await.unwrap(), 0);
    let records = everything(&streams, &Stream::class(CLASS)).await;
    assert_eq!(records.len(), 12);
    assert!(records.iter().all(|record| record.rev == 1));
    let body: Notice = records[0].body_as().unwrap();
    assert_eq!((body.from.as_str(), body.to.as_slice(), body.sent), ("担任", &["1年1組".to_owned()][..], until));
}

/// One that cannot be sent holds up nobody else, and is there at the next look.
pub async fn one_that_cannot_be_sent_holds_up_no_other(site: Site) {
    let store = site.store().await;
    let now = crate::site::NOW;
    held(&store, 3, now).await;
    let spoil = |json: &'static str| {
        let store = store.clone();
        async move {
            let written: Result<u64, StoreError> = store
                .write(move |tx| {
                    Box::pin(async move {
                        let sql = "UPDATE notice SET draft = CASE WHEN CAST($3 AS TEXT) = '' THEN NULL ELSE $3 END
                                   WHERE city = $1 AND id = $2";
                        tx.execute(sql, &[CITY.into(), Uuid::from_u128(2).into(), json.into()]).await
                    })
                })
                .await;
            assert_eq!(written.unwrap(), 1);
        }
    };
    spoil("").await;
    assert_eq!(send_due(&store, now).await.unwrap(), 2);
    spoil(r#"{"title":{"ja":"直した"},"audience":{"groups":["00000000-0000-0000-0000-0000000000c1"]}}"#).await;
    assert_eq!(send_due(&store, now).await.unwrap(), 1);
}

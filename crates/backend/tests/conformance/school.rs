//! Who reads of a child, when many change it at once and when a backup comes back.

use crate::site::{CITY, NOW, Site, everything, sign_up};
use itsumo_backend::{
    association,
    backup::{backup, restore, restore_open},
    school::{Outgoing, Remembered, days, facility, guardian, shield},
    store::{BoxFuture, Place, StoreError, Tx},
    stream::Streams,
    sync::sync,
};
use itsumo_domain::{
    Stream,
    may::Who,
    record::kind,
    school::{
        Facility, Group, PupilCard, Scope,
        access::{Role, Seat},
    },
    sync::SyncRequest,
};
use std::collections::BTreeMap;
use uuid::Uuid;

const HANA: Uuid = Uuid::from_u128(0xA);
const TARO: Uuid = Uuid::from_u128(0xB);
const SAKURA: Uuid = Uuid::from_u128(0xC);
const SCHOOL: Uuid = Uuid::from_u128(0xD);
const CLASS: Uuid = Uuid::from_u128(0xE);

async fn write<F>(streams: &Streams, work: F)
where
    F: for<'t> FnOnce(&'t mut dyn Tx, &'t mut Outgoing) -> BoxFuture<'t, Result<(), StoreError>> + Send + 'static,
{
    let writing = streams.store().write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            work(tx, &mut out).await?;
            out.send(tx, CITY, NOW).await
        })
    });
    writing.await.unwrap();
}

async fn join(streams: &Streams, pupil: Uuid, person: Uuid) {
    write(streams, move |tx, out| {
        Box::pin(async move {
            guardian::join(tx, out, CITY, pupil, person, "佐藤", "保護者", NOW.jst_date(), NOW).await
        })
    })
    .await;
}

async fn set_shield(streams: &Streams, pupil: Uuid, person: Uuid, id: u128) {
    let by = Seat { id: Uuid::from_u128(1), facility: SCHOOL, role: Role::Head, group: None, title: String::new() };
    write(streams, move |tx, out| {
        Box::pin(async move { shield::set(tx, out, CITY, Uuid::from_u128(id), pupil, person, "", &by, NOW).await })
    })
    .await;
}

/// A school with one class; of it as many children as asked for, each with Hana and Taro as guardians.
async fn open(site: &Site, children: u128) -> (Streams, Vec<Uuid>) {
    let streams = site.streams().await;
    sign_up(&streams, CITY, HANA).await;
    sign_up(&streams, CITY, TARO).await;
    let pupils: Vec<Uuid> = (0..children).map(|n| Uuid::from_u128(SAKURA.as_u128() + (n << 32))).collect();
    let written = pupils.clone();
    write(&streams, move |tx, _| {
        Box::pin(async move {
            facility::keep(tx, CITY, &Facility { id: SCHOOL, name: "あさひ小".into(), ..Facility::default() }).await?;
            let class = Group { id: CLASS, year: 2026, grade: 1, name: "1年1組".into(), ..Group::default() };
            facility::keep_group(tx, CITY, SCHOOL, &class).await?;
            for pupil in written {
                let sql = "INSERT INTO pupil (city, id, code, name, kana, birth) VALUES ($1, $2, '', '花子', '', 0)";
                tx.execute(sql, &[CITY.into(), pupil.into()]).await?;
                let sql = "INSERT INTO enrolment (city, class_group, pupil, facility, since, until, number)
                           VALUES ($1, $2, $3, $4, 1, $5, 0)";
                let params = [CITY.into(), CLASS.into(), pupil.into(), SCHOOL.into(), days::NO_END.into()];
                tx.execute(sql, &params).await?;
            }
            Ok(())
        })
    })
    .await;
    (streams, pupils)
}

async fn cards(streams: &Streams, person: Uuid) -> BTreeMap<Uuid, PupilCard> {
    let records = everything(streams, &Stream::person(person)).await.into_iter();
    records
        .filter(|record| record.kind == kind::PUPIL && !record.gone)
        .map(|record| (record.id, record.body_as().unwrap()))
        .collect()
}

async fn leaves_the_class(streams: &Streams, site: &Site, school: &Remembered, person: Uuid) -> bool {
    let cursors = BTreeMap::from([(Stream::class(CLASS), 0)]);
    let request = SyncRequest { city: CITY.to_owned(), cursors, commands: Vec::new() };
    let answer = sync(streams, school, &association::Remembered::default(), &*site.clock, Who::Person(person), request)
        .await
        .unwrap();
    answer.left == [Stream::class(CLASS)]
}

/// Both parents scan the letter at the same moment: each is a guardian once, with one card.
pub async fn guardians_who_join_at_once_are_each_one(site: Site) {
    let (streams, pupils) = open(&site, 8).await;
    let mut joining = Vec::new();
    for person in [HANA, TARO, HANA, TARO] {
        for pupil in pupils.clone() {
            let streams = streams.clone();
            joining.push(tokio::spawn(async move { join(&streams, pupil, person).await }));
        }
    }
    for joined in joining {
        joined.await.unwrap();
    }
    for person in [HANA, TARO] {
        let cards = cards(&streams, person).await;
        assert_eq!(cards.keys().copied().collect::<Vec<_>>(), pupils);
        assert!(cards.values().all(|card| card.places.len() == 1 && card.places[0].groups.len() == 1));
        let parts = streams
            .store()
            .read::<_, StoreError, _>(move |tx| Box::pin(async move { guardian::parts_of(tx, CITY, person).await }));
        assert_eq!(parts.await.unwrap().len(), pupils.len());
    }
}

/// A shield is set while others write about the child: whichever came first, nothing of it lies in his stream after.
pub async fn a_shield_is_set_while_others_write_and_nothing_is_left_behind(site: Site) {
    let (streams, pupils) = open(&site, 12).await;
    for pupil in &pupils {
        join(&streams, *pupil, HANA).await;
        join(&streams, *pupil, TARO).await;
    }
    let mut at_once = Vec::new();
    for (n, pupil) in (1..).zip(pupils.clone()) {
        let (writer, setter) = (streams.clone(), streams.clone());
        at_once.push(tokio::spawn(async move {
            write(&writer, move |tx, out| {
                Box::pin(async move {
                    let readers = guardian::readers(tx, CITY, pupil, NOW.jst_date(), Scope::Absence).await?;
                    let body = format!(
                        r#"{{"absence":{{"pupil":"{pupil}","from":"2026-11-24","until":"2026-11-24",
                        "part":"all_day","tell":[]}},"rev":1,"at":0,"by":{{}},"desks":[],"history":[]}}"#
                    );
                    for reader in readers {
                        let id = Uuid::from_u128(0xAB5E_0000 + n);
                        out.put(Stream::person(reader.person), id, kind::ABSENCE, "school", Some(body.clone()));
                    }
                    Ok(())
                })
            })
            .await;
        }));
        at_once.push(tokio::spawn(async move { set_shield(&setter, pupil, TARO, 0x51E_0000 + n).await }));
    }
    for done in at_once {
        done.await.unwrap();
    }
    let his = everything(&streams, &Stream::person(TARO)).await;
    let left: Vec<_> = his.iter().filter(|record| record.kind == kind::ABSENCE && !record.gone).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(cards(&streams, TARO).await.values().all(|card| card.places.is_empty()));
    let hers = everything(&streams, &Stream::person(HANA)).await;
    assert_eq!(hers.iter().filter(|record| record.kind == kind::ABSENCE && !record.gone).count(), pupils.len());
}

/// A backup of a day before the shield comes back: the shield stands, and what the backup still shows him goes with
/// the first thing he asks.
pub async fn a_shield_outlives_a_restore_of_a_day_before_it(site: Site) {
    let (streams, pupils) = open(&site, 1).await;
    let sakura = pupils[0];
    join(&streams, sakura, HANA).await;
    join(&streams, sakura, TARO).await;
    let school = Remembered::default();
    assert!(!leaves_the_class(&streams, &site, &school, TARO).await);
    let file = site.path("backup");
    backup(&site.place, &file).await.unwrap();
    set_shield(&streams, sakura, TARO, 1).await;
    assert!(leaves_the_class(&streams, &site, &school, TARO).await);
    match &site.place {
        Place::Folder(folder) => {
            restore_open(streams.store(), folder, &file, &*site.clock).await.unwrap();
        }
        Place::Postgres(_) => {
            restore(&site.place, &file, &*site.clock).await.unwrap();
        }
    }
    streams.restored().await.unwrap();
    // As a server does when it is told of a restore.
    school.forget();
    assert!(leaves_the_class(&streams, &site, &school, TARO).await);
    assert!(!leaves_the_class(&streams, &site, &school, HANA).await);
    assert!(cards(&streams, TARO).await[&sakura].places.is_empty());
    assert_eq!(cards(&streams, HANA).await[&sakura].places.len(), 1);
}

//! How questions are answered where a city has many schools: by going to what is asked about, never through all that the
//! city has.

use crate::{
    http::CITY,
    town::{SchoolTown, day},
};
use itsumo_backend::{
    association::{household, seat},
    school::{Outgoing, guardian, notice::calendar, pupil, shield},
    store::{StoreError, testing::Watched},
};
use itsumo_domain::Timestamp;

/// Forty schools with fifty children each, a notice for each child and ten for each school; as many households.
const CITY_OF_MANY: &[&str] = &[
    "INSERT INTO pupil (city, id, code, name, kana, birth)
     SELECT $1, CAST(printf('p%015d', i) AS BLOB), '', 'p', 'p', 0 FROM n",
    "INSERT INTO class_group (city, id, facility, year, kind, grade, name)
     SELECT $1, CAST(printf('g%015d', i) AS BLOB), CAST(printf('f%015d', i) AS BLOB), 2026, 'class', 1, '1' FROM n
     WHERE i < 40",
    "INSERT INTO enrolment (city, class_group, pupil, facility, since, until, number)
     SELECT $1, CAST(printf('g%015d', i % 40) AS BLOB), CAST(printf('p%015d', i) AS BLOB),
     CAST(printf('f%015d', i % 40) AS BLOB), 20000, 30000, 1 FROM n",
    "INSERT INTO guardian (city, id, pupil, person, name, relation, scopes, since, until)
     SELECT $1, CAST(printf('e%015d', i) AS BLOB), CAST(printf('p%015d', i) AS BLOB),
     CAST(printf('q%015d', i) AS BLOB), 'n', 'n', 'notices', 0, 9999999 FROM n",
    "INSERT INTO shield (city, id, pupil, against, reason, set_by, since, until)
     SELECT $1, CAST(printf('w%015d', i) AS BLOB), CAST(printf('p%015d', i) AS BLOB),
     CAST(printf('q%015d', i) AS BLOB), '', x'00', 0, 0 FROM n",
    "INSERT INTO notice (city, id, facility, seat, person, title, stage, work, ticked, made, changed, sent, returned, children)
     SELECT $1, CAST(printf('t%015d', i) AS BLOB), CAST(printf('f%015d', i % 40) AS BLOB), x'00', x'00', '', 'out', 1,
     '[]', 0, 0, 1, '', 1 FROM n",
    "INSERT INTO notice_pupil (city, notice, pupil, singly)
     SELECT $1, CAST(printf('t%015d', i) AS BLOB), CAST(printf('p%015d', i) AS BLOB), 1 FROM n",
    "INSERT INTO notice_group (city, notice, class_group)
     SELECT $1, CAST(printf('t%015d', i) AS BLOB), CAST(printf('g%015d', i % 40) AS BLOB) FROM n WHERE i < 400",
    "INSERT INTO notice_answer (city, notice, unit, person, at, late, json)
     SELECT $1, CAST(printf('t%015d', i) AS BLOB), CAST(printf('p%015d', i) AS BLOB), x'00', 0, 0, '{}' FROM n",
    "INSERT INTO membership (city, id, household, person, name, far, since, until)
     SELECT $1, CAST(printf('m%015d', i) AS BLOB), CAST(printf('h%015d', i % 900) AS BLOB),
     CAST(printf('q%015d', i) AS BLOB), 'n', 0, 0, 9999999 FROM n",
    "INSERT INTO seat_term (city, id, seat, person, since, until, name, shows_name, shows_phone, given_by)
     SELECT $1, CAST(printf('x%015d', i) AS BLOB), CAST(printf('s%015d', i % 900) AS BLOB),
     CAST(printf('q%015d', i) AS BLOB), 0, 9999999, '', '', '', '' FROM n",
];

async fn many() -> SchoolTown {
    let town = SchoolTown::sqlite().await;
    town.write(|tx, _| {
        Box::pin(async move {
            let n = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) ";
            for sql in CITY_OF_MANY {
                let (into, from) = sql.split_once("SELECT").unwrap();
                tx.execute(&format!("{into}{n}SELECT{from}"), &[CITY.into()]).await?;
            }
            Ok(())
        })
    })
    .await;
    town
}

/// What of these questions goes through all that the city has.
async fn walks(town: &SchoolTown) -> Vec<String> {
    let (school, sakura, taro, hana) = (town.school.id, town.sakura, town.taro.id, town.hana.id);
    let (by, now) = (town.head.seat.clone(), town.now());
    let read = town.read(move |tx| {
        Box::pin(async move {
            let mut watched = Watched::new(tx);
            pupil::of_facility(&mut watched, CITY, school).await?;
            calendar::told_for(&mut watched, CITY, sakura, Timestamp(0)).await?;
            guardian::is_due(&mut watched, CITY, hana, day("2026-11-24")).await?;
            seat::due(&mut watched, CITY, hana, day("2026-11-24")).await?;
            household::touch_parts(&mut watched, &mut Outgoing::default(), CITY, &[sakura]).await?;
            Ok(watched.walks)
        })
    });
    let mut walks = read.await;
    let written = town.write(move |tx, out| {
        Box::pin(async move {
            let mut watched = Watched::new(tx);
            shield::set(&mut watched, out, CITY, uuid::Uuid::from_u128(7), sakura, taro, "1", &by, now).await?;
            Ok(watched.walks)
        })
    });
    walks.extend(written.await);
    walks
}

/// Nobody started the server anew since the city came: what upkeep learns is known to the readers too.
#[tokio::test]
async fn nothing_is_answered_by_walking_through_the_city() {
    let town = many().await;
    // All that SQLite knows of a table that nothing was noted of is its indexes, and they all begin with the city.
    assert_ne!(walks(&town).await, Vec::<String>::new());
    let looking = town.app.store.write::<_, StoreError, _>(|tx| Box::pin(async move { tx.look_at_tables().await }));
    looking.await.unwrap();
    assert_eq!(walks(&town).await, Vec::<String>::new());
}

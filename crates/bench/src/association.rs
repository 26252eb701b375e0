//! Town associations: one circular of the city's to 300 of them with 60,000 households, how it stands in each, and the
//! reach board of an association of 2,000 households.
//!
//! A circular is written once into each association's stream, so the cost of a household is next to nothing; the figure
//! says what it is. The time is from the end of the hold to the commit, with which every stream has moved and everybody
//! who listens is told.

use crate::{
    floors,
    http::Connection,
    report::{Figure, median},
    world::{CITY, Tables, World, sign_in},
};
use anyhow::{Context, ensure};
use itsumo_backend::{
    association::circular::{Author, city, phone, send::send_due},
    clock::{Clock, Ids, RealClock, RealIds},
    school::days,
    store::{Store, StoreError, Tx, Value},
};
use itsumo_domain::{
    Timestamp,
    association::{
        Role,
        access::{Seat, Standing},
        circular::{Ask, Audience, Draft, HOLD_SECONDS, joint_id, reach::ReachView},
    },
    city::LocalText,
    writing::Block,
};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Associations that the city writes to, each with so many households in three blocks.
const ASSOCIATIONS: usize = 300;
const HOUSEHOLDS: usize = 200;
/// Households of the one whose reach is drawn.
const LARGE: usize = 2_000;
/// Rows of one statement while the tables are filled.
const ROWS: usize = 100;

/// Everything of it; each figure is the median of `rounds`.
pub async fn circulars(tables: Tables, rounds: usize) -> anyhow::Result<Vec<Figure>> {
    let (large, circular) = (RealIds.new_id(), RealIds.new_id());
    let (mut sending, mut counting, mut body) = (Vec::new(), Vec::new(), String::new());
    let world = World::filled(tables, async |store| {
        let mut associations = Vec::new();
        for number in 0..ASSOCIATIONS {
            let id = RealIds.new_id();
            settle(store, id, &format!("第{number}町会"), HOUSEHOLDS).await?;
            associations.push(id);
        }
        let mut last = Uuid::nil();
        for _ in 0..rounds {
            let parent = RealIds.new_id();
            let audience = Audience {
                everybody: true,
                associations: associations.iter().copied().collect(),
                ..Audience::default()
            };
            let due = give(store, &seat(Role::City, None), parent, Draft { urgent: true, audience, ..words() }).await?;
            let start = Instant::now();
            let sent = send_due(store, due).await?;
            sending.push(start.elapsed());
            ensure!(sent == ASSOCIATIONS + 1, "{sent} of {} circulars went out", ASSOCIATIONS + 1);
            last = parent;
        }
        let first = associations.first().copied().context("no association")?;
        body = record(store, joint_id(last, first)).await?;
        for _ in 0..rounds {
            let start = Instant::now();
            let standing = store.read::<_, StoreError, _>(move |tx| {
                Box::pin(async move { city::standing(tx, CITY, last, RealClock.now()).await })
            });
            let households: u32 = standing.await?.iter().map(|one| one.totals.of).sum();
            counting.push(start.elapsed());
            ensure!(usize::try_from(households)? == ASSOCIATIONS * HOUSEHOLDS, "{households} households were counted");
        }
        let (chair, token) = sign_in(store, 0).await?;
        settle(store, large, "大きな町会", LARGE).await?;
        seated(store, large, chair).await?;
        let audience = Audience { everybody: true, ..Audience::default() };
        let due = give(store, &seat(Role::Chair, Some(large)), circular, Draft { audience, ..words() }).await?;
        ensure!(send_due(store, due).await? == 1, "the circular did not go out");
        answered(store, circular).await?;
        Ok(vec![token])
    })
    .await?;

    let mut connection = Connection::open(world.first(), "identity", world.tokens.first().map(String::as_str))?;
    let path = format!("/v1/me/associations/circulars/{circular}/reach");
    let (mut drawing, mut bytes) = (Vec::new(), 0);
    for _ in 0..rounds.saturating_mul(3) {
        let start = Instant::now();
        let answer = connection.get(&path)?.body;
        drawing.push(start.elapsed());
        bytes = answer.len();
        let view: ReachView = serde_json::from_slice(&answer)?;
        ensure!(view.lines.len() == LARGE && view.totals.confirmed > 0, "the board is not whole");
    }

    let on = tables.name();
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let figure = |name: &str, value: f64, floor: Option<f64>, target: f64, unit: &'static str, note: String| Figure {
        name: name.to_owned(),
        on: on.clone(),
        value,
        floor,
        target: Some(target),
        unit,
        more_is_better: false,
        note,
    };
    let (all, households) = (median(sending), ASSOCIATIONS * HOUSEHOLDS);
    let floor = floors::store(&vec![body.clone(); ASSOCIATIONS], rounds)?;
    let each = |time: Duration| time.as_secs_f64() * 1e6 / households as f64;
    let size = format!("{ASSOCIATIONS} records of {} bytes", body.len());
    Ok(vec![
        figure(
            "one circular of the city's, in all 300 associations' streams",
            ms(all),
            Some(ms(floor)),
            1_000.0,
            "ms",
            format!("{households} households; {size}"),
        ),
        figure("the same, for one household", each(all), Some(each(floor)), 20.0, "µs", String::new()),
        figure(
            "how it stands in each association, in counts",
            ms(median(counting)),
            None,
            1_000.0,
            "ms",
            format!("{households} households counted"),
        ),
        figure(
            "reach board of 2,000 households",
            ms(median(drawing)),
            Some(ms(floors::page(LARGE, bytes, rounds)?)),
            50.0,
            "ms",
            format!("{:.0} KB, asked for by a phone", bytes as f64 / 1_000.0),
        ),
    ])
}

fn words() -> Draft {
    let text = "市では、11月29日の午前9時から正午まで、市内のすべての避難所で総合防災訓練を行います。お住まいの町会の集合場所に、\
                動きやすい服装でお集まりください。雨のときは体育館で行います。参加できる人数をお知らせください。";
    Draft {
        title: LocalText::ja("総合防災訓練のお知らせ"),
        blocks: vec![Block::Text { text: LocalText::ja(text) }, Block::Text { text: LocalText::ja(text) }],
        ask: Ask::Attendance,
        ..Draft::default()
    }
}

fn seat(role: Role, association: Option<Uuid>) -> Seat {
    Seat { id: RealIds.new_id(), association, block: None, role, title: "防災担当".to_owned() }
}

/// Gives a circular to be sent. Answers when its hold is over.
async fn give(store: &Store, seat: &Seat, id: Uuid, draft: Draft) -> anyhow::Result<Timestamp> {
    let standing = Standing { seats: vec![seat.clone()], ..Standing::default() };
    let author = Author { person: RealIds.new_id(), seat: seat.clone(), standing };
    let now = RealClock.now();
    let writing = store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let looked = phone::look_as(tx, CITY, &author, (id, draft.clone()), now).await?;
            let ticked: Vec<String> = looked.into_iter().flatten().map(|warned| warned.mark).collect();
            phone::write_as(tx, CITY, &author, (id, draft), &ticked, now).await
        })
    });
    writing.await?.map_err(|refusal| anyhow::anyhow!("refused: {refusal:?}"))?;
    Ok(now.plus(i64::from(HOLD_SECONDS) * Timestamp::SECOND))
}

/// The JSON of a record.
async fn record(store: &Store, id: Uuid) -> anyhow::Result<String> {
    let reading = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let rows =
                tx.query("SELECT json FROM record WHERE city = $1 AND id = $2", &[CITY.into(), id.into()]).await?;
            rows.first().map_or(Ok(String::new()), |row| row.text(0).map(str::to_owned))
        })
    });
    Ok(reading.await?)
}

/// An association with its households in three blocks, a third of them on paper, and one member in each of the others.
async fn settle(store: &Store, id: Uuid, name: &str, households: usize) -> anyhow::Result<()> {
    let (name, since, never) = (name.to_owned(), days::column(RealClock.now().jst_date()), days::NO_END);
    let work = store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "INSERT INTO association (city, id, name, kana) VALUES ($1, $2, $3, $3)";
            tx.execute(sql, &[CITY.into(), id.into(), name.as_str().into()]).await?;
            let blocks: Vec<Uuid> = (0..3).map(|_| RealIds.new_id()).collect();
            for (place, block) in (1_i64..).zip(&blocks) {
                let sql = "INSERT INTO block (city, id, association, name, place) VALUES ($1, $2, $3, $4, $5)";
                let params: [Value; 5] =
                    [CITY.into(), (*block).into(), id.into(), format!("{place}班").into(), place.into()];
                tx.execute(sql, &params).await?;
            }
            let (mut homes, mut members) = (Vec::new(), Vec::new());
            for (order, block) in (0..households).zip(blocks.iter().cycle()) {
                let (home, paper) = (RealIds.new_id(), order % 3 == 0);
                let place = Value::Int(i64::try_from(order).unwrap_or_default());
                let way = if paper { "paper" } else { "app" };
                homes.push(vec![home.into(), id.into(), (*block).into(), place, way.into(), since.into(), never.into()]);
                if !paper {
                    let (own, person) = (RealIds.new_id(), RealIds.new_id());
                    members.push(vec![own.into(), home.into(), person.into(), since.into(), never.into()]);
                }
            }
            let home = |p: usize| {
                let [association, block, ord, way, since, until] = [p + 1, p + 2, p + 3, p + 4, p + 5, p + 6];
                format!("($1, ${p}, ${association}, ${block}, ${ord}, '山田', 'やまだ', '3-12', '', ${way}, ${since}, ${until})")
            };
            let into = "household (city, id, association, block, ord, name, kana, place, phone, delivery, since, until)";
            insert(tx, into, &homes, home).await?;
            let member = |p: usize| {
                format!("($1, ${p}, ${}, ${}, '山田 花', 0, ${}, ${})", p + 1, p + 2, p + 3, p + 4)
            };
            insert(tx, "membership (city, id, household, person, name, far, since, until)", &members, member).await
        })
    });
    Ok(work.await?)
}

/// Inserts rows, many with few statements; `row` writes one whose first parameter is the one named.
async fn insert(
    tx: &mut dyn Tx,
    into: &str,
    rows: &[Vec<Value>],
    row: impl Fn(usize) -> String,
) -> Result<(), StoreError> {
    for some in rows.chunks(ROWS) {
        let width = some.first().map_or(0, Vec::len);
        let list: Vec<String> = (0..some.len()).map(|at| row(2 + at * width)).collect();
        let mut params: Vec<Value> = vec![CITY.into()];
        params.extend(some.iter().flatten().cloned());
        tx.execute(&format!("INSERT INTO {into} VALUES {}", list.join(", ")), &params).await?;
    }
    Ok(())
}

/// Gives the chair's seat to a person with a device.
async fn seated(store: &Store, association: Uuid, person: Uuid) -> anyhow::Result<()> {
    let (seat, since, never) = (RealIds.new_id(), days::column(RealClock.now().jst_date()), days::NO_END);
    let work = store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "INSERT INTO association_seat (city, id, association, role, title, checklist)
                       VALUES ($1, $2, $3, 'chair', '会長', '[]')";
            tx.execute(sql, &[CITY.into(), seat.into(), association.into()]).await?;
            let sql =
                "INSERT INTO seat_term (city, id, seat, person, since, until, name, shows_name, shows_phone, given_by)
                       VALUES ($1, $2, $3, $4, $5, $6, '会長', '', '', 'operator')";
            let params: [Value; 6] =
                [CITY.into(), RealIds.new_id().into(), seat.into(), person.into(), since.into(), never.into()];
            tx.execute(sql, &params).await.map(drop)
        })
    });
    Ok(work.await?)
}

/// Every device has it; half of the households opened it, a third replied, and another third has it on paper.
async fn answered(store: &Store, circular: Uuid) -> anyhow::Result<()> {
    let work = store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let key = [CITY.into(), circular.into()];
            let sql = "INSERT INTO notice_reach (city, person, stream, seq)
                       SELECT n.city, m.person, n.stream, n.seq FROM notice_record n
                       JOIN circular c ON c.city = n.city AND c.id = n.notice
                       JOIN household h ON h.city = c.city AND h.association = c.association
                       JOIN membership m ON m.city = h.city AND m.household = h.id WHERE n.city = $1 AND n.notice = $2";
            tx.execute(sql, &key).await?;
            let reply = "circular_reply (city, circular, household, at, said_by, paper, json)
                         SELECT c.city, c.id, h.id, 1, '花', 0, '{\"reply\":\"attendance\",\"people\":2}'";
            let paper = "circular_paper (city, circular, household, mark, marked, marked_by)
                         SELECT c.city, c.id, h.id, 1, 1, '班長'";
            let open = "circular_open (city, circular, household, at) SELECT c.city, c.id, h.id, 1";
            for (rows, of) in [(open, "h.ord % 2 = 1"), (reply, "h.ord % 3 = 1"), (paper, "h.ord % 3 = 0")] {
                let sql = format!(
                    "INSERT INTO {rows} FROM circular c JOIN household h ON h.city = c.city AND h.association = c.association
                     WHERE c.city = $1 AND c.id = $2 AND {of}"
                );
                tx.execute(&sql, &key).await?;
            }
            Ok(())
        })
    });
    Ok(work.await?)
}

//! A school's morning: a thousand pupils in thirty classes, absences coming in at fifty a second while a class's board
//! and the school's view are open, and what it takes to draw them.
//!
//! Fifty a second is a thousand absences in twenty seconds, where a real morning has fifty minutes for them. Commands
//! are sent by the clock, whether the ones before were answered or not, and their time counts from the moment they were
//! due: a server that stands still for a while does not get away with it.

use crate::{
    floors,
    http::Connection,
    report::{Figure, median, within},
    world::{CITY, Tables, World, sign_in},
};
use anyhow::{Context, ensure};
use itsumo_backend::{
    clock::{Clock, Ids, RealClock, RealIds},
    school::{Outgoing, days, facility, guardian, seat},
    store::{Store, StoreError, Tx, Value},
};
use itsumo_domain::school::{
    Desk, Facility, FacilityKind, Group, GroupKind, SchoolDays, TimeOfDay,
    access::{Role, Seat},
    school_year,
};
use serde_json::json;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Pupils of the school; the first class has [`CLASS`], the others share the rest.
const PUPILS: usize = 1_000;
/// Pupils of the class whose board is drawn.
const CLASS: usize = 35;
/// Classes.
const CLASSES: usize = 30;
/// Absences a second.
const RATE: u32 = 50;
/// Connections over which they come.
const SENDERS: usize = 8;

/// Who is of the school.
#[derive(Clone, Debug)]
struct School {
    facility: Uuid,
    classes: Vec<Uuid>,
    pupils: Vec<Uuid>,
}

/// Everything of the morning; `absences` come in, at most one for each pupil.
pub async fn morning(tables: Tables, absences: usize, rounds: usize) -> anyhow::Result<Vec<Figure>> {
    let school = School {
        facility: RealIds.new_id(),
        classes: (0..CLASSES).map(|_| RealIds.new_id()).collect(),
        pupils: (0..PUPILS).map(|_| RealIds.new_id()).collect(),
    };
    let world = World::filled(tables, async |store| fill(store, &school).await).await?;
    // The last who was signed in is the head, before whom every page is open.
    let head = world.tokens.last().context("nobody is signed in")?.clone();
    let at = |page: &str| format!("/console/{CITY}/{}/{page}", school.facility);
    let class = at(&format!("board/{}", school.classes.first().context("no class")?));
    let pages = [(class, CLASS, "a class's board", 10.0), (at("school"), PUPILS, "the school's view", 100.0)];

    let stop = Arc::new(AtomicBool::new(false));
    let mut open = Vec::new();
    for (page, ..) in &pages {
        let (page, events, head, stop) = (page.clone(), at("events"), head.clone(), Arc::clone(&stop));
        let to = world.first();
        open.push(std::thread::spawn(move || follow(to, &head, &events, &page, &stop)));
    }
    let families: Vec<(Uuid, String)> = school.pupils.iter().copied().zip(world.tokens.iter().cloned()).collect();
    let times = tell_all(&world, school.facility, families.get(..absences.min(PUPILS)).unwrap_or(&families))?;
    stop.store(true, Ordering::SeqCst);
    // One more, so that those who listen wake up and see that it is over.
    tell_all(&world, school.facility, families.get(..1).unwrap_or_default())?;
    let mut redrawn = Vec::new();
    for follower in open {
        redrawn.push(follower.join().map_err(|_| anyhow::anyhow!("a page that was open broke"))??);
    }

    let floor = floors::commits(absences)?;
    let on = tables.name();
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let figure = |name: String, value: Duration, floor: Option<Duration>, target: Option<f64>, note: &str| Figure {
        name,
        on: on.clone(),
        value: ms(value),
        floor: floor.map(ms),
        target,
        unit: "ms",
        more_is_better: false,
        note: note.to_owned(),
    };
    let mut figures = Vec::new();
    for (per_mille, target, name) in [(500, 10.0, "half"), (990, 50.0, "99 of 100")] {
        figures.push(figure(
            format!("absence told, {name} within"),
            within(times.clone(), per_mille),
            Some(within(floor.clone(), per_mille)),
            Some(target),
            &format!("{absences} absences at {RATE} a second, with two pages open"),
        ));
    }
    for ((page, rows, name, target), redrawn) in pages.iter().zip(redrawn) {
        let mut connection = as_staff(Connection::open(world.first(), "identity", None)?, &head);
        let (mut times, mut bytes) = (Vec::new(), 0);
        for _ in 0..rounds.saturating_mul(3) {
            let start = Instant::now();
            bytes = connection.get(page)?.body.len();
            times.push(start.elapsed());
        }
        figures.push(figure(
            format!("{name} drawn, {rows} pupils"),
            median(times),
            Some(floors::page(*rows, bytes, rounds)?),
            Some(*target),
            &format!("{:.0} KB of HTML, after {absences} absences", bytes as f64 / 1_000.0),
        ));
        let note = format!("{} times, on each event", redrawn.len());
        figures.push(figure(format!("{name} drawn anew while absences come in"), median(redrawn), None, None, &note));
    }
    Ok(figures)
}

/// Tells one absence for each of these pupils, by the clock, each by its own guardian. How long each took from when it
/// was due.
fn tell_all(world: &World, facility: Uuid, families: &[(Uuid, String)]) -> anyhow::Result<Vec<Duration>> {
    let today = RealClock.now().jst_date();
    let (due, orders) = mpsc::channel::<(Instant, String, Vec<u8>)>();
    let orders = Arc::new(Mutex::new(orders));
    let times = Arc::new(Mutex::new(Vec::with_capacity(families.len())));
    let senders: Vec<_> = (0..SENDERS)
        .map(|number| {
            let (orders, times, to) = (Arc::clone(&orders), Arc::clone(&times), world.of(number));
            std::thread::spawn(move || -> anyhow::Result<()> {
                loop {
                    let next = orders.lock().map_err(|_| anyhow::anyhow!("a sender broke"))?.recv();
                    let Ok((due, token, body)) = next else { return Ok(()) };
                    let answer = Connection::open(to, "identity", Some(&token))?.post("/v1/sync", &body)?;
                    let took = due.elapsed();
                    let text = String::from_utf8_lossy(&answer.body);
                    ensure!(!text.contains("refused"), "an absence was refused: {text}");
                    times.lock().map_err(|_| anyhow::anyhow!("a sender broke"))?.push(took);
                }
            })
        })
        .collect();
    let start = Instant::now();
    for (number, (pupil, token)) in (0_u32..).zip(families) {
        let body = json!({
            "city": CITY, "cursors": {},
            "commands": [{
                "id": RealIds.new_id(), "at": RealClock.now(), "type": "report_absence", "absence_id": RealIds.new_id(),
                "absence": {
                    "pupil": pupil, "from": today, "until": today, "part": "all_day", "reason": "ill",
                    "symptoms": ["fever", "cough"], "temperature": 384,
                    "note": "昨夜から熱があり、今朝も38度4分ありました。病院に行ってから、またお知らせします。",
                    "tell": [{ "facility": facility, "desk": "class" }, { "facility": facility, "desk": "lunch" }],
                },
            }],
        });
        let at = start + Duration::from_secs(1) / RATE * number;
        std::thread::sleep(at.saturating_duration_since(Instant::now()));
        due.send((at, token.clone(), serde_json::to_vec(&body)?))?;
    }
    drop(due);
    for sender in senders {
        sender.join().map_err(|_| anyhow::anyhow!("a sender broke"))??;
    }
    let times = times.lock().map_err(|_| anyhow::anyhow!("a sender broke"))?.clone();
    ensure!(times.len() == families.len(), "{} of {} absences were told", times.len(), families.len());
    Ok(times)
}

/// A page as a browser follows it: it hears that the board moved and asks again, and what moves meanwhile is seen then.
fn follow(
    to: std::net::SocketAddr,
    head: &str,
    events: &str,
    page: &str,
    stop: &AtomicBool,
) -> anyhow::Result<Vec<Duration>> {
    let mut refresh = as_staff(Connection::open(to, "identity", None)?, head).with("x-refresh", "1");
    let (mut times, mut shown, mut failed) = (Vec::new(), 0_i64, None);
    as_staff(Connection::open(to, "identity", None)?, head).listen(events, |data| {
        let moved = data.parse::<i64>().unwrap_or(0);
        if moved > shown {
            let start = Instant::now();
            match refresh.get(page) {
                Ok(answer) => {
                    times.push(start.elapsed());
                    shown = number_on(&answer.body).unwrap_or(moved);
                }
                Err(error) => failed = Some(error),
            }
        }
        failed.is_none() && !stop.load(Ordering::SeqCst)
    })?;
    failed.map_or(Ok(times), Err)
}

/// Where the board stood when the page was drawn, as the page says it.
fn number_on(page: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(page).ok()?;
    let after = text.split_once("data-head=\"")?.1;
    after.split_once('"')?.0.parse().ok()
}

/// A request of somebody who is signed in at the console.
fn as_staff(connection: Connection, token: &str) -> Connection {
    connection.with("cookie", &format!("itsumo_console={token}"))
}

/// The school, a guardian with a device for each pupil, and a head. Answers with the tokens, the head's last.
async fn fill(store: &Store, school: &School) -> anyhow::Result<Vec<String>> {
    let (mut people, mut tokens) = (Vec::new(), Vec::new());
    for number in 0..=PUPILS {
        let (person, token) = sign_in(store, number).await?;
        people.push(person);
        tokens.push(token);
    }
    let now = RealClock.now();
    let today = now.jst_date();
    // Open on every day of the week and of the year: the figures do not ask on which day they are measured.
    let days = SchoolDays { weekdays: (1..=7).collect(), holidays: false, ..SchoolDays::default() };
    let of = Facility {
        id: school.facility,
        kind: FacilityKind::School,
        name: "ひなた市立あさひ小学校".to_owned(),
        short: "あさひ小".to_owned(),
        phone: "0436-00-1201".to_owned(),
        cut_off: TimeOfDay::new(8, 20).unwrap_or_default(),
        desks: vec![Desk::Class, Desk::Lunch],
        days,
        way_minutes: 20,
        ..Facility::default()
    };
    let at = school.clone();
    let head = people.last().copied().context("no head")?;
    work(store, move |tx, out| {
        Box::pin(async move {
            facility::keep(tx, CITY, &of).await?;
            for (number, id) in at.classes.iter().enumerate() {
                let grade = u8::try_from(number / 5 + 1).unwrap_or(1);
                let name = format!("{grade}年{}組", number % 5 + 1);
                let group = Group { id: *id, kind: GroupKind::Class, year: school_year(today), grade, name };
                facility::keep_group(tx, CITY, at.facility, &group).await?;
            }
            for (number, pupil) in at.pupils.iter().enumerate() {
                // The first class is full, the others take turns.
                let class = if number < CLASS { 0 } else { 1 + number % (CLASSES - 1) };
                let Some(class) = at.classes.get(class) else { continue };
                enrol(tx, *pupil, at.facility, *class, number, days::column(today)).await?;
            }
            let seat = Seat {
                id: RealIds.new_id(),
                facility: at.facility,
                role: Role::Head,
                group: None,
                title: "校長".to_owned(),
            };
            seat::give(tx, out, CITY, &seat, today, None).await?;
            seat::hold(tx, out, CITY, seat.id, Some(head)).await.map(drop)
        })
    })
    .await?;
    let pairs: Vec<(Uuid, Uuid)> = school.pupils.iter().copied().zip(people).collect();
    for some in pairs.chunks(100) {
        let some = some.to_vec();
        work(store, move |tx, out| {
            Box::pin(async move {
                for (pupil, person) in some {
                    guardian::join(tx, out, CITY, pupil, person, "保護者", "母", today, now).await?;
                }
                Ok(())
            })
        })
        .await?;
    }
    Ok(tokens)
}

/// One transaction of the school.
async fn work<F>(store: &Store, work: F) -> anyhow::Result<()>
where
    F: for<'t> FnOnce(
            &'t mut dyn Tx,
            &'t mut Outgoing,
        ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 't>>
        + Send
        + 'static,
{
    let now = RealClock.now();
    let written: Result<(), StoreError> = store
        .write(move |tx| {
            Box::pin(async move {
                let mut out = Outgoing::default();
                work(tx, &mut out).await?;
                out.send(tx, CITY, now).await
            })
        })
        .await;
    written.map_err(anyhow::Error::from)
}

async fn enrol(
    tx: &mut dyn Tx,
    pupil: Uuid,
    facility: Uuid,
    class: Uuid,
    number: usize,
    since: i64,
) -> Result<(), StoreError> {
    let (name, kana) = (format!("児童 第{number}"), format!("じどう だい{number:04}"));
    let sql = "INSERT INTO pupil (city, id, code, name, kana, birth) VALUES ($1, $2, '', $3, $4, 0)";
    tx.execute(sql, &[CITY.into(), pupil.into(), name.into(), kana.into()]).await?;
    let sql = "INSERT INTO enrolment (city, class_group, pupil, facility, since, until, number)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let place = i64::try_from(number % 36 + 1).unwrap_or(0);
    let params: [Value; 7] =
        [CITY.into(), class.into(), pupil.into(), facility.into(), since.into(), days::NO_END.into(), place.into()];
    tx.execute(sql, &params).await.map(drop)
}

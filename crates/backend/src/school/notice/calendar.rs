//! A child's days as a calendar that a phone subscribes to: dates, due days, things to bring, closed days.
//!
//! The address carries a secret instead of a sign-in, because calendars cannot sign in; of it only a hash is kept. It is
//! good while the guardian who made it has their part, and no shield stands against them, and until they take it back.
//! Who finds the address learns titles and days, and no name of a child.

use super::{answer, table};
use crate::{
    app::App,
    ical::{self, Event},
    problem::Failure,
    school::{guardian, pupil, standing},
    store::{StoreError, Tx, Value},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    Timestamp,
    school::{
        Facility,
        access::{Act, Of, may_at_school},
        notice::{Ask, Block, Draft},
    },
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Most addresses that one guardian has of one child; the oldest goes.
const MOST: i64 = 10;
/// Days that a calendar reaches back.
const BACK: u64 = 120;

/// Makes an address: the part of it behind `/v1/calendar/`.
///
/// # Errors
/// Not found when the child is none of theirs, or they do not read its notices.
pub async fn link(app: &App, city: &str, person: Uuid, pupil: Uuid) -> Result<String, Failure> {
    let secret = crate::blob::hex(&app.ids.secret());
    let (hash, now) = (hash(&secret), app.clock.now());
    let code = city.to_owned();
    let made = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            if !goes_somewhere(tx, &code, person, pupil, now.jst_date()).await? {
                return Ok(false);
            }
            let sql = "INSERT INTO calendar_link (city, hash, person, pupil, made) VALUES ($1, $2, $3, $4, $5)";
            let params: [Value; 5] = [code.as_str().into(), hash.into(), person.into(), pupil.into(), now.into()];
            tx.execute(sql, &params).await?;
            let sql = "DELETE FROM calendar_link WHERE city = $1 AND person = $2 AND pupil = $3 AND hash NOT IN
                       (SELECT hash FROM calendar_link WHERE city = $1 AND person = $2 AND pupil = $3
                        ORDER BY made DESC LIMIT $4)";
            tx.execute(sql, &[code.into(), person.into(), pupil.into(), Value::Int(MOST)]).await?;
            Ok(true)
        })
    });
    if made.await? { Ok(format!("{city}-{secret}")) } else { Err(Failure::not_found("child")) }
}

/// Takes all addresses of a child back that this guardian made.
///
/// # Errors
/// When the tables cannot be written. Where there was none nothing is to be done.
pub async fn revoke(app: &App, city: &str, person: Uuid, pupil: Uuid) -> Result<(), Failure> {
    let (city, now) = (city.to_owned(), app.clock.now());
    let had = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "DELETE FROM calendar_link WHERE city = $1 AND person = $2 AND pupil = $3";
            let had = tx.execute(sql, &[city.as_str().into(), person.into(), pupil.into()]).await? > 0;
            Ok(had || goes_somewhere(tx, &city, person, pupil, now.jst_date()).await?)
        })
    });
    if had.await? { Ok(()) } else { Err(Failure::not_found("child")) }
}

/// The calendar behind an address.
///
/// # Errors
/// Not found, for whatever reason it is not good.
pub async fn feed(app: &App, token: &str) -> Result<String, Failure> {
    let not_there = || Failure::not_found("calendar");
    let (city, secret) = token.split_once('-').ok_or_else(not_there)?;
    app.cities.get(city).ok_or_else(not_there)?;
    let (city, hash, now) = (city.to_owned(), hash(secret), app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT person, pupil FROM calendar_link WHERE city = $1 AND hash = $2";
            let rows = tx.query(sql, &[city.as_str().into(), hash.into()]).await?;
            let Some(row) = rows.first() else { return Ok(None) };
            let (person, pupil) = (row.uuid(0)?, row.uuid(1)?);
            if !may(tx, &city, person, pupil, now.jst_date()).await? {
                return Ok(None);
            }
            let events = events(tx, &city, person, pupil, now).await?;
            Ok(Some(ical::write(&ical::About { name: "学校の予定", product: "School" }, &events, now)))
        })
    });
    reading.await?.ok_or_else(not_there)
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

async fn may(tx: &mut dyn Tx, city: &str, person: Uuid, pupil: Uuid, day: NaiveDate) -> Result<bool, StoreError> {
    let standing = standing::standing(tx, city, person, day).await?;
    Ok(may_at_school(&standing, Act::ReadNotices, Of::Child(pupil)).is_ok())
}

/// Whether there is anything to make a calendar of. A child that goes nowhere answers as one whose places a shield
/// keeps from the asker, so that nobody learns of the shield by asking.
async fn goes_somewhere(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    pupil: Uuid,
    day: NaiveDate,
) -> Result<bool, StoreError> {
    Ok(may(tx, city, person, pupil, day).await? && !pupil::facilities_of(tx, city, pupil, day).await?.is_empty())
}

async fn events(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    pupil: Uuid,
    now: Timestamp,
) -> Result<Vec<Event>, StoreError> {
    let day = now.jst_date();
    let since = day.checked_sub_days(Days::new(BACK)).unwrap_or(day);
    let mut found = Vec::new();
    let sql = "SELECT DISTINCT n.id, n.sent FROM notice n
               WHERE n.city = $1 AND n.sent IS NOT NULL AND n.recalled IS NULL AND n.sent >= $3 AND
               (EXISTS (SELECT 1 FROM notice_pupil p WHERE p.city = n.city AND p.notice = n.id AND p.pupil = $2 AND p.singly = 1)
                OR EXISTS (SELECT 1 FROM notice_group g JOIN enrolment e ON e.city = g.city AND e.class_group = g.class_group
                           WHERE g.city = n.city AND g.notice = n.id AND e.pupil = $2))
               ORDER BY n.sent, n.id";
    let oldest = Timestamp::from_jst_date(since.checked_sub_days(Days::new(365)).unwrap_or(since));
    for row in tx.query(sql, &[city.into(), pupil.into(), oldest.into()]).await? {
        let Some(entry) = table::find(tx, city, row.uuid(0)?).await? else { continue };
        let edges = guardian::edges(tx, city, person, day).await?;
        if !answer::children(tx, city, &entry, edges, Act::ReadNotices, day).await?.contains(&pupil) {
            continue;
        }
        if let Some(draft) = &entry.public {
            found.extend(of_notice(draft, entry.id, entry.edited.or(entry.sent).unwrap_or(now)));
        }
    }
    for (facility, _) in pupil::facilities_of(tx, city, pupil, day).await? {
        found.extend(closed(&facility, now));
    }
    found.retain(|event| event.until >= since);
    found.sort_by_key(|event| (event.from, event.at, event.id, event.place));
    Ok(found)
}

fn of_notice(draft: &Draft, id: Uuid, changed: Timestamp) -> Vec<Event> {
    let event = |place: usize, day: NaiveDate, at, title: String| Event {
        id,
        place,
        changed,
        from: day,
        until: day,
        at,
        title,
        location: String::new(),
    };
    let mut found = Vec::new();
    for (place, block) in draft.blocks.iter().enumerate() {
        match block {
            Block::Date { day, time, what } => found.push(event(place, *day, *time, what.ja.clone())),
            Block::Bring { day, what } => found.push(event(place, *day, None, format!("持ち物: {}", what.ja))),
            _ => {}
        }
    }
    if let Some(due) = draft.due {
        let word = if draft.ask == Ask::Nothing { "期限" } else { "回答期限" };
        found.push(event(draft.blocks.len(), due, None, format!("{word}: {}", draft.title.ja)));
    }
    found
}

fn closed(facility: &Facility, now: Timestamp) -> Vec<Event> {
    let runs = facility.days.closed.iter().enumerate();
    runs.map(|(place, run)| Event {
        id: facility.id,
        place,
        changed: now,
        from: run.from,
        until: run.until.max(run.from),
        at: None,
        title: format!("{}（{}）", run.name, facility.short),
        location: String::new(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::city::LocalText;

    #[test]
    fn a_calendar_is_folded_escaped_and_says_when_in_japan() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
        let draft = Draft {
            title: LocalText::ja("遠足, 持ち物; と\\お金"),
            blocks: vec![
                Block::Date { day: day(4), time: Some("8:30".parse().unwrap()), what: LocalText::ja("遠足") },
                Block::Bring { day: day(4), what: LocalText::ja(&"弁当".repeat(30)) },
            ],
            ask: Ask::Seen,
            due: Some(day(1)),
            ..Draft::default()
        };
        let now = Timestamp::from_jst_date(day(1));
        let about = ical::About { name: "学校の予定", product: "School" };
        let out = ical::write(&about, &of_notice(&draft, Uuid::from_u128(7), now), now);
        assert!(out.split("\r\n").all(|line| line.len() <= 75), "{out}");
        assert!(out.ends_with("END:VCALENDAR\r\n") && !out.replace("\r\n", "").contains('\n'));
        let whole = out.replace("\r\n ", "");
        for line in [
            "DTSTAMP:20261130T150000Z",
            "DTSTART;TZID=Asia/Tokyo:20261204T083000",
            "SUMMARY:遠足",
            "DTSTART;VALUE=DATE:20261204",
            "DTEND;VALUE=DATE:20261205",
            "SUMMARY:回答期限: 遠足\\, 持ち物\\; と\\\\お金",
        ] {
            assert!(whole.contains(&format!("{line}\r\n")), "{line} in {whole}");
        }
        assert_eq!(whole.matches("BEGIN:VEVENT").count(), 3);
    }
}

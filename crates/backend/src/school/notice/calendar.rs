//! A child's days as a calendar that a phone subscribes to: dates, due days, things to bring, closed days.
//!
//! The address carries a secret instead of a sign-in, because calendars cannot sign in; of it only a hash is kept. It is
//! good while the guardian who made it has their part, and no shield stands against them, and until they take it back.
//! Who finds the address learns titles and days, and no name of a child.

use super::{answer, table};
use crate::{
    account,
    app::App,
    ical::{self, Event},
    problem::Failure,
    school::{guardian, pupil, standing},
    store::{StoreError, Tx, Value},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    Timestamp,
    i18n::{Arg, Locale, text, without_ruby},
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
    let now = app.clock.now();
    app.calendars.take(token, now).map_err(Failure::rate_limited)?;
    let not_there = || Failure::not_found("calendar");
    let (city, secret) = token.split_once('-').ok_or_else(not_there)?;
    app.cities.get(city).ok_or_else(not_there)?;
    let (city, hash) = (city.to_owned(), hash(secret));
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT person, pupil FROM calendar_link WHERE city = $1 AND hash = $2";
            let rows = tx.query(sql, &[city.as_str().into(), hash.into()]).await?;
            let Some(row) = rows.first() else { return Ok(None) };
            let (person, pupil) = (row.uuid(0)?, row.uuid(1)?);
            if !may(tx, &city, person, pupil, now.jst_date()).await? {
                return Ok(None);
            }
            let locale = account::locale_of(tx, &city, person).await?;
            let events = events(tx, &city, person, pupil, locale, now).await?;
            let name = words(locale, "school-calendar", &[]);
            Ok(Some(ical::write(&ical::About { name: &name, product: "School" }, &events, now)))
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
    locale: Locale,
    now: Timestamp,
) -> Result<Vec<Event>, StoreError> {
    let day = now.jst_date();
    let since = day.checked_sub_days(Days::new(BACK)).unwrap_or(day);
    let oldest = Timestamp::from_jst_date(since.checked_sub_days(Days::new(365)).unwrap_or(since));
    let edges = guardian::edges(tx, city, person, day).await?;
    let mut found = Vec::new();
    for notice in told_for(tx, city, pupil, oldest).await? {
        let Some(entry) = table::find(tx, city, notice).await? else { continue };
        if !answer::children(tx, city, &entry, edges.clone(), Act::ReadNotices, day).await?.contains(&pupil) {
            continue;
        }
        if let Some(draft) = &entry.public {
            found.extend(of_notice(locale, draft, entry.id, entry.edited.or(entry.sent).unwrap_or(now)));
        }
    }
    for (facility, _) in pupil::facilities_of(tx, city, pupil, day).await? {
        found.extend(closed(locale, &facility, now));
    }
    found.retain(|event| event.until >= since);
    found.sort_by_key(|event| (event.from, event.at, event.id, event.place));
    Ok(found)
}

/// Notices that are out and were told for this child, or in a group that it is or was in, since then; the oldest first.
///
/// # Errors
/// The store's.
pub async fn told_for(tx: &mut dyn Tx, city: &str, pupil: Uuid, since: Timestamp) -> Result<Vec<Uuid>, StoreError> {
    // From the child to its notices, each way by itself: a calendar is asked for by nobody's hand, and often. SQLite keeps
    // to the order of a CROSS JOIN, whatever it knows of the tables.
    let sql = "SELECT n.id, n.sent FROM notice_pupil p JOIN notice n ON n.city = p.city AND n.id = p.notice
               WHERE p.city = $1 AND p.pupil = $2 AND p.singly = 1 AND n.sent >= $3 AND n.recalled IS NULL
               UNION SELECT n.id, n.sent FROM enrolment e CROSS JOIN notice_group g CROSS JOIN notice n
               WHERE e.city = $1 AND e.pupil = $2 AND g.city = e.city AND g.class_group = e.class_group
               AND n.city = g.city AND n.id = g.notice AND n.sent >= $3 AND n.recalled IS NULL
               ORDER BY 2, 1";
    let rows = tx.query(sql, &[city.into(), pupil.into(), since.into()]).await?;
    rows.iter().map(|row| row.uuid(0)).collect()
}

/// In plain letters: a calendar draws no ruby.
fn words(locale: Locale, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    without_ruby(&text(locale, key, args))
}

fn of_notice(locale: Locale, draft: &Draft, id: Uuid, changed: Timestamp) -> Vec<Event> {
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
            Block::Date { day, time, what } => {
                found.push(event(place, *day, *time, without_ruby(what.get(locale))));
            }
            Block::Bring { day, what } => {
                let what = words(locale, "school-feed-bring", &[("what", Arg::Text(what.get(locale)))]);
                found.push(event(place, *day, None, what));
            }
            _ => {}
        }
    }
    if let Some(due) = draft.due {
        let key = if draft.ask == Ask::Nothing { "school-feed-due" } else { "school-feed-answer" };
        let what = words(locale, key, &[("title", Arg::Text(draft.title.get(locale)))]);
        found.push(event(draft.blocks.len(), due, None, what));
    }
    found
}

fn closed(locale: Locale, facility: &Facility, now: Timestamp) -> Vec<Event> {
    let runs = facility.days.closed.iter().enumerate();
    runs.map(|(place, run)| Event {
        id: facility.id,
        place,
        changed: now,
        from: run.from,
        until: run.until.max(run.from),
        at: None,
        title: words(
            locale,
            "school-calendar-closed",
            &[("place", Arg::Text(&facility.short)), ("why", Arg::Text(&run.name))],
        ),
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
        let out = ical::write(&about, &of_notice(Locale::Ja, &draft, Uuid::from_u128(7), now), now);
        assert!(out.split("\r\n").all(|line| line.len() <= 75), "{out}");
        assert!(out.ends_with("END:VCALENDAR\r\n") && !out.replace("\r\n", "").contains('\n'));
        let whole = out.replace("\r\n ", "");
        for line in [
            "DTSTAMP:20261130T150000Z",
            "DTSTART;TZID=Asia/Tokyo:20261204T083000",
            "SUMMARY:遠足",
            "DTSTART;VALUE=DATE:20261204",
            "DTEND;VALUE=DATE:20261205",
            "SUMMARY:回答の締め切り：遠足\\, 持ち物\\; と\\\\お金",
        ] {
            assert!(whole.contains(&format!("{line}\r\n")), "{line} in {whole}");
        }
        assert_eq!(whole.matches("BEGIN:VEVENT").count(), 3);
    }
}

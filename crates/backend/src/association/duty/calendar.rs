//! A household's calendar, as an address that its phones subscribe to: its turns, what is on, general meetings.
//!
//! The address carries a secret instead of a sign-in, because calendars cannot sign in; of it only a hash is kept. It is
//! good while the member who made it is of the household, and until they take it back. Whoever finds the address learns
//! what is on in the association and on which days it is this household's turn; no name stands in it.

use super::of_household;
use crate::{
    app::App,
    association::{block, household, meeting, standing},
    ical::{self, Event},
    problem::Failure,
    store::{StoreError, Tx, Value},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    Timestamp,
    association::access::{Act, may_in_association},
    i18n::{Arg, Locale, text},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Most addresses that one member has of one household; the oldest goes.
const MOST: i64 = 10;
/// Days that a calendar reaches back.
const BACK: u64 = 120;

/// Makes an address: the part of it behind `/v1/calendar/household/`.
///
/// # Errors
/// Not found when the household is none of theirs.
pub async fn link(app: &App, city: &str, person: Uuid, household: Uuid) -> Result<String, Failure> {
    let secret = crate::blob::hex(&app.ids.secret());
    let (hash, now) = (hash(&secret), app.clock.now());
    let code = city.to_owned();
    let made = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            if of(tx, &code, person, household, now.jst_date()).await?.is_none() {
                return Ok(false);
            }
            let sql =
                "INSERT INTO household_calendar (city, hash, person, household, made) VALUES ($1, $2, $3, $4, $5)";
            let params: [Value; 5] = [code.as_str().into(), hash.into(), person.into(), household.into(), now.into()];
            tx.execute(sql, &params).await?;
            let sql =
                "DELETE FROM household_calendar WHERE city = $1 AND person = $2 AND household = $3 AND hash NOT IN
                       (SELECT hash FROM household_calendar WHERE city = $1 AND person = $2 AND household = $3
                        ORDER BY made DESC LIMIT $4)";
            tx.execute(sql, &[code.into(), person.into(), household.into(), Value::Int(MOST)]).await?;
            Ok(true)
        })
    });
    if made.await? { Ok(format!("{city}-{secret}")) } else { Err(Failure::not_found("household")) }
}

/// Takes all addresses of a household back that this member made.
///
/// # Errors
/// Not found when there was none and the household is none of theirs.
pub async fn revoke(app: &App, city: &str, person: Uuid, household: Uuid) -> Result<(), Failure> {
    let (city, now) = (city.to_owned(), app.clock.now());
    let had = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "DELETE FROM household_calendar WHERE city = $1 AND person = $2 AND household = $3";
            let had = tx.execute(sql, &[city.as_str().into(), person.into(), household.into()]).await? > 0;
            Ok(had || of(tx, &city, person, household, now.jst_date()).await?.is_some())
        })
    });
    if had.await? { Ok(()) } else { Err(Failure::not_found("household")) }
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
            let sql = "SELECT person, household FROM household_calendar WHERE city = $1 AND hash = $2";
            let rows = tx.query(sql, &[city.as_str().into(), hash.into()]).await?;
            let Some(row) = rows.first() else { return Ok(None) };
            let (person, id) = (row.uuid(0)?, row.uuid(1)?);
            let Some(household) = of(tx, &city, person, id, now.jst_date()).await? else { return Ok(None) };
            let association = block::association(tx, &city, household.association).await?;
            let name = association.map(|association| association.name).unwrap_or_default();
            let events = events(tx, &city, &household, now).await?;
            let name = text(Locale::Ja, "duty-calendar-name", &[("association", Arg::Text(&name))]);
            Ok(Some(ical::write(&ical::About { name: &name, product: "Association" }, &events, now)))
        })
    });
    reading.await?.ok_or_else(not_there)
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// The household, if it is this person's on this day and reads the association's calendar.
async fn of(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    id: Uuid,
    day: NaiveDate,
) -> Result<Option<household::Household>, StoreError> {
    let standing = standing::standing(tx, city, person, day).await?;
    let own = standing.homes.iter().any(|home| home.household == id);
    let household = if own { household::find(tx, city, id).await? } else { None };
    Ok(household.filter(|it| may_in_association(&standing, Act::ReadAssociation, it.of()).is_ok()))
}

async fn events(
    tx: &mut dyn Tx,
    city: &str,
    at: &household::Household,
    now: Timestamp,
) -> Result<Vec<Event>, StoreError> {
    let today = now.jst_date();
    let since = today.checked_sub_days(Days::new(BACK)).unwrap_or(today);
    let mut found: Vec<Event> = of_household(tx, city, at.association, at.block, at.id, since)
        .await?
        .into_iter()
        .map(|entry| Event {
            id: entry.id,
            place: 0,
            changed: entry.changed,
            from: entry.duty.from,
            until: entry.duty.until,
            // A turn of several days is of whole days, whenever each of them begins.
            at: entry.duty.time.filter(|_| entry.duty.from == entry.duty.until),
            title: match entry.duty.household {
                Some(_) => text(Locale::Ja, "duty-calendar-mine", &[("what", Arg::Text(&entry.duty.what))]),
                None => entry.duty.what,
            },
            location: entry.duty.place,
        })
        .collect();
    for entry in meeting::of_association(tx, city, at.association).await? {
        let (meeting, id, changed) = (entry.meeting, entry.id, entry.changed);
        if meeting.day < since {
            continue;
        }
        let title = meeting.title.ja;
        let closes = text(Locale::Ja, "duty-calendar-closes", &[("title", Arg::Text(&title))]);
        let day = meeting.closes.jst_date();
        let event =
            |place, from, at, title, location| Event { id, place, changed, from, until: from, at, title, location };
        found.push(event(0, meeting.day, meeting.time, title, meeting.place));
        found.push(event(1, day, None, closes, String::new()));
    }
    found.sort_by_key(|event| (event.from, event.at, event.id, event.place));
    Ok(found)
}

//! Which city, and what the device knows of it.

use crate::{
    Change, Engine, Error, Inner, account,
    api::Call,
    http::Method,
    store::{self, StoreError},
};
use itsumo_domain::{
    Timestamp,
    city::{City, CitySummary, is_city_code},
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use std::sync::Arc;

/// The list as last seen.
pub(crate) const CITIES: &str = "cities";
/// The chosen city's code.
pub(crate) const CHOSEN: &str = "city";
/// How long the stored copy is good before the server is asked again.
const FRESH: i64 = 6 * Timestamp::HOUR;

/// The chosen city's code.
pub(crate) fn chosen(db: &Connection) -> Result<Option<String>, StoreError> {
    store::setting(db, CHOSEN)
}

/// The chosen city as stored.
pub(crate) fn stored(db: &Connection) -> Result<Option<City>, StoreError> {
    let Some(code) = chosen(db)? else { return Ok(None) };
    let json: Option<String> =
        db.prepare_cached("SELECT json FROM city WHERE code = ?1")?.query_row([code], |row| row.get(0)).optional()?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
}

/// Removes what came from the city. What the person kept without an account stays.
pub(crate) fn forget_city(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute_batch(
        "DELETE FROM news; DELETE FROM news_topic; DELETE FROM news_words; DELETE FROM alert; DELETE FROM note;
         DELETE FROM record; DELETE FROM stream;",
    )?;
    store::unset(tx, CHOSEN)
}

impl Engine {
    /// The server's cities, or the last known ones while it cannot be reached.
    ///
    /// # Errors
    /// [`Error::Offline`] when there is neither.
    pub async fn cities(&self) -> Result<Vec<CitySummary>, Error> {
        let inner = self.inner();
        self.run(async move {
            match inner.call_json::<Vec<CitySummary>>(Call::new(Method::Get, "/v1/cities")).await {
                Ok(cities) => {
                    let keep = cities.clone();
                    inner.write_again(move |tx, _| store::set_setting(tx, CITIES, &keep)).await?;
                    Ok(cities)
                }
                Err(error) => inner.read(|db, _| store::setting(db, CITIES)).await?.ok_or(error),
            }
        })
        .await
    }

    /// Makes `code` this device's city. An account belongs to a city: choosing another signs out.
    ///
    /// # Errors
    /// `not-a-city` for what is no code, `unknown-city` for one the server does not have, or offline.
    pub async fn choose_city(&self, code: &str) -> Result<(), Error> {
        if !is_city_code(code) {
            return Err(Error::field("city", "not-a-city"));
        }
        if self.read(|db, _| chosen(db)).await?.as_deref() == Some(code) {
            return Ok(());
        }
        let (inner, code) = (self.inner(), code.to_owned());
        self.run(async move {
            let fetched = fetch(&inner, &code, None).await.map_err(|error| match error {
                Error::Refused(refusal) if refusal.code == "not-found" => Error::field("city", "unknown-city"),
                other => other,
            })?;
            let _no_sync_meanwhile = inner.sync_gate.lock().await;
            inner
                .write(move |tx, inner| {
                    account::forget_person(tx, inner)?;
                    forget_city(tx)?;
                    if let Some((city, etag)) = &fetched {
                        keep(tx, city, etag.as_deref(), inner.now())?;
                    }
                    store::set_setting(tx, CHOSEN, &code)
                })
                .await?;
            account::forget_session(&inner).await;
            Ok(())
        })
        .await?;
        self.moved_house();
        Ok(())
    }

    /// The chosen city, as stored on the device.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn city(&self) -> Result<Option<City>, Error> {
        self.read(|db, _| stored(db)).await
    }
}

fn keep(tx: &Transaction<'_>, city: &City, etag: Option<&str>, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO city (code, json, etag, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (code) DO UPDATE SET json = excluded.json, etag = excluded.etag, at = excluded.at",
        (&city.code, serde_json::to_string(city)?, etag, now.0),
    )?;
    Ok(())
}

/// The city from the server; `None` when it still is what `etag` names.
async fn fetch(inner: &Arc<Inner>, code: &str, etag: Option<String>) -> Result<Option<(City, Option<String>)>, Error> {
    let answer = inner.call(Call { etag, ..Call::new(Method::Get, format!("/v1/cities/{code}")) }).await?;
    let (status, etag) = (answer.status, answer.etag.clone());
    if status == 304 {
        return Ok(None);
    }
    let body = answer.bytes().await.map_err(|_| Error::Offline)?;
    if status != 200 {
        return Err(Error::from_answer(status, &body));
    }
    match serde_json::from_slice::<City>(&body) {
        Ok(city) if city.code == code => Ok(Some((city, etag))),
        _ => Err(Error::Offline),
    }
}

/// Asks again what the server knows of the chosen city, if the copy is old. Failing is no failure.
pub(crate) async fn refresh(inner: &Arc<Inner>) {
    let known = inner
        .read(|db, _| {
            let Some(code) = chosen(db)? else { return Ok(None) };
            let row = db
                .query_row("SELECT etag, at FROM city WHERE code = ?1", [&code], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            Ok(Some((code, row.unwrap_or((None, 0)))))
        })
        .await;
    let Ok(Some((code, (etag, at)))) = known else { return };
    let age = inner.now().since(Timestamp(at));
    if (0..FRESH).contains(&age) {
        return;
    }
    let Ok(fetched) = fetch(inner, &code, etag).await else { return };
    let changed = fetched.is_some();
    let written = inner
        .write_again(move |tx, inner| {
            // Chosen another one meanwhile: then this answer is of no use.
            if chosen(tx)?.as_deref() != Some(&code) {
                return Ok(());
            }
            match &fetched {
                Some((city, etag)) => keep(tx, city, etag.as_deref(), inner.now()),
                None => {
                    tx.execute("UPDATE city SET at = ?2 WHERE code = ?1", (&code, inner.now().0))?;
                    Ok(())
                }
            }
        })
        .await;
    if written.is_ok() && changed {
        inner.changed(Change::City);
        // A topic's ages may have changed with it.
        inner.changed(Change::News);
    }
}

//! Looks at children's records, written into their access log before a page is drawn.
//!
//! A page that follows the board asks for itself again every few seconds. That is one look and not hundreds: what a
//! seat has looked at today is remembered, and a page's own asking (`x-refresh`) writes only of children who were not
//! on it before. Each look that a person makes is counted.

use super::{Staff, Trouble};
use crate::{app::App, school::looked, store::StoreError};
use axum::http::HeaderMap;
use chrono::NaiveDate;
use itsumo_domain::school::access::Seat;
use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};
use uuid::Uuid;

/// Seats and purposes remembered; more than that many teachers at once, and some looks are counted twice.
const MOST: usize = 20_000;

/// Of whom which seat has looked at on which day.
#[derive(Debug, Default)]
pub struct Looks(Mutex<HashMap<(Uuid, &'static str), Day>>);

/// A day, and of whom on it.
type Day = (NaiveDate, HashSet<Uuid>);

impl Looks {
    /// Those of `pupils` of whom this is the first look today.
    fn new_ones(&self, seat: Uuid, purpose: &'static str, day: NaiveDate, pupils: &[Uuid]) -> Vec<Uuid> {
        let table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = table.get(&(seat, purpose)).filter(|(of, _)| *of == day).map(|(_, pupils)| pupils);
        pupils.iter().copied().filter(|pupil| !known.is_some_and(|known| known.contains(pupil))).collect()
    }

    fn remember(&self, seat: Uuid, purpose: &'static str, day: NaiveDate, pupils: &[Uuid]) {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= MOST {
            table.clear();
        }
        let (of, known) = table.entry((seat, purpose)).or_insert_with(|| (day, HashSet::new()));
        if *of != day {
            (*of, *known) = (day, HashSet::new());
        }
        known.extend(pupils);
    }
}

/// Notes that `seat` looks at these children. A page is drawn only after this went well.
///
/// # Errors
/// The store's.
pub async fn note(
    app: &App,
    staff: &Staff,
    headers: &HeaderMap,
    seat: &Seat,
    purpose: &'static str,
    pupils: Vec<Uuid>,
) -> Result<(), Trouble> {
    let now = app.clock.now();
    let day = now.jst_date();
    let pupils = match headers.contains_key("x-refresh") {
        true => app.looks.new_ones(seat.id, purpose, day, &pupils),
        false => pupils,
    };
    if pupils.is_empty() {
        return Ok(());
    }
    let (city, seat_id, by, noted) = (staff.city.clone(), seat.id, seat.clone(), pupils.clone());
    app.store
        .write::<_, StoreError, _>(move |tx| {
            Box::pin(async move { looked::note(tx, &city, &pupils, &by, purpose, now).await })
        })
        .await?;
    app.looks.remember(seat_id, purpose, day, &noted);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_look_of_a_day_is_noted_and_a_page_s_own_asking_is_none() {
        let looks = Looks::default();
        let (seat, day) = (Uuid::from_u128(1), NaiveDate::from_ymd_opt(2026, 11, 24).unwrap());
        let class: Vec<Uuid> = (10..13).map(Uuid::from_u128).collect();
        assert_eq!(looks.new_ones(seat, "board", day, &class), class);
        looks.remember(seat, "board", day, &class[..2]);
        assert_eq!(looks.new_ones(seat, "board", day, &class), class[2..]);
        assert_eq!(looks.new_ones(seat, "call-list", day, &class), class, "another purpose is another look");
        assert_eq!(looks.new_ones(Uuid::from_u128(2), "board", day, &class), class, "so is another seat's");
        let next = day.succ_opt().unwrap();
        assert_eq!(looks.new_ones(seat, "board", next, &class), class, "and another day's");
        looks.remember(seat, "board", next, &class);
        assert_eq!(looks.new_ones(seat, "board", day, &class), class);
    }
}

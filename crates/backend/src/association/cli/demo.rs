//! A folder's associations, lists and seats, brought to a server through the same door as everything else.

use super::{Seen, Server, said::say, said::wrong};
use crate::{
    association::office::{NewAssociation, NewSeat, NewTerm, SeatCode},
    routes::association_operator::BlockCodeShown,
};
use anyhow::{Context, bail};
use chrono::{Days, NaiveDate};
use itsumo_domain::association::year_of;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// `demo.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoFolder {
    #[serde(default)]
    seats: Vec<NewSeat>,
    associations: Vec<DemoAssociation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoAssociation {
    id: Uuid,
    name: String,
    kana: String,
    blocks: Vec<String>,
    directory: PathBuf,
    #[serde(default)]
    seats: Vec<NewSeat>,
}

/// What the demonstration needs to let people in: printed once, as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct Told {
    /// The city's code.
    pub city: String,
    /// The codes of the city's own seats.
    pub seats: Vec<SeatCode>,
    /// Each association.
    pub associations: Vec<ToldAssociation>,
}

/// An association with everybody's codes.
#[derive(Debug, Serialize, Deserialize)]
pub struct ToldAssociation {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The officers' codes.
    pub seats: Vec<SeatCode>,
    /// The households' codes, by block.
    pub blocks: Vec<BlockCodeShown>,
}

pub(super) async fn demo(server: &Server, from: &Path) -> anyhow::Result<Told> {
    let file = from.join("demo.toml");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let folder: DemoFolder = toml::from_str(&text).with_context(|| file.display().to_string())?;
    let city = server.client.city(&server.city).await?;
    if !city.fictional {
        bail!("{} is a real city: invented households are not for it", city.name.ja);
    }
    let mut told = Told { city: server.city.clone(), seats: Vec::new(), associations: Vec::new() };
    for seat in &folder.seats {
        told.seats.push(server.seat(None, seat).await?);
    }
    for part in folder.associations {
        let new = NewAssociation { name: part.name.clone(), kana: part.kana, blocks: part.blocks };
        server.put(part.id, &new).await?;
        let file = from.join(&part.directory);
        let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
        // From the first day of the association's year in which the server is.
        let today = server.directory(part.id, &bytes, None, Seen::default(), None).await?.day;
        let first = NaiveDate::from_ymd_opt(year_of(today), 4, 1);
        let shown = server.directory(part.id, &bytes, first, Seen::default(), None).await?;
        if let Some(error) = shown.plan.errors.first() {
            bail!("{}: {}", file.display(), wrong(error));
        }
        let seen = Seen {
            leaving: Some(u32::try_from(shown.plan.leaving.len())?),
            renamed: Some(u32::try_from(shown.plan.renamed().count())?),
        };
        let done = server.directory(part.id, &bytes, first, seen, Some(&shown.shown)).await?;
        if let Some(reason) = done.refused {
            bail!("{}: {}", file.display(), say(&format!("directory-refused-{reason}"), &[]));
        }
        let mut seats = Vec::with_capacity(part.seats.len());
        for seat in part.seats {
            let until = seat.term.until.or(last_day(today));
            let term = NewTerm { since: seat.term.since.or(first), until, ..seat.term };
            seats.push(server.seat(Some(part.id), &NewSeat { term, ..seat }).await?);
        }
        let blocks = server.codes(part.id).await?;
        told.associations.push(ToldAssociation { id: part.id, name: part.name, seats, blocks });
    }
    Ok(told)
}

/// The last day of terms that are held today: of the association's year, of the next one where that is near.
fn last_day(today: NaiveDate) -> Option<NaiveDate> {
    let soon = today.checked_add_days(Days::new(30))?;
    NaiveDate::from_ymd_opt(year_of(soon).saturating_add(1), 3, 31)
}

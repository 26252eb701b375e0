//! A folder's facilities, lists and seats, brought to a server through the same door as everything else.

use super::{
    DemoArgs, Server, facility_of, put,
    said::{say, wrong},
};
use crate::{
    door::Client,
    routes::school_operator::PupilCode,
    school::office::{NewSeat, SeatCode},
};
use anyhow::{Context, bail};
use chrono::NaiveDate;
use itsumo_domain::school::Role;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use uuid::Uuid;

/// `demo.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoFolder {
    facilities: Vec<DemoFacility>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoFacility {
    facility: PathBuf,
    roster: PathBuf,
    #[serde(default)]
    seats: Vec<NewSeat>,
    /// A seat for the teacher of each class.
    #[serde(default)]
    teachers: bool,
}

/// What the demonstration needs to let people in: printed once, as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct Told {
    /// The city's code.
    pub city: String,
    /// Each facility.
    pub facilities: Vec<ToldFacility>,
}

/// A facility with everybody's codes.
#[derive(Debug, Serialize, Deserialize)]
pub struct ToldFacility {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The staff's codes.
    pub seats: Vec<SeatCode>,
    /// The guardians' codes, by child.
    pub pupils: Vec<PupilCode>,
}

pub(super) async fn demo(args: &DemoArgs) -> anyhow::Result<Told> {
    let file = args.from.join("demo.toml");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let folder: DemoFolder = toml::from_str(&text).with_context(|| file.display().to_string())?;
    let server = Server { client: Client::new(&args.at.door)?, city: args.at.city.clone() };
    let city = server.client.city(&server.city).await?;
    if !city.fictional {
        bail!("{} is a real city: invented children are not for it", city.name.ja);
    }
    let mut told = Told { city: server.city.clone(), facilities: Vec::new() };
    for part in folder.facilities {
        let at = facility_of(&args.from.join(&part.facility))?;
        put(&server.client, &server.city, &at).await?;
        let file = args.from.join(&part.roster);
        let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
        // From the first day of the school year in which the server is.
        let year = server.roster(&at, &bytes, None, None, None).await?.plan.year;
        let day = NaiveDate::from_ymd_opt(year, 4, 1);
        let shown = server.roster(&at, &bytes, day, None, None).await?;
        if let Some(error) = shown.plan.errors.first() {
            bail!("{}: {}", file.display(), wrong(error));
        }
        let leaving = u32::try_from(shown.plan.leaving.len())?;
        let done = server.roster(&at, &bytes, day, Some(leaving), Some(&shown.shown)).await?;
        if let Some(reason) = done.refused {
            bail!("{}: {}", file.display(), say(&format!("roster-refused-{reason}"), &[]));
        }
        let mut seats = part.seats;
        if part.teachers {
            let mut classes: Vec<String> = done.plan.children.iter().map(|child| child.class.clone()).collect();
            classes.dedup();
            seats.extend(classes.into_iter().map(|class| NewSeat {
                role: Role::Teacher,
                class: Some(class),
                title: None,
                since: None,
                until: None,
            }));
        }
        let mut codes = Vec::with_capacity(seats.len());
        for seat in seats {
            let seat = NewSeat { since: seat.since.or(day), ..seat };
            codes.push(server.seat(&at, &seat).await?);
        }
        let pupils = server.codes(&at).await?;
        told.facilities.push(ToldFacility { id: at.id, name: at.name, seats: codes, pupils });
    }
    Ok(told)
}

//! School on the phone: joining a child, absences in three taps, "登校しましたか", notices with one answer per child.

mod absence;
mod join;
mod looks;
mod notices;
mod question;
mod town;

use crate::{driver::Screen, opened};
use anyhow::Result;
use itsumo_testkit::{Device, Person, World};
use town::{HINA, REN, Town};

/// The app of a guardian of these children, on its first screen.
async fn at_home(
    world: &World,
    town: &Town<'_>,
    person: &Person<'_>,
    pupils: &[uuid::Uuid],
) -> Result<(Device, Screen)> {
    let phone = person.phone().await?;
    person.register(&phone).await?;
    town.joins(&phone, pupils, "母").await?;
    let mut screen = opened(world, &phone).await?;
    screen.until_says("陽葵").await;
    Ok((phone, screen))
}

/// One of the two.
const ONE: [uuid::Uuid; 1] = [HINA];
/// Both.
const BOTH: [uuid::Uuid; 2] = [HINA, REN];

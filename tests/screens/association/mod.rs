//! The town association on the phone: joining a household, circulars read and answered once for all of it, whose turn it
//! is, the vote, the safety check, and who reads along.

mod circulars;
mod household;
mod join;
mod looks;
mod officer;
mod together;
pub mod town;

use crate::{driver::Screen, opened};
use anyhow::Result;
use itsumo_testkit::{Device, Person, World};
use town::Town;

/// The app of somebody of 山田, 1班, on its first screen.
async fn at_home(world: &World, town: &Town<'_>, person: &Person<'_>) -> Result<(Device, Screen)> {
    let phone = person.phone().await?;
    person.register(&phone).await?;
    town.joins(&phone, &town::YAMADA, "山田 花").await?;
    let mut screen = opened(world, &phone).await?;
    screen.until("the tab", |page| page.get("link", "町会").is_some()).await;
    Ok((phone, screen))
}

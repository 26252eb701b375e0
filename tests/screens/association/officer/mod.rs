//! Officers with a phone: the evening's walk without a network, a circular held and out, the count, a drill that is no
//! real one, a seat that ends.

mod circular;
mod safety;
mod seat;
mod street;
mod walk;

use crate::{driver::Screen, opened};
use anyhow::Result;
use itsumo_domain::association::Role;
use itsumo_testkit::{Device, Person, World};
use street::Street;

/// The app of somebody who holds a seat, on the officers' first screen.
async fn on_duty(
    world: &World,
    street: &Street<'_>,
    person: &Person<'_>,
    role: Role,
    title: &str,
) -> Result<(Device, Screen)> {
    let phone = person.phone().await?;
    person.register(&phone).await?;
    street.seats(&phone, role, title, None).await?;
    let mut screen = opened(world, &phone).await?;
    screen.click("link", "町会").await;
    screen.click("link", "役員の画面").await;
    screen.until_says("できること").await;
    Ok((phone, screen))
}

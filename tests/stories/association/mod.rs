//! The town association: three blocks, forty households, fourteen of them on paper; officers' and residents' phones with
//! the engine in them, over a real server.

mod april;
mod circular;
mod evening;
mod safety;
mod sent;
mod turn;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    association::{
        JoinHousehold, JoinedHousehold, Role,
        circular::{Draft, HOLD_SECONDS},
    },
    city::LocalText,
    school::TimeOfDay,
};
use itsumo_engine::Associations;
use itsumo_testkit::{Device, World, association::HINODE};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A Wednesday.
const DAY: &str = "2026-11-25";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A world on [`DAY`] at a time, with the association in it, and the codes of its blocks' letters.
async fn at(time: &str) -> Result<(World, BTreeMap<String, String>)> {
    let world = World::new().await?;
    let then = time.parse::<TimeOfDay>()?.on(day(DAY));
    world.hand().advance(then.since(world.hand().now()));
    let codes = world.hinode().await?;
    Ok((world, codes))
}

/// Somebody's phone, registered.
async fn phone(world: &World, name: &str) -> Result<Device> {
    let person = world.person(name);
    let phone = person.phone().await?;
    person.register(&phone).await?;
    Ok(phone)
}

/// Joins the household of this name in this block.
async fn join(
    phone: &Device,
    codes: &BTreeMap<String, String>,
    block: usize,
    household: &str,
    order: usize,
) -> Result<Uuid> {
    let joined = phone
        .join_household(JoinHousehold {
            code: codes.get(&format!("{block}班")).context("no letter")?.clone(),
            name: "花".to_owned(),
            household: household.to_owned(),
            place: format!("日の出{block}-{order}"),
            far: false,
        })
        .await?;
    let JoinedHousehold::Member { household, .. } = joined else { anyhow::bail!("{joined:?}") };
    until(phone, "the household is there", move |all| all.home(household).is_some()).await?;
    Ok(household)
}

/// Somebody's phone with a seat of the association that they hold from today on.
async fn officer(world: &World, name: &str, role: Role, block: Option<&str>) -> Result<Device> {
    let today = world.hand().now().jst_date();
    let phone = phone(world, name).await?;
    let code = world.give_seat(role, block, name, (today, Some(day("2027-03-31"))), None).await?;
    phone.take_seat(&code).await?;
    until(&phone, "the seat is there", |all| all.seats.len() == 1 && !all.streets.is_empty()).await?;
    Ok(phone)
}

/// Waits until the phone, which syncs meanwhile, shows associations like that.
async fn until(phone: &Device, what: &str, holds: impl Fn(&Associations) -> bool + Clone) -> Result<()> {
    let waited = phone.until(what, |engine| {
        let holds = holds.clone();
        async move {
            if holds(&*engine.associations().await?) {
                return Ok(true);
            }
            engine.sync().await?;
            Ok(holds(&*engine.associations().await?))
        }
    });
    match waited.await {
        Ok(()) => Ok(()),
        Err(error) => Err(error.context(format!("{:#?}", phone.associations().await))),
    }
}

/// A draft to the whole association.
fn to_everybody(title: &str) -> Draft {
    let mut draft = Draft {
        title: LocalText::ja(title),
        blocks: vec![itsumo_domain::writing::Block::Text { text: LocalText::ja("くわしくは班長まで。") }],
        ..Draft::default()
    };
    draft.audience.everybody = true;
    draft
}

/// Writes a circular on a phone, and ticks off what there is to look at twice.
async fn write(phone: &Device, id: Uuid, draft: Draft) -> Result<()> {
    let warned = phone.look_at_circular(id, HINODE, &draft).await?;
    let ticked = warned.into_iter().map(|warned| warned.mark).collect();
    Ok(phone.write_circular(id, HINODE, draft, ticked).await?)
}

/// Sends a circular from a phone and lets its hold pass: it is out.
async fn send(world: &World, phone: &Device, draft: Draft) -> Result<Uuid> {
    let id = phone.new_id();
    write(phone, id, draft).await?;
    phone.sync().await?;
    let outbox = phone.outbox().await?;
    anyhow::ensure!(outbox.is_empty(), "the server did not take it: {outbox:?}");
    goes_out(world).await?;
    until(phone, "it is out", move |all| all.circular(id).is_some()).await?;
    Ok(id)
}

/// The hold is over, and what is due goes out.
async fn goes_out(world: &World) -> Result<()> {
    world.hand().advance((i64::from(HOLD_SECONDS) + 1) * Timestamp::SECOND);
    let app = world.app()?;
    itsumo_backend::association::circular::send::send_due(&app.store, app.clock.now()).await?;
    Ok(())
}

/// The households of a block as they stand along the street, and those of them that have paper alone.
fn on_paper(all: &Associations, block: &str) -> Vec<Uuid> {
    let of_block = all.streets.iter().filter(|row| row.street.block.name == block);
    let paper = of_block.filter(|row| row.street.delivery == itsumo_domain::association::Delivery::Paper);
    paper.map(|row| row.household).collect()
}

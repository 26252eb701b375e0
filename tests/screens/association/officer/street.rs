//! One block of six households, four of them with paper, and what the city's server holds of it: written by its own
//! services, as the operator and the console do.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use itsumo_backend::{
    association::{
        block::{self, Association},
        circular,
        household::{self, Household},
        member,
        seat::{self, Held},
    },
    store::{BoxFuture, StoreError, Tx},
    stream::Outgoing,
};
use itsumo_domain::association::{
    Block, Delivery, Role,
    access::Seat,
    seat::{Item, Term},
};
use itsumo_engine::AccountState;
use itsumo_testkit::{CITY, Device, World};
use uuid::Uuid;

/// 日の出町会.
pub const HINODE: Uuid = Uuid::from_u128(0xA_7001);
/// Its only block.
pub const BLOCK: Uuid = Uuid::from_u128(0xB_7001);
/// The households, along the street: name, door, and whether paper is printed for them.
pub const HOMES: [(&str, &str, bool); 6] = [
    ("相沢", "1-1", true),
    ("石井", "1-2", false),
    ("上野", "1-3", true),
    ("遠藤", "1-4", true),
    ("大島", "1-5", false),
    ("加納", "1-6", true),
];

/// The household at this place along the street, from 0.
pub fn home(at: usize) -> Uuid {
    Uuid::from_u128(0x40_7000 + u128::try_from(at).unwrap())
}

/// The association's side.
pub struct Street<'w>(pub &'w World);

impl Street<'_> {
    /// Builds it.
    pub async fn new(world: &World) -> Result<Street<'_>> {
        let street = Street(world);
        let now = world.hand().now();
        let homes: Vec<Household> = HOMES
            .iter()
            .enumerate()
            .map(|(at, (name, place, paper))| Household {
                id: home(at),
                association: HINODE,
                block: BLOCK,
                order: u16::try_from(at + 1).unwrap(),
                name: (*name).to_owned(),
                kana: String::new(),
                place: (*place).to_owned(),
                phone: format!("0436-00-500{at}"),
                delivery: if *paper { Delivery::Paper } else { Delivery::App },
                since: NaiveDate::from_ymd_opt(2026, 4, 1).unwrap(),
                until: None,
            })
            .collect();
        street
            .write(move |tx, out| {
                Box::pin(async move {
                    let hinode =
                        Association { id: HINODE, name: "日の出町会".to_owned(), kana: "ひので".to_owned() };
                    block::keep_association(tx, CITY, &hinode).await?;
                    let one = Block { id: BLOCK, name: "1班".to_owned(), place: 1 };
                    block::keep_block(tx, out, CITY, HINODE, &one, now).await?;
                    household::keep_all(tx, out, CITY, &homes, now).await
                })
            })
            .await?;
        Ok(street)
    }

    async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut dyn Tx, &'t mut Outgoing) -> BoxFuture<'t, Result<T, StoreError>> + Send + 'static,
    {
        let now = self.0.hand().now();
        let app = self.0.app()?;
        let writing = app.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let mut out = Outgoing::default();
                let done = work(tx, &mut out).await?;
                out.send(tx, CITY, now).await?;
                Ok(done)
            })
        });
        Ok(writing.await?)
    }

    /// Whoever has an account on this device holds a seat from April on, until `until`.
    pub async fn seats(&self, device: &Device, role: Role, title: &str, until: Option<NaiveDate>) -> Result<Uuid> {
        let AccountState::SignedIn { person, .. } = device.account().await? else { anyhow::bail!("signed out") };
        let now = self.0.hand().now();
        let id = Uuid::from_u128(0x5E_7000 + person.as_u128() % 0xFFF);
        let block = (role == Role::BlockHead).then_some(BLOCK);
        let seat = Seat { id, association: Some(HINODE), block, role, title: title.to_owned() };
        let since = NaiveDate::from_ymd_opt(2026, 4, 1).context("a day")?;
        let held = Held {
            id: Uuid::from_u128(id.as_u128() ^ 0xFFFF_0000),
            seat: id,
            person: Some(person),
            term: Term { since, until },
            name: String::new(),
            shows_name: String::new(),
            shows_phone: String::new(),
            given_by: String::new(),
        };
        self.write(move |tx, out| {
            Box::pin(async move {
                let list = ["回覧の箱を渡す", "集積所の鍵を渡す"]
                    .map(|what| Item { what: what.to_owned(), ..Item::default() });
                seat::keep(tx, CITY, &seat, &list).await?;
                seat::give(tx, out, CITY, &held).await?;
                seat::write_cards(tx, out, CITY, &[id], now).await?;
                block::write_association(tx, out, CITY, HINODE, now).await
            })
        })
        .await?;
        device.sync().await?;
        Ok(id)
    }

    /// The household at this place wants paper from now on.
    pub async fn takes_paper(&self, at: usize) -> Result<()> {
        let now = self.0.hand().now();
        self.write(move |tx, out| {
            Box::pin(async move { member::set_delivery(tx, out, CITY, home(at), Delivery::Paper, now).await })
        })
        .await
    }

    /// What is held goes out.
    pub async fn goes_out(&self) -> Result<()> {
        self.0.hand().advance(5 * itsumo_domain::Timestamp::MINUTE);
        let app = self.0.app()?;
        let sent = circular::send::send_due(&app.store, self.0.hand().now()).await?;
        anyhow::ensure!(sent == 1, "{sent} circulars went out");
        Ok(())
    }
}

//! 日の出町会 in the world of the stories, and what its officers do: everything by the server's own services, as the
//! console and other phones do it.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use itsumo_backend::{
    app::App,
    association::{
        Outgoing,
        block::{self, Association},
        circular::{self, Author},
        duty,
        household::{self, Household},
        join, meeting, safety, seat,
    },
    store::{BoxFuture, StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    alert::Status,
    association::{
        Block, Delivery, Duty, JoinHousehold, JoinedHousehold, Role, SafetyCheck,
        access::{Seat, Standing},
        circular::{Audience, Draft, HOLD_SECONDS},
        meeting::MeetingDraft,
        seat::Term,
    },
    city::LocalText,
    school::notice::Block as Piece,
};
use itsumo_testkit::{CITY, Device, World};
use uuid::Uuid;

/// 日の出町会.
pub const HINODE: Uuid = Uuid::from_u128(0xA_1001);
/// 1班.
pub const BLOCK_1: Uuid = Uuid::from_u128(0xB_1001);
/// 2班.
pub const BLOCK_2: Uuid = Uuid::from_u128(0xB_1002);
/// The person who holds the chair; they have no phone here.
const CHAIR: Uuid = Uuid::from_u128(0xC_1001);

/// A household of the town.
pub struct Door {
    /// Its id.
    pub id: Uuid,
    /// Its block.
    pub block: Uuid,
    /// Its name.
    pub name: &'static str,
    /// Its house.
    pub place: &'static str,
}

/// Of 1班: they get both.
pub const YAMADA: Door = Door { id: Uuid::from_u128(0xD_1001), block: BLOCK_1, name: "山田", place: "3-12" };
/// Of 1班: on paper.
pub const SATO: Door = Door { id: Uuid::from_u128(0xD_1002), block: BLOCK_1, name: "佐藤", place: "3-13" };
/// Of 2班.
pub const MORI: Door = Door { id: Uuid::from_u128(0xD_1003), block: BLOCK_2, name: "森", place: "205号室" };

/// A day of November 2026; the world's own is the 24th, a Tuesday.
pub fn november(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

/// The association's side.
pub struct Town<'w> {
    world: &'w World,
    chair: Seat,
}

impl<'w> Town<'w> {
    /// Builds it.
    pub async fn new(world: &'w World) -> Result<Self> {
        let now = world.hand().now();
        let seat = |n: u128, role, block, title: &str| Seat {
            id: Uuid::from_u128(0x5EA7_1000 + n),
            association: Some(HINODE),
            role,
            block,
            title: title.to_owned(),
        };
        let chair = seat(1, Role::Chair, None, "会長");
        let seats = [
            (chair.clone(), "高橋 誠一", "0436-00-2001"),
            (seat(2, Role::BlockHead, Some(BLOCK_1), "1班 班長"), "青木 裕子", ""),
            (seat(3, Role::Treasurer, None, "会計"), "", ""),
        ];
        let town = Self { world, chair };
        town.write(move |tx, out| {
            Box::pin(async move {
                let hinode =
                    Association {
                        id: HINODE, name: "日の出町会".to_owned(), kana: "ひのでちょうかい".to_owned()
                    };
                block::keep_association(tx, CITY, &hinode).await?;
                for (place, id) in [(1, BLOCK_1), (2, BLOCK_2)] {
                    let block = Block { id, name: format!("{place}班"), place };
                    block::keep_block(tx, out, CITY, HINODE, &block, now).await?;
                }
                let homes = [(YAMADA, Delivery::Both), (SATO, Delivery::Paper), (MORI, Delivery::Paper)];
                let homes = homes.map(|(door, delivery)| Household {
                    id: door.id,
                    association: HINODE,
                    block: door.block,
                    order: 1,
                    name: door.name.to_owned(),
                    kana: String::new(),
                    place: door.place.to_owned(),
                    phone: String::new(),
                    delivery,
                    since: NaiveDate::from_ymd_opt(2020, 4, 1).unwrap(),
                    until: None,
                });
                household::keep_all(tx, out, CITY, &homes, now).await?;
                for (seat, name, phone) in &seats {
                    seat::keep(tx, CITY, seat, &[]).await?;
                    let since = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
                    let held = seat::Held {
                        id: Uuid::from_u128(seat.id.as_u128() + 0x7E00_0000),
                        seat: seat.id,
                        person: Some(CHAIR),
                        term: Term { since, until: NaiveDate::from_ymd_opt(2027, 3, 31) },
                        name: (*name).to_owned(),
                        shows_name: (*name).to_owned(),
                        shows_phone: (*phone).to_owned(),
                        given_by: "operator".to_owned(),
                    };
                    seat::give(tx, out, CITY, &held).await?;
                }
                block::write_association(tx, out, CITY, HINODE, now).await
            })
        })
        .await?;
        Ok(town)
    }

    fn app(&self) -> Result<App> {
        self.world.app()
    }

    fn standing(&self) -> Standing {
        Standing { seats: vec![self.chair.clone()], ..Standing::default() }
    }

    async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut dyn Tx, &'t mut Outgoing) -> BoxFuture<'t, Result<T, StoreError>> + Send + 'static,
    {
        let now = self.world.hand().now();
        let app = self.app()?;
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

    /// The code on the letter of a block; a new one voids those before.
    pub async fn letter(&self, block: Uuid) -> Result<String> {
        let (ids, now) = (self.app()?.ids.clone(), self.world.hand().now());
        let codes = self
            .write(move |tx, _| {
                Box::pin(async move { join::make_codes(tx, &*ids, CITY, HINODE, &[block], "seat/chair", now).await })
            })
            .await?;
        Ok(codes.first().context("no code was made")?.1.typed())
    }

    /// Somebody with an account on this device becomes a member of a household.
    pub async fn joins(&self, device: &Device, door: &Door, name: &str) -> Result<()> {
        let ask = JoinHousehold {
            code: self.letter(door.block).await?,
            name: name.to_owned(),
            household: door.name.to_owned(),
            place: door.place.to_owned(),
            far: false,
        };
        let joined = device.join_household(ask).await?;
        anyhow::ensure!(matches!(joined, JoinedHousehold::Member { .. }), "{joined:?}");
        device.sync().await?;
        Ok(())
    }

    /// Another of the same household: who is there already says yes.
    pub async fn follows(&self, device: &Device, there: &Device, door: &Door, name: &str) -> Result<()> {
        self.knocks(device, door, name).await?;
        let waiting = there.household_requests(door.id).await?;
        let request = waiting.first().context("nobody waits")?;
        there.answer_request(door.id, request.id, true).await?;
        device.sync().await?;
        Ok(())
    }

    /// Another of the same household asks to be let in.
    pub async fn knocks(&self, device: &Device, door: &Door, name: &str) -> Result<()> {
        let ask = JoinHousehold {
            code: self.letter(door.block).await?,
            name: name.to_owned(),
            household: door.name.to_owned(),
            place: door.place.to_owned(),
            far: true,
        };
        let joined = device.join_household(ask).await?;
        anyhow::ensure!(matches!(joined, JoinedHousehold::Waiting { .. }), "{joined:?}");
        Ok(())
    }

    /// A circular goes out to everybody.
    pub async fn sends(&self, mut draft: Draft) -> Result<Uuid> {
        draft.audience = Audience { everybody: true, ..Audience::default() };
        let id = self.app()?.ids.new_id();
        self.edits(id, draft).await?;
        Ok(id)
    }

    /// A circular is said anew.
    pub async fn edits(&self, id: Uuid, mut draft: Draft) -> Result<()> {
        draft.audience = Audience { everybody: true, ..Audience::default() };
        let author = Author { person: CHAIR, seat: self.chair.clone(), standing: self.standing() };
        let now = self.world.hand().now();
        let held = self
            .write(move |tx, _| {
                Box::pin(async move {
                    let looked = circular::phone::look_as(tx, CITY, &author, (id, draft.clone()), now).await?;
                    let ticked: Vec<String> = looked.into_iter().flatten().map(|warned| warned.mark).collect();
                    circular::phone::write_as(tx, CITY, &author, (id, draft), &ticked, now).await
                })
            })
            .await?;
        anyhow::ensure!(held.is_ok(), "{held:?}");
        self.world.hand().advance(i64::from(HOLD_SECONDS) * Timestamp::SECOND);
        let sent = circular::send::send_due(&self.app()?.store, self.world.hand().now()).await?;
        anyhow::ensure!(sent == 1, "{sent} circulars went out");
        Ok(())
    }

    /// A circular is taken back.
    pub async fn recalls(&self, id: Uuid) -> Result<()> {
        let author = Author { person: CHAIR, seat: self.chair.clone(), standing: self.standing() };
        let now = self.world.hand().now();
        let done = self
            .write(move |tx, out| {
                Box::pin(async move { circular::recall::recall(tx, out, CITY, &author, id, now).await })
            })
            .await?;
        anyhow::ensure!(done.is_ok(), "{done:?}");
        Ok(())
    }

    /// Something is put on the calendar.
    pub async fn keeps(&self, duty: Duty) -> Result<Uuid> {
        let now = self.world.hand().now();
        let (id, standing) = (self.app()?.ids.new_id(), self.standing());
        let done = self
            .write(move |tx, out| Box::pin(async move { duty::keep(tx, out, CITY, &standing, id, duty, now).await }))
            .await?;
        anyhow::ensure!(done.is_ok(), "{done:?}");
        Ok(id)
    }

    /// A meeting is called.
    pub async fn calls(&self, draft: MeetingDraft) -> Result<Uuid> {
        let now = self.world.hand().now();
        let (id, standing) = (self.app()?.ids.new_id(), self.standing());
        let done = self
            .write(move |tx, out| {
                Box::pin(async move { meeting::call(tx, out, CITY, &standing, HINODE, id, draft, now).await })
            })
            .await?;
        anyhow::ensure!(done.is_ok(), "{done:?}");
        Ok(id)
    }

    /// A safety check is started.
    pub async fn starts(&self, status: Status, what: &str) -> Result<Uuid> {
        let now = self.world.hand().now();
        let (id, standing) = (self.app()?.ids.new_id(), self.standing());
        let check = SafetyCheck {
            association: HINODE,
            status,
            what: LocalText::ja(what),
            by: String::new(),
            started: now,
            ended: None,
            deletes: now,
        };
        let done = self
            .write(move |tx, out| {
                Box::pin(async move { safety::start(tx, out, CITY, &standing, id, check, now).await })
            })
            .await?;
        anyhow::ensure!(done.is_ok(), "{done:?}");
        Ok(id)
    }
}

/// A circular of a title and a line.
pub fn circular(title: &str, text: &str) -> Draft {
    let blocks = vec![Piece::Text { text: LocalText::ja(text) }];
    Draft { title: LocalText::ja(title), blocks, ..Draft::default() }
}

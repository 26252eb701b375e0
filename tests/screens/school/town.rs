//! A school of two classes and a 学童 in the world of the stories, and what its staff does: everything by the server's own
//! services, as the console does it.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use itsumo_backend::{
    app::App,
    school::{
        Outgoing, absence, days, facility,
        join::{CodeKind, expires, make_codes},
        notice::{self, Writer},
        question, seat, shield,
    },
    store::{BoxFuture, StoreError, Tx, Value},
};
use itsumo_domain::{
    city::LocalText,
    school::{
        Desk, Facility, FacilityKind, Group, GroupKind,
        access::{Role, Seat},
        notice::{Audience, Block, Draft},
    },
};
use itsumo_engine::AccountState;
use itsumo_testkit::{CITY, Device, World};
use uuid::Uuid;

/// 佐藤 陽葵: 1年2組, and the 学童 after.
pub const HINA: Uuid = Uuid::from_u128(0x7_0001);
/// 佐藤 蓮, her brother: 3年1組.
pub const REN: Uuid = Uuid::from_u128(0x7_0002);
const ASAHI: Uuid = Uuid::from_u128(0xA_0001);
const CLUB: Uuid = Uuid::from_u128(0xA_0002);
const WHOLE: Uuid = Uuid::from_u128(0x6_0001);
const CLASS_2: Uuid = Uuid::from_u128(0x6_0102);
const CLASS_3: Uuid = Uuid::from_u128(0x6_0301);
const CLUB_ALL: Uuid = Uuid::from_u128(0x6_0901);

/// A day of November 2026; the world's own is the 24th, a Tuesday after 勤労感謝の日.
pub fn november(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

/// The school's side.
pub struct Town<'w> {
    world: &'w World,
    head: Seat,
}

impl<'w> Town<'w> {
    /// Builds it.
    pub async fn new(world: &'w World) -> Result<Self> {
        let school = Facility {
            id: ASAHI,
            name: "みほん市立あさひ小学校".to_owned(),
            short: "あさひ小".to_owned(),
            phone: "0436-00-1201".to_owned(),
            cut_off: "08:20".parse()?,
            desks: vec![Desk::Class, Desk::Lunch],
            ..Facility::default()
        };
        let club = Facility {
            id: CLUB,
            kind: FacilityKind::AfterSchool,
            name: "あさひ学童クラブ".to_owned(),
            short: "あさひ学童".to_owned(),
            phone: "0436-00-1202".to_owned(),
            cut_off: "14:00".parse()?,
            desks: vec![Desk::Class],
            ..Facility::default()
        };
        let group = |id, kind, grade, name: &str| Group { id, kind, year: 2026, grade, name: name.to_owned() };
        let groups = [
            (ASAHI, group(WHOLE, GroupKind::Whole, 0, "全校")),
            (ASAHI, group(CLASS_2, GroupKind::Class, 1, "1年2組")),
            (ASAHI, group(CLASS_3, GroupKind::Class, 3, "3年1組")),
            (CLUB, group(CLUB_ALL, GroupKind::Whole, 0, "みんな")),
        ];
        let enrolled = [
            (HINA, ASAHI, WHOLE, 0),
            (HINA, ASAHI, CLASS_2, 3),
            (HINA, CLUB, CLUB_ALL, 0),
            (REN, ASAHI, WHOLE, 0),
            (REN, ASAHI, CLASS_3, 5),
        ];
        let head = Seat {
            id: Uuid::from_u128(0x5EA7),
            facility: ASAHI,
            role: Role::Head,
            group: None,
            title: "教頭".to_owned(),
        };
        let town = Self { world, head: head.clone() };
        town.write(move |tx, out| {
            Box::pin(async move {
                for facility in [&school, &club] {
                    facility::keep(tx, CITY, facility).await?;
                }
                for (facility, group) in &groups {
                    facility::keep_group(tx, CITY, *facility, group).await?;
                }
                for (id, name, kana) in [(HINA, "佐藤 陽葵", "さとう ひな"), (REN, "佐藤 蓮", "さとう れん")]
                {
                    let sql = "INSERT INTO pupil (city, id, code, name, kana, birth) VALUES ($1, $2, '', $3, $4, $5)";
                    let born = days::column(NaiveDate::from_ymd_opt(2019, 6, 1).unwrap());
                    tx.execute(sql, &[CITY.into(), id.into(), name.into(), kana.into(), born.into()]).await?;
                }
                for (pupil, facility, group, number) in enrolled {
                    let sql = "INSERT INTO enrolment (city, class_group, pupil, facility, since, until, number)
                               VALUES ($1, $2, $3, $4, $5, $6, $7)";
                    let since = days::column(NaiveDate::from_ymd_opt(2026, 4, 1).unwrap());
                    let params: [Value; 7] = [
                        CITY.into(),
                        group.into(),
                        pupil.into(),
                        facility.into(),
                        since.into(),
                        days::NO_END.into(),
                        Value::Int(number),
                    ];
                    tx.execute(sql, &params).await?;
                }
                let since = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
                seat::give(tx, out, CITY, &head, since, None).await
            })
        })
        .await?;
        Ok(town)
    }

    fn app(&self) -> Result<App> {
        self.world.app()
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

    /// The code on the letter for a child; good for `uses` guardians and `days`.
    pub async fn letter(&self, pupil: Uuid, uses: i64, days: i64) -> Result<String> {
        let (ids, now) = (self.app()?.ids.clone(), self.world.hand().now());
        let codes = self
            .write(move |tx, _| {
                Box::pin(async move {
                    let until = expires(now, days);
                    make_codes(tx, &*ids, CITY, ASAHI, CodeKind::Pupil, &[pupil], uses, until, "seat/office", now).await
                })
            })
            .await?;
        Ok(codes.first().context("no code was made")?.1.typed())
    }

    /// Somebody with an account on this device becomes a guardian of these children.
    pub async fn joins(&self, device: &Device, pupils: &[Uuid], relation: &str) -> Result<()> {
        for pupil in pupils {
            let code = self.letter(*pupil, 2, 30).await?;
            device.join_pupil(&code, "佐藤", relation).await?;
        }
        Ok(())
    }

    /// The teacher says that the last word on an absence is known.
    pub async fn confirms(&self, id: Uuid, rev: i64) -> Result<()> {
        let (seat, now) = (self.head.clone(), self.world.hand().now());
        let done = self
            .write(move |tx, out| {
                Box::pin(async move {
                    let seen = [absence::Seen { absence: id, rev }];
                    absence::confirm(tx, out, CITY, &seat, &seen, Desk::Class, now).await
                })
            })
            .await?;
        assert_eq!(done, Ok(Vec::new()));
        Ok(())
    }

    /// The school asks where a child is.
    pub async fn asks(&self, pupil: Uuid) -> Result<()> {
        let (seat, now) = (self.head.clone(), self.world.hand().now());
        let asked = self
            .write(move |tx, out| {
                Box::pin(async move { question::ask(tx, out, CITY, &seat, &[pupil], now.jst_date(), now).await })
            })
            .await?;
        assert_eq!(asked.map(|asked| asked.asked), Ok(vec![pupil]));
        Ok(())
    }

    /// A shield of a child against who holds this device.
    pub async fn shields(&self, pupil: Uuid, against: &Device) -> Result<()> {
        let AccountState::SignedIn { person, .. } = against.account().await? else { anyhow::bail!("signed out") };
        let (seat, now) = (self.head.clone(), self.world.hand().now());
        self.write(move |tx, out| {
            Box::pin(async move {
                shield::set(tx, out, CITY, Uuid::from_u128(0x51E1D), pupil, person, "支援措置", &seat, now).await
            })
        })
        .await
    }

    fn writer(&self) -> Writer {
        let standing = itsumo_domain::school::access::Standing { seats: vec![self.head.clone()], children: Vec::new() };
        Writer { person: Uuid::from_u128(0xAB), seat: self.head.clone(), standing }
    }

    /// A notice goes out to the whole school.
    pub async fn tells(&self, mut draft: Draft) -> Result<Uuid> {
        let app = self.app()?;
        draft.audience = Audience { groups: vec![WHOLE], ..Audience::default() };
        let id = notice::write::begin(&app, CITY, &self.writer(), draft).await?;
        let look = notice::approve::look(&app, CITY, &self.writer(), id).await?;
        let ticked = look.warnings.iter().map(itsumo_domain::school::notice::Warning::mark).collect();
        notice::approve::give(&app, CITY, &self.writer(), id, look.entry.work, ticked).await?;
        let sent = notice::send::send_due(&app.store, self.world.hand().now()).await?;
        anyhow::ensure!(sent == 1, "{sent} notices went out");
        Ok(id)
    }

    /// A notice is recalled.
    pub async fn recalls(&self, id: Uuid) -> Result<()> {
        Ok(notice::recall::recall(&self.app()?, CITY, &self.writer(), id).await?)
    }
}

/// A notice of a title and a line.
pub fn notice(title: &str, text: &str) -> Draft {
    let blocks = vec![Block::Text { text: LocalText::ja(text) }];
    Draft { title: LocalText::ja(title), blocks, ..Draft::default() }
}

//! A town with a school and a 学童, and who is of them. It is Tuesday, 24 November 2026, half past seven in the morning.
//!
//! | who | what they are |
//! |---|---|
//! | 花 `hana` | mother of さくら and つばき |
//! | 太郎 `taro` | father of both; [`SchoolTown::shield_taro`] sets a shield against him |
//! | 健二 `kenji` | grandfather of さくら; his part ended yesterday |
//! | 森 `mori` | mother of 蓮 |
//! | `head`, `office`, `nurse`, `lunch`, `bus` | seats at the school |
//! | `teacher` | of 1年2組, さくら's class |
//! | `other_teacher` | of 1年1組, つばき's and 蓮's class |
//! | `carer` | at the 学童, where つばき goes |

pub(crate) use crate::http::on_both;
use crate::http::{CITY, Reply, Town};
pub use crate::persons::{Person, at, day};
use chrono::NaiveDate;
use itsumo_backend::{
    school::{days, facility, guardian, seat, shield},
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{
    school::Desk,
    school::{
        Facility, FacilityKind, Group, GroupKind, PupilCard,
        access::{Role, Seat},
    },
};
use std::ops::Deref;
use uuid::Uuid;

/// Somebody of the staff.
#[derive(Clone, Debug)]
pub struct Staff {
    pub person: Person,
    pub seat: Seat,
}

pub struct SchoolTown {
    pub town: Town,
    pub school: Facility,
    pub after_school: Facility,
    pub whole: Group,
    /// 1年1組.
    pub class1: Group,
    /// 1年2組.
    pub class2: Group,
    pub after_school_class: Group,
    /// 1年2組, 3番.
    pub sakura: Uuid,
    /// 1年1組, 3番; at the 学童 too.
    pub tsubaki: Uuid,
    /// 1年1組, 4番.
    pub ren: Uuid,
    pub hana: Person,
    pub taro: Person,
    pub kenji: Person,
    pub mori: Person,
    pub head: Staff,
    pub office: Staff,
    pub nurse: Staff,
    pub lunch: Staff,
    pub bus: Staff,
    pub teacher: Staff,
    pub other_teacher: Staff,
    pub carer: Staff,
}

impl Deref for SchoolTown {
    type Target = Town;
    fn deref(&self) -> &Town {
        &self.town
    }
}

impl SchoolTown {
    pub async fn sqlite() -> Self {
        Self::of(Town::sqlite().await).await
    }

    pub async fn postgres() -> Option<Self> {
        Some(Self::of(Town::postgres().await?).await)
    }

    /// Where the operator decided otherwise.
    pub async fn with(decide: impl FnOnce(&mut itsumo_backend::config::Config)) -> Self {
        Self::of(Town::with(decide).await).await
    }

    async fn of(town: Town) -> Self {
        town.clock.set(at("07:30"));
        let year = |id: u128, kind, grade, name: &str| Group {
            id: Uuid::from_u128(id),
            kind,
            year: 2026,
            grade,
            name: name.to_owned(),
        };
        let school = Facility {
            id: Uuid::from_u128(0xA5A41),
            kind: FacilityKind::School,
            name: "ひなた市立あさひ小学校".to_owned(),
            short: "あさひ小".to_owned(),
            phone: "0436-00-1201".to_owned(),
            cut_off: "08:20".parse().unwrap(),
            desks: vec![Desk::Class, Desk::Lunch, Desk::Bus],
            way_minutes: 20,
            four_eyes: false,
            hold_seconds: 0,
            ..Facility::default()
        };
        let after_school = Facility {
            id: Uuid::from_u128(0xA5A42),
            kind: FacilityKind::AfterSchool,
            name: "あさひ学童クラブ".to_owned(),
            short: "学童".to_owned(),
            phone: "0436-00-1202".to_owned(),
            cut_off: "14:00".parse().unwrap(),
            desks: vec![Desk::Class],
            way_minutes: 20,
            ..Facility::default()
        };
        let whole = year(0x6_0000, GroupKind::Whole, 0, "全校");
        let class1 = year(0x6_0101, GroupKind::Class, 1, "1年1組");
        let class2 = year(0x6_0102, GroupKind::Class, 1, "1年2組");
        let after_school_class = year(0x6_0201, GroupKind::Class, 0, "学童");
        let [sakura, tsubaki, ren] = [0x7_0001, 0x7_0002, 0x7_0003].map(Uuid::from_u128);
        let staff = async |n: u128, facility: &Facility, role: Role, group: Option<&Group>, title: &str| Staff {
            person: town.sign_up(0x5_0000 + n).await,
            seat: Seat {
                id: Uuid::from_u128(0x5EA7_0000 + n),
                facility: facility.id,
                role,
                group: group.map(|group| group.id),
                title: title.to_owned(),
            },
        };
        let this = Self {
            hana: town.sign_up(0x9_0001).await,
            taro: town.sign_up(0x9_0002).await,
            kenji: town.sign_up(0x9_0003).await,
            mori: town.sign_up(0x9_0004).await,
            head: staff(1, &school, Role::Head, None, "校長").await,
            office: staff(2, &school, Role::Office, None, "事務室").await,
            nurse: staff(3, &school, Role::Nurse, None, "保健室").await,
            lunch: staff(4, &school, Role::Lunch, None, "給食室").await,
            bus: staff(5, &school, Role::Bus, None, "スクールバス").await,
            teacher: staff(6, &school, Role::Teacher, Some(&class2), "1年2組 担任").await,
            other_teacher: staff(7, &school, Role::Teacher, Some(&class1), "1年1組 担任").await,
            carer: staff(8, &after_school, Role::Carer, None, "学童の先生").await,
            town,
            school,
            after_school,
            whole,
            class1,
            class2,
            after_school_class,
            sakura,
            tsubaki,
            ren,
        };
        this.move_in().await;
        this
    }

    /// Writes everybody down.
    async fn move_in(&self) {
        let (now, today) = (self.now(), self.now().jst_date());
        let facilities = [self.school.clone(), self.after_school.clone()];
        let groups = [
            (self.school.id, self.whole.clone()),
            (self.school.id, self.class1.clone()),
            (self.school.id, self.class2.clone()),
            (self.after_school.id, self.after_school_class.clone()),
        ];
        let pupils = [
            (self.sakura, "佐藤 さくら", "さとう さくら"),
            (self.tsubaki, "佐藤 つばき", "さとう つばき"),
            (self.ren, "森 蓮", "もり れん"),
        ];
        let enrolled = [
            (self.sakura, self.school.id, self.whole.id, 0),
            (self.tsubaki, self.school.id, self.whole.id, 0),
            (self.ren, self.school.id, self.whole.id, 0),
            (self.sakura, self.school.id, self.class2.id, 3),
            (self.tsubaki, self.school.id, self.class1.id, 3),
            (self.ren, self.school.id, self.class1.id, 4),
            (self.tsubaki, self.after_school.id, self.after_school_class.id, 1),
        ];
        let contacts = [
            (self.sakura, 1, "佐藤 花", "母", "0436-00-9001", Some(self.hana.id)),
            (self.sakura, 2, "佐藤 太郎", "父", "0436-00-9002", Some(self.taro.id)),
            (self.tsubaki, 1, "佐藤 花", "母", "0436-00-9001", Some(self.hana.id)),
            (self.tsubaki, 2, "佐藤 太郎", "父", "0436-00-9002", Some(self.taro.id)),
            (self.ren, 1, "森 みどり", "母", "0436-00-9004", Some(self.mori.id)),
        ];
        let joined = [
            (self.sakura, self.hana.id, "佐藤 花", "母"),
            (self.tsubaki, self.hana.id, "佐藤 花", "母"),
            (self.sakura, self.taro.id, "佐藤 太郎", "父"),
            (self.tsubaki, self.taro.id, "佐藤 太郎", "父"),
            (self.sakura, self.kenji.id, "佐藤 健二", "祖父"),
            (self.ren, self.mori.id, "森 みどり", "母"),
        ];
        let kenji = self.kenji.id;
        let seats = self.staff().map(|staff| (staff.seat.clone(), staff.person.id));
        self.write(move |tx, out| {
            Box::pin(async move {
                for facility in &facilities {
                    facility::keep(tx, CITY, facility).await?;
                }
                for (facility, group) in &groups {
                    facility::keep_group(tx, CITY, *facility, group).await?;
                }
                for (id, name, kana) in pupils {
                    let sql = "INSERT INTO pupil (city, id, code, name, kana, birth) VALUES ($1, $2, '', $3, $4, $5)";
                    let birth = days::column(day("2019-06-01"));
                    tx.execute(sql, &[CITY.into(), id.into(), name.into(), kana.into(), birth.into()]).await?;
                }
                for (pupil, facility, group, number) in enrolled {
                    enrol(tx, pupil, facility, group, day("2026-04-01"), number).await?;
                }
                for (pupil, place, name, relation, phone, person) in contacts {
                    let sql = "INSERT INTO contact (city, pupil, place, name, relation, phone, address, person)
                               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
                    let params: [Value; 8] = [
                        CITY.into(),
                        pupil.into(),
                        Value::Int(place),
                        name.into(),
                        relation.into(),
                        phone.into(),
                        format!("ひなた市みどり町 {place}-1").into(),
                        person.into(),
                    ];
                    tx.execute(sql, &params).await?;
                }
                for (pupil, person, name, relation) in joined {
                    guardian::join(tx, out, CITY, pupil, person, name, relation, today, now).await?;
                }
                guardian::leave(tx, out, CITY, pupils[0].0, kenji, today, now).await?;
                for (seat, person) in seats {
                    seat::give(tx, out, CITY, &seat, day("2026-04-01"), Some(day("2027-03-31"))).await?;
                    assert!(seat::hold(tx, out, CITY, seat.id, Some(person)).await?);
                }
                Ok(())
            })
        })
        .await;
    }

    /// Everybody of the staff.
    pub fn staff(&self) -> [&Staff; 8] {
        [&self.head, &self.office, &self.nurse, &self.lunch, &self.bus, &self.teacher, &self.other_teacher, &self.carer]
    }

    /// A shield of さくら against her father. つばき's places stay open to him.
    pub async fn shield_taro(&self) -> Uuid {
        let (id, sakura, taro, by, now) =
            (Uuid::from_u128(0x51E1D), self.sakura, self.taro.id, self.head.seat.clone(), self.now());
        self.write(move |tx, out| {
            Box::pin(async move { shield::set(tx, out, CITY, id, sakura, taro, "支援措置 第12号", &by, now).await })
        })
        .await;
        id
    }

    pub async fn lift_shield(&self, id: Uuid) {
        let (sakura, now) = (self.sakura, self.now());
        let stood = self
            .write(move |tx, out| Box::pin(async move { shield::lift(tx, out, CITY, sakura, id, now).await }))
            .await;
        assert!(stood, "the shield stood");
    }

    /// A child's card as this guardian has it.
    pub async fn card(&self, person: &Person, pupil: Uuid) -> Option<PupilCard> {
        self.own(person).await.iter().find(|record| record.id == pupil).map(|record| record.body_as().unwrap())
    }

    pub async fn ask(&self, person: &Person, method: &str, path: &str, body: Option<serde_json::Value>) -> Reply {
        self.town.ask(method, path, Some(&person.token), body).await
    }
}

/// Writes a pupil into a group.
pub async fn enrol(
    tx: &mut dyn Tx,
    pupil: Uuid,
    facility: Uuid,
    group: Uuid,
    since: NaiveDate,
    number: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO enrolment (city, class_group, pupil, facility, since, until, number)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let params: [Value; 7] = [
        CITY.into(),
        group.into(),
        pupil.into(),
        facility.into(),
        days::column(since).into(),
        days::NO_END.into(),
        number.into(),
    ];
    tx.execute(sql, &params).await?;
    Ok(())
}

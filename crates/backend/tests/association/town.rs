//! A town with two associations, and who is of them. It is Tuesday, 24 November 2026, eight in the morning.
//!
//! | who | what they are |
//! |---|---|
//! | 日の出町会 `hinode` | 1班, 2班, 3班 with 14, 13 and 13 households; 14 of the 40 get paper alone |
//! | 見晴台町会 `miharashi` | 1班 with 8 households |
//! | 花 `hana` | of 山田, 1班; they get both |
//! | 結 `yui` | her daughter, who lives elsewhere |
//! | 佐藤 `sato` | of 佐藤, 1班; in the app alone |
//! | 森 `mori` | of 森, 2班 |
//! | 石井 `ishii` | of 石井, 3班, who moved away at the end of October |
//! | 岸 `kishi` | of 岸, 見晴台 |
//! | 旅 `nobody` | has an account, and nothing to do with any of them |
//! | `chair`, `secretary`, `treasurer`, `auditor`, `welfare` | officers of 日の出町会, who have joined no household |
//! | `head1`, `head2` | 班長 of 1班 and 2班 |
//! | `former` | was 会長 until the end of March |
//! | `other_chair` | 会長 of 見晴台 |
//! | `city` | 市民活動課 |

use crate::http::{CITY, Town};
pub use crate::persons::{Person, at, day};
use itsumo_backend::association::{
    block::{self, Association},
    household::{self, Household},
    member::{self, Newcomer},
    moving, seat,
};
use itsumo_domain::{
    Stream,
    association::{
        Block, Delivery, Role,
        access::Seat,
        seat::{Item, Term},
    },
    sync::Refusal,
};
use std::ops::Deref;
use uuid::Uuid;

/// Somebody who holds a seat.
#[derive(Clone, Debug)]
pub struct Officer {
    pub person: Person,
    pub seat: Seat,
}

pub struct AssociationTown {
    pub town: Town,
    pub hinode: Association,
    pub miharashi: Association,
    pub blocks: [Block; 3],
    pub other_block: Block,
    /// 山田, 佐藤, 森, 石井, 岸.
    pub yamada: Uuid,
    pub sato_home: Uuid,
    pub mori_home: Uuid,
    pub ishii_home: Uuid,
    pub kishi_home: Uuid,
    /// 上田, 1班: nobody of it has a phone.
    pub ueda: Uuid,
    pub hana: Person,
    pub yui: Person,
    pub sato: Person,
    pub mori: Person,
    pub ishii: Person,
    pub kishi: Person,
    pub nobody: Person,
    pub chair: Officer,
    pub secretary: Officer,
    pub treasurer: Officer,
    pub auditor: Officer,
    pub welfare: Officer,
    pub head1: Officer,
    pub head2: Officer,
    pub former: Officer,
    pub other_chair: Officer,
    pub city: Officer,
}

impl Deref for AssociationTown {
    type Target = Town;
    fn deref(&self) -> &Town {
        &self.town
    }
}

/// Family names along the streets. The first of each block are those of the people above.
const NAMES: [&str; 40] = [
    "山田", "佐藤", "上田", "青木", "池田", "宇野", "江川", "小川", "加藤", "木村", "工藤", "小島", "斎藤", "清水",
    "森", "杉本", "関", "曽根", "高橋", "千葉", "土屋", "手塚", "遠山", "中村", "西田", "沼田", "根本", "今井", "野口",
    "橋本", "平野", "福田", "辺見", "細川", "前田", "三浦", "村上", "本山", "矢野", "渡辺",
];
const OTHER_NAMES: [&str; 8] = ["岸", "秋山", "井上", "内田", "大野", "川口", "久保", "今野"];

impl AssociationTown {
    pub async fn sqlite() -> Self {
        Self::of(Town::sqlite().await).await
    }

    pub async fn postgres() -> Option<Self> {
        Some(Self::of(Town::postgres().await?).await)
    }

    /// A stream of each kind, and one more block's.
    pub fn one_stream_of_each(&self) -> [Stream; 5] {
        let [block1, block2, _] = self.blocks.each_ref().map(|block| block.id);
        [
            Stream::association(self.hinode.id),
            Stream::block(block1),
            Stream::household(self.yamada),
            Stream::officers(block1),
            Stream::block(block2),
        ]
    }

    /// Who reads which of these [`one_stream_of_each`](Self::one_stream_of_each).
    #[rustfmt::skip]
    pub fn readers(&self) -> [(&str, &Person, [bool; 5]); 6] {
        [
            //                              association 1班   山田   1班's officers, 2班
            ("花", &self.hana,              [true, true, true, false, false]),
            ("森", &self.mori,              [true, false, false, false, true]),
            ("会長", &self.chair.person,    [true, true, false, true, true]),
            ("1班 班長", &self.head1.person, [true, true, false, true, false]),
            ("石井", &self.ishii,           [false; 5]),
            ("市", &self.city.person,       [false; 5]),
        ]
    }

    async fn of(town: Town) -> Self {
        town.clock.set(at("08:00"));
        let association = |n: u128, name: &str, kana: &str| Association {
            id: Uuid::from_u128(n),
            name: name.to_owned(),
            kana: kana.to_owned(),
        };
        let hinode = association(0xA_0001, "日の出町会", "ひのでちょうかい");
        let miharashi = association(0xA_0002, "見晴台町会", "みはらしだいちょうかい");
        let block = |n: u128, place: u16| Block { id: Uuid::from_u128(n), name: format!("{place}班"), place };
        let blocks = [block(0xB_0001, 1), block(0xB_0002, 2), block(0xB_0003, 3)];
        let other_block = block(0xB_0101, 1);
        let officer =
            async |n: u128, association: Option<Uuid>, role: Role, block: Option<Uuid>, title: &str| Officer {
                person: town.sign_up(0x5_0000 + n).await,
                seat: Seat { id: Uuid::from_u128(0x5EA7_0000 + n), association, block, role, title: title.to_owned() },
            };
        let of_hinode = Some(hinode.id);
        let this = Self {
            yamada: home_id(0),
            sato_home: home_id(1),
            ueda: home_id(2),
            mori_home: home_id(14),
            ishii_home: home_id(40),
            kishi_home: home_id(100),
            hana: town.sign_up(0x9_0001).await,
            yui: town.sign_up(0x9_0002).await,
            sato: town.sign_up(0x9_0003).await,
            mori: town.sign_up(0x9_0004).await,
            ishii: town.sign_up(0x9_0005).await,
            kishi: town.sign_up(0x9_0006).await,
            nobody: town.sign_up(0x9_0007).await,
            chair: officer(1, of_hinode, Role::Chair, None, "会長").await,
            secretary: officer(2, of_hinode, Role::Secretary, None, "書記").await,
            treasurer: officer(3, of_hinode, Role::Treasurer, None, "会計").await,
            auditor: officer(4, of_hinode, Role::Auditor, None, "監事").await,
            welfare: officer(5, of_hinode, Role::Welfare, None, "民生委員").await,
            head1: officer(6, of_hinode, Role::BlockHead, Some(blocks[0].id), "1班 班長").await,
            head2: officer(7, of_hinode, Role::BlockHead, Some(blocks[1].id), "2班 班長").await,
            // The seat is the chair's; the holder is another.
            former: Officer {
                person: town.sign_up(0x5_0008).await,
                ..officer(9, of_hinode, Role::Chair, None, "会長").await
            },
            other_chair: officer(10, Some(miharashi.id), Role::Chair, None, "会長").await,
            city: officer(11, None, Role::City, None, "市民活動課").await,
            town,
            hinode,
            miharashi,
            blocks,
            other_block,
        };
        this.move_in().await;
        this
    }

    /// Everybody who holds a seat today.
    pub fn officers(&self) -> [&Officer; 9] {
        [
            &self.chair,
            &self.secretary,
            &self.treasurer,
            &self.auditor,
            &self.welfare,
            &self.head1,
            &self.head2,
            &self.other_chair,
            &self.city,
        ]
    }

    /// Writes everybody down.
    async fn move_in(&self) {
        let now = self.now();
        let associations = [self.hinode.clone(), self.miharashi.clone()];
        let mut blocks: Vec<(Uuid, Block)> = self.blocks.iter().map(|block| (self.hinode.id, block.clone())).collect();
        blocks.push((self.miharashi.id, self.other_block.clone()));
        let mut homes = Vec::new();
        for (at, name) in NAMES.into_iter().enumerate() {
            let (block, order) = match at {
                0..14 => (0, at),
                14..27 => (1, at - 14),
                _ => (2, at - 27),
            };
            // 14 on paper; 森, who has a phone, is not among them.
            let paper = at % 3 == 2 && at != 14 || at == 12 || at == 39;
            homes.push(home(at, self.hinode.id, self.blocks[block].id, order, name, paper));
        }
        homes.push(home(40, self.hinode.id, self.blocks[2].id, 13, "石井", false));
        for (at, name) in OTHER_NAMES.into_iter().enumerate() {
            homes.push(home(100 + at, self.miharashi.id, self.other_block.id, at, name, at % 2 == 1));
        }
        homes[0].delivery = Delivery::Both;
        homes[0].phone = "0436-00-5001".to_owned();
        let joined = [
            (self.yamada, self.hana.id, "山田 花", false),
            (self.yamada, self.yui.id, "山田 結", true),
            (self.sato_home, self.sato.id, "佐藤 健", false),
            (self.mori_home, self.mori.id, "森 みどり", false),
            (self.ishii_home, self.ishii.id, "石井 実", false),
            (self.kishi_home, self.kishi.id, "岸 洋子", false),
        ];
        let ishii = self.ishii_home;
        let seats = self.officers().map(|officer| (officer.seat.clone(), officer.person.id));
        let (chair, former) = (self.chair.seat.id, self.former.person.id);
        self.write(move |tx, out| {
            Box::pin(async move {
                for association in &associations {
                    block::keep_association(tx, CITY, association).await?;
                }
                for (association, block) in &blocks {
                    block::keep_block(tx, out, CITY, *association, block, now).await?;
                }
                household::keep_all(tx, out, CITY, &homes, now).await?;
                for (n, (household, person, name, far)) in joined.into_iter().enumerate() {
                    let id = member_id(n);
                    let newcomer = Newcomer { id, person, name: name.to_owned(), far };
                    member::add(tx, out, CITY, household, &newcomer, now).await?;
                }
                assert!(moving::away(tx, out, CITY, ishii, day("2026-10-31"), now).await?.is_some());
                for (seat, person) in &seats {
                    seat::keep(tx, CITY, seat, &[Item { what: "回覧の箱を渡す".to_owned(), ..Item::default() }])
                        .await?;
                    let term = Term { since: day("2026-04-01"), until: Some(day("2027-03-31")) };
                    seat::give(tx, out, CITY, &held(seat, *person, term)).await?;
                }
                let term = Term { since: day("2025-04-01"), until: Some(day("2026-03-31")) };
                let before = seats.iter().find(|(seat, _)| seat.id == chair).unwrap();
                let before = seat::Held { id: Uuid::from_u128(0x7E_0000), ..held(&before.0, former, term) };
                seat::give(tx, out, CITY, &before).await?;
                let ids: Vec<Uuid> = seats.iter().map(|(seat, _)| seat.id).collect();
                seat::write_cards(tx, out, CITY, &ids, now).await?;
                for association in &associations {
                    block::write_association(tx, out, CITY, association.id, now).await?;
                }
                Ok(())
            })
        })
        .await;
    }

    pub async fn ask(
        &self,
        person: &Person,
        method: &str,
        path: &str,
        body: Option<serde_json::Value>,
    ) -> crate::http::Reply {
        self.town.ask(method, path, Some(&person.token), body).await
    }

    /// Has a command of an association done: the refusal, if it is one.
    pub async fn act(
        &self,
        person: &Person,
        command: itsumo_domain::association::AssociationCommand,
    ) -> Result<(), Refusal> {
        let command = itsumo_domain::Command::Association(command);
        self.command(person, command).await.refused.map_or(Ok(()), Err)
    }
}

/// The household's id: those of 日の出 from 0, in their order; those of 見晴台 from 100.
pub fn home_id(at: usize) -> Uuid {
    Uuid::from_u128(0xC_0000 + at as u128)
}

/// The memberships of 花, 結, 佐藤, 森, 石井 and 岸, in this order.
pub fn member_id(at: usize) -> Uuid {
    Uuid::from_u128(0xD_0000 + at as u128)
}

/// The term of somebody who holds this seat today.
pub fn term_of(seat: &Seat) -> Uuid {
    Uuid::from_u128(seat.id.as_u128() + 0x7E00_0000)
}

fn held(seat: &Seat, person: Uuid, term: Term) -> seat::Held {
    seat::Held {
        id: term_of(seat),
        seat: seat.id,
        person: Some(person),
        term,
        name: format!("{}の人", seat.title),
        shows_name: String::new(),
        shows_phone: String::new(),
        given_by: "operator".to_owned(),
    }
}

fn home(at: usize, association: Uuid, block: Uuid, order: usize, name: &str, paper: bool) -> Household {
    Household {
        id: home_id(at),
        association,
        block,
        order: u16::try_from(order + 1).unwrap(),
        name: name.to_owned(),
        kana: String::new(),
        place: format!("3-{}", order + 1),
        phone: String::new(),
        delivery: if paper { Delivery::Paper } else { Delivery::App },
        since: day("2020-04-01"),
        until: None,
    }
}

//! Every route of associations × everybody who may come to it. See [`crate::matrix`] for how it is asked.

mod commands;
mod table;

use crate::{
    http::{CITY, Town},
    matrix,
    town::{AssociationTown, Officer, Person, at, day, member_id},
};
use itsumo_backend::association::{
    circular::{self, Author, file, send, write},
    known, meeting,
};
use itsumo_domain::{
    Timestamp,
    association::{
        access::Standing,
        circular::{Ask, Audience, CircularKind, Draft},
        meeting::{MeetingDraft, Proposal},
    },
    city::LocalText,
    writing::Block as Piece,
};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use table::TABLE;
use uuid::Uuid;

/// Who comes, in the order of the table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody in particular.
    Anyone,
    /// 花, of 山田, 1班.
    Member,
    /// 森, of 2班.
    OtherBlock,
    /// 石井, whose household moved away.
    Moved,
    /// 岸, of another association.
    Elsewhere,
    /// Has an account and nothing else, but for a request that waits before the Yamadas' door.
    Nobody,
    Chair,
    Secretary,
    Treasurer,
    Auditor,
    Welfare,
    /// 班長 of 1班.
    OwnHead,
    /// 班長 of 2班.
    OtherHead,
    /// 会長 of another association.
    OtherChair,
    /// Was 会長.
    Former,
    City,
    Operator,
}

/// The town with something of everything that an address can name. What is of one block is of 1班.
pub struct House {
    pub town: AssociationTown,
    /// Of somebody who waits before the Yamadas' door.
    pub request: Uuid,
    /// One that the chair writes, one that is held, and one that is out and asks to be confirmed; all to 1班, with a file.
    pub draft: Uuid,
    pub held: Uuid,
    pub out: Uuid,
    pub sha256: String,
    /// The city's, before it goes out in 日の出町会.
    pub citys: Uuid,
    /// A meeting of the whole association, a turn of the Yamadas in 1班, a drill that runs.
    pub meeting: Uuid,
    pub duty: Uuid,
    pub check: Uuid,
    /// 花 asks for the secretary's seat.
    pub recovery: Uuid,
    /// Of the Yamadas' calendar.
    pub calendar: String,
}

impl House {
    /// Whoever writes by this officer's seat.
    async fn author(town: &AssociationTown, officer: &Officer) -> Author {
        Author::by_seat(officer.person.id, &standing_of(town, officer).await, |_| true).unwrap()
    }

    async fn fill() -> Self {
        let town = AssociationTown::sqlite().await;
        let code = town.code(town.blocks[0].id).await;
        let asked = town.join(&town.nobody, &code, ("山田", "3-1")).await.unwrap();
        let request = asked["request"].as_str().unwrap().parse().unwrap();

        let text = b"what to bring\n";
        let author = Self::author(&town, &town.chair).await;
        let mut circulars = Vec::new();
        for _ in 0..3 {
            let draft = Draft {
                kind: CircularKind::Confirm,
                title: LocalText::ja("防災訓練のお知らせ"),
                blocks: vec![Piece::Text { text: LocalText::ja("日曜日に公園で行います。") }],
                ask: Ask::Seen,
                audience: Audience { blocks: [town.blocks[0].id].into(), ..Audience::default() },
                ..Draft::default()
            };
            let id = write::begin(&town.app, CITY, &author, draft).await.unwrap();
            file::attach(&town.app, CITY, &author, id, "bring.txt", text.as_slice().into()).await.unwrap();
            circulars.push(id);
        }
        let give = async |author: &Author, id: Uuid| {
            let look = circular::look(&town.app, CITY, author, id).await.unwrap();
            let marks = look.warnings.iter().map(|warning| warning.mark()).collect();
            write::give(&town.app, CITY, author, id, look.entry.work, marks).await.unwrap();
        };
        give(&author, circulars[2]).await;
        town.clock.advance(10 * Timestamp::MINUTE);
        assert_eq!(send::send_due(&town.app.store, town.now()).await.unwrap(), 1);
        // A day later: what is out may be reminded of.
        town.clock.advance(Timestamp::DAY);
        let city = Self::author(&town, &town.city).await;
        let draft = Draft {
            title: LocalText::ja("健診のお知らせ"),
            blocks: vec![Piece::Text { text: LocalText::ja("はがきをお持ちください。") }],
            audience: Audience { everybody: true, associations: [town.hinode.id].into(), ..Audience::default() },
            ..Draft::default()
        };
        let parent = write::begin(&town.app, CITY, &city, draft).await.unwrap();
        give(&city, parent).await;
        town.clock.advance(10 * Timestamp::MINUTE);
        send::send_due(&town.app.store, town.now()).await.unwrap();
        let hinode = town.hinode.id;
        let waiting =
            town.read(move |tx| Box::pin(async move { circular::city::waiting(tx, CITY, hinode).await })).await;
        let citys = waiting[0].id;
        give(&author, circulars[1]).await;
        let (meeting, duty, check) = [0x3EE7, 0xD017, 0xC4EC].map(Uuid::from_u128).into();
        let (standing, hinode, now) = (standing_of(&town, &town.chair).await, town.hinode.id, town.now());
        town.write(move |tx, out| {
            Box::pin(async move {
                let called = meeting::call(tx, out, CITY, &standing, hinode, meeting, general_meeting(), now).await?;
                called.expect("it is called");
                Ok(())
            })
        })
        .await;
        for command in [
            json!({ "act": "keep_duty", "duty": duty, "body": turn(&town) }),
            json!({ "act": "start_safety", "check": check, "start": drill(&town) }),
        ] {
            town.act(&town.chair.person, serde_json::from_value(command).unwrap()).await.unwrap();
        }
        let sha256: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        let path = format!("/v1/me/associations/seats/{}/recovery", town.secretary.seat.id);
        let asked = Some(json!({ "name": "山田 花", "why": "書記の方と連絡がつきません。" }));
        let asked = town.ask(&town.hana, "POST", &path, asked).await.json();
        let recovery = asked["id"].as_str().unwrap().parse().unwrap();
        let path = format!("/v1/me/associations/households/{}/calendar", town.yamada);
        let made = town.ask(&town.hana, "PUT", &path, None).await.json();
        let calendar = made["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let [draft, held, out] = circulars.try_into().unwrap();
        let house = Self { town, request, draft, held, out, sha256, citys, meeting, duty, check, recovery, calendar };
        // What the first request of a device writes down (that it was there) is written before anything is compared.
        for who in <Self as matrix::House>::EVERYBODY {
            if let Some(person) = matrix::House::person(&house, *who) {
                house.town.sync(person).await;
            }
        }
        house
    }
}

async fn standing_of(town: &AssociationTown, officer: &Officer) -> Standing {
    known(&town.app, CITY, officer.person.id).await.unwrap().standing.clone()
}

pub fn general_meeting() -> MeetingDraft {
    let proposal = Proposal {
        title: LocalText::ja("会費の改定"),
        text: LocalText::ja("月300円にします。"),
        ..Proposal::default()
    };
    MeetingDraft {
        title: LocalText::ja("臨時総会"),
        day: day("2026-12-13"),
        proposals: vec![proposal],
        closes: at("18:00").plus(10 * Timestamp::DAY),
        ..MeetingDraft::default()
    }
}

/// A turn of the Yamadas, as an officer of 1班 writes it.
pub fn turn(town: &AssociationTown) -> Json {
    json!({
        "association": town.hinode.id, "block": town.blocks[0].id, "kind": "garbage", "what": "ごみ当番",
        "from": "2026-11-30", "until": "2026-12-06", "household": town.yamada,
    })
}

fn drill(town: &AssociationTown) -> Json {
    json!({
        "association": town.hinode.id, "status": "drill", "what": { "ja": "訓練" }, "by": "", "started": 0, "deletes": 0,
    })
}

impl matrix::House for House {
    type Who = Who;
    const EVERYBODY: &'static [Who] = &[
        Who::Anyone,
        Who::Member,
        Who::OtherBlock,
        Who::Moved,
        Who::Elsewhere,
        Who::Nobody,
        Who::Chair,
        Who::Secretary,
        Who::Treasurer,
        Who::Auditor,
        Who::Welfare,
        Who::OwnHead,
        Who::OtherHead,
        Who::OtherChair,
        Who::Former,
        Who::City,
        Who::Operator,
    ];
    const OPERATOR: Who = Who::Operator;
    const FILES: &'static [(&'static str, &'static str)] = &[("title-ja", "防災訓練のお知らせ")];

    async fn build() -> Self {
        Self::fill().await
    }

    fn town(&self) -> &Town {
        &self.town
    }

    fn person(&self, who: Who) -> Option<&Person> {
        let town = &self.town;
        Some(match who {
            Who::Anyone | Who::Operator => return None,
            Who::Member => &town.hana,
            Who::OtherBlock => &town.mori,
            Who::Moved => &town.ishii,
            Who::Elsewhere => &town.kishi,
            Who::Nobody => &town.nobody,
            Who::Chair => &town.chair.person,
            Who::Secretary => &town.secretary.person,
            Who::Treasurer => &town.treasurer.person,
            Who::Auditor => &town.auditor.person,
            Who::Welfare => &town.welfare.person,
            Who::OwnHead => &town.head1.person,
            Who::OtherHead => &town.head2.person,
            Who::OtherChair => &town.other_chair.person,
            Who::Former => &town.former.person,
            Who::City => &town.city.person,
        })
    }

    fn address(&self, path: &str, nothing: bool) -> String {
        let id = |id: Uuid| if nothing { Uuid::from_u128(0xDEAD_BEEF) } else { id }.to_string();
        let last = path.rsplit('/').next().unwrap_or_default();
        let circular = match last {
            "edit" | "discard" | "check" => self.draft,
            "handle" => self.citys,
            "undo" => self.held,
            // What one puts to a circular on the phone is a new one's.
            "files" => Uuid::from_u128(0xF11E),
            _ if path.contains("/files/") && path.starts_with("/console") => self.draft,
            _ => self.out,
        };
        let made = path
            .replace("{city}", CITY)
            .replace("{code}", CITY)
            .replace("{association}/burden", "city/burden")
            .replace("{association}/office/associations", "city/office/associations")
            .replace("{duty}", &id(self.duty))
            .replace("{association}", &id(self.town.hinode.id))
            .replace("{id}", &id(self.town.hinode.id))
            .replace("{household}", &id(self.town.yamada))
            .replace("{member}", &id(member_id(1)))
            .replace("{request}", &id(self.request))
            .replace("{circular}", &id(circular))
            .replace("{meeting}", &id(self.meeting))
            .replace("{duty}", &id(self.duty))
            .replace("{check}", &id(self.check))
            .replace("{paper}", if path.contains("/safety/") { "list" } else { "ballots" })
            .replace("{recovery}", &id(self.recovery))
            .replace("{seat}", &id(self.town.secretary.seat.id))
            .replace("{token}", &self.calendar)
            .replace("{block}", &id(self.town.blocks[0].id))
            .replace("{sha256}", &if nothing { "0".repeat(64) } else { self.sha256.clone() });
        assert!(!made.contains('{'), "an address has a part that this test does not know: {made}");
        match last {
            "files" => format!("{made}?association={}&name=list.txt", id(self.town.hinode.id)),
            "look" => format!("{made}?association={}", id(self.town.hinode.id)),
            _ => made,
        }
    }
}

fn is_ours(path: &str) -> bool {
    [
        "/v1/me/associations",
        "/v1/calendar/household",
        "/v1/operator/{city}/associations",
        "/v1/operator/{city}/city-seats",
        "/console/{city}/association",
    ]
    .iter()
    .any(|start| path.starts_with(start))
}

#[test]
fn every_route_of_associations_has_a_row() {
    matrix::every_route_has_a_row(TABLE, is_ours);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everybody_gets_what_is_theirs_and_nothing_else() {
    matrix::everybody_gets_what_is_theirs(TABLE).await;
}

/// Somebody may everything in their own association: by its address they come to nothing of another one, whatever else
/// the address or the form names.
#[tokio::test]
async fn by_the_address_of_one_s_own_association_nothing_of_another_is_reached() {
    let house = House::fill().await;
    let (hinode, miharashi) = (house.town.hinode.id.to_string(), house.town.miharashi.id.to_string());
    let mut wrong = Vec::new();
    for row in TABLE.iter().filter(|row| row.route.contains("{association}")) {
        let (_, path) = row.route.split_once(' ').unwrap();
        // What somebody makes on their phone gets an id of its own.
        if row.route.starts_with("put ") {
            continue;
        }
        let address = matrix::House::address(&house, path, false).replace(&hinode, &miharashi);
        let before = house.town.everything().await;
        let (status, text) = matrix::answer_at(&house, Who::OtherChair, row, &address).await;
        let named = path.replace("{city}", "").replace("{association}", "").replace("{paper}", "").contains('{');
        if named && status != 404 {
            wrong.push(format!("{}: {status}", row.route));
        }
        if named && house.town.everything().await != before {
            wrong.push(format!("{}: it has left something", row.route));
        }
        for name in ["山田", "佐藤", "上田", "青木", "防災訓練", "臨時総会"] {
            if text.contains(name) {
                wrong.push(format!("{}: {name} stands in the answer", row.route));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

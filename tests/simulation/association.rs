//! A town association among the devices: circulars that are confirmed, answered and carried on paper, under the same faults
//! as everything else.
//!
//! Hana is 会長 and of one household, with two devices; Taro is 班長 and of another; six households have no phone at all.
//! What a device took in must be what every device, and the count of the households, says once it is quiet:
//!
//! - who was confirmed for is confirmed, and the last answer is the answer;
//! - a poll closes in the night between: an answer that the server did not get in time comes back to the device that gave
//!   it, and changes nothing;
//! - the last mark of paper is the mark. Four of the households are one device's each, so that there is one right answer,
//!   whatever that device's clock does; two are marked by all, who must come to the same;
//! - every household stands in one place, and the places add up.

use crate::{
    devices::Device,
    run::{Run, describe},
    server::CITY,
};
use chrono::NaiveDate;
use itsumo_backend::{
    association::{
        Outgoing,
        block::{self, Association as Town},
        household::{self, Household},
        member::{self, Newcomer},
        seat,
    },
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        Block, Delivery, Role,
        access::Seat,
        circular::{
            Ask, CircularKind, Draft, HOLD_SECONDS, Mark, Reach, Reply, joint_id,
            reach::{Line, Totals},
        },
        seat::Term,
    },
    city::LocalText,
};
use itsumo_engine::{AccountState, Error, OutboxState};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The officers' devices, by their place: two of Hana's, one of Taro's.
const OFFICERS: [usize; 3] = [0, 1, 2];
const TOWN: Uuid = Uuid::from_u128(0xA5_0001);
const BLOCK: Uuid = Uuid::from_u128(0xA5_0002);
const OF_HANA: Uuid = Uuid::from_u128(0xA5_1001);
const OF_TARO: Uuid = Uuid::from_u128(0xA5_1002);
/// The first household without a phone; the others follow.
const ON_PAPER: u128 = 0xA5_2000;
const PAPERS: usize = 6;
/// Of them, those that are marked on one device each.
const APART: usize = 4;
/// The places of the circulars in [`Association::circulars`].
const SEEN: usize = 0;
const POLL: usize = 1;
const COMING: usize = 2;
/// The step before which the night passes in which the poll closes, and how long it is.
const NIGHT: usize = 60;
const HOURS: i64 = 16;

/// What was said of the circulars, as the devices acknowledged it. By circular and household.
#[derive(Default)]
pub struct Association {
    circulars: [Uuid; 3],
    answers: BTreeMap<(Uuid, Uuid), Vec<Answer>>,
    opened: BTreeSet<(Uuid, Uuid)>,
    marks: BTreeMap<(Uuid, Uuid), Vec<Mark>>,
    closed: bool,
    /// Where the last answer came too late.
    late: BTreeSet<(Uuid, Uuid)>,
}

struct Answer {
    reply: Reply,
    in_time: bool,
}

fn on_paper(place: usize) -> Uuid {
    Uuid::from_u128(ON_PAPER + u128::try_from(place).unwrap())
}

/// The day with which the poll closes: the one on which the run begins.
fn closing_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

impl Run {
    /// The association is there, and three circulars are out: to be confirmed, a poll that closes, who comes.
    pub async fn begin_association(&mut self) -> Result<(), String> {
        let people = [self.person(0).await?, self.person(2).await?];
        let made = self.server.write(move |tx, now| Box::pin(async move { move_in(tx, people, now).await })).await;
        made.map_err(|e| format!("the association: {e:?}"))?;
        for who in OFFICERS {
            self.sync_well(who).await?;
        }
        let chair = &self.devices[0];
        let options = ["はい", "いいえ", "どちらでも"].map(LocalText::ja).to_vec();
        let drafts = [
            (CircularKind::Confirm, Ask::Seen, None),
            (CircularKind::Poll, Ask::Choice { options, many: false }, Some(closing_day())),
            (CircularKind::Attendance, Ask::Attendance, None),
        ];
        for (place, (kind, ask, closes)) in drafts.into_iter().enumerate() {
            let id = chair.engine.new_id();
            let title = LocalText::ja(&format!("回覧 {place}"));
            let blocks = vec![itsumo_domain::writing::Block::Text { text: LocalText::ja("班長まで。") }];
            let mut draft =
                Draft { kind, title, blocks, ask, due: closes, closes: closes.is_some(), ..Draft::default() };
            draft.audience.everybody = true;
            let warned = chair.engine.look_at_circular(id, TOWN, &draft).await;
            let warned = warned.map_err(|e| describe(chair, "looking at a circular", &e))?;
            let ticked = warned.into_iter().map(|warned| warned.mark).collect();
            let written = chair.engine.write_circular(id, TOWN, draft, ticked).await;
            written.map_err(|e| describe(chair, "writing a circular", &e))?;
            self.association.circulars[place] = id;
        }
        self.sync_well(0).await?;
        self.server.clock().advance((i64::from(HOLD_SECONDS) + 1) * Timestamp::SECOND);
        self.server.send_circulars().await;
        for who in OFFICERS {
            self.sync_well(who).await?;
            let device = &self.devices[who];
            let all = device.engine.associations().await.map_err(|e| describe(device, "the circulars", &e))?;
            if all.circulars.len() != 3 || all.streets.len() != PAPERS + 2 {
                return Err(format!("{}: the association did not come: {all:?}", device.name));
            }
        }
        Ok(())
    }

    async fn person(&self, who: usize) -> Result<Uuid, String> {
        match self.devices[who].engine.account().await {
            Ok(AccountState::SignedIn { person, .. }) => Ok(person),
            other => Err(format!("{}: {other:?}", self.devices[who].name)),
        }
    }

    async fn sync_well(&self, who: usize) -> Result<(), String> {
        let device = &self.devices[who];
        device.engine.sync().await.map(drop).map_err(|e| describe(device, "the first circulars", &e))
    }

    /// It becomes night, and the poll closes.
    pub fn let_the_night_pass(&mut self, step: usize) {
        if step == NIGHT {
            self.association.closed = true;
            self.server.clock().advance(HOURS * Timestamp::HOUR);
            self.devices.iter().for_each(|device| device.clock.advance(HOURS * Timestamp::HOUR));
        }
    }

    /// Somebody opens a circular, answers it for their household, or marks paper.
    pub async fn use_circulars(&mut self, step: usize) -> Result<(), String> {
        let which = self.chance.below(3);
        let circular = self.association.circulars[which];
        match self.chance.below(100) {
            0..15 => self.open_circular(circular).await,
            15..55 => self.answer_circular(which, circular, step).await,
            _ => self.mark_paper(circular).await,
        }
    }

    async fn open_circular(&mut self, circular: Uuid) -> Result<(), String> {
        let who = *self.chance.of(&OFFICERS);
        let device = &self.devices[who];
        if taken(device, device.engine.open_circular(circular).await)? {
            self.association.opened.insert((circular, if who == 2 { OF_TARO } else { OF_HANA }));
        }
        Ok(())
    }

    /// Hana confirms on either of her devices, and answers each of the others on one, so that there is one last answer.
    async fn answer_circular(&mut self, which: usize, circular: Uuid, step: usize) -> Result<(), String> {
        let (who, household) = match (self.chance.percent(50), which) {
            (true, _) => (2, OF_TARO),
            (false, POLL) => (0, OF_HANA),
            (false, COMING) => (1, OF_HANA),
            (false, _) => (self.chance.below(2), OF_HANA),
        };
        let number = u16::try_from(step).unwrap();
        let reply = match which {
            SEEN => Reply::Seen,
            POLL => Reply::Choice { chosen: vec![number % 3] },
            _ => Reply::Attendance { people: number % 99 },
        };
        let device = &self.devices[who];
        if taken(device, device.engine.reply_circular(circular, household, reply.clone()).await)? {
            let answer = Answer { reply, in_time: !self.association.closed };
            self.association.answers.entry((circular, household)).or_default().push(answer);
        }
        Ok(())
    }

    async fn mark_paper(&mut self, circular: Uuid) -> Result<(), String> {
        let place = self.chance.below(PAPERS);
        let who = if place < APART { place % OFFICERS.len() } else { self.chance.below(OFFICERS.len()) };
        let mark = *self.chance.of(&[Mark::Delivered, Mark::Read, Mark::Nothing]);
        let (device, household) = (&self.devices[who], on_paper(place));
        if taken(device, device.engine.mark_paper(circular, household, mark, None).await)? {
            self.association.marks.entry((circular, household)).or_default().push(mark);
        }
        Ok(())
    }

    /// Once it is quiet: who answered too late reads so, and lets go of it.
    pub async fn let_go_of_late_answers(&mut self) -> Result<(), String> {
        let poll = self.association.circulars[POLL];
        for (who, household) in [(0, OF_HANA), (2, OF_TARO)] {
            let device = &self.devices[who];
            for item in device.engine.outbox().await.map_err(|e| describe(device, "the outbox", &e))? {
                let OutboxState::Refused(refusal) = &item.state else { continue };
                if item.name == "association" && refusal.code == "circular-closed" {
                    let gone = device.engine.outbox_discard(item.id).await;
                    gone.map_err(|e| describe(device, "letting a late answer go", &e))?;
                    self.association.late.insert((poll, household));
                }
            }
        }
        Ok(())
    }

    /// Every device shows what was acknowledged, and the count has each household once, where it belongs.
    pub async fn association_agrees(&self) -> Result<(), String> {
        let mut marks: BTreeMap<(Uuid, Uuid), Mark> = BTreeMap::new();
        for (number, who) in OFFICERS.into_iter().enumerate() {
            let device = &self.devices[who];
            let all = device.engine.associations().await.map_err(|e| describe(device, "the association", &e))?;
            let shown: BTreeMap<_, _> = all.paper.iter().map(|(of, row)| (*of, row.mark)).collect();
            if number == 0 {
                self.marks_are_right(device, &shown)?;
                marks = shown;
            } else if shown != marks {
                return Err(format!("{} shows paper {shown:?}, another device {marks:?}", device.name));
            }
            let own = if who == 2 { OF_TARO } else { OF_HANA };
            for circular in self.association.circulars {
                let row = all.circular(circular).ok_or_else(|| format!("{} lacks a circular", device.name))?;
                let said = row.reply_of(own).map(|row| row.reply.clone());
                self.answer_is_right(device, circular, own, said.as_ref())?;
            }
        }
        self.server.write_reach_down().await;
        for circular in self.association.circulars {
            self.count_is_right(circular, &marks).await?;
        }
        self.nothing_came_after_closing().await
    }

    fn marks_are_right(&self, device: &Device, shown: &BTreeMap<(Uuid, Uuid), Mark>) -> Result<(), String> {
        let said = &self.association.marks;
        if !shown.keys().eq(said.keys()) {
            return Err(format!("{} shows {} marks of paper, {} were made", device.name, shown.len(), said.len()));
        }
        for ((circular, household), made) in said {
            let mark = shown[&(*circular, *household)];
            let alone = (0..APART).any(|place| on_paper(place) == *household);
            let right = if alone { made.last() == Some(&mark) } else { made.contains(&mark) };
            if !right {
                return Err(format!("{} shows {mark:?} of {household}, marked was {made:?}", device.name));
            }
        }
        Ok(())
    }

    fn answer_is_right(
        &self,
        device: &Device,
        circular: Uuid,
        household: Uuid,
        said: Option<&Reply>,
    ) -> Result<(), String> {
        let of = (circular, household);
        let given = self.association.answers.get(&of).map(Vec::as_slice).unwrap_or_default();
        let right = match self.association.late.contains(&of) {
            false => said == given.last().map(|answer| &answer.reply),
            // Which of them the server had by then, only the server knows.
            true => said.is_none_or(|said| given.iter().any(|answer| answer.in_time && answer.reply == *said)),
        };
        match right {
            true => Ok(()),
            false => {
                let given: Vec<_> = given.iter().map(|answer| (&answer.reply, answer.in_time)).collect();
                Err(format!("{} shows the answer {said:?} to {circular}, given was {given:?}", device.name))
            }
        }
    }

    /// The count as both officers see it; nothing was written down more often than it was said.
    async fn count_is_right(&self, circular: Uuid, marks: &BTreeMap<(Uuid, Uuid), Mark>) -> Result<(), String> {
        let mut homes = vec![OF_HANA, OF_TARO];
        homes.extend((0..PAPERS).map(on_paper));
        for who in OFFICERS {
            let device = &self.devices[who];
            let (view, fresh) =
                device.engine.reach(circular).await.map_err(|e| describe(device, "how far it came", &e))?;
            let counted: Vec<Uuid> = view.lines.iter().map(|line| line.household).collect();
            if !fresh || counted != homes || view.totals != Totals::of(view.lines.iter().map(|line| line.reach)) {
                return Err(format!("{}: of {homes:?} were counted: {view:?}", device.name));
            }
            for line in &view.lines {
                self.line_is_right(device, circular, line, marks)?;
            }
        }
        for household in homes {
            let record = joint_id(circular, household);
            let (stream, said) = match self.association.marks.get(&(circular, household)) {
                Some(marks) => (Stream::officers(BLOCK), marks.len()),
                None => {
                    let answers = self.association.answers.get(&(circular, household)).map_or(0, Vec::len);
                    (Stream::household(household), answers)
                }
            };
            let revisions = self.server.revision(stream, record).await;
            if revisions > i64::try_from(said).unwrap() {
                return Err(format!("{household} was said {said} times and has {revisions} revisions"));
            }
        }
        Ok(())
    }

    fn line_is_right(
        &self,
        device: &Device,
        circular: Uuid,
        line: &Line,
        marks: &BTreeMap<(Uuid, Uuid), Mark>,
    ) -> Result<(), String> {
        let of = (circular, line.household);
        let has_phone = [OF_HANA, OF_TARO].contains(&line.household);
        if has_phone {
            self.answer_is_right(device, circular, line.household, line.reply.as_ref())?;
        }
        let opened = self.association.opened.contains(&of);
        let paper = marks.get(&of).copied().unwrap_or_default();
        let reach = Reach::of(has_phone, opened, line.reply.is_some(), paper);
        match (line.reach, line.paper) == (reach, paper) {
            true => Ok(()),
            false => Err(format!("{}: {line:?} should stand at {reach:?}, {paper:?}", device.name)),
        }
    }

    async fn nothing_came_after_closing(&self) -> Result<(), String> {
        let poll = self.association.circulars[POLL];
        let read = self.server.write(move |tx, _| {
            Box::pin(async move {
                let sql = "SELECT at FROM circular_reply WHERE city = $1 AND circular = $2";
                let rows = tx.query(sql, &[CITY.into(), poll.into()]).await?;
                rows.iter().map(|row| row.int(0).map(Timestamp)).collect::<Result<Vec<_>, _>>()
            })
        });
        let late = read.await.map_err(|e| format!("{e:?}"))?.into_iter().find(|at| at.jst_date() > closing_day());
        late.map_or(Ok(()), |at| Err(format!("the closed poll took an answer at {}", at.to_jst())))
    }

    /// How much was said of circulars.
    pub fn association_said(&self) -> String {
        let answers: usize = self.association.answers.values().map(Vec::len).sum();
        let marks: usize = self.association.marks.values().map(Vec::len).sum();
        format!("{answers} answers ({} late) and {marks} marks of paper", self.association.late.len())
    }
}

/// Whether a device took it in. Signed out, or not yet given back what it is about, it has nothing to take; and its own
/// clock may tell it that the poll is closed.
fn taken(device: &Device, said: Result<(), Error>) -> Result<bool, String> {
    match said {
        Ok(()) => Ok(true),
        Err(Error::SignedOut) => Ok(false),
        Err(Error::Refused(refusal)) if ["not-found", "already-over"].contains(&refusal.code.as_str()) => Ok(false),
        Err(other) => Err(describe(device, "a circular", &other)),
    }
}

/// The association of one block, with Hana and Taro and those on paper.
async fn move_in(tx: &mut dyn Tx, [hana, taro]: [Uuid; 2], now: Timestamp) -> Result<(), StoreError> {
    let mut out = Outgoing::default();
    let since = now.jst_date();
    let town = Town { id: TOWN, name: "日の出町会".into(), kana: "ひのでちょうかい".into() };
    block::keep_association(tx, CITY, &town).await?;
    block::keep_block(tx, &mut out, CITY, TOWN, &Block { id: BLOCK, name: "1班".into(), place: 1 }, now).await?;
    let mut homes = vec![(OF_HANA, Delivery::App), (OF_TARO, Delivery::App)];
    homes.extend((0..PAPERS).map(|place| (on_paper(place), Delivery::Paper)));
    let homes: Vec<Household> = (1..)
        .zip(homes)
        .map(|(order, (id, delivery))| Household {
            id,
            association: TOWN,
            block: BLOCK,
            order,
            name: format!("{order}番の家"),
            kana: String::new(),
            place: format!("1-{order}"),
            phone: String::new(),
            delivery,
            since,
            until: None,
        })
        .collect();
    household::keep_all(tx, &mut out, CITY, &homes, now).await?;
    let parts = [(hana, OF_HANA, Role::Chair, None, "会長"), (taro, OF_TARO, Role::BlockHead, Some(BLOCK), "班長")];
    for (number, (person, household, role, block, title)) in (1_u128..).zip(parts) {
        let newcomer = Newcomer { id: Uuid::from_u128(0xA5_3000 + number), person, name: title.to_owned(), far: false };
        member::add(tx, &mut out, CITY, household, &newcomer, now).await?;
        let id = Uuid::from_u128(0xA5_4000 + number);
        let seat = Seat { id, association: Some(TOWN), block, role, title: title.to_owned() };
        seat::keep(tx, CITY, &seat, &[]).await?;
        let held = seat::Held {
            id: Uuid::from_u128(0xA5_5000 + number),
            seat: id,
            person: Some(person),
            term: Term { since, until: None },
            name: title.to_owned(),
            shows_name: String::new(),
            shows_phone: String::new(),
            given_by: "operator".to_owned(),
        };
        seat::give(tx, &mut out, CITY, &held).await?;
        seat::write_cards(tx, &mut out, CITY, &[id], now).await?;
    }
    block::write_association(tx, &mut out, CITY, TOWN, now).await?;
    out.send(tx, CITY, now).await
}

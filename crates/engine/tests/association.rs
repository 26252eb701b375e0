//! What the network, the server and time can do to a word said in an association, and what an officer sees meanwhile.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop here")]

mod common;

use common::{
    Device, HANA, HERS, NOW, PASSWORD, Server, TARO, append,
    association::{CHECK, CIRCULAR, FIRST, HINODE, KISHI, MORI, STREET, YAMADA, check, circular, household},
    id,
};
use itsumo_engine::{
    Associations, Error, OutboxState,
    association::Delivery,
    domain::{
        Command, Stream, Timestamp,
        alert::Status,
        association::{
            AssociationCommand, Circular, JoinHousehold, JoinRequest, JoinedHousehold, SafetyReport,
            circular::{
                Ask, Draft, Mark, PaperMark, Posted, Reply,
                reach::{ReachView, Totals},
            },
            safety::{Condition, Witness},
        },
        city::LocalText,
        record::kind,
        school::notice::Attachment,
    },
};
use std::sync::Arc;
use uuid::Uuid;

/// Hana's phone, signed in and synced.
async fn hers(server: &Server) -> Device {
    let device = Device::new(server, 1).await;
    device.engine.sign_in(HERS, PASSWORD).await.unwrap();
    device.engine.sync().await.unwrap();
    device
}

async fn all(device: &Device) -> Arc<Associations> {
    device.engine.associations().await.unwrap()
}

fn offline(server: &Server, offline: bool) {
    server.with(|state| state.offline = offline);
}

/// What the server was told, in order.
fn heard(server: &Server) -> Vec<AssociationCommand> {
    let done = server.with(|state| state.done.clone());
    let of_association = |(_, _, command)| match command {
        Command::Association(command) => Some(command),
        _ => None,
    };
    done.into_iter().filter_map(of_association).collect()
}

fn safe(household: Uuid) -> SafetyReport {
    SafetyReport {
        check: CHECK,
        household,
        condition: Condition::Safe,
        witness: Witness::Officer,
        seen: NOW,
        ..SafetyReport::default()
    }
}

fn town() -> Server {
    let server = Server::new();
    server.association();
    server
}

#[tokio::test]
async fn an_officer_walks_the_street_without_a_network_and_finds_the_others_marks_when_there_is_one() {
    let server = town();
    server.put(Stream::block(FIRST), CIRCULAR, kind::CIRCULAR, &circular("公園の掃除", Ask::Nothing));
    let mut device = hers(&server).await;
    offline(&server, true);
    let street: Vec<Uuid> = all(&device).await.street_of(FIRST).map(|row| row.household).collect();
    assert_eq!(street, STREET);
    for household in [MORI, KISHI] {
        device.engine.mark_paper(CIRCULAR, household, Mark::Delivered, None).await.unwrap();
    }
    device.restart();
    let marks = all(&device).await;
    assert_eq!(marks.paper.len(), 2, "after a crash too");
    assert!(marks.paper.values().all(|row| matches!(row.delivery, Delivery::Waiting { .. })));
    // Meanwhile the chair marked one of the same, later.
    let marked = device.engine.now().plus(Timestamp::MINUTE);
    let theirs = PaperMark { circular: CIRCULAR, household: KISHI, mark: Mark::Read, marked, by: "会長".into() };
    offline(&server, false);
    device.engine.sync().await.unwrap();
    server.mark(&theirs);
    device.engine.sync().await.unwrap();
    let marks = all(&device).await;
    let said = |household| marks.paper.get(&(CIRCULAR, household)).map(|row| (row.mark, row.delivery.clone()));
    assert_eq!(said(MORI), Some((Mark::Delivered, Delivery::Arrived)));
    assert_eq!(said(KISHI), Some((Mark::Read, Delivery::Arrived)));
    assert_eq!(device.engine.outbox().await.unwrap(), []);
}

#[tokio::test]
async fn a_mark_that_is_taken_back_is_gone_though_the_clock_was_set_back_in_between() {
    let server = town();
    server.put(Stream::block(FIRST), CIRCULAR, kind::CIRCULAR, &circular("公園の掃除", Ask::Nothing));
    let device = hers(&server).await;
    device.engine.mark_paper(CIRCULAR, MORI, Mark::Read, None).await.unwrap();
    device.engine.sync().await.unwrap();
    device.clock.set(NOW.plus(-Timestamp::DAY));
    device.engine.mark_paper(CIRCULAR, MORI, Mark::Nothing, None).await.unwrap();
    assert_eq!(all(&device).await.paper[&(CIRCULAR, MORI)].mark, Mark::Nothing);
    device.engine.sync().await.unwrap();
    let said = heard(&server).into_iter().map(|command| match command {
        AssociationCommand::MarkPaper { mark, marked, .. } => (mark, marked),
        other => panic!("{other:?}"),
    });
    let said: Vec<_> = said.collect();
    assert_eq!(said, [(Mark::Read, NOW), (Mark::Nothing, NOW.plus(1))], "later than what she saw");
    assert_eq!(all(&device).await.paper[&(CIRCULAR, MORI)].mark, Mark::Nothing);
}

#[tokio::test]
async fn a_tap_too_many_is_never_sent_and_a_slip_that_was_typed_is_not_lost_by_it() {
    let server = town();
    server.put(Stream::block(FIRST), CIRCULAR, kind::CIRCULAR, &circular("掃除に来ますか", Ask::Attendance));
    let device = hers(&server).await;
    let slip = Reply::Attendance { people: 2 };
    let wrong = device.engine.mark_paper(CIRCULAR, MORI, Mark::Read, Some(Reply::Seen)).await;
    assert_eq!(wrong, Err(Error::field("reply", "not-an-answer")));
    device.engine.mark_paper(CIRCULAR, MORI, Mark::Read, Some(slip.clone())).await.unwrap();
    device.engine.mark_paper(CIRCULAR, MORI, Mark::Delivered, None).await.unwrap();
    device.engine.mark_paper(CIRCULAR, MORI, Mark::Read, None).await.unwrap();
    device.engine.mark_paper(CIRCULAR, KISHI, Mark::Read, Some(slip.clone())).await.unwrap();
    device.engine.mark_paper(CIRCULAR, KISHI, Mark::Nothing, None).await.unwrap();
    device.engine.sync().await.unwrap();
    let told: Vec<_> = heard(&server)
        .into_iter()
        .map(|command| match command {
            AssociationCommand::MarkPaper { household, mark, given, .. } => (household, mark, given),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [(MORI, Mark::Read, Some(slip)), (KISHI, Mark::Nothing, None)]);
}

#[tokio::test]
async fn a_recalled_circular_is_gone_with_its_file_its_reach_and_its_notification() {
    let server = town();
    let bytes = b"%PDF-1.7 of the park".to_vec();
    let file =
        Attachment { sha256: sha256(&bytes), name: "公園.pdf".into(), media: "application/pdf".into(), bytes: 20 };
    let with_file = Circular { attachments: vec![file.clone()], ..circular("公園の掃除", Ask::Nothing) };
    server.put(Stream::association(HINODE), CIRCULAR, kind::CIRCULAR, &with_file);
    let view = ReachView {
        circular: CIRCULAR,
        at: NOW,
        recalled: None,
        totals: Totals { of: 3, ..Totals::default() },
        lines: Vec::new(),
    };
    server.with(|state| {
        let path = format!("me/associations/circulars/{CIRCULAR}");
        state.rest.insert(format!("{path}/files/{}", file.sha256), (200, bytes.clone()));
        state.rest.insert(format!("{path}/reach"), (200, serde_json::to_vec(&view).unwrap()));
        state.rest.insert(format!("{path}/paper/{FIRST}"), (200, b"%PDF-1.7 cover list".to_vec()));
    });
    let device = hers(&server).await;
    device.engine.start();
    assert_eq!(device.told().await[0].title, "日の出町会から回覧");
    assert_eq!(device.engine.circular_file(CIRCULAR, &file.sha256).await.unwrap(), bytes);
    assert_eq!(device.engine.reach(CIRCULAR).await.unwrap(), (view.clone(), true));
    assert_eq!(device.engine.paper_pack(CIRCULAR, FIRST).await.unwrap(), b"%PDF-1.7 cover list");
    offline(&server, true);
    assert_eq!(device.engine.reach(CIRCULAR).await.unwrap(), (view, false), "as it was said last");
    assert_eq!(device.engine.circular_file(CIRCULAR, &file.sha256).await.unwrap(), bytes);
    assert_eq!(device.engine.paper_pack(CIRCULAR, FIRST).await.unwrap(), b"%PDF-1.7 cover list");
    offline(&server, false);
    server.recall(Stream::association(HINODE), CIRCULAR.as_u128());
    device.engine.sync().await.unwrap();
    assert!(all(&device).await.circulars.is_empty());
    assert_eq!(device.notes.shown(), []);
    offline(&server, true);
    assert_eq!(device.engine.reach(CIRCULAR).await, Err(Error::Offline));
    assert_eq!(device.engine.paper_pack(CIRCULAR, FIRST).await, Err(Error::Offline));
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn with_the_server_away_a_check_deletes_itself_at_its_hour_with_every_word_that_was_said_of_it() {
    let server = town();
    server.put(Stream::association(HINODE), CHECK, kind::SAFETY, &check(Status::Actual));
    server.put(Stream::officers(FIRST), id(0x601), kind::SAFETY_REPORT, &safe(MORI));
    let over = Circular { expires: Some(NOW.jst_date()), ..circular("おくやみ", Ask::Nothing) };
    server.put(Stream::association(HINODE), CIRCULAR, kind::CIRCULAR, &over);
    let device = hers(&server).await;
    offline(&server, true);
    device.engine.report_safety(id(0x602), safe(KISHI)).await.unwrap();
    let seen = all(&device).await;
    assert_eq!(seen.checks[0].reports.len(), 2);
    assert_eq!(seen.circulars.len(), 1);
    device.clock.set(NOW.plus(3 * Timestamp::DAY));
    let gone = all(&device).await;
    assert!(gone.checks.is_empty() && gone.circulars.is_empty());
    // What runs in the background takes it off the disk, and what was never sent will never be.
    let mut changes = device.engine.changes();
    device.engine.start();
    while !device.engine.outbox().await.unwrap().is_empty() {
        changes.recv().await.unwrap();
    }
    device.clock.set(NOW);
    let gone = all(&device).await;
    assert!(gone.checks.is_empty() && gone.circulars.is_empty(), "no clock brings it back");
}

#[tokio::test]
async fn what_an_officer_writes_waits_is_held_goes_out_and_can_be_taken_back() {
    let server = town();
    let device = hers(&server).await;
    let draft = |title: &str| {
        let mut draft = Draft { title: LocalText::ja(title), ..Draft::default() };
        draft.audience.blocks.insert(FIRST);
        draft
    };
    let mut everybody = draft("全世帯へ");
    everybody.audience.blocks.clear();
    everybody.audience.everybody = true;
    let refused = device.engine.write_circular(id(1), HINODE, everybody, Vec::new()).await;
    assert_eq!(refused, Err(Error::refused("not-found")), "a 班長 writes to the block");
    offline(&server, true);
    device.engine.write_circular(CIRCULAR, HINODE, draft("公園の掃除"), Vec::new()).await.unwrap();
    device.engine.write_circular(id(2), HINODE, draft("書きまちがい"), Vec::new()).await.unwrap();
    device.engine.recall_circular(id(2)).await.unwrap();
    let waits = all(&device).await;
    assert_eq!(waits.written.len(), 1, "what never left is simply gone");
    assert!(matches!(waits.written[0].delivery, Delivery::Waiting { .. }));
    offline(&server, false);
    device.engine.sync().await.unwrap();
    device.engine.sync().await.unwrap();
    assert_eq!(all(&device).await.written(CIRCULAR).map(|row| row.delivery.clone()), Some(Delivery::Arrived), "held");
    server.put(Stream::block(FIRST), CIRCULAR, kind::CIRCULAR, &circular("公園の掃除", Ask::Nothing));
    device.engine.sync().await.unwrap();
    let out = all(&device).await;
    assert!(out.written.is_empty() && out.circular(CIRCULAR).is_some());
    device.engine.recall_circular(CIRCULAR).await.unwrap();
    assert!(all(&device).await.circular(CIRCULAR).unwrap().recall.is_some());
    device.engine.sync().await.unwrap();
    server.recall(Stream::block(FIRST), CIRCULAR.as_u128());
    device.engine.sync().await.unwrap();
    let gone = all(&device).await;
    assert!(gone.circulars.is_empty() && gone.written.is_empty());
    assert_eq!(heard(&server).len(), 2, "the slip of the pen was never heard of");
}

#[tokio::test]
async fn a_reply_to_what_was_recalled_meanwhile_leaves_nothing_to_be_tried_again() {
    let server = town();
    server.put(Stream::association(HINODE), CIRCULAR, kind::CIRCULAR, &circular("掃除に来ますか", Ask::Attendance));
    let device = hers(&server).await;
    offline(&server, true);
    device.engine.reply_circular(CIRCULAR, YAMADA, Reply::Attendance { people: 1 }).await.unwrap();
    offline(&server, false);
    server.with(|state| {
        state.refuse.insert("association".into());
        state.refuse_code = "not-found".into();
    });
    server.recall(Stream::association(HINODE), CIRCULAR.as_u128());
    device.engine.sync().await.unwrap();
    assert_eq!(device.engine.outbox().await.unwrap(), []);
    assert!(all(&device).await.circulars.is_empty());
}

#[tokio::test]
async fn a_refused_word_keeps_its_reason_until_it_is_let_go() {
    let server = town();
    server.put(Stream::association(HINODE), CIRCULAR, kind::CIRCULAR, &circular("掃除に来ますか", Ask::Attendance));
    let device = hers(&server).await;
    server.with(|state| {
        state.refuse.insert("association".into());
        state.refuse_code = "already-over".into();
    });
    device.engine.reply_circular(CIRCULAR, YAMADA, Reply::Attendance { people: 1 }).await.unwrap();
    device.engine.sync().await.unwrap();
    let row = all(&device).await.circulars[0].clone();
    assert!(row.replies[0].delivery.is_refused());
    assert_eq!(row.owed, [YAMADA], "nothing counts");
    let outbox = device.engine.outbox().await.unwrap();
    assert!(matches!(&outbox[0].state, OutboxState::Refused(refusal) if refusal.code == "already-over"));
    device.engine.outbox_discard(outbox[0].id).await.unwrap();
    assert!(all(&device).await.circulars[0].replies.is_empty());
}

#[tokio::test]
async fn who_waits_to_be_let_in_sees_it_and_is_told_when_the_door_opens() {
    let server = Server::new();
    let device = hers(&server).await;
    let request = JoinRequest {
        id: id(0x700),
        association: "日の出町会".into(),
        block: "1班".into(),
        household: "山田".into(),
        at: NOW,
        ..JoinRequest::default()
    };
    let waiting =
        JoinedHousehold::Waiting { request: request.id, association: "日の出町会".into(), block: "1班".into() };
    let says = |requests: &[JoinRequest]| {
        let json = serde_json::to_vec(requests).unwrap();
        server.with(|state| state.rest.insert("me/associations/requests".into(), (200, json)));
    };
    says(std::slice::from_ref(&request));
    server.with(|state| {
        state.rest.insert("me/associations/households".into(), (200, serde_json::to_vec(&waiting).unwrap()));
    });
    let ask = JoinHousehold {
        code: "１ABC".into(),
        name: " 花 ".into(),
        household: "山田".into(),
        place: "3-12".into(),
        far: false,
    };
    let empty = device.engine.join_household(JoinHousehold { place: " ".into(), ..ask.clone() }).await;
    assert_eq!(empty, Err(Error::field("place", "empty")));
    assert_eq!(device.engine.join_household(ask).await.unwrap(), waiting);
    offline(&server, true);
    assert_eq!(all(&device).await.waiting, [request]);
    offline(&server, false);
    // An officer lets her in.
    says(&[]);
    server.put(Stream::household(YAMADA), YAMADA, kind::HOUSEHOLD, &household("山田"));
    server.with(|state| state.groups.entry(HANA).or_default().insert(Stream::household(YAMADA)));
    device.engine.start();
    assert_eq!(device.told().await[0].title, "日の出町会に入りました");
    // What is told first is what arrived; that nobody waits any more is asked for in the same sync, and here waited for.
    device.engine.sync().await.unwrap();
    let inside = all(&device).await;
    assert!(inside.waiting.is_empty() && inside.homes.len() == 1);
}

#[tokio::test]
async fn a_door_that_opens_between_the_pull_and_the_question_after_it_is_told_all_the_same() {
    let server = Server::new();
    let device = hers(&server).await;
    let request =
        JoinRequest { id: id(0x700), association: "日の出町会".into(), at: NOW, ..JoinRequest::default() };
    const PATH: &str = "me/associations/requests";
    server.with(|state| {
        state.rest.insert(PATH.into(), (200, serde_json::to_vec(&[&request]).unwrap()));
    });
    device.engine.join_requests().await.unwrap();
    assert_eq!(all(&device).await.waiting, [request]);
    // The sync has pulled, and nothing was there; while it asks after the request, an officer lets her in.
    server.with(|state| {
        state.just_before.insert(PATH.into(), |state| {
            state.rest.insert(PATH.into(), (200, b"[]".to_vec()));
            let card = serde_json::value::to_raw_value(&household("山田")).unwrap();
            append(state, Stream::household(YAMADA), YAMADA, kind::HOUSEHOLD, Some(card));
            state.groups.entry(HANA).or_default().insert(Stream::household(YAMADA));
        });
    });
    device.engine.sync().await.unwrap();
    let inside = all(&device).await;
    assert!(inside.waiting.is_empty() && inside.homes.len() == 1);
    device.engine.start();
    assert_eq!(device.told().await[0].title, "日の出町会に入りました");
}

#[tokio::test]
async fn who_leaves_takes_nothing_of_the_others_along_and_nothing_stands_in_the_file() {
    let server = town();
    server.put(Stream::association(HINODE), CIRCULAR, kind::CIRCULAR, &circular("公園の掃除", Ask::Text));
    server.put(Stream::association(HINODE), CHECK, kind::SAFETY, &check(Status::Actual));
    let device = hers(&server).await;
    offline(&server, true);
    let words = Reply::Text { text: "腰が痛いので行けません".into() };
    device.engine.reply_circular(CIRCULAR, YAMADA, words).await.unwrap();
    let help = SafetyReport { condition: Condition::Help, note: "二階に取り残された".into(), ..safe(MORI) };
    device.engine.report_safety(id(0x601), help).await.unwrap();
    for word in ["山田", "公園の掃除", "腰が痛い", "取り残された", "reply_circular"] {
        assert_eq!(on_the_disk(&device, word), None, "{word}");
    }
    offline(&server, false);
    device.engine.sync().await.unwrap();
    // The seat's term is over; the household stays.
    server.with(|state| state.groups.get_mut(&HANA).unwrap().remove(&Stream::officers(FIRST)));
    device.engine.sync().await.unwrap();
    let after = all(&device).await;
    assert!(after.streets.is_empty() && after.checks[0].reports.is_empty());
    assert_eq!(after.homes.len(), 1);
    // And then the household moves.
    server.with(|state| state.groups.remove(&HANA));
    device.engine.sync().await.unwrap();
    assert!(all(&device).await.homes.is_empty() && all(&device).await.cards.is_empty());
    device.engine.sign_out().await.unwrap();
    assert!(all(&device).await.is_empty());
}

fn on_the_disk(device: &Device, word: &str) -> Option<String> {
    std::fs::read_dir(device.folder.path()).unwrap().find_map(|file| {
        let path = file.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        bytes.windows(word.len()).any(|part| part == word.as_bytes()).then(|| path.display().to_string())
    })
}

#[tokio::test]
async fn somebody_without_a_seat_says_nothing_in_its_name() {
    let server = town();
    server.put(Stream::block(FIRST), CIRCULAR, kind::CIRCULAR, &circular("公園の掃除", Ask::Nothing));
    let device = Device::new(&server, 2).await;
    assert_eq!(device.engine.mark_paper(CIRCULAR, MORI, Mark::Read, None).await, Err(Error::SignedOut));
    device.engine.sign_in("taro@example.jp", PASSWORD).await.unwrap();
    server.with(|state| {
        state.groups.insert(TARO, [Stream::association(HINODE), Stream::block(FIRST)].into());
    });
    device.engine.sync().await.unwrap();
    let not_found = Err(Error::refused("not-found"));
    assert_eq!(device.engine.mark_paper(CIRCULAR, MORI, Mark::Read, None).await, not_found);
    assert_eq!(device.engine.start_safety(CHECK, check(Status::Actual)).await, not_found);
    assert_eq!(device.engine.report_safety(id(1), safe(MORI)).await, not_found);
    assert_eq!(device.engine.outbox().await.unwrap(), []);
}

#[tokio::test]
async fn the_notice_board_needs_no_account_and_hangs_there_without_a_network() {
    let server = Server::new();
    let device = Device::new(&server, 1).await;
    assert_eq!(device.engine.notice_board().await, Err(Error::refused("not-found")));
    let hangs = Posted { id: CIRCULAR, circular: Circular { public: true, ..circular("迷い猫", Ask::Nothing) } };
    let json = serde_json::to_vec(std::slice::from_ref(&hangs)).unwrap();
    server.with(|state| state.rest.insert("cities/990019/board".into(), (200, json)));
    let (posted, fresh) = device.engine.notice_board().await.unwrap();
    assert_eq!((posted.as_slice(), fresh), ([(CIRCULAR, hangs.circular)].as_slice(), true));
    offline(&server, true);
    let (posted, fresh) = device.engine.notice_board().await.unwrap();
    assert_eq!((posted.len(), fresh), (1, false));
}

//! What the network, the server and time can do to a word said to the school, and what the family sees meanwhile.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop here")]

mod common;

use common::{
    Device, HANA, NOW, Server, TARO, problem,
    school::{ASAHI, CLASS_1_2, CLASS_4_1, MORNING, REN, WHOLE, YUI, card, day, ill, notice, question},
};
use itsumo_engine::{
    Error, OutboxState,
    domain::{
        Stream, Timestamp,
        city::LocalText,
        record::kind,
        school::{
            Absence, Answer, FacilityKind, Notice, Part,
            absence::{Arrival, Reason},
            notice::{Ask, Attachment, CountPer},
        },
        sync::Refusal,
    },
    http::Scripted,
    school::{AbsenceRow, Delivery, School},
};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

const HERS: &str = "hana@example.jp";
const PASSWORD: &str = "さくらのはな";

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// Hana's phone on a school morning, signed in, her children on it.
async fn hers(server: &Server) -> Device {
    let device = Device::new(server, 1).await;
    device.clock.set(MORNING);
    device.engine.sign_in(HERS, PASSWORD).await.unwrap();
    device
}

async fn school(device: &Device) -> Arc<School> {
    device.engine.school().await.unwrap()
}

async fn only_absence(device: &Device) -> AbsenceRow {
    let school = school(device).await;
    assert_eq!(school.absences.len(), 1, "{:?}", school.absences);
    school.absences[0].clone()
}

async fn tell(device: &Device, absence: Absence) -> Uuid {
    let id = device.engine.new_id();
    device.engine.report_absences(vec![(id, absence)]).await.unwrap();
    id
}

fn offline(server: &Server, offline: bool) {
    server.with(|state| state.offline = offline);
}

/// How many commands of this name the server did.
fn done(server: &Server, name: &str) -> usize {
    server.with(|state| state.done.iter().filter(|(_, _, command)| command.name() == name).count())
}

#[tokio::test]
async fn an_absence_told_in_a_dead_spot_is_on_show_at_once_with_the_school_s_telephone_and_arrives_later() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    offline(&server, true);
    let told = tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    // At 7:10 there is time; at 7:50 it had better be said by telephone.
    assert_eq!(only_absence(&device).await.delivery, Delivery::Waiting { near_cut_off: Vec::new() });
    device.clock.advance(40 * Timestamp::MINUTE);
    let phone = vec![("ひなた市立あさひ小学校".to_owned(), "0436-00-0101".to_owned())];
    assert_eq!(only_absence(&device).await.delivery, Delivery::Waiting { near_cut_off: phone });
    assert_eq!(device.engine.sync().await, Err(Error::Offline));
    offline(&server, false);
    assert_eq!(device.engine.sync().await.unwrap().pushed, 1);
    let row = only_absence(&device).await;
    assert_eq!((row.id, &row.delivery, row.command, row.view.rev), (told, &Delivery::Arrived, None, 1));
    assert_eq!(row.view.absence, ill(YUI, "2026-11-24", "2026-11-24"));
    server.confirm(told);
    device.engine.sync().await.unwrap();
    assert_eq!(only_absence(&device).await.delivery, Delivery::Confirmed);
}

#[tokio::test]
async fn sent_twice_it_counts_once_and_never_goes_out_of_sight() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    server.with(|state| state.lose_answers = 1);
    assert_eq!(device.engine.sync().await, Err(Error::Offline));
    // The server has it, the device does not know: it waits, and goes again under the same id.
    assert!(matches!(only_absence(&device).await.delivery, Delivery::Waiting { .. }));
    device.engine.sync().await.unwrap();
    assert_eq!(done(&server, "report_absence"), 1);
    server.with(|state| assert_eq!(state.heard.len(), 2, "heard twice"));
    let row = only_absence(&device).await;
    assert_eq!((row.delivery, row.view.rev), (Delivery::Arrived, 1));
}

#[tokio::test]
async fn a_crash_between_the_server_s_word_and_its_record_loses_nothing() {
    let server = Server::new();
    server.school();
    let mut device = hers(&server).await;
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    for n in 0..3 {
        server.put(Stream::person(HANA), id(800 + n), "future", &n);
    }
    // One record to a page: the absence's own is behind three others, and the line breaks after the first answer.
    server.with(|state| {
        state.page = 1;
        state.break_after = Some(1);
    });
    assert_eq!(device.engine.sync().await, Err(Error::Offline));
    assert_eq!(device.engine.outbox().await.unwrap(), []);
    assert_eq!(only_absence(&device).await.delivery, Delivery::Arrived, "done, its record still to come");
    device.restart();
    assert_eq!(only_absence(&device).await.delivery, Delivery::Arrived, "after a crash too");
    server.with(|state| state.break_after = None);
    device.engine.sync().await.unwrap();
    let row = only_absence(&device).await;
    assert_eq!((row.delivery, row.view.history.len()), (Delivery::Arrived, 1), "now it is the server's");
    assert_eq!(done(&server, "report_absence"), 1);
}

#[tokio::test]
async fn what_is_refused_keeps_what_was_typed_and_can_be_corrected() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    server.with(|state| {
        state.refuse = BTreeSet::from(["report_absence".to_owned()]);
        "not-a-school-day".clone_into(&mut state.refuse_code);
    });
    let told = tell(&device, ill(YUI, "2026-11-28", "2026-11-28")).await;
    assert_eq!(device.engine.sync().await.unwrap().refused, 1);
    let row = only_absence(&device).await;
    assert_eq!(row.delivery, Delivery::Refused(Refusal::new("not-a-school-day")));
    assert_eq!(row.view.absence.note, "せきも出ます", "what was typed is there");
    let today = school(&device).await.today(YUI, day("2026-11-28"));
    assert_eq!(today.absences.len(), 1, "and is shown on its day, with its reason");
    // Corrected: the same absence, a new command, and the refused one is settled by it.
    server.with(|state| state.refuse.clear());
    device.engine.report_absences(vec![(told, ill(YUI, "2026-11-27", "2026-11-27"))]).await.unwrap();
    assert_eq!(device.engine.outbox().await.unwrap().len(), 1);
    device.engine.sync().await.unwrap();
    let row = only_absence(&device).await;
    assert_eq!((row.id, row.delivery, row.view.absence.from), (told, Delivery::Arrived, day("2026-11-27")));
    assert_eq!(device.engine.outbox().await.unwrap(), []);
}

#[tokio::test]
async fn what_is_refused_can_be_tried_again_or_let_go_and_then_the_server_s_word_stands() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    let told = tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    device.engine.sync().await.unwrap();
    server.with(|state| state.refuse = BTreeSet::from(["report_absence".to_owned()]));
    let longer = ill(YUI, "2026-11-24", "2026-11-26");
    device.engine.report_absences(vec![(told, longer.clone())]).await.unwrap();
    device.engine.sync().await.unwrap();
    let row = only_absence(&device).await;
    assert!(matches!(row.delivery, Delivery::Refused(_)) && row.view.absence == longer);
    device.engine.outbox_retry(row.command.unwrap()).await.unwrap();
    assert!(matches!(only_absence(&device).await.delivery, Delivery::Waiting { .. }));
    device.engine.sync().await.unwrap();
    let row = only_absence(&device).await;
    assert!(matches!(row.delivery, Delivery::Refused(_)));
    device.engine.outbox_discard(row.command.unwrap()).await.unwrap();
    let row = only_absence(&device).await;
    assert_eq!((row.delivery, row.view.absence.until), (Delivery::Arrived, day("2026-11-24")));
}

#[tokio::test]
async fn a_word_never_sent_is_replaced_and_one_that_may_have_arrived_is_not() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    offline(&server, true);
    let told = tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    device.engine.report_absences(vec![(told, ill(YUI, "2026-11-24", "2026-11-25"))]).await.unwrap();
    assert_eq!(device.engine.outbox().await.unwrap().len(), 1, "the first never left");
    assert_eq!(only_absence(&device).await.view.absence.until, day("2026-11-25"));
    // Tried once: nobody knows whether the server heard it.
    assert_eq!(device.engine.sync().await, Err(Error::Offline));
    device.engine.report_absences(vec![(told, ill(YUI, "2026-11-24", "2026-11-26"))]).await.unwrap();
    assert_eq!(device.engine.outbox().await.unwrap().len(), 2);
    assert_eq!(only_absence(&device).await.view.absence.until, day("2026-11-26"));
    offline(&server, false);
    device.engine.sync().await.unwrap();
    let row = only_absence(&device).await;
    assert_eq!((row.view.absence.until, row.view.rev), (day("2026-11-26"), 2), "both are in its history");
}

#[tokio::test]
async fn taken_back_before_it_left_the_device_it_was_never_said() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    offline(&server, true);
    let told = tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    device.engine.withdraw_absence(told).await.unwrap();
    assert_eq!(device.engine.outbox().await.unwrap(), []);
    assert_eq!(school(&device).await.absences, []);
    // One that may have arrived is taken back in words.
    let told = tell(&device, ill(REN, "2026-11-24", "2026-11-24")).await;
    let _ = device.engine.sync().await;
    device.engine.withdraw_absence(told).await.unwrap();
    let row = only_absence(&device).await;
    assert!(row.view.withdrawn && matches!(row.delivery, Delivery::Waiting { .. }));
    assert!(!row.covers(day("2026-11-24")), "and the child is expected again");
    offline(&server, false);
    device.engine.sync().await.unwrap();
    let row = only_absence(&device).await;
    assert_eq!((row.view.withdrawn, row.delivery, row.view.history.len()), (true, Delivery::Arrived, 2));
    assert_eq!(device.engine.withdraw_absence(id(1)).await, Err(Error::refused("not-found")));
}

#[tokio::test]
async fn a_later_word_settles_an_earlier_one_that_the_server_refuses() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    let told = tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    server.with(|state| state.lose_answers = 1);
    let _ = device.engine.sync().await;
    device.engine.withdraw_absence(told).await.unwrap();
    // The server had heard the first all along; now it refuses to report anything.
    server.with(|state| state.refuse = BTreeSet::from(["report_absence".to_owned()]));
    let report = device.engine.sync().await.unwrap();
    assert_eq!((report.refused, device.engine.outbox().await.unwrap()), (0, Vec::new()));
    assert!(only_absence(&device).await.view.withdrawn);
}

#[tokio::test]
async fn two_devices_see_the_same_and_the_other_guardian_s_word_is_named() {
    let server = Server::new();
    server.school();
    server.put(Stream::person(TARO), YUI, kind::PUPIL, &card("青木ゆい", "あおきゆい", CLASS_1_2, true));
    server.with(|state| state.guardians = vec![HANA, TARO]);
    let phone = hers(&server).await;
    let tablet = Device::new(&server, 2).await;
    tablet.clock.set(MORNING);
    tablet.engine.sign_in(HERS, PASSWORD).await.unwrap();
    let his = Device::new(&server, 3).await;
    his.clock.set(MORNING);
    his.engine.sign_in("taro@example.jp", PASSWORD).await.unwrap();
    let told = tell(&phone, ill(YUI, "2026-11-24", "2026-11-24")).await;
    for device in [&phone, &tablet, &his] {
        device.engine.sync().await.unwrap();
    }
    assert_eq!(only_absence(&tablet).await, only_absence(&phone).await);
    let seen = only_absence(&his).await;
    assert_eq!((seen.view.by.me, seen.view.by.name.as_str()), (false, "母"));
    // He says it anew; hers follows.
    his.engine.report_absences(vec![(told, ill(YUI, "2026-11-24", "2026-11-27"))]).await.unwrap();
    his.engine.sync().await.unwrap();
    phone.engine.sync().await.unwrap();
    let row = only_absence(&phone).await;
    assert_eq!((row.view.by.me, row.view.absence.until), (false, day("2026-11-27")));
}

#[tokio::test]
async fn a_notice_in_three_groups_is_one_item_and_goes_when_the_last_lets_it_go() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    for group in [CLASS_1_2, CLASS_4_1] {
        server.put(Stream::class(group), id(7), kind::NOTICE, &notice("遠足のお知らせ", Ask::Seen));
    }
    device.engine.sync().await.unwrap();
    let seen = school(&device).await;
    assert_eq!(seen.notices.len(), 1);
    assert_eq!(seen.notices[0].pupils, [YUI, REN], "for both children");
    assert_eq!(seen.notices[0].open_for, [Some(YUI), Some(REN)], "one answer per child");
    server.with(|state| common::append(state, Stream::class(CLASS_1_2), id(7), kind::NOTICE, None));
    device.engine.sync().await.unwrap();
    assert_eq!(school(&device).await.notices[0].pupils, [REN]);
    server.with(|state| common::append(state, Stream::class(CLASS_4_1), id(7), kind::NOTICE, None));
    device.engine.sync().await.unwrap();
    assert_eq!(school(&device).await.notices, []);
}

#[tokio::test]
async fn answers_are_counted_as_the_sender_asked() {
    let server = Server::new();
    server.school();
    for (n, per) in [(1, CountPer::Child), (2, CountPer::Household), (3, CountPer::Guardian)] {
        let notice = Notice { per, ..notice("面談", Ask::Text) };
        server.put(Stream::class(WHOLE), id(n), kind::NOTICE, &notice);
    }
    let device = hers(&server).await;
    let text = |text: &str| Answer::Text { text: text.into() };
    let open = |school: &School, n| school.notice(id(n)).unwrap().open_for.clone();
    let seen = school(&device).await;
    assert_eq!([open(&seen, 1), open(&seen, 2), open(&seen, 3)], [vec![Some(YUI), Some(REN)], vec![None], vec![None]]);
    offline(&server, true);
    device.engine.answer_notice(id(1), Some(YUI), text("はい")).await.unwrap();
    device.engine.answer_notice(id(2), None, text("はい")).await.unwrap();
    let seen = school(&device).await;
    assert_eq!([open(&seen, 1), open(&seen, 2)], [vec![Some(REN)], vec![]], "waiting answers count already");
    // Another guardian answers the one that is asked of each guardian: hers is still to come.
    let his = itsumo_engine::domain::school::notice::AnswerView {
        notice: id(3),
        pupil: None,
        answer: text("父です"),
        at: NOW,
        late: false,
        by: Default::default(),
    };
    server.put(Stream::person(HANA), id(50), kind::ANSWER, &his);
    offline(&server, false);
    device.engine.sync().await.unwrap();
    let seen = school(&device).await;
    assert_eq!([open(&seen, 1), open(&seen, 2), open(&seen, 3)], [vec![Some(REN)], vec![], vec![None]]);
    assert!(seen.notice(id(2)).unwrap().answers[0].delivery.is_there());
    // Wrong answers are said to be so before they leave.
    let wrong = |pupil, answer| device.engine.answer_notice(id(1), pupil, answer);
    assert_eq!(wrong(None, text("はい")).await, Err(Error::refused("not-found")));
    assert_eq!(wrong(Some(REN), text(" ")).await, Err(Error::field("answer", "empty")));
    assert_eq!(wrong(Some(REN), Answer::Seen).await, Err(Error::field("answer", "out-of-range")));
}

#[tokio::test]
async fn a_notice_that_was_opened_is_new_again_when_it_is_edited() {
    let server = Server::new();
    server.school();
    server.put(Stream::class(WHOLE), id(1), kind::NOTICE, &notice("遠足", Ask::Nothing));
    let mut device = hers(&server).await;
    device.engine.open_notice(id(1)).await.unwrap();
    device.engine.open_notice(id(1)).await.unwrap();
    device.engine.sync().await.unwrap();
    assert_eq!(done(&server, "open_notice"), 1);
    device.restart();
    assert!(school(&device).await.notices[0].opened);
    let edited = Notice { edited: Some(NOW), ..notice("遠足（雨天延期）", Ask::Nothing) };
    server.put(Stream::class(WHOLE), id(1), kind::NOTICE, &edited);
    device.engine.sync().await.unwrap();
    assert_eq!(school(&device).await.unopened(), 1);
}

#[tokio::test]
async fn a_group_that_was_left_takes_its_notices_and_files_along() {
    let server = Server::new();
    server.school();
    let bytes = b"%PDF-1.7 of the class".to_vec();
    let file = attachment(&bytes);
    let with_file = Notice { attachments: vec![file.clone()], ..notice("学級だより", Ask::Nothing) };
    server.put(Stream::class(CLASS_1_2), id(1), kind::NOTICE, &with_file);
    server.put(Stream::class(WHOLE), id(2), kind::NOTICE, &notice("全校だより", Ask::Nothing));
    server.with(|state| {
        state.rest.insert(format!("me/school/notices/{}/files/{}", id(1), file.sha256), (200, bytes.clone()));
    });
    let device = hers(&server).await;
    assert_eq!(device.engine.notice_file(id(1), &file.sha256).await.unwrap(), bytes);
    // Once here, it needs no network; another notice has no such file.
    offline(&server, true);
    assert_eq!(device.engine.notice_file(id(1), &file.sha256).await.unwrap(), bytes);
    assert_eq!(device.engine.notice_file(id(2), &file.sha256).await, Err(Error::refused("not-found")));
    offline(&server, false);
    server.with(|state| {
        state.groups.get_mut(&HANA).unwrap().remove(&Stream::class(CLASS_1_2));
    });
    device.engine.sync().await.unwrap();
    let titles: Vec<_> = school(&device).await.notices.iter().map(|row| row.notice.title.ja.clone()).collect();
    assert_eq!(titles, ["全校だより"]);
    assert_eq!(device.engine.notice_file(id(1), &file.sha256).await, Err(Error::refused("not-found")));
    for word in ["学級だより", "of the class"] {
        assert_eq!(on_the_disk(&device, word), None);
    }
}

fn attachment(bytes: &[u8]) -> Attachment {
    Attachment { sha256: sha256(bytes), name: "だより.pdf".into(), media: "application/pdf".into(), bytes: 21 }
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_file_that_is_not_what_was_named_is_not_shown() {
    let server = Server::new();
    server.school();
    let file = attachment(b"what the teacher sent");
    let with_file = Notice { attachments: vec![file.clone()], ..notice("学級だより", Ask::Nothing) };
    server.put(Stream::class(CLASS_1_2), id(1), kind::NOTICE, &with_file);
    let path = format!("me/school/notices/{}/files/{}", id(1), file.sha256);
    server.with(|state| state.rest.insert(path, (200, b"something else".to_vec())));
    let device = hers(&server).await;
    assert_eq!(device.engine.notice_file(id(1), &file.sha256).await, Err(Error::refused("file-changed")));
    offline(&server, true);
    assert_eq!(device.engine.notice_file(id(1), &file.sha256).await, Err(Error::Offline), "and is not kept");
}

/// The file of the data folder in which this word stands, if one does.
fn on_the_disk(device: &Device, word: &str) -> Option<String> {
    std::fs::read_dir(device.folder.path()).unwrap().find_map(|file| {
        let path = file.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        bytes.windows(word.len()).any(|part| part == word.as_bytes()).then(|| path.display().to_string())
    })
}

#[tokio::test]
async fn no_word_of_a_child_stands_in_the_file_waiting_words_too() {
    let server = Server::new();
    server.school();
    server.put(Stream::class(CLASS_1_2), id(1), kind::NOTICE, &notice("学級だより", Ask::Seen));
    server.put(Stream::person(HANA), id(2), "of-a-newer-app", &"あたらしいことば");
    let device = hers(&server).await;
    offline(&server, true);
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    device.engine.answer_notice(id(1), Some(YUI), Answer::Seen).await.unwrap();
    let _ = device.engine.sync().await;
    for word in ["青木", "あさひ小", "せきも", "学級だより", "あたらしいことば", "report_absence\",\"id"]
    {
        assert_eq!(on_the_disk(&device, word), None, "{word}");
    }
    assert_eq!(school(&device).await.children.len(), 2, "and yet it is here");
}

#[tokio::test]
async fn signing_out_takes_the_school_off_and_what_waits_goes_when_she_is_back() {
    let server = Server::new();
    server.school();
    server.put(Stream::class(WHOLE), id(1), kind::NOTICE, &notice("遠足", Ask::Nothing));
    let device = hers(&server).await;
    offline(&server, true);
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    device.engine.sign_out().await.unwrap();
    assert_eq!(*school(&device).await, School::default());
    offline(&server, false);
    device.engine.sign_in("taro@example.jp", PASSWORD).await.unwrap();
    assert_eq!(*school(&device).await, School::default(), "nothing of hers is his");
    assert_eq!(done(&server, "report_absence"), 0, "and nothing goes under his name");
    device.engine.sign_out().await.unwrap();
    device.engine.sign_in(HERS, PASSWORD).await.unwrap();
    assert_eq!(only_absence(&device).await.delivery, Delivery::Arrived);
    assert_eq!(school(&device).await.notices.len(), 1);
    server.with(|state| assert_eq!(state.done[0].0, HANA));
}

#[tokio::test]
async fn a_lost_device_key_brings_everything_back_from_the_server_and_says_what_it_cannot_send() {
    let server = Server::new();
    server.school();
    server.put(Stream::class(WHOLE), id(1), kind::NOTICE, &notice("遠足", Ask::Nothing));
    let mut device = hers(&server).await;
    offline(&server, true);
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    // A restored backup: the session is there, the key is another one.
    itsumo_engine::Secrets::delete(&*device.secrets, "device-key").unwrap();
    device.restart();
    assert_eq!(*school(&device).await, School::default());
    offline(&server, false);
    device.engine.sync().await.unwrap();
    let seen = school(&device).await;
    assert_eq!((seen.children.len(), seen.notices.len(), seen.absences.len()), (2, 1, 0));
    let items = device.engine.outbox().await.unwrap();
    assert!(matches!(&items[0].state, OutboxState::Refused(refusal) if refusal.code == "word-key-lost"));
    assert_eq!(device.engine.outbox_retry(items[0].id).await, Err(Error::refused("word-key-lost")));
    school(&device).await;
    assert_eq!(device.engine.sync().await.unwrap().pulled, 0, "what cannot be opened is not pulled for ever");
    device.engine.outbox_discard(items[0].id).await.unwrap();
}

#[tokio::test]
async fn a_server_from_a_backup_takes_away_what_it_does_not_have() {
    let server = Server::new();
    server.school();
    server.put(Stream::class(WHOLE), id(1), kind::NOTICE, &notice("遠足", Ask::Nothing));
    let before = server.with(|state| state.clone());
    let device = hers(&server).await;
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    server.put(Stream::class(WHOLE), id(2), kind::NOTICE, &notice("運動会", Ask::Nothing));
    device.engine.sync().await.unwrap();
    let sessions = server.with(|state| state.sessions.clone());
    server.with(|state| *state = common::State { sessions, ..before });
    device.engine.sync().await.unwrap();
    let seen = school(&device).await;
    assert_eq!((seen.children.len(), seen.notices.len(), seen.absences.len()), (2, 1, 0));
}

#[tokio::test]
async fn the_school_s_question_is_answered_and_is_over_when_the_child_is_there() {
    let server = Server::new();
    server.school();
    server.put(Stream::person(HANA), id(1), kind::QUESTION, &question(YUI));
    let device = hers(&server).await;
    assert_eq!(school(&device).await.today(YUI, day("2026-11-24")).question, Some(id(1)));
    offline(&server, true);
    device.engine.answer_question(id(1), Arrival::LeftHome).await.unwrap();
    let row = school(&device).await.questions[0].clone();
    assert_eq!(row.question.answer.as_ref().unwrap().arrival, Arrival::LeftHome);
    assert!(matches!(row.delivery, Some(Delivery::Waiting { .. })) && !row.is_open(day("2026-11-24")));
    offline(&server, false);
    device.engine.sync().await.unwrap();
    assert_eq!(school(&device).await.questions[0].delivery, Some(Delivery::Arrived));
    let over = itsumo_engine::domain::school::Question { over: true, ..question(YUI) };
    server.put(Stream::person(HANA), id(1), kind::QUESTION, &over);
    device.engine.sync().await.unwrap();
    let late = device.engine.answer_question(id(1), Arrival::Late).await;
    assert_eq!(late, Err(Error::refused("already-over")));
}

#[tokio::test]
async fn a_child_is_joined_with_the_letter_s_code_and_a_wrong_one_says_so() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    let answer = serde_json::json!({ "pupil": YUI, "name": "青木ゆい", "facility": "ひなた市立あさひ小学校" });
    server.with(|state| {
        state.rest.insert("me/school/pupils".into(), (200, serde_json::to_vec(&answer).unwrap()));
    });
    let joined = device.engine.join_pupil(" ａｂ12 ", "青木花", "母").await.unwrap();
    assert_eq!(joined.facility, "ひなた市立あさひ小学校");
    server.with(|state| {
        let (_, body) = state.sent.last().unwrap();
        let asked: serde_json::Value = serde_json::from_slice(body).unwrap();
        assert_eq!(asked, serde_json::json!({ "code": "ab12", "name": "青木花", "relation": "母" }));
        let Scripted::Answer(status, body) = problem(422, "code-used-up") else { unreachable!() };
        state.rest.insert("me/school/pupils".into(), (status, body));
    });
    let refused = device.engine.join_pupil("ab12", "青木花", "母").await;
    assert_eq!(refused, Err(Error::refused("code-used-up")));
    assert_eq!(device.engine.join_pupil("ab12", " ", "母").await, Err(Error::field("name", "empty")));
}

#[tokio::test]
async fn who_looked_is_known_without_a_network_as_of_the_last_time_it_was_asked() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    let path = format!("me/school/pupils/{YUI}/looked");
    let line = serde_json::json!([{ "day": "2026-11-24", "at": NOW, "facility": "あさひ小", "seat": "1年2組 担任",
        "purpose": "board", "times": 2 }]);
    server.with(|state| state.rest.insert(path.clone(), (200, serde_json::to_vec(&line).unwrap())));
    let seen = device.engine.looked(YUI).await.unwrap();
    assert_eq!((seen.lines.len(), seen.asked_at), (1, MORNING));
    offline(&server, true);
    device.clock.advance(Timestamp::DAY);
    assert_eq!(device.engine.looked(YUI).await.unwrap(), seen);
    assert_eq!(device.engine.looked(REN).await, Err(Error::Offline), "never asked");
    assert_eq!(on_the_disk(&device, "担任"), None);
    // No longer hers to see: what was kept goes.
    offline(&server, false);
    server.with(|state| state.rest.clear());
    assert_eq!(device.engine.looked(YUI).await, Err(Error::refused("not-found")));
    offline(&server, true);
    assert_eq!(device.engine.looked(YUI).await, Err(Error::Offline));
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_before_anything_is_kept() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    let good = || ill(YUI, "2026-11-24", "2026-11-24");
    let table = [
        (Absence { until: day("2026-11-23"), ..good() }, Error::field("until", "ends-before-it-begins")),
        (Absence { temperature: Some(500), ..good() }, Error::field("temperature", "not-a-temperature")),
        (Absence { note: "あ".repeat(1001), ..good() }, Error::field("note", "too-long")),
        (Absence { tell: Vec::new(), ..good() }, Error::field("tell", "empty")),
        (Absence { part: Part::SitsOut { lessons: Vec::new() }, ..good() }, Error::field("lessons", "empty")),
        (Absence { pupil: id(5), ..good() }, Error::refused("not-found")),
    ];
    for (wrong, error) in table {
        // The right one before it is not kept either: both or none.
        let both = vec![(id(11), good()), (id(12), wrong)];
        assert_eq!(device.engine.report_absences(both).await, Err(error));
        assert_eq!(device.engine.outbox().await.unwrap(), []);
    }
    device.engine.sign_out().await.unwrap();
    assert_eq!(device.engine.report_absences(vec![(id(1), good())]).await, Err(Error::SignedOut));
}

#[tokio::test]
async fn siblings_are_told_in_one_go_and_each_can_be_taken_back_alone() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    let both = [YUI, REN].map(|child| (device.engine.new_id(), ill(child, "2026-11-24", "2026-11-24")));
    device.engine.report_absences(both.to_vec()).await.unwrap();
    assert_eq!(device.engine.sync().await.unwrap().pushed, 2);
    device.engine.withdraw_absence(both[1].0).await.unwrap();
    device.engine.sync().await.unwrap();
    let seen = school(&device).await;
    let today = |child| seen.today(child, day("2026-11-24")).absences.len();
    assert_eq!((today(YUI), today(REN)), (1, 0));
}

#[tokio::test]
async fn the_usual_morning_needs_one_tap_because_the_draft_is_ready() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    let seen = school(&device).await;
    let draft = seen.draft(YUI, MORNING).unwrap();
    assert_eq!(
        (draft.from, draft.until, &draft.part, draft.reason),
        (day("2026-11-24"), day("2026-11-24"), &Part::AllDay, Reason::Ill)
    );
    assert_eq!(draft.tell.len(), 3, "class, lunch, and 学童");
    assert_eq!(draft.validate(), Ok(()));
    tell(&device, draft).await;
    assert_eq!(device.engine.sync().await.unwrap().pushed, 1);
    let place = &school(&device).await.today(YUI, day("2026-11-24")).places[1];
    assert_eq!((place.kind, place.facility == ASAHI), (FacilityKind::AfterSchool, false));
}

#[tokio::test]
async fn a_record_of_a_newer_server_hurts_nothing() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    server.put(Stream::person(HANA), id(1), kind::ABSENCE, &serde_json::json!({ "absence": "in verse" }));
    let strange = serde_json::json!({ "title": { "ja": "新しいお知らせ" }, "ask": { "ask": "sing" }, "per": "village",
        "blocks": [{ "block": "hologram", "of": 1 }], "sent": NOW });
    server.put(Stream::class(WHOLE), id(2), kind::NOTICE, &strange);
    device.engine.sync().await.unwrap();
    let seen = school(&device).await;
    assert_eq!((seen.absences.len(), seen.notices.len()), (0, 1));
    let row = &seen.notices[0];
    assert_eq!((row.notice.title.clone(), &row.open_for), (LocalText::ja("新しいお知らせ"), &vec![]));
    assert!(!row.asks());
}

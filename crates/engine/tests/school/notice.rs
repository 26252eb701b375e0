//! Notices with answers and files: once each, new again when edited, gone with the last group.

use super::{
    common::{
        HANA, NOW, Server,
        school::{CLASS_1_2, CLASS_4_1, REN, WHOLE, YUI, notice},
    },
    done, hers, id, offline, on_the_disk, school,
};
use itsumo_engine::{
    Error,
    domain::Stream,
    domain::record::kind,
    domain::school::notice::{Ask, Attachment, CountPer},
    domain::school::{Answer, Notice},
    school::School,
};

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
    server.with(|state| super::common::append(state, Stream::class(CLASS_1_2), id(7), kind::NOTICE, None));
    device.engine.sync().await.unwrap();
    assert_eq!(school(&device).await.notices[0].pupils, [REN]);
    server.with(|state| super::common::append(state, Stream::class(CLASS_4_1), id(7), kind::NOTICE, None));
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

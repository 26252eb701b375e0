//! A word of an absence on its way: in a dead spot, twice, refused, taken back, corrected, from two devices.

use super::{
    HERS, PASSWORD,
    common::{
        Device, HANA, Server, TARO,
        school::{ASAHI, CLASS_1_2, MORNING, REN, YUI, card, day, ill},
    },
    done, hers, id, offline, only_absence, school, tell,
};
use itsumo_engine::{
    Error,
    domain::record::kind,
    domain::school::absence::Reason,
    domain::school::{Absence, FacilityKind, Part},
    domain::sync::Refusal,
    domain::{Stream, Timestamp},
    school::Delivery,
};
use std::collections::BTreeSet;

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

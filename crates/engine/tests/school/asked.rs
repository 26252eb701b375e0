//! What is asked of the server or of the guardian: a question, a letter's code, who looked.

use super::{
    common::{
        HANA, NOW, Server, problem,
        school::{MORNING, REN, YUI, day, question},
    },
    hers, id, offline, on_the_disk, school,
};
use itsumo_engine::{
    Error,
    domain::record::kind,
    domain::school::absence::Arrival,
    domain::{Stream, Timestamp},
    http::Scripted,
    school::Delivery,
};

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

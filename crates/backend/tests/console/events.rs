//! The board's number, told as it moves.

use crate::{
    desk::{absence, id},
    town::SchoolTown,
    visitor::Visitor,
};
use axum::{body::Body, http::Request};
use futures_util::StreamExt;
use itsumo_backend::school::seat;
use itsumo_domain::Stream;
use tower::ServiceExt;

/// The numbers told, one at a time.
struct Told(axum::body::BodyDataStream);

impl Told {
    async fn next(&mut self) -> Option<i64> {
        loop {
            let chunk = self.0.next().await?.unwrap();
            let text = String::from_utf8(chunk.to_vec()).unwrap();
            assert!(!text.contains("さくら"), "an event says that the board moved, and nothing of it");
            if let Some(number) = text.lines().find_map(|line| line.strip_prefix("data: ")) {
                return Some(number.parse().unwrap());
            }
        }
    }
}

async fn listen(town: &SchoolTown, token: &str, path: &str) -> axum::response::Response {
    let request = Request::get(path).header("cookie", format!("itsumo_console={token}")).body(Body::empty()).unwrap();
    town.town.router.clone().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn whoever_has_the_board_open_hears_that_it_moved() {
    let town = SchoolTown::sqlite().await;
    let response = listen(&town, &town.teacher.person.token, &town.at("events")).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut told = Told(response.into_body().into_data_stream());
    let board = Stream::board(town.school.id);
    let first = told.next().await.unwrap();
    assert_eq!(first, town.town.app.streams.head(crate::http::CITY, &board));
    town.tell(&town.hana, id(1), absence(town.sakura, &town.school)).await;
    let second = told.next().await.unwrap();
    assert!(second > first);
    // What moves elsewhere is not told here: the next number is that of the next move of this board.
    town.sync(&town.mori).await;
    town.tell(&town.mori, id(2), absence(town.ren, &town.school)).await;
    assert_eq!(told.next().await.unwrap(), town.town.app.streams.head(crate::http::CITY, &board));
}

#[tokio::test]
async fn who_is_signed_out_or_has_lost_the_seat_hears_no_more() {
    let town = SchoolTown::sqlite().await;
    let response = listen(&town, &town.teacher.person.token, &town.at("events")).await;
    let mut told = Told(response.into_body().into_data_stream());
    told.next().await.unwrap();
    Visitor::of(&town, &town.teacher).post(&format!("/console/{}/sign-out", crate::http::CITY), &[]).await.to();
    let response = listen(&town, &town.head.person.token, &town.at("events")).await;
    let mut head = Told(response.into_body().into_data_stream());
    head.next().await.unwrap();
    let (seat, today) = (town.head.seat.id, town.now().jst_date());
    town.write(move |tx, out| Box::pin(async move { seat::end(tx, out, crate::http::CITY, seat, today).await })).await;
    town.tell(&town.hana, id(1), absence(town.sakura, &town.school)).await;
    assert_eq!(told.next().await, None);
    assert_eq!(head.next().await, None);
}

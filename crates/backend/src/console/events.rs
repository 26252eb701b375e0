//! The board's number as server-sent events: that it moved, never what is on it. A page that hears of it asks again
//! by itself, with all the questions that any request is asked.

use super::{session::Staff, trouble::Trouble};
use crate::app::App;
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream as Flow, stream};
use itsumo_domain::{Stream, sync::Hint};
use std::{convert::Infallible, time::Duration};
use tokio::sync::{broadcast, watch};

/// How often it is asked whether the listener is still signed in, and a comment is sent so that proxies keep the line.
const STILL: Duration = Duration::from_secs(20);

/// That a facility's board moved: `data` is its number. First where it stands. Ends when the session does.
#[utoipa::path(get, path = "/console/{city}/{facility}/events", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("facility" = String, Path, description = "A facility at which the person holds a seat")),
    responses((status = 200, body = String, content_type = "text/event-stream"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or no seat there")))]
pub async fn events(
    State(app): State<App>,
    staff: Staff,
) -> Result<Sse<impl Flow<Item = Result<Event, Infallible>>>, Trouble> {
    let board = Stream::board(staff.facility()?.id);
    // First the ears, then the look: what moves in between is heard twice.
    let hints = app.streams.subscribe(&staff.city);
    let head = app.streams.head(&staff.city, &board);
    let stopping = app.stopping.clone();
    let still = tokio::time::interval(STILL);
    let listener = Listener { app, staff, board, hints, stopping, still, last: head, first: true };
    let flow = stream::unfold(listener, |mut listener| async move {
        let head = listener.next().await?;
        Some((Ok(Event::default().data(head.to_string())), listener))
    });
    Ok(Sse::new(flow).keep_alive(KeepAlive::new().interval(STILL)))
}

struct Listener {
    app: App,
    staff: Staff,
    board: Stream,
    hints: broadcast::Receiver<Hint>,
    stopping: watch::Receiver<bool>,
    still: tokio::time::Interval,
    last: i64,
    first: bool,
}

impl Listener {
    /// The next number, or the end.
    async fn next(&mut self) -> Option<i64> {
        if std::mem::take(&mut self.first) {
            return Some(self.last);
        }
        loop {
            let heard = tokio::select! {
                heard = self.hints.recv() => Some(heard),
                _ = self.still.tick() => None,
                _ = async { self.stopping.wait_for(|stop| *stop).await.map(drop) } => return None,
            };
            match heard {
                Some(Ok(hint)) if hint.stream == self.board && hint.head > self.last => self.last = hint.head,
                Some(Ok(_)) => continue,
                Some(Err(broadcast::error::RecvError::Lagged(_))) => {
                    self.last = self.app.streams.head(&self.staff.city, &self.board);
                }
                Some(Err(broadcast::error::RecvError::Closed)) => return None,
                None if self.staff.still_here(&self.app).await => continue,
                None => return None,
            }
            // Whoever was signed out, or lost the seat, hears nothing more.
            return if self.staff.still_here(&self.app).await { Some(self.last) } else { None };
        }
    }
}

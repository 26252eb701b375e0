//! The board's number as server-sent events: that it moved, never what is on it. A page that hears of it asks again
//! by itself, with all the questions that any request is asked.

use super::{association::Officer, session::Staff, trouble::Trouble};
use crate::{app::App, association, school};
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
    Ok(listen(app, staff.city.clone(), staff, board))
}

/// That something of an association moved: how a circular stands, what waits. As [`events`].
#[utoipa::path(get, path = "/console/{city}/association/{association}/events", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "An association at which the person holds a seat")),
    responses((status = 200, body = String, content_type = "text/event-stream"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or no seat there")))]
pub async fn of_association(
    State(app): State<App>,
    officer: Officer,
) -> Result<Sse<impl Flow<Item = Result<Event, Infallible>>>, Trouble> {
    let board = Stream::board(officer.association()?.id);
    Ok(listen(app, officer.city.clone(), officer, board))
}

fn listen<W: Listens>(
    app: App,
    city: String,
    who: W,
    board: Stream,
) -> Sse<impl Flow<Item = Result<Event, Infallible>>> {
    // First the ears, then the look: what moves in between is heard twice.
    let hints = app.streams.subscribe(&city);
    let head = app.streams.head(&city, &board);
    let stopping = app.stopping.clone();
    let still = tokio::time::interval(STILL);
    let listener = Listener { app, city, who, board, hints, stopping, still, last: head, first: true };
    let flow = stream::unfold(listener, |mut listener| async move {
        let head = listener.next().await?;
        Some((Ok(Event::default().data(head.to_string())), listener))
    });
    Sse::new(flow).keep_alive(KeepAlive::new().interval(STILL))
}

/// Whoever listens, as long as they may.
trait Listens: Send + 'static {
    /// Whether the session is still good and a seat there still held. Both are in memory.
    fn still_here(&self, app: &App) -> impl Future<Output = bool> + Send;
}

impl Listens for Staff {
    async fn still_here(&self, app: &App) -> bool {
        let Some(facility) = &self.facility else { return false };
        if !self.still_good(app).await {
            return false;
        }
        let known = school::known(app, &self.city, self.signed.person).await;
        known.is_ok_and(|known| known.standing.seats.iter().any(|seat| seat.facility == facility.id))
    }
}

impl Listens for Officer {
    async fn still_here(&self, app: &App) -> bool {
        let Ok(here) = self.association() else { return false };
        if !self.still_good(app).await {
            return false;
        }
        let known = association::standing::known(app, &self.city, self.signed.person).await;
        known.is_ok_and(|known| known.standing.seats.iter().any(|seat| seat.association == Some(here.id)))
    }
}

struct Listener<W> {
    app: App,
    city: String,
    who: W,
    board: Stream,
    hints: broadcast::Receiver<Hint>,
    stopping: watch::Receiver<bool>,
    still: tokio::time::Interval,
    last: i64,
    first: bool,
}

impl<W: Listens> Listener<W> {
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
                    self.last = self.app.streams.head(&self.city, &self.board);
                }
                Some(Err(broadcast::error::RecvError::Closed)) => return None,
                None if self.who.still_here(&self.app).await => continue,
                None => return None,
            }
            // Whoever was signed out, or lost the seat, hears nothing more.
            return if self.who.still_here(&self.app).await { Some(self.last) } else { None };
        }
    }
}

//! Live hints: server-sent events that say *stream X is at n*, and nothing else. A hint that is missed costs
//! time, never data: the next one, a reconnection or the quarter-hourly sync brings it.

use crate::{Change, Error, Inner, api::Call, city, family, http::Method, locked};
use futures_util::StreamExt;
use itsumo_domain::{Timestamp, sync::Hint};
use rusqlite::OptionalExtension;
use std::sync::Arc;

/// The server says something at least every 25 seconds; longer silence means that the line is dead.
const SILENCE: i64 = 70 * Timestamp::SECOND;
/// A line this long is no hint.
const LONGEST_LINE: usize = 64 * 1024;

/// An event of a stream of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its type; empty where the stream does not say.
    pub name: String,
    /// Its data, lines joined by line feeds.
    pub data: String,
}

/// Reads `text/event-stream` as it comes in, however it is cut. (HTML Living Standard, 9.2.6.)
#[derive(Debug, Default)]
pub struct EventReader {
    line: Vec<u8>,
    after_return: bool,
    event: Event,
    has_data: bool,
}

impl EventReader {
    /// Takes some bytes; gives the events they complete.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for byte in bytes {
            match byte {
                b'\n' if std::mem::take(&mut self.after_return) => {}
                b'\n' | b'\r' => {
                    self.after_return = *byte == b'\r';
                    let line = std::mem::take(&mut self.line);
                    self.end_of_line(&String::from_utf8_lossy(&line), &mut events);
                }
                other => {
                    self.after_return = false;
                    if self.line.len() < LONGEST_LINE {
                        self.line.push(*other);
                    }
                }
            }
        }
        events
    }

    fn end_of_line(&mut self, line: &str, events: &mut Vec<Event>) {
        let line = line.strip_prefix('\u{feff}').unwrap_or(line);
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            if std::mem::take(&mut self.has_data) {
                events.push(event);
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event.name),
            "data" if self.event.data.len() < LONGEST_LINE => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            // A comment (the server's ping), or a field we have no use for.
            _ => {}
        }
    }
}

/// Listens for ever, reconnecting when the line breaks.
pub(crate) async fn listen(inner: Arc<Inner>) {
    let mut failures = 0;
    loop {
        let moved = inner.wake_live.notified();
        tokio::pin!(moved);
        // Armed before we look, so that a move between the two is not missed.
        moved.as_mut().enable();
        let Ok(Some(city)) = inner.read(|db, _| city::chosen(db)).await else {
            moved.await;
            continue;
        };
        tokio::select! {
            () = &mut moved => {
                failures = 0;
                set_live(&inner, false);
                continue;
            }
            heard = hear(&inner, &city) => {
                set_live(&inner, false);
                failures = if matches!(heard, Ok(true)) { 0 } else { failures + 1 };
                if matches!(heard, Err(Error::Offline)) && locked(&inner.status).problem.is_none() {
                    // Nothing else would ask for a quarter of an hour: a sync finds out, and the screen says so.
                    inner.wake_sync.notify_one();
                }
                if let Err(error) = heard {
                    tracing::debug!(%error, failures, "no live hints");
                }
            }
        }
        let pause = inner.back_off(failures);
        tokio::select! {
            () = &mut moved => failures = 0,
            () = inner.deps.clock.sleep(pause) => {}
        }
    }
}

fn set_live(inner: &Arc<Inner>, live: bool) {
    let before = std::mem::replace(&mut locked(&inner.status).live, live);
    if before != live {
        inner.changed(Change::Sync);
    }
}

/// One connection until it breaks; whether anything was heard on it.
async fn hear(inner: &Arc<Inner>, city: &str) -> Result<bool, Error> {
    let token = inner.token().await?;
    let token = token.as_ref().map(|token| token.token.as_str());
    let families = family::live_headers(inner, city).await.unwrap_or_default();
    let families_asked = !families.is_empty();
    let call = |headers| Call { open: true, token, headers, ..Call::new(Method::Get, format!("/v1/live?city={city}")) };
    let mut answer = tokio::select! {
        answer = inner.call(call(families)) => answer?,
        () = inner.deps.clock.sleep(SILENCE) => return Err(Error::Offline),
    };
    if families_asked && matches!(answer.status, 401 | 403) {
        // A family has a newer key, or is not there yet: the sync puts that right. Hints of the city come meanwhile.
        inner.wake_sync.notify_one();
        answer = tokio::select! {
            answer = inner.call(call(Vec::new())) => answer?,
            () = inner.deps.clock.sleep(SILENCE) => return Err(Error::Offline),
        };
    }
    if answer.status != 200 {
        let status = answer.status;
        let body = answer.bytes().await.unwrap_or_default();
        let error = Error::from_answer(status, &body);
        if error == Error::SignedOut {
            // The sync finds the same and does what is to be done.
            inner.wake_sync.notify_one();
        }
        return Err(error);
    }
    let mut body = answer.body;
    let mut reader = EventReader::default();
    let mut heard = false;
    loop {
        let part = tokio::select! {
            part = body.next() => part,
            () = inner.deps.clock.sleep(SILENCE) => None,
        };
        let Some(Ok(part)) = part else { return Ok(heard) };
        if !heard && locked(&inner.status).problem == Some(Error::Offline) {
            // The network is back, sooner than the sync's own pause would have found.
            inner.wake_sync.notify_one();
        }
        heard = true;
        set_live(inner, true);
        for event in reader.take(&part) {
            if let Ok(hint) = serde_json::from_str::<Hint>(&event.data)
                && is_news(inner, &hint).await
            {
                inner.wake_sync.notify_one();
            }
        }
    }
}

/// Whether the device stands elsewhere than the hint says. Unknown streams are worth a sync.
async fn is_news(inner: &Arc<Inner>, hint: &Hint) -> bool {
    let name = hint.stream.as_str().to_owned();
    let cursor = inner
        .read(move |db, _| {
            if let Some(family) = name.strip_prefix("family/") {
                return family::cursor(db, family);
            }
            Ok(db
                .prepare_cached("SELECT cursor FROM stream WHERE name = ?1")?
                .query_row([name], |row| row.get::<_, i64>(0))
                .optional()?)
        })
        .await;
    !matches!(cursor, Ok(Some(cursor)) if cursor == hint.head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    const SENT: &str =
        ": ping\r\n\r\nevent: hint\ndata: {\"stream\":\"news\",\"head\":3}\n\ndata: a\rdata: b\r\rdata\n\n";

    fn expected() -> Vec<Event> {
        let event = |name: &str, data: &str| Event { name: name.into(), data: data.into() };
        vec![event("hint", r#"{"stream":"news","head":3}"#), event("", "a\nb"), event("", "")]
    }

    #[test]
    fn events_are_read_whatever_ends_their_lines() {
        assert_eq!(EventReader::default().take(SENT.as_bytes()), expected());
        assert_eq!(EventReader::default().take(b"data: cut"), []);
    }

    proptest! {
        #[test]
        fn events_are_read_however_they_are_cut(cuts in proptest::collection::vec(0..SENT.len(), 0..8)) {
            let mut cuts = cuts;
            cuts.push(0);
            cuts.push(SENT.len());
            cuts.sort_unstable();
            let mut reader = EventReader::default();
            let events: Vec<_> =
                cuts.windows(2).flat_map(|cut| reader.take(&SENT.as_bytes()[cut[0]..cut[1]])).collect();
            prop_assert_eq!(events, expected());
        }

        #[test]
        fn no_bytes_disturb_the_reader(bytes in any::<Vec<u8>>()) {
            let mut reader = EventReader::default();
            reader.take(&bytes);
            reader.take(b"\n\n");
            prop_assert_eq!(reader.take(b"data: x\n\n").len(), 1);
        }
    }
}

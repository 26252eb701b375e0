//! Several processes on one PostgreSQL: each tells the others what it moved, by LISTEN/NOTIFY.
//!
//! A NOTIFY inside a transaction makes commits wait for one another (PostgreSQL keeps its queue under one
//! lock), so the news goes out after the commit, on a connection of its own, what has gathered at once.
//! A process that dies between a commit and its news is covered thrice: by whoever starts next (all read their
//! heads again when a newcomer says hello), by a look at the public streams twice a minute, and by the
//! devices' own cursors ([`super::Streams::head_at_least`]).

use super::streams::Inner;
use crate::store::{
    Moved, StoreError, Tx,
    postgres::{Postgres, SERVING, broken},
    tls::Address,
};
use itsumo_domain::Stream;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::{sync::mpsc, time::MissedTickBehavior};
use tokio_postgres::{AsyncMessage, Client, Notification};
use uuid::Uuid;

/// The channel's name in PostgreSQL.
const CHANNEL: &str = "itsumo";
/// Moves in one notification, which holds 8,000 bytes at most.
const MOST_IN_ONE: usize = 40;
/// How often the public streams' heads are read, whatever was heard.
const LOOK: Duration = Duration::from_secs(30);
/// Between two tries to connect.
const PATIENCE: Duration = Duration::from_millis(500);

/// The way to the other processes.
pub(super) struct Peers {
    news: mpsc::UnboundedSender<Own>,
}

/// What this process has to tell.
enum Own {
    Moved(Moved),
    Shut(String, Uuid),
}

/// What of it is not told yet: of each stream only the last word counts.
#[derive(Default)]
struct Untold {
    moves: BTreeMap<(String, Stream), i64>,
    shut: BTreeSet<(String, Uuid)>,
}

#[derive(serde::Serialize, serde::Deserialize)]
enum News {
    /// A process began to listen: what died before it may have kept something to itself.
    Hello,
    Moved(Vec<(String, Stream, i64)>),
    /// Who listens to this family has to show its key again.
    Shut(String, Uuid),
    /// A backup was restored.
    Restored,
}

/// Tells all processes that a backup was restored, once `tx` commits.
pub(crate) async fn tell_restored(tx: &mut dyn Tx) -> Result<(), StoreError> {
    let text = serde_json::to_string(&News::Restored).map_err(|error| StoreError::Shape(error.to_string()))?;
    // Answers with nothing that a row could hold.
    tx.execute("SELECT pg_notify($1, $2)", &[CHANNEL.into(), text.into()]).await.map(|_| ())
}

struct Line {
    client: Client,
    heard: mpsc::UnboundedReceiver<Notification>,
    me: i32,
}

impl Peers {
    /// Connects, listens, and keeps doing so until `inner` is gone.
    pub(super) async fn start(postgres: &Postgres, inner: Weak<Inner>) -> Result<Self, StoreError> {
        let address = postgres.address().clone();
        let line = Line::connect(&address).await?;
        let (news, to_tell) = mpsc::unbounded_channel();
        tokio::spawn(keep(address, line, to_tell, inner));
        Ok(Self { news })
    }

    /// Tells the others, soon.
    pub(super) fn announce(&self, moved: Moved) {
        let _ = self.news.send(Own::Moved(moved));
    }

    /// The same of a family's key.
    pub(super) fn shut(&self, city: &str, family: Uuid) {
        let _ = self.news.send(Own::Shut(city.to_owned(), family));
    }
}

impl Line {
    async fn connect(address: &Address) -> Result<Self, StoreError> {
        let (client, mut connection) = address.connect().await?;
        let (sender, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            // Ends with the connection; the receiver's end tells the keeper.
            while let Some(Ok(message)) = std::future::poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(notification) = message {
                    let _ = sender.send(notification);
                }
            }
        });
        // Held for as long as this connection lives: a restore takes it alone, and so never runs beside a server.
        let sql = "SELECT pg_try_advisory_lock_shared($1), pg_backend_pid()";
        let row = client.query_one(sql, &[&SERVING]).await.map_err(broken)?;
        let (held, me): (bool, i32) = (row.try_get(0).map_err(broken)?, row.try_get(1).map_err(broken)?);
        if !held {
            return Err(StoreError::InUse("a backup is being restored into this database".to_owned()));
        }
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await.map_err(broken)?;
        let line = Self { client, heard, me };
        line.tell(&News::Hello).await?;
        Ok(line)
    }

    async fn tell(&self, news: &News) -> Result<(), StoreError> {
        let text = serde_json::to_string(news).map_err(|error| StoreError::Shape(error.to_string()))?;
        self.client.execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &text]).await.map(|_| ()).map_err(broken)
    }
}

async fn keep(address: Address, mut line: Line, mut to_tell: mpsc::UnboundedReceiver<Own>, inner: Weak<Inner>) {
    let mut untold = Untold::default();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let whole = tokio::select! {
            heard = line.heard.recv() => match heard {
                Some(notification) => hear(&notification, line.me, &inner).await,
                None => false,
            },
            own = to_tell.recv() => match own {
                Some(own) => {
                    untold.gather(own);
                    while let Ok(more) = to_tell.try_recv() {
                        untold.gather(more);
                    }
                    tell_all(&line, &mut untold).await
                }
                // The streams were closed.
                None => return,
            },
            _ = look.tick() => {
                let Some(inner) = inner.upgrade() else { return };
                inner.reload_public().await.is_ok()
            }
        };
        if whole {
            continue;
        }
        tracing::warn!("lost the line to the other processes; connecting again");
        loop {
            tokio::time::sleep(PATIENCE).await;
            if to_tell.is_closed() && inner.strong_count() == 0 {
                return;
            }
            let Ok(again) = Line::connect(&address).await else { continue };
            line = again;
            let Some(inner) = inner.upgrade() else { return };
            if inner.reload().await.is_ok() && tell_all(&line, &mut untold).await {
                break;
            }
        }
    }
}

impl Untold {
    fn gather(&mut self, own: Own) {
        match own {
            Own::Moved(moved) => {
                let head = self.moves.entry((moved.city, moved.stream)).or_insert(0);
                *head = moved.head.max(*head);
            }
            Own::Shut(city, family) => {
                self.shut.insert((city, family));
            }
        }
    }
}

/// Whether all was told; what was not stays for the next line.
async fn tell_all(line: &Line, untold: &mut Untold) -> bool {
    while let Some((city, family)) = untold.shut.pop_first() {
        if line.tell(&News::Shut(city.clone(), family)).await.is_err() {
            untold.shut.insert((city, family));
            return false;
        }
    }
    while !untold.moves.is_empty() {
        let some = untold.moves.iter().take(MOST_IN_ONE);
        let some: Vec<_> = some.map(|((city, stream), head)| (city.clone(), stream.clone(), *head)).collect();
        let keys: Vec<_> = some.iter().map(|(city, stream, _)| (city.clone(), stream.clone())).collect();
        if line.tell(&News::Moved(some)).await.is_err() {
            return false;
        }
        untold.moves.retain(|key, _| !keys.contains(key));
    }
    true
}

async fn hear(notification: &Notification, me: i32, inner: &Weak<Inner>) -> bool {
    let Some(inner): Option<Arc<Inner>> = inner.upgrade() else { return true };
    if notification.process_id() == me {
        return true;
    }
    match serde_json::from_str(notification.payload()) {
        Ok(News::Moved(moves)) => {
            for (city, stream, head) in moves {
                inner.moved(Moved { city, stream, head });
            }
            true
        }
        Ok(News::Shut(city, family)) => {
            inner.shut(&city, family);
            true
        }
        Ok(News::Restored) => inner.restored().await.is_ok(),
        // From a newer version: look for ourselves.
        Ok(News::Hello) | Err(_) => inner.reload().await.is_ok(),
    }
}

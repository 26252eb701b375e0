//! A network between devices and the server that loses, doubles, cuts and delays, by seed.

use crate::{chance::Chance, server::Server};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use itsumo_engine::http::{Http, HttpError, Request, Response};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{sync::Notify, task::JoinHandle};

/// What a network does with one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Goes and comes.
    Arrives,
    /// The request is lost.
    NeverLeft,
    /// It is done, and the answer is lost.
    AnswerLost,
    /// It is done, and the answer breaks off in the middle.
    AnswerCut,
    /// It arrives twice; the second answer is the one that comes.
    Doubled,
    /// It seems lost, and arrives after the next one.
    Late,
    /// The server crashes before it looks at it.
    CrashBefore,
    /// The server does it, and crashes before it can answer.
    CrashAfter,
}

const FAULTS: [Fate; 7] = [
    Fate::NeverLeft,
    Fate::AnswerLost,
    Fate::AnswerCut,
    Fate::Doubled,
    Fate::Late,
    Fate::CrashBefore,
    Fate::CrashAfter,
];

/// The network all devices share.
#[derive(Clone)]
pub struct Network(Arc<Inner>);

struct Inner {
    server: Server,
    chance: Chance,
    faulty: AtomicBool,
    /// Requests under way that will arrive late.
    late: Mutex<Vec<Request>>,
    /// The next exchange never ends: its device is about to crash. `true`: before the server sees it.
    hang: Mutex<Option<bool>>,
    hanging: Notify,
    met: Mutex<BTreeMap<Fate, usize>>,
}

impl Network {
    pub fn new(server: Server, chance: Chance) -> Self {
        Self(Arc::new(Inner {
            server,
            chance,
            faulty: AtomicBool::new(true),
            late: Mutex::default(),
            hang: Mutex::default(),
            hanging: Notify::new(),
            met: Mutex::default(),
        }))
    }

    /// Whether things go wrong.
    pub fn set_faulty(&self, faulty: bool) {
        self.0.faulty.store(faulty, Ordering::SeqCst);
    }

    /// How often each fate was met.
    pub fn met(&self) -> BTreeMap<Fate, usize> {
        self.0.met.lock().unwrap().clone()
    }

    /// Whatever is still under way arrives now, answers to nobody.
    pub async fn deliver_late(&self) {
        let late: Vec<_> = self.0.late.lock().unwrap().drain(..).collect();
        for request in late {
            self.0.server.answer(&request).await;
        }
    }

    /// Lets the next exchange wait for ever, before or after the server has done it.
    pub fn hang(&self, before: bool) {
        *self.0.hang.lock().unwrap() = Some(before);
    }

    /// The next exchange ends as others do.
    pub fn unhang(&self) {
        *self.0.hang.lock().unwrap() = None;
    }

    /// Waits until an exchange hangs, or until `work` ended without one.
    pub async fn until_hanging_or<T>(&self, work: &mut JoinHandle<T>) {
        tokio::select! {
            () = self.0.hanging.notified() => {}
            _ = work => {}
        }
    }

    fn fate(&self) -> Fate {
        let inner = &self.0;
        let fate = match inner.faulty.load(Ordering::SeqCst) && inner.chance.percent(40) {
            true => *inner.chance.of(&FAULTS),
            false => Fate::Arrives,
        };
        *inner.met.lock().unwrap().entry(fate).or_default() += 1;
        fate
    }
}

impl Http for Network {
    fn send(&self, request: Request) -> BoxFuture<'static, Result<Response, HttpError>> {
        let network = self.clone();
        async move {
            let lost = || Err(HttpError("lost by the simulation".to_owned()));
            let server = &network.0.server;
            let hang = network.0.hang.lock().unwrap().take();
            if let Some(before) = hang {
                if !before {
                    server.answer(&request).await;
                }
                network.0.hanging.notify_one();
                std::future::pending::<()>().await;
            }
            match network.fate() {
                Fate::Arrives => {
                    let (status, body) = server.answer(&request).await;
                    network.deliver_late().await;
                    whole(status, body)
                }
                Fate::NeverLeft => lost(),
                Fate::AnswerLost => {
                    server.answer(&request).await;
                    lost()
                }
                Fate::AnswerCut => {
                    let (status, body) = server.answer(&request).await;
                    let keep = network.0.chance.below(body.len().max(1));
                    cut(status, body, keep)
                }
                Fate::Doubled => {
                    server.answer(&request).await;
                    let (status, body) = server.answer(&request).await;
                    whole(status, body)
                }
                Fate::Late => {
                    network.0.late.lock().unwrap().push(request);
                    lost()
                }
                Fate::CrashBefore => {
                    server.crash().await;
                    lost()
                }
                Fate::CrashAfter => {
                    server.answer(&request).await;
                    server.crash().await;
                    lost()
                }
            }
        }
        .boxed()
    }
}

fn whole(status: u16, body: Vec<u8>) -> Result<Response, HttpError> {
    Ok(Response { status, etag: None, body: stream::iter([Ok(body)]).boxed() })
}

fn cut(status: u16, mut body: Vec<u8>, keep: usize) -> Result<Response, HttpError> {
    body.truncate(keep);
    let parts = [Ok(body), Err(HttpError("cut by the simulation".to_owned()))];
    Ok(Response { status, etag: None, body: stream::iter(parts).boxed() })
}

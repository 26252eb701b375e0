//! The way between one device and the server, with a hand on it.

use futures_util::{StreamExt, future::BoxFuture};
use itsumo_engine::http::{Http, HttpError, Method, Request, Response};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};
use tokio::sync::watch;

/// A network that can be pulled and that can lose answers.
#[derive(Clone)]
pub struct Wire {
    real: Arc<dyn Http>,
    up: Arc<watch::Sender<bool>>,
    losing: Arc<AtomicU32>,
    lost: Arc<AtomicUsize>,
    asked: Arc<Mutex<Vec<(Method, String)>>>,
}

impl Wire {
    pub(crate) fn new(real: Arc<dyn Http>) -> Self {
        Self {
            real,
            up: Arc::new(watch::Sender::new(true)),
            losing: Arc::default(),
            lost: Arc::default(),
            asked: Arc::default(),
        }
    }

    /// Pulls the plug: what is open breaks off, nothing new goes through.
    pub fn pull(&self) {
        self.up.send_replace(false);
    }

    /// Puts it back.
    pub fn plug_in(&self) {
        self.up.send_replace(true);
    }

    /// The next `times` answers to a POST are lost: the server did what was asked, the device does not know.
    pub fn lose_answers(&self, times: u32) {
        self.losing.store(times, Ordering::SeqCst);
    }

    /// How many answers were lost so far.
    pub fn lost(&self) -> usize {
        self.lost.load(Ordering::SeqCst)
    }

    /// What went out so far: method and path.
    pub fn asked(&self) -> Vec<(Method, String)> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn gone() -> HttpError {
    HttpError("the network is gone".to_owned())
}

impl Http for Wire {
    fn send(&self, request: Request) -> BoxFuture<'static, Result<Response, HttpError>> {
        let this = self.clone();
        Box::pin(async move {
            let mut up = this.up.subscribe();
            if !*up.borrow_and_update() {
                return Err(gone());
            }
            let posted = request.method == Method::Post;
            let path = request.url.split("/v1/").nth(1).unwrap_or_default().to_owned();
            this.asked.lock().unwrap_or_else(PoisonError::into_inner).push((request.method, path));
            let answer = tokio::select! {
                answer = this.real.send(request) => answer?,
                _ = up.wait_for(|up| !*up) => return Err(gone()),
            };
            let take_one = |left: u32| left.checked_sub(1);
            if posted && this.losing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take_one).is_ok() {
                this.lost.fetch_add(1, Ordering::SeqCst);
                return Err(gone());
            }
            let Response { status, etag, body } = answer;
            let cut = async move {
                let _ = up.wait_for(|up| !*up).await;
            };
            // What streams in ends with an error when the plug is pulled, not with a clean end.
            let mut pulled = false;
            let watch = this.up.clone();
            let body = body
                .take_until(Box::pin(cut))
                .map(Some)
                .chain(futures_util::stream::once(async { None }))
                .filter_map(move |part| {
                    let part = match part {
                        Some(part) => Some(part),
                        None if !pulled && !*watch.borrow() => {
                            pulled = true;
                            Some(Err(gone()))
                        }
                        None => None,
                    };
                    async move { part }
                })
                .boxed();
            Ok(Response { status, etag, body })
        })
    }
}

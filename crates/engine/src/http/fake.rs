//! A server by script: answers requests from a function, for tests of what the network can do to us.

use super::{Http, HttpError, Method, Request, Response};
use crate::locked;
use futures_util::{StreamExt, future::BoxFuture, stream};
use std::sync::{Arc, Mutex};

/// What the script answers with.
#[derive(Clone, Debug)]
pub enum Scripted {
    /// A status and a body.
    Answer(u16, Vec<u8>),
    /// The request never arrives, or its answer is lost: the same to the device.
    Lost,
    /// The answer breaks off after these bytes.
    Cut(u16, Vec<u8>),
    /// The stream stays open after these bytes, for ever.
    Open(Vec<u8>),
}

impl Scripted {
    /// `200` with JSON.
    pub fn json(value: &impl serde::Serialize) -> Self {
        Self::Answer(200, serde_json::to_vec(value).unwrap_or_default())
    }
}

type Script = dyn FnMut(&Request) -> Scripted + Send;

/// Answers from a script and remembers what was asked.
#[derive(Clone)]
pub struct FakeHttp {
    script: Arc<Mutex<Box<Script>>>,
    asked: Arc<Mutex<Vec<(Method, String)>>>,
}

impl FakeHttp {
    /// Answers every request by `script`.
    pub fn new(script: impl FnMut(&Request) -> Scripted + Send + 'static) -> Self {
        Self { script: Arc::new(Mutex::new(Box::new(script))), asked: Arc::default() }
    }

    /// No network at all.
    pub fn offline() -> Self {
        Self::new(|_| Scripted::Lost)
    }

    /// What was asked so far: method and address.
    pub fn asked(&self) -> Vec<(Method, String)> {
        locked(&self.asked).clone()
    }
}

impl Http for FakeHttp {
    fn send(&self, request: Request) -> BoxFuture<'static, Result<Response, HttpError>> {
        locked(&self.asked).push((request.method, request.url.clone()));
        let answer = (locked(&self.script))(&request);
        Box::pin(async move {
            let lost = || HttpError("lost".into());
            let (status, parts) = match answer {
                Scripted::Lost => return Err(lost()),
                Scripted::Answer(status, body) => (status, stream::iter(vec![Ok(body)]).boxed()),
                Scripted::Cut(status, body) => (status, stream::iter(vec![Ok(body), Err(lost())]).boxed()),
                Scripted::Open(body) => (200, stream::iter(vec![Ok(body)]).chain(stream::pending()).boxed()),
            };
            Ok(Response { status, etag: None, body: parts })
        })
    }
}

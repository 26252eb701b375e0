//! Questions that a person answers on the phone's own screens: which file, which code. The answer comes later, by the
//! number of the question, or never, because the phone ended the app meanwhile.

use crate::{locked, phone};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicI64, Ordering},
    },
};
use tokio::sync::oneshot;

/// What a person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Nothing.
    Nothing,
    /// A file that cannot be read, or is larger than 32 MiB.
    Unreadable {
        /// What it is called.
        name: String,
    },
    /// A file.
    File {
        /// What it is called.
        name: String,
        /// Its kind, as the phone says; may be empty.
        mime: String,
        /// All of it.
        bytes: Vec<u8>,
    },
}

enum Asked {
    File(oneshot::Sender<Picked>),
    Code(oneshot::Sender<Option<String>>),
}

static ASKED: Mutex<BTreeMap<i64, Asked>> = Mutex::new(BTreeMap::new());
static LAST: AtomicI64 = AtomicI64::new(0);

fn ask(asked: Asked) -> i64 {
    let request = LAST.fetch_add(1, Ordering::SeqCst) + 1;
    let mut all = locked(&ASKED);
    // Who asked and went away (the screen was left) hears nothing any more.
    all.retain(|_, asked| match asked {
        Asked::File(sender) => !sender.is_closed(),
        Asked::Code(sender) => !sender.is_closed(),
    });
    all.insert(request, asked);
    request
}

/// Has the person choose a file of this kind (`image/*`, `application/json`, `*/*`).
pub async fn pick(mime: &str) -> Picked {
    let (sender, receiver) = oneshot::channel();
    phone().pick(ask(Asked::File(sender)), mime);
    receiver.await.unwrap_or(Picked::Nothing)
}

/// Has the person hold a QR code before the camera. `None`: the camera was closed, or there is none.
pub async fn scan() -> Option<String> {
    let (sender, receiver) = oneshot::channel();
    phone().scan(ask(Asked::Code(sender)));
    receiver.await.ok().flatten()
}

/// The answer to [`pick`]: without a name the person chose nothing, without bytes the file could not be read.
pub fn picked(request: i64, name: String, mime: String, bytes: Option<Vec<u8>>) {
    let what = match bytes {
        Some(bytes) => Picked::File { name, mime, bytes },
        None if name.is_empty() => Picked::Nothing,
        None => Picked::Unreadable { name },
    };
    match locked(&ASKED).remove(&request) {
        // The screen may be gone.
        Some(Asked::File(sender)) => drop(sender.send(what)),
        Some(Asked::Code(_)) | None => tracing::info!(request, "a file that nobody asked for"),
    }
}

/// The answer to [`scan`].
pub fn scanned(request: i64, text: Option<String>) {
    match locked(&ASKED).remove(&request) {
        Some(Asked::Code(sender)) => drop(sender.send(text)),
        Some(Asked::File(_)) | None => tracing::info!(request, "a code that nobody asked for"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (i64, oneshot::Receiver<Picked>) {
        let (sender, receiver) = oneshot::channel();
        (ask(Asked::File(sender)), receiver)
    }

    #[test]
    fn each_answer_finds_its_question() {
        let (first, mut one) = file();
        let (second, mut two) = file();
        picked(second, "b.png".into(), "image/png".into(), Some(vec![1]));
        picked(first, "a.png".into(), String::new(), None);
        assert_eq!(one.try_recv(), Ok(Picked::Unreadable { name: "a.png".into() }));
        let file = Picked::File { name: "b.png".into(), mime: "image/png".into(), bytes: vec![1] };
        assert_eq!(two.try_recv(), Ok(file));
    }

    #[test]
    fn an_answer_twice_late_or_to_another_question_harms_nobody() {
        let (request, mut waiting) = file();
        scanned(request, Some("itsumo:".into()));
        assert!(waiting.try_recv().is_err(), "a code is no file");
        picked(request, String::new(), String::new(), None);
        picked(9_999, String::new(), String::new(), None);
        let (gone, receiver) = file();
        drop(receiver);
        picked(gone, "late.png".into(), String::new(), Some(Vec::new()));
    }

    #[tokio::test]
    async fn where_there_is_no_phone_nobody_waits() {
        assert_eq!(pick("image/*").await, Picked::Nothing);
        assert_eq!(scan().await, None);
    }
}

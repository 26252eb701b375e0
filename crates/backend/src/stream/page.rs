//! A page of a stream, made once and shared by all who ask for it.
//!
//! Records are spliced as they are stored. The compressed form is one zstd frame: frames that follow one
//! another are one valid zstd stream, so an answer of several pages is put together without a look inside.

use super::append::splice;
use crate::store::{Store, StoreError, Value};
use bytes::Bytes;
use itsumo_domain::{Stream, sync::PAGE_RECORDS};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::OnceCell;

/// A page is full at this size too: a thousand long articles would be too much for one answer.
const PAGE_BYTES: usize = 1024 * 1024;
/// Rows fetched at once: bounds what a page of very long articles takes while it is put together.
const FETCH: i64 = 250;
/// What all kept pages may take.
const CACHE_BYTES: usize = 24 * 1024 * 1024;
/// From this size on compression leaves the threads that serve requests.
const LONG_WORK: usize = 64 * 1024;
/// Higher costs more than it saves on Japanese JSON.
const LEVEL: i32 = 3;

/// A [`itsumo_domain::sync::Page`] in its bytes.
#[derive(Debug)]
pub struct SharedPage {
    /// As JSON.
    pub plain: Bytes,
    /// Where the stream stood when the page was read.
    pub head: i64,
    /// The cursor to hold once the page is stored.
    pub next: i64,
    /// Whether more follows.
    pub more: bool,
    /// How many records it holds.
    pub records: usize,
    zstd: OnceCell<Bytes>,
}

impl SharedPage {
    pub(super) fn new(plain: Bytes, head: i64, next: i64, more: bool, records: usize) -> Self {
        Self { plain, head, next, more, records, zstd: OnceCell::new() }
    }

    pub(super) fn empty(head: i64) -> Self {
        Self::new(Bytes::from(format!(r#"{{"records":[],"next":{head}}}"#)), head, head, false, 0)
    }

    #[cfg(test)]
    pub(crate) fn from_json(json: &'static str) -> Self {
        Self::new(Bytes::from_static(json.as_bytes()), 0, 0, false, 0)
    }

    /// As one zstd frame, made by the first who asks.
    pub async fn zstd(&self) -> Bytes {
        let frame = self.zstd.get_or_init(|| async {
            let plain = self.plain.clone();
            if plain.len() < LONG_WORK {
                return compress(&plain);
            }
            let compressed = tokio::task::spawn_blocking({
                let plain = plain.clone();
                move || compress(&plain)
            });
            compressed.await.unwrap_or_else(|_| raw_frames(&plain))
        });
        frame.await.clone()
    }

    fn bytes(&self) -> usize {
        self.plain.len() + self.zstd.get().map_or(0, Bytes::len)
    }
}

fn compress(plain: &Bytes) -> Bytes {
    zstd::bulk::compress(plain, LEVEL).map_or_else(|_| raw_frames(plain), Bytes::from)
}

/// `plain` as zstd frames that do not compress: for the few bytes between two pages, where setting up a
/// compressor would cost more than it saves (RFC 8878: magic, single segment with 4 bytes of size, raw block).
pub(crate) fn raw_frames(plain: &[u8]) -> Bytes {
    const MOST: usize = 128 * 1024;
    let mut framed = Vec::with_capacity(plain.len() + 12);
    for part in plain.chunks(MOST) {
        let size = u32::try_from(part.len()).unwrap_or(0);
        framed.extend_from_slice(&[0x28, 0xB5, 0x2F, 0xFD, 0b1010_0000]);
        framed.extend_from_slice(&size.to_le_bytes());
        let header = ((size << 3) | 1).to_le_bytes();
        framed.extend(header.iter().take(3));
        framed.extend_from_slice(part);
    }
    Bytes::from(framed)
}

/// Reads a page on one snapshot. A page from the start passes over what was recalled: who has nothing needs
/// no news of its end.
pub(super) async fn read(store: &Store, city: &str, stream: &Stream, after: i64) -> Result<SharedPage, StoreError> {
    let (city, stream) = (city.to_owned(), stream.clone());
    store
        .read(move |tx| {
            Box::pin(async move {
                let key: [Value; 2] = [city.as_str().into(), stream.as_str().into()];
                let head = tx.query("SELECT head FROM stream WHERE city = $1 AND name = $2", &key).await?;
                let head = head.first().map_or(Ok(0), |row| row.int(0))?;
                let sql = if after == 0 {
                    "SELECT seq, rev, json FROM record WHERE city = $1 AND stream = $2 AND seq > $3 AND gone = 0
                     ORDER BY seq LIMIT $4"
                } else {
                    "SELECT seq, rev, json FROM record WHERE city = $1 AND stream = $2 AND seq > $3
                     ORDER BY seq LIMIT $4"
                };
                let mut json = String::from(r#"{"records":["#);
                let (mut last, mut records, mut more) = (after, 0, true);
                let [city, stream] = key;
                while more && records < PAGE_RECORDS && json.len() < PAGE_BYTES {
                    let params = [city.clone(), stream.clone(), last.into(), FETCH.into()];
                    let rows = tx.query(sql, &params).await?;
                    more = i64::try_from(rows.len()).is_ok_and(|found| found == FETCH);
                    for row in &rows {
                        if records == PAGE_RECORDS || json.len() >= PAGE_BYTES {
                            more = true;
                            break;
                        }
                        if records > 0 {
                            json.push(',');
                        }
                        last = row.int(0)?;
                        splice(&mut json, row)?;
                        records += 1;
                    }
                }
                more = more && last < head;
                let next = if more { last } else { head };
                json.push_str(&format!(r#"],"next":{next}"#));
                json.push_str(if more { r#","more":true}"# } else { "}" });
                Ok(SharedPage::new(Bytes::from(json), head, next, more, records))
            })
        })
        .await
}

type Key = (String, Stream, i64);

struct Slot {
    /// The stream's head when the page was asked for: a stream that moved has other pages.
    head: i64,
    used: u64,
    page: Arc<OnceCell<Arc<SharedPage>>>,
}

/// Pages of public streams, each read once however many ask at the same time.
#[derive(Default)]
pub(super) struct Cache(Mutex<(HashMap<Key, Slot>, u64)>);

impl Cache {
    fn slots(&self) -> MutexGuard<'_, (HashMap<Key, Slot>, u64)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn page(
        &self,
        store: &Store,
        city: &str,
        stream: &Stream,
        after: i64,
        head: i64,
    ) -> Result<Arc<SharedPage>, StoreError> {
        let cell = self.cell((city.to_owned(), stream.clone(), after), head);
        let page = cell.get_or_try_init(|| async { read(store, city, stream, after).await.map(Arc::new) }).await?;
        Ok(Arc::clone(page))
    }

    fn cell(&self, key: Key, head: i64) -> Arc<OnceCell<Arc<SharedPage>>> {
        let (slots, clock) = &mut *self.slots();
        *clock += 1;
        if let Some(slot) = slots.get_mut(&key)
            && slot.page.get().map_or(slot.head, |page| page.head) >= head
        {
            slot.used = *clock;
            return Arc::clone(&slot.page);
        }
        slots.retain(|(city, stream, _), slot| slot.head >= head || *city != key.0 || *stream != key.1);
        let size = |slot: &Slot| slot.page.get().map_or(PAGE_BYTES / 2, |page| page.bytes());
        let mut total: usize = slots.values().map(size).sum();
        while total > CACHE_BYTES {
            let Some(oldest) = slots.iter().min_by_key(|(_, slot)| slot.used).map(|(key, _)| key.clone()) else {
                break;
            };
            total = total.saturating_sub(slots.remove(&oldest).as_ref().map_or(0, size));
        }
        let page = Arc::<OnceCell<Arc<SharedPage>>>::default();
        slots.insert(key, Slot { head, used: *clock, page: Arc::clone(&page) });
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_that_follow_one_another_are_one_stream() {
        let long = "市原市のお知らせ。".repeat(20_000);
        let mut framed = raw_frames(b"{\"a\":").to_vec();
        framed.extend_from_slice(&compress(&Bytes::from_static(b"[1,2,3]")));
        framed.extend_from_slice(&raw_frames(long.as_bytes()));
        let plain = zstd::stream::decode_all(framed.as_slice()).unwrap();
        assert_eq!(plain, format!("{{\"a\":[1,2,3]{long}").into_bytes());
    }
}

//! Gathers what a block's paper is made of, for an officer who keeps that block's paper.

use super::{Copies, File, House, Pack, Why, file, pack};
use crate::{
    app::App,
    association::{
        circular::{self, Entry},
        household,
    },
    attachment,
    blob::{BlobError, Place},
    problem::Failure,
    store::{StoreError, Tx},
};
use bytes::Bytes;
use chrono::NaiveDate;
use futures_util::TryStreamExt;
use itsumo_domain::{
    association::access::{Act, Of, Standing, may_in_association},
    i18n::Locale,
    writing::Attachment,
};
use itsumo_paper::PaperError;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Files in one pack, in bytes at most; what is more is named and printed apart.
const CARRIED: i64 = 32 * 1024 * 1024;

/// Packs that are made at a time: one with many photos takes some hundred megabytes while it is written.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Which paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Of which association, where the asker's door names one.
    pub association: Option<Uuid>,
    /// Of which circular.
    pub circular: Uuid,
    /// For which block.
    pub block: Uuid,
    /// How many copies of the text.
    pub copies: Copies,
    /// In which language.
    pub locale: Locale,
}

/// Why nothing was printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// No such circular, not out, not for this block, or not the asker's.
    #[error("no such paper")]
    NotThere,
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A mistake in the paper's layout.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The thread that draws ended.
    #[error("drawing was cut short")]
    Thread,
}

impl From<PrintError> for Failure {
    fn from(error: PrintError) -> Self {
        match error {
            PrintError::NotThere => Self::not_found("paper"),
            PrintError::Store(error) => error.into(),
            error => Self::internal(error),
        }
    }
}

/// A block's paper of a circular that is out, as PDF.
///
/// # Errors
/// [`PrintError`].
pub async fn print(app: &App, city: &str, standing: &Standing, wanted: Wanted) -> Result<Vec<u8>, PrintError> {
    let (code, who, day) = (city.to_owned(), standing.clone(), app.clock.now().jst_date());
    let gathered =
        app.store.read(move |tx| Box::pin(async move { gather(tx, &code, &who, wanted, day).await })).await?;
    let _turn = AT_ONCE.acquire().await.map_err(|_| PrintError::Thread)?;
    let files = files(app, city, &gathered.entry).await;
    let (city, server) = (city.to_owned(), app.config.public_url.as_ref().map(url::Url::to_string));
    // On a thread of its own: a block of flats with a copy for each takes a while.
    let drawing = tokio::task::spawn_blocking(move || {
        let Gathered { entry, block, of, houses } = gathered;
        pack(&Pack {
            id: wanted.circular,
            circular: &entry.circular(),
            block: &block,
            of,
            houses: &houses,
            files: &files,
            city: &city,
            server: server.as_deref(),
            copies: wanted.copies,
            locale: wanted.locale,
            day,
        })
    });
    Ok(drawing.await.map_err(|_| PrintError::Thread)??)
}

struct Gathered {
    entry: Entry,
    block: String,
    of: usize,
    houses: Vec<House>,
}

async fn gather(
    tx: &mut dyn Tx,
    city: &str,
    standing: &Standing,
    wanted: Wanted,
    day: NaiveDate,
) -> Result<Gathered, PrintError> {
    let entry = circular::find(tx, city, wanted.circular).await?.filter(Entry::is_out).ok_or(PrintError::NotThere)?;
    let association = entry.association.ok_or(PrintError::NotThere)?;
    if wanted.association.is_some_and(|named| named != association) {
        return Err(PrintError::NotThere);
    }
    let blocks = household::blocks(tx, city, association).await?;
    let block = blocks.into_iter().find(|block| block.id == wanted.block).ok_or(PrintError::NotThere)?;
    let of = Of::Block { association, block: block.id };
    may_in_association(standing, Act::KeepPaper, of).map_err(|_| PrintError::NotThere)?;
    let mut all = household::of_block(tx, city, block.id, day).await?;
    let audience = entry.public.as_ref().map(|public| public.audience.clone()).unwrap_or_default();
    all.retain(|household| audience.has(household.id, block.id));
    if all.is_empty() {
        return Err(PrintError::NotThere);
    }
    let of = all.len();
    let on_paper = all.into_iter().filter(|household| household.delivery.has_paper());
    let houses = on_paper
        .map(|household| House {
            id: household.id,
            order: household.order,
            name: household.name,
            place: household.place,
        })
        .collect();
    Ok(Gathered { entry, block: block.name, of, houses })
}

/// The files, in their order, as paper can have them.
async fn files(app: &App, city: &str, entry: &Entry) -> Vec<File> {
    let mut files = Vec::new();
    let mut room = CARRIED;
    for attachment in entry.public.iter().flat_map(|public| &public.attachments) {
        let content = match load(app, city, entry, attachment, room).await {
            Ok(bytes) => {
                room -= attachment.bytes;
                let media = attachment.media.clone();
                let read = tokio::task::spawn_blocking(move || file::read(&media, bytes));
                read.await.unwrap_or(Err(Why::Damaged))
            }
            Err(why) => Err(why),
        };
        files.push(File { name: attachment.name.clone(), content });
    }
    files
}

async fn load(app: &App, city: &str, entry: &Entry, file: &Attachment, room: i64) -> Result<Vec<u8>, Why> {
    if !file::printable(&file.media) {
        return Err(Why::Kind);
    }
    if file.bytes > room {
        return Err(Why::Heavy);
    }
    let sha256 = attachment::digest(&file.sha256).ok_or(Why::Gone)?;
    let place = Place { city: city.to_owned(), room: entry.room(), sha256 };
    let bytes = async {
        let kept = app.blobs.read(&place).await?;
        let whole = |mut all: Vec<u8>, part: Bytes| async move {
            all.extend_from_slice(&part);
            Ok(all)
        };
        kept.bytes.try_fold(Vec::new(), whole).await
    };
    // The circular is worth printing without a file that the disk does not give.
    bytes.await.map_err(|error: BlobError| {
        tracing::warn!(%error, sha256 = file.sha256, "a file is missing on paper");
        Why::Gone
    })
}

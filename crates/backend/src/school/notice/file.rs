//! Files of notices: taken in, looked through, opened by the staff, given out to guardians.
//!
//! A file lies in its facility's room ([`crate::blob`]) under the SHA-256 of its bytes. Of each it is known who of the
//! staff opened it for which notice: a second yes without that is none.

use super::{NoticeError, Writer, answer, inspect, table, write};
use crate::{
    app::App,
    blob::{self, Kept, Place},
    store::{StoreError, Tx, Value},
};
use bytes::Bytes;
use itsumo_domain::{
    Timestamp,
    school::{
        access::Act,
        notice::{Attachment, Draft},
    },
};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Largest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Most characters of a file's name.
const NAME: usize = 120;

/// Takes a file in and puts it to what is worked on.
///
/// # Errors
/// [`NoticeError::NotAFile`] for what is not PDF, PNG, JPEG, CSV, xlsx or text; [`NoticeError::TooMuch`];
/// [`NoticeError::Moved`] when the notice is not being written.
pub async fn attach(
    app: &App,
    city: &str,
    writer: &Writer,
    notice: Uuid,
    name: &str,
    bytes: Bytes,
) -> Result<(), NoticeError> {
    if bytes.is_empty() || bytes.len() > LARGEST {
        return Err(NoticeError::TooMuch);
    }
    let name = short_name(name);
    let (kind, read) = (name.clone(), bytes.clone());
    let found = tokio::task::spawn_blocking(move || inspect::inspect(&kind, &read)).await;
    let found = found.map_err(|error| StoreError::Shape(format!("a file could not be looked at: {error}")))?;
    let found = found.ok_or(NoticeError::NotAFile)?;
    // Before the file lies anywhere: whether it may.
    let entry = write::entry(app, city, writer, notice).await?;
    if !writer.may_work_on(&entry) {
        return Err(NoticeError::NotThere);
    }
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let place = Place { city: city.to_owned(), room: entry.facility, sha256 };
    keep(app, &place, &bytes).await?;
    let attachment = Attachment {
        sha256: blob::hex(&sha256),
        name: name.clone(),
        media: found.media.to_owned(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    };
    let (code, writer, now) = (city.to_owned(), writer.clone(), app.clock.now());
    let kept = app.store.write::<_, NoticeError, _>(move |tx| {
        Box::pin(async move {
            let entry = table::hold(tx, &code, notice, false).await?.filter(|entry| writer.may_work_on(entry));
            let mut entry = entry.ok_or(NoticeError::NotThere)?;
            let room = entry.facility;
            let draft = write::working(&mut entry, now)?;
            draft.attachments.retain(|file| file.sha256 != attachment.sha256);
            if draft.attachments.len() >= Draft::FILES {
                return Err(NoticeError::TooMuch);
            }
            let sql = "INSERT INTO notice_file (city, notice, sha256, facility, name, media, size, text, at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (city, notice, sha256)
                       DO UPDATE SET name = excluded.name, media = excluded.media, text = excluded.text";
            let params: [Value; 9] = [
                code.as_str().into(),
                notice.into(),
                sha256.to_vec().into(),
                room.into(),
                attachment.name.as_str().into(),
                attachment.media.as_str().into(),
                attachment.bytes.into(),
                found.text.into(),
                now.into(),
            ];
            tx.execute(sql, &params).await?;
            draft.attachments.push(attachment);
            entry.work = entry.work.saturating_add(1);
            entry.changed = now;
            table::keep(tx, &code, &entry).await?;
            Ok(())
        })
    });
    kept.await?;
    // Somebody may have thrown away the same file of another notice between the two.
    if !app.blobs.has(&place).await? {
        keep(app, &place, &bytes).await?;
    }
    Ok(())
}

async fn keep(app: &App, place: &Place, bytes: &Bytes) -> Result<(), NoticeError> {
    let body = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(bytes.clone())]);
    app.blobs.keep(place, body, LARGEST).await?;
    Ok(())
}

fn short_name(name: &str) -> String {
    let name: String = name.trim().chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).collect();
    let name = if name.is_empty() { "file".to_owned() } else { name };
    match name.rsplit_once('.') {
        Some((stem, end)) if name.chars().count() > NAME && end.chars().count() <= 5 => {
            let stem: String = stem.chars().take(NAME.saturating_sub(6)).collect();
            format!("{stem}.{end}")
        }
        _ => name.chars().take(NAME).collect(),
    }
}

/// Takes a file from what is worked on; one that nothing else has is gone from the disk.
///
/// # Errors
/// [`NoticeError::NotThere`], [`NoticeError::Moved`].
pub async fn detach(app: &App, city: &str, writer: &Writer, notice: Uuid, sha256: &str) -> Result<(), NoticeError> {
    let (code, writer, now) = (city.to_owned(), writer.clone(), app.clock.now());
    let sha256 = sha256.to_owned();
    let gone = app.store.write::<_, NoticeError, _>(move |tx| {
        Box::pin(async move {
            let entry = table::hold(tx, &code, notice, false).await?.filter(|entry| writer.may_work_on(entry));
            let mut entry = entry.ok_or(NoticeError::NotThere)?;
            let draft = write::working(&mut entry, now)?;
            draft.attachments.retain(|file| file.sha256 != sha256);
            let kept =
                [entry.draft.as_ref(), entry.public.as_ref()].into_iter().flatten().flat_map(|one| &one.attachments);
            let kept: Vec<String> = kept.map(|file| file.sha256.clone()).collect();
            entry.work = entry.work.saturating_add(1);
            entry.changed = now;
            table::keep(tx, &code, &entry).await?;
            let gone = forget_but(tx, &code, notice, &kept).await?;
            Ok((entry.facility, gone))
        })
    });
    let (facility, gone) = gone.await?;
    remove(app, city, facility, &gone).await
}

/// Forgets the files of a notice but those named. Answers which of them no other notice has.
pub(super) async fn forget_but(
    tx: &mut dyn Tx,
    city: &str,
    notice: Uuid,
    kept: &[String],
) -> Result<Vec<[u8; 32]>, StoreError> {
    let key = [city.into(), notice.into()];
    let rows = tx.query("SELECT sha256, facility FROM notice_file WHERE city = $1 AND notice = $2", &key).await?;
    let mut gone = Vec::new();
    for row in rows {
        let (hash, room) = (row.bytes(0)?.to_vec(), row.uuid(1)?);
        if kept.contains(&blob::hex(&hash)) {
            continue;
        }
        let sql = "DELETE FROM notice_file WHERE city = $1 AND notice = $2 AND sha256 = $3";
        tx.execute(sql, &[city.into(), notice.into(), hash.clone().into()]).await?;
        let sql = "SELECT 1 FROM notice_file WHERE city = $1 AND facility = $2 AND sha256 = $3 LIMIT 1";
        if tx.query(sql, &[city.into(), room.into(), hash.clone().into()]).await?.is_empty() {
            gone.extend(<[u8; 32]>::try_from(hash));
        }
    }
    Ok(gone)
}

/// Removes files from the disk.
pub(super) async fn remove(app: &App, city: &str, room: Uuid, gone: &[[u8; 32]]) -> Result<(), NoticeError> {
    for sha256 in gone {
        app.blobs.remove(&Place { city: city.to_owned(), room, sha256: *sha256 }).await?;
    }
    Ok(())
}

/// A file on its way out.
pub struct Sent {
    /// Its name and kind.
    pub attachment: Attachment,
    /// Its bytes.
    pub kept: Kept,
}

/// Gives a file to somebody of the staff who sees the notice, and writes down that they opened it.
///
/// # Errors
/// [`NoticeError::NotThere`].
pub async fn open_for_staff(
    app: &App,
    city: &str,
    writer: &Writer,
    notice: Uuid,
    sha256: &str,
) -> Result<Sent, NoticeError> {
    let entry = write::entry(app, city, writer, notice).await?;
    let attachments = [entry.draft.as_ref(), entry.public.as_ref()].into_iter().flatten().flat_map(|d| &d.attachments);
    let attachment =
        attachments.into_iter().find(|file| file.sha256 == sha256).cloned().ok_or(NoticeError::NotThere)?;
    let hash = digest(sha256).ok_or(NoticeError::NotThere)?;
    let kept = app.blobs.read(&Place { city: city.to_owned(), room: entry.facility, sha256: hash }).await?;
    let (city, person, now) = (city.to_owned(), writer.person, app.clock.now());
    let noting = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "INSERT INTO notice_file_opened (city, notice, sha256, person, at) VALUES ($1, $2, $3, $4, $5)
                       ON CONFLICT DO NOTHING";
            let params: [Value; 5] = [city.into(), notice.into(), hash.to_vec().into(), person.into(), now.into()];
            tx.execute(sql, &params).await
        })
    });
    noting.await?;
    Ok(Sent { attachment, kept })
}

/// Which files of a notice somebody of the staff opened, as hexadecimal digits.
///
/// # Errors
/// The store's.
pub async fn opened_by(
    tx: &mut dyn Tx,
    city: &str,
    notice: Uuid,
    person: Uuid,
) -> Result<BTreeSet<String>, StoreError> {
    let sql = "SELECT sha256 FROM notice_file_opened WHERE city = $1 AND notice = $2 AND person = $3";
    let rows = tx.query(sql, &[city.into(), notice.into(), person.into()]).await?;
    rows.iter().map(|row| row.bytes(0).map(blob::hex)).collect()
}

/// The same, for a page.
///
/// # Errors
/// [`NoticeError::Store`].
pub async fn opened_files(app: &App, city: &str, notice: Uuid, person: Uuid) -> Result<BTreeSet<String>, NoticeError> {
    let city = city.to_owned();
    let reading = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { opened_by(tx, &city, notice, person).await }));
    Ok(reading.await?)
}

/// Gives a file to a guardian for whose child the notice is out.
///
/// # Errors
/// [`NoticeError::NotThere`].
pub async fn open_for_guardian(
    app: &App,
    city: &str,
    person: Uuid,
    notice: Uuid,
    sha256: &str,
) -> Result<Sent, NoticeError> {
    let (code, now): (String, Timestamp) = (city.to_owned(), app.clock.now());
    let entry = app.store.read::<_, NoticeError, _>(move |tx| {
        Box::pin(async move {
            let entry = table::find(tx, &code, notice).await?.filter(super::Entry::is_out);
            let entry = entry.ok_or(NoticeError::NotThere)?;
            let edges = crate::school::guardian::edges(tx, &code, person, now.jst_date()).await?;
            let own = answer::children(tx, &code, &entry, edges, Act::ReadNotices, now.jst_date()).await?;
            if own.is_empty() { Err(NoticeError::NotThere) } else { Ok(entry) }
        })
    });
    let entry = entry.await?;
    let attachments = entry.public.iter().flat_map(|public| &public.attachments);
    let attachment =
        attachments.into_iter().find(|file| file.sha256 == sha256).cloned().ok_or(NoticeError::NotThere)?;
    let hash = digest(sha256).ok_or(NoticeError::NotThere)?;
    let kept = app.blobs.read(&Place { city: city.to_owned(), room: entry.facility, sha256: hash }).await?;
    Ok(Sent { attachment, kept })
}

fn digest(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 {
        return None;
    }
    let mut digest = [0; 32];
    for (place, byte) in digest.iter_mut().enumerate() {
        let at = place.saturating_mul(2);
        *byte = u8::from_str_radix(hex.get(at..at.saturating_add(2))?, 16).ok()?;
    }
    Some(digest)
}

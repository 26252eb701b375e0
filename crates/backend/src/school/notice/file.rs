//! Files of notices: taken in, opened by the staff, given out to guardians.
//!
//! A file lies in its facility's room ([`crate::attachment`]). Of each it is known who of the staff opened it for which
//! notice: a second yes without that is none.

use super::{NoticeError, Writer, answer, table, write};
pub use crate::attachment::{LARGEST, Sent};
use crate::{
    app::App,
    attachment, blob,
    store::{StoreError, Tx, Value},
};
use bytes::Bytes;
use itsumo_domain::{
    Timestamp,
    school::{access::Act, notice::Draft},
};
use std::collections::BTreeSet;
use uuid::Uuid;

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
    let looked = attachment::look(name, bytes).await?;
    // Before the file lies anywhere: whether it may.
    let entry = write::entry(app, city, writer, notice).await?;
    if !writer.may_work_on(&entry) {
        return Err(NoticeError::NotThere);
    }
    looked.keep(app, city, entry.facility).await?;
    let (code, writer, now, file) = (city.to_owned(), writer.clone(), app.clock.now(), looked.clone());
    let kept = app.store.write::<_, NoticeError, _>(move |tx| {
        Box::pin(async move {
            let entry = table::hold(tx, &code, notice, false).await?.filter(|entry| writer.may_work_on(entry));
            let mut entry = entry.ok_or(NoticeError::NotThere)?;
            let room = entry.facility;
            let draft = write::working(&mut entry, now)?;
            draft.attachments.retain(|other| other.sha256 != file.attachment.sha256);
            if draft.attachments.len() >= Draft::FILES {
                return Err(NoticeError::TooMuch);
            }
            file.note(tx, &code, notice, room, now).await?;
            draft.attachments.push(file.attachment);
            entry.worked(now);
            table::keep(tx, &code, &entry).await?;
            Ok(())
        })
    });
    kept.await?;
    Ok(looked.keep_still(app, city, entry.facility).await?)
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
            entry.worked(now);
            table::keep(tx, &code, &entry).await?;
            let gone = attachment::forget_but(tx, &code, notice, &kept).await?;
            Ok((entry.facility, gone))
        })
    });
    let (facility, gone) = gone.await?;
    Ok(attachment::remove(app, city, facility, &gone).await?)
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
    let sent = attachment::open(app, city, entry.facility, attachments, sha256).await?;
    let hash = attachment::digest(sha256).ok_or(NoticeError::NotThere)?;
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
    Ok(sent)
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
    Ok(attachment::open(app, city, entry.facility, attachments, sha256).await?)
}

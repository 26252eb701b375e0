//! Files of circulars: put to what is worked on, at the console or from an officer's phone; given to officers, to the
//! households that it is for, and, of public ones, to anybody.

use super::{Author, CircularError, Entry, reply, table, write};
pub use crate::attachment::{LARGEST, Sent};
use crate::{
    app::App,
    attachment::{self, AttachError},
    blob::BlobError,
    store::StoreError,
};
use bytes::Bytes;
use itsumo_domain::{
    Timestamp,
    association::{access::Standing, circular::Draft},
    writing::Attachment,
};
use uuid::Uuid;

/// Takes a file in and puts it to what is worked on.
///
/// # Errors
/// [`CircularError::NotAFile`] for what is not PDF, PNG, JPEG, CSV, xlsx or text; [`CircularError::TooMuch`];
/// [`CircularError::Moved`] when the circular is not being written.
pub async fn attach(
    app: &App,
    city: &str,
    author: &Author,
    circular: Uuid,
    name: &str,
    bytes: Bytes,
) -> Result<(), CircularError> {
    let looked = attachment::look(name, bytes).await?;
    // Before the file lies anywhere: whether it may.
    let entry = write::entry(app, city, author, circular).await?;
    if !author.may_work_on(&entry) {
        return Err(CircularError::NotThere);
    }
    let room = entry.room();
    looked.keep(app, city, room).await?;
    let (code, author, now, file) = (city.to_owned(), author.clone(), app.clock.now(), looked.clone());
    let kept = app.store.write::<_, CircularError, _>(move |tx| {
        Box::pin(async move {
            let entry = table::hold(tx, &code, circular).await?.filter(|entry| author.may_work_on(entry));
            let mut entry = entry.ok_or(CircularError::NotThere)?;
            let draft = write::working(&mut entry, now)?;
            draft.attachments.retain(|other| other.sha256 != file.attachment.sha256);
            if draft.attachments.len() >= Draft::FILES {
                return Err(CircularError::TooMuch);
            }
            file.note(tx, &code, circular, room, now).await?;
            draft.attachments.push(file.attachment);
            entry.worked(now);
            table::keep(tx, &code, &entry).await?;
            Ok(())
        })
    });
    kept.await?;
    Ok(looked.keep_still(app, city, room).await?)
}

/// Takes a file in for a circular that is being written on a phone, and has no row here yet: an officer writes `circular`
/// with it next. Answers what it is.
///
/// # Errors
/// As [`attach`]; [`CircularError::NotThere`] when the circular is there and not theirs.
pub async fn take_in(
    app: &App,
    city: &str,
    author: &Author,
    circular: Uuid,
    name: &str,
    bytes: Bytes,
) -> Result<Attachment, CircularError> {
    let association = author.association().ok_or(CircularError::NotThere)?;
    let looked = attachment::look(name, bytes).await?;
    let (code, author, now) = (city.to_owned(), author.clone(), app.clock.now());
    let may = app.store.read::<_, StoreError, _>({
        let code = code.clone();
        move |tx| {
            Box::pin(async move {
                let entry = table::find(tx, &code, circular).await?;
                let full = attachment::known(tx, &code, circular).await?.len() >= Draft::FILES.saturating_mul(2);
                Ok((entry.is_none_or(|entry| author.may_work_on(&entry)), full))
            })
        }
    });
    match may.await? {
        (false, _) => return Err(CircularError::NotThere),
        (true, true) => return Err(CircularError::TooMuch),
        (true, false) => {}
    }
    looked.keep(app, city, association).await?;
    let file = looked.clone();
    let noting = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move { file.note(tx, &code, circular, association, now).await })
    });
    noting.await?;
    looked.keep_still(app, city, association).await?;
    Ok(looked.attachment)
}

/// Takes a file from what is worked on; one that nothing else has is gone from the disk.
///
/// # Errors
/// [`CircularError::NotThere`], [`CircularError::Moved`].
pub async fn detach(app: &App, city: &str, author: &Author, circular: Uuid, sha256: &str) -> Result<(), CircularError> {
    let (code, author, now) = (city.to_owned(), author.clone(), app.clock.now());
    let sha256 = sha256.to_owned();
    let gone = app.store.write::<_, CircularError, _>(move |tx| {
        Box::pin(async move {
            let entry = table::hold(tx, &code, circular).await?.filter(|entry| author.may_work_on(entry));
            let mut entry = entry.ok_or(CircularError::NotThere)?;
            let draft = write::working(&mut entry, now)?;
            draft.attachments.retain(|file| file.sha256 != sha256);
            let kept: Vec<String> = attachments(&entry).map(|file| file.sha256.clone()).collect();
            entry.worked(now);
            table::keep(tx, &code, &entry).await?;
            let gone = attachment::forget_but(tx, &code, circular, &kept).await?;
            Ok((entry.room(), gone))
        })
    });
    let (room, gone) = gone.await?;
    Ok(attachment::remove(app, city, room, &gone).await?)
}

fn attachments(entry: &Entry) -> impl Iterator<Item = &Attachment> {
    [entry.draft.as_ref(), entry.public.as_ref()].into_iter().flatten().flat_map(|draft| &draft.attachments)
}

/// Opens a file for an officer who sees the circular.
///
/// # Errors
/// [`CircularError::NotThere`].
pub async fn open_for_officer(
    app: &App,
    city: &str,
    author: &Author,
    circular: Uuid,
    sha256: &str,
) -> Result<Sent, CircularError> {
    let entry = write::entry(app, city, author, circular).await?;
    Ok(attachment::open(app, city, entry.room(), attachments(&entry), sha256).await?)
}

/// Opens a file of a circular that is out, for a household that it is for or a seat of its association.
///
/// # Errors
/// [`CircularError::NotThere`].
pub async fn open_for_reader(
    app: &App,
    city: &str,
    standing: &Standing,
    circular: Uuid,
    sha256: &str,
) -> Result<Sent, CircularError> {
    let standing = standing.clone();
    open_out(app, city, circular, sha256, move |entry| reply::reads(&standing, entry)).await
}

/// Opens a file of a public circular that is out, for anybody.
///
/// # Errors
/// [`CircularError::NotThere`].
pub async fn open_for_anybody(app: &App, city: &str, circular: Uuid, sha256: &str) -> Result<Sent, CircularError> {
    let public = |entry: &Entry| entry.public.as_ref().is_some_and(|public| public.public);
    open_out(app, city, circular, sha256, public).await
}

async fn open_out(
    app: &App,
    city: &str,
    circular: Uuid,
    sha256: &str,
    may: impl FnOnce(&Entry) -> bool,
) -> Result<Sent, CircularError> {
    let code = city.to_owned();
    let reading =
        app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { table::find(tx, &code, circular).await }));
    let entry = reading.await?.filter(Entry::is_out).filter(may).ok_or(CircularError::NotThere)?;
    let files = entry.public.iter().flat_map(|public| &public.attachments);
    attachment::open(app, city, entry.room(), files, sha256).await.map_err(|error| match error {
        BlobError::Missing => CircularError::NotThere,
        error => AttachError::from(error).into(),
    })
}

/// Forgets files that were taken in from a phone more than a day ago and that no circular has: it was never written.
///
/// # Errors
/// [`CircularError::Store`], [`CircularError::Blob`].
pub async fn forget_unused(app: &App, city: &str) -> Result<(), CircularError> {
    let (code, before) = (city.to_owned(), app.clock.now().plus(-Timestamp::DAY));
    let unused = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT DISTINCT f.notice, f.facility FROM notice_file f WHERE f.city = $1 AND f.at < $2
                       AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.city = f.city AND n.id = f.notice)
                       AND NOT EXISTS (SELECT 1 FROM circular c WHERE c.city = f.city AND c.id = f.notice)";
            let rows = tx.query(sql, &[code.into(), before.into()]).await?;
            rows.iter().map(|row| Ok((row.uuid(0)?, row.uuid(1)?))).collect::<Result<Vec<_>, StoreError>>()
        })
    });
    for (of, room) in unused.await? {
        let code = city.to_owned();
        let gone = app.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                match table::find(tx, &code, of).await? {
                    Some(_) => Ok(Vec::new()),
                    None => attachment::forget_but(tx, &code, of, &[]).await,
                }
            })
        });
        attachment::remove(app, city, room, &gone.await?).await?;
    }
    Ok(())
}

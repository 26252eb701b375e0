//! Beginning, changing and throwing away what is worked on.

use super::{Entry, NoticeError, Stage, Writer, table};
use crate::{app::App, attachment, store::StoreError, written::Written};
use itsumo_domain::{Timestamp, school::notice::Draft};
use uuid::Uuid;

/// Most notices that a list shows.
pub const LISTED: i64 = 300;

/// Begins a notice. Answers its id.
///
/// # Errors
/// [`NoticeError::Store`].
pub async fn begin(app: &App, city: &str, writer: &Writer, draft: Draft) -> Result<Uuid, NoticeError> {
    let (id, now) = (app.ids.new_id(), app.clock.now());
    let seat = &writer.seat;
    let entry = Entry {
        id,
        facility: seat.facility,
        written: Written::begun(seat.id, &seat.title, writer.person, draft, now),
        approved_by: None,
        returned: String::new(),
        children: 0,
    };
    let city = city.to_owned();
    app.store
        .write::<_, StoreError, _>(move |tx| Box::pin(async move { table::keep(tx, &city, &entry).await }))
        .await?;
    Ok(id)
}

/// What somebody may see of the facility's notices.
///
/// # Errors
/// [`NoticeError::Store`].
pub async fn list(app: &App, city: &str, writer: &Writer) -> Result<Vec<Entry>, NoticeError> {
    let (city, writer) = (city.to_owned(), writer.clone());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move { super::plan::list(tx, &city, &writer, LISTED).await })
    });
    Ok(reading.await?)
}

/// One notice that somebody may see.
///
/// # Errors
/// [`NoticeError::NotThere`], [`NoticeError::Store`].
pub async fn entry(app: &App, city: &str, writer: &Writer, id: Uuid) -> Result<Entry, NoticeError> {
    let city = city.to_owned();
    let reading =
        app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { table::find(tx, &city, id).await }));
    reading.await?.filter(|entry| writer.sees(entry)).ok_or(NoticeError::NotThere)
}

/// Keeps what was written, finished or not. What is waiting, held or recalled is not changed; of a notice that is out
/// only words, files and the due day are, for whom it is and what it asks stay.
///
/// # Errors
/// [`NoticeError::NotThere`]; [`NoticeError::Moved`] when it is not being written any more.
pub async fn save(app: &App, city: &str, writer: &Writer, id: Uuid, draft: Draft) -> Result<i64, NoticeError> {
    let now = app.clock.now();
    change(app, city, writer, id, move |entry| {
        let before = working(entry, now)?;
        let attachments = before.attachments.clone();
        let mut draft = Draft { attachments, ..draft };
        if let Some(public) = &entry.public {
            draft.audience = public.audience.clone();
            draft.ask = public.ask.clone();
            draft.per = public.per;
        }
        Ok(entry.keep_draft(draft, now))
    })
    .await
}

/// What is worked on, to be changed; work on what is out begins with what is out.
pub(super) fn working(entry: &mut Entry, now: Timestamp) -> Result<&mut Draft, NoticeError> {
    if entry.stage == Stage::Out && entry.recalled.is_none() {
        entry.returned = String::new();
        entry.approved_by = None;
    }
    entry.written.working(now).ok_or(NoticeError::Moved)
}

/// Throws away what is worked on. A notice that was never out is gone, and its files with it; one that is out stays as it
/// is out.
///
/// # Errors
/// [`NoticeError::NotThere`]; [`NoticeError::Moved`] when it is not being written.
pub async fn discard(app: &App, city: &str, writer: &Writer, id: Uuid) -> Result<(), NoticeError> {
    let (code, writer, now) = (city.to_owned(), writer.clone(), app.clock.now());
    let files = app.store.write::<_, NoticeError, _>(move |tx| {
        Box::pin(async move {
            let entry = table::hold(tx, &code, id, false).await?.filter(|entry| writer.may_work_on(entry));
            let mut entry = entry.ok_or(NoticeError::NotThere)?;
            if entry.stage != Stage::Draft {
                return Err(NoticeError::Moved);
            }
            let kept: Vec<String> =
                entry.public.iter().flat_map(|public| &public.attachments).map(|file| file.sha256.clone()).collect();
            let gone = attachment::forget_but(tx, &code, id, &kept).await?;
            if entry.sent.is_none() {
                for table in ["notice", "notice_file", "notice_file_opened"] {
                    let key = if table == "notice" { "id" } else { "notice" };
                    let sql = format!("DELETE FROM {table} WHERE city = $1 AND {key} = $2");
                    tx.execute(&sql, &[code.as_str().into(), id.into()]).await?;
                }
            } else {
                entry.drop_work(now);
                table::keep(tx, &code, &entry).await?;
            }
            Ok((entry.facility, gone))
        })
    });
    let (facility, gone) = files.await?;
    Ok(attachment::remove(app, city, facility, &gone).await?)
}

/// Changes a notice that somebody may work on, in one transaction.
pub(super) async fn change<T: Send + 'static>(
    app: &App,
    city: &str,
    writer: &Writer,
    id: Uuid,
    how: impl FnOnce(&mut Entry) -> Result<T, NoticeError> + Send + 'static,
) -> Result<T, NoticeError> {
    let (city, writer) = (city.to_owned(), writer.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let entry = table::hold(tx, &city, id, false).await?.filter(|entry| writer.may_work_on(entry));
                let mut entry = entry.ok_or(NoticeError::NotThere)?;
                let done = how(&mut entry)?;
                table::keep(tx, &city, &entry).await?;
                Ok(done)
            })
        })
        .await
}

//! Beginning, changing, giving to be sent, taking back and throwing away what is worked on at the console.

use super::{Author, CircularError, Entry, Look, Stage, look::look_at, recall, table, town};
use crate::{app::App, attachment, store::StoreError, stream::Outgoing, written::Written};
use itsumo_domain::{
    Timestamp,
    association::circular::{Draft, HOLD_SECONDS, Warning},
};
use uuid::Uuid;

/// Most circulars that a list shows.
pub const LISTED: i64 = 300;

/// For whom it is and what it asks stay as they went out.
pub(super) fn keep_audience(draft: &mut Draft, entry: &Entry) {
    if let Some(public) = &entry.public {
        draft.audience = public.audience.clone();
        draft.ask = public.ask.clone();
        draft.kind = public.kind;
    }
}

pub(super) fn begun(author: &Author, id: Uuid, draft: Draft, now: Timestamp) -> Entry {
    let Author { seat, person, .. } = author;
    Entry::begun(id, author.association(), Written::begun(seat.id, &seat.title, *person, draft, now))
}

pub(super) fn hold(entry: &mut Entry, author: &Author, now: Timestamp) {
    entry.seat = author.seat.id;
    entry.person = author.person;
    entry.title.clone_from(&author.seat.title);
    entry.written.hold(HOLD_SECONDS, now);
}

/// Begins a circular at the console. Answers its id.
///
/// # Errors
/// [`CircularError::NotThere`] where the seat writes nothing; [`CircularError::Store`].
pub async fn begin(app: &App, city: &str, author: &Author, draft: Draft) -> Result<Uuid, CircularError> {
    let (id, now) = (app.ids.new_id(), app.clock.now());
    let entry = begun(author, id, draft, now);
    if !author.may_work_on(&entry) {
        return Err(CircularError::NotThere);
    }
    let city = city.to_owned();
    app.store
        .write::<_, StoreError, _>(move |tx| Box::pin(async move { table::keep(tx, &city, &entry).await }))
        .await?;
    Ok(id)
}

/// What somebody may see of their association's circulars (or of the city's own), the last changed first.
///
/// # Errors
/// [`CircularError::Store`].
pub async fn list(app: &App, city: &str, author: &Author) -> Result<Vec<Entry>, CircularError> {
    let (city, author) = (city.to_owned(), author.clone());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut all = table::of(tx, &city, author.association(), LISTED).await?;
            all.retain(|entry| author.sees(entry));
            Ok(all)
        })
    });
    Ok(reading.await?)
}

/// One circular that somebody may see.
///
/// # Errors
/// [`CircularError::NotThere`], [`CircularError::Store`].
pub async fn entry(app: &App, city: &str, author: &Author, id: Uuid) -> Result<Entry, CircularError> {
    let city = city.to_owned();
    let reading =
        app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { table::find(tx, &city, id).await }));
    reading.await?.filter(|entry| author.sees(entry)).ok_or(CircularError::NotThere)
}

/// Everybody of an association, for choosing an audience.
///
/// # Errors
/// [`CircularError::Store`].
pub async fn town_of(app: &App, city: &str, association: Uuid) -> Result<super::Town, CircularError> {
    let (city, day) = (city.to_owned(), app.clock.now().jst_date());
    let reading = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { town::town(tx, &city, association, day).await }));
    Ok(reading.await?)
}

/// Keeps what was written, finished or not; files stay as they are. What is held or recalled is not changed; of a
/// circular that is out only words, files and days are.
///
/// # Errors
/// [`CircularError::NotThere`]; [`CircularError::Moved`] when it is not being written any more.
pub async fn save(app: &App, city: &str, author: &Author, id: Uuid, draft: Draft) -> Result<i64, CircularError> {
    let now = app.clock.now();
    change(app, city, author, id, move |entry| {
        let attachments = working(entry, now)?.attachments.clone();
        let mut draft = Draft { attachments, ..draft };
        keep_audience(&mut draft, entry);
        Ok(entry.keep_draft(draft, now))
    })
    .await
}

/// What is worked on, to be changed; work on what is out begins with what is out.
pub(super) fn working(entry: &mut Entry, now: Timestamp) -> Result<&mut Draft, CircularError> {
    if entry.expired.is_some() {
        return Err(CircularError::Moved);
    }
    entry.written.working(now).ok_or(CircularError::Moved)
}

/// Gives a circular to be sent, as it was looked at: `work` is the number that the page showed, `ticked` the marks of the
/// warnings that were ticked off.
///
/// # Errors
/// [`CircularError::Moved`] when it is another one than was looked at; [`CircularError::Faults`];
/// [`CircularError::Unticked`].
pub async fn give(
    app: &App,
    city: &str,
    author: &Author,
    id: Uuid,
    work: i64,
    ticked: Vec<String>,
) -> Result<(), CircularError> {
    let (city, author, now) = (city.to_owned(), author.clone(), app.clock.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let entry = table::hold(tx, &city, id).await?.filter(|entry| author.may_work_on(entry));
                let entry = entry.ok_or(CircularError::NotThere)?;
                if entry.stage != Stage::Draft || entry.work != work || entry.recalled.is_some() {
                    return Err(CircularError::Moved);
                }
                let Look { mut entry, faults, warnings, .. } =
                    look_at(tx, &city, entry, Some(&author), now.jst_date()).await?;
                if !faults.is_empty() {
                    return Err(CircularError::Faults(faults));
                }
                let marks: Vec<String> = warnings.iter().map(Warning::mark).collect();
                let open: Vec<Warning> =
                    warnings.into_iter().filter(|warning| !ticked.contains(&warning.mark())).collect();
                if !open.is_empty() {
                    return Err(CircularError::Unticked(open));
                }
                entry.ticked = marks;
                hold(&mut entry, &author, now);
                table::keep(tx, &city, &entry).await?;
                Ok(())
            })
        })
        .await
}

/// Takes a circular out of its hold: it is a draft again, and nobody has seen it.
///
/// # Errors
/// [`CircularError::Moved`] when it went out meanwhile: then it can be recalled.
pub async fn take_back(app: &App, city: &str, author: &Author, id: Uuid) -> Result<(), CircularError> {
    let now = app.clock.now();
    change(app, city, author, id, move |entry| recall::out_of_hold(entry, now)).await
}

/// Throws away what is worked on. A circular that was never out is gone, and its files with it; one that is out stays as
/// it is out.
///
/// # Errors
/// [`CircularError::NotThere`]; [`CircularError::Moved`] when it is not being written.
pub async fn discard(app: &App, city: &str, author: &Author, id: Uuid) -> Result<(), CircularError> {
    let (code, author, now) = (city.to_owned(), author.clone(), app.clock.now());
    let files = app.store.write::<_, CircularError, _>(move |tx| {
        Box::pin(async move {
            let entry = table::hold(tx, &code, id).await?.filter(|entry| author.may_work_on(entry));
            let mut entry = entry.ok_or(CircularError::NotThere)?;
            if entry.stage != Stage::Draft {
                return Err(CircularError::Moved);
            }
            let kept: Vec<String> =
                entry.public.iter().flat_map(|public| &public.attachments).map(|file| file.sha256.clone()).collect();
            let gone = attachment::forget_but(tx, &code, id, &kept).await?;
            if entry.sent.is_none() {
                let sql = "DELETE FROM circular WHERE city = $1 AND id = $2";
                tx.execute(sql, &[code.as_str().into(), id.into()]).await?;
            } else {
                entry.drop_work(now);
                table::keep(tx, &code, &entry).await?;
            }
            Ok((entry.room(), gone))
        })
    });
    let (room, gone) = files.await?;
    Ok(attachment::remove(app, city, room, &gone).await?)
}

/// Changes a circular that somebody may work on, in one transaction.
async fn change<T: Send + 'static>(
    app: &App,
    city: &str,
    author: &Author,
    id: Uuid,
    how: impl FnOnce(&mut Entry) -> Result<T, CircularError> + Send + 'static,
) -> Result<T, CircularError> {
    let (city, author) = (city.to_owned(), author.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let entry = table::hold(tx, &city, id).await?.filter(|entry| author.may_work_on(entry));
                let mut entry = entry.ok_or(CircularError::NotThere)?;
                let done = how(&mut entry)?;
                table::keep(tx, &city, &entry).await?;
                Ok(done)
            })
        })
        .await
}

/// Does something to a circular for a page of the console, in one transaction with what it writes to streams: recall,
/// remind, or what an association does with the city's.
///
/// # Errors
/// [`CircularError::NotThere`], [`CircularError::Refused`], [`CircularError::Store`].
pub async fn act(app: &App, city: &str, author: &Author, id: Uuid, what: Action) -> Result<(), CircularError> {
    let (city, author, now) = (city.to_owned(), author.clone(), app.clock.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let mut out = Outgoing::default();
                let done = match what {
                    Action::Recall => super::recall(tx, &mut out, &city, &author, id, now).await?,
                    Action::Remind => super::remind(tx, &mut out, &city, &author, id, now).await?,
                    Action::Handle(handle) => {
                        super::city::handle(tx, &mut out, &city, &author, id, handle, now).await?
                    }
                };
                done?;
                out.send(tx, &city, now).await?;
                Ok(())
            })
        })
        .await
}

/// What a page does to a circular.
#[derive(Clone, Debug)]
pub enum Action {
    /// See [`super::recall`].
    Recall,
    /// See [`super::remind`].
    Remind,
    /// See [`super::city::handle`].
    Handle(super::city::Handle),
}

//! A circular written on an officer's phone: looked at there before it is sent, and then held, as one of the console is.
//!
//! A phone knows neither what stands in files nor the whole list, so what should be looked at twice is the server's to say.
//! What the writer ticked off comes with the command; where something is left it is refused, and the phone asks again.

use super::{
    Author, Entry, Look,
    look::look_at,
    may_address, table, town,
    write::{begun, hold, keep_audience},
};
use crate::{
    app::App,
    attachment,
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    association::{
        access::{Seat, Standing},
        circular::{Draft, Warned, Warning},
    },
    sync::Refusal,
};
use uuid::Uuid;

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// Under which id: the same again is an edit.
    pub circular: Uuid,
    /// For which association.
    pub association: Uuid,
    /// What.
    pub draft: Draft,
}

/// Holds a circular that was written on a phone, by the first of somebody's seats of the association that may write to
/// this audience. It goes out by itself; nothing is put into streams before its hold is over.
///
/// # Errors
/// As [`write_as`].
pub async fn write(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    standing: &Standing,
    written: Written,
    ticked: &[String],
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    match author(tx, city, person, standing, &written, now).await? {
        Some(author) => write_as(tx, city, &author, (written.circular, written.draft), ticked, now).await,
        None => Ok(Err(Refusal::new("not-found"))),
    }
}

/// The same by a seat that was chosen.
///
/// # Errors
/// The store's; refused are `not-found`, `circular-recalled`, `file-not-there`, `circular-unfit` with the first field at
/// fault, and `circular-unticked` with the first warning that was not ticked off.
pub async fn write_as(
    tx: &mut dyn Tx,
    city: &str,
    author: &Author,
    (circular, draft): (Uuid, Draft),
    ticked: &[String],
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let entry = table::hold(tx, city, circular).await?;
    let look = match looked(tx, city, author, entry, (circular, draft), now).await? {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(Ok(())),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Look { mut entry, faults, warnings, .. } = look;
    if let Some(fault) = faults.first() {
        return Ok(Err(Refusal::of_field("circular-unfit", &fault.field)));
    }
    if let Some(open) = warnings.iter().find(|warning| !ticked.contains(&warning.mark())) {
        return Ok(Err(Refusal::of_field("circular-unticked", open.name())));
    }
    entry.ticked = warnings.iter().map(Warning::mark).collect();
    entry.work = entry.work.saturating_add(1);
    hold(&mut entry, author, now);
    table::keep(tx, city, &entry).await?;
    Ok(Ok(()))
}

/// What its writer has to look at twice before it is sent. Nothing is written.
///
/// # Errors
/// The store's; inside as [`write_as`], but for what is missing or not ticked off yet.
pub async fn look(
    app: &App,
    city: &str,
    person: Uuid,
    standing: &Standing,
    written: Written,
) -> Result<Result<Vec<Warned>, Refusal>, StoreError> {
    let (city, standing, now) = (city.to_owned(), standing.clone(), app.clock.now());
    let looking = app.store.read(move |tx| {
        Box::pin(async move {
            match author(tx, &city, person, &standing, &written, now).await? {
                Some(author) => look_as(tx, &city, &author, (written.circular, written.draft), now).await,
                None => Ok(Err(Refusal::new("not-found"))),
            }
        })
    });
    looking.await
}

/// The same by a seat that was chosen.
///
/// # Errors
/// As [`look`].
pub async fn look_as(
    tx: &mut dyn Tx,
    city: &str,
    author: &Author,
    (circular, draft): (Uuid, Draft),
    now: Timestamp,
) -> Result<Result<Vec<Warned>, Refusal>, StoreError> {
    let entry = table::find(tx, city, circular).await?;
    let found = looked(tx, city, author, entry, (circular, draft), now).await?;
    Ok(found.map(|look| look.into_iter().flat_map(|look| look.warnings).map(Warned::from).collect()))
}

async fn author(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    standing: &Standing,
    written: &Written,
    now: Timestamp,
) -> Result<Option<Author>, StoreError> {
    let Written { association, draft, .. } = written;
    let blocks = match draft.audience.households.is_empty() {
        true => Default::default(),
        false => town::town(tx, city, *association, now.jst_date()).await?.block_of(),
    };
    let may = |seat: &Seat| seat.association == Some(*association) && may_address(seat, &draft.audience, &blocks);
    Ok(Author::by_seat(person, standing, may))
}

/// A draft as it would be held. Nothing where it is out already, word for word.
async fn looked(
    tx: &mut dyn Tx,
    city: &str,
    author: &Author,
    entry: Option<Entry>,
    (circular, mut draft): (Uuid, Draft),
    now: Timestamp,
) -> Result<Result<Option<Look>, Refusal>, StoreError> {
    let mut entry = match entry {
        Some(entry) if !author.may_work_on(&entry) => return Ok(Err(Refusal::new("not-found"))),
        Some(entry) if entry.recalled.is_some() || entry.expired.is_some() => {
            return Ok(Err(Refusal::new("circular-recalled")));
        }
        Some(entry) => entry,
        None => begun(author, circular, Draft::default(), now),
    };
    // What is known of a file is what was found in it, whatever the phone says.
    let known = attachment::known(tx, city, entry.files_of()).await?;
    for file in &mut draft.attachments {
        match known.iter().find(|known| known.sha256 == file.sha256) {
            Some(known) => file.clone_from(known),
            None => return Ok(Err(Refusal::of_field("file-not-there", "files"))),
        }
    }
    keep_audience(&mut draft, &entry);
    if is_out_as(&entry, &draft) {
        return Ok(Ok(None));
    }
    entry.draft = Some(draft);
    let look = look_at(tx, city, entry, Some(author), now.jst_date()).await?;
    if look.faults.iter().any(|fault| fault.code == "audience-not-yours") {
        return Ok(Err(Refusal::new("not-found")));
    }
    Ok(Ok(Some(look)))
}

fn is_out_as(entry: &Entry, draft: &Draft) -> bool {
    entry.is_out() && entry.draft.is_none() && entry.public.as_ref() == Some(draft)
}

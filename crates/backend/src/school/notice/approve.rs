//! Giving a notice to be sent, saying the second yes, and taking it back before anybody saw it.

use super::{Entry, Members, NoticeError, Stage, Writer, plan, table, write::change};
use crate::{
    app::App,
    school::facility,
    store::{StoreError, Tx},
};
use chrono::NaiveDate;
use itsumo_domain::school::{
    Act, Facility,
    notice::{Draft, Fault, Plan, Warning},
};
use uuid::Uuid;

/// A notice as it is looked at before it is sent.
#[derive(Clone, Debug)]
pub struct Look {
    /// The notice.
    pub entry: Entry,
    /// Where.
    pub facility: Facility,
    /// Everybody of the facility.
    pub members: Members,
    /// Who gets it.
    pub plan: Plan,
    /// What is missing or wrong: it cannot be sent.
    pub faults: Vec<Fault>,
    /// What to tick off.
    pub warnings: Vec<Warning>,
}

/// Looks at what is worked on (or else at what is out). Nothing is changed.
///
/// # Errors
/// [`NoticeError::NotThere`], [`NoticeError::Store`].
pub async fn look(app: &App, city: &str, writer: &Writer, id: Uuid) -> Result<Look, NoticeError> {
    let (city, writer, day) = (city.to_owned(), writer.clone(), app.clock.now().jst_date());
    app.store
        .read(move |tx| {
            Box::pin(async move {
                let entry = table::find(tx, &city, id).await?.filter(|entry| writer.sees(entry));
                let entry = entry.ok_or(NoticeError::NotThere)?;
                look_at(tx, &city, entry, Some(&writer), day).await
            })
        })
        .await
}

async fn look_at(
    tx: &mut dyn Tx,
    city: &str,
    entry: Entry,
    writer: Option<&Writer>,
    day: NaiveDate,
) -> Result<Look, NoticeError> {
    let facility = facility::find(tx, city, entry.facility).await?.ok_or(NoticeError::NotThere)?;
    let members = plan::members(tx, city, &facility, day).await?;
    let draft = entry.shown().cloned().unwrap_or_default();
    let plan = match (&entry.public, entry.sent) {
        (Some(_), Some(sent)) => plan::plan_out(tx, city, &facility, entry.id, sent.jst_date(), day).await?,
        _ => members.plan(&draft),
    };
    let mut faults = draft.faults(day);
    if entry.public.is_none() {
        faults.extend(audience_faults(&draft, &members, &plan, writer));
    } else {
        // Groups of the year it was sent in are still its groups.
        faults.retain(|fault| fault.field != "audience" && fault.code != "due-past");
    }
    let warnings = plan::look(tx, city, &facility, &entry, &draft, &members, &plan).await?;
    Ok(Look { entry, facility, members, plan, faults, warnings })
}

fn audience_faults(draft: &Draft, members: &Members, plan: &Plan, writer: Option<&Writer>) -> Option<Fault> {
    let of = |code| Some(Fault { field: "audience".to_owned(), code });
    if draft.audience.is_empty() {
        return None;
    }
    if !plan.strangers.is_empty() {
        return of("audience-not-here");
    }
    if writer.is_some_and(|writer| !members.may_address(writer, draft)) {
        return of("audience-not-yours");
    }
    if plan.children.is_empty() { of("audience-nobody") } else { None }
}

/// Gives the notice to be sent, as it was looked at: `work` is the number that the page showed, `ticked` the marks of
/// the warnings that were ticked off. Where the facility wants a second pair of eyes it waits; else it is held.
///
/// # Errors
/// [`NoticeError::Moved`] when it is another one than was looked at; [`NoticeError::Faults`];
/// [`NoticeError::Unticked`].
pub async fn give(
    app: &App,
    city: &str,
    writer: &Writer,
    id: Uuid,
    work: i64,
    ticked: Vec<String>,
) -> Result<Stage, NoticeError> {
    let (city, writer, now) = (city.to_owned(), writer.clone(), app.clock.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let entry = table::hold(tx, &city, id, false).await?.filter(|entry| writer.may_work_on(entry));
                let entry = entry.ok_or(NoticeError::NotThere)?;
                if entry.stage != Stage::Draft || entry.work != work || entry.recalled.is_some() {
                    return Err(NoticeError::Moved);
                }
                let found = look_at(tx, &city, entry, Some(&writer), now.jst_date()).await?;
                if !found.faults.is_empty() {
                    return Err(NoticeError::Faults(found.faults));
                }
                let marks: Vec<String> = found.warnings.iter().map(Warning::mark).collect();
                let open = found.warnings.into_iter().filter(|warning| !ticked.contains(&warning.mark()));
                let open: Vec<Warning> = open.collect();
                if !open.is_empty() {
                    return Err(NoticeError::Unticked(open));
                }
                let mut entry = found.entry;
                entry.person = writer.person;
                entry.title = writer.seat.title.clone();
                entry.ticked = marks;
                entry.returned = String::new();
                entry.approved_by = None;
                entry.changed = now;
                if found.facility.four_eyes {
                    entry.stage = Stage::Waiting;
                } else {
                    entry.hold(found.facility.hold_seconds, now);
                }
                table::keep(tx, &city, &entry).await?;
                Ok(entry.stage)
            })
        })
        .await
}

/// The second yes, by another person than who gave it to be sent, who has opened every file of it.
///
/// # Errors
/// [`NoticeError::NotThere`] when it is not theirs to say; [`NoticeError::Moved`] when it does not wait, or is another one
/// than was looked at; [`NoticeError::SamePerson`]; [`NoticeError::NotOpened`].
pub async fn approve(app: &App, city: &str, writer: &Writer, id: Uuid, work: i64) -> Result<(), NoticeError> {
    let (city, writer, now) = (city.to_owned(), writer.clone(), app.clock.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let mut entry = waiting(tx, &city, &writer, id).await?;
                if entry.work != work {
                    return Err(NoticeError::Moved);
                }
                if entry.person == writer.person {
                    return Err(NoticeError::SamePerson);
                }
                let opened = super::file::opened_by(tx, &city, id, writer.person).await?;
                let files = entry.draft.iter().flat_map(|draft| &draft.attachments);
                let shut = files.filter(|file| !opened.contains(&file.sha256)).map(|file| file.name.clone());
                let shut: Vec<String> = shut.collect();
                if !shut.is_empty() {
                    return Err(NoticeError::NotOpened(shut));
                }
                let facility = facility::find(tx, &city, entry.facility).await?.ok_or(NoticeError::NotThere)?;
                entry.hold(facility.hold_seconds, now);
                entry.approved_by = Some(writer.seat.id);
                entry.changed = now;
                table::keep(tx, &city, &entry).await?;
                Ok(())
            })
        })
        .await
}

/// The second person gives it back to be changed, and says why.
///
/// # Errors
/// As [`approve`].
pub async fn give_back(app: &App, city: &str, writer: &Writer, id: Uuid, why: &str) -> Result<(), NoticeError> {
    let (city, writer, now) = (city.to_owned(), writer.clone(), app.clock.now());
    let why: String = why.trim().chars().take(1_000).collect();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let mut entry = waiting(tx, &city, &writer, id).await?;
                entry.returned = why;
                entry.back_to_draft(now);
                table::keep(tx, &city, &entry).await?;
                Ok(())
            })
        })
        .await
}

async fn waiting(tx: &mut dyn Tx, city: &str, writer: &Writer, id: Uuid) -> Result<Entry, NoticeError> {
    let entry = table::hold(tx, city, id, false).await?;
    let entry = entry.filter(|entry| entry.facility == writer.seat.facility && writer.may(Act::ApproveNotices, None));
    let entry = entry.ok_or(NoticeError::NotThere)?;
    if entry.stage == Stage::Waiting { Ok(entry) } else { Err(NoticeError::Moved) }
}

/// Takes a notice back that waits or is held: it is a draft again, and nobody has seen it.
///
/// # Errors
/// [`NoticeError::Moved`] when it went out meanwhile: then it can be recalled.
pub async fn take_back(app: &App, city: &str, writer: &Writer, id: Uuid) -> Result<(), NoticeError> {
    let now = app.clock.now();
    change(app, city, writer, id, move |entry| {
        if !matches!(entry.stage, Stage::Waiting | Stage::Held) {
            return Err(NoticeError::Moved);
        }
        entry.approved_by = None;
        entry.back_to_draft(now);
        Ok(())
    })
    .await
}

impl From<Look> for Entry {
    fn from(look: Look) -> Self {
        look.entry
    }
}

/// Everybody of a facility, for choosing an audience.
///
/// # Errors
/// [`NoticeError::Store`].
pub async fn members_of(app: &App, city: &str, facility: &Facility) -> Result<Members, NoticeError> {
    let (city, facility, day) = (city.to_owned(), facility.clone(), app.clock.now().jst_date());
    let reading = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { plan::members(tx, &city, &facility, day).await }));
    Ok(reading.await?)
}

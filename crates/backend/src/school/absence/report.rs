//! An absence is told, said anew, taken back.

use super::{
    Kept, find,
    kept::{NewRevision, keep},
    show,
};
use crate::{
    school::{Outgoing, facility, guardian, guardian::Author, pupil, question, standing},
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    school::{
        Absence, Act, GroupKind,
        access::{Of, Standing, may_at_school},
        report::{Enrolled, Teller, Withdrawal, plan_report, plan_withdrawal},
    },
    sync::Refusal,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Tells an absence, or says one anew. The same again changes nothing.
///
/// # Errors
/// The store's; inside, why it is refused: as [`Absence::validate`] and [`plan_report`], and `not-found` for a child
/// that is not the author's to speak of, or an absence that is another child's. A refusal has written nothing.
pub async fn report(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    author: &Author,
    id: Uuid,
    absence: Absence,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    guardian::hold(tx, city, &[absence.pupil], true).await?;
    report_held(tx, out, city, author, id, absence, now).await
}

/// The same, for who holds the child already.
pub(crate) async fn report_held(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    author: &Author,
    id: Uuid,
    absence: Absence,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let absence = tidy(absence);
    if let Err(refusal) = absence.validate() {
        return Ok(Err(refusal));
    }
    let before = find(tx, city, &[id]).await?.remove(&id);
    let enrolments = pupil::enrolments(tx, city, &[absence.pupil]).await?;
    let own = before.as_ref().is_none_or(|before| before.absence.pupil == absence.pupil);
    if !own || !may_tell(tx, city, author, absence.pupil, &enrolments, before.as_ref(), now).await? {
        return Ok(Err(Refusal::new("not-found")));
    }
    let mut facilities = BTreeMap::new();
    for id in absence.tell.iter().map(|told| told.facility).collect::<BTreeSet<_>>() {
        if let Some(facility) = facility::find(tx, city, id).await? {
            facilities.insert(id, facility);
        }
    }
    let at: Vec<Enrolled<'_>> = enrolments
        .iter()
        .filter_map(|enrolment| {
            let facility = facilities.get(&enrolment.facility)?;
            Some(Enrolled { facility, since: enrolment.since, until: enrolment.until })
        })
        .collect();
    let standing = before.as_ref().filter(|before| !before.withdrawn);
    let late = match plan_report(&absence, standing.map(|before| &before.absence), &at, teller(author), now) {
        Ok(late) => late,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if standing.is_some_and(|before| before.absence == absence) {
        return Ok(Ok(()));
    }
    // An edit of what came in time is in time, as long as it begins on the same day.
    let late = standing.filter(|before| before.absence.from == absence.from).map_or(late, |before| before.late);
    write(tx, out, city, author, Said { id, absence: &absence, withdrawn: false, late }, before.as_ref(), now).await?;
    Ok(Ok(()))
}

/// Takes an absence back. One that is running ends with yesterday; one that was taken back stays so.
///
/// # Errors
/// The store's; inside, why it is refused: `not-found`, or `past-days` for one that lies behind.
pub async fn withdraw(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    author: &Author,
    id: Uuid,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(before) = find(tx, city, &[id]).await?.remove(&id) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    guardian::hold(tx, city, &[before.absence.pupil], true).await?;
    withdraw_held(tx, out, city, author, id, now).await
}

/// The same, for who holds the child already.
pub(crate) async fn withdraw_held(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    author: &Author,
    id: Uuid,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let not_found = Ok(Err(Refusal::new("not-found")));
    let Some(before) = find(tx, city, &[id]).await?.remove(&id) else { return not_found };
    let pupil = before.absence.pupil;
    let enrolments = pupil::enrolments(tx, city, &[pupil]).await?;
    if !may_tell(tx, city, author, pupil, &enrolments, Some(&before), now).await? {
        return not_found;
    }
    if before.withdrawn {
        return Ok(Ok(()));
    }
    let said = match plan_withdrawal(&before.absence, teller(author), now) {
        Ok(Withdrawal::Whole) => Said { id, absence: &before.absence, withdrawn: true, late: before.late },
        Ok(Withdrawal::Ends(ref absence)) => {
            let said = Said { id, absence, withdrawn: false, late: before.late };
            write(tx, out, city, author, said, Some(&before), now).await?;
            return Ok(Ok(()));
        }
        Err(refusal) => return Ok(Err(refusal)),
    };
    write(tx, out, city, author, said, Some(&before), now).await?;
    Ok(Ok(()))
}

/// What a revision says.
struct Said<'a> {
    id: Uuid,
    absence: &'a Absence,
    withdrawn: bool,
    late: bool,
}

async fn write(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    author: &Author,
    said: Said<'_>,
    before: Option<&Kept>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let pupil = said.absence.pupil;
    let by = guardian::by_for_staff(tx, city, pupil, author).await?;
    let new = NewRevision {
        id: said.id,
        absence: said.absence,
        withdrawn: said.withdrawn,
        rev: before.map_or(1, |before| before.rev.saturating_add(1)),
        late: said.late,
        author,
        by_name: &by.name,
        at: now,
    };
    keep(tx, city, &new).await?;
    let earlier = before.into_iter().flat_map(|before| &before.desks).map(|desk| desk.to.facility);
    let concerned: BTreeSet<Uuid> = said.absence.tell.iter().map(|told| told.facility).chain(earlier).collect();
    for facility in concerned {
        out.touch_board(facility);
    }
    if !said.withdrawn {
        question::close_for(tx, out, city, said.absence, now).await?;
    }
    show(tx, out, city, &[said.id], now).await
}

fn teller(author: &Author) -> Teller {
    match author {
        Author::Guardian(_) => Teller::Guardian,
        Author::Seat(_) => Teller::Staff,
    }
}

/// Whether the author may speak of this child's days. Of the staff it is who keeps the board of the child's class; an
/// absence that their facility was never told of is not there for them.
async fn may_tell(
    tx: &mut dyn Tx,
    city: &str,
    author: &Author,
    child: Uuid,
    enrolments: &[pupil::Enrolment],
    before: Option<&Kept>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    match author {
        Author::Guardian(person) => {
            let standing = standing::standing(tx, city, *person, now.jst_date()).await?;
            Ok(may_at_school(&standing, Act::TellAbsence, Of::Child(child)).is_ok())
        }
        Author::Seat(seat) => {
            let standing = Standing { seats: vec![seat.clone()], children: Vec::new() };
            let told = |kept: &Kept| kept.desks.iter().any(|desk| desk.to.facility == seat.facility);
            let mut classes = enrolments.iter().filter(|enrolment| {
                enrolment.facility == seat.facility
                    && enrolment.group.kind == GroupKind::Class
                    && enrolment.until.is_none_or(|until| now.jst_date() <= until)
            });
            let keeps = classes.any(|enrolment| {
                let of = Of::Facility(seat.facility, Some(enrolment.group.id));
                may_at_school(&standing, Act::KeepBoard, of).is_ok()
            });
            Ok(keeps && before.is_none_or(told))
        }
    }
}

/// Without what was said twice, and without blanks around the words.
fn tidy(mut absence: Absence) -> Absence {
    let mut seen = BTreeSet::new();
    absence.tell.retain(|told| seen.insert(*told));
    let mut seen = BTreeSet::new();
    absence.symptoms.retain(|symptom| seen.insert(*symptom));
    if absence.note.trim().len() != absence.note.len() {
        absence.note = absence.note.trim().to_owned();
    }
    absence
}

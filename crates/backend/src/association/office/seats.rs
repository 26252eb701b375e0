//! Seats: made, handed over, ended; each term with the code by which somebody takes it.

use super::{OfficeError, words};
use crate::{
    app::App,
    association::{
        Outgoing, block,
        hand_over::{self, Next},
        seat::{self, Held},
    },
    clock::Ids,
    school::join::{self, CodeKind},
    store::{StoreError, Tx},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    account::FieldError,
    association::{
        Role,
        access::Seat,
        directory::block_name,
        seat::{HandOver, Term, default_checklist},
    },
    school::code::JoinCode,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A seat to be made, with its first term.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAssociationSeat)]
pub struct NewSeat {
    /// What it is for.
    pub role: Role,
    /// The block of a 班長, by its name: 1班.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// As people call it: 会長. Made of block and role where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its first term.
    #[serde(flatten)]
    pub term: NewTerm,
}

/// A term to be given.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = NewSeatTerm)]
pub struct NewTerm {
    /// Who it is given to, for the seat's history; may be empty.
    pub name: String,
    /// First day; today if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// Last day, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Last day of who holds the seat now; the day before this term begins if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
}

/// A term with the code by which somebody takes it. It is shown once.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = AssociationSeatCode)]
pub struct SeatCode {
    /// The seat.
    pub seat: Uuid,
    /// The term.
    pub term: Uuid,
    /// As people call it.
    pub title: String,
    /// What it is for.
    pub role: Role,
    /// The code, for typing.
    pub code: String,
    /// First day of the term.
    pub since: NaiveDate,
    /// The last moment the code is good.
    pub expires: Timestamp,
}

/// A seat as those see it who keep the seats: with all its terms, the newest first.
#[derive(Clone, Debug)]
pub struct SeatLine {
    /// The seat.
    pub seat: Seat,
    /// Its terms; those that never began are left out.
    pub terms: Vec<Held>,
    /// How many lines its checklist has, and how many are ticked.
    pub checklist: (usize, usize),
}

/// The seats of an association, or the city's own with `None`.
///
/// # Errors
/// The store's.
pub async fn seats(app: &App, city: &str, association: Option<Uuid>) -> Result<Vec<SeatLine>, StoreError> {
    let city = city.to_owned();
    let looking = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let seats = seat::of_association(tx, &city, association).await?;
            let ids: Vec<Uuid> = seats.iter().map(|seat| seat.id).collect();
            let mut terms = seat::terms(tx, &city, &ids).await?;
            terms.retain(|held| held.term.is_one());
            terms.reverse();
            let mut lines = Vec::with_capacity(seats.len());
            for seat in seats {
                let items = seat::checklist(tx, &city, seat.id).await?;
                let done = items.iter().filter(|item| item.done.is_some()).count();
                let terms = terms.iter().filter(|held| held.seat == seat.id).cloned().collect();
                lines.push(SeatLine { seat, terms, checklist: (items.len(), done) });
            }
            Ok(lines)
        })
    });
    looking.await
}

/// Makes a seat with its first term. One of the same role, block and title that is there is handed over instead; where a
/// term of it waits for somebody to take it, that gets another code.
///
/// # Errors
/// [`OfficeError`]: a 班長 needs a block of the association; the city's seats are of no association.
pub async fn give_seat(
    app: &App,
    city: &str,
    association: Option<Uuid>,
    new: NewSeat,
    by: &str,
) -> Result<SeatCode, OfficeError> {
    let (city, by, ids, now) = (city.to_owned(), by.to_owned(), app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, OfficeError, _>(move |tx| {
        Box::pin(async move {
            let seat = placed(tx, &city, association, &new, &*ids).await?;
            words("title", &seat.title)?;
            let there = seat::of_association(tx, &city, association).await?;
            let same = there
                .into_iter()
                .find(|other| (other.role, other.block, &other.title) == (seat.role, seat.block, &seat.title));
            let seat = match same {
                Some(same) => same,
                None => {
                    seat::keep(tx, &city, &seat, &default_checklist(seat.role)).await?;
                    seat
                }
            };
            let today = now.jst_date();
            let waiting = seat::terms(tx, &city, &[seat.id]).await?.into_iter().find(|held| {
                held.person.is_none() && held.term.is_one() && held.term.until.is_none_or(|until| until >= today)
            });
            if let Some(held) = waiting {
                return Ok(code(tx, &*ids, &city, &seat, &held, &by, now).await?);
            }
            let (_, code) = give(tx, &*ids, &city, &seat, &new.term, &by, now).await?;
            Ok(code)
        })
    });
    writing.await
}

/// The seat that is meant, with an id of its own.
async fn placed(
    tx: &mut dyn Tx,
    city: &str,
    association: Option<Uuid>,
    new: &NewSeat,
    ids: &dyn Ids,
) -> Result<Seat, OfficeError> {
    let wrong = |field, code| OfficeError::from(FieldError { field, code });
    match association {
        Some(id) if block::association(tx, city, id).await?.is_none() => return Err(OfficeError::NotThere),
        Some(_) if matches!(new.role, Role::City | Role::Other) => return Err(wrong("role", "not-readable")),
        None if new.role != Role::City => return Err(wrong("role", "not-readable")),
        _ => {}
    }
    let named = new.block.as_deref().map(block_name).filter(|name| !name.is_empty());
    let block = match (new.role, &named, association) {
        (Role::BlockHead, Some(name), Some(association)) => {
            let found = block::blocks(tx, city, association).await?.into_iter().find(|block| block.name == *name);
            Some(found.ok_or_else(|| wrong("block", "unknown"))?.id)
        }
        (Role::BlockHead, _, _) => return Err(wrong("block", "missing")),
        (_, Some(_), _) => return Err(wrong("block", "not-readable")),
        _ => None,
    };
    let title = match (new.title.as_deref().map(str::trim), &named) {
        (Some(title), _) if !title.is_empty() => title.to_owned(),
        (_, Some(name)) => format!("{name} {}", role_title(new.role)),
        _ => role_title(new.role).to_owned(),
    };
    Ok(Seat { id: ids.new_id(), association, block, role: new.role, title })
}

/// A role as seats are called by it.
pub fn role_title(role: Role) -> &'static str {
    match role {
        Role::City => "市の担当課",
        Role::Chair => "会長",
        Role::ViceChair => "副会長",
        Role::Secretary => "書記",
        Role::Treasurer => "会計",
        Role::Auditor => "監事",
        Role::BlockHead => "班長",
        Role::Welfare => "民生委員",
        Role::Other => "役員",
    }
}

/// What handing a seat over would come to. Nothing is written.
///
/// # Errors
/// [`OfficeError`].
pub async fn look_at_hand_over(
    app: &App,
    city: &str,
    association: Option<Uuid>,
    seat: Uuid,
    new: NewTerm,
) -> Result<(Vec<Held>, HandOver), OfficeError> {
    let (city, today) = (city.to_owned(), app.clock.now().jst_date());
    let looking = app.store.read::<_, OfficeError, _>(move |tx| {
        Box::pin(async move {
            let seat = seat::find(tx, &city, seat).await?.filter(|seat| seat.association == association);
            let seat = seat.ok_or(OfficeError::NotThere)?;
            hand_over::look(tx, &city, seat.id, &next(&new, today)?).await?.map_err(|wrong| field(wrong).into())
        })
    });
    looking.await
}

/// Hands a seat over: a new term with its code, and a last day for who holds it.
///
/// # Errors
/// [`OfficeError`].
pub async fn hand_over(
    app: &App,
    city: &str,
    association: Option<Uuid>,
    seat: Uuid,
    new: NewTerm,
    by: &str,
) -> Result<(HandOver, SeatCode), OfficeError> {
    let (city, by, ids, now) = (city.to_owned(), by.to_owned(), app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, OfficeError, _>(move |tx| {
        Box::pin(async move {
            let seat = seat::find(tx, &city, seat).await?.filter(|seat| seat.association == association);
            let seat = seat.ok_or(OfficeError::NotThere)?;
            give(tx, &*ids, &city, &seat, &new, &by, now).await
        })
    });
    writing.await
}

fn field(wrong: itsumo_domain::association::seat::NoHandOver) -> FieldError {
    let (field, code) = wrong.field();
    FieldError { field, code }
}

fn next(new: &NewTerm, today: NaiveDate) -> Result<Next, FieldError> {
    let name = new.name.trim();
    if !name.is_empty() {
        words("name", name)?;
    }
    let term = Term { since: new.since.unwrap_or(today), until: new.until };
    Ok(Next { name: name.to_owned(), term, last: new.last })
}

async fn give(
    tx: &mut dyn Tx,
    ids: &dyn Ids,
    city: &str,
    seat: &Seat,
    new: &NewTerm,
    by: &str,
    now: Timestamp,
) -> Result<(HandOver, SeatCode), OfficeError> {
    let mut out = Outgoing::default();
    let next = next(new, now.jst_date())?;
    let done = hand_over::hand_over(tx, &mut out, city, seat, ids.new_id(), &next, by, now).await?;
    let (plan, held) = done.map_err(field)?;
    let code = code(tx, ids, city, seat, &held, by, now).await?;
    out.send(tx, city, now).await?;
    Ok((plan, code))
}

/// Makes another code for a term that nobody has taken; the one before is void.
///
/// # Errors
/// [`OfficeError::NotThere`] for a term that is taken, is over, or is of another association.
pub async fn term_code(
    app: &App,
    city: &str,
    association: Option<Uuid>,
    term: Uuid,
    by: &str,
) -> Result<SeatCode, OfficeError> {
    let (city, by, ids, now) = (city.to_owned(), by.to_owned(), app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, OfficeError, _>(move |tx| {
        Box::pin(async move {
            let (seat, held) = of(tx, &city, association, term, now.jst_date()).await?;
            if held.person.is_some() {
                return Err(OfficeError::NotThere);
            }
            Ok(code(tx, &*ids, &city, &seat, &held, &by, now).await?)
        })
    });
    writing.await
}

/// Ends a term: its last day is yesterday. An association's last 会長 is not ended without somebody after them.
///
/// # Errors
/// [`OfficeError`]: `seat-last-chair`.
pub async fn end_term(app: &App, city: &str, association: Option<Uuid>, term: Uuid) -> Result<(), OfficeError> {
    let (city, now) = (city.to_owned(), app.clock.now());
    let writing = app.store.write::<_, OfficeError, _>(move |tx| {
        Box::pin(async move {
            let today = now.jst_date();
            let (seat, held) = of(tx, &city, association, term, today).await?;
            if let (Role::Chair, Some(at), Some(_)) = (seat.role, association, held.person) {
                let chairs = seat::holders_by_role(tx, &city, at, &[Role::Chair], today).await?;
                if chairs.iter().map(|(_, people)| people.len()).sum::<usize>() < 2 && held.term.covers(today) {
                    return Err(FieldError { field: "term", code: "seat-last-chair" }.into());
                }
            }
            let mut out = Outgoing::default();
            seat::end(tx, &mut out, &city, &held, today.pred_opt().unwrap_or(today)).await?;
            seat::write_cards(tx, &mut out, &city, &[seat.id], now).await?;
            if let Some(at) = association {
                block::write_association(tx, &mut out, &city, at, now).await?;
            }
            Ok(out.send(tx, &city, now).await?)
        })
    });
    writing.await
}

/// A term that is not over, and its seat.
async fn of(
    tx: &mut dyn Tx,
    city: &str,
    association: Option<Uuid>,
    term: Uuid,
    today: NaiveDate,
) -> Result<(Seat, Held), OfficeError> {
    let held = seat::term(tx, city, term).await?.ok_or(OfficeError::NotThere)?;
    let seat = seat::find(tx, city, held.seat).await?.filter(|seat| seat.association == association);
    let seat = seat.ok_or(OfficeError::NotThere)?;
    if held.term.until.is_some_and(|until| until < today || until < held.term.since) {
        return Err(OfficeError::NotThere);
    }
    Ok((seat, held))
}

async fn code(
    tx: &mut dyn Tx,
    ids: &dyn Ids,
    city: &str,
    seat: &Seat,
    held: &Held,
    by: &str,
    now: Timestamp,
) -> Result<SeatCode, StoreError> {
    let expires = join::expires(now, join::DAYS);
    // The city's own seats are of no association.
    let at = seat.association.unwrap_or_default();
    let kind = CodeKind::AssociationSeat;
    let codes = join::make_codes(tx, ids, city, at, kind, &[held.id], 1, expires, by, now).await?;
    let code = codes.first().map(|(_, code): &(Uuid, JoinCode)| code.typed()).unwrap_or_default();
    let (since, title) = (held.term.since, seat.title.clone());
    Ok(SeatCode { seat: seat.id, term: held.id, title, role: seat.role, code, since, expires })
}

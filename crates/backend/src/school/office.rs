//! What the office of a facility, and the city's operator before there is one, does besides the list of pupils:
//! facilities, seats and their codes.

use crate::{
    app::App,
    school::{
        Outgoing, facility, guardian,
        join::{self, CodeKind},
        letter::class_named,
        pupil,
        seat::{self, Held},
    },
    store::{StoreError, Tx},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    account::FieldError,
    school::{
        Desk, Facility, FacilityKind,
        access::{Role, Seat},
        code::JoinCode,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Characters of a name or title.
const LONGEST: usize = 60;

/// What the office could not do.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something that was said.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// No such facility, seat or child.
    #[error("not there")]
    NotThere,
}

impl From<OfficeError> for crate::problem::Failure {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Store(error) => error.into(),
            OfficeError::Field(error) => error.into(),
            OfficeError::NotThere => Self::not_found("facility"),
        }
    }
}

/// A seat to be made.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSeat {
    /// What it is for.
    pub role: Role,
    /// The class of a teacher, by its name: 1年2組.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// As people call it: 1年2組 担任. Made of class and role where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// First day; today if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// Last day, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// A seat with the code by which somebody takes it. It is shown once.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeatCode {
    /// The seat.
    pub seat: Uuid,
    /// As people call it.
    pub title: String,
    /// What it is for.
    pub role: Role,
    /// The code, for typing.
    pub code: String,
    /// The last moment it is good.
    pub expires: Timestamp,
}

fn words(field: &'static str, text: &str) -> Result<(), FieldError> {
    match text.trim() {
        "" => Err(FieldError { field, code: "empty" }),
        text if text.chars().count() > LONGEST => Err(FieldError { field, code: "too-long" }),
        text if text.chars().any(char::is_control) => Err(FieldError { field, code: "not-readable" }),
        _ => Ok(()),
    }
}

/// Checks what a facility says of itself.
///
/// # Errors
/// The field that is wrong.
pub fn checked(mut facility: Facility) -> Result<Facility, FieldError> {
    words("name", &facility.name)?;
    words("phone", &facility.phone)?;
    if facility.kind == FacilityKind::Other {
        return Err(FieldError { field: "kind", code: "unknown" });
    }
    if facility.short.trim().is_empty() {
        facility.short.clone_from(&facility.name);
    }
    words("short", &facility.short)?;
    if facility.days.weekdays.is_empty() || facility.days.weekdays.iter().any(|day| !(1..=7).contains(day)) {
        return Err(FieldError { field: "days.weekdays", code: "not-readable" });
    }
    if facility.days.closed.iter().any(|closed| closed.until < closed.from) {
        return Err(FieldError { field: "days.closed", code: "not-readable" });
    }
    facility.desks.retain(|desk| !matches!(desk, Desk::Class | Desk::Other));
    facility.desks.sort();
    facility.desks.dedup();
    // Whoever has the class is always told, and first.
    facility.desks.insert(0, Desk::Class);
    Ok(facility)
}

/// Writes a facility, new or as it is now, and anew on every card that shows it.
///
/// # Errors
/// [`OfficeError`].
pub async fn put_facility(app: &App, city: &str, facility: Facility) -> Result<(), OfficeError> {
    let facility = checked(facility)?;
    let (city, now) = (city.to_owned(), app.clock.now());
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            if facility::find(tx, &city, facility.id).await?.as_ref() == Some(&facility) {
                return Ok(());
            }
            facility::keep(tx, &city, &facility).await?;
            let pupils = pupil::of_facility(tx, &city, facility.id).await?;
            guardian::write_cards(tx, &mut out, &city, &pupils, now.jst_date(), now).await?;
            out.touch_board(facility.id);
            out.send(tx, &city, now).await
        })
    });
    Ok(writing.await?)
}

/// A role as seats are called by it: the class teacher's is the class's name and this.
pub fn role_title(role: Role, kind: FacilityKind) -> &'static str {
    let nursery = matches!(kind, FacilityKind::Nursery | FacilityKind::Kindergarten);
    match role {
        Role::Head if nursery => "園長",
        Role::Head if kind == FacilityKind::AfterSchool => "施設長",
        Role::Head => "校長",
        Role::Office => "事務室",
        Role::Teacher => "担任",
        Role::Nurse => "保健室",
        Role::Lunch => "給食室",
        Role::Bus => "バス",
        Role::Carer if nursery => "保育者",
        Role::Carer => "支援員",
    }
}

/// Makes a seat and its code. A seat of the same role, class and title that is still one gets a new code instead.
///
/// # Errors
/// [`OfficeError`]: a teacher's seat needs a class of this year.
pub async fn give_seat(app: &App, city: &str, facility: Uuid, new: NewSeat, by: &str) -> Result<SeatCode, OfficeError> {
    let (city, by, ids, now) = (city.to_owned(), by.to_owned(), app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, OfficeError, _>(move |tx| {
        Box::pin(async move {
            let at = facility::find(tx, &city, facility).await?.ok_or(OfficeError::NotThere)?;
            let today = now.jst_date();
            let since = new.since.unwrap_or(today);
            if new.until.is_some_and(|until| until < since) {
                return Err(FieldError { field: "until", code: "ends-before-it-begins" }.into());
            }
            let group = match (new.role, &new.class) {
                (Role::Teacher, Some(class)) => {
                    let found = class_named(tx, &city, facility, class, since.max(today)).await?;
                    Some(found.ok_or(FieldError { field: "class", code: "unknown" })?)
                }
                (Role::Teacher, None) => return Err(FieldError { field: "class", code: "missing" }.into()),
                (_, None) => None,
                (_, Some(_)) => return Err(FieldError { field: "class", code: "not-readable" }.into()),
            };
            let title = match (new.title.as_deref().map(str::trim), &new.class) {
                (Some(title), _) if !title.is_empty() => title.to_owned(),
                (_, Some(class)) => format!("{class} {}", role_title(new.role, at.kind)),
                _ => role_title(new.role, at.kind).to_owned(),
            };
            words("title", &title)?;
            let seats = seat::of_facility(tx, &city, facility).await?;
            let same = seats.into_iter().find(|held| {
                let Seat { role, group: class, title: called, .. } = &held.seat;
                (*role, *class, called.as_str()) == (new.role, group, title.as_str())
                    && held.until.is_none_or(|until| until >= today)
            });
            let seat = match same {
                Some(held) => held.seat,
                None => {
                    let seat = Seat { id: ids.new_id(), facility, role: new.role, group, title };
                    let mut out = Outgoing::default();
                    seat::give(tx, &mut out, &city, &seat, since, new.until).await?;
                    out.send(tx, &city, now).await?;
                    seat
                }
            };
            Ok(code(tx, &*ids, &city, seat, &by, now).await?)
        })
    });
    writing.await
}

/// Makes another code for a seat; the one before is void.
///
/// # Errors
/// [`OfficeError::NotThere`] for a seat that is none, is over, or is of another facility.
pub async fn seat_code(app: &App, city: &str, facility: Uuid, seat: Uuid, by: &str) -> Result<SeatCode, OfficeError> {
    let (city, by, ids, now) = (city.to_owned(), by.to_owned(), app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, OfficeError, _>(move |tx| {
        Box::pin(async move {
            let held = seat::find(tx, &city, seat).await?.filter(|held| {
                held.seat.facility == facility && held.until.is_none_or(|until| until >= now.jst_date())
            });
            let held = held.ok_or(OfficeError::NotThere)?;
            Ok(code(tx, &*ids, &city, held.seat, &by, now).await?)
        })
    });
    writing.await
}

async fn code(
    tx: &mut dyn Tx,
    ids: &dyn crate::clock::Ids,
    city: &str,
    seat: Seat,
    by: &str,
    now: Timestamp,
) -> Result<SeatCode, StoreError> {
    let expires = join::expires(now, join::DAYS);
    let (at, kind, target) = (seat.facility, CodeKind::Seat, [seat.id]);
    let codes = join::make_codes(tx, ids, city, at, kind, &target, 1, expires, by, now).await?;
    let code = codes.first().map(|(_, code): &(Uuid, JoinCode)| code.typed()).unwrap_or_default();
    Ok(SeatCode { seat: seat.id, title: seat.title, role: seat.role, code, expires })
}

/// The seats of a facility that are not over, those to come too.
///
/// # Errors
/// The store's.
pub async fn seats(app: &App, city: &str, facility: Uuid) -> Result<Vec<Held>, StoreError> {
    let (city, today) = (city.to_owned(), app.clock.now().jst_date());
    let looking = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut seats = seat::of_facility(tx, &city, facility).await?;
            seats.retain(|held| held.until.is_none_or(|until| until >= today));
            Ok(seats)
        })
    });
    looking.await
}

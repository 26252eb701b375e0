//! The pages of notices: the list, writing one, choosing people, looking at it before it is sent, and how it stands
//! afterwards. Everything works without a script: what is typed is kept with every button that is pressed.
//!
//! What is said on these pages is `notice-…` of the catalogue.

mod check;
mod check_view;
mod compose;
mod compose_view;
mod form;
mod list;
mod people;
mod preview;
mod show;
mod show_view;

use super::{Staff, Trouble, writing};
use crate::{
    app::App,
    problem::Failure,
    school::notice::{NoticeError, Writer},
};
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use itsumo_domain::school::{Act, access::Seat};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The routes of these pages.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, list::begin))
        .routes(routes!(compose::edit, compose::save))
        .routes(routes!(compose::discard))
        .routes(routes!(compose::file))
        .routes(routes!(people::people, people::choose))
        .routes(routes!(check::check, check::send))
        .routes(routes!(check::undo))
        .routes(routes!(check::approve))
        .routes(routes!(show::show))
        .routes(routes!(show::recall))
        .routes(routes!(show::calls))
        .routes(routes!(show::answers))
}

/// The place of the bar that these pages are of.
const PLACE: &str = "notices";

/// As whom somebody writes or says the second yes at the facility of the page.
fn writer(staff: &Staff) -> Result<Writer, Trouble> {
    let facility = staff.facility()?.id;
    let classes: Vec<Uuid> = staff.seats_at(facility).filter_map(|seat| seat.group).collect();
    let writes = |class: Option<Uuid>| staff.seat_for(Act::WriteNotices, facility, class).ok();
    let seat: Option<&Seat> = writes(None).or_else(|| classes.iter().find_map(|class| writes(Some(*class))));
    let seat = match seat {
        Some(seat) => seat,
        None => staff.seat_for(Act::ApproveNotices, facility, None)?,
    };
    Ok(Writer { person: staff.signed.person, seat: seat.clone(), standing: staff.standing().clone() })
}

/// Which notice, and which file of it, the address of a page names.
struct Of {
    notice: Uuid,
    sha256: String,
}

impl FromRequestParts<App> for Of {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Trouble::NotThere)?;
        let param = |wanted: &str| params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        let notice = param("notice").and_then(|text| Uuid::parse_str(text).ok()).ok_or(Trouble::NotThere)?;
        Ok(Self { notice, sha256: param("sha256").unwrap_or_default().to_owned() })
    }
}

/// The address of a page of one notice.
fn at(staff: &Staff, notice: Uuid, page: &str) -> String {
    let whole = staff.at(&format!("notices/{notice}"));
    if page.is_empty() { whole } else { format!("{whole}/{page}") }
}

impl From<NoticeError> for Trouble {
    fn from(error: NoticeError) -> Self {
        match error {
            NoticeError::Store(error) => error.into(),
            NoticeError::Blob(error) => Self::Failure(Failure::from(error)),
            NoticeError::NotThere => Self::NotThere,
            // These have a page of their own; here nothing is known that could be shown.
            NoticeError::Moved
            | NoticeError::Faults(_)
            | NoticeError::Unticked(_)
            | NoticeError::NotOpened(_)
            | NoticeError::SamePerson
            | NoticeError::NotAFile
            | NoticeError::TooMuch => Self::Stale,
        }
    }
}

impl writing::Hindrance for NoticeError {
    fn moved(&self) -> Option<&'static str> {
        matches!(self, Self::Moved).then_some("notice-moved")
    }
    fn file(&self) -> Option<&'static str> {
        match self {
            Self::NotAFile => Some("not-a-file"),
            Self::TooMuch => Some("too-much"),
            _ => None,
        }
    }
}
